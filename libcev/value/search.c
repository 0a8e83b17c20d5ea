/* Searches over a pool; see search.h. */
#include "../core/compiler.h"
#include "search.h"

#include <string.h>

/* From so many groups on, the maximum for one group of SAMPLE_STEP is where
 * the search begins: it saves most of the turns over all of them. */
#define GROUPS_MANY 262144
#define SAMPLE_STEP 16
/* Gradient per customer that is near enough for a start. */
#define SAMPLE_TOL 1e-6

/* A pool of every SAMPLE_STEP-th group, which the groups' order makes a fair
 * one. Nothing pulls there: so many customers would hardly feel it. */
static int32_t draw_sample(const cev__pool *pool, cev__pool *sample,
                           double *customers)
{
    cev__grouping *drawn = &sample->grouping;
    sample->ctx = pool->ctx;
    sample->model = pool->model;
    sample->chunk = pool->chunk;
    *customers = 0.0;
    drawn->capacity = pool->grouping.count / SAMPLE_STEP;
    drawn->groups = cev__alloc(pool->ctx, drawn->capacity,
                               (int64_t)sizeof *drawn->groups);
    if (drawn->groups == NULL)
        return cev__fail_memory(pool->ctx);
    for (int64_t i = 0; i < drawn->capacity; i++) {
        drawn->groups[i] = pool->grouping.groups[i * SAMPLE_STEP];
        *customers += drawn->groups[i].weight;
    }
    drawn->count = drawn->capacity;
    return cev__pool_lay_out(sample);
}

/* What pulls is no part of the likelihood that is told. */
static void leave_pull_out(const cev__pool *pool, cev__estimate *out)
{
    cev__local pulled = {0};
    cev__beliefs_add(pool->pull->beliefs, pool->pull->count, pool->pull->n,
                     out->logs, &pulled);
    out->log_likelihood -= pulled.value;
}

int32_t cev__search_run(cev__pool *pool, double customers,
                        const cev_options *options,
                        cev__likelihood *likelihood, cev__estimate *out)
{
    cev__pool drawn;
    cev__likelihood sample;
    double fewer = 0.0;
    int32_t status = CEV_OK;
    memset(&drawn, 0, sizeof drawn);
    likelihood->tol = cev__options_double(options, CEV__OPT_TOL) * customers;
    likelihood->max_iter = cev__options_int(options, CEV__OPT_MAX_ITER);
    likelihood->evaluate = cev__pool_evaluate;
    likelihood->state = pool;
    if (pool->grouping.count >= GROUPS_MANY) {
        status = draw_sample(pool, &drawn, &fewer);
        sample = *likelihood;
        sample.state = &drawn;
        sample.tol = SAMPLE_TOL * fewer;
        likelihood->sample = &sample;
    }
    if (status == CEV_OK)
        status = cev__estimate_find(likelihood, out);
    if (status == CEV_OK && pool->pull != NULL)
        leave_pull_out(pool, out);
    likelihood->sample = NULL;
    if (drawn.ctx != NULL)
        cev__pool_free(&drawn);
    return status;
}
