/* Customers in parts by prediction: calibration and lift; see judge.h. */
#include "../core/compiler.h"
#include "judge.h"

#include <math.h>

#include "../math/interval.h"
#include "../math/sum.h"
#include "../math/wilson.h"
#include "metrics.h"

enum { PART_COLUMNS = 11 };

/* Customers of a part, summed. */
typedef struct trial_part {
    cev__sum customers, predicted, actual, squares; /* of what they did */
} trial_part;

/* Adds a share of a row. */
static void add_to_part(trial_part *part, const cev__trial *trial, int64_t i,
                        double share)
{
    double weight = share * trial->column[CEV__TRIAL_WEIGHT][i];
    double y = trial->column[CEV__TRIAL_ACTUAL][i];
    cev__sum_add(&part->customers, weight);
    cev__sum_add(&part->predicted,
                 weight * trial->column[CEV__TRIAL_PREDICTED][i]);
    cev__sum_add(&part->actual, weight * y);
    cev__sum_add(&part->squares, weight * y * y);
}

/* The interval of its mean: Wilson's of a share, else the normal one. */
static void bound_part(const cev__trial *trial, const trial_part *part,
                       double z, double *lower, double *upper)
{
    double n = cev__sum_value(&part->customers);
    double sum = cev__sum_value(&part->actual);
    if (trial->kind == CEV__TRIAL_BINARY) {
        cev__wilson_interval(fmin(fmax(sum, 0.0), n), n, z, lower, upper);
        return;
    }
    double around = fmax(cev__sum_value(&part->squares) - sum * (sum / n), 0.0);
    double reach =
        n > 1.0 ? z * sqrt(around / (n * (n - 1.0))) : NAN;
    *lower = sum / n - reach;
    *upper = sum / n + reach;
}

int32_t cev__judge_table(cev_ctx *ctx, int64_t rows, const char *first,
                         const char (*names)[CEV__JUDGE_NAME], int count,
                         double **columns, cev_table **out)
{
    cev_table *table = NULL;
    int64_t *number;
    int32_t status = cev_table_new(ctx, rows, &table);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, first, &number);
    for (int i = 0; i < count && status == CEV_OK; i++)
        status = cev__table_add_double(table, names[i], &columns[i]);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t i = 0; i < rows; i++)
        number[i] = i + 1;
    *out = table;
    return CEV_OK;
}

/* ---- Calibration --------------------------------------------------------- */

int32_t cev__judge_calibration(cev_ctx *ctx, const cev__trial *trial,
                               const cev_options *options, cev_table **out)
{
    static const char names[][CEV__JUDGE_NAME] = {
        "customers", "from",      "to",       "predicted",
        "actual",    "actual_lo", "actual_hi"};
    int bins = (int)cev__options_int(options, CEV__OPT_BINS);
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    int64_t *ends = cev__alloc(ctx, bins, (int64_t)sizeof *ends);
    double *to[PART_COLUMNS];
    if (ends == NULL)
        return cev__fail_memory(ctx);
    int count = cev__trial_bins(trial, bins, ends);
    int32_t status =
        cev__judge_table(ctx, count, "bin", names, z > 0.0 ? 7 : 5, to, out);
    for (int64_t b = 0, i = 0; status == CEV_OK && b < count; b++) {
        const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
        trial_part part = {0};
        to[1][b] = predicted[i];
        to[2][b] = predicted[ends[b] - 1];
        for (; i < ends[b]; i++)
            add_to_part(&part, trial, i, 1.0);
        to[0][b] = cev__sum_value(&part.customers);
        to[3][b] = cev__sum_value(&part.predicted) / to[0][b];
        to[4][b] = cev__sum_value(&part.actual) / to[0][b];
        if (z > 0.0)
            bound_part(trial, &part, z, &to[5][b], &to[6][b]);
    }
    cev__free(ctx, ends, bins, (int64_t)sizeof *ends);
    return status;
}

/* ---- Lift ---------------------------------------------------------------- */

/* Spreads the rows, the highest predictions first; customers with equal ones
 * share what they have where they fall into two parts. */
static void spread_trial(const cev__trial *trial, int bins, trial_part *parts)
{
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    double n = trial->customers;
    cev__sum above = {0};
    for (int64_t end = trial->count, i; end > 0; end = i) {
        cev__sum ties = {0};
        for (i = end - 1; i > 0 && predicted[i - 1] >= predicted[end - 1];
             i--)
            ;
        for (int64_t k = i; k < end; k++)
            cev__sum_add(&ties, trial->column[CEV__TRIAL_WEIGHT][k]);
        double from = cev__sum_value(&above), all = cev__sum_value(&ties);
        cev__sum_merge(&above, &ties);
        for (int b = (int)fmax(from * bins / n - 1.0, 0.0);
             b < bins && n * b / bins < from + all; b++) {
            double start = fmax(from, n * b / bins);
            double stop = fmin(from + all, n * (b + 1) / bins);
            for (int64_t k = i; stop > start && k < end; k++)
                add_to_part(&parts[b], trial, k, (stop - start) / all);
        }
    }
}

/*
 * Lift and the standard error of its logarithm, by the delta method: the mean
 * of the part and that of all are known from the same customers.
 */
static double log_lift_error(const cev__trial *trial, const trial_part *part,
                             const trial_part *all, double lift)
{
    double n = cev__sum_value(&part->customers), big = trial->customers;
    double sum = cev__sum_value(&part->actual);
    double total = cev__sum_value(&all->actual);
    double mean = total / big;
    double inside =
        fmax(cev__sum_value(&part->squares) - sum * (sum / n), 0.0);
    double around =
        fmax(cev__sum_value(&all->squares) - total * mean, 0.0);
    double ratio = big / n;
    double variance = (inside * ratio * (ratio - 2.0 * lift)
                       + lift * lift * around)
                      / (mean * mean * big * big);
    return sqrt(fmax(variance, 0.0)) / lift;
}

static void write_lifts(const cev__trial *trial, const trial_part *parts,
                       int bins, double z, double *const *to)
{
    trial_part all = {0};
    cev__sum gained = {0};
    for (int64_t i = 0; i < trial->count; i++)
        add_to_part(&all, trial, i, 1.0);
    double total = cev__sum_value(&all.actual);
    for (int b = 0; b < bins; b++) {
        const trial_part *part = &parts[b];
        to[0][b] = cev__sum_value(&part->customers);
        to[1][b] = cev__sum_value(&part->predicted) / to[0][b];
        to[2][b] = cev__sum_value(&part->actual) / to[0][b];
        cev__sum_merge(&gained, &part->actual);
        double lift = total > 0.0
                          ? to[2][b] / (total / trial->customers)
                          : NAN;
        to[3][b] = lift;
        to[4][b] = total > 0.0 ? cev__sum_value(&gained) / total : NAN;
        if (!(z > 0.0))
            continue;
        bound_part(trial, part, z, &to[5][b], &to[6][b]);
        to[7][b] = to[8][b] = NAN;
        if (lift > 0.0)
            cev__interval_positive(
                lift, log_lift_error(trial, part, &all, lift), z, &to[7][b],
                &to[8][b]);
    }
}

int32_t cev__judge_lift(cev_ctx *ctx, const cev__trial *trial,
                        const cev_options *options, cev_table **out)
{
    static const char names[][CEV__JUDGE_NAME] = {
        "customers", "predicted", "actual",  "lift",   "gain",
        "actual_lo", "actual_hi", "lift_lo", "lift_hi"};
    int bins = (int)cev__options_int(options, CEV__OPT_BINS);
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    trial_part *parts =
        cev__alloc_zero(ctx, bins, (int64_t)sizeof *parts);
    double *to[PART_COLUMNS];
    if (parts == NULL)
        return cev__fail_memory(ctx);
    int32_t status =
        cev__judge_table(ctx, bins, "part", names, z > 0.0 ? 9 : 5, to, out);
    if (status == CEV_OK) {
        spread_trial(trial, bins, parts);
        write_lifts(trial, parts, bins, z, to);
    }
    cev__free(ctx, parts, bins, (int64_t)sizeof *parts);
    return status;
}
