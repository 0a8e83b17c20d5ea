/* What groups' means have in common; see cev/statistics.h. */
#include "../core/compiler.h"
#include "cev/statistics.h"

#include <math.h>
#include <stddef.h>

#include "interval.h"
#include "rowwise.h"
#include "sum.h"

/* Squares of squares stay finite, and above 0. */
#define VALUE_MAX 1e50

enum { SPREAD_STEPS = 1000 };

typedef struct normal_given {
    const double *params;
    double z;
} normal_given;

static int takes_value(const void *given, const double *row)
{
    (void)given;
    return fabs(row[0]) <= VALUE_MAX && row[1] >= 1.0 / VALUE_MAX
           && row[1] <= VALUE_MAX;
}

/* The weighted mean where groups have the variance tau2 besides their own,
 * and the weighted squares around it; `fall` is how fast those fall. */
static double squares_around(int64_t n, const double *value,
                             const double *std_error, double tau2,
                             double *mean, double *fall)
{
    cev__sum weights = {0}, values = {0}, squares = {0}, slopes = {0};
    for (int64_t i = 0; i < n; i++) {
        double w = 1.0 / (std_error[i] * std_error[i] + tau2);
        cev__sum_add(&weights, w);
        cev__sum_add(&values, w * value[i]);
    }
    *mean = cev__sum_value(&values) / cev__sum_value(&weights);
    for (int64_t i = 0; i < n; i++) {
        double w = 1.0 / (std_error[i] * std_error[i] + tau2);
        double away = value[i] - *mean;
        cev__sum_add(&squares, w * away * away);
        cev__sum_add(&slopes, w * w * away * away);
    }
    *fall = cev__sum_value(&slopes);
    return cev__sum_value(&squares);
}

/* Squares that are n - 1 in the mean fall with tau2, ever slower: Newton's
 * steps from 0 come up to the root and not beyond. */
int32_t cev_normal_normal_fit(int64_t n, const double *value,
                              const double *std_error, double *params)
{
    const double *const columns[2] = {value, std_error};
    double tau2 = 0.0, mean = 0.0, fall;
    int32_t status = cev__rowwise_check(n, columns, 2, &params, 1);
    if (status != CEV_OK || params == NULL)
        return CEV_ERR_ARGUMENT;
    if (n < 1)
        return CEV_ERR_DOMAIN;
    for (int64_t i = 0; i < n; i++) {
        const double row[2] = {value[i], std_error[i]};
        if (!takes_value(NULL, row))
            return CEV_ERR_DOMAIN;
    }
    for (int k = 0; k < SPREAD_STEPS; k++) {
        double excess =
            squares_around(n, value, std_error, tau2, &mean, &fall)
            - ((double)n - 1.0);
        if (!(excess > 0.0) || !(excess / fall > 1e-15 * tau2))
            break;
        tau2 += excess / fall;
    }
    params[0] = mean;
    params[1] = sqrt(tau2);
    return CEV_OK;
}

/* Mean and variance of the true value. */
static void true_value(const double *params, const double *row, double *mean,
                       double *variance)
{
    double own = row[1] * row[1], common = params[1] * params[1];
    double share = common / (own + common); /* of what is its own */
    *mean = params[0] + share * (row[0] - params[0]);
    *variance = share * own;
}

static void normal_mean_value(const void *given, const double *row,
                              double *out)
{
    double variance;
    true_value(((const normal_given *)given)->params, row, out, &variance);
}

static void normal_interval_value(const void *given, const double *row,
                                  double *out)
{
    const normal_given *g = given;
    double mean, variance;
    true_value(g->params, row, &mean, &variance);
    out[0] = mean - g->z * sqrt(variance);
    out[1] = mean + g->z * sqrt(variance);
}

static int32_t run_values(const cev__rowwise *function, const double *params,
                          double coverage, int64_t n, const double *value,
                          const double *std_error, double *const *outputs)
{
    const double *const columns[2] = {value, std_error};
    if (params == NULL)
        return CEV_ERR_ARGUMENT;
    if (!(fabs(params[0]) <= VALUE_MAX && params[1] >= 0.0
          && params[1] <= VALUE_MAX && coverage > 0.0 && coverage < 1.0))
        return CEV_ERR_DOMAIN;
    normal_given given = {params, cev__interval_z(coverage)};
    return cev__rowwise_run(function, &given, n, columns, outputs);
}

int32_t cev_normal_normal_mean(const double *params, int64_t n,
                               const double *value, const double *std_error,
                               double *out)
{
    static const cev__rowwise function = {2, 1, takes_value,
                                          normal_mean_value};
    return run_values(&function, params, 0.5, n, value, std_error, &out);
}

int32_t cev_normal_normal_interval(const double *params, double coverage,
                                   int64_t n, const double *value,
                                   const double *std_error, double *lower,
                                   double *upper)
{
    static const cev__rowwise function = {2, 2, takes_value,
                                          normal_interval_value};
    double *const outputs[2] = {lower, upper};
    return run_values(&function, params, coverage, n, value, std_error,
                      outputs);
}
