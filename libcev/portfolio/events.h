/*
 * The ledgers besides that of orders: contacts, touches, surveys, attributes
 * and cancellations. All hold events of one shape, which stand in one array;
 * what makes a ledger is how its columns are called and what they may hold.
 */
#ifndef CEV__EVENTS_H
#define CEV__EVENTS_H

#include "cev/portfolio.h"
#include "customers.h"

enum {
    CEV__ORDERS = -1, /* the ledger that is not of events */
    CEV__CONTACTS,
    CEV__TOUCHES,
    CEV__SURVEYS,
    CEV__ATTRIBUTES,
    CEV__CANCELLATIONS,
    CEV__LEDGERS
};

typedef struct cev__ledger {
    const char *name;
    const char *key;    /* column of the text that tells sorts of events */
    const char *number; /* column of the number; NULL: there is none */
    double least, most; /* that the number may be */
} cev__ledger;

extern const cev__ledger cev__ledgers[CEV__LEDGERS];

/* The number of a ledger by name; CEV_ERR_KIND with a message. */
int32_t cev__ledger_find(cev_ctx *ctx, const char *name, int *ledger);

/* 32 bytes. Texts are kept once, in `texts`. */
typedef struct cev__event {
    int64_t time;      /* CEV_ALWAYS: from the beginning */
    double number;     /* NaN: none */
    uint32_t customer;
    uint32_t key;      /* CEV__NONE: none */
    uint32_t text;     /* that an attribute is; likewise */
    uint32_t ledger;
} cev__event;

typedef struct cev__events {
    cev__event *list;
    int64_t count, capacity;
    int64_t counts[CEV__LEDGERS];
    cev__customers texts; /* `orders` of each: how often it is used */
} cev__events;

/* What is said of a customer, with texts that are the caller's; NULL where
 * there is none. */
typedef struct cev__saying {
    int ledger;
    int64_t time;
    const char *key;
    double number;
    const char *text;
} cev__saying;

/* Whether a ledger can hold that; with a message, which names the row unless
 * it is below 0. */
int32_t cev__saying_check(cev_ctx *ctx, const cev__saying *said, int64_t row);

/* Records what has been checked. What a failure leaves behind, the caller
 * takes back with a mark of before. */
int32_t cev__event_put(cev_portfolio *portfolio, const cev__key *customer,
                       const cev__saying *said);

/* Room for `more` events; sets the message. */
int32_t cev__events_reserve(cev_ctx *ctx, cev__events *events, int64_t more);

/* Puts an event at the end; room is reserved. */
void cev__event_append(cev__events *events, const cev__event *event);

/* What an event says, with the texts of its portfolio. */
cev__saying cev__event_saying(const cev__events *events,
                              const cev__event *event);

/* Takes out what came after so many events and texts. */
void cev__events_return(cev__events *events, int64_t count, int64_t texts);

/* Takes out a customer's events and the texts of nobody else, and overwrites
 * them; customers after this one move up by one. */
void cev__events_erase(cev__events *events, uint32_t gone);

void cev__events_free(cev_ctx *ctx, cev__events *events);

#endif
