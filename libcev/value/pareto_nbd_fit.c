/*
 * The Pareto/NBD log-likelihood summed over customers, with derivatives in
 * log r, log alpha, log s and log beta. With n = r + x and
 *
 *     c(u) = -n log(1 + u / alpha) - s log(1 + u / beta),
 *     g(u) = log G(u) (pareto_race.h),
 *
 * it is, by the sum in pareto_nbd.c,
 *
 *     ll = log[Gamma(n) / (Gamma(r) alpha^x)] + c(T)
 *          + log(exp(a) + 1 - exp(b)),
 *     a = c(t_x) - c(T) + g(t_x),   b = g(T).
 *
 * The first part is that of all with the same x. All that is costly in the
 * rest is g; race_table.h remembers it for a run of customers.
 */
#include "../core/compiler.h"
#include "pareto_nbd_fit.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/linalg.h"
#include "../math/log1p.h"
#include "../math/rising.h"
#include "race_table.h"

enum { BY_R, BY_ALPHA, BY_S, BY_BETA };
enum { BY_RR, BY_ALPHA_R, BY_ALPHA2, BY_SR, BY_S_ALPHA, BY_SS, BY_BETA_R,
       BY_BETA_ALPHA, BY_BETA_S, BY_BETA2 };

void cev__pareto_terms(const cev__params *params, double x, cev__terms *out)
{
    const cev__pareto_params *p = &params->pareto;
    double r = p->r;

    memset(out, 0, sizeof *out);
    out->x = x;
    out->value = cev__log_rising(r, x, p->alpha);
    out->gradient[BY_R] = r * cev__harmonic(r, x);
    out->gradient[BY_ALPHA] = -x;
    out->hessian[BY_RR] =
        out->gradient[BY_R] - r * r * cev__harmonic_squares(r, x);
}

/* A function of the parameters with its derivatives. */
typedef struct parameter_jet {
    double value;
    double gradient[CEV__PARETO_PARAMS];
    double hessian[CEV__PARETO_PACKED];
} parameter_jet;

/* An age of one customer. */
typedef struct pareto_age {
    double u;
    double log_A, log_B;   /* log(1 + u / alpha), log(1 + u / beta) */
    double share_A, share_B; /* alpha / (alpha + u), beta / (beta + u) */
} pareto_age;

static pareto_age age_at(const cev__pareto_params *p, double u)
{
    pareto_age age;

    age.u = u;
    age.log_A = cev__log1p_quotient(u, p->alpha);
    age.log_B = cev__log1p_quotient(u, p->beta);
    age.share_A = p->alpha / (p->alpha + u);
    age.share_B = p->beta / (p->beta + u);
    return age;
}

/* c(u). */
static void active_jet(const cev__pareto_params *p, double n,
                       const pareto_age *age, parameter_jet *out)
{
    double r = p->r, s = p->s;
    double past_A = 1.0 - age->share_A, past_B = 1.0 - age->share_B;
    double *h = out->hessian;

    out->value = -n * age->log_A - s * age->log_B;
    out->gradient[BY_R] = h[BY_RR] = -r * age->log_A;
    out->gradient[BY_ALPHA] = n * past_A;
    out->gradient[BY_S] = h[BY_SS] = -s * age->log_B;
    out->gradient[BY_BETA] = h[BY_BETA_S] = s * past_B;
    h[BY_ALPHA_R] = r * past_A;
    h[BY_ALPHA2] = -n * past_A * age->share_A;
    h[BY_BETA2] = -s * past_B * age->share_B;
    h[BY_SR] = h[BY_S_ALPHA] = h[BY_BETA_R] = h[BY_BETA_ALPHA] = 0.0;
}

/* g(u): log q has the derivatives -share_A in log alpha and share_B in
 * log beta, and those have -/+ share (1 - share). */
static void race_jet(const cev__pareto_params *p, const cev__race_jet *g,
                     const pareto_age *age, parameter_jet *out)
{
    double r = p->r, s = p->s, A = age->share_A, B = age->share_B;
    double *h = out->hessian;

    out->value = g->value;
    out->gradient[BY_R] = r * g->n;
    out->gradient[BY_ALPHA] = -A * g->q;
    out->gradient[BY_S] = s * g->s;
    out->gradient[BY_BETA] = B * g->q;
    h[BY_RR] = r * (g->n + r * g->nn);
    h[BY_ALPHA_R] = -A * r * g->nq;
    h[BY_ALPHA2] = A * (A * g->qq - (1.0 - A) * g->q);
    h[BY_SR] = r * s * g->ns;
    h[BY_S_ALPHA] = -A * s * g->sq;
    h[BY_SS] = s * (g->s + s * g->ss);
    h[BY_BETA_R] = B * r * g->nq;
    h[BY_BETA_ALPHA] = -A * B * g->qq;
    h[BY_BETA_S] = B * s * g->sq;
    h[BY_BETA2] = B * (B * g->qq + (1.0 - B) * g->q);
}

/* one += factor * other */
static void add_jet(parameter_jet *one, double factor,
                    const parameter_jet *other)
{
    int k;

    one->value += factor * other->value;
    for (k = 0; k < CEV__PARETO_PARAMS; k++)
        one->gradient[k] += factor * other->gradient[k];
    for (k = 0; k < CEV__PARETO_PACKED; k++)
        one->hessian[k] += factor * other->hessian[k];
}

/* A run of customers with the same x, and what neighbours mostly share. */
typedef struct pareto_run {
    const cev__pareto_params *p;
    double n;
    cev__race_table table;
    pareto_age T, t_x;
    parameter_jet active_T, b; /* c(T), g(T) */
    parameter_jet left;        /* c(t_x) + g(t_x) */
} pareto_run;

static void race_at(pareto_run *run, const pareto_age *age, parameter_jet *out)
{
    const cev__pareto_params *p = run->p;
    cev__race_jet jet;

    cev__race_table_at(&run->table, (p->beta + age->u) / (p->alpha + age->u),
                       &jet);
    race_jet(p, &jet, age, out);
}

static void see_T(pareto_run *run, double T)
{
    run->T = age_at(run->p, T);
    active_jet(run->p, run->n, &run->T, &run->active_T);
    race_at(run, &run->T, &run->b);
}

static void see_t_x(pareto_run *run, double t_x)
{
    parameter_jet active;

    run->t_x = age_at(run->p, t_x);
    active_jet(run->p, run->n, &run->t_x, &active);
    race_at(run, &run->t_x, &run->left);
    add_jet(&run->left, 1.0, &active);
}

/*
 * out = log(exp(a) + 1 - exp(b)), where exp(a) may overflow. Its derivatives
 * are the mean and covariance of those of a, of nothing and of b, under the
 * weights of the three terms; pair by pair, so that large derivatives of the
 * one that counts do not cancel.
 */
static void bracket_jet(const parameter_jet *a, const parameter_jet *b,
                        parameter_jet *out)
{
    double less = cev__exp(-fabs(a->value)), stay = -cev__expm1(b->value);
    double one, of_a, of_b;
    int i, j;

    if (a->value > 0.0) {
        of_a = 1.0 / (1.0 + stay * less);
        one = less * of_a;
        out->value = a->value + cev__log1p(stay * less);
    } else {
        one = 1.0 / (less + stay);
        of_a = less * one;
        out->value = cev__log(less + stay);
    }
    of_b = cev__exp(b->value) * one;
    for (i = 0; i < CEV__PARETO_PARAMS; i++) {
        double a_i = a->gradient[i], b_i = b->gradient[i];

        out->gradient[i] = of_a * a_i - of_b * b_i;
        for (j = 0; j <= i; j++) {
            int k = cev__packed(i, j);
            double a_j = a->gradient[j], b_j = b->gradient[j];

            out->hessian[k] = of_a * (a->hessian[k] + one * a_i * a_j)
                              - of_b * (b->hessian[k] + one * b_i * b_j
                                        + of_a * (a_i - b_i) * (a_j - b_j));
        }
    }
}

static void add_history(const pareto_run *run, const cev__terms *terms,
                        double weight, cev__sums *sums)
{
    parameter_jet a = run->left, ll;
    int k;

    add_jet(&a, -1.0, &run->active_T);
    bracket_jet(&a, &run->b, &ll);
    add_jet(&ll, 1.0, &run->active_T);
    cev__sum_add(&sums->value, weight * (terms->value + ll.value));
    for (k = 0; k < CEV__PARETO_PARAMS; k++)
        cev__sum_add(&sums->gradient[k],
                     weight * (terms->gradient[k] + ll.gradient[k]));
    for (k = 0; k < CEV__PARETO_PACKED; k++)
        sums->hessian[k] += weight * (terms->hessian[k] + ll.hessian[k]);
}

void cev__pareto_add_groups(const cev__params *params,
                            const cev__terms *terms, const cev__group *groups,
                            int64_t count, cev__sums *sums)
{
    pareto_run run;

    run.p = &params->pareto;
    run.n = run.p->r + terms->x;
    run.T.u = run.t_x.u = -1.0;
    cev__race_table_start(&run.table, run.n, run.p->s, count);
    for (int64_t i = 0; i < count; i++) {
        double T = groups[i].key[1], t_x = groups[i].key[2];
        if (T > run.T.u || T < run.T.u)
            see_T(&run, T);
        if (t_x > run.t_x.u || t_x < run.t_x.u)
            see_t_x(&run, t_x);
        add_history(&run, terms, groups[i].weight, sums);
    }
}
