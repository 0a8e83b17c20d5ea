/*
 * The log-likelihood of the BG/BB summed over customers, with derivatives in
 * the logs of alpha, beta, gamma and delta. It has a part of x alone, one of
 * x and t_x, and the chance of silence since, which is followed backwards
 * from T: all customers with the same x and T meet it on one way.
 */
#include "../core/compiler.h"
#include "bgbb_fit.h"

#include <string.h>

#include "../math/elementary.h"
#include "../math/rising.h"

enum { AT_ALPHA_P, AT_BETA_P, AT_GAMMA_D, AT_DELTA_D };

/* The chance of silence after j, and the derivatives of its logarithm. */
typedef struct bgbb_silence {
    double chance;
    double gradient[CEV__BGBB_PARAMS];
    double hessian[CEV__BGBB_PACKED];
} bgbb_silence;

/*
 * Adds log B(a, y + n) - log B(a, y), that is
 * sum over i < n of log(y + i) - log(y + a + i), where y and a part `other`
 * of `a` are parameters, at these places.
 */
static void add_quotient(cev__terms *terms, double y, int at_y, double other,
                         int at_other, double a, double n)
{
    double squares = cev__harmonic_squares(y + a, n);
    double slope = y * cev__harmonic_difference(y, a, n);
    double other_slope = -other * cev__harmonic(y + a, n);
    double *h = terms->hessian;
    terms->value += cev__log_rising_quotient(y, a, n);
    terms->gradient[at_y] += slope;
    terms->gradient[at_other] += other_slope;
    h[cev__packed(at_y, at_y)] +=
        slope - y * y * cev__harmonic_squares_difference(y, a, n);
    h[cev__packed(at_other, at_other)] +=
        other_slope + other * other * squares;
    h[at_y > at_other ? cev__packed(at_y, at_other)
                      : cev__packed(at_other, at_y)] += y * other * squares;
}

void cev__bgbb_terms(const cev__params *params, double x, cev__terms *out)
{
    const cev__bgbb_params *p = &params->bgbb;
    memset(out, 0, sizeof *out);
    out->x = x;
    add_quotient(out, p->alpha, AT_ALPHA_P, p->beta, AT_BETA_P, p->beta, x);
}

/*
 * From the silence s after j + 1 to that after j. The customer leaves or does
 * not buy: with `all` = alpha + beta + j,
 *     (gamma + (delta + j) (beta + j - x) / all * s) / (gamma + delta + j).
 * The logarithm of the divisor is common to both; of the rest, `share` of the
 * derivatives are those of the second, who stayed.
 */
static void precede(const cev__bgbb_params *p, double x, double j,
                    bgbb_silence *s)
{
    double all = p->alpha + p->beta + j, leave = p->gamma + p->delta + j;
    double quiet = p->beta + (j - x), stay = p->delta + j;
    double stayed = stay * (quiet / all) * s->chance;
    double share = stayed / (p->gamma + stayed), left = 1.0 - share;
    double a = p->alpha / all, b = p->beta / all, w = p->beta / quiet;
    double g = p->gamma / leave, d = p->delta / leave, q = p->delta / stay;
    double own[CEV__BGBB_PARAMS] = {-a, w * ((p->alpha + x) / all), 0.0, q};
    double bent[CEV__BGBB_PARAMS] = {
        -a * (1.0 - a), w * (1.0 - w) - b * (1.0 - b), 0.0, q * (1.0 - q)};
    for (int i = 0; i < CEV__BGBB_PARAMS; i++) {
        own[i] += s->gradient[i]; /* of the second */
        s->gradient[i] = share * own[i];
        own[i] -= i == AT_GAMMA_D; /* less that of the first */
    }
    s->gradient[AT_GAMMA_D] += left - g;
    s->gradient[AT_DELTA_D] -= d;
    for (int i = 0, k = 0; i < CEV__BGBB_PARAMS; i++)
        for (int m = 0; m <= i; m++, k++)
            s->hessian[k] =
                share * (s->hessian[k] + left * own[i] * own[m]);
    for (int i = 0; i < CEV__BGBB_PARAMS; i++)
        s->hessian[cev__packed(i, i)] += share * bent[i];
    s->hessian[cev__packed(AT_BETA_P, AT_ALPHA_P)] += share * a * b;
    s->hessian[cev__packed(AT_GAMMA_D, AT_GAMMA_D)] -= g * (1.0 - g);
    s->hessian[cev__packed(AT_DELTA_D, AT_GAMMA_D)] += g * d;
    s->hessian[cev__packed(AT_DELTA_D, AT_DELTA_D)] -= d * (1.0 - d);
    s->chance = (p->gamma + stayed) / leave;
}

/* A group that was active at t and was silent since. */
static void add_silent_group(const cev__bgbb_params *p,
                             const cev__terms *terms, double t,
                             double weight, const bgbb_silence *s,
                             cev__sums *sums)
{
    cev__terms own = *terms;
    add_quotient(&own, p->beta, AT_BETA_P, p->alpha, AT_ALPHA_P,
                 p->alpha + terms->x, t - terms->x);
    add_quotient(&own, p->delta, AT_DELTA_D, p->gamma, AT_GAMMA_D, p->gamma,
                 t);
    cev__sum_add(&sums->value, weight * (own.value + cev__log(s->chance)));
    for (int k = 0; k < CEV__BGBB_PARAMS; k++)
        cev__sum_add(&sums->gradient[k],
                     weight * (own.gradient[k] + s->gradient[k]));
    for (int k = 0; k < CEV__BGBB_PACKED; k++)
        sums->hessian[k] += weight * (own.hessian[k] + s->hessian[k]);
}

/* Groups come by T and then by t_x, so from the last on each finds the
 * silence where that before it stopped. */
void cev__bgbb_add_groups(const cev__params *params, const cev__terms *terms,
                          const cev__group *groups, int64_t count,
                          cev__sums *sums)
{
    const cev__bgbb_params *p = &params->bgbb;
    bgbb_silence s;
    double j = -1.0, T = -1.0;
    for (int64_t i = count - 1; i >= 0; i--) {
        if (i == count - 1 || groups[i].key[1] < T) {
            memset(&s, 0, sizeof s);
            s.chance = 1.0;
            j = T = groups[i].key[1];
        }
        while (j > groups[i].key[2]) {
            j -= 1.0;
            precede(p, terms->x, j, &s);
        }
        add_silent_group(p, terms, groups[i].key[2], groups[i].weight, &s,
                         sums);
    }
}
