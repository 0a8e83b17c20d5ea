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

#include "../math/sum.h"

enum { TENTHS = 10 };

typedef struct tenths {
    int64_t customers[TENTHS];
    cev__sum predicted[TENTHS], actual[TENTHS];
} tenths;

/* Where tenth d begins among n ranks. */
static int64_t tenth_start(int64_t n, int64_t d)
{
    return n / TENTHS * d + n % TENTHS * d / TENTHS;
}

/* Spreads the customers of ranks first … last - 1, all alike. */
static void spread_ranks(tenths *t, int64_t n, int64_t first, int64_t last,
                         double predicted, double actual)
{
    for (int d = 0; d < TENTHS; d++) {
        int64_t from = tenth_start(n, d), to = tenth_start(n, d + 1);
        from = from < first ? first : from;
        to = to > last ? last : to;
        if (to <= from)
            continue;
        double share = (double)(to - from) / (double)(last - first);
        t->customers[d] += to - from;
        cev__sum_add(&t->predicted[d], share * predicted);
        cev__sum_add(&t->actual[d], share * actual);
    }
}

/* Runs through equal predictions, the highest first. */
static void fill_tenths(tenths *t, const cev__comparison *c,
                        const cev__keyed *items)
{
    for (int64_t i = c->rows; i > 0;) {
        cev__sum predicted = {0}, actual = {0};
        int64_t start = i;
        while (start > 0 && items[start - 1].key == items[i - 1].key) {
            start--;
            cev__sum_add(&predicted, c->predicted[items[start].index]);
            cev__sum_add(&actual, c->actual[items[start].index]);
        }
        spread_ranks(t, c->rows, c->rows - i, c->rows - start,
                     cev__sum_value(&predicted), cev__sum_value(&actual));
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

static int32_t decile_table(cev_ctx *ctx, const tenths *t, cev_table **out)
{
    int64_t *decile, *customers;
    double *predicted, *actual, *share_predicted, *share_actual;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, TENTHS, &table);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "decile", &decile);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "customers", &customers);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "predicted", &predicted);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "actual", &actual);
    if (status == CEV_OK)
        status =
            cev__table_add_double(table, "share_predicted", &share_predicted);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "share_actual", &share_actual);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    double all_predicted = tenth_total(t->predicted);
    double all_actual = tenth_total(t->actual);
    for (int d = 0; d < TENTHS; d++) {
        decile[d] = d + 1;
        customers[d] = t->customers[d];
        predicted[d] = cev__sum_value(&t->predicted[d]);
        actual[d] = cev__sum_value(&t->actual[d]);
        share_predicted[d] =
            all_predicted > 0.0 ? predicted[d] / all_predicted : NAN;
        share_actual[d] = all_actual > 0.0 ? actual[d] / all_actual : NAN;
    }
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
                                cev_table **out)
{
    cev__keyed *items = NULL;
    tenths t;
    int32_t status = cev__sort_rows(ctx, c->predicted, c->rows, &items);
    if (status != CEV_OK)
        return status;
    memset(&t, 0, sizeof t);
    fill_tenths(&t, c, items);
    cev__free_rows(ctx, items, c->rows);
    return decile_table(ctx, &t, out);
}

int32_t cev__evaluate_deciles(cev_ctx *ctx, const cev__outlook *outlook,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    cev__comparison c;
    cev__outlook plain = *outlook;
    int wants;
    (void)options;
    plain.z = 0.0; /* no intervals here */
    int what = choose_comparison(outlook, customers, &wants);
    int32_t status = cev__compare(ctx, &plain, what, wants, customers, &c);
    if (status != CEV_OK)
        return status;
    status = cev__comparison_deciles(ctx, &c, out);
    cev__comparison_free(ctx, &c);
    return status;
}
