/* JSON, written as it comes. */
#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "text.h"

/* How many bytes the UTF-8 character at `p` has; 0 if it is none. */
static size_t character_length(const unsigned char *p)
{
    size_t length = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < length; i++)
        if (p[i] == '\0')
            return 0;
    return text_is_utf8((const char *)p, length) ? length : 0;
}

static void write_escaped(FILE *file, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    fputc('"', file);
    while (*p != '\0') {
        size_t length = character_length(p);
        if (length == 0) {
            fputs("\\ufffd", file);
            length = 1;
        } else if (*p < 0x20 || *p == 0x7F || strchr("\"\\<>&'", *p) != NULL) {
            fprintf(file, "\\u%04x", (unsigned)*p);
        } else if (length == 3 && p[0] == 0xE2 && p[1] == 0x80 &&
                   (p[2] == 0xA8 || p[2] == 0xA9)) {
            fprintf(file, "\\u20%02x", p[2] == 0xA8 ? 0x28u : 0x29u);
        } else {
            fwrite(p, 1, length, file);
        }
        p += length;
    }
    fputc('"', file);
}

/* What stands before a value: a comma, a key. */
static void lead(json *j, const char *key)
{
    if (j->comma)
        fputc(',', j->file);
    j->comma = 1;
    if (key != NULL) {
        write_escaped(j->file, key);
        fputc(':', j->file);
    }
}

static void open_level(json *j, const char *key, char bracket)
{
    lead(j, key);
    fputc(bracket, j->file);
    j->comma = 0;
}

static void close_level(json *j, char bracket)
{
    fputc(bracket, j->file);
    j->comma = 1;
}

void json_object(json *j, const char *key)
{
    open_level(j, key, '{');
}

void json_object_end(json *j)
{
    close_level(j, '}');
}

void json_array(json *j, const char *key)
{
    open_level(j, key, '[');
}

void json_array_end(json *j)
{
    close_level(j, ']');
}

void json_text(json *j, const char *key, const char *text)
{
    if (text == NULL) {
        json_null(j, key);
        return;
    }
    lead(j, key);
    write_escaped(j->file, text);
}

void json_number(json *j, const char *key, double value)
{
    if (!isfinite(value)) {
        json_null(j, key);
        return;
    }
    lead(j, key);
    fprintf(j->file, "%.12g", value);
}

void json_digits(json *j, double value, int digits)
{
    if (!isfinite(value)) {
        json_null(j, NULL);
        return;
    }
    lead(j, NULL);
    fprintf(j->file, "%.*g", digits, value);
}

void json_integer(json *j, const char *key, int64_t value)
{
    lead(j, key);
    fprintf(j->file, "%" PRId64, value);
}

void json_boolean(json *j, const char *key, int value)
{
    lead(j, key);
    fputs(value ? "true" : "false", j->file);
}

void json_null(json *j, const char *key)
{
    lead(j, key);
    fputs("null", j->file);
}

void json_table(json *j, const char *key, const char *const *columns, int n)
{
    json_object(j, key);
    json_array(j, "columns");
    for (int i = 0; i < n; i++)
        json_text(j, NULL, columns[i]);
    json_array_end(j);
    json_array(j, "rows");
}

void json_table_end(json *j)
{
    json_array_end(j);
    json_object_end(j);
}
