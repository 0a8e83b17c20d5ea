/* UTF-8: the one encoding of text. */
#ifndef CEV__UTF8_H
#define CEV__UTF8_H

/* Whether NUL-terminated text is valid UTF-8 (no overlong forms, surrogates or
 * code points past U+10FFFF; The Unicode Standard, table 3-7). */
int cev__utf8_valid(const char *text);

/* The bytes of the character that begins NUL-terminated text, 0 where it is
 * empty or does not begin with a well-formed one. */
int cev__utf8_length(const char *text);

#endif
