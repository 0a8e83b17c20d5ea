/* The context: what the host lends, and the messages it reads. */
#include "ctx.h"

#include <stdlib.h>
#include <string.h>

/* The allocator of hosts that bring none. */
static void *default_allocator(void *user, void *memory, int64_t old_size,
                               int64_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size == 0) {
        free(memory);
        return NULL;
    }
#if SIZE_MAX < INT64_MAX
    if ((uint64_t)new_size > SIZE_MAX)
        return NULL;
#endif
    return realloc(memory, (size_t)new_size);
}

int32_t cev_ctx_new(cev_allocator allocator, void *user, cev_ctx **out)
{
    if (out == NULL)
        return CEV_ERR_ARGUMENT;
    if (allocator == NULL)
        allocator = default_allocator;
    cev_ctx *ctx = allocator(user, NULL, 0, (int64_t)sizeof *ctx);
    if (ctx == NULL)
        return CEV_ERR_MEMORY;
    memset(ctx, 0, sizeof *ctx);
    ctx->allocator = allocator;
    ctx->allocator_user = user;
    ctx->references = 1;
    *out = ctx;
    return CEV_OK;
}

void cev_ctx_free(cev_ctx *ctx)
{
    if (ctx != NULL)
        cev__ctx_release(ctx);
}

const char *cev_ctx_message(const cev_ctx *ctx)
{
    return ctx == NULL ? "the context is NULL" : ctx->message;
}

int32_t cev_ctx_set_progress(cev_ctx *ctx, cev_progress progress, void *user)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    ctx->progress = progress;
    ctx->progress_user = user;
    return CEV_OK;
}

int32_t cev_ctx_set_parallel(cev_ctx *ctx, cev_parallel_for parallel,
                             void *user)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    ctx->parallel = parallel;
    ctx->parallel_user = user;
    return CEV_OK;
}

int32_t cev_ctx_set_seed(cev_ctx *ctx, int64_t seed)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    ctx->seed = seed;
    return CEV_OK;
}

void cev__ctx_retain(cev_ctx *ctx)
{
    ctx->references++;
}

void cev__ctx_release(cev_ctx *ctx)
{
    if (--ctx->references == 0)
        ctx->allocator(ctx->allocator_user, ctx, (int64_t)sizeof *ctx, 0);
}

void *cev__resize(cev_ctx *ctx, void *memory, int64_t old_count,
                  int64_t new_count, int64_t size)
{
    if (new_count <= 0 || new_count > INT64_MAX / size)
        return NULL;
    return ctx->allocator(ctx->allocator_user, memory, old_count * size,
                          new_count * size);
}

void *cev__alloc(cev_ctx *ctx, int64_t count, int64_t size)
{
    return cev__resize(ctx, NULL, 0, count, size);
}

void *cev__alloc_zero(cev_ctx *ctx, int64_t count, int64_t size)
{
    void *memory = cev__alloc(ctx, count, size);
    if (memory != NULL)
        memset(memory, 0, (size_t)(count * size));
    return memory;
}

void cev__free(cev_ctx *ctx, void *memory, int64_t count, int64_t size)
{
    if (memory != NULL)
        ctx->allocator(ctx->allocator_user, memory, count * size, 0);
}

int32_t cev__fail_memory(cev_ctx *ctx)
{
    return cev__fail(ctx, CEV_ERR_MEMORY, "out of memory");
}

int32_t cev__fail_null(cev_ctx *ctx, const char *argument)
{
    return cev__fail(ctx, CEV_ERR_ARGUMENT, "%s is NULL", argument);
}

int32_t cev__progress(cev_ctx *ctx, const char *stage, double done)
{
    if (ctx->progress != NULL
        && ctx->progress(ctx->progress_user, stage, done) != 0)
        return cev__fail(ctx, CEV_ERR_CANCELLED,
                         "stopped by the progress function during %s", stage);
    return CEV_OK;
}

void cev__parallel(cev_ctx *ctx, int64_t count, cev_task task, void *state)
{
    if (ctx->parallel != NULL && count > 1) {
        ctx->parallel(ctx->parallel_user, count, task, state);
        return;
    }
    for (int64_t i = 0; i < count; i++)
        task(state, i);
}
