/* Predictors in bins; see bins.h. */
#include "../core/compiler.h"
#include "bins.h"

#include <math.h>
#include <string.h>

#include "../math/radix.h"
#include "../math/sum.h"

void cev__bins_free(cev_ctx *ctx, cev__bins *bins)
{
    cev__free(ctx, bins->list, bins->predictors + 1,
              (int64_t)sizeof *bins->list);
    cev__free(ctx, bins->codes, bins->predictors * bins->rows + 1,
              (int64_t)sizeof *bins->codes);
    memset(bins, 0, sizeof *bins);
}

static int32_t make_bins(cev_ctx *ctx, const cev__lesson *lesson,
                         cev__bins *bins)
{
    int64_t predictors = lesson->predictors.names.count;
    memset(bins, 0, sizeof *bins);
    /* The rows are in memory: there are never so many. */
    if (predictors > 0 && NEVER(lesson->count > INT64_MAX / 4 / predictors))
        return cev__fail_memory(ctx);
    bins->rows = lesson->count;
    bins->predictors = predictors;
    bins->list = cev__alloc_zero(ctx, predictors + 1,
                                 (int64_t)sizeof *bins->list);
    bins->codes = cev__alloc(ctx, predictors * lesson->count + 1,
                             (int64_t)sizeof *bins->codes);
    return bins->list == NULL || bins->codes == NULL ? cev__fail_memory(ctx)
                                                     : CEV_OK;
}

/* ---- Numbers ------------------------------------------------------------- */

/* The known numbers of a predictor, ascending, with their customers. */
static int64_t sort_numbers(const cev__lesson *lesson, int64_t predictor,
                            cev__keyed *items)
{
    int64_t count = 0;
    for (int64_t i = 0; i < lesson->count; i++) {
        int64_t row = lesson->order[i];
        double value =
            cev__reading_number(&lesson->readings, predictor, row);
        if (!isnan(value))
            items[count++] = (cev__keyed){cev__keyed_double(value), row};
    }
    cev__keyed_sort(items, items + lesson->count, count);
    return count;
}

/* Halfway between two numbers, and below the greater. */
static double cut_between(double less, double more)
{
    double middle = less + (more - less) / 2.0;
    return middle < more ? middle : less;
}

/* Cuts where numbers differ: everywhere, or, where that would be too many, as
 * soon as a bin has its share of those left. */
static void cut_numbers(const cev__lesson *lesson, int64_t predictor,
                        const cev__keyed *items, int64_t count, int32_t most,
                        cev__binned *binned)
{
    int64_t distinct = 0;
    double left = 0.0, held = 0.0;
    for (int64_t i = 0; i < count; i++) {
        distinct += i == 0 || items[i].key != items[i - 1].key;
        left += lesson->weights[items[i].index];
    }
    for (int64_t i = 0; i + 1 < count && binned->cuts < most; i++) {
        held += lesson->weights[items[i].index];
        if (items[i].key == items[i + 1].key
            || (distinct > most && held * (most + 1 - binned->cuts) < left))
            continue;
        binned->cut[binned->cuts++] = cut_between(
            cev__reading_number(&lesson->readings, predictor,
                                items[i].index),
            cev__reading_number(&lesson->readings, predictor,
                                items[i + 1].index));
        left -= held;
        held = 0.0;
    }
}

static int32_t bin_of_number(const cev__binned *binned, double value)
{
    int32_t low = 0, high = binned->cuts;
    if (isnan(value))
        return binned->count - 1;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (value <= binned->cut[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* ---- All ----------------------------------------------------------------- */

static void bin_predictor(const cev__lesson *lesson, int64_t predictor,
                          int32_t most, cev__keyed *items, cev__bins *bins)
{
    const cev__predictor *of = &lesson->predictors.list[predictor];
    cev__binned *binned = &bins->list[predictor];
    uint16_t *codes = bins->codes + predictor * bins->rows;
    binned->is_text = of->is_text;
    if (of->is_text) {
        binned->count = (int32_t)of->levels.count + 2;
    } else {
        int64_t count = sort_numbers(lesson, predictor, items);
        cut_numbers(lesson, predictor, items, count, most, binned);
        binned->count = binned->cuts + 2;
    }
    for (int64_t i = 0; i < bins->rows; i++) {
        int64_t row = lesson->order[i];
        int32_t bin;
        if (of->is_text) {
            bin = cev__reading_level(&lesson->readings, predictor, row);
            bin = bin == CEV__LEVEL_MISSING ? binned->count - 1 : bin;
        } else {
            bin = bin_of_number(
                binned,
                cev__reading_number(&lesson->readings, predictor, row));
        }
        codes[i] = (uint16_t)bin;
    }
}

int32_t cev__bins_cuts(double leaves)
{
    double cuts = fmax(4.0 * leaves, 1.0);
    return cuts < CEV__CUTS_MAX ? (int32_t)cuts : CEV__CUTS_MAX;
}

int32_t cev__bins_learn(cev_ctx *ctx, const cev__lesson *lesson,
                        int32_t cuts, cev__bins *out)
{
    cev__bins bins;
    int64_t room = 2 * lesson->count + 1;
    int32_t status = make_bins(ctx, lesson, &bins);
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    if (status == CEV_OK && items == NULL)
        status = cev__fail_memory(ctx);
    for (int64_t k = 0; status == CEV_OK && k < bins.predictors; k++)
        bin_predictor(lesson, k, cuts, items, &bins);
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    if (status != CEV_OK) {
        cev__bins_free(ctx, &bins);
        return status;
    }
    *out = bins;
    return CEV_OK;
}
