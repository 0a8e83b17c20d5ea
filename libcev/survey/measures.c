/* What answers come to, and how sure that is; see replies.h. */
#include "../core/compiler.h"
#include "replies.h"

#include <math.h>

#include "../math/garwood.h"
#include "../math/interval.h"
#include "../math/normal.h"
#include "../math/student.h"
#include "../math/wilson.h"
#include "cev/statistics.h"

/* Rocks's (2016) three answers more, of which 3/4 promote and as many
 * detract. */
#define NPS_MORE 3.0
#define NPS_EACH 0.75

void cev__replies_add(const cev__replies *of, const cev__reply *answer,
                      cev__reply_sums *sums)
{
    double value = answer->value, weight = answer->weight;
    cev__sum_add(&sums->n, weight);
    if (of->measure == CEV__MEASURE_RATE) {
        cev__sum_add(&sums->sum, value);
        return;
    }
    cev__sum_add(&sums->sum, weight * value);
    cev__sum_add(&sums->squares, weight * value * value);
}

static cev__sum sum_less(const cev__sum *all, const cev__sum *part)
{
    cev__sum left = *all, minus = {-part->total, -part->lost};
    cev__sum_merge(&left, &minus);
    return left;
}

cev__reply_sums cev__replies_without(const cev__reply_sums *all,
                                      const cev__reply_sums *part)
{
    return (cev__reply_sums){sum_less(&all->n, &part->n),
                              sum_less(&all->sum, &part->sum),
                              sum_less(&all->squares, &part->squares)};
}

cev__reply_sums cev__replies_with(const cev__reply_sums *a,
                                   const cev__reply_sums *b)
{
    cev__reply_sums both = *a;
    cev__sum_merge(&both.n, &b->n);
    cev__sum_merge(&both.sum, &b->sum);
    cev__sum_merge(&both.squares, &b->squares);
    return both;
}

double cev__replies_count(const cev__reply_sums *sums)
{
    return fmax(cev__sum_value(&sums->n), 0.0);
}

/* The mean of what is counted. */
static double answer_mean(const cev__reply_sums *sums)
{
    double n = cev__replies_count(sums);
    return n > 0.0 ? cev__sum_value(&sums->sum) / n : NAN;
}

double cev__replies_value(const cev__replies *of,
                          const cev__reply_sums *sums)
{
    return of->factor * answer_mean(sums);
}

/* The plain variance around the mean, with n - 1. */
static double sample_variance(const cev__reply_sums *sums)
{
    double n = cev__replies_count(sums), mean = answer_mean(sums);
    if (!(n > 1.0))
        return NAN;
    return fmax(cev__sum_value(&sums->squares)
                    - cev__sum_value(&sums->sum) * mean,
                0.0)
           / (n - 1.0);
}

double cev__replies_variance(const cev__replies *of,
                             const cev__reply_sums *sums)
{
    double n = cev__replies_count(sums), sum = cev__sum_value(&sums->sum);
    if (of->measure == CEV__MEASURE_NPS) {
        double all = n + NPS_MORE, net = sum / all;
        double extreme =
            (cev__sum_value(&sums->squares) + 2.0 * NPS_EACH) / all;
        return extreme - net * net;
    }
    if (of->measure == CEV__MEASURE_CSAT) {
        double p = (sum + 0.5) / (n + 1.0);
        return p * (1.0 - p);
    }
    if (of->measure == CEV__MEASURE_RATE)
        return n > 0.0 ? (sum + 0.5) / n : NAN;
    return sample_variance(sums);
}

/* Rocks's adjusted Wald interval, within -100 and 100, and never beside what
 * was seen, as of a few answers all alike it would be. */
static void bound_nps(const cev__replies *of,
                      const cev__reply_sums *sums, double coverage,
                      double *lower, double *upper)
{
    double all = cev__replies_count(sums) + NPS_MORE;
    double centre = cev__sum_value(&sums->sum) / all;
    double reach = cev__interval_z(coverage)
                   * sqrt(cev__replies_variance(of, sums) / all);
    *lower = fmin(fmax(centre - reach, -1.0), answer_mean(sums));
    *upper = fmax(fmin(centre + reach, 1.0), answer_mean(sums));
}

/* Garwood's exact interval of a number of events. */
static void bound_rate(const cev__reply_sums *sums, double coverage,
                       double *lower, double *upper)
{
    double n = cev__replies_count(sums);
    cev__garwood_limits(fmax(cev__sum_value(&sums->sum), 0.0), coverage, lower,
                        upper);
    *lower /= n;
    *upper /= n;
}

static void bound_mean(const cev__reply_sums *sums, double coverage,
                       double *lower, double *upper)
{
    double n = cev__replies_count(sums), mean = answer_mean(sums);
    if (!(n >= 2.0))
        return;
    double reach = cev__student_quantile(0.5 - 0.5 * coverage, n - 1.0)
                   * sqrt(sample_variance(sums) / n);
    *lower = mean - reach;
    *upper = mean + reach;
}

void cev__replies_interval(const cev__replies *of,
                           const cev__reply_sums *sums, double coverage,
                           double *lower, double *upper)
{
    double n = cev__replies_count(sums);
    *lower = *upper = NAN;
    if (!(n > 0.0))
        return;
    if (of->measure == CEV__MEASURE_NPS)
        bound_nps(of, sums, coverage, lower, upper);
    else if (of->measure == CEV__MEASURE_CSAT)
        cev__wilson_interval(
            fmin(fmax(cev__sum_value(&sums->sum), 0.0), n), n,
            cev__interval_z(coverage), lower, upper);
    else if (of->measure == CEV__MEASURE_RATE)
        bound_rate(sums, coverage, lower, upper);
    else
        bound_mean(sums, coverage, lower, upper);
    *lower *= of->factor;
    *upper *= of->factor;
}

double cev__replies_distance(const cev__replies *of,
                             const cev__reply_sums *a,
                             const cev__reply_sums *b)
{
    cev__reply_sums both = cev__replies_with(a, b);
    double n = cev__replies_count(a), m = cev__replies_count(b);
    double away = answer_mean(a) - answer_mean(b);
    double variance = cev__replies_variance(of, &both);
    if (!(n > 0.0 && m > 0.0) || isnan(variance))
        return NAN;
    if (!(variance > 0.0))
        return 0.0; /* all answers are the same */
    return away / sqrt(variance * (1.0 / n + 1.0 / m));
}

/* Events are compared exactly where they are whole. */
double cev__replies_p(const cev__replies *of, const cev__reply_sums *a,
                      const cev__reply_sums *b)
{
    double z = cev__replies_distance(of, a, b), p;
    double n = cev__replies_count(a), m = cev__replies_count(b);
    double x = cev__sum_value(&a->sum), y = cev__sum_value(&b->sum);
    if (of->measure == CEV__MEASURE_RATE && n > 0.0 && m > 0.0
        && cev_poisson_test(1, &x, &n, &y, &m, &p) == CEV_OK)
        return p;
    return 2.0 * cev__normal_cdf(-fabs(z));
}
