/* An order of rows that does not depend on that of the table; see lesson.h. */
#include "../core/compiler.h"
#include "lesson.h"

#include <math.h>
#include <string.h>

#include "../math/hash.h"

typedef struct row_orderer {
    const cev__readings *readings;
    const double *weights;
    const double *const *more;
    int more_count;
} row_orderer;

/* Number k of what a row holds: the weight, the columns more, the predictors.
 */
static double content_of(const row_orderer *o, int64_t k, int64_t row)
{
    if (k == 0)
        return o->weights[row];
    if (k <= o->more_count)
        return o->more[k - 1][row];
    k -= 1 + o->more_count;
    return o->readings->of->list[k].is_text
               ? (double)cev__reading_level(o->readings, k, row)
               : cev__reading_number(o->readings, k, row);
}

static int64_t contents(const row_orderer *o)
{
    int64_t predictors = o->readings->of == NULL
                             ? 0
                             : o->readings->of->names.count;
    return 1 + o->more_count + predictors;
}

static uint64_t hash_of_row(const row_orderer *o, int64_t row)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (int64_t k = 0; k < contents(o); k++) {
        double value = content_of(o, k, row);
        hash = cev__hash_next(
            hash, isnan(value) ? 0 : cev__keyed_double(value));
    }
    return hash;
}

/* Whether row a holds less than row b. */
static int holds_less(const row_orderer *o, int64_t a, int64_t b)
{
    for (int64_t k = 0; k < contents(o); k++) {
        double left = content_of(o, k, a), right = content_of(o, k, b);
        uint64_t left_key = isnan(left) ? 0 : cev__keyed_double(left);
        uint64_t right_key = isnan(right) ? 0 : cev__keyed_double(right);
        if (left_key != right_key)
            return left_key < right_key;
    }
    return 0;
}

/* Rows with one hash are equal, or nearly never by accident: put in order by
 * insertion, which equal ones pass in a single look. */
static void settle_equal_hashes(const row_orderer *o, cev__keyed *items,
                                int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        cev__keyed item = items[i];
        int64_t at = i;
        while (at > 0 && items[at - 1].key == item.key
               && holds_less(o, item.index, items[at - 1].index)) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = item;
    }
}

void cev__rows_order_by(const int32_t *numbers, int64_t count, int64_t *order,
                        cev__keyed *items)
{
    for (int64_t i = 0; i < count; i++)
        items[i] = (cev__keyed){(uint64_t)numbers[order[i]], order[i]};
    cev__keyed_order(items, count, order);
}

int32_t cev__readings_order(cev_ctx *ctx, const cev__readings *readings,
                            const double *weights, const double *const *more,
                            int more_count, int64_t *order, int64_t *count)
{
    const row_orderer o = {readings, weights, more, more_count};
    int64_t room = 2 * readings->rows + 1, used = 0;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    if (items == NULL)
        return cev__fail_memory(ctx);
    for (int64_t row = 0; row < readings->rows; row++)
        if (weights[row] > 0.0)
            items[used++] = (cev__keyed){hash_of_row(&o, row), row};
    cev__keyed_sort(items, items + used, used);
    settle_equal_hashes(&o, items, used);
    for (int64_t i = 0; i < used; i++)
        order[i] = items[i].index;
    *count = used;
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    return CEV_OK;
}
