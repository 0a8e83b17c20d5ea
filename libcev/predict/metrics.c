/* Measures of predictions that are means; see metrics.h. */
#include "../core/compiler.h"
#include "metrics.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/isotonic.h"
#include "../math/sum.h"

/* No prediction counts as closer to 0 or 1. */
#define CERTAIN 1e-15

enum { ECE_BINS = 10 };

#define OF_NUMBERS (1 << CEV__TRIAL_NUMBER)
#define OF_CHANCES (1 << CEV__TRIAL_BINARY)
#define OF_QUANTILES (1 << CEV__TRIAL_QUANTILE)

static const char mean_method[] = "normal interval of a mean";
static const char no_probability[] =
    "predictions beyond 0 and 1 are no probabilities";
static const char delta_method[] = "delta method";
static const char biased_method[] =
    "no interval: too high by chance, the more so the fewer customers";

void cev__metric_interval(int scale, double value, double std_error, double z,
                          double *lower, double *upper)
{
    *lower = *upper = NAN;
    if (isnan(value) || isnan(std_error))
        return;
    if (scale == CEV__SCALE_POSITIVE && value > 0.0) {
        cev__interval_positive(value, std_error / value, z, lower, upper);
        return;
    }
    if (scale == CEV__SCALE_SHARE && value > 0.0 && value < 1.0) {
        double room = value * (1.0 - value);
        cev__interval_share(cev__log((1.0 - value) / value), std_error / room,
                            z, lower, upper);
        return;
    }
    if (scale == CEV__SCALE_SIGNED && fabs(value) < 1.0) {
        cev__metric_interval(CEV__SCALE_SHARE, 0.5 + 0.5 * value,
                             0.5 * std_error, z, lower, upper);
        *lower = 2.0 * *lower - 1.0;
        *upper = 2.0 * *upper - 1.0;
        return;
    }
    *lower = value - z * std_error;
    *upper = value + z * std_error;
}

double cev__metric_mean(const cev__trial *trial, double *influence)
{
    const double *weight = trial->column[CEV__TRIAL_WEIGHT];
    double n = trial->customers;
    cev__sum sum = {0};
    for (int64_t i = 0; i < trial->count; i++)
        cev__sum_add(&sum, weight[i] * influence[i]);
    double mean = cev__sum_value(&sum) / n;
    /* One customer has told nothing of others. */
    double share = n > 1.0 ? 1.0 / sqrt(n * (n - 1.0)) : NAN;
    for (int64_t i = 0; i < trial->count; i++)
        influence[i] = (influence[i] - mean) * share;
    return mean;
}

/* The same of what was fitted to the customers it is measured on: it is biased
 * upwards, and an interval around it would hold the truth too seldom (in
 * simulated shops of 300 customers hardly ever, of the miscalibration). */
static void take_biased_mean(const cev__trial *trial, cev__measured *out,
                             double *influence)
{
    /* no fit of the kind is worse: below 0 is rounding */
    out->value = fmax(cev__metric_mean(trial, influence), 0.0);
    out->method = biased_method;
    for (int64_t i = 0; i < trial->count; i++)
        influence[i] = NAN;
}

/* The mean of a function of prediction and truth. */
static int32_t measure_mean(const cev__trial *trial,
                            double (*loss)(double p, double y),
                            cev__measured *out, double *influence)
{
    for (int64_t i = 0; i < trial->count; i++)
        influence[i] = loss(trial->column[CEV__TRIAL_PREDICTED][i],
                            trial->column[CEV__TRIAL_ACTUAL][i]);
    out->value = cev__metric_mean(trial, influence);
    out->method = mean_method;
    return CEV_OK;
}

static double the_actual(double p, double y)
{
    (void)p;
    return y;
}

static double the_predicted(double p, double y)
{
    (void)y;
    return p;
}

static double the_excess(double p, double y)
{
    return p - y;
}

static double the_absolute(double p, double y)
{
    return fabs(p - y);
}

static double the_square(double p, double y)
{
    return (p - y) * (p - y);
}

/* Who is sure and wrong loses much, but not everything. */
static double the_log_loss(double p, double y)
{
    p = fmin(fmax(p, CERTAIN), 1.0 - CERTAIN);
    return y > 0.0 ? -cev__log(p) : -cev__log1p(-p);
}

static int32_t measure_actual(cev_ctx *ctx, const cev__trial *trial,
                              cev__measured *out, double *influence)
{
    (void)ctx;
    return measure_mean(trial, the_actual, out, influence);
}

static int32_t measure_predicted(cev_ctx *ctx, const cev__trial *trial,
                                 cev__measured *out, double *influence)
{
    (void)ctx;
    return measure_mean(trial, the_predicted, out, influence);
}

static int32_t measure_bias(cev_ctx *ctx, const cev__trial *trial,
                            cev__measured *out, double *influence)
{
    (void)ctx;
    return measure_mean(trial, the_excess, out, influence);
}

static int32_t measure_mae(cev_ctx *ctx, const cev__trial *trial,
                           cev__measured *out, double *influence)
{
    (void)ctx;
    return measure_mean(trial, the_absolute, out, influence);
}

/* The delta method takes the mean of squares to its root. */
static int32_t measure_rmse(cev_ctx *ctx, const cev__trial *trial,
                            cev__measured *out, double *influence)
{
    (void)ctx;
    measure_mean(trial, the_square, out, influence);
    out->value = sqrt(out->value);
    out->method = delta_method;
    for (int64_t i = 0; i < trial->count; i++)
        influence[i] = out->value > 0.0 ? influence[i] / (2.0 * out->value)
                                        : 0.0;
    return CEV_OK;
}

/* 1 less the squares that are left over those around the mean. */
static int32_t measure_r2(cev_ctx *ctx, const cev__trial *trial,
                          cev__measured *out, double *influence)
{
    const double *actual = trial->column[CEV__TRIAL_ACTUAL];
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    const double *weight = trial->column[CEV__TRIAL_WEIGHT];
    cev__sum sum = {0}, around = {0}, left = {0};
    (void)ctx;
    for (int64_t i = 0; i < trial->count; i++)
        cev__sum_add(&sum, weight[i] * actual[i]);
    double mean = cev__sum_value(&sum) / trial->customers;
    for (int64_t i = 0; i < trial->count; i++) {
        cev__sum_add(&around,
                     weight[i] * (actual[i] - mean) * (actual[i] - mean));
        cev__sum_add(&left, weight[i] * the_square(predicted[i], actual[i]));
    }
    double all = cev__sum_value(&around);
    if (!(all > 0.0)) {
        out->method = "all are alike";
        return CEV_OK;
    }
    double rest = cev__sum_value(&left) / all;
    for (int64_t i = 0; i < trial->count; i++)
        influence[i] = (rest * (actual[i] - mean) * (actual[i] - mean)
                        - the_square(predicted[i], actual[i]))
                       / (all / trial->customers);
    cev__metric_mean(trial, influence);
    out->value = 1.0 - rest;
    out->method = delta_method;
    return CEV_OK;
}

/* ---- Quantiles ----------------------------------------------------------- */

static double the_below(double p, double y)
{
    return y <= p ? 1.0 : 0.0;
}

static int32_t measure_below(cev_ctx *ctx, const cev__trial *trial,
                             cev__measured *out, double *influence)
{
    (void)ctx;
    return measure_mean(trial, the_below, out, influence);
}

/* How far off, of what is above the quantile level times, of what is below it
 * 1 - level times (Koenker & Bassett 1978). */
static int32_t measure_pinball(cev_ctx *ctx, const cev__trial *trial,
                               cev__measured *out, double *influence)
{
    (void)ctx;
    for (int64_t i = 0; i < trial->count; i++) {
        double away = trial->column[CEV__TRIAL_ACTUAL][i]
                      - trial->column[CEV__TRIAL_PREDICTED][i];
        influence[i] =
            away * (away > 0.0 ? trial->level : trial->level - 1.0);
    }
    out->value = cev__metric_mean(trial, influence);
    out->method = mean_method;
    return CEV_OK;
}

/* ---- Probabilities ------------------------------------------------------- */

static int32_t measure_log_loss(cev_ctx *ctx, const cev__trial *trial,
                                cev__measured *out, double *influence)
{
    (void)ctx;
    if (trial->is_probability)
        return measure_mean(trial, the_log_loss, out, influence);
    out->method = no_probability;
    return CEV_OK;
}

static int32_t measure_brier(cev_ctx *ctx, const cev__trial *trial,
                             cev__measured *out, double *influence)
{
    (void)ctx;
    if (trial->is_probability)
        return measure_mean(trial, the_square, out, influence);
    out->method = no_probability;
    return CEV_OK;
}

int32_t cev__trial_recalibrate(cev_ctx *ctx, const cev__trial *trial,
                               double *fitted)
{
    const double *weight = trial->column[CEV__TRIAL_WEIGHT];
    const double *actual = trial->column[CEV__TRIAL_ACTUAL];
    int64_t room = trial->count, points = 0;
    double *mean = cev__alloc(ctx, 3 * room, (int64_t)sizeof *mean);
    cev__level *levels = cev__alloc(ctx, room, (int64_t)sizeof *levels);
    if (mean != NULL && levels != NULL) {
        double *mass = mean + room, *level = mass + room;
        for (int64_t i = 0, end; i < trial->count; i = end) {
            cev__sum all = {0}, hits = {0};
            end = cev__trial_ties(trial, i);
            for (int64_t k = i; k < end; k++) {
                cev__sum_add(&all, weight[k]);
                cev__sum_add(&hits, weight[k] * actual[k]);
            }
            mass[points] = cev__sum_value(&all);
            mean[points] = cev__sum_value(&hits) / mass[points];
            points++;
        }
        cev__isotonic_fit(points, mean, mass, levels, level);
        points = 0;
        for (int64_t i = 0, end; i < trial->count; i = end, points++) {
            end = cev__trial_ties(trial, i);
            for (int64_t k = i; k < end; k++)
                fitted[k] = level[points];
        }
    }
    int is_short = mean == NULL || levels == NULL;
    cev__free(ctx, mean, 3 * room, (int64_t)sizeof *mean);
    cev__free(ctx, levels, room, (int64_t)sizeof *levels);
    return is_short ? cev__fail_memory(ctx) : CEV_OK;
}

/* Which two scores a part of the Brier score is the difference of. */
enum { PART_MISCALIBRATION, PART_DISCRIMINATION, PART_UNCERTAINTY };

static int32_t measure_part(cev_ctx *ctx, const cev__trial *trial, int part,
                            cev__measured *out, double *influence)
{
    const double *actual = trial->column[CEV__TRIAL_ACTUAL];
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    double base = trial->positives / trial->customers;
    int32_t status = CEV_OK;
    if (!trial->is_probability) {
        out->method = no_probability;
        return CEV_OK;
    }
    if (part != PART_UNCERTAINTY)
        status = cev__trial_recalibrate(ctx, trial, influence);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < trial->count; i++) {
        double y = actual[i], flat = the_square(base, y);
        if (part == PART_UNCERTAINTY)
            influence[i] = flat;
        else if (part == PART_DISCRIMINATION)
            influence[i] = flat - the_square(influence[i], y);
        else
            influence[i] = the_square(predicted[i], y)
                           - the_square(influence[i], y);
    }
    if (part != PART_UNCERTAINTY) {
        take_biased_mean(trial, out, influence);
        return CEV_OK;
    }
    out->value = cev__metric_mean(trial, influence);
    out->method = mean_method;
    return CEV_OK;
}

static int32_t measure_miscalibration(cev_ctx *ctx, const cev__trial *trial,
                                      cev__measured *out, double *influence)
{
    return measure_part(ctx, trial, PART_MISCALIBRATION, out, influence);
}

static int32_t measure_discrimination(cev_ctx *ctx, const cev__trial *trial,
                                      cev__measured *out, double *influence)
{
    return measure_part(ctx, trial, PART_DISCRIMINATION, out, influence);
}

static int32_t measure_uncertainty(cev_ctx *ctx, const cev__trial *trial,
                                   cev__measured *out, double *influence)
{
    return measure_part(ctx, trial, PART_UNCERTAINTY, out, influence);
}

/* How far the means of tenths of equal numbers of customers, from the lowest
 * predictions up, are off; equal predictions stay together. */
static int32_t measure_ece(cev_ctx *ctx, const cev__trial *trial,
                           cev__measured *out, double *influence)
{
    const double *actual = trial->column[CEV__TRIAL_ACTUAL];
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    (void)ctx;
    if (!trial->is_probability) {
        out->method = no_probability;
        return CEV_OK;
    }
    int64_t ends[ECE_BINS], start = 0;
    int bins = cev__trial_bins(trial, ECE_BINS, ends);
    for (int b = 0; b < bins; start = ends[b++]) {
        cev__sum off = {0};
        for (int64_t k = start; k < ends[b]; k++)
            cev__sum_add(&off, trial->column[CEV__TRIAL_WEIGHT][k]
                                   * (actual[k] - predicted[k]));
        double sign = cev__sum_value(&off) < 0.0 ? -1.0 : 1.0;
        for (int64_t k = start; k < ends[b]; k++)
            influence[k] = sign * (actual[k] - predicted[k]);
    }
    take_biased_mean(trial, out, influence);
    return CEV_OK;
}

/* In the order in which they are told. */
const cev__metric cev__metric_list[CEV__METRICS] = {
    {"actual", OF_CHANCES, CEV__SCALE_SHARE, measure_actual},
    {"actual", OF_NUMBERS | OF_QUANTILES, CEV__SCALE_PLAIN, measure_actual},
    {"predicted", OF_CHANCES, CEV__SCALE_SHARE, measure_predicted},
    {"predicted", OF_NUMBERS | OF_QUANTILES, CEV__SCALE_PLAIN,
     measure_predicted},
    {"bias", OF_NUMBERS | OF_CHANCES, CEV__SCALE_PLAIN, measure_bias},
    {"auc", OF_CHANCES, CEV__SCALE_SHARE, cev__measure_auc},
    {"log_loss", OF_CHANCES, CEV__SCALE_POSITIVE, measure_log_loss},
    {"brier", OF_CHANCES, CEV__SCALE_POSITIVE, measure_brier},
    {"brier_miscalibration", OF_CHANCES, CEV__SCALE_PLAIN,
     measure_miscalibration},
    {"brier_discrimination", OF_CHANCES, CEV__SCALE_PLAIN,
     measure_discrimination},
    {"brier_uncertainty", OF_CHANCES, CEV__SCALE_PLAIN, measure_uncertainty},
    {"calibration_slope", OF_CHANCES, CEV__SCALE_PLAIN, cev__measure_slope},
    {"calibration_intercept", OF_CHANCES, CEV__SCALE_PLAIN,
     cev__measure_intercept},
    {"ece", OF_CHANCES, CEV__SCALE_PLAIN, measure_ece},
    {"mae", OF_NUMBERS, CEV__SCALE_POSITIVE, measure_mae},
    {"rmse", OF_NUMBERS, CEV__SCALE_POSITIVE, measure_rmse},
    {"r2", OF_NUMBERS, CEV__SCALE_PLAIN, measure_r2},
    {"below", OF_QUANTILES, CEV__SCALE_SHARE, measure_below},
    {"pinball", OF_QUANTILES, CEV__SCALE_POSITIVE, measure_pinball},
    {"gini", OF_NUMBERS | OF_CHANCES, CEV__SCALE_SIGNED, cev__measure_gini},
    {"concordance", 1 << CEV__TRIAL_SURVIVAL, CEV__SCALE_SHARE,
     cev__measure_concordance},
};
