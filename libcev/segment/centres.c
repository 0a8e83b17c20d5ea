/* Centres of groups; see centres.h. */
#include "../core/compiler.h"
#include "centres.h"

#include <string.h>

/* Where unused lanes are: further than any point can be, and its square is
 * still a number. */
#define CENTRE_FAR 1e150

static int64_t centre_blocks(int64_t count)
{
    return (count + CEV__LANES - 1) / CEV__LANES;
}

int32_t cev__centres_new(cev_ctx *ctx, int64_t count, int64_t columns,
                         cev__centres *out)
{
    int64_t blocks = centre_blocks(count);
    memset(out, 0, sizeof *out);
    out->count = count;
    out->columns = columns;
    out->lanes = cev__alloc(ctx, blocks * columns, CEV__LANES * 8);
    out->weights = cev__alloc_zero(ctx, count, 8);
    if (out->lanes == NULL || out->weights == NULL) {
        cev__centres_free(ctx, out);
        return cev__fail_memory(ctx);
    }
    for (int64_t i = 0; i < blocks * columns * CEV__LANES; i++)
        out->lanes[i] = CENTRE_FAR;
    return CEV_OK;
}

int32_t cev__centres_among(cev_ctx *ctx, int64_t count,
                           const cev__points *points, cev__centres *out)
{
    int32_t status = cev__centres_new(ctx, count, points->columns, out);
    if (status == CEV_OK)
        out->space = points->space;
    return status;
}

void cev__centres_free(cev_ctx *ctx, cev__centres *centres)
{
    cev__free(ctx, centres->lanes,
              centre_blocks(centres->count) * centres->columns,
              CEV__LANES * 8);
    cev__free(ctx, centres->weights, centres->count, 8);
    memset(centres, 0, sizeof *centres);
}

void cev__centres_copy(const cev__centres *from, cev__centres *to)
{
    memcpy(to->lanes, from->lanes,
           (size_t)(centre_blocks(from->count) * from->columns * CEV__LANES)
               * 8);
    memcpy(to->weights, from->weights, (size_t)from->count * 8);
}

void cev__centre_set(cev__centres *centres, int64_t j, const double *point)
{
    for (int64_t d = 0; d < centres->columns; d++)
        *cev__centre_at(centres, j, d) = point[d];
}

double cev__centre_distance(const cev__centres *centres, int64_t j,
                            const double *point)
{
    return cev__squared_distance(centres->space, centres->columns, point,
                                 cev__centre_at(centres, j, 0), CEV__LANES);
}

/* Adds a square to a sum. */
static inline void add_square(double *sum, double apart)
{
    *sum += apart * apart;
}

/* Adds what categories that differ count, for a block of centres. */
static void add_mismatches(const cev__centres *centres, int64_t numbers,
                           const double *point, const double *lanes,
                           double *distances)
{
    for (int64_t d = numbers; d < centres->columns; d++, lanes += CEV__LANES)
        for (int i = 0; i < CEV__LANES; i++)
            if (point[d] < lanes[i] || point[d] > lanes[i])
                distances[i] += centres->space->gamma;
}

/* The sums of a block have names of their own, not places in an array, so that
 * compilers keep them in registers, two in each. */
void cev__centre_distances(const cev__centres *centres, const double *point,
                           double *distances)
{
    const double *lanes = centres->lanes;
    int64_t columns = centres->columns;
    int64_t numbers = cev__space_numbers(centres->space, columns);
    for (int64_t j = 0; j < centres->count; j += CEV__LANES) {
        double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        for (int64_t i = 0; i < numbers; i++, lanes += CEV__LANES) {
            double x = point[i];
            add_square(&a, x - lanes[0]);
            add_square(&b, x - lanes[1]);
            add_square(&c, x - lanes[2]);
            add_square(&d, x - lanes[3]);
            add_square(&e, x - lanes[4]);
            add_square(&f, x - lanes[5]);
            add_square(&g, x - lanes[6]);
            add_square(&h, x - lanes[7]);
        }
        double *to = distances + j;
        to[0] = a, to[1] = b, to[2] = c, to[3] = d;
        to[4] = e, to[5] = f, to[6] = g, to[7] = h;
        add_mismatches(centres, numbers, point, lanes, to);
        lanes += (columns - numbers) * CEV__LANES;
    }
}

int32_t cev__centre_nearest(const cev__centres *centres, const double *point)
{
    double distances[CEV__DISTANCES];
    int32_t nearest = 0;
    cev__centre_distances(centres, point, distances);
    double least = distances[0];
    for (int32_t j = 1; j < centres->count; j++) {
        nearest = distances[j] < least ? j : nearest;
        least = distances[j] < least ? distances[j] : least;
    }
    return nearest;
}

/* Whether centre a is to stand before b. */
static int centre_precedes(const cev__centres *centres, int64_t a, int64_t b)
{
    if (centres->weights[a] > centres->weights[b]
        || centres->weights[a] < centres->weights[b])
        return centres->weights[a] > centres->weights[b];
    for (int64_t d = 0; d < centres->columns; d++) {
        double x = *cev__centre_at(centres, a, d);
        double y = *cev__centre_at(centres, b, d);
        if (x < y || x > y)
            return x < y;
    }
    return 0;
}

static void swap_centres(cev__centres *centres, int64_t a, int64_t b)
{
    double weight = centres->weights[a];
    centres->weights[a] = centres->weights[b];
    centres->weights[b] = weight;
    for (int64_t d = 0; d < centres->columns; d++) {
        double *x = cev__centre_at(centres, a, d);
        double *y = cev__centre_at(centres, b, d);
        double moved = *x;
        *x = *y;
        *y = moved;
    }
}

void cev__centres_sort(cev__centres *centres)
{
    for (int64_t i = 0; i < centres->count; i++)
        for (int64_t j = i; j > 0 && centre_precedes(centres, j, j - 1); j--)
            swap_centres(centres, j, j - 1);
}
