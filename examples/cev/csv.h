/*
 * A streaming reader of separated values: any size of file in a buffer that
 * grows only with the longest record.
 */
#ifndef CEV_PROGRAM_CSV_H
#define CEV_PROGRAM_CSV_H

#include <stddef.h>
#include <stdint.h>

typedef struct csv csv;

/* One field: `length` bytes, followed by a NUL. */
typedef struct csv_field {
    char *text;
    size_t length;
} csv_field;

/* One record. The fields live until the next csv_next(). */
typedef struct csv_row {
    csv_field *fields;
    int n;
    int64_t line; /* where it starts, from 1 */
    int broken;   /* a quote in it never closes: the line was read as if
                     quotes meant nothing */
} csv_row;

/**
 * Open a file, "-" for standard input. Skips a byte order mark, and finds the
 * line ending and, from the first line, the separator: comma, semicolon, tab
 * or bar. Returns NULL with the reason in `why`: it cannot be opened, is
 * empty, is UTF-16, compressed, or a spreadsheet.
 * *unusable tells an unusable content (1) from a failure to read (0).
 */
csv *csv_open(const char *path, char *why, size_t why_size, int *unusable);
void csv_close(csv *c);

/* Read the next record that is not an empty line: 1, 0 at the end, -1 when
 * reading fails (csv_error() says why). */
int csv_next(csv *c, csv_row *row);
const char *csv_error(const csv *c);

/**
 * Be able to return to where the reader is now by csv_rewind(), even on
 * standard input, whose rest is then copied to a temporary file. Only
 * directly after the first record has been read. 0 when that fails.
 */
int csv_mark(csv *c);
int csv_rewind(csv *c);

/* What is in the buffer behind the current record, to have a look at. */
const char *csv_ahead(const csv *c, size_t *length);

/* Whether it was read as Windows-1252, being no UTF-8, as far as it was read. */
int csv_is_windows(const csv *c);

char csv_separator(const csv *c);
int64_t csv_bytes_read(const csv *c);
int64_t csv_size(const csv *c); /* -1 when unknown */

#endif
