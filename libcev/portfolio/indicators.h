/* The indicators of one period, from what its customers did in it. */
#ifndef CEV__INDICATORS_H
#define CEV__INDICATORS_H

#include "../math/radix.h"
#include "../math/sum.h"

/* What one customer did in a period. */
typedef struct cev__turnout {
    int64_t purchases;
    int64_t priced;  /* of these, with all amounts known */
    int64_t returns; /* of these, not the customer's first */
    int64_t waited;  /* bins, of each of these since the one before it */
    int64_t age;     /* bins, from the first of all to the last of these */
    double kept;     /* money known, refunds taken off */
    double valued;   /* of that, on days with all amounts known */
    double given_back;
    int has_amount;  /* one is known */
    int is_valued;   /* there was such a day */
} cev__turnout;

/* What was in it, by details of orders. */
typedef struct cev__basket {
    double items;     /* of days whose items are known, */
    double purchases; /* and the purchases of these */
    double discount;  /* of days whose discounts and amounts are known, */
    double listed;    /* and what they would have cost without */
    double profit;        /* of known amounts */
    double valued_profit; /* of days with all amounts known */
    int has_items, has_discount; /* there was such a day */
} cev__basket;

/* What is kept of it until the period after. */
typedef struct cev__take {
    double purchases, kept;
} cev__take;

/* Everybody who did something in a period, by row. */
typedef struct cev__takings {
    const uint32_t *rows;
    cev__take *takes;
    int64_t count;
} cev__takings;

/* These, all that they did, and room to sort as many. */
typedef struct cev__visitors {
    cev__takings then, now; /* in the period before, and in this one */
    cev__turnout *turnouts; /* of this one */
    cev__basket *baskets;   /* NULL where orders tell no such details */
    cev__keyed *sorted, *spare;
} cev__visitors;

/* The same counted, with where they came from. */
typedef struct cev__flows {
    int64_t known;                      /* who bought in any period before */
    int64_t start;                      /* active in the period before */
    int64_t gained_new, retained, reactivated;
    int64_t active;                     /* the three together */
    int64_t repeaters; /* active with a purchase that was not their first */
    int64_t purchases, priced;
    int has_amount;
    cev__sum revenue;
    double most; /* of one customer's, without sign */
} cev__flows;

/* The limits of counts; then figures with limits. */
enum {
    CEV__NEW,
    CEV__RETAINED,
    CEV__REACTIVATED,
    CEV__LOST,
    CEV__ACTIVE,
    CEV__COUNTED,
    CEV__RETENTION = CEV__COUNTED,
    CEV__CHURN,
    CEV__LIFETIME,
    CEV__REPEAT,
    CEV__QUICK_RATIO,
    CEV__FREQUENCY,
    CEV__PURCHASE_VALUE,
    CEV__DAYS_BETWEEN,
    CEV__TENURE,
    CEV__RETURN_RATE,
    CEV__ITEMS_PER_PURCHASE,
    CEV__DISCOUNT_RATE,
    CEV__REVENUE,
    CEV__MARGIN,
    CEV__MARGIN_PER_PURCHASE,
    CEV__MARGIN_PER_CUSTOMER,
    CEV__GINI,
    CEV__TOP_DECILE,
    CEV__HHI,
    CEV__REVENUE_CHANGE,
    CEV__CHANGE_CUSTOMERS,
    CEV__CHANGE_FREQUENCY,
    CEV__CHANGE_VALUE,
    CEV__INDICATORS
};

/* What the shop measures by. */
typedef struct cev__gauge {
    double coverage;
    double margin;
    double bin_days;
    int has_costs; /* so that profit is known of orders */
} cev__gauge;

/* A figure with its limits. */
typedef double cev__figure[3];

/* Writes all figures of a period, NaN for gaps. `before` are the flows of the
 * period before, NULL in the first. Sorts in the crowd's room. */
void cev__indicators_of(const cev__flows *flows, const cev__flows *before,
                        const cev__visitors *crowd, const cev__gauge *gauge,
                        cev__figure *figures);

/* The figures of means over customers, and of how far money rests on few. */
void cev__indicators_means(const cev__visitors *crowd,
                           const cev__gauge *gauge, cev__figure *figures);
void cev__indicators_concentration(const cev__visitors *crowd,
                                   const cev__gauge *gauge,
                                   cev__figure *figures);

/* What revenue changed by since `before`, and what of it is owed to what. */
void cev__indicators_change(const cev__flows *flows, const cev__flows *before,
                            const cev__visitors *crowd, double coverage,
                            cev__figure *figures);

#endif
