/** A shop whose customers' rates change from period to period. */
#ifndef TESTS_VALUE_CHANGING_SHOP_H
#define TESTS_VALUE_CHANGING_SHOP_H

#include "value/market.h"

#define PERIOD_LENGTH 4.0

/* What a sale and a letter more do to buying, and a letter to leaving. */
static const double changes_buying[2] = {0.8, 0.3};
static const double changes_leaving = -0.5;
static const double changing_params[4] = {1.2, 8.0, 0.9, 12.0};

/** Customers by number and their periods; `sale` is 0 or 1, `letters` 0 to 3,
 *  `always` 0 or 1 and the same for a customer all along. */
typedef struct {
    market m;
    int64_t *customer;
    int64_t periods;
    int64_t *of; /* of each period, its customer */
    double *from, *to, *x, *sale, *letters, *always, *x_holdout, *T_holdout;
    cev_table *table;
} changing_shop;

/* One customer, his periods in place from `first` on: up to T, and some
 * more. Rates are those of the beginning times what the traits say. */
static inline void live_through(dice *d, changing_shop *c, int64_t i,
                                int64_t first, int64_t count)
{
    double rate = throw_gamma(d, changing_params[0]) / changing_params[1];
    double risk = throw_gamma(d, changing_params[2]) / changing_params[3];
    double T = c->m.T[i], due = -log(throw_share(d));
    double doom = -log(throw_share(d));
    for (int64_t k = first; k < first + count && doom > 0.0; k++) {
        double buys = rate * exp(changes_buying[0] * c->sale[k]
                                 + changes_buying[1] * c->letters[k]);
        double leaves = risk * exp(changes_leaving * c->letters[k]);
        double at = c->from[k], end = c->to[k];
        double left = at + doom / leaves;
        for (; at + due / buys < fmin(end, left); due = -log(throw_share(d))) {
            at += due / buys;
            if (at >= T) {
                c->x_holdout[i] += 1.0;
                continue;
            }
            c->m.x[i] += 1.0;
            c->m.t_x[i] = at;
            c->x[k] += 1.0;
        }
        due -= buys * (fmin(end, left) - at);
        doom -= leaves * (end - c->from[k]);
    }
}

/** n customers seen for 20 to 60, with periods for `ahead` more. */
static inline changing_shop draw_changing(dice *d, int64_t n, int ahead)
{
    changing_shop c = {new_market(n), NULL, 0, NULL, NULL, NULL, NULL, NULL,
                       NULL,          NULL, NULL, NULL, NULL};
    size_t most = (size_t)n * (size_t)(16 + ahead) + 1;
    double **columns[6] = {&c.from, &c.to, &c.x, &c.sale, &c.letters,
                           &c.always};
    for (int k = 0; k < 6; k++)
        ck_assert((*columns[k] = calloc(most, sizeof(double))) != NULL);
    c.of = calloc(most, sizeof *c.of);
    c.customer = calloc((size_t)n + 1, sizeof *c.customer);
    c.x_holdout = calloc((size_t)n + 1, sizeof *c.x_holdout);
    c.T_holdout = calloc((size_t)n + 1, sizeof *c.T_holdout);
    ck_assert(c.of && c.customer && c.x_holdout && c.T_holdout);
    for (int64_t i = 0; i < n; i++) {
        int64_t first = c.periods, weeks = 5 + (int64_t)(throw_bits(d) % 11);
        double always = (double)(throw_bits(d) % 2);
        c.customer[i] = 1000 + 7 * i;
        c.m.T[i] = PERIOD_LENGTH * (double)weeks;
        c.T_holdout[i] = PERIOD_LENGTH * ahead;
        for (int64_t k = 0; k < weeks + ahead; k++, c.periods++) {
            c.of[c.periods] = c.customer[i];
            c.from[c.periods] = PERIOD_LENGTH * (double)k;
            c.to[c.periods] = PERIOD_LENGTH * (double)(k + 1);
            c.sale[c.periods] = (double)(throw_bits(d) % 3 == 0);
            c.letters[c.periods] = (double)(throw_bits(d) % 4);
            c.always[c.periods] = always;
        }
        live_through(d, &c, i, first, weeks + ahead);
    }
    return c;
}

static inline const cev_table *changing_table(cev_ctx *ctx, changing_shop *c)
{
    const char *const names[6] = {"from", "to", "x", "sale", "letters",
                                  "always"};
    double *const columns[6] = {c->from, c->to, c->x, c->sale, c->letters,
                                c->always};
    market_table(ctx, &c->m);
    must(ctx, cev_table_set_column(c->m.table, "customer", CEV_INT64,
                                   c->customer, 8, NULL));
    must(ctx, cev_table_set_column(c->m.table, "x_holdout", CEV_DOUBLE,
                                   c->x_holdout, 8, NULL));
    must(ctx, cev_table_set_column(c->m.table, "T_holdout", CEV_DOUBLE,
                                   c->T_holdout, 8, NULL));
    cev_table_free(c->table);
    c->table = NULL;
    must(ctx, cev_table_new(ctx, c->periods, &c->table));
    must(ctx, cev_table_set_column(c->table, "customer", CEV_INT64, c->of, 8,
                                   NULL));
    for (int k = 0; k < 6; k++)
        must(ctx, cev_table_set_column(c->table, names[k], CEV_DOUBLE,
                                       columns[k], 8, NULL));
    must(ctx, cev_table_set_periods(c->m.table, c->table));
    return c->m.table;
}

static inline void free_changing(changing_shop *c)
{
    free_market(&c->m);
    cev_table_free(c->table);
    free(c->customer);
    free(c->of);
    free(c->from);
    free(c->to);
    free(c->x);
    free(c->sale);
    free(c->letters);
    free(c->always);
    free(c->x_holdout);
    free(c->T_holdout);
}

#endif
