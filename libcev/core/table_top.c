/* The rows of a table with the highest values of a column. */
#include <math.h>
#include <string.h>

#include "table.h"

typedef struct ranked_row {
    double value;
    int64_t whole; /* of an int64, exactly: doubles round beyond 2^53 */
    int64_t row;
} ranked_row;

static ranked_row rank_of_row(const cev__numbers *numbers, int64_t row)
{
    ranked_row rank = {cev__number_at(numbers, row), 0, row};
    if (numbers->type == CEV_INT64)
        memcpy(&rank.whole, numbers->data + row * numbers->stride,
               sizeof rank.whole);
    return rank;
}

/* Whether a stands behind b: gaps last, then smaller values, then later rows. */
static int ranks_behind(const ranked_row *a, const ranked_row *b)
{
    if (isnan(a->value) || isnan(b->value)) {
        if (isnan(a->value) && isnan(b->value))
            return a->row > b->row;
        return isnan(a->value);
    }
    if (a->value < b->value || a->value > b->value)
        return a->value < b->value;
    if (a->whole != b->whole)
        return a->whole < b->whole;
    return a->row > b->row;
}

/* Lets heap[at] sink to its place: the row that ranks last is on top. */
static void sink_row(ranked_row *heap, int64_t count, int64_t at)
{
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child >= count)
            return;
        if (child + 1 < count
            && ranks_behind(&heap[child + 1], &heap[child]))
            child++;
        if (!ranks_behind(&heap[child], &heap[at]))
            return;
        ranked_row swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
        at = child;
    }
}

/* The best `count` rows in order: a heap of the best so far, then sorted by
 * taking the last off again and again. O(rows log count). */
static void rank_rows(const cev__numbers *numbers, int64_t rows,
                      ranked_row *heap, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        heap[i] = rank_of_row(numbers, i);
    for (int64_t i = count / 2 - 1; i >= 0; i--)
        sink_row(heap, count, i);
    for (int64_t i = count; i < rows && count > 0; i++) {
        ranked_row next = rank_of_row(numbers, i);
        if (ranks_behind(&heap[0], &next)) {
            heap[0] = next;
            sink_row(heap, count, 0);
        }
    }
    for (int64_t last = count - 1; last > 0; last--) {
        ranked_row swap = heap[0];
        heap[0] = heap[last];
        heap[last] = swap;
        sink_row(heap, last, 0);
    }
}

int32_t cev_table_top(const cev_table *table, const char *name, int64_t rows,
                      cev_table **out)
{
    if (table == NULL)
        return CEV_ERR_ARGUMENT;
    cev_ctx *ctx = table->ctx;
    if (name == NULL)
        return cev__fail_null(ctx, "name");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    if (rows < 0)
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "rows = %d; wanted 0 or more", rows);
    cev__numbers numbers;
    int32_t status = cev__table_numbers(ctx, table, name, &numbers);
    if (status != CEV_OK)
        return status;
    int64_t count = rows < table->rows ? rows : table->rows;
    ranked_row *heap = cev__alloc(ctx, count + 1, (int64_t)sizeof *heap);
    int64_t *picked = cev__alloc(ctx, count + 1, (int64_t)sizeof *picked);
    if (heap == NULL || picked == NULL) {
        status = cev__fail_memory(ctx);
        goto done;
    }
    rank_rows(&numbers, table->rows, heap, count);
    for (int64_t i = 0; i < count; i++)
        picked[i] = heap[i].row;
    status = cev__table_rows(ctx, table, picked, count, out);
done:
    cev__free(ctx, picked, count + 1, (int64_t)sizeof *picked);
    cev__free(ctx, heap, count + 1, (int64_t)sizeof *heap);
    return status;
}
