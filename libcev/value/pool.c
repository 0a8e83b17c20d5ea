/* Sums over customers; see pool.h. */
#include "../core/compiler.h"
#include "pool.h"

#include <string.h>

#include "../math/elementary.h"
#include "cev/base.h"

/* Groups of one task, where each takes no time. */
#define POOL_CHUNK 4096

int32_t cev__pool_lay_out(cev__pool *pool)
{
    int64_t n = pool->grouping.count;
    if (pool->chunk == 0)
        pool->chunk = POOL_CHUNK;
    pool->chunks = n / pool->chunk + (n % pool->chunk != 0);
    if (pool->chunks == 0)
        return CEV_OK; /* a part without customers */
    pool->sums =
        cev__alloc(pool->ctx, pool->chunks, (int64_t)sizeof *pool->sums);
    return pool->sums == NULL ? cev__fail_memory(pool->ctx) : CEV_OK;
}

/* The sums of one chunk, one run of equal x after the other. */
static void sum_chunk(void *state, int64_t index)
{
    cev__pool *pool = state;
    const cev__group *groups = pool->grouping.groups;
    int64_t end = (index + 1) * pool->chunk;
    cev__terms terms;
    cev__sums sums;
    memset(&sums, 0, sizeof sums);
    memset(&terms, 0, sizeof terms);
    if (end > pool->grouping.count)
        end = pool->grouping.count;
    for (int64_t i = index * pool->chunk, run; i < end; i = run) {
        double x = terms.x = groups[i].key[0];
        for (run = i + 1; run < end && groups[run].key[0] <= x;)
            run++;
        pool->model->terms(&pool->params, x, &terms);
        pool->model->add(&pool->params, &terms, &groups[i], run - i, &sums);
    }
    pool->sums[index] = sums;
}

static void add_chunks(const cev__pool *pool, cev__sums *total)
{
    int n = pool->model->n;
    memset(total, 0, sizeof *total);
    for (int64_t c = 0; c < pool->chunks; c++) {
        cev__sum_merge(&total->value, &pool->sums[c].value);
        for (int k = 0; k < n; k++)
            cev__sum_merge(&total->gradient[k], &pool->sums[c].gradient[k]);
        for (int k = 0; k < n * (n + 1) / 2; k++)
            total->hessian[k] += pool->sums[c].hessian[k];
    }
}

int32_t cev__pool_take(cev__pool *pool, const double *logs, cev__sums *out)
{
    double params[CEV__PARAMS];
    /* Newton's method doubles its digits: how many steps are left nobody can
     * say, only that they are few. */
    double done = (double)pool->evaluations / (double)(pool->evaluations + 6);
    int32_t status = cev__progress(pool->ctx, pool->model->stage, done);
    if (status != CEV_OK)
        return status;
    pool->evaluations++;
    int first = pool->whole > 0;
    params[0] = pool->whole;
    for (int k = 0; k < pool->model->n; k++)
        params[first + k] = cev__exp(logs[k]);
    status = pool->model->prepare(params, &pool->params);
    if (NEVER(status != CEV_OK))
        return cev__fail(pool->ctx, status, "parameters out of range");
    cev__parallel(pool->ctx, pool->chunks, sum_chunk, pool);
    add_chunks(pool, out);
    return CEV_OK;
}

int32_t cev__pool_evaluate(void *state, const double *logs, cev__local *out)
{
    cev__pool *pool = state;
    cev__sums total;
    int32_t status = cev__parts_is_asking(pool->parts)
                         ? cev__pool_recall(pool, logs, &total)
                         : cev__pool_take(pool, logs, &total);
    if (status != CEV_OK)
        return status;
    memset(out, 0, sizeof *out);
    out->value = cev__sum_value(&total.value);
    for (int k = 0; k < pool->model->n; k++)
        out->gradient[k] = cev__sum_value(&total.gradient[k]);
    memcpy(out->hessian, total.hessian, sizeof total.hessian);
    if (pool->pull != NULL)
        cev__beliefs_add(pool->pull->beliefs, pool->pull->count,
                         pool->pull->n, logs, out);
    return CEV_OK;
}

void cev__pool_free(cev__pool *pool)
{
    cev__free(pool->ctx, pool->sums, pool->chunks,
              (int64_t)sizeof *pool->sums);
    cev__grouping_free(pool->ctx, &pool->grouping);
}
