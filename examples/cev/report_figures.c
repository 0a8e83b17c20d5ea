/* The first screen's figures: sums over customers of what the library found.
 * The interval of a sum adds up the customers' bounds, as if all estimates
 * were too low or too high together: never narrower than the interval asked
 * for, and close to it, because they share the same few parameters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* Sum of a column, gaps left out; NaN when there is nothing but gaps. */
static double column_sum(const cev_table *table, const char *name)
{
    column c = column_find(table, name);
    double sum = 0;
    int64_t known = 0, rows = cev_table_row_count(table);
    for (int64_t i = 0; i < rows; i++) {
        double value = column_double(&c, i);
        if (isnan(value))
            continue;
        sum += value;
        known++;
    }
    return known > 0 ? sum : (double)NAN;
}

/* A figure that is a sum over all customers of one estimate. */
static void write_total(const char *key, const cev_table *table,
                        const char *name, double days, json *j)
{
    char lower[64], upper[64];
    snprintf(lower, sizeof lower, "%s_lo", name);
    snprintf(upper, sizeof upper, "%s_hi", name);
    json_object(j, key);
    json_number(j, "value", column_sum(table, name));
    json_number(j, "lower", column_sum(table, lower));
    json_number(j, "upper", column_sum(table, upper));
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
    write_total("expected_orders", r->scores, "expected_purchases",
                s->horizon_days, j);
    if (r->money) {
        write_total("expected_value", r->scores, "clv", s->horizon_days, j);
        write_total("equity", r->equity, "clv", EQUITY_DAYS, j);
    }
    write_at_risk(r, j);
    if (r->n > 0)
        write_top_tenth(r, j);
    int code = r->n > 0 ? write_late(r, j) : CLI_OK;
    json_object_end(j);
    return code;
}
