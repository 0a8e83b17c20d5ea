/* The estimator conformal: what it says of itself; see conformal.h. */
#include "../core/compiler.h"
#include "conformal.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "../math/sum.h"
#include "../math/wilson.h"

void cev__conformal_free(cev_ctx *ctx, void *model)
{
    cev__conformal *conformal = model;
    cev__witnesses *w = &conformal->witnesses;
    for (int32_t m = 0; m < conformal->model_count; m++)
        if (conformal->models[m] != NULL)
            conformal->kind->kind.free(ctx, conformal->models[m]);
    for (int side = 0; side < 2; side++)
        if (conformal->sides[side] != NULL)
            conformal->kind->kind.free(ctx, conformal->sides[side]);
    if (conformal->centre != NULL)
        conformal->kind->kind.free(ctx, conformal->centre);
    cev__free(ctx, conformal->models, conformal->folds,
              (int64_t)sizeof *conformal->models);
    cev__free(ctx, w->ends, (int64_t)w->groups * w->models + 1,
              (int64_t)sizeof *w->ends);
    cev__free(ctx, w->away, 2 * w->count + 1, (int64_t)sizeof *w->away);
    cev__customers_free(ctx, &conformal->strata);
    cev__target_free(ctx, &conformal->target);
    cev__free(ctx, conformal, 1, (int64_t)sizeof *conformal);
}

/* ---- Evaluations --------------------------------------------------------- */

/* Whether what came lies within, and how much there is within. */
static void judge_row(const cev_table *told, int64_t row, double value,
                      int *is_within, double *width)
{
    double low = cev_table_double(told, "prediction_lo", row);
    double high = cev_table_double(told, "prediction_hi", row);
    int64_t no = cev_table_int64(told, "possible_no", row);
    int64_t yes = cev_table_int64(told, "possible_yes", row);
    if (cev__table_find(told, "possible_no") != NULL) {
        *is_within = (value > 0.0 ? yes : no) != 0;
        *width = (double)(no + yes);
        return;
    }
    *is_within = !(value < low) && !(value > high);
    *width = high - low;
}

/* Sums over customers who did and who did not, or over all as those. */
typedef struct coverage_sums {
    cev__sum customers, within, width;
} coverage_sums;

static void tell_coverage(const coverage_sums *sums, const char *name,
                          cev__lines *lines)
{
    double n = cev__sum_value(&sums->customers);
    double hits = cev__sum_value(&sums->within);
    if (!(n > 0.0))
        return;
    cev__line *line = cev__lines_add(lines, "", name, "Wilson");
    line->value = hits / n;
    cev__wilson_interval(fmin(hits, n), n, lines->z, &line->lower,
                         &line->upper);
}

/* How many were within their bounds, and how wide those are. */
static int32_t judge_bounds(cev_ctx *ctx, const cev__conformal *model,
                            const cev_options *options, const double *values,
                            const double *weights, const cev_table *told,
                            cev_table **out)
{
    coverage_sums sums[3];
    cev__lines lines = {.ctx = ctx};
    memset(sums, 0, sizeof sums);
    lines.z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    for (int64_t row = 0; row < told->rows; row++) {
        int is_within;
        double width;
        if (!(weights[row] > 0.0) || isnan(values[row]))
            continue;
        judge_row(told, row, values[row], &is_within, &width);
        for (int k = 0; k < 3; k++) {
            if (k > 0 && (values[row] > 0.0) != (k == 2))
                continue;
            cev__sum_add(&sums[k].customers, weights[row]);
            cev__sum_add(&sums[k].within, is_within ? weights[row] : 0.0);
            cev__sum_add(&sums[k].width, weights[row] * width);
        }
    }
    double n = cev__sum_value(&sums[0].customers);
    cev__lines_add(&lines, "", "customers", NULL)->value = n;
    tell_coverage(&sums[0], "coverage", &lines);
    if (model->target.is_binary) {
        tell_coverage(&sums[1], "coverage_no", &lines);
        tell_coverage(&sums[2], "coverage_yes", &lines);
    }
    if (n > 0.0)
        cev__lines_add(&lines, "",
                       model->target.is_binary ? "answers" : "width", NULL)
            ->value = cev__sum_value(&sums[0].width) / n;
    return cev__lines_scores(&lines, out);
}

static int32_t evaluate_bounds(cev_ctx *ctx, const cev__conformal *model,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out)
{
    int64_t room = 2 * customers->rows + 1;
    cev_table *told = NULL;
    if (!(cev__options_double(options, CEV__OPT_INTERVAL) > 0.0))
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option interval = 0; wanted more, as bounds of that "
                         "coverage are judged");
    double *values = cev__alloc(ctx, room, (int64_t)sizeof *values);
    if (values == NULL)
        return cev__fail_memory(ctx);
    double *weights = values + customers->rows;
    int32_t status = cev__weights_read(ctx, customers, weights);
    if (status == CEV_OK)
        status = cev__target_read(ctx, &model->target, customers, weights,
                                  values);
    if (status == CEV_OK)
        status = cev__conformal_predict(ctx, model, options, customers, &told);
    if (status == CEV_OK)
        status = judge_bounds(ctx, model, options, values, weights, told,
                              out);
    cev_table_free(told);
    cev__free(ctx, values, room, (int64_t)sizeof *values);
    return status;
}

static int32_t evaluate_conformal(cev_ctx *ctx, const void *model,
                                  const cev_options *options,
                                  const cev_table *customers,
                                  const char *what, cev_table **out)
{
    const cev__conformal *conformal = model;
    if (strcmp(what, CEV_EVAL_COVERAGE) == 0)
        return evaluate_bounds(ctx, conformal, options, customers, out);
    return cev__learner_evaluate(ctx, &conformal->target,
                                 cev__conformal_predict, model, options,
                                 customers, what, out);
}

/* ---- Summary ------------------------------------------------------------- */

/* A figure of a group: witnesses, witnesses.Ulm, witnesses_yes.Ulm. */
static void tell_witness_group(const cev__conformal *model, int32_t group,
                               const char *what, double value,
                               cev__lines *lines)
{
    static const char *const kinds[2][2] = {{"", ""}, {"_no", "_yes"}};
    int answers = cev__conformal_answers(model);
    const char *stratum = cev__group_name(&model->strata, group / answers);
    char name[CEV__LINE_NAME];
    cev__format(name, sizeof name, "%s%s%s%s", what,
                kinds[answers - 1][group % answers],
                stratum == NULL ? "" : ".", stratum == NULL ? "" : stratum);
    cev__lines_figure(lines, name, value);
}

/* How many were left out, and how far off nearly all were; how many groups
 * have too few. */
static double tell_witnesses(const cev__conformal *model, double coverage,
                             cev__lines *lines)
{
    const cev__witnesses *w = &model->witnesses;
    const double nothing = 0.0;
    double lacking = 0.0;
    for (int32_t group = 0; group < w->groups; group++) {
        double n = cev__witnesses_weight(w, group);
        tell_witness_group(model, group, "witnesses", n, lines);
        lacking += !cev__witnesses_are_enough(n, coverage);
        if (w->models == 1 && cev__witnesses_are_enough(n, coverage))
            tell_witness_group(model, group,
                               model->is_quantile ? "beyond" : "within",
                               cev__witnesses_bound(w, group, group, 1,
                                                    &nothing, coverage),
                               lines);
    }
    return lacking;
}

static void judge_conformal(const cev__conformal *model, double coverage,
                            double lacking, cev__lines *lines)
{
    double all = cev__witnesses_weight(&model->witnesses, 0);
    if (lacking > 0.0 && model->strata.count > 0)
        cev__lines_verdict(lines, "few_in_groups", lacking,
                           "{n} groups have too few customers for bounds of "
                           "their own: those of all were taken.");
    else if (lacking > 0.0 && model->target.is_binary)
        cev__lines_verdict(lines, "few_witnesses", NAN,
                           "Customers left out are too few to rule an answer "
                           "out at this coverage: it stays possible for "
                           "everybody.");
    else if (lacking > 0.0)
        cev__lines_verdict(lines, "few_witnesses", all,
                           "{n} customers left out are too few for bounds of "
                           "this coverage: there are none.");
    cev__lines_verdict(
        lines, "holds", coverage,
        model->is_jackknife
            ? "Nearly {%} of customers to come lie within, if they come as "
              "those of the fit did. Proven is less: what is beyond may be "
              "twice as many."
            : "At least {%} of customers to come lie within, if they come as "
              "those of the fit did, however wrong the learner is.");
    cev__lines_verdict(lines, "of_all_together", NAN,
                       "That is of customers together, or of each group of "
                       "the option strata, not of each customer.");
}

static int32_t summarise_conformal(cev_ctx *ctx, const void *model,
                                   const cev_options *options,
                                   cev_table **out)
{
    const cev__conformal *conformal = model;
    double interval = cev__options_double(options, CEV__OPT_INTERVAL);
    double coverage = interval > 0.0 ? interval : 0.9;
    cev__lines lines = {.ctx = ctx};
    cev__lines_add(&lines, "fit", "learner", conformal->kind->kind.name);
    cev__lines_add(&lines, "fit", "method",
                   conformal->is_jackknife
                       ? "jackknife+: each left out in turn"
                   : conformal->is_quantile
                       ? "quantiles of the learner, and a part kept apart"
                       : "split: a part kept apart");
    cev__lines_figure(&lines, "folds", conformal->folds);
    cev__target_lines(&conformal->target, conformal->customers,
                      conformal->unknown, &lines);
    double lacking = tell_witnesses(conformal, coverage, &lines);
    judge_conformal(conformal, coverage, lacking, &lines);
    int32_t status = cev__inner_tell(ctx, conformal->kind, conformal->centre,
                                     options, "learner", &lines);
    if (status != CEV_OK) {
        cev__lines_clear(&lines);
        return status;
    }
    return cev__lines_table(&lines, out);
}

/* ---- Bytes --------------------------------------------------------------- */

static void save_conformal(const void *model, cev__writer *writer)
{
    const cev__conformal *conformal = model;
    const cev__witnesses *w = &conformal->witnesses;
    cev__target_save(&conformal->target, writer);
    cev__names_save(&conformal->strata, writer);
    cev__write_double(writer, conformal->customers);
    cev__write_double(writer, conformal->unknown);
    cev__write_i32(writer, conformal->is_jackknife);
    cev__write_i32(writer, conformal->is_quantile);
    cev__write_i32(writer, conformal->folds);
    cev__write_i32(writer, conformal->model_count);
    cev__write_i64(writer, w->count);
    for (int64_t i = 0; i < (int64_t)w->groups * w->models; i++)
        cev__write_i64(writer, w->ends[i]);
    cev__write_doubles(writer, w->away, 2 * w->count);
    cev__inner_save(conformal->kind, conformal->centre, writer);
    for (int32_t m = 0; conformal->is_jackknife && m < w->models; m++)
        cev__inner_save(conformal->kind, conformal->models[m], writer);
    for (int side = 0; conformal->is_quantile && side < 2; side++)
        cev__inner_save(conformal->kind, conformal->sides[side], writer);
}

static int are_whole_witnesses(const cev__witnesses *w, double least)
{
    int64_t lists = (int64_t)w->groups * w->models, list = 0;
    for (int64_t i = 0; i < lists; i++)
        if (w->ends[i] < (i == 0 ? 0 : w->ends[i - 1])
            || w->ends[i] > w->count)
            return 0;
    if (w->ends[lists - 1] != w->count)
        return 0;
    for (int64_t i = 0; i < w->count; i++) {
        int is_first = i == 0;
        for (; i >= w->ends[list]; list++)
            is_first = 1;
        if (!(w->away[i] >= (is_first ? least : w->away[i - 1]))
            || !(w->so_far[i] > (is_first ? 0.0 : w->so_far[i - 1])))
            return 0;
    }
    return 1;
}

/* Numbers before the models, with room for these. */
static int32_t load_witnesses(cev_ctx *ctx, cev__blob *blob,
                              cev__conformal *conformal)
{
    cev__witnesses *w = &conformal->witnesses;
    conformal->customers = cev__read_double(blob);
    conformal->unknown = cev__read_double(blob);
    conformal->is_jackknife = cev__read_i32(blob);
    conformal->is_quantile = cev__read_i32(blob);
    conformal->folds = cev__read_i32(blob);
    int32_t models = cev__read_i32(blob);
    int64_t count = cev__read_i64(blob);
    int64_t groups = cev__group_count(&conformal->strata)
                     * cev__conformal_answers(conformal);
    int64_t left = (blob->size - blob->at) / 8;
    if (blob->failed || conformal->folds < 1 || conformal->folds > 1000
        || models < 1 || models > conformal->folds || count < 1
        || conformal->is_jackknife < 0 || conformal->is_quantile < 0
        || conformal->is_jackknife + conformal->is_quantile > 1
        || (conformal->is_quantile && conformal->target.is_binary)
        || (!conformal->is_jackknife && models != 1)
        || !(conformal->customers > 0.0) || !isfinite(conformal->customers)
        || !(conformal->unknown >= 0.0) || count > left / 2
        || groups * models > left)
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no learner with bounds");
    w->groups = (int32_t)groups;
    w->models = models;
    w->count = count;
    w->ends =
        cev__alloc(ctx, groups * models + 1, (int64_t)sizeof *w->ends);
    w->away = cev__alloc(ctx, 2 * count + 1, (int64_t)sizeof *w->away);
    conformal->models = cev__alloc_zero(ctx, conformal->folds,
                                        (int64_t)sizeof *conformal->models);
    if (w->ends == NULL || w->away == NULL || conformal->models == NULL)
        return cev__fail_memory(ctx);
    conformal->model_count = models;
    w->so_far = w->away + count;
    for (int64_t i = 0; i < groups * models; i++)
        w->ends[i] = cev__read_i64(blob);
    cev__read_doubles(blob, w->away, 2 * count);
    double least = conformal->is_quantile ? -INFINITY : 0.0;
    return blob->failed || !are_whole_witnesses(w, least)
               ? cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold no witnesses of bounds")
               : CEV_OK;
}

static int32_t load_models(cev_ctx *ctx, cev__blob *blob,
                           cev__conformal *conformal)
{
    int32_t status = cev__inner_load(ctx, blob, &conformal->kind,
                                     &conformal->centre);
    int32_t models =
        conformal->is_jackknife ? conformal->model_count : 0;
    for (int32_t m = 0; m < models && status == CEV_OK; m++)
        status = cev__inner_load_like(ctx, blob, conformal->kind,
                                      &conformal->models[m]);
    for (int side = 0; conformal->is_quantile && side < 2; side++)
        if (status == CEV_OK)
            status = cev__inner_load_like(ctx, blob, conformal->kind,
                                          &conformal->sides[side]);
    return status;
}

static int32_t load_conformal(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__conformal *conformal =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *conformal);
    if (conformal == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__target_load(ctx, blob, &conformal->target);
    if (status == CEV_OK)
        status = cev__names_load(ctx, blob, CEV__STRATA_MOST,
                                 &conformal->strata);
    if (status == CEV_OK)
        status = load_witnesses(ctx, blob, conformal);
    if (status == CEV_OK)
        status = load_models(ctx, blob, conformal);
    if (status != CEV_OK) {
        cev__conformal_free(ctx, conformal);
        return status;
    }
    *model = conformal;
    return CEV_OK;
}

/* Reasons are those of the learner whose predictions it gives. */
static int32_t explain_conformal(cev_ctx *ctx, const void *model,
                                 const cev_options *options,
                                 const cev_table *customers, cev_table **out)
{
    const cev__conformal *conformal = model;
    return cev__estimator_explain(ctx, conformal->kind, conformal->centre,
                                  options, customers, out);
}

extern const cev__estimator_kind cev__conformal_kind;
const cev__estimator_kind cev__conformal_kind = {
    {CEV_CONFORMAL, "a learner with bounds that hold for customers to come",
     CEV__INNER_TAKES " strata conform_by", CEV__LEARNER_WANTS,
     CEV__LEARNER_GIVES " possible_no possible_yes", "",
     "Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random "
     "World; Barber, Candes, Ramdas & Tibshirani (2021), Annals of "
     "Statistics 49(1), 486-507; Romano, Patterson & Candes (2019), NeurIPS",
     cev__conformal_learn, cev__conformal_free, save_conformal,
     load_conformal},
    summarise_conformal,
    cev__conformal_predict,
    evaluate_conformal,
    explain_conformal,
};
