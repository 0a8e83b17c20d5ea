/* Rates and changes of one period; see indicators.h. */
#include "../core/compiler.h"
#include "indicators.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/garwood.h"
#include "../math/interval.h"
#include "../math/wilson.h"

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
                             const cev__flows *before,
                             cev__figure *figures)
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
    figures[CEV__CHANGE_CUSTOMERS][0] = mean * cev__log(customers);
    figures[CEV__CHANGE_FREQUENCY][0] = mean * cev__log(orders / customers);
    figures[CEV__CHANGE_VALUE][0] = mean * (growth - cev__log(orders));
}

/* Revenue is not 0 but unknown where all were purchases without amount. */
static int is_revenue_known(const cev__flows *flows)
{
    return flows->has_amount || flows->purchases == 0;
}

static void measure_money(const cev__flows *flows, const cev__flows *before,
                          cev__figure *figures)
{
    if (!is_revenue_known(flows))
        return;
    double revenue = cev__sum_value(&flows->revenue);
    figures[CEV__REVENUE][0] = revenue;
    if (before == NULL || !is_revenue_known(before))
        return;
    figures[CEV__REVENUE_CHANGE][0] =
        revenue - cev__sum_value(&before->revenue);
    share_out_change(flows, before, figures);
}

/* How many periods a customer stays who is lost at this rate (of which one
 * over). */
static void measure_lifetime(const double *churn, double *lifetime)
{
    for (int i = 0; i < 3; i++)
        if (churn[i] > 0.0)
            lifetime[i == 0 ? 0 : 3 - i] = 1.0 / churn[i];
}

/* Customers won for each lost. Its limits are Wilson's of the share that were
 * won among both. */
static void measure_quick_ratio(const cev__flows *flows, double z,
                                double *ratio)
{
    double share[3];
    double won = (double)(flows->active - flows->retained);
    double lost = (double)(flows->start - flows->retained);
    if (!(lost > 0.0))
        return;
    cev__wilson_share(won, won + lost, z, share);
    ratio[0] = won / lost;
    ratio[1] = share[1] / (1.0 - share[1]);
    ratio[2] = share[2] / (1.0 - share[2]);
}

/* A count of those n > 0 who did what others did not: Wilson's limits of their
 * share. Of nobody none does. */
static void limit_share(double count, double n, double z, double *figure)
{
    double share[3] = {0.0, 0.0, 0.0};
    if (n > 0.0)
        cev__wilson_share(count, n, z, share);
    for (int side = 0; side < 3; side++)
        figure[side] = n * share[side];
    figure[0] = count;
}

/*
 * How far counts of customers could be off by chance: how many are new is
 * Poisson's; kept, lost and won back are shares of whom the shop had, and of
 * whom it had had before. All together are as sure as their parts, which are
 * independent (Zou and Donner 2008, Statistics in Medicine 27: the distances of
 * limits add up by squares).
 */
static void limit_counts(const cev__flows *flows, const cev__gauge *gauge,
                         cev__figure *figures)
{
    static const int parts[] = {CEV__NEW, CEV__RETAINED, CEV__REACTIVATED};
    double z = cev__interval_z(gauge->coverage), below = 0.0, above = 0.0;
    double start = (double)flows->start, retained = (double)flows->retained;
    double *won = figures[CEV__NEW], *active = figures[CEV__ACTIVE];
    if (!(gauge->coverage > 0.0))
        return;
    won[0] = (double)flows->gained_new;
    cev__garwood_limits(won[0], gauge->coverage, &won[1], &won[2]);
    limit_share(retained, start, z, figures[CEV__RETAINED]);
    limit_share(start - retained, start, z, figures[CEV__LOST]);
    limit_share((double)flows->reactivated, (double)flows->known - start, z,
                figures[CEV__REACTIVATED]);
    for (int i = 0; i < 3; i++) {
        const double *part = figures[parts[i]];
        below += (part[0] - part[1]) * (part[0] - part[1]);
        above += (part[2] - part[0]) * (part[2] - part[0]);
    }
    active[0] = (double)flows->active;
    active[1] = fmax(active[0] - sqrt(below), 0.0);
    active[2] = active[0] + sqrt(above);
}

void cev__indicators_of(const cev__flows *flows, const cev__flows *before,
                        const cev__visitors *crowd, const cev__gauge *gauge,
                        cev__figure *figures)
{
    double z = cev__interval_z(gauge->coverage);
    double active = (double)flows->active, start = (double)flows->start;
    double retained = (double)flows->retained;
    for (int i = 0; i < CEV__INDICATORS; i++)
        for (int side = 0; side < 3; side++)
            figures[i][side] = NAN;
    limit_counts(flows, gauge, figures);
    cev__wilson_share(retained, start, z, figures[CEV__RETENTION]);
    cev__wilson_share(start - retained, start, z, figures[CEV__CHURN]);
    cev__wilson_share((double)flows->repeaters, active, z,
                      figures[CEV__REPEAT]);
    measure_lifetime(figures[CEV__CHURN], figures[CEV__LIFETIME]);
    measure_quick_ratio(flows, z, figures[CEV__QUICK_RATIO]);
    measure_money(flows, before, figures);
    cev__indicators_means(crowd, gauge, figures);
    if (flows->active > 0)
        cev__indicators_concentration(crowd, gauge, figures);
}
