/*
 * The EM algorithm (Dempster, Laird & Rubin 1977) over points: their
 * probabilities of belonging to each group, summed in tasks, then the
 * parameters for which those sums are likeliest.
 */
#ifndef CEV__EM_H
#define CEV__EM_H

#include "../core/ctx.h"

typedef struct cev__em {
    const char *stage; /* of progress */
    int64_t points;
    double total; /* customers */
    int64_t size; /* numbers that a task sums up, the first of them the
                     log-likelihood */
    void *model;
    /* Adds points from … to - 1 to the sums. */
    void (*expect)(void *model, int64_t from, int64_t to, double *sums);
    /* New parameters, out of the sums of all. */
    void (*maximise)(void *model, const double *sums);
} cev__em;

/* Iterates until what is still to be gained is next to nothing, or `most`
 * times. The log-likelihood is that of the last iteration but one. */
int32_t cev__em_run(cev_ctx *ctx, const cev__em *em, int64_t most,
                    double *log_likelihood);

#endif
