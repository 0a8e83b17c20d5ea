/* The ledger divided by a text of its orders: by channel, or by product. */
#ifndef CEV__DIVIDED_H
#define CEV__DIVIDED_H

#include "membership.h"

/*
 * Histories of each part and customer, in the order of parts and of customers:
 * who has ordered by two channels has two. The groups are those parts of which
 * there is an order before the second `end`, in the order of their bytes, and
 * behind them the orders that do not say. Orders from `end` on are left out.
 */
int32_t cev__divide(const cev_portfolio *portfolio, int detail, int64_t end,
                    cev__membership *groups, cev__histories *histories);

#endif
