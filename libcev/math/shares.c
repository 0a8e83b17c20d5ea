/* Intervals of shares; see cev/statistics.h. */
#include "../core/compiler.h"
#include "cev/statistics.h"

#include <math.h>

#include "beta_tails.h"
#include "interval.h"
#include "rowwise.h"
#include "wilson.h"

#define TRIALS_MAX 1e15

/* Fewer hits, or misses, are as none. */
#define HITS_MIN 1e-100

/* What all rows share. */
typedef struct share_given {
    double z, tail;
} share_given;

static int takes_share(const void *given, const double *row)
{
    (void)given;
    return row[1] > 0.0 && row[1] <= TRIALS_MAX && row[0] >= 0.0
           && row[0] <= row[1];
}

static int takes_two_shares(const void *given, const double *row)
{
    return takes_share(given, row) && takes_share(given, row + 2);
}

static void wilson_value(const void *given, const double *row, double *out)
{
    const share_given *g = given;
    cev__wilson_interval(row[0], row[1], g->z, &out[0], &out[1]);
}

static void adjusted_wald_value(const void *given, const double *row,
                                double *out)
{
    double z = ((const share_given *)given)->z, all = row[1] + z * z;
    double p = (row[0] + 0.5 * z * z) / all;
    double spread = z * sqrt(p * (1.0 - p) / all);
    out[0] = fmax(p - spread, 0.0);
    out[1] = fmin(p + spread, 1.0);
}

/* The limits are where the hits seen, or more, or fewer, become too unlikely:
 * quantiles of beta distributions. */
static void clopper_pearson_value(const void *given, const double *row,
                                  double *out)
{
    double tail = ((const share_given *)given)->tail;
    double hits = row[0], misses = row[1] - row[0];
    out[0] = hits > HITS_MIN ? cev__beta_quantile(hits, misses + 1.0, tail, 0)
                             : 0.0;
    out[1] = misses > HITS_MIN ? cev__beta_quantile(hits + 1.0, misses, tail, 1)
                               : 1.0;
}

static void newcombe_value(const void *given, const double *row, double *out)
{
    double z = ((const share_given *)given)->z, l1, u1, l2, u2;
    double p1 = row[0] / row[1], p2 = row[2] / row[3];
    cev__wilson_interval(row[0], row[1], z, &l1, &u1);
    cev__wilson_interval(row[2], row[3], z, &l2, &u2);
    out[0] = p1 - p2 - sqrt((p1 - l1) * (p1 - l1) + (u2 - p2) * (u2 - p2));
    out[1] = p1 - p2 + sqrt((u1 - p1) * (u1 - p1) + (p2 - l2) * (p2 - l2));
}

/* Runs one of them over all rows. */
static int32_t run_shares(const cev__rowwise *function, double coverage,
                          int64_t n, const double *const *columns,
                          double *lower, double *upper)
{
    double *const outputs[2] = {lower, upper};
    if (!(coverage > 0.0 && coverage < 1.0))
        return CEV_ERR_DOMAIN;
    share_given given = {cev__interval_z(coverage), 0.5 - 0.5 * coverage};
    return cev__rowwise_run(function, &given, n, columns, outputs);
}

int32_t cev_wilson_interval(double coverage, int64_t n, const double *hits,
                            const double *trials, double *lower,
                            double *upper)
{
    static const cev__rowwise function = {2, 2, takes_share, wilson_value};
    const double *const columns[2] = {hits, trials};
    return run_shares(&function, coverage, n, columns, lower, upper);
}

int32_t cev_adjusted_wald_interval(double coverage, int64_t n,
                                   const double *hits, const double *trials,
                                   double *lower, double *upper)
{
    static const cev__rowwise function = {2, 2, takes_share,
                                          adjusted_wald_value};
    const double *const columns[2] = {hits, trials};
    return run_shares(&function, coverage, n, columns, lower, upper);
}

int32_t cev_clopper_pearson_interval(double coverage, int64_t n,
                                     const double *hits, const double *trials,
                                     double *lower, double *upper)
{
    static const cev__rowwise function = {2, 2, takes_share,
                                          clopper_pearson_value};
    const double *const columns[2] = {hits, trials};
    return run_shares(&function, coverage, n, columns, lower, upper);
}

int32_t cev_newcombe_interval(double coverage, int64_t n, const double *hits1,
                              const double *trials1, const double *hits2,
                              const double *trials2, double *lower,
                              double *upper)
{
    static const cev__rowwise function = {4, 2, takes_two_shares,
                                          newcombe_value};
    const double *const columns[4] = {hits1, trials1, hits2, trials2};
    return run_shares(&function, coverage, n, columns, lower, upper);
}
