/*
 * The estimator uplift: who is worth a contact because of the contact, not who
 * would have bought anyway.
 */
#include "../core/compiler.h"
#include "uplift.h"

#include <math.h>
#include <string.h>

#include "../core/text.h"
#include "../math/interval.h"

/* Of fewer, what leaves take together widens no interval. */
#define FOREST_ENOUGH 2000.0

/* What a model is called in the summary. */
static const char *group_name(int32_t meta, int model)
{
    static const char groups[CEV__UPLIFT_MODELS][20] = {
        "untreated", "treated", "effect_untreated", "effect_treated"};
    static const char beside[][12] = {"expected", "chance"};
    return meta == CEV__UPLIFT_S        ? "both"
           : meta == CEV__UPLIFT_FOREST ? beside[model]
                                        : groups[model];
}

void cev__uplift_models_free(cev_ctx *ctx, cev__uplift_models *models)
{
    for (int i = 0; i < CEV__UPLIFT_MODELS; i++)
        if (models->list[i] != NULL)
            models->kind->kind.free(ctx, models->list[i]);
    cev__uplift_forest_free(ctx, &models->forest);
}

void cev__uplift_free(cev_ctx *ctx, void *model)
{
    cev__uplift *uplift = model;
    cev__uplift_models_free(ctx, &uplift->models);
    cev__target_free(ctx, &uplift->target);
    cev__target_free(ctx, &uplift->treatment);
    cev__free(ctx, uplift, 1, (int64_t)sizeof *uplift);
}

/* Asks something of a table without its treatment. */
static int32_t ask_uplift(
    cev_ctx *ctx, const cev__uplift *uplift, const cev_options *options,
    const cev_table *customers,
    int32_t (*ask)(cev_ctx *ctx, const cev__uplift_models *models,
                   const char *treatment, const cev_options *options,
                   cev_table *view, cev_table **out),
    cev_table **out)
{
    const char *treatment = cev__target_name(&uplift->treatment);
    cev_table *view = NULL;
    int32_t status = cev__table_borrow(ctx, customers, treatment, &view);
    if (status == CEV_OK)
        status = ask(ctx, &uplift->models, treatment, options, view, out);
    cev_table_free(view);
    return status;
}

static int32_t predict_uplift(cev_ctx *ctx, const void *model,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    return ask_uplift(ctx, model, options, customers, cev__uplift_effects,
                      out);
}

static int32_t explain_uplift(cev_ctx *ctx, const void *model,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    return ask_uplift(ctx, model, options, customers, cev__uplift_explain,
                      out);
}

/* ---- Evaluations --------------------------------------------------------- */

/* Effects of customers beside what came of them; `numbers` has room for three
 * columns. */
static int32_t open_uplift_trial(cev_ctx *ctx, const cev__uplift *uplift,
                                 const cev_table *customers,
                                 const double *effects, double *numbers,
                                 cev__trial *trial)
{
    int64_t rows = customers->rows;
    double *values = numbers, *weights = values + rows;
    double *treated = weights + rows;
    int32_t status = cev__weights_read(ctx, customers, weights);
    if (status == CEV_OK)
        status = cev__target_read(ctx, &uplift->target, customers, weights,
                                  values);
    if (status == CEV_OK)
        status = cev__target_read(ctx, &uplift->treatment, customers, weights,
                                  treated);
    for (int64_t row = 0; status == CEV_OK && row < rows; row++)
        if (isnan(treated[row]))
            values[row] = NAN;
    return status == CEV_OK
               ? cev__uplift_trial(ctx, cev__target_name(&uplift->treatment),
                                   rows, effects, values, weights, treated,
                                   trial)
               : status;
}

int cev__is_of_effects(const char *what)
{
    return strcmp(what, CEV_EVAL_UPLIFT) == 0
           || strcmp(what, CEV_EVAL_QINI) == 0;
}

int32_t cev__uplift_judge(cev_ctx *ctx, const cev__trial *trial,
                          const char *what, const cev_options *options,
                          cev_table **out)
{
    if (strcmp(what, CEV_EVAL_UPLIFT) == 0)
        return cev__uplift_parts(ctx, trial, options, out);
    cev__lines lines = {.ctx = ctx};
    cev__uplift_figures figures;
    int32_t status = cev__uplift_measure(
        ctx, trial, cev__options_int(options, CEV__OPT_DRAWS), &figures);
    if (status != CEV_OK)
        return status;
    cev__lines_add(&lines, "", "customers", NULL)->value = trial->customers;
    if (trial->unknown > 0.0)
        cev__lines_add(&lines, "", "unknown",
                       "left out: target or treatment not known")
            ->value = trial->unknown;
    cev__uplift_lines(&figures,
                      cev__options_double(options, CEV__OPT_INTERVAL), "",
                      "bootstrap", &lines);
    return cev__lines_scores(&lines, out);
}

static int32_t evaluate_uplift(cev_ctx *ctx, const void *model,
                               const cev_options *options,
                               const cev_table *customers, const char *what,
                               cev_table **out)
{
    int64_t room = 3 * customers->rows + 1;
    cev__option_value plain = {CEV__OPT_INTERVAL, 0, 0.0, NULL};
    const cev_options without = {NULL, options, &plain, 1};
    cev_table *predictions = NULL;
    cev__trial trial;
    if (!cev__is_of_effects(what))
        return cev__fail(ctx, CEV_ERR_KIND,
                         "%q is no evaluation of effects; wanted uplift or "
                         "qini",
                         what);
    double *numbers = cev__alloc(ctx, room, (int64_t)sizeof *numbers);
    int32_t status = numbers == NULL
                         ? cev__fail_memory(ctx)
                         : predict_uplift(ctx, model, &without, customers,
                                          &predictions);
    if (status == CEV_OK)
        status = open_uplift_trial(
            ctx, model, customers,
            cev__table_find(predictions, "prediction")->data, numbers,
            &trial);
    cev_table_free(predictions);
    cev__free(ctx, numbers, room, (int64_t)sizeof *numbers);
    if (status != CEV_OK)
        return status;
    status = cev__uplift_judge(ctx, &trial, what, options, out);
    cev__trial_close(ctx, &trial);
    return status;
}

/* ---- Summary ------------------------------------------------------------- */

static void judge_targeting(const cev__uplift *uplift, double interval,
                            cev__lines *lines)
{
    const cev__uplift_figures *figures = &uplift->figures;
    double ate[2], qini[2], coverage = interval > 0.0 ? interval : 0.9;
    double value = figures->value[CEV__UPLIFT_ATE];
    cev__uplift_bounds(figures, CEV__UPLIFT_ATE, coverage, ate, ate + 1);
    cev__uplift_bounds(figures, CEV__UPLIFT_QINI, coverage, qini, qini + 1);
    if (qini[0] > 0.0)
        cev__lines_verdict(lines, "targeting_pays",
                           figures->value[CEV__UPLIFT_QINI],
                           "The treatment does more to some customers than "
                           "to others, and the predictions tell which: begin "
                           "with the highest.");
    else
        cev__lines_verdict(lines, "no_benefit_from_targeting",
                           figures->value[CEV__UPLIFT_QINI],
                           "There is no benefit from targeting to be seen: "
                           "to go by the predictions may be no better than "
                           "chance.");
    if (ate[0] > 0.0)
        cev__lines_verdict(lines, "contact_everybody", value,
                           "On all customers together the effect is above 0: "
                           "without costs, contact everybody rather than "
                           "nobody.");
    else if (ate[1] < 0.0)
        cev__lines_verdict(lines, "contact_nobody", value,
                           "On all customers together the effect is below 0: "
                           "contact nobody rather than everybody.");
    else
        cev__lines_verdict(lines, "effect_not_clear", value,
                           "Whether the treatment does anything to all "
                           "customers together is not clear.");
}

static int knows_intervals(const cev__uplift_models *models)
{
    return models->meta == CEV__UPLIFT_FOREST
               ? models->forest.trees.trees > 0
               : models->meta == CEV__UPLIFT_T
                     && cev__text_lists(models->kind->kind.gives,
                                        "prediction_lo");
}

static void judge_chance(const cev__uplift *uplift, cev__lines *lines)
{
    if (uplift->certain > 0.0)
        cev__lines_verdict(lines, "nobody_to_compare_with", uplift->certain,
                           "By their features {n} customers were all but "
                           "sure to be treated, or not to be: hardly anybody "
                           "like them shows what would have been otherwise.");
    if (uplift->models.meta == CEV__UPLIFT_FOREST)
        cev__lines_verdict(lines, "by_chance", NAN,
                           "This holds if, among customers alike in the "
                           "features, chance decided who was treated; qini, "
                           "auuc, uplift_30 and p_value if it did so among "
                           "all.");
    else
        cev__lines_verdict(lines, "by_chance", NAN,
                           "This holds if chance decided who was treated; "
                           "else the groups may differ by more than the "
                           "treatment (meta = forest takes off what features "
                           "tell of that).");
}

static void tell_uplift(const cev__uplift *uplift, double interval,
                        cev__lines *lines)
{
    static const char *const metas[CEV__UPLIFT_METAS] = {
        "a model for each group", "one model for both groups",
        "models of effects, from what one group's model sees in the other",
        "a forest of effects"};
    const char *treated = cev__target_positive(&uplift->treatment);
    double customers = uplift->customers[0] + uplift->customers[1];
    if (uplift->folds > 0)
        cev__uplift_lines(&uplift->figures, interval, "fit",
                          "of customers left out in turn", lines);
    cev__lines_add(lines, "fit", "method", metas[uplift->models.meta]);
    cev__lines_add(lines, "fit", "learner", uplift->models.kind->kind.name);
    if (uplift->models.meta == CEV__UPLIFT_FOREST)
        cev__lines_figure(lines, "trees",
                          (double)uplift->models.forest.trees.trees);
    cev__lines_add(lines, "fit", "treatment",
                   cev__target_name(&uplift->treatment));
    if (treated != NULL)
        cev__lines_add(lines, "fit", "treated", treated);
    cev__lines_figure(lines, "customers_treated", uplift->customers[1]);
    cev__lines_figure(lines, "customers_untreated", uplift->customers[0]);
    cev__target_lines(&uplift->target, customers, uplift->unknown, lines);
    if (uplift->unassigned > 0.0)
        cev__lines_verdict(lines, "unknown_treatments", uplift->unassigned,
                           "Of {n} customers it is not known whether they "
                           "were treated: they were left out.");
    if (uplift->folds > 0)
        judge_targeting(uplift, interval, lines);
    else
        cev__lines_verdict(lines, "too_few_to_judge", customers,
                           "{n} customers, of whom one group is a single row, "
                           "are too few to tell whether targeting pays.");
    if (!knows_intervals(&uplift->models))
        cev__lines_verdict(lines, "no_intervals", NAN,
                           "How sure single effects are is known only of a "
                           "forest (meta = forest) and where each group has "
                           "a model of its own (meta = t) that knows its "
                           "own.");
    else if (uplift->models.meta == CEV__UPLIFT_FOREST
             && customers < FOREST_ENOUGH)
        cev__lines_verdict(lines, "effects_taken_together", customers,
                           "Of {n} customers a forest takes many together "
                           "whose effects may differ: single effects then lie "
                           "outside their intervals more often than these "
                           "say.");
    judge_chance(uplift, lines);
}

static int32_t summarise_uplift(cev_ctx *ctx, const void *model,
                                const cev_options *options, cev_table **out)
{
    const cev__uplift *uplift = model;
    double interval = cev__options_double(options, CEV__OPT_INTERVAL);
    cev__lines lines = {.ctx = ctx};
    int32_t status = CEV_OK;
    tell_uplift(uplift, interval, &lines);
    for (int i = 0; i < CEV__UPLIFT_MODELS && status == CEV_OK; i++) {
        if (uplift->models.list[i] == NULL)
            continue;
        status = cev__inner_tell(ctx, uplift->models.kind,
                                 uplift->models.list[i], options,
                                 group_name(uplift->models.meta, i),
                                 &lines);
    }
    if (status != CEV_OK) {
        cev__lines_clear(&lines);
        return status;
    }
    return cev__lines_table(&lines, out);
}

/* ---- Bytes --------------------------------------------------------------- */

static int models_of(int32_t meta)
{
    return meta == CEV__UPLIFT_S   ? 1
           : meta == CEV__UPLIFT_X ? CEV__UPLIFT_MODELS
                                   : 2;
}

static void save_uplift(const void *model, cev__writer *writer)
{
    const cev__uplift *uplift = model;
    const cev__uplift_figures *figures = &uplift->figures;
    cev__target_save(&uplift->target, writer);
    cev__target_save(&uplift->treatment, writer);
    cev__write_i32(writer, uplift->models.meta);
    cev__write_i32(writer, uplift->folds);
    cev__write_double(writer, uplift->models.share);
    for (int group = 0; group < 2; group++)
        cev__write_double(writer, uplift->customers[group]);
    cev__write_double(writer, uplift->unknown);
    cev__write_double(writer, uplift->unassigned);
    cev__write_double(writer, uplift->certain);
    for (int f = 0; f < CEV__UPLIFT_FIGURES; f++) {
        cev__write_double(writer, figures->value[f]);
        cev__write_double(writer, figures->std_error[f]);
    }
    cev__write_double(writer, figures->freedom);
    cev__write_double(writer, figures->p_value);
    for (int i = 0; i < models_of(uplift->models.meta); i++)
        cev__inner_save(uplift->models.kind, uplift->models.list[i], writer);
    if (uplift->models.meta == CEV__UPLIFT_FOREST)
        cev__uplift_forest_save(&uplift->models.forest, writer);
}

static int is_whole_uplift(const cev__uplift *uplift)
{
    const cev__uplift_figures *figures = &uplift->figures;
    int is_whole = uplift->models.meta >= 0
                   && uplift->models.meta < CEV__UPLIFT_METAS
                   && uplift->folds >= 0 && uplift->models.share > 0.0
                   && uplift->models.share < 1.0
                   && uplift->customers[0] > 0.0
                   && isfinite(uplift->customers[0])
                   && uplift->customers[1] > 0.0
                   && isfinite(uplift->customers[1])
                   && uplift->unknown >= 0.0 && uplift->unassigned >= 0.0
                   && uplift->certain >= 0.0
                   && !isinf(figures->freedom) && figures->p_value >= 0.0
                   && figures->p_value <= 1.0;
    for (int f = 0; f < CEV__UPLIFT_FIGURES; f++)
        is_whole = is_whole && !isinf(figures->value[f])
                   && !isinf(figures->std_error[f])
                   && !(figures->std_error[f] < 0.0);
    return is_whole;
}

static void load_uplift_numbers(cev__blob *blob, cev__uplift *uplift)
{
    cev__uplift_figures *figures = &uplift->figures;
    uplift->models.meta = cev__read_i32(blob);
    uplift->folds = cev__read_i32(blob);
    uplift->models.share = cev__read_double(blob);
    for (int group = 0; group < 2; group++)
        uplift->customers[group] = cev__read_double(blob);
    uplift->unknown = cev__read_double(blob);
    uplift->unassigned = cev__read_double(blob);
    uplift->certain = cev__read_double(blob);
    for (int f = 0; f < CEV__UPLIFT_FIGURES; f++) {
        figures->value[f] = cev__read_double(blob);
        figures->std_error[f] = cev__read_double(blob);
    }
    figures->freedom = cev__read_double(blob);
    figures->is_adjusted = uplift->models.meta == CEV__UPLIFT_FOREST;
    figures->p_value = cev__read_double(blob);
}

static int32_t load_uplift(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__uplift *uplift = cev__alloc_zero(ctx, 1, (int64_t)sizeof *uplift);
    if (uplift == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__target_load(ctx, blob, &uplift->target);
    if (status == CEV_OK)
        status = cev__target_load(ctx, blob, &uplift->treatment);
    if (status == CEV_OK)
        load_uplift_numbers(blob, uplift);
    if (status == CEV_OK && (blob->failed || !is_whole_uplift(uplift)))
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold no model of effects");
    for (int i = 0; status == CEV_OK && i < models_of(uplift->models.meta);
         i++)
        status = i == 0 ? cev__inner_load(ctx, blob, &uplift->models.kind,
                                          &uplift->models.list[i])
                        : cev__inner_load_like(ctx, blob,
                                               uplift->models.kind,
                                               &uplift->models.list[i]);
    if (status == CEV_OK && uplift->models.meta == CEV__UPLIFT_FOREST)
        status = cev__uplift_forest_load(ctx, blob, &uplift->models.forest);
    if (status != CEV_OK) {
        cev__uplift_free(ctx, uplift);
        return status;
    }
    *model = uplift;
    return CEV_OK;
}

extern const cev__estimator_kind cev__uplift_kind;
const cev__estimator_kind cev__uplift_kind = {
    {CEV_UPLIFT, "who is worth a contact because of the contact",
     CEV__UPLIFT_OWN " folds" CEV__INNER_HELD,
     "target treatment *",
     CEV__LEARNER_GIVES " prediction_treated prediction_untreated", "",
     "Künzel, Sekhon, Bickel & Yu (2019), PNAS 116(10), 4156-4165; Radcliffe "
     "(2007), Direct Marketing Analytics Journal, 14-21",
     cev__uplift_learn, cev__uplift_free, save_uplift, load_uplift},
    summarise_uplift,
    predict_uplift,
    evaluate_uplift,
    explain_uplift,
};
