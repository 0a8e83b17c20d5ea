/* Numbers out of text; see number.h. */
#include "compiler.h"
#include "number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_BYTES = 60 };

static int64_t count_digits(const char *text)
{
    int64_t count = 0;
    while (text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

/* The bytes that a number takes; `point` is where its point stands, or -1. */
static int64_t number_length(const char *text, int64_t *point)
{
    int64_t whole = count_digits(text), length = whole, part = 0;
    *point = -1;
    if (text[length] == '.') {
        part = count_digits(text + length + 1);
        *point = length;
        length += 1 + part;
    }
    if (whole + part == 0)
        return 0;
    if (text[length] == 'e' || text[length] == 'E') {
        int64_t sign = text[length + 1] == '+' || text[length + 1] == '-';
        int64_t power = count_digits(text + length + 1 + sign);
        if (power > 0)
            length += 1 + sign + power;
    }
    return length;
}

/* strtod wants the point of the host's locale, which printf tells. */
int64_t cev__number_read(const char *text, double *out)
{
    char copy[NUMBER_BYTES + 16], half[16];
    int64_t point, length = number_length(text, &point);
    if (length == 0 || length > NUMBER_BYTES)
        return 0;
    snprintf(half, sizeof half, "%.1f", 0.5);
    size_t separator = strlen(half) - 2, before = (size_t)length;
    memcpy(copy, text, before);
    copy[before] = '\0';
    if (point >= 0) {
        before = (size_t)point;
        memcpy(copy + before, half + 1, separator);
        memcpy(copy + before + separator, text + before + 1,
               (size_t)length - before - 1);
        copy[(size_t)length - 1 + separator] = '\0';
    }
    double value = strtod(copy, NULL);
    if (isinf(value))
        return 0;
    *out = value;
    return length;
}
