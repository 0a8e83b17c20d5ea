/* Looking for who is most alike; see nearest.h. */
#include "../core/compiler.h"
#include "nearest.h"

#include <math.h>
#include <string.h>

#include "../math/quantile.h"
#include "../math/radix.h"
#include "../math/sum.h"

/* Nothing is further off, so that squares stay numbers. */
#define COORDINATE_MOST 1e100

/* Distances that differ by less are equal but for rounding. */
#define ABOUT_AS_FAR (1.0 + 1e-9)

int32_t cev__look_open(cev_ctx *ctx, const cev__nearest *nearest,
                       cev__look *out)
{
    int64_t n = nearest->count;
    cev__look look = {
        .away = cev__alloc(ctx, n, (int64_t)sizeof *look.away),
        .scratch = cev__alloc(ctx, n, (int64_t)sizeof *look.scratch),
        .near = cev__alloc(ctx, 2 * n, (int64_t)sizeof(cev__keyed))};
    *out = look;
    if (look.away != NULL && look.scratch != NULL && look.near != NULL)
        return CEV_OK;
    cev__look_close(ctx, nearest, out);
    return cev__fail_memory(ctx);
}

void cev__look_close(cev_ctx *ctx, const cev__nearest *nearest,
                     cev__look *look)
{
    int64_t n = nearest->count;
    cev__free(ctx, look->near, 2 * n, (int64_t)sizeof(cev__keyed));
    cev__free(ctx, look->scratch, n, (int64_t)sizeof *look->scratch);
    cev__free(ctx, look->away, n, (int64_t)sizeof *look->away);
}

void cev__nearest_point(const cev__nearest *nearest,
                        const cev__readings *readings, int64_t row, double *x)
{
    for (int64_t c = 0; c < nearest->columns; c++) {
        if (nearest->predictors.list[c].is_text) {
            x[c] = (double)cev__reading_level(readings, c, row);
            continue;
        }
        x[c] = cev__reading_number(readings, c, row) * nearest->scale[c];
        if (fabs(x[c]) > COORDINATE_MOST)
            x[c] = x[c] > 0.0 ? COORDINATE_MOST : -COORDINATE_MOST;
    }
}

/* Adds what one column tells x and each customer apart: the square of a
 * difference of numbers, 1 of texts that differ, or where one of the two is
 * not known. */
static void add_distance(const double *y, int64_t n, double x, int is_text,
                       double *away)
{
    if (is_text) {
        for (int64_t i = 0; i < n; i++)
            away[i] += y[i] < x || y[i] > x ? 1.0 : 0.0;
        return;
    }
    if (isnan(x)) {
        for (int64_t i = 0; i < n; i++)
            away[i] += isnan(y[i]) ? 0.0 : 1.0;
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        double apart = x - y[i];
        away[i] += isnan(apart) ? 1.0 : apart * apart;
    }
}

/* Customers in a row as seen by who is looking. */
static double neighbour_weight(const cev__nearest *nearest, int64_t i,
                        int64_t without)
{
    double weight = nearest->weights[i];
    return i == without ? fmax(weight - 1.0, 0.0) : weight;
}

/* How far one has to look for so many rows. */
static double reach_of(cev__look *look, int64_t n, int64_t rows)
{
    int64_t position = rows - 1;
    cev__rank rank;
    cev__quantile_ranks(look->away, n, &position, 1, look->scratch, &rank);
    return rank.value * ABOUT_AS_FAR;
}

void cev__look_around(const cev__nearest *nearest, const double *x,
                      double wanted, int64_t without, cev__look *look)
{
    int64_t n = nearest->count;
    cev__keyed *near = look->near;
    double seen = 0.0;
    memset(look->away, 0, (size_t)n * sizeof *look->away);
    for (int64_t c = 0; c < nearest->columns; c++)
        add_distance(nearest->points + c * n, n, x[c],
                     nearest->predictors.list[c].is_text, look->away);
    /* One more, for who is left out. Rows of less than a customer each may be
     * too few: then twice as many. */
    int64_t rows = wanted + 1.0 < (double)n ? (int64_t)wanted + 1 : n;
    for (;; rows = rows < n / 2 ? 2 * rows : n) {
        double reach = reach_of(look, n, rows);
        cev__sum sum = {0};
        look->reached = 0;
        for (int64_t i = 0; i < n; i++)
            if (look->away[i] <= reach) {
                near[look->reached++] =
                    (cev__keyed){cev__keyed_double(look->away[i]), i};
                cev__sum_add(&sum, neighbour_weight(nearest, i, without));
            }
        seen = cev__sum_value(&sum);
        if (seen >= wanted || rows >= n)
            break;
    }
    cev__keyed_sort(near, near + look->reached, look->reached);
}

cev__nearby cev__look_mean(const cev__nearest *nearest, const cev__look *look,
                           double wanted, int64_t without)
{
    const cev__keyed *near = look->near;
    cev__sum customers = {0}, sum = {0}, squares = {0};
    int64_t end = 0;
    double most = 0.0;
    while (end < look->reached && cev__sum_value(&customers) < wanted) {
        double reach = look->away[near[end].index] * ABOUT_AS_FAR;
        for (; end < look->reached
               && look->away[near[end].index] <= reach;
             end++) {
            int64_t i = near[end].index;
            double weight = neighbour_weight(nearest, i, without);
            cev__sum_add(&customers, weight);
            cev__sum_add(&sum, weight * nearest->values[i]);
        }
    }
    double n = cev__sum_value(&customers), mean = cev__sum_value(&sum) / n;
    /* In units of the greatest, squares of which are numbers. */
    for (int64_t k = 0; k < end; k++)
        most = fmax(most, fabs(nearest->values[near[k].index] - mean));
    for (int64_t k = 0; k < end && most > 0.0; k++) {
        int64_t i = near[k].index;
        double off = (nearest->values[i] - mean) / most;
        cev__sum_add(&squares,
                     neighbour_weight(nearest, i, without) * off * off);
    }
    double sd = n > 1.0
                    ? most * sqrt(cev__sum_value(&squares) / (n - 1.0))
                    : NAN;
    return n > 0.0 ? (cev__nearby){n, mean, sd}
                   : (cev__nearby){0.0, NAN, NAN};
}
