/* The maximum of Cox's partial likelihood; see cox_fit.h. */
#include "../core/compiler.h"
#include "cox_fit.h"

#include <math.h>
#include <string.h>

#include "../math/cholesky.h"

/* A step promises less than rounding lets see. */
#define PROMISE_LEAST 1e-18

/* A coefficient that makes one standard deviation so many times e as risky is
 * on its way to infinity. */
#define BETA_MOST 12.0

/* The penalty where there is no maximum: of a standard deviation, half a
 * customer's worth of evidence. */
#define PENALTY_RESCUE 1.0

/* What is left of a column by those before it, at the least. */
#define INFORMATION_LEAST 1e-13

typedef struct cox_climb {
    cev__cox_terms *terms;
    double penalty;
    double value;
    double *gradient, *factor, *step, *next;
} cox_climb;

static double penalised(const cox_climb *climb, double value,
                        const double *beta)
{
    for (int i = 0; i < climb->terms->n; i++)
        value -= climb->penalty / 2.0 * beta[i] * beta[i];
    return value;
}

/* Value, gradient and information at a point; the information's factor, or
 * that of as much more as makes it one. */
static void look_around_cox(cox_climb *climb, const double *beta)
{
    int n = climb->terms->n;
    double extra = 0.0;
    double value = cev__cox_likelihood(climb->terms, beta, climb->gradient,
                                       climb->factor);
    climb->value = penalised(climb, value, beta);
    for (int i = 0; i < n; i++)
        climb->gradient[i] -= climb->penalty * beta[i];
    for (;;) {
        for (int i = 0; i < n; i++)
            climb->factor[cev__packed(i, i)] += climb->penalty + extra;
        if (cev__cholesky(n, climb->factor, INFORMATION_LEAST))
            return;
        extra = extra == 0.0 ? 1e-6 : 10.0 * extra;
        (void)cev__cox_likelihood(climb->terms, beta, climb->next,
                                  climb->factor);
    }
}

/* Newton's step, halved until it rises; 0 when none does. */
static int take_cox_step(cox_climb *climb, double *beta)
{
    int n = climb->terms->n;
    for (double share = 1.0; share > 1e-10; share *= 0.5) {
        for (int i = 0; i < n; i++)
            climb->next[i] = beta[i] + share * climb->step[i];
        double value = penalised(
            climb, cev__cox_likelihood(climb->terms, climb->next, NULL, NULL),
            climb->next);
        if (!(value > climb->value))
            continue;
        memcpy(beta, climb->next, (size_t)n * sizeof *beta);
        return 1;
    }
    return 0;
}

/* Climbs to the top from zero, and looks around there. */
static int32_t climb_cox(cev_ctx *ctx, cox_climb *climb, int64_t max_iter,
                         double *beta)
{
    int n = climb->terms->n;
    memset(beta, 0, (size_t)n * sizeof *beta);
    for (int64_t k = 0; k < max_iter; k++) {
        double promise = 0.0, most = 0.0;
        int32_t status =
            cev__progress(ctx, "fit", (double)k / (double)max_iter);
        if (status != CEV_OK)
            return status;
        look_around_cox(climb, beta);
        memcpy(climb->step, climb->gradient, (size_t)n * sizeof *beta);
        cev__cholesky_solve(n, climb->factor, climb->step);
        for (int i = 0; i < n; i++) {
            promise += climb->step[i] * climb->gradient[i];
            most = fmax(most, fabs(beta[i]));
        }
        if (promise <= PROMISE_LEAST || most > BETA_MOST
            || !take_cox_step(climb, beta))
            return CEV_OK;
    }
    look_around_cox(climb, beta);
    return CEV_OK;
}

static int is_far_away(const cox_climb *climb, const double *beta)
{
    for (int i = 0; i < climb->terms->n; i++)
        if (!(fabs(beta[i]) <= BETA_MOST))
            return 1;
    return 0;
}

/* The inverse of the information, column by column. */
static void invert_cox_information(const cox_climb *climb, double *covariance)
{
    int n = climb->terms->n;
    for (int k = 0; k < n; k++) {
        memset(climb->step, 0, (size_t)n * sizeof *climb->step);
        climb->step[k] = 1.0;
        cev__cholesky_solve(n, climb->factor, climb->step);
        for (int i = k; i < n; i++)
            covariance[cev__packed(i, k)] = climb->step[i];
    }
}

static int32_t maximise_cox(cev_ctx *ctx, cox_climb *climb, int64_t max_iter,
                            cev__cox_optimum *out)
{
    size_t n = (size_t)climb->terms->n;
    memset(climb->step, 0, n * sizeof *climb->step);
    out->null_log_likelihood =
        cev__cox_likelihood(climb->terms, climb->step, NULL, NULL);
    out->is_separated = 0;
    int32_t status = climb_cox(ctx, climb, max_iter, out->beta);
    if (status == CEV_OK && climb->penalty == 0.0
        && is_far_away(climb, out->beta)) {
        out->is_separated = 1;
        climb->penalty = PENALTY_RESCUE;
        status = climb_cox(ctx, climb, max_iter, out->beta);
    }
    if (status != CEV_OK)
        return status;
    invert_cox_information(climb, out->covariance);
    out->penalty = climb->penalty;
    out->log_likelihood =
        cev__cox_likelihood(climb->terms, out->beta, NULL, NULL);
    return CEV_OK;
}

int32_t cev__cox_maximise(cev_ctx *ctx, cev__cox_terms *terms, double penalty,
                          int64_t max_iter, cev__cox_optimum *out)
{
    int64_t n = terms->n, room = 3 * n + n * (n + 1) / 2 + 1;
    double *numbers = cev__alloc(ctx, room, (int64_t)sizeof *numbers);
    if (numbers == NULL)
        return cev__fail_memory(ctx);
    cox_climb climb = {.terms = terms,
                       .penalty = penalty,
                       .gradient = numbers,
                       .step = numbers + n,
                       .next = numbers + 2 * n,
                       .factor = numbers + 3 * n};
    int32_t status = maximise_cox(ctx, &climb, max_iter, out);
    cev__free(ctx, numbers, room, (int64_t)sizeof *numbers);
    return status;
}
