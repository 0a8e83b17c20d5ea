/* The indicators of one period, from what its customers did in it. */
#ifndef CEV__INDICATORS_H
#define CEV__INDICATORS_H

#include "../math/radix.h"
#include "../math/sum.h"

/* What one customer did in a period. */
typedef struct cev__turnout {
    int64_t purchases;
    int64_t priced;  /* of these, with all amounts known */
    double kept;     /* money known, refunds taken off */
    double valued;   /* of that, on days with all amounts known */
    int has_amount;  /* one is known */
    int is_valued;   /* there was such a day */
} cev__turnout;

/* Everybody who did something, and room to sort as many. */
typedef struct cev__visitors {
    cev__turnout *turnouts;
    int64_t count;
    cev__keyed *sorted, *spare;
} cev__visitors;

/* The same counted, with where they came from. */
typedef struct cev__flows {
    int64_t start;                      /* active in the period before */
    int64_t gained_new, retained, reactivated;
    int64_t active;                     /* the three together */
    int64_t repeaters; /* active with a purchase that was not their first */
    int64_t purchases, priced;
    int has_amount;
    cev__sum revenue, valued;
} cev__flows;

/* Columns of figures; those of three have their limits behind them. */
enum {
    CEV__RETENTION = 0,
    CEV__CHURN = 3,
    CEV__REPEAT = 6,
    CEV__FREQUENCY = 9,
    CEV__PURCHASE_VALUE = 12,
    CEV__REVENUE = 15,
    CEV__REVENUE_CHANGE,
    CEV__CHANGE_CUSTOMERS,
    CEV__CHANGE_FREQUENCY,
    CEV__CHANGE_VALUE,
    CEV__QUICK_RATIO,
    CEV__GINI,
    CEV__TOP_DECILE,
    CEV__INDICATORS
};

/* Writes all figures of a period, NaN for gaps. `before` are the flows of the
 * period before, NULL in the first. Sorts in the crowd's room. */
void cev__indicators_of(const cev__flows *flows, const cev__flows *before,
                        const cev__visitors *crowd, double coverage,
                        double *figures);

#endif
