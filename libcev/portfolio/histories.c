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

/* Tasks that orders are copied in. */
enum { COPIES = 16 };

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
    if (histories->entries == NULL)
        return cev__fail_memory(ctx);
    if (histories->portfolio == NULL)
        return CEV_OK;
    histories->orders =
        cev__alloc(ctx, orders + 1, (int64_t)sizeof *histories->orders);
    return histories->orders == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

void cev__histories_free(cev_ctx *ctx, cev__histories *histories)
{
    if (histories->starts != NULL) {
        int64_t room = (int64_t)histories->starts[histories->count] + 1;
        cev__free(ctx, histories->orders, room,
                  (int64_t)sizeof *histories->orders);
        cev__free(ctx, histories->entries, room,
                  (int64_t)sizeof *histories->entries);
    }
    cev__free(ctx, histories->starts, histories->count + 1,
              (int64_t)sizeof *histories->starts);
    cev__free(ctx, histories->parts, histories->count + 1,
              (int64_t)sizeof *histories->parts);
    cev__free(ctx, histories->customers, histories->count + 1,
              (int64_t)sizeof *histories->customers);
    *histories = (cev__histories){0};
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
        uint32_t place = places[orders[i].customer]++;
        cev__entry *to = &histories->entries[place];
        to->time = orders[i].time;
        to->amount = orders[i].amount;
        if (histories->orders != NULL)
            histories->orders[place] = (uint32_t)i;
    }
}

/* Orders that lie by customer, in the order of histories, to be copied. */
typedef struct copying {
    const cev_portfolio *portfolio;
    const cev__histories *histories;
    int is_by_customer[COPIES];
} copying;

/* Copies a share of the orders, as long as they lie by customer; a cev_task. */
static void copy_share(void *state, int64_t index)
{
    copying *work = state;
    const cev__histories *histories = work->histories;
    const cev__order *orders = work->portfolio->orders;
    int64_t count = work->portfolio->count;
    int64_t begin = cev__share_begin(count, COPIES, index);
    int64_t end = cev__share_begin(count, COPIES, index + 1);
    uint32_t before = begin == 0 ? 0 : orders[begin - 1].customer;
    int is_by_customer = 1;
    for (int64_t i = begin; i < end && is_by_customer; i++) {
        is_by_customer = before <= orders[i].customer;
        before = orders[i].customer;
        histories->entries[i] =
            (cev__entry){orders[i].time, orders[i].amount};
        if (histories->orders != NULL)
            histories->orders[i] = (uint32_t)i;
    }
    work->is_by_customer[index] = is_by_customer;
}

/* Whether the ledger lies by customer, as a table of numbered ones leaves it, and
 * they are in canonical order; then everything is copied. */
static int copy_by_customer(const cev_portfolio *portfolio,
                            cev__histories *histories)
{
    copying work = {portfolio, histories, {0}};
    uint32_t start = 0;
    for (int64_t i = 0; i < histories->count; i++)
        if (histories->customers[i] != (uint32_t)i)
            return 0;
    cev__parallel(portfolio->ctx, COPIES, copy_share, &work);
    for (int k = 0; k < COPIES; k++)
        if (!work.is_by_customer[k])
            return 0;
    for (int64_t i = 0; i < histories->count; i++) {
        histories->starts[i] = start;
        start += portfolio->customers.list[i].orders;
    }
    return 1;
}

/* Puts the orders of all in their places by counting; sets the message. */
static int32_t place_by_counting(const cev_portfolio *portfolio,
                                 cev__histories *histories)
{
    cev_ctx *ctx = portfolio->ctx;
    int64_t room = histories->count + 1;
    uint32_t *places = cev__alloc(ctx, room, (int64_t)sizeof *places);
    if (places == NULL)
        return cev__fail_memory(ctx);
    lay_out(portfolio, histories, places);
    scatter_orders(portfolio, histories, places);
    cev__free(ctx, places, room, (int64_t)sizeof *places);
    return CEV_OK;
}

/* An empty set of histories of so many; with the portfolio of the details. */
static cev__histories no_histories(const cev_portfolio *detailed,
                                   int64_t count)
{
    cev__histories histories = {0};
    histories.count = count;
    if (detailed != NULL && cev__details_any(&detailed->details))
        histories.portfolio = detailed;
    return histories;
}

/* Gathers all; `detailed` is the portfolio, or NULL. */
static int32_t gather_histories(const cev_portfolio *portfolio,
                                const cev_portfolio *detailed,
                                cev__histories *histories)
{
    cev_ctx *ctx = portfolio->ctx;
    int64_t count = portfolio->customers.count;
    *histories = no_histories(detailed, count);
    histories->customers = cev__customers_rank(ctx, &portfolio->customers);
    if (histories->customers == NULL)
        return CEV_ERR_MEMORY;
    int32_t status = make_histories(ctx, histories, portfolio->count);
    if (status == CEV_OK && !copy_by_customer(portfolio, histories))
        status = place_by_counting(portfolio, histories);
    if (status != CEV_OK)
        cev__histories_free(ctx, histories);
    return status;
}

int32_t cev__histories_all(const cev_portfolio *portfolio,
                           cev__histories *histories)
{
    return gather_histories(portfolio, NULL, histories);
}

int32_t cev__histories_detailed(const cev_portfolio *portfolio,
                                cev__histories *histories)
{
    return gather_histories(portfolio, portfolio, histories);
}

int32_t cev__histories_make(const cev_portfolio *portfolio, int64_t count,
                            int64_t orders, cev__histories *histories)
{
    cev_ctx *ctx = portfolio->ctx;
    *histories = no_histories(portfolio, count);
    histories->customers =
        cev__alloc(ctx, count + 1, (int64_t)sizeof *histories->customers);
    int32_t status = histories->customers == NULL
                         ? cev__fail_memory(ctx)
                         : make_histories(ctx, histories, orders);
    if (status != CEV_OK)
        cev__histories_free(ctx, histories);
    return status;
}

int32_t cev__histories_one(const cev_portfolio *portfolio, uint32_t customer,
                           cev__histories *histories)
{
    const cev__customer *owner = &portfolio->customers.list[customer];
    int32_t status =
        cev__histories_make(portfolio, 1, owner->orders, histories);
    if (status != CEV_OK)
        return status;
    histories->customers[0] = customer;
    histories->starts[0] = 0;
    uint32_t at = owner->orders;
    for (uint32_t i = owner->last; i != CEV__NONE;
         i = portfolio->orders[i].previous) {
        cev__entry *to = &histories->entries[--at];
        to->time = portfolio->orders[i].time;
        to->amount = portfolio->orders[i].amount;
        if (histories->orders != NULL)
            histories->orders[at] = i;
    }
    return CEV_OK;
}

/* Where a customer's entries stand, and an entry on its own. */
typedef struct entry_list {
    const cev_portfolio *portfolio;
    cev__entry *entries;
    uint32_t *orders; /* NULL without details */
} entry_list;

typedef struct entry_moved {
    cev__entry entry;
    uint32_t order;
} entry_moved;

static entry_moved entry_at(const entry_list *list, int64_t i)
{
    return (entry_moved){list->entries[i],
                         list->orders == NULL ? 0 : list->orders[i]};
}

static void put_entry(const entry_list *list, int64_t i, entry_moved moved)
{
    list->entries[i] = moved.entry;
    if (list->orders != NULL)
        list->orders[i] = moved.order;
}

/* Whether a comes before b. */
static int comes_before(const entry_list *list, entry_moved a, entry_moved b)
{
    if (a.entry.time != b.entry.time)
        return a.entry.time < b.entry.time;
    int a_unknown = isnan(a.entry.amount) != 0;
    int b_unknown = isnan(b.entry.amount) != 0;
    if (a_unknown != b_unknown)
        return b_unknown;
    if (a.entry.amount < b.entry.amount || b.entry.amount < a.entry.amount)
        return a.entry.amount < b.entry.amount;
    return list->orders != NULL
           && cev__details_compare(list->portfolio, a.order, b.order) < 0;
}

static void sink_entry(const entry_list *list, int64_t count, int64_t at)
{
    entry_moved moving = entry_at(list, at);
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child >= count)
            break;
        if (child + 1 < count
            && comes_before(list, entry_at(list, child),
                            entry_at(list, child + 1)))
            child++;
        if (!comes_before(list, moving, entry_at(list, child)))
            break;
        put_entry(list, at, entry_at(list, child));
        at = child;
    }
    put_entry(list, at, moving);
}

/* Heapsort: in place and never slow, and equal entries cannot be told apart. */
static void sort_entries(const entry_list *list, int64_t count)
{
    for (int64_t i = count / 2 - 1; i >= 0; i--)
        sink_entry(list, count, i);
    for (int64_t last = count - 1; last > 0; last--) {
        entry_moved greatest = entry_at(list, 0);
        put_entry(list, 0, entry_at(list, last));
        put_entry(list, last, greatest);
        sink_entry(list, last, 0);
    }
}

const cev__entry *cev__entries(const cev__histories *histories, int64_t row,
                               const cev__entry **end)
{
    uint32_t start = histories->starts[row];
    entry_list list = {histories->portfolio, histories->entries + start, NULL};
    if (histories->orders != NULL)
        list.orders = histories->orders + start;
    int64_t count = (int64_t)histories->starts[row + 1] - (int64_t)start;
    /* Orders recorded when they came are sorted already. */
    for (int64_t i = 1; i < count; i++) {
        if (list.entries[i - 1].time < list.entries[i].time)
            continue;
        if (comes_before(&list, entry_at(&list, i), entry_at(&list, i - 1))) {
            sort_entries(&list, count);
            break;
        }
    }
    *end = list.entries + count;
    return list.entries;
}

cev__detail cev__entry_detail(const cev__histories *histories,
                              const cev__entry *entry)
{
    return cev__details_of(histories->portfolio,
                           histories->orders[entry - histories->entries]);
}
