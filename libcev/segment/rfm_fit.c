/* Fitting RFM: measures, cuts and the totals of each group. */
#include "rfm.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "../core/prefetch.h"

/* What a fit holds for a while: the measures of all customers, each in a
 * row of its own, and memory to work in. */
typedef struct rfm_work {
    int64_t rows;
    int64_t known; /* of these, those whose revenue is known */
    double *values[CEV__RFM_MEASURES];
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
    for (int i = 0; i < CEV__RFM_MEASURES; i++)
        cev__free(ctx, work->values[i], measures_room(work), 8);
    cev__free(ctx, work->scratch, work->rows + 1, 8);
}

static int32_t reserve_measures(cev_ctx *ctx, int64_t rows, rfm_work *work)
{
    int complete = 1;
    work->rows = rows;
    work->known = 0;
    for (int i = 0; i < CEV__RFM_MEASURES; i++) {
        work->values[i] = cev__alloc(ctx, measures_room(work), 8);
        complete = complete && work->values[i] != NULL;
    }
    work->scratch = cev__alloc(ctx, rows + 1, 8);
    if (complete && work->scratch != NULL)
        return CEV_OK;
    release_measures(ctx, work);
    return cev__fail_memory(ctx);
}

/* The block of the work's rows from `first` on; asks for the next one. */
static void open_block(const rfm_work *work, int64_t first,
                       cev__rfm_block *block)
{
    for (int k = 0; k < CEV__RFM_MEASURES; k++) {
        block->measures[k] = work->values[k] + first;
        cev__prefetch(block->measures[k] + CEV__ROWS, 8 * (int64_t)CEV__ROWS);
    }
}

/* Reads all rows into the work. */
static int32_t read_measures(const cev__rfm_reader *reader, rfm_work *work)
{
    int32_t status = CEV_OK;
    for (int64_t first = 0; status == CEV_OK && first < work->rows;
         first += CEV__ROWS) {
        cev__rfm_block block;
        int64_t n = cev__rows_from(first, work->rows);
        open_block(work, first, &block);
        status = cev__rfm_read(reader, first, n, &block);
        for (int64_t i = 0; status == CEV_OK && i < n; i++)
            work->known += block.measures[CEV__RFM_M][i] <= DBL_MAX;
    }
    return status;
}

/* Counts the customers of a block that has been placed into their groups. */
static void count_block(cev__rfm_model *model, const cev__rfm_block *block,
                        int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        cev__rfm_totals *group = &model->groups[block->group[i]];
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
static void fill_rfm_groups(cev__rfm_model *model, const rfm_work *work)
{
    for (int64_t first = 0; first < work->rows; first += CEV__ROWS) {
        cev__rfm_block block;
        open_block(work, first, &block);
        cev__rfm_place(model, &block);
        count_block(model, &block, cev__rows_from(first, work->rows));
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

/* A whole model of the work's customers. */
static int32_t fit_measures(const cev__rfm_reader *reader,
                            const cev_options *options, rfm_work *work,
                            cev__rfm_model *model)
{
    int32_t status = read_measures(reader, work);
    for (int i = 0; status == CEV_OK && i < CEV__RFM_MEASURES; i++) {
        model->cuts[i].known = i == CEV__RFM_M ? work->known : work->rows;
        status = cev__rfm_fix_cuts(reader->ctx, options, i, reader->grid,
                                   model->scores, &model->cuts[i]);
        if (status == CEV_OK && !model->cuts[i].has_cuts)
            cev__rfm_cut(work->values[i], work->rows, model->cuts[i].known,
                         model->scores, work->scratch, &model->cuts[i]);
    }
    if (status != CEV_OK)
        return status;
    fill_rfm_groups(model, work);
    return check_rfm_totals(reader->ctx, model);
}

int32_t cev__rfm_fit(cev_ctx *ctx, const cev__given *given, void **out)
{
    int64_t rows = cev_table_row_count(given->customers);
    cev__rfm_reader reader;
    rfm_work work;
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
    model->grid = cev__rfm_grid(&reader, rows);
    reader.grid = model->grid;
    status = reserve_measures(ctx, rows, &work);
    if (status == CEV_OK) {
        status = fit_measures(&reader, given->options, &work, model);
        release_measures(ctx, &work);
    }
    if (status != CEV_OK) {
        cev__free(ctx, model, 1, (int64_t)sizeof *model);
        return status;
    }
    *out = model;
    return CEV_OK;
}
