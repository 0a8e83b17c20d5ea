/* Formulas over arrays; see formula.h. */
#include "../core/compiler.h"
#include "formula.h"

#include <math.h>
#include <stddef.h>

#include "../math/elementary.h"
#include "cev/base.h"

static void formula_row(const cev__formula *formula,
                        const double *const *columns, int64_t i, double *row)
{
    for (int c = 0; c < formula->columns; c++)
        row[c] = columns[c][i];
}

int32_t cev__formula_run(const cev__formula *formula, const double *params,
                         int64_t n,
                         const double *const columns[CEV__FORMULA_COLUMNS],
                         double horizon, double *out)
{
    double row[CEV__FORMULA_COLUMNS];
    if (params == NULL || n < 0 || (n > 0 && out == NULL))
        return CEV_ERR_ARGUMENT;
    for (int c = 0; n > 0 && c < formula->columns; c++)
        if (columns[c] == NULL)
            return CEV_ERR_ARGUMENT;
    if (!formula->takes(params, horizon))
        return CEV_ERR_DOMAIN;
    for (int64_t i = 0; i < n; i++) {
        formula_row(formula, columns, i, row);
        if (!formula->takes_row(params, horizon, row))
            return CEV_ERR_DOMAIN;
    }
    for (int64_t i = 0; i < n; i++) {
        formula_row(formula, columns, i, row);
        out[i] = formula->value(params, horizon, row);
    }
    return CEV_OK;
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
