/* The report's pictures of value: who holds it, and what buyers spend. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

enum { BARS = 40 };

/* A column as an array, gaps left out; `out` has room for all rows. */
static int64_t known_values(const cev_table *table, const char *name,
                            double *out)
{
    column c = column_find(table, name);
    int64_t n = 0;
    for (int64_t i = 0; i < cev_table_row_count(table); i++)
        if (!isnan(column_double(&c, i)))
            out[n++] = column_double(&c, i);
    return n;
}

/* 1, 2 or 5 times a power of ten, the least that is not below `width`: edges
 * of bars that can be read. */
static double round_width(double width)
{
    static const double steps[] = {1, 2, 2.5, 5, 10};
    double power = pow(10, floor(log10(width)));
    for (int i = 0; i < 5; i++)
        if (steps[i] * power >= width * (1 - 1e-12))
            return steps[i] * power;
    return 10 * power;
}

/* Bars from `low`, and how many are needed to hold `high`. */
typedef struct bars {
    double low, width;
    int n;
} bars;

static bars lay_bars(double low, double high)
{
    bars b = {0, 1, 1};
    if (!(high > low)) {
        b.low = floor(low);
        return b;
    }
    b.width = round_width((high - low) / BARS);
    b.low = floor(low / b.width) * b.width;
    b.n = (int)fmin(ceil((high - b.low) / b.width), 2 * BARS);
    return b;
}

static int bar_of(const bars *b, double value)
{
    double at = floor((value - b->low) / b->width);
    return (int)fmax(0, fmin(at, b->n - 1));
}

/* As many decimals as the edges of bars of this width have. */
static int edge_digits(double width)
{
    int digits = 0;
    while (digits < 6 && fabs(width - round(width)) > 1e-6 * width) {
        width *= 10;
        digits++;
    }
    return digits;
}

static void bar_label(const bars *b, int i, char out[64])
{
    double from = b->low + i * b->width;
    int digits = edge_digits(b->width);
    if (i == b->n - 1)
        snprintf(out, 64, "%.*f and more", digits, from);
    else
        snprintf(out, 64, "%.*f to %.*f", digits, from, digits,
                 from + b->width);
}

static void write_histogram(double *values, int64_t n, json *j)
{
    static const char *const names[] = {"from", "to", "label", "customers",
                                        "value"};
    double count[2 * BARS] = {0}, sum[2 * BARS] = {0};
    double high = report_quantile(values, n, 0.98); /* sorts */
    bars b = lay_bars(n > 0 ? fmin(values[0], 0) : 0, high);
    char label[64];
    for (int64_t i = 0; i < n; i++) {
        count[bar_of(&b, values[i])]++;
        sum[bar_of(&b, values[i])] += values[i];
    }
    json_table(j, "clv_histogram", names, 5);
    for (int i = 0; n > 0 && i < b.n; i++) {
        bar_label(&b, i, label);
        json_array(j, NULL);
        json_digits(j, b.low + i * b.width, 8);
        json_digits(j, b.low + (i + 1) * b.width, 8);
        json_text(j, NULL, label);
        json_digits(j, count[i], 12);
        json_digits(j, sum[i], 12);
        json_array_end(j);
    }
    json_table_end(j);
}

/* Shares of the value held by the best tenths; `values` ascend. */
static void write_tenths(const double *values, int64_t n, json *j)
{
    static const char *const names[] = {"customers_share", "value_share",
                                        "decile_value"};
    double all = 0, held = 0;
    int64_t done = 0;
    for (int64_t i = n; i-- > 0;)
        all += values[i];
    json_table(j, "deciles", names, 3);
    for (int tenth = 0; n > 0 && all > 0 && tenth <= 10; tenth++) {
        double before = held;
        for (; done < (n * tenth + 9) / 10; done++)
            held += values[n - 1 - done];
        json_array(j, NULL);
        json_digits(j, (double)done / (double)n, 6);
        json_digits(j, held / all, 6);
        json_digits(j, held - before, 8);
        json_array_end(j);
    }
    json_table_end(j);
}

/* The spend model's p, q, gamma; 0 where it was not fitted. */
static int spend_parameters(const report *r, double params[3])
{
    static const char *const names[3] = {"gamma_gamma.p", "gamma_gamma.q",
                                         "gamma_gamma.gamma"};
    cev_table *t = NULL;
    int found = 0;
    if (cev_estimator_summary(r->fitted, NULL, &t) != CEV_OK)
        return 0;
    column name = column_find(t, "name"), value = column_find(t, "value");
    for (int64_t row = 0; row < cev_table_row_count(t); row++)
        for (int i = 0; i < 3; i++)
            if (strcmp(column_text(&name, row), names[i]) == 0) {
                params[i] = column_double(&value, row);
                found += params[i] > 0;
            }
    cev_table_free(t);
    return found == 3;
}

/* How many repeat buyers the spend model expects in each bar: the density of
 * each buyer's mean at the middle of the bar, times its width, added up.
 * Buyers with equally many purchases share a density. */
static int expect_spend(const report *r, const bars *b, double *expected)
{
    enum { MOST_X = 512 };
    double params[3], x[2 * BARS], middle[2 * BARS], log_density[2 * BARS];
    int64_t buyers[MOST_X] = {0};
    column repeat = column_find(r->customers, "x");
    column mean = column_find(r->customers, "m_x");
    if (!spend_parameters(r, params))
        return 0;
    for (int64_t i = 0; i < r->n; i++)
        if (!isnan(column_double(&mean, i)) && column_double(&mean, i) > 0)
            buyers[(int)fmin(column_double(&repeat, i), MOST_X - 1)]++;
    for (int i = 0; i < b->n; i++) {
        middle[i] = b->low + (i + 0.5) * b->width;
        expected[i] = 0;
    }
    for (int times = 1; times < MOST_X; times++) {
        if (buyers[times] == 0)
            continue;
        for (int i = 0; i < b->n; i++)
            x[i] = times;
        if (cev_gamma_gamma_log_likelihood(params, b->n, x, middle,
                                           log_density) != CEV_OK)
            return 0;
        for (int i = 0; i < b->n; i++)
            expected[i] +=
                (double)buyers[times] * exp(log_density[i]) * b->width;
    }
    return 1;
}

static void write_spend(const report *r, double *values, int64_t n, json *j)
{
    static const char *const names[] = {"from", "to", "customers",
                                        "expected"};
    double count[2 * BARS] = {0}, expected[2 * BARS];
    double high = report_quantile(values, n, 0.99);
    bars b = lay_bars(0, high);
    int modelled = n > 0 && expect_spend(r, &b, expected);
    for (int64_t i = 0; i < n && values[i] <= b.low + b.n * b.width; i++)
        count[bar_of(&b, values[i])]++;
    json_table(j, "spend", names, 4);
    for (int i = 0; n > 0 && i < b.n; i++) {
        json_array(j, NULL);
        json_digits(j, b.low + i * b.width, 8);
        json_digits(j, b.low + (i + 1) * b.width, 8);
        json_digits(j, count[i], 12);
        json_digits(j, modelled ? expected[i] : (double)NAN, 6);
        json_array_end(j);
    }
    json_table_end(j);
}

int report_write_worth(const report *r, json *j)
{
    double *values = malloc((size_t)(r->n + 1) * sizeof *values);
    if (values == NULL)
        return cli_fail(r->shop->command, CLI_FAILED, "out of memory");
    int64_t n = r->money ? known_values(r->scores, "clv", values) : 0;
    write_histogram(values, n, j);
    write_tenths(values, n, j);
    n = r->money ? known_values(r->customers, "m_x", values) : 0;
    write_spend(r, values, n, j);
    free(values);
    return CLI_OK;
}
