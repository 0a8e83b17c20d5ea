/* Predictions and explanations of a linear model. */
#include "../core/compiler.h"
#include "glm.h"

#include <math.h>
#include <string.h>

#include "../math/cholesky.h"
#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/student.h"
#include "../math/sum.h"

double cev__glm_sd(const cev__glm *glm, int64_t first, double *x)
{
    if (glm->factor == NULL)
        return NAN;
    double form =
        cev__cholesky_form((int)glm->size, glm->factor, (int)first, x);
    return sqrt(glm->dispersion * form);
}

double cev__glm_reach(const cev__glm *glm, double interval)
{
    double freedom = glm->customers - glm->freedom;
    if (!(interval > 0.0) || !cev__family_disperses(&glm->family)
        || !(freedom >= 1.0))
        return cev__interval_z(interval);
    return cev__student_quantile(0.5 * (1.0 - interval), freedom);
}

double cev__glm_base(const cev__glm *glm, double intercept)
{
    return glm->family.link == CEV__LINK_IDENTITY
               ? intercept * glm->unit
               : intercept + cev__log(glm->unit);
}

/* The margin of a row, its columns from x[1] on. */
static double margin_in_units(const cev__glm *glm, double *x)
{
    cev__sum sum = {0};
    x[0] = 1.0;
    for (int64_t j = 0; j < glm->size; j++)
        cev__sum_add(&sum, glm->coefficients[j] * x[j]);
    return cev__sum_value(&sum);
}

double cev__glm_margin_at(const cev__glm *glm, double *x)
{
    return cev__glm_base(glm, margin_in_units(glm, x));
}

/* The mean at a margin in the target's own units. */
static double mean_at(const cev__glm *glm, double margin)
{
    return glm->unit * cev__family_mean(&glm->family, margin);
}

static void predict_glm_row(const cev__glm *glm, double reach, double *x,
                            int64_t row, const cev__answers *answers)
{
    double margin = margin_in_units(glm, x);
    answers->prediction[row] = mean_at(glm, margin);
    if (answers->lower == NULL)
        return;
    double away = reach * cev__glm_sd(glm, 0, x);
    answers->lower[row] = mean_at(glm, margin - away);
    answers->upper[row] = mean_at(glm, margin + away);
}

int32_t cev__glm_predict(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out)
{
    const cev__glm *glm = model;
    double interval = cev__options_double(options, CEV__OPT_INTERVAL);
    double reach = cev__glm_reach(glm, interval);
    cev__readings readings = {0};
    cev__answers answers;
    cev_table *table = NULL;
    double *x = cev__alloc(ctx, glm->size, (int64_t)sizeof *x);
    int32_t status = x == NULL
                         ? cev__fail_memory(ctx)
                         : cev__readings_open(ctx, &glm->predictors,
                                              customers, &readings);
    if (status == CEV_OK)
        status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = cev__answers_add(table, interval > 0.0
                                             && glm->factor != NULL,
                                  &answers);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++) {
        cev__design_row(&glm->design, &readings, row, x + 1);
        predict_glm_row(glm, reach, x, row, &answers);
        if (row % 65536 == 65535)
            status = cev__progress(ctx, "predicting",
                                   (double)row / (double)customers->rows);
    }
    cev__readings_close(ctx, &readings);
    cev__free(ctx, x, glm->size, (int64_t)sizeof *x);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

/* Shares are sums over the columns that come from a predictor. */
static void explain_glm_row(const cev__glm *glm, const double *z,
                            double factor, int64_t row,
                            cev__explanation *explanation)
{
    cev__sum margin = {0};
    explanation->base[row] = cev__glm_base(glm, glm->coefficients[0]);
    cev__sum_add(&margin, explanation->base[row]);
    for (int64_t j = 0; j < glm->design.count; j++) {
        double push = factor * glm->coefficients[1 + j] * z[j];
        explanation->pushes[glm->design.columns[j].predictor][row] += push;
        cev__sum_add(&margin, push);
    }
    explanation->margin[row] = cev__sum_value(&margin);
}

int32_t cev__glm_explain(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out)
{
    const cev__glm *glm = model;
    double factor =
        glm->family.link == CEV__LINK_IDENTITY ? glm->unit : 1.0;
    cev__readings readings = {0};
    cev__explanation explanation;
    double *z = cev__alloc(ctx, glm->size, (int64_t)sizeof *z);
    (void)options;
    int32_t status = z == NULL
                         ? cev__fail_memory(ctx)
                         : cev__readings_open(ctx, &glm->predictors,
                                              customers, &readings);
    if (status == CEV_OK)
        status = cev__explanation_open(ctx, &glm->predictors, customers,
                                       &explanation);
    if (status == CEV_OK) {
        for (int64_t row = 0; row < customers->rows; row++) {
            cev__design_row(&glm->design, &readings, row, z);
            explain_glm_row(glm, z, factor, row, &explanation);
        }
        status = cev__explanation_finish(ctx, &glm->predictors, &explanation,
                                         out);
    }
    cev__readings_close(ctx, &readings);
    cev__free(ctx, z, glm->size, (int64_t)sizeof *z);
    return status;
}
