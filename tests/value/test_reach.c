/* Where the likelihood has fallen as far as an interval's ends ask for, and
 * how the changes there add up. */
#include "value/spread.h"

#include "support/check_main.h"

#include <math.h>
#include <string.h>

#include "cev/base.h"
#include "math/interval.h"

enum { NORMAL, RATES, SLOPE, WALL };

static const double z90 = 1.6448536269514722;

/* A normal likelihood of two logs that go together. */
static void fall_normally(const double *at, cev__local *out)
{
    const double information[3] = {5.0, -2.0, 1.0};
    out->value = -0.5 * cev__quadratic_form(2, information, at);
    out->gradient[0] = -5.0 * at[0] + 2.0 * at[1];
    out->gradient[1] = 2.0 * at[0] - at[1];
    for (int i = 0; i < 3; i++)
        out->hessian[i] = -information[i];
}

/* Of two rates, 3 events of one and 40 of the other in the time 1: the log of
 * a rate that is e^at times what was seen. */
static void fall_as_rates_do(const double *at, cev__local *out)
{
    const double seen[2] = {3.0, 40.0};
    for (int i = 0; i < 2; i++) {
        out->value += seen[i] * (at[i] - exp(at[i]) + 1.0);
        out->gradient[i] = seen[i] * (1.0 - exp(at[i]));
        out->hessian[cev__packed(i, i)] = -seen[i] * exp(at[i]);
    }
}

/* The first rate may be as large as it likes: at most 1/2 is lost. */
static void fall_to_one_side(const double *at, cev__local *out)
{
    double gone = exp(-at[0]);
    out->value = -0.5 * (gone - 1.0) * (gone - 1.0) - 2.0 * at[1] * at[1];
    out->gradient[0] = (gone - 1.0) * gone;
    out->gradient[1] = -4.0 * at[1];
    out->hessian[0] = gone - 2.0 * gone * gone;
    out->hessian[2] = -4.0;
}

/* Two that stay 3 apart, highest where the first is at the end of its range,
 * 18. */
static void rise_to_the_wall(const double *at, cev__local *out)
{
    double apart = at[0] - at[1] - 3.0, below = 20.0 - at[0];
    out->value = -12.5 * apart * apart - 0.005 * below * below + 0.02;
    out->gradient[0] = -25.0 * apart + 0.01 * below;
    out->gradient[1] = 25.0 * apart;
    out->hessian[0] = -25.01;
    out->hessian[1] = 25.0;
    out->hessian[2] = -25.0;
}

static int32_t evaluate_case(void *state, const double *at, cev__local *out)
{
    const int *which = state;
    memset(out, 0, sizeof *out);
    if (*which == NORMAL)
        fall_normally(at, out);
    else if (*which == RATES)
        fall_as_rates_do(at, out);
    else if (*which == SLOPE)
        fall_to_one_side(at, out);
    else
        rise_to_the_wall(at, out);
    return CEV_OK;
}

/* The reach of a case around its maximum, with beliefs that hardly say
 * anything. */
static cev__reach reach_towards(int which, const double *covariance,
                                const cev_options *options,
                                const cev__aims *aims)
{
    static const cev__belief beliefs[2] = {{{1.0, 0.0}, 0.0, 1e3},
                                           {{0.0, 1.0}, 0.0, 1e3}};
    cev__likelihood likelihood = {0};
    cev__estimate estimate = {0};
    cev__reach reach;
    likelihood.n = 2;
    likelihood.beliefs = beliefs;
    likelihood.belief_count = 2;
    likelihood.tol = 1e-9;
    likelihood.max_iter = 100;
    likelihood.evaluate = evaluate_case;
    likelihood.state = &which;
    if (which == WALL) {
        estimate.logs[0] = 18.0;
        estimate.logs[1] = 15.0;
    }
    memcpy(estimate.covariance, covariance, 3 * sizeof *covariance);
    estimate.method = CEV__METHOD_LIKELIHOOD;
    ck_assert_int_eq(cev__reach_find(NULL, &likelihood, options, &estimate,
                                     aims, NULL, &reach),
                     CEV_OK);
    return reach;
}

static cev__reach reach_of(int which, const double *covariance,
                           const cev_options *options)
{
    return reach_towards(which, covariance, options, NULL);
}

static double fall_of(int which, const double *at)
{
    cev__local local;
    evaluate_case(&which, at, &local);
    return sqrt(-2.0 * local.value);
}

static const double normal_covariance[3] = {1.0, 2.0, 5.0};
static const double rates_covariance[3] = {1.0 / 3.0, 0.0, 1.0 / 40.0};

/* A normal likelihood reaches as far as the standard errors say. */
START_TEST(normal_likelihood_has_plain_ends)
{
    cev__reach reach = reach_of(NORMAL, normal_covariance, NULL);
    ck_assert(!reach.is_plain);
    for (int k = 0; k < 2; k++) {
        double sd = sqrt(normal_covariance[cev__packed(k, k)]);
        ck_assert_rel(reach.upper[k], z90 * sd, 0.021);
        ck_assert_rel(reach.lower[k], -z90 * sd, 0.021);
        ck_assert_rel(fall_of(NORMAL, reach.point[k][0]), z90, 0.021);
        ck_assert_rel(fall_of(NORMAL, reach.point[k][1]), z90, 0.021);
    }
}
END_TEST

/* Of few events the upper end is nearer, in logs, than the lower one, and at
 * both the likelihood has fallen as far. */
START_TEST(ends_follow_a_skew_likelihood)
{
    cev__reach reach = reach_of(RATES, rates_covariance, NULL);
    for (int k = 0; k < 2; k++) {
        double low[2] = {0.0, 0.0}, high[2] = {0.0, 0.0};
        low[k] = reach.lower[k];
        high[k] = reach.upper[k];
        ck_assert_rel(fall_of(RATES, low), z90, 0.021);
        ck_assert_rel(fall_of(RATES, high), z90, 0.021);
        ck_assert(high[k] < -low[k]);
    }
}
END_TEST

START_TEST(an_end_that_is_not_there_is_infinite)
{
    const double covariance[3] = {1.0, 0.0, 0.25};
    cev__reach reach = reach_of(SLOPE, covariance, NULL);
    ck_assert(isinf(reach.upper[0]) && reach.upper[0] > 0.0);
    ck_assert(isfinite(reach.lower[0]) && reach.lower[0] < 0.0);
    ck_assert_rel(reach.upper[1], 0.5 * z90, 0.021);
}
END_TEST

/* The second goes on where the first cannot: 0.2 standard errors of its own;
 * down, both go, until 0.005 (below + 2)^2 has grown as far. */
START_TEST(what_meets_the_wall_is_held_there)
{
    const double covariance[3] = {4.0, 4.0, 4.04};
    cev__reach reach = reach_of(WALL, covariance, NULL);
    ck_assert(isinf(reach.upper[0]));
    ck_assert_rel(reach.upper[1] - 15.0, 0.2 * z90, 0.03);
    ck_assert_rel(17.0 - reach.lower[1], sqrt(100.0 * z90 * z90 + 4.0), 0.03);
    ck_assert_rel(20.0 - reach.lower[0], sqrt(100.0 * z90 * z90 + 4.0), 0.03);
    for (int k = 0; k < 2; k++)
        for (int side = 0; side < 2; side++)
            ck_assert(fabs(reach.point[k][side][0]) <= 18.0);
}
END_TEST

/* Two straight aims, the second of another slope; a third that bends; and one
 * that has no value. */
static void aim_at_case(const void *state, int which, const double *at,
                        cev__local *out)
{
    const double bend = which == 2 ? *(const double *)state : 0.0;
    memset(out, 0, sizeof *out);
    double steep = which == 1 ? -2.0 : 1.0;
    out->value = which == 3 ? NAN : (steep + bend * at[0]) * at[0] + at[1];
    out->gradient[0] = steep + 2.0 * bend * at[0];
    out->gradient[1] = 1.0;
    out->hessian[0] = 2.0 * bend;
}

/* On the contour u^2 + v^2 = z^2 of the normal case, with x = u and y = 2 u + v,
 * the aims are 3 u + v, v, and 3 u + v + bend u^2: largest and smallest where
 * a search of all angles finds them. */
START_TEST(aims_are_met_at_their_ends)
{
    const double bend = 0.8;
    const cev__aims aims = {4, aim_at_case, &bend};
    cev__reach reach = reach_towards(NORMAL, normal_covariance, NULL, &aims);
    ck_assert_int_eq(reach.aims, 3);
    for (int k = 0; k < 3; k++) {
        double most = 0.0, least = 0.0, value[2];
        for (int angle = 0; angle < 3600; angle++) {
            double u = z90 * cos(angle / 572.95779513082321);
            double v = z90 * sin(angle / 572.95779513082321);
            double aim =
                k == 1 ? v : 3.0 * u + v + (k == 2 ? bend * u * u : 0.0);
            most = fmax(most, aim);
            least = fmin(least, aim);
        }
        for (int side = 0; side < 2; side++) {
            const double *at = reach.point[2 + k][side];
            value[side] = (k == 1 ? -2.0 : 1.0) * at[0] + at[1]
                          + (k == 2 ? bend * at[0] * at[0] : 0.0);
            ck_assert_rel(fall_of(NORMAL, at), z90, 0.021);
        }
        ck_assert_rel(value[0], most, 0.03);
        ck_assert_rel(value[1], least, 0.03);
    }
}
END_TEST

/* By the option, and where all is known well, the standard errors do. */
START_TEST(standard_errors_do_where_asked_or_enough)
{
    const double known[3] = {0.009, 0.0, 0.001};
    cev_ctx *ctx;
    cev_options *options;
    ck_assert_int_eq(cev_ctx_new(NULL, NULL, &ctx), CEV_OK);
    ck_assert_int_eq(cev_options_new(ctx, &options), CEV_OK);
    ck_assert_int_eq(cev_options_set_str(options, CEV_OPT_UNCERTAINTY,
                                         "delta"),
                     CEV_OK);
    cev__reach asked = reach_of(RATES, rates_covariance, options);
    cev__reach enough = reach_of(RATES, known, NULL);
    ck_assert(asked.is_plain && enough.is_plain);
    ck_assert_rel(asked.upper[0], z90 * sqrt(1.0 / 3.0), 1e-12);
    ck_assert_rel(asked.lower[0], -asked.upper[0], 1e-12);
    ck_assert_rel(enough.upper[0], z90 * sqrt(0.009), 1e-12);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* Changes to both sides add up as squares; a bend moves both ends its way; an
 * axis without digits says nothing. */
START_TEST(changes_add_up)
{
    cev__spread even = {0}, bent = {0};
    double lower, upper;
    cev__spread_add(&even, 3.0, -3.0);
    cev__spread_add(&even, -4.0, 4.0);
    cev__spread_add(&even, INFINITY, -1.0);
    cev__spread_ends(&even, 1.0, &lower, &upper);
    ck_assert_rel(upper, 5.0, 1e-15);
    ck_assert_rel(lower, -5.0, 1e-15);
    cev__spread_add(&bent, 3.0, -1.0);
    cev__spread_ends(&bent, 1.0, &lower, &upper);
    ck_assert_rel(upper, 3.0, 1e-15);
    ck_assert_rel(lower, -1.0, 1e-15);
    bent.from = 2.0;
    cev__spread_ends(&bent, 1.0, &lower, &upper);
    ck_assert_rel(upper, 5.0, 1e-15);
    ck_assert_double_eq(lower, 0.0);
    cev__spread_see(&bent, -1.5, 3.5);
    cev__spread_ends(&bent, 1.0, &lower, &upper);
    ck_assert_rel(upper, 5.5, 1e-15);
    cev__spread_see(&bent, NAN, 9.0);
    cev__spread_ends(&bent, 1.0, &lower, &upper);
    ck_assert_rel(upper, 5.5, 1e-15);
    cev__interval_around(2.0, &even, 0.1, &lower, &upper);
    ck_assert_rel(upper, 2.0 * exp(0.5), 1e-15);
    cev__interval_around(-2.0, &even, 0.1, &lower, &upper);
    ck_assert_rel(lower, -2.0 * exp(0.5), 1e-15);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("reach");
    tcase_add_test(cases, normal_likelihood_has_plain_ends);
    tcase_add_test(cases, ends_follow_a_skew_likelihood);
    tcase_add_test(cases, an_end_that_is_not_there_is_infinite);
    tcase_add_test(cases, what_meets_the_wall_is_held_there);
    tcase_add_test(cases, aims_are_met_at_their_ends);
    tcase_add_test(cases, standard_errors_do_where_asked_or_enough);
    tcase_add_test(cases, changes_add_up);
    Suite *s = suite_create("value/reach");
    suite_add_tcase(s, cases);
    return s;
}
