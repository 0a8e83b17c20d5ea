/* Power and sizes of experiments; see cev/statistics.h. */
#include "../core/compiler.h"
#include "cev/statistics.h"

#include <math.h>

#include "elementary.h"
#include "normal.h"
#include "rowwise.h"
#include "student.h"

#define SIZE_MAX_MEANS 1e9
#define EFFECT_MIN 1e-4
#define SIZE_TOLERANCE 1e-14

enum { SIZE_STEPS = 200 };

typedef struct trial_given {
    double alpha, power;
} trial_given;

/* ---- Shares -------------------------------------------------------------- */

static int is_inner_share(double p)
{
    return p > 0.0 && p < 1.0;
}

/* Of false alarms, half of them to each side. */
static int is_level(double alpha)
{
    return 0.5 * alpha > 0.0 && alpha < 1.0;
}

/* The standard deviations of a difference, times the root of the size: where
 * both shares are their mean, and as they are. */
static void share_deviations(double p1, double p2, double *null, double *real)
{
    *null = sqrt((p1 + p2) * (1.0 - 0.5 * (p1 + p2)));
    *real = sqrt(p1 * (1.0 - p1) + p2 * (1.0 - p2));
}

static int takes_share_trial(const void *given, const double *row)
{
    (void)given;
    return row[0] >= 1.0 && row[0] <= 1e300 && is_inner_share(row[1])
           && is_inner_share(row[2]);
}

static void shares_power_value(const void *given, const double *row,
                               double *out)
{
    const trial_given *g = given;
    double null, real, z = -cev__normal_quantile(0.5 * g->alpha);
    share_deviations(row[1], row[2], &null, &real);
    *out = cev__normal_cdf((sqrt(row[0]) * fabs(row[1] - row[2]) - z * null)
                           / real);
}

int32_t cev_shares_power(double alpha, int64_t n, const double *size,
                         const double *share1, const double *share2,
                         double *out)
{
    static const cev__rowwise function = {3, 1, takes_share_trial,
                                          shares_power_value};
    const double *const columns[3] = {size, share1, share2};
    trial_given given = {alpha, 0.0};
    if (!is_level(alpha))
        return CEV_ERR_DOMAIN;
    return cev__rowwise_run(&function, &given, n, columns, &out);
}

static int takes_share_pair(const void *given, const double *row)
{
    (void)given;
    return is_inner_share(row[0]) && is_inner_share(row[1])
           && fabs(row[0] - row[1]) > 0.0;
}

static void shares_size_value(const void *given, const double *row,
                              double *out)
{
    const trial_given *g = given;
    double null, real, z = -cev__normal_quantile(0.5 * g->alpha);
    share_deviations(row[0], row[1], &null, &real);
    double root = (z * null + cev__normal_quantile(g->power) * real)
                  / fabs(row[0] - row[1]);
    *out = root * root;
}

static int is_trial_wish(double alpha, double power)
{
    return is_level(alpha) && power > 0.5 * alpha && power < 1.0;
}

int32_t cev_shares_size(double alpha, double power, int64_t n,
                        const double *share1, const double *share2,
                        double *out)
{
    static const cev__rowwise function = {2, 1, takes_share_pair,
                                          shares_size_value};
    const double *const columns[2] = {share1, share2};
    trial_given given = {alpha, power};
    if (!is_trial_wish(alpha, power))
        return CEV_ERR_DOMAIN;
    return cev__rowwise_run(&function, &given, n, columns, &out);
}

/* ---- Means --------------------------------------------------------------- */

/* `effect` is the difference in standard deviations, >= 0. */
static double means_power_of(double alpha, double size, double effect)
{
    double freedom = 2.0 * size - 2.0;
    return cev__student_shifted_tail(
        cev__student_quantile(0.5 * alpha, freedom), freedom,
        sqrt(0.5 * size) * effect);
}

static int is_difference(const double *row)
{
    return fabs(row[0]) <= 1e100 && row[1] >= 1e-100 && row[1] <= 1e100;
}

static int takes_mean_trial(const void *given, const double *row)
{
    (void)given;
    return row[0] >= 2.0 && row[0] <= SIZE_MAX_MEANS && is_difference(row + 1);
}

/* Beyond 100 standard errors the power is 1; what the quadrature has to see
 * then stays where it looks. */
static void means_power_value(const void *given, const double *row,
                              double *out)
{
    const trial_given *g = given;
    double effect = fmin(fabs(row[1]) / row[2], 100.0 / sqrt(0.5 * row[0])
                                                    + 1e3);
    *out = means_power_of(g->alpha, row[0], effect);
}

int32_t cev_means_power(double alpha, int64_t n, const double *size,
                        const double *difference, const double *sd,
                        double *out)
{
    static const cev__rowwise function = {3, 1, takes_mean_trial,
                                          means_power_value};
    const double *const columns[3] = {size, difference, sd};
    trial_given given = {alpha, 0.0};
    if (!is_level(alpha))
        return CEV_ERR_DOMAIN;
    return cev__rowwise_run(&function, &given, n, columns, &out);
}

static int takes_mean_pair(const void *given, const double *row)
{
    (void)given;
    return is_difference(row) && fabs(row[0]) >= EFFECT_MIN * row[1];
}

/* Power grows with size: between 2 and a size known to do, whose logarithm is
 * halved. */
static void means_size_value(const void *given, const double *row,
                             double *out)
{
    const trial_given *g = given;
    double effect = fmin(fabs(row[0]) / row[1], 1e3), low = 2.0, high = 4.0;
    if (means_power_of(g->alpha, low, effect) >= g->power) {
        *out = low;
        return;
    }
    while (high < 1e15 && means_power_of(g->alpha, high, effect) < g->power)
        high *= 2.0;
    for (int k = 0; k < SIZE_STEPS && high - low > SIZE_TOLERANCE * high;
         k++) {
        double middle = low + 0.5 * (high - low);
        if (means_power_of(g->alpha, middle, effect) < g->power)
            low = middle;
        else
            high = middle;
    }
    *out = high;
}

int32_t cev_means_size(double alpha, double power, int64_t n,
                       const double *difference, const double *sd,
                       double *out)
{
    static const cev__rowwise function = {2, 1, takes_mean_pair,
                                          means_size_value};
    const double *const columns[2] = {difference, sd};
    trial_given given = {alpha, power};
    if (!is_trial_wish(alpha, power))
        return CEV_ERR_DOMAIN;
    return cev__rowwise_run(&function, &given, n, columns, &out);
}
