/* Tables to Arrow: numbers that a table owns move without a copy. */
#include "cev/arrow.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "arrow_gift.h"
#include "table.h"

/* ---- What columns are made of --------------------------------------------- */

static int names_time(const char *const *times, int64_t count,
                      const char *name)
{
    for (int64_t i = 0; i < count; i++)
        if (strcmp(times[i], name) == 0)
            return 1;
    return 0;
}

static int32_t give_field(cev_ctx *ctx, const cev__column *column,
                          int is_time, struct ArrowSchema *out)
{
    const char *format = column->type == CEV_DOUBLE  ? "g"
                         : column->type == CEV_INT64 ? "l"
                                                     : "U";
    if (is_time && column->type != CEV_INT64)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "column %q is no int64; wanted seconds, for it is "
                         "among the times",
                         column->name);
    if (!cev__gift_field(ctx->allocator, ctx->allocator_user,
                         is_time ? "tss:" : format, column->name, out))
        return cev__fail_memory(ctx);
    return CEV_OK;
}

static int32_t give_schema(const cev_table *table, const char *const *times,
                           int64_t count, struct ArrowSchema *out)
{
    cev_ctx *ctx = table->ctx;
    struct ArrowSchema schema;
    if (!cev__gift_schema(ctx->allocator, ctx->allocator_user, table->count,
                          &schema))
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < table->count; i++) {
        const cev__column *column = &table->columns[i];
        int32_t status =
            give_field(ctx, column, names_time(times, count, column->name),
                       schema.children[i]);
        if (status != CEV_OK) {
            schema.release(&schema);
            return status;
        }
    }
    *out = schema;
    return CEV_OK;
}

/* ---- Columns -------------------------------------------------------------- */

static const char *element_at(const cev__column *column, int64_t row)
{
    return (const char *)column->data + row * column->stride;
}

static const char *given_text(const cev__column *column, int64_t row)
{
    const char *text;
    memcpy(&text, element_at(column, row), sizeof text);
    return text;
}

static int is_null(const cev__column *column, int64_t row)
{
    if (!cev__valid(column->validity, row))
        return 1;
    if (column->type == CEV_TEXT)
        return given_text(column, row) == NULL;
    if (column->type == CEV_INT64)
        return 0;
    double value;
    memcpy(&value, element_at(column, row), sizeof value);
    return isnan(value) != 0;
}

/* Most columns are doubles that a result owns: a plain walk counts theirs. */
static int64_t count_nulls(const cev__column *column, int64_t rows)
{
    int64_t nulls = 0;
    if (column->type == CEV_INT64 && column->validity == NULL)
        return 0;
    if (column->type == CEV_DOUBLE && column->validity == NULL
        && column->own_data != NULL) {
        const double *values = column->own_data;
        for (int64_t row = 0; row < rows; row++)
            nulls += isnan(values[row]) != 0;
        return nulls;
    }
    for (int64_t row = 0; row < rows; row++)
        nulls += is_null(column, row);
    return nulls;
}

/* Validity bits, where there are nulls. */
static int give_validity(const cev__column *column, int64_t rows,
                         int64_t nulls, cev__arrow_gift *gift)
{
    if (nulls == 0)
        return 1;
    int64_t size = cev__validity_size(rows);
    uint8_t *bits = cev__gift_block(gift, 0, size);
    if (bits == NULL)
        return 0;
    memset(bits, 0, (size_t)size);
    for (int64_t row = 0; row < rows; row++)
        if (!is_null(column, row))
            bits[row >> 3] |= (uint8_t)(1u << (row & 7));
    gift->buffers[0] = bits;
    return 1;
}

/* Whether its numbers will move as they are. */
static int moves(const cev__column *column)
{
    return column->type != CEV_TEXT && column->own_data != NULL;
}

static int give_numbers(const cev__column *column, int64_t rows,
                        cev__arrow_gift *gift)
{
    gift->buffers[1] = column->data;
    if (moves(column))
        return 1;
    char *copy = cev__gift_block(gift, 1, 8 * (rows + 1));
    if (copy == NULL)
        return 0;
    for (int64_t row = 0; row < rows; row++)
        memcpy(copy + 8 * row, element_at(column, row), 8);
    gift->buffers[1] = copy;
    return 1;
}

/* Offsets, and one run of bytes without the NULs. */
static int give_texts(const cev__column *column, int64_t rows,
                      cev__arrow_gift *gift)
{
    int64_t *ends = cev__gift_block(gift, 1, 8 * (rows + 1));
    if (ends == NULL)
        return 0;
    ends[0] = 0;
    for (int64_t row = 0; row < rows; row++) {
        ends[row + 1] = ends[row];
        if (!is_null(column, row))
            ends[row + 1] += (int64_t)strlen(given_text(column, row));
    }
    char *bytes = cev__gift_block(gift, 2, ends[rows] + 1);
    if (bytes == NULL)
        return 0;
    for (int64_t row = 0; row < rows; row++)
        if (ends[row + 1] > ends[row])
            memcpy(bytes + ends[row], given_text(column, row),
                   (size_t)(ends[row + 1] - ends[row]));
    gift->buffers[1] = ends;
    gift->buffers[2] = bytes;
    return 1;
}

static int32_t give_column(cev_ctx *ctx, const cev__column *column,
                           int64_t rows, struct ArrowArray *out)
{
    int is_text = column->type == CEV_TEXT;
    cev__arrow_gift *gift = cev__gift_new(ctx->allocator, ctx->allocator_user);
    if (gift == NULL)
        return cev__fail_memory(ctx);
    int64_t nulls = count_nulls(column, rows);
    if (!give_validity(column, rows, nulls, gift)
        || !(is_text ? give_texts(column, rows, gift)
                     : give_numbers(column, rows, gift))) {
        cev__gift_free(gift);
        return cev__fail_memory(ctx);
    }
    cev__gift_column(gift, rows, nulls, is_text ? 3 : 2, out);
    return CEV_OK;
}

/* All columns; those that move still belong to the table. */
static int32_t give_columns(const cev_table *table, struct ArrowArray *out)
{
    cev_ctx *ctx = table->ctx;
    struct ArrowArray array;
    if (!cev__gift_array(ctx->allocator, ctx->allocator_user, table->rows,
                         table->count, &array))
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < table->count; i++) {
        int32_t status = give_column(ctx, &table->columns[i], table->rows,
                                     array.children[i]);
        if (status != CEV_OK) {
            array.release(&array);
            return status;
        }
    }
    *out = array;
    return CEV_OK;
}

/* Hands the numbers over that move, and lets the rest go. */
static void hand_over(cev_table *table, const struct ArrowArray *array)
{
    for (int64_t i = 0; i < table->count; i++) {
        cev__column *column = &table->columns[i];
        cev__arrow_gift *gift = array->children[i]->private_data;
        if (!moves(column))
            continue;
        gift->blocks[1] = column->own_data;
        gift->sizes[1] = 8 * (table->rows + 1);
        column->own_data = NULL;
    }
    cev_table_free(table);
}

/* ---- Tables --------------------------------------------------------------- */

static int32_t check_times(cev_ctx *ctx, const char *const *times,
                           int64_t count)
{
    if (times != NULL && count < 0)
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "count = %d; wanted 0 or more", count);
    for (int64_t i = 0; times != NULL && i < count; i++)
        if (times[i] == NULL)
            return cev__fail(ctx, CEV_ERR_ARGUMENT, "times[%d] is NULL", i);
    return CEV_OK;
}

int32_t cev_table_to_arrow(cev_table *table, const char *const *times,
                           int64_t count, struct ArrowSchema *schema,
                           struct ArrowArray *array)
{
    if (table == NULL)
        return CEV_ERR_ARGUMENT;
    cev_ctx *ctx = table->ctx;
    if (schema == NULL)
        return cev__fail_null(ctx, "schema");
    if (array == NULL)
        return cev__fail_null(ctx, "array");
    struct ArrowSchema fields;
    struct ArrowArray columns;
    int32_t status = check_times(ctx, times, count);
    if (status == CEV_OK)
        status = give_schema(table, times, times == NULL ? 0 : count, &fields);
    if (status != CEV_OK)
        return status;
    status = give_columns(table, &columns);
    if (status != CEV_OK) {
        fields.release(&fields);
        return status;
    }
    hand_over(table, &columns);
    *schema = fields;
    *array = columns;
    return CEV_OK;
}

/* ---- Streams -------------------------------------------------------------- */

/* What a stream keeps; the array is released once it was given away. */
typedef struct given_frame {
    struct ArrowSchema schema;
    struct ArrowArray array;
} given_frame;

static given_frame *frame_of(const struct ArrowArrayStream *stream)
{
    const cev__arrow_gift *gift = stream->private_data;
    return gift->blocks[0];
}

/* The schema may be asked for more than once: each time it is a copy. */
static int copy_schema(struct ArrowArrayStream *stream,
                       struct ArrowSchema *out)
{
    const cev__arrow_gift *gift = stream->private_data;
    const struct ArrowSchema *from = &frame_of(stream)->schema;
    struct ArrowSchema copy;
    if (!cev__gift_schema(gift->allocator, gift->user, from->n_children,
                          &copy))
        return ENOMEM;
    for (int64_t i = 0; i < from->n_children; i++) {
        const struct ArrowSchema *field = from->children[i];
        if (!cev__gift_field(gift->allocator, gift->user, field->format,
                             field->name, copy.children[i])) {
            copy.release(&copy);
            return ENOMEM;
        }
    }
    *out = copy;
    return 0;
}

/* The array, and then, for ever, one that is released: the end. */
static int move_array(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    given_frame *frame = frame_of(stream);
    *out = frame->array;
    frame->array.release = NULL;
    return 0;
}

/* The one thing that can go wrong. */
static const char *stream_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "out of memory";
}

static void release_stream(struct ArrowArrayStream *stream)
{
    given_frame *frame = frame_of(stream);
    frame->schema.release(&frame->schema);
    if (frame->array.release != NULL)
        frame->array.release(&frame->array);
    cev__gift_free(stream->private_data);
    stream->release = NULL;
}

int32_t cev_table_to_arrow_stream(cev_table *table, const char *const *times,
                                  int64_t count,
                                  struct ArrowArrayStream *stream)
{
    if (table == NULL)
        return CEV_ERR_ARGUMENT;
    cev_ctx *ctx = table->ctx;
    if (stream == NULL)
        return cev__fail_null(ctx, "stream");
    cev__arrow_gift *gift = cev__gift_new(ctx->allocator, ctx->allocator_user);
    if (gift == NULL)
        return cev__fail_memory(ctx);
    int32_t status = CEV_OK;
    given_frame *frame = cev__gift_block(gift, 0, (int64_t)sizeof *frame);
    if (frame == NULL)
        status = cev__fail_memory(ctx);
    else
        status = cev_table_to_arrow(table, times, count, &frame->schema,
                                    &frame->array);
    if (status != CEV_OK) {
        cev__gift_free(gift);
        return status;
    }
    stream->get_schema = copy_schema;
    stream->get_next = move_array;
    stream->get_last_error = stream_error;
    stream->release = release_stream;
    stream->private_data = gift;
    return CEV_OK;
}
