/*
 * Amounts that are often 0: whether there is one is learnt as a yes or no, how
 * much as the logarithm of those there are. With sums over features for both,
 * the likelihood of the zero-inflated lognormal distribution comes apart into
 * the two (Wang, Liu & Miao 2019).
 */
#include "../core/compiler.h"
#include "glm.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/sum.h"

/* Sums over features, exponentiated, stay numbers. */
#define LOG_AMOUNT_MOST 690.0

/* Margins so near each other have one slope. */
#define NEAR_MARGINS 1e-5

enum { HURDLE_WHETHER, HURDLE_AMOUNT, HURDLE_PARTS };

typedef struct hurdle_model {
    cev__target target;
    double negative; /* customers with an amount below 0 */
    cev__glm *parts[HURDLE_PARTS];
} hurdle_model;

static void free_hurdle(cev_ctx *ctx, void *model)
{
    hurdle_model *hurdle = model;
    for (int part = 0; part < HURDLE_PARTS; part++)
        if (hurdle->parts[part] != NULL)
            cev__glm_free(ctx, hurdle->parts[part]);
    cev__target_free(ctx, &hurdle->target);
    cev__free(ctx, hurdle, 1, (int64_t)sizeof *hurdle);
}

/* ---- Fit ----------------------------------------------------------------- */

static int32_t fit_hurdle_part(cev_ctx *ctx, const cev__given *given,
                               const char *target, const double *numbers,
                               const char *family, cev__glm **out)
{
    cev__option_value value = {CEV__OPT_FAMILY, 0, 0.0, family};
    const cev_options options = {NULL, given->options, &value, 1};
    cev__given part = *given;
    cev_table *table = NULL;
    void *model = NULL;
    int32_t status = cev__table_borrow(ctx, given->customers, NULL, &table);
    if (status == CEV_OK)
        status = cev_table_set_column(table, target, CEV_DOUBLE, numbers,
                                      (int64_t)sizeof *numbers, NULL);
    part.options = &options;
    part.customers = table;
    part.last = NULL;
    if (status == CEV_OK)
        status = cev__glm_learn_logs(ctx, &part, &model);
    if (status == CEV_OK)
        *out = model;
    cev_table_free(table);
    return status;
}

/* Who gave back more than he bought brings nothing, like who bought nothing:
 * how many customers that is. */
static int32_t check_amounts(cev_ctx *ctx, const char *name,
                             const double *amounts, const double *weights,
                             int64_t rows, double *negative)
{
    cev__sum below = {0};
    int64_t above = 0;
    for (int64_t row = 0; row < rows; row++) {
        above += amounts[row] > 0.0;
        if (amounts[row] < 0.0)
            cev__sum_add(&below, weights[row]);
    }
    if (above == 0)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "column %q holds no amount above 0; wanted some to "
                         "learn from",
                         name);
    *negative = cev__sum_value(&below);
    return CEV_OK;
}

/* What is learnt from: yes and no, then logarithms. */
static int32_t fit_hurdle_parts(cev_ctx *ctx, const cev__given *given,
                                const double *amounts, const double *weights,
                                double *numbers, hurdle_model *hurdle)
{
    const char *name = cev__target_name(&hurdle->target);
    int64_t rows = given->customers->rows;
    int32_t status = check_amounts(ctx, name, amounts, weights, rows,
                                   &hurdle->negative);
    if (status != CEV_OK)
        return status;
    for (int64_t row = 0; row < rows; row++)
        numbers[row] = isnan(amounts[row]) ? NAN : amounts[row] > 0.0;
    status = fit_hurdle_part(ctx, given, name, numbers, "binomial",
                             &hurdle->parts[HURDLE_WHETHER]);
    for (int64_t row = 0; row < rows; row++)
        numbers[row] = amounts[row] > 0.0 ? cev__log(amounts[row]) : NAN;
    if (status == CEV_OK)
        status = fit_hurdle_part(ctx, given, name, numbers, "gaussian",
                                 &hurdle->parts[HURDLE_AMOUNT]);
    return status;
}

static int32_t fit_hurdle(cev_ctx *ctx, const cev__given *given, void **model)
{
    const cev__target_wish wish = {CEV__OPT_TARGET, CEV__OPT_POSITIVE,
                                   CEV__TARGET_NUMBER};
    int64_t rows = given->customers->rows, room = 3 * rows + 1;
    hurdle_model *hurdle = cev__alloc_zero(ctx, 1, (int64_t)sizeof *hurdle);
    double *amounts = cev__alloc(ctx, room, (int64_t)sizeof *amounts);
    if (hurdle == NULL || amounts == NULL) {
        cev__free(ctx, hurdle, 1, (int64_t)sizeof *hurdle);
        cev__free(ctx, amounts, room, (int64_t)sizeof *amounts);
        return cev__fail_memory(ctx);
    }
    double *weights = amounts + 2 * rows;
    int32_t status = cev__weights_read(ctx, given->customers, weights);
    if (status == CEV_OK)
        status = cev__target_learn(ctx, given->options, &wish,
                                   given->customers, weights, amounts,
                                   &hurdle->target);
    if (status == CEV_OK)
        status = fit_hurdle_parts(ctx, given, amounts, weights,
                                  amounts + rows, hurdle);
    cev__free(ctx, amounts, room, (int64_t)sizeof *amounts);
    if (status != CEV_OK) {
        free_hurdle(ctx, hurdle);
        return status;
    }
    *model = hurdle;
    return CEV_OK;
}

/* ---- Predictions --------------------------------------------------------- */

/* What both parts say of one row. */
typedef struct hurdle_point {
    double margin[HURDLE_PARTS], sd[HURDLE_PARTS];
} hurdle_point;

static double hurdle_scatter(const hurdle_model *hurdle)
{
    const cev__glm *amount = hurdle->parts[HURDLE_AMOUNT];
    return isfinite(amount->dispersion)
               ? amount->dispersion * amount->unit * amount->unit
               : 0.0;
}

/* p exp(m + s² / 2), and bounds by the errors of both margins, which know
 * nothing of each other: the logarithm of p has (1 - p) times the error of its
 * log odds. */
static void answer_hurdle(const hurdle_model *hurdle,
                          const hurdle_point *point, double reach,
                          int64_t row, const cev__answers *answers)
{
    const cev__family *family = &hurdle->parts[HURDLE_WHETHER]->family;
    double p = cev__family_mean(family, point->margin[HURDLE_WHETHER]);
    double amount = point->margin[HURDLE_AMOUNT]
                    + 0.5 * hurdle_scatter(hurdle);
    double whether_sd = (1.0 - p) * point->sd[HURDLE_WHETHER];
    double amount_sd = point->sd[HURDLE_AMOUNT];
    double away =
        reach * sqrt(whether_sd * whether_sd + amount_sd * amount_sd);
    answers->prediction[row] = p * cev__exp(fmin(amount, LOG_AMOUNT_MOST));
    if (answers->lower == NULL)
        return;
    answers->lower[row] =
        p * cev__exp(fmin(amount - away, LOG_AMOUNT_MOST));
    answers->upper[row] =
        p * cev__exp(fmin(amount + away, LOG_AMOUNT_MOST));
}

/* Both parts' readings of a table. */
static int32_t open_hurdle_readings(cev_ctx *ctx, const hurdle_model *hurdle,
                                    const cev_table *customers,
                                    cev__readings readings[HURDLE_PARTS])
{
    int32_t status = CEV_OK;
    for (int part = 0; part < HURDLE_PARTS && status == CEV_OK; part++)
        status = cev__readings_open(ctx, &hurdle->parts[part]->predictors,
                                    customers, &readings[part]);
    return status;
}

static void close_hurdle_readings(cev_ctx *ctx,
                                  cev__readings readings[HURDLE_PARTS])
{
    for (int part = 0; part < HURDLE_PARTS; part++)
        cev__readings_close(ctx, &readings[part]);
}

static hurdle_point read_hurdle_point(const hurdle_model *hurdle,
                                      const cev__readings *readings,
                                      int64_t row, double *x)
{
    hurdle_point point;
    for (int part = 0; part < HURDLE_PARTS; part++) {
        const cev__glm *glm = hurdle->parts[part];
        cev__design_row(&glm->design, &readings[part], row, x + 1);
        point.margin[part] = cev__glm_margin_at(glm, x);
        point.sd[part] = cev__glm_sd(glm, 0, x);
        if (glm->family.link == CEV__LINK_IDENTITY)
            point.sd[part] *= glm->unit;
    }
    return point;
}

static int32_t fill_hurdle(cev_ctx *ctx, const hurdle_model *hurdle,
                           double interval, const cev_table *customers,
                           cev_table *table)
{
    const cev__glm *amount = hurdle->parts[HURDLE_AMOUNT];
    double reach = cev__glm_reach(amount, interval);
    int has_interval = interval > 0.0 && amount->factor != NULL
                       && hurdle->parts[HURDLE_WHETHER]->factor != NULL;
    cev__readings readings[HURDLE_PARTS] = {{0}, {0}};
    cev__answers answers;
    double *x =
        cev__alloc(ctx, 1 + CEV__DESIGN_MAX, (int64_t)sizeof *x);
    int32_t status = x == NULL ? cev__fail_memory(ctx)
                               : open_hurdle_readings(ctx, hurdle, customers,
                                                      readings);
    if (status == CEV_OK)
        status = cev__answers_add(table, has_interval, &answers);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++) {
        hurdle_point point = read_hurdle_point(hurdle, readings, row, x);
        answer_hurdle(hurdle, &point, reach, row, &answers);
    }
    close_hurdle_readings(ctx, readings);
    cev__free(ctx, x, 1 + CEV__DESIGN_MAX, (int64_t)sizeof *x);
    return status;
}

static int32_t predict_hurdle(cev_ctx *ctx, const void *model,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    double interval = cev__options_double(options, CEV__OPT_INTERVAL);
    cev_table *table = NULL;
    int32_t status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = fill_hurdle(ctx, model, interval, customers, table);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

/* ---- Explaining ---------------------------------------------------------- */

/* The logarithm of the chance that there is an amount. */
static double log_whether(double margin)
{
    return margin < 0.0 ? margin - cev__log1p(cev__exp(margin))
                        : -cev__log1p(cev__exp(-margin));
}

/* How much of its logarithm a unit of log odds brings, in the mean on the way
 * from one margin to another. */
static double whether_slope(double from, double to)
{
    if (fabs(to - from) < NEAR_MARGINS)
        return cev__share_at(0.5 * (from + to));
    return (log_whether(to) - log_whether(from)) / (to - from);
}

/* What each column pushes of the logarithm of the prediction: of an amount as
 * much as it adds, of a chance its share of the straight way from who is
 * average in everything to this customer (Aumann & Shapley 1974). */
static void explain_hurdle_row(const hurdle_model *hurdle,
                               const cev__readings *readings, int64_t row,
                               double *x, const cev__explanation *explanation)
{
    const cev__glm *whether = hurdle->parts[HURDLE_WHETHER];
    const cev__glm *amount = hurdle->parts[HURDLE_AMOUNT];
    double start = cev__glm_base(whether, whether->coefficients[0]);
    cev__sum margin = {0};
    explanation->base[row] = log_whether(start)
                             + cev__glm_base(amount, amount->coefficients[0])
                             + 0.5 * hurdle_scatter(hurdle);
    cev__sum_add(&margin, explanation->base[row]);
    for (int part = 0; part < HURDLE_PARTS; part++) {
        const cev__glm *glm = hurdle->parts[part];
        cev__design_row(&glm->design, &readings[part], row, x + 1);
        double factor = part == HURDLE_AMOUNT
                            ? amount->unit
                            : whether_slope(start,
                                            cev__glm_margin_at(glm, x));
        for (int64_t j = 0; j < glm->design.count; j++) {
            double push = factor * glm->coefficients[1 + j] * x[1 + j];
            explanation->pushes[glm->design.columns[j].predictor][row] +=
                push;
            cev__sum_add(&margin, push);
        }
    }
    explanation->margin[row] = cev__sum_value(&margin);
}

static int32_t explain_hurdle(cev_ctx *ctx, const void *model,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    const hurdle_model *hurdle = model;
    const cev__predictors *predictors =
        &hurdle->parts[HURDLE_WHETHER]->predictors;
    cev__readings readings[HURDLE_PARTS] = {{0}, {0}};
    cev__explanation explanation;
    double *x = cev__alloc(ctx, 1 + CEV__DESIGN_MAX, (int64_t)sizeof *x);
    (void)options;
    int32_t status = x == NULL ? cev__fail_memory(ctx)
                               : open_hurdle_readings(ctx, hurdle, customers,
                                                      readings);
    if (status == CEV_OK)
        status =
            cev__explanation_open(ctx, predictors, customers, &explanation);
    if (status == CEV_OK) {
        for (int64_t row = 0; row < customers->rows; row++)
            explain_hurdle_row(hurdle, readings, row, x, &explanation);
        status = cev__explanation_finish(ctx, predictors, &explanation, out);
    }
    close_hurdle_readings(ctx, readings);
    cev__free(ctx, x, 1 + CEV__DESIGN_MAX, (int64_t)sizeof *x);
    return status;
}

/* ---- Evaluating ---------------------------------------------------------- */

static int32_t evaluate_hurdle(cev_ctx *ctx, const void *model,
                               const cev_options *options,
                               const cev_table *customers, const char *what,
                               cev_table **out)
{
    const hurdle_model *hurdle = model;
    return cev__learner_evaluate(ctx, &hurdle->target, predict_hurdle, model,
                                 options, customers, what, out);
}

/* ---- Summary and bytes --------------------------------------------------- */

static int32_t summarise_hurdle(cev_ctx *ctx, const void *model,
                                const cev_options *options, cev_table **out)
{
    static const char names[HURDLE_PARTS][8] = {"whether", "amount"};
    const hurdle_model *hurdle = model;
    cev__lines lines = {.ctx = ctx};
    for (int part = 0; part < HURDLE_PARTS; part++) {
        lines.part = names[part];
        int32_t status =
            cev__glm_tell(ctx, hurdle->parts[part], options, &lines);
        if (status != CEV_OK) {
            cev__lines_clear(&lines);
            return status;
        }
    }
    lines.part = NULL;
    if (hurdle->negative > 0.0)
        cev__lines_verdict(&lines, "negative_amounts", hurdle->negative,
                           "{n} customers have an amount below 0, as where "
                           "refunds exceed orders: they count as bringing "
                           "none, so that all predictions together lie above "
                           "what is left after such refunds.");
    return cev__lines_table(&lines, out);
}

static void save_hurdle(const void *model, cev__writer *writer)
{
    const hurdle_model *hurdle = model;
    cev__target_save(&hurdle->target, writer);
    cev__write_double(writer, hurdle->negative);
    for (int part = 0; part < HURDLE_PARTS; part++)
        cev__glm_save(hurdle->parts[part], writer);
}

static int32_t load_hurdle(cev_ctx *ctx, cev__blob *blob, void **model)
{
    hurdle_model *hurdle = cev__alloc_zero(ctx, 1, (int64_t)sizeof *hurdle);
    if (hurdle == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__target_load(ctx, blob, &hurdle->target);
    hurdle->negative = cev__read_double(blob);
    for (int part = 0; part < HURDLE_PARTS && status == CEV_OK; part++) {
        void *loaded = NULL;
        status = cev__glm_load(ctx, blob, &loaded);
        hurdle->parts[part] = loaded;
    }
    if (status == CEV_OK
        && (!(hurdle->negative >= 0.0) || !isfinite(hurdle->negative)
            || hurdle->parts[HURDLE_WHETHER]->family.kind != CEV__BINOMIAL
            || hurdle->parts[HURDLE_AMOUNT]->family.kind != CEV__GAUSSIAN
            || hurdle->parts[HURDLE_WHETHER]->predictors.names.count
                   != hurdle->parts[HURDLE_AMOUNT]->predictors.names.count))
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold no hurdle model");
    if (status != CEV_OK) {
        free_hurdle(ctx, hurdle);
        return status;
    }
    *model = hurdle;
    return CEV_OK;
}

extern const cev__estimator_kind cev__hurdle_kind;
const cev__estimator_kind cev__hurdle_kind = {
    {CEV_HURDLE, "amounts that are often 0: whether there is one, and how much",
     CEV__LEARNER_TAKES
     " shrinkage alpha lambda lambda_rule folds",
     CEV__LEARNER_WANTS, CEV__LEARNER_GIVES, "",
     "Wang, Liu & Miao (2019), A Deep Probabilistic Model for Customer "
     "Lifetime Value Prediction, arXiv:1912.07753",
     fit_hurdle, free_hurdle, save_hurdle, load_hurdle},
    summarise_hurdle,
    predict_hurdle,
    evaluate_hurdle,
    explain_hurdle,
};
