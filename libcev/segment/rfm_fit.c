/* Fitting RFM: measures, cuts and the totals of each group. */
#include "rfm.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Stretches of rows that the grid is guessed from. */
enum { GRID_LOOKS = 8 };

/* Bits that are kept of what a sum lost, behind its last one. */
enum { LOST_BITS = 24 };

/* One measure of all customers, told a stretch at a time. */
typedef struct rfm_telling {
    cev__rfm_reader *reader;
    int measure;
    int is_right; /* so far no row was wrong */
    int is_older; /* a T is beyond what the grid is meant for */
} rfm_telling;

typedef char rfm_stretch_is_a_block[CEV__STRETCH == (int)CEV__ROWS ? 1 : -1];

/* Rows that are wrong count as 0: what is no number has no bin. */
static void tell_measure(void *from, int64_t first, int64_t n, double *out)
{
    rfm_telling *telling = from;
    const cev__rfm_reader *reader = telling->reader;
    if (cev__rfm_measure(reader, telling->measure, first, n, out))
        return;
    if (cev__rfm_check(reader, first, n) == CEV_OK) {
        telling->is_older = 1;
        return;
    }
    telling->is_right = 0;
    memset(out, 0, CEV__STRETCH * sizeof *out);
}

/* Groups while they are counted. What belongs to one group stands apart:
 * compilers would do a sum and what it lost as one, and wait for both. */
typedef struct rfm_tally {
    int64_t customers[CEV__RFM_GROUPS], unknown[CEV__RFM_GROUPS];
    double revenue[CEV__RFM_GROUPS], lost[CEV__RFM_GROUPS];
    double recency[CEV__RFM_GROUPS], purchases[CEV__RFM_GROUPS];
} rfm_tally;

/* Counts customers of a block that has been placed into their groups. */
static void count_some(rfm_tally *tally, const uint8_t *groups_at,
                       const cev__rfm_block *block,
                       int64_t from, int64_t to)
{
    for (int64_t i = from; i < to; i++) {
        int group = groups_at[block->place[i]];
        double revenue = block->measures[CEV__RFM_M][i];
        tally->customers[group]++;
        tally->recency[group] += block->measures[CEV__RFM_R][i];
        tally->purchases[group] += block->measures[CEV__RFM_F][i];
        if (revenue > DBL_MAX) {
            tally->unknown[group]++;
            continue;
        }
        cev__sum sum = {tally->revenue[group], tally->lost[group]};
        cev__sum_add(&sum, revenue);
        tally->revenue[group] = sum.total;
        tally->lost[group] = sum.lost;
    }
}

/* Adds what has been counted of recencies and purchases to the groups. */
static void add_some(rfm_tally *tally, cev__rfm_model *model)
{
    for (int i = 0; i < CEV__RFM_GROUPS; i++) {
        cev__sum *measures = model->groups[i].measures;
        cev__sum_add(&measures[CEV__RFM_R], tally->recency[i]);
        cev__sum_add(&measures[CEV__RFM_F], tally->purchases[i]);
        tally->recency[i] = tally->purchases[i] = 0;
    }
}

/* A sum as any order of its terms leaves it: of what it lost on the way the
 * last bits hang on that order, and are not kept. */
static cev__sum settled_sum(const cev__sum *sum)
{
    int exponent = 0; /* frexp need not set it where a sum overflowed */
    double total = cev__sum_value(sum);
    double lost = sum->total - total + sum->lost;
    frexp(total, &exponent);
    double grid = ldexp(1, exponent - DBL_MANT_DIG - LOST_BITS);
    return (cev__sum){total, grid > 0 ? grid * round(lost / grid) : 0.0};
}

/*
 * Counts every customer of the fitted table into its group. Recencies are steps
 * of a grid, 2^40 of them at most, and purchases whole: those of a block add up
 * without rounding, but for absurd ones, which are added one by one.
 */
static void fill_rfm_groups(cev__rfm_model *model,
                            const cev__rfm_reader *reader, int64_t rows)
{
    rfm_tally tally;
    memset(&tally, 0, sizeof tally);
    for (int64_t first = 0; first < rows; first += CEV__ROWS) {
        cev__rfm_block block;
        int64_t n = cev__rows_from(first, rows);
        int64_t step =
            cev__rfm_place(model, reader, first, n, &block) ? n : 1;
        for (int64_t i = 0; i < n; i += step) {
            count_some(&tally, model->groups_at, &block, i, i + step);
            add_some(&tally, model);
        }
    }
    for (int i = 0; i < CEV__RFM_GROUPS; i++) {
        cev__rfm_totals *group = &model->groups[i];
        group->customers = tally.customers[i];
        group->known = tally.customers[i] - tally.unknown[i];
        group->measures[CEV__RFM_M] =
            (cev__sum){tally.revenue[i], tally.lost[i]};
        for (int k = 0; k < CEV__RFM_MEASURES; k++)
            group->measures[k] = settled_sum(&group->measures[k]);
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
    static const char names[CEV__RFM_MEASURES][8] = {"T - t_x", "x",
                                                     "revenue"};
    for (int i = 0; i < CEV__RFM_MEASURES; i++)
        if (!isfinite(cev__rfm_total(model, i)))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "the sum of %s is beyond the range of a double",
                             names[i]);
    return CEV_OK;
}

/* Counts a measure. What grid recencies need is guessed from some rows, and
 * looked up in all where there are older ones. */
static void count_measure(const cev__values *values, cev__value_bins *bins)
{
    rfm_telling *telling = values->from;
    cev__quantile_count(values, bins);
    if (telling->measure != CEV__RFM_R || !telling->is_older)
        return;
    cev__rfm_lay_grid(telling->reader, values->n, 1);
    cev__quantile_count(values, bins);
}

/* The cuts of one measure: those given, or quantiles. Where a row is wrong,
 * the first that is in any of the columns is told. */
static int32_t settle_cuts(cev__rfm_reader *reader,
                           const cev_options *options, int measure,
                           int64_t rows, uint64_t *scratch,
                           cev__rfm_model *model)
{
    cev__rfm_cuts *cuts = &model->cuts[measure];
    rfm_telling telling = {reader, measure, 1, 0};
    cev__values values = {tell_measure, &telling, rows};
    cev__value_bins bins;
    int32_t status = CEV_OK;
    count_measure(&values, &bins);
    if (!telling.is_right)
        status = cev__rfm_check(reader, 0, rows);
    cuts->known = rows - bins.infinite;
    if (status == CEV_OK)
        status = cev__rfm_fix_cuts(reader->ctx, options, measure,
                                   reader->grid, model->scores, cuts);
    if (status == CEV_OK && !cuts->has_cuts)
        cev__rfm_cut(&values, &bins, model->scores, scratch, cuts);
    return status;
}

/* A whole model of the reader's customers. Of the memory to work
 * in little is touched, mostly: it holds what is near a cut. */
static int32_t fit_measures(cev__rfm_reader *reader,
                            const cev_options *options, int64_t rows,
                            cev__rfm_model *model)
{
    uint64_t *scratch = cev__alloc(reader->ctx, rows + 1, 8);
    int32_t status = CEV_OK;
    if (scratch == NULL)
        return cev__fail_memory(reader->ctx);
    cev__rfm_lay_grid(reader, rows, rows / (GRID_LOOKS * CEV__ROWS) + 1);
    for (int i = 0; status == CEV_OK && i < CEV__RFM_MEASURES; i++)
        status = settle_cuts(reader, options, i, rows, scratch, model);
    cev__free(reader->ctx, scratch, rows + 1, 8);
    if (status != CEV_OK)
        return status;
    model->grid = reader->grid;
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
