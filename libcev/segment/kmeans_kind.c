/* The segmenter "kmeans". */
#include "../core/compiler.h"
#include "kmeans.h"

#include <math.h>
#include <string.h>

#include "../core/kinds.h"
#include "kmeans_choice.h"

extern const cev__segmenter_kind cev__kmeans_kind;

/* What a fit leaves. */
typedef struct kmeans_model {
    cev__features features;
    cev__centres centres;
    cev__tally tally;
    double inertia;
    double silhouette; /* NaN: a single group */
} kmeans_model;

static void kmeans_free(cev_ctx *ctx, void *fitted)
{
    kmeans_model *model = fitted;
    cev__tally_free(ctx, &model->tally);
    cev__centres_free(ctx, &model->centres);
    cev__features_free(ctx, &model->features);
    cev__free(ctx, model, 1, (int64_t)sizeof *model);
}

/* The nearest centre of each row. */
static int32_t place_by_centres(cev_ctx *ctx, const void *fitted,
                                const cev_table *customers, int32_t *group)
{
    const kmeans_model *model = fitted;
    int64_t columns = model->centres.columns, rows = customers->rows;
    cev__coordinates coordinates;
    double *points = cev__alloc(ctx, CEV__ROWS, 8 * columns);
    if (points == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__coordinates_open(ctx, &model->features, customers,
                                           &coordinates);
    for (int64_t first = 0; status == CEV_OK && first < rows;
         first += CEV__ROWS) {
        int64_t n = cev__rows_from(first, rows);
        status = cev__coordinates_read(&coordinates, first, n, points);
        for (int64_t i = 0; status == CEV_OK && i < n; i++)
            group[first + i] = cev__centre_nearest(&model->centres,
                                                   points + i * columns);
    }
    cev__free(ctx, points, CEV__ROWS, 8 * columns);
    return status;
}

/* As many groups as wanted or chosen, but no more than there are points. */
static int32_t settle_number(cev_ctx *ctx, const cev_options *options,
                            const cev__points *points, cev__kmeans_plan *plan)
{
    const char *choice = cev__options_str(options, CEV__OPT_CHOICE);
    int64_t most = cev__options_int(options, CEV__OPT_SEGMENTS_MOST);
    int32_t status = CEV_OK;
    plan->groups = cev__options_int(options, CEV__OPT_SEGMENTS);
    if (plan->groups == 0)
        status = cev__kmeans_choose(ctx, points, plan, most,
                                    strcmp(choice, "gap") == 0
                                        ? CEV__CHOICE_GAP
                                        : CEV__CHOICE_SILHOUETTE,
                                    &plan->groups);
    if (plan->groups > points->count)
        plan->groups = points->count;
    if (plan->groups < 1)
        plan->groups = 1;
    return status;
}

/* The centres of a shop of nobody are one, in the middle of nothing. */
static int32_t find_centres(cev_ctx *ctx, const cev__points *points,
                            const cev__kmeans_plan *plan, kmeans_model *model)
{
    double middle[CEV__FEATURES_MAX] = {0};
    int32_t status = cev__centres_new(ctx, plan->groups, points->columns,
                                      &model->centres);
    model->silhouette = NAN;
    if (status != CEV_OK)
        return status;
    if (points->count == 0) {
        cev__centre_set(&model->centres, 0, middle);
        return CEV_OK;
    }
    status = cev__kmeans_find(ctx, points, plan, &model->centres);
    for (int64_t i = 0; status == CEV_OK && i < points->count; i++) {
        const double *point = cev__point(points, i);
        int32_t nearest = cev__centre_nearest(&model->centres, point);
        model->inertia +=
            points->weights[i]
            * cev__centre_distance(&model->centres, nearest, point);
    }
    if (status == CEV_OK)
        status = cev__kmeans_silhouette(ctx, points, &model->centres,
                                        &model->silhouette);
    return status;
}

static int32_t fit_centres(cev_ctx *ctx, const cev_options *options,
                           const cev_table *customers, kmeans_model *model)
{
    cev__points points;
    cev__kmeans_plan plan;
    plan.groups = 0;
    plan.starts = cev__options_int(options, CEV__OPT_STARTS);
    plan.iterations = cev__options_int(options, CEV__OPT_MAX_ITER);
    int32_t status =
        cev__points_gather(ctx, &model->features, customers, &points);
    if (status != CEV_OK)
        return status;
    status = settle_number(ctx, options, &points, &plan);
    if (status == CEV_OK)
        status = find_centres(ctx, &points, &plan, model);
    cev__points_free(ctx, &points);
    return status;
}

static int32_t kmeans_fit(cev_ctx *ctx, const cev__given *given, void **out)
{
    kmeans_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__features_learn(ctx, given->options,
                                         given->customers, &model->features);
    if (status == CEV_OK)
        status = fit_centres(ctx, given->options, given->customers, model);
    if (status == CEV_OK)
        status = cev__tally_numbered(ctx, given->customers, place_by_centres,
                                     model, model->centres.count,
                                     &model->features.names, &model->tally);
    if (status == CEV_OK)
        *out = model;
    else
        kmeans_free(ctx, model);
    return status;
}

static int32_t kmeans_assign(cev_ctx *ctx, const void *fitted,
                             const cev_options *options,
                             const cev_table *customers, cev_table **out)
{
    const kmeans_model *model = fitted;
    (void)options;
    return cev__tally_assign(ctx, &model->tally, place_by_centres, model,
                             customers, out);
}

static int32_t kmeans_profile(cev_ctx *ctx, const void *fitted,
                              const cev_options *options, cev_table **out)
{
    const kmeans_model *model = fitted;
    (void)options;
    return cev__tally_profile(ctx, &model->tally, NULL, out);
}

/* The inertia of all customers in one group, about their mean. */
static double whole_inertia(const kmeans_model *model)
{
    const cev__centres *centres = &model->centres;
    double spread = 0.0, customers = 0.0;
    for (int64_t j = 0; j < centres->count; j++)
        customers += centres->weights[j];
    for (int64_t d = 0; customers > 0.0 && d < centres->columns; d++) {
        double mean = 0.0;
        for (int64_t j = 0; j < centres->count; j++)
            mean += centres->weights[j] / customers
                    * *cev__centre_at(centres, j, d);
        for (int64_t j = 0; j < centres->count; j++) {
            double apart = *cev__centre_at(centres, j, d) - mean;
            spread += centres->weights[j] * apart * apart;
        }
    }
    return spread + model->inertia;
}

static void kmeans_summary(const void *fitted, cev__lines *lines)
{
    const kmeans_model *model = fitted;
    double whole = whole_inertia(model);
    cev__tally_summary(&model->tally, lines);
    cev__lines_figure(lines, "inertia", model->inertia);
    cev__lines_figure(lines, "explained",
                      whole > 0.0 ? 1.0 - model->inertia / whole : NAN);
    cev__lines_figure(lines, "silhouette", model->silhouette);
    if (model->centres.count < 2)
        cev__lines_verdict(lines, "one_segment", NAN,
                           "All customers are in one segment: nothing tells "
                           "groups of them apart.");
    else if (model->silhouette < 0.25)
        cev__lines_verdict(lines, "weak_structure", model->silhouette,
                           "The silhouette is {x}: the segments part customers "
                           "who pass into one another. They are of use as a "
                           "division, not as a discovery.");
}

/* Features, tally, centres by group, inertia and silhouette. */
static void kmeans_save(const void *fitted, cev__writer *writer)
{
    const kmeans_model *model = fitted;
    cev__features_save(&model->features, writer);
    cev__tally_save(&model->tally, writer);
    for (int64_t j = 0; j < model->centres.count; j++) {
        cev__write_double(writer, model->centres.weights[j]);
        for (int64_t d = 0; d < model->centres.columns; d++)
            cev__write_double(writer, *cev__centre_at(&model->centres, j, d));
    }
    cev__write_double(writer, model->inertia);
    cev__write_double(writer, model->silhouette);
}

static int32_t load_centres(cev_ctx *ctx, cev__blob *blob,
                            kmeans_model *model)
{
    int64_t groups = model->tally.names.count;
    int is_sound = groups > 0 && model->features.names.count > 0;
    int32_t status =
        is_sound ? cev__centres_new(ctx, groups, model->features.names.count,
                                    &model->centres)
                 : CEV_OK;
    if (status != CEV_OK)
        return status;
    for (int64_t j = 0; j < groups && is_sound; j++) {
        model->centres.weights[j] = cev__read_double(blob);
        is_sound = model->centres.weights[j] >= 0.0;
        for (int64_t d = 0; d < model->centres.columns; d++) {
            double at = cev__read_double(blob);
            *cev__centre_at(&model->centres, j, d) = at;
            is_sound &= fabs(at) <= 1e145;
        }
    }
    model->inertia = cev__read_double(blob);
    model->silhouette = cev__read_double(blob);
    if (is_sound && !blob->failed && model->inertia >= 0.0)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_FORMAT,
                     "the bytes hold no kmeans that a fit can have left");
}

static int32_t kmeans_load(cev_ctx *ctx, cev__blob *blob, void **out)
{
    kmeans_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__features_load(ctx, blob, &model->features);
    if (status == CEV_OK)
        status = cev__tally_load(ctx, blob, &model->tally);
    if (status == CEV_OK)
        status = load_centres(ctx, blob, model);
    if (status == CEV_OK)
        *out = model;
    else
        kmeans_free(ctx, model);
    return status;
}

const cev__segmenter_kind cev__kmeans_kind = {
    {
        CEV_KMEANS,
        "groups of customers who are alike in columns of numbers",
        CEV_OPT_FEATURES " " CEV_OPT_SCALING " " CEV_OPT_SEGMENTS
        " " CEV_OPT_SEGMENTS_MOST " " CEV_OPT_CHOICE " " CEV_OPT_STARTS
        " " CEV_OPT_MAX_ITER,
        "*",
        "segment",
        "",
        "Arthur & Vassilvitskii (2007), SODA; Hamerly (2010), SDM; Hartigan & "
        "Wong (1979), Applied Statistics 28(1)",
        kmeans_fit,
        kmeans_free,
        kmeans_save,
        kmeans_load,
    },
    kmeans_assign,
    kmeans_profile,
    kmeans_summary,
};
