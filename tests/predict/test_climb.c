/* The way up a log-likelihood of many coefficients, on hills that are known. */
#include "predict/climb.h"
#include "predict/features.h"

#include <math.h>

#include "support/near.h"

/* -(x - 3)² / 2 - 2 (y + 1)² */
static double bowl(void *state, const double *at, double *gradient,
                   double *information)
{
    double x = at[0] - 3.0, y = at[1] + 1.0;
    (void)state;
    if (gradient != NULL) {
        gradient[0] = -x;
        gradient[1] = -4.0 * y;
        information[0] = 1.0;
        information[1] = 0.0;
        information[2] = 4.0;
    }
    return -0.5 * x * x - 2.0 * y * y;
}

/* -x⁴ / 4, whose top Newton's steps come a third nearer to. */
static double plateau(void *state, const double *at, double *gradient,
                      double *information)
{
    double square = at[0] * at[0];
    (void)state;
    if (gradient != NULL) {
        gradient[0] = -at[0] * square;
        information[0] = 3.0 * square;
    }
    return -0.25 * square * square;
}

/* One customer who left at once, and a column that he alone has. */
static double endless(void *state, const double *at, double *gradient,
                      double *information)
{
    double stays = 1.0 / (1.0 + exp(at[0]));
    (void)state;
    if (gradient != NULL) {
        gradient[0] = stays;
        information[0] = stays * (1.0 - stays);
    }
    return log1p(-stays);
}

static double fog(void *state, const double *at, double *gradient,
                  double *information)
{
    (void)state;
    (void)at;
    if (gradient != NULL)
        gradient[0] = information[0] = NAN;
    return -7.0;
}

static cev__climbed climbed_from(const cev__climb *problem, double start)
{
    cev__climbed out;
    memset(&out, 0, sizeof out);
    expect_ok(cev__climbed_make(ctx, problem->n, &out));
    out.at[0] = start;
    expect_ok(cev__climb_up(ctx, problem, &out));
    return out;
}

START_TEST(a_bowl_is_climbed_to_its_top)
{
    const cev__climb problem = {.n = 2, .max_iter = 50, .likelihood = bowl};
    cev__climbed top = climbed_from(&problem, 0.0);
    ck_assert_near(top.at[0], 3.0, 1e-15);
    ck_assert_near(top.at[1], -1.0, 1e-15);
    ck_assert(top.log_likelihood == 0.0);
    ck_assert(top.null_log_likelihood == -6.5);
    ck_assert(top.covariance[0] == 1.0 && top.covariance[1] == 0.0
              && top.covariance[2] == 0.25);
    ck_assert_int_eq(top.is_separated, 0);
    cev__climbed_free(ctx, 2, &top);
}
END_TEST

START_TEST(a_climb_ends_after_so_many_steps)
{
    const cev__climb problem = {
        .n = 1, .columns = 1, .max_iter = 2, .likelihood = plateau};
    cev__climbed top = climbed_from(&problem, 2.25);
    ck_assert_near(top.at[0], 1.0, 1e-15);
    ck_assert_near(top.covariance[0], 1.0 / 3.0, 1e-15);
    ck_assert_int_eq(top.is_separated, 0);
    cev__climbed_free(ctx, 1, &top);
}
END_TEST

/* Where it rises for ever a penalty of 1 ends it where the slope is what the
 * penalty takes; one that was there before is no rescue. */
START_TEST(what_rises_for_ever_is_held_back)
{
    cev__climb problem = {
        .n = 1, .columns = 1, .max_iter = 500, .likelihood = endless};
    for (int given = 0; given < 2; given++) {
        problem.penalty = given;
        cev__climbed top = climbed_from(&problem, 0.0);
        ck_assert_near(top.at[0], 1.0 / (1.0 + exp(top.at[0])), 1e-9);
        ck_assert_int_eq(top.is_separated, !given);
        ck_assert(top.penalty == 1.0);
        cev__climbed_free(ctx, 1, &top);
    }
}
END_TEST

START_TEST(where_no_number_tells_the_way_it_stays)
{
    const cev__climb problem = {
        .n = 1, .columns = 1, .max_iter = 50, .likelihood = fog};
    cev__climbed top = climbed_from(&problem, 0.5);
    ck_assert(top.at[0] == 0.5);
    ck_assert(top.covariance[0] == 1.0);
    ck_assert(top.log_likelihood == -7.0);
    ck_assert_int_eq(top.is_separated, 0);
    cev__climbed_free(ctx, 1, &top);
}
END_TEST

static int32_t climb_once(cev_ctx *of, void *state)
{
    cev__climbed out;
    memset(&out, 0, sizeof out);
    int32_t status = cev__climbed_make(of, 1, &out);
    if (status == CEV_OK)
        status = cev__climb_up(of, state, &out);
    cev__climbed_free(of, 1, &out);
    return status;
}

START_TEST(a_climb_survives_failing_memory_and_stops)
{
    cev__climb problem = {
        .n = 1, .columns = 1, .max_iter = 500, .likelihood = endless};
    fail_each_allocation(climb_once, &problem);
    stop_each_call(climb_once, &problem);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("climb");
    tcase_add_test(cases, a_bowl_is_climbed_to_its_top);
    tcase_add_test(cases, a_climb_ends_after_so_many_steps);
    tcase_add_test(cases, what_rises_for_ever_is_held_back);
    tcase_add_test(cases, where_no_number_tells_the_way_it_stays);
    tcase_add_test(cases, a_climb_survives_failing_memory_and_stops);
    Suite *s = suite_create("predict/climb");
    suite_add_tcase(s, cases);
    return s;
}
