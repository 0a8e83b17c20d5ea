/* Names and columns of indicators; see indicator_columns.h. */
#include "indicator_columns.h"

#include "../core/table.h"

static const char indicator_counts[CEV__INDICATOR_COUNTS][24] = {
    "period", "customers_start", "customers_new", "customers_retained",
    "customers_reactivated", "customers_lost", "customers_active",
    "purchases", "purchases_unknown"};

static const char indicator_names[CEV__INDICATORS][24] = {
    "customers_new", "customers_retained", "customers_reactivated",
    "customers_lost", "customers_active", "retention_rate", "churn_rate",
    "lifetime", "repeat_rate", "quick_ratio",
    "frequency", "purchase_value", "days_between", "tenure", "return_rate",
    "items_per_purchase", "discount_rate", "revenue", "margin",
    "margin_per_purchase", "margin_per_customer", "gini", "top_decile_share",
    "hhi", "revenue_change", "change_customers", "change_frequency",
    "change_value"};

/* Whether a figure has a column: some want what orders may not tell. */
static int has_column(const int64_t *known, int figure)
{
    return figure == CEV__ITEMS_PER_PURCHASE ? known[CEV__ITEMS] > 0
           : figure == CEV__DISCOUNT_RATE    ? known[CEV__DISCOUNT] > 0
                                             : 1;
}

/* The figure itself, which counts have already, and its limits. */
static int32_t add_figure_columns(cev_table *table, int figure,
                                  double **columns)
{
    static const char ends[][4] = {"", "_lo", "_hi"};
    int first = figure < CEV__COUNTED ? 1 : 0;
    int32_t status = CEV_OK;
    for (int side = first; status == CEV_OK && side <= 2; side++) {
        char name[64];
        cev__format(name, sizeof name, "%s%s", indicator_names[figure],
                    ends[side]);
        status = cev__table_add_double(table, name, &columns[side]);
    }
    return status;
}

int32_t cev__indicator_columns_add(cev_ctx *ctx, int64_t rows,
                                   const cev__membership *groups,
                                   const int64_t *known,
                                   cev__indicator_columns *columns,
                                   cev_table **table)
{
    int32_t status = cev_table_new(ctx, rows, table);
    for (int c = 0; status == CEV_OK && c < CEV__INDICATOR_COUNTS; c++) {
        status = cev__table_add_int64(*table, indicator_counts[c],
                                      &columns->counts[c]);
        if (status == CEV_OK && c == 0)
            status = cev__membership_name(ctx, groups, *table);
    }
    for (int f = 0; status == CEV_OK && f < CEV__INDICATORS; f++)
        if (has_column(known, f))
            status = add_figure_columns(*table, f, columns->figures[f]);
    if (status == CEV_OK)
        status = cev__table_add_int64(*table, "complete", &columns->complete);
    return status;
}

void cev__indicator_columns_write(const cev__indicator_columns *columns,
                                  int64_t row, int64_t start, int is_complete,
                                  const cev__flows *flows,
                                  cev__figure *figures)
{
    const int64_t counts[CEV__INDICATOR_COUNTS] = {
        start,
        flows->start,
        flows->gained_new,
        flows->retained,
        flows->reactivated,
        flows->start - flows->retained,
        flows->active,
        flows->purchases,
        flows->purchases - flows->priced};
    for (int c = 0; c < CEV__INDICATOR_COUNTS; c++)
        columns->counts[c][row] = counts[c];
    for (int f = 0; f < CEV__INDICATORS; f++)
        for (int side = 0; side < 3; side++)
            if (columns->figures[f][side] != NULL)
                columns->figures[f][side][row] = figures[f][side];
    columns->complete[row] = is_complete;
}
