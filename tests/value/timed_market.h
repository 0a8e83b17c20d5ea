/** Customers of whom it is known how regularly they buy. */
#ifndef TESTS_VALUE_TIMED_MARKET_H
#define TESTS_VALUE_TIMED_MARKET_H

#include "value/market.h"

/** A market whose customers also have litt. */
typedef struct {
    market m;
    double *litt;
} timed_market;

static inline timed_market new_timed(int64_t n)
{
    timed_market shop = {new_market(n), calloc((size_t)n + 1, sizeof(double))};
    ck_assert(shop.litt != NULL);
    return shop;
}

static inline const cev_table *timed_table(cev_ctx *ctx, timed_market *shop)
{
    market_table(ctx, &shop->m);
    must(ctx, cev_table_set_column(shop->m.table, "litt", CEV_DOUBLE,
                                   shop->litt, 8, NULL));
    return shop->m.table;
}

static inline void free_timed(timed_market *shop)
{
    free(shop->litt);
    free_market(&shop->m);
}

#endif
