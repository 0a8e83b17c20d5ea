/*
 * Orders gathered by customer; see histories.h.
 *
 * All customers at once are served by a counting sort of the whole ledger:
 * one pass in the order of memory, whose scattered writes do not wait for
 * each other. Walking a million chains of orders took three times as long.
 */
#include "histories.h"

#include <math.h>

#include "../core/prefetch.h"

/* How many orders ahead memory is asked for. */
enum { AHEAD_PLACE = 24, AHEAD_ENTRY = 12, AHEAD_CUSTOMER = 32 };

/* Memory for the histories of `count` customers with `orders` in all. */
static int32_t make_histories(cev_ctx *ctx, cev__histories *histories,
                              int64_t orders)
{
    int64_t count = histories->count;
    histories->starts =
        cev__alloc(ctx, count + 1, (int64_t)sizeof *histories->starts);
    if (histories->starts == NULL)
        return cev__fail_memory(ctx);
    histories->starts[count] = (uint32_t)orders;
    histories->entries =
        cev__alloc(ctx, orders + 1, (int64_t)sizeof *histories->entries);
    return histories->entries == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

void cev__histories_free(cev_ctx *ctx, cev__histories *histories)
{
    if (histories->starts != NULL)
        cev__free(ctx, histories->entries,
                  (int64_t)histories->starts[histories->count] + 1,
                  (int64_t)sizeof *histories->entries);
    cev__free(ctx, histories->starts, histories->count + 1,
              (int64_t)sizeof *histories->starts);
    cev__free(ctx, histories->customers, histories->count + 1,
              (int64_t)sizeof *histories->customers);
}

/* Where each customer's history begins: by row, and in `places` by index. */
static void lay_out(const cev_portfolio *portfolio, cev__histories *histories,
                    uint32_t *places)
{
    const cev__customer *list = portfolio->customers.list;
    uint32_t start = 0;
    for (int64_t i = 0; i < histories->count; i++) {
        if (i + AHEAD_CUSTOMER < histories->count)
            PREFETCH(&list[histories->customers[i + AHEAD_CUSTOMER]]);
        uint32_t customer = histories->customers[i];
        histories->starts[i] = start;
        places[customer] = start;
        start += list[customer].orders;
    }
}

/* Each order to the next place of its customer. */
static void scatter_orders(const cev_portfolio *portfolio,
                           cev__histories *histories, uint32_t *places)
{
    const cev__order *orders = portfolio->orders;
    for (int64_t i = 0; i < portfolio->count; i++) {
        if (i + AHEAD_PLACE < portfolio->count) {
            PREFETCH(&places[orders[i + AHEAD_PLACE].customer]);
            PREFETCH(&histories->entries
                          [places[orders[i + AHEAD_ENTRY].customer]]);
        }
        cev__entry *to = &histories->entries[places[orders[i].customer]++];
        to->time = orders[i].time;
        to->amount = orders[i].amount;
    }
}

int32_t cev__histories_all(const cev_portfolio *portfolio,
                           cev__histories *histories)
{
    cev_ctx *ctx = portfolio->ctx;
    int64_t count = portfolio->customers.count;
    *histories = (cev__histories){NULL, NULL, count, NULL};
    histories->customers = cev__customers_rank(ctx, &portfolio->customers);
    if (histories->customers == NULL)
        return CEV_ERR_MEMORY;
    uint32_t *places = NULL;
    int32_t status = make_histories(ctx, histories, portfolio->count);
    if (status == CEV_OK) {
        places = cev__alloc(ctx, count + 1, (int64_t)sizeof *places);
        if (places == NULL)
            status = cev__fail_memory(ctx);
    }
    if (status != CEV_OK) {
        cev__histories_free(ctx, histories);
        return status;
    }
    lay_out(portfolio, histories, places);
    scatter_orders(portfolio, histories, places);
    cev__free(ctx, places, count + 1, (int64_t)sizeof *places);
    return CEV_OK;
}

int32_t cev__histories_one(const cev_portfolio *portfolio, uint32_t customer,
                           cev__histories *histories)
{
    cev_ctx *ctx = portfolio->ctx;
    const cev__customer *owner = &portfolio->customers.list[customer];
    *histories = (cev__histories){NULL, NULL, 1, NULL};
    histories->customers =
        cev__alloc(ctx, 2, (int64_t)sizeof *histories->customers);
    if (histories->customers == NULL)
        return cev__fail_memory(ctx);
    histories->customers[0] = customer;
    int32_t status = make_histories(ctx, histories, owner->orders);
    if (status != CEV_OK) {
        cev__histories_free(ctx, histories);
        return status;
    }
    histories->starts[0] = 0;
    cev__entry *to = histories->entries + owner->orders;
    for (uint32_t i = owner->last; i != CEV__NONE;
         i = portfolio->orders[i].previous) {
        to--;
        to->time = portfolio->orders[i].time;
        to->amount = portfolio->orders[i].amount;
    }
    return CEV_OK;
}

/* Whether a comes before b. */
static int comes_before(const cev__entry *a, const cev__entry *b)
{
    if (a->time != b->time)
        return a->time < b->time;
    return a->amount < b->amount || (isnan(b->amount) && !isnan(a->amount));
}

static void sink_entry(cev__entry *entries, int64_t count, int64_t at)
{
    cev__entry moving = entries[at];
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child >= count)
            break;
        if (child + 1 < count
            && comes_before(&entries[child], &entries[child + 1]))
            child++;
        if (!comes_before(&moving, &entries[child]))
            break;
        entries[at] = entries[child];
        at = child;
    }
    entries[at] = moving;
}

/* Heapsort: in place and never slow, and equal entries cannot be told apart. */
static void sort_entries(cev__entry *entries, int64_t count)
{
    for (int64_t i = count / 2 - 1; i >= 0; i--)
        sink_entry(entries, count, i);
    for (int64_t last = count - 1; last > 0; last--) {
        cev__entry greatest = entries[0];
        entries[0] = entries[last];
        entries[last] = greatest;
        sink_entry(entries, last, 0);
    }
}

const cev__entry *cev__entries(const cev__histories *histories, int64_t row,
                               const cev__entry **end)
{
    cev__entry *entries = histories->entries + histories->starts[row];
    int64_t count = (int64_t)histories->starts[row + 1]
                    - (int64_t)histories->starts[row];
    /* Orders recorded when they came are sorted already. */
    for (int64_t i = 1; i < count; i++) {
        if (comes_before(&entries[i], &entries[i - 1])) {
            sort_entries(entries, count);
            break;
        }
    }
    *end = entries + count;
    return entries;
}
