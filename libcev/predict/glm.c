/*
 * Generalised linear models: a margin, a sum over columns of features, stands
 * for the mean of a number, the log odds of a yes or no, or the log of a
 * count or an amount. Coefficients are held back by default, so that fifty
 * customers give a prediction that holds.
 */
#include "../core/compiler.h"
#include "glm.h"

#include <math.h>
#include <string.h>

void cev__glm_free(cev_ctx *ctx, void *model)
{
    cev__glm *glm = model;
    cev__free(ctx, glm->coefficients, glm->size,
              (int64_t)sizeof *glm->coefficients);
    cev__free(ctx, glm->factor, glm->size * (glm->size + 1) / 2,
              (int64_t)sizeof *glm->factor);
    cev__design_free(ctx, &glm->design);
    cev__predictors_free(ctx, &glm->predictors);
    cev__target_free(ctx, &glm->target);
    cev__free(ctx, glm, 1, (int64_t)sizeof *glm);
}

static int32_t evaluate_glm(cev_ctx *ctx, const void *model,
                            const cev_options *options,
                            const cev_table *customers, const char *what,
                            cev_table **out)
{
    const cev__glm *glm = model;
    return cev__learner_evaluate(ctx, &glm->target, cev__glm_predict, model,
                                 options, customers, what, out);
}

/* ---- Bytes --------------------------------------------------------------- */

/* The numbers of a model, in the order of its bytes. */
enum { GLM_WHOLE = 7, GLM_REAL = 13 };

static void list_numbers(cev__glm *glm, int32_t **whole, double **real)
{
    int32_t *const whole_of[GLM_WHOLE] = {
        &glm->family.kind, &glm->family.link,    &glm->method,
        &glm->lambda_by,   &glm->is_separated,   &glm->is_converged,
        NULL};
    double *const real_of[GLM_REAL] = {
        &glm->family.power, &glm->alpha,          &glm->lambda,
        &glm->unit,         &glm->customers,      &glm->unknown,
        &glm->events,       &glm->loss,           &glm->null_loss,
        &glm->log_likelihood, &glm->freedom,      &glm->dispersion,
        &glm->firth};
    memcpy(whole, whole_of, sizeof whole_of);
    memcpy(real, real_of, sizeof real_of);
}

void cev__glm_save(const void *model, cev__writer *writer)
{
    cev__glm glm = *(const cev__glm *)model;
    int32_t *whole[GLM_WHOLE];
    double *real[GLM_REAL];
    list_numbers(&glm, whole, real);
    cev__target_save(&glm.target, writer);
    cev__predictors_save(&glm.predictors, writer);
    cev__design_save(&glm.design, writer);
    for (int i = 0; whole[i] != NULL; i++)
        cev__write_i32(writer, *whole[i]);
    for (int i = 0; i < GLM_REAL; i++)
        cev__write_double(writer, *real[i]);
    cev__write_i64(writer, glm.iterations);
    cev__write_i32(writer, glm.factor != NULL);
    cev__write_doubles(writer, glm.coefficients, glm.size);
    if (glm.factor != NULL)
        cev__write_doubles(writer, glm.factor,
                           glm.size * (glm.size + 1) / 2);
}

static int is_among(int32_t value, int32_t count)
{
    return value >= 0 && value < count;
}

static int is_whole_glm(const cev__glm *glm)
{
    return is_among(glm->family.kind, CEV__FAMILIES)
           && is_among(glm->family.link, CEV__LINKS)
           && is_among(glm->method, CEV__GLM_METHODS)
           && is_among(glm->lambda_by, CEV__LAMBDAS)
           && is_among(glm->is_separated, 2) && is_among(glm->is_converged, 2)
           && glm->family.power > 1.0 && glm->family.power < 2.0
           && glm->unit > 0.0 && isfinite(glm->unit) && glm->customers > 0.0
           && isfinite(glm->customers) && glm->unknown >= 0.0
           && isfinite(glm->events) && isfinite(glm->loss)
           && isfinite(glm->null_loss) && isfinite(glm->freedom)
           && isfinite(glm->firth)
           && !isinf(glm->log_likelihood) && !isinf(glm->dispersion)
           && !(glm->dispersion < 0.0);
}

/* Numbers that must be finite, into memory of their own. */
static int32_t load_vector(cev_ctx *ctx, cev__blob *blob, int64_t count,
                           double **out)
{
    if (count > (blob->size - blob->at) / 8)
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no linear model");
    double *vector = cev__alloc(ctx, count, (int64_t)sizeof *vector);
    if (vector == NULL)
        return cev__fail_memory(ctx);
    *out = vector;
    cev__read_doubles(blob, vector, count);
    return blob->failed ? cev__fail(ctx, CEV_ERR_FORMAT,
                                    "the bytes hold no linear model")
                        : CEV_OK;
}

static int32_t load_glm_numbers(cev_ctx *ctx, cev__blob *blob, cev__glm *glm)
{
    int32_t *whole[GLM_WHOLE];
    double *real[GLM_REAL];
    list_numbers(glm, whole, real);
    for (int i = 0; whole[i] != NULL; i++)
        *whole[i] = cev__read_i32(blob);
    for (int i = 0; i < GLM_REAL; i++)
        *real[i] = cev__read_double(blob);
    glm->iterations = cev__read_i64(blob);
    int has_factor = cev__read_i32(blob) != 0;
    if (blob->failed || !is_whole_glm(glm))
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no linear model");
    glm->size = 1 + glm->design.count;
    int32_t status = load_vector(ctx, blob, glm->size, &glm->coefficients);
    if (status == CEV_OK && has_factor)
        status = load_vector(ctx, blob, glm->size * (glm->size + 1) / 2,
                             &glm->factor);
    for (int64_t i = 0; status == CEV_OK && has_factor && i < glm->size; i++)
        if (!(glm->factor[i * (i + 1) / 2 + i] > 0.0))
            status = cev__fail(ctx, CEV_ERR_FORMAT,
                               "the bytes hold no linear model");
    return status;
}

int32_t cev__glm_load(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__glm *glm = cev__alloc_zero(ctx, 1, (int64_t)sizeof *glm);
    if (glm == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__target_load(ctx, blob, &glm->target);
    if (status == CEV_OK)
        status = cev__predictors_load(ctx, blob, &glm->predictors);
    if (status == CEV_OK)
        status = cev__design_load(ctx, blob, &glm->predictors, &glm->design);
    if (status == CEV_OK)
        status = load_glm_numbers(ctx, blob, glm);
    if (status != CEV_OK) {
        cev__glm_free(ctx, glm);
        return status;
    }
    *model = glm;
    return CEV_OK;
}

extern const cev__estimator_kind cev__glm_kind;
const cev__estimator_kind cev__glm_kind = {
    {CEV_GLM,
     "a number, a yes or no, a count or an amount as a sum over features",
     CEV__LEARNER_TAKES
     " family link power shrinkage alpha lambda lambda_rule folds "
     "grouped_by",
     CEV__LEARNER_WANTS, CEV__LEARNER_GIVES, "",
     "McCullagh & Nelder (1989), Generalized Linear Models; Hoerl & Kennard "
     "(1970), Technometrics 12(1), 55-67; Firth (1993), Biometrika 80(1), "
     "27-38; Friedman, Hastie & Tibshirani (2010), Journal of Statistical "
     "Software 33(1)",
     cev__glm_learn, cev__glm_free, cev__glm_save, cev__glm_load},
    cev__glm_summary,
    cev__glm_predict,
    evaluate_glm,
    cev__glm_explain,
};
