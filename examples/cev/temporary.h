/*
 * Temporary files.
 */
#ifndef CEV_PROGRAM_TEMPORARY_H
#define CEV_PROGRAM_TEMPORARY_H

#include <stddef.h>

/* An unnamed temporary file in $TMPDIR or /tmp; -1 when that fails. */
int temporary_file(void);

/* Write all of it; 0 when that fails. */
int temporary_write(int fd, const char *p, size_t n);

#endif
