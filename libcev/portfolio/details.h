/*
 * What may be known of an order besides whose it is, when and for how much: its
 * details. Each has a column beside the orders, once one of them has it, so
 * that who knows no more pays for no more.
 */
#ifndef CEV__DETAILS_H
#define CEV__DETAILS_H

#include "cev/portfolio.h"
#include "customers.h"

/* Those that are texts, then those that are numbers. */
enum {
    CEV__CHANNEL,
    CEV__PRODUCT,
    CEV__TEXT_DETAILS,
    CEV__ITEMS = CEV__TEXT_DETAILS,
    CEV__DISCOUNT,
    CEV__COST,
    CEV__DETAILS
};

/* What their columns are called. */
extern const char cev__detail_names[CEV__DETAILS][12];

typedef struct cev__details {
    uint32_t *texts[CEV__TEXT_DETAILS]; /* of each order; CEV__NONE: none */
    double *numbers[CEV__DETAILS];      /* of those that are; NaN: none */
    int64_t capacity[CEV__DETAILS];     /* 0: there is no column */
    int64_t known[CEV__DETAILS];        /* orders that have it */
    /* The texts, each once; `orders` of each: how many have it. */
    cev__customers names[CEV__TEXT_DETAILS];
} cev__details;

/* The details of one order: NULL and NaN where there are none. The texts are
 * whose they are. */
typedef struct cev__detail {
    const char *texts[CEV__TEXT_DETAILS];
    double numbers[CEV__DETAILS];
} cev__detail;

/* Nothing is known. */
cev__detail cev__detail_none(void);

/* Whether an order of that amount can have them; with a message, which names
 * the row unless it is below 0. */
int32_t cev__detail_check(cev_ctx *ctx, const cev__detail *detail,
                          double amount, int64_t row);

/* Room for `capacity` orders in every column; sets the message. What no order
 * has yet is none. */
int32_t cev__details_reserve(cev_ctx *ctx, cev__details *details,
                             int64_t capacity);

/* A column for a detail, where there is none yet; sets the message. */
int32_t cev__details_open(cev_portfolio *portfolio, int detail);

/* Gives details, which have been checked, to the order recorded last. What a
 * failure leaves behind, the caller takes back with a mark of before. */
int32_t cev__details_put(cev_portfolio *portfolio, const cev__detail *detail);

/* The details of an order, whose texts are the portfolio's. */
cev__detail cev__details_of(const cev_portfolio *portfolio, int64_t order);

/* Whether any order has any. */
int cev__details_any(const cev__details *details);

/* Takes away those of an order. */
void cev__details_drop(cev__details *details, int64_t order);

/* Takes out the texts after so many of a detail, which nobody has. */
void cev__details_return(cev__details *details, int detail, int64_t texts);

/* The order `from` becomes the order `to`, which is not after it; `from` has no
 * details then. */
void cev__details_move(cev__details *details, int64_t from, int64_t to);

/* Takes out texts that none of `orders` orders has any more. */
void cev__details_tidy(cev__details *details, int64_t orders);

/* Below, at or above 0 as one order's details come before another's in the
 * order that does not depend on recording. */
int cev__details_compare(const cev_portfolio *portfolio, int64_t a, int64_t b);

void cev__details_free(cev_ctx *ctx, cev__details *details);

#endif
