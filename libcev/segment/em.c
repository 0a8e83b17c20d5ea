/* The EM algorithm; see em.h. */
#include "../core/compiler.h"
#include "em.h"

#include <math.h>
#include <string.h>

/* Points of one task, and the most tasks. */
enum { EM_CHUNK = 2048, EM_CHUNKS = 64 };

/* Iterations end when what is still to be gained, by Aitken's estimate, is less
 * per customer. */
#define EM_GAIN 1e-10

typedef struct em_tasks {
    const cev__em *em;
    int64_t chunk, chunks;
    double *sums; /* chunks × size */
} em_tasks;

/* One task. */
static void expect_chunk(void *state, int64_t chunk)
{
    em_tasks *t = state;
    double *sums = t->sums + chunk * t->em->size;
    int64_t from = chunk * t->chunk;
    int64_t to = from + t->chunk < t->em->points ? from + t->chunk
                                                 : t->em->points;
    memset(sums, 0, (size_t)t->em->size * sizeof *sums);
    t->em->expect(t->em->model, from, to, sums);
}

/* One iteration; returns the log-likelihood that it began with. */
static double iterate_once(cev_ctx *ctx, em_tasks *t)
{
    int64_t size = t->em->size;
    cev__parallel(ctx, t->chunks, expect_chunk, t);
    for (int64_t chunk = 1; chunk < t->chunks; chunk++)
        for (int64_t i = 0; i < size; i++)
            t->sums[i] += t->sums[chunk * size + i];
    t->em->maximise(t->em->model, t->sums);
    return t->sums[0];
}

/* Aitken's estimate of what is still to be gained, out of three likelihoods in
 * a row. */
static double gain_left(double before, double last, double now)
{
    double step = now - last;
    double ratio = step / (last - before);
    if (!(step > 0.0))
        return 0.0;
    return ratio > 0.0 && ratio < 1.0 ? step * ratio / (1.0 - ratio)
                                      : INFINITY;
}

static int32_t iterate_em(cev_ctx *ctx, em_tasks *t, int64_t most,
                          double *log_likelihood)
{
    double before = -INFINITY, last = -INFINITY;
    iterate_once(ctx, t); /* its likelihood is that of a beginning */
    for (int64_t step = 1; step <= most; step++) {
        double now = iterate_once(ctx, t);
        *log_likelihood = now;
        if (step > 2
            && gain_left(before, last, now) <= EM_GAIN * t->em->total)
            break;
        before = last;
        last = now;
        int32_t status = cev__progress(ctx, t->em->stage,
                                       (double)step / (double)most);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

int32_t cev__em_run(cev_ctx *ctx, const cev__em *em, int64_t most,
                    double *log_likelihood)
{
    em_tasks t;
    t.em = em;
    t.chunk = em->points / EM_CHUNKS + 1;
    t.chunk = t.chunk < EM_CHUNK ? EM_CHUNK : t.chunk;
    t.chunks = em->points / t.chunk + 1;
    t.sums = cev__alloc(ctx, t.chunks, 8 * em->size);
    if (t.sums == NULL)
        return cev__fail_memory(ctx);
    int32_t status = iterate_em(ctx, &t, most, log_likelihood);
    cev__free(ctx, t.sums, t.chunks, 8 * em->size);
    return status;
}
