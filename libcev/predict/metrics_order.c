/* Measures of the order that predictions bring customers into; see metrics.h.
 * They are U-statistics: what a customer contributes is how the pairs that he
 * is in came out. */
#include "../core/compiler.h"
#include "metrics.h"

#include <math.h>

#include "../math/radix.h"
#include "../math/sum.h"

static const char delong_method[] =
    "DeLong, DeLong & Clarke-Pearson (1988), on the log-odds";
/* Rounding keeps a perfect order this far from 1. */
#define PERFECT 1e-12

static const char no_error_method[] =
    "bound from as many pairs as there are of the rarer kind";

/* Whether the row's truth is 1. */
static int is_positive(const cev__trial *trial, int64_t i)
{
    return trial->column[CEV__TRIAL_ACTUAL][i] > 0.0;
}

/* The customers of either kind in rows first … last - 1. */
static void count_kinds(const cev__trial *trial, int64_t first, int64_t last,
                        double *negatives, double *positives)
{
    cev__sum of[2] = {{0.0, 0.0}, {0.0, 0.0}};
    for (int64_t i = first; i < last; i++)
        cev__sum_add(&of[is_positive(trial, i)],
                     trial->column[CEV__TRIAL_WEIGHT][i]);
    *negatives = cev__sum_value(&of[0]);
    *positives = cev__sum_value(&of[1]);
}

/* The share of the other kind that each row stands right to: DeLong's
 * placements. The mean of those of either kind is the area. */
static double place_rows(const cev__trial *trial, double negatives,
                         double positives, double *placement)
{
    double below[2] = {0.0, 0.0}; /* negatives and positives */
    cev__sum area = {0};
    for (int64_t i = 0, end; i < trial->count; i = end) {
        double ties[2];
        end = cev__trial_ties(trial, i);
        count_kinds(trial, i, end, &ties[0], &ties[1]);
        for (int64_t k = i; k < end; k++)
            placement[k] =
                is_positive(trial, k)
                    ? (below[0] + 0.5 * ties[0]) / negatives
                    : (positives - below[1] - 0.5 * ties[1]) / positives;
        cev__sum_add(&area, ties[1] * (below[0] + 0.5 * ties[0]));
        below[0] += ties[0];
        below[1] += ties[1];
    }
    return cev__sum_value(&area) / negatives / positives;
}

int32_t cev__measure_auc(cev_ctx *ctx, const cev__trial *trial,
                         cev__measured *out, double *influence)
{
    double n[2];
    (void)ctx;
    count_kinds(trial, 0, trial->count, &n[0], &n[1]);
    if (!(n[0] > 0.0 && n[1] > 0.0)) {
        out->method = n[1] > 0.0 ? "all are 1" : "all are 0";
        return CEV_OK;
    }
    out->value = place_rows(trial, n[0], n[1], influence);
    out->method = delong_method;
    if (!(out->value > 0.0 && out->value < 1.0)) {
        out->method = no_error_method;
        out->pairs = fmin(n[0], n[1]);
    }
    for (int64_t i = 0; i < trial->count; i++) {
        double of = n[is_positive(trial, i)];
        /* One customer of a kind has told nothing of others. */
        influence[i] = of > 1.0 ? (influence[i] - out->value)
                                      / sqrt(of * (of - 1.0))
                                : NAN;
    }
    return CEV_OK;
}

/* ---- Gini ---------------------------------------------------------------- */

/*
 * Sum of y by the share of customers at or below, T = mean of y F(s), in an
 * order, and what each row contributes to 2 T: 2 (y F + mean of the y above -
 * 2 T). `order` has the rows by the keys, ascending.
 */
static double rank_mean(const cev__trial *trial, const cev__keyed *order,
                        double total, double *influence)
{
    const double *weight = trial->column[CEV__TRIAL_WEIGHT];
    const double *actual = trial->column[CEV__TRIAL_ACTUAL];
    double n = trial->customers, below = 0.0, seen = 0.0;
    cev__sum all = {0};
    for (int64_t i = 0, end; i < trial->count; i = end) {
        cev__sum ties = {0}, money = {0};
        for (end = i; end < trial->count && order[end].key == order[i].key;
             end++) {
            int64_t row = order[end].index;
            cev__sum_add(&ties, weight[row]);
            cev__sum_add(&money, weight[row] * actual[row]);
        }
        double tied = cev__sum_value(&ties), paid = cev__sum_value(&money);
        double share = (below + 0.5 * tied) / n;
        double above = (total - seen - 0.5 * paid) / n;
        for (int64_t k = i; k < end; k++) {
            int64_t row = order[k].index;
            influence[row] = 2.0 * (actual[row] * share + above);
        }
        cev__sum_add(&all, paid * share);
        below += tied;
        seen += paid;
    }
    double mean = cev__sum_value(&all) / n;
    for (int64_t i = 0; i < trial->count; i++)
        influence[i] -= 4.0 * mean;
    return mean;
}

static double total_actual(const cev__trial *trial)
{
    cev__sum sum = {0};
    for (int64_t i = 0; i < trial->count; i++)
        cev__sum_add(&sum, trial->column[CEV__TRIAL_WEIGHT][i]
                               * trial->column[CEV__TRIAL_ACTUAL][i]);
    return cev__sum_value(&sum);
}

/* The Gini coefficient of the truth in the order of the predictions, over that
 * in its own order: (2 T - mean) of both. That of a perfect order has no error
 * to see. */
static void take_gini(const cev__trial *trial, cev__keyed *order,
                      double *best_influence, cev__measured *out,
                      double *influence)
{
    const double *actual = trial->column[CEV__TRIAL_ACTUAL];
    double total = total_actual(trial), n = trial->customers;
    double mean = total / n;
    for (int64_t i = 0; i < trial->count; i++)
        order[i] = (cev__keyed){
            cev__keyed_double(trial->column[CEV__TRIAL_PREDICTED][i]), i};
    double seen = 2.0 * rank_mean(trial, order, total, influence) - mean;
    for (int64_t i = 0; i < trial->count; i++)
        order[i] = (cev__keyed){cev__keyed_double(actual[i]), i};
    cev__keyed_sort(order, order + trial->count, trial->count);
    double best = 2.0 * rank_mean(trial, order, total, best_influence) - mean;
    if (order[0].key == order[trial->count - 1].key || !(best > 0.0)) {
        out->method = "all are alike";
        return;
    }
    out->value = seen / best;
    out->method = "delta method";
    for (int64_t i = 0; i < trial->count; i++) {
        double away = actual[i] - mean;
        influence[i] = (influence[i] - away
                        - out->value * (best_influence[i] - away))
                       / best;
    }
    cev__metric_mean(trial, influence);
    if (fabs(out->value) < 1.0 - PERFECT)
        return;
    out->method = "not one pair is wrong, which hides the error";
    for (int64_t i = 0; i < trial->count; i++)
        influence[i] = NAN;
}

int32_t cev__measure_gini(cev_ctx *ctx, const cev__trial *trial,
                          cev__measured *out, double *influence)
{
    int64_t room = 2 * trial->count;
    cev__keyed *order = cev__alloc(ctx, room, (int64_t)sizeof *order);
    double *best = cev__alloc(ctx, room, (int64_t)sizeof *best);
    int is_short = order == NULL || best == NULL;
    if (!is_short)
        take_gini(trial, order, best, out, influence);
    cev__free(ctx, order, room, (int64_t)sizeof *order);
    cev__free(ctx, best, room, (int64_t)sizeof *best);
    return is_short ? cev__fail_memory(ctx) : CEV_OK;
}

/* ---- Survival ------------------------------------------------------------ */

/* Customers by the rank of their prediction, in a tree of partial sums
 * (Fenwick 1994): places count from 1. */
typedef struct rank_tree {
    int64_t count;
    double *sums;
} rank_tree;

static void rank_add(rank_tree *tree, int64_t place, double weight)
{
    for (; place <= tree->count; place += place & -place)
        tree->sums[place] += weight;
}

static double rank_sum(const rank_tree *tree, int64_t place)
{
    double sum = 0.0;
    for (; place > 0; place -= place & -place)
        sum += tree->sums[place];
    return sum;
}

/* What concordance is counted with: rows by time, ranks of predictions, and of
 * each row the pairs it is in and those that came out right. */
typedef struct pair_count {
    const cev__trial *trial;
    cev__keyed *by_time; /* and as much room again */
    int64_t *rank;
    rank_tree tree;
    double *pairs, *right;
} pair_count;

static int has_event(const pair_count *c, int64_t row)
{
    return c->trial->column[CEV__TRIAL_EVENT][row] > 0.0;
}

static void seat_row(pair_count *c, int64_t row)
{
    rank_add(&c->tree, c->rank[row],
             c->trial->column[CEV__TRIAL_WEIGHT][row]);
}

/* Pairs of a row with all in the tree. The one whose event comes first is to
 * have the higher prediction: he who had it looks down, the others up. */
static void meet_row(pair_count *c, int64_t row, int is_first)
{
    double below = rank_sum(&c->tree, c->rank[row] - 1);
    double upto = rank_sum(&c->tree, c->rank[row]);
    double all = rank_sum(&c->tree, c->tree.count);
    c->pairs[row] += all;
    c->right[row] += 0.5 * (upto - below) + (is_first ? below : all - upto);
}

static void clear_tree(rank_tree *tree)
{
    for (int64_t i = 0; i <= tree->count; i++)
        tree->sums[i] = 0.0;
}

/* Rows first … last - 1 of one time: those with the event, or without. */
static void meet_time(pair_count *c, int64_t first, int64_t last, int event,
                      int is_first)
{
    for (int64_t i = first; i < last; i++)
        if (has_event(c, c->by_time[i].index) == event)
            meet_row(c, c->by_time[i].index, is_first);
}

static void seat_time(pair_count *c, int64_t first, int64_t last, int event)
{
    for (int64_t i = first; i < last; i++)
        if (has_event(c, c->by_time[i].index) == event)
            seat_row(c, c->by_time[i].index);
}

/* A pair can be judged where one had the event and the other was there for
 * longer: at the same time only if that one did not have it. */
static void judge_pairs(pair_count *c)
{
    int64_t n = c->trial->count;
    clear_tree(&c->tree);
    for (int64_t last = n, first; last > 0; last = first) {
        for (first = last - 1; first > 0
                               && c->by_time[first - 1].key
                                      == c->by_time[last - 1].key;
             first--)
            ;
        seat_time(c, first, last, 0);
        meet_time(c, first, last, 1, 1);
        seat_time(c, first, last, 1);
    }
    clear_tree(&c->tree);
    for (int64_t first = 0, last; first < n; first = last) {
        for (last = first + 1; last < n && c->by_time[last].key
                                               == c->by_time[first].key;
             last++)
            ;
        meet_time(c, first, last, 1, 0);
        seat_time(c, first, last, 1);
        meet_time(c, first, last, 0, 0);
    }
}

static void take_concordance(pair_count *c, cev__measured *out,
                             double *influence)
{
    const double *weight = c->trial->column[CEV__TRIAL_WEIGHT];
    cev__sum pairs = {0}, right = {0};
    for (int64_t i = 0; i < c->trial->count; i++) {
        cev__sum_add(&pairs, weight[i] * c->pairs[i]);
        cev__sum_add(&right, weight[i] * c->right[i]);
    }
    double all = cev__sum_value(&pairs); /* each pair twice */
    if (!(all > 0.0)) {
        out->method = "no two customers of whom one had the event first";
        return;
    }
    out->value = cev__sum_value(&right) / all;
    out->method = "influence of each customer, on the log-odds";
    for (int64_t i = 0; i < c->trial->count; i++)
        influence[i] =
            2.0 * (c->right[i] - out->value * c->pairs[i]) / all;
    if (!(out->value > 0.0 && out->value < 1.0)) {
        double events = c->trial->positives;
        out->method = no_error_method;
        out->pairs = fmax(fmin(events, 0.5 * c->trial->customers), 1.0);
    }
}

static void order_times(pair_count *c)
{
    const cev__trial *trial = c->trial;
    for (int64_t i = 0, end, rank = 1; i < trial->count; i = end, rank++) {
        end = cev__trial_ties(trial, i);
        for (int64_t k = i; k < end; k++)
            c->rank[k] = rank;
    }
    for (int64_t i = 0; i < trial->count; i++) {
        c->by_time[i] = (cev__keyed){
            cev__keyed_double(trial->column[CEV__TRIAL_ACTUAL][i]), i};
        c->pairs[i] = c->right[i] = 0.0;
    }
    cev__keyed_sort(c->by_time, c->by_time + trial->count, trial->count);
}

int32_t cev__measure_concordance(cev_ctx *ctx, const cev__trial *trial,
                                 cev__measured *out, double *influence)
{
    int64_t n = trial->count, room = 3 * n + 1;
    pair_count c = {.trial = trial};
    double *numbers = cev__alloc(ctx, room, (int64_t)sizeof *numbers);
    c.by_time = cev__alloc(ctx, 2 * n, (int64_t)sizeof *c.by_time);
    c.rank = cev__alloc(ctx, n, (int64_t)sizeof *c.rank);
    int is_short = numbers == NULL || c.by_time == NULL || c.rank == NULL;
    if (!is_short) {
        c.pairs = numbers;
        c.right = numbers + n;
        c.tree = (rank_tree){n, numbers + 2 * n};
        order_times(&c);
        judge_pairs(&c);
        take_concordance(&c, out, influence);
    }
    cev__free(ctx, numbers, room, (int64_t)sizeof *numbers);
    cev__free(ctx, c.by_time, 2 * n, (int64_t)sizeof *c.by_time);
    cev__free(ctx, c.rank, n, (int64_t)sizeof *c.rank);
    return is_short ? cev__fail_memory(ctx) : CEV_OK;
}
