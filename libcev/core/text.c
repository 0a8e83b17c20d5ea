/* Names: membership in a list, and which of them was probably meant. */
#include "text.h"

#include <string.h>

#define NAME_MAX_BYTES 63

int cev__text_lists(const char *list, const char *word)
{
    size_t length = strlen(word);
    if (length == 0)
        return 0;
    for (const char *at = list; (at = strstr(at, word)) != NULL; at++) {
        int begins = at == list || at[-1] == ' ';
        int ends = at[length] == '\0' || at[length] == ' ';
        if (begins && ends && memchr(word, ' ', length) == NULL)
            return 1;
    }
    return 0;
}

int64_t cev__text_distance(const char *a, const char *b)
{
    size_t n = strlen(a);
    size_t m = strlen(b);
    if (n > NAME_MAX_BYTES || m > NAME_MAX_BYTES)
        return INT64_MAX;
    int64_t row[NAME_MAX_BYTES + 1];
    for (size_t j = 0; j <= m; j++)
        row[j] = (int64_t)j;
    for (size_t i = 1; i <= n; i++) {
        int64_t diagonal = row[0];
        row[0] = (int64_t)i;
        for (size_t j = 1; j <= m; j++) {
            int64_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[m];
}
