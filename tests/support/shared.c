#include "support/shared.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sheet {
    char *bytes;         /* the file, NULs put after each field */
    const char **fields; /* all fields of all lines, one after the other */
    size_t *starts;      /* first field of line i, header 0; one more at the end */
    size_t lines;
};

bool shared_path(char path[SHARED_PATH_SIZE], const char *name)
{
    const char *folder = getenv("CEV_SHARED");
    snprintf(path, SHARED_PATH_SIZE, "%s/data/%s",
             folder && *folder ? folder : "../shared", name);
    FILE *file = fopen(path, "rb");
    if (file)
        fclose(file);
    return file != NULL;
}

/* The bytes of a file and a NUL; fails the case when it cannot be read. */
static char *slurp(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        ck_abort_msg("%s: cannot be read", path);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    long end = ftell(file);
    ck_assert_int_ge(end, 0);
    rewind(file);
    *size = (size_t)end;
    char *bytes = malloc(*size + 1);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq(fread(bytes, 1, *size, file), *size);
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

/* Ends the field that starts at `at`, takes its quotes off, and returns where
   the next one starts; `last` says whether the line ended with this one. */
static char *cut_field(char *at, const char **field, bool *last)
{
    char *to = at;
    bool quoted = *at == '"';
    *field = at;
    at += quoted;
    while (*at && *at != '\n' && (quoted || *at != ',')) {
        if (quoted && *at == '"' && at[1] != '"') {
            quoted = false;
            at++;
            continue;
        }
        at += quoted && *at == '"';
        *to++ = *at++;
    }
    *last = *at != ',';
    at += *at != '\0';
    if (*last && to > *field && to[-1] == '\r')
        to--;
    *to = '\0';
    return at;
}

static size_t occurrences(const char *bytes, size_t size, char what)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += bytes[i] == what;
    return count;
}

sheet *sheet_open(const char *path)
{
    size_t size;
    sheet *file = malloc(sizeof *file);
    ck_assert_ptr_nonnull(file);
    file->bytes = slurp(path, &size);
    size_t breaks = occurrences(file->bytes, size, '\n');
    size_t commas = occurrences(file->bytes, size, ',');
    file->fields = malloc((breaks + commas + 1) * sizeof *file->fields);
    file->starts = malloc((breaks + 2) * sizeof *file->starts);
    ck_assert(file->fields && file->starts);
    size_t fields = 0;
    char *at = file->bytes;
    file->lines = 0;
    while (*at) {
        file->starts[file->lines++] = fields;
        for (bool last = false; !last;)
            at = cut_field(at, &file->fields[fields++], &last);
    }
    file->starts[file->lines] = fields;
    if (file->lines == 0)
        ck_abort_msg("%s: is empty", path);
    return file;
}

void sheet_close(sheet *file)
{
    free(file->starts);
    free((void *)file->fields);
    free(file->bytes);
    free(file);
}

size_t sheet_rows(const sheet *file)
{
    return file->lines - 1;
}

size_t sheet_columns(const sheet *file)
{
    return file->starts[1];
}

const char *sheet_name(const sheet *file, size_t column)
{
    return file->fields[column];
}

size_t sheet_column(const sheet *file, const char *name)
{
    size_t column = 0;
    while (column < sheet_columns(file)
           && strcmp(sheet_name(file, column), name) != 0)
        column++;
    if (column == sheet_columns(file))
        ck_abort_msg("no column \"%s\"", name);
    return column;
}

const char *sheet_text(const sheet *file, size_t row, size_t column)
{
    ck_assert_uint_lt(row, sheet_rows(file));
    size_t field = file->starts[row + 1] + column;
    return field < file->starts[row + 2] ? file->fields[field] : "";
}

double sheet_double(const sheet *file, size_t row, size_t column)
{
    const char *text = sheet_text(file, row, column);
    char *end;
    double value = strtod(text, &end);
    if (*end)
        ck_abort_msg("row %zu, column %zu: \"%s\" is no number", row, column,
                     text);
    return end == text ? NAN : value;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar: years begin in
   March, so that the day that comes and goes is the last. */
static long long days_of(int year, int month, int day)
{
    long long y = year - (month <= 2);
    long long era = (y >= 0 ? y : y - 399) / 400;
    long long of_era = y - era * 400;
    long long of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
           - 719468;
}

long long sheet_seconds(const sheet *file, size_t row, size_t column)
{
    const char *text = sheet_text(file, row, column);
    int year, month, day, hour = 0, minute = 0, second = 0;
    int read = sscanf(text, "%d-%d-%d%*[ T]%d:%d:%d", &year, &month, &day,
                      &hour, &minute, &second);
    if (read < 3)
        ck_abort_msg("row %zu, column %zu: \"%s\" is no date", row, column,
                     text);
    return days_of(year, month, day) * 86400 + hour * 3600 + minute * 60
           + second;
}
