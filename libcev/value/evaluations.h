/* The evaluations, and what they share. */
#ifndef CEV_EVALUATIONS_H
#define CEV_EVALUATIONS_H

#include "../core/lines.h"
#include "../math/radix.h"
#include "predict.h"

typedef int32_t cev__evaluator(cev_ctx *ctx, const cev__outlook *outlook,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out);

cev__evaluator cev__evaluate_holdout, cev__evaluate_frequency,
    cev__evaluate_tracking, cev__evaluate_conditional, cev__evaluate_deciles,
    cev__evaluate_totals, cev__evaluate_pit, cev__evaluate_coverage,
    cev__evaluate_ahead, cev__evaluate_likelihood;

/* What is compared: purchases, revenue (both in the holdout), or the mean
 * value of a purchase there. */
enum {
    CEV__COMPARE_PURCHASES,
    CEV__COMPARE_REVENUE,
    CEV__COMPARE_SPEND,
    CEV__COMPARE_VALUE /* clv over the horizon, with nothing actual */
};

/* Prediction and truth, a row a customer; those of whom the truth is unknown
 * are left out where there is any truth. */
typedef struct cev__comparison {
    int64_t rows;
    int64_t capacity;
    double *x, *predicted, *actual, *naive; /* NaN: unknown */
    double *weight; /* customers that the row stands for */
    cev__spread spread; /* of the log of the predictions' total */
    double *around;     /* what it points to, CEV__TURNS numbers */
    double ratio;       /* of its interval; 0: unknown */
} cev__comparison;

/* `wants` are columns of cev__buyers_open besides those of the outlook. */
int32_t cev__compare(cev_ctx *ctx, const cev__outlook *outlook, int what,
                     int wants, const cev_table *customers,
                     cev__comparison *out);
void cev__comparison_free(cev_ctx *ctx, cev__comparison *comparison);

/* Room for so many rows; what of it there is is freed by the caller. */
int32_t cev__comparison_make(cev_ctx *ctx, int64_t rows,
                             cev__comparison *out);

/* The sum of a column over customers. */
double cev__comparison_total(const cev__comparison *comparison,
                             const double *values);

/* Takes out the rows of which the truth or the prediction is unknown. A row of
 * nobody stays, and weighs nothing. */
void cev__comparison_drop_unknown(cev__comparison *comparison);

/* Adds the metrics of a comparison; parts[0] goes before their names, parts[1]
 * before those of the naive rule. */
int32_t cev__comparison_metrics(cev_ctx *ctx,
                                const cev__comparison *comparison,
                                const char *const parts[2],
                                cev__lines *lines);

/* The table of a comparison in tenths; intervals of lifts for z > 0. */
int32_t cev__comparison_deciles(cev_ctx *ctx,
                                const cev__comparison *comparison, double z,
                                cev_table **out);

/* That of holdout purchases by x. */
int32_t cev__comparison_conditional(cev_ctx *ctx,
                                    const cev__comparison *comparison,
                                    cev_table **out);

/* The table of tracking, for customers up to so old: `fill` works out what
 * they buy in all by each of the times. is_discrete: time counts opportunities,
 * and a step is one unless something else is asked for. */
typedef int32_t cev__track_fill(cev_ctx *ctx, void *state, const double *time,
                                int64_t steps, double *cumulative);
int32_t cev__tracking_table(cev_ctx *ctx, const cev_options *options,
                            int is_discrete, double oldest,
                            cev__track_fill *fill, void *state,
                            cev_table **out);

/* Rows by a value, ascending, in memory of `rows` items twice. */
int32_t cev__sort_rows(cev_ctx *ctx, const double *values, int64_t rows,
                       cev__keyed **items);
void cev__free_rows(cev_ctx *ctx, cev__keyed *items, int64_t rows);

/* From this x on, customers are counted together. */
enum { CEV__X_LAST = 20 };

/* Customers by age: each age once, or, where there are very many, on a fine
 * grid, each customer shared between the two nearest points. */
typedef struct cev__ages {
    int64_t count, capacity;
    double *age, *weight; /* ascending */
    /* With covariates, what stands for the traits of each: see
     * regression.h. Each age may then be there more than once. */
    double (*offsets)[CEV__PROCESSES];
    double customers, oldest;
} cev__ages;

int32_t cev__ages_of(cev_ctx *ctx, const cev__buyers *buyers,
                     const cev__purchases *model, cev__ages *out);
/* The model's parameters for those of age i; perhaps in *room. */
const cev__params *cev__ages_params(const cev__ages *ages, int64_t i,
                                    const cev__purchases *model,
                                    cev__params *room);
void cev__ages_free(cev_ctx *ctx, cev__ages *ages);

#endif
