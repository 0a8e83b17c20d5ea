/* The ledger of a portfolio: one order at a time, and taking back. */
#include <math.h>
#include <string.h>

#include "../core/utf8.h"
#include "portfolio.h"

int32_t cev_portfolio_new(cev_ctx *ctx, cev_portfolio **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    cev_portfolio *portfolio =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *portfolio);
    if (portfolio == NULL)
        return cev__fail_memory(ctx);
    portfolio->ctx = ctx;
    portfolio->earliest = CEV_TIME_MAX;
    portfolio->latest = CEV_TIME_MIN;
    cev__ctx_retain(ctx);
    *out = portfolio;
    return CEV_OK;
}

void cev_portfolio_free(cev_portfolio *portfolio)
{
    if (portfolio == NULL)
        return;
    cev_ctx *ctx = portfolio->ctx;
    cev__events_free(ctx, &portfolio->events);
    cev__details_free(ctx, &portfolio->details);
    cev__customers_free(ctx, &portfolio->customers);
    cev__free(ctx, portfolio->links, portfolio->link_capacity,
              (int64_t)sizeof *portfolio->links);
    cev__free(ctx, portfolio->entries, portfolio->capacity,
              (int64_t)sizeof *portfolio->entries);
    cev__free(ctx, portfolio, 1, (int64_t)sizeof *portfolio);
    cev__ctx_release(ctx);
}

int64_t cev_portfolio_count(const cev_portfolio *portfolio, const char *what)
{
    if (portfolio == NULL || what == NULL)
        return -1;
    if (strcmp(what, CEV_ORDERS) == 0)
        return portfolio->count;
    if (strcmp(what, CEV_CUSTOMERS) == 0)
        return portfolio->customers.count;
    for (int i = 0; i < CEV__LEDGERS; i++)
        if (strcmp(what, cev__ledgers[i].name) == 0)
            return portfolio->events.counts[i];
    return -1;
}

int32_t cev__orders_fit(const cev_portfolio *portfolio, int64_t more)
{
    if (more <= CEV__ORDERS_MAX - portfolio->count)
        return CEV_OK;
    return cev__fail(portfolio->ctx, CEV_ERR_LIMIT,
                     "%d orders and %d more; wanted at most %d in all",
                     portfolio->count, more, CEV__ORDERS_MAX);
}

/* Room for so many orders in all. */
static int32_t grow_orders(cev_portfolio *portfolio, int64_t capacity)
{
    cev_ctx *ctx = portfolio->ctx;
    cev__link *links =
        cev__resize(ctx, portfolio->links, portfolio->link_capacity, capacity,
                    (int64_t)sizeof *links);
    if (links == NULL)
        return cev__fail_memory(ctx);
    portfolio->links = links;
    portfolio->link_capacity = capacity;
    cev__entry *entries = cev__resize(ctx, portfolio->entries,
                                      portfolio->capacity, capacity,
                                      (int64_t)sizeof *entries);
    if (entries == NULL)
        return cev__fail_memory(ctx);
    portfolio->entries = entries;
    portfolio->capacity = capacity;
    return CEV_OK;
}

int32_t cev__orders_reserve(cev_portfolio *portfolio, int64_t more)
{
    int32_t status = cev__orders_fit(portfolio, more);
    if (status != CEV_OK)
        return status;
    int64_t wanted = portfolio->count + more;
    if (wanted <= portfolio->capacity)
        return CEV_OK;
    int64_t capacity = portfolio->capacity + portfolio->capacity / 2 + 16;
    if (capacity < wanted)
        capacity = wanted;
    status =
        cev__details_reserve(portfolio->ctx, &portfolio->details, capacity);
    if (status != CEV_OK)
        return status;
    return grow_orders(portfolio, capacity);
}

/* Whether the order at the end comes right behind those before it, where it is a
 * customer's. */
static int comes_right_behind(const cev_portfolio *portfolio, uint32_t customer)
{
    int64_t at = portfolio->count;
    if (portfolio->sorted < at)
        return 0;
    if (at == 0 || portfolio->links[at - 1].customer < customer)
        return 1;
    return portfolio->links[at - 1].customer == customer
           && !cev__entry_before(&portfolio->entries[at],
                                 &portfolio->entries[at - 1]);
}

void cev__orders_link(cev_portfolio *portfolio, uint32_t customer,
                      int64_t count)
{
    cev__customer *owner = &portfolio->customers.list[customer];
    uint32_t at = (uint32_t)portfolio->count, previous = owner->last;
    if (comes_right_behind(portfolio, customer))
        portfolio->sorted += count;
    for (int64_t i = 0; i < count; i++) {
        portfolio->links[at] = (cev__link){customer, previous};
        previous = at++;
    }
    owner->last = previous;
    owner->orders += (uint32_t)count;
    portfolio->count += count;
}

void cev__order_append(cev_portfolio *portfolio, uint32_t customer,
                       int64_t time, double amount)
{
    portfolio->entries[portfolio->count] =
        (cev__entry){time, cev__amount_kept(amount)};
    cev__orders_link(portfolio, customer, 1);
    if (time < portfolio->earliest)
        portfolio->earliest = time;
    if (time > portfolio->latest)
        portfolio->latest = time;
}

cev__mark cev__portfolio_mark(const cev_portfolio *portfolio)
{
    return (cev__mark){portfolio->count,
                       portfolio->customers.count,
                       portfolio->events.count,
                       portfolio->events.texts.count,
                       {portfolio->details.names[CEV__CHANNEL].count,
                        portfolio->details.names[CEV__PRODUCT].count},
                       portfolio->earliest,
                       portfolio->latest};
}

void cev__portfolio_return(cev_portfolio *portfolio, cev__mark mark)
{
    cev__customers *customers = &portfolio->customers;
    while (portfolio->count > mark.orders) {
        int64_t at = --portfolio->count;
        cev__link *link = &portfolio->links[at];
        cev__details_drop(&portfolio->details, at);
        customers->list[link->customer].last = link->previous;
        customers->list[link->customer].orders--;
        memset(link, 0, sizeof *link);
        memset(&portfolio->entries[at], 0, sizeof *portfolio->entries);
    }
    if (portfolio->sorted > mark.orders)
        portfolio->sorted = mark.orders;
    for (int d = 0; d < CEV__TEXT_DETAILS; d++)
        cev__details_return(&portfolio->details, d, mark.names[d]);
    cev__events_return(&portfolio->events, mark.events, mark.texts);
    while (customers->count > mark.customers)
        cev__customer_remove(customers, (uint32_t)(customers->count - 1));
    portfolio->earliest = mark.earliest;
    portfolio->latest = mark.latest;
}

int32_t cev__portfolio_meet(cev_portfolio *portfolio, const cev__key *key,
                            uint32_t *customer)
{
    cev__customers *customers = &portfolio->customers;
    *customer = cev__customer_add_next(customers, key);
    if (*customer == CEV__NONE)
        *customer = cev__customer_find(customers, key);
    if (*customer != CEV__NONE)
        return CEV_OK;
    int32_t status = cev__customers_reserve(portfolio->ctx, customers, key);
    if (status == CEV_OK)
        *customer = cev__customer_add(customers, key);
    return status;
}

int32_t cev__portfolio_put(cev_portfolio *portfolio, const cev__key *key,
                           int64_t time, double amount,
                           const cev__detail *detail)
{
    uint32_t customer;
    int32_t status = cev__portfolio_meet(portfolio, key, &customer);
    if (status != CEV_OK)
        return status;
    cev__order_append(portfolio, customer, time, amount);
    return detail == NULL ? CEV_OK : cev__details_put(portfolio, detail);
}

int64_t cev__portfolio_latest(const cev_portfolio *portfolio)
{
    int64_t latest = portfolio->latest;
    const cev__events *events = &portfolio->events;
    for (int64_t i = 0; portfolio->count == 0 && i < events->count; i++)
        if (events->list[i].time > latest)
            latest = events->list[i].time;
    return latest;
}

int32_t cev__portfolio_suits(const cev_portfolio *portfolio, int32_t type)
{
    int32_t known = portfolio->customers.type;
    if (known == 0 || known == type)
        return CEV_OK;
    if (known == CEV_TEXT)
        return cev__fail(portfolio->ctx, CEV_ERR_ARGUMENT,
                         "customer is an int64; wanted text, by which this "
                         "portfolio knows its customers");
    return cev__fail(portfolio->ctx, CEV_ERR_ARGUMENT,
                     "customer is text; wanted an int64, by which this "
                     "portfolio knows its customers");
}

/* What an order must be, whoever it is of. */
static int32_t check_order(cev_ctx *ctx, int64_t time, double amount)
{
    if (time < CEV_TIME_MIN || time > CEV_TIME_MAX)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "time = %d; wanted %d to %d, seconds since 1970",
                         time, CEV_TIME_MIN, CEV_TIME_MAX);
    if (fabs(amount) > CEV_AMOUNT_MAX)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "amount = %g; wanted %g to %g, or NaN where it is "
                         "unknown",
                         amount, -CEV_AMOUNT_MAX, CEV_AMOUNT_MAX);
    return CEV_OK;
}

/* Records an order that has been checked. */
static int32_t put_order(cev_portfolio *portfolio, const cev__key *key,
                         int64_t time, double amount)
{
    int32_t status = check_order(portfolio->ctx, time, amount);
    if (status == CEV_OK)
        status = cev__orders_reserve(portfolio, 1);
    if (status == CEV_OK)
        status = cev__portfolio_put(portfolio, key, time, amount, NULL);
    return status;
}

int32_t cev__portfolio_key(const cev_portfolio *portfolio,
                           const char *customer, cev__key *key)
{
    cev_ctx *ctx = portfolio->ctx;
    if (customer == NULL)
        return cev__fail_null(ctx, "customer");
    if (customer[0] == '\0')
        return cev__fail(ctx, CEV_ERR_ARGUMENT, "customer is empty");
    if (!cev__utf8_valid(customer))
        return cev__fail(ctx, CEV_ERR_UTF8, "customer is not valid UTF-8");
    *key = cev__key_of_text(customer);
    return cev__portfolio_suits(portfolio, CEV_TEXT);
}

int32_t cev__portfolio_key_id(const cev_portfolio *portfolio,
                              int64_t customer, cev__key *key)
{
    if (customer == INT64_MIN)
        return cev__fail(portfolio->ctx, CEV_ERR_DOMAIN,
                         "customer = %d, by which tables mark a gap; wanted "
                         "any other number",
                         customer);
    *key = cev__key_of_id(customer);
    return cev__portfolio_suits(portfolio, CEV_INT64);
}

int32_t cev_portfolio_order(cev_portfolio *portfolio, const char *customer,
                            int64_t time, double amount)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    cev__key key;
    int32_t status = cev__portfolio_key(portfolio, customer, &key);
    return status == CEV_OK ? put_order(portfolio, &key, time, amount)
                            : status;
}

int32_t cev_portfolio_order_id(cev_portfolio *portfolio, int64_t customer,
                               int64_t time, double amount)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    cev__key key;
    int32_t status = cev__portfolio_key_id(portfolio, customer, &key);
    return status == CEV_OK ? put_order(portfolio, &key, time, amount)
                            : status;
}

int32_t cev__portfolio_find(const cev_portfolio *portfolio,
                            const char *customer, uint32_t *found)
{
    if (customer == NULL)
        return cev__fail_null(portfolio->ctx, "customer");
    int32_t status = cev__portfolio_suits(portfolio, CEV_TEXT);
    if (status != CEV_OK)
        return status;
    cev__key key = cev__key_of_text(customer);
    *found = cev__customer_find(&portfolio->customers, &key);
    if (*found != CEV__NONE)
        return CEV_OK;
    return cev__fail(portfolio->ctx, CEV_ERR_NOT_FOUND,
                     "no customer %q is in the portfolio", customer);
}

int32_t cev__portfolio_find_id(const cev_portfolio *portfolio,
                               int64_t customer, uint32_t *found)
{
    int32_t status = cev__portfolio_suits(portfolio, CEV_INT64);
    if (status != CEV_OK)
        return status;
    cev__key key = cev__key_of_id(customer);
    *found = cev__customer_find(&portfolio->customers, &key);
    if (*found != CEV__NONE)
        return CEV_OK;
    return cev__fail(portfolio->ctx, CEV_ERR_NOT_FOUND,
                     "no customer %d is in the portfolio", customer);
}

int32_t cev__table_add_customers(cev_table *table,
                                 const cev_portfolio *portfolio,
                                 const uint32_t *customers, int64_t count)
{
    cev_ctx *ctx = portfolio->ctx;
    const cev__customers *known = &portfolio->customers;
    if (known->type == CEV_INT64) {
        int64_t *ids = NULL;
        int32_t status = cev__table_add_unwritten_int64(table, "customer", &ids);
        for (int64_t i = 0; status == CEV_OK && i < count; i++)
            ids[i] = known->list[customers[i]].key;
        return status;
    }
    const char **names =
        cev__alloc(ctx, count + 1, (int64_t)sizeof *names);
    if (names == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < count; i++)
        names[i] = cev__customer_name(known, customers[i]);
    int32_t status = cev__table_add_text(table, "customer", names);
    cev__free(ctx, names, count + 1, (int64_t)sizeof *names);
    return status;
}
