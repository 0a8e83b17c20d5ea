/*
 * What truth says of predictions, as tables; each is an evaluation of
 * cev/scores.h.
 */
#ifndef CEV__JUDGE_H
#define CEV__JUDGE_H

#include "../core/lines.h"
#include "../core/options.h"
#include "trial.h"

/* What an offer costs and brings: to a customer whose truth is 1, worth his
 * value, who accepts it with a chance around `acceptance`. */
typedef struct cev__campaign {
    double value, offer, contact, acceptance, certainty;
} cev__campaign;

cev__campaign cev__campaign_of(const cev_options *options);

/* What it brings to make the offer to a customer whom it is meant for, whose
 * truth is 1, or to another. */
double cev__campaign_gain_of(const cev__campaign *campaign, int is_meant,
                             double value, double acceptance);

/* That of a row's customer, if the offer is so likely accepted. */
double cev__campaign_gain(const cev__campaign *campaign,
                          const cev__trial *trial, int64_t i,
                          double acceptance);

/* A figure with its standard error, on the scale of metrics.h. */
void cev__judge_figure(cev__lines *lines, const char *name, int scale,
                       double value, double std_error, const char *method);

/* The mean of what `influence` holds for each row, as cev__metric_mean, with
 * its interval; `influence` is used up. */
void cev__judge_mean(cev__lines *lines, const char *name,
                     const cev__trial *trial, double *influence,
                     const char *method);

/* Weights times squares of what rows contribute, summed, and its root. */
double cev__judge_error(const cev__trial *trial, const double *influence);

enum { CEV__JUDGE_NAME = 20 };

/* A table with a number column each, after an integer one that counts from 1.
 */
int32_t cev__judge_table(cev_ctx *ctx, int64_t rows, const char *first,
                         const char (*names)[CEV__JUDGE_NAME], int count,
                         double **columns, cev_table **out);

/* The kind of a trial that is not of times: quantiles are foretold where the
 * options name one. */
int cev__judge_kind(const cev_options *options, int is_binary);

/* The evaluation `what`; CEV_ERR_KIND where there is none such. */
int32_t cev__judge(cev_ctx *ctx, const cev__trial *trial, const char *what,
                   const cev_options *options, cev_table **out);

int32_t cev__judge_scores(cev_ctx *ctx, const cev__trial *trial,
                          const cev_options *options, cev_table **out);
int32_t cev__judge_calibration(cev_ctx *ctx, const cev__trial *trial,
                               const cev_options *options, cev_table **out);
int32_t cev__judge_lift(cev_ctx *ctx, const cev__trial *trial,
                        const cev_options *options, cev_table **out);
int32_t cev__judge_roc(cev_ctx *ctx, const cev__trial *trial,
                       const cev_options *options, cev_table **out);
int32_t cev__judge_confusion(cev_ctx *ctx, const cev__trial *trial,
                             const cev_options *options, cev_table **out);
int32_t cev__judge_profit(cev_ctx *ctx, const cev__trial *trial,
                          const cev_options *options, cev_table **out);

#endif
