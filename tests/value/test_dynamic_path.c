/* One customer whose rates change in time: against 50-digit values, against
 * the Pareto/NBD whose rates do not, and against differences. */
#include "support/check_main.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cev/kernels.h"
#include "value/dynamic_slope.h"
#include "value/market.h"

#define REFERENCE "tests/reference/pareto_nbd_dynamic.csv"

enum { MOST = 16 };

/* A way with room of its own, two traits and three coefficients: the first
 * trait on buying, both on leaving. */
typedef struct {
    cev__path path;
    double length[MOST], z[2 * MOST], bought[2], coefficients[3];
    cev__pareto_params p;
    cev__regression regression;
} way;

static void set_regression(way *w)
{
    static const int32_t trait[3] = {0, 0, 1};
    static const int32_t process[3] = {CEV__BUYING, CEV__LEAVING,
                                       CEV__LEAVING};
    w->regression.trait_count = 2;
    w->regression.effect_count = 3;
    w->regression.params = 4;
    for (int e = 0; e < 3; e++) {
        w->regression.effects[e].trait = trait[e];
        w->regression.effects[e].process = process[e];
        w->regression.effects[e].coefficient = w->coefficients[e];
    }
    w->path.traits = 2;
    w->path.length = w->length;
    w->path.z = w->z;
    w->path.bought = w->bought;
    w->path.weight = 1.0;
}

static double number(const sheet *file, size_t row, const char *name)
{
    return sheet_double(file, row, sheet_column(file, name));
}

/* The numbers of a cell, every `step`-th place of `to`. */
static void read_list(const sheet *file, size_t row, const char *name,
                      double *to, int step)
{
    const char *at = sheet_text(file, row, sheet_column(file, name));
    char *end;
    for (int i = 0; *at != '\0'; i++) {
        to[i * step] = strtod(at, &end);
        at = end;
    }
}

static void read_way(const sheet *file, size_t row, way *w)
{
    static const char *const names[3] = {"g", "d1", "d2"};
    memset(w, 0, sizeof *w);
    w->p.r = number(file, row, "r");
    w->p.alpha = number(file, row, "alpha");
    w->p.s = number(file, row, "s");
    w->p.beta = number(file, row, "beta");
    for (int e = 0; e < 3; e++)
        w->coefficients[e] = number(file, row, names[e]);
    set_regression(w);
    w->path.x = number(file, row, "x");
    w->path.before = (int64_t)number(file, row, "before");
    w->path.silent = (int64_t)number(file, row, "silent");
    w->path.ahead = (int64_t)number(file, row, "ahead");
    w->bought[0] = number(file, row, "bought1");
    w->bought[1] = number(file, row, "bought2");
    read_list(file, row, "length", w->length, 1);
    read_list(file, row, "z1", w->z, 2);
    read_list(file, row, "z2", w->z + 1, 2);
}

/* Logs are exact to roundings of their parts, which are of the size of the
 * purchases. */
START_TEST(reference_values_are_met)
{
    sheet *file = sheet_open(REFERENCE);
    ck_assert_uint_eq(sheet_rows(file), 80);
    for (size_t row = 0; row < sheet_rows(file); row++) {
        way w;
        cev__path_standing standing;
        read_way(file, row, &w);
        cev__path_stand(&w.p, &w.regression, &w.path, &standing);
        double delta = number(file, row, "delta");
        double wanted = number(file, row, "log_likelihood");
        double size = 1.0 + fabs(wanted) + 10.0 * w.path.x;
        ck_assert(fabs(standing.log_likelihood - wanted) <= 1e-14 * size);
        ck_assert_rel(standing.p_alive, number(file, row, "p_alive"), 1e-12);
        wanted = number(file, row, "log_odds");
        if (isfinite(wanted))
            ck_assert(fabs(standing.log_odds - wanted)
                      <= 1e-13 * (1.0 + fabs(wanted)));
        else
            ck_assert(standing.log_odds == wanted);
        ck_assert_rel(cev__path_ahead(&w.p, &w.regression, &w.path, &standing,
                                      0.0),
                      number(file, row, "expected"), 1e-12);
        ck_assert_rel(cev__path_ahead(&w.p, &w.regression, &w.path, &standing,
                                      delta),
                      number(file, row, "discounted"), 1e-12);
    }
    sheet_close(file);
}
END_TEST

static cev__slope slope_of(const way *w, const double at[7])
{
    const cev__pareto_params p = {exp(at[0]), exp(at[1]), exp(at[2]),
                                  exp(at[3])};
    static cev__slope slope;
    cev__path_slope(&p, &w->regression, at + 4, &w->path, &slope);
    return slope;
}

START_TEST(slopes_of_a_way_are_those_of_differences)
{
    sheet *file = sheet_open(REFERENCE);
    for (size_t row = 0; row < 50; row++) {
        way w;
        read_way(file, row, &w);
        double at[7] = {log(w.p.r),        log(w.p.alpha),   log(w.p.s),
                        log(w.p.beta),     w.coefficients[0], w.coefficients[1],
                        w.coefficients[2]};
        cev__slope here = slope_of(&w, at);
        ck_assert(fabs(here.value - number(file, row, "log_likelihood"))
                  < 1e-11);
        for (int i = 0; i < 7; i++) {
            double moved[7], h = 1e-5;
            memcpy(moved, at, sizeof at);
            moved[i] = at[i] + h;
            cev__slope above = slope_of(&w, moved);
            moved[i] = at[i] - h;
            cev__slope below = slope_of(&w, moved);
            double slope = (above.value - below.value) / (2.0 * h);
            ck_assert(fabs(slope - here.gradient[i])
                      < 1e-8 * (1.0 + w.path.x + fabs(slope)));
            for (int j = 0; j <= i; j++) {
                double bend =
                    (above.gradient[j] - below.gradient[j]) / (2.0 * h);
                ck_assert(fabs(bend - here.hessian[cev__packed(i, j)])
                          < 1e-8 * (1.0 + w.path.x + fabs(bend)));
            }
        }
    }
    sheet_close(file);
}
END_TEST

/* With the same traits all along it is the Pareto/NBD with scales of its own,
 * however the time is cut. */
START_TEST(constant_traits_make_a_pareto_nbd)
{
    dice d = {77};
    for (int k = 0; k < 400; k++) {
        way w;
        cev__path_standing standing;
        double t_x = 0.0, T, horizon = 0.0, ll, alive, ahead, dect;
        memset(&w, 0, sizeof w);
        w.p.r = exp(throw_normal(&d));
        w.p.alpha = 10.0 * exp(throw_normal(&d));
        w.p.s = exp(throw_normal(&d));
        w.p.beta = 10.0 * exp(throw_normal(&d));
        for (int e = 0; e < 3; e++)
            w.coefficients[e] = throw_normal(&d);
        set_regression(&w);
        w.path.x = (double)(throw_bits(&d) % 9);
        w.path.before = w.path.x > 0.0 ? 1 + (int64_t)(throw_bits(&d) % 4) : 0;
        w.path.silent = 1 + (int64_t)(throw_bits(&d) % 4);
        w.path.ahead = 1 + (int64_t)(throw_bits(&d) % 4);
        double z[2] = {throw_normal(&d), throw_normal(&d)};
        int64_t now = w.path.before + w.path.silent;
        for (int64_t i = 0; i < now + w.path.ahead; i++) {
            w.length[i] = 10.0 * throw_share(&d);
            memcpy(&w.z[2 * i], z, sizeof z);
        }
        for (int64_t i = 0; i < w.path.before; i++)
            t_x += w.length[i];
        T = t_x;
        for (int64_t i = w.path.before; i < now; i++)
            T += w.length[i];
        for (int64_t i = now; i < now + w.path.ahead; i++)
            horizon += w.length[i];
        w.bought[0] = w.path.x * z[0];
        w.bought[1] = w.path.x * z[1];
        const double own[4] = {
            w.p.r, w.p.alpha * exp(-w.coefficients[0] * z[0]), w.p.s,
            w.p.beta
                * exp(-w.coefficients[1] * z[0] - w.coefficients[2] * z[1])};
        cev__path_stand(&w.p, &w.regression, &w.path, &standing);
        cev_pareto_nbd_log_likelihood(own, 1, &w.path.x, &t_x, &T, &ll);
        cev_pareto_nbd_p_alive(own, 1, &w.path.x, &t_x, &T, &alive);
        cev_pareto_nbd_expected(own, 1, &w.path.x, &t_x, &T, horizon, &ahead);
        cev_pareto_nbd_dect(own, 1, &w.path.x, &t_x, &T, 0.01, horizon, &dect);
        ck_assert_rel(standing.log_likelihood, ll, 1e-12);
        ck_assert_rel(standing.p_alive, alive, 1e-12);
        ck_assert_rel(alive * cev__path_ahead(&w.p, &w.regression, &w.path,
                                              &standing, 0.0),
                      ahead, 1e-12);
        ck_assert_rel(alive * cev__path_ahead(&w.p, &w.regression, &w.path,
                                              &standing, 0.01),
                      dect, 1e-12);
    }
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("dynamic path");
    tcase_add_test(cases, reference_values_are_met);
    tcase_add_test(cases, slopes_of_a_way_are_those_of_differences);
    tcase_add_test(cases, constant_traits_make_a_pareto_nbd);
    Suite *s = suite_create("value/dynamic_path");
    suite_add_tcase(s, cases);
    return s;
}
