/*
 * The distribution of purchases at n opportunities in the BG/BB, the first or
 * those after a history. The customer stays for all n, or leaves at opportunity
 * j + 1 <= n,
 *     P = b_n S_n + sum_{j = x}^{n - 1} b_j S_j gamma / (gamma + delta + j),
 * where b_j is the chance of x purchases at j opportunities (beta-binomial)
 * and S_j = B(gamma, delta + j) / B(gamma, delta) that of staying as long.
 */
#include "../core/compiler.h"
#include "bgbb.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/rising.h"

/* Sums end where what is left is below this share. */
#define LEAVING_REST 1e-17

/* log(b_j S_j). Each factor of the beta-binomial is a Gamma(y + k) /
 * (Gamma(y) k!), which stays small where the binomial coefficient and the
 * beta functions are huge. */
static double log_chance(const cev__bgbb_params *p, double x, double j)
{
    return cev__log_choices(p->alpha, x) + cev__log_choices(p->beta, j - x)
           - cev__log_choices(p->alpha + p->beta, j)
           + cev__log_rising_quotient(p->delta, p->gamma, j);
}

/* The term of j + 1 over that of j. */
static double term_growth(const cev__bgbb_params *p, double x, double j)
{
    double left = p->gamma + p->delta + (j + 1.0);
    return (j + 1.0) / (j + 1.0 - x)
           * ((p->beta + (j - x)) / (p->alpha + p->beta + j))
           * ((p->delta + j) / left);
}

/* Where the terms from x to `last` are largest: first they grow, and then
 * they do not. */
static double largest_term(const cev__bgbb_params *p, double x, double last)
{
    double low = x, high = last;
    while (low < high) {
        double middle = low + (double)(int64_t)((high - low) / 2.0);
        if (term_growth(p, x, middle) > 1.0)
            low = middle + 1.0;
        else
            high = middle;
    }
    return low;
}

/* All terms from x to `last` over that of `from`. */
static double sum_leavers(const cev__bgbb_params *p, double x, double from,
                          double last)
{
    double sum = 1.0, term = 1.0;
    for (double j = from; j < last; j += 1.0) {
        term *= term_growth(p, x, j);
        sum += term;
        if (term * (last - j) <= LEAVING_REST * sum)
            break;
    }
    term = 1.0;
    for (double j = from; j > x; j -= 1.0) {
        term /= term_growth(p, x, j - 1.0);
        sum += term;
        if (term * (j - x) <= LEAVING_REST * sum)
            break;
    }
    return sum;
}

double cev__bgbb_pmf(const cev__bgbb_params *p, double x, double T)
{
    double stayed, from, left;
    if (x > T)
        return 0.0;
    stayed = cev__exp(log_chance(p, x, T));
    if (x == T)
        return stayed;
    from = largest_term(p, x, T - 1.0);
    left = p->gamma / (p->gamma + p->delta + from);
    return stayed
           + left * cev__exp(log_chance(p, x, from))
                 * sum_leavers(p, x, from, T - 1.0);
}

/* Of who is active at T he is like a new customer of other parameters. The
 * chance to be so counts those too who leave at the next opportunity. */
static double if_active(const cev__bgbb_params *p, const cev__history *h,
                        double x, double n)
{
    const cev__bgbb_params active = {p->alpha + h->x,
                                     p->beta + (h->T - h->x), p->gamma,
                                     p->delta + h->T};
    double stay = active.delta / (active.gamma + active.delta);

    return cev__bgbb_p_alive(p, h->x, h->t_x, h->T) / stay
           * cev__bgbb_pmf(&active, x, n);
}

double cev__bgbb_pmf_ahead(const cev__bgbb_params *p, const cev__history *h,
                           double x, double n)
{
    if (x > 0.0)
        return fmin(if_active(p, h, x, n), 1.0);
    return fmin(cev__exp(cev__bgbb_log_silence(p, h, h->T + n)
                         - cev__bgbb_log_silence(p, h, h->T)),
                1.0);
}
