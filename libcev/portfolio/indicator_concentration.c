/*
 * On how few of the customers a period's money rests; see indicators.h.
 *
 * Limits of Gini's coefficient and of the best tenth's share are by Student's t
 * on how much the weight of each customer moves the figure (the infinitesimal
 * jackknife; of Gini's, but for a half rank, Davidson 2009, Journal of
 * Econometrics 150). In samples of skew amounts they hold the truth less often
 * than they should, the fewer the less: of 90 % 79 to 87 with a hundred
 * customers, 87 to 90 with a thousand, hence none of fewer than a hundred.
 *
 * The sum of squared shares rests on the few largest, whose weight hardly moves
 * it: leaving each out (Tukey's jackknife) tells how much hangs on him. What
 * lies between the limits is what half of such periods exceed, of as many
 * customers on average. The mean of amounts squared, over that of all customers
 * there might be, is another thing: of that no sample tells an upper limit.
 */
#include "../core/compiler.h"
#include "indicators.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/student.h"

enum { OF_GINI, OF_TENTH, CONCENTRATIONS };

/* Fewer customers do not tell how sure these two are. */
enum { CONCENTRATION_LEAST = 100 };

/* The money of those who bought, least first; what was given back beyond it
 * counts as none. Gives how many there are. */
static int64_t sort_buyers(const cev__visitors *crowd)
{
    int64_t n = 0;
    for (int64_t i = 0; i < crowd->now.count; i++) {
        const cev__turnout *turnout = &crowd->turnouts[i];
        if (turnout->purchases > 0 && turnout->has_amount)
            crowd->sorted[n++] = (cev__keyed){
                cev__keyed_double(fmax(turnout->kept, 0.0)), i};
    }
    cev__keyed_sort(crowd->sorted, crowd->spare, n);
    return n;
}

static double money_at(const cev__visitors *crowd, int64_t rank)
{
    return cev__keyed_value(crowd->sorted[rank].key);
}

/* Limits of both, by how far each of n shares, in their order, moves them;
 * `reach` of Student's t. These add up to what is taken off each here: by
 * Gini's sum over ranks, and by that the tenth ends at the edge. */
static void limit_concentration(const cev__visitors *crowd, int64_t n,
                                double total, double reach,
                                cev__figure *figures)
{
    static const int order[CONCENTRATIONS] = {CEV__GINI, CEV__TOP_DECILE};
    static const double least[CONCENTRATIONS] = {0.0, 0.1};
    double gini = figures[CEV__GINI][0], best = figures[CEV__TOP_DECILE][0];
    double edge = money_at(crowd, n - 1 - n / 10) / total;
    double customers = (double)n;
    double mean[CONCENTRATIONS] = {(gini - 1.0) / customers, -0.1 * edge};
    cev__sum below = {0, 0}, squares[CONCENTRATIONS] = {{0, 0}};
    for (int64_t i = 0; i < n; i++) {
        double share = money_at(crowd, i) / total;
        double rank = (double)(2 * i + 2) / customers;
        cev__sum_add(&below, share);
        double each[CONCENTRATIONS] = {
            (rank - gini - 1.0) * share
                - 2.0 / customers * cev__sum_value(&below) - mean[OF_GINI],
            fmax(share - edge, 0.0) - best * share - mean[OF_TENTH]};
        for (int k = 0; k < CONCENTRATIONS; k++)
            cev__sum_add(&squares[k], each[k] * each[k]);
    }
    for (int k = 0; k < CONCENTRATIONS; k++) {
        double *c = figures[order[k]];
        double spread = reach * sqrt(cev__sum_value(&squares[k]) * customers
                                     / (customers - 1.0));
        c[1] = fmin(fmax(c[0] - spread, least[k]), c[0]);
        c[2] = fmin(c[0] + spread, 1.0);
    }
}

/* All others together have less than this share: one alone brought all. */
#define ALONE 1e-150

/* By how much the logarithm of the sum of squared shares moves without one of
 * them, up to the sign: log1p(gain / rest²), by the series of atanh where that
 * is small, as it mostly is. */
static double moved_without(double share, double hhi)
{
    double rest = (1.0 - share) * (1.0 - share);
    double gain = (2.0 - share - share / hhi) * share;
    double z = gain / (2.0 * rest + gain), square = z * z;
    if (square > 0x1p-14)
        return cev__log((rest + gain) / rest);
    return 2.0 * z
           * (1.0
              + square * (1.0 / 3.0
                          + square * (1.0 / 5.0 + square / 7.0)));
}

/* Limits of the sum of squared shares, by what its logarithm becomes without
 * each customer; the number of customers is Poisson's. Without the largest it
 * is that of all others, whose squares are given: in the difference to all no
 * digit might be left. */
static void limit_hhi(const cev__visitors *crowd, int64_t n, double total,
                      double reach, double others, double *hhi)
{
    cev__sum moved = {0, 0}, rest = {0, 0};
    if (money_at(crowd, n - 2) / total < ALONE)
        return;
    for (int64_t i = 0; i + 1 < n; i++) {
        double share = money_at(crowd, i) / total;
        double by = moved_without(share, hhi[0]);
        cev__sum_add(&rest, share);
        cev__sum_add(&moved, by * by);
    }
    double left = cev__sum_value(&rest);
    double by = cev__log(others / (left * left) / hhi[0]);
    cev__sum_add(&moved, by * by);
    double spread = reach * sqrt(cev__sum_value(&moved));
    hhi[1] = hhi[0] * cev__exp(-spread);
    hhi[2] = fmin(hhi[0] * cev__exp(fmin(spread, 700.0)), 1.0);
}

/* The best tenth takes in a part of the customer at its edge, so that equals
 * always have a tenth of it. */
void cev__indicators_concentration(const cev__visitors *crowd,
                                   const cev__gauge *gauge,
                                   cev__figure *figures)
{
    int64_t n = sort_buyers(crowd);
    double tenth = (double)n / 10.0;
    cev__sum all = {0, 0}, ranked = {0, 0}, best = {0, 0}, squares = {0, 0};
    for (int64_t i = 0; i < n; i++)
        cev__sum_add(&all, money_at(crowd, i));
    double total = cev__sum_value(&all), others = 0.0;
    if (!(total > 0.0))
        return;
    for (int64_t i = 0; i < n; i++) {
        double share = money_at(crowd, i) / total;
        double above = (double)(n - 1 - i); /* customers */
        cev__sum_add(&ranked,
                     share * ((double)(2 * i + 1 - n) / (double)n));
        cev__sum_add(&best, share * fmax(fmin(tenth - above, 1.0), 0.0));
        others = cev__sum_value(&squares);
        cev__sum_add(&squares, share * share);
    }
    figures[CEV__GINI][0] = fmax(cev__sum_value(&ranked), 0.0);
    figures[CEV__TOP_DECILE][0] = fmin(cev__sum_value(&best), 1.0);
    figures[CEV__HHI][0] = fmin(cev__sum_value(&squares), 1.0);
    if (n < 2 || !(gauge->coverage > 0.0))
        return;
    double reach =
        cev__student_quantile(0.5 - 0.5 * gauge->coverage, (double)(n - 1));
    limit_hhi(crowd, n, total, reach, others, figures[CEV__HHI]);
    if (n >= CONCENTRATION_LEAST)
        limit_concentration(crowd, n, total, reach, figures);
}
