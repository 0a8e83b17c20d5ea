/* Messages: a printf for the few things messages say, in every locale alike. */
#include "ctx.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

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

/* Whether a character is a control, C0 or C1: either would drive a terminal. */
static int is_control(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;
    return byte[0] < 32 || byte[0] == 127
           || (byte[0] == 0xC2 && byte[1] < 0xA0);
}

/* Text in quotes; controls and bytes that are not UTF-8 as '?'. */
static void put_quoted(message_buffer *out, const char *text)
{
    const char *at = text;
    put_text(out, "\"", 1);
    while (*at != '\0') {
        int length = cev__utf8_length(at);
        int shown = length > 0 && !is_control(at);
        if (length == 0)
            length = 1;
        if (at + length - text > QUOTED_MAX) {
            put_text(out, "...", 3);
            break;
        }
        put_text(out, shown ? at : "?", shown ? (size_t)length : 1);
        at += length;
    }
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
    if (isnan(value)) { /* printf would show its sign, which means nothing */
        put_text(out, "nan", 3);
        return;
    }
    for (int digits = 15;; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        double read = strtod(text, NULL);
        if (digits == 17 || (read >= value && read <= value))
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

/* Ends the text; takes off a last character that was cut in two. */
static void end_text(message_buffer *out)
{
    out->text[out->size] = '\0';
    if (out->size < out->capacity || out->size == 0)
        return;
    size_t last = out->size - 1;
    while (last > 0 && ((unsigned char)out->text[last] & 0xC0) == 0x80)
        last--;
    if (cev__utf8_length(out->text + last) == 0) {
        out->size = last;
        out->text[last] = '\0';
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
    end_text(out);
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
