/* What a Pareto/GGG customer will do: means over k; see pareto_ggg.h. */
#include "../core/compiler.h"
#include "pareto_ggg.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "ggg_renewal.h"

/* Purchases ahead take weights down to this share of their sum, and counts
 * those of the likelihood. */
#define AHEAD_NEGLIGIBLE 1e-9
#define COUNT_NEGLIGIBLE 1e-18

/* exp(-delta u) has fallen to 1e-18. */
#define AHEAD_END 41.5

/* Sums over k, in units of the first weight. */
typedef struct future_sums {
    cev__leaving leaving;
    int what; /* of a view */
    double D, end, x, log_unit;
    double given, value;
} future_sums;

static double future_weight(future_sums *sums, const cev__ggg_node *node)
{
    if (node->is_first) {
        sums->log_unit = node->log_weight;
        sums->given = sums->value = 0.0;
    }
    return cev__exp(node->log_weight - sums->log_unit);
}

static double active_at_node(const future_sums *sums, const cev__ggg_node *node,
                        double weight)
{
    cev__silence silence;

    cev__silence_of(&node->law, sums->D, 0,
                    cev__ggg_digits(CEV__GGG_QUICK, sums->given, weight),
                    &silence);
    return cev__silence_active(&silence);
}

/* Of a next purchase what is given is that there is one. */
static int add_ahead(void *state, cev__ggg_node *node)
{
    future_sums *sums = state;
    double weight = future_weight(sums, node), first = 0.0, since = 0.0;

    if (sums->what == CEV__VIEW_PURCHASES)
        first = cev__renewal_ahead(&node->law, &sums->leaving, sums->end);
    else
        first = cev__renewal_first(&node->law, &sums->leaving, sums->end,
                                   &since);
    node->seen[0] = sums->what == CEV__VIEW_NEXT
                        ? first
                        : active_at_node(sums, node, weight);
    node->seen[1] = sums->what == CEV__VIEW_NEXT ? since : first;
    sums->given += weight * node->seen[0];
    sums->value += weight * node->seen[1];
    return weight * node->seen[0] <= AHEAD_NEGLIGIBLE * sums->given
           && weight * node->seen[1] <= AHEAD_NEGLIGIBLE * sums->value;
}

double cev__ggg_ahead(const cev__ggg_params *p, const cev__history *h,
                      const cev__view *view)
{
    double horizon = view->horizon;
    double gap = (p->alpha + h->t_x) / (p->r + h->x); /* where k is 1 */
    future_sums sums;

    memset(&sums, 0, sizeof sums);
    if (view->what == CEV__VIEW_PURCHASES && h->T <= h->t_x
        && view->horizon > 0.0 && p->t + h->x <= 1.0)
        return CEV__GGG_ENDLESS;
    if (view->delta > 0.0)
        horizon = fmin(horizon, AHEAD_END / view->delta);
    sums.what = view->what;
    sums.D = h->T - h->t_x;
    sums.end = sums.D + horizon;
    cev__leaving_begin(p->s, p->beta + h->t_x, view->delta, sums.D, sums.end,
                       &sums.leaving);
    cev__ggg_walk(p, h, CEV__GGG_QUICK, 1, sums.D > gap ? sums.D : 0.0,
                  add_ahead, &sums);
    return sums.given > 0.0
               ? fmin(sums.value / sums.given, cev__view_most(view))
               : 0.0;
}

static double comes(const future_sums *sums, const cev__ggg_node *node,
                    double j)
{
    return cev__silence_broken(&node->law, j, sums->D, COUNT_NEGLIGIBLE);
}

static int add_new_count(void *state, cev__ggg_node *node)
{
    future_sums *sums = state;
    double weight = future_weight(sums, node);

    node->seen[0] = 1.0;
    node->seen[1] = fmax(0.0, comes(sums, node, sums->x)
                                  - comes(sums, node, sums->x + 1.0));
    sums->given += weight;
    sums->value += weight * node->seen[1];
    return weight <= COUNT_NEGLIGIBLE * sums->given;
}

double cev__ggg_pmf(const cev__ggg_params *p, double x, double T)
{
    const cev__history newcomer = {0.0, 0.0, 0.0, 0.0};
    future_sums sums;

    memset(&sums, 0, sizeof sums);
    sums.D = T;
    sums.x = x;
    cev__ggg_walk(p, &newcomer, CEV__GGG_EXACT, 0, 0.0,
                  add_new_count, &sums);
    return sums.value / sums.given;
}

/* So many purchases or more. */
static double reaches(const future_sums *sums, const cev__ggg_node *node,
                      double count)
{
    return count > 0.0 ? cev__renewal_reaches(&node->law, &sums->leaving,
                                              sums->end, count)
                       : node->seen[0];
}

/* Given is the silence, whether he has left or not. */
static int add_count_ahead(void *state, cev__ggg_node *node)
{
    future_sums *sums = state;
    double weight = future_weight(sums, node);
    cev__silence silence;

    cev__silence_of(&node->law, sums->D, 1,
                    cev__ggg_digits(CEV__GGG_QUICK, sums->given, weight),
                    &silence);
    node->seen[0] =
        cev__silence_left(&silence) + cev__silence_active(&silence);
    node->seen[1] = fmax(0.0, reaches(sums, node, sums->x)
                                  - reaches(sums, node, sums->x + 1.0));
    sums->given += weight * node->seen[0];
    sums->value += weight * node->seen[1];
    return weight * node->seen[0] <= AHEAD_NEGLIGIBLE * sums->given
           && weight * node->seen[1] <= AHEAD_NEGLIGIBLE * sums->value;
}

double cev__ggg_pmf_ahead(const cev__ggg_params *p, const cev__history *h,
                          double x, double horizon)
{
    future_sums sums;

    memset(&sums, 0, sizeof sums);
    sums.D = h->T - h->t_x;
    sums.end = sums.D + horizon;
    sums.x = x;
    cev__leaving_begin(p->s, p->beta + h->t_x, 0.0, sums.D, sums.end,
                       &sums.leaving);
    cev__ggg_walk(p, h, CEV__GGG_QUICK, 0, 0.0, add_count_ahead, &sums);
    return fmin(sums.value / sums.given, 1.0);
}
