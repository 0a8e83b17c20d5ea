/* Reading and checking contract customers; see subscribers.h. */
#include "../core/compiler.h"
#include "subscribers.h"

#include <math.h>
#include <string.h>

/* Rows between two calls of the progress function; whole blocks. */
#define SUBSCRIBER_PROGRESS_ROWS (256 * CEV__GROUPING_ROWS)

/* As far as whole numbers of renewals, and customers, are let go. */
#define SUBSCRIBER_MAX 1e15

static int is_whole_period(double T)
{
    return T >= 0.0 && T <= SUBSCRIBER_MAX && floor(T) == T;
}

int cev__subscriber_valid(double T, double churned)
{
    return is_whole_period(T)
           && (churned == 0.0 || (churned == 1.0 && T >= 1.0));
}

int32_t cev__subscribers_open(cev_ctx *ctx, const cev_table *table,
                              int is_churned_wanted, cev__subscribers *out)
{
    cev__subscribers found = {0};
    found.rows = table->rows;
    found.has_churned =
        is_churned_wanted || cev__table_find(table, "churned") != NULL;
    found.has_customers = cev__table_find(table, "customers") != NULL;
    int32_t status = cev__table_numbers(ctx, table, "T", &found.T);
    if (status == CEV_OK && found.has_churned)
        status = cev__table_numbers(ctx, table, "churned", &found.churned);
    if (status == CEV_OK && found.has_customers)
        status = cev__table_numbers(ctx, table, "customers",
                                    &found.customers);
    if (status == CEV_OK)
        *out = found;
    return status;
}

/* T[17] = 2.5; wanted … */
static int32_t refuse_number(cev_ctx *ctx, const char *column, int64_t row,
                             double value, const char *wanted)
{
    if (isnan(value))
        return cev__fail(ctx, CEV_ERR_DOMAIN, "%s[%d] is a gap; wanted %s",
                         column, row, wanted);
    return cev__fail(ctx, CEV_ERR_DOMAIN, "%s[%d] = %g; wanted %s", column,
                     row, value, wanted);
}

static int32_t refuse_subscriber(cev_ctx *ctx, int64_t row, double T,
                                 double churned, double customers)
{
    if (!is_whole_period(T))
        return refuse_number(ctx, "T", row, T,
                             "a whole number from 0 to 1e15");
    if (!(churned == 0.0 || churned == 1.0))
        return refuse_number(ctx, "churned", row, churned, "0 or 1");
    if (!cev__is_crowd(customers))
        return refuse_number(ctx, "customers", row, customers,
                             "a number from 0 to 1e15");
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "T[%d] = 0, but churned[%d] = 1; wanted at least 1: "
                     "customers leave at a renewal",
                     row, row);
}

int32_t cev__subscribers_read(cev_ctx *ctx, const char *stage,
                              const cev__subscribers *subscribers,
                              int64_t first, cev__subscriber_block *block)
{
    int64_t left = subscribers->rows - first;
    if (first % SUBSCRIBER_PROGRESS_ROWS == 0) {
        int32_t status = cev__progress(
            ctx, stage, (double)first / (double)subscribers->rows);
        if (status != CEV_OK)
            return status;
    }
    block->rows = left < CEV__GROUPING_ROWS ? left : CEV__GROUPING_ROWS;
    for (int64_t i = 0; i < block->rows; i++) {
        int64_t row = first + i;
        double T = cev__number_at(&subscribers->T, row);
        double churned = subscribers->has_churned
                             ? cev__number_at(&subscribers->churned, row)
                             : 0.0;
        double customers =
            subscribers->has_customers
                ? cev__number_at(&subscribers->customers, row)
                : 1.0;
        if (!cev__subscriber_valid(T, churned) || !cev__is_crowd(customers))
            return refuse_subscriber(ctx, row, T, churned, customers);
        block->T[i] = T;
        block->churned[i] = churned;
        block->customers[i] = customers;
    }
    return CEV_OK;
}

int32_t cev__subscribers_group(cev_ctx *ctx,
                               const cev__subscribers *subscribers,
                               cev__grouping *grouping)
{
    cev__subscriber_block block;
    cev__group rows[CEV__GROUPING_ROWS];
    memset(rows, 0, sizeof rows);
    grouping->limit = subscribers->rows;
    for (int64_t first = 0; first < subscribers->rows; first += block.rows) {
        int32_t status = cev__subscribers_read(ctx, "reading customers",
                                               subscribers, first, &block);
        for (int64_t i = 0; status == CEV_OK && i < block.rows; i++) {
            rows[i].key[0] = block.T[i];
            rows[i].key[1] = block.churned[i];
            rows[i].weight = block.customers[i];
        }
        if (status == CEV_OK)
            status = cev__grouping_add(ctx, grouping, rows, block.rows);
        if (status != CEV_OK)
            return status;
    }
    cev__grouping_sort(ctx, grouping);
    return CEV_OK;
}
