/*
 * Who buys when: customers as the BG/NBD model says, on a clock that runs
 * faster before Christmas and on Saturdays; guests at the counter; trials.
 */
#include <stdio.h>
#include <stdlib.h>

#include "shop.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

/* BG/NBD: orders come at a rate of Gamma(R, ALPHA) a day; after each repeat
 * order the customer stops for good with a probability of Beta(A, B). */
static const double R = 0.75, ALPHA = 55.0, A = 0.8, B = 3.2;

/* Gamma-Gamma: an order is worth Gamma(P, v) pounds, v is Gamma(Q, GAMMA):
 * P GAMMA / (Q - 1) = 42.43 pounds in the mean. */
static const double P = 4.5, Q = 4.5, GAMMA = 33.0;

/* How busy the shop is by month (January first) and weekday (Monday first). */
static const double by_month[12] = {0.80, 0.85, 0.90, 0.90, 0.95, 0.85,
                                    0.80, 0.75, 0.95, 1.05, 1.50, 1.75};
static const double by_weekday[7] = {0.90, 0.90, 0.95, 1.00, 1.10, 1.25, 0.90};

/* How busy each day is: share[d], and before[d], the sum of all shares before
 * that day. The mean share is 1, so both clocks agree in the long run. */
typedef struct busy {
    double share[DAYS], before[DAYS + 1];
} busy;

static void busy_fill(busy *clock, double growth)
{
    clock->before[0] = 0;
    for (int d = 0; d < DAYS; d++) {
        int year, month, dom;
        date_of(FIRST_DAY + d, &year, &month, &dom);
        clock->share[d] = by_month[month - 1] *
                          by_weekday[weekday_of(FIRST_DAY + d)] *
                          (1 + growth * d / DAYS);
        clock->before[d + 1] = clock->before[d] + clock->share[d];
    }
    double mean = clock->before[DAYS] / DAYS;
    for (int d = 0; d < DAYS; d++) {
        clock->share[d] /= mean;
        clock->before[d + 1] /= mean;
    }
}

/* The day on which the busy clock shows s, 0 <= s < before[DAYS]. */
static int busy_day(const busy *clock, double s)
{
    int d = 0;
    while (d < DAYS - 1 && clock->before[d + 1] <= s)
        d++;
    return d;
}

/* Most sales at midday and after work, some close to midnight. */
static int clock_time(uint64_t *state)
{
    double hour = 14.5 + 3.6 * normal(state);
    while (hour < 7 || hour >= 24)
        hour = 7 + 17 * uniform(state);
    return (int)(hour * 3600);
}

static void ledger_add(ledger *all, sale one)
{
    if (all->count == all->room) {
        all->room = all->room ? 2 * all->room : 1024;
        all->sales = realloc(all->sales, (size_t)all->room * sizeof one);
        if (!all->sales) {
            fputs("demo_shop: out of memory\n", stderr);
            exit(1);
        }
    }
    one.drawn = all->count;
    all->sales[all->count++] = one;
}

/* One customer's life with the shop. */
static void live(ledger *all, uint64_t *state, int buyer, const busy *arrivals,
                 const busy *clock)
{
    double rate = gamma_of(state, R) / ALPHA;
    double drop = gamma_of(state, A);
    drop = drop / (drop + gamma_of(state, B));
    double v = gamma_of(state, Q) / GAMMA;
    int day = busy_day(arrivals, DAYS * uniform(state));
    double s = clock->before[day] + clock->share[day] * uniform(state);

    for (int n = 0; s < clock->before[DAYS]; n++) {
        sale one = {FIRST_DAY + busy_day(clock, s), clock_time(state), buyer, n == 0, 0,
                    gamma_of(state, P) / v};
        ledger_add(all, one);
        if (n > 0 && uniform(state) < drop)
            return;
        s -= plain_log(uniform(state)) / rate;
    }
}

static int by_time(const void *a, const void *b)
{
    const sale *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->second != y->second)
        return x->second < y->second ? -1 : 1;
    return x->drawn < y->drawn ? -1 : 1;
}

/* Customers, guests and trials, by time. */
ledger draw_sales(uint64_t *state)
{
    static busy arrivals, clock;
    ledger all = {NULL, 0, 0};

    busy_fill(&arrivals, GROWTH);
    busy_fill(&clock, 0);
    for (int i = 0; i < CUSTOMERS; i++)
        live(&all, state, i, &arrivals, &clock);
    for (int i = 0; i < GUESTS + TESTS; i++) {
        double s = DAYS * uniform(state);
        int test = i >= GUESTS;
        int day = test ? any_of(state, 90) : busy_day(&clock, s);
        sale one = {FIRST_DAY + day, clock_time(state), test ? OWNER : GUEST, 1, 0,
                    6 + 8 * gamma_of(state, 2)};
        ledger_add(&all, one);
    }
    qsort(all.sales, (size_t)all.count, sizeof *all.sales, by_time);
    return all;
}
