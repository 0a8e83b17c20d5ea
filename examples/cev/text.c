/*
 * UTF-8, lower case, telephone numbers.
 */
#include "text.h"

#include <string.h>

size_t text_decode(const unsigned char *p, size_t left, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n;
    uint32_t c;

    if (p[0] < 0x80) {
        *code = p[0];
        return 1;
    }
    n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || left < n)
        return 0;
    c = p[0] & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3fu);
    }
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *code = c;
    return n;
}

size_t text_encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3f));
    out[2] = (char)(0x80 | (c & 0x3f));
    return 3;
}

int text_is_utf8(const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text;
    uint32_t code;

    for (size_t i = 0; i < length;) {
        size_t n = 1;

        if (p[i] - 1u >= 0x7f) { /* NUL or not ASCII */
            n = p[i] ? text_decode(p + i, length - i, &code) : 0;
            if (n == 0)
                return 0;
        }
        i += n;
    }
    return 1;
}

/* Ranges of capitals: `step` 0 adds `delta` to each, otherwise capitals are
 * every second letter, the even ones (2) or the odd ones (1), and the small
 * letter follows. */
static const struct {
    uint16_t first, last, delta;
    uint8_t step;
} capitals[] = {
    {0x00c0, 0x00d6, 32, 0}, {0x00d8, 0x00de, 32, 0},
    {0x0100, 0x012f, 1, 2},  {0x0132, 0x0137, 1, 2},
    {0x0139, 0x0148, 1, 1},  {0x014a, 0x0177, 1, 2},
    {0x0179, 0x017e, 1, 1},  {0x01a0, 0x01a5, 1, 2},
    {0x01af, 0x01b0, 1, 1},  {0x01cd, 0x01dc, 1, 1},
    {0x01de, 0x01ef, 1, 2},  {0x01f8, 0x021f, 1, 2},
    {0x0222, 0x0233, 1, 2},  {0x0388, 0x038a, 37, 0},
    {0x0391, 0x03a1, 32, 0}, {0x03a3, 0x03ab, 32, 0},
    {0x0400, 0x040f, 80, 0}, {0x0410, 0x042f, 32, 0},
    {0x0460, 0x0481, 1, 2},  {0x048a, 0x04bf, 1, 2},
    {0x04c1, 0x04ce, 1, 1},  {0x04d0, 0x052f, 1, 2},
    {0x0531, 0x0556, 48, 0}, {0x1e00, 0x1e95, 1, 2},
    {0x1ea0, 0x1eff, 1, 2}
};

/* The small letter of a capital; anything else as it is. */
static uint32_t lower(uint32_t c)
{
    size_t n = sizeof capitals / sizeof *capitals;

    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    switch (c) { /* capitals whose small letter lies elsewhere */
    case 0x0178: return 0x00ff;
    case 0x018f: return 0x0259;
    case 0x0386: return 0x03ac;
    case 0x038c: return 0x03cc;
    case 0x038e: return 0x03cd;
    case 0x038f: return 0x03ce;
    case 0x04c0: return 0x04cf;
    case 0x1e9e: return 0x00df;
    }
    for (size_t i = 0; i < n && c >= capitals[i].first; i++) {
        if (c > capitals[i].last)
            continue;
        if (capitals[i].step == 0 || (c & 1) == (capitals[i].step & 1u))
            return c + capitals[i].delta;
        return c;
    }
    return c;
}

/* Blanks that people and programs leave around names and addresses. */
static int is_blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 ||
           c == 0x202f || c == 0x200b || c == 0xfeff;
}

size_t text_lower(const char *text, size_t length, int single_space,
                  char *out)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t o = 0, solid = 0;

    for (size_t i = 0, n; i < length; i += n) {
        uint32_t c;

        n = text_decode(p + i, length - i, &c);
        if (n == 0) { /* not UTF-8: the byte as it is */
            n = 1;
            out[o++] = text[i];
            solid = o;
        } else if (is_blank(c)) {
            if (o > 0 && (!single_space || solid == o))
                out[o++] = ' ';
        } else if (n == 4) {
            memcpy(out + o, text + i, 4);
            solid = o += 4;
        } else {
            o += text_encode(lower(c), out + o);
            solid = o;
        }
    }
    out[solid] = '\0';
    return solid;
}

size_t text_phone(const char *text, size_t length, char *out)
{
    size_t n = 0;
    int plus = 0;

    out[n++] = '+';
    for (size_t i = 0; i < length; i++) {
        if (text[i] >= '0' && text[i] <= '9')
            out[n++] = text[i];
        else if (text[i] == '+' && n == 1)
            plus = 1;
    }
    out[n] = '\0';
    if (n < 8)
        return 0;
    if (plus || (n == 12 && out[1] == '1'))
        return n;
    if (out[1] == '0' && out[2] == '0' && n > 9) { /* 0049... */
        memmove(out + 1, out + 3, n - 2);
        return n - 2;
    }
    if (n == 11 && out[1] >= '2') {
        memmove(out + 2, out + 1, n);
        out[1] = '1';
        return n + 1;
    }
    memmove(out, out + 1, n); /* a national number of an unknown country */
    return n - 1;
}

/* ASCII lower case of one byte. */
static int lower_byte(char c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

int text_same(const char *a, const char *b)
{
    while (*a && lower_byte(*a) == lower_byte(*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

int text_starts(const char *text, const char *prefix)
{
    while (*prefix && lower_byte(*text) == lower_byte(*prefix)) {
        text++;
        prefix++;
    }
    return *prefix == '\0';
}
