/*
 * The text of a file as UTF-8, a part at a time: in a buffer that its reader
 * empties from the front and that grows where he leaves much in it.
 */
#ifndef CEV_PROGRAM_SOURCE_H
#define CEV_PROGRAM_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "encoding.h"

/* The builds of `make fuzz` have a small one, which short inputs fill. */
#ifndef FIRST_BUFFER
#define FIRST_BUFFER ((size_t)256 * 1024)
#endif

typedef struct source {
    int fd;
    int close_fd;
    int at_end;       /* nothing left to read from fd */
    encoding letters; /* of what is read */
    int was_windows;  /* before it went through a temporary file */
    char *buffer;
    size_t room;  /* bytes of buffer, one kept free for a final NUL */
    size_t start; /* of what is not yet handed out */
    size_t end;
    size_t cut; /* of what is left open, a letter that is not all there yet */
    int64_t bytes_read, size; /* -1: unknown */
    int64_t mark_offset;
    char error[256];
} source;

/* Open a file, "-" for standard input, and read its first part as it is. 0 with
 * the reason in `error`; to be closed either way. */
int source_open(source *s, const char *path);
void source_close(source *s);

/* Find out what the first part is written in, and make it UTF-8; what is read
 * from then on will be. 0 on failure. */
int source_settle(source *s);

/* Read more behind what is in the buffer, making room first. Returns 1 if
 * bytes came, 0 at the end, -1 on failure. */
int source_more(source *s);

/* Be able to return to where the buffer starts now by source_rewind(), even on
 * standard input, whose rest is then copied to a temporary file. 0 on failure. */
int source_mark(source *s);
int source_rewind(source *s);

#endif
