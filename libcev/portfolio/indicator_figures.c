/* Rates and changes of one period; see indicators.h. */
#include "../core/compiler.h"
#include "indicators.h"

#include <math.h>

#include "../math/garwood.h"
#include "../math/interval.h"
#include "../math/wilson.h"

/* Revenue is not 0 but unknown where all were purchases without amount. */
static int is_revenue_known(const cev__flows *flows)
{
    return flows->has_amount || flows->purchases == 0;
}

static void measure_money(const cev__flows *flows, const cev__flows *before,
                          const cev__visitors *crowd,
                          const cev__gauge *gauge, cev__figure *figures)
{
    if (!is_revenue_known(flows))
        return;
    figures[CEV__REVENUE][0] = cev__sum_value(&flows->revenue);
    if (before != NULL && is_revenue_known(before))
        cev__indicators_change(flows, before, crowd, gauge->coverage,
                               figures);
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
    measure_money(flows, before, crowd, gauge, figures);
    cev__indicators_means(crowd, gauge, figures);
    if (flows->active > 0)
        cev__indicators_concentration(crowd, gauge, figures);
}
