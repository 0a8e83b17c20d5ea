/**
 * The reader of separated values: all records of an input, and the same once
 * more from the mark behind the first.
 */
#ifndef TESTS_FUZZ_RECORDS_H
#define TESTS_FUZZ_RECORDS_H

#include "csv.h"
#include "fuzz/file.h"

#include <string.h>

/* Reads on to the end, or to a line that is too long; a hash of what the fields
 * held and of how it ended, `status`. */
static uint64_t csv_rest(csv *c, int *status)
{
    uint64_t hash = 0;
    int64_t line = 0;
    csv_row row;
    while ((*status = csv_next(c, &row)) == 1) {
        if (row.n < 1 || row.line <= line)
            abort();
        line = row.line;
        for (int i = 0; i < row.n; i++) {
            const csv_field *field = &row.fields[i];
            if (field->text[field->length] != '\0')
                abort();
            for (size_t k = 0; k <= field->length; k++)
                hash = hash * 31 + (unsigned char)field->text[k] + 1;
        }
    }
    if (*status != 0 && strstr(csv_error(c), "longer than") == NULL)
        abort();
    return hash + (uint64_t)*status;
}

static void try_input(const uint8_t *data, size_t size)
{
    char why[512] = "";
    int unusable = 0;
    csv_row row;
    csv *c = csv_open(file_of(0, data, size), why, sizeof why, &unusable);
    if (c == NULL) {
        if (why[0] == '\0' || !unusable)
            abort();
        return;
    }
    int status = csv_next(c, &row);
    if (status == 1) {
        if (!csv_mark(c))
            abort();
        uint64_t first = csv_rest(c, &status);
        if (!csv_rewind(c) || csv_rest(c, &status) != first)
            abort();
    }
    if ((status == 0 && csv_bytes_read(c) != (int64_t)size)
        || csv_size(c) != (int64_t)size)
        abort();
    csv_close(c);
}

#endif
