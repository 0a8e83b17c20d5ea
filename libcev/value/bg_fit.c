/*
 * The log-likelihood of the beta-geometric models summed over customers, with
 * derivatives in log r, log alpha, log a and log b, taken apart into what
 * customers with the same x share and what is a customer's own, so that a
 * customer costs two or three logarithms.
 *
 * With m = x or x + 1 chances to leave (bg.h), n = r + k x ticks, S the
 * silence of bg_silence.h and
 * s = log a - log(b + m - 1) + n log((alpha + T) / (alpha + t_x)) - log S, the
 * log-odds of having left,
 *
 *     ll = log[Gamma(n) / (Gamma(r) alpha^(k x))] + log[B(a, b + m) / B(a, b)]
 *          - n log1p(T / alpha) + log S + log(1 + exp s),
 *
 * where the last term is absent for m = 0, and log S is 0 for k = 1. What
 * cev__bg_rhythm adds is the same whatever the parameters.
 */
#include "../core/compiler.h"
#include "bg_fit.h"

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"
#include "bg_silence.h"

enum { AT_R, AT_ALPHA, AT_A, AT_B };
enum { AT_RR, AT_ALPHA_R, AT_ALPHA2, AT_AR, AT_A_ALPHA, AT_AA, AT_BR,
       AT_B_ALPHA, AT_BA, AT_BB };
/* The extra terms: s at T = t_x, and its derivatives in log b. */
enum { ODDS, ODDS_B, ODDS_BB };

void cev__bg_terms(const cev__params *params, double x, cev__terms *out)
{
    const cev__bg_params *p = &params->bg;
    double r = p->r, a = p->a, b = p->b;
    double m = x + p->first, before = m - 1.0, ticks = p->k * x;
    double squares = cev__harmonic_squares(a + b, m);
    double to_b = b / (b + before);
    out->x = x;
    out->value = cev__log_rising(r, ticks, p->alpha)
                 + cev__log_rising_quotient(b, a, m);
    out->gradient[AT_R] = r * cev__harmonic(r, ticks);
    out->gradient[AT_A] = -a * cev__harmonic(a + b, m);
    out->gradient[AT_B] = b * cev__harmonic_difference(b, a, m);
    out->hessian[AT_RR] =
        out->gradient[AT_R] - r * r * cev__harmonic_squares(r, ticks);
    out->hessian[AT_AA] = out->gradient[AT_A] + a * a * squares;
    out->hessian[AT_BA] = a * b * squares;
    out->hessian[AT_BB] =
        out->gradient[AT_B]
        - b * b * cev__harmonic_squares_difference(b, a, m);
    out->extra[ODDS] = cev__log(a) - cev__log(b + before);
    out->extra[ODDS_B] = -to_b;
    out->extra[ODDS_BB] = -to_b * (before / (b + before));
}

/* What depends on T alone; neighbours mostly share it. */
typedef struct age_terms {
    double T, log1p, share; /* log(1 + T / alpha), T / (alpha + T) */
} age_terms;

static age_terms at_age(double alpha, double T)
{
    age_terms age;
    age.T = T;
    age.log1p = cev__log1p_quotient(T, alpha);
    age.share = T / (alpha + T);
    return age;
}

/* log S of a customer with n ticks and this silence after the last. */
static void silence_of(const cev__bg_params *p, double n, double silent,
                       double T, cev__silence_jet *jet)
{
    double A = p->alpha + T;
    if (p->k > 1)
        cev__silence_jet_at(p->k, n, silent / A, p->r, p->alpha / A, jet);
}

/* Customers without a chance to leave: r (log alpha - log(alpha + T)) + log
 * S. */
static void add_certain(const cev__bg_params *p, const cev__group *group,
                        cev__sums *sums)
{
    age_terms age = at_age(p->alpha, group->key[1]);
    cev__silence_jet S = {0};
    double w = group->weight, never = -p->r * age.log1p;
    double alpha_share = p->alpha / (p->alpha + age.T);
    silence_of(p, p->r, age.T, age.T, &S);
    cev__sum_add(&sums->value, w * (never + S.value));
    cev__sum_add(&sums->gradient[AT_R], w * (never + S.r));
    cev__sum_add(&sums->gradient[AT_ALPHA], w * (p->r * age.share + S.alpha));
    sums->hessian[AT_RR] += w * (never + S.rr);
    sums->hessian[AT_ALPHA_R] += w * (p->r * age.share + S.r_alpha);
    sums->hessian[AT_ALPHA2] -=
        w * (p->r * age.share * alpha_share - S.alpha2);
}

/*
 * The own terms of a customer who may have left, with those of the x: what
 * they are if he did, at t_x, and as much of the difference as he may have
 * stayed. Neither cancels where he has surely left: for x = 0, t_x = 0 the
 * first part is nothing.
 */
static void add_doubtful(const cev__bg_params *p, const cev__terms *terms,
                         const cev__group *group, const age_terms *age,
                         cev__sums *sums)
{
    double w = group->weight, ticks = p->k * terms->x, r = p->r;
    double n = r + ticks;
    double B = p->alpha + group->key[2], gap = (age->T - group->key[2]) / B;
    double of_B = p->alpha / B, then = group->key[2] / B;
    double lost = p->alpha / (p->alpha + age->T) * gap; /* share - then */
    double L = cev__log1p(gap), earlier = age->log1p - L;
    cev__silence_jet S = {0};
    silence_of(p, n, age->T - group->key[2], age->T, &S);
    double s = terms->extra[ODDS] + (n * L - S.value);
    double e = cev__exp(s < 0.0 ? s : -s);
    double left = (s < 0.0 ? e : 1.0) / (1.0 + e);
    double stay = (s < 0.0 ? 1.0 : e) / (1.0 + e);
    double likelier =
        s < 0.0 ? S.value - n * age->log1p : terms->extra[ODDS] - n * earlier;
    double s_r = r * L - S.r, s_alpha = -n * lost - S.alpha;
    double s_rr = r * L - S.rr, s_r_alpha = -r * lost - S.r_alpha;
    double s_alpha2 = -n * lost * (age->share - of_B) - S.alpha2;
    double s_b = terms->extra[ODDS_B], curved = left * stay;
    double *h = sums->hessian;

    cev__sum_add(&sums->value, w * (terms->value + likelier + cev__log1p(e)));
    cev__sum_add(&sums->gradient[AT_R],
                 w * (terms->gradient[AT_R] - r * earlier - stay * s_r));
    cev__sum_add(&sums->gradient[AT_ALPHA],
                 w * (r * then - ticks * of_B - stay * s_alpha));
    cev__sum_add(&sums->gradient[AT_A], w * (terms->gradient[AT_A] + left));
    cev__sum_add(&sums->gradient[AT_B],
                 w * (terms->gradient[AT_B] + left * s_b));
    h[AT_RR] += w * (terms->hessian[AT_RR] - r * earlier - stay * s_rr
                     + curved * s_r * s_r);
    h[AT_ALPHA_R] +=
        w * (r * then - stay * s_r_alpha + curved * s_r * s_alpha);
    h[AT_ALPHA2] += w * (-n * then * of_B - stay * s_alpha2
                         + curved * s_alpha * s_alpha);
    h[AT_AR] += w * curved * s_r;
    h[AT_A_ALPHA] += w * curved * s_alpha;
    h[AT_AA] += w * (terms->hessian[AT_AA] + curved);
    h[AT_BR] += w * curved * s_b * s_r;
    h[AT_B_ALPHA] += w * curved * s_b * s_alpha;
    h[AT_BA] += w * (terms->hessian[AT_BA] + curved * s_b);
    h[AT_BB] += w * (terms->hessian[AT_BB] + left * terms->extra[ODDS_BB]
                     + curved * s_b * s_b);
}

void cev__bg_add_groups(const cev__params *params, const cev__terms *terms,
                        const cev__group *groups, int64_t count,
                        cev__sums *sums)
{
    const cev__bg_params *p = &params->bg;
    age_terms age = {-1.0, 0.0, 0.0};
    for (int64_t i = 0; i < count; i++) {
        if (terms->x + p->first < 1.0) {
            add_certain(p, &groups[i], sums);
            continue;
        }
        if (groups[i].key[1] > age.T || groups[i].key[1] < age.T)
            age = at_age(p->alpha, groups[i].key[1]);
        add_doubtful(p, terms, &groups[i], &age, sums);
    }
}
