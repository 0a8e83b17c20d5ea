/* The report's pictures of the shop as a whole: counted, no model. */
#include <math.h>

#include "report.h"
#include "stamp.h"

enum { LABEL = 32 };

/* A period as text that sorts by time: 2024-03-04, 2024-03, 2024-Q1, 2024. */
static void period_label(const report *r, int64_t seconds, char out[LABEL])
{
    int year, month, day;
    date_from_days(day_of_seconds(seconds), &year, &month, &day);
    switch (r->now.period[0]) {
    case 'm':
        snprintf(out, LABEL, "%04d-%02d", year, month);
        break;
    case 'q':
        snprintf(out, LABEL, "%04d-Q%d", year, (month + 2) / 3);
        break;
    case 'y':
        snprintf(out, LABEL, "%04d", year);
        break;
    default:
        snprintf(out, LABEL, "%04d-%02d-%02d", year, month, day);
    }
}

static void write_cohorts(const report *r, const cev_table *t, json *j)
{
    static const char *const names[] = {"cohort",    "age",
                                        "customers", "active",
                                        "retention", "revenue_per_customer"};
    column cohort = column_find(t, "cohort"), age = column_find(t, "age");
    column customers = column_find(t, "customers");
    column active = column_find(t, "active");
    column revenue = column_find(t, "cumulative_revenue");
    column complete = column_find(t, "complete");
    char label[LABEL];
    json_table(j, "cohorts", names, 6);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        double size = column_double(&customers, i);
        if (column_int64(&complete, i) == 0 || !(size > 0))
            continue;
        period_label(r, column_int64(&cohort, i), label);
        json_array(j, NULL);
        json_text(j, NULL, label);
        json_integer(j, NULL, column_int64(&age, i));
        json_digits(j, size, 12);
        json_digits(j, column_double(&active, i), 12);
        json_digits(j, column_double(&active, i) / size, 5);
        json_digits(j, r->money ? column_double(&revenue, i) / size : (double)NAN,
                    7);
        json_array_end(j);
    }
    json_table_end(j);
}

/* A period's two rows: from returning and from new customers. */
static void write_period(const char *day, const char *label, const char *kind,
                         double amount, json *j)
{
    json_array(j, NULL);
    json_text(j, NULL, day);
    json_text(j, NULL, label);
    json_text(j, NULL, kind);
    json_digits(j, amount, 12);
    json_array_end(j);
}

static void write_periods(const report *r, const cev_table *t, json *j)
{
    static const char *const names[] = {"date", "period", "kind", "amount"};
    column period = column_find(t, "period");
    column complete = column_find(t, "complete");
    column fresh =
        column_find(t, r->money ? "revenue_new" : "purchases_new");
    column back = column_find(t, r->money ? "revenue_returning"
                                          : "purchases_returning");
    char day[STAMP_TEXT], label[LABEL];
    json_table(j, "periods", names, 4);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        if (column_int64(&complete, i) == 0)
            continue;
        date_text(column_int64(&period, i), day);
        period_label(r, column_int64(&period, i), label);
        write_period(day, label, "returning", column_double(&back, i), j);
        write_period(day, label, "new", column_double(&fresh, i), j);
    }
    json_table_end(j);
}

/* What a call of the library answers about the shop by period. */
static int ask_shop(const report *r, const char *call,
                    int32_t (*ask)(const cev_portfolio *, int64_t,
                                   const cev_options *, cev_table **),
                    cev_table **out)
{
    cev_options *options = shop_settings(&r->now, call);
    if (options == NULL)
        return CLI_FAILED;
    int32_t status = ask(r->shop->portfolio, r->shop->as_of, options, out);
    cev_options_free(options);
    return status == CEV_OK ? CLI_OK : shop_fail(r->shop);
}

int report_write_shop(const report *r, json *j)
{
    cev_table *cohorts = NULL, *periods = NULL;
    int code = ask_shop(r, "cev_portfolio_cohorts", cev_portfolio_cohorts,
                        &cohorts);
    if (code == CLI_OK)
        code = ask_shop(r, "cev_portfolio_periods", cev_portfolio_periods,
                        &periods);
    if (code == CLI_OK) {
        write_cohorts(r, cohorts, j);
        write_periods(r, periods, j);
    }
    cev_table_free(cohorts);
    cev_table_free(periods);
    return code;
}
