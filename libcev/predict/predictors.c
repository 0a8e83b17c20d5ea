/* What learners learn from; see predictors.h. */
#include "../core/compiler.h"
#include "predictors.h"

#include <math.h>
#include <string.h>

#include "predictors_learn.h"

void cev__predictors_free(cev_ctx *ctx, cev__predictors *predictors)
{
    int64_t count = predictors->names.count;
    for (int64_t i = 0; predictors->list != NULL && i < count; i++)
        cev__customers_free(ctx, &predictors->list[i].levels);
    cev__free(ctx, predictors->list, count + 1,
              (int64_t)sizeof *predictors->list);
    cev__customers_free(ctx, &predictors->names);
    memset(predictors, 0, sizeof *predictors);
}

const char *cev__predictor_name(const cev__predictors *predictors,
                                int64_t predictor)
{
    return cev__customer_name(&predictors->names, predictor);
}

void cev__predictors_tell(const cev__predictors *predictors,
                          cev__lines *lines)
{
    char text[CEV__LINE_TEXT];
    int64_t first = -1;
    double found = 0.0;
    for (int64_t i = predictors->names.count; i-- > 0;)
        if (predictors->list[i].is_text == CEV__TEXTS_OF_NUMBERS) {
            found += 1.0;
            first = i;
        }
    if (first < 0)
        return;
    cev__format(text, sizeof text,
                "In {n} of the columns numbers came as texts, such as in %s: "
                "they are taken for names, none more than another. Hand them "
                "over as numbers, with gaps where there is none.",
                cev__predictor_name(predictors, first));
    cev__lines_verdict(lines, "numbers_as_text", found, text);
}

/* ---- Readings ------------------------------------------------------------ */

/* Differences of numbers and their squares stay finite. */
#define NUMBER_MOST 1e150

static int32_t refuse_beyond(cev_ctx *ctx, const char *name,
                               const cev__numbers *numbers, int64_t rows)
{
    for (int64_t row = 0; row < rows; row++) {
        double value = cev__number_at(numbers, row);
        if (fabs(value) > NUMBER_MOST)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a number from -1e150 to "
                             "1e150, or a gap",
                             name, row, value);
    }
    return CEV_OK;
}

static int32_t open_reading(cev_ctx *ctx, const cev__predictors *predictors,
                            int64_t i, const cev_table *customers,
                            cev__reading *out)
{
    const char *name = cev__predictor_name(predictors, i);
    if (predictors->list[i].is_text)
        return cev__texts_open(ctx, customers, name, &out->texts);
    int32_t status = cev__table_numbers(ctx, customers, name, &out->numbers);
    return status == CEV_OK
               ? refuse_beyond(ctx, name, &out->numbers, customers->rows)
               : status;
}

int32_t cev__readings_open(cev_ctx *ctx, const cev__predictors *predictors,
                           const cev_table *customers, cev__readings *out)
{
    int64_t count = predictors->names.count;
    cev__readings readings = {predictors, customers->rows, NULL};
    int32_t status = CEV_OK;
    readings.list = cev__alloc_zero(ctx, count + 1,
                                    (int64_t)sizeof *readings.list);
    if (readings.list == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < count && status == CEV_OK; i++)
        status = open_reading(ctx, predictors, i, customers,
                              &readings.list[i]);
    if (status != CEV_OK) {
        cev__readings_close(ctx, &readings);
        return status;
    }
    *out = readings;
    return CEV_OK;
}

void cev__readings_close(cev_ctx *ctx, cev__readings *readings)
{
    if (readings->list != NULL)
        cev__free(ctx, readings->list, readings->of->names.count + 1,
                  (int64_t)sizeof *readings->list);
    readings->list = NULL;
}

double cev__reading_number(const cev__readings *readings, int64_t predictor,
                           int64_t row)
{
    return cev__number_at(&readings->list[predictor].numbers, row) + 0.0;
}

int32_t cev__reading_level(const cev__readings *readings, int64_t predictor,
                           int64_t row)
{
    const cev__customers *levels = &readings->of->list[predictor].levels;
    const char *text = cev__column_text(readings->list[predictor].texts, row);
    if (text == NULL)
        return CEV__LEVEL_MISSING;
    const cev__key key = cev__key_of_text(text);
    uint32_t found = cev__customer_find(levels, &key);
    return found == CEV__NONE ? (int32_t)levels->count : (int32_t)found;
}

/* ---- Bytes --------------------------------------------------------------- */

void cev__predictors_save(const cev__predictors *predictors,
                          cev__writer *writer)
{
    cev__names_save(&predictors->names, writer);
    for (int64_t i = 0; i < predictors->names.count; i++) {
        const cev__predictor *predictor = &predictors->list[i];
        cev__write_i32(writer, predictor->is_text);
        cev__write_double(writer, predictor->missing);
        cev__write_double(writer, predictor->rare_levels);
        cev__write_double(writer, predictor->rare);
        if (predictor->is_text)
            cev__names_save(&predictor->levels, writer);
    }
}

static int is_number_of(double count)
{
    return count >= 0.0 && isfinite(count);
}

static int32_t load_predictor(cev_ctx *ctx, cev__blob *blob,
                              cev__predictor *predictor)
{
    predictor->is_text = cev__read_i32(blob);
    predictor->missing = cev__read_double(blob);
    predictor->rare_levels = cev__read_double(blob);
    predictor->rare = cev__read_double(blob);
    if (blob->failed || predictor->is_text < 0
        || predictor->is_text > CEV__TEXTS_OF_NUMBERS
        || !is_number_of(predictor->missing)
        || !is_number_of(predictor->rare_levels)
        || !is_number_of(predictor->rare))
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no predictors");
    return predictor->is_text ? cev__names_load(ctx, blob, CEV__LEVELS_MAX,
                                                &predictor->levels)
                              : CEV_OK;
}

int32_t cev__predictors_load(cev_ctx *ctx, cev__blob *blob,
                             cev__predictors *out)
{
    cev__predictors predictors = {0};
    int32_t status =
        cev__names_load(ctx, blob, CEV__PREDICTORS_MAX, &predictors.names);
    if (status == CEV_OK)
        status = cev__predictors_make(ctx, &predictors);
    for (int64_t i = 0; i < predictors.names.count && status == CEV_OK; i++)
        status = load_predictor(ctx, blob, &predictors.list[i]);
    if (status != CEV_OK) {
        cev__predictors_free(ctx, &predictors);
        return status;
    }
    *out = predictors;
    return CEV_OK;
}
