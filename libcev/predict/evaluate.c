/* A learner's predictions beside the truth; see learner.h. */
#include "../core/compiler.h"
#include "judge.h"
#include "learner.h"

#include <string.h>

/* The target of a table, its weights and the predictions, as a trial. */
static int32_t open_learner_trial(cev_ctx *ctx, const cev__target *target,
                                  const cev_options *options,
                                  const cev_table *customers,
                                  const cev_table *predictions,
                                  cev__trial *trial)
{
    int64_t rows = customers->rows, room = 3 * rows + 1;
    double *numbers = cev__alloc(ctx, room, (int64_t)sizeof *numbers);
    cev__numbers predicted;
    if (numbers == NULL)
        return cev__fail_memory(ctx);
    double *actual = numbers + rows, *weights = actual + rows;
    const double *const columns[CEV__TRIAL_COLUMNS] = {numbers, actual,
                                                       weights, NULL, NULL};
    int32_t status = cev__weights_read(ctx, customers, weights);
    if (status == CEV_OK)
        status = cev__target_read(ctx, target, customers, weights, actual);
    if (status == CEV_OK)
        status = cev__table_numbers(ctx, predictions, "prediction",
                                    &predicted);
    for (int64_t row = 0; status == CEV_OK && row < rows; row++)
        numbers[row] = cev__number_at(&predicted, row);
    if (status == CEV_OK)
        status = cev__trial_open(
            ctx, cev__judge_kind(options, target->is_binary), rows, columns,
            trial);
    trial->level = cev__options_double(options, CEV__OPT_QUANTILE);
    cev__free(ctx, numbers, room, (int64_t)sizeof *numbers);
    return status;
}

int32_t cev__learner_evaluate(
    cev_ctx *ctx, const cev__target *target,
    int32_t (*predict)(cev_ctx *ctx, const void *model,
                       const cev_options *options, const cev_table *customers,
                       cev_table **out),
    const void *model, const cev_options *options, const cev_table *customers,
    const char *what, cev_table **out)
{
    cev__option_value plain = {CEV__OPT_INTERVAL, 0, 0.0, NULL};
    const cev_options without_interval = {NULL, options, &plain, 1};
    cev_table *predictions = NULL;
    cev__trial trial;
    int32_t status =
        predict(ctx, model, &without_interval, customers, &predictions);
    if (status == CEV_OK)
        status = open_learner_trial(ctx, target, options, customers,
                                    predictions, &trial);
    cev_table_free(predictions);
    if (status != CEV_OK)
        return status;
    status = cev__judge(ctx, &trial, what, options, out);
    cev__trial_close(ctx, &trial);
    return status;
}
