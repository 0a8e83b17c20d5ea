/* Fitting RFM: measures, cuts and the totals of each group. */
#include "rfm.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "../core/prefetch.h"

/* What a fit holds for a while: one measure of all customers, and memory to
 * work in. */
typedef struct rfm_work {
    int64_t rows;
    int64_t known; /* of the measure read last, those whose value is */
    double *values;
    uint64_t *scratch;
} rfm_work;

/* Room for whole blocks. */
static int64_t measures_room(const rfm_work *work)
{
    return work->rows < INT64_MAX - CEV__ROWS ? work->rows + CEV__ROWS
                                              : work->rows;
}

static void release_measures(cev_ctx *ctx, rfm_work *work)
{
    cev__free(ctx, work->values, measures_room(work), 8);
    cev__free(ctx, work->scratch, work->rows + 1, 8);
}

static int32_t reserve_measures(cev_ctx *ctx, int64_t rows, rfm_work *work)
{
    work->rows = rows;
    work->values = cev__alloc(ctx, measures_room(work), 8);
    work->scratch = cev__alloc(ctx, rows + 1, 8);
    if (work->values != NULL && work->scratch != NULL)
        return CEV_OK;
    release_measures(ctx, work);
    return cev__fail_memory(ctx);
}

/* Reads one measure of all rows into the work; where one of them looks wrong,
 * the first row that is wrong in any of them is told. */
static int32_t read_measure(const cev__rfm_reader *reader, int measure,
                            rfm_work *work)
{
    double gaps = 0.0;
    int is_plain = 1;
    for (int64_t first = 0; first < work->rows; first += CEV__ROWS) {
        double *values = work->values + first;
        cev__prefetch(values + CEV__ROWS, 8 * (int64_t)CEV__ROWS);
        is_plain &= cev__rfm_measure(reader, measure, first,
                                     cev__rows_from(first, work->rows),
                                     values);
        for (int64_t i = 0; measure == CEV__RFM_M && i < CEV__ROWS; i++)
            gaps += values[i] > DBL_MAX ? 1.0 : 0.0;
    }
    work->known = work->rows - (int64_t)gaps;
    return is_plain ? CEV_OK : cev__rfm_check(reader, 0, work->rows);
}

/* Counts the customers of a block that has been placed into their groups. */
static void count_block(cev__rfm_totals *groups, const cev__rfm_block *block,
                        int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        cev__rfm_totals *group = &groups[block->group[i]];
        double revenue = block->measures[CEV__RFM_M][i];
        group->customers++;
        cev__sum_add(&group->measures[CEV__RFM_R],
                     block->measures[CEV__RFM_R][i]);
        cev__sum_add(&group->measures[CEV__RFM_F],
                     block->measures[CEV__RFM_F][i]);
        if (revenue > DBL_MAX)
            continue;
        group->known++;
        cev__sum_add(&group->measures[CEV__RFM_M], revenue);
    }
}

/* Counts every customer of the fitted table into its group. */
static void fill_rfm_groups(cev__rfm_model *model,
                            const cev__rfm_reader *reader, int64_t rows)
{
    for (int64_t first = 0; first < rows; first += CEV__ROWS) {
        cev__rfm_block block;
        int64_t n = cev__rows_from(first, rows);
        cev__rfm_place(model, reader, first, n, &block);
        count_block(model->groups, &block, n);
    }
}

double cev__rfm_total(const cev__rfm_model *model, int measure)
{
    cev__sum total = {0, 0};
    for (int i = 0; i < CEV__RFM_GROUPS; i++)
        cev__sum_merge(&total, &model->groups[i].measures[measure]);
    return cev__sum_value(&total);
}

/* Sums must be finite, so that profiles are. */
static int32_t check_rfm_totals(cev_ctx *ctx, const cev__rfm_model *model)
{
    static const char *const names[CEV__RFM_MEASURES] = {"T - t_x", "x",
                                                         "revenue"};
    for (int i = 0; i < CEV__RFM_MEASURES; i++)
        if (!isfinite(cev__rfm_total(model, i)))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "the sum of %s is beyond the range of a double",
                             names[i]);
    return CEV_OK;
}

/* The cuts of one measure: those given, or quantiles. */
static int32_t settle_cuts(const cev__rfm_reader *reader,
                           const cev_options *options, int measure,
                           rfm_work *work, cev__rfm_model *model)
{
    cev__rfm_cuts *cuts = &model->cuts[measure];
    int32_t status = read_measure(reader, measure, work);
    cuts->known = work->known;
    if (status == CEV_OK)
        status = cev__rfm_fix_cuts(reader->ctx, options, measure,
                                   reader->grid, model->scores, cuts);
    if (status == CEV_OK && !cuts->has_cuts)
        cev__rfm_cut(work->values, work->rows, work->known, model->scores,
                     work->scratch, cuts);
    return status;
}

/* A whole model of the reader's customers. */
static int32_t fit_measures(cev__rfm_reader *reader,
                            const cev_options *options, int64_t rows,
                            cev__rfm_model *model)
{
    rfm_work work;
    int32_t status = reserve_measures(reader->ctx, rows, &work);
    model->grid = reader->grid = cev__rfm_grid(reader, rows);
    if (status != CEV_OK)
        return status;
    for (int i = 0; status == CEV_OK && i < CEV__RFM_MEASURES; i++)
        status = settle_cuts(reader, options, i, &work, model);
    release_measures(reader->ctx, &work);
    if (status != CEV_OK)
        return status;
    fill_rfm_groups(model, reader, rows);
    return check_rfm_totals(reader->ctx, model);
}

int32_t cev__rfm_fit(cev_ctx *ctx, const cev__given *given, void **out)
{
    cev__rfm_reader reader;
    double weights[CEV__RFM_MEASURES];
    int32_t status = cev__rfm_open(ctx, given->customers, 0, &reader);
    if (status == CEV_OK)
        status = cev__rfm_weights(ctx, given->options, weights);
    if (status != CEV_OK)
        return status;
    cev__rfm_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    cev__rfm_set_scores(
        model, (int)cev__options_int(given->options, CEV__OPT_SCORES));
    status = fit_measures(&reader, given->options,
                          cev_table_row_count(given->customers), model);
    if (status != CEV_OK) {
        cev__free(ctx, model, 1, (int64_t)sizeof *model);
        return status;
    }
    *out = model;
    return CEV_OK;
}
