/*
 * Text as identity: validity of UTF-8, lower case beyond ASCII, and the one
 * form in which e-mail addresses, telephone numbers and names are compared.
 */
#ifndef CEV_PROGRAM_TEXT_H
#define CEV_PROGRAM_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Length of the UTF-8 sequence at p, decoded into *code; 0 if invalid. */
size_t text_decode(const unsigned char *p, size_t left, uint32_t *code);

/* Write a code point below 0x10000 as UTF-8, up to 3 bytes; how many. */
size_t text_encode(uint32_t c, char *out);

/* 1 if the bytes are UTF-8 (no overlong forms, no surrogates) without NUL. */
int text_is_utf8(const char *text, size_t length);

/**
 * Copy in lower case, trimmed; with `single_space` runs of blanks become one.
 * `out` needs TEXT_LOWER_ROOM(length) bytes. Returns the length.
 * Letters of Latin, Greek, Cyrillic and Armenian script are folded, each to
 * one letter.
 */
size_t text_lower(const char *text, size_t length, int single_space,
                  char *out);
#define TEXT_LOWER_ROOM(length) (2 * (length) + 1)

/**
 * A telephone number with nothing but digits behind `+`. Ten digits that can
 * be a North American number get `+1`. Returns 0 if there are fewer than
 * seven digits. `out` needs length + 3 bytes.
 */
size_t text_phone(const char *text, size_t length, char *out);

/* Whether two ASCII texts are equal when case does not count. */
int text_same(const char *a, const char *b);

/* `text` begins with `prefix`, whatever the case. */
int text_starts(const char *text, const char *prefix);

#endif
