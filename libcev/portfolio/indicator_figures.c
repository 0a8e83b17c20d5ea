/* Rates, means, shares and changes of one period; see indicators.h. */
#include "../core/compiler.h"
#include "indicators.h"

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/student.h"
#include "../math/wilson.h"

/* What a customer adds to the two sums of a ratio; 0 when nothing. */
typedef int (*ratio_part)(const cev__turnout *turnout, double *over,
                          double *under);

static int frequency_part(const cev__turnout *turnout, double *over,
                          double *under)
{
    *over = (double)turnout->purchases;
    *under = 1.0;
    return turnout->purchases > 0;
}

static int value_part(const cev__turnout *turnout, double *over,
                      double *under)
{
    *over = turnout->valued;
    *under = (double)turnout->priced;
    return turnout->is_valued;
}

/*
 * The interval of a ratio of two sums over customers, who are drawn whole: by
 * Student's t on what each adds beyond the ratio (Cochran 1977, Sampling
 * Techniques, 2.11). Gaps with fewer than two customers. The squares are taken
 * of shares of the largest, so that none overflows.
 */
static void ratio_interval(const cev__visitors *crowd, ratio_part part,
                           double under_all, double coverage, double *figure)
{
    double over, under, largest = 0.0, ratio = figure[0];
    int64_t n = 0;
    cev__sum squares = {0, 0};
    for (int64_t i = 0; i < crowd->count; i++)
        if (part(&crowd->turnouts[i], &over, &under)) {
            largest = fmax(largest, fabs(over - ratio * under));
            n++;
        }
    if (n < 2 || !(coverage > 0.0))
        return;
    for (int64_t i = 0; largest > 0.0 && i < crowd->count; i++)
        if (part(&crowd->turnouts[i], &over, &under)) {
            double beyond = (over - ratio * under) / largest;
            cev__sum_add(&squares, beyond * beyond);
        }
    double freedom = (double)(n - 1);
    double error = largest / under_all
                   * sqrt(cev__sum_value(&squares) * (double)n / freedom);
    double spread =
        error * cev__student_quantile(0.5 - 0.5 * coverage, freedom);
    figure[1] = ratio - spread;
    figure[2] = ratio + spread;
}

/* The money of those who bought, least first; what was given back beyond it
 * counts as none. Gives how many there are. */
static int64_t sort_buyers(const cev__visitors *crowd)
{
    int64_t n = 0;
    for (int64_t i = 0; i < crowd->count; i++) {
        const cev__turnout *turnout = &crowd->turnouts[i];
        if (turnout->purchases > 0 && turnout->has_amount)
            crowd->sorted[n++] = (cev__keyed){
                cev__keyed_double(fmax(turnout->kept, 0.0)), i};
    }
    cev__keyed_sort(crowd->sorted, crowd->spare, n);
    return n;
}

/* How far revenue rests on few of the buyers. The best tenth takes in a part
 * of the customer at its edge, so that equals always have a tenth of it. */
static void measure_concentration(const cev__visitors *crowd, double *figures)
{
    int64_t n = sort_buyers(crowd);
    double tenth = (double)n / 10.0;
    cev__sum all = {0, 0}, ranked = {0, 0}, best = {0, 0};
    for (int64_t i = 0; i < n; i++) {
        double kept =
            fmax(crowd->turnouts[crowd->sorted[i].index].kept, 0.0);
        double above = (double)(n - 1 - i); /* customers */
        cev__sum_add(&all, kept);
        cev__sum_add(&ranked,
                     kept * ((double)(2 * i + 1 - n) / (double)n));
        cev__sum_add(&best, kept * fmax(fmin(tenth - above, 1.0), 0.0));
    }
    double total = cev__sum_value(&all);
    if (!(total > 0.0))
        return;
    figures[CEV__GINI] = fmax(cev__sum_value(&ranked) / total, 0.0);
    figures[CEV__TOP_DECILE] = fmin(cev__sum_value(&best) / total, 1.0);
}

/* Their difference over that of their logarithms, `growth`: near each other
 * from their quotient, which far apart may be too large or too small. */
static double logarithmic_mean(double now, double then, double *growth)
{
    *growth = cev__log(now) - cev__log(then);
    if (fabs(*growth) > 1.0)
        return (now - then) / *growth;
    *growth = cev__log(now / then);
    return fabs(*growth) > 0.0 ? then * (cev__expm1(*growth) / *growth) : then;
}

/*
 * The change of revenue shared out to customers, frequency and value by the
 * logarithms of their changes, which add up to that of revenue (Ang 2005,
 * Energy Policy 33, LMDI-I): each times the logarithmic mean of both revenues.
 * Gaps where there is no logarithm, or where an unknown amount lets the three
 * not multiply to revenue.
 */
static void share_out_change(const cev__flows *flows,
                             const cev__flows *before, double *figures)
{
    double now = cev__sum_value(&flows->revenue);
    double then = cev__sum_value(&before->revenue);
    if (!(now > 0.0 && then > 0.0) || flows->active == 0
        || before->active == 0 || flows->priced < flows->purchases
        || before->priced < before->purchases)
        return;
    double orders = (double)flows->purchases / (double)before->purchases;
    double customers = (double)flows->active / (double)before->active;
    double growth, mean = logarithmic_mean(now, then, &growth);
    figures[CEV__CHANGE_CUSTOMERS] = mean * cev__log(customers);
    figures[CEV__CHANGE_FREQUENCY] = mean * cev__log(orders / customers);
    figures[CEV__CHANGE_VALUE] = mean * (growth - cev__log(orders));
}

/* Revenue is not 0 but unknown where all were purchases without amount. */
static int is_revenue_known(const cev__flows *flows)
{
    return flows->has_amount || flows->purchases == 0;
}

static void measure_money(const cev__flows *flows, const cev__flows *before,
                          double *figures)
{
    if (flows->priced > 0)
        figures[CEV__PURCHASE_VALUE] =
            cev__sum_value(&flows->valued) / (double)flows->priced;
    if (!is_revenue_known(flows))
        return;
    figures[CEV__REVENUE] = cev__sum_value(&flows->revenue);
    if (before == NULL || !is_revenue_known(before))
        return;
    figures[CEV__REVENUE_CHANGE] =
        figures[CEV__REVENUE] - cev__sum_value(&before->revenue);
    share_out_change(flows, before, figures);
}

void cev__indicators_of(const cev__flows *flows, const cev__flows *before,
                        const cev__visitors *crowd, double coverage,
                        double *figures)
{
    double z = cev__interval_z(coverage), active = (double)flows->active;
    double retained = (double)flows->retained, start = (double)flows->start;
    for (int i = 0; i < CEV__INDICATORS; i++)
        figures[i] = NAN;
    cev__wilson_share(retained, start, z, &figures[CEV__RETENTION]);
    cev__wilson_share(start - retained, start, z, &figures[CEV__CHURN]);
    cev__wilson_share((double)flows->repeaters, active, z,
                      &figures[CEV__REPEAT]);
    measure_money(flows, before, figures);
    if (flows->retained < flows->start)
        figures[CEV__QUICK_RATIO] =
            (active - retained) / (start - retained);
    if (flows->active > 0) {
        double *frequency = &figures[CEV__FREQUENCY];
        frequency[0] = (double)flows->purchases / active;
        ratio_interval(crowd, frequency_part, active, coverage, frequency);
        frequency[1] = frequency[1] < 1.0 ? 1.0 : frequency[1];
        measure_concentration(crowd, figures);
    }
    if (flows->priced > 0)
        ratio_interval(crowd, value_part, (double)flows->priced, coverage,
                       &figures[CEV__PURCHASE_VALUE]);
}
