/*
 * A learning curve: what is gained from each customer by a model learnt from n
 * of them, a + b n^-c. For a given c it is a straight line in n^-c.
 */
#include "../core/compiler.h"
#include "gate.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../math/elementary.h"
#include "../math/sum.h"
#include "cev/gate.h"
#include "lesson.h"

/* Slopes looked at, from the least to the greatest. */
#define CURVE_BEND_LEAST 0.1
#define CURVE_BEND_MOST 2.0

/* No shop has more customers. */
#define CURVE_BEYOND 1e15

enum { CURVE_BENDS = 64, CURVE_HALVINGS = 200, CURVE_COLUMNS = 3 };

typedef struct gate_curve {
    cev_ctx *ctx;
    int64_t rows, count;
    double *numbers;
    const double *customers, *gains;
    double *weights;
    int64_t *order;
    double greatest; /* number of customers, the unit of n */
} gate_curve;

/* gain = limit + slope (n / unit)^-bend */
typedef struct gain_fit {
    double limit, slope, bend, unit, squares;
} gain_fit;

static double power_at(double n, double exponent)
{
    return cev__exp(exponent * cev__log(n));
}

/* The best line for a bend; more customers do no harm. */
static gain_fit fit_bend(const gate_curve *g, double bend)
{
    gain_fit fit = {0.0, 0.0, bend, g->greatest, 0.0};
    cev__sum all = {0}, xs = {0}, ys = {0}, xx = {0}, xy = {0}, left = {0};
    for (int pass = 0; pass < 3; pass++) {
        double n = cev__sum_value(&all);
        double x_mean = cev__sum_value(&xs) / n;
        double y_mean = cev__sum_value(&ys) / n;
        if (pass == 2) {
            double spread = cev__sum_value(&xx);
            fit.slope =
                spread > 0.0 ? fmin(cev__sum_value(&xy) / spread, 0.0) : 0.0;
            fit.limit = y_mean - fit.slope * x_mean;
        }
        for (int64_t i = 0; i < g->count; i++) {
            int64_t row = g->order[i];
            double w = g->weights[row], y = g->gains[row];
            double x = power_at(g->customers[row] / g->greatest, -bend);
            double away = y - fit.limit - fit.slope * x;
            cev__sum_add(&all, pass == 0 ? w : 0.0);
            cev__sum_add(&xs, pass == 0 ? w * x : 0.0);
            cev__sum_add(&ys, pass == 0 ? w * y : 0.0);
            cev__sum_add(&xx, pass == 1 ? w * (x - x_mean) * (x - x_mean)
                                        : 0.0);
            cev__sum_add(&xy, pass == 1 ? w * (x - x_mean) * (y - y_mean)
                                        : 0.0);
            cev__sum_add(&left, pass == 2 ? w * away * away : 0.0);
        }
    }
    fit.squares = cev__sum_value(&left);
    return fit;
}

/* The bend with the smallest squares: the best of a grid, then between its
 * neighbours. */
static gain_fit fit_gains(const gate_curve *g)
{
    double step = cev__log(CURVE_BEND_MOST / CURVE_BEND_LEAST) / (CURVE_BENDS - 1);
    double low = CURVE_BEND_LEAST, high = CURVE_BEND_MOST;
    gain_fit best = fit_bend(g, CURVE_BEND_LEAST);
    for (int i = 1; i < CURVE_BENDS; i++) {
        gain_fit fit = fit_bend(g, CURVE_BEND_LEAST * cev__exp(step * i));
        if (fit.squares < best.squares)
            best = fit;
    }
    low = fmax(best.bend * cev__exp(-step), CURVE_BEND_LEAST);
    high = fmin(best.bend * cev__exp(step), CURVE_BEND_MOST);
    for (int i = 0; i < CURVE_HALVINGS && high - low > 1e-12; i++) {
        gain_fit left = fit_bend(g, low + (high - low) * 0.382);
        gain_fit right = fit_bend(g, low + (high - low) * 0.618);
        if (left.squares <= right.squares)
            high = right.bend;
        else
            low = left.bend;
        if (left.squares < best.squares)
            best = left;
        if (right.squares < best.squares)
            best = right;
    }
    return best;
}

/* What a year brings, less its cost. */
static double net_at(const gain_fit *fit, double n, double served,
                     double cost)
{
    double gain =
        fit->limit + fit->slope * power_at(n / fit->unit, -fit->bend);
    return (served > 0.0 ? served : n) * gain - cost;
}

/* From how many customers on it pays, NaN where it never does: the net crosses
 * 0 upwards once, as the gain never falls. */
static double pays_from(const gain_fit *fit, double served, double cost)
{
    double low = 1.0, high = CURVE_BEYOND;
    if (!(net_at(fit, high, served, cost) > 0.0))
        return NAN;
    if (net_at(fit, low, served, cost) > 0.0)
        return low;
    for (int i = 0; i < CURVE_HALVINGS && high / low > 1.0 + 1e-14; i++) {
        double middle = sqrt(low) * sqrt(high);
        if (net_at(fit, middle, served, cost) > 0.0)
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* ---- The call ------------------------------------------------------------ */

static int32_t read_curve_column(gate_curve *g, const cev_table *curve,
                                 const char *name, double least, double *to)
{
    cev__numbers numbers;
    int32_t status = cev__table_numbers(g->ctx, curve, name, &numbers);
    if (status != CEV_OK)
        return status;
    cev__numbers_read(&numbers, 0, g->rows, to);
    for (int64_t row = 0; row < g->rows; row++)
        if (!(to[row] >= least && to[row] <= CURVE_BEYOND))
            return cev__fail(g->ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a number from %g to %g",
                             name, row, to[row], least, CURVE_BEYOND);
    return CEV_OK;
}

static int32_t read_curve(gate_curve *g, const cev_table *curve)
{
    const cev__readings none = {.rows = g->rows};
    double *customers = g->numbers, *gains = customers + g->rows;
    const double *const more[2] = {customers, gains};
    int64_t different = 0;
    g->weights = gains + g->rows;
    for (int64_t row = 0; row < g->rows; row++)
        g->weights[row] = 1.0;
    int32_t status =
        read_curve_column(g, curve, "customers", 1.0, customers);
    if (status == CEV_OK)
        status = read_curve_column(g, curve, "gain", -CURVE_BEYOND, gains);
    if (status == CEV_OK && cev__table_find(curve, "weight") != NULL)
        status = read_curve_column(g, curve, "weight", 0.0, g->weights);
    if (status == CEV_OK)
        status = cev__readings_order(g->ctx, &none, g->weights, more, 2,
                                     g->order, &g->count);
    for (int64_t i = 0; status == CEV_OK && i < g->count; i++) {
        double n = customers[g->order[i]];
        int is_new = 1;
        for (int64_t k = 0; different < 3 && k < i; k++)
            is_new &= customers[g->order[k]] < n || customers[g->order[k]] > n;
        different += is_new;
        g->greatest = fmax(g->greatest, n);
    }
    if (status == CEV_OK && different < 3)
        status = cev__fail(g->ctx, CEV_ERR_DOMAIN,
                           "column \"customers\" holds %d different numbers; "
                           "wanted three at the least, to see a curve",
                           different);
    g->customers = customers;
    g->gains = gains;
    return status;
}

static void tell_curve(const gain_fit *fit, const cev_options *options,
                       cev__lines *lines)
{
    double served = cev__options_double(options, CEV__OPT_YEARLY_CUSTOMERS);
    double cost = cev__gate_cost(options);
    double from = pays_from(fit, served, cost);
    cev__lines_add(lines, "parameter", "a", NULL)->value = fit->limit;
    cev__lines_add(lines, "parameter", "b", NULL)->value =
        fit->slope * power_at(fit->unit, fit->bend);
    cev__lines_add(lines, "parameter", "c", NULL)->value = fit->bend;
    cev__lines_add(lines, "year", "cost", NULL)->value = cost;
    cev__lines_add(lines, "year", "customers", NULL)->value =
        served > 0.0 ? served : NAN;
    if (isnan(from))
        cev__lines_verdict(lines, "never_pays", fit->limit,
                           "By this curve it never pays: from however many "
                           "customers it learns, it does not cover its "
                           "costs.");
    else
        cev__lines_verdict(lines, "pays_from", from,
                           "By this curve it pays from {n} customers on.");
}

int32_t cev_gate_curve(cev_ctx *ctx, const cev_table *curve,
                       const cev_options *options, cev_table **out)
{
    gate_curve g = {.ctx = ctx};
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (curve == NULL)
        return cev__fail_null(ctx, "curve");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    int32_t status = cev__options_check(ctx, options, CEV__TAKES_GATE_CURVE,
                                        "cev_gate_curve");
    if (status != CEV_OK)
        return status;
    g.rows = curve->rows;
    g.numbers = cev__alloc(ctx, CURVE_COLUMNS * g.rows + 1,
                           (int64_t)sizeof *g.numbers);
    g.order = cev__alloc(ctx, g.rows + 1, (int64_t)sizeof *g.order);
    status = g.numbers == NULL || g.order == NULL ? cev__fail_memory(ctx)
                                                  : read_curve(&g, curve);
    cev__lines lines = {.ctx = ctx};
    if (status == CEV_OK) {
        gain_fit fit = fit_gains(&g);
        tell_curve(&fit, options, &lines);
    }
    cev__free(ctx, g.numbers, CURVE_COLUMNS * g.rows + 1,
              (int64_t)sizeof *g.numbers);
    cev__free(ctx, g.order, g.rows + 1, (int64_t)sizeof *g.order);
    return status == CEV_OK ? cev__lines_table(&lines, out) : status;
}
