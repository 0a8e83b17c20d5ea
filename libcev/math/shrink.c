/* Priors that groups have in common, and what they make of each; see
 * cev/statistics.h. */
#include "../core/compiler.h"
#include "cev/statistics.h"

#include <math.h>
#include <stddef.h>

#include "beta_tails.h"
#include "elementary.h"
#include "gamma_tails.h"
#include "interval.h"
#include "newton.h"
#include "rising.h"
#include "rowwise.h"
#include "sum.h"

/* The size of a prior, a + b or a: 1e-3 to 1e6 is this far around the middle
 * of the logarithms. */
#define PRIOR_MIDDLE 3.4538776394910684
#define PRIOR_REACH 10.361632918473205

/* So much of a step in the log-odds, or the logarithm, of the mean is one in
 * the coordinate of the search, which has the reach above. */
#define MEAN_STRETCH 3.0

#define GROUP_MAX 1e15

/* Groups that a prior is sought for. */
typedef struct prior_search {
    int64_t n;
    const double *hits, *trials;
    double middle; /* logarithm of the mean rate */
} prior_search;

typedef struct prior_given {
    const double *params;
    double coverage;
} prior_given;

static int is_group_count(double count)
{
    return count >= 0.0 && count <= GROUP_MAX && floor(count) >= count;
}

/* Whether both parameters are in their range. */
static int is_prior(const double *params)
{
    return params[0] >= 1e-100 && params[0] <= GROUP_MAX && params[1] >= 1e-100
           && params[1] <= GROUP_MAX;
}

/* Runs the search from the middle; groups are weighed by nothing but what they
 * saw, so the gradient at the end is per group. It fails where `evaluate` does,
 * which neither does here. */
static void search_prior(prior_search *groups,
                         int32_t (*evaluate)(void *, const double *,
                                             cev__local *),
                         cev__optimum *best)
{
    cev__newton problem = {2,
                           -PRIOR_REACH,
                           PRIOR_REACH,
                           1e-9 * ((double)groups->n + 1.0),
                           0.0,
                           500,
                           NULL,
                           NULL,
                           evaluate,
                           groups};
    *best = (cev__optimum){0};
    cev__newton_maximise(&problem, best);
}

/* Derivatives by a and b, as a and b follow from the coordinates of the
 * search: by the mean and by the logarithm of the size. */
typedef struct prior_slope {
    double a, b, aa, ab, bb;
} prior_slope;

/* by[k][j] is what coordinate k does to a (j = 0) and b (1), and by_two those
 * of pairs of coordinates, packed. */
static void to_coordinates(const prior_slope *d, const double by[2][2],
                           const double by_two[3][2], cev__local *out)
{
    for (int i = 0; i < 2; i++) {
        out->gradient[i] = d->a * by[i][0] + d->b * by[i][1];
        for (int j = 0; j <= i; j++) {
            int at = cev__packed(i, j);
            out->hessian[at] =
                d->aa * by[i][0] * by[j][0] + d->bb * by[i][1] * by[j][1]
                + d->ab * (by[i][0] * by[j][1] + by[i][1] * by[j][0])
                + d->a * by_two[at][0] + d->b * by_two[at][1];
        }
    }
}

/* ---- Shares -------------------------------------------------------------- */

static void add_share(const prior_search *g, int64_t i, double a, double b,
                      prior_slope *d, double *value)
{
    double hits = g->hits[i], all = g->trials[i], misses = all - hits;
    double both = cev__harmonic(a + b, all);
    double both2 = cev__harmonic_squares(a + b, all);
    *value += cev__log_rising(a, hits, 1.0) + cev__log_rising(b, misses, 1.0)
              - cev__log_rising(a + b, all, 1.0);
    d->a += cev__harmonic(a, hits) - both;
    d->b += cev__harmonic(b, misses) - both;
    d->aa += both2 - cev__harmonic_squares(a, hits);
    d->bb += both2 - cev__harmonic_squares(b, misses);
    d->ab += both2;
}

/* Half a hit and half a miss more, in the mean alone, keep that off 0 and 1. */
static int32_t share_likelihood(void *state, const double *at,
                                cev__local *out)
{
    const prior_search *g = state;
    double size = cev__exp(PRIOR_MIDDLE + at[1]), odds = MEAN_STRETCH * at[0];
    double m = cev__share_at(-odds), q = cev__share_at(odds);
    double a = size * m, b = size * q, k = MEAN_STRETCH, turn = size * m * q;
    const double by[2][2] = {{k * turn, -k * turn}, {a, b}};
    const double by_two[3][2] = {
        {k * k * turn * (q - m), -k * k * turn * (q - m)},
        {k * turn, -k * turn},
        {a, b}};
    prior_slope d = {0};
    double value = 0.0;
    for (int64_t i = 0; i < g->n; i++)
        add_share(g, i, a, b, &d, &value);
    to_coordinates(&d, by, by_two, out);
    out->value = value + 0.5 * (cev__log(m) + cev__log(q));
    out->gradient[0] += 0.5 * k * (q - m);
    out->hessian[0] -= k * k * m * q;
    return CEV_OK;
}

/* All hits and misses; CEV_ERR_DOMAIN where a pair is none, or nobody tried. */
static int32_t count_groups(const prior_search *groups, double *hits,
                            double *misses)
{
    cev__sum of[2] = {{0.0, 0.0}, {0.0, 0.0}};
    for (int64_t i = 0; i < groups->n; i++) {
        double h = groups->hits[i], all = groups->trials[i];
        if (!is_group_count(h) || !is_group_count(all) || h > all)
            return CEV_ERR_DOMAIN;
        cev__sum_add(&of[0], h);
        cev__sum_add(&of[1], all - h);
    }
    *hits = cev__sum_value(&of[0]);
    *misses = cev__sum_value(&of[1]);
    return *hits + *misses > 0.0 ? CEV_OK : CEV_ERR_DOMAIN;
}

/* Where all are hits, or none, nothing says how groups differ: then the prior
 * is what all of them together say. */
int32_t cev_beta_binomial_fit(int64_t n, const double *hits,
                              const double *trials, double *params)
{
    const double *const columns[2] = {hits, trials};
    prior_search groups = {n, hits, trials, 0.0};
    double all, misses;
    cev__optimum best;
    int32_t status = cev__rowwise_check(n, columns, 2, &params, 1);
    if (status != CEV_OK || params == NULL)
        return CEV_ERR_ARGUMENT;
    status = count_groups(&groups, &all, &misses);
    if (status != CEV_OK)
        return status;
    if (all > 0.0 && misses > 0.0) {
        search_prior(&groups, share_likelihood, &best);
        double size = cev__exp(PRIOR_MIDDLE + best.at[1]);
        all = size * cev__share_at(-MEAN_STRETCH * best.at[0]);
        misses = size * cev__share_at(MEAN_STRETCH * best.at[0]);
    } else {
        all += 0.5;
        misses += 0.5;
    }
    params[0] = all;
    params[1] = misses;
    return CEV_OK;
}

static int takes_group_share(const void *given, const double *row)
{
    (void)given;
    return row[1] >= 0.0 && row[1] <= GROUP_MAX && row[0] >= 0.0
           && row[0] <= row[1];
}

static void group_share_mean(const void *given, const double *row,
                             double *out)
{
    const double *ab = ((const prior_given *)given)->params;
    *out = (ab[0] + row[0]) / (ab[0] + ab[1] + row[1]);
}

/* Of next to no coverage both limits are the median, each to its last digits:
 * these must not change their places. */
static void group_share_interval(const void *given, const double *row,
                                 double *out)
{
    const prior_given *g = given;
    double a = g->params[0] + row[0], b = g->params[1] + (row[1] - row[0]);
    double tail = 0.5 - 0.5 * g->coverage;
    out[0] = cev__beta_quantile(a, b, tail, 0);
    out[1] = fmax(out[0], cev__beta_quantile(a, b, tail, 1));
}

/* Runs a function of a prior over all groups. */
static int32_t run_groups(const cev__rowwise *function, const double *params,
                          int (*takes)(const double *), double coverage,
                          int64_t n, const double *const *columns,
                          double *const *outputs)
{
    prior_given given = {params, coverage};
    if (params == NULL)
        return CEV_ERR_ARGUMENT;
    if (!takes(params) || !(coverage > 0.0 && coverage < 1.0))
        return CEV_ERR_DOMAIN;
    return cev__rowwise_run(function, &given, n, columns, outputs);
}

int32_t cev_beta_binomial_mean(const double *params, int64_t n,
                               const double *hits, const double *trials,
                               double *out)
{
    static const cev__rowwise function = {2, 1, takes_group_share,
                                          group_share_mean};
    const double *const columns[2] = {hits, trials};
    return run_groups(&function, params, is_prior, 0.5, n, columns, &out);
}

int32_t cev_beta_binomial_interval(const double *params, double coverage,
                                   int64_t n, const double *hits,
                                   const double *trials, double *lower,
                                   double *upper)
{
    static const cev__rowwise function = {2, 2, takes_group_share,
                                          group_share_interval};
    const double *const columns[2] = {hits, trials};
    double *const outputs[2] = {lower, upper};
    return run_groups(&function, params, is_prior, coverage, n, columns,
                      outputs);
}

/* ---- Rates --------------------------------------------------------------- */

static void add_rate(const prior_search *g, int64_t i, double a, double b,
                     prior_slope *d, double *value)
{
    double events = g->hits[i], exposure = g->trials[i], all = b + exposure;
    double log_part = cev__log1p(exposure / b);
    *value += cev__log_rising(a, events, 1.0) - a * log_part
              - events * cev__log(all);
    d->a += cev__harmonic(a, events) - log_part;
    d->b += (a * (exposure / b) - events) / all;
    d->aa -= cev__harmonic_squares(a, events);
    d->ab += exposure / b / all;
    d->bb += (events - a * (exposure / b) * (2.0 + exposure / b))
             / all / all;
}

static int32_t rate_likelihood(void *state, const double *at,
                               cev__local *out)
{
    const prior_search *g = state;
    double a = cev__exp(PRIOR_MIDDLE + at[1]), k = MEAN_STRETCH;
    double b = a * cev__exp(-(g->middle + k * at[0]));
    const double by[2][2] = {{0.0, -k * b}, {a, b}};
    const double by_two[3][2] = {{0.0, k * k * b}, {0.0, -k * b}, {a, b}};
    prior_slope d = {0};
    out->value = 0.0;
    for (int64_t i = 0; i < g->n; i++)
        add_rate(g, i, a, b, &d, &out->value);
    to_coordinates(&d, by, by_two, out);
    return CEV_OK;
}

int32_t cev_gamma_poisson_fit(int64_t n, const double *events,
                              const double *exposure, double *params)
{
    const double *const columns[2] = {events, exposure};
    prior_search groups = {n, events, exposure, 0.0};
    cev__optimum best;
    cev__sum seen = {0}, time = {0};
    int32_t status = cev__rowwise_check(n, columns, 2, &params, 1);
    if (status != CEV_OK || params == NULL)
        return CEV_ERR_ARGUMENT;
    for (int64_t i = 0; i < n; i++) {
        if (!is_group_count(events[i])
            || !(exposure[i] >= 1e-100 && exposure[i] <= GROUP_MAX))
            return CEV_ERR_DOMAIN;
        cev__sum_add(&seen, events[i]);
        cev__sum_add(&time, exposure[i]);
    }
    if (!(cev__sum_value(&seen) > 0.0))
        return CEV_ERR_DOMAIN;
    groups.middle = cev__log(cev__sum_value(&seen) / cev__sum_value(&time));
    search_prior(&groups, rate_likelihood, &best);
    params[0] = cev__exp(PRIOR_MIDDLE + best.at[1]);
    params[1] =
        params[0] * cev__exp(-(groups.middle + MEAN_STRETCH * best.at[0]));
    return CEV_OK;
}

static int takes_group_rate(const void *given, const double *row)
{
    (void)given;
    return row[0] >= 0.0 && row[0] <= GROUP_MAX && row[1] >= 0.0
           && row[1] <= GROUP_MAX;
}

static void group_rate_mean(const void *given, const double *row, double *out)
{
    const double *ab = ((const prior_given *)given)->params;
    *out = (ab[0] + row[0]) / (ab[1] + row[1]);
}

static void group_rate_interval(const void *given, const double *row,
                                double *out)
{
    const prior_given *g = given;
    double tail = 0.5 - 0.5 * g->coverage, all = g->params[1] + row[1];
    double a = g->params[0] + row[0];
    out[0] = cev__gamma_quantile(a, tail, 0) / all;
    out[1] = fmax(out[0], cev__gamma_quantile(a, tail, 1) / all);
}

int32_t cev_gamma_poisson_mean(const double *params, int64_t n,
                               const double *events, const double *exposure,
                               double *out)
{
    static const cev__rowwise function = {2, 1, takes_group_rate,
                                          group_rate_mean};
    const double *const columns[2] = {events, exposure};
    return run_groups(&function, params, is_prior, 0.5, n, columns, &out);
}

int32_t cev_gamma_poisson_interval(const double *params, double coverage,
                                   int64_t n, const double *events,
                                   const double *exposure, double *lower,
                                   double *upper)
{
    static const cev__rowwise function = {2, 2, takes_group_rate,
                                          group_rate_interval};
    const double *const columns[2] = {events, exposure};
    double *const outputs[2] = {lower, upper};
    return run_groups(&function, params, is_prior, coverage, n, columns,
                      outputs);
}
