/*
 * Customer lifetime value in five cases. Source: Berger & Nasr (1998),
 * "Customer Lifetime Value: Marketing Models and Applications", Journal of
 * Interactive Marketing 12(1), 17-30.
 */
#include "../core/compiler.h"
#include "cev/formulas.h"
#include "formula.h"

#include <math.h>
#include <stddef.h>

#include "../math/elementary.h"
#include "../math/legendre.h"
#include "../math/sum.h"
#include "cev/base.h"

enum { RHYTHM_D, RHYTHM_PERIOD };
enum { RHYTHM_GC, RHYTHM_M, RHYTHM_R };
enum { PROFIT_D, PROFIT_H, PROFIT_V, PROFIT_G, PROFIT_N };
enum { MIGRATION_D, MIGRATION_GC, MIGRATION_M };

/* Years that are gone through one by one. */
#define CASE_YEARS_MAX 100000.0

static int is_discount(double d)
{
    return d >= 0.0 && isfinite(d);
}

/* ---- Cases 1 and 2: a fixed rhythm --------------------------------------- */

static int takes_case1(const double *params, double years)
{
    return is_discount(params[RHYTHM_D]) && cev__is_period_count(years);
}

static int takes_case2(const double *params, double years)
{
    double period = params[RHYTHM_PERIOD];
    return takes_case1(params, years) && period >= 1.0 && isfinite(period)
           && cev__is_period_count(period);
}

static int takes_rhythm_row(const double *params, double years,
                            const double *row)
{
    double r = row[RHYTHM_R];
    return isfinite(row[RHYTHM_GC]) && isfinite(row[RHYTHM_M]) && r >= 0.0
           && r <= 1.0
           && (isfinite(years) || r < 1.0 || params[RHYTHM_D] > 0.0);
}

/* GC for each of `sales` + 1 purchases, M for each of `promotions`, given the
 * log of a year's discount factor and the years between two of each. */
static double rhythm_value(const double *row, double log_discount,
                           double sales, double sale_years, double promotions,
                           double promotion_years)
{
    double log_r = cev__log(row[RHYTHM_R]);
    double log_sale = log_r + sale_years * log_discount;
    double log_promotion =
        log_r * promotion_years / sale_years + promotion_years * log_discount;
    double half = cev__exp(0.5 * promotion_years * log_discount);
    return row[RHYTHM_GC] * cev__geometric_sum(log_sale, sales + 1.0)
           - row[RHYTHM_M] * half
                 * cev__geometric_sum(log_promotion, promotions);
}

static double case1_value(const double *params, double years,
                          const double *row)
{
    return rhythm_value(row, -cev__log1p(params[RHYTHM_D]), years, 1.0, years,
                        1.0);
}

static double case2a_value(const double *params, double years,
                           const double *row)
{
    double p = params[RHYTHM_PERIOD];
    return rhythm_value(row, -cev__log1p(params[RHYTHM_D]), p * years,
                        1.0 / p, p * years, 1.0 / p);
}

static double case2b_value(const double *params, double years,
                           const double *row)
{
    double q = params[RHYTHM_PERIOD];
    return rhythm_value(row, -cev__log1p(params[RHYTHM_D]), floor(years / q),
                        q, years, 1.0);
}

/* ---- Cases 3 and 4: profit along an S ------------------------------------ */

static int takes_profit(const double *params, double years)
{
    for (int k = PROFIT_H; k <= PROFIT_N; k++)
        if (!isfinite(params[k]) || (k != PROFIT_V && params[k] < 0.0))
            return 0;
    return is_discount(params[PROFIT_D]) && years >= 0.0
           && years <= CASE_YEARS_MAX;
}

static int takes_yearly_profit(const double *params, double years)
{
    return takes_profit(params, years) && cev__is_period_count(years);
}

static int takes_profit_row(const double *params, double years,
                            const double *row)
{
    (void)params;
    (void)years;
    return row[0] >= 0.0 && row[0] <= 1.0;
}

static double profit_at(const double *params, double t)
{
    double g = params[PROFIT_G], young = fmin(t, g);
    return params[PROFIT_H] * young * young + params[PROFIT_V]
           - params[PROFIT_N] * cev__expm1(fmin(0.0, g - t));
}

static double case3_value(const double *params, double years,
                          const double *row)
{
    double fall = cev__log1p(params[PROFIT_D]) - cev__log(row[0]);
    cev__sum sum = {0};
    double factor = 1.0;
    for (double t = 0.0; t <= years && factor > 0.0; t += 1.0) {
        factor = t > 0.0 ? cev__exp(-t * fall) : 1.0;
        cev__sum_add(&sum, factor * profit_at(params, t));
    }
    return cev__sum_value(&sum);
}

/* The flow from `from` to `to`, where it is smooth, by 16 nodes. */
static double flow_panel(const double *params, double fall, double from,
                         double to)
{
    double middle = 0.5 * (from + to), half = 0.5 * (to - from);
    cev__sum sum = {0};
    for (int i = 0; i < CEV__LEGENDRE_HALF; i++) {
        for (int side = -1; side <= 1; side += 2) {
            double t = middle + side * half * cev__legendre_node[i];
            cev__sum_add(&sum, cev__legendre_weight[i] * cev__exp(-fall * t)
                                   * profit_at(params, t));
        }
    }
    return half * cev__sum_value(&sum);
}

/* As long as nothing falls by more than exp(-4) within a panel, the nodes
 * leave 1e-17 of it; beyond exp(-750) nothing is left. */
static void add_flow(const double *params, double fall, double from, double to,
                     cev__sum *sum)
{
    double width = 4.0 / (1.0 + fall);
    if (!isfinite(fall))
        return; /* nobody stays for any time at all */
    while (from < to && fall * from < 750.0) {
        double end = fmin(to, from + width);
        cev__sum_add(sum, flow_panel(params, fall, from, end));
        from = end;
    }
}

static double case4_value(const double *params, double years,
                          const double *row)
{
    double fall = cev__log1p(params[PROFIT_D]) - cev__log(row[0]);
    double bend = fmin(params[PROFIT_G], years);
    cev__sum sum = {0};
    add_flow(params, fall, 0.0, bend, &sum);
    add_flow(params, fall, bend, years, &sum);
    return cev__sum_value(&sum);
}

/* ---- Case 5: migration --------------------------------------------------- */

/* No sum that a customer can come to may be beyond what a double holds. */
static int takes_migration(const double *params, double years)
{
    double most = fabs(params[MIGRATION_GC]) + fabs(params[MIGRATION_M]);
    return is_discount(params[MIGRATION_D]) && years <= CASE_YEARS_MAX
           && cev__is_period_count(years) && isfinite(most * (years + 1.0));
}

/* One period more to look ahead, in place: out[j] needs what out[0] and
 * out[j + 1] were before. */
static void extend_migration(const double *params, int64_t n, const double *P,
                             double *out)
{
    double discount = 1.0 / (1.0 + params[MIGRATION_D]);
    double promotion = params[MIGRATION_M] * sqrt(discount);
    double bought = params[MIGRATION_GC] + out[0];
    for (int64_t j = 0; j < n; j++) {
        double missed = j + 1 < n ? out[j + 1] : 0.0;
        out[j] = discount * (P[j] * bought + (1.0 - P[j]) * missed)
                 - promotion;
    }
}

/* ---- The kernels --------------------------------------------------------- */

int32_t cev_berger_nasr_case1(const double *params, int64_t n,
                              const double *GC, const double *M,
                              const double *r, double years, double *out)
{
    static const cev__formula formula = {3, takes_case1, takes_rhythm_row,
                                         case1_value};
    const double *columns[CEV__FORMULA_COLUMNS] = {GC, M, r};
    return cev__formula_run(&formula, params, n, columns, years, out);
}

int32_t cev_berger_nasr_case2a(const double *params, int64_t n,
                               const double *GC, const double *M,
                               const double *r, double years, double *out)
{
    static const cev__formula formula = {3, takes_case2, takes_rhythm_row,
                                         case2a_value};
    const double *columns[CEV__FORMULA_COLUMNS] = {GC, M, r};
    return cev__formula_run(&formula, params, n, columns, years, out);
}

int32_t cev_berger_nasr_case2b(const double *params, int64_t n,
                               const double *GC, const double *M,
                               const double *r, double years, double *out)
{
    static const cev__formula formula = {3, takes_case2, takes_rhythm_row,
                                         case2b_value};
    const double *columns[CEV__FORMULA_COLUMNS] = {GC, M, r};
    return cev__formula_run(&formula, params, n, columns, years, out);
}

int32_t cev_berger_nasr_case3(const double *params, int64_t n, const double *r,
                              double years, double *out)
{
    static const cev__formula formula = {1, takes_yearly_profit,
                                         takes_profit_row, case3_value};
    const double *columns[CEV__FORMULA_COLUMNS] = {r, NULL, NULL};
    return cev__formula_run(&formula, params, n, columns, years, out);
}

int32_t cev_berger_nasr_case4(const double *params, int64_t n, const double *r,
                              double years, double *out)
{
    static const cev__formula formula = {1, takes_profit, takes_profit_row,
                                         case4_value};
    const double *columns[CEV__FORMULA_COLUMNS] = {r, NULL, NULL};
    return cev__formula_run(&formula, params, n, columns, years, out);
}

int32_t cev_berger_nasr_case5(const double *params, int64_t n, const double *P,
                              double years, double *out)
{
    if (params == NULL || n < 0 || (n > 0 && (P == NULL || out == NULL)))
        return CEV_ERR_ARGUMENT;
    if (!takes_migration(params, years))
        return CEV_ERR_DOMAIN;
    for (int64_t j = 0; j < n; j++)
        if (!(P[j] >= 0.0 && P[j] <= 1.0))
            return CEV_ERR_DOMAIN;
    for (int64_t j = 0; j < n; j++)
        out[j] = 0.0;
    for (double t = 0.0; n > 0 && t < years; t += 1.0)
        extend_migration(params, n, P, out);
    return CEV_OK;
}
