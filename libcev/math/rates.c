/* Tests of two rates; see cev/statistics.h. */
#include "../core/compiler.h"
#include "cev/statistics.h"

#include <math.h>

#include "beta_tails.h"
#include "elementary.h"
#include "gamma_tails.h"
#include "rowwise.h"
#include "sum.h"

#define EVENTS_MAX 1e15
#define E_TEST_EVENTS_MAX 1e6
#define EXPOSURE_MAX 1e100

/* Outcomes that differ in likelihood, or in the statistic, by rounding alone
 * are as likely as what was seen. */
#define EQUALLY_LIKELY 1e-7
#define EQUALLY_FAR 1e-9

static int takes_rate(const double *row, double most)
{
    return row[0] >= 0.0 && row[0] <= most && floor(row[0]) >= row[0]
           && row[1] >= 1.0 / EXPOSURE_MAX && row[1] <= EXPOSURE_MAX;
}

static int takes_two_rates(const void *given, const double *row)
{
    double most = *(const double *)given;
    return takes_rate(row, most) && takes_rate(row + 2, most);
}

/* ---- Given their sum: a binomial distribution ---------------------------- */

typedef struct split_law {
    double n, p, q; /* events together, shares of the exposure */
} split_law;

/* log P(K = k), but for a constant. */
static double split_log_likelihood(const split_law *law, double k)
{
    return cev__beta_log_density(k + 1.0, law->n - k + 1.0, law->p, law->q);
}

/* P(K <= k) for k < n, of the law or, turned round, P(K >= k). */
static double split_at_most(const split_law *law, double k)
{
    cev__tails tails;
    if (k < 0.0)
        return 0.0;
    cev__beta_tails(law->n - k, k + 1.0, law->q, law->p, &tails);
    return tails.lower;
}

/* The outcomes as far out as k, which is below the mean, on both sides. */
static double split_outside(const split_law *law, double k)
{
    split_law turned = {law->n, law->q, law->p};
    double goal = split_log_likelihood(law, k) + EQUALLY_LIKELY;
    double low = floor(law->n * law->p), high = law->n + 1.0;
    /* the first outcome above the mean that is no more likely: between them
     * likelihoods fall */
    while (high - low > 1.0) {
        double middle = floor(0.5 * (low + high));
        if (split_log_likelihood(law, middle) <= goal)
            high = middle;
        else
            low = middle;
    }
    return fmin(split_at_most(law, k) + split_at_most(&turned, law->n - high),
                1.0);
}

static void conditional_value(const void *given, const double *row,
                              double *out)
{
    double all = row[1] + row[3];
    split_law law = {row[0] + row[2], row[1] / all, row[3] / all};
    split_law turned = {law.n, law.q, law.p};
    double mean = law.n * law.p;
    (void)given;
    if (row[0] < mean)
        *out = split_outside(&law, row[0]);
    else
        *out = row[0] > mean ? split_outside(&turned, row[2]) : 1.0;
}

int32_t cev_poisson_test(int64_t n, const double *events1,
                         const double *exposure1, const double *events2,
                         const double *exposure2, double *p)
{
    static const cev__rowwise function = {4, 1, takes_two_rates,
                                          conditional_value};
    const double *const columns[4] = {events1, exposure1, events2, exposure2};
    const double most = EVENTS_MAX;
    return cev__rowwise_run(&function, &most, n, columns, &p);
}

/* ---- Not given their sum ------------------------------------------------- */

/* P(X <= k) and, for k > 0, P(X >= k) of a Poisson variate. */
static double poisson_at_most(double mean, double k)
{
    cev__tails tails;
    if (k < 0.0)
        return 0.0;
    cev__gamma_tails(k + 1.0, mean, &tails);
    return tails.upper;
}

static double poisson_at_least(double mean, double k)
{
    cev__tails tails;
    cev__gamma_tails(k, mean, &tails);
    return tails.lower;
}

/*
 * How likely X2 is to be as far from x1 as what was seen: with the ratio of
 * exposures g, (x2 - g x1)^2 >= c (x2 + g^2 x1) outside two roots in x2. Both
 * counts 0 are no distance at all.
 */
static double far_from(double x1, double g, double c, double mean2)
{
    double middle = g * x1 + 0.5 * c;
    double spread = sqrt(c * (g * x1 * (1.0 + g) + 0.25 * c));
    double low = floor((middle - spread) * (1.0 + EQUALLY_FAR) + EQUALLY_FAR);
    double high = ceil((middle + spread) * (1.0 - EQUALLY_FAR));
    double below = x1 > 0.0 ? poisson_at_most(mean2, low) : 0.0;
    return fmin(below + poisson_at_least(mean2, fmax(high, 1.0)), 1.0);
}

/* The sum over x1, as far out as anything is left. */
static void e_test_value(const void *given, const double *row, double *out)
{
    double g = row[3] / row[1], away = row[2] - g * row[0];
    double rate = (row[0] + row[2]) / (row[1] + row[3]);
    double mean1 = rate * row[1], mean2 = rate * row[3];
    double reach = 12.0 * sqrt(mean1) + 40.0;
    cev__sum sum = {0};
    (void)given;
    if (!(away > 0.0 || away < 0.0)) {
        *out = 1.0;
        return;
    }
    double c = away / (row[2] + g * g * row[0]) * away;
    for (double x1 = fmax(floor(mean1 - reach), 0.0); x1 <= mean1 + reach;
         x1 += 1.0) {
        cev__tails here;
        cev__gamma_tails(x1 + 1.0, mean1, &here);
        cev__sum_add(&sum,
                     here.density / mean1 * far_from(x1, g, c, mean2));
    }
    *out = fmin(cev__sum_value(&sum), 1.0);
}

int32_t cev_poisson_e_test(int64_t n, const double *events1,
                           const double *exposure1, const double *events2,
                           const double *exposure2, double *p)
{
    static const cev__rowwise function = {4, 1, takes_two_rates, e_test_value};
    const double *const columns[4] = {events1, exposure1, events2, exposure2};
    const double most = E_TEST_EVENTS_MAX;
    return cev__rowwise_run(&function, &most, n, columns, &p);
}
