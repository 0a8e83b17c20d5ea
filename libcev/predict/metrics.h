/*
 * Measures of predictions, each with what every customer contributes to it
 * (its influence), from which follow its standard error and the test of two
 * models on the same customers: a model's error is known by the customers it
 * was measured on, and two models err on the same ones.
 */
#ifndef CEV__METRICS_H
#define CEV__METRICS_H

#include "trial.h"

/* On which scale an interval is symmetric. */
enum {
    CEV__SCALE_PLAIN,
    CEV__SCALE_POSITIVE,
    CEV__SCALE_SHARE,
    CEV__SCALE_SIGNED /* from -1 to 1: as the share (1 + value) / 2 */
};

typedef struct cev__measured {
    double value;       /* NaN: there is none */
    const char *method; /* of its interval, or why there is no value */
    double pairs;       /* of a chance of 0 or 1: so many independent pairs of
                           customers say so */
} cev__measured;

/* A measure. `influence` has a number for each row that counts: how much the
 * value would move if one customer more were like that row; the squares, each
 * as often as the row's customers, add up to the variance of the value. */
typedef struct cev__metric {
    char name[24];
    int kinds; /* bits: 1 << CEV__TRIAL_NUMBER and so on */
    int scale;
    int32_t (*measure)(cev_ctx *ctx, const cev__trial *trial,
                       cev__measured *out, double *influence);
} cev__metric;

enum { CEV__METRICS = 21 };
extern const cev__metric cev__metric_list[CEV__METRICS];

/* The interval of a value on its scale; NaN where it is not known. */
void cev__metric_interval(int scale, double value, double std_error, double z,
                          double *lower, double *upper);

/* A mean over customers: `influence` holds what each row brings, and becomes
 * what it contributes to the mean. */
double cev__metric_mean(const cev__trial *trial, double *influence);

/* The truth's best fit that never falls with the prediction, for each row that
 * counts. Equal predictions are one point. */
int32_t cev__trial_recalibrate(cev_ctx *ctx, const cev__trial *trial,
                               double *fitted);

/* Metrics that have a file of their own. */
int32_t cev__measure_auc(cev_ctx *ctx, const cev__trial *trial,
                         cev__measured *out, double *influence);
int32_t cev__measure_concordance(cev_ctx *ctx, const cev__trial *trial,
                                 cev__measured *out, double *influence);
int32_t cev__measure_gini(cev_ctx *ctx, const cev__trial *trial,
                          cev__measured *out, double *influence);
int32_t cev__measure_slope(cev_ctx *ctx, const cev__trial *trial,
                           cev__measured *out, double *influence);
int32_t cev__measure_intercept(cev_ctx *ctx, const cev__trial *trial,
                               cev__measured *out, double *influence);

#endif
