/* The first screen's figures: what the library says of all customers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* A total of the library, with its interval; gaps where it has no answer. */
static void write_total(const char *key, const cev_table *totals,
                        const char *name, double days, json *j)
{
    column quantity = column_find(totals, "quantity");
    int64_t row = 0, rows = cev_table_row_count(totals);
    while (row < rows && strcmp(column_text(&quantity, row), name) != 0)
        row++;
    json_object(j, key);
    json_number(j, "value", cev_table_double(totals, "value", row));
    json_number(j, "lower", cev_table_double(totals, "lower", row));
    json_number(j, "upper", cev_table_double(totals, "upper", row));
    json_number(j, "days", days);
    json_object_end(j);
}

int report_is_at_risk(double x, double p_alive)
{
    return x >= 1 && p_alive >= AT_RISK_LOWER && p_alive < AT_RISK_UPPER;
}

static void write_at_risk(const report *r, json *j)
{
    double revenue = 0, value = 0;
    int64_t customers = 0;
    if (r->n > 0) {
        column x = column_find(r->customers, "x");
        column p_alive = column_find(r->scores, "p_alive");
        column revenue_of = column_find(r->customers, "revenue");
        column worth = column_find(r->scores, report_worth(r));
        for (int64_t i = 0; i < r->n; i++) {
            if (!report_is_at_risk(column_double(&x, i),
                                   column_double(&p_alive, i)))
                continue;
            customers++;
            if (!isnan(column_double(&revenue_of, i)))
                revenue += column_double(&revenue_of, i);
            if (!isnan(column_double(&worth, i)))
                value += column_double(&worth, i);
        }
    }
    json_object(j, "at_risk");
    json_integer(j, "customers", customers);
    json_number(j, "revenue", r->money ? revenue : (double)NAN);
    json_number(j, "value", r->money ? value : (double)NAN);
    json_object(j, "rule");
    json_number(j, "lower", AT_RISK_LOWER);
    json_number(j, "upper", AT_RISK_UPPER);
    json_object_end(j);
    json_object_end(j);
}

/* The share of all value that the best tenth of the customers holds. */
static void write_top_tenth(const report *r, json *j)
{
    column worth = column_find(r->scores, report_worth(r));
    double all = 0, top = 0;
    int64_t tenth = (r->n + 9) / 10;
    for (int64_t i = 0; i < r->n; i++) {
        double value = column_double(&worth, r->ranked[i]);
        if (isnan(value))
            continue;
        all += value;
        if (i < tenth)
            top += value;
    }
    json_object(j, "top_tenth");
    json_number(j, "share", all > 0 ? top / all : (double)NAN);
    json_object_end(j);
}

/* Repeat buyers who have been silent for longer than nine in ten returns
 * took. */
static int write_late(const report *r, json *j)
{
    int64_t median = -1, late = -1, customers = 0, of = 0;
    int code = report_usual_gaps(r, &median, &late);
    if (code != CLI_OK || late < 0)
        return code;
    column x = column_find(r->customers, "x");
    column t_x = column_find(r->customers, "t_x");
    column T = column_find(r->customers, "T");
    for (int64_t i = 0; i < r->n; i++) {
        double silent =
            (column_double(&T, i) - column_double(&t_x, i)) * r->unit_days;
        if (column_double(&x, i) < 1)
            continue;
        of++;
        customers += silent > (double)late + 0.5;
    }
    json_object(j, "late");
    json_integer(j, "days", late);
    json_integer(j, "median_days", median);
    json_integer(j, "customers", customers);
    json_integer(j, "of", of);
    json_object_end(j);
    return CLI_OK;
}

int report_write_figures(const report *r, json *j)
{
    const shop *s = r->shop;
    const cev_table *o = r->overview;
    json_object(j, "figures");
    json_object(j, "customers");
    json_integer(j, "value", r->n);
    json_object_end(j);
    json_object(j, "repeat_rate");
    json_number(j, "value", cev_table_double(o, "repeat_rate", 0));
    json_number(j, "lower", cev_table_double(o, "repeat_rate_lo", 0));
    json_number(j, "upper", cev_table_double(o, "repeat_rate_hi", 0));
    json_number(j, "customers", cev_table_double(o, "repeat_customers", 0));
    json_object_end(j);
    write_total("expected_orders", r->totals, "expected_purchases",
                s->horizon_days, j);
    if (r->money) {
        write_total("expected_value", r->totals, "clv", s->horizon_days, j);
        write_total("equity", r->equity, "clv", EQUITY_DAYS, j);
    }
    write_at_risk(r, j);
    if (r->n > 0)
        write_top_tenth(r, j);
    int code = r->n > 0 ? write_late(r, j) : CLI_OK;
    json_object_end(j);
    return code;
}
