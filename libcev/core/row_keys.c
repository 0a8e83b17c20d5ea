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

/* The rows in the order of their keys; `sorted` has room for twice as many. */
static void sort_by_key(const cev_table *table, uint64_t *keys,
                        cev__keyed *sorted)
{
    cev__row_keys(table, keys);
    for (int64_t row = 0; row < table->rows; row++)
        sorted[row] = (cev__keyed){keys[row], row};
    cev__keyed_sort(sorted, sorted + table->rows, table->rows);
}

int32_t cev__rows_drawn(cev_ctx *ctx, const cev_table *from, int64_t count,
                        cev_table **out)
{
    int64_t rows = from->rows;
    uint64_t *keys = cev__alloc(ctx, rows, (int64_t)sizeof *keys);
    cev__keyed *sorted = cev__alloc(ctx, rows, 2 * (int64_t)sizeof *sorted);
    int64_t *drawn = cev__alloc(ctx, count, (int64_t)sizeof *drawn);
    int32_t status = CEV_OK;
    if (keys == NULL || sorted == NULL || drawn == NULL)
        status = cev__fail_memory(ctx);
    if (status == CEV_OK) {
        double every = (double)rows / (double)count;
        sort_by_key(from, keys, sorted);
        for (int64_t i = 0; i < count; i++)
            drawn[i] = sorted[(int64_t)(every * (double)i)].index;
        status = cev__table_rows(ctx, from, drawn, count, out);
    }
    cev__free(ctx, drawn, count, (int64_t)sizeof *drawn);
    cev__free(ctx, sorted, rows, 2 * (int64_t)sizeof *sorted);
    cev__free(ctx, keys, rows, (int64_t)sizeof *keys);
    return status;
}
