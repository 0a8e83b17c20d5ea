/* The segmenter "mixture". */
#include "../core/compiler.h"
#include "mixture.h"

#include <math.h>
#include <string.h>

#include "../core/kinds.h"
#include "../math/elementary.h"
#include "kmeans.h"

extern const cev__segmenter_kind cev__mixture_kind;

/* Points of the sample on which numbers of groups are compared. */
enum { MIXTURE_SAMPLE = 10000 };

/* What a fit leaves. */
typedef struct mixture_model {
    cev__features features;
    cev__mixture mixture;
    cev__tally tally;
    double customers, log_likelihood, bic; /* in the columns' own units */
    double certainty; /* mean probability of the group that one is put in */
} mixture_model;

static void mixture_free(cev_ctx *ctx, void *fitted)
{
    mixture_model *model = fitted;
    cev__tally_free(ctx, &model->tally);
    cev__mixture_free(ctx, &model->mixture);
    cev__features_free(ctx, &model->features);
    cev__free(ctx, model, 1, (int64_t)sizeof *model);
}

/* The likeliest group of a point; of equally likely ones the first. */
static int32_t likeliest_group(const cev__mixture *mixture,
                               const double *point, double *probability)
{
    double probabilities[CEV__GROUPS_MAX];
    int32_t best = 0;
    cev__mixture_at(mixture, point, probabilities);
    for (int32_t j = 1; j < mixture->groups; j++)
        if (probabilities[j] > probabilities[best])
            best = j;
    *probability = probabilities[best];
    return best;
}

/* The group of each row, and its probability where that is asked for. */
static int32_t place_by_mixture(cev_ctx *ctx, const mixture_model *model,
                                const cev_table *customers, int32_t *group,
                                double *probability)
{
    int64_t columns = model->mixture.columns, rows = customers->rows;
    cev__coordinates coordinates;
    double *points = cev__alloc(ctx, CEV__ROWS, 8 * columns), sure;
    if (points == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__coordinates_open(ctx, &model->features, customers,
                                           &coordinates);
    for (int64_t first = 0; status == CEV_OK && first < rows;
         first += CEV__ROWS) {
        int64_t n = cev__rows_from(first, rows);
        status = cev__coordinates_read(&coordinates, first, n, columns, points);
        for (int64_t i = 0; status == CEV_OK && i < n; i++) {
            int32_t best = likeliest_group(&model->mixture,
                                           points + i * columns, &sure);
            if (group != NULL)
                group[first + i] = best;
            if (probability != NULL)
                probability[first + i] = sure;
        }
    }
    cev__free(ctx, points, CEV__ROWS, 8 * columns);
    return status;
}

static int32_t group_by_mixture(cev_ctx *ctx, const void *fitted,
                                const cev_table *customers, int32_t *group)
{
    return place_by_mixture(ctx, fitted, customers, group, NULL);
}

/* ---- Fitting ------------------------------------------------------------- */

/* One number of groups and kind of covariance on some points, from where
 * k-means ends. */
static int32_t try_mixture(cev_ctx *ctx, const cev_options *options,
                           const cev__points *points, int64_t groups,
                           int is_full, cev__mixture *out)
{
    cev__centres centres;
    cev__kmeans_plan plan;
    double inertia;
    plan.groups = groups;
    plan.starts = cev__options_int(options, CEV__OPT_STARTS);
    plan.iterations = cev__options_int(options, CEV__OPT_MAX_ITER);
    int32_t status =
        cev__centres_new(ctx, groups, points->columns, &centres);
    if (status != CEV_OK)
        return status;
    status = cev__kmeans_find(ctx, points, &plan, &centres, &inertia);
    if (status == CEV_OK)
        status =
            cev__mixture_new(ctx, groups, points->columns, is_full, out);
    if (status == CEV_OK) {
        status = cev__mixture_fit(ctx, points, &centres, plan.iterations, out);
        if (status != CEV_OK)
            cev__mixture_free(ctx, out);
    }
    cev__centres_free(ctx, &centres);
    return status;
}

/* Schwarz's criterion (1978), the less the better. */
static double bic_of(const cev__mixture *mixture, double customers)
{
    return cev__mixture_freedom(mixture) * cev__log(fmax(customers, 1.0))
           - 2.0 * mixture->log_likelihood;
}

/* What may be tried: numbers of groups and kinds of covariance. */
typedef struct mixture_range {
    int64_t least, most;
    int has_diagonal, has_full;
} mixture_range;

static int32_t range_of_mixture(cev_ctx *ctx, const cev_options *options,
                                const cev__points *points, mixture_range *out)
{
    const char *kind = cev__options_str(options, CEV__OPT_COVARIANCE);
    int64_t groups = cev__options_int(options, CEV__OPT_SEGMENTS);
    out->has_diagonal = strcmp(kind, "full") != 0;
    out->has_full = strcmp(kind, "diagonal") != 0
                    && points->columns <= CEV__MIXTURE_FULL;
    out->least = groups == 0 ? 1 : groups;
    out->most = groups == 0
                    ? cev__options_int(options, CEV__OPT_SEGMENTS_MOST)
                    : groups;
    if (out->most > points->count)
        out->most = points->count;
    if (out->least > out->most)
        out->least = out->most;
    if (out->has_diagonal || out->has_full)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_LIMIT,
                     "full covariances of %d columns; wanted at most %i, or "
                     "the option covariance = \"diagonal\"",
                     points->columns, (int32_t)CEV__MIXTURE_FULL);
}

/* The best by BIC on the points; one of diagonal covariances where it is as
 * good as the full one. */
static int32_t choose_mixture(cev_ctx *ctx, const cev_options *options,
                              const cev__points *points,
                              const mixture_range *range, int64_t *groups,
                              int *is_full)
{
    double least = INFINITY;
    *groups = range->least;
    *is_full = !range->has_diagonal;
    for (int64_t k = range->least; k <= range->most; k++) {
        for (int full = !range->has_diagonal; full <= range->has_full;
             full++) {
            cev__mixture tried;
            int32_t status = try_mixture(ctx, options, points, k, full, &tried);
            if (status != CEV_OK)
                return status;
            double bic = bic_of(&tried, points->total);
            cev__mixture_free(ctx, &tried);
            if (isinf(least) || bic < least - 1e-9 * fabs(least)) {
                least = bic;
                *groups = k;
                *is_full = full;
            }
        }
    }
    return CEV_OK;
}

/* Where there is a choice it is made on a sample. */
static int32_t settle_mixture(cev_ctx *ctx, const cev_options *options,
                              const cev__points *points, int64_t *groups,
                              int *is_full)
{
    mixture_range range;
    cev__points sample;
    int32_t status = range_of_mixture(ctx, options, points, &range);
    if (status != CEV_OK)
        return status;
    *groups = range.least;
    *is_full = !range.has_diagonal;
    if (range.least == range.most && range.has_diagonal != range.has_full)
        return CEV_OK;
    status = cev__points_sample(ctx, points, MIXTURE_SAMPLE, &sample);
    if (status != CEV_OK)
        return status;
    if (range.most > sample.count)
        range.most = sample.count;
    status =
        choose_mixture(ctx, options, &sample, &range, groups, is_full);
    cev__points_free(ctx, &sample);
    return status;
}

/* The likelihood in the columns' own units, and what rests on it. */
static void measure_mixture(const cev__points *points, mixture_model *model)
{
    double log_scale = 0.0, sure, sum = 0.0;
    for (int64_t i = 0; i < model->features.names.count; i++)
        if (model->features.scale[i] > 0.0)
            log_scale += cev__log(model->features.scale[i]);
    for (int64_t i = 0; i < points->count; i++) {
        likeliest_group(&model->mixture, cev__point(points, i), &sure);
        sum += points->weights[i] * sure;
    }
    model->customers = points->total;
    model->certainty = sum / points->total;
    model->bic = bic_of(&model->mixture, points->total)
                 - 2.0 * points->total * log_scale;
    model->log_likelihood =
        model->mixture.log_likelihood + points->total * log_scale;
}

/* Of a shop of nobody there is one group, as wide as it is. */
static int32_t fit_nobody(cev_ctx *ctx, mixture_model *model)
{
    int32_t status = cev__mixture_new(ctx, 1, model->features.names.count, 0,
                                      &model->mixture);
    if (status != CEV_OK)
        return status;
    model->mixture.shares[0] = 1.0;
    for (int64_t d = 0; d < model->mixture.columns; d++)
        model->mixture.factors[d] = 1.0;
    cev__mixture_level(&model->mixture);
    model->log_likelihood = model->bic = model->certainty = NAN;
    return CEV_OK;
}

static int32_t fit_mixture(cev_ctx *ctx, const cev__given *given,
                           mixture_model *model)
{
    cev__points points;
    int64_t groups = 1;
    int is_full = 0;
    int32_t status = cev__points_gather(ctx, &model->features,
                                        given->customers, &points);
    if (status != CEV_OK)
        return status;
    if (points.count == 0) {
        status = fit_nobody(ctx, model);
    } else {
        status =
            settle_mixture(ctx, given->options, &points, &groups, &is_full);
        if (status == CEV_OK)
            status = try_mixture(ctx, given->options, &points, groups,
                                 is_full, &model->mixture);
        if (status == CEV_OK)
            measure_mixture(&points, model);
    }
    cev__points_free(ctx, &points);
    return status;
}

static int32_t mixture_fit(cev_ctx *ctx, const cev__given *given, void **out)
{
    mixture_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__features_learn(ctx, given->options,
                                         given->customers, &model->features);
    if (status == CEV_OK)
        status = cev__features_drop_flat(ctx, &model->features);
    if (status == CEV_OK)
        status = fit_mixture(ctx, given, model);
    if (status == CEV_OK)
        status = cev__tally_numbered(ctx, given->customers, group_by_mixture,
                                     model, model->mixture.groups,
                                     &model->features.names, &model->tally);
    if (status == CEV_OK)
        *out = model;
    else
        mixture_free(ctx, model);
    return status;
}

/* ---- Answers ------------------------------------------------------------- */

static int32_t mixture_assign(cev_ctx *ctx, const void *fitted,
                              const cev_options *options,
                              const cev_table *customers, cev_table **out)
{
    const mixture_model *model = fitted;
    cev_table *table = NULL;
    double *probability;
    (void)options;
    int32_t status = cev__tally_assign(ctx, &model->tally, group_by_mixture,
                                       model, customers, &table);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "probability", &probability);
    if (status == CEV_OK)
        status = place_by_mixture(ctx, model, customers, NULL, probability);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

static int32_t mixture_profile(cev_ctx *ctx, const void *fitted,
                               const cev_options *options, cev_table **out)
{
    const mixture_model *model = fitted;
    (void)options;
    return cev__tally_profile(ctx, &model->tally, NULL, out);
}

static void mixture_summary(const void *fitted, cev__lines *lines)
{
    const mixture_model *model = fitted;
    cev__tally_summary(&model->tally, lines);
    cev__lines_figure(lines, "log_likelihood", model->log_likelihood);
    cev__lines_figure(lines, "bic", model->bic);
    cev__lines_figure(lines, "freedom", cev__mixture_freedom(&model->mixture));
    cev__lines_figure(lines, "certainty", model->certainty);
    cev__lines_verdict(lines,
                       model->mixture.is_full ? "full_covariance"
                                              : "diagonal_covariance",
                       NAN,
                       model->mixture.is_full
                           ? "Within a segment columns may hang together."
                           : "Within a segment columns do not hang together.");
    if (model->mixture.is_propped)
        cev__lines_verdict(lines, "no_spread", NAN,
                           "A segment has no spread in some direction, as "
                           "where all its customers share a value: likelihood "
                           "and BIC then say little.");
    if (model->certainty < 0.8)
        cev__lines_verdict(lines, "uncertain_segments", model->certainty,
                           "Customers belong to their segment with a mean "
                           "probability of {%}: the segments overlap.");
    if (model->customers < 5.0 * cev__mixture_freedom(&model->mixture))
        cev__lines_verdict(lines, "few_customers", model->customers,
                           "{n} customers are few for as many numbers to be "
                           "estimated: ask for fewer segments, or "
                           "covariance = \"diagonal\".");
}

/* ---- Saved bytes --------------------------------------------------------- */

static void mixture_save(const void *fitted, cev__writer *writer)
{
    const mixture_model *model = fitted;
    const cev__mixture *mixture = &model->mixture;
    cev__features_save(&model->features, writer);
    cev__tally_save(&model->tally, writer);
    cev__write_i32(writer, mixture->is_full);
    cev__write_i32(writer, mixture->is_propped);
    for (int64_t j = 0; j < mixture->groups; j++)
        cev__write_double(writer, mixture->shares[j]);
    for (int64_t i = 0; i < mixture->groups * mixture->columns; i++)
        cev__write_double(writer, mixture->means[i]);
    for (int64_t i = 0; i < mixture->groups * cev__mixture_size(mixture); i++)
        cev__write_double(writer, mixture->factors[i]);
    cev__write_double(writer, model->customers);
    cev__write_double(writer, model->log_likelihood);
    cev__write_double(writer, model->bic);
    cev__write_double(writer, model->certainty);
}

/* Shares above 0, and diagonals of factors. */
static int is_sound_mixture(const cev__mixture *mixture)
{
    int64_t size = cev__mixture_size(mixture);
    int is_sound = 1;
    for (int64_t j = 0; j < mixture->groups; j++) {
        is_sound &= mixture->shares[j] > 0.0 && mixture->shares[j] <= 2.0;
        for (int64_t d = 0; d < mixture->columns; d++) {
            int64_t at = mixture->is_full ? d * (d + 3) / 2 : d;
            double spread = mixture->factors[j * size + at];
            is_sound &= spread > 1e-100 && spread < 1e200;
        }
    }
    for (int64_t i = 0; i < mixture->groups * mixture->columns; i++)
        is_sound &= fabs(mixture->means[i]) <= 1e145;
    for (int64_t i = 0; i < mixture->groups * size; i++)
        is_sound &= fabs(mixture->factors[i]) < 1e200;
    return is_sound;
}

static int32_t load_mixture(cev_ctx *ctx, cev__blob *blob,
                            mixture_model *model)
{
    cev__mixture *mixture = &model->mixture;
    int32_t full = cev__read_i32(blob), propped = cev__read_i32(blob);
    int64_t groups = model->tally.names.count;
    int64_t columns = model->features.names.count;
    if (groups < 1 || columns < 1 || full < 0 || full > 1 || propped < 0
        || propped > 1 || (full && columns > CEV__MIXTURE_FULL))
        return cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no mixture");
    int32_t status = cev__mixture_new(ctx, groups, columns, full, mixture);
    if (status != CEV_OK)
        return status;
    mixture->is_propped = propped;
    for (int64_t j = 0; j < groups; j++)
        mixture->shares[j] = cev__read_double(blob);
    for (int64_t i = 0; i < groups * columns; i++)
        mixture->means[i] = cev__read_double(blob);
    for (int64_t i = 0; i < groups * cev__mixture_size(mixture); i++)
        mixture->factors[i] = cev__read_double(blob);
    model->customers = cev__read_double(blob);
    model->log_likelihood = cev__read_double(blob);
    model->bic = cev__read_double(blob);
    model->certainty = cev__read_double(blob);
    if (blob->failed || !is_sound_mixture(mixture)
        || !(model->customers >= 0.0))
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no mixture that a fit can have left");
    cev__mixture_level(mixture);
    return CEV_OK;
}

static int32_t mixture_load(cev_ctx *ctx, cev__blob *blob, void **out)
{
    mixture_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__features_load(ctx, blob, &model->features);
    if (status == CEV_OK)
        status = cev__tally_load(ctx, blob, &model->tally);
    if (status == CEV_OK)
        status = load_mixture(ctx, blob, model);
    if (status == CEV_OK)
        *out = model;
    else
        mixture_free(ctx, model);
    return status;
}

const cev__segmenter_kind cev__mixture_kind = {
    {
        CEV_MIXTURE,
        "normal distributions, one a group, with the probability of each",
        CEV_OPT_FEATURES " " CEV_OPT_SCALING " " CEV_OPT_SEGMENTS
        " " CEV_OPT_SEGMENTS_MOST " " CEV_OPT_COVARIANCE " " CEV_OPT_STARTS
        " " CEV_OPT_MAX_ITER,
        CEV__TALLY_WANTS,
        "segment probability",
        "",
        "Dempster, Laird & Rubin (1977), JRSS B 39(1); Fraley & Raftery "
        "(2002), JASA 97(458)",
        mixture_fit,
        mixture_free,
        mixture_save,
        mixture_load,
    },
    mixture_assign,
    mixture_profile,
    mixture_summary,
};
