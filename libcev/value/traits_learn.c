/* Which traits there are, and which of them say anything; see traits.h. */
#include "../core/compiler.h"
#include "traits.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"

/* A trait of which less than this share of its variance is its own follows
 * from those before it. */
#define VARIANCE_OWN 1e-9

static const int named_by[CEV__PROCESSES] = {CEV__OPT_PURCHASE_COVARIATES,
                                             CEV__OPT_DROPOUT_COVARIATES,
                                             CEV__OPT_SPEND_COVARIATES};

int cev__traits_asked(const cev_options *options, int processes)
{
    int is_asked = 0;
    for (int p = 0; p < CEV__PROCESSES; p++)
        is_asked |= (processes >> p & 1) != 0
                    && cev__options_str(options, named_by[p])[0] != '\0';
    return is_asked;
}

/* ---- The columns -------------------------------------------------------- */

static int32_t fail_many(cev_ctx *ctx, int most, const char *what)
{
    return cev__fail(ctx, CEV_ERR_OPTION,
                     "the covariates have more than %i %s; leave some out or "
                     "gather levels",
                     (int32_t)most, what);
}

static int32_t add_trait(cev_ctx *ctx, cev__regression *regression,
                         int32_t what, const char *column, const char *level)
{
    if (regression->trait_count == CEV__TRAITS)
        return fail_many(ctx, CEV__TRAITS, "levels and numbers");
    if (strlen(column) >= CEV__TRAIT_NAME || strlen(level) >= CEV__TRAIT_NAME)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "covariate %q: a name or level is longer than %i "
                         "bytes",
                         column, (int32_t)(CEV__TRAIT_NAME - 1));
    cev__trait *trait = &regression->traits[regression->trait_count++];
    trait->what = what;
    memcpy(trait->column, column, strlen(column) + 1);
    memcpy(trait->level, level, strlen(level) + 1);
    trait->centre = 0.0;
    trait->scale = 1.0;
    return CEV_OK;
}

/* Puts a level in its place among those from `first` on. */
static int32_t add_level(cev_ctx *ctx, cev__regression *regression, int first,
                         const char *column, const char *level)
{
    int at = first;
    while (at < regression->trait_count
           && strcmp(regression->traits[at].level, level) < 0)
        at++;
    if (at < regression->trait_count
        && strcmp(regression->traits[at].level, level) == 0)
        return CEV_OK;
    int32_t status =
        add_trait(ctx, regression, CEV__TRAIT_LEVEL, column, level);
    if (status != CEV_OK)
        return status;
    cev__trait added = regression->traits[regression->trait_count - 1];
    for (int i = regression->trait_count - 1; i > at; i--)
        regression->traits[i] = regression->traits[i - 1];
    regression->traits[at] = added;
    return CEV_OK;
}

static int32_t learn_levels(cev_ctx *ctx, const cev__column *column,
                            int64_t rows, cev__regression *regression)
{
    int first = regression->trait_count;
    for (int64_t row = 0; row < rows; row++) {
        const char *text = cev__column_text(column, row);
        if (text == NULL)
            return cev__trait_refuse_gap(ctx, column, row);
        int32_t status =
            add_level(ctx, regression, first, column->name, text);
        if (status != CEV_OK)
            return status;
    }
    regression->traits[first].what = CEV__TRAIT_REFERENCE;
    return CEV_OK;
}

/* The first trait of a column, learned now if it was not before. */
static int32_t learn_column(cev_ctx *ctx, const cev_table *customers,
                            const cev__column *column,
                            cev__regression *regression, int *first)
{
    for (int i = 0; i < regression->trait_count; i++)
        if (strcmp(regression->traits[i].column, column->name) == 0) {
            *first = i;
            return CEV_OK;
        }
    *first = regression->trait_count;
    if (column->type == CEV_TEXT)
        return learn_levels(ctx, column, customers->rows, regression);
    return add_trait(ctx, regression, CEV__TRAIT_NUMBER, column->name, "");
}

static int32_t add_effects(cev_ctx *ctx, int process, int first,
                           cev__regression *regression)
{
    const cev__trait *traits = regression->traits;
    for (int i = first; i < regression->trait_count
                        && strcmp(traits[i].column, traits[first].column) == 0;
         i++) {
        if (traits[i].what == CEV__TRAIT_REFERENCE)
            continue;
        if (regression->effect_count == CEV__EFFECTS)
            return fail_many(ctx, CEV__EFFECTS, "coefficients");
        cev__effect *effect = &regression->effects[regression->effect_count++];
        effect->trait = i;
        effect->process = process;
    }
    return CEV_OK;
}

static int32_t learn_process(cev_ctx *ctx, const cev_options *options,
                             const cev_table *customers, int process,
                             cev__regression *regression)
{
    const char *at = cev__options_str(options, named_by[process]);
    const cev__column *columns[CEV__TRAITS + 1];
    int count = 0;
    int32_t status = CEV_OK;
    /* Each column has a trait at least, of which there cannot be more. */
    while (status == CEV_OK && ALWAYS(count <= CEV__TRAITS)) {
        int first, is_known = 0;
        status = cev__table_next_named(ctx, customers, &at, &columns[count]);
        if (status != CEV_OK || columns[count] == NULL)
            break;
        for (int i = 0; i < count; i++)
            is_known |= columns[i] == columns[count];
        if (is_known)
            continue;
        status = learn_column(ctx, customers, columns[count++], regression,
                              &first);
        if (status == CEV_OK)
            status = add_effects(ctx, process, first, regression);
    }
    return status;
}

/* ---- What they hold ----------------------------------------------------- */

/* Moments of the traits over customers. */
typedef struct trait_moments {
    double customers;
    cev__sum sum[CEV__TRAITS];
    int is_binary[CEV__TRAITS];
    double mean[CEV__TRAITS];
    cev__sum sums[CEV__TRAITS][CEV__TRAITS];
    double products[CEV__TRAITS][CEV__TRAITS];
} trait_moments;

static double weight_at(const cev__numbers *weights, int64_t row)
{
    double weight =
        weights->data == NULL ? 1.0 : cev__number_at(weights, row);
    return weight > 0.0 ? weight : 0.0;
}

static void measure_means(const cev__traits *traits, int64_t rows,
                          const cev__numbers *weights, trait_moments *moments)
{
    int n = traits->of->trait_count;
    double z[CEV__TRAITS];
    for (int i = 0; i < n; i++)
        moments->is_binary[i] = 1;
    for (int64_t row = 0; row < rows; row++) {
        double weight = weight_at(weights, row);
        cev__traits_at(traits, row, z);
        moments->customers += weight;
        for (int i = 0; i < n; i++) {
            cev__sum_add(&moments->sum[i], weight * z[i]);
            moments->is_binary[i] &= z[i] == 0.0 || z[i] == 1.0;
        }
    }
    for (int i = 0; i < n; i++)
        moments->mean[i] =
            cev__sum_value(&moments->sum[i]) / moments->customers;
}

static void measure_products(const cev__traits *traits, int64_t rows,
                             const cev__numbers *weights,
                             trait_moments *moments)
{
    int n = traits->of->trait_count;
    double z[CEV__TRAITS];
    for (int64_t row = 0; row < rows; row++) {
        double weight = weight_at(weights, row);
        cev__traits_at(traits, row, z);
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                cev__sum_add(&moments->sums[i][j],
                             weight * (z[i] - moments->mean[i])
                                 * (z[j] - moments->mean[j]));
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++)
            moments->products[i][j] = cev__sum_value(&moments->sums[i][j]);
}

/* Numbers are counted from their mean in standard deviations. */
static void scale_numbers(const trait_moments *moments,
                          cev__regression *regression)
{
    for (int i = 0; i < regression->trait_count; i++) {
        cev__trait *trait = &regression->traits[i];
        double sd = sqrt(moments->products[i][i] / moments->customers);
        if (trait->what != CEV__TRAIT_NUMBER || moments->is_binary[i])
            continue;
        trait->centre = moments->mean[i];
        if (sd > 0.0 && isfinite(sd))
            trait->scale = sd;
    }
}

/* Takes the effects of a process out that follow from those before them, by
 * factoring the products one row after the other. */
static void keep_telling(const trait_moments *moments, int process,
                         cev__regression *regression, cev__effect *dropped,
                         int *dropped_count)
{
    double factor[CEV__EFFECTS][CEV__EFFECTS];
    int32_t kept_traits[CEV__EFFECTS];
    int kept = 0, left = 0;
    for (int e = 0; e < regression->effect_count; e++) {
        cev__effect effect = regression->effects[e];
        int i = effect.trait;
        double own = moments->products[i][i];
        double least = VARIANCE_OWN * own
                       + 1e-28 * moments->customers * moments->mean[i]
                             * moments->mean[i];
        if (effect.process != process) {
            regression->effects[left++] = effect;
            continue;
        }
        for (int j = 0; j < kept; j++) {
            int other = kept_traits[j];
            double product = moments->products[i > other ? i : other]
                                              [i > other ? other : i];
            for (int k = 0; k < j; k++)
                product -= factor[kept][k] * factor[j][k];
            factor[kept][j] = product / factor[j][j];
            own -= factor[kept][j] * factor[kept][j];
        }
        if (!(own > least)) {
            dropped[(*dropped_count)++] = effect;
            continue;
        }
        factor[kept][kept] = sqrt(own);
        kept_traits[kept++] = effect.trait;
        regression->effects[left++] = effect;
    }
    regression->effect_count = left;
}

static int32_t weigh_traits(cev_ctx *ctx, const cev_table *customers,
                            trait_moments *moments,
                            cev__regression *regression)
{
    cev__traits traits;
    cev__numbers weights;
    cev__effect dropped[CEV__EFFECTS];
    int count = 0;
    memset(&weights, 0, sizeof weights);
    int32_t status = cev__traits_open(ctx, regression, customers, &traits);
    if (status == CEV_OK && cev__table_find(customers, "customers") != NULL)
        status = cev__table_numbers(ctx, customers, "customers", &weights);
    if (status != CEV_OK)
        return status;
    measure_means(&traits, customers->rows, &weights, moments);
    measure_products(&traits, customers->rows, &weights, moments);
    for (int p = 0; p < CEV__PROCESSES; p++)
        keep_telling(moments, p, regression, dropped, &count);
    for (int k = 0; k < count; k++)
        regression->effects[regression->effect_count + k] = dropped[k];
    regression->dropped_count = count;
    scale_numbers(moments, regression);
    return CEV_OK;
}

int32_t cev__traits_learn(cev_ctx *ctx, const cev_options *options,
                          int processes, const cev_table *customers,
                          cev__regression *regression)
{
    int32_t status = CEV_OK;
    for (int p = 0; p < CEV__PROCESSES && status == CEV_OK; p++)
        if ((processes >> p & 1) != 0)
            status = learn_process(ctx, options, customers, p, regression);
    if (status == CEV_OK && regression->trait_count == 0)
        status = cev__fail(ctx, CEV_ERR_OPTION,
                           "the covariates name no column");
    if (status != CEV_OK)
        return status;
    trait_moments *moments =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *moments);
    if (moments == NULL)
        return cev__fail_memory(ctx);
    status = weigh_traits(ctx, customers, moments, regression);
    cev__free(ctx, moments, 1, (int64_t)sizeof *moments);
    return status;
}
