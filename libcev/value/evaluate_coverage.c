/*
 * Whether customers did in the holdout what their own distributions say: the
 * share of them whose purchases lie in the central range that is to hold the
 * share `interval`, of all and of those with x purchases before. Purchases are
 * whole numbers, so a range holds more than it has to; how much, the model
 * itself says. The parameters are taken as known.
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"
#include "../math/wilson.h"
#include "counts.h"

/* All customers first, then those by x. */
enum { COVERED_ALL, COVERED_BY_X, COVERED_ROWS = CEV__X_LAST + 2 };

typedef struct coverage_counts {
    int64_t last; /* the last row that has customers */
    cev__sum customers[COVERED_ROWS], below[COVERED_ROWS],
        above[COVERED_ROWS], held[COVERED_ROWS];
} coverage_counts;

static void cover_customer(const cev__counts *counts, int64_t i, int64_t row,
                           coverage_counts *out)
{
    double weight = counts->weight[i];
    if (weight > 0.0 && row > out->last)
        out->last = row;
    cev__sum_add(&out->customers[row], weight);
    if (counts->seen[i] < counts->low[i])
        cev__sum_add(&out->below[row], weight);
    if (counts->seen[i] > counts->high[i])
        cev__sum_add(&out->above[row], weight);
    cev__sum_add(&out->held[row], weight * counts->held[i]);
}

static void cover_all(const cev__counts *counts, coverage_counts *out)
{
    memset(out, 0, sizeof *out);
    for (int64_t i = 0; i < counts->rows; i++) {
        if (isnan(counts->held[i]))
            continue; /* more than can be counted */
        cover_customer(counts, i, COVERED_ALL, out);
        cover_customer(
            counts, i,
            COVERED_BY_X + (int64_t)fmin(counts->x[i], CEV__X_LAST), out);
    }
}

typedef struct coverage_columns {
    int64_t *x;
    double *customers, *nominal, *expected, *actual, *actual_lo, *actual_hi, *below,
        *above;
} coverage_columns;

static int32_t add_coverage_columns(cev_table *table, coverage_columns *c)
{
    static const char names[8][12] = {"customers", "nominal",   "expected",
                                      "actual",    "actual_lo", "actual_hi",
                                      "below",     "above"};
    double **data[8] = {&c->customers, &c->nominal,   &c->expected,
                        &c->actual,    &c->actual_lo, &c->actual_hi,
                        &c->below,     &c->above};
    int32_t status = cev__table_add_int64(table, "x", &c->x);
    for (int i = 0; i < 8 && status == CEV_OK; i++)
        status = cev__table_add_double(table, names[i], data[i]);
    if (status == CEV_OK)
        status = cev__table_set_gap(table, "x", COVERED_ALL);
    return status;
}

/* Shares of nobody are gaps. */
static void write_coverage(const coverage_counts *counts, double level,
                           double z, const coverage_columns *c)
{
    for (int64_t row = 0; row <= counts->last; row++) {
        double n = cev__sum_value(&counts->customers[row]);
        double below = cev__sum_value(&counts->below[row]);
        double above = cev__sum_value(&counts->above[row]);
        double inside = fmax(n - below - above, 0.0);
        if (row != COVERED_ALL)
            c->x[row] = row - COVERED_BY_X;
        c->customers[row] = n;
        c->nominal[row] = level;
        c->expected[row] = c->actual[row] = c->actual_lo[row] =
            c->actual_hi[row] = c->below[row] = c->above[row] = NAN;
        if (!(n > 0.0))
            continue;
        c->expected[row] = cev__sum_value(&counts->held[row]) / n;
        c->actual[row] = inside / n;
        c->below[row] = below / n;
        c->above[row] = above / n;
        cev__wilson_interval(inside, n, z, &c->actual_lo[row],
                             &c->actual_hi[row]);
    }
}

static int32_t coverage_table(cev_ctx *ctx, const coverage_counts *counts,
                              double level, double z, cev_table **out)
{
    coverage_columns columns;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, counts->last + 1, &table);
    if (status == CEV_OK)
        status = add_coverage_columns(table, &columns);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    write_coverage(counts, level, z, &columns);
    *out = table;
    return CEV_OK;
}

int32_t cev__evaluate_coverage(cev_ctx *ctx, const cev__outlook *outlook,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out)
{
    const cev__counting counting = {
        outlook->purchases, CEV__COUNTS_RANGE,
        cev__options_double(options, CEV__OPT_INTERVAL)};
    coverage_counts covered;
    cev__counts counts;
    if (!(counting.level > 0.0))
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option interval = %g; wanted above 0 for coverage",
                         counting.level);
    memset(&counts, 0, sizeof counts);
    int32_t status = cev__counts_fill(ctx, &counting, customers, &counts);
    if (status == CEV_OK) {
        cover_all(&counts, &covered);
        status = coverage_table(ctx, &covered, counting.level, outlook->z,
                                out);
    }
    cev__counts_free(ctx, &counts);
    return status;
}
