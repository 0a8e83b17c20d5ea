/* The format strings of Arrow, as far as tables can hold what they name. */
#include "arrow_format.h"

#include <string.h>

#define SECONDS_A_DAY 86400

typedef struct named_format {
    char text[8];
    cev__arrow_format format;
} named_format;

static const named_format whole_formats[] = {
    {"n", {CEV__ARROW_NOTHING, 0, 0, 1, 1, 1, 0}},
    {"b", {CEV__ARROW_BOOL, 0, 0, 1, 1, 1, 0}},
    {"c", {CEV__ARROW_INTEGER, 1, 1, 1, 1, 1, 0}},
    {"C", {CEV__ARROW_INTEGER, 1, 0, 1, 1, 1, 0}},
    {"s", {CEV__ARROW_INTEGER, 2, 1, 1, 1, 1, 0}},
    {"S", {CEV__ARROW_INTEGER, 2, 0, 1, 1, 1, 0}},
    {"i", {CEV__ARROW_INTEGER, 4, 1, 1, 1, 1, 0}},
    {"I", {CEV__ARROW_INTEGER, 4, 0, 1, 1, 1, 0}},
    {"l", {CEV__ARROW_INTEGER, 8, 1, 1, 1, 1, 0}},
    {"L", {CEV__ARROW_INTEGER, 8, 0, 1, 1, 1, 0}},
    {"f", {CEV__ARROW_FLOAT, 4, 1, 1, 1, 1, 0}},
    {"g", {CEV__ARROW_FLOAT, 8, 1, 1, 1, 1, 0}},
    {"u", {CEV__ARROW_TEXT, 4, 0, 1, 1, 1, 0}},
    {"U", {CEV__ARROW_TEXT, 8, 0, 1, 1, 1, 0}},
    {"vu", {CEV__ARROW_VIEW, 16, 0, 1, 1, 1, 0}},
    {"tdD", {CEV__ARROW_INTEGER, 4, 1, SECONDS_A_DAY, 1, 1, 0}},
    {"tdm", {CEV__ARROW_INTEGER, 8, 1, 1, 1000, 1, 0}},
};

/* Timestamps: behind the colon stands their time zone, if any. */
static const named_format stamp_formats[] = {
    {"tss:", {CEV__ARROW_INTEGER, 8, 1, 1, 1, 1, 0}},
    {"tsm:", {CEV__ARROW_INTEGER, 8, 1, 1, 1000, 1, 0}},
    {"tsu:", {CEV__ARROW_INTEGER, 8, 1, 1, 1000000, 1, 0}},
    {"tsn:", {CEV__ARROW_INTEGER, 8, 1, 1, 1000000000, 1, 0}},
};

/* A whole number of up to three digits and what follows it; NULL where there
 * is none. */
static const char *read_digits(const char *text, int32_t *out)
{
    int is_negative = *text == '-';
    const char *at = text + is_negative;
    int32_t value = 0;
    int digits = 0;
    for (; *at >= '0' && *at <= '9' && digits < 3; at++, digits++)
        value = 10 * value + (*at - '0');
    if (digits == 0)
        return NULL;
    *out = is_negative ? -value : value;
    return at;
}

/* "d:precision,scale", with ",bits" where these are not 128. A power of ten is
 * exact up to 10^22, and division by it rounds once: 1234 of scale 2 is the
 * double nearest to 12.34. */
static int decimal_format(const char *text, cev__arrow_format *out)
{
    int32_t precision;
    int32_t scale;
    int32_t bits = 128;
    const char *at = read_digits(text, &precision);
    if (at == NULL || *at != ',')
        return 0;
    at = read_digits(at + 1, &scale);
    if (at != NULL && *at == ',')
        at = read_digits(at + 1, &bits);
    if (at == NULL || *at != '\0'
        || (bits != 32 && bits != 64 && bits != 128))
        return 0;
    memset(out, 0, sizeof *out);
    out->cells = CEV__ARROW_DECIMAL;
    out->width = bits / 8;
    out->is_signed = 1;
    out->scale = scale;
    out->power = 1;
    for (int32_t i = 0; i < (scale > 0 ? scale : -scale); i++)
        out->power *= 10;
    return 1;
}

int cev__arrow_format_read(const char *text, cev__arrow_format *out)
{
    size_t known = sizeof whole_formats / sizeof whole_formats[0];
    for (size_t i = 0; i < known; i++) {
        if (strcmp(text, whole_formats[i].text) == 0) {
            *out = whole_formats[i].format;
            return 1;
        }
    }
    known = sizeof stamp_formats / sizeof stamp_formats[0];
    for (size_t i = 0; i < known; i++) {
        if (strncmp(text, stamp_formats[i].text, 4) == 0) {
            *out = stamp_formats[i].format;
            return 1;
        }
    }
    return strncmp(text, "d:", 2) == 0 && decimal_format(text + 2, out);
}
