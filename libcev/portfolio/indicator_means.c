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
    PLAIN_MEANS,
    MEAN_ITEMS = PLAIN_MEANS, /* and those that details tell */
    MEAN_DISCOUNT,
    MEAN_PROFIT_VALUE,
    MEAN_PROFIT_KEPT,
    MEAN_PROFIT, /* as revenue */
    MEANS
};

/* What a customer adds to either sum of each ratio. */
typedef struct mean_terms {
    double over[MEANS], under[MEANS];
    int counts[MEANS]; /* whether the customer takes part */
} mean_terms;

/* The ratios of everybody. */
typedef struct mean_sums {
    int means; /* how many there are */
    cev__sum over[MEANS], under[MEANS], squares[MEANS];
    double most[MEANS], most_under[MEANS]; /* of one customer, without sign */
    double ratio[MEANS], bound[MEANS];     /* of what one adds beyond it */
    int64_t count[MEANS];
} mean_sums;

/* Written one by one: copied from lists they would have to wait for these. */
static inline void set_term(mean_terms *terms, int m, int counts, double over,
                            double under)
{
    terms->counts[m] = counts;
    terms->over[m] = over;
    terms->under[m] = under;
}

/* What details tell. */
static void read_basket(const cev__basket *b, const cev__turnout *t,
                        mean_terms *terms)
{
    set_term(terms, MEAN_ITEMS, b->has_items, b->items, b->purchases);
    set_term(terms, MEAN_DISCOUNT, b->has_discount, b->discount, b->listed);
    set_term(terms, MEAN_PROFIT_VALUE, t->is_valued, b->valued_profit,
             (double)t->priced);
    set_term(terms, MEAN_PROFIT_KEPT, t->priced == t->purchases, b->profit,
             t->purchases > 0 ? 1.0 : 0.0);
    set_term(terms, MEAN_PROFIT, t->has_amount, b->profit, 0.0);
}

static inline void read_terms(const cev__visitors *crowd, int64_t i,
                              mean_terms *terms)
{
    const cev__turnout *t = &crowd->turnouts[i];
    const int is_active = t->purchases > 0;
    set_term(terms, MEAN_FREQUENCY, is_active, (double)t->purchases, 1.0);
    set_term(terms, MEAN_VALUE, t->is_valued, t->valued, (double)t->priced);
    set_term(terms, MEAN_DAYS, t->returns > 0, (double)t->waited,
             (double)t->returns);
    set_term(terms, MEAN_TENURE, is_active, (double)t->age, 1.0);
    set_term(terms, MEAN_RETURNED, t->has_amount, t->given_back,
             t->kept + t->given_back);
    set_term(terms, MEAN_KEPT, t->priced == t->purchases, t->kept,
             (double)is_active);
    set_term(terms, MEAN_REVENUE, t->has_amount, t->kept, 0.0);
    if (crowd->baskets != NULL)
        read_basket(&crowd->baskets[i], t, terms);
}

/* fmax() of numbers, without a call for each. */
static inline void raise_to(double *most, double size)
{
    if (size > *most)
        *most = size;
}

static void sum_terms(const cev__visitors *crowd, mean_sums *sums)
{
    for (int64_t i = 0; i < crowd->now.count; i++) {
        mean_terms terms;
        read_terms(crowd, i, &terms);
        for (int m = 0; m < sums->means; m++) {
            if (!terms.counts[m])
                continue;
            cev__sum_add(&sums->over[m], terms.over[m]);
            cev__sum_add(&sums->under[m], terms.under[m]);
            raise_to(&sums->most[m], fabs(terms.over[m]));
            raise_to(&sums->most_under[m], fabs(terms.under[m]));
            sums->count[m]++;
        }
    }
    for (int m = 0; m < sums->means; m++) {
        double under = cev__sum_value(&sums->under[m]);
        sums->ratio[m] =
            under > 0.0 ? cev__sum_value(&sums->over[m]) / under : NAN;
    }
    sums->ratio[MEAN_REVENUE] = sums->ratio[MEAN_PROFIT] = 0.0;
    for (int m = 0; m < sums->means; m++)
        sums->bound[m] = sums->most[m]
                         + fabs(sums->ratio[m]) * sums->most_under[m];
}

/* The squares of what each adds beyond the ratio, as shares of a bound, so
 * that none overflows. */
static void square_terms(const cev__visitors *crowd, mean_sums *sums)
{
    for (int64_t i = 0; i < crowd->now.count; i++) {
        mean_terms terms;
        read_terms(crowd, i, &terms);
        for (int m = 0; m < sums->means; m++) {
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
        ratio[1] = fmax(ratio[0] - spread, fmin(ratio[0], least));
        ratio[2] = ratio[0] + spread;
    }
    cev__figure_scale(ratio, unit, figure);
}

/* The limits of a sum to which a Poisson number of customers add: what would
 * come of as many customers, by chance. Revenue, which is above 0 or nothing,
 * does not fall below `least`. */
static void limit_total(const mean_sums *sums, int m, double coverage,
                        double least, double *total)
{
    double spread = cev__interval_z(coverage) * sums->bound[m]
                    * sqrt(cev__sum_value(&sums->squares[m]));
    if (!(coverage > 0.0) || sums->count[m] == 0)
        return;
    total[1] = fmax(total[0] - spread, least);
    total[2] = total[0] + spread;
}

/* Margins: what is known of profit or, where costs are not told, a share of
 * the revenue. */
static void write_margins(const mean_sums *sums, const cev__gauge *gauge,
                          cev__figure *figures)
{
    int has_costs = gauge->has_costs;
    double *margin = figures[CEV__MARGIN], share = gauge->margin;
    if (!has_costs) {
        cev__figure_scale(figures[CEV__REVENUE], share, margin);
    } else if (!isnan(figures[CEV__REVENUE][0])) {
        margin[0] = cev__sum_value(&sums->over[MEAN_PROFIT]);
        limit_total(sums, MEAN_PROFIT, gauge->coverage, -INFINITY, margin);
    }
    write_mean(sums, has_costs ? MEAN_PROFIT_VALUE : MEAN_VALUE,
               gauge->coverage, has_costs ? 1.0 : share, -INFINITY,
               figures[CEV__MARGIN_PER_PURCHASE]);
    write_mean(sums, has_costs ? MEAN_PROFIT_KEPT : MEAN_KEPT,
               gauge->coverage, has_costs ? 1.0 : share, -INFINITY,
               figures[CEV__MARGIN_PER_CUSTOMER]);
}

void cev__indicators_means(const cev__visitors *crowd,
                           const cev__gauge *gauge, cev__figure *figures)
{
    static const struct {
        int mean, figure;
        double least;
    } plain[] = {{MEAN_FREQUENCY, CEV__FREQUENCY, 1.0},
                 {MEAN_VALUE, CEV__PURCHASE_VALUE, -INFINITY},
                 {MEAN_RETURNED, CEV__RETURN_RATE, 0.0},
                 {MEAN_ITEMS, CEV__ITEMS_PER_PURCHASE, 0.0},
                 {MEAN_DISCOUNT, CEV__DISCOUNT_RATE, 0.0}};
    mean_sums sums;
    memset(&sums, 0, sizeof sums);
    sums.means = crowd->baskets == NULL ? PLAIN_MEANS : MEANS;
    sum_terms(crowd, &sums);
    square_terms(crowd, &sums);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (plain[i].mean < sums.means)
            write_mean(&sums, plain[i].mean, gauge->coverage, 1.0,
                       plain[i].least, figures[plain[i].figure]);
    write_mean(&sums, MEAN_DAYS, gauge->coverage, gauge->bin_days, 0.0,
               figures[CEV__DAYS_BETWEEN]);
    write_mean(&sums, MEAN_TENURE, gauge->coverage, gauge->bin_days, 0.0,
               figures[CEV__TENURE]);
    limit_total(&sums, MEAN_REVENUE, gauge->coverage,
                figures[CEV__REVENUE][0] < 0.0 ? -INFINITY : 0.0,
                figures[CEV__REVENUE]);
    write_margins(&sums, gauge, figures);
}
