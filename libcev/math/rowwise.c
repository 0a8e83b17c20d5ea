/* Functions over arrays; see rowwise.h. */
#include "../core/compiler.h"
#include "rowwise.h"

#include <stddef.h>

#include "cev/base.h"

int32_t cev__rowwise_check(int64_t n, const double *const *columns, int count,
                           double *const *outputs, int output_count)
{
    if (n < 0)
        return CEV_ERR_ARGUMENT;
    for (int c = 0; n > 0 && c < count; c++)
        if (columns[c] == NULL)
            return CEV_ERR_ARGUMENT;
    for (int c = 0; n > 0 && c < output_count; c++)
        if (outputs[c] == NULL)
            return CEV_ERR_ARGUMENT;
    return CEV_OK;
}

static void take_row(const cev__rowwise *function,
                     const double *const *columns, int64_t i, double *row)
{
    for (int c = 0; c < function->columns; c++)
        row[c] = columns[c][i];
}

int32_t cev__rowwise_run(const cev__rowwise *function, const void *given,
                         int64_t n, const double *const *columns,
                         double *const *outputs)
{
    double row[CEV__ROWWISE_COLUMNS], out[CEV__ROWWISE_OUTPUTS];
    int32_t status = cev__rowwise_check(n, columns, function->columns,
                                        outputs, function->outputs);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < n; i++) {
        take_row(function, columns, i, row);
        if (!function->takes(given, row))
            return CEV_ERR_DOMAIN;
    }
    for (int64_t i = 0; i < n; i++) {
        take_row(function, columns, i, row);
        function->value(given, row, out);
        for (int c = 0; c < function->outputs; c++)
            outputs[c][i] = out[c];
    }
    return CEV_OK;
}
