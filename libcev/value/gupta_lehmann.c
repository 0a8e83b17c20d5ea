/*
 * Customers as assets. Source: Gupta & Lehmann (2003), "Customers as Assets",
 * Journal of Interactive Marketing 17(1), 9-24.
 */
#include "../core/compiler.h"
#include "cev/formulas.h"
#include "formula.h"

#include <math.h>
#include <stddef.h>

#include "../math/elementary.h"
#include "../math/sum.h"

enum { ASSET_I, ASSET_G, ASSET_K };
enum { ASSET_MARGIN, ASSET_R, ASSET_R_MAX };

/* What is left of retention's rise below this share of it, and of a sum. */
#define ASSET_REST 1e-17

/* The log of what one period makes of a pound: r (1 + g) / (1 + i). Taken
 * apart, it is exact where the quotient is near 1. */
static double log_carry(const double *params, double r)
{
    return cev__log(r) + cev__log1p(params[ASSET_G])
           - cev__log1p(params[ASSET_I]);
}

static int takes_assets(const double *params, double horizon)
{
    return params[ASSET_I] >= 0.0 && isfinite(params[ASSET_I])
           && params[ASSET_G] > -1.0 && isfinite(params[ASSET_G])
           && cev__is_period_count(horizon);
}

static int takes_improving(const double *params, double horizon)
{
    double k = params[ASSET_K];
    return takes_assets(params, horizon)
           && (k == 0.0 || (k >= 1e-3 && k <= 1e3));
}

/* Money that keeps coming for ever must be worth less from period to
 * period. */
static int is_worth_finite(const double *params, double horizon, double r)
{
    return isfinite(horizon) || log_carry(params, r) < 0.0;
}

static int takes_asset_row(const double *params, double horizon,
                           const double *row)
{
    double r = row[ASSET_R];
    return isfinite(row[ASSET_MARGIN]) && r >= 0.0 && r <= 1.0
           && is_worth_finite(params, horizon, r);
}

static int takes_improving_row(const double *params, double horizon,
                               const double *row)
{
    double r_max = row[ASSET_R_MAX];
    return takes_asset_row(params, 0.0, row) && r_max >= row[ASSET_R]
           && r_max <= 1.0 && is_worth_finite(params, horizon, r_max);
}

/* The first margin is worth m r / (1 + i), each later one a constant factor
 * of the one before. */
static double asset_value(const double *params, double horizon,
                          const double *row)
{
    return row[ASSET_MARGIN] * row[ASSET_R] / (1.0 + params[ASSET_I])
           * cev__geometric_sum(log_carry(params, row[ASSET_R]), horizon);
}

/* What is left to add after a term, when no later period carries more than
 * `limit`, does not show in the sum. */
static int is_asset_sum_done(double term, double limit, const cev__sum *sum)
{
    return limit < 0.0
           && -term / cev__expm1(limit) < ASSET_REST * cev__sum_value(sum);
}

/* Period by period until retention has arrived at its ceiling; from there on
 * the series is geometric. The logarithms are summed, which keeps the digits
 * of a product of many factors near 1. */
static double improving_value(const double *params, double horizon,
                              const double *row)
{
    double r = row[ASSET_R], rise = row[ASSET_R_MAX] - r;
    double k = params[ASSET_K], t = 0.0;
    double limit = log_carry(params, row[ASSET_R_MAX]);
    cev__sum value = {0}, carried = {0};
    int done = 0;
    if (!(k > 0.0) || !(r > 0.0))
        return asset_value(params, horizon, row);
    for (; t < horizon && !done; t += 1.0) {
        double arrived = r - rise * cev__expm1(-k * t);
        if (rise * cev__exp(-k * t) <= ASSET_REST * row[ASSET_R_MAX])
            break;
        cev__sum_add(&carried, log_carry(params, arrived));
        double term = cev__exp(cev__sum_value(&carried));
        cev__sum_add(&value, term);
        done = is_asset_sum_done(term, limit, &value);
    }
    if (!done)
        cev__sum_add(&value, cev__exp(cev__sum_value(&carried) + limit)
                                 * cev__geometric_sum(limit, horizon - t));
    return row[ASSET_MARGIN] * cev__sum_value(&value)
           / (1.0 + params[ASSET_G]);
}

int32_t cev_gupta_lehmann_value(const double *params, int64_t n,
                                const double *m, const double *r,
                                double horizon, double *out)
{
    static const cev__formula formula = {2, takes_assets, takes_asset_row,
                                         asset_value};
    const double *columns[CEV__FORMULA_COLUMNS] = {m, r, NULL};
    return cev__formula_run(&formula, params, n, columns, horizon, out);
}

int32_t cev_gupta_lehmann_improving(const double *params, int64_t n,
                                    const double *m, const double *r,
                                    const double *r_max, double horizon,
                                    double *out)
{
    static const cev__formula formula = {3, takes_improving,
                                         takes_improving_row,
                                         improving_value};
    const double *columns[CEV__FORMULA_COLUMNS] = {m, r, r_max};
    return cev__formula_run(&formula, params, n, columns, horizon, out);
}
