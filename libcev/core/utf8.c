/* UTF-8 validation by the table of well-formed byte sequences. */
#include "utf8.h"

#include <stddef.h>

/* How many bytes follow a leading byte, and the range of the first of them;
 * -1 where no character begins with it. */
static int utf8_following(unsigned char lead, unsigned char *low,
                          unsigned char *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (lead < 0x80)
        return 0;
    if (lead < 0xC2 || lead > 0xF4)
        return -1;
    if (lead < 0xE0)
        return 1;
    if (lead == 0xE0)
        *low = 0xA0;
    if (lead == 0xED)
        *high = 0x9F;
    if (lead == 0xF0)
        *low = 0x90;
    if (lead == 0xF4)
        *high = 0x8F;
    return lead < 0xF0 ? 2 : 3;
}

int cev__utf8_length(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    unsigned char low, high;
    int more = *at == 0 ? -1 : utf8_following(*at, &low, &high);
    for (int i = 1; i <= more; i++) {
        if (at[i] < low || at[i] > high)
            return 0;
        low = 0x80;
        high = 0xBF;
    }
    return more + 1;
}

int cev__utf8_valid(const char *text)
{
    int length;
    while ((length = cev__utf8_length(text)) > 0)
        text += length;
    return *text == '\0';
}
