/* Sums over customers as a table; see totals.h. */
#include "../core/compiler.h"
#include "totals.h"

#include <string.h>

int32_t cev__totals_table(cev_ctx *ctx, const cev__totals_told *told,
                          cev_table **out)
{
    static const char names[3][8] = {"value", "lower", "upper"};
    const double *from[3] = {told->value, told->lower, told->upper};
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, told->rows, &table);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "quantity", told->name);
    for (int c = 0; c < 3 && status == CEV_OK; c++) {
        double *column;
        status = cev__table_add_double(table, names[c], &column);
        if (status == CEV_OK)
            memcpy(column, from[c], (size_t)told->rows * sizeof *column);
    }
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}
