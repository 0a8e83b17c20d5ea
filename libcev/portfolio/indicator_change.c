/*
 * What moved revenue since the period before, and how sure that is; see
 * indicators.h.
 *
 * Change is shared out by logarithms (Ang 2005, Energy Policy 33, LMDI-I). Its
 * limits are by the delta method: customers are drawn whole, their number
 * Poisson's, so that each adds the square of how far he moves a figure to its
 * variance. Who came in both periods moves it once, by both together: what loyal
 * customers spend alike makes it no less sure.
 */
#include "../core/compiler.h"
#include "indicators.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/interval.h"

/* The change itself, and the three that it is shared out to. */
enum { CHANGES = CEV__INDICATORS - CEV__REVENUE_CHANGE };

/* What a period is summed up by, and what a customer adds to both. */
enum { BY_CUSTOMERS, BY_PURCHASES, BY_MONEY, CHANGE_SUMS };

/* How far what customers do in either period moves each change, in a unit. */
typedef struct change_pull {
    double unit[CHANGES];
    double then[CHANGE_SUMS][CHANGES], now[CHANGE_SUMS][CHANGES];
} change_pull;

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

/* How much the logarithm of that mean moves with that of `now`; with that of
 * `then` it is the rest to 1. Near 1/2 by the series of the hyperbolic
 * cotangent of growth / 2, to 2e-13 of it. */
static double now_in_mean(double growth)
{
    double square = growth * growth;
    if (fabs(growth) > 0.25)
        return -1.0 / cev__expm1(-growth) - 1.0 / growth;
    return 0.5
           + growth * (1.0 / 12.0
                       - square * (1.0 / 720.0
                                   - square * (1.0 / 30240.0
                                               - square / 1209600.0)));
}

/* What a customer is a part of. */
static void read_sums(const cev__flows *flows, double *sums)
{
    sums[BY_CUSTOMERS] = (double)flows->active;
    sums[BY_PURCHASES] = (double)flows->purchases;
    sums[BY_MONEY] = cev__sum_value(&flows->revenue);
}

/* How far each customer moves what is shared out: by the logarithm of what has
 * changed, a product of powers of both periods' sums; and by the mean of both
 * revenues. */
static void pull_shares(const cev__flows *flows, const cev__flows *before,
                        double mean, double growth,
                        cev__figure *shares, change_pull *pull)
{
    static const double powers[CHANGES - 1][CHANGE_SUMS] = {
        {1.0, 0.0, 0.0}, {-1.0, 1.0, 0.0}, {0.0, -1.0, 1.0}};
    double then[CHANGE_SUMS], now[CHANGE_SUMS], part = now_in_mean(growth);
    read_sums(before, then);
    read_sums(flows, now);
    for (int f = 1; f < CHANGES; f++) {
        double share = shares[f - 1][0] / mean;
        pull->unit[f] = mean;
        for (int k = 0; k < CHANGE_SUMS; k++) {
            pull->then[k][f] = -powers[f - 1][k] / then[k];
            pull->now[k][f] = powers[f - 1][k] / now[k];
        }
        pull->then[BY_MONEY][f] += share * (1.0 - part) / then[BY_MONEY];
        pull->now[BY_MONEY][f] += share * part / now[BY_MONEY];
    }
}

/*
 * The change of revenue shared out to customers, frequency and value by the
 * logarithms of their changes, which add up to that of revenue: each times the
 * logarithmic mean of both revenues. Gaps where there is no logarithm, or where
 * an unknown amount lets the three not multiply to revenue.
 */
static void share_out_change(const cev__flows *flows,
                             const cev__flows *before, cev__figure *figures,
                             change_pull *pull)
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
    pull_shares(flows, before, mean, growth,
                &figures[CEV__CHANGE_CUSTOMERS], pull);
}

/* Adds the squares of how far a customer moves each change, who did either
 * only if `came` or `comes` is 1 and not 0: products are quicker than to ask who
 * did, which nobody can guess. */
static inline void add_mover(const cev__take *then, double came,
                             const cev__take *now, double comes,
                             const change_pull *pull, cev__sum *squares)
{
    const double bought = then->purchases > 0.0 ? came : 0.0;
    const double buys = now->purchases > 0.0 ? comes : 0.0;
    const double had = came * then->purchases, has = comes * now->purchases;
    const double paid = came * then->kept, pays = comes * now->kept;
    for (int f = 0; f < CHANGES; f++) {
        double moves = (pull->now[BY_CUSTOMERS][f] * buys
                        + pull->then[BY_CUSTOMERS][f] * bought)
                       + (pull->now[BY_PURCHASES][f] * has
                          + pull->then[BY_PURCHASES][f] * had)
                       + (pull->now[BY_MONEY][f] * pays
                          + pull->then[BY_MONEY][f] * paid);
        cev__sum_add(&squares[f], moves * moves);
    }
}

/* Everybody of either period once: both are listed by row. */
static void add_everybody(const cev__visitors *crowd,
                          const change_pull *pull, cev__sum *squares)
{
    static const cev__take nothing = {0.0, 0.0};
    const cev__takings *then = &crowd->then, *now = &crowd->now;
    int64_t i = 0, k = 0;
    while (i < then->count && k < now->count) {
        int came = then->rows[i] <= now->rows[k];
        int comes = now->rows[k] <= then->rows[i];
        add_mover(&then->takes[i], came, &now->takes[k], comes, pull,
                  squares);
        i += came;
        k += comes;
    }
    for (; i < then->count; i++)
        add_mover(&then->takes[i], 1.0, &nothing, 0.0, pull, squares);
    for (; k < now->count; k++)
        add_mover(&nothing, 0.0, &now->takes[k], 1.0, pull, squares);
}

void cev__indicators_change(const cev__flows *flows, const cev__flows *before,
                            const cev__visitors *crowd, double coverage,
                            cev__figure *figures)
{
    change_pull pull = {0};
    cev__sum squares[CHANGES] = {{0, 0}};
    cev__figure *changes = &figures[CEV__REVENUE_CHANGE];
    changes[0][0] = cev__sum_value(&flows->revenue)
                    - cev__sum_value(&before->revenue);
    /* so that no square overflows */
    pull.unit[0] = fmax(fmax(flows->most, before->most), 1e-290);
    pull.then[BY_MONEY][0] = -1.0 / pull.unit[0];
    pull.now[BY_MONEY][0] = 1.0 / pull.unit[0];
    share_out_change(flows, before, figures, &pull);
    if (!(coverage > 0.0) || !(flows->has_amount || before->has_amount))
        return;
    add_everybody(crowd, &pull, squares);
    for (int f = 0; f < CHANGES; f++) {
        double spread = cev__interval_z(coverage) * pull.unit[f]
                        * sqrt(cev__sum_value(&squares[f]));
        if (!(spread < HUGE_VAL))
            continue;
        changes[f][1] = changes[f][0] - spread;
        changes[f][2] = changes[f][0] + spread;
    }
}
