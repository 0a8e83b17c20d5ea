/*
 * CSV output through one big buffer.
 */
#ifndef CEV_PROGRAM_OUT_H
#define CEV_PROGRAM_OUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define OUT_BUFFER (256 * 1024)

typedef struct out {
    FILE *file;
    size_t used;
    int failed; /* a write failed: the disk is full, the pipe was closed */
    char buffer[OUT_BUFFER];
} out;

/* Write to an open stream, which stays the caller's. */
void out_init(out *o, FILE *file);
void out_bytes(out *o, const char *text, size_t length);
void out_text(out *o, const char *text);

void out_number(out *o, int64_t number);

/* A field, quoted where it must be. */
void out_field(out *o, const char *text, size_t length);

/* Write what is buffered; 0 if any write failed. */
int out_flush(out *o);

#endif
