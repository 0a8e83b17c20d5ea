/* What comes of choosing whom to contact: ROC and confusion; see judge.h. */
#include "../core/compiler.h"
#include "judge.h"

#include <math.h>

#include "../math/interval.h"
#include "../math/sum.h"
#include "../math/wilson.h"
#include "metrics.h"

/* ---- ROC ----------------------------------------------------------------- */

enum { ROC_COLUMNS = 8 };

/* A share with its interval, where there is one. */
static void write_share(double hits, double all, double z, double *share,
                        double *lower, double *upper)
{
    hits = fmin(hits, all);
    *share = all > 0.0 ? hits / all : NAN;
    if (!(z > 0.0))
        return;
    *lower = *upper = NAN;
    if (all > 0.0)
        cev__wilson_interval(hits, all, z, lower, upper);
}

/* Row `row`: so many of either kind have predictions up from the threshold. */
static void write_roc(const cev__trial *trial, double threshold,
                      const cev__sum seen[2], double z, int64_t row,
                      double *const *to)
{
    double unused[2];
    double negatives = cev__sum_value(&seen[0]);
    double positives = cev__sum_value(&seen[1]);
    int has_bounds = z > 0.0;
    to[0][row] = threshold;
    to[1][row] = fmin((negatives + positives) / trial->customers, 1.0);
    write_share(positives, trial->positives, z, &to[2][row],
                has_bounds ? &to[4][row] : &unused[0],
                has_bounds ? &to[5][row] : &unused[1]);
    write_share(negatives, trial->customers - trial->positives, z,
                &to[3][row], has_bounds ? &to[6][row] : &unused[0],
                has_bounds ? &to[7][row] : &unused[1]);
}

static int64_t count_thresholds(const cev__trial *trial)
{
    int64_t count = 0;
    for (int64_t i = 0; i < trial->count; i = cev__trial_ties(trial, i))
        count++;
    return count;
}

int32_t cev__judge_roc(cev_ctx *ctx, const cev__trial *trial,
                       const cev_options *options, cev_table **out)
{
    static const char names[ROC_COLUMNS][20] = {
        "threshold",          "contacted",
        "true_positive_rate", "false_positive_rate",
        "true_positive_lo",   "true_positive_hi",
        "false_positive_lo",  "false_positive_hi"};
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    cev__sum seen[2] = {{0.0, 0.0}, {0.0, 0.0}};
    double *to[ROC_COLUMNS];
    cev_table *table = NULL;
    int64_t row = 0;
    int32_t status = cev_table_new(ctx, count_thresholds(trial) + 1, &table);
    for (int c = 0; status == CEV_OK && c < (z > 0.0 ? ROC_COLUMNS : 4); c++)
        status = cev__table_add_double(table, names[c], &to[c]);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    write_roc(trial, NAN, seen, z, row++, to);
    for (int64_t i = trial->count; i > 0;) {
        double threshold = predicted[i - 1];
        for (; i > 0 && predicted[i - 1] >= threshold; i--)
            cev__sum_add(&seen[trial->column[CEV__TRIAL_ACTUAL][i - 1] > 0.0],
                         trial->column[CEV__TRIAL_WEIGHT][i - 1]);
        write_roc(trial, threshold, seen, z, row++, to);
    }
    *out = table;
    return CEV_OK;
}

/* ---- Confusion ----------------------------------------------------------- */

enum { KIND_TN, KIND_FP, KIND_FN, KIND_TP };

/* How rows are chosen: from a threshold up, or where the offer pays. */
typedef struct chooser {
    const cev__trial *trial;
    cev__campaign campaign;
    double threshold; /* NaN: where it pays */
} chooser;

/* Whether the row's customer is contacted. */
static int is_chosen(const chooser *c, int64_t i)
{
    double p = c->trial->column[CEV__TRIAL_PREDICTED][i];
    const double *value = c->trial->column[CEV__TRIAL_VALUE];
    if (!isnan(c->threshold))
        return p >= c->threshold;
    double gain = c->campaign.acceptance
                      * ((value == NULL ? c->campaign.value : value[i])
                         - c->campaign.offer)
                  - c->campaign.contact;
    return p * gain - (1.0 - p) * (c->campaign.offer + c->campaign.contact)
           >= 0.0;
}

/* The probability from which an offer pays; NaN where customers differ in
 * value, and infinite where it never does. */
static double break_even(const chooser *c)
{
    const cev__campaign *k = &c->campaign;
    double lost = k->offer + k->contact;
    double swing = k->acceptance * (k->value - k->offer) + k->offer;
    if (c->trial->column[CEV__TRIAL_VALUE] != NULL)
        return NAN;
    return swing > 0.0 ? lost / swing : NAN;
}

static void tell_share(cev__lines *lines, const char *name, double hits,
                       double misses)
{
    cev__line *line = cev__lines_add(lines, "", name, "Wilson's interval");
    double all = hits + misses;
    line->value = all > 0.0 ? hits / all : NAN;
    if (lines->z > 0.0 && all > 0.0)
        cev__wilson_interval(hits, all, lines->z, &line->lower, &line->upper);
}

/* The harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN). */
static void tell_f1(const chooser *c, const double count[4],
                    double *influence, cev__lines *lines)
{
    const cev__trial *trial = c->trial;
    double all = 2.0 * count[KIND_TP] + count[KIND_FP] + count[KIND_FN];
    double f1 = all > 0.0 ? 2.0 * count[KIND_TP] / all : NAN;
    for (int64_t i = 0; i < trial->count; i++) {
        int is_one = trial->column[CEV__TRIAL_ACTUAL][i] > 0.0;
        int chosen = is_chosen(c, i);
        influence[i] = (is_one && chosen ? 2.0 * (1.0 - f1) : 0.0)
                       - (is_one != chosen ? f1 : 0.0);
        influence[i] /= all;
    }
    cev__judge_figure(lines, "f1", CEV__SCALE_SHARE, f1,
                      cev__judge_error(trial, influence), "delta method");
}

static void tell_gains(const chooser *c, double *influence, cev__lines *lines)
{
    const cev__trial *trial = c->trial;
    for (int everybody = 0; everybody < 2; everybody++) {
        for (int64_t i = 0; i < trial->count; i++)
            influence[i] =
                everybody || is_chosen(c, i)
                    ? cev__campaign_gain(&c->campaign, trial, i,
                                         c->campaign.acceptance)
                    : 0.0;
        cev__judge_mean(lines, everybody ? "gain_of_all" : "gain", trial,
                        influence, "per customer, normal interval of a mean");
    }
}

static void tell_confusion(const chooser *c, double *influence,
                           cev__lines *lines)
{
    static const char names[4][16] = {"true_negatives", "false_positives",
                                      "false_negatives", "true_positives"};
    const cev__trial *trial = c->trial;
    cev__sum sums[4] = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
    double n[4];
    for (int64_t i = 0; i < trial->count; i++)
        cev__sum_add(&sums[2 * (trial->column[CEV__TRIAL_ACTUAL][i] > 0.0)
                           + is_chosen(c, i)],
                     trial->column[CEV__TRIAL_WEIGHT][i]);
    cev__judge_figure(lines, "threshold", CEV__SCALE_PLAIN,
                      isnan(c->threshold) ? break_even(c) : c->threshold, NAN,
                      isnan(c->threshold) ? "where the offer pays"
                                          : "as asked");
    for (int k = 0; k < 4; k++) {
        n[k] = cev__sum_value(&sums[k]);
        cev__judge_figure(lines, names[k], CEV__SCALE_PLAIN, n[k], NAN, "");
    }
    tell_share(lines, "accuracy", n[KIND_TP] + n[KIND_TN],
               n[KIND_FP] + n[KIND_FN]);
    tell_share(lines, "precision", n[KIND_TP], n[KIND_FP]);
    tell_share(lines, "recall", n[KIND_TP], n[KIND_FN]);
    tell_share(lines, "specificity", n[KIND_TN], n[KIND_FP]);
    tell_f1(c, n, influence, lines);
    tell_gains(c, influence, lines);
}

int32_t cev__judge_confusion(cev_ctx *ctx, const cev__trial *trial,
                             const cev_options *options, cev_table **out)
{
    chooser c = {trial, cev__campaign_of(options),
                 cev__options_has(options, CEV__OPT_THRESHOLD)
                     ? cev__options_double(options, CEV__OPT_THRESHOLD)
                     : NAN};
    cev__lines lines = {
        .ctx = ctx,
        .z = cev__interval_z(
            cev__options_double(options, CEV__OPT_INTERVAL))};
    double *influence =
        cev__alloc(ctx, trial->count, (int64_t)sizeof *influence);
    if (influence == NULL)
        return cev__fail_memory(ctx);
    tell_confusion(&c, influence, &lines);
    cev__free(ctx, influence, trial->count, (int64_t)sizeof *influence);
    return cev__lines_scores(&lines, out);
}
