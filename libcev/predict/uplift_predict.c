/* Predictions of what a treatment does. */
#include "../core/compiler.h"
#include "uplift.h"

#include <math.h>
#include <string.h>

/* What the models say of each group; NULL: there is no such model. */
typedef struct uplift_answers {
    cev_table *table[CEV__UPLIFT_MODELS];
    const double *mean[CEV__UPLIFT_MODELS];
    const double *lower[CEV__UPLIFT_MODELS], *upper[CEV__UPLIFT_MODELS];
} uplift_answers;

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

static int32_t ask_uplift_model(cev_ctx *ctx, const cev__estimator_kind *kind,
                                const void *model, int group,
                                const cev_options *options,
                                const cev_table *view,
                                uplift_answers *answers)
{
    cev_table *table = NULL;
    int32_t status = kind->predict(ctx, model, options, view, &table);
    if (status != CEV_OK)
        return status;
    answers->table[group] = table;
    answers->mean[group] = answer_column(table, "prediction");
    answers->lower[group] = answer_column(table, "prediction_lo");
    answers->upper[group] = answer_column(table, "prediction_hi");
    return CEV_OK;
}

/* The one model of s is asked twice, about everybody in either group. */
static int32_t ask_uplift_models(cev_ctx *ctx,
                                 const cev__uplift_models *models,
                                 const char *treatment,
                                 const cev_options *options, cev_table *view,
                                 uplift_answers *answers)
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
            status = ask_uplift_model(ctx, models->kind, model, i, options,
                                      view, answers);
    }
    return status;
}

static double across(double a, double b)
{
    double most = fmax(fabs(a), fabs(b));
    return most > 0.0 ? most * sqrt(a / most * (a / most)
                                    + b / most * (b / most))
                      : 0.0;
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

/* The table from what the models said. */
static int32_t tell_effects(cev_ctx *ctx, const cev__uplift_models *models,
                            const uplift_answers *a, const cev_table *view,
                            cev_table **out)
{
    int has_interval = models->meta == CEV__UPLIFT_T
                       && a->lower[CEV__UPLIFT_UNTREATED] != NULL
                       && a->lower[CEV__UPLIFT_TREATED] != NULL;
    double *untreated, *treated;
    cev_table *table = NULL;
    cev__answers effects;
    int32_t status = cev__learner_table(ctx, view, &table);
    if (status == CEV_OK)
        status = cev__answers_add(table, has_interval, &effects);
    if (status == CEV_OK)
        status =
            cev__table_add_double(table, "prediction_treated", &treated);
    if (status == CEV_OK)
        status =
            cev__table_add_double(table, "prediction_untreated", &untreated);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t row = 0; row < view->rows; row++) {
        effects.prediction[row] = effect_at(models, a, row);
        treated[row] = a->mean[CEV__UPLIFT_TREATED][row];
        untreated[row] = a->mean[CEV__UPLIFT_UNTREATED][row];
    }
    if (has_interval)
        bound_effects(a, view->rows, &effects);
    *out = table;
    return CEV_OK;
}

int32_t cev__uplift_effects(cev_ctx *ctx, const cev__uplift_models *models,
                            const char *treatment, const cev_options *options,
                            cev_table *view, cev_table **out)
{
    uplift_answers answers;
    memset(&answers, 0, sizeof answers);
    int32_t status =
        ask_uplift_models(ctx, models, treatment, options, view, &answers);
    if (status == CEV_OK)
        status = tell_effects(ctx, models, &answers, view, out);
    close_uplift_answers(&answers);
    return status;
}
