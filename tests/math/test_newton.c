/* Newton's method in a trust region, and the matrices it stands on. */
#include "math/newton.h"

#include "support/check_main.h"

#include <math.h>
#include <string.h>

#include "cev/base.h"

/* A B with B's rows the eigenvectors must give them back times the values. */
START_TEST(eigenvectors_are_what_they_say)
{
    /* Hilbert's matrix: badly conditioned, eigenvalues from 1e-7 to 1.6. */
    double packed[CEV__SMALL_PACKED], values[CEV__SMALL];
    double vectors[CEV__SMALL][CEV__SMALL], inverse[CEV__SMALL_PACKED];
    const int n = 5;
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++)
            packed[cev__packed(i, j)] = 1.0 / (i + j + 1);
    cev__eigen(n, packed, values, vectors);
    for (int k = 0; k < n; k++) {
        for (int i = 0; i < n; i++) {
            double image = 0.0;
            for (int j = 0; j < n; j++)
                image += vectors[k][j] / (i + j + 1);
            ck_assert_near(image, values[k] * vectors[k][i], 1e-15);
        }
        ck_assert_rel(cev__quadratic_form(n, packed, vectors[k]), values[k],
                      1e-9);
        ck_assert(k == 0 || values[k - 1] < values[k]);
    }
    /* The inverse's corner is known to be a whole number. */
    cev__eigen_inverse(n, values, vectors, 1e-300, inverse);
    ck_assert_rel(inverse[cev__packed(0, 0)], 25.0, 1e-9);
    ck_assert_rel(inverse[cev__packed(4, 4)], 44100.0, 1e-9);
}
END_TEST

START_TEST(small_eigenvalues_can_be_held)
{
    double packed[3] = {4.0, 0.0, 1e-12};
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL], inverse[3];
    cev__eigen(2, packed, values, vectors);
    cev__eigen_inverse(2, values, vectors, 1e-4, inverse);
    ck_assert_rel(inverse[0], 0.25, 1e-15);
    ck_assert_rel(inverse[2], 1e4, 1e-15);
}
END_TEST

typedef struct {
    int64_t calls, stop;
    int kind;
} mountain;

/* Minus Rosenbrock's valley: the maximum 0 at (1, 1), far along a bend. */
static void rosenbrock(const double *at, cev__local *out)
{
    double x = at[0], y = at[1], d = y - x * x;
    out->value = -(100.0 * d * d + (1.0 - x) * (1.0 - x));
    out->gradient[0] = 400.0 * x * d + 2.0 * (1.0 - x);
    out->gradient[1] = -200.0 * d;
    out->hessian[0] = 400.0 * (y - 3.0 * x * x) - 2.0;
    out->hessian[1] = 400.0 * x;
    out->hessian[2] = -200.0;
}

/* Rises for ever, ever less: 1 - exp(-x), and a hill in y. */
static void slope(const double *at, cev__local *out)
{
    out->value = -exp(-at[0]) - at[1] * at[1];
    out->gradient[0] = exp(-at[0]);
    out->gradient[1] = -2.0 * at[1];
    out->hessian[0] = -exp(-at[0]);
    out->hessian[1] = 0.0;
    out->hessian[2] = -2.0;
}

/* Convex around the start, NaN beyond x = 3: cos in x, a hill in y. */
static void cliff(const double *at, cev__local *out)
{
    out->value = at[0] > 3.0 ? NAN : -cos(at[0] * 2.0) - at[1] * at[1];
    out->gradient[0] = 2.0 * sin(2.0 * at[0]);
    out->gradient[1] = -2.0 * at[1];
    out->hessian[0] = 4.0 * cos(2.0 * at[0]);
    out->hessian[1] = 0.0;
    out->hessian[2] = -2.0;
}

/* A narrow ridge, y = x + 3, that rises for ever: 1000 exp(-x / 4) below what
   it rises to. */
static void ridge(const double *at, cev__local *out)
{
    double left = 1e3 * exp(-0.25 * at[0]), d = at[1] - at[0] - 3.0;
    out->value = -left - 1e5 * d * d;
    out->gradient[0] = 0.25 * left + 2e5 * d;
    out->gradient[1] = -2e5 * d;
    out->hessian[0] = -0.0625 * left - 2e5;
    out->hessian[1] = 2e5;
    out->hessian[2] = -2e5;
}

/* So high that a rise cannot be seen, up to where there is no value, x = 1. */
static void brink(const double *at, cev__local *out)
{
    int is_beyond = at[0] > 1.0;
    out->value = is_beyond ? -INFINITY : 1e8 + 1e-9 * at[0] - at[1] * at[1];
    out->gradient[0] = is_beyond ? 0.0 : 1e-9;
    out->gradient[1] = is_beyond ? 0.0 : -2.0 * at[1];
    out->hessian[0] = -1e-12;
    out->hessian[2] = -2.0;
}

/* A round top at (3, -1, 0). */
static void dome(const double *at, cev__local *out)
{
    const double top[3] = {3.0, -1.0, 0.0}, bend[3] = {1.0, 4.0, 2.0};
    for (int i = 0; i < 3; i++) {
        double from = at[i] - top[i];
        out->value -= 0.5 * bend[i] * from * from;
        out->gradient[i] = -bend[i] * from;
        out->hessian[cev__packed(i, i)] = -bend[i];
    }
}

/* Two tops, at about (4, 0) and, higher, (-4, 0). */
static void twins(const double *at, cev__local *out)
{
    double x = at[0], share = 1.0 / (1.0 + 1.5 * exp(-8.0 * x));
    out->value = log(exp(-0.5 * (x - 4.0) * (x - 4.0))
                     + 1.5 * exp(-0.5 * (x + 4.0) * (x + 4.0)))
                 - at[1] * at[1];
    out->gradient[0] = 8.0 * share - 4.0 - x;
    out->gradient[1] = -2.0 * at[1];
    out->hessian[0] = 64.0 * share * (1.0 - share) - 1.0;
    out->hessian[2] = -2.0;
}

static int32_t look(void *state, const double *at, cev__local *out)
{
    mountain *m = state;
    memset(out, 0, sizeof *out);
    if (++m->calls == m->stop)
        return CEV_ERR_CANCELLED;
    if (m->kind == 0)
        rosenbrock(at, out);
    else if (m->kind == 1)
        slope(at, out);
    else if (m->kind == 2)
        cliff(at, out);
    else if (m->kind == 3)
        ridge(at, out);
    else if (m->kind == 5)
        brink(at, out);
    else if (m->kind == 6)
        dome(at, out);
    else if (m->kind == 7)
        twins(at, out);
    return CEV_OK;
}

static cev__newton problem_of(mountain *m)
{
    cev__newton problem = {2,   -20.0, 20.0, 1e-10, 0.0,
                           200, NULL,  NULL, look,  m};
    return problem;
}

static cev__optimum start_at(double x, double y)
{
    cev__optimum optimum;
    memset(&optimum, 0, sizeof optimum);
    optimum.at[0] = x;
    optimum.at[1] = y;
    return optimum;
}

START_TEST(bends_are_followed)
{
    mountain m = {0, 0, 0};
    cev__newton problem = problem_of(&m);
    cev__optimum optimum = start_at(-1.2, 1.0);
    ck_assert_int_eq(cev__newton_maximise(&problem, &optimum), CEV_OK);
    ck_assert(optimum.is_converged && !optimum.is_bounded);
    ck_assert_near(optimum.at[0], 1.0, 1e-10);
    ck_assert_near(optimum.at[1], 1.0, 1e-10);
    ck_assert_int_lt(optimum.iterations, 40);
}
END_TEST

START_TEST(the_box_holds_what_rises_for_ever)
{
    mountain m = {0, 0, 1};
    cev__newton problem = problem_of(&m);
    cev__optimum optimum = start_at(-5.0, 7.0);
    ck_assert_int_eq(cev__newton_maximise(&problem, &optimum), CEV_OK);
    problem.tol = 1e-20;
    ck_assert(optimum.is_converged);
    ck_assert_int_eq(cev__newton_maximise(&problem, &optimum), CEV_OK);
    ck_assert(optimum.is_bounded);
    ck_assert_double_eq(optimum.at[0], 20.0);
    ck_assert_near(optimum.at[1], 0.0, 1e-15);
}
END_TEST

START_TEST(ridges_are_followed_along_the_box)
{
    mountain m = {0, 0, 3};
    cev__newton problem = problem_of(&m);
    for (double x = -9.0; x < 9.0; x += 4.0) {
        cev__optimum optimum = start_at(x, x);
        ck_assert_int_eq(cev__newton_maximise(&problem, &optimum), CEV_OK);
        ck_assert(optimum.is_converged && optimum.is_bounded);
        ck_assert_double_eq(optimum.at[1], 20.0);
        /* Where x leads no higher: 250 exp(-x / 4) = 2e5 (x - 17). */
        ck_assert_near(optimum.at[0], 17.0 + 1.783e-5, 1e-8);
    }
}
END_TEST

START_TEST(level_ground_is_a_top)
{
    mountain m = {0, 0, 4};
    cev__newton problem = problem_of(&m);
    cev__optimum optimum = start_at(1.0, 2.0);
    problem.gain = 1e-9;
    ck_assert_int_eq(cev__newton_maximise(&problem, &optimum), CEV_OK);
    ck_assert(optimum.is_converged && !optimum.is_bounded);
    ck_assert_int_eq(m.calls, 1);
    ck_assert_double_eq(optimum.at[0], 1.0);
}
END_TEST

START_TEST(valleys_are_left_and_cliffs_avoided)
{
    mountain m = {0, 0, 2};
    cev__newton problem = problem_of(&m);
    cev__optimum optimum = start_at(0.3, 2.0);
    ck_assert_int_eq(cev__newton_maximise(&problem, &optimum), CEV_OK);
    ck_assert(optimum.is_converged);
    ck_assert_near(cos(2.0 * optimum.at[0]), -1.0, 1e-12);
    ck_assert_near(optimum.at[1], 0.0, 1e-10);
}
END_TEST

START_TEST(nothing_is_higher_where_there_is_no_value)
{
    mountain m = {0, 0, 5};
    cev__newton problem = problem_of(&m);
    cev__optimum optimum = start_at(0.9, 0.0);
    ck_assert_int_eq(cev__newton_maximise(&problem, &optimum), CEV_OK);
    ck_assert(isfinite(optimum.local.value));
    ck_assert_double_le(optimum.at[0], 1.0);
}
END_TEST

/* Where x + y + z / 2 is kept, the best place is where the slopes x - 3,
 * 4 (y + 1) and 4 z are equal; where x stands on the box, those of y and z. */
/* From wherever, with the one top known: those bound for it end there, to the
   bit, and save a step; the others find theirs. */
START_TEST(known_tops_are_not_climbed_again)
{
    mountain m = {0, 0, 7};
    for (int side = -1; side <= 1; side += 2) {
        cev__newton problem = problem_of(&m);
        cev__optimum known = start_at(4.5 * side, 0.1);
        int met = 0;
        ck_assert_int_eq(cev__newton_maximise(&problem, &known), CEV_OK);
        for (double x = -9.0; x <= 9.0; x += 0.25) {
            cev__optimum plain = start_at(x, 1.0), quick = plain;
            problem.known = NULL;
            ck_assert_int_eq(cev__newton_maximise(&problem, &plain), CEV_OK);
            problem.known = &known;
            ck_assert_int_eq(cev__newton_maximise(&problem, &quick), CEV_OK);
            ck_assert_near(quick.at[0], plain.at[0], 1e-7);
            ck_assert_int_le(quick.iterations, plain.iterations);
            if (quick.at[0] * side > 0.0) {
                ck_assert_double_eq(quick.at[0], known.at[0]);
                met += quick.iterations < plain.iterations;
            }
        }
        ck_assert_int_gt(met, 20);
    }
}
END_TEST

START_TEST(a_sum_is_kept)
{
    const double across[3] = {1.0, 1.0, 0.5};
    const struct {
        double start[3], end[3];
    } cases[] = {
        {{-10.0, 20.0, -8.0}, {65.0 / 11.0, -3.0 / 11.0, 8.0 / 11.0}},
        {{10.0, 20.0, 0.0}, {20.0, 19.0 / 3.0, 22.0 / 3.0}},
        {{20.0, 0.0, 20.0}, {20.0, 19.0 / 3.0, 22.0 / 3.0}},
    };
    mountain m = {0, 0, 6};
    cev__newton problem = problem_of(&m);
    problem.n = 3;
    problem.across = across;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cev__optimum optimum = start_at(0.0, 0.0);
        memcpy(optimum.at, cases[i].start, sizeof cases[i].start);
        ck_assert_int_eq(cev__newton_maximise(&problem, &optimum), CEV_OK);
        ck_assert(optimum.is_converged);
        for (int k = 0; k < 3; k++)
            ck_assert_near(optimum.at[k], cases[i].end[k], 1e-9);
    }
}
END_TEST

START_TEST(stops_when_told)
{
    mountain m = {0, 3, 0};
    cev__newton problem = problem_of(&m);
    cev__optimum optimum = start_at(-1.2, 1.0);
    ck_assert_int_eq(cev__newton_maximise(&problem, &optimum),
                     CEV_ERR_CANCELLED);
    m.stop = 0;
    problem.max_iter = 2;
    optimum.at[0] = -1.2;
    optimum.at[1] = 1.0;
    ck_assert_int_eq(cev__newton_maximise(&problem, &optimum), CEV_OK);
    ck_assert_int_eq(optimum.iterations, 2);
    ck_assert(!optimum.is_converged);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("newton");
    tcase_add_test(cases, eigenvectors_are_what_they_say);
    tcase_add_test(cases, small_eigenvalues_can_be_held);
    tcase_add_test(cases, bends_are_followed);
    tcase_add_test(cases, the_box_holds_what_rises_for_ever);
    tcase_add_test(cases, ridges_are_followed_along_the_box);
    tcase_add_test(cases, level_ground_is_a_top);
    tcase_add_test(cases, valleys_are_left_and_cliffs_avoided);
    tcase_add_test(cases, nothing_is_higher_where_there_is_no_value);
    tcase_add_test(cases, known_tops_are_not_climbed_again);
    tcase_add_test(cases, a_sum_is_kept);
    tcase_add_test(cases, stops_when_told);
    Suite *s = suite_create("math/newton");
    suite_add_tcase(s, cases);
    return s;
}
