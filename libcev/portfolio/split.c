/* Two portfolios of one, and one of two. */
#include "portfolio.h"

/* The first second after the day of `at`. */
static int64_t day_end(int64_t at)
{
    const int64_t day = 86400;
    int64_t since = at % day;
    return at - (since < 0 ? since + day : since) + day;
}

/* Adds an order of another portfolio's. */
static int32_t copy_order(cev_portfolio *to, const cev_portfolio *from,
                          int64_t i)
{
    const cev__entry *entry = &from->entries[i];
    cev__detail detail = cev__details_of(from, i);
    cev__key key = cev__customer_key(&from->customers, from->links[i].customer);
    int32_t status = cev__orders_reserve(to, 1);
    if (status == CEV_OK)
        status = cev__portfolio_put(to, &key, entry->time, entry->amount,
                                    &detail);
    return status;
}

/* The same of any other event. */
static int32_t copy_event(cev_portfolio *to, const cev_portfolio *from,
                          const cev__event *event)
{
    cev__key key = cev__customer_key(&from->customers, event->customer);
    cev__saying said = cev__event_saying(&from->events, event);
    return cev__event_put(to, &key, &said);
}

int32_t cev_portfolio_split(const cev_portfolio *portfolio, int64_t at,
                            cev_portfolio **calibration,
                            cev_portfolio **holdout)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    cev_ctx *ctx = portfolio->ctx;
    if (calibration == NULL)
        return cev__fail_null(ctx, "calibration");
    if (holdout == NULL)
        return cev__fail_null(ctx, "holdout");
    if (at == CEV_LATEST)
        at = cev__portfolio_latest(portfolio);
    if (at < CEV_TIME_MIN || at > CEV_TIME_MAX)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "at = %d; wanted %d to %d, seconds since 1970, or "
                         "CEV_LATEST",
                         at, CEV_TIME_MIN, CEV_TIME_MAX);
    int64_t end = day_end(at);
    cev_portfolio *before = NULL, *after = NULL;
    int32_t status = cev_portfolio_new(ctx, &before);
    if (status == CEV_OK)
        status = cev_portfolio_new(ctx, &after);
    for (int64_t i = 0; status == CEV_OK && i < portfolio->count; i++)
        status = copy_order(portfolio->entries[i].time < end ? before : after,
                            portfolio, i);
    for (int64_t i = 0; status == CEV_OK && i < portfolio->events.count; i++) {
        const cev__event *event = &portfolio->events.list[i];
        status = copy_event(event->time < end ? before : after, portfolio,
                            event);
    }
    if (status != CEV_OK) {
        cev_portfolio_free(after);
        cev_portfolio_free(before);
        return status;
    }
    *calibration = before;
    *holdout = after;
    return CEV_OK;
}

int32_t cev_portfolio_merge(cev_portfolio *portfolio,
                            const cev_portfolio *other)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    if (other == NULL)
        return cev__fail_null(portfolio->ctx, "other");
    /* A portfolio may be merged into itself. */
    int64_t count = other->count, events = other->events.count;
    if (other->customers.count == 0)
        return CEV_OK;
    int32_t status = cev__portfolio_suits(portfolio, other->customers.type);
    if (status == CEV_OK)
        status = cev__orders_reserve(portfolio, count);
    if (status == CEV_OK)
        status =
            cev__events_reserve(portfolio->ctx, &portfolio->events, events);
    if (status != CEV_OK)
        return status;
    cev__mark mark = cev__portfolio_mark(portfolio);
    for (int64_t i = 0; status == CEV_OK && i < count; i++)
        status = copy_order(portfolio, other, i);
    for (int64_t i = 0; status == CEV_OK && i < events; i++)
        status = copy_event(portfolio, other, &other->events.list[i]);
    if (status != CEV_OK)
        cev__portfolio_return(portfolio, mark);
    return status;
}
