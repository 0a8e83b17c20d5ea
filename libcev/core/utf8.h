/* UTF-8: the one encoding of text. */
#ifndef CEV__UTF8_H
#define CEV__UTF8_H

/* Whether NUL-terminated text is valid UTF-8 (no overlong forms, surrogates or
 * code points past U+10FFFF; The Unicode Standard, table 3-7). */
int cev__utf8_valid(const char *text);

#endif
