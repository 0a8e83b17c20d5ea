/*
 * Sagas: the events of customers, customer by customer and by time, in an
 * order that does not depend on recording. What histories are for orders.
 */
#ifndef CEV__SAGAS_H
#define CEV__SAGAS_H

#include "portfolio.h"

typedef struct cev__sagas {
    int64_t count;       /* of customers */
    int64_t *starts;     /* where each begins in `events`; one more: the end */
    cev__event *events;  /* by (customer, time, ledger, key, number, text);
                            `customer` is the row, `key` and `text` count
                            through `texts` */
    int64_t room;        /* for events */
    uint32_t *texts;     /* of the portfolio, in the order of their bytes */
    int64_t text_count;
} cev__sagas;

/* Gathers the events of the customers listed, whose rows they are, in a
 * ledger, or in all with CEV__LEDGERS; sets the message. */
int32_t cev__sagas_gather(const cev_portfolio *portfolio,
                          const uint32_t *customers, int64_t count, int ledger,
                          cev__sagas *sagas);
void cev__sagas_free(cev_ctx *ctx, cev__sagas *sagas);

/* A text of an event of a saga; NULL for none. */
const char *cev__sagas_text(const cev_portfolio *portfolio,
                            const cev__sagas *sagas, uint32_t text);

#endif
