/*
 * JSON, written as it comes: no document is ever in memory. The text is safe
 * inside an HTML <script> element, since `<`, `>`, `&`, U+2028 and U+2029 are
 * escaped.
 */
#ifndef CEV_PROGRAM_JSON_H
#define CEV_PROGRAM_JSON_H

#include <stdint.h>
#include <stdio.h>

typedef struct json {
    FILE *file;
    int comma; /* a value stands before, on this level */
} json;

/* Begin and end an object or an array. `key` is NULL inside an array. */
void json_object(json *j, const char *key);
void json_object_end(json *j);
void json_array(json *j, const char *key);
void json_array_end(json *j);

/* Values. Text that is not UTF-8 gets U+FFFD for each wrong byte; NULL text
 * and numbers that are not finite become null. */
void json_text(json *j, const char *key, const char *text);
void json_number(json *j, const char *key, double value);
void json_integer(json *j, const char *key, int64_t value);
void json_boolean(json *j, const char *key, int value);
void json_null(json *j, const char *key);

/* A number in an array, with so many significant digits. */
void json_digits(json *j, double value, int digits);

/* The start of `"key": {"columns": ["a", "b"], "rows": [`; the caller writes
 * the rows as arrays and closes with json_table_end(). */
void json_table(json *j, const char *key, const char *const *columns, int n);
void json_table_end(json *j);

#endif
