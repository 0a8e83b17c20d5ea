/* The Gamma-Gompertz/NBD log-likelihood summed over customers, from the parts
 * of ggom_jets.h as nbd_fit.h puts them together. */
#include "../core/compiler.h"
#include "ggom_nbd_fit.h"

#include "ggom_jets.h"
#include "nbd_fit.h"

void cev__ggom_terms(const cev__params *params, double x, cev__terms *out)
{
    cev__nbd_terms(params->ggom.r, params->ggom.alpha, x, out);
}

/* A run of customers with the same x, and what neighbours mostly share. */
typedef struct ggom_run {
    cev__ggom_jets jets;
    double T, t_x;
    cev__jet active_T, b; /* c(T), g(T) */
    cev__jet left;        /* c(t_x) + g(t_x) */
} ggom_run;

static void reach_T(ggom_run *run, double T)
{
    run->T = T;
    cev__ggom_active_at(&run->jets, T, &run->active_T);
    cev__ggom_leaving_at(&run->jets, T, &run->b);
    cev__jet_add(CEV__GGOM_PARAMS, &run->b, -1.0, &run->active_T);
}

static void add_silence(const ggom_run *run, const cev__terms *terms,
                        double weight, cev__sums *sums)
{
    cev__jet a = run->left, ll;

    cev__jet_add(CEV__GGOM_PARAMS, &a, -1.0, &run->active_T);
    cev__jet_wait(CEV__GGOM_PARAMS, &a, &run->b, &ll);
    cev__jet_add(CEV__GGOM_PARAMS, &ll, 1.0, &run->active_T);
    cev__jet_sum(CEV__GGOM_PARAMS, terms, &ll, weight, sums);
}

void cev__ggom_add_groups(const cev__params *params, const cev__terms *terms,
                          const cev__group *groups, int64_t count,
                          cev__sums *sums)
{
    ggom_run run;

    run.T = run.t_x = -1.0;
    cev__ggom_jets_start(&run.jets, &params->ggom, terms->x, count);
    for (int64_t i = 0; i < count; i++) {
        double T = groups[i].key[1], t_x = groups[i].key[2];

        if (T > run.T || T < run.T)
            reach_T(&run, T);
        if (t_x > run.t_x || t_x < run.t_x) {
            run.t_x = t_x;
            cev__ggom_leaving_at(&run.jets, t_x, &run.left);
        }
        add_silence(&run, terms, groups[i].weight, sums);
    }
}
