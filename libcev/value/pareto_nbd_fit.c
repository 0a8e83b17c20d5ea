/*
 * The Pareto/NBD log-likelihood summed over customers, with derivatives in
 * log r, log alpha, log s and log beta, as nbd_fit.h puts it together from
 *
 *     c(u) = -n log(1 + u / alpha) - s log(1 + u / beta),
 *     g(u) = log G(u) (pareto_race.h),
 *     a = c(t_x) - c(T) + g(t_x),   b = g(T).
 *
 * All that is costly is g; race_table.h remembers it for a run of customers.
 */
#include "../core/compiler.h"
#include "pareto_nbd_fit.h"

#include "../math/log1p.h"
#include "nbd_fit.h"
#include "race_table.h"

enum { BY_R, BY_ALPHA, BY_S, BY_BETA };
enum { BY_RR, BY_ALPHA_R, BY_ALPHA2, BY_SR, BY_S_ALPHA, BY_SS, BY_BETA_R,
       BY_BETA_ALPHA, BY_BETA_S, BY_BETA2 };

void cev__pareto_terms(const cev__params *params, double x, cev__terms *out)
{
    cev__nbd_terms(params->pareto.r, params->pareto.alpha, x, out);
}

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
                       const pareto_age *age, cev__jet *out)
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
                     const pareto_age *age, cev__jet *out)
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

/* A run of customers with the same x, and what neighbours mostly share. */
typedef struct pareto_run {
    const cev__pareto_params *p;
    double n;
    cev__race_table *table;
    pareto_age T, t_x;
    cev__jet active_T, b; /* c(T), g(T) */
    cev__jet left;        /* c(t_x) + g(t_x) */
} pareto_run;

static void race_at(pareto_run *run, const pareto_age *age, cev__jet *out)
{
    const cev__pareto_params *p = run->p;
    cev__race_jet jet;

    cev__race_table_at(run->table, (p->beta + age->u) / (p->alpha + age->u),
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
    cev__jet active;

    run->t_x = age_at(run->p, t_x);
    active_jet(run->p, run->n, &run->t_x, &active);
    race_at(run, &run->t_x, &run->left);
    cev__jet_add(CEV__PARETO_PARAMS, &run->left, 1.0, &active);
}

static void add_history(const pareto_run *run, const cev__terms *terms,
                        double weight, cev__sums *sums)
{
    cev__jet a = run->left, ll;

    cev__jet_add(CEV__PARETO_PARAMS, &a, -1.0, &run->active_T);
    cev__jet_wait(CEV__PARETO_PARAMS, &a, &run->b, &ll);
    cev__jet_add(CEV__PARETO_PARAMS, &ll, 1.0, &run->active_T);
    cev__jet_sum(CEV__PARETO_PARAMS, terms, &ll, weight, sums);
}

void cev__pareto_add_groups(const cev__params *params,
                            const cev__terms *terms, const cev__group *groups,
                            int64_t count, cev__sums *sums)
{
    pareto_run run;
    cev__race_table own;

    run.table = terms->races == NULL ? &own : terms->races;
    run.p = &params->pareto;
    run.n = run.p->r + terms->x;
    run.T.u = run.t_x.u = -1.0;
    if (terms->races == NULL)
        cev__race_table_start(&own, run.n, run.p->s, count);
    else
        cev__race_table_share(terms->races, run.n, run.p->s);
    for (int64_t i = 0; i < count; i++) {
        double T = groups[i].key[1], t_x = groups[i].key[2];
        if (T > run.T.u || T < run.T.u)
            see_T(&run, T);
        if (t_x > run.t_x.u || t_x < run.t_x.u)
            see_t_x(&run, t_x);
        add_history(&run, terms, groups[i].weight, sums);
    }
}
