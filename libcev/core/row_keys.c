/* What rows hold, as numbers; see row_keys.h. */
#include "compiler.h"
#include "row_keys.h"

#include <math.h>
#include <string.h>

#include "../math/hash.h"
#include "../math/radix.h"

static uint64_t hash_of_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text != '\0'; text++)
        hash = (hash ^ (uint8_t)*text) * UINT64_C(1099511628211);
    return hash;
}

int cev__cell_bits(const cev__column *column, int64_t row, uint64_t *bits)
{
    const char *at = (const char *)column->data + row * column->stride;
    if (!cev__valid(column->validity, row))
        return 0;
    if (column->type == CEV_TEXT) {
        const char *text = cev__column_text(column, row);
        *bits = text == NULL ? 0 : hash_of_text(text);
        return text != NULL;
    }
    memcpy(bits, at, sizeof *bits);
    if (column->type == CEV_INT64)
        return *bits != (uint64_t)INT64_MIN;
    double number;
    memcpy(&number, at, sizeof number);
    *bits = isnan(number) ? 0 : cev__keyed_double(number);
    return !isnan(number);
}

void cev__row_keys(const cev_table *table, uint64_t *keys)
{
    memset(keys, 0, (size_t)table->rows * sizeof *keys);
    for (int64_t i = 0; i < table->count; i++) {
        const cev__column *column = &table->columns[i];
        uint64_t name = hash_of_text(column->name), bits;
        for (int64_t row = 0; row < table->rows; row++)
            keys[row] += cev__mix_bits(
                name
                ^ (cev__cell_bits(column, row, &bits) ? cev__mix_bits(bits)
                                                      : 1));
    }
}

int32_t cev__rows_in_order(cev_ctx *ctx, const cev_table *table,
                           int64_t *order)
{
    int64_t rows = table->rows, room = 2 * rows + 1;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    uint64_t *keys = cev__alloc(ctx, rows + 1, (int64_t)sizeof *keys);
    int32_t status =
        items == NULL || keys == NULL ? cev__fail_memory(ctx) : CEV_OK;
    if (status == CEV_OK) {
        cev__row_keys(table, keys);
        for (int64_t row = 0; row < rows; row++)
            items[row] = (cev__keyed){keys[row], row};
        cev__keyed_sort(items, items + rows, rows);
        for (int64_t i = 0; i < rows; i++)
            order[i] = items[i].index;
    }
    cev__free(ctx, keys, rows + 1, (int64_t)sizeof *keys);
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    return status;
}

int32_t cev__rows_drawn(cev_ctx *ctx, const cev_table *from, int64_t count,
                        cev_table **out)
{
    double every = (double)from->rows / (double)count;
    int64_t *order = cev__alloc(ctx, from->rows, (int64_t)sizeof *order);
    if (order == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__rows_in_order(ctx, from, order);
    for (int64_t i = 0; i < count; i++)
        order[i] = order[(int64_t)(every * (double)i)];
    if (status == CEV_OK)
        status = cev__table_rows(ctx, from, order, count, out);
    cev__free(ctx, order, from->rows, (int64_t)sizeof *order);
    return status;
}
