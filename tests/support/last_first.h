/**
 * A host without threads that runs tasks in the order of nobody's queue.
 */
#ifndef TESTS_LAST_FIRST_H
#define TESTS_LAST_FIRST_H

#include <cev/ctx.h>

/** For cev_ctx_set_parallel. `most`, an int64_t or NULL, is raised to the
 * largest number of tasks there was at once. */
static inline void last_first(void *most, int64_t count, cev_task task,
                              void *state)
{
    int64_t *seen = most;
    if (seen != NULL && *seen < count)
        *seen = count;
    while (count > 0)
        task(state, --count);
}

#endif
