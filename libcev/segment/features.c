/* Columns as coordinates; see features.h. */
#include "../core/compiler.h"
#include "features.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"
#include "../portfolio/names.h"

/* Values lie within ± this, so that their squares and the sums of those are
 * finite. */
#define FEATURE_LIMIT 1e100

/* ---- Rows as points ------------------------------------------------------ */

int32_t cev__coordinates_open(cev_ctx *ctx, const cev__features *features,
                              const cev_table *customers,
                              cev__coordinates *out)
{
    int32_t status = CEV_OK;
    out->ctx = ctx;
    out->features = features;
    for (int64_t i = 0; status == CEV_OK && i < features->names.count; i++)
        status = cev__table_numbers(ctx, customers,
                                    cev__customer_name(&features->names, i),
                                    &out->columns[i]);
    return status;
}

/* The values of rows in column i, NaN for gaps. */
static int32_t read_feature(const cev__coordinates *coordinates, int64_t i,
                            int64_t first, int64_t n, double *values)
{
    int is_beyond = 0;
    cev__numbers_read(&coordinates->columns[i], first, n, values);
    for (int64_t row = 0; row < n; row++)
        is_beyond |= fabs(values[row]) > FEATURE_LIMIT;
    for (int64_t row = 0; is_beyond; row++)
        if (fabs(values[row]) > FEATURE_LIMIT)
            return cev__fail(
                coordinates->ctx, CEV_ERR_DOMAIN,
                "%s[%d] = %g; wanted a number from -1e100 to 1e100, or a gap",
                cev__customer_name(&coordinates->features->names, i),
                first + row, values[row]);
    return CEV_OK;
}

int32_t cev__coordinates_read(const cev__coordinates *coordinates,
                              int64_t first, int64_t n, int64_t width,
                              double *points)
{
    const cev__features *features = coordinates->features;
    for (int64_t i = 0; i < features->names.count; i++) {
        double values[CEV__ROWS];
        double centre = features->centre[i], scale = features->scale[i];
        int32_t status = read_feature(coordinates, i, first, n, values);
        if (status != CEV_OK)
            return status;
        for (int64_t row = 0; row < n; row++) {
            double value = isnan(values[row]) ? centre : values[row];
            /* + 0 so that -0 and 0 are one */
            points[row * width + i] = (value - centre) * scale + 0.0;
        }
    }
    return CEV_OK;
}

/* ---- Learning ------------------------------------------------------------ */

int cev__is_feature(const cev__column *column)
{
    return strcmp(column->name, "customer") != 0
           && strcmp(column->name, "customers") != 0
           && strcmp(column->name, "segment") != 0;
}

static int is_number_feature(const cev__column *column)
{
    return column->type != CEV_TEXT && cev__is_feature(column);
}

int32_t cev__features_pick(cev_ctx *ctx, const cev_options *options,
                           const cev_table *customers,
                           int (*is_wanted)(const cev__column *column),
                           cev__customers *names)
{
    const char *at = cev__options_str(options, CEV__OPT_FEATURES);
    const cev__column *column;
    uint32_t found;
    int32_t status = cev__table_next_named(ctx, customers, &at, &column);
    while (status == CEV_OK && column != NULL) {
        status = cev__customer_intern(ctx, names, column->name, &found);
        if (status == CEV_OK)
            status = cev__table_next_named(ctx, customers, &at, &column);
    }
    int is_free = names->count == 0;
    for (int64_t i = 0; status == CEV_OK && is_free && i < customers->count;
         i++)
        if (is_wanted(&customers->columns[i]))
            status = cev__customer_intern(
                ctx, names, customers->columns[i].name, &found);
    if (status == CEV_OK && names->count > CEV__FEATURES_MAX)
        return cev__fail(ctx, CEV_ERR_LIMIT,
                         "%d columns to go by; wanted at most %i",
                         names->count, (int32_t)CEV__FEATURES_MAX);
    return status;
}

/* Moments of a column over the customers whose value is known. */
typedef struct feature_moments {
    cev__sum customers, sum, squares; /* squares: about the mean */
    double least, most;
} feature_moments;

/* Takes values into the sums, or into those of squares about a mean. Values of
 * nobody count as gaps; a gap adds nothing. */
static void add_moments(const double *values, const double *weights, int64_t n,
                        const double *mean, feature_moments *moments)
{
    double terms[CEV__ROWS], known[CEV__ROWS];
    for (int64_t i = 0; i < n; i++) {
        int is_known = !isnan(values[i]) && weights[i] > 0.0;
        double apart = values[i] - (mean == NULL ? 0.0 : *mean);
        double factor = mean == NULL ? 1.0 : apart;
        known[i] = is_known ? weights[i] : 0.0;
        terms[i] = is_known ? weights[i] * factor * apart : 0.0;
    }
    if (mean != NULL) {
        cev__sum_add_all(&moments->squares, terms, n);
        return;
    }
    cev__sum_add_all(&moments->customers, known, n);
    cev__sum_add_all(&moments->sum, terms, n);
    for (int64_t i = 0; i < n; i++) {
        double value = known[i] > 0.0 ? values[i] : moments->least;
        moments->least = value < moments->least ? value : moments->least;
        value = known[i] > 0.0 ? values[i] : moments->most;
        moments->most = value > moments->most ? value : moments->most;
    }
}

/* The same to the sums where every row has customers, so many in all, and no
 * value is missing; otherwise 0, with nothing taken. */
static int add_whole_moments(const double *values, const double *weights,
                             int64_t n, const cev__sum *customers,
                             feature_moments *moments)
{
    double terms[CEV__ROWS];
    double least = moments->least, most = moments->most;
    cev__sum sum = {0, 0};
    for (int64_t i = 0; i < n; i++)
        terms[i] = weights[i] * values[i];
    cev__sum_add_all(&sum, terms, n);
    if (isnan(sum.total))
        return 0;
    for (int64_t i = 0; i < n; i++) {
        double value = values[i];
        least = value < least ? value : least;
        most = value > most ? value : most;
    }
    moments->least = least;
    moments->most = most;
    cev__sum_merge(&moments->sum, &sum);
    cev__sum_merge(&moments->customers, customers);
    return 1;
}

/* Whether each of n rows has customers; how many they are in all. */
static int count_crowd(const double *weights, int64_t n, cev__sum *customers)
{
    int are_all = 1;
    memset(customers, 0, sizeof *customers);
    cev__sum_add_all(customers, weights, n);
    for (int64_t i = 0; i < n; i++)
        are_all &= weights[i] > 0.0;
    return are_all;
}

/* One pass over all columns, to the sums or to the squares. */
static int32_t pass_features(const cev__coordinates *coordinates,
                             const cev__crowd *crowd, int64_t rows,
                             const double *means, feature_moments *moments)
{
    int32_t status = CEV_OK;
    for (int64_t first = 0; status == CEV_OK && first < rows;
         first += CEV__ROWS) {
        double values[CEV__ROWS], weights[CEV__ROWS];
        cev__sum customers = {0, 0};
        int64_t n = cev__rows_from(first, rows);
        status = cev__crowd_read(crowd, first, n, weights);
        int are_all = status == CEV_OK && means == NULL
                      && count_crowd(weights, n, &customers);
        for (int64_t i = 0;
             status == CEV_OK && i < coordinates->features->names.count; i++) {
            status = read_feature(coordinates, i, first, n, values);
            if (status == CEV_OK
                && !(are_all
                     && add_whole_moments(values, weights, n, &customers,
                                          &moments[i])))
                add_moments(values, weights, n,
                            means == NULL ? NULL : &means[i], &moments[i]);
        }
    }
    return status;
}

/* What a value is multiplied by. The deviation is that of a sample, n - 1. */
static double scale_of_moments(const feature_moments *moments, int scaling)
{
    double customers = cev__sum_value(&moments->customers);
    double spread = moments->most - moments->least;
    if (!(spread > 0.0))
        return 0.0;
    if (scaling == CEV__SCALING_NONE)
        return 1.0;
    if (scaling == CEV__SCALING_STANDARD && customers > 1.0)
        spread = sqrt(cev__sum_value(&moments->squares) / (customers - 1.0));
    /* A spread of denormal size is rounding, not a difference. */
    return spread > 1e-290 ? 1.0 / spread : 0.0;
}

static int scaling_of(const cev_options *options)
{
    const char *text = cev__options_str(options, CEV__OPT_SCALING);
    return strcmp(text, "standard") == 0 ? CEV__SCALING_STANDARD
           : strcmp(text, "range") == 0  ? CEV__SCALING_RANGE
                                         : CEV__SCALING_NONE;
}

static int32_t reserve_features(cev_ctx *ctx, cev__features *features)
{
    int64_t room = features->names.count + 1;
    features->centre = cev__alloc_zero(ctx, room, 8);
    features->scale = cev__alloc_zero(ctx, room, 8);
    return features->centre == NULL || features->scale == NULL
               ? cev__fail_memory(ctx)
               : CEV_OK;
}

/* Means and scales of all columns. */
static int32_t learn_moments(const cev__coordinates *coordinates,
                             const cev__crowd *crowd, int64_t rows,
                             int scaling, feature_moments *moments,
                             cev__features *features)
{
    int32_t status = pass_features(coordinates, crowd, rows, NULL, moments);
    for (int64_t i = 0; status == CEV_OK && i < features->names.count; i++) {
        double customers = cev__sum_value(&moments[i].customers);
        features->centre[i] =
            customers > 0.0 ? cev__sum_value(&moments[i].sum) / customers
                            : 0.0;
    }
    if (status == CEV_OK && scaling == CEV__SCALING_STANDARD)
        status = pass_features(coordinates, crowd, rows, features->centre,
                               moments);
    for (int64_t i = 0; status == CEV_OK && i < features->names.count; i++)
        features->scale[i] = scale_of_moments(&moments[i], scaling);
    return status;
}

static int32_t learn_features(cev_ctx *ctx, const cev_options *options,
                              const cev_table *customers,
                              cev__features *features)
{
    cev__coordinates coordinates;
    cev__crowd crowd;
    int64_t columns = features->names.count, room = columns + 1;
    feature_moments *moments =
        cev__alloc_zero(ctx, room, (int64_t)sizeof *moments);
    if (moments == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < columns; i++) {
        moments[i].least = INFINITY;
        moments[i].most = -INFINITY;
    }
    int32_t status =
        cev__coordinates_open(ctx, features, customers, &coordinates);
    if (status == CEV_OK)
        status = cev__crowd_open(ctx, customers, &crowd);
    if (status == CEV_OK)
        status = learn_moments(&coordinates, &crowd, customers->rows,
                               scaling_of(options), moments, features);
    cev__free(ctx, moments, room, (int64_t)sizeof *moments);
    return status;
}

int32_t cev__features_learn_named(cev_ctx *ctx, const cev_options *options,
                                  const cev_table *customers,
                                  cev__customers *names, cev__features *out)
{
    cev__features features;
    memset(&features, 0, sizeof features);
    features.names = *names;
    memset(names, 0, sizeof *names);
    int32_t status = reserve_features(ctx, &features);
    if (status == CEV_OK)
        status = learn_features(ctx, options, customers, &features);
    if (status == CEV_OK)
        *out = features;
    else
        cev__features_free(ctx, &features);
    return status;
}

int32_t cev__features_learn(cev_ctx *ctx, const cev_options *options,
                            const cev_table *customers, cev__features *out)
{
    cev__customers names = {0};
    int32_t status = cev__features_pick(ctx, options, customers,
                                        is_number_feature, &names);
    if (status == CEV_OK && names.count == 0)
        status = cev__fail(ctx, CEV_ERR_COLUMN,
                           "the table has no column of numbers to go by");
    if (status == CEV_OK)
        return cev__features_learn_named(ctx, options, customers, &names, out);
    cev__customers_free(ctx, &names);
    return status;
}

int32_t cev__features_drop_flat(cev_ctx *ctx, cev__features *features)
{
    cev__features kept;
    int32_t status = CEV_OK;
    int64_t spread = 0;
    memset(&kept, 0, sizeof kept);
    for (int64_t i = 0; i < features->names.count; i++)
        spread += features->scale[i] > 0.0;
    for (int64_t i = 0; status == CEV_OK && i < features->names.count; i++) {
        uint32_t found;
        if (features->scale[i] > 0.0 || (i == 0 && spread == 0))
            status = cev__customer_intern(
                ctx, &kept.names, cev__customer_name(&features->names, i),
                &found);
    }
    if (status == CEV_OK)
        status = reserve_features(ctx, &kept);
    for (int64_t i = 0, to = 0; status == CEV_OK && to < kept.names.count;
         i++) {
        kept.centre[to] = features->centre[i];
        kept.scale[to] = features->scale[i];
        to += features->scale[i] > 0.0 || spread == 0;
    }
    if (status != CEV_OK) {
        cev__features_free(ctx, &kept);
        return status;
    }
    cev__features_free(ctx, features);
    *features = kept;
    return CEV_OK;
}

void cev__features_free(cev_ctx *ctx, cev__features *features)
{
    int64_t room = features->names.count + 1;
    cev__free(ctx, features->centre, room, 8);
    cev__free(ctx, features->scale, room, 8);
    cev__customers_free(ctx, &features->names);
    memset(features, 0, sizeof *features);
}

/* ---- Saved bytes --------------------------------------------------------- */

void cev__features_save(const cev__features *features, cev__writer *writer)
{
    cev__names_save(&features->names, writer);
    for (int64_t i = 0; i < features->names.count; i++) {
        cev__write_double(writer, features->centre[i]);
        cev__write_double(writer, features->scale[i]);
    }
}

int32_t cev__features_load(cev_ctx *ctx, cev__blob *blob, cev__features *out)
{
    cev__features features;
    memset(&features, 0, sizeof features);
    int32_t status =
        cev__names_load(ctx, blob, CEV__FEATURES_MAX, &features.names);
    if (status == CEV_OK)
        status = reserve_features(ctx, &features);
    for (int64_t i = 0; status == CEV_OK && i < features.names.count; i++) {
        features.centre[i] = cev__read_double(blob);
        features.scale[i] = cev__read_double(blob);
        if (blob->failed || !(fabs(features.centre[i]) <= FEATURE_LIMIT)
            || !(features.scale[i] >= 0.0 && features.scale[i] <= 1e290))
            status = cev__fail(ctx, CEV_ERR_FORMAT,
                               "the bytes hold no scales of columns");
    }
    if (status == CEV_OK)
        *out = features;
    else
        cev__features_free(ctx, &features);
    return status;
}
