/* Groups about centres; see prototypes.h. */
#include "../core/compiler.h"
#include "prototypes.h"

#include <math.h>
#include <string.h>

#include "kmeans.h"
#include "kmeans_choice.h"

static int64_t model_columns(const cev__prototypes *model)
{
    return model->features.names.count + model->levels.columns.count;
}

static int64_t shares_room(const cev__prototypes *model)
{
    return model->centres.count * cev__levels_total(&model->levels) + 1;
}

void cev__prototypes_free(cev_ctx *ctx, void *fitted)
{
    cev__prototypes *model = fitted;
    cev__tally_free(ctx, &model->tally);
    if (model->shares != NULL)
        cev__free(ctx, model->shares, shares_room(model), 8);
    cev__centres_free(ctx, &model->centres);
    cev__levels_free(ctx, &model->levels);
    cev__features_free(ctx, &model->features);
    cev__free(ctx, model, 1, (int64_t)sizeof *model);
}

/* ---- Rows as points ------------------------------------------------------ */

/* A table open for reading as a model goes by it. */
typedef struct kmeans_reader {
    const cev__prototypes *model;
    cev__coordinates coordinates;
    cev__level_reader levels;
} kmeans_reader;

static int32_t open_prototype_rows(cev_ctx *ctx, const cev__prototypes *model,
                         const cev_table *customers, kmeans_reader *out)
{
    out->model = model;
    int32_t status = cev__coordinates_open(ctx, &model->features, customers,
                                           &out->coordinates);
    return status == CEV_OK ? cev__levels_open(ctx, &model->levels, customers,
                                               &out->levels)
                            : status;
}

static int32_t read_prototype_rows(const void *reader, int64_t first, int64_t n,
                         double *points)
{
    const kmeans_reader *r = reader;
    int64_t columns = model_columns(r->model);
    int32_t status = cev__coordinates_read(&r->coordinates, first, n, columns,
                                           points);
    if (status == CEV_OK && r->model->levels.columns.count > 0)
        cev__levels_read(&r->levels, first, n, columns, points);
    return status;
}

/* The nearest centre of each row. */
static int32_t place_by_centres(cev_ctx *ctx, const void *fitted,
                                const cev_table *customers, int32_t *group)
{
    const cev__prototypes *model = fitted;
    int64_t columns = model_columns(model), rows = customers->rows;
    kmeans_reader reader;
    double *points = cev__alloc(ctx, CEV__ROWS, 8 * columns);
    if (points == NULL)
        return cev__fail_memory(ctx);
    int32_t status = open_prototype_rows(ctx, model, customers, &reader);
    for (int64_t first = 0; status == CEV_OK && first < rows;
         first += CEV__ROWS) {
        int64_t n = cev__rows_from(first, rows);
        status = read_prototype_rows(&reader, first, n, points);
        for (int64_t i = 0; status == CEV_OK && i < n; i++)
            group[first + i] = cev__centre_nearest(&model->centres,
                                                   points + i * columns);
    }
    cev__free(ctx, points, CEV__ROWS, 8 * columns);
    return status;
}

/* ---- Categories ---------------------------------------------------------- */

/* Customers by level in all columns of categories, as shares of those whose
 * level is known. */
static void share_levels(const cev__levels *levels, double *counts)
{
    for (int64_t c = 0; c < levels->columns.count; c++) {
        double known = 0.0;
        for (int64_t i = levels->first[c]; i < levels->first[c + 1]; i++)
            known += counts[i];
        for (int64_t i = levels->first[c]; i < levels->first[c + 1]; i++)
            counts[i] = known > 0.0 ? counts[i] / known : 0.0;
    }
}

/* The weight of a category that differs: as much of a squared distance as makes
 * the categories part customers, taken together, as much as the numbers do; the
 * mean variance by the mean of 1 - sum of squared shares. */
static double usual_gamma(const cev__prototypes *model,
                          const cev__points *points, const double *shares)
{
    int64_t numbers = model->features.names.count;
    double variances = 0.0, parted = 0.0;
    for (int64_t d = 0; d < numbers; d++) {
        double sum = 0.0, squares = 0.0;
        for (int64_t i = 0; i < points->count; i++) {
            double value = cev__point(points, i)[d];
            sum += points->weights[i] * value;
            squares += points->weights[i] * value * value;
        }
        sum /= points->total;
        variances += squares / points->total - sum * sum;
    }
    for (int64_t c = 0; c < model->levels.columns.count; c++) {
        parted += 1.0;
        for (int64_t i = model->levels.first[c];
             i < model->levels.first[c + 1]; i++)
            parted -= shares[i] * shares[i];
    }
    double each = variances / (double)numbers;
    double other = parted / (double)model->levels.columns.count;
    return numbers > 0 && each > 0.0 && other > 0.0 ? each / other : 1.0;
}

/* What categories count in the points, where there are any: a gap becomes the
 * level that most have, as in numbers it becomes the mean. */
static int32_t settle_categories(cev_ctx *ctx, const cev_options *options,
                                 cev__points *points, cev__prototypes *model)
{
    const cev__levels *levels = &model->levels;
    int64_t numbers = model->features.names.count;
    int64_t total = cev__levels_total(levels);
    if (levels->columns.count == 0)
        return CEV_OK;
    double *shares = cev__alloc_zero(ctx, total + 1, 8);
    if (shares == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < points->count; i++)
        for (int64_t c = 0; c < levels->columns.count; c++) {
            double level = cev__point(points, i)[numbers + c];
            if (level >= 0.0)
                shares[levels->first[c] + (int64_t)level] +=
                    points->weights[i];
        }
    share_levels(levels, shares);
    for (int64_t c = 0; c < levels->columns.count; c++) {
        int64_t most = levels->first[c];
        for (int64_t i = most; i < levels->first[c + 1]; i++)
            most = shares[i] > shares[most] ? i : most;
        for (int64_t i = 0; i < points->count; i++) {
            double *level = &points->values[i * points->columns + numbers + c];
            if (*level < 0.0)
                *level = (double)(most - levels->first[c]);
        }
    }
    model->space.gamma = cev__options_double(options, CEV__OPT_GAMMA);
    if (!(model->space.gamma > 0.0))
        model->space.gamma = usual_gamma(model, points, shares);
    model->space.categories = levels->columns.count;
    model->space.first = levels->first;
    points->space = &model->space;
    cev__free(ctx, shares, total + 1, 8);
    return CEV_OK;
}

/* ---- Fitting ------------------------------------------------------------- */

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

/* Whom the centres have, by level. */
static int32_t share_groups(cev_ctx *ctx, const cev__points *points,
                            cev__prototypes *model)
{
    int64_t total = cev__levels_total(&model->levels);
    int64_t numbers = model->features.names.count;
    model->shares = cev__alloc_zero(ctx, shares_room(model), 8);
    if (model->shares == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; total > 0 && i < points->count; i++) {
        const double *point = cev__point(points, i);
        double *counts =
            model->shares
            + cev__centre_nearest(&model->centres, point) * total;
        for (int64_t c = 0; c < model->levels.columns.count; c++)
            counts[model->levels.first[c] + (int64_t)point[numbers + c]] +=
                points->weights[i];
    }
    for (int64_t j = 0; total > 0 && j < model->centres.count; j++)
        share_levels(&model->levels, model->shares + j * total);
    return CEV_OK;
}

/* The centres of a shop of nobody are one, in the middle of nothing. */
static int32_t find_centres(cev_ctx *ctx, const cev__points *points,
                            const cev__kmeans_plan *plan,
                            cev__prototypes *model)
{
    double middle[CEV__FEATURES_MAX] = {0};
    int32_t status =
        cev__centres_among(ctx, plan->groups, points, &model->centres);
    model->silhouette = NAN;
    if (status != CEV_OK)
        return status;
    if (points->count == 0)
        cev__centre_set(&model->centres, 0, middle);
    else
        status = cev__kmeans_find(ctx, points, plan, &model->centres,
                                  &model->inertia);
    if (status == CEV_OK)
        status = share_groups(ctx, points, model);
    if (status == CEV_OK && points->count > 0)
        status = cev__kmeans_silhouette(ctx, points, &model->centres,
                                        &model->silhouette);
    return status;
}

static int32_t fit_centres(cev_ctx *ctx, const cev_options *options,
                           const cev_table *customers, cev__prototypes *model)
{
    kmeans_reader reader;
    cev__points points;
    cev__kmeans_plan plan;
    plan.groups = 0;
    plan.starts = cev__options_int(options, CEV__OPT_STARTS);
    plan.iterations = cev__options_int(options, CEV__OPT_MAX_ITER);
    int32_t status = open_prototype_rows(ctx, model, customers, &reader);
    if (status == CEV_OK)
        status = cev__points_collect(ctx, customers, model_columns(model),
                                     read_prototype_rows, &reader, &points);
    if (status != CEV_OK)
        return status;
    status = settle_categories(ctx, options, &points, model);
    if (status == CEV_OK)
        status = settle_number(ctx, options, &points, &plan);
    if (status == CEV_OK)
        status = find_centres(ctx, &points, &plan, model);
    cev__points_free(ctx, &points);
    return status;
}

int32_t cev__prototypes_fit(cev_ctx *ctx, const cev__given *given,
                         cev__prototypes *model, void **out)
{
    int32_t status = fit_centres(ctx, given->options, given->customers, model);
    if (status == CEV_OK)
        status = cev__tally_numbered(ctx, given->customers, place_by_centres,
                                     model, model->centres.count,
                                     &model->features.names, &model->tally);
    if (status == CEV_OK)
        *out = model;
    else
        cev__prototypes_free(ctx, model);
    return status;
}

/* ---- Answers ------------------------------------------------------------- */

int32_t cev__prototypes_assign(cev_ctx *ctx, const void *fitted,
                             const cev_options *options,
                             const cev_table *customers, cev_table **out)
{
    const cev__prototypes *model = fitted;
    (void)options;
    return cev__tally_assign(ctx, &model->tally, place_by_centres, model,
                             customers, out);
}

/* What column d of numbers takes off the inertia of all customers in one group,
 * about their mean. */
static double spread_of_means(const cev__centres *centres, double customers,
                              int64_t d)
{
    double mean = 0.0, spread = 0.0;
    for (int64_t j = 0; j < centres->count; j++)
        mean += centres->weights[j] / customers
                * *cev__centre_at(centres, j, d);
    for (int64_t j = 0; j < centres->count; j++) {
        double apart = *cev__centre_at(centres, j, d) - mean;
        spread += centres->weights[j] * apart * apart;
    }
    return spread;
}

/* The same of a column of categories: customers who have their group's level
 * and would not have that of all. */
static double spread_of_modes(const cev__prototypes *model, double customers,
                              int64_t c)
{
    const cev__levels *levels = &model->levels;
    double own = 0.0, most = 0.0;
    for (int64_t i = levels->first[c]; i < levels->first[c + 1]; i++) {
        double all = 0.0;
        for (int64_t j = 0; j < model->centres.count; j++)
            all += model->centres.weights[j]
                   * model->shares[j * cev__levels_total(levels) + i];
        most = fmax(most, all);
    }
    for (int64_t j = 0; customers > 0.0 && j < model->centres.count; j++) {
        const double *shares = model->shares + j * cev__levels_total(levels);
        double mode = 0.0;
        for (int64_t i = levels->first[c]; i < levels->first[c + 1]; i++)
            mode = fmax(mode, shares[i]);
        own += model->centres.weights[j] * mode;
    }
    return model->space.gamma * (own - most);
}

/* The inertia of all customers in one group. */
static double whole_inertia(const cev__prototypes *model)
{
    const cev__centres *centres = &model->centres;
    double whole = model->inertia, customers = 0.0;
    for (int64_t j = 0; j < centres->count; j++)
        customers += centres->weights[j];
    for (int64_t d = 0; customers > 0.0 && d < model->features.names.count;
         d++)
        whole += spread_of_means(centres, customers, d);
    for (int64_t c = 0; c < model->levels.columns.count; c++)
        whole += spread_of_modes(model, customers, c);
    return whole;
}

void cev__prototypes_summary(const void *fitted, cev__lines *lines)
{
    const cev__prototypes *model = fitted;
    double whole = whole_inertia(model);
    cev__tally_summary(&model->tally, lines);
    cev__lines_figure(lines, "inertia", model->inertia);
    cev__lines_figure(lines, "explained",
                      whole > 0.0 ? 1.0 - model->inertia / whole : NAN);
    cev__lines_figure(lines, "silhouette", model->silhouette);
    if (model->levels.columns.count > 0)
        cev__lines_figure(lines, "gamma", model->space.gamma);
    if (model->centres.count < 2)
        cev__tally_tell_one(&model->tally, lines);
    else if (model->silhouette < 0.25)
        cev__lines_verdict(lines, "weak_structure", model->silhouette,
                           "The silhouette is {x}: the segments part customers "
                           "who pass into one another. They are of use as a "
                           "division, not as a discovery.");
}

/* ---- Saved bytes --------------------------------------------------------- */

/* Features, levels, tally, centres by group with their shares of levels, gamma,
 * inertia and silhouette. */
void cev__prototypes_save(const void *fitted, cev__writer *writer)
{
    const cev__prototypes *model = fitted;
    cev__features_save(&model->features, writer);
    cev__levels_save(&model->levels, writer);
    cev__tally_save(&model->tally, writer);
    for (int64_t j = 0; j < model->centres.count; j++) {
        cev__write_double(writer, model->centres.weights[j]);
        for (int64_t d = 0; d < model->centres.columns; d++)
            cev__write_double(writer, *cev__centre_at(&model->centres, j, d));
    }
    cev__write_doubles(writer, model->shares, shares_room(model) - 1);
    cev__write_double(writer, model->space.gamma);
    cev__write_double(writer, model->inertia);
    cev__write_double(writer, model->silhouette);
}

static int32_t load_centres(cev_ctx *ctx, cev__blob *blob,
                            cev__prototypes *model)
{
    int64_t groups = model->tally.names.count;
    int is_sound = groups > 0 && model_columns(model) > 0
                   && model_columns(model) <= CEV__FEATURES_MAX;
    int32_t status = is_sound ? cev__centres_new(ctx, groups,
                                                 model_columns(model),
                                                 &model->centres)
                              : CEV_OK;
    if (status != CEV_OK)
        return status;
    for (int64_t j = 0; j < groups && is_sound; j++) {
        model->centres.weights[j] = cev__read_double(blob);
        is_sound = model->centres.weights[j] >= 0.0
                   && model->centres.weights[j] <= 1e145;
        for (int64_t d = 0; d < model->centres.columns; d++) {
            double at = cev__read_double(blob);
            *cev__centre_at(&model->centres, j, d) = at;
            is_sound &= fabs(at) <= 1e145;
        }
    }
    model->shares = cev__alloc_zero(ctx, shares_room(model), 8);
    if (model->shares == NULL)
        return cev__fail_memory(ctx);
    cev__read_doubles(blob, model->shares, shares_room(model) - 1);
    for (int64_t i = 0; i < shares_room(model) - 1; i++)
        is_sound &= model->shares[i] >= 0.0 && model->shares[i] <= 1.0 + 1e-9;
    model->space.gamma = cev__read_double(blob);
    model->space.categories = model->levels.columns.count;
    model->space.first = model->levels.first;
    model->centres.space =
        model->space.categories > 0 ? &model->space : NULL;
    model->inertia = cev__read_double(blob);
    model->silhouette = cev__read_double(blob);
    if (is_sound && !blob->failed && model->inertia >= 0.0
        && model->space.gamma >= 0.0)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_FORMAT,
                     "the bytes hold no groups that a fit can have left");
}

int32_t cev__prototypes_load(cev_ctx *ctx, cev__blob *blob, void **out)
{
    cev__prototypes *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__features_load(ctx, blob, &model->features);
    if (status == CEV_OK)
        status = cev__levels_load(ctx, blob, &model->levels);
    if (status == CEV_OK)
        status = cev__tally_load(ctx, blob, &model->tally);
    if (status == CEV_OK)
        status = load_centres(ctx, blob, model);
    if (status == CEV_OK)
        *out = model;
    else
        cev__prototypes_free(ctx, model);
    return status;
}
