/*
 * A text that grows.
 */
#ifndef CEV_PROGRAM_BUFFER_H
#define CEV_PROGRAM_BUFFER_H

#include <stddef.h>
#include <stdint.h>

typedef struct text_buffer {
    char *text; /* NULL until something was put in; to be freed */
    size_t length, room;
} text_buffer;

/* Each returns 0 without memory. */

/* Room for `length` bytes and a terminator. */
int buffer_room(text_buffer *b, size_t length);

/* Append bytes, keeping a NUL behind them. */
int buffer_add(text_buffer *b, const void *bytes, size_t n);

/* Make the buffer hold just these bytes. */
int buffer_set(text_buffer *b, const void *bytes, size_t n);

/* Append an unsigned number so that bytes sort as numbers do. */
int buffer_add_number(text_buffer *b, uint64_t value);

#endif
