/* The report's pictures of who is leaving: the map of orders and silence,
 * gaps between orders, the grid of recency and frequency. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

enum {
    MAP_ORDERS = 12, /* rows: 2 to 13 orders */
    MAP_STEPS = 30,  /* columns: from no silence to all the time there was */
    MAP_CELLS = MAP_ORDERS * MAP_STEPS,
    GAP_STEPS = 30,
    MOST_SCORES = 5
};

/* Customers of every kind, so that the library can say what it expects of
 * them: x repeat orders, the last t_x after the first. */
typedef struct map_cells {
    double x[MAP_CELLS], t_x[MAP_CELLS], litt[MAP_CELLS];
} map_cells;

/* How much the logs of a customer's gaps fall short of that of their mean, for
 * each gap after the first and over all customers: 0 for clockwork. It hardly
 * depends on how many gaps there are (-0.61 to -0.58 for chance). */
static double usual_unevenness(const report *r)
{
    column x = column_find(r->customers, "x");
    column t_x = column_find(r->customers, "t_x");
    column litt = column_find(r->customers, "litt");
    double short_by = 0, gaps = 0;
    for (int64_t i = 0; i < r->n; i++) {
        double n = column_double(&x, i);
        if (n < 2)
            continue;
        short_by += column_double(&litt, i) -
                    n * log(column_double(&t_x, i) / n);
        gaps += n - 1;
    }
    return gaps > 0 ? short_by / gaps : 0;
}

/* Where time comes in opportunities, t_x is whole, and nobody bought more
 * often than there were any. */
static void lay_map(const report *r, double T, map_cells *cells)
{
    int whole = strcmp(r->model, CEV_BGBB) == 0;
    double uneven = usual_unevenness(r);
    for (int i = 0; i < MAP_CELLS; i++) {
        double x = 1 + i / MAP_STEPS;
        double t_x = T * (1 - (i % MAP_STEPS + 0.5) / MAP_STEPS);
        if (whole) {
            t_x = floor(t_x);
            x = fmin(x, t_x);
        }
        cells->x[i] = x;
        cells->t_x[i] = t_x;
        cells->litt[i] = x < 1 ? 0 : x * log(t_x / x) + (x - 1) * uneven;
    }
}

static int predict_map(const report *r, const map_cells *cells, double T,
                       cev_table **out)
{
    const double *const columns[] = {cells->x, cells->t_x, cells->litt};
    static const char *const names[] = {"x", "t_x", "litt"};
    shop view = r->now;
    view.interval = 0;
    view.quantities = "p_alive expected_purchases";
    cev_table *kinds = NULL;
    int32_t status = cev_table_new(view.ctx, MAP_CELLS, &kinds);
    for (int i = 0; status == CEV_OK && i < 3; i++)
        status = cev_table_set_column(kinds, names[i], CEV_DOUBLE, columns[i],
                                      sizeof(double), NULL);
    if (status == CEV_OK) /* a stride of 0: one value for all rows */
        status = cev_table_set_column(kinds, "T", CEV_DOUBLE, &T, 0, NULL);
    int code = status == CEV_OK
                   ? model_ask(&view, r->fitted, NULL, kinds, out)
                   : shop_fail(&view);
    cev_table_free(kinds);
    return code;
}

double report_oldest_age(const report *r, int *returned)
{
    column x = column_find(r->customers, "x");
    column T = column_find(r->customers, "T");
    double oldest = 0;
    *returned = 0;
    for (int64_t i = 0; i < r->n; i++) {
        oldest = fmax(oldest, column_double(&T, i));
        *returned |= column_double(&x, i) > 0;
    }
    return oldest;
}

static int write_map(const report *r, json *j)
{
    static const char *const names[] = {"orders", "from", "to", "p_alive",
                                        "expected_orders"};
    map_cells cells;
    cev_table *t = NULL;
    int returned = 0;
    double T = r->n > 0 ? report_oldest_age(r, &returned) : 0;
    double days = T * r->unit_days;
    if (returned) {
        lay_map(r, T, &cells);
        int code = predict_map(r, &cells, T, &t);
        if (code != CLI_OK)
            return code;
    }
    column p_alive = column_find(t, "p_alive");
    column expected = column_find(t, "expected_purchases");
    json_table(j, "map", names, 5);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        if (cells.x[i] < (double)(1 + i / MAP_STEPS))
            continue;
        json_array(j, NULL);
        json_integer(j, NULL, 2 + i / MAP_STEPS);
        json_digits(j, days * (double)(i % MAP_STEPS) / MAP_STEPS, 6);
        json_digits(j, days * (double)(i % MAP_STEPS + 1) / MAP_STEPS, 6);
        json_digits(j, column_double(&p_alive, i), 4);
        json_digits(j, column_double(&expected, i), 4);
        json_array_end(j);
    }
    json_table_end(j);
    cev_table_free(t);
    return CLI_OK;
}

static int32_t ask_gaps(const report *r, cev_table **out)
{
    return cev_portfolio_gaps(r->shop->portfolio, r->shop->as_of, NULL, out);
}

/* The shortest gap that at least `share` of all reached or undercut. */
static int64_t gap_quantile(const cev_table *t, double share)
{
    column gap = column_find(t, "gap"), count = column_find(t, "count");
    double all = 0, below = 0;
    int64_t rows = cev_table_row_count(t);
    for (int64_t i = 0; i < rows; i++)
        all += column_double(&count, i);
    for (int64_t i = 0; i < rows; i++) {
        below += column_double(&count, i);
        if (below >= share * all)
            return column_int64(&gap, i);
    }
    return -1;
}

int report_usual_gaps(const report *r, int64_t *median, int64_t *late)
{
    cev_table *t;
    if (ask_gaps(r, &t) != CEV_OK)
        return shop_fail(r->shop);
    *median = gap_quantile(t, 0.5);
    *late = gap_quantile(t, 0.9);
    cev_table_free(t);
    return CLI_OK;
}

/* A distribution over days in GAP_STEPS steps; the last holds all above. */
typedef struct gap_steps {
    double width, all;
    double count[GAP_STEPS];
} gap_steps;

static void add_gap(gap_steps *g, double days, double count)
{
    int step = (int)fmin(floor(days / g->width), GAP_STEPS - 1);
    g->count[step] += count;
    g->all += count;
}

static void write_gap_steps(const gap_steps *g, const char *kind, json *j)
{
    for (int i = 0; g->all > 0 && i < GAP_STEPS; i++) {
        json_array(j, NULL);
        json_digits(j, g->width * i, 6);
        json_digits(j, g->width * (i + 1), 6);
        json_text(j, NULL, kind);
        json_digits(j, g->count[i] / g->all, 5);
        json_digits(j, g->count[i], 12);
        json_array_end(j);
    }
}

/* Days of silence of each repeat buyer; returns how many there are. */
static int64_t silences(const report *r, double *days)
{
    column x = column_find(r->customers, "x");
    column t_x = column_find(r->customers, "t_x");
    column T = column_find(r->customers, "T");
    int64_t n = 0;
    for (int64_t i = 0; i < r->n; i++)
        if (column_double(&x, i) >= 1)
            days[n++] = (column_double(&T, i) - column_double(&t_x, i)) *
                        r->unit_days;
    return n;
}

static void write_gaps(const cev_table *t, double *silent, int64_t n,
                       int64_t late, json *j)
{
    static const char *const names[] = {"from", "to", "kind", "share",
                                        "count"};
    gap_steps returns = {0, 0, {0}}, now = {0, 0, {0}};
    column gap = column_find(t, "gap"), count = column_find(t, "count");
    double end = fmax(fmax(1.3 * (double)late,
                           report_quantile(silent, n, 0.98)),
                      GAP_STEPS);
    /* Whole days, so that no step holds one day more than another. */
    returns.width = now.width = ceil(end / GAP_STEPS);
    for (int64_t i = 0; i < cev_table_row_count(t); i++)
        add_gap(&returns, column_double(&gap, i), column_double(&count, i));
    for (int64_t i = 0; i < n; i++)
        add_gap(&now, silent[i], 1);
    json_table(j, "gaps", names, 5);
    write_gap_steps(&returns, "returns so far", j);
    write_gap_steps(&now, "silent now", j);
    json_table_end(j);
}

static void write_late_line(int64_t late, json *j)
{
    static const char *const names[] = {"days", "label"};
    json_table(j, "late", names, 2);
    if (late >= 0) {
        json_array(j, NULL);
        json_integer(j, NULL, late);
        json_text(j, NULL, "nine in ten came by here");
        json_array_end(j);
    }
    json_table_end(j);
}

static int write_all_gaps(const report *r, json *j)
{
    cev_table *t = NULL;
    double *silent = malloc((size_t)(r->n + 1) * sizeof *silent);
    if (silent == NULL)
        return cli_fail(r->shop->command, CLI_FAILED, "out of memory");
    if (ask_gaps(r, &t) != CEV_OK) {
        free(silent);
        return shop_fail(r->shop);
    }
    int64_t late = gap_quantile(t, 0.9);
    write_gaps(t, silent, late < 0 ? 0 : silences(r, silent), late, j);
    write_late_line(late, j);
    cev_table_free(t);
    free(silent);
    return CLI_OK;
}

/* One cell of the grid: how many, their revenue, and their segments by the
 * row of the profile. */
typedef struct rfm_cell {
    int64_t customers;
    double revenue;
    int64_t by_segment[16];
} rfm_cell;

static int segment_row(const cev_table *profile, const char *segment)
{
    column names = column_find(profile, "segment");
    for (int i = 0; i < 16 && i < cev_table_row_count(profile); i++)
        if (strcmp(column_text(&names, i), segment) == 0)
            return i;
    return 0;
}

static void count_cells(const report *r, rfm_cell cells[][MOST_SCORES])
{
    column recency = column_find(r->classes, "r");
    column frequency = column_find(r->classes, "f");
    column segment = column_find(r->classes, "segment");
    column revenue = column_find(r->customers, "revenue");
    for (int64_t i = 0; i < r->n; i++) {
        rfm_cell *cell = &cells[column_int64(&recency, i) - 1]
                               [column_int64(&frequency, i) - 1];
        double amount = column_double(&revenue, i);
        cell->customers++;
        cell->revenue += isnan(amount) ? 0 : amount;
        cell->by_segment[segment_row(r->profile, column_text(&segment, i))]++;
    }
}

static const char *commonest_segment(const report *r, const rfm_cell *cell)
{
    int best = 0;
    for (int i = 1; i < 16; i++)
        if (cell->by_segment[i] > cell->by_segment[best])
            best = i;
    return cev_table_text(r->profile, "segment", best);
}

static void write_rfm(const report *r, json *j)
{
    static const char *const names[] = {"r", "f", "customers", "revenue",
                                        "segment"};
    rfm_cell cells[MOST_SCORES][MOST_SCORES];
    memset(cells, 0, sizeof cells);
    if (r->n > 0)
        count_cells(r, cells);
    json_table(j, "rfm", names, 5);
    for (int i = 0; i < MOST_SCORES * MOST_SCORES; i++) {
        const rfm_cell *cell = &cells[i / MOST_SCORES][i % MOST_SCORES];
        if (cell->customers == 0)
            continue;
        json_array(j, NULL);
        json_integer(j, NULL, i / MOST_SCORES + 1);
        json_integer(j, NULL, i % MOST_SCORES + 1);
        json_integer(j, NULL, cell->customers);
        json_digits(j, r->money ? cell->revenue : (double)NAN, 12);
        json_text(j, NULL, commonest_segment(r, cell));
        json_array_end(j);
    }
    json_table_end(j);
}

int report_write_leaving(const report *r, json *j)
{
    int code = write_map(r, j);
    if (code == CLI_OK)
        code = write_all_gaps(r, j);
    if (code == CLI_OK)
        write_rfm(r, j);
    return code;
}
