/*
 * Histories: the orders of customers, customer by customer and by time, in an
 * order that does not depend on recording.
 */
#ifndef CEV__HISTORIES_H
#define CEV__HISTORIES_H

#include "portfolio.h"

typedef struct cev__histories {
    uint32_t *customers; /* whose they are, in canonical order */
    uint32_t *starts;    /* where each begins in `entries`; one more: the end */
    int64_t count;       /* of histories: of customers, or divided.h */
    uint32_t *parts;     /* of each, where they are divided; NULL else */
    const cev__entry *entries;
    cev__entry *own_entries; /* NULL where the ledger holds them as wanted */
    /* Where details are asked for and any order has one: */
    const cev_portfolio *portfolio;
    uint32_t *orders; /* which order each entry is; NULL else */
} cev__histories;

/* Sorts orders by time and amount. */
void cev__entries_sort(cev__entry *entries, int64_t count);

/* Gathers the orders of all customers, or of one, with details; sets the
 * message. */
int32_t cev__histories_all(const cev_portfolio *portfolio,
                           cev__histories *histories);
int32_t cev__histories_one(const cev_portfolio *portfolio, uint32_t customer,
                           cev__histories *histories);
/* The same of all, with the details of orders. */
int32_t cev__histories_detailed(const cev_portfolio *portfolio,
                                cev__histories *histories);
/* Room for so many histories of `orders` orders in all, with their details. */
int32_t cev__histories_make(const cev_portfolio *portfolio, int64_t count,
                            int64_t orders, cev__histories *histories);
void cev__histories_free(cev_ctx *ctx, cev__histories *histories);

/* The history of row `row`: its entries by (time, amount), unknown amounts
 * last, and by details where these were asked for, up to *end. They are sorted
 * when asked for, so that tasks may share that work; each row is for one task
 * at a time. */
const cev__entry *cev__entries(const cev__histories *histories, int64_t row,
                               const cev__entry **end);

/* The details of an entry. */
cev__detail cev__entry_detail(const cev__histories *histories,
                              const cev__entry *entry);

#endif
