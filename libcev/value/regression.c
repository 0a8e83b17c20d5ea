/* Coefficients and what follows from them; see regression.h. */
#include "../core/compiler.h"
#include "regression.h"

#include <math.h>
#include <string.h>

/* What rounding may leave of a covariance's diagonal. */
#define COVARIANCE_LEAST 1e-14

/* Rates have their scale in the denominator, amounts are in proportion to it. */
static const double scale_signs[CEV__PROCESSES] = {-1.0, -1.0, 1.0};

double cev__effect_move(const cev__effect *effect, const double *z)
{
    return scale_signs[effect->process] * z[effect->trait];
}

void cev__regression_offsets(const cev__regression *regression,
                             const double *z, double offsets[CEV__PROCESSES])
{
    double coefficients[CEV__EFFECTS];
    for (int e = 0; e < regression->effect_count; e++)
        coefficients[e] = regression->effects[e].coefficient;
    cev__regression_offsets_by(regression, coefficients, z, offsets);
}

void cev__regression_offsets_by(const cev__regression *regression,
                                const double *coefficients, const double *z,
                                double offsets[CEV__PROCESSES])
{
    for (int p = 0; p < CEV__PROCESSES; p++)
        offsets[p] = 0.0;
    for (int e = 0; e < regression->effect_count; e++) {
        const cev__effect *effect = &regression->effects[e];
        offsets[effect->process] +=
            coefficients[e] * cev__effect_move(effect, z);
    }
    for (int p = 0; p < CEV__PROCESSES; p++)
        offsets[p] = fmax(-CEV__OFFSET_MOST,
                          fmin(offsets[p], CEV__OFFSET_MOST));
}

int cev__regression_size(const cev__regression *regression)
{
    return regression->params + regression->effect_count;
}

void cev__regression_along(const cev__regression *regression, int direction,
                           double along[CEV__MANY])
{
    int n = cev__regression_size(regression);
    for (int i = 0; i < n; i++)
        along[i] = i < direction
                       ? 0.0
                       : regression->factor[cev__packed(i, direction)];
}

/* How the n log-parameters of a customer change along a direction. */
static void turn_along(const cev__regression *regression,
                       const int scales[CEV__PROCESSES], const double *z,
                       int direction, double turned[CEV__MANY])
{
    double along[CEV__MANY];
    cev__regression_along(regression, direction, along);
    for (int i = 0; i < regression->params; i++)
        turned[i] = along[i];
    for (int e = 0; e < regression->effect_count; e++) {
        const cev__effect *effect = &regression->effects[e];
        turned[scales[effect->process]] +=
            along[regression->params + e] * cev__effect_move(effect, z);
    }
}

void cev__regression_covariance(const cev__regression *regression,
                                const int scales[CEV__PROCESSES],
                                const double *z, double *packed)
{
    int n = regression->params;
    memset(packed, 0, (size_t)(n * (n + 1) / 2) * sizeof *packed);
    for (int d = 0; d < cev__regression_size(regression); d++) {
        double turned[CEV__MANY];
        turn_along(regression, scales, z, d, turned);
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                packed[cev__packed(i, j)] += turned[i] * turned[j];
    }
}

int cev__regression_prepare(cev__regression *regression)
{
    memcpy(regression->factor, regression->covariance,
           sizeof regression->factor);
    return cev__cholesky(cev__regression_size(regression), regression->factor,
                         COVARIANCE_LEAST);
}

void cev__trait_label(const cev__trait *trait, char *text, int64_t size)
{
    if (trait->what == CEV__TRAIT_NUMBER)
        cev__format(text, size, "%s", trait->column);
    else
        cev__format(text, size, "%s = %s", trait->column, trait->level);
}

const char *const cev__process_names[CEV__PROCESSES] = {"purchase", "dropout",
                                                        "spend"};

void cev__effect_name(const cev__regression *regression,
                      const cev__effect *effect, char name[CEV__EFFECT_NAME])
{
    char label[CEV__EFFECT_NAME];
    cev__trait_label(&regression->traits[effect->trait], label, sizeof label);
    cev__format(name, CEV__EFFECT_NAME, "%s: %s",
                cev__process_names[effect->process], label);
}

/* ---- Bytes -------------------------------------------------------------- */

void cev__regression_save(const cev__regression *regression,
                          cev__writer *writer)
{
    int n = cev__regression_size(regression);
    cev__write_i32(writer, regression->trait_count);
    cev__write_i32(writer, regression->effect_count);
    cev__write_i32(writer, regression->dropped_count);
    for (int i = 0; i < regression->trait_count; i++) {
        cev__write_i32(writer, regression->traits[i].what);
        cev__write_text(writer, regression->traits[i].column);
        cev__write_text(writer, regression->traits[i].level);
        cev__write_double(writer, regression->traits[i].centre);
        cev__write_double(writer, regression->traits[i].scale);
    }
    for (int e = 0;
         e < regression->effect_count + regression->dropped_count; e++) {
        cev__write_i32(writer, regression->effects[e].trait);
        cev__write_i32(writer, regression->effects[e].process);
        cev__write_double(writer, regression->effects[e].coefficient);
    }
    for (int k = 0; k < n * (n + 1) / 2; k++)
        cev__write_double(writer, regression->covariance[k]);
    cev__write_double(writer, regression->bare_log_likelihood);
    cev__write_i32(writer, regression->bare_method);
}

static int are_counts_sound(const cev__regression *regression)
{
    int32_t effects = regression->effect_count;
    return regression->trait_count > 0
           && regression->trait_count <= CEV__TRAITS && effects >= 0
           && regression->dropped_count >= 0 && effects <= CEV__EFFECTS
           && regression->dropped_count <= CEV__EFFECTS - effects
           && effects + regression->params <= CEV__MANY;
}

static int read_traits(cev__blob *blob, cev__regression *regression)
{
    int is_sound = 1;
    for (int i = 0; i < regression->trait_count; i++) {
        cev__trait *trait = &regression->traits[i];
        trait->what = cev__read_i32(blob);
        cev__read_text(blob, trait->column, sizeof trait->column);
        cev__read_text(blob, trait->level, sizeof trait->level);
        trait->centre = cev__read_double(blob);
        trait->scale = cev__read_double(blob);
        is_sound = is_sound && trait->what >= CEV__TRAIT_NUMBER
                   && trait->what <= CEV__TRAIT_LEVEL
                   && isfinite(trait->centre) && trait->scale > 0.0;
    }
    return is_sound;
}

static int read_effects(cev__blob *blob, cev__regression *regression)
{
    int is_sound = 1;
    for (int e = 0;
         e < regression->effect_count + regression->dropped_count; e++) {
        cev__effect *effect = &regression->effects[e];
        effect->trait = cev__read_i32(blob);
        effect->process = cev__read_i32(blob);
        effect->coefficient = cev__read_double(blob);
        is_sound = is_sound && effect->trait >= 0
                   && effect->trait < regression->trait_count
                   && effect->process >= 0
                   && effect->process < CEV__PROCESSES
                   && isfinite(effect->coefficient);
    }
    return is_sound;
}

/* Whether a regression could be read. */
static int read_regression(cev__blob *blob, cev__regression *regression)
{
    regression->trait_count = cev__read_i32(blob);
    regression->effect_count = cev__read_i32(blob);
    regression->dropped_count = cev__read_i32(blob);
    if (!are_counts_sound(regression) || !read_traits(blob, regression)
        || !read_effects(blob, regression))
        return 0;
    int n = cev__regression_size(regression);
    for (int k = 0; k < n * (n + 1) / 2; k++)
        regression->covariance[k] = cev__read_double(blob);
    regression->bare_log_likelihood = cev__read_double(blob);
    regression->bare_method = cev__read_i32(blob);
    return !blob->failed && isfinite(regression->bare_log_likelihood)
           && cev__regression_prepare(regression);
}

int32_t cev__regression_load(cev_ctx *ctx, int params, cev__blob *blob,
                             cev__regression **out)
{
    cev__regression *regression =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *regression);
    if (regression == NULL)
        return cev__fail_memory(ctx);
    regression->params = params;
    if (!read_regression(blob, regression)) {
        cev__regression_free(ctx, regression);
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no fitted covariates");
    }
    *out = regression;
    return CEV_OK;
}

void cev__regression_free(cev_ctx *ctx, cev__regression *regression)
{
    cev__free(ctx, regression, 1, (int64_t)sizeof *regression);
}
