/* Lloyd's iterations, whose bounds spare distances and nothing else. */
#include "core/expect.h"
#include "segment/kmeans.h"

#include <math.h>
#include <string.h>

/* A number from 0 to 1. */
static double next_part(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1;
    return (double)(*state >> 11) * 0x1p-53;
}

/* Lloyd's iterations of points in a plane with no bounds at all: every point
 * is compared with every centre. */
static void plain_lloyd(const cev__points *points, int64_t iterations,
                        int64_t groups, double (*centres)[2], int32_t *nearest)
{
    double step = 1.0, first = 0.0, last = INFINITY, gain = INFINITY;
    for (int64_t k = 0; k < iterations && gain > 1e-6 * first; k++) {
        double sums[12][3] = {{0.0}};
        for (int64_t i = 0; i < points->count; i++) {
            const double *at = points->values + 2 * i;
            double least = INFINITY;
            for (int64_t j = 0; j < groups; j++) {
                double x = at[0] - centres[j][0], y = at[1] - centres[j][1];
                nearest[i] = x * x + y * y < least ? (int32_t)j : nearest[i];
                least = fmin(least, x * x + y * y);
            }
            first += k == 0 ? least : 0.0;
            for (int d = 0; d < 3; d++)
                sums[nearest[i]][d] += d < 2 ? at[d] : 1.0;
        }
        gain = 0.0;
        for (int64_t j = 0; j < groups; j++)
            for (int d = 0; d < 2 && sums[j][2] > 0.0; d++) {
                double way = sums[j][d] / sums[j][2] - centres[j][d];
                gain += sums[j][2] * way * way;
                centres[j][d] += step * way;
            }
        step = 1.0 + 0.9 * fmin(gain / last, 1.0);
        last = gain;
    }
}

/* Distances that are spared change nobody's group, after no step. */
START_TEST(bounds_spare_distances_alone)
{
    enum { COUNT = 1500 };
    static int32_t bounded[COUNT], plain[COUNT];
    int64_t groups = _i % 2 ? 12 : 5, iterations = 1 + _i / 2;
    double plain_centres[12][2];
    uint64_t state = 7;
    cev__points points = {0};
    cev__centres centres = {0};
    expect_ok(cev__points_reserve(ctx, COUNT, 2, &points));
    points.count = COUNT;
    for (int64_t i = 0; i < COUNT; i++) {
        points.values[2 * i] = next_part(&state);
        points.values[2 * i + 1] = next_part(&state);
        points.weights[i] = 1.0;
    }
    expect_ok(cev__centres_among(ctx, groups, &points, &centres));
    for (int64_t j = 0; j < groups; j++) {
        memcpy(plain_centres[j], points.values + 2 * j, 16);
        cev__centre_set(&centres, j, plain_centres[j]);
    }
    expect_ok(cev__kmeans_iterate(ctx, &points, iterations, &centres, bounded));
    plain_lloyd(&points, iterations, groups, plain_centres, plain);
    ck_assert_mem_eq(bounded, plain, sizeof plain);
    cev__centres_free(ctx, &centres);
    cev__points_free(ctx, &points);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("lloyd");
    tcase_add_loop_test(cases, bounds_spare_distances_alone, 0, 40);
    Suite *s = suite_create("lloyd");
    suite_add_tcase(s, cases);
    return s;
}
