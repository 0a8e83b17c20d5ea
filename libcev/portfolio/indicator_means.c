/*
 * Means over the customers of a period, each a ratio of two sums over them;
 * see indicators.h.
 *
 * Customers are drawn whole, so that the interval of a ratio is by Student's
 * t on what each adds beyond it (Cochran 1977, Sampling Techniques, 2.11).
 */
#include "../core/compiler.h"
#include "indicators.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "../math/moments.h"
#include "../math/student.h"

enum {
    MEAN_FREQUENCY,
    MEAN_VALUE,
    MEAN_DAYS,
    MEAN_TENURE,
    MEAN_RETURNED,
    MEAN_KEPT,
    MEAN_REVENUE, /* not a mean: over nothing, all of it is beyond */
    MEANS
};

/* What a customer adds to either sum of each ratio. */
typedef struct mean_terms {
    double over[MEANS], under[MEANS];
    int counts[MEANS]; /* whether the customer takes part */
} mean_terms;

/* The ratios of everybody. */
typedef struct mean_sums {
    cev__sum over[MEANS], under[MEANS], squares[MEANS];
    double most[MEANS], most_under[MEANS]; /* of one customer, without sign */
    double ratio[MEANS], bound[MEANS];     /* of what one adds beyond it */
    int64_t count[MEANS];
} mean_sums;

static mean_terms read_terms(const cev__turnout *t)
{
    int is_active = t->purchases > 0;
    double gross = t->kept + t->given_back;
    return (mean_terms){
        {(double)t->purchases, t->valued, (double)t->waited, (double)t->age,
         t->given_back, t->kept, t->kept},
        {1.0, (double)t->priced, (double)t->returns, 1.0, gross,
         is_active ? 1.0 : 0.0, 0.0},
        {is_active, t->is_valued, t->returns > 0, is_active, t->has_amount,
         t->priced == t->purchases, t->has_amount}};
}

static void sum_terms(const cev__visitors *crowd, mean_sums *sums)
{
    for (int64_t i = 0; i < crowd->count; i++) {
        mean_terms terms = read_terms(&crowd->turnouts[i]);
        for (int m = 0; m < MEANS; m++) {
            if (!terms.counts[m])
                continue;
            cev__sum_add(&sums->over[m], terms.over[m]);
            cev__sum_add(&sums->under[m], terms.under[m]);
            sums->most[m] = fmax(sums->most[m], fabs(terms.over[m]));
            sums->most_under[m] =
                fmax(sums->most_under[m], fabs(terms.under[m]));
            sums->count[m]++;
        }
    }
    for (int m = 0; m < MEANS; m++) {
        double under = cev__sum_value(&sums->under[m]);
        sums->ratio[m] =
            under > 0.0 ? cev__sum_value(&sums->over[m]) / under : NAN;
    }
    sums->ratio[MEAN_REVENUE] = 0.0;
    for (int m = 0; m < MEANS; m++)
        sums->bound[m] = sums->most[m]
                         + fabs(sums->ratio[m]) * sums->most_under[m];
}

/* The squares of what each adds beyond the ratio, as shares of a bound, so
 * that none overflows. */
static void square_terms(const cev__visitors *crowd, mean_sums *sums)
{
    for (int64_t i = 0; i < crowd->count; i++) {
        mean_terms terms = read_terms(&crowd->turnouts[i]);
        for (int m = 0; m < MEANS; m++) {
            if (!terms.counts[m] || !(sums->bound[m] > 0.0))
                continue;
            double beyond =
                (terms.over[m] - sums->ratio[m] * terms.under[m])
                / sums->bound[m];
            cev__sum_add(&sums->squares[m], beyond * beyond);
        }
    }
}

/* A ratio in its unit and, of two customers or more, its limits. */
static void write_mean(const mean_sums *sums, int m, double coverage,
                       double unit, double least, double *figure)
{
    double freedom = (double)(sums->count[m] - 1);
    double ratio[3] = {sums->ratio[m], NAN, NAN};
    if (coverage > 0.0 && freedom >= 1.0 && !isnan(ratio[0])) {
        double error = sums->bound[m] / cev__sum_value(&sums->under[m])
                       * sqrt(cev__sum_value(&sums->squares[m])
                              * (freedom + 1.0) / freedom);
        double spread =
            error * cev__student_quantile(0.5 - 0.5 * coverage, freedom);
        ratio[1] = fmax(ratio[0] - spread, least);
        ratio[2] = ratio[0] + spread;
    }
    cev__figure_scale(ratio, unit, figure);
}

/* The limits of a sum to which a Poisson number of customers add: what would
 * come of as many customers, by chance. */
static void limit_revenue(const mean_sums *sums, double coverage,
                          double *revenue)
{
    double least = revenue[0] < 0.0 ? -INFINITY : 0.0;
    double spread = cev__interval_z(coverage) * sums->bound[MEAN_REVENUE]
                    * sqrt(cev__sum_value(&sums->squares[MEAN_REVENUE]));
    if (!(coverage > 0.0) || sums->count[MEAN_REVENUE] == 0)
        return;
    revenue[1] = fmax(revenue[0] - spread, least);
    revenue[2] = revenue[0] + spread;
}

void cev__indicators_means(const cev__visitors *crowd,
                           const cev__gauge *gauge, cev__figure *figures)
{
    static const struct {
        int mean, figure;
        double least;
    } plain[] = {{MEAN_FREQUENCY, CEV__FREQUENCY, 1.0},
                 {MEAN_VALUE, CEV__PURCHASE_VALUE, -INFINITY},
                 {MEAN_RETURNED, CEV__RETURN_RATE, 0.0}};
    double per_customer[3];
    mean_sums sums;
    memset(&sums, 0, sizeof sums);
    sum_terms(crowd, &sums);
    square_terms(crowd, &sums);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        write_mean(&sums, plain[i].mean, gauge->coverage, 1.0,
                   plain[i].least, figures[plain[i].figure]);
    write_mean(&sums, MEAN_DAYS, gauge->coverage, gauge->bin_days, 0.0,
               figures[CEV__DAYS_BETWEEN]);
    write_mean(&sums, MEAN_TENURE, gauge->coverage, gauge->bin_days, 0.0,
               figures[CEV__TENURE]);
    write_mean(&sums, MEAN_KEPT, gauge->coverage, 1.0, -INFINITY,
               per_customer);
    limit_revenue(&sums, gauge->coverage, figures[CEV__REVENUE]);
    cev__figure_scale(figures[CEV__REVENUE], gauge->margin,
                      figures[CEV__MARGIN]);
    cev__figure_scale(figures[CEV__PURCHASE_VALUE], gauge->margin,
                      figures[CEV__MARGIN_PER_PURCHASE]);
    cev__figure_scale(per_customer, gauge->margin,
                      figures[CEV__MARGIN_PER_CUSTOMER]);
}
