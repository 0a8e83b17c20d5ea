/* Value without a model; see averages.h. */
#include "../core/compiler.h"
#include "averages.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/sum.h"
#include "totals.h"
#include "cev/estimator.h"

double cev__stretch_worth(const cev__stretch *stretch)
{
    if (!(stretch->delta > 0.0))
        return stretch->horizon;
    return -cev__expm1(-stretch->delta * stretch->horizon) / stretch->delta;
}

int32_t cev__averages_open(cev_ctx *ctx, const cev_table *customers, int wants,
                           int revenue, cev__buyers *out)
{
    int32_t status = cev__buyers_open(ctx, customers, wants, out);
    if (status != CEV_OK || revenue < 0 || out->has[revenue])
        return status;
    return cev__fail(ctx, CEV_ERR_COLUMN,
                     "the table has no column %q; wanted one of doubles or "
                     "int64",
                     revenue == CEV__COL_REVENUE ? "revenue"
                                                 : "revenue_holdout");
}

/* ---- Predictions --------------------------------------------------------- */

typedef struct average_columns {
    const cev__average_asked *asked;
    cev__outlook outlook; /* horizon, rates, margin; no models */
    double *value, *lower, *upper;
} average_columns;

static int32_t add_average_columns(average_columns *to, cev_table *table)
{
    int32_t status =
        cev__table_add_double(table, "expected_value", &to->value);
    if (status == CEV_OK && to->outlook.z > 0.0)
        status =
            cev__table_add_double(table, "expected_value_lo", &to->lower);
    if (status == CEV_OK && to->outlook.z > 0.0)
        status =
            cev__table_add_double(table, "expected_value_hi", &to->upper);
    return status;
}

static void put_average(const average_columns *to, int64_t row,
                        cev__guess forecast)
{
    double value = to->outlook.margin * forecast.value;
    to->value[row] = value;
    if (to->lower != NULL)
        cev__interval_positive(value, forecast.log_sd, to->outlook.z,
                               &to->lower[row], &to->upper[row]);
}

static int32_t predict_averages(void *state, const cev__block *block)
{
    const average_columns *to = state;
    const cev__average_asked *asked = to->asked;
    const cev__stretch stretch = {to->outlook.horizon, to->outlook.delta};
    for (int64_t i = 0; i < block->rows; i++) {
        put_average(to, block->first + i,
                    asked->average(asked->state, block, i, &stretch));
        if (asked->more != NULL)
            asked->more(asked->state, block, i, block->first + i);
    }
    return CEV_OK;
}

int32_t cev__averages_predict(cev_ctx *ctx, const cev__average_asked *asked,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    average_columns to;
    cev__buyers buyers;
    cev_table *table = NULL;
    memset(&to, 0, sizeof to);
    to.asked = asked;
    to.outlook = cev__outlook_of(NULL, NULL, options);
    int32_t status = cev__averages_open(ctx, customers, asked->wants,
                                        asked->revenue, &buyers);
    if (status == CEV_OK)
        status = cev_table_new(ctx, buyers.rows, &table);
    if (status == CEV_OK && cev__table_find(customers, "customer") != NULL)
        status = cev__table_add_copy(table, "customer", customers);
    if (status == CEV_OK && asked->open != NULL)
        status = asked->open(asked->state, table);
    if (status == CEV_OK)
        status = add_average_columns(&to, table);
    if (status == CEV_OK)
        status =
            cev__buyers_each(ctx, "predicting", &buyers, predict_averages, &to);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

/* ---- Evaluations --------------------------------------------------------- */

/* The revenue of a customer's holdout; the naive rule is that it comes at the
 * pace of all revenue so far. */
static void compare_row(const cev__average_asked *asked,
                        const cev__block *block, int64_t i, int64_t row,
                        cev__comparison *out)
{
    double T = block->col[CEV__COL_T][i];
    const cev__stretch stretch = {block->col[CEV__COL_T_HOLDOUT][i], 0.0};
    out->x[row] = block->col[CEV__COL_X][i];
    out->weight[row] = block->col[CEV__COL_CUSTOMERS][i];
    out->actual[row] = block->col[CEV__COL_REVENUE_HOLDOUT][i];
    out->predicted[row] = NAN;
    if (!isnan(out->actual[row]))
        out->predicted[row] =
            asked->average(asked->state, block, i, &stretch).value;
    out->naive[row] =
        T > 0.0 ? block->col[CEV__COL_REVENUE][i] / T * stretch.horizon : 0.0;
    if (isnan(out->naive[row]))
        out->naive[row] = 0.0;
}

typedef struct average_errors {
    const cev__average_asked *asked;
    cev__comparison *out;
} average_errors;

static int32_t compare_averages(void *state, const cev__block *block)
{
    const average_errors *errors = state;
    for (int64_t i = 0; i < block->rows; i++)
        compare_row(errors->asked, block, i, block->first + i, errors->out);
    return CEV_OK;
}

int32_t cev__averages_compare(cev_ctx *ctx, const cev__average_asked *asked,
                              const cev_table *customers,
                              cev__comparison *out)
{
    average_errors errors = {asked, out};
    cev__buyers buyers;
    memset(out, 0, sizeof *out);
    int32_t status = cev__averages_open(ctx, customers,
                                        asked->wants | CEV__WANTS_HOLDOUT
                                            | CEV__WANTS_CUSTOMERS_MAYBE,
                                        CEV__COL_REVENUE_HOLDOUT, &buyers);
    if (status == CEV_OK)
        status = cev__comparison_make(ctx, buyers.rows, out);
    if (status == CEV_OK)
        status = cev__buyers_each(ctx, "evaluating", &buyers, compare_averages,
                                  &errors);
    if (status == CEV_OK)
        cev__comparison_drop_unknown(out);
    else
        cev__comparison_free(ctx, out);
    return status;
}

int32_t cev__averages_table(cev_ctx *ctx, const cev__comparison *comparison,
                            const cev_options *options, const char *what,
                            cev_table **out)
{
    static const char *const parts[2] = {NULL, "naive"};
    cev__lines lines = {.ctx = ctx};
    lines.z = cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    if (strcmp(what, CEV_EVAL_DECILES) == 0)
        return cev__comparison_deciles(ctx, comparison, lines.z, out);
    lines.joint = "_";
    int32_t status = cev__comparison_metrics(ctx, comparison, parts, &lines);
    if (status == CEV_OK)
        return cev__lines_metrics(&lines, out);
    cev__lines_clear(&lines);
    return status;
}

/* All customers, and the squares of their standard errors. */
typedef struct average_sums {
    const cev__average_asked *asked;
    cev__stretch stretch;
    cev__sum total, squares;
} average_sums;

static int32_t sum_averages(void *state, const cev__block *block)
{
    average_sums *sums = state;
    const cev__average_asked *asked = sums->asked;
    for (int64_t i = 0; i < block->rows; i++) {
        double crowd = block->col[CEV__COL_CUSTOMERS][i];
        cev__guess one =
            asked->average(asked->state, block, i, &sums->stretch);
        if (isnan(one.value))
            continue;
        cev__sum_add(&sums->total, crowd * one.value);
        one.value *= one.log_sd;
        cev__sum_add(&sums->squares, crowd * one.value * one.value);
    }
    return CEV_OK;
}

int32_t cev__averages_totals(cev_ctx *ctx, const cev__average_asked *asked,
                             double (*log_sd)(void *state, double apart),
                             const cev_options *options,
                             const cev_table *customers, cev_table **out)
{
    const cev__outlook outlook = cev__outlook_of(NULL, NULL, options);
    average_sums sums = {.asked = asked,
                         .stretch = {outlook.horizon, outlook.delta}};
    cev__totals_told told = {1, {"expected_value"}, {0.0}, {NAN}, {NAN}};
    cev__buyers buyers;
    int32_t status = cev__averages_open(
        ctx, customers, asked->wants | CEV__WANTS_CUSTOMERS_MAYBE,
        asked->revenue, &buyers);
    if (status == CEV_OK)
        status =
            cev__buyers_each(ctx, "evaluating", &buyers, sum_averages, &sums);
    if (status != CEV_OK)
        return status;
    double value = cev__sum_value(&sums.total);
    double apart = value != 0.0
                       ? sqrt(cev__sum_value(&sums.squares)) / fabs(value)
                       : 0.0;
    told.value[0] = outlook.margin * value;
    if (outlook.z > 0.0)
        cev__interval_positive(told.value[0], log_sd(asked->state, apart),
                               outlook.z, &told.lower[0], &told.upper[0]);
    return cev__totals_table(ctx, &told, out);
}

int cev__averages_knows(const char *what)
{
    return strcmp(what, CEV_EVAL_HOLDOUT) == 0
           || strcmp(what, CEV_EVAL_DECILES) == 0;
}
