/*
 * The invented shop: its size, and what its parts know of each other.
 */
#ifndef DEMO_SHOP_H
#define DEMO_SHOP_H

#include <stdint.h>

#define SEED 20240101u
#define FIRST_DAY 19723 /* 2024-01-01, in days since 1970-01-01 */
#define DAYS 731        /* to 2025-12-31 */
#define CUSTOMERS 2450  /* who leave an e-mail address or a number */
#define GUESTS 420      /* counter sales to who knows whom */
#define TESTS 6         /* orders of the shop's own, to try the checkout */
#define GROWTH 0.9      /* new customers: 90 % more at the end than at first */

#define GUEST (-1) /* buyers who are no customers */
#define OWNER (-2)

typedef struct sale {
    int day, second; /* in the shop's own calendar */
    int buyer;       /* 0 to CUSTOMERS - 1, GUEST or OWNER */
    int first;       /* of this buyer */
    int drawn;       /* in this place: makes the sorting whole */
    double pounds;   /* to be spent, about */
} sale;

typedef struct ledger {
    sale *sales;
    int count, room;
} ledger;

/* random.c: numbers that are the same on every machine */
uint64_t scramble(uint64_t z);
double uniform(uint64_t *state);
int any_of(uint64_t *state, int n);
double normal(uint64_t *state);
double gamma_of(uint64_t *state, double shape);
double plain_log(double x);

/* calendar.c: days since 1970-01-01 in Britain */
void date_of(int day, int *year, int *month, int *dom);
int weekday_of(int day);
int offset_of(int day);

/* sales.c: who buys when, and for how much; by time, the caller frees */
ledger draw_sales(uint64_t *state);

/* rows.c: the order in the file */
void write_head(void);
void write_order(uint64_t *state, const sale *s, int number);

#endif
