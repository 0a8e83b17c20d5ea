/* The portfolio inside: an array of orders, one of all other events, and who
 * they are of. */
#ifndef CEV__PORTFOLIO_H
#define CEV__PORTFOLIO_H

#include <math.h>

#include "../core/table.h"
#include "cev/portfolio.h"
#include "customers.h"
#include "details.h"
#include "events.h"

/* What an order is. An amount of NaN is unknown. */
typedef struct cev__entry {
    int64_t time;
    double amount;
} cev__entry;

/* Whose it is: a customer's orders hang together by `previous`, the one recorded
 * last first. */
typedef struct cev__link {
    uint32_t customer;
    uint32_t previous; /* CEV__NONE: the customer's first */
} cev__link;

/* Indices are 32 bits, and one of them means none. */
#define CEV__ORDERS_MAX (INT64_C(0xFFFFFFFF) - 1)

struct cev_portfolio {
    cev_ctx *ctx;
    cev__customers customers;
    cev__entry *entries; /* of each order, 24 bytes in all */
    cev__link *links;
    int64_t count, capacity, link_capacity;
    /* So many from the first on lie by customer, and each one's by time and
     * amount. */
    int64_t sorted;
    cev__details details;
    /* The least and the greatest time of orders; CEV_TIME_MAX and CEV_TIME_MIN
     * while there is none. */
    int64_t earliest, latest;
    cev__events events;
};

/* Whether there are indices for `more` orders; sets the message. */
int32_t cev__orders_fit(const cev_portfolio *portfolio, int64_t more);

/* Room for `more` orders; sets the message. */
int32_t cev__orders_reserve(cev_portfolio *portfolio, int64_t more);

/* Puts an order at the end; room is reserved, the customer is there. */
void cev__order_append(cev_portfolio *portfolio, uint32_t customer,
                       int64_t time, double amount);

/* The same of `count` orders of one customer, whose entries are there already,
 * by time and amount, and whose times are known to be among those there are. */
void cev__orders_link(cev_portfolio *portfolio, uint32_t customer,
                      int64_t count);

/* An amount as it is kept: one zero and one NaN, so that no answer can depend on
 * which. */
static inline double cev__amount_kept(double amount)
{
    return isnan(amount) ? (double)NAN : amount + 0.0;
}

/* Whether an order comes before another: by time and amount, unknown amounts
 * last. */
static inline int cev__entry_before(const cev__entry *a, const cev__entry *b)
{
    if (a->time != b->time)
        return a->time < b->time;
    return a->amount < b->amount || (isnan(b->amount) && !isnan(a->amount));
}

/* Where a portfolio stood, and how to get back there when something fails on
 * the way: everything recorded since is taken out again. */
typedef struct cev__mark {
    int64_t orders, customers;
    int64_t events, texts;
    int64_t names[CEV__TEXT_DETAILS];
    int64_t earliest, latest;
} cev__mark;

cev__mark cev__portfolio_mark(const cev_portfolio *portfolio);
void cev__portfolio_return(cev_portfolio *portfolio, cev__mark mark);

/* Finds or adds a customer; sets the message. */
int32_t cev__portfolio_meet(cev_portfolio *portfolio, const cev__key *key,
                            uint32_t *customer);

/* The same, and appends an order, for which room is reserved; `detail` NULL:
 * without details. */
int32_t cev__portfolio_put(cev_portfolio *portfolio, const cev__key *key,
                           int64_t time, double amount,
                           const cev__detail *detail);

/* Whether customers of this type (CEV_TEXT, CEV_INT64) fit in; with a
 * message. */
int32_t cev__portfolio_suits(const cev_portfolio *portfolio, int32_t type);

/* What a host calls a customer, checked, as a key; with a message. */
int32_t cev__portfolio_key(const cev_portfolio *portfolio,
                           const char *customer, cev__key *key);
int32_t cev__portfolio_key_id(const cev_portfolio *portfolio,
                              int64_t customer, cev__key *key);

/* What CEV_LATEST stands for: the time of the latest order or, where there
 * are no orders, of the latest event. */
int64_t cev__portfolio_latest(const cev_portfolio *portfolio);

/* The index of a customer by text or number; CEV_ERR_NOT_FOUND with a
 * message. */
int32_t cev__portfolio_find(const cev_portfolio *portfolio,
                            const char *customer, uint32_t *found);
int32_t cev__portfolio_find_id(const cev_portfolio *portfolio,
                               int64_t customer, uint32_t *found);

/* The column `customer`: text or int64, for the customers of a list as long
 * as the table. */
int32_t cev__table_add_customers(cev_table *table,
                                 const cev_portfolio *portfolio,
                                 const uint32_t *customers, int64_t count);

#endif
