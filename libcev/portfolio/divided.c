/*
 * Orders divided into parts; see divided.h. A radix sort by part and customer
 * brings together what makes a history.
 */
#include "divided.h"

#include <string.h>

#include "../math/radix.h"

typedef struct division {
    const cev_portfolio *portfolio;
    int detail;
    int64_t end;
    uint32_t *customers; /* in canonical order */
    uint32_t *places;          /* of customers in that order */
    uint32_t *parts;           /* of texts, once they are counted */
    cev__keyed *items, *spare;
    int64_t count; /* of orders that take part */
} division;

/* The text of an order; the one after all texts where it has none. */
static uint32_t text_of_order(const division *work, int64_t order)
{
    const cev__details *details = &work->portfolio->details;
    uint32_t none = (uint32_t)details->names[work->detail].count;
    if (details->capacity[work->detail] == 0)
        return none;
    uint32_t text = details->texts[work->detail][order];
    return text == CEV__NONE ? none : text;
}

/* Names the parts that occur. */
static int32_t name_parts(division *work, cev__membership *groups)
{
    cev_ctx *ctx = work->portfolio->ctx;
    const cev__customers *texts =
        &work->portfolio->details.names[work->detail];
    uint32_t *order = cev__customers_rank(ctx, texts);
    int32_t status = order == NULL ? CEV_ERR_MEMORY : CEV_OK;
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < work->portfolio->count; i++)
        if (work->portfolio->entries[i].time < work->end)
            work->parts[text_of_order(work, i)] = 1;
    cev__customers *names = &groups->parted.names;
    for (int64_t i = 0; status == CEV_OK && i < texts->count; i++) {
        uint32_t part;
        if (work->parts[order[i]] == 0)
            continue;
        status = cev__customer_intern(
            ctx, names, cev__customer_name(texts, order[i]), &part);
        work->parts[order[i]] = part;
    }
    groups->count = names->count + work->parts[texts->count];
    if (groups->count == 0)
        groups->count = 1;
    work->parts[texts->count] = (uint32_t)names->count;
    cev__free(ctx, order, texts->count + 1, (int64_t)sizeof *order);
    return status;
}

/* The orders by part and customer. */
static void sort_orders(division *work)
{
    const cev_portfolio *portfolio = work->portfolio;
    for (int64_t i = 0; i < portfolio->customers.count; i++)
        work->places[work->customers[i]] = (uint32_t)i;
    for (int64_t i = 0; i < portfolio->count; i++) {
        if (portfolio->entries[i].time >= work->end)
            continue;
        uint64_t part = work->parts[text_of_order(work, i)];
        uint64_t place = work->places[portfolio->links[i].customer];
        work->items[work->count++] = (cev__keyed){part << 32 | place, i};
    }
    cev__keyed_sort(work->items, work->spare, work->count);
}

/* A history begins where the key changes. */
static int32_t fill_histories(const division *work, cev__histories *histories)
{
    int64_t rows = 0;
    for (int64_t i = 0; i < work->count; i++)
        rows += i == 0 || work->items[i].key != work->items[i - 1].key;
    int32_t status = cev__histories_make(work->portfolio, rows, work->count,
                                         histories);
    if (status != CEV_OK)
        return status;
    histories->parts = cev__alloc(work->portfolio->ctx, rows + 1,
                                  (int64_t)sizeof *histories->parts);
    if (histories->parts == NULL) {
        cev__histories_free(work->portfolio->ctx, histories);
        return cev__fail_memory(work->portfolio->ctx);
    }
    int64_t row = -1;
    for (int64_t i = 0; i < work->count; i++) {
        uint64_t key = work->items[i].key;
        int64_t order = work->items[i].index;
        if (i == 0 || key != work->items[i - 1].key) {
            row++;
            histories->customers[row] =
                work->customers[key & UINT32_MAX];
            histories->parts[row] = (uint32_t)(key >> 32);
            histories->starts[row] = (uint32_t)i;
        }
        histories->own_entries[i] = work->portfolio->entries[order];
        if (histories->orders != NULL)
            histories->orders[i] = (uint32_t)order;
    }
    return CEV_OK;
}

/* Room to sort in. */
static int32_t open_division(division *work)
{
    const cev_portfolio *portfolio = work->portfolio;
    cev_ctx *ctx = portfolio->ctx;
    int64_t texts = portfolio->details.names[work->detail].count;
    work->customers = cev__customers_rank(ctx, &portfolio->customers);
    if (work->customers == NULL)
        return CEV_ERR_MEMORY;
    work->places = cev__alloc(ctx, portfolio->customers.count + 1,
                              (int64_t)sizeof *work->places);
    work->parts =
        cev__alloc_zero(ctx, texts + 1, (int64_t)sizeof *work->parts);
    work->items =
        cev__alloc(ctx, portfolio->count + 1, (int64_t)sizeof *work->items);
    work->spare =
        cev__alloc(ctx, portfolio->count + 1, (int64_t)sizeof *work->spare);
    return work->places == NULL || work->parts == NULL || work->items == NULL
                   || work->spare == NULL
               ? cev__fail_memory(ctx)
               : CEV_OK;
}

static void close_division(division *work)
{
    const cev_portfolio *portfolio = work->portfolio;
    cev_ctx *ctx = portfolio->ctx;
    int64_t texts = portfolio->details.names[work->detail].count;
    int64_t customers = portfolio->customers.count;
    cev__free(ctx, work->spare, portfolio->count + 1,
              (int64_t)sizeof *work->spare);
    cev__free(ctx, work->items, portfolio->count + 1,
              (int64_t)sizeof *work->items);
    cev__free(ctx, work->parts, texts + 1, (int64_t)sizeof *work->parts);
    cev__free(ctx, work->places, customers + 1,
              (int64_t)sizeof *work->places);
    cev__free(ctx, work->customers, customers + 1,
              (int64_t)sizeof *work->customers);
}

int32_t cev__divide(const cev_portfolio *portfolio, int detail, int64_t end,
                    cev__membership *groups, cev__histories *histories)
{
    division work = {0};
    work.portfolio = portfolio;
    work.detail = detail;
    work.end = end;
    memset(groups, 0, sizeof *groups);
    groups->column = cev__detail_names[detail];
    int32_t status = open_division(&work);
    if (status == CEV_OK)
        status = name_parts(&work, groups);
    if (status == CEV_OK) {
        sort_orders(&work);
        status = fill_histories(&work, histories);
    }
    if (status != CEV_OK)
        cev__membership_close(portfolio->ctx, groups);
    close_division(&work);
    return status;
}
