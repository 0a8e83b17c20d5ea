/*
 * The log-rank test; see log_rank.h. Source: Mantel (1966), Cancer
 * Chemotherapy Reports 50(3), 163-170; Peto & Peto (1972), Journal of the
 * Royal Statistical Society A 135(2), 185-207.
 */
#include "../core/compiler.h"
#include "log_rank.h"

#include <math.h>

#include "../math/cholesky.h"
#include "../math/chi_square.h"
#include "../math/radix.h"
#include "../math/sum.h"

/* What is left of a group's variance by those before it, at the least. */
#define RANK_LEAST 1e-12

/* Rows walked by their ends, in all groups at once. */
typedef struct rank_walk {
    const cev__spells *spells;
    cev__keyed *ends, *entries, *spare; /* a row each */
    int64_t count, groups, next_entry;
    cev__sum *present; /* of each group */
    double *at_risk, *excess, *variance; /* excess: events above expectation */
    int64_t packed;    /* elements of the variance */
} rank_walk;

static void close_rank(cev_ctx *ctx, rank_walk *walk)
{
    int64_t rows = walk->count + 1;
    cev__free(ctx, walk->ends, rows, (int64_t)sizeof *walk->ends);
    cev__free(ctx, walk->entries, rows, (int64_t)sizeof *walk->entries);
    cev__free(ctx, walk->spare, rows, (int64_t)sizeof *walk->spare);
    cev__free(ctx, walk->present, walk->groups,
              (int64_t)sizeof *walk->present);
    cev__free(ctx, walk->at_risk, walk->groups,
              (int64_t)sizeof *walk->at_risk);
    cev__free(ctx, walk->excess, walk->groups, (int64_t)sizeof *walk->excess);
    cev__free(ctx, walk->variance, walk->packed,
              (int64_t)sizeof *walk->variance);
}

static int32_t open_rank(cev_ctx *ctx, const cev__spells *spells,
                         rank_walk *walk)
{
    int64_t rows = spells->lesson.count + 1;
    *walk = (rank_walk){.spells = spells, .count = spells->lesson.count};
    walk->groups = cev__group_count(&spells->names);
    walk->packed = walk->groups * (walk->groups + 1) / 2;
    walk->ends = cev__alloc(ctx, rows, (int64_t)sizeof *walk->ends);
    walk->entries = cev__alloc(ctx, rows, (int64_t)sizeof *walk->entries);
    walk->spare = cev__alloc(ctx, rows, (int64_t)sizeof *walk->spare);
    walk->present =
        cev__alloc_zero(ctx, walk->groups, (int64_t)sizeof *walk->present);
    walk->at_risk =
        cev__alloc_zero(ctx, walk->groups, (int64_t)sizeof *walk->at_risk);
    walk->excess =
        cev__alloc_zero(ctx, walk->groups, (int64_t)sizeof *walk->excess);
    walk->variance =
        cev__alloc_zero(ctx, walk->packed, (int64_t)sizeof *walk->variance);
    if (walk->ends == NULL || walk->entries == NULL || walk->spare == NULL
        || walk->present == NULL || walk->at_risk == NULL
        || walk->excess == NULL || walk->variance == NULL) {
        close_rank(ctx, walk);
        return cev__fail_memory(ctx);
    }
    for (int64_t i = 0; i < walk->count; i++) {
        int64_t row = spells->lesson.order[i];
        walk->ends[i] =
            (cev__keyed){cev__keyed_double(spells->times[row]), row};
        walk->entries[i] =
            (cev__keyed){cev__keyed_double(spells->entries[row]), row};
    }
    cev__keyed_sort(walk->ends, walk->spare, walk->count);
    cev__keyed_sort(walk->entries, walk->spare, walk->count);
    return CEV_OK;
}

/* Who is there at a time, by group; gives their number. */
static double count_present(rank_walk *walk, double time)
{
    const cev__spells *spells = walk->spells;
    cev__sum all = {0};
    while (walk->next_entry < walk->count) {
        int64_t row = walk->entries[walk->next_entry].index;
        if (spells->entries[row] >= time)
            break;
        cev__sum_add(&walk->present[spells->groups[row]],
                     spells->lesson.weights[row]);
        walk->next_entry++;
    }
    for (int64_t g = 0; g < walk->groups; g++) {
        walk->at_risk[g] = fmax(cev__sum_value(&walk->present[g]), 0.0);
        cev__sum_add(&all, walk->at_risk[g]);
    }
    return cev__sum_value(&all);
}

/* One time's events, against what equal risks would have brought. */
static void add_events(rank_walk *walk, double events, double present)
{
    double share = events / present;
    double spread = present > 1.0 ? share * (present - events)
                                        / (present - 1.0)
                                  : 0.0;
    for (int64_t i = 0; i < walk->groups; i++) {
        double of_i = walk->at_risk[i] / present;
        walk->excess[i] -= share * walk->at_risk[i];
        for (int64_t k = 0; k <= i; k++)
            walk->variance[cev__packed((int)i, (int)k)] +=
                spread * of_i
                * ((i == k) * present - walk->at_risk[k]);
    }
}

static void walk_ranks(rank_walk *walk)
{
    const cev__spells *spells = walk->spells;
    for (int64_t at = 0, end; at < walk->count; at = end) {
        double time = spells->times[walk->ends[at].index];
        double present = count_present(walk, time);
        cev__sum events = {0};
        for (end = at; end < walk->count; end++) {
            int64_t row = walk->ends[end].index;
            double weight = spells->lesson.weights[row];
            if (spells->times[row] != time)
                break;
            cev__sum_add(&walk->present[spells->groups[row]], -weight);
            if (spells->lesson.values[row] != 1.0)
                continue;
            cev__sum_add(&events, weight);
            walk->excess[spells->groups[row]] += weight;
        }
        if (cev__sum_value(&events) > 0.0)
            add_events(walk, cev__sum_value(&events), present);
    }
}

/* The groups whose events vary, but for one, as the rest follows from them. */
static int list_varying(const rank_walk *walk, int varying[CEV__STRATA_MOST])
{
    int count = 0;
    for (int g = 0; g < walk->groups; g++)
        if (walk->variance[cev__packed(g, g)] > 0.0)
            varying[count++] = g;
    return count - 1;
}

/* Their excess over its variance. */
static cev__log_rank conclude_ranks(rank_walk *walk)
{
    cev__log_rank test = {NAN, NAN, NAN};
    int varying[CEV__STRATA_MOST];
    int kept = list_varying(walk, varying);
    double chi_square = 0.0;
    for (int i = 0; i < kept; i++) {
        for (int k = 0; k <= i; k++)
            walk->variance[cev__packed(i, k)] =
                walk->variance[cev__packed(varying[i], varying[k])];
        walk->at_risk[i] = walk->excess[i] = walk->excess[varying[i]];
    }
    if (kept < 1 || !cev__cholesky(kept, walk->variance, RANK_LEAST))
        return test;
    cev__cholesky_solve(kept, walk->variance, walk->at_risk);
    for (int i = 0; i < kept; i++)
        chi_square += walk->at_risk[i] * walk->excess[i];
    test.chi_square = chi_square;
    test.freedom = kept;
    test.p = cev__chi_square_tail(chi_square, kept);
    return test;
}

int32_t cev__log_rank_test(cev_ctx *ctx, const cev__spells *spells,
                           cev__log_rank *out)
{
    rank_walk walk;
    int32_t status = open_rank(ctx, spells, &walk);
    if (status != CEV_OK)
        return status;
    walk_ranks(&walk);
    *out = conclude_ranks(&walk);
    close_rank(ctx, &walk);
    return CEV_OK;
}
