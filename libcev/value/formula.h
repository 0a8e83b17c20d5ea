/*
 * Formulas over arrays: what those of cev/formulas.h have in common. A formula
 * is a constant structure; every row is looked at before the first is worked
 * out, so that `out` is written whole or not at all.
 */
#ifndef CEV_FORMULA_H
#define CEV_FORMULA_H

#include <stdint.h>

/* Columns that a formula has at most. */
enum { CEV__FORMULA_COLUMNS = 3 };

typedef struct cev__formula {
    int columns;
    /* 1 when the parameters and the horizon are in their domain; when a row
     * is, given that they are. */
    int (*takes)(const double *params, double horizon);
    int (*takes_row)(const double *params, double horizon, const double *row);
    double (*value)(const double *params, double horizon, const double *row);
} cev__formula;

int32_t cev__formula_run(const cev__formula *formula, const double *params,
                         int64_t n,
                         const double *const columns[CEV__FORMULA_COLUMNS],
                         double horizon, double *out);

/* 1 + q + … + q^(count - 1) for q = exp(log_q), log_q <= 0 or count finite;
 * count may be infinite where log_q < 0. */
double cev__geometric_sum(double log_q, double count);

/* Whether it is a whole number of periods, >= 0, or infinite. */
int cev__is_period_count(double count);

#endif
