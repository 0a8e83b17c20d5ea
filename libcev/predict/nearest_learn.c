/* Learning by heart, and how many neighbours to ask; see nearest.h. */
#include "../core/compiler.h"
#include "lesson.h"
#include "nearest.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"

/* How many neighbours there may be where the data say, and how often distances
 * are looked at for it, more or less. */
static const double neighbour_list[] = {1,  2,  3,  5,  8,  12, 18,
                                        27, 40, 60, 90, 135, 200};
enum { NEIGHBOUR_CHOICES = sizeof neighbour_list / sizeof neighbour_list[0] };
#define PROBE_LOOKS 2e7
#define PROBES_LEAST 200.0

/* One over the standard deviation of a column of numbers, 0 where they are all
 * alike. Counted from the largest, so that nothing overflows. */
static double scale_of_column(const cev__lesson *lesson, int64_t column)
{
    cev__sum customers = {0}, sum = {0}, squares = {0};
    double most = 0.0, mean;
    for (int turn = 0; turn < 3; turn++) {
        mean = cev__sum_value(&sum) / cev__sum_value(&customers);
        for (int64_t i = 0; i < lesson->count; i++) {
            int64_t row = lesson->order[i];
            double weight = lesson->weights[row];
            double x = cev__reading_number(&lesson->readings, column, row);
            if (isnan(x))
                continue;
            if (turn == 0) {
                most = fmax(most, fabs(x));
            } else if (turn == 1 && most > 0.0) {
                cev__sum_add(&customers, weight);
                cev__sum_add(&sum, weight * (x / most));
            } else if (most > 0.0) {
                double off = x / most - mean;
                cev__sum_add(&squares, weight * off * off);
            }
        }
    }
    double sd =
        sqrt(cev__sum_value(&squares) / cev__sum_value(&customers));
    /* What rounding leaves of numbers that are alike is no difference. */
    return sd > 1e-12 ? 1.0 / sd / most : 0.0;
}

/* The customers of a lesson as points; `x` has room for one, here and below.
 */
static int32_t keep_points(cev_ctx *ctx, cev__lesson *lesson,
                           cev__nearest *nearest, double *x)
{
    int64_t n = lesson->count, p = lesson->predictors.names.count;
    nearest->columns = p;
    nearest->count = n;
    nearest->scale = cev__alloc(ctx, p + 1, (int64_t)sizeof(double));
    nearest->values = cev__alloc(ctx, 2 * n, (int64_t)sizeof(double));
    /* The rows are in memory: there are never so many. */
    if (NEVER(n > INT64_MAX / (p + 1)))
        return cev__fail_memory(ctx);
    nearest->points = cev__alloc(ctx, n * p + 1, (int64_t)sizeof(double));
    if (nearest->scale == NULL || nearest->values == NULL
        || nearest->points == NULL)
        return cev__fail_memory(ctx);
    nearest->weights = nearest->values + n;
    for (int64_t c = 0; c < p; c++)
        nearest->scale[c] = lesson->predictors.list[c].is_text
                                ? 1.0
                                : scale_of_column(lesson, c);
    cev__lesson_give(lesson, &nearest->target, &nearest->predictors);
    for (int64_t i = 0; i < n; i++) {
        int64_t row = lesson->order[i];
        cev__nearest_point(nearest, &lesson->readings, row, x);
        for (int64_t c = 0; c < p; c++)
            nearest->points[c * n + i] = x[c];
        nearest->values[i] = lesson->values[row];
        nearest->weights[i] = lesson->weights[row];
    }
    return CEV_OK;
}

/* What a probe said: squared errors of each choice, and of the mean of all,
 * each times the customers of the row. */
typedef struct probe_sums {
    cev__sum customers, mean, choice[NEIGHBOUR_CHOICES];
} probe_sums;

static void probe_one(const cev__nearest *nearest, int64_t i, int choices,
                      double total, double *x, cev__look *look,
                      probe_sums *sums)
{
    double weight = nearest->weights[i], value = nearest->values[i];
    double left = fmin(weight, 1.0);
    double others = nearest->customers - left;
    double off = value - (total - left * value) / others;
    for (int64_t c = 0; c < nearest->columns; c++)
        x[c] = nearest->points[c * nearest->count + i];
    cev__look_around(nearest, x, neighbour_list[choices - 1], i, look);
    cev__sum_add(&sums->customers, weight);
    cev__sum_add(&sums->mean, weight * off * off);
    for (int k = 0; k < choices; k++) {
        cev__nearby nearby =
            cev__look_mean(nearest, look, neighbour_list[k], i);
        off = value - nearby.mean;
        cev__sum_add(&sums->choice[k], weight * off * off);
    }
}

/* Leaves out one customer after the other, of many some: every `step`-th in
 * the order of their targets. */
static int32_t probe_all(cev_ctx *ctx, const cev__nearest *nearest,
                         int choices, double *x, cev__look *look,
                         probe_sums *sums)
{
    double n = (double)nearest->count;
    double probes = fmin(n, fmax(PROBES_LEAST, PROBE_LOOKS / n));
    int64_t step = (int64_t)(n / probes);
    cev__sum total = {0};
    for (int64_t i = 0; i < nearest->count; i++)
        cev__sum_add(&total, nearest->weights[i] * nearest->values[i]);
    for (int64_t i = step / 2; i < nearest->count; i += step) {
        int32_t status = cev__progress(ctx, "neighbours", (double)i / n);
        if (status != CEV_OK)
            return status;
        probe_one(nearest, i, choices, cev__sum_value(&total), x, look,
                  sums);
    }
    return CEV_OK;
}

/* So many as erred least; of two the larger number. */
static int32_t find_neighbours(cev_ctx *ctx, cev__nearest *nearest,
                               double *x)
{
    probe_sums sums;
    cev__look look;
    int choices = 0;
    memset(&sums, 0, sizeof sums);
    nearest->neighbours = 1.0;
    nearest->is_found = 1;
    while (choices < NEIGHBOUR_CHOICES
           && neighbour_list[choices] <= nearest->customers - 1.0)
        choices++;
    if (choices == 0 || nearest->count < 2)
        return CEV_OK;
    int32_t status = cev__look_open(ctx, nearest, &look);
    if (status != CEV_OK)
        return status;
    status = probe_all(ctx, nearest, choices, x, &look, &sums);
    cev__look_close(ctx, nearest, &look);
    if (status != CEV_OK)
        return status;
    nearest->probed = cev__sum_value(&sums.customers);
    nearest->mean_error = cev__sum_value(&sums.mean) / nearest->probed;
    nearest->error = INFINITY;
    for (int k = 0; k < choices; k++) {
        double error = cev__sum_value(&sums.choice[k]) / nearest->probed;
        if (error <= nearest->error) {
            nearest->error = error;
            nearest->neighbours = neighbour_list[k];
        }
    }
    return CEV_OK;
}

static int32_t learn_nearest(cev_ctx *ctx, const cev_options *options,
                             cev__lesson *lesson, cev__nearest *nearest)
{
    int64_t room = lesson->predictors.names.count + 1;
    int64_t asked = cev__options_int(options, CEV__OPT_NEIGHBOURS);
    double *x = cev__alloc(ctx, room, (int64_t)sizeof *x);
    if (x == NULL)
        return cev__fail_memory(ctx);
    nearest->customers = lesson->customers;
    nearest->unknown = lesson->unknown;
    nearest->neighbours = (double)asked;
    int32_t status = keep_points(ctx, lesson, nearest, x);
    if (status == CEV_OK && asked == 0)
        status = find_neighbours(ctx, nearest, x);
    cev__free(ctx, x, room, (int64_t)sizeof *x);
    return status;
}

int32_t cev__nearest_learn(cev_ctx *ctx, const cev__given *given,
                           void **model)
{
    static const int roles[] = {CEV__OPT_TARGET, CEV__OPT_SENSITIVE, -1};
    cev__lesson lesson;
    cev__nearest *nearest =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *nearest);
    if (nearest == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__lesson_open(ctx, given->options, roles,
                                      CEV__TARGET_EITHER, 1, given->customers,
                                      &lesson);
    if (status == CEV_OK) {
        status = learn_nearest(ctx, given->options, &lesson, nearest);
        cev__lesson_close(ctx, &lesson);
    }
    if (status != CEV_OK) {
        cev__nearest_free(ctx, nearest);
        return status;
    }
    *model = nearest;
    return CEV_OK;
}
