/**
 * A shop whose orders tell more: channel, product, items, discount, cost.
 */
#ifndef TESTS_PORTFOLIO_RICH_H
#define TESTS_PORTFOLIO_RICH_H

#include "portfolio/shop.h"

enum { ROWS = 900, PEOPLE = 60 };

/* Columns of invented orders, to be lent to tables. */
typedef struct {
    const char *customer[ROWS], *channel[ROWS], *product[ROWS];
    char names[ROWS][32], products[ROWS][32];
    int64_t time[ROWS];
    double amount[ROWS], items[ROWS], discount[ROWS], cost[ROWS];
} rich_orders;

/* Some without a channel, refunds with items and without, equal orders that
 * differ in details alone. */
static inline rich_orders *invent_rich(void)
{
    static const char *const channels[] = {"web", "till", NULL, "", "caf\xc3\xa9"};
    rich_orders *o = malloc(sizeof *o);
    ck_assert_ptr_nonnull(o);
    uint64_t seed = 7;
    for (int i = 0; i < ROWS; i++) {
        snprintf(o->names[i], sizeof o->names[i], "c%" PRId64,
                 draw(&seed, PEOPLE));
        snprintf(o->products[i], sizeof o->products[i], "p%" PRId64,
                 draw(&seed, 200));
        o->customer[i] = o->names[i];
        o->product[i] = draw(&seed, 9) == 0 ? NULL : o->products[i];
        o->channel[i] = channels[draw(&seed, 5)];
        o->time[i] = draw(&seed, 40) * 5 * DAY;
        o->amount[i] = (double)draw(&seed, 5);
        if (draw(&seed, 10) == 0)
            o->amount[i] = -0.1 * (double)(1 + draw(&seed, 20));
        if (draw(&seed, 30) == 0)
            o->amount[i] = NAN;
        double sign = o->amount[i] < 0.0 && draw(&seed, 2) == 0 ? -1.0 : 1.0;
        o->items[i] = draw(&seed, 8) == 0 ? NAN
                                          : sign * (double)draw(&seed, 4);
        o->discount[i] = draw(&seed, 3) == 0 ? NAN
                                             : sign * 0.1 * (double)draw(&seed, 7);
        o->cost[i] = sign * 0.1 * (double)draw(&seed, 30);
    }
    return o;
}

/* A table of the rows from `first` on, `step` apart. */
static inline cev_table *rich_table(cev_ctx *ctx, const rich_orders *o, int first,
                             int step)
{
    cev_table *t = NULL;
    int64_t n = (ROWS - first + step - 1) / step;
    int64_t text = step * (int64_t)sizeof *o->customer, number = step * 8;
    must(ctx, cev_table_new(ctx, n, &t));
    must(ctx, cev_table_set_column(t, "customer", CEV_TEXT,
                                   o->customer + first, text, NULL));
    must(ctx, cev_table_set_column(t, "time", CEV_INT64, o->time + first,
                                   number, NULL));
    must(ctx, cev_table_set_column(t, "amount", CEV_DOUBLE, o->amount + first,
                                   number, NULL));
    must(ctx, cev_table_set_column(t, "channel", CEV_TEXT, o->channel + first,
                                   text, NULL));
    must(ctx, cev_table_set_column(t, "product", CEV_TEXT, o->product + first,
                                   text, NULL));
    must(ctx, cev_table_set_column(t, "items", CEV_DOUBLE, o->items + first,
                                   number, NULL));
    must(ctx, cev_table_set_column(t, "discount", CEV_DOUBLE,
                                   o->discount + first, number, NULL));
    must(ctx, cev_table_set_column(t, "cost", CEV_DOUBLE, o->cost + first,
                                   number, NULL));
    return t;
}

static inline cev_portfolio *rich_shop(cev_ctx *ctx, const rich_orders *o, int first,
                                int step)
{
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = rich_table(ctx, o, first, step);
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
    cev_table_free(t);
    return shop;
}

#endif
