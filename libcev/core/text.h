/* Short helpers for names and lists of names. */
#ifndef CEV__TEXT_H
#define CEV__TEXT_H

#include <stdint.h>

/* Whether `word` is one of the words of `list`, joined by single blanks. */
int cev__text_lists(const char *list, const char *word);

/* Edit distance (insert, delete, replace) between two short names; names
 * longer than 63 bytes are infinitely far (INT64_MAX). */
int64_t cev__text_distance(const char *a, const char *b);

#endif
