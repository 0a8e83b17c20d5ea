/*
 * Splits of nodes; see tree_split.h. Second-order gains after Friedman (2001),
 * Annals of Statistics 29(5), 1189-1232, and Chen & Guestrin (2016), KDD;
 * texts are split as if their levels stood in the order of their best steps,
 * which for squares is the best of all ways (Fisher 1958).
 */
#include "../core/compiler.h"
#include "tree_split.h"

#include <math.h>
#include <string.h>

/* A gain below this share of the node's own is rounding. */
#define GAIN_LEAST 1e-9

/* Levels differ by chance: their steps are compared as if each had so many
 * customers more who need none, and a side of them is held back likewise. */
#define LEVEL_SMOOTHING 10.0

/* Of texts that say nothing the best sides gain by chance, where residuals
 * scatter by one, half the square of what a normal deviate has in the mean on
 * either side, (E|z|)^2 / 2 = 1 / pi, for each level; the best cut of a number
 * so much. */
#define LEVEL_CHANCE 0.31830988618379067
#define CUT_CHANCE 2.5

/* Looking for a split: the best so far. */
typedef struct split_search {
    const cev__grower *grower;
    const cev__tree_whole *whole;
    cev__tree_split best;
} split_search;

double cev__tree_step(const cev__tree_sums *sums, double ridge, double lower,
                      double upper)
{
    double curve = sums->weight + ridge; /* 0: it never ends */
    double step = curve > 0.0 ? sums->residual / curve : 0.0;
    return step < lower ? lower : step > upper ? upper : step;
}

/* How much the likelihood gains by a step, to second order. */
static double gain_of(const cev__tree_sums *sums, double ridge, double step)
{
    return step * sums->residual - 0.5 * step * step * (sums->weight + ridge);
}

static void add_bin(cev__tree_sums *sums, const double *bin)
{
    sums->residual += bin[CEV__SUM_RESIDUAL];
    sums->weight += bin[CEV__SUM_WEIGHT];
    sums->customers += bin[CEV__SUM_CUSTOMERS];
}

/* Whether a left side beats the best so far, less what so many others of that
 * predictor gain by chance; it then is that, but for which bins it has. */
static inline int try_side(split_search *s, const cev__tree_sums *left,
                           double ridge, double chance, int64_t predictor)
{
    const cev__tree_plan *plan = &s->grower->plan;
    const cev__tree_whole *whole = s->whole;
    const cev__tree_sums right = {whole->sums.residual - left->residual,
                                  whole->sums.weight - left->weight,
                                  whole->sums.customers - left->customers};
    double least = plan->side * whole->sums.customers;
    int direction = plan->monotone[predictor];
    least = least > plan->leaf ? least : plan->leaf;
    if (left->customers < least || right.customers < least
        || !(left->weight + ridge > 0.0) || !(right.weight + ridge > 0.0))
        return 0;
    double low = cev__tree_step(left, ridge, whole->lower, whole->upper);
    double high = cev__tree_step(&right, ridge, whole->lower, whole->upper);
    if ((direction > 0 && low > high) || (direction < 0 && low < high))
        return 0;
    double gain =
        gain_of(left, ridge, low) + gain_of(&right, ridge, high) - chance;
    if (!(gain > s->best.gain))
        return 0;
    s->best.predictor = (int32_t)predictor;
    s->best.gain = gain;
    s->best.left = *left;
    s->best.right = right;
    return 1;
}

/* Cuts of a number, from the lowest up, with the missing on either side. A cut
 * above a bin that nobody is in is that below it; which these are no processor
 * guesses, so that the others are listed first. */
static void try_number(split_search *s, int64_t predictor)
{
    const cev__grower *g = s->grower;
    const cev__binned *binned = &g->bins->list[predictor];
    const double *bins =
        s->whole->histogram + g->bundles.begins[predictor];
    const double *missing = bins + CEV__SUMS * (binned->count - 1);
    int sides = missing[CEV__SUM_CUSTOMERS] > 0.0 ? 2 : 1;
    cev__tree_sums lefts[CEV__BINS_MAX];
    int32_t cuts[CEV__BINS_MAX];
    for (int side = 0; side < sides; side++) {
        cev__tree_sums left = {0.0, 0.0, 0.0};
        int32_t listed = 0;
        if (side == 1)
            add_bin(&left, missing);
        for (int32_t b = 0; b < binned->cuts; b++) {
            const double *bin = bins + CEV__SUMS * b;
            add_bin(&left, bin);
            lefts[listed] = left;
            cuts[listed] = b;
            listed += bin[CEV__SUM_CUSTOMERS] > 0.0;
        }
        for (int32_t i = 0; i < listed; i++) {
            if (!try_side(s, &lefts[i], g->plan.ridge, 0.0, predictor))
                continue;
            s->best.bin = cuts[i];
            /* Where nobody's is missing, with those who are more. */
            s->best.missing_left =
                side == 1
                || (sides == 1
                    && 2.0 * lefts[i].customers >= s->whole->sums.customers);
        }
    }
}

/* The levels that a node has, by their smoothed steps. */
static int list_levels(const double *bins, int32_t count, int32_t *levels,
                       double *steps)
{
    int listed = 0;
    for (int32_t b = 0; b < count; b++) {
        const double *bin = bins + CEV__SUMS * b;
        if (!(bin[CEV__SUM_CUSTOMERS] > 0.0))
            continue;
        double smoothing = LEVEL_SMOOTHING * bin[CEV__SUM_WEIGHT]
                           / bin[CEV__SUM_CUSTOMERS];
        double step = bin[CEV__SUM_RESIDUAL]
                      / (bin[CEV__SUM_WEIGHT] + smoothing + 1e-300);
        int at = listed++;
        for (; at > 0 && steps[at - 1] > step; at--) {
            steps[at] = steps[at - 1];
            levels[at] = levels[at - 1];
        }
        steps[at] = step;
        levels[at] = b;
    }
    return listed;
}

/* Which levels go left: those of a prefix; levels that nobody has go with
 * those who are more. */
static void mark_levels(const cev__binned *binned, const int32_t *levels,
                        int prefix, int listed, int unseen_left,
                        cev__tree_split *split)
{
    int8_t sides[CEV__BINS_MAX];
    for (int32_t b = 0; b < binned->count; b++)
        sides[b] = (int8_t)unseen_left;
    for (int i = 0; i < listed; i++)
        sides[levels[i]] = (int8_t)(i < prefix);
    memset(split->levels, 0, sizeof split->levels);
    for (int32_t b = 0; b < binned->count; b++) {
        int bit = b == binned->count - 1 ? 0 : b + 1;
        if (sides[b])
            split->levels[bit >> 6] |= UINT64_C(1) << (bit & 63);
    }
}

/* Prefixes of the levels by their steps. With many levels one of them always
 * gains, so that only what is beyond chance is compared with numbers. */
static void try_text(split_search *s, int64_t predictor)
{
    const cev__grower *g = s->grower;
    const cev__tree_sums *all = &s->whole->sums;
    const cev__binned *binned = &g->bins->list[predictor];
    const double *bins =
        s->whole->histogram + g->bundles.begins[predictor];
    int32_t levels[CEV__BINS_MAX];
    double steps[CEV__BINS_MAX];
    int listed = list_levels(bins, binned->count, levels, steps);
    double ridge = g->plan.ridge
                   + (listed > 2 ? LEVEL_SMOOTHING * all->weight
                                       / all->customers
                                 : 0.0);
    double more = LEVEL_CHANCE * listed - CUT_CHANCE;
    double chance = more > 0.0 ? more * g->scatter : 0.0;
    cev__tree_sums left = {0.0, 0.0, 0.0};
    for (int i = 0; i + 1 < listed; i++) {
        add_bin(&left, bins + CEV__SUMS * levels[i]);
        if (try_side(s, &left, ridge, chance, predictor))
            mark_levels(binned, levels, i + 1, listed,
                        2.0 * left.customers >= all->customers, &s->best);
    }
}

cev__tree_split cev__tree_find_split(const cev__grower *grower,
                                     const cev__tree_whole *whole)
{
    double ridge = grower->plan.ridge;
    double own = gain_of(
        &whole->sums, ridge,
        cev__tree_step(&whole->sums, ridge, whole->lower, whole->upper));
    split_search s = {grower, whole, {.predictor = -1}};
    s.best.gain = own + GAIN_LEAST * fabs(own);
    for (int64_t k = 0; k < grower->bins->predictors; k++) {
        if (grower->bins->list[k].is_text)
            try_text(&s, k);
        else
            try_number(&s, k);
    }
    s.best.gain -= own;
    return s.best;
}
