/*
 * Text that is not UTF-8: what Excel saves as CSV in much of Europe and the
 * Americas is Windows-1252, a byte a letter.
 */
#ifndef CEV_PROGRAM_ENCODING_H
#define CEV_PROGRAM_ENCODING_H

#include <stddef.h>

typedef enum encoding {
    ENCODING_OPEN, /* nothing but ASCII was seen */
    ENCODING_UTF8,
    ENCODING_WINDOWS
} encoding;

/* What bytes are, by those beyond ASCII: UTF-8 unless most are none. A letter
 * that the end cuts off, the last *cut bytes, does not count. */
encoding encoding_of(const char *p, size_t n, size_t *cut);

/* How many bytes n of Windows-1252 take as UTF-8: at most three times as many. */
size_t encoding_width(const char *p, size_t n);

/* Make n bytes of Windows-1252 UTF-8, where they are. */
void encoding_widen(char *p, size_t n);

#endif
