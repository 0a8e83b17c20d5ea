/*
 * Events gathered by customer; see sagas.h. Radix sorts by all that an event
 * holds, the least important first, put them in order; equal ones cannot be
 * told apart.
 */
#include "sagas.h"

#include <math.h>

#include "../math/radix.h"

/* The parts of an event in the order of the sorts. */
enum { BY_TEXT, BY_NUMBER, BY_SORT, BY_TIME, BY_CUSTOMER, SAGA_KEYS };

static uint64_t saga_key(const cev__event *event, int part)
{
    switch (part) {
    case BY_TEXT:
        return event->text;
    case BY_NUMBER: /* those of none last */
        return isnan(event->number) ? UINT64_MAX
                                    : cev__keyed_double(event->number);
    case BY_SORT:
        return (uint64_t)event->ledger << 32 | event->key;
    case BY_TIME: /* with the sign bit turned, bits sort as numbers do */
        return (uint64_t)event->time ^ (UINT64_C(1) << 63);
    default:
        return event->customer;
    }
}

/* What indices of customers and texts become. */
typedef struct saga_places {
    uint32_t *rows;   /* by customer; CEV__NONE: not wanted */
    uint32_t *places; /* by text */
    int64_t customers, texts;
} saga_places;

static void free_places(cev_ctx *ctx, saga_places *places)
{
    cev__free(ctx, places->places, places->texts + 1,
              (int64_t)sizeof *places->places);
    cev__free(ctx, places->rows, places->customers + 1,
              (int64_t)sizeof *places->rows);
}

static int32_t make_places(const cev_portfolio *portfolio,
                           const uint32_t *customers, int64_t count,
                           const cev__sagas *sagas, saga_places *out)
{
    cev_ctx *ctx = portfolio->ctx;
    out->customers = portfolio->customers.count;
    out->texts = sagas->text_count;
    out->rows = cev__alloc(ctx, out->customers + 1, (int64_t)sizeof *out->rows);
    out->places =
        cev__alloc(ctx, out->texts + 1, (int64_t)sizeof *out->places);
    if (out->rows == NULL || out->places == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < out->customers; i++)
        out->rows[i] = CEV__NONE;
    for (int64_t i = 0; i < count; i++)
        out->rows[customers[i]] = (uint32_t)i;
    for (int64_t i = 0; i < out->texts; i++)
        out->places[sagas->texts[i]] = (uint32_t)i;
    return CEV_OK;
}

static int is_in_sagas(const cev__event *event, const saga_places *places,
                       int ledger)
{
    return places->rows[event->customer] != CEV__NONE
           && (ledger == CEV__LEDGERS || ledger == (int)event->ledger);
}

static int64_t count_wanted(const cev_portfolio *portfolio,
                            const saga_places *places, int ledger)
{
    int64_t count = 0;
    for (int64_t i = 0; i < portfolio->events.count; i++)
        count += is_in_sagas(&portfolio->events.list[i], places, ledger);
    return count;
}

/* Copies the events wanted, with rows and places. */
static void take_wanted(const cev_portfolio *portfolio,
                        const saga_places *places, int ledger,
                        cev__event *taken)
{
    const cev__events *events = &portfolio->events;
    for (int64_t i = 0; i < events->count; i++) {
        cev__event event = events->list[i];
        if (!is_in_sagas(&event, places, ledger))
            continue;
        event.customer = places->rows[event.customer];
        if (event.key != CEV__NONE)
            event.key = places->places[event.key];
        if (event.text != CEV__NONE)
            event.text = places->places[event.text];
        *taken++ = event;
    }
}

/* Writes the events taken in their order. `items` has room for twice as
 * many. */
static void sort_sagas(const cev__event *taken, int64_t count,
                       cev__keyed *items, cev__event *sorted)
{
    for (int64_t i = 0; i < count; i++)
        items[i].index = i;
    for (int part = 0; part < SAGA_KEYS; part++) {
        for (int64_t i = 0; i < count; i++)
            items[i].key = saga_key(&taken[items[i].index], part);
        cev__keyed_sort(items, items + count, count);
    }
    for (int64_t i = 0; i < count; i++)
        sorted[i] = taken[items[i].index];
}

/* Where each customer's events begin. */
static void find_starts(cev__sagas *sagas, int64_t events)
{
    int64_t at = 0;
    for (int64_t row = 0; row < sagas->count; row++) {
        sagas->starts[row] = at;
        while (at < events && sagas->events[at].customer == row)
            at++;
    }
    sagas->starts[sagas->count] = at;
}

static int32_t fill_sagas(const cev_portfolio *portfolio,
                          const saga_places *places, int ledger,
                          cev__sagas *sagas)
{
    cev_ctx *ctx = portfolio->ctx;
    int64_t count = count_wanted(portfolio, places, ledger);
    sagas->room = count + 1;
    sagas->events =
        cev__alloc(ctx, count + 1, (int64_t)sizeof *sagas->events);
    cev__event *taken = cev__alloc(ctx, count + 1, (int64_t)sizeof *taken);
    cev__keyed *items = cev__alloc(ctx, 2 * count + 1, (int64_t)sizeof *items);
    int32_t status = CEV_OK;
    if (sagas->events == NULL || taken == NULL || items == NULL) {
        status = cev__fail_memory(ctx);
    } else {
        take_wanted(portfolio, places, ledger, taken);
        sort_sagas(taken, count, items, sagas->events);
        find_starts(sagas, count);
    }
    cev__free(ctx, items, 2 * count + 1, (int64_t)sizeof *items);
    cev__free(ctx, taken, count + 1, (int64_t)sizeof *taken);
    return status;
}

int32_t cev__sagas_gather(const cev_portfolio *portfolio,
                          const uint32_t *customers, int64_t count, int ledger,
                          cev__sagas *sagas)
{
    cev_ctx *ctx = portfolio->ctx;
    saga_places places = {0};
    *sagas = (cev__sagas){0};
    sagas->count = count;
    sagas->text_count = portfolio->events.texts.count;
    sagas->texts = cev__customers_rank(ctx, &portfolio->events.texts);
    if (sagas->texts == NULL)
        return CEV_ERR_MEMORY;
    sagas->starts = cev__alloc(ctx, count + 1, (int64_t)sizeof *sagas->starts);
    int32_t status = sagas->starts == NULL
                         ? cev__fail_memory(ctx)
                         : make_places(portfolio, customers, count, sagas,
                                       &places);
    if (status == CEV_OK)
        status = fill_sagas(portfolio, &places, ledger, sagas);
    free_places(ctx, &places);
    if (status != CEV_OK)
        cev__sagas_free(ctx, sagas);
    return status;
}

void cev__sagas_free(cev_ctx *ctx, cev__sagas *sagas)
{
    cev__free(ctx, sagas->events, sagas->room,
              (int64_t)sizeof *sagas->events);
    cev__free(ctx, sagas->starts, sagas->count + 1,
              (int64_t)sizeof *sagas->starts);
    cev__free(ctx, sagas->texts, sagas->text_count + 1,
              (int64_t)sizeof *sagas->texts);
}

const char *cev__sagas_text(const cev_portfolio *portfolio,
                            const cev__sagas *sagas, uint32_t text)
{
    if (text == CEV__NONE)
        return NULL;
    return cev__customer_name(&portfolio->events.texts, sagas->texts[text]);
}
