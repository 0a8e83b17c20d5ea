/* Tables from Arrow: what lies as a table wants it is borrowed. */
#include "cev/arrow.h"

#include <errno.h>
#include <string.h>

#include "arrow_cells.h"
#include "table.h"

/* What a stream has given: chunks with rows, and what they are made of. */
typedef struct arrow_chunks {
    const struct ArrowSchema *schema;
    struct ArrowArray *arrays;
    int64_t count;
    int64_t capacity;
    int64_t rows;
    int is_borrowed; /* by a column of the table that is being made */
} arrow_chunks;

/* ---- Checks --------------------------------------------------------------- */

static int32_t check_names(cev_ctx *ctx, const char *const *names,
                           int64_t count, cev_table **out)
{
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    if (names != NULL && count < 0)
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "count = %d; wanted 0 or more", count);
    for (int64_t i = 0; names != NULL && i < count; i++)
        if (names[i] == NULL)
            return cev__fail(ctx, CEV_ERR_ARGUMENT, "names[%d] is NULL", i);
    return CEV_OK;
}

/* The columns are the children of a struct. */
static int32_t check_frame(cev_ctx *ctx, const struct ArrowSchema *schema)
{
    if (schema->release == NULL)
        return cev__fail(ctx, CEV_ERR_ARGUMENT, "schema is released");
    if (schema->format == NULL || strcmp(schema->format, "+s") != 0)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "schema is of Arrow's type %q; wanted \"+s\", a "
                         "struct of columns",
                         schema->format);
    if (schema->n_children < 0
        || (schema->n_children > 0 && schema->children == NULL))
        return cev__fail(ctx, CEV_ERR_ARGUMENT, "schema is broken: it has no "
                                                "children");
    for (int64_t i = 0; i < schema->n_children; i++)
        if (schema->children[i] == NULL || schema->children[i]->name == NULL)
            return cev__fail(ctx, CEV_ERR_ARGUMENT,
                             "schema is broken: column %d has no name", i);
    return CEV_OK;
}

static int has_null_rows(const struct ArrowArray *array)
{
    if (array->null_count == 0 || array->n_buffers < 1
        || array->buffers == NULL || array->buffers[0] == NULL)
        return 0;
    int64_t row = 0;
    while (row < array->length
           && cev__valid(array->buffers[0], array->offset + row))
        row++;
    return row < array->length;
}

static int32_t check_chunk(cev_ctx *ctx, const struct ArrowSchema *schema,
                           const struct ArrowArray *array)
{
    if (array->length < 0 || array->offset < 0
        || array->offset > INT64_MAX / 64 - array->length)
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "array is broken: length = %d, offset = %d",
                         array->length, array->offset);
    if (array->n_children != schema->n_children
        || (array->n_children > 0 && array->children == NULL))
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "array is broken: it has %d children, schema %d",
                         array->n_children, schema->n_children);
    if (has_null_rows(array))
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "array has rows that are null as a whole; wanted "
                         "gaps in columns only");
    return CEV_OK;
}

/* The child of that name, which must be one. */
static int32_t find_child(cev_ctx *ctx, const struct ArrowSchema *schema,
                          const char *name, int64_t *out)
{
    int64_t found = -1;
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (strcmp(schema->children[i]->name, name) != 0)
            continue;
        if (found >= 0)
            return cev__fail(ctx, CEV_ERR_COLUMN,
                             "columns %d and %d are both named %q", found, i,
                             name);
        found = i;
    }
    if (found < 0)
        return cev__fail(ctx, CEV_ERR_COLUMN, "there is no column %q", name);
    *out = found;
    return CEV_OK;
}

/* ---- Columns -------------------------------------------------------------- */

static int32_t bind_chunk(cev_ctx *ctx, const arrow_chunks *chunks,
                          int64_t chunk, int64_t child,
                          cev__arrow_column *out)
{
    const struct ArrowArray *array = &chunks->arrays[chunk];
    return cev__arrow_bind(ctx, chunks->schema->children[child],
                           array->children[child], array->offset,
                           array->length, out);
}

/* Validity bits from the middle of a byte on are copied. */
static int32_t borrow_validity(const cev_table *table,
                               const cev__arrow_cells *cells,
                               cev__column *column)
{
    if (cells->validity == NULL)
        return CEV_OK;
    if (cells->first % 8 == 0) {
        column->validity = cells->validity + cells->first / 8;
        return CEV_OK;
    }
    int32_t status = cev__column_own_validity(table, column);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < cells->count; i++)
        if (!cev__valid(cells->validity, cells->first + i))
            column->own_validity[i >> 3] &= (uint8_t) ~(1u << (i & 7));
    return CEV_OK;
}

static int32_t borrow_column(const cev_table *table,
                             const cev__arrow_column *from,
                             cev__column *column)
{
    const cev__arrow_cells *cells = &from->rows;
    column->data = (const char *)cells->array->buffers[1] + 8 * cells->first;
    column->stride = 8;
    return borrow_validity(table, cells, column);
}

/* Memory for a column of all chunks. A double's gap is NaN and a text's NULL:
 * only int64 needs bits, where a chunk may have gaps. */
static int32_t own_column(cev_ctx *ctx, const arrow_chunks *chunks,
                          int64_t child, const cev_table *table,
                          cev__column *column)
{
    int64_t bytes = 1;
    int may_have_gaps = 0;
    for (int64_t i = 0; i < chunks->count; i++) {
        cev__arrow_column from;
        int32_t status = bind_chunk(ctx, chunks, i, child, &from);
        if (status == CEV_OK && column->type == CEV_TEXT)
            status = cev__arrow_measure(ctx, &from, &bytes);
        if (status != CEV_OK)
            return status;
        may_have_gaps |= from.rows.validity != NULL
                         || (from.has_words && from.words.validity != NULL);
    }
    int32_t status = cev__column_own(table, column);
    if (status == CEV_OK && column->type == CEV_INT64 && may_have_gaps)
        status = cev__column_own_validity(table, column);
    if (status != CEV_OK || column->type != CEV_TEXT)
        return status;
    column->own_bytes = cev__alloc(ctx, bytes, 1);
    if (column->own_bytes == NULL)
        return cev__fail_memory(ctx);
    column->own_bytes_size = bytes;
    return CEV_OK;
}

static int32_t join_column(cev_ctx *ctx, const arrow_chunks *chunks,
                           int64_t child, const cev_table *table,
                           cev__column *column)
{
    int32_t status = own_column(ctx, chunks, child, table, column);
    char *bytes = column->own_bytes;
    int64_t at = 0;
    for (int64_t i = 0; status == CEV_OK && i < chunks->count; i++) {
        cev__arrow_column from;
        status = bind_chunk(ctx, chunks, i, child, &from);
        if (ALWAYS(status == CEV_OK)) /* it was bound before */
            status = cev__arrow_copy(ctx, &from, column, at, &bytes);
        at += chunks->arrays[i].length;
    }
    return status;
}

/* Adds one column of the chunks to the table. */
static int32_t take_column(cev_ctx *ctx, arrow_chunks *chunks, int64_t child,
                           cev_table *table)
{
    const struct ArrowSchema *schema = chunks->schema->children[child];
    cev__arrow_column only;
    cev__column column = {0};
    int32_t status = cev__arrow_type(ctx, schema, &column.type);
    if (status != CEV_OK)
        return status;
    if (chunks->count == 1) {
        status = bind_chunk(ctx, chunks, 0, child, &only);
        if (status != CEV_OK)
            return status;
    }
    if (chunks->count == 1 && cev__arrow_is_plain(&only)) {
        status = borrow_column(table, &only, &column);
        chunks->is_borrowed = 1;
    } else {
        status = join_column(ctx, chunks, child, table, &column);
    }
    if (status != CEV_OK) {
        cev__column_clear(table, &column);
        return status;
    }
    return cev__column_place(table, schema->name, &column);
}

static int32_t take_columns(cev_ctx *ctx, arrow_chunks *chunks,
                            const char *const *names, int64_t count,
                            cev_table *table)
{
    const struct ArrowSchema *schema = chunks->schema;
    if (names == NULL)
        count = schema->n_children;
    for (int64_t i = 0; i < count; i++) {
        int64_t child = 0;
        const char *name =
            names == NULL ? schema->children[i]->name : names[i];
        int32_t status = cev__column_check_name(ctx, name);
        if (status == CEV_OK)
            status = find_child(ctx, schema, name, &child);
        if (status == CEV_OK)
            status = take_column(ctx, chunks, child, table);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

/* ---- Tables --------------------------------------------------------------- */

static void free_lent_array(cev_ctx *ctx, void *lender)
{
    struct ArrowArray *array = lender;
    array->release(array);
    cev__free(ctx, array, 1, (int64_t)sizeof *array);
}

/* A table takes over an array that it borrows from. */
static int32_t keep_array(cev_ctx *ctx, cev_table *table,
                          struct ArrowArray *array)
{
    struct ArrowArray *kept = cev__alloc(ctx, 1, (int64_t)sizeof *kept);
    if (kept == NULL)
        return cev__fail_memory(ctx);
    *kept = *array;
    array->release = NULL;
    table->lender = kept;
    table->free_lender = free_lent_array;
    return CEV_OK;
}

/* A table of the chunks, which takes over the one that it borrows from. */
static int32_t table_of_chunks(cev_ctx *ctx, arrow_chunks *chunks,
                               const char *const *names, int64_t count,
                               cev_table **out)
{
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, chunks->rows, &table);
    if (status != CEV_OK)
        return status;
    status = take_columns(ctx, chunks, names, count, table);
    if (status == CEV_OK && chunks->is_borrowed)
        status = keep_array(ctx, table, &chunks->arrays[0]);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev_table_from_arrow(cev_ctx *ctx, const struct ArrowSchema *schema,
                             struct ArrowArray *array,
                             const char *const *names, int64_t count,
                             cev_table **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (schema == NULL)
        return cev__fail_null(ctx, "schema");
    if (array == NULL)
        return cev__fail_null(ctx, "array");
    int32_t status = check_names(ctx, names, count, out);
    if (status == CEV_OK)
        status = check_frame(ctx, schema);
    if (status != CEV_OK)
        return status;
    if (array->release == NULL)
        return cev__fail(ctx, CEV_ERR_ARGUMENT, "array is released");
    status = check_chunk(ctx, schema, array);
    if (status != CEV_OK)
        return status;
    arrow_chunks chunks = {schema, array, array->length > 0, 0,
                           array->length, 0};
    status = table_of_chunks(ctx, &chunks, names, count, out);
    if (status == CEV_OK && array->release != NULL)
        array->release(array);
    return status;
}

/* ---- Streams -------------------------------------------------------------- */

/* What a stream's code says: 0, or an errno of its own. */
static int32_t stream_status(cev_ctx *ctx, struct ArrowArrayStream *stream,
                             int code)
{
    if (code == 0)
        return CEV_OK;
    if (code == ENOMEM)
        return cev__fail_memory(ctx);
    const char *why = stream->get_last_error(stream);
    return cev__fail(ctx, CEV_ERR_ARGUMENT, "the stream fails: %s",
                     why == NULL ? "it does not say why" : why);
}

/* Puts a chunk with the others; on failure it stays the caller's. */
static int32_t add_chunk(cev_ctx *ctx, arrow_chunks *chunks,
                         const struct ArrowArray *chunk)
{
    int32_t status = check_chunk(ctx, chunks->schema, chunk);
    if (status != CEV_OK)
        return status;
    if (chunk->length > INT64_MAX - chunks->rows)
        return cev__fail(ctx, CEV_ERR_LIMIT, "the stream has too many rows");
    if (chunks->count == chunks->capacity) {
        int64_t capacity = chunks->capacity == 0 ? 8 : 2 * chunks->capacity;
        struct ArrowArray *arrays =
            cev__resize(ctx, chunks->arrays, chunks->capacity, capacity,
                        (int64_t)sizeof *arrays);
        if (arrays == NULL)
            return cev__fail_memory(ctx);
        chunks->arrays = arrays;
        chunks->capacity = capacity;
    }
    chunks->arrays[chunks->count++] = *chunk;
    chunks->rows += chunk->length;
    return CEV_OK;
}

/* All that a stream gives; empty chunks are dropped. */
static int32_t read_chunks(cev_ctx *ctx, struct ArrowArrayStream *stream,
                           arrow_chunks *chunks)
{
    for (;;) {
        struct ArrowArray chunk = {0};
        int32_t status =
            stream_status(ctx, stream, stream->get_next(stream, &chunk));
        if (status != CEV_OK || chunk.release == NULL)
            return status;
        if (chunk.length == 0) {
            chunk.release(&chunk);
            continue;
        }
        status = add_chunk(ctx, chunks, &chunk);
        if (status != CEV_OK) {
            chunk.release(&chunk);
            return status;
        }
    }
}

static int32_t table_of_stream(cev_ctx *ctx, struct ArrowArrayStream *stream,
                               const char *const *names, int64_t count,
                               cev_table **out)
{
    struct ArrowSchema schema = {0};
    arrow_chunks chunks = {0};
    chunks.schema = &schema;
    int32_t status =
        stream_status(ctx, stream, stream->get_schema(stream, &schema));
    if (status != CEV_OK)
        return status;
    status = check_frame(ctx, &schema);
    if (status == CEV_OK)
        status = read_chunks(ctx, stream, &chunks);
    if (status == CEV_OK)
        status = table_of_chunks(ctx, &chunks, names, count, out);
    for (int64_t i = 0; i < chunks.count; i++)
        if (chunks.arrays[i].release != NULL)
            chunks.arrays[i].release(&chunks.arrays[i]);
    cev__free(ctx, chunks.arrays, chunks.capacity,
              (int64_t)sizeof *chunks.arrays);
    if (schema.release != NULL)
        schema.release(&schema);
    return status;
}

int32_t cev_table_from_arrow_stream(cev_ctx *ctx,
                                    struct ArrowArrayStream *stream,
                                    const char *const *names, int64_t count,
                                    cev_table **out)
{
    int32_t status = CEV_ERR_ARGUMENT;
    if (ctx != NULL)
        status = stream == NULL ? cev__fail_null(ctx, "stream")
                                : check_names(ctx, names, count, out);
    if (stream == NULL)
        return status;
    if (stream->release == NULL)
        return status != CEV_OK
                   ? status
                   : cev__fail(ctx, CEV_ERR_ARGUMENT, "stream is released");
    if (status == CEV_OK)
        status = table_of_stream(ctx, stream, names, count, out);
    stream->release(stream);
    return status;
}
