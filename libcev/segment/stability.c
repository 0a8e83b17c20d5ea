/* Whether segments come out again; see cev/segmenter.h. */
#include "../core/compiler.h"
#include "cev/segmenter.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../core/fitted.h"
#include "../core/row_keys.h"
#include "../math/quantile.h"
#include "../math/sum.h"
#include "../portfolio/parted.h"
#include "cev/statistics.h"

/* Rows that are resampled at the most, and resamples unless told otherwise. */
enum { STABLE_ROWS = 10000, STABLE_DRAWS = 100 };

/* Hennig's (2007) marks: above one a group is found again, below it is lost. */
#define FOUND_FROM 0.75
#define LOST_UNTIL 0.5

enum {
    STABLE_CUSTOMERS,
    STABLE_MEAN,
    STABLE_LOWER,
    STABLE_UPPER,
    STABLE_FOUND,
    STABLE_LOST,
    STABLE_COLUMNS
};

/* What a call works with. */
typedef struct stability {
    cev_ctx *ctx;
    const cev__fitted *fitted;
    const cev_table *customers; /* those that are resampled, in their order */
    cev__parted own;            /* as the segmenter places them */
    int64_t draws;
    double *counts;  /* of each row in a resample */
    int64_t *rows;   /* of a resample */
    double *jaccard; /* segments × draws; NaN where nobody of one was drawn */
    double *shared;  /* segments × CEV__PARTS_MAX: customers of both */
} stability;

/* ---- Rows in an order of their own --------------------------------------- */

/* The rows in the order of their keys, at most STABLE_ROWS: a fair sample. */
static int32_t order_customers(cev_ctx *ctx, const cev_table *customers,
                               cev_table **out)
{
    int64_t n = customers->rows, room = n + 1;
    int64_t *order = cev__alloc(ctx, room, (int64_t)sizeof *order);
    if (order == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__rows_in_order(ctx, customers, order);
    if (status == CEV_OK)
        status = cev__table_rows(ctx, customers, order,
                                 n < STABLE_ROWS ? n : STABLE_ROWS, out);
    cev__free(ctx, order, room, (int64_t)sizeof *order);
    return status;
}

/* ---- Resamples ----------------------------------------------------------- */

/* The segments of the customers by a model, with the customers of each row. */
static int32_t place_all(const stability *s, const void *model,
                         cev__parted *out)
{
    const cev__segmenter_kind *kind =
        (const cev__segmenter_kind *)(const void *)s->fitted->kind;
    cev_table *placed = NULL;
    int32_t status = kind->assign(s->ctx, model, &s->fitted->options,
                                  s->customers, &placed);
    if (status == CEV_OK)
        status = cev__parted_open(s->ctx, placed, out);
    cev_table_free(placed);
    if (status != CEV_OK)
        return status;
    status = cev__weights_read(s->ctx, s->customers, out->weights);
    if (status != CEV_OK)
        cev__parted_free(s->ctx, out);
    return status;
}

/* The greatest Jaccard similarity of each segment with any of the other
 * grouping, over the customers that were drawn, each once. */
static void compare_groupings(stability *s, const cev__parted *other,
                              int64_t draw)
{
    int64_t parts = s->own.names.count, others = other->names.count;
    double own[CEV__PARTS_MAX] = {0}, theirs[CEV__PARTS_MAX] = {0};
    memset(s->shared, 0, (size_t)(parts * others) * sizeof *s->shared);
    for (int64_t i = 0; i < s->customers->rows; i++) {
        double weight = s->counts[i] > 0.0 ? s->own.weights[i] : 0.0;
        own[s->own.part[i]] += weight;
        theirs[other->part[i]] += weight;
        s->shared[s->own.part[i] * others + other->part[i]] += weight;
    }
    for (int64_t p = 0; p < parts; p++) {
        double most = own[p] > 0.0 ? 0.0 : NAN;
        for (int64_t q = 0; q < others && own[p] > 0.0; q++) {
            double both = s->shared[p * others + q];
            most = fmax(most, both / (own[p] + theirs[q] - both));
        }
        s->jaccard[p * s->draws + draw] = most;
    }
}

/* Fits a resample and compares. */
static int32_t draw_grouping(stability *s, int64_t draw)
{
    cev_ctx *ctx = s->ctx;
    const cev__fitted *fitted = s->fitted;
    int64_t n = s->customers->rows, taken = 0;
    cev_table *drawn = NULL;
    void *model = NULL;
    cev__parted other;
    cev_bootstrap_counts(ctx->seed, draw, n, s->counts);
    for (int64_t i = 0; i < n; i++)
        for (double left = s->counts[i]; left > 0.5; left--)
            s->rows[taken++] = i;
    int32_t status =
        cev__table_rows(ctx, s->customers, s->rows, taken, &drawn);
    if (status == CEV_OK) {
        const cev__given given = {&fitted->options, drawn, &fitted->prior, 0,
                                  NULL, NULL};
        status = fitted->kind->fit(ctx, &given, &model);
    }
    if (status == CEV_OK)
        status = place_all(s, model, &other);
    if (status == CEV_OK) {
        compare_groupings(s, &other, draw);
        cev__parted_free(ctx, &other);
    }
    if (model != NULL)
        fitted->kind->free(ctx, model);
    cev_table_free(drawn);
    return status;
}

/* ---- The table ----------------------------------------------------------- */

/* The numbers of one segment; moves those that are known to the front. */
static void tell_stability(stability *s, int64_t part, double coverage,
                           double *numbers)
{
    double *jaccard = s->jaccard + part * s->draws;
    cev__sum mean = {0, 0}, customers = {0, 0};
    int64_t known = 0, found = 0, lost = 0, positions[2];
    cev__rank ranks[2];
    for (int64_t i = 0; i < s->customers->rows; i++)
        if (s->own.part[i] == part)
            cev__sum_add(&customers, s->own.weights[i]);
    for (int64_t draw = 0; draw < s->draws; draw++)
        if (!isnan(jaccard[draw]))
            jaccard[known++] = jaccard[draw];
    for (int64_t i = 0; i < known; i++) {
        cev__sum_add(&mean, jaccard[i]);
        found += jaccard[i] > FOUND_FROM;
        lost += jaccard[i] <= LOST_UNTIL;
    }
    for (int i = 0; i < STABLE_COLUMNS; i++)
        numbers[i] = NAN;
    numbers[STABLE_CUSTOMERS] = cev__sum_value(&customers);
    if (known == 0)
        return;
    numbers[STABLE_MEAN] = cev__sum_value(&mean) / (double)known;
    numbers[STABLE_FOUND] = (double)found / (double)known;
    numbers[STABLE_LOST] = (double)lost / (double)known;
    if (!(coverage > 0.0))
        return;
    positions[0] = (int64_t)((double)known * (1.0 - coverage) / 2.0);
    positions[1] = known - 1 - positions[0];
    cev__quantile_ranks(jaccard, known, positions, 2, (uint64_t *)s->rows,
                        ranks);
    numbers[STABLE_LOWER] = ranks[0].value;
    numbers[STABLE_UPPER] = ranks[1].value;
}

static const char *stability_verdict(double mean)
{
    if (isnan(mean))
        return "Nobody of it was drawn: nothing can be said.";
    if (mean >= 0.85)
        return "Comes out again from other customers.";
    if (mean >= FOUND_FROM)
        return "Comes out again for the most part; who is at its edge may "
               "change.";
    if (mean >= 0.6)
        return "There is a pattern, but who belongs to it is in doubt.";
    return "Comes out otherwise from other customers: do not build on it.";
}

static int32_t stability_table(stability *s, double coverage, cev_table **out)
{
    static const char names[STABLE_COLUMNS][12] = {
        "customers", "jaccard", "jaccard_lo", "jaccard_hi", "found", "lost"};
    int64_t parts = s->own.names.count;
    const char *segment[CEV__PARTS_MAX], *verdict[CEV__PARTS_MAX];
    double *columns[STABLE_COLUMNS] = {NULL};
    cev_table *table = NULL;
    int32_t status = cev_table_new(s->ctx, parts, &table);
    for (int64_t p = 0; p < parts; p++)
        segment[p] = cev__customer_name(&s->own.names, p);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "segment", segment);
    for (int c = 0; status == CEV_OK && c < STABLE_COLUMNS; c++)
        if (coverage > 0.0 || (c != STABLE_LOWER && c != STABLE_UPPER))
            status = cev__table_add_double(table, names[c], &columns[c]);
    for (int64_t p = 0; status == CEV_OK && p < parts; p++) {
        double numbers[STABLE_COLUMNS];
        tell_stability(s, p, coverage, numbers);
        verdict[p] = stability_verdict(numbers[STABLE_MEAN]);
        for (int c = 0; c < STABLE_COLUMNS; c++)
            if (columns[c] != NULL)
                columns[c][p] = numbers[c];
    }
    if (status == CEV_OK)
        status = cev__table_add_text(table, "verdict", verdict);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

/* All resamples of customers that are in their order. */
static int32_t measure_stability(stability *s, double coverage,
                                 cev_table **out)
{
    int64_t n = s->customers->rows, parts = s->own.names.count;
    int64_t room = n > s->draws ? n + 1 : s->draws + 1;
    int64_t cells = parts * CEV__PARTS_MAX + 1;
    s->counts = cev__alloc(s->ctx, room, 8);
    s->rows = cev__alloc(s->ctx, room, 8);
    s->jaccard = cev__alloc(s->ctx, parts * s->draws + 1, 8);
    s->shared = cev__alloc(s->ctx, cells, 8);
    int32_t status = s->counts == NULL || s->rows == NULL
                             || s->jaccard == NULL || s->shared == NULL
                         ? cev__fail_memory(s->ctx)
                         : CEV_OK;
    for (int64_t draw = 0; status == CEV_OK && draw < s->draws && n > 0;
         draw++) {
        status = draw_grouping(s, draw);
        if (status == CEV_OK)
            status = cev__progress(s->ctx, "stability",
                                   (double)(draw + 1) / (double)s->draws);
    }
    if (status == CEV_OK)
        status = stability_table(s, coverage, out);
    cev__free(s->ctx, s->shared, cells, 8);
    cev__free(s->ctx, s->jaccard, parts * s->draws + 1, 8);
    cev__free(s->ctx, s->rows, room, 8);
    cev__free(s->ctx, s->counts, room, 8);
    return status;
}

int32_t cev_segmenter_stability(const cev_segmenter *segmenter,
                                const cev_table *customers,
                                const cev_options *options, cev_table **out)
{
    if (segmenter == NULL)
        return CEV_ERR_ARGUMENT;
    stability s;
    cev_options merged;
    cev_table *ordered = NULL;
    memset(&s, 0, sizeof s);
    s.fitted = cev__segmenter_fitted(segmenter);
    s.ctx = s.fitted->ctx;
    s.draws = cev__options_has(options, CEV__OPT_DRAWS)
                  ? cev__options_int(options, CEV__OPT_DRAWS)
                  : STABLE_DRAWS;
    int32_t status = cev__fitted_ready(s.fitted, NULL, out, &merged);
    if (status == CEV_OK && customers == NULL)
        status = cev__fail_null(s.ctx, "customers");
    if (status == CEV_OK)
        status = cev__options_check(s.ctx, options,
                                    CEV__TAKES_SEGMENTER_STABILITY,
                                    "cev_segmenter_stability");
    if (status == CEV_OK)
        status = order_customers(s.ctx, customers, &ordered);
    s.customers = ordered;
    if (status == CEV_OK)
        status = place_all(&s, s.fitted->model, &s.own);
    if (status == CEV_ERR_DOMAIN) { /* names a row: let it be the caller's */
        s.customers = customers;
        status = place_all(&s, s.fitted->model, &s.own);
    }
    if (status == CEV_OK) {
        status = measure_stability(
            &s, cev__options_double(options, CEV__OPT_INTERVAL), out);
        cev__parted_free(s.ctx, &s.own);
    }
    cev_table_free(ordered);
    return status;
}
