/* A hint that memory will be read soon; nothing where there is none such. */
#ifndef CEV__PREFETCH_H
#define CEV__PREFETCH_H

#include <stdint.h>

#if defined(__GNUC__)
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define PREFETCH(address) ((void)(address))
#endif

/* The same for a stretch of memory, which may lie behind all there is: loops
 * that do much with each number otherwise wait for most of them, where the
 * processor looks no further ahead than a few lines. */
static inline void cev__prefetch(const void *from, int64_t bytes)
{
    uintptr_t at = (uintptr_t)from;
    for (int64_t i = 0; i < bytes; i += 64)
        PREFETCH((const void *)(at + (uintptr_t)i));
}

#endif
