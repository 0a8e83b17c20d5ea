/*
 * A text that grows.
 */
#include "buffer.h"

#include <stdlib.h>
#include <string.h>

int buffer_room(text_buffer *b, size_t length)
{
    char *bigger;

    if (length < b->room)
        return 1;
    bigger = realloc(b->text, length * 2 + 64);
    if (bigger == NULL)
        return 0;
    b->text = bigger;
    b->room = length * 2 + 64;
    return 1;
}

int buffer_add(text_buffer *b, const void *bytes, size_t n)
{
    if (!buffer_room(b, b->length + n))
        return 0;
    memcpy(b->text + b->length, bytes, n);
    b->length += n;
    b->text[b->length] = '\0';
    return 1;
}

int buffer_set(text_buffer *b, const void *bytes, size_t n)
{
    b->length = 0;
    return buffer_add(b, bytes, n);
}

int buffer_add_number(text_buffer *b, uint64_t value)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> (56 - 8 * i));
    return buffer_add(b, bytes, sizeof bytes);
}
