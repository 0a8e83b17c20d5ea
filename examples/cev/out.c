/*
 * Buffered CSV output.
 */
#include "out.h"

#include <string.h>

void out_init(out *o, FILE *file)
{
    o->file = file;
    o->used = 0;
    o->failed = 0;
}

/* Hand the buffer over to the stream. */
static void drain(out *o)
{
    if (o->used > 0 && fwrite(o->buffer, 1, o->used, o->file) != o->used)
        o->failed = 1;
    o->used = 0;
}

void out_bytes(out *o, const char *text, size_t length)
{
    if (length > OUT_BUFFER - o->used)
        drain(o);
    if (length > OUT_BUFFER) {
        if (fwrite(text, 1, length, o->file) != length)
            o->failed = 1;
        return;
    }
    memcpy(o->buffer + o->used, text, length);
    o->used += length;
}

void out_text(out *o, const char *text)
{
    out_bytes(o, text, strlen(text));
}

void out_number(out *o, int64_t number)
{
    uint64_t rest = number < 0 ? (uint64_t)0 - (uint64_t)number
                               : (uint64_t)number;
    char text[24], *p = text + sizeof text;

    do
        *--p = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0)
        *--p = '-';
    out_bytes(o, p, (size_t)(text + sizeof text - p));
}

/* Whether a field cannot stand without quotes. */
static int needs_quotes(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' ||
            text[i] == '\r')
            return 1;
    return 0;
}

void out_field(out *o, const char *text, size_t length)
{
    if (!needs_quotes(text, length)) {
        out_bytes(o, text, length);
        return;
    }
    out_bytes(o, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            out_bytes(o, "\"", 1);
        out_bytes(o, text + i, 1);
    }
    out_bytes(o, "\"", 1);
}

int out_flush(out *o)
{
    drain(o);
    if (fflush(o->file) != 0)
        o->failed = 1;
    return !o->failed;
}
