/*
 * Customers in tenths by prediction, the best first, and what they really
 * were worth: revenue in the holdout where it is known, else purchases; for a
 * spend model the mean value of a purchase. Without a holdout the predictions
 * alone, over the horizon. Customers with equal predictions share what they
 * have where they fall into two tenths, so the order of rows is no matter.
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "../math/sum.h"

enum { TENTHS = 10 };

typedef struct tenths {
    double customers[TENTHS];
    cev__sum predicted[TENTHS], actual[TENTHS], squares[TENTHS];
} tenths;

/* Customers with equal predictions, summed. */
typedef struct equal_ones {
    double predicted, actual, squares; /* of what they did */
    double customers;
} equal_ones;

/* Where tenth d begins among n ranks: between whole customers. */
static double tenth_start(double n, int d)
{
    return d == TENTHS ? n : floor(n * d / TENTHS);
}

/* Spreads the customers of the ranks from `first` on, all alike. */
static void spread_ranks(tenths *t, double n, double first,
                         const equal_ones *all)
{
    for (int d = 0; d < TENTHS; d++) {
        double from = fmax(tenth_start(n, d), first);
        double to = fmin(tenth_start(n, d + 1), first + all->customers);
        if (!(to > from))
            continue;
        double share = (to - from) / all->customers;
        t->customers[d] += to - from;
        cev__sum_add(&t->predicted[d], share * all->predicted);
        cev__sum_add(&t->actual[d], share * all->actual);
        cev__sum_add(&t->squares[d], share * all->squares);
    }
}

/* Runs through equal predictions, the highest first. */
static void fill_tenths(tenths *t, const cev__comparison *c,
                        const cev__keyed *items)
{
    cev__sum customers = {0}, done = {0};
    for (int64_t i = 0; i < c->rows; i++)
        cev__sum_add(&customers, c->weight[i]);
    for (int64_t i = c->rows; i > 0;) {
        cev__sum predicted = {0}, actual = {0}, squares = {0}, crowd = {0};
        int64_t start = i;
        while (start > 0 && items[start - 1].key == items[i - 1].key) {
            int64_t row = items[--start].index;
            double was = c->actual[row], weight = c->weight[row];
            cev__sum_add(&predicted, weight * c->predicted[row]);
            cev__sum_add(&actual, weight * was);
            cev__sum_add(&squares, weight * was * was);
            cev__sum_add(&crowd, weight);
        }
        const equal_ones all = {
            cev__sum_value(&predicted), cev__sum_value(&actual),
            cev__sum_value(&squares), cev__sum_value(&crowd)};
        spread_ranks(t, cev__sum_value(&customers), cev__sum_value(&done),
                     &all);
        cev__sum_merge(&done, &crowd);
        i = start;
    }
}

static double tenth_total(const cev__sum *sums)
{
    cev__sum total = {0};
    for (int d = 0; d < TENTHS; d++)
        cev__sum_merge(&total, &sums[d]);
    return cev__sum_value(&total);
}

/* The squares of what customers of a tenth are away from its mean. */
static double scatter_of_tenth(const tenths *t, int d)
{
    double actual = cev__sum_value(&t->actual[d]), n = t->customers[d];
    return n > 0.0
               ? fmax(cev__sum_value(&t->squares[d]) - actual * actual / n, 0.0)
               : 0.0;
}

/* The standard error of the log of a tenth's share, a quotient of two sums
 * over customers, of whom the tenth's own are in both. */
static double log_share_sd(const tenths *t, int d, double share, double total)
{
    double variance = 0.0;
    for (int other = 0; other < TENTHS; other++) {
        double part = other == d ? 1.0 - share : share;
        variance += part * part * scatter_of_tenth(t, other);
    }
    return sqrt(variance) / (share * total);
}

typedef struct decile_columns {
    int64_t *decile;
    double *customers, *predicted, *actual, *share_predicted, *share_actual, *lift,
        *lift_lo, *lift_hi, *cumulative;
} decile_columns;

static int32_t add_decile_columns(cev_table *table, decile_columns *c)
{
    static const char names[9][20] = {
        "customers",    "predicted", "actual",  "share_predicted",
        "share_actual", "lift",      "lift_lo", "lift_hi",
        "cumulative_actual"};
    double **data[9] = {&c->customers, &c->predicted, &c->actual,
                        &c->share_predicted, &c->share_actual, &c->lift,
                        &c->lift_lo, &c->lift_hi, &c->cumulative};
    int32_t status = cev__table_add_int64(table, "decile", &c->decile);
    for (int i = 0; i < 9 && status == CEV_OK; i++)
        status = cev__table_add_double(table, names[i], data[i]);
    return status;
}

/* How much better a tenth did than the mean customer, who has a lift of 1. */
static void write_lift(const tenths *t, int d, double total, double z,
                       const decile_columns *c)
{
    double share = c->share_actual[d];
    double customers = 0.0;
    for (int i = 0; i < TENTHS; i++)
        customers += t->customers[i];
    double factor = customers / t->customers[d];
    c->lift[d] = t->customers[d] > 0.0 ? share * factor : NAN;
    c->lift_lo[d] = c->lift_hi[d] = NAN;
    if (z > 0.0 && c->lift[d] > 0.0)
        cev__interval_positive(c->lift[d], log_share_sd(t, d, share, total),
                               z, &c->lift_lo[d], &c->lift_hi[d]);
}

static void write_deciles(const tenths *t, double z, const decile_columns *c)
{
    double all_predicted = tenth_total(t->predicted);
    double all_actual = tenth_total(t->actual), cumulative = 0.0;
    for (int d = 0; d < TENTHS; d++) {
        c->decile[d] = d + 1;
        c->customers[d] = t->customers[d];
        c->predicted[d] = cev__sum_value(&t->predicted[d]);
        c->actual[d] = cev__sum_value(&t->actual[d]);
        c->share_predicted[d] =
            all_predicted > 0.0 ? c->predicted[d] / all_predicted : NAN;
        c->share_actual[d] =
            all_actual > 0.0 ? c->actual[d] / all_actual : NAN;
        cumulative += c->share_actual[d];
        c->cumulative[d] = cumulative;
        write_lift(t, d, all_actual, z, c);
    }
}

static int32_t decile_table(cev_ctx *ctx, const tenths *t, double z,
                            cev_table **out)
{
    decile_columns columns;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, TENTHS, &table);
    if (status == CEV_OK)
        status = add_decile_columns(table, &columns);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    write_deciles(t, z, &columns);
    *out = table;
    return CEV_OK;
}

/* What there is to compare, and which columns it takes. */
static int choose_comparison(const cev__outlook *outlook,
                             const cev_table *customers, int *wants)
{
    int is_held_out = cev__table_find(customers, "x_holdout") != NULL;
    int is_known = outlook->spend != NULL
                   && outlook->spend->source != CEV__SPEND_UNKNOWN;
    *wants = is_held_out ? CEV__WANTS_HOLDOUT : 0;
    if (outlook->purchases == NULL) {
        *wants = CEV__WANTS_SPEND_HOLDOUT;
        return CEV__COMPARE_SPEND;
    }
    if (!is_known)
        return CEV__COMPARE_PURCHASES;
    if (!is_held_out)
        return CEV__COMPARE_VALUE;
    if (cev__table_find(customers, "revenue_holdout") == NULL)
        return CEV__COMPARE_PURCHASES;
    *wants |= CEV__WANTS_REVENUE_MAYBE;
    return CEV__COMPARE_REVENUE;
}

int32_t cev__comparison_deciles(cev_ctx *ctx, const cev__comparison *c,
                                double z, cev_table **out)
{
    cev__keyed *items = NULL;
    tenths t;
    int32_t status = cev__sort_rows(ctx, c->predicted, c->rows, &items);
    if (status != CEV_OK)
        return status;
    memset(&t, 0, sizeof t);
    fill_tenths(&t, c, items);
    cev__free_rows(ctx, items, c->rows);
    return decile_table(ctx, &t, z, out);
}

int32_t cev__evaluate_deciles(cev_ctx *ctx, const cev__outlook *outlook,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    cev__comparison c;
    cev__outlook plain = *outlook;
    int wants;
    (void)options;
    plain.z = 0.0; /* of predictions, none */
    int what = choose_comparison(outlook, customers, &wants);
    int32_t status = cev__compare(ctx, &plain, what, wants, customers, &c);
    if (status != CEV_OK)
        return status;
    status = cev__comparison_deciles(ctx, &c, outlook->z, out);
    cev__comparison_free(ctx, &c);
    return status;
}
