/* Fisher's linear discriminant; see discriminant.h. */
#include "../core/compiler.h"
#include "discriminant.h"

#include <math.h>
#include <string.h>

#include "../math/cholesky.h"
#include "../math/elementary.h"

static int64_t packed_size(int64_t columns)
{
    return columns * (columns + 1) / 2;
}

int64_t cev__two_groups_size(int64_t columns)
{
    return 2 * columns + packed_size(columns);
}

void cev__two_groups_lay(int64_t columns, double *memory, cev__two_groups *out)
{
    memset(out, 0, sizeof *out);
    out->columns = columns;
    out->sums = memory;
    out->products = memory + 2 * columns;
}

void cev__two_groups_add(cev__two_groups *groups, int group,
                         const double *point, double weight)
{
    double *sums = groups->sums + group * groups->columns;
    double *products = groups->products;
    groups->customers[group] += weight;
    for (int64_t d = 0; d < groups->columns; d++) {
        double value = weight * point[d];
        sums[d] += value;
        for (int64_t e = 0; e <= d; e++)
            *products++ += value * point[e];
    }
}

void cev__two_groups_merge(cev__two_groups *groups,
                           const cev__two_groups *other, double sign)
{
    for (int group = 0; group < 2; group++)
        groups->customers[group] += sign * other->customers[group];
    /* Sums and products lie one behind the other. */
    for (int64_t i = 0; i < cev__two_groups_size(groups->columns); i++)
        groups->sums[i] += sign * other->sums[i];
}

/* The covariance within, of columns brought to a deviation of 1, which `spread`
 * tells, and drawn to the diagonal; columns that do not vary are apart. */
static void draw_covariance(const cev__two_groups *g, double *packed,
                            double *spread)
{
    double n = g->customers[0] + g->customers[1];
    double drawn = n / (n + (double)g->columns + 1.0);
    const double *a = g->sums, *b = g->sums + g->columns;
    double *to = packed;
    for (int64_t d = 0; d < g->columns; d++)
        for (int64_t e = 0; e <= d; e++, to++)
            *to = (g->products[to - packed] - a[d] * a[e] / g->customers[0]
                   - b[d] * b[e] / g->customers[1])
                  / n;
    for (int64_t d = 0; d < g->columns; d++) {
        double variance = packed[d * (d + 3) / 2];
        double square = g->products[d * (d + 3) / 2] / n;
        spread[d] = variance > 1e-12 * square ? sqrt(variance) : 0.0;
    }
    to = packed;
    for (int64_t d = 0; d < g->columns; d++)
        for (int64_t e = 0; e <= d; e++, to++) {
            double size = spread[d] * spread[e];
            *to = d == e ? 1.0 : size > 0.0 ? drawn * *to / size : 0.0;
        }
}

int cev__discriminant(const cev__two_groups *groups, double *packed,
                      double *spread, double *weights, double *level)
{
    double n = groups->customers[0], m = groups->customers[1];
    int has_apart = 0;
    memset(weights, 0, (size_t)groups->columns * sizeof *weights);
    *level = 0.0;
    if (!(n > 0.0 && m > 0.0))
        return 0;
    *level = cev__log(m / n);
    draw_covariance(groups, packed, spread);
    for (int64_t d = 0; d < groups->columns; d++) {
        double apart =
            groups->sums[groups->columns + d] / m - groups->sums[d] / n;
        weights[d] = spread[d] > 0.0 ? apart / spread[d] : 0.0;
        has_apart |= fabs(weights[d]) > 0.0;
    }
    if (!has_apart || !cev__cholesky((int)groups->columns, packed, 1e-12)) {
        memset(weights, 0, (size_t)groups->columns * sizeof *weights);
        return 0;
    }
    cev__cholesky_solve((int)groups->columns, packed, weights);
    for (int64_t d = 0; d < groups->columns; d++) {
        double middle = (groups->sums[groups->columns + d] / m
                         + groups->sums[d] / n)
                        / 2.0;
        weights[d] = spread[d] > 0.0 ? weights[d] / spread[d] : 0.0;
        *level -= weights[d] * middle;
    }
    return 1;
}
