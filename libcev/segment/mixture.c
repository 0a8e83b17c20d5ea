/* Mixtures of normal distributions; see mixture.h. */
#include "../core/compiler.h"
#include "mixture.h"

#include <math.h>
#include <string.h>

#include "../math/cholesky.h"
#include "../math/elementary.h"
#include "em.h"

#define HALF_LOG_TAU 0.91893853320467274178 /* log(2 pi) / 2 */

/* A variance of less, where columns have about 1, is none: the group would
 * shrink to a point. It is propped up by as much. */
#define VARIANCE_LEAST 1e-9
#define VARIANCE_PROP 1e-3

int64_t cev__mixture_size(const cev__mixture *mixture)
{
    int64_t d = mixture->columns;
    return mixture->is_full ? d * (d + 1) / 2 : d;
}

double cev__mixture_freedom(const cev__mixture *mixture)
{
    double each = (double)(mixture->columns + cev__mixture_size(mixture));
    return (double)mixture->groups * (each + 1.0) - 1.0;
}

int32_t cev__mixture_new(cev_ctx *ctx, int64_t groups, int64_t columns,
                         int is_full, cev__mixture *out)
{
    memset(out, 0, sizeof *out);
    out->groups = groups;
    out->columns = columns;
    out->is_full = is_full;
    out->shares = cev__alloc_zero(ctx, groups, 8);
    out->levels = cev__alloc_zero(ctx, groups, 8);
    out->means = cev__alloc_zero(ctx, groups * columns, 8);
    out->factors =
        cev__alloc_zero(ctx, groups * cev__mixture_size(out), 8);
    if (out->shares != NULL && out->levels != NULL && out->means != NULL
        && out->factors != NULL)
        return CEV_OK;
    cev__mixture_free(ctx, out);
    return cev__fail_memory(ctx);
}

void cev__mixture_free(cev_ctx *ctx, cev__mixture *mixture)
{
    int64_t groups = mixture->groups;
    cev__free(ctx, mixture->factors, groups * cev__mixture_size(mixture), 8);
    cev__free(ctx, mixture->means, groups * mixture->columns, 8);
    cev__free(ctx, mixture->levels, groups, 8);
    cev__free(ctx, mixture->shares, groups, 8);
    memset(mixture, 0, sizeof *mixture);
}

void cev__mixture_level(cev__mixture *mixture)
{
    int64_t size = cev__mixture_size(mixture);
    for (int64_t j = 0; j < mixture->groups; j++) {
        const double *factor = mixture->factors + j * size;
        double level = cev__log(mixture->shares[j]);
        for (int64_t d = 0; d < mixture->columns; d++) {
            int64_t at = mixture->is_full ? d * (d + 3) / 2 : d;
            level -= HALF_LOG_TAU + cev__log(factor[at]);
        }
        mixture->levels[j] = level;
    }
}

/* The logarithm of the density × share of group j at a point: half the squared
 * length of L^-1 (x - mean) off the level. */
static double group_density(const cev__mixture *mixture, int64_t j,
                            const double *point)
{
    const double *mean = mixture->means + j * mixture->columns;
    const double *factor = mixture->factors + j * cev__mixture_size(mixture);
    double z[CEV__FEATURES_MAX], square = 0.0;
    for (int64_t d = 0; d < mixture->columns; d++) {
        double rest = point[d] - mean[d];
        if (mixture->is_full) {
            for (int64_t e = 0; e < d; e++)
                rest -= factor[e] * z[e];
            factor += d;
            z[d] = rest / *factor++;
        } else {
            z[d] = rest / factor[d];
        }
        square += z[d] * z[d];
    }
    return mixture->levels[j] - square / 2.0;
}

double cev__mixture_at(const cev__mixture *mixture, const double *point,
                       double *probabilities)
{
    double most = -INFINITY, sum = 0.0;
    for (int64_t j = 0; j < mixture->groups; j++) {
        probabilities[j] = group_density(mixture, j, point);
        most = fmax(most, probabilities[j]);
    }
    /* So far from all groups that no density is a number: the first. */
    for (int64_t j = 0; !isfinite(most) && j < mixture->groups; j++)
        probabilities[j] = j == 0;
    if (!isfinite(most))
        return -INFINITY;
    for (int64_t j = 0; j < mixture->groups; j++) {
        probabilities[j] = cev__exp(probabilities[j] - most);
        sum += probabilities[j];
    }
    for (int64_t j = 0; j < mixture->groups; j++)
        probabilities[j] /= sum;
    return most + cev__log(sum);
}

/* ---- Iterations ---------------------------------------------------------- */

/* What an iteration works with. The sums are the log-densities and, for each
 * group, customers, sums and products about the mean of before. */
typedef struct mixture_state {
    const cev__points *points;
    cev__mixture *mixture;
    const cev__centres *centres; /* that say who belongs where; or NULL */
    int64_t width;               /* of a group's sums: 1 + columns + size */
} mixture_state;

/* Takes a point into the sums of a group. */
static void add_to_group(const mixture_state *s, int64_t j, const double *point,
                         double weight, double *sums)
{
    const cev__mixture *mixture = s->mixture;
    const double *mean = mixture->means + j * mixture->columns;
    double apart[CEV__FEATURES_MAX];
    double *products = sums + 1 + mixture->columns;
    *sums++ += weight;
    for (int64_t d = 0; d < mixture->columns; d++) {
        apart[d] = point[d] - mean[d];
        sums[d] += weight * apart[d];
        if (!mixture->is_full)
            products[d] += weight * apart[d] * apart[d];
        for (int64_t e = 0; mixture->is_full && e <= d; e++)
            *products++ += weight * apart[d] * apart[e];
    }
}

/* The probabilities of some points, and their sums. */
static void expect_points(void *model, int64_t from, int64_t to, double *sums)
{
    const mixture_state *s = model;
    double probabilities[CEV__GROUPS_MAX];
    for (int64_t i = from; i < to; i++) {
        const double *point = cev__point(s->points, i);
        double weight = s->points->weights[i];
        if (s->centres != NULL) {
            memset(probabilities, 0, sizeof probabilities);
            probabilities[cev__centre_nearest(s->centres, point)] = 1.0;
        } else {
            sums[0] +=
                weight * cev__mixture_at(s->mixture, point, probabilities);
        }
        for (int64_t j = 0; j < s->mixture->groups; j++)
            if (probabilities[j] > 0.0)
                add_to_group(s, j, point, weight * probabilities[j],
                             sums + 1 + j * s->width);
    }
}

/* Variances about the new mean out of sums about the old one: the factor of a
 * full covariance, propped up where it has none. */
static void factor_covariance(cev__mixture *mixture, const double *sums,
                              double *factor)
{
    int64_t columns = mixture->columns, at = 0;
    const double *shift = sums + 1, *products = sums + 1 + columns;
    double copy[CEV__MANY_PACKED];
    for (int64_t d = 0; d < columns; d++)
        for (int64_t e = 0; e <= d; e++, at++)
            factor[at] = products[at] / sums[0]
                         - shift[d] / sums[0] * (shift[e] / sums[0]);
    memcpy(copy, factor, (size_t)at * sizeof *copy);
    double prop = 0.0;
    int is_flat = 0;
    for (int64_t d = 0; d < columns; d++)
        is_flat |= !(factor[d * (d + 3) / 2] >= VARIANCE_LEAST);
    while (is_flat || !cev__cholesky((int)columns, factor, VARIANCE_LEAST)) {
        prop = prop > 0.0 ? 10.0 * prop : VARIANCE_PROP;
        mixture->is_propped = 1;
        is_flat = 0;
        memcpy(factor, copy, (size_t)at * sizeof *copy);
        for (int64_t d = 0; d < columns; d++)
            factor[d * (d + 3) / 2] += prop;
    }
}

/* The same of a diagonal one: standard deviations. */
static void factor_variances(cev__mixture *mixture, const double *sums,
                             double *factor)
{
    int64_t columns = mixture->columns;
    for (int64_t d = 0; d < columns; d++) {
        double shift = sums[1 + d] / sums[0];
        double variance = sums[1 + columns + d] / sums[0] - shift * shift;
        if (!(variance >= VARIANCE_LEAST)) {
            variance = fmax(variance, 0.0) + VARIANCE_PROP;
            mixture->is_propped = 1;
        }
        factor[d] = sqrt(variance);
    }
}

/* New shares, means and covariances out of the sums of all. A group that nobody
 * is in keeps what it had, at next to no share. */
static void maximise_mixture(void *model, const double *all)
{
    mixture_state *s = model;
    cev__mixture *mixture = s->mixture;
    int64_t size = cev__mixture_size(mixture);
    mixture->is_propped = 0;
    for (int64_t j = 0; j < mixture->groups; j++) {
        const double *sums = all + 1 + j * s->width;
        double *factor = mixture->factors + j * size;
        mixture->shares[j] = fmax(sums[0] / s->points->total, 1e-290);
        if (!(sums[0] > 1e-290 * s->points->total))
            continue;
        if (mixture->is_full)
            factor_covariance(mixture, sums, factor);
        else
            factor_variances(mixture, sums, factor);
        for (int64_t d = 0; d < mixture->columns; d++)
            mixture->means[j * mixture->columns + d] += sums[1 + d] / sums[0];
    }
    cev__mixture_level(mixture);
    s->centres = NULL;
}

int32_t cev__mixture_fit(cev_ctx *ctx, const cev__points *points,
                         const cev__centres *centres, int64_t iterations,
                         cev__mixture *mixture)
{
    mixture_state s = {points, mixture, centres,
                       1 + mixture->columns + cev__mixture_size(mixture)};
    cev__em em = {"mixture",
                  points->count,
                  points->total,
                  1 + mixture->groups * s.width,
                  &s,
                  expect_points,
                  maximise_mixture};
    for (int64_t j = 0; j < mixture->groups; j++)
        for (int64_t d = 0; d < mixture->columns; d++)
            mixture->means[j * mixture->columns + d] =
                *cev__centre_at(centres, j, d);
    for (int64_t i = 0; i < mixture->groups * cev__mixture_size(mixture); i++)
        mixture->factors[i] = 1.0;
    return cev__em_run(ctx, &em, iterations, &mixture->log_likelihood);
}
