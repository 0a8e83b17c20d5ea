/**
 * What stands in tests/golden/: saved bytes of every version, which load for
 * ever and answer what they answered then.
 *
 *     customers.csv, periods.csv    whom all kinds were fitted to and are asked
 *                                   about; a gap is an empty field
 *     <version>/<kind>.cev          a fitted kind
 *     <version>/shop_*.cev          portfolios, one for each layout
 *     <version>/answers.txt         a line an answer: file, question, a hash of
 *                                   the columns named behind it
 *
 * The hash is the CRC-32 of a text that has for each column its name and then
 * its values, a line each: a double as the 16 hexadecimal digits of its bits, a
 * whole number in decimals, a text as it is, a gap as nothing.
 */
#ifndef TESTS_GOLDEN_GOLDEN_H
#define TESTS_GOLDEN_GOLDEN_H

#include "core/any_kind.h"

#include <inttypes.h>

#define GOLDEN "tests/golden/"

enum { GOLDEN_ROWS = 100, GOLDEN_COLUMNS = 24, GOLDEN_BYTES = 1 << 17 };

/** Portfolios are summarised as of then. */
#define GOLDEN_AS_OF INT64_C(1640995200)

/** Columns of a file of this folder; the memory is that of the file. */
typedef struct {
    sheet *file;
    double numbers[GOLDEN_COLUMNS][GOLDEN_ROWS];
    const char *texts[GOLDEN_COLUMNS][GOLDEN_ROWS];
} golden_frame;

/** Whether a field is a number or a gap, and so its column one of numbers. */
static inline int golden_is_number(const char *field)
{
    char *end;
    (void)strtod(field, &end);
    return *end == '\0';
}

static inline cev_table *golden_table(const char *path, golden_frame *frame)
{
    frame->file = sheet_open(path);
    size_t rows = sheet_rows(frame->file);
    cev_table *table = frame_of(ctx, (int64_t)rows);
    ck_assert_uint_le(sheet_columns(frame->file), GOLDEN_COLUMNS);
    for (size_t c = 0; c < sheet_columns(frame->file); c++) {
        const char *name = sheet_name(frame->file, c);
        int is_number = golden_is_number(sheet_text(frame->file, 0, c));
        for (size_t i = 0; i < rows; i++) {
            frame->texts[c][i] = sheet_text(frame->file, i, c);
            if (is_number)
                frame->numbers[c][i] = sheet_double(frame->file, i, c);
        }
        if (is_number)
            put_numbers(table, name, frame->numbers[c]);
        else
            put_texts(table, name, frame->texts[c]);
    }
    return table;
}

/* CRC-32 of one more line. */
static inline uint32_t golden_line(uint32_t crc, const char *text)
{
    for (const char *at = text;; at++) {
        crc ^= (uint8_t)(*at != '\0' ? *at : '\n');
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ UINT32_C(0xEDB88320) : crc >> 1;
        if (*at == '\0')
            return crc;
    }
}

/* The hash goes on with the column of a table. */
static inline uint32_t golden_column(uint32_t crc, const cev_table *table,
                                     const char *name)
{
    int32_t type = 0;
    ck_assert_msg(cev_table_column(table, name, &type, NULL, NULL, NULL)
                      == CEV_OK,
                  "no column %s", name);
    crc = golden_line(crc, name);
    for (int64_t i = 0; i < cev_table_row_count(table); i++) {
        const char *text = cev_table_text(table, name, i);
        double number = cev_table_double(table, name, i);
        int64_t whole = cev_table_int64(table, name, i);
        uint64_t bits;
        char cell[32] = "";
        memcpy(&bits, &number, sizeof bits);
        if (type == CEV_DOUBLE && !isnan(number))
            snprintf(cell, sizeof cell, "%016" PRIx64, bits);
        if (type == CEV_INT64 && whole != INT64_MIN)
            snprintf(cell, sizeof cell, "%" PRId64, whole);
        crc = golden_line(crc, type == CEV_TEXT && text != NULL ? text : cell);
    }
    return crc;
}

/** The hash of columns whose names are joined by commas. */
static inline uint32_t golden_hash(const cev_table *table, const char *names)
{
    uint32_t crc = UINT32_C(0xFFFFFFFF);
    char name[64];
    for (; *names != '\0'; names += *names == ',') {
        size_t length = strcspn(names, ",");
        ck_assert_uint_lt(length, sizeof name);
        memcpy(name, names, length);
        name[length] = '\0';
        crc = golden_column(crc, table, name);
        names += length;
    }
    return ~crc;
}

#endif
