/*
 * Windows-1252 as UTF-8; by the table of the WHATWG's Encoding Standard, where
 * the five bytes that mean nothing stay what they are.
 */
#include "encoding.h"

#include <string.h>

#include "text.h"

/* What 0x80 to 0x9f are; all else is its own code point. */
static uint32_t letter_of(unsigned char byte)
{
    static const uint16_t special[32] = {
        0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
        0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
        0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178
    };

    return byte >= 0x80 && byte < 0xa0 ? special[byte - 0x80] : byte;
}

/* Whether n bytes may be the beginning of a longer UTF-8 sequence. */
static int is_cut(const unsigned char *p, size_t n)
{
    size_t whole = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;

    if (p[0] < 0xc2 || p[0] > 0xf4 || n >= whole)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return 1;
}

/* How many bytes p begins with are ASCII, or a few less. */
static size_t plain_bytes(const char *p, size_t n)
{
    size_t i = 0;

    for (uint64_t word = 0; i + sizeof word <= n; i += sizeof word) {
        memcpy(&word, p + i, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    return i;
}

encoding encoding_of(const char *p, size_t n, size_t *cut)
{
    const unsigned char *bytes = (const unsigned char *)p;
    size_t right = 0, wrong = 0, length;
    uint32_t code;

    *cut = 0;
    for (size_t i = plain_bytes(p, n); i < n; i += length ? length : 1) {
        length = text_decode(bytes + i, n - i, &code);
        if (length == 0 && is_cut(bytes + i, n - i)) {
            *cut = n - i;
            break;
        }
        right += length > 1;
        wrong += length == 0;
    }
    if (right + wrong == 0)
        return ENCODING_OPEN;
    return wrong > right ? ENCODING_WINDOWS : ENCODING_UTF8;
}

size_t encoding_width(const char *p, size_t n)
{
    size_t width = 0;
    char utf8[4];

    for (size_t i = 0; i < n; i++)
        width += text_encode(letter_of((unsigned char)p[i]), utf8);
    return width;
}

void encoding_widen(char *p, size_t n)
{
    size_t at = encoding_width(p, n), length;
    char utf8[4];

    while (n > 0) { /* from the end, so that nothing unread is overwritten */
        length = text_encode(letter_of((unsigned char)p[--n]), utf8);
        at -= length;
        memcpy(p + at, utf8, length);
    }
}
