/* Tables, for reading: where columns lie, and single values. */
#include <math.h>
#include <string.h>

#include "prefetch.h"
#include "table.h"

int64_t cev_table_row_count(const cev_table *table)
{
    return table == NULL ? 0 : table->rows;
}

int64_t cev_table_column_count(const cev_table *table)
{
    return table == NULL ? 0 : table->count;
}

const char *cev_table_name(const cev_table *table, int64_t index)
{
    if (table == NULL || index < 0 || index >= table->count)
        return NULL;
    return table->columns[index].name;
}

/* Where a column's data are. */
static void tell_column(const cev__column *column, int32_t *type,
                        const void **data, int64_t *stride,
                        const uint8_t **validity)
{
    if (type != NULL)
        *type = column->type;
    if (data != NULL)
        *data = column->data;
    if (stride != NULL)
        *stride = column->stride;
    if (validity != NULL)
        *validity = column->validity;
}

int32_t cev_table_column(const cev_table *table, const char *name,
                         int32_t *type, const void **data, int64_t *stride,
                         const uint8_t **validity)
{
    if (table == NULL)
        return CEV_ERR_ARGUMENT;
    if (name == NULL)
        return cev__fail_null(table->ctx, "name");
    const cev__column *column = cev__table_find(table, name);
    if (column == NULL)
        return cev__fail(table->ctx, CEV_ERR_NOT_FOUND,
                         "the table has no column %q", name);
    tell_column(column, type, data, stride, validity);
    return CEV_OK;
}

int32_t cev_table_columns(const cev_table *table, int64_t count,
                          const char **names, int32_t *types,
                          const void **data, int64_t *strides,
                          const uint8_t **validity)
{
    if (table == NULL)
        return CEV_ERR_ARGUMENT;
    if (count < 0 || count > table->count)
        return cev__fail(table->ctx, CEV_ERR_ARGUMENT,
                         "count = %d; wanted 0 to %d, the columns there are",
                         count, table->count);
    for (int64_t i = 0; i < count; i++) {
        const cev__column *column = &table->columns[i];
        if (names != NULL)
            names[i] = column->name;
        tell_column(column, types == NULL ? NULL : &types[i],
                    data == NULL ? NULL : &data[i],
                    strides == NULL ? NULL : &strides[i],
                    validity == NULL ? NULL : &validity[i]);
    }
    return CEV_OK;
}

/* Where one value is, NULL where there is none. */
static const char *cell_at(const cev_table *table, const char *name,
                           int64_t row, int32_t *type)
{
    if (table == NULL || name == NULL || row < 0 || row >= table->rows)
        return NULL;
    const cev__column *column = cev__table_find(table, name);
    if (column == NULL || !cev__valid(column->validity, row))
        return NULL;
    *type = column->type;
    return (const char *)column->data + row * column->stride;
}

double cev_table_double(const cev_table *table, const char *name, int64_t row)
{
    int32_t type = 0;
    const char *cell = cell_at(table, name, row, &type);
    if (cell == NULL || type == CEV_TEXT)
        return NAN;
    cev__numbers numbers = {cell, 8, type, NULL};
    return cev__number_at(&numbers, 0);
}

int64_t cev_table_int64(const cev_table *table, const char *name, int64_t row)
{
    int32_t type = 0;
    const char *cell = cell_at(table, name, row, &type);
    int64_t value = INT64_MIN;
    if (cell != NULL && type == CEV_INT64)
        memcpy(&value, cell, sizeof value);
    return value;
}

const char *cev_table_text(const cev_table *table, const char *name,
                           int64_t row)
{
    int32_t type = 0;
    const char *cell = cell_at(table, name, row, &type);
    return cell == NULL || type != CEV_TEXT ? NULL : cev__text_at(cell, 0, 0);
}

int32_t cev__table_numbers(cev_ctx *ctx, const cev_table *table,
                           const char *name, cev__numbers *out)
{
    const cev__column *column = cev__table_find(table, name);
    if (column == NULL)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "the table has no column %q; wanted one of doubles "
                         "or int64",
                         name);
    if (column->type == CEV_TEXT)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "column %q is text; wanted doubles or int64", name);
    out->data = column->data;
    out->stride = column->stride;
    out->type = column->type;
    out->validity = column->validity;
    return CEV_OK;
}

double cev__number_at(const cev__numbers *numbers, int64_t row)
{
    if (!cev__valid(numbers->validity, row))
        return NAN;
    const char *at = numbers->data + row * numbers->stride;
    if (numbers->type == CEV_INT64) {
        int64_t value;
        memcpy(&value, at, sizeof value);
        return (double)value;
    }
    double value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* Elements of a stride; those behind them are likely to be read next. */
static void read_elements(const char *at, int64_t stride, int64_t n, void *out)
{
    cev__prefetch(at + n * stride, n * stride);
    if (stride == 8 && n > 0)
        memcpy(out, at, (size_t)n * 8);
    else
        for (int64_t i = 0; i < n; i++)
            memcpy((char *)out + 8 * i, at + i * stride, 8);
}

/* Whether elements of 8 bytes can be read as an array. */
static int is_array(const char *at, int64_t stride)
{
    return stride == 8 && (uintptr_t)at % 8 == 0;
}

const int64_t *cev__column_int64(const cev__column *column, int64_t first,
                                 int64_t n, int64_t *room)
{
    const char *at = (const char *)column->data + first * column->stride;
    if (is_array(at, column->stride))
        return (const int64_t *)(const void *)at;
    read_elements(at, column->stride, n, room);
    return room;
}

void cev__numbers_read(const cev__numbers *numbers, int64_t first, int64_t n,
                       double *out)
{
    if (numbers->validity != NULL || numbers->type != CEV_DOUBLE)
        for (int64_t i = 0; i < n; i++)
            out[i] = cev__number_at(numbers, first + i);
    else
        read_elements(numbers->data + first * numbers->stride, numbers->stride,
                      n, out);
}

const double *cev__numbers_at(const cev__numbers *numbers, int64_t first,
                              int64_t n, double *room)
{
    const char *at = numbers->data + first * numbers->stride;
    if (numbers->validity == NULL && numbers->type == CEV_DOUBLE
        && is_array(at, numbers->stride))
        return (const double *)(const void *)at;
    cev__numbers_read(numbers, first, n, room);
    return room;
}

const double *cev__numbers_see(const cev__numbers *numbers, int64_t first,
                               int64_t n, double *room)
{
    const char *at = numbers->data + first * numbers->stride;
    if (numbers->validity != NULL || numbers->type != CEV_DOUBLE
        || numbers->stride != (int64_t)sizeof *room
        || (uintptr_t)at % sizeof *room != 0) {
        cev__numbers_read(numbers, first, n, room);
        return room;
    }
    cev__prefetch(at + n * numbers->stride, n * numbers->stride);
    return (const double *)(const void *)at;
}
