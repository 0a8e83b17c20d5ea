/* Scores, and which evaluations there are; see judge.h. */
#include "../core/compiler.h"
#include "judge.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/sum.h"
#include "cev/scores.h"
#include "metrics.h"

typedef struct judge_entry {
    const char *what;
    int kinds; /* bits, as in metrics.h */
    int32_t (*judge)(cev_ctx *ctx, const cev__trial *trial,
                     const cev_options *options, cev_table **out);
} judge_entry;

#define OF_BINARY (1 << CEV__TRIAL_BINARY)
#define OF_TRUTHS (OF_BINARY | 1 << CEV__TRIAL_NUMBER)
#define OF_ALL                                                                \
    (OF_TRUTHS | 1 << CEV__TRIAL_SURVIVAL | 1 << CEV__TRIAL_QUANTILE)

static const judge_entry judge_list[] = {
    {CEV_EVAL_SCORES, OF_ALL, cev__judge_scores},
    {CEV_EVAL_CALIBRATION, OF_TRUTHS, cev__judge_calibration},
    {CEV_EVAL_LIFT, OF_TRUTHS, cev__judge_lift},
    {CEV_EVAL_ROC, OF_BINARY, cev__judge_roc},
    {CEV_EVAL_CONFUSION, OF_BINARY, cev__judge_confusion},
    {CEV_EVAL_PROFIT, OF_BINARY, cev__judge_profit},
};

enum { JUDGES = sizeof judge_list / sizeof judge_list[0] };

int cev__judge_kind(const cev_options *options, int is_binary)
{
    if (cev__options_has(options, CEV__OPT_QUANTILE))
        return CEV__TRIAL_QUANTILE;
    return is_binary ? CEV__TRIAL_BINARY : CEV__TRIAL_NUMBER;
}

int32_t cev__judge(cev_ctx *ctx, const cev__trial *trial, const char *what,
                   const cev_options *options, cev_table **out)
{
    for (int i = 0; i < JUDGES; i++) {
        if (strcmp(judge_list[i].what, what) != 0)
            continue;
        if ((judge_list[i].kinds >> trial->kind & 1) == 0)
            return cev__fail(ctx, CEV_ERR_KIND,
                             "the evaluation %q wants a truth of %s", what,
                             judge_list[i].kinds == OF_BINARY
                                 ? "0 and 1"
                                 : "numbers, not of times, and no quantiles");
        return judge_list[i].judge(ctx, trial, options, out);
    }
    return cev__fail(ctx, CEV_ERR_KIND,
                     "%q is no evaluation of predictions; wanted one of: "
                     "scores, calibration, lift, roc, confusion, profit",
                     what);
}

/* ---- Campaigns ----------------------------------------------------------- */

cev__campaign cev__campaign_of(const cev_options *options)
{
    return (cev__campaign){
        cev__options_double(options, CEV__OPT_CUSTOMER_VALUE),
        cev__options_double(options, CEV__OPT_OFFER),
        cev__options_double(options, CEV__OPT_CONTACT),
        cev__options_double(options, CEV__OPT_ACCEPTANCE),
        cev__options_double(options, CEV__OPT_ACCEPTANCE_CERTAINTY)};
}

double cev__campaign_gain_of(const cev__campaign *campaign, int is_meant,
                             double value, double acceptance)
{
    return is_meant ? acceptance * (value - campaign->offer)
                          - campaign->contact
                    : -(campaign->offer + campaign->contact);
}

double cev__campaign_gain(const cev__campaign *campaign,
                          const cev__trial *trial, int64_t i,
                          double acceptance)
{
    const double *value = trial->column[CEV__TRIAL_VALUE];
    return cev__campaign_gain_of(
        campaign, trial->column[CEV__TRIAL_ACTUAL][i] > 0.0,
        value == NULL ? campaign->value : value[i], acceptance);
}

/* ---- Figures ------------------------------------------------------------- */

double cev__judge_error(const cev__trial *trial, const double *influence)
{
    cev__sum sum = {0};
    for (int64_t i = 0; i < trial->count; i++)
        cev__sum_add(&sum, trial->column[CEV__TRIAL_WEIGHT][i] * influence[i]
                               * influence[i]);
    return sqrt(cev__sum_value(&sum));
}

void cev__judge_figure(cev__lines *lines, const char *name, int scale,
                       double value, double std_error, const char *method)
{
    cev__line *line = cev__lines_add(lines, "", name, method);
    line->value = value;
    line->std_error = isnan(value) ? NAN : std_error;
    if (lines->z > 0.0)
        cev__metric_interval(scale, value, std_error, lines->z, &line->lower,
                             &line->upper);
}

void cev__judge_mean(cev__lines *lines, const char *name,
                     const cev__trial *trial, double *influence,
                     const char *method)
{
    double mean = cev__metric_mean(trial, influence);
    cev__judge_figure(lines, name, CEV__SCALE_PLAIN, mean,
                      cev__judge_error(trial, influence), method);
}

/* ---- Scores -------------------------------------------------------------- */

/* Where not one pair came out wrong there is no variance to see: as many
 * pairs as are apart would all do so with the chance chance^pairs. */
static void bound_from_pairs(cev__line *line, double coverage, double pairs)
{
    double bound = cev__exp(cev__log(0.5 - 0.5 * coverage) / pairs);
    line->std_error = NAN;
    line->lower = line->value > 0.5 ? bound : 0.0;
    line->upper = line->value > 0.5 ? 1.0 : 1.0 - bound;
}

static int32_t judge_metric(cev_ctx *ctx, const cev__trial *trial,
                            const cev__metric *metric, double coverage,
                            double *influence, cev__lines *lines)
{
    cev__measured measured = {NAN, "", 0.0};
    int32_t status = metric->measure(ctx, trial, &measured, influence);
    if (status != CEV_OK)
        return status;
    cev__judge_figure(lines, metric->name, metric->scale, measured.value,
                      isnan(measured.value)
                          ? NAN
                          : cev__judge_error(trial, influence),
                      measured.method);
    if (measured.pairs > 0.0 && lines->z > 0.0 && !lines->is_short)
        bound_from_pairs(&lines->lines[lines->count - 1], coverage,
                         measured.pairs);
    return CEV_OK;
}

int32_t cev__judge_scores(cev_ctx *ctx, const cev__trial *trial,
                          const cev_options *options, cev_table **out)
{
    double coverage = cev__options_double(options, CEV__OPT_INTERVAL);
    double *influence =
        cev__alloc(ctx, trial->count, (int64_t)sizeof *influence);
    cev__lines lines = {.ctx = ctx, .z = cev__interval_z(coverage)};
    int32_t status = influence == NULL ? cev__fail_memory(ctx) : CEV_OK;
    cev__judge_figure(&lines, "customers", CEV__SCALE_PLAIN, trial->customers,
                      NAN, "");
    if (trial->unknown > 0.0)
        cev__judge_figure(&lines, "unknown", CEV__SCALE_PLAIN, trial->unknown,
                          NAN, "left out: their truth is not known");
    for (int m = 0; m < CEV__METRICS && status == CEV_OK; m++) {
        if ((cev__metric_list[m].kinds >> trial->kind & 1) == 0)
            continue;
        status = cev__progress(ctx, "scores", (double)m / CEV__METRICS);
        if (status == CEV_OK)
            status = judge_metric(ctx, trial, &cev__metric_list[m], coverage,
                                  influence, &lines);
    }
    cev__free(ctx, influence, trial->count, (int64_t)sizeof *influence);
    if (status != CEV_OK) {
        cev__lines_clear(&lines);
        return status;
    }
    return cev__lines_scores(&lines, out);
}
