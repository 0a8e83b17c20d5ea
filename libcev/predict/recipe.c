/* Recipes as kinds: what they predict, say and save; see recipe.h. */
#include "../core/compiler.h"
#include "recipe.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "cev/estimator.h"
#include "inner.h"

/* A line takes at least so many saved bytes. */
#define RECIPE_LINE_BYTES 36

void cev__recipe_free(cev_ctx *ctx, void *model)
{
    cev__recipe *recipe = model;
    if (recipe->model != NULL)
        recipe->kind->kind.free(ctx, recipe->model);
    cev__free(ctx, recipe->lines, recipe->count + 1,
              (int64_t)sizeof *recipe->lines);
    if (recipe->is_bent)
        cev__calibration_free(ctx, &recipe->bend);
    cev__target_free(ctx, &recipe->target);
    cev__free(ctx, recipe, 1, (int64_t)sizeof *recipe);
}

/* ---- What they say ------------------------------------------------------- */

static int32_t predict_recipe(cev_ctx *ctx, const void *model,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    const cev__recipe *recipe = model;
    cev_table *table = NULL;
    int32_t status = recipe->kind->predict(ctx, recipe->model, options,
                                           customers, &table);
    if (status != CEV_OK)
        return status;
    if (recipe->is_bent)
        cev__calibration_bend(&recipe->bend, table);
    *out = table;
    return CEV_OK;
}

static int32_t explain_recipe(cev_ctx *ctx, const void *model,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    const cev__recipe *recipe = model;
    return recipe->kind->explain(ctx, recipe->model, options, customers, out);
}

/* The learner knows its target as numbers only, so that it is judged by that of
 * the recipe; a card needs none. */
static int32_t evaluate_recipe(cev_ctx *ctx, const void *model,
                               const cev_options *options,
                               const cev_table *customers, const char *what,
                               cev_table **out)
{
    const cev__recipe *recipe = model;
    if (strcmp(recipe->kind->kind.name, CEV_SCORECARD) == 0
        && strcmp(what, CEV_EVAL_CARD) == 0)
        return recipe->kind->evaluate(ctx, recipe->model, options, customers,
                                      what, out);
    return cev__learner_evaluate(ctx, &recipe->target, predict_recipe, model,
                                 options, customers, what, out);
}

static int32_t summarise_recipe(cev_ctx *ctx, const void *model,
                                const cev_options *options, cev_table **out)
{
    const cev__recipe *recipe = model;
    cev__lines lines = {.ctx = ctx};
    for (int64_t i = 0; i < recipe->count; i++) {
        const cev__line *from = &recipe->lines[i];
        cev__line *line =
            cev__lines_add(&lines, from->section, from->name, from->text);
        line->value = from->value;
        line->std_error = from->std_error;
        line->lower = from->lower;
        line->upper = from->upper;
    }
    int32_t status =
        cev__inner_tell(ctx, recipe->kind, recipe->model, options, "learner",
                        &lines);
    if (status != CEV_OK) {
        cev__lines_clear(&lines);
        return status;
    }
    return cev__lines_table(&lines, out);
}

/* ---- Bytes --------------------------------------------------------------- */

/* Sections of lines that a recipe has found, in the order of their numbers in
 * saved bytes. */
enum { RECIPE_SECTIONS = 6 };
static const char recipe_sections[RECIPE_SECTIONS][12] = {
    "fit", "left_out", "profit", "gain", "year", "verdict"};

static void save_recipe(const void *model, cev__writer *writer)
{
    const cev__recipe *recipe = model;
    cev__target_save(&recipe->target, writer);
    cev__write_i32(writer, recipe->is_bent);
    if (recipe->is_bent)
        cev__calibration_save(&recipe->bend, writer);
    cev__write_i64(writer, recipe->count);
    for (int64_t i = 0; i < recipe->count; i++) {
        const cev__line *line = &recipe->lines[i];
        int32_t section = 0;
        while (strcmp(recipe_sections[section], line->section) != 0)
            section++;
        cev__write_i32(writer, section);
        cev__write_text(writer, line->name);
        cev__write_text(writer, line->text);
        cev__write_double(writer, line->value);
        cev__write_double(writer, line->std_error);
        cev__write_double(writer, line->lower);
        cev__write_double(writer, line->upper);
    }
    cev__inner_save(recipe->kind, recipe->model, writer);
}

static int32_t refuse_recipe(cev_ctx *ctx)
{
    return cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no recipe");
}

static int32_t load_recipe_lines(cev_ctx *ctx, cev__blob *blob,
                                 cev__recipe *recipe)
{
    int64_t count = cev__read_i64(blob);
    if (blob->failed || count < 0
        || count > (blob->size - blob->at) / RECIPE_LINE_BYTES)
        return refuse_recipe(ctx);
    recipe->lines = cev__alloc_zero(ctx, count + 1,
                                    (int64_t)sizeof *recipe->lines);
    if (recipe->lines == NULL)
        return cev__fail_memory(ctx);
    recipe->count = count;
    for (int64_t i = 0; i < count; i++) {
        cev__line *line = &recipe->lines[i];
        int32_t section = cev__read_i32(blob);
        cev__read_text(blob, line->name, CEV__LINE_NAME);
        cev__read_text(blob, line->text, CEV__LINE_TEXT);
        line->value = cev__read_double(blob);
        line->std_error = cev__read_double(blob);
        line->lower = cev__read_double(blob);
        line->upper = cev__read_double(blob);
        if (blob->failed || section < 0 || section >= RECIPE_SECTIONS)
            return refuse_recipe(ctx);
        line->section = recipe_sections[section];
    }
    return CEV_OK;
}

static int32_t read_recipe(cev_ctx *ctx, cev__blob *blob, cev__recipe *recipe)
{
    int32_t status = cev__target_load(ctx, blob, &recipe->target);
    if (status != CEV_OK)
        return status;
    int32_t is_bent = cev__read_i32(blob);
    if ((is_bent & ~1) != 0)
        return refuse_recipe(ctx);
    if (is_bent)
        status = cev__calibration_load(ctx, blob, &recipe->bend);
    recipe->is_bent = status == CEV_OK && is_bent;
    if (status == CEV_OK)
        status = load_recipe_lines(ctx, blob, recipe);
    if (status == CEV_OK)
        status = cev__inner_load(ctx, blob, &recipe->kind, &recipe->model);
    return status == CEV_OK && recipe->kind->explain == NULL
               ? refuse_recipe(ctx)
               : status;
}

static int32_t load_recipe(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__recipe *recipe = cev__alloc_zero(ctx, 1, (int64_t)sizeof *recipe);
    if (recipe == NULL)
        return cev__fail_memory(ctx);
    int32_t status = read_recipe(ctx, blob, recipe);
    if (status != CEV_OK) {
        cev__recipe_free(ctx, recipe);
        return status;
    }
    *model = recipe;
    return CEV_OK;
}

/* ---- The recipes --------------------------------------------------------- */

static int32_t fit_yes_or_no(cev_ctx *ctx, const cev__given *given,
                             void **model)
{
    static const cev__recipe_plan plan = {CEV__TARGET_BINARY, CEV_GLM,
                                          CEV_BOOSTING, NULL, 1};
    return cev__recipe_learn(ctx, &plan, given, model);
}

static int32_t fit_lead_score(cev_ctx *ctx, const cev__given *given,
                              void **model)
{
    static const cev__recipe_plan plan = {CEV__TARGET_BINARY, CEV_SCORECARD,
                                          NULL, NULL, 0};
    return cev__recipe_learn(ctx, &plan, given, model);
}

static int32_t fit_ml_cltv(cev_ctx *ctx, const cev__given *given,
                           void **model)
{
    static const cev__recipe_plan plan = {CEV__TARGET_NUMBER, CEV_HURDLE,
                                          CEV_BOOSTING, "tweedie", 0};
    return cev__recipe_learn(ctx, &plan, given, model);
}

#define RECIPE_TAKES                                                          \
    CEV__LEARNER_TAKES " baseline draws " CEV__TAKES_FOLDS                     \
                       " " CEV__TAKES_GATE_CURVE
#define RECIPE_SOURCE                                                         \
    "as of glm, boosting, scorecard and hurdle; the gate: Rubin (1981), "     \
    "Annals of Statistics 9(1), 130-134"
#define RECIPE_KIND(name, meaning, takes, gives, fit)                         \
    {                                                                         \
        {name, meaning, takes, CEV__LEARNER_WANTS, gives, "", RECIPE_SOURCE,  \
         fit, cev__recipe_free, save_recipe, load_recipe},                    \
            summarise_recipe, predict_recipe, evaluate_recipe,                \
            explain_recipe                                                    \
    }

extern const cev__estimator_kind cev__churn_kind, cev__propensity_kind,
    cev__lead_score_kind, cev__ml_cltv_kind;
const cev__estimator_kind cev__churn_kind =
    RECIPE_KIND(CEV_CHURN, "who will leave, and whether it pays to know",
                RECIPE_TAKES, CEV__LEARNER_GIVES, fit_yes_or_no);
const cev__estimator_kind cev__propensity_kind =
    RECIPE_KIND(CEV_PROPENSITY, "who will buy, and whether it pays to know",
                RECIPE_TAKES, CEV__LEARNER_GIVES, fit_yes_or_no);
const cev__estimator_kind cev__lead_score_kind =
    RECIPE_KIND(CEV_LEAD_SCORE, "whom to call first, by points",
                RECIPE_TAKES " points_to_double base_score base_odds",
                "prediction score", fit_lead_score);
const cev__estimator_kind cev__ml_cltv_kind =
    RECIPE_KIND(CEV_ML_CLTV, "what customers will bring, by features",
                RECIPE_TAKES, CEV__LEARNER_GIVES, fit_ml_cltv);
