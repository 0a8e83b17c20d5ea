/* How good rates that change in time are; see dynamic_evaluate.h. */
#include "../core/compiler.h"
#include "dynamic_evaluate.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "cev/estimator.h"
#include "dynamic_tracking.h"
#include "evaluations.h"
#include "turn.h"

/* Weights of rows: all 1 where the table has none. */
static int32_t open_weights(cev_ctx *ctx, const cev_table *customers,
                            cev__numbers *weights)
{
    memset(weights, 0, sizeof *weights);
    if (cev__table_find(customers, "customers") == NULL)
        return CEV_OK;
    return cev__table_numbers(ctx, customers, "customers", weights);
}

static double weight_of(const cev__numbers *weights, int64_t row)
{
    return weights->data == NULL ? 1.0 : cev__number_at(weights, row);
}

/* Sums over customers: of each prediction, and how many they are. */
typedef double dynamic_sums[CEV__DYNAMIC_QUANTITIES + 1];

static int32_t sum_columns(cev_ctx *ctx, const cev__dynamic_ask *ask,
                           const cev_table *customers, dynamic_sums sums)
{
    cev__dynamic_ask plain = *ask;
    cev__numbers weights;
    cev_table *says = NULL;
    plain.z = 0.0;
    int32_t status = open_weights(ctx, customers, &weights);
    if (status == CEV_OK)
        status = cev__dynamic_predict(ctx, &plain, customers, &says);
    if (status != CEV_OK)
        return status;
    for (int q = 0; q <= CEV__DYNAMIC_QUANTITIES; q++) {
        cev__sum sum = {0};
        for (int64_t i = 0; i < says->rows; i++)
            cev__sum_add(&sum,
                         weight_of(&weights, i)
                             * (q == CEV__DYNAMIC_QUANTITIES
                                    ? 1.0
                                    : cev_table_double(
                                        says, cev__dynamic_names[q], i)));
        sums[q] = cev__sum_value(&sum);
    }
    cev_table_free(says);
    return CEV_OK;
}

/* What sums are aside: spreads of draws point there. */
typedef double dynamic_around[CEV__DYNAMIC_QUANTITIES][CEV__TURNS];

/* And how their logarithms spread. */
static int32_t spread_totals(cev_ctx *ctx, const cev__dynamic_ask *ask,
                           const cev_table *customers,
                           const dynamic_sums sums, dynamic_around around,
                           cev__spread spread[CEV__DYNAMIC_QUANTITIES])
{
    for (int k = 0; k < cev__turn_count(ask->model); k++) {
        dynamic_sums there;
        cev__dynamic_ask aside = *ask;
        cev__regression room;
        cev__purchases moved;
        int32_t status = cev__turn_along(ask->model, k, &room, &moved);
        aside.model = &moved;
        if (status == CEV_OK)
            status = sum_columns(ctx, &aside, customers, there);
        if (status != CEV_OK)
            return status;
        for (int q = 0; q < CEV__DYNAMIC_QUANTITIES; q++)
            around[q][k] = cev__log(there[q]);
    }
    for (int q = 0; q < CEV__DYNAMIC_QUANTITIES; q++)
        spread[q] =
            cev__turn_spread(ask->model, around[q], cev__log(sums[q]));
    return CEV_OK;
}

static int32_t evaluate_sums(cev_ctx *ctx, const cev__dynamic_ask *ask,
                             const cev_table *customers, cev_table **out)
{
    static const char *const names[CEV__DYNAMIC_QUANTITIES] = {
        "active_customers", "expected_purchases", "discounted_purchases"};
    dynamic_sums sums;
    double *column[3];
    static const char columns[3][8] = {"value", "lower", "upper"};
    cev__spread spread[CEV__DYNAMIC_QUANTITIES];
    dynamic_around around;
    cev_table *table = NULL;
    int32_t status = sum_columns(ctx, ask, customers, sums);
    if (status == CEV_OK && ask->z > 0.0)
        status = spread_totals(ctx, ask, customers, sums, around, spread);
    if (status == CEV_OK)
        status = cev_table_new(ctx, CEV__DYNAMIC_QUANTITIES, &table);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "quantity", names);
    for (int c = 0; c < 3 && status == CEV_OK; c++)
        status = cev__table_add_double(table, columns[c], &column[c]);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int q = 0; q < CEV__DYNAMIC_QUANTITIES; q++) {
        column[0][q] = sums[q];
        column[1][q] = column[2][q] = NAN;
        if (ask->z > 0.0)
            cev__interval_around(sums[q], &spread[q],
                                 ask->z / ask->model->reach.z, &column[1][q],
                                 &column[2][q]);
    }
    if (column[2][0] > sums[CEV__DYNAMIC_QUANTITIES])
        column[2][0] = sums[CEV__DYNAMIC_QUANTITIES];
    *out = table;
    return CEV_OK;
}

/* Predictions of the holdout beside what came. */
static int32_t compare_holdout(cev_ctx *ctx, const cev__dynamic_ask *ask,
                               const cev_table *customers,
                               cev__comparison *c)
{
    cev__dynamic_ask plain = *ask;
    cev__buyers buyers;
    cev__block block;
    cev_table *says = NULL;
    plain.z = 0.0;
    int32_t status = cev__buyers_open(
        ctx, customers,
        CEV__WANTS_TIMES | CEV__WANTS_HOLDOUT | CEV__WANTS_CUSTOMERS_MAYBE,
        &buyers);
    if (status == CEV_OK)
        status = cev__dynamic_predict(ctx, &plain, customers, &says);
    if (status == CEV_OK)
        status = cev__comparison_make(ctx, buyers.rows, c);
    if (status == CEV_OK)
        cev__buyers_begin(&buyers, &block);
    for (int64_t first = 0; status == CEV_OK && first < buyers.rows;
         first += block.rows) {
        status = cev__buyers_next(ctx, "evaluating", &buyers, first, &block);
        for (int64_t i = 0; status == CEV_OK && i < block.rows; i++) {
            double T = block.col[CEV__COL_T][i];
            int64_t row = first + i;
            c->x[row] = block.col[CEV__COL_X][i];
            c->weight[row] = block.col[CEV__COL_CUSTOMERS][i];
            c->predicted[row] = cev_table_double(
                says, cev__dynamic_names[CEV__DYNAMIC_EXPECTED], row);
            c->actual[row] = block.col[CEV__COL_X_HOLDOUT][i];
            c->naive[row] =
                T > 0.0 ? c->x[row] / T * block.col[CEV__COL_T_HOLDOUT][i]
                        : 0.0;
        }
    }
    cev_table_free(says);
    return status;
}

static int32_t evaluate_errors(cev_ctx *ctx, const cev__dynamic_ask *ask,
                               const cev_table *customers,
                               cev__comparison *c, cev_table **out)
{
    static const char *const plain[2] = {NULL, "naive"};
    dynamic_sums sums;
    dynamic_around around;
    cev__spread spread[CEV__DYNAMIC_QUANTITIES];
    cev__lines lines = {0};
    int32_t status = CEV_OK;
    lines.ctx = ctx;
    lines.z = ask->z;
    lines.joint = "_";
    if (ask->z > 0.0) {
        status = sum_columns(ctx, ask, customers, sums);
        if (status == CEV_OK)
            status =
                spread_totals(ctx, ask, customers, sums, around, spread);
        if (status != CEV_OK)
            return status;
        c->spread = spread[CEV__DYNAMIC_EXPECTED];
        c->ratio = ask->z / ask->model->reach.z;
    }
    status = cev__comparison_metrics(ctx, c, plain, &lines);
    if (status == CEV_OK)
        return cev__lines_metrics(&lines, out);
    cev__lines_clear(&lines);
    return status;
}

int32_t cev__dynamic_evaluate(cev_ctx *ctx, const cev__dynamic_ask *ask,
                              const cev_options *options,
                              const cev_table *customers, const char *what,
                              cev_table **out)
{
    int is_holdout = strcmp(what, CEV_EVAL_HOLDOUT) == 0;
    int is_deciles = strcmp(what, CEV_EVAL_DECILES) == 0;
    cev__dynamic_ask held_out = *ask;
    cev__comparison c = {0};
    if (strcmp(what, CEV_EVAL_TOTALS) == 0)
        return evaluate_sums(ctx, ask, customers, out);
    if (strcmp(what, CEV_EVAL_TRACKING) == 0)
        return cev__dynamic_tracking(ctx, ask, options, customers, out);
    if (strcmp(what, CEV_EVAL_LIKELIHOOD) == 0) {
        held_out.horizon = 0.0;
        held_out.is_explained = 1;
        return cev__dynamic_predict(ctx, &held_out, customers, out);
    }
    if (strcmp(what, CEV_EVAL_FREQUENCY) == 0
        || strcmp(what, CEV_EVAL_PIT) == 0
        || strcmp(what, CEV_EVAL_COVERAGE) == 0
        || strcmp(what, CEV_EVAL_AHEAD) == 0)
        return cev__fail(ctx, CEV_ERR_KIND,
                         "pareto_nbd_dynamic has no %s: where rates change in "
                         "time it does not tell how likely each number of "
                         "purchases is",
                         what);
    if (!is_holdout && !is_deciles && strcmp(what, CEV_EVAL_CONDITIONAL) != 0)
        return cev__fail(ctx, CEV_ERR_KIND,
                         "%q is no evaluation of this estimator; wanted one "
                         "of: holdout tracking conditional deciles totals "
                         "likelihood",
                         what);
    held_out.horizon = NAN;
    int32_t status = compare_holdout(ctx, &held_out, customers, &c);
    if (status == CEV_OK)
        status = is_holdout
                     ? evaluate_errors(ctx, &held_out, customers, &c, out)
                 : is_deciles ? cev__comparison_deciles(ctx, &c, ask->z, out)
                              : cev__comparison_conditional(ctx, &c, out);
    cev__comparison_free(ctx, &c);
    return status;
}
