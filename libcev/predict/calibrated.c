/* The estimator calibrated: what it says; see calibrated.h. */
#include "../core/compiler.h"
#include "calibrated.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "../math/wilson.h"

const char cev__bent_names[CEV__BENT_FIGURES][24] = {
    "auc", "log_loss", "brier", "calibration_slope", "calibration_intercept",
    "ece"};

const cev__metric *cev__bent_metric(int figure)
{
    const cev__metric *metric = cev__metric_list;
    while (strcmp(metric->name, cev__bent_names[figure]) != 0)
        metric++;
    return metric;
}

void cev__calibrated_free(cev_ctx *ctx, void *model)
{
    cev__calibrated *calibrated = model;
    if (calibrated->inner != NULL)
        calibrated->kind->kind.free(ctx, calibrated->inner);
    cev__target_free(ctx, &calibrated->target);
    cev__calibration_free(ctx, &calibrated->bend);
    cev__free(ctx, calibrated, 1, (int64_t)sizeof *calibrated);
}

/* ---- Predictions --------------------------------------------------------- */

/* Those of the learner, bent. */
static int32_t predict_calibrated(cev_ctx *ctx, const void *model,
                                  const cev_options *options,
                                  const cev_table *customers, cev_table **out)
{
    const cev__calibrated *calibrated = model;
    cev_table *table = NULL;
    int32_t status = calibrated->kind->predict(
        ctx, calibrated->inner, options, customers, &table);
    if (status != CEV_OK)
        return status;
    cev__calibration_bend(&calibrated->bend, table);
    *out = table;
    return CEV_OK;
}

/* Reasons are the learner's: bending changes no order. */
static int32_t explain_calibrated(cev_ctx *ctx, const void *model,
                                  const cev_options *options,
                                  const cev_table *customers, cev_table **out)
{
    const cev__calibrated *calibrated = model;
    return cev__estimator_explain(ctx, calibrated->kind, calibrated->inner,
                                  options, customers, out);
}

static int32_t evaluate_calibrated(cev_ctx *ctx, const void *model,
                                   const cev_options *options,
                                   const cev_table *customers,
                                   const char *what, cev_table **out)
{
    const cev__calibrated *calibrated = model;
    return cev__learner_evaluate(ctx, &calibrated->target, predict_calibrated,
                                 model, options, customers, what, out);
}

/* ---- Summary ------------------------------------------------------------- */

static void tell_report(const cev__bent_report *report, const char *when,
                        cev__lines *lines)
{
    char name[32];
    lines->part = when;
    for (int k = 0; k < CEV__BENT_FIGURES; k++) {
        cev__line *line = cev__lines_add(lines, "fit", cev__bent_names[k],
                                         "of customers left out");
        line->value = report->value[k];
        line->std_error = report->std_error[k];
        if (lines->z > 0.0)
            cev__metric_interval(cev__bent_metric(k)->scale, line->value,
                                 line->std_error, lines->z, &line->lower,
                                 &line->upper);
    }
    for (int32_t part = 0; part < report->parts; part++) {
        double n = report->customers[part], share = report->actual[part];
        cev__format(name, sizeof name, "predicted_%i", part + 1);
        cev__lines_figure(lines, name, report->predicted[part]);
        cev__format(name, sizeof name, "actual_%i", part + 1);
        cev__line *line = cev__lines_add(lines, "fit", name, NULL);
        line->value = share;
        if (lines->z > 0.0)
            cev__wilson_interval(share * n, n, lines->z, &line->lower,
                                 &line->upper);
    }
    lines->part = NULL;
}

static void judge_bend(const cev__calibrated *calibrated, cev__lines *lines)
{
    const cev__calibration *bend = &calibrated->bend;
    if (bend->method != calibrated->asked)
        cev__lines_verdict(lines, "few_of_the_rarer_kind", calibrated->rarer,
                           "{n} customers of the rarer kind are too few for a "
                           "free curve: a line through the log-odds was "
                           "taken.");
    if (bend->method != CEV__CALIBRATION_ISOTONIC && bend->low <= 0.0
        && bend->high <= 0.0)
        cev__lines_verdict(lines, "tells_nothing", NAN,
                           "On customers left out the learner's predictions "
                           "tell nothing: everybody is predicted the same.");
    else if (!(calibrated->report[1].value[CEV__BENT_LOSS]
               < calibrated->report[0].value[CEV__BENT_LOSS]))
        cev__lines_verdict(lines, "no_gain", NAN,
                           "On customers left out the bent predictions are no "
                           "better than the learner's own: take those.");
    cev__lines_verdict(lines, "bounds_of_the_learner", NAN,
                       "Bounds are the learner's, bent likewise: how sure the "
                       "curve is itself is not in them.");
}

/* The numbers of the line or the two slopes. */
static void tell_bend(const cev__calibration *bend, cev__lines *lines)
{
    static const char *const methods[CEV__CALIBRATIONS] = {
        "platt: a line through the log-odds",
        "beta: a slope for low ones and one for high ones",
        "isotonic: any curve that never falls"};
    int is_platt = bend->method == CEV__CALIBRATION_PLATT;
    if (bend->method != CEV__CALIBRATION_ISOTONIC) {
        cev__lines_add(lines, "parameter", "intercept", NULL)->value =
            bend->intercept;
        cev__lines_add(lines, "parameter", is_platt ? "slope" : "low", NULL)
            ->value = bend->low;
    }
    if (bend->method == CEV__CALIBRATION_BETA)
        cev__lines_add(lines, "parameter", "high", NULL)->value = bend->high;
    cev__lines_add(lines, "fit", "method", methods[bend->method]);
}

static int32_t summarise_calibrated(cev_ctx *ctx, const void *model,
                                    const cev_options *options,
                                    cev_table **out)
{
    const cev__calibrated *calibrated = model;
    cev__lines lines = {.ctx = ctx};
    lines.z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    tell_bend(&calibrated->bend, &lines);
    cev__lines_add(&lines, "fit", "learner", calibrated->kind->kind.name);
    cev__lines_figure(&lines, "folds", calibrated->folds);
    cev__target_lines(&calibrated->target, calibrated->customers,
                      calibrated->unknown, &lines);
    tell_report(&calibrated->report[0], "before", &lines);
    tell_report(&calibrated->report[1], "after", &lines);
    judge_bend(calibrated, &lines);
    int32_t status = cev__inner_tell(ctx, calibrated->kind, calibrated->inner,
                                     options, "learner", &lines);
    if (status != CEV_OK) {
        cev__lines_clear(&lines);
        return status;
    }
    return cev__lines_table(&lines, out);
}

/* ---- Bytes --------------------------------------------------------------- */

static void save_calibrated(const void *model, cev__writer *writer)
{
    const cev__calibrated *calibrated = model;
    cev__target_save(&calibrated->target, writer);
    cev__write_i32(writer, calibrated->asked);
    cev__write_i32(writer, calibrated->folds);
    cev__write_double(writer, calibrated->customers);
    cev__write_double(writer, calibrated->unknown);
    cev__write_double(writer, calibrated->rarer);
    cev__calibration_save(&calibrated->bend, writer);
    for (int when = 0; when < 2; when++) {
        const cev__bent_report *report = &calibrated->report[when];
        for (int k = 0; k < CEV__BENT_FIGURES; k++) {
            cev__write_double(writer, report->value[k]);
            cev__write_double(writer, report->std_error[k]);
        }
        cev__write_i32(writer, report->parts);
        for (int32_t bin = 0; bin < report->parts; bin++) {
            cev__write_double(writer, report->customers[bin]);
            cev__write_double(writer, report->predicted[bin]);
            cev__write_double(writer, report->actual[bin]);
        }
    }
    cev__inner_save(calibrated->kind, calibrated->inner, writer);
}

static int load_report(cev__blob *blob, cev__bent_report *report)
{
    int is_whole = 1;
    for (int k = 0; k < CEV__BENT_FIGURES; k++) {
        report->value[k] = cev__read_double(blob);
        report->std_error[k] = cev__read_double(blob);
        is_whole = is_whole && !isinf(report->value[k])
                   && !isinf(report->std_error[k])
                   && !(report->std_error[k] < 0.0);
    }
    report->parts = cev__read_i32(blob);
    if (report->parts < 0 || report->parts > CEV__BENT_PARTS)
        return 0;
    for (int32_t bin = 0; bin < report->parts; bin++) {
        report->customers[bin] = cev__read_double(blob);
        report->predicted[bin] = cev__read_double(blob);
        report->actual[bin] = cev__read_double(blob);
        is_whole = is_whole && report->customers[bin] > 0.0
                   && isfinite(report->customers[bin])
                   && report->predicted[bin] >= 0.0
                   && report->predicted[bin] <= 1.0
                   && report->actual[bin] >= 0.0
                   && report->actual[bin] <= 1.0;
    }
    return is_whole;
}

/* What stands before the learner. */
static int32_t load_bent(cev_ctx *ctx, cev__blob *blob,
                         cev__calibrated *calibrated)
{
    int32_t status = cev__target_load(ctx, blob, &calibrated->target);
    if (status != CEV_OK)
        return status;
    calibrated->asked = cev__read_i32(blob);
    calibrated->folds = cev__read_i32(blob);
    calibrated->customers = cev__read_double(blob);
    calibrated->unknown = cev__read_double(blob);
    calibrated->rarer = cev__read_double(blob);
    status = cev__calibration_load(ctx, blob, &calibrated->bend);
    if (status != CEV_OK)
        return status;
    int is_whole = load_report(blob, &calibrated->report[0])
                   && load_report(blob, &calibrated->report[1]);
    if (blob->failed || !is_whole || !calibrated->target.is_binary
        || calibrated->asked < 0 || calibrated->asked >= CEV__CALIBRATIONS
        || calibrated->folds < 1 || !(calibrated->customers > 0.0)
        || !isfinite(calibrated->customers) || !(calibrated->unknown >= 0.0)
        || !(calibrated->rarer >= 0.0))
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no calibrated learner");
    return CEV_OK;
}

static int32_t load_calibrated(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__calibrated *calibrated =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *calibrated);
    if (calibrated == NULL)
        return cev__fail_memory(ctx);
    int32_t status = load_bent(ctx, blob, calibrated);
    if (status == CEV_OK)
        status = cev__inner_load(ctx, blob, &calibrated->kind,
                                 &calibrated->inner);
    if (status != CEV_OK) {
        cev__calibrated_free(ctx, calibrated);
        return status;
    }
    *model = calibrated;
    return CEV_OK;
}

extern const cev__estimator_kind cev__calibrated_kind;
const cev__estimator_kind cev__calibrated_kind = {
    {CEV_CALIBRATED, "a learner whose probabilities are bent to the truth",
     CEV__INNER_TAKES " calibrate_by", CEV__LEARNER_WANTS,
     CEV__LEARNER_GIVES, "",
     "Platt (1999); Lin, Lin & Weng (2007), Machine Learning 68, 267-276; "
     "Kull, Silva Filho & Flach (2017), Electronic Journal of Statistics "
     "11(2), 5052-5080; Zadrozny & Elkan (2002), KDD, 694-699",
     cev__calibrated_learn, cev__calibrated_free, save_calibrated,
     load_calibrated},
    summarise_calibrated,
    predict_calibrated,
    evaluate_calibrated,
    explain_calibrated,
};
