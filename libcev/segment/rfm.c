/* The segmenter "rfm": recency, frequency, monetary value. */
#include "rfm.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "../core/kinds.h"

extern const cev__segmenter_kind cev__rfm_kind;

static void rfm_free(cev_ctx *ctx, void *model)
{
    cev__free(ctx, model, 1, (int64_t)sizeof(cev__rfm_model));
}

/* The columns of assign while they are filled. */
typedef struct rfm_columns {
    int64_t *score[CEV__RFM_MEASURES];
    double *total;
    const char **segment, *names[CEV__RFM_GROUPS];
} rfm_columns;

/* Writes the answers of n placed customers, from row `first` on. */
static void assign_block(const cev__rfm_model *model,
                         const cev__rfm_block *block, int64_t first,
                         int64_t n, const double *weights,
                         const rfm_columns *columns)
{
    const char **segment = columns->segment + first;
    double *total = columns->total + first;
    const uint64_t digit = (1 << CEV__RFM_DIGIT) - 1;
    double counts[CEV__RFM_MEASURES][1 << CEV__RFM_DIGIT];
    int64_t *score[CEV__RFM_MEASURES];
    for (int k = 0; k < CEV__RFM_MEASURES; k++) {
        int shift = cev__rfm_shift(k);
        score[k] = columns->score[k] + first;
        for (int64_t i = 0; i < n; i++)
            score[k][i] = (int64_t)(block->place[i] >> shift & digit);
        for (int s = 0; s < 1 << CEV__RFM_DIGIT; s++)
            counts[k][s] = weights[k] * s;
    }
    for (int64_t i = 0; i < n; i++)
        total[i] = counts[CEV__RFM_R][score[CEV__RFM_R][i]]
                   + counts[CEV__RFM_F][score[CEV__RFM_F][i]]
                   + counts[CEV__RFM_M][score[CEV__RFM_M][i]];
    for (int64_t i = 0; i < n; i++)
        segment[i] = columns->names[model->groups_at[block->place[i]]];
}

static int32_t assign_groups(const cev__rfm_model *model,
                             const cev__rfm_reader *reader, int64_t rows,
                             const double *weights,
                             const rfm_columns *columns)
{
    cev__rfm_block block;
    for (int64_t first = 0; first < rows; first += CEV__ROWS) {
        int64_t n = cev__rows_from(first, rows);
        int32_t status = cev__rfm_place(model, reader, first, n, &block)
                             ? CEV_OK
                             : cev__rfm_check(reader, first, n);
        if (status != CEV_OK)
            return status;
        assign_block(model, &block, first, n, weights, columns);
    }
    return CEV_OK;
}

/* Fills a table that has its rows and no columns yet. */
static int32_t fill_assigned_columns(cev_table *table,
                                     const cev__rfm_model *model,
                                     const cev__rfm_reader *reader,
                                     const double *weights,
                                     const cev_table *customers)
{
    static const char names[CEV__RFM_MEASURES][2] = {"r", "f", "m"};
    const char *groups[CEV__RFM_GROUPS];
    int64_t rows = cev_table_row_count(customers);
    rfm_columns columns;
    int32_t status = CEV_OK;
    if (cev__table_find(customers, "customer") != NULL)
        status = cev__table_add_copy(table, "customer", customers);
    for (int i = 0; status == CEV_OK && i < CEV__RFM_MEASURES; i++)
        status = cev__table_add_unwritten_int64(table, names[i],
                                                &columns.score[i]);
    if (status == CEV_OK)
        status = cev__table_add_unwritten(table, "total", &columns.total);
    for (int i = 0; i < CEV__RFM_GROUPS; i++)
        groups[i] = cev__rfm_name(i);
    if (status == CEV_OK)
        status = cev__table_add_words(table, "segment", groups,
                                      CEV__RFM_GROUPS, columns.names,
                                      &columns.segment);
    return status == CEV_OK
               ? assign_groups(model, reader, rows, weights, &columns)
               : status;
}

int32_t cev__rfm_check_scores(cev_ctx *ctx, const cev__rfm_model *model,
                              const cev_options *options)
{
    int64_t scores = cev__options_int(options, CEV__OPT_SCORES);
    if (!cev__options_has(options, CEV__OPT_SCORES) || scores == model->scores)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_OPTION,
                     "option scores = %d; wanted %i, with which this rfm was "
                     "fitted, or none",
                     scores, model->scores);
}

static int32_t rfm_assign(cev_ctx *ctx, const void *fitted,
                          const cev_options *options,
                          const cev_table *customers, cev_table **out)
{
    const cev__rfm_model *model = fitted;
    cev__rfm_reader reader;
    double weights[CEV__RFM_MEASURES];
    cev_table *table = NULL;
    int32_t status = cev__rfm_check_scores(ctx, model, options);
    if (status == CEV_OK)
        status = cev__rfm_weights(ctx, options, weights);
    if (status == CEV_OK)
        status = cev__rfm_open(ctx, customers, model->grid, &reader);
    if (status == CEV_OK)
        status = cev_table_new(ctx, cev_table_row_count(customers), &table);
    if (status == CEV_OK)
        status = fill_assigned_columns(table, model, &reader, weights,
                                       customers);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

static void rfm_summary(const void *fitted, cev__lines *lines)
{
    const cev__rfm_model *model = fitted;
    const cev__rfm_cuts *revenue = &model->cuts[CEV__RFM_M];
    double customers = (double)model->cuts[CEV__RFM_R].known;
    cev__lines_figure(lines, "customers", customers);
    cev__lines_figure(lines, "scores", model->scores);
    if ((double)revenue->known < customers)
        cev__lines_verdict(lines, "revenue_unknown",
                           customers - (double)revenue->known,
                           "The revenue of {n} customers is unknown: their "
                           "monetary score is the middle one.");
    if (customers < 10 * model->scores)
        cev__lines_verdict(lines, "few_customers", customers,
                           "With {n} customers the scores say little but who "
                           "comes before whom.");
}

static void save_rfm_sum(cev__writer *writer, const cev__sum *sum)
{
    cev__write_double(writer, sum->total);
    cev__write_double(writer, sum->lost);
}

/* scores, grid; for each measure the customers known and the cuts, if any;
 * for each group the customers, those known, and three sums. */
static void rfm_save(const void *fitted, cev__writer *writer)
{
    const cev__rfm_model *model = fitted;
    cev__write_i32(writer, model->scores);
    cev__write_double(writer, model->grid);
    for (int i = 0; i < CEV__RFM_MEASURES; i++) {
        const cev__rfm_cuts *cuts = &model->cuts[i];
        cev__write_i64(writer, cuts->known);
        cev__write_i32(writer, cuts->has_cuts);
        for (int c = 0; cuts->has_cuts && c < model->scores - 1; c++)
            cev__write_double(writer, cuts->cuts[c]);
    }
    for (int i = 0; i < CEV__RFM_GROUPS; i++) {
        const cev__rfm_totals *group = &model->groups[i];
        cev__write_i64(writer, group->customers);
        cev__write_i64(writer, group->known);
        for (int j = 0; j < CEV__RFM_MEASURES; j++)
            save_rfm_sum(writer, &group->measures[j]);
    }
}

/* Cuts that ascend; CEV_OK is 1, anything else 0. */
static int load_rfm_cuts(cev__blob *blob, int scores, cev__rfm_cuts *cuts)
{
    cuts->known = cev__read_i64(blob);
    cuts->has_cuts = cev__read_i32(blob);
    if (cuts->known < 0 || cuts->has_cuts < (cuts->known > 0)
        || cuts->has_cuts > 1)
        return 0;
    double last = -INFINITY;
    for (int c = 0; cuts->has_cuts && c < scores - 1; c++) {
        cuts->cuts[c] = cev__read_double(blob);
        if (!(cuts->cuts[c] >= last))
            return 0;
        last = cuts->cuts[c];
    }
    return 1;
}

/* The totals of a group, as a fit can leave them. */
static int load_rfm_group(cev__blob *blob, cev__rfm_totals *group)
{
    group->customers = cev__read_i64(blob);
    group->known = cev__read_i64(blob);
    for (int i = 0; i < CEV__RFM_MEASURES; i++) {
        group->measures[i].total = cev__read_double(blob);
        group->measures[i].lost = cev__read_double(blob);
    }
    return group->customers >= 0 && group->known >= 0
           && group->known <= group->customers;
}

/* How many customers the groups hold, those known in `known`; -1 when they are
 * more than can be. */
static int64_t count_loaded_customers(const cev__rfm_model *model, int64_t *known)
{
    int64_t customers = 0;
    *known = 0;
    for (int i = 0; i < CEV__RFM_GROUPS; i++) {
        if (model->groups[i].customers > INT64_MAX - customers)
            return -1;
        customers += model->groups[i].customers;
        *known += model->groups[i].known;
    }
    return customers;
}

/* Reads a model and says whether a fit can have left it: hostile bytes may
 * carry a right checksum. */
static int load_rfm_model(cev__blob *blob, cev__rfm_model *model)
{
    int scores = cev__read_i32(blob);
    model->grid = cev__read_double(blob);
    if (scores < CEV__RFM_SCORES_MIN || scores > CEV__RFM_SCORES_MAX
        || !(model->grid >= DBL_MIN && model->grid <= DBL_MAX))
        return 0;
    cev__rfm_set_scores(model, scores);
    for (int i = 0; i < CEV__RFM_MEASURES; i++)
        if (!load_rfm_cuts(blob, model->scores, &model->cuts[i]))
            return 0;
    for (int i = 0; i < CEV__RFM_GROUPS; i++)
        if (!load_rfm_group(blob, &model->groups[i]))
            return 0;
    for (int i = 0; i < CEV__RFM_MEASURES; i++)
        if (!isfinite(cev__rfm_total(model, i)))
            return 0;
    int64_t known;
    int64_t customers = count_loaded_customers(model, &known);
    return customers == model->cuts[CEV__RFM_R].known
           && customers == model->cuts[CEV__RFM_F].known
           && known == model->cuts[CEV__RFM_M].known;
}

static int32_t rfm_load(cev_ctx *ctx, cev__blob *blob, void **out)
{
    cev__rfm_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    if (!load_rfm_model(blob, model) || blob->failed) {
        rfm_free(ctx, model);
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no rfm that a fit can have left");
    }
    *out = model;
    return CEV_OK;
}

const cev__segmenter_kind cev__rfm_kind = {
    {
        CEV_RFM,
        "scores of recency, frequency and monetary value, and named groups",
        CEV_OPT_SCORES " " CEV_OPT_RECENCY_CUTS " " CEV_OPT_FREQUENCY_CUTS
        " " CEV_OPT_MONETARY_CUTS " " CEV_OPT_SCORE_WEIGHTS,
        "x t_x T revenue",
        "r f m total segment",
        "",
        "Hughes (1994), Strategic Database Marketing; mid-rank scores",
        cev__rfm_fit,
        rfm_free,
        rfm_save,
        rfm_load,
    },
    rfm_assign,
    cev__rfm_profile,
    rfm_summary,
};
