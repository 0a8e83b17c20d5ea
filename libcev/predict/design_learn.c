/* The columns of a linear model, learnt; see design.h. */
#include "../core/compiler.h"
#include "design.h"

#include <math.h>
#include <string.h>

#include "../math/cholesky.h"
#include "../math/elementary.h"
#include "../math/sum.h"

/* A smaller standard deviation is as good as none, beside the values or at
 * all. */
#define SPREAD_LEAST 1e-12
#define SPREAD_TINY 1e-150

/* Logarithms are of multiples of no less. */
#define TYPICAL_LEAST 1e-300

/* A column of which less than this share of the variance is its own follows
 * from those before it. */
#define COLUMN_OWN 1e-10

typedef struct design_learner {
    cev_ctx *ctx;
    const cev__readings *readings;
    const double *weights;
    const int64_t *order;
    int64_t count;
    int scaling;
    double customers;
    cev__design *design;
} design_learner;

/* ---- Which columns ------------------------------------------------------- */

static int32_t add_design_column(design_learner *d, int64_t predictor,
                                 int32_t what, int64_t level)
{
    cev__design *design = d->design;
    if (design->count == CEV__DESIGN_MAX)
        return cev__fail(d->ctx, CEV_ERR_LIMIT,
                         "the features have more than %i columns, levels of "
                         "texts counted apart; leave some out or pool levels "
                         "(option rare)",
                         (int32_t)CEV__DESIGN_MAX);
    design->columns[design->count++] = (cev__design_column){
        (int32_t)predictor, what, (int32_t)level, 0.0, 1.0, 0.0, 1.0};
    return CEV_OK;
}

/* A column for each kind of text there was, the first of them left out. */
static int32_t add_level_columns(design_learner *d, int64_t predictor)
{
    const cev__predictor *of = &d->readings->of->list[predictor];
    int64_t levels = of->levels.count;
    int is_first = 1;
    for (int64_t level = 0; level <= levels + 1; level++) {
        int64_t meant = level <= levels ? level : CEV__LEVEL_MISSING;
        if ((meant == levels && !(of->rare > 0.0))
            || (meant == CEV__LEVEL_MISSING && !(of->missing > 0.0)))
            continue;
        int32_t status =
            is_first ? CEV_OK
                     : add_design_column(d, predictor, CEV__COLUMN_LEVEL,
                                         meant);
        if (status != CEV_OK)
            return status;
        is_first = 0;
    }
    if (is_first || d->design->count == 0
        || d->design->columns[d->design->count - 1].predictor != predictor) {
        d->design->constant++;
        d->design->constant_predictor = (int32_t)predictor;
    }
    return CEV_OK;
}

static int32_t add_all_columns(design_learner *d)
{
    const cev__predictors *predictors = d->readings->of;
    int32_t status = CEV_OK;
    for (int64_t i = 0; i < predictors->names.count && status == CEV_OK;
         i++) {
        const cev__predictor *predictor = &predictors->list[i];
        if (predictor->is_text) {
            status = add_level_columns(d, i);
            continue;
        }
        status = add_design_column(d, i, CEV__COLUMN_NUMBER, 0);
        if (status == CEV_OK && predictor->missing > 0.0)
            status = add_design_column(d, i, CEV__COLUMN_GAP, 0);
    }
    return status;
}

/* ---- Means and scales ---------------------------------------------------- */

/* What a column holds in a row; NaN where a number is missing. */
static double raw_value(const design_learner *d,
                        const cev__design_column *column, int64_t row)
{
    if (column->what == CEV__COLUMN_LEVEL)
        return cev__reading_level(d->readings, column->predictor, row)
               == column->level;
    double value =
        cev__reading_number(d->readings, column->predictor, row);
    return column->what == CEV__COLUMN_GAP   ? (double)(isnan(value) != 0)
           : column->what == CEV__COLUMN_LOG ? cev__design_log(column, value)
                                             : value;
}

typedef struct column_range {
    double least, most;
    int is_twofold; /* no known value lies between */
} column_range;

static column_range range_of_column(const design_learner *d,
                                    const cev__design_column *column)
{
    column_range range = {INFINITY, -INFINITY, 1};
    for (int64_t i = 0; i < d->count; i++) {
        double value = raw_value(d, column, d->order[i]);
        range.least = fmin(range.least, value);
        range.most = fmax(range.most, value);
    }
    for (int64_t i = 0; i < d->count; i++) {
        double value = raw_value(d, column, d->order[i]);
        range.is_twofold &= !(value > range.least && value < range.most);
    }
    return range;
}

/* Mean and scale; 0 when all customers are alike. Squares are taken of shares
 * of the range, so that they stay within what doubles hold. */
static int measure_column(const design_learner *d, cev__design_column *column)
{
    column_range range = range_of_column(d, column);
    cev__sum weight = {0}, sum = {0}, squares = {0};
    double width = range.most - range.least;
    if (!(width > SPREAD_TINY))
        return 0;
    for (int64_t i = 0; i < d->count; i++) {
        int64_t row = d->order[i];
        double value = raw_value(d, column, row);
        if (isnan(value))
            continue;
        cev__sum_add(&weight, d->weights[row]);
        cev__sum_add(&sum,
                     d->weights[row] * ((value - range.least) / width));
    }
    double mean = cev__sum_value(&sum) / cev__sum_value(&weight);
    for (int64_t i = 0; i < d->count; i++) {
        int64_t row = d->order[i];
        double away = (raw_value(d, column, row) - range.least) / width - mean;
        if (!isnan(away))
            cev__sum_add(&squares, d->weights[row] * away * away);
    }
    /* Gaps stand at the mean, so they count among all customers. */
    double sd = sqrt(cev__sum_value(&squares) / d->customers);
    int is_plain = (d->scaling & CEV__SCALE_NUMBERS) && range.is_twofold;
    column->mean = range.least + width * mean;
    column->scale = is_plain ? width : width * sd;
    column->variance = is_plain ? sd * sd : 1.0;
    return sd * width > SPREAD_TINY
           && sd * width > SPREAD_LEAST * fabs(column->mean);
}

/* What counts as a little: of what is not 0 a standard deviation of logarithms
 * below their mean. Whatever the unit, twice as much is as far from it. */
static double typical_size(const design_learner *d,
                           const cev__design_column *column)
{
    cev__sum weight = {0}, logs = {0}, squares = {0};
    for (int64_t i = 0; i < d->count; i++) {
        int64_t row = d->order[i];
        double size = fabs(raw_value(d, column, row));
        if (!(size > 0.0))
            continue;
        double of_size = cev__log(size);
        cev__sum_add(&weight, d->weights[row]);
        cev__sum_add(&logs, d->weights[row] * of_size);
        cev__sum_add(&squares, d->weights[row] * of_size * of_size);
    }
    double mean = cev__sum_value(&logs) / cev__sum_value(&weight);
    double square = cev__sum_value(&squares) / cev__sum_value(&weight);
    double sd = sqrt(fmax(square - mean * mean, 0.0));
    return fmax(cev__exp(mean - sd), TYPICAL_LEAST);
}

/* What a column is counted in: itself, or its logarithms, unless it is a 0 and
 * 1, which customers to come will not exceed. */
static int settle_design_column(const design_learner *d, cev__design_column *column)
{
    column_range range = range_of_column(d, column);
    int is_bounded =
        range.is_twofold && range.least == 0.0 && range.most == 1.0;
    if (!(d->scaling & CEV__SCALE_LOGS)
        || column->what != CEV__COLUMN_NUMBER || is_bounded)
        return measure_column(d, column);
    if (!measure_column(d, column))
        return 0;
    column->typical = typical_size(d, column);
    column->what = CEV__COLUMN_LOG;
    return measure_column(d, column);
}

static void measure_columns(design_learner *d)
{
    cev__design *design = d->design;
    int64_t kept = 0;
    for (int64_t i = 0; i < design->count; i++) {
        cev__design_column column = design->columns[i];
        if (settle_design_column(d, &column)) {
            design->columns[kept++] = column;
            continue;
        }
        design->constant++;
        design->constant_predictor = column.predictor;
    }
    design->count = kept;
}

/* ---- Columns that follow from others ------------------------------------- */

/* The products of all columns, packed. */
static void sum_products(const design_learner *d, const double *matrix,
                         double *products)
{
    int64_t n = d->design->count;
    memset(products, 0, (size_t)(n * (n + 1) / 2) * sizeof *products);
    for (int64_t i = 0; i < d->count; i++) {
        const double *z = matrix + i * n;
        double weight = d->weights[d->order[i]], *at = products;
        for (int64_t j = 0; j < n; j++) {
            double weighed = weight * z[j];
            for (int64_t k = 0; k <= j; k++)
                *at++ += weighed * z[k];
        }
    }
}

void cev__design_judge(const int32_t *is_own, int collinear,
                       cev__design *design)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < design->count; i++) {
        if (!is_own[i]) {
            design->collinear++;
            design->collinear_column = design->columns[i];
        }
        if (is_own[i] || collinear == CEV__COLLINEAR_KEPT)
            design->columns[kept++] = design->columns[i];
    }
    design->count = kept;
}

static int32_t judge_columns(const design_learner *d, int collinear)
{
    int64_t n = d->design->count, packed = n * (n + 1) / 2 + 1;
    double *matrix = NULL;
    double *products =
        cev__alloc(d->ctx, packed, (int64_t)sizeof *products);
    int32_t *is_own = cev__alloc(d->ctx, n + 1, (int64_t)sizeof *is_own);
    int32_t status = products == NULL || is_own == NULL
                         ? cev__fail_memory(d->ctx)
                         : cev__design_matrix(d->ctx, d->design, d->readings,
                                              d->order, d->count, &matrix);
    if (status == CEV_OK) {
        sum_products(d, matrix, products);
        cev__design_release(d->ctx, d->design, d->count, matrix);
        cev__cholesky_own(n, products, COLUMN_OWN, is_own);
        cev__design_judge(is_own, collinear, d->design);
    }
    cev__free(d->ctx, is_own, n + 1, (int64_t)sizeof *is_own);
    cev__free(d->ctx, products, packed, (int64_t)sizeof *products);
    return status;
}

int32_t cev__design_learn(cev_ctx *ctx, const cev__readings *readings,
                          const double *weights, const int64_t *order,
                          int64_t count, int scaling, int collinear,
                          cev__design *out)
{
    cev__design design = {.constant_predictor = -1};
    design_learner d = {ctx,     readings, weights, order, count,
                        scaling, 0.0,      &design};
    cev__sum customers = {0};
    design.collinear_column.predictor = -1;
    design.room = CEV__DESIGN_MAX;
    design.columns = cev__alloc(ctx, design.room,
                                (int64_t)sizeof *design.columns);
    if (design.columns == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < count; i++)
        cev__sum_add(&customers, weights[order[i]]);
    d.customers = cev__sum_value(&customers);
    int32_t status = add_all_columns(&d);
    if (status == CEV_OK) {
        measure_columns(&d);
        status = judge_columns(&d, collinear);
    }
    if (status != CEV_OK) {
        cev__design_free(ctx, &design);
        return status;
    }
    *out = design;
    return CEV_OK;
}
