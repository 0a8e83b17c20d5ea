/*
 * The processors of this machine, lent to the library: threads that wait
 * between its calls and share out what it divides.
 */
#ifndef CEV_PROGRAM_WORKERS_H
#define CEV_PROGRAM_WORKERS_H

#include "cev.h"

/* As many as this are started at most: work is not divided much finer. */
#define WORKERS_MOST 16

typedef struct workers workers;

/* How many threads this machine can run at once, 1 where it doesn't say. */
int64_t workers_processors(void);

/**
 * Lend `threads` threads to a context, the calling one among them; fewer where
 * the system gives fewer.
 * @return NULL when there is nothing to lend, and the context works alone
 */
workers *workers_lend(cev_ctx *ctx, int64_t threads);

/* End them. The context must be asked nothing more, or be lent others. */
void workers_end(workers *w);

#endif
