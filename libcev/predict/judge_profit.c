/*
 * The expected maximum profit of a campaign (Verbraken, Verbeke & Baesens
 * 2013, IEEE Transactions on Knowledge and Data Engineering 25(5), 961-973):
 * customers are contacted from the highest prediction down, as far as it pays,
 * when the share g of those who would leave that accepts the offer is known
 * only up to a beta distribution.
 *
 * For k groups of equal predictions contacted, the profit per customer is
 * A_k g - B_k: lines in g. The upper envelope of all of them says which k is
 * best for which g, and the profit is integrated piece by piece.
 */
#include "../core/compiler.h"
#include "judge.h"

#include <math.h>

#include "../math/beta_tails.h"
#include "../math/interval.h"
#include "../math/radix.h"
#include "../math/sum.h"

/* All numbers of groups that may be contacted, 0 to `count`, and what each
 * brings. */
typedef struct campaign_lines {
    int64_t count;
    double *slope, *cost, *share; /* A, B; customers contacted */
    double *mass, *moment;        /* integrals of h and g h where it is best */
    cev__keyed *order;            /* lines by slope; as much room again */
    int64_t *hull;
} campaign_lines;

enum { CAMPAIGN_NUMBERS = 5 };

/* The lines, the highest predictions first. */
static void draw_lines(const cev__trial *trial, const cev__campaign *campaign,
                       campaign_lines *lines)
{
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    const double *weight = trial->column[CEV__TRIAL_WEIGHT];
    cev__sum slope = {0}, cost = {0}, share = {0};
    int64_t k = 0;
    lines->slope[0] = lines->cost[0] = lines->share[0] = 0.0;
    for (int64_t i = trial->count; i > 0;) {
        double threshold = predicted[i - 1];
        for (; i > 0 && predicted[i - 1] >= threshold; i--) {
            double least =
                cev__campaign_gain(campaign, trial, i - 1, 0.0);
            double most = cev__campaign_gain(campaign, trial, i - 1, 1.0);
            double part = weight[i - 1] / trial->customers;
            cev__sum_add(&slope, part * (most - least));
            cev__sum_add(&cost, part * -least);
            cev__sum_add(&share, part);
        }
        k++;
        lines->slope[k] = cev__sum_value(&slope);
        lines->cost[k] = cev__sum_value(&cost);
        lines->share[k] = cev__sum_value(&share);
    }
    lines->count = k;
}

/* Where line j overtakes line i, of a smaller slope. */
static double overtaken_at(const campaign_lines *lines, int64_t i, int64_t j)
{
    return (lines->cost[j] - lines->cost[i])
           / (lines->slope[j] - lines->slope[i]);
}

/* The lines of the upper envelope, by slope; how many. */
static int64_t find_envelope(campaign_lines *lines)
{
    int64_t n = lines->count + 1, top = 0;
    for (int64_t k = 0; k < n; k++)
        lines->order[k] =
            (cev__keyed){cev__keyed_double(lines->slope[k]), k};
    cev__keyed_sort(lines->order, lines->order + n, n);
    for (int64_t i = 0; i < n; i++) {
        int64_t k = lines->order[i].index;
        if (top > 0
            && !(lines->slope[k] > lines->slope[lines->hull[top - 1]])) {
            /* the same slope: whoever costs less */
            if (lines->cost[k] >= lines->cost[lines->hull[top - 1]])
                continue;
            top--;
        }
        while (top > 1
               && overtaken_at(lines, lines->hull[top - 1], k)
                      <= overtaken_at(lines, lines->hull[top - 2],
                                      lines->hull[top - 1]))
            top--;
        lines->hull[top++] = k;
    }
    return top;
}

/* What of Beta(a, b) lies below g. */
static double mass_below(double a, double b, double g)
{
    cev__tails tails;
    cev__beta_tails(a, b, fmin(fmax(g, 0.0), 1.0),
                    1.0 - fmin(fmax(g, 0.0), 1.0), &tails);
    return tails.lower;
}

/* For which part of the acceptances each number of groups is the best. A mean
 * of 1 leaves that alone. */
static void weigh_lines(const cev__campaign *campaign, campaign_lines *lines)
{
    double mean = campaign->acceptance;
    double a = mean * campaign->certainty, b = campaign->certainty - a;
    int64_t top = find_envelope(lines);
    int is_point = !(b > 0.0);
    double before = 0.0, before_moment = 0.0;
    for (int64_t k = 0; k <= lines->count; k++)
        lines->mass[k] = lines->moment[k] = 0.0;
    for (int64_t i = 0; i < top; i++) {
        double to = i + 1 < top ? overtaken_at(lines, lines->hull[i],
                                               lines->hull[i + 1])
                                : 1.0;
        double up_to = 1.0, moment = mean;
        if (i + 1 < top && is_point)
            moment = up_to = to < 1.0 ? 0.0 : 1.0;
        else if (i + 1 < top) {
            up_to = mass_below(a, b, to);
            moment = mean * mass_below(a + 1.0, b, to);
        }
        lines->mass[lines->hull[i]] = fmax(up_to - before, 0.0);
        lines->moment[lines->hull[i]] = fmax(moment - before_moment, 0.0);
        before = fmax(before, up_to);
        before_moment = fmax(before_moment, moment);
    }
}

/* What each row brings: it is contacted wherever its group or one further
 * down is the last. */
static void take_contributions(const cev__trial *trial,
                               const cev__campaign *campaign,
                               const campaign_lines *lines,
                               double *contribution)
{
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    double mass = 0.0, moment = 0.0;
    int64_t k = lines->count;
    for (int64_t i = 0, end; i < trial->count; i = end, k--) {
        mass += lines->mass[k];
        moment += lines->moment[k];
        for (end = i; end < trial->count && predicted[end] <= predicted[i];
             end++) {
            double least = cev__campaign_gain(campaign, trial, end, 0.0);
            double most = cev__campaign_gain(campaign, trial, end, 1.0);
            contribution[end] = least * mass + (most - least) * moment;
        }
    }
}

/* How many groups are best if the acceptance is what it is in the mean. */
static int64_t best_count(const cev__campaign *campaign,
                          const campaign_lines *lines)
{
    int64_t best = 0;
    for (int64_t k = 1; k <= lines->count; k++)
        if (campaign->acceptance * (lines->slope[k] - lines->slope[best])
            > lines->cost[k] - lines->cost[best])
            best = k;
    return best;
}

/* The prediction down to which the first `count` groups go. */
static double threshold_of(const cev__trial *trial, int64_t count)
{
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    double threshold = NAN;
    for (int64_t i = trial->count; i > 0 && count > 0; count--) {
        threshold = predicted[i - 1];
        while (i > 0 && predicted[i - 1] >= threshold)
            i--;
    }
    return threshold;
}

static void tell_profit(const cev__trial *trial,
                        const cev__campaign *campaign,
                        const campaign_lines *lines, double *contribution,
                        cev__lines *figures)
{
    cev__sum share = {0};
    int64_t best = best_count(campaign, lines);
    for (int64_t k = 0; k <= lines->count; k++)
        cev__sum_add(&share, lines->share[k] * lines->mass[k]);
    take_contributions(trial, campaign, lines, contribution);
    cev__judge_mean(figures, "emp", trial, contribution,
                    "influence of each customer at the best thresholds");
    cev__judge_figure(figures, "emp_share", 0, cev__sum_value(&share), NAN,
                      "customers to contact, in the mean");
    for (int64_t i = 0; i < trial->count; i++)
        contribution[i] = cev__campaign_gain(campaign, trial, i,
                                             campaign->acceptance);
    cev__judge_mean(figures, "gain_of_all", trial, contribution,
                    "everybody contacted: normal interval of a mean");
    cev__judge_figure(figures, "best_gain", 0,
                      campaign->acceptance * lines->slope[best]
                          - lines->cost[best],
                      NAN, "at the mean acceptance");
    cev__judge_figure(figures, "best_share", 0, lines->share[best], NAN,
                      "customers contacted then");
    cev__judge_figure(figures, "best_threshold", 0,
                      threshold_of(trial, best), NAN,
                      best > 0 ? "down to this prediction"
                               : "nobody is worth it");
}

int32_t cev__judge_profit(cev_ctx *ctx, const cev__trial *trial,
                          const cev_options *options, cev_table **out)
{
    cev__campaign campaign = cev__campaign_of(options);
    int64_t room = trial->count + 1, all = CAMPAIGN_NUMBERS * room;
    cev__lines figures = {
        .ctx = ctx,
        .z = cev__interval_z(
            cev__options_double(options, CEV__OPT_INTERVAL))};
    campaign_lines lines = {0};
    double *numbers = cev__alloc(ctx, all + room, (int64_t)sizeof *numbers);
    lines.order = cev__alloc(ctx, 2 * room, (int64_t)sizeof *lines.order);
    lines.hull = cev__alloc(ctx, room, (int64_t)sizeof *lines.hull);
    int is_short =
        numbers == NULL || lines.order == NULL || lines.hull == NULL;
    if (!is_short) {
        double **const parts[CAMPAIGN_NUMBERS] = {
            &lines.slope, &lines.cost, &lines.share, &lines.mass,
            &lines.moment};
        for (int p = 0; p < CAMPAIGN_NUMBERS; p++)
            *parts[p] = numbers + p * room;
        draw_lines(trial, &campaign, &lines);
        weigh_lines(&campaign, &lines);
        tell_profit(trial, &campaign, &lines, numbers + all, &figures);
    }
    cev__free(ctx, numbers, all + room, (int64_t)sizeof *numbers);
    cev__free(ctx, lines.order, 2 * room, (int64_t)sizeof *lines.order);
    cev__free(ctx, lines.hull, room, (int64_t)sizeof *lines.hull);
    return is_short ? cev__fail_memory(ctx)
                    : cev__lines_scores(&figures, out);
}
