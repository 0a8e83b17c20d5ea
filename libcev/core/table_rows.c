/* Tables made of others: their columns borrowed, or some of their rows. */
#include <string.h>

#include "table.h"

int32_t cev__table_lend(cev_table *table, const char *name,
                        const cev__column *column)
{
    return cev_table_set_column(table, name, column->type, column->data,
                                column->stride, column->validity);
}

int32_t cev__table_borrow(cev_ctx *ctx, const cev_table *from,
                          const char *without, cev_table **out)
{
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, from->rows, &table);
    for (int64_t i = 0; status == CEV_OK && i < from->count; i++) {
        const cev__column *column = &from->columns[i];
        if (without == NULL || strcmp(column->name, without) != 0)
            status = cev__table_lend(table, column->name, column);
    }
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

/* The picked rows of one column, as an owned column of `table`. */
static int32_t pick_column(cev_table *table, const cev__column *column,
                           const int64_t *rows)
{
    cev_ctx *ctx = table->ctx;
    int64_t bytes = cev__validity_size(table->rows);
    int64_t size = column->type == CEV_TEXT ? (int64_t)sizeof(char *) : 8;
    char *data = cev__alloc_zero(ctx, table->rows + 1, size);
    uint8_t *validity = cev__alloc_zero(ctx, bytes, 1);
    int32_t status = CEV_OK;
    if (data == NULL || validity == NULL) {
        status = cev__fail_memory(ctx);
        goto done;
    }
    for (int64_t i = 0; i < table->rows; i++) {
        memcpy(data + i * size,
               (const char *)column->data + rows[i] * column->stride,
               (size_t)size);
        if (cev__valid(column->validity, rows[i]))
            validity[i >> 3] |= (uint8_t)(1u << (i & 7));
    }
    status =
        cev_table_copy_column(table, column->name, column->type, data, size,
                              column->validity ? validity : NULL);
done:
    cev__free(ctx, validity, bytes, 1);
    cev__free(ctx, data, table->rows + 1, size);
    return status;
}

int32_t cev__table_rows(cev_ctx *ctx, const cev_table *from,
                        const int64_t *rows, int64_t count, cev_table **out)
{
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, count, &table);
    for (int64_t i = 0; status == CEV_OK && i < from->count; i++)
        status = pick_column(table, &from->columns[i], rows);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}
