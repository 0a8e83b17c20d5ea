/* How predicted log-odds have to be bent to meet the truth; see metrics.h. */
#include "../core/compiler.h"
#include "metrics.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/sum.h"

/* Log-odds of predictions of 0 and 1 count as these. */
#define ODDS_MOST 34.538776394910684

/* Steps that lead to no maximum lead away from one: it is at infinity. */
enum { BEND_STEPS = 100 };
#define BEND_MOST 1e4
#define BEND_TOL 1e-12

/* log-odds of the truth = intercept + slope × log-odds of the prediction. */
typedef struct bend {
    double intercept, slope;
    double g[2];    /* gradient of the log-likelihood per customer */
    double h[3];    /* its curvature: 00, 01, 11 */
} bend;

static double odds_of(double p)
{
    if (!(p > 0.0))
        return -ODDS_MOST;
    if (!(p < 1.0))
        return ODDS_MOST;
    return fmin(fmax(cev__log(p) - cev__log1p(-p), -ODDS_MOST), ODDS_MOST);
}

static double bent_share(const bend *b, double odds)
{
    return cev__share_at(-(b->intercept + b->slope * odds));
}

static void look_at_bend(const cev__trial *trial, bend *b)
{
    cev__sum sums[5] = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0},
                        {0.0, 0.0}, {0.0, 0.0}};
    for (int64_t i = 0; i < trial->count; i++) {
        double weight = trial->column[CEV__TRIAL_WEIGHT][i];
        double x = odds_of(trial->column[CEV__TRIAL_PREDICTED][i]);
        double p = bent_share(b, x);
        double left = weight * (trial->column[CEV__TRIAL_ACTUAL][i] - p);
        double curve = weight * p * (1.0 - p);
        cev__sum_add(&sums[0], left);
        cev__sum_add(&sums[1], left * x);
        cev__sum_add(&sums[2], curve);
        cev__sum_add(&sums[3], curve * x);
        cev__sum_add(&sums[4], curve * x * x);
    }
    for (int k = 0; k < 2; k++)
        b->g[k] = cev__sum_value(&sums[k]) / trial->customers;
    for (int k = 0; k < 3; k++)
        b->h[k] = cev__sum_value(&sums[2 + k]) / trial->customers;
}

/* Newton's step; without the slope where it is held at 1. */
static int bend_step(const bend *b, int is_slope_free, double step[2])
{
    double det = b->h[0] * b->h[2] - b->h[1] * b->h[1];
    if (!is_slope_free) {
        step[0] = b->g[0] / b->h[0];
        step[1] = 0.0;
        return b->h[0] > 0.0;
    }
    step[0] = (b->h[2] * b->g[0] - b->h[1] * b->g[1]) / det;
    step[1] = (b->h[0] * b->g[1] - b->h[1] * b->g[0]) / det;
    return det > 1e-14 * b->h[0] * b->h[2];
}

/* The size of what a step is to make 0. */
static double misfit(const bend *b, int is_slope_free)
{
    return fmax(fabs(b->g[0]), is_slope_free ? fabs(b->g[1]) : 0.0);
}

/* The maximum; 0 where there is none. Steps are halved until they leave less
 * of the gradient, which of a concave function they do at last. */
static int bend_to_truth(const cev__trial *trial, int is_slope_free, bend *b)
{
    *b = (bend){.intercept = 0.0, .slope = 1.0};
    look_at_bend(trial, b);
    for (int k = 0; k < BEND_STEPS; k++) {
        double step[2], before = misfit(b, is_slope_free);
        if (before <= BEND_TOL)
            return 1;
        if (!bend_step(b, is_slope_free, step))
            return 0;
        bend next = *b;
        for (double part = 1.0; part > 1e-6; part *= 0.5) {
            next = *b;
            next.intercept += part * step[0];
            next.slope += part * step[1];
            look_at_bend(trial, &next);
            if (misfit(&next, is_slope_free) < before)
                break;
        }
        *b = next;
        if (fabs(b->intercept) > BEND_MOST || fabs(b->slope) > BEND_MOST)
            return 0;
    }
    return misfit(b, is_slope_free) <= 1e-8;
}

/* What each row contributes to the parameter: the inverse curvature times its
 * part of the gradient. */
static void bend_influence(const cev__trial *trial, const bend *b,
                           int is_slope_free, double *influence)
{
    double det = b->h[0] * b->h[2] - b->h[1] * b->h[1];
    for (int64_t i = 0; i < trial->count; i++) {
        double x = odds_of(trial->column[CEV__TRIAL_PREDICTED][i]);
        double left =
            trial->column[CEV__TRIAL_ACTUAL][i] - bent_share(b, x);
        double push = is_slope_free ? (b->h[0] * x - b->h[1]) / det
                                    : 1.0 / b->h[0];
        influence[i] = left * push / trial->customers;
    }
}

/* Whether one kind is missing, or stands all on one side of the other: then no
 * slope is steep enough. */
static int is_parted(const cev__trial *trial, int is_slope_free)
{
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    double first[2] = {INFINITY, INFINITY}, last[2] = {-INFINITY, -INFINITY};
    for (int64_t i = 0; i < trial->count; i++) {
        int is_one = trial->column[CEV__TRIAL_ACTUAL][i] > 0.0;
        first[is_one] = fmin(first[is_one], predicted[i]);
        last[is_one] = fmax(last[is_one], predicted[i]);
    }
    if (isinf(first[0]) || isinf(first[1]))
        return 1;
    return is_slope_free && (last[0] <= first[1] || last[1] <= first[0]);
}

static int32_t measure_bend(const cev__trial *trial, int is_slope_free,
                            cev__measured *out, double *influence)
{
    bend b;
    if (!trial->is_probability) {
        out->method = "predictions beyond 0 and 1 are no probabilities";
        return CEV_OK;
    }
    if (is_slope_free && cev__trial_ties(trial, 0) == trial->count) {
        out->method = "all predictions are equal";
        return CEV_OK;
    }
    if (is_parted(trial, is_slope_free)
        || !bend_to_truth(trial, is_slope_free, &b)) {
        out->method = "predictions part those who did from those who did not "
                      "wholly, or one kind is missing";
        return CEV_OK;
    }
    out->value = is_slope_free ? b.slope : b.intercept;
    out->method = "sandwich variance";
    bend_influence(trial, &b, is_slope_free, influence);
    return CEV_OK;
}

int32_t cev__measure_slope(cev_ctx *ctx, const cev__trial *trial,
                           cev__measured *out, double *influence)
{
    (void)ctx;
    return measure_bend(trial, 1, out, influence);
}

int32_t cev__measure_intercept(cev_ctx *ctx, const cev__trial *trial,
                               cev__measured *out, double *influence)
{
    (void)ctx;
    return measure_bend(trial, 0, out, influence);
}
