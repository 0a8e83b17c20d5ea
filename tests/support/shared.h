/**
 * Reference data outside the repository, and a small CSV reader for tests.
 *
 * The files are in ../shared, seen from the root of the repository, or where
 * the environment variable CEV_SHARED says. They are not part of it: a case
 * that needs one skips, and says so, where it is absent.
 */
#ifndef TESTS_SHARED_H
#define TESTS_SHARED_H

#include <stdbool.h>
#include <stddef.h>

#define SHARED_PATH_SIZE 1024

/**
 * Writes the path of the data file `name` ("cdnow_sample.csv",
 * "exports/README.md": below data/) and says whether it can be read. The path
 * is complete either way, for the reason that SKIP prints.
 */
bool shared_path(char path[SHARED_PATH_SIZE], const char *name);

/** A whole CSV file in memory; fields may be quoted, not span lines. */
typedef struct sheet sheet;

/** Reads a file whose first line names the columns. Fails the case when it
 *  cannot. Give it to sheet_close. */
sheet *sheet_open(const char *path);
void sheet_close(sheet *file);

/** Lines below the header. */
size_t sheet_rows(const sheet *file);

/** Its columns, and what the header calls one of them. */
size_t sheet_columns(const sheet *file);
const char *sheet_name(const sheet *file, size_t column);

/** The number of a column; fails the case where there is none such. */
size_t sheet_column(const sheet *file, const char *name);

/** A field; "" where the line is too short. Lives as long as the file. */
const char *sheet_text(const sheet *file, size_t row, size_t column);

/** A field as a double; NaN where it is empty. Fails the case if it is
 *  neither empty nor a number. */
double sheet_double(const sheet *file, size_t row, size_t column);

/** Seconds since 1970-01-01 of a field that is YYYY-MM-DD[ HH:MM[:SS]]. */
long long sheet_seconds(const sheet *file, size_t row, size_t column);

#endif
