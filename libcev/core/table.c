/* Tables: named columns, borrowed or owned. */
#include "table.h"

#include <math.h>
#include <string.h>

#include "utf8.h"

/* So that a column's bytes can be counted in an int64. */
#define TABLE_ROWS_MAX (INT64_MAX / 64)

static int64_t element_size(int32_t type)
{
    return type == CEV_TEXT ? (int64_t)sizeof(char *) : 8;
}

int32_t cev_table_new(cev_ctx *ctx, int64_t rows, cev_table **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    if (rows < 0)
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "rows = %d; wanted 0 or more", rows);
    if (rows > TABLE_ROWS_MAX)
        return cev__fail(ctx, CEV_ERR_LIMIT, "rows = %d; wanted at most %d",
                         rows, TABLE_ROWS_MAX);
    cev_table *table = cev__alloc_zero(ctx, 1, (int64_t)sizeof *table);
    if (table == NULL)
        return cev__fail_memory(ctx);
    table->ctx = ctx;
    table->rows = rows;
    cev__ctx_retain(ctx);
    *out = table;
    return CEV_OK;
}

void cev__column_clear(const cev_table *table, cev__column *column)
{
    cev_ctx *ctx = table->ctx;
    if (column->name != NULL)
        cev__free(ctx, column->name, (int64_t)strlen(column->name) + 1, 1);
    cev__free(ctx, column->own_data, table->rows + 1,
              element_size(column->type));
    cev__free(ctx, column->own_validity, cev__validity_size(table->rows), 1);
    cev__free(ctx, column->own_bytes, column->own_bytes_size, 1);
    memset(column, 0, sizeof *column);
}

void cev_table_free(cev_table *table)
{
    if (table == NULL)
        return;
    cev_ctx *ctx = table->ctx;
    for (int64_t i = 0; i < table->count; i++)
        cev__column_clear(table, &table->columns[i]);
    cev__free(ctx, table->columns, table->capacity,
              (int64_t)sizeof *table->columns);
    if (table->lender != NULL)
        table->free_lender(ctx, table->lender);
    cev__free(ctx, table, 1, (int64_t)sizeof *table);
    cev__ctx_release(ctx);
}

int32_t cev_table_set_periods(cev_table *table, const cev_table *periods)
{
    if (table == NULL)
        return CEV_ERR_ARGUMENT;
    if (periods == table)
        return cev__fail(table->ctx, CEV_ERR_ARGUMENT,
                         "periods is the table itself; wanted another");
    table->periods = periods;
    return CEV_OK;
}

/* Where the column of a name stands; `count` where there is none. Most names
 * differ in their first letter, which takes no call to see. */
static int64_t where_named(const cev_table *table, const char *name)
{
    int64_t i = 0;
    while (i < table->count
           && (table->columns[i].name[0] != name[0]
               || strcmp(table->columns[i].name, name) != 0))
        i++;
    return i;
}

const cev__column *cev__table_find(const cev_table *table, const char *name)
{
    int64_t place = where_named(table, name);
    return place < table->count ? &table->columns[place] : NULL;
}

/* Room for more columns. */
static int32_t reserve_columns(cev_table *table, int64_t more)
{
    if (more <= table->capacity - table->count)
        return CEV_OK;
    int64_t capacity = table->capacity == 0 ? 8 : 2 * table->capacity;
    if (capacity - table->count < more)
        capacity = table->count + more;
    cev__column *columns =
        cev__resize(table->ctx, table->columns, table->capacity, capacity,
                    (int64_t)sizeof *columns);
    if (columns == NULL)
        return cev__fail_memory(table->ctx);
    table->columns = columns;
    table->capacity = capacity;
    return CEV_OK;
}

/* Gives a column its name, once it has none to lose. */
static int32_t name_column(const cev_table *table, const char *name,
                           cev__column *column)
{
    int64_t length = (int64_t)strlen(name);
    column->name = cev__alloc(table->ctx, length + 1, 1);
    if (column->name == NULL)
        return cev__fail_memory(table->ctx);
    memcpy(column->name, name, (size_t)length + 1);
    return CEV_OK;
}

/* Puts a column that has its name after the others, for which there is room,
 * or in the place of its namesake. */
static void settle_column(cev_table *table, const cev__column *column)
{
    int64_t place = where_named(table, column->name);
    cev__column settled = *column; /* may lie where it will */
    if (place < table->count)
        cev__column_clear(table, &table->columns[place]);
    else
        table->count++;
    table->columns[place] = settled;
}

int32_t cev__column_place(cev_table *table, const char *name,
                          cev__column *column)
{
    int32_t status = name_column(table, name, column);
    if (status == CEV_OK && cev__table_find(table, name) == NULL)
        status = reserve_columns(table, 1);
    if (status != CEV_OK) {
        cev__column_clear(table, column);
        return status;
    }
    settle_column(table, column);
    return CEV_OK;
}

int32_t cev__column_check_name(cev_ctx *ctx, const char *name)
{
    if (name == NULL)
        return cev__fail_null(ctx, "name");
    if (name[0] == '\0')
        return cev__fail(ctx, CEV_ERR_ARGUMENT, "name is empty");
    if (!cev__utf8_valid(name))
        return cev__fail(ctx, CEV_ERR_UTF8, "name is not valid UTF-8");
    return CEV_OK;
}

/* What set_column and copy_column ask of their arguments. */
static int32_t check_column(const cev_table *table, const char *name,
                            int32_t type, const void *data)
{
    cev_ctx *ctx = table->ctx;
    int32_t status = cev__column_check_name(ctx, name);
    if (status != CEV_OK)
        return status;
    if (type != CEV_DOUBLE && type != CEV_INT64 && type != CEV_TEXT)
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "column %q: type = %i; wanted CEV_DOUBLE (1), "
                         "CEV_INT64 (2) or CEV_TEXT (3)",
                         name, type);
    if (data == NULL && table->rows > 0)
        return cev__fail(ctx, CEV_ERR_ARGUMENT, "column %q: data is NULL",
                         name);
    return CEV_OK;
}

/* Whether the arrays that tell of columns are there, and tell no wrong. */
static int32_t check_columns(const cev_table *table, int64_t count,
                             const char *const *names, const int32_t *types,
                             const void *const *data, const int64_t *strides)
{
    cev_ctx *ctx = table->ctx;
    if (count < 0)
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "count = %d; wanted 0 or more", count);
    if (count > 0 && (names == NULL || types == NULL || data == NULL ||
                      strides == NULL))
        return cev__fail_null(ctx, names == NULL   ? "names"
                                   : types == NULL ? "types"
                                   : data == NULL  ? "data"
                                                   : "strides");
    for (int64_t i = 0; i < count; i++) {
        int32_t status = check_column(table, names[i], types[i], data[i]);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

int32_t cev_table_set_column(cev_table *table, const char *name, int32_t type,
                             const void *data, int64_t stride,
                             const uint8_t *validity)
{
    return cev_table_set_columns(table, 1, &name, &type, &data, &stride,
                                 &validity);
}

int32_t cev_table_set_columns(cev_table *table, int64_t count,
                              const char *const *names, const int32_t *types,
                              const void *const *data, const int64_t *strides,
                              const uint8_t *const *validity)
{
    if (table == NULL)
        return CEV_ERR_ARGUMENT;
    int32_t status = check_columns(table, count, names, types, data, strides);
    if (status == CEV_OK && count > 0)
        status = reserve_columns(table, count);
    if (status != CEV_OK || count == 0)
        return status;
    /* They wait, named, in the room after the columns there are. */
    cev__column *waiting = table->columns + table->count;
    int64_t named = 0;
    for (; status == CEV_OK && named < count; named++) {
        cev__column column = {0};
        column.type = types[named];
        column.data = data[named];
        column.stride = strides[named];
        column.validity = validity == NULL ? NULL : validity[named];
        status = name_column(table, names[named], &column);
        waiting[named] = column;
    }
    for (int64_t i = 0; i < named; i++) {
        if (status == CEV_OK)
            settle_column(table, &waiting[i]);
        else
            cev__column_clear(table, &waiting[i]);
    }
    return status;
}

/* One element more than there are rows, so that an empty table has something
 * to point at. */
int32_t cev__column_own(const cev_table *table, cev__column *column)
{
    int64_t size = element_size(column->type);
    column->own_data = cev__alloc(table->ctx, table->rows + 1, size);
    if (column->own_data == NULL)
        return cev__fail_memory(table->ctx);
    column->data = column->own_data;
    column->stride = size;
    return CEV_OK;
}

/* The same, zero. */
static int32_t own_elements(const cev_table *table, cev__column *column)
{
    int32_t status = cev__column_own(table, column);
    if (status == CEV_OK)
        memset(column->own_data, 0,
               (size_t)((table->rows + 1) * column->stride));
    return status;
}

int32_t cev__column_own_validity(const cev_table *table, cev__column *column)
{
    int64_t size = cev__validity_size(table->rows);
    column->own_validity = cev__alloc(table->ctx, size, 1);
    if (column->own_validity == NULL)
        return cev__fail_memory(table->ctx);
    memset(column->own_validity, 0xFF, (size_t)size);
    column->validity = column->own_validity;
    return CEV_OK;
}

/* Texts copied lately, by where they lay: names of groups come again and again,
 * and are copied once. */
enum { TEXTS_KEPT = 64 };
typedef struct kept_text {
    const char *from;
    char *to;
} kept_text;

static kept_text *kept_place(kept_text *kept, const char *text)
{
    return &kept[((uintptr_t)text >> 3) % TEXTS_KEPT];
}

/* The text of a row that is to be copied, NULL for a gap. */
static const char *text_to_copy(const cev__column *column, const char *data,
                                int64_t stride, int64_t row)
{
    return cev__valid(column->validity, row) ? cev__text_at(data, stride, row)
                                             : NULL;
}

/* The bytes that copies of all texts take. */
static int64_t size_of_texts(const cev_table *table, const cev__column *column,
                             const char *data, int64_t stride)
{
    kept_text kept[TEXTS_KEPT] = {{NULL, NULL}};
    int64_t bytes = 1;
    for (int64_t i = 0; i < table->rows; i++) {
        const char *text = text_to_copy(column, data, stride, i);
        kept_text *place = kept_place(kept, text);
        if (text == NULL || place->from == text)
            continue;
        place->from = text;
        bytes += (int64_t)strlen(text) + 1;
    }
    return bytes;
}

/* Copies the bytes of all texts into one block; gaps become NULL. */
static int32_t copy_text(const cev_table *table, cev__column *column,
                         const char *data, int64_t stride)
{
    kept_text kept[TEXTS_KEPT] = {{NULL, NULL}};
    int64_t bytes = size_of_texts(table, column, data, stride);
    column->own_bytes = cev__alloc(table->ctx, bytes, 1);
    if (column->own_bytes == NULL)
        return cev__fail_memory(table->ctx);
    column->own_bytes_size = bytes;
    char *to = column->own_bytes;
    char **pointers = column->own_data;
    for (int64_t i = 0; i < table->rows; i++) {
        const char *text = text_to_copy(column, data, stride, i);
        kept_text *place = kept_place(kept, text);
        if (text == NULL)
            continue;
        if (place->from != text) {
            size_t length = strlen(text) + 1;
            place->from = text;
            place->to = memcpy(to, text, length);
            to += length;
        }
        pointers[i] = place->to;
    }
    return CEV_OK;
}

void cev__column_write_gap(const cev__column *column, int64_t row)
{
    if (column->type == CEV_DOUBLE)
        ((double *)column->own_data)[row] = NAN;
    else if (column->type == CEV_INT64)
        ((int64_t *)column->own_data)[row] = INT64_MIN;
    else
        ((char **)column->own_data)[row] = NULL;
    if (column->own_validity != NULL)
        column->own_validity[row >> 3] &= (uint8_t) ~(1u << (row & 7));
}

static void copy_elements(const cev_table *table, const cev__column *column,
                          const char *data, int64_t stride)
{
    char *to = column->own_data;
    for (int64_t i = 0; i < table->rows; i++) {
        if (cev__valid(column->validity, i))
            memcpy(to + 8 * i, data + i * stride, 8);
        else
            cev__column_write_gap(column, i);
    }
}

int32_t cev_table_copy_column(cev_table *table, const char *name, int32_t type,
                              const void *data, int64_t stride,
                              const uint8_t *validity)
{
    if (table == NULL)
        return CEV_ERR_ARGUMENT;
    int32_t status = check_column(table, name, type, data);
    if (status != CEV_OK)
        return status;
    cev__column column = {0};
    column.type = type;
    status = own_elements(table, &column);
    if (status == CEV_OK && validity != NULL) {
        status = cev__column_own_validity(table, &column);
        if (status == CEV_OK)
            memcpy(column.own_validity, validity,
                   (size_t)((table->rows + 7) / 8));
    }
    if (status == CEV_OK && type == CEV_TEXT)
        status = copy_text(table, &column, data, stride);
    if (status != CEV_OK) {
        cev__column_clear(table, &column);
        return status;
    }
    if (type != CEV_TEXT)
        copy_elements(table, &column, data, stride);
    return cev__column_place(table, name, &column);
}

/* An owned column for a result, all zero or not written yet. */
static int32_t add_numbers(cev_table *table, const char *name, int32_t type,
                           int is_zero, void **data)
{
    cev__column column = {0};
    column.type = type;
    int32_t status = is_zero ? own_elements(table, &column)
                             : cev__column_own(table, &column);
    if (status != CEV_OK)
        return status;
    *data = column.own_data;
    return cev__column_place(table, name, &column);
}

static int32_t add_doubles(cev_table *table, const char *name, int is_zero,
                           double **data)
{
    void *memory = NULL;
    int32_t status = add_numbers(table, name, CEV_DOUBLE, is_zero, &memory);
    if (status == CEV_OK)
        *data = memory;
    return status;
}

static int32_t add_whole_numbers(cev_table *table, const char *name,
                                 int is_zero, int64_t **data)
{
    void *memory = NULL;
    int32_t status = add_numbers(table, name, CEV_INT64, is_zero, &memory);
    if (status == CEV_OK)
        *data = memory;
    return status;
}

int32_t cev__table_add_double(cev_table *table, const char *name,
                              double **data)
{
    return add_doubles(table, name, 1, data);
}

int32_t cev__table_add_unwritten(cev_table *table, const char *name,
                                 double **data)
{
    return add_doubles(table, name, 0, data);
}

int32_t cev__table_add_int64(cev_table *table, const char *name,
                             int64_t **data)
{
    return add_whole_numbers(table, name, 1, data);
}

int32_t cev__table_add_unwritten_int64(cev_table *table, const char *name,
                                       int64_t **data)
{
    return add_whole_numbers(table, name, 0, data);
}

int32_t cev__table_add_text(cev_table *table, const char *name,
                            const char *const *text)
{
    return cev_table_copy_column(table, name, CEV_TEXT, text,
                                 (int64_t)sizeof *text, NULL);
}

int32_t cev__table_add_words(cev_table *table, const char *name,
                             const char *const *words, int64_t count,
                             const char **copies, const char ***data)
{
    cev__column column = {0};
    int64_t bytes = 1;
    column.type = CEV_TEXT;
    for (int64_t i = 0; i < count; i++)
        bytes += (int64_t)strlen(words[i]) + 1;
    int32_t status = cev__column_own(table, &column);
    if (status != CEV_OK)
        return status;
    column.own_bytes = cev__alloc(table->ctx, bytes, 1);
    if (column.own_bytes == NULL) {
        cev__column_clear(table, &column);
        return cev__fail_memory(table->ctx);
    }
    column.own_bytes_size = bytes;
    char *to = column.own_bytes;
    for (int64_t i = 0; i < count; i++) {
        size_t length = strlen(words[i]) + 1;
        copies[i] = memcpy(to, words[i], length);
        to += length;
    }
    *data = column.own_data;
    return cev__column_place(table, name, &column);
}

int32_t cev__table_add_copy(cev_table *table, const char *name,
                            const cev_table *from)
{
    const cev__column *column = cev__table_find(from, name);
    if (NEVER(column == NULL))
        return cev__fail(table->ctx, CEV_ERR_COLUMN, "no column %q", name);
    return cev_table_copy_column(table, name, column->type, column->data,
                                 column->stride, column->validity);
}

int32_t cev__table_set_gap(cev_table *table, const char *name, int64_t row)
{
    int64_t i = where_named(table, name);
    if (NEVER(i == table->count))
        return cev__fail(table->ctx, CEV_ERR_COLUMN, "no column %q", name);
    cev__column *column = &table->columns[i];
    if (column->own_validity == NULL) {
        int32_t status = cev__column_own_validity(table, column);
        if (status != CEV_OK)
            return status;
    }
    cev__column_write_gap(column, row);
    return CEV_OK;
}
