/* The report's customers one by one: a table, and for each the orders and the
 * chance of still being a customer as it stood day by day. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "report_path.h"
#include "stamp.h"

enum {
    NAME = 48,
    MOST_ORDERS = 200 /* of one customer, the latest */
};

/* The columns that the table of customers is made of. */
typedef struct customer_columns {
    column customer, x, t_x, T, first, last, revenue; /* of the ledger */
    column p_alive, expected, expected_lo, expected_hi, clv, clv_lo, clv_hi;
    column recency, frequency, spending, segment;
} customer_columns;

static customer_columns find_columns(const report *r)
{
    const cev_table *c = r->customers, *s = r->scores, *k = r->classes;
    customer_columns found = {
        column_find(c, "customer"),
        column_find(c, "x"),
        column_find(c, "t_x"),
        column_find(c, "T"),
        column_find(c, "first"),
        column_find(c, "last"),
        column_find(c, "revenue"),
        column_find(s, "p_alive"),
        column_find(s, "expected_purchases"),
        column_find(s, "expected_purchases_lo"),
        column_find(s, "expected_purchases_hi"),
        column_find(s, "clv"),
        column_find(s, "clv_lo"),
        column_find(s, "clv_hi"),
        column_find(k, "r"),
        column_find(k, "f"),
        column_find(k, "m"),
        column_find(k, "segment"),
    };
    return found;
}

/* Where a customer stands, in a word or two. */
static const char *standing(double x, double p_alive, double silent_days,
                            int64_t late)
{
    if (x < 1)
        return "one order";
    if (p_alive < AT_RISK_LOWER)
        return "probably gone";
    if (report_is_at_risk(x, p_alive))
        return "at risk";
    return silent_days > (double)late + 0.5 ? "late" : "active";
}

static void write_scores(const customer_columns *c, int64_t row, json *j)
{
    const column *spans[] = {&c->p_alive,     &c->expected,
                             &c->expected_lo, &c->expected_hi,
                             &c->clv,         &c->clv_lo,
                             &c->clv_hi};
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        json_digits(j, column_double(spans[i], row), 6);
}

static void write_class(const customer_columns *c, int64_t row, json *j)
{
    int64_t m = column_int64(&c->spending, row);
    if (m == INT64_MIN)
        json_null(j, NULL);
    else
        json_integer(j, NULL,
                     100 * column_int64(&c->recency, row) +
                         10 * column_int64(&c->frequency, row) + m);
}

static void write_customer(const report *r, const customer_columns *c,
                           int64_t place, int64_t late, json *j)
{
    int64_t row = r->listed[place];
    char name[NAME];
    double x = column_double(&c->x, row), t_x = column_double(&c->t_x, row);
    double silent = (column_double(&c->T, row) - t_x) * r->unit_days;
    snprintf(name, sizeof name, "customer %" PRId64, place + 1);
    json_array(j, NULL);
    json_text(j, NULL,
              r->pseudonymise ? name : column_text(&c->customer, row));
    json_text(j, NULL, column_text(&c->segment, row));
    json_digits(j, x + 1, 12);
    report_write_day(j, NULL, column_int64(&c->first, row));
    report_write_day(j, NULL, column_int64(&c->last, row));
    json_digits(j, r->money ? column_double(&c->revenue, row) : (double)NAN,
                12);
    write_scores(c, row, j);
    write_class(c, row, j);
    json_digits(j, round(silent), 12);
    json_digits(j, x >= 1 ? t_x / x * r->unit_days : (double)NAN, 5);
    json_text(j, NULL,
              standing(x, column_double(&c->p_alive, row), silent, late));
    json_array_end(j);
}

static void write_table(const report *r, const customer_columns *c,
                        int64_t late, json *j)
{
    static const char *const names[] = {
        "customer",    "segment",     "orders",      "first",
        "last",        "revenue",     "p_alive",     "expected",
        "expected_lo", "expected_hi", "clv",         "clv_lo",
        "clv_hi",      "rfm",         "silent_days", "usual_days",
        "status"};
    json_table(j, "customers", names, (int)(sizeof names / sizeof *names));
    for (int64_t i = 0; i < r->n_listed; i++)
        write_customer(r, c, i, late, j);
    json_table_end(j);
    json_integer(j, "customers_total", r->n);
    json_integer(j, "customers_valuable", r->n_valuable);
}

/* The orders of one customer up to the report's day, as days since the first
 * purchase and amounts. */
static void write_orders(const report *r, const cev_table *history,
                         int64_t first, json *j)
{
    column time = column_find(history, "time");
    column amount = column_find(history, "amount");
    int64_t end = r->shop->as_of + DAY_SECONDS, n = 0;
    while (n < cev_table_row_count(history) && column_int64(&time, n) < end)
        n++;
    int64_t start = n > MOST_ORDERS ? n - MOST_ORDERS : 0;
    json_array(j, "orders");
    for (int64_t i = start; i < n; i++) {
        json_array(j, NULL);
        json_integer(j, NULL,
                     day_of_seconds(column_int64(&time, i)) -
                         day_of_seconds(first));
        json_digits(j, column_double(&amount, i), 12);
        json_array_end(j);
    }
    json_array_end(j);
    json_integer(j, "left_out", start);
}

/* One customer's orders and path; `paths` holds all paths, of which this one
 * begins at *point. */
static int write_history(const report *r, const customer_columns *c,
                         int64_t place, const report_paths *paths,
                         int64_t *point, json *j)
{
    int64_t row = r->listed[place];
    cev_table *history = NULL;
    if (cev_portfolio_history(r->shop->portfolio, CEV_ORDERS,
                              column_text(&c->customer, row),
                              &history) != CEV_OK)
        return shop_fail(r->shop);
    json_object(j, NULL);
    write_orders(r, history, column_int64(&c->first, row), j);
    json_array(j, "path");
    for (; *point < paths->n && paths->place[*point] == place; ++*point) {
        json_array(j, NULL);
        json_integer(j, NULL,
                     paths->day[*point] -
                         day_of_seconds(column_int64(&c->first, row)));
        json_digits(j, round(1000 * paths->p_alive[*point]), 5);
        json_array_end(j);
    }
    json_array_end(j);
    json_object_end(j);
    cev_table_free(history);
    return CLI_OK;
}

static int write_histories(const report *r, const customer_columns *c,
                           json *j)
{
    report_paths paths;
    int64_t point = 0;
    int code = report_paths_find(r, &paths);
    json_array(j, "histories");
    for (int64_t i = 0; code == CLI_OK && i < r->n_listed; i++)
        code = write_history(r, c, i, &paths, &point, j);
    json_array_end(j);
    report_paths_free(&paths);
    return code;
}

int report_write_customers(const report *r, json *j)
{
    customer_columns c = find_columns(r);
    int64_t median = -1, late = -1;
    int returned;
    int code = r->n > 0 ? report_usual_gaps(r, &median, &late) : CLI_OK;
    if (code != CLI_OK)
        return code;
    json_number(j, "map_age_days",
                report_oldest_age(r, &returned) * r->unit_days);
    write_table(r, &c, late, j);
    return write_histories(r, &c, j);
}
