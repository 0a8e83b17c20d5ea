/*
 * Forgetting a customer: one pass over the ledger of orders, in which those
 * that stay move up and are chained anew, and what is free then is overwritten;
 * and the like over the other ledgers.
 */
#include <string.h>

#include "portfolio.h"

static void erase_found(cev_portfolio *portfolio, uint32_t gone)
{
    cev__customers *customers = &portfolio->customers;
    int64_t count = portfolio->count;
    cev__customer_remove(customers, gone);
    cev__events_erase(&portfolio->events, gone);
    for (int64_t i = 0; i < customers->count; i++) {
        customers->list[i].last = CEV__NONE;
        customers->list[i].orders = 0;
    }
    portfolio->count = portfolio->sorted = 0;
    portfolio->earliest = CEV_TIME_MAX;
    portfolio->latest = CEV_TIME_MIN;
    for (int64_t i = 0; i < count; i++) {
        cev__entry entry = portfolio->entries[i];
        uint32_t customer = portfolio->links[i].customer;
        if (customer == gone) {
            cev__details_drop(&portfolio->details, i);
            continue;
        }
        cev__details_move(&portfolio->details, i, portfolio->count);
        cev__order_append(portfolio, customer - (customer > gone), entry.time,
                          entry.amount);
    }
    cev__details_tidy(&portfolio->details, portfolio->count);
    size_t freed = (size_t)(count - portfolio->count);
    if (freed == 0)
        return;
    memset(portfolio->entries + portfolio->count, 0,
           freed * sizeof *portfolio->entries);
    memset(portfolio->links + portfolio->count, 0,
           freed * sizeof *portfolio->links);
}

int32_t cev_portfolio_erase(cev_portfolio *portfolio, const char *customer)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    uint32_t found = 0;
    int32_t status = cev__portfolio_find(portfolio, customer, &found);
    if (status == CEV_OK)
        erase_found(portfolio, found);
    return status;
}

int32_t cev_portfolio_erase_id(cev_portfolio *portfolio, int64_t customer)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    uint32_t found = 0;
    int32_t status = cev__portfolio_find_id(portfolio, customer, &found);
    if (status == CEV_OK)
        erase_found(portfolio, found);
    return status;
}
