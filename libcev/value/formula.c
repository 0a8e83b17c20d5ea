/* Formulas over arrays; see formula.h. */
#include "../core/compiler.h"
#include "formula.h"

#include <math.h>
#include <stddef.h>

#include "../math/elementary.h"
#include "../math/rowwise.h"
#include "cev/base.h"

/* A formula and what all its rows share. */
typedef struct formula_given {
    const cev__formula *formula;
    const double *params;
    double horizon;
} formula_given;

/* A value that no double holds is none. */
static int formula_takes(const void *given, const double *row)
{
    const formula_given *g = given;
    return g->formula->takes_row(g->params, g->horizon, row)
           && isfinite(g->formula->value(g->params, g->horizon, row));
}

static void formula_value(const void *given, const double *row, double *out)
{
    const formula_given *g = given;
    *out = g->formula->value(g->params, g->horizon, row);
}

int32_t cev__formula_run(const cev__formula *formula, const double *params,
                         int64_t n,
                         const double *const columns[CEV__FORMULA_COLUMNS],
                         double horizon, double *out)
{
    formula_given given = {formula, params, horizon};
    cev__rowwise rows = {formula->columns, 1, formula_takes, formula_value};
    int32_t status =
        cev__rowwise_check(n, columns, formula->columns, &out, 1);
    if (status != CEV_OK || params == NULL)
        return CEV_ERR_ARGUMENT;
    if (!formula->takes(params, horizon))
        return CEV_ERR_DOMAIN;
    return cev__rowwise_run(&rows, &given, n, columns, &out);
}

double cev__geometric_sum(double log_q, double count)
{
    if (!(count > 0.0))
        return 0.0;
    if (!(log_q < 0.0 || log_q > 0.0))
        return count;
    /* (1 - q^count) / (1 - q), without the cancellation near q = 1. */
    return cev__expm1(count * log_q) / cev__expm1(log_q);
}

int cev__is_period_count(double count)
{
    return count >= 0.0 && floor(count) >= count;
}
