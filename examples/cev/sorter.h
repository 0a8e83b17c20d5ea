/*
 * Sorting of records that need not fit in memory: within a budget, then by
 * sorted runs in temporary files and a merge.
 */
#ifndef CEV_PROGRAM_SORTER_H
#define CEV_PROGRAM_SORTER_H

#include <stddef.h>

typedef struct sorter sorter;

/* A sorter that keeps at most about `budget` bytes in memory. */
sorter *sorter_new(size_t budget);
void sorter_free(sorter *s);

/* Add a record of `key` bytes to sort by (as memcmp() does, a shorter one
 * first) followed by `body` bytes. 0 when memory or temporary space fails. */
int sorter_add(sorter *s, const void *key, size_t key_size, const void *body,
               size_t body_size);

/* After the last sorter_add(); 0 on failure. */
int sorter_finish(sorter *s);

/* The next record in order: 1, 0 at the end, -1 on failure. The bytes live
 * until the next call. */
int sorter_next(sorter *s, const char **key, size_t *key_size,
                const char **body, size_t *body_size);

/* Runs written to temporary files so far: 0 when memory was enough. */
int sorter_runs(const sorter *s);

#endif
