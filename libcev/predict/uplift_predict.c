/* Predictions of what a treatment does. */
#include "../core/compiler.h"
#include "uplift.h"

#include <math.h>

#include "../math/student.h"

/* What the models say of each group; NULL: there is no such model. */
typedef struct uplift_answers {
    const cev__estimator_kind *kind;
    const cev_options *options;
    const cev_table *view;
    cev_table *table[CEV__UPLIFT_MODELS];
    const double *mean[CEV__UPLIFT_MODELS];
    const double *lower[CEV__UPLIFT_MODELS], *upper[CEV__UPLIFT_MODELS];
} uplift_answers;

/* The columns to come. */
typedef struct uplift_told {
    cev__answers effects;
    double *treated, *untreated;
} uplift_told;

static const double *answer_column(const cev_table *table, const char *name)
{
    const cev__column *column = cev__table_find(table, name);
    return column == NULL ? NULL : column->data;
}

static void close_uplift_answers(uplift_answers *answers)
{
    for (int i = 0; i < CEV__UPLIFT_MODELS; i++)
        cev_table_free(answers->table[i]);
}

int32_t cev__uplift_ask(cev_ctx *ctx, const cev__uplift_models *models,
                        const char *treatment, cev_table *view,
                        int32_t (*ask)(cev_ctx *ctx, const void *model,
                                       int which, void *state),
                        void *state)
{
    static const double all[2] = {0.0, 1.0};
    int32_t status = CEV_OK;
    for (int i = 0; i < CEV__UPLIFT_MODELS && status == CEV_OK; i++) {
        const void *model = models->list[i];
        if (models->meta == CEV__UPLIFT_S && i <= CEV__UPLIFT_TREATED) {
            model = models->list[0];
            status = cev_table_set_column(view, treatment, CEV_DOUBLE,
                                          &all[i], 0, NULL);
        }
        if (status == CEV_OK && model != NULL)
            status = ask(ctx, model, i, state);
    }
    return status;
}

static int32_t ask_uplift_model(cev_ctx *ctx, const void *model, int which,
                                void *state)
{
    uplift_answers *answers = state;
    cev_table *table = NULL;
    int32_t status = answers->kind->predict(ctx, model, answers->options,
                                            answers->view, &table);
    if (status != CEV_OK)
        return status;
    answers->table[which] = table;
    answers->mean[which] = answer_column(table, "prediction");
    answers->lower[which] = answer_column(table, "prediction_lo");
    answers->upper[which] = answer_column(table, "prediction_hi");
    return CEV_OK;
}

/* How far two are away together; NaN where one is not known. */
static double across(double a, double b)
{
    double most = fmax(fabs(a), fabs(b));
    return most == 0.0 ? a + b
                       : most * sqrt(a / most * (a / most)
                                     + b / most * (b / most));
}

/* The interval of a difference of two that know nothing of each other, from
 * theirs (Zou & Donner 2008): it stays where the difference can be. */
static void bound_effects(const uplift_answers *a, int64_t rows,
                          const cev__answers *effects)
{
    const double *p = a->mean[CEV__UPLIFT_TREATED];
    const double *q = a->mean[CEV__UPLIFT_UNTREATED];
    for (int64_t i = 0; i < rows; i++) {
        double effect = p[i] - q[i];
        effects->lower[i] =
            effect - across(p[i] - a->lower[CEV__UPLIFT_TREATED][i],
                            a->upper[CEV__UPLIFT_UNTREATED][i] - q[i]);
        effects->upper[i] =
            effect + across(a->upper[CEV__UPLIFT_TREATED][i] - p[i],
                            q[i] - a->lower[CEV__UPLIFT_UNTREATED][i]);
    }
}

static double effect_at(const cev__uplift_models *models,
                        const uplift_answers *a, int64_t row)
{
    if (models->meta != CEV__UPLIFT_X)
        return a->mean[CEV__UPLIFT_TREATED][row]
               - a->mean[CEV__UPLIFT_UNTREATED][row];
    return models->share * a->mean[CEV__UPLIFT_EFFECT_UNTREATED][row]
           + (1.0 - models->share)
                 * a->mean[CEV__UPLIFT_EFFECT_TREATED][row];
}

/* ---- Of a forest --------------------------------------------------------- */

static double within(double value, double least, double most)
{
    return fmin(fmax(value, least), most);
}

/* The effect on a customer, its interval, and around what is to be expected of
 * him the means of who is treated and who is not. */
static void tell_forest_row(const cev__uplift_forest *forest,
                            const uplift_answers *a, double effect,
                            double away, int64_t row,
                            const uplift_told *told)
{
    double share = forest->is_share ? 1.0 : INFINITY;
    double least = forest->is_share ? 0.0 : -INFINITY;
    double chance = cev__uplift_chance(a->mean[CEV__UPLIFT_CHANCE][row]);
    double expected = a->mean[CEV__UPLIFT_EXPECTED][row];
    told->effects.prediction[row] = within(effect, -share, share);
    told->treated[row] =
        within(expected + (1.0 - chance) * effect, least, share);
    told->untreated[row] = within(expected - chance * effect, least, share);
    if (told->effects.lower == NULL)
        return;
    told->effects.lower[row] = within(effect - away, -share, share);
    told->effects.upper[row] = within(effect + away, -share, share);
}

/* Customers from `begin` on, one after the other up to CEV__TREE_BLOCK; x has
 * room for their rows and leaves. */
static void tell_block(const cev__uplift_forest *forest,
                       const uplift_answers *a, double z,
                       const cev__readings *readings, int64_t begin,
                       double *x, const uplift_told *told)
{
    double effects[CEV__TREE_BLOCK], variances[CEV__TREE_BLOCK];
    int64_t predictors = forest->predictors.names.count;
    int64_t count = cev__forest_rows(readings, begin, x);
    cev__uplift_forest_at(forest, x, count,
                          x + CEV__TREE_BLOCK * predictors, effects,
                          variances);
    for (int64_t i = 0; i < count; i++)
        tell_forest_row(forest, a, effects[i], z * sqrt(variances[i]),
                        begin + i, told);
}

static int32_t tell_forest(cev_ctx *ctx, const cev__uplift_forest *forest,
                           const uplift_answers *a, double interval,
                           const uplift_told *told)
{
    double bags = (double)(forest->trees.trees / CEV__UPLIFT_BAG);
    double z = interval > 0.0 && bags > 1.0
                   ? cev__student_quantile(0.5 - 0.5 * interval, bags - 1.0)
                   : 0.0;
    int64_t rows = a->view->rows;
    int64_t room = CEV__TREE_BLOCK
                       * (forest->predictors.names.count
                          + 2 * forest->trees.trees)
                   + 1;
    double *x = cev__alloc(ctx, room, (int64_t)sizeof *x);
    cev__readings readings = {0};
    int32_t status = x == NULL
                         ? cev__fail_memory(ctx)
                         : cev__readings_open(ctx, &forest->predictors,
                                              a->view, &readings);
    for (int64_t row = 0; status == CEV_OK && row < rows;
         row += CEV__TREE_BLOCK) {
        status = cev__progress(ctx, "predict", (double)row / (double)rows);
        if (status == CEV_OK)
            tell_block(forest, a, z, &readings, row, x, told);
    }
    cev__readings_close(ctx, &readings);
    cev__free(ctx, x, room, (int64_t)sizeof *x);
    return status;
}

/* ---- All ----------------------------------------------------------------- */

static void tell_differences(const cev__uplift_models *models,
                             const uplift_answers *a, int64_t rows,
                             const uplift_told *told)
{
    for (int64_t row = 0; row < rows; row++) {
        told->effects.prediction[row] = effect_at(models, a, row);
        told->treated[row] = a->mean[CEV__UPLIFT_TREATED][row];
        told->untreated[row] = a->mean[CEV__UPLIFT_UNTREATED][row];
    }
    if (told->effects.lower != NULL)
        bound_effects(a, rows, &told->effects);
}

/* The table from what the models said. */
static int32_t tell_effects(cev_ctx *ctx, const cev__uplift_models *models,
                            const uplift_answers *a,
                            const cev_options *options, const cev_table *view,
                            cev_table **out)
{
    double interval = cev__options_double(options, CEV__OPT_INTERVAL);
    int is_forest = models->meta == CEV__UPLIFT_FOREST;
    int has_interval =
        is_forest ? interval > 0.0 && models->forest.trees.trees > 0
                  : models->meta == CEV__UPLIFT_T
                        && a->lower[CEV__UPLIFT_UNTREATED] != NULL
                        && a->lower[CEV__UPLIFT_TREATED] != NULL;
    cev_table *table = NULL;
    uplift_told told;
    int32_t status = cev__learner_table(ctx, view, &table);
    if (status == CEV_OK)
        status = cev__answers_add(table, has_interval, &told.effects);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "prediction_treated",
                                       &told.treated);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "prediction_untreated",
                                       &told.untreated);
    if (status == CEV_OK && is_forest)
        status = tell_forest(ctx, &models->forest, a, interval, &told);
    else if (status == CEV_OK)
        tell_differences(models, a, view->rows, &told);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev__uplift_effects(cev_ctx *ctx, const cev__uplift_models *models,
                            const char *treatment, const cev_options *options,
                            cev_table *view, cev_table **out)
{
    uplift_answers answers = {
        .kind = models->kind, .options = options, .view = view};
    int32_t status = cev__uplift_ask(ctx, models, treatment, view,
                                     ask_uplift_model, &answers);
    if (status == CEV_OK)
        status = tell_effects(ctx, models, &answers, options, view, out);
    close_uplift_answers(&answers);
    return status;
}
