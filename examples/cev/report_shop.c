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
    static const char *const names[] = {
        "cohort", "age",       "customers", "active", "retention",
        "revenue_per_customer", "margin",    "margin_lo", "margin_hi",
        "clv",    "clv_lo",    "clv_hi"};
    static const char *const limited[] = {
        "margin_per_customer", "margin_per_customer_lo",
        "margin_per_customer_hi", "cumulative_clv", "cumulative_clv_lo",
        "cumulative_clv_hi"};
    column cohort = column_find(t, "cohort"), age = column_find(t, "age");
    column customers = column_find(t, "customers");
    column active = column_find(t, "active");
    column revenue = column_find(t, "cumulative_revenue");
    column complete = column_find(t, "complete"), figures[6];
    char label[LABEL];
    for (int f = 0; f < 6; f++)
        figures[f] = column_find(t, limited[f]);
    json_table(j, "cohorts", names, 12);
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
        for (int f = 0; f < 6; f++)
            json_digits(j, r->money ? column_double(&figures[f], i) : (double)NAN,
                        5);
        json_array_end(j);
    }
    json_table_end(j);
}

/* An indicator of the panel, in the unit in which it is drawn. */
typedef struct panel_line {
    const char *column, *measure;
    double factor;
    int of_money; /* shown only where amounts are known */
} panel_line;

static const panel_line panel_lines[] = {
    {"revenue", "Revenue", 1, 1},
    {"customers_active", "Customers who bought", 1, 0},
    {"retention_rate", "Of the last period's customers, kept (%)", 100, 0},
    {"frequency", "Orders of each of them", 1, 0},
    {"purchase_value", "Value of an order", 1, 1},
    {"days_between", "Days since their order before", 1, 0}};

/* One line of the panel: a row a period, with its limits. */
static void write_line(const report *r, const cev_table *t,
                       const panel_line *line, json *j)
{
    static const char *const ends[] = {"", "_lo", "_hi"};
    column period = column_find(t, "period");
    column complete = column_find(t, "complete"), sides[3];
    char day[STAMP_TEXT], label[LABEL], name[64];
    for (int side = 0; side < 3; side++) {
        snprintf(name, sizeof name, "%s%s", line->column, ends[side]);
        sides[side] = column_find(t, name);
    }
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        if (column_int64(&complete, i) == 0)
            continue;
        date_text(column_int64(&period, i), day);
        period_label(r, column_int64(&period, i), label);
        json_array(j, NULL);
        json_text(j, NULL, day);
        json_text(j, NULL, label);
        json_text(j, NULL, line->measure);
        for (int side = 0; side < 3; side++)
            json_digits(j, column_double(&sides[side], i) * line->factor, 6);
        json_array_end(j);
    }
}

static void write_indicators(const report *r, const cev_table *t, json *j)
{
    static const char *const names[] = {"date",  "period", "measure",
                                        "value", "lo",     "hi"};
    json_table(j, "indicators", names, 6);
    for (size_t i = 0; i < sizeof panel_lines / sizeof *panel_lines; i++)
        if (r->money || !panel_lines[i].of_money)
            write_line(r, t, &panel_lines[i], j);
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
    cev_table *cohorts = NULL, *periods = NULL, *indicators = NULL;
    int code = ask_shop(r, "cev_portfolio_cohorts", cev_portfolio_cohorts,
                        &cohorts);
    if (code == CLI_OK)
        code = ask_shop(r, "cev_portfolio_periods", cev_portfolio_periods,
                        &periods);
    if (code == CLI_OK)
        code = ask_shop(r, "cev_portfolio_indicators",
                        cev_portfolio_indicators, &indicators);
    if (code == CLI_OK) {
        write_cohorts(r, cohorts, j);
        write_periods(r, periods, j);
        write_indicators(r, indicators, j);
    }
    cev_table_free(cohorts);
    cev_table_free(periods);
    cev_table_free(indicators);
    return code;
}
