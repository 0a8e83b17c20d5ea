/* The context inside: memory, messages, progress and parallel work. */
#ifndef CEV__CTX_H
#define CEV__CTX_H

#include <stddef.h>

#include "cev/ctx.h"
#include "compiler.h"

#define CEV__MESSAGE_SIZE 512

struct cev_ctx {
    cev_allocator allocator;
    void *allocator_user;
    cev_progress progress;
    void *progress_user;
    cev_parallel_for parallel;
    void *parallel_user;
    int64_t seed;
    int64_t references; /* the host's one and one for each object */
    char message[CEV__MESSAGE_SIZE];
};

/* Each object keeps its context alive. */
void cev__ctx_retain(cev_ctx *ctx);
void cev__ctx_release(cev_ctx *ctx);

/* Memory for count elements of `size` bytes; NULL when there is none or the
 * product overflows. count 0 gives NULL as well: callers allocate at least 1.
 * Neither sets a message: cev__fail_memory() does. */
void *cev__alloc(cev_ctx *ctx, int64_t count, int64_t size);
void *cev__alloc_zero(cev_ctx *ctx, int64_t count, int64_t size);
void *cev__resize(cev_ctx *ctx, void *memory, int64_t old_count,
                  int64_t new_count, int64_t size);
void cev__free(cev_ctx *ctx, void *memory, int64_t count, int64_t size);

/*
 * Leaves a message on the context and returns `status`, so that callers can
 * write `return cev__fail(...)`. The format knows, whatever the locale:
 *   %s text (NULL is "NULL")   %q text in quotes, cut when long
 *   %d int64_t   %i int32_t   %g double, as short as reads back   %% a percent
 */
int32_t cev__fail(cev_ctx *ctx, int32_t status, const char *format, ...);
int32_t cev__fail_memory(cev_ctx *ctx);
int32_t cev__fail_null(cev_ctx *ctx, const char *argument);

/* The same format into a buffer of `size` bytes, cut to fit. */
void cev__format(char *buffer, int64_t size, const char *format, ...);

/* Tells the host how far the work is: CEV_OK or CEV_ERR_CANCELLED. */
int32_t cev__progress(cev_ctx *ctx, const char *stage, double done);

/* Runs task(state, i) for i of 0 … count - 1, on the host's threads if it has
 * lent any. Tasks must not touch the context. */
void cev__parallel(cev_ctx *ctx, int64_t count, cev_task task, void *state);

/* Where the share begins that task `task` of so many has in a whole; that of
 * the task after the last is its end. */
static inline int64_t cev__share_begin(int64_t whole, int64_t tasks,
                                       int64_t task)
{
    return whole / tasks * task + whole % tasks * task / tasks;
}

#endif
