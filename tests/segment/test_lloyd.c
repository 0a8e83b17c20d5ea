/* Lloyd's iterations, whose bounds spare distances and nothing else. */
#include "core/expect.h"
#include "segment/kmeans.h"

#include <math.h>
#include <stdlib.h>
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

/* Beyond some number of points chunks grow; a group of nobody stays where it
 * began. */
START_TEST(very_many_points_and_a_group_of_nobody)
{
    enum { COUNT = 4096 * 256 + 5 };
    cev__points points = {0};
    cev__centres centres = {0};
    const double begun[3] = {-1.0, 4.0, 1e6};
    int32_t *nearest = malloc(COUNT * sizeof *nearest);
    ck_assert_ptr_nonnull(nearest);
    expect_ok(cev__points_reserve(ctx, COUNT, 1, &points));
    points.count = COUNT;
    for (int64_t i = 0; i < COUNT; i++) {
        points.values[i] = (double)(i % 4);
        points.weights[i] = 1.0;
    }
    expect_ok(cev__centres_among(ctx, 3, &points, &centres));
    for (int64_t j = 0; j < 3; j++)
        cev__centre_set(&centres, j, &begun[j]);
    expect_ok(cev__kmeans_iterate(ctx, &points, 1, &centres, nearest));
    for (int64_t i = 0; i < COUNT; i++)
        ck_assert_int_eq(nearest[i], i % 4 > 1);
    ck_assert_near(*cev__centre_at(&centres, 0, 0), 0.5, 1e-5);
    ck_assert_near(*cev__centre_at(&centres, 1, 0), 2.5, 1e-5);
    ck_assert(*cev__centre_at(&centres, 2, 0) == 1e6);
    cev__centres_free(ctx, &centres);
    cev__points_free(ctx, &points);
    free(nearest);
}
END_TEST

/* By weight, then by place; equal ones stay as they are. */
START_TEST(centres_are_sorted)
{
    static const double places[4][2] = {{1, 2}, {1, 2}, {1, 1}, {5, 5}};
    static const double weights[4] = {3, 3, 3, 4};
    cev__centres centres = {0};
    expect_ok(cev__centres_new(ctx, 4, 2, &centres));
    for (int64_t j = 0; j < 4; j++) {
        cev__centre_set(&centres, j, places[j]);
        centres.weights[j] = weights[j];
    }
    cev__centres_sort(&centres);
    ck_assert(centres.weights[0] == 4.0);
    ck_assert(*cev__centre_at(&centres, 1, 1) == 1.0);
    ck_assert(*cev__centre_at(&centres, 2, 1) == 2.0);
    ck_assert(*cev__centre_at(&centres, 3, 1) == 2.0);
    cev__centres_free(ctx, &centres);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("lloyd");
    tcase_add_loop_test(cases, bounds_spare_distances_alone, 0, 40);
    tcase_add_test(cases, very_many_points_and_a_group_of_nobody);
    tcase_add_test(cases, centres_are_sorted);
    Suite *s = suite_create("lloyd");
    suite_add_tcase(s, cases);
    return s;
}
