/* Messages: a printf for the few things messages say, in every locale alike. */
#include "ctx.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A quoted value is cut after this many bytes. */
#define QUOTED_MAX 80

typedef struct message_buffer {
    char *text;
    size_t capacity; /* without the final NUL */
    size_t size;
} message_buffer;

static void put_text(message_buffer *out, const char *text, size_t length)
{
    size_t room = out->capacity - out->size;
    size_t n = length < room ? length : room;
    memcpy(out->text + out->size, text, n);
    out->size += n;
}

/* Text in quotes; control characters, which would break a terminal, as '?'. */
static void put_quoted(message_buffer *out, const char *text)
{
    size_t length = strlen(text);
    size_t shown = length;
    if (length > QUOTED_MAX) {
        shown = QUOTED_MAX;
        while (shown > 0 && ((unsigned char)text[shown] & 0xC0) == 0x80)
            shown--; /* not in the middle of a character */
    }
    put_text(out, "\"", 1);
    for (size_t i = 0; i < shown; i++) {
        int control = (unsigned char)text[i] < 32 || text[i] == 127;
        put_text(out, control ? "?" : text + i, 1);
    }
    if (shown < length)
        put_text(out, "...", 3);
    put_text(out, "\"", 1);
}

static void put_int(message_buffer *out, int64_t value)
{
    char digits[24];
    char *end = digits + sizeof digits;
    char *at = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0)
        *--at = '-';
    put_text(out, at, (size_t)(end - at));
}

/* The shortest of 15 to 17 digits that reads back. printf and strtod follow
 * the host's locale, both alike; the separator is then made a point. */
static void put_double(message_buffer *out, double value)
{
    char text[64];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) >= value && strtod(text, NULL) <= value)
            break;
    }
    size_t n = 0;
    int separator = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (strchr("0123456789+-einfa", *at) != NULL) {
            text[n++] = *at;
            separator = 0;
        } else if (!separator) {
            text[n++] = '.';
            separator = 1;
        }
    }
    put_text(out, text, n);
}

static void put_argument(message_buffer *out, char conversion, va_list *values)
{
    const char *text;
    switch (conversion) {
    case 's':
        text = va_arg(*values, const char *);
        text = text == NULL ? "NULL" : text;
        put_text(out, text, strlen(text));
        break;
    case 'q':
        text = va_arg(*values, const char *);
        put_quoted(out, text == NULL ? "NULL" : text);
        break;
    case 'd':
        put_int(out, va_arg(*values, int64_t));
        break;
    case 'i':
        put_int(out, va_arg(*values, int32_t));
        break;
    case 'g':
        put_double(out, va_arg(*values, double));
        break;
    default:
        put_text(out, &conversion, 1);
        break;
    }
}

static void put_format(message_buffer *out, const char *format,
                       va_list *values)
{
    for (const char *at = format; *at != '\0'; at++) {
        if (*at == '%' && at[1] != '\0')
            put_argument(out, *++at, values);
        else
            put_text(out, at, 1);
    }
    out->text[out->size] = '\0';
}

void cev__format(char *buffer, int64_t size, const char *format, ...)
{
    message_buffer out = {buffer, (size_t)size - 1, 0};
    va_list values;
    va_start(values, format);
    put_format(&out, format, &values);
    va_end(values);
}

int32_t cev__fail(cev_ctx *ctx, int32_t status, const char *format, ...)
{
    /* An argument may point into the message that is being replaced. */
    char text[CEV__MESSAGE_SIZE];
    message_buffer out = {text, sizeof text - 1, 0};
    va_list values;
    va_start(values, format);
    put_format(&out, format, &values);
    va_end(values);
    memcpy(ctx->message, text, out.size + 1);
    return status;
}
