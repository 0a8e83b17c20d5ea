/*
 * Orders gathered by customer; see histories.h.
 *
 * A ledger that lies by customer and time is read where it lies. Others are
 * served by a counting sort of the whole: one pass in the order of memory, whose
 * scattered writes do not wait for each other. Walking a million chains of
 * orders took three times as long.
 */
#include "histories.h"

#include <math.h>

#include "../core/prefetch.h"

/* How many orders ahead memory is asked for. */
enum { AHEAD_PLACE = 24, AHEAD_ENTRY = 12, AHEAD_CUSTOMER = 32 };

enum { FEW_ENTRIES = 16 };

/* Memory for where the histories begin, which have `orders` in all. */
static int32_t make_starts(cev_ctx *ctx, cev__histories *histories,
                           int64_t orders)
{
    histories->starts = cev__alloc(ctx, histories->count + 1,
                                   (int64_t)sizeof *histories->starts);
    if (histories->starts == NULL)
        return cev__fail_memory(ctx);
    histories->starts[histories->count] = (uint32_t)orders;
    return CEV_OK;
}

/* Memory for entries, once it is known how many there are. */
static int32_t make_entries(cev_ctx *ctx, cev__histories *histories)
{
    int64_t room = (int64_t)histories->starts[histories->count] + 1;
    histories->own_entries =
        cev__alloc(ctx, room, (int64_t)sizeof *histories->own_entries);
    histories->entries = histories->own_entries;
    if (histories->own_entries == NULL)
        return cev__fail_memory(ctx);
    if (histories->portfolio == NULL)
        return CEV_OK;
    histories->orders =
        cev__alloc(ctx, room, (int64_t)sizeof *histories->orders);
    return histories->orders == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

void cev__histories_free(cev_ctx *ctx, cev__histories *histories)
{
    if (histories->starts != NULL) {
        int64_t room = (int64_t)histories->starts[histories->count] + 1;
        cev__free(ctx, histories->orders, room,
                  (int64_t)sizeof *histories->orders);
        cev__free(ctx, histories->own_entries, room,
                  (int64_t)sizeof *histories->own_entries);
    }
    cev__free(ctx, histories->starts, histories->count + 1,
              (int64_t)sizeof *histories->starts);
    cev__free(ctx, histories->parts, histories->count + 1,
              (int64_t)sizeof *histories->parts);
    cev__free(ctx, histories->customers, histories->count + 1,
              (int64_t)sizeof *histories->customers);
    *histories = (cev__histories){0};
}

/* Where each customer's history begins: by row, and in `places`, unless that is
 * NULL, by index. */
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
        if (places != NULL)
            places[customer] = start;
        start += list[customer].orders;
    }
}

/* Each order to the next place of its customer. */
static void scatter_orders(const cev_portfolio *portfolio,
                           cev__histories *histories, uint32_t *places)
{
    const cev__link *links = portfolio->links;
    for (int64_t i = 0; i < portfolio->count; i++) {
        if (i + AHEAD_PLACE < portfolio->count) {
            PREFETCH(&places[links[i + AHEAD_PLACE].customer]);
            PREFETCH(&histories->own_entries
                          [places[links[i + AHEAD_ENTRY].customer]]);
        }
        uint32_t place = places[links[i].customer]++;
        histories->own_entries[place] = portfolio->entries[i];
        if (histories->orders != NULL)
            histories->orders[place] = (uint32_t)i;
    }
}

/* Whether the ledger holds the histories as they are wanted: without details,
 * its orders sorted, and customers in canonical order. */
static int lies_as_wanted(const cev_portfolio *portfolio,
                          const cev__histories *histories)
{
    if (histories->portfolio != NULL || portfolio->sorted < portfolio->count)
        return 0;
    for (int64_t i = 0; i < histories->count; i++)
        if (histories->customers[i] != (uint32_t)i)
            return 0;
    return 1;
}

/* Puts the orders of all in their places by counting; sets the message. */
static int32_t place_by_counting(const cev_portfolio *portfolio,
                                 cev__histories *histories)
{
    cev_ctx *ctx = portfolio->ctx;
    int64_t room = histories->count + 1;
    int32_t status = make_entries(ctx, histories);
    if (status != CEV_OK)
        return status;
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
    int32_t status = make_starts(ctx, histories, portfolio->count);
    if (status == CEV_OK && lies_as_wanted(portfolio, histories)) {
        lay_out(portfolio, histories, NULL);
        histories->entries = portfolio->entries;
    } else if (status == CEV_OK) {
        status = place_by_counting(portfolio, histories);
    }
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
                         : make_starts(ctx, histories, orders);
    if (status == CEV_OK)
        status = make_entries(ctx, histories);
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
         i = portfolio->links[i].previous) {
        histories->own_entries[--at] = portfolio->entries[i];
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
    if (cev__entry_before(&a.entry, &b.entry))
        return 1;
    return list->orders != NULL && !cev__entry_before(&b.entry, &a.entry)
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

/* Moves an entry up to its place among those before it, which are sorted. */
static void insert_entry(const entry_list *list, int64_t at)
{
    entry_moved moving = entry_at(list, at);
    while (at > 0 && comes_before(list, moving, entry_at(list, at - 1))) {
        put_entry(list, at, entry_at(list, at - 1));
        at--;
    }
    put_entry(list, at, moving);
}

/* Sorts them unless they are sorted already, as orders mostly are that were
 * recorded when they came; few are inserted one by one. */
static void put_in_order(const entry_list *list, int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        if (list->entries[i - 1].time < list->entries[i].time
            || !comes_before(list, entry_at(list, i), entry_at(list, i - 1)))
            continue;
        if (count > FEW_ENTRIES) {
            sort_entries(list, count);
            return;
        }
        insert_entry(list, i);
    }
}

void cev__entries_sort(cev__entry *entries, int64_t count)
{
    const entry_list list = {NULL, entries, NULL};
    put_in_order(&list, count);
}

const cev__entry *cev__entries(const cev__histories *histories, int64_t row,
                               const cev__entry **end)
{
    uint32_t start = histories->starts[row];
    int64_t count = (int64_t)histories->starts[row + 1] - (int64_t)start;
    if (histories->own_entries != NULL) {
        entry_list list = {histories->portfolio,
                           histories->own_entries + start, NULL};
        if (histories->orders != NULL)
            list.orders = histories->orders + start;
        put_in_order(&list, count);
    }
    *end = histories->entries + start + count;
    return histories->entries + start;
}

cev__detail cev__entry_detail(const cev__histories *histories,
                              const cev__entry *entry)
{
    return cev__details_of(histories->portfolio,
                           histories->orders[entry - histories->entries]);
}
