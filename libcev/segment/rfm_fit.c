/* Fitting RFM: measures, cuts and the totals of each group. */
#include "rfm.h"

#include <math.h>

/* What a fit holds for a while: the measures of all customers, each in a
 * row of its own, and memory to work in. */
typedef struct rfm_work {
    int64_t rows;
    double *values[CEV__RFM_MEASURES];
    uint64_t *scratch;
} rfm_work;

static void release_measures(cev_ctx *ctx, rfm_work *work)
{
    for (int i = 0; i < CEV__RFM_MEASURES; i++)
        cev__free(ctx, work->values[i], work->rows + 1, 8);
    cev__free(ctx, work->scratch, work->rows + 1, 8);
}

static int32_t reserve_measures(cev_ctx *ctx, int64_t rows, rfm_work *work)
{
    int complete = 1;
    work->rows = rows;
    for (int i = 0; i < CEV__RFM_MEASURES; i++) {
        work->values[i] = cev__alloc(ctx, rows + 1, 8);
        complete = complete && work->values[i] != NULL;
    }
    work->scratch = cev__alloc(ctx, rows + 1, 8);
    if (complete && work->scratch != NULL)
        return CEV_OK;
    release_measures(ctx, work);
    return cev__fail_memory(ctx);
}

/* Reads all rows into the work. */
static int32_t read_measures(const cev__rfm_reader *reader, rfm_work *work)
{
    for (int64_t row = 0; row < work->rows; row++) {
        double measures[CEV__RFM_MEASURES];
        int32_t status = cev__rfm_read(reader, row, measures);
        if (status != CEV_OK)
            return status;
        for (int i = 0; i < CEV__RFM_MEASURES; i++)
            work->values[i][row] = measures[i];
    }
    return CEV_OK;
}

/* Counts every customer of the fitted table into its group. */
static void fill_rfm_groups(cev__rfm_model *model, const rfm_work *work)
{
    for (int64_t row = 0; row < work->rows; row++) {
        double measures[CEV__RFM_MEASURES];
        int score[CEV__RFM_MEASURES];
        for (int i = 0; i < CEV__RFM_MEASURES; i++)
            measures[i] = work->values[i][row];
        int place = cev__rfm_place(model, measures, score);
        cev__rfm_totals *group = &model->groups[place];
        group->customers++;
        cev__sum_add(&group->measures[CEV__RFM_R], measures[CEV__RFM_R]);
        cev__sum_add(&group->measures[CEV__RFM_F], measures[CEV__RFM_F]);
        if (isinf(measures[CEV__RFM_M]))
            continue;
        group->known++;
        cev__sum_add(&group->measures[CEV__RFM_M], measures[CEV__RFM_M]);
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
static int32_t fit_measures(const cev__rfm_reader *reader, rfm_work *work,
                            cev__rfm_model *model)
{
    int32_t status = read_measures(reader, work);
    if (status != CEV_OK)
        return status;
    for (int i = 0; i < CEV__RFM_MEASURES; i++)
        cev__rfm_cut(work->values[i], work->rows, model->scores,
                     work->scratch, &model->cuts[i]);
    fill_rfm_groups(model, work);
    return check_rfm_totals(reader->ctx, model);
}

int32_t cev__rfm_fit(cev_ctx *ctx, const cev__given *given, void **out)
{
    int64_t rows = cev_table_row_count(given->customers);
    cev__rfm_reader reader;
    rfm_work work;
    int32_t status = cev__rfm_open(ctx, given->customers, 0, &reader);
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
        status = fit_measures(&reader, &work, model);
        release_measures(ctx, &work);
    }
    if (status != CEV_OK) {
        cev__free(ctx, model, 1, (int64_t)sizeof *model);
        return status;
    }
    *out = model;
    return CEV_OK;
}
