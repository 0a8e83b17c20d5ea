/* Learning how probabilities are to be bent; see calibrated.h. */
#include "../core/compiler.h"
#include "calibrated.h"

#include <math.h>
#include <string.h>

/* Fewer customers of the rarer kind do not carry the curve. */
static const double bend_least[CEV__CALIBRATIONS] = {0.0, 20.0, 100.0};

typedef struct bender {
    cev_ctx *ctx;
    const cev__given *given;
    cev__inner inner;
    cev__folds folds;
    cev__calibrated *model;
    double *numbers; /* what the next three point into */
    double *before;  /* foretold of each row, NaN: nothing */
    double *after;   /* and bent */
    double *values;  /* the target of rows that something was foretold of */
} bender;

enum { BENDER_COLUMNS = 3 };

static int32_t take_foretold(void *state, int32_t fold, const int64_t *rows,
                             int64_t count, const cev_table *predictions,
                             void **model)
{
    bender *b = state;
    const double *told = cev__table_find(predictions, "prediction")->data;
    (void)fold;
    (void)model;
    for (int64_t i = 0; i < count; i++) {
        b->before[rows[i]] = told[i];
        b->values[rows[i]] = b->inner.values[rows[i]];
    }
    return CEV_OK;
}

static int32_t bent_trial(const bender *b, const double *predicted,
                          cev__trial *out)
{
    const double *const columns[CEV__TRIAL_COLUMNS] = {
        predicted, b->values, b->inner.weights, NULL, NULL};
    return cev__trial_open(b->ctx, CEV__TRIAL_BINARY, b->inner.rows, columns,
                           out);
}

/* What a curve makes of the rows of a fold that it was not fitted to: rows of
 * the fold have no truth for that while. */
static int32_t bend_fold(bender *b, int32_t fold)
{
    int64_t rows = b->inner.rows, known = 0;
    cev__trial trial;
    cev__calibration bend;
    for (int64_t row = 0; row < rows; row++) {
        if (b->folds.fold[row] == fold)
            b->values[row] = NAN;
        known += !isnan(b->values[row]);
    }
    int32_t status = CEV_OK;
    if (known > 0)
        status = bent_trial(b, b->before, &trial);
    if (known > 0 && status == CEV_OK) {
        status =
            cev__calibration_fit(b->ctx, &trial, b->model->bend.method, &bend);
        cev__trial_close(b->ctx, &trial);
    }
    if (status != CEV_OK)
        return status;
    for (int64_t row = 0; row < rows; row++) {
        if (b->folds.fold[row] != fold)
            continue;
        if (!isnan(b->before[row]))
            b->values[row] = b->inner.values[row];
        b->after[row] = cev__calibration_at(
            known > 0 ? &bend : &b->model->bend, b->before[row]);
    }
    if (known > 0)
        cev__calibration_free(b->ctx, &bend);
    return CEV_OK;
}

static int32_t report_metrics(cev_ctx *ctx, const cev__trial *trial,
                              double *influence, cev__bent_report *out)
{
    for (int k = 0; k < CEV__BENT_FIGURES; k++) {
        cev__measured measured = {NAN, "", 0.0};
        int32_t status = cev__bent_metric(k)->measure(ctx, trial, &measured,
                                                      influence);
        if (status != CEV_OK)
            return status;
        out->value[k] = measured.value;
        out->std_error[k] = isnan(measured.value)
                                ? NAN
                                : cev__judge_error(trial, influence);
    }
    return CEV_OK;
}

/* How good predictions are, in figures and by tenth. */
static int32_t report_bent(const bender *b, const double *predicted,
                           cev__bent_report *out)
{
    cev__option_value own[2] = {
        {CEV__OPT_BINS, CEV__BENT_PARTS, CEV__BENT_PARTS, NULL},
        {CEV__OPT_INTERVAL, 0, 0.0, NULL}};
    const cev_options options = {NULL, NULL, own, 2};
    cev_table *table = NULL;
    cev__trial trial;
    int32_t status = bent_trial(b, predicted, &trial);
    if (status != CEV_OK)
        return status;
    double *influence =
        cev__alloc(b->ctx, trial.count, (int64_t)sizeof *influence);
    status = influence == NULL
                 ? cev__fail_memory(b->ctx)
                 : report_metrics(b->ctx, &trial, influence, out);
    cev__free(b->ctx, influence, trial.count, (int64_t)sizeof *influence);
    if (status == CEV_OK)
        status = cev__judge_calibration(b->ctx, &trial, &options, &table);
    cev__trial_close(b->ctx, &trial);
    if (status != CEV_OK)
        return status;
    out->parts = (int32_t)table->rows;
    for (int64_t i = 0; i < table->rows; i++) {
        out->customers[i] = cev_table_double(table, "customers", i);
        out->predicted[i] = cev_table_double(table, "predicted", i);
        out->actual[i] = cev_table_double(table, "actual", i);
    }
    cev_table_free(table);
    return CEV_OK;
}

/* The method that customers carry. */
static int32_t choose_bend(const bender *b, const cev__trial *trial)
{
    static const char names[CEV__CALIBRATIONS][12] = {
        "platt", "beta", "isotonic"};
    cev__calibrated *model = b->model;
    const char *name =
        cev__options_str(b->given->options, CEV__OPT_CALIBRATE_BY);
    while (strcmp(names[model->asked], name) != 0)
        model->asked++;
    model->rarer =
        fmin(trial->positives, trial->customers - trial->positives);
    return model->rarer < bend_least[model->asked] ? CEV__CALIBRATION_PLATT
                                                   : model->asked;
}

/* The curve from all who were left out; and how it does on each fold without
 * that fold. */
static int32_t learn_bend(bender *b)
{
    cev__trial trial;
    int64_t foretold = 0;
    int32_t status = cev__inner_leave_out(&b->inner, &b->folds, "calibrate",
                                          take_foretold, b);
    for (int64_t row = 0; status == CEV_OK && row < b->inner.rows; row++)
        foretold += !isnan(b->values[row]);
    if (status == CEV_OK && foretold == 0)
        status = cev__fail(b->ctx, CEV_ERR_DOMAIN,
                           "nobody whose target is known can be left out; "
                           "wanted more customers or times");
    if (status == CEV_OK)
        status = bent_trial(b, b->before, &trial);
    if (status != CEV_OK)
        return status;
    status = cev__calibration_fit(b->ctx, &trial, choose_bend(b, &trial),
                           &b->model->bend);
    cev__trial_close(b->ctx, &trial);
    for (int32_t f = 0; f < b->folds.count && status == CEV_OK; f++)
        status = bend_fold(b, f);
    if (status == CEV_OK)
        status = report_bent(b, b->before, &b->model->report[0]);
    return status == CEV_OK
               ? report_bent(b, b->after, &b->model->report[1])
               : status;
}

/* `b` is all zero but for what it is given. */
static int32_t learn_calibrated(bender *b)
{
    const cev_options *options = b->given->options;
    int64_t rows = b->inner.rows;
    b->numbers = cev__alloc(b->ctx, BENDER_COLUMNS * rows + 1,
                            (int64_t)sizeof *b->numbers);
    if (b->numbers == NULL)
        return cev__fail_memory(b->ctx);
    for (int64_t i = 0; i < BENDER_COLUMNS * rows; i++)
        b->numbers[i] = NAN;
    b->before = b->numbers;
    b->after = b->before + rows;
    b->values = b->after + rows;
    cev__inner_hush(&b->inner);
    b->model->customers = b->inner.customers;
    b->model->unknown = b->inner.unknown;
    int32_t status = cev__folds_deal(b->ctx, options, b->given->customers,
                                     b->inner.values, &b->folds);
    if (status == CEV_OK)
        status = learn_bend(b);
    b->model->folds = b->folds.count;
    if (status == CEV_OK)
        status = cev__inner_fit(&b->inner, NULL, 0, &b->model->inner);
    cev__folds_free(b->ctx, &b->folds);
    cev__free(b->ctx, b->numbers, BENDER_COLUMNS * rows + 1,
              (int64_t)sizeof *b->numbers);
    return status;
}

int32_t cev__calibrated_learn(cev_ctx *ctx, const cev__given *given,
                              void **model)
{
    bender b = {.ctx = ctx, .given = given};
    b.model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *b.model);
    if (b.model == NULL)
        return cev__fail_memory(ctx);
    int32_t status =
        cev__inner_choose(ctx, given->options, CEV__CALIBRATED_OWN,
                          &b.model->kind);
    if (status == CEV_OK)
        status = cev__inner_open(ctx, b.model->kind, given, given->options,
                                 CEV__TARGET_BINARY, &b.inner);
    if (status == CEV_OK) {
        status = learn_calibrated(&b);
        b.model->target = b.inner.target;
        memset(&b.inner.target, 0, sizeof b.inner.target);
        cev__inner_close(&b.inner);
    }
    if (status != CEV_OK) {
        cev__calibrated_free(ctx, b.model);
        return status;
    }
    *model = b.model;
    return CEV_OK;
}

