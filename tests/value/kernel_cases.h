/**
 * What the kernels of every purchase model promise, as cases: against
 * 50-digit values, their properties, and the derivatives that the fits use.
 * A test program defines `model` and adds the cases.
 */
#ifndef TESTS_VALUE_KERNEL_CASES_H
#define TESTS_VALUE_KERNEL_CASES_H

#include "kernel_refusals.h"

/* What the log-likelihood reads beside x, t_x and T, for models that want it;
 * their `log_likelihood` passes it on. */
static double litt_now;

/* A row of either table of reference points. */
typedef struct point {
    double params[CEV__PARAMS], x, t_x, T, litt, u, delta, value;
} point;

static point point_at(const sheet *file, size_t row, const char *u,
                      const char *value)
{
    char name[] = "p1";
    point at;
    int i;

    for (i = 0; i < cev__purchase_params(model.kind); i++, name[1]++)
        at.params[i] = sheet_double(file, row, sheet_column(file, name));
    at.x = sheet_double(file, row, sheet_column(file, "x"));
    at.t_x = sheet_double(file, row, sheet_column(file, "t_x"));
    at.T = sheet_double(file, row, sheet_column(file, "T"));
    at.litt = model.kind->whole == NULL
                  ? 0.0
                  : sheet_double(file, row, sheet_column(file, "litt"));
    at.u = sheet_double(file, row, sheet_column(file, u));
    at.delta = sheet_double(file, row, sheet_column(file, "delta"));
    at.value = sheet_double(file, row, sheet_column(file, value));
    return at;
}

static double log_likelihood_at(const point *at)
{
    double out = NAN;
    litt_now = at->litt;
    ck_assert_int_eq(CEV_OK,
                     model.log_likelihood(at->params, 1, &at->x, &at->t_x,
                                          &at->T, &out));
    return out;
}

static double p_alive_at(const point *at)
{
    double out = NAN;
    ck_assert_int_eq(CEV_OK,
                     model.p_alive(at->params, 1, &at->x, &at->t_x, &at->T,
                                   &out));
    return out;
}

static double expected_at(const point *at)
{
    double out = NAN;
    ck_assert_int_eq(CEV_OK,
                     model.expected(at->params, 1, &at->x, &at->t_x, &at->T,
                                    at->u, &out));
    return out;
}

static double dert_at(const point *at)
{
    double out = NAN;
    ck_assert_int_eq(CEV_OK,
                     model.dert(at->params, 1, &at->x, &at->t_x, &at->T,
                                at->delta, &out));
    return out;
}

static double dect_at(const point *at)
{
    double out = NAN;
    ck_assert_int_eq(CEV_OK,
                     model.dect(at->params, 1, &at->x, &at->t_x, &at->T,
                                at->delta, at->u, &out));
    return out;
}

static double pmf_at(const point *at)
{
    double out = NAN;
    ck_assert_int_eq(CEV_OK, model.pmf(at->params, 1, &at->x, &at->T, &out));
    return out;
}

/* What the fit sums up for one customer. Derivatives are exact to roundings of
 * their parts, which are of the size of the number of purchases. */
static void check_derivative(const point *at)
{
    cev__group group = {{at->x, at->T, at->t_x}, 1.0};
    cev__terms terms;
    cev__params p;
    cev__sums sums;
    int place = (int)at->u, n = model.kind->fit.n;
    double seen;

    memset(&terms, 0, sizeof terms);
    memset(&sums, 0, sizeof sums);
    ck_assert_int_eq(CEV_OK, model.kind->fit.prepare(at->params, &p));
    model.kind->fit.terms(&p, at->x, &terms);
    model.kind->fit.add(&p, &terms, &group, 1, &sums);
    seen = place < n ? cev__sum_value(&sums.gradient[place])
                     : sums.hessian[place - n];
    ck_assert(near_error(seen, at->value, 1.0 + at->x) <= model.derivatives);
    seen = cev__sum_value(&sums.value);
    if (model.kind->whole != NULL)
        seen += model.kind->whole->apart((int)at->params[0], at->x, at->litt);
    ck_assert(near_error(seen, log_likelihood_at(at), 1.0 + at->x)
              <= model.derivatives);
}

static size_t check_own(const char *quantity, double (*kernel)(const point *))
{
    sheet *file = sheet_open(model.reference);
    size_t name = sheet_column(file, "quantity"), i, rows = 0;
    char wanted[32];

    snprintf(wanted, sizeof wanted, "%s_%s", model.shared_name, quantity);
    for (i = 0; i < sheet_rows(file); i++) {
        point at;

        if (strcmp(sheet_text(file, i, name), wanted) != 0)
            continue;
        at = point_at(file, i, "u", "value");
        if (kernel == NULL)
            check_derivative(&at);
        else
            ck_assert_rel(kernel(&at), at.value, ACCURACY);
        rows++;
    }
    sheet_close(file);
    return rows;
}

/* KERNEL-ACC-1 */
START_TEST(own_reference_values_are_met)
{
    ck_assert_uint_ge(check_own("ll", log_likelihood_at), 20);
    ck_assert_uint_ge(check_own("expected", expected_at),
                      model.own_expected);
    ck_assert_uint_ge(check_own("dect", dect_at), 20);
    ck_assert_uint_ge(check_own("pmf", pmf_at), 100);
}
END_TEST

START_TEST(derivatives_are_those_of_the_log_likelihood)
{
    ck_assert_uint_ge(check_own("grad", NULL), 280);
}
END_TEST

/* Below the smallest normal double only the size can be right. */
static void check_shared(double seen, double wanted)
{
    if (fabs(wanted) < 2.3e-308)
        ck_assert(fabs(seen - wanted) <= 1e-320);
    else
        ck_assert_rel(seen, wanted, ACCURACY);
}

/* KERNEL-ACC-1 */
START_TEST(shared_reference_vectors_are_met)
{
    char path[SHARED_PATH_SIZE];
    size_t i, name, rows = 0;
    sheet *file;

    if (!shared_path(path, "reference_vectors.csv"))
        SKIP("no %s", path);
    file = sheet_open(path);
    name = sheet_column(file, "model");
    for (i = 0; i < sheet_rows(file); i++) {
        point at;

        if (strcmp(sheet_text(file, i, name), model.shared_name) != 0)
            continue;
        at = point_at(file, i, "t", "loglik");
        check_shared(log_likelihood_at(&at), at.value);
        at = point_at(file, i, "t", "p_alive");
        check_shared(p_alive_at(&at), at.value);
        at = point_at(file, i, "t", "cond_exp");
        check_shared(expected_at(&at), at.value);
        at = point_at(file, i, "t", "dert");
        if (!isnan(at.value))
            check_shared(dert_at(&at), at.value);
        rows++;
    }
    ck_assert_uint_eq(rows, model.shared_rows);
    sheet_close(file);
}
END_TEST

/* BGNBD-EXP-1, MBGNBD-EXP-1, BGCNBD-EXP-1, MBGCNBD-EXP-1, PARETO-EXP-1,
 * GGOM-EXP-1 */
START_TEST(expected_grows_with_the_horizon)
{
    static const double horizons[] = {0.0,  1e-9, 1e-3, 1.0,  20.0, 26.0, 39.0,
                                      52.0, 99.0, 120., 130., 500., 1e4,  1e9};
    double x, t_x = 10.0, T = 38.0;

    for (x = 1.0; x < 400.0; x *= 3.0) {
        double before = 0.0, out;
        size_t i;

        for (i = 0; i < sizeof horizons / sizeof horizons[0]; i++) {
            ck_assert_int_eq(CEV_OK,
                             model.expected(model.params, 1, &x, &t_x, &T,
                                            horizons[i], &out));
            ck_assert(out >= before);
            before = out;
        }
    }
}
END_TEST

START_TEST(discounting_ends_in_the_two_known_limits)
{
    double x = 3.0, t_x = 20.0, T = 38.0, plain, dert, dect;

    ck_assert_int_eq(CEV_OK,
                     model.expected(model.params, 1, &x, &t_x, &T, 52.0,
                                    &plain));
    ck_assert_int_eq(CEV_OK,
                     model.dect(model.params, 1, &x, &t_x, &T, 0.0, 52.0,
                                &dect));
    ck_assert_rel(dect, plain, 0.0);
    ck_assert_int_eq(CEV_OK,
                     model.dect(model.params, 1, &x, &t_x, &T, 1e-14, 52.0,
                                &dect));
    ck_assert_rel(dect, plain, 1e-12);
    ck_assert_int_eq(CEV_OK,
                     model.dert(model.params, 1, &x, &t_x, &T, 0.01, &dert));
    ck_assert_int_eq(CEV_OK,
                     model.dect(model.params, 1, &x, &t_x, &T, 0.01, 1e5,
                                &dect));
    ck_assert_rel(dect, dert, 1e-13);
    ck_assert_int_eq(CEV_OK,
                     model.dect(model.params, 1, &x, &t_x, &T, 0.01, 52.0,
                                &dect));
    ck_assert(dect < dert && dect < plain);
    ck_assert_int_eq(CEV_OK,
                     model.dect(model.params, 1, &x, &t_x, &T, 0.01, 0.0,
                                &dect));
    ck_assert(dect == 0.0);
}
END_TEST

/* KERNEL-ROW-1. Ages over six octaves, so that customers meet in cells, and
 * cells of different customers in their places. */
START_TEST(many_customers_are_answered_like_each_alone)
{
    enum { MANY = 3000 };
    static double x[MANY], t_x[MANY], T[MANY], expected[MANY], dect[MANY];
    const int n = tries(MANY / 10, MANY);
    cev__params p;
    int i;

    for (i = 0; i < n; i++) {
        x[i] = i % 97;
        T[i] = 0.03 * MANY / n * i;
        t_x[i] = x[i] > 0.0 ? 0.7 * T[i] : 0.0;
    }
    ck_assert_int_eq(CEV_OK, model.kind->fit.prepare(model.params, &p));
    ck_assert_int_eq(CEV_OK,
                     model.expected(model.params, n, x, t_x, T, 39.0,
                                    expected));
    ck_assert_int_eq(CEV_OK,
                     model.dect(model.params, n, x, t_x, T, 0.003, 52.0,
                                dect));
    for (i = 0; i < n; i += 7) {
        const cev__history *history = HISTORY(x[i], t_x[i], T[i]);
        double alone = NAN;

        ck_assert_rel(
            expected[i],
            cev__purchase_dect(model.kind, &p, history, 0.0, 39.0), 1e-13);
        ck_assert_rel(
            dect[i],
            cev__purchase_dect(model.kind, &p, history, 0.003, 52.0), 1e-13);
        model.expected(model.params, 1, &x[i], &t_x[i], &T[i], 39.0, &alone);
        ck_assert(expected[i] == alone);
    }
}
END_TEST

/* Combination `i` of sizes: the model's parameters, then two more numbers. A
 * whole number before them takes its turns. */
static void combine_sizes(const double *sizes, size_t count, size_t i,
                          double params[CEV__PARAMS], double more[2])
{
    int first = cev__purchase_wholes(model.kind), k;

    if (first > 0)
        params[0] = 1.0 + (double)(i % (size_t)model.kind->whole->most);
    for (k = 0; k < model.kind->fit.n; k++, i /= count)
        params[first + k] = sizes[i % count];
    more[0] = sizes[i % count];
    more[1] = sizes[i / count % count];
}

/* How many there are. */
static size_t size_combinations(size_t count)
{
    size_t total = count * count;
    int k;

    for (k = 0; k < model.kind->fit.n; k++)
        total *= count;
    return total;
}

/* Nobody is worth more than a customer who never leaves: rate / delta. */
START_TEST(discounting_of_any_size_is_bounded)
{
    static const double sizes[] = {1e-9, 1.0, 1e9};
    const size_t total = size_combinations(3);
    const size_t most_tried = (size_t)tries(180, 729);
    const int first = cev__purchase_wholes(model.kind);
    size_t i;

    for (i = 0; i < total; i += (total - 1) / most_tried + 1) {
        double params[CEV__PARAMS], more[2], T, delta, out, most;
        cev__params p;

        combine_sizes(sizes, 3, i, params, more);
        T = more[0];
        delta = more[1];
        ck_assert_int_eq(CEV_OK, model.kind->fit.prepare(params, &p));
        out = cev__purchase_dect(model.kind, &p, HISTORY(2.0, 0.5 * T, T),
                                 delta, INFINITY);
        most = (params[first] + (first > 0 ? 3.0 * params[0] : 2.0))
               / (params[first + 1] + T) / delta;
        if (!(out >= 0.0 && out <= (1.0 + 1e-12) * most))
            ck_abort_msg("%g %g %g %g, T %g delta %g: %g", params[0],
                         params[1], params[2], params[3], T, delta, out);
    }
}
END_TEST

START_TEST(the_unit_of_time_does_not_matter)
{
    static const double scales[] = {1.0 / 52.0, 7.0, 604800.0};
    double x = 4.0, t_x = 12.0, T = 30.0, expected, dert, alive;
    size_t i;

    model.p_alive(model.params, 1, &x, &t_x, &T, &alive);
    model.expected(model.params, 1, &x, &t_x, &T, 39.0, &expected);
    model.dert(model.params, 1, &x, &t_x, &T, 0.003, &dert);
    for (i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        double s = scales[i], there = t_x * s, now = T * s, out;
        double params[CEV__PARAMS];
        int k;

        for (k = 0; k < cev__purchase_params(model.kind); k++)
            params[k] = model.params[k] * pow(s, model.kind->is_time[k]);
        model.p_alive(params, 1, &x, &there, &now, &out);
        ck_assert_rel(out, alive, 1e-14);
        model.expected(params, 1, &x, &there, &now, 39.0 * s, &out);
        ck_assert_rel(out, expected, 1e-13);
        model.dert(params, 1, &x, &there, &now, 0.003 / s, &out);
        ck_assert_rel(out, dert, 1e-13);
    }
}
END_TEST

START_TEST(probabilities_of_all_counts_sum_to_one)
{
    static const double ages[] = {0.0, 0.01, 5.0, 39.0};
    size_t i;

    for (i = 0; i < sizeof ages / sizeof ages[0]; i++) {
        double total = 0.0, lowest = 0.0, x;

        for (x = 0.0; x < 3000.0; x += 1.0) {
            double out = NAN;

            model.pmf(model.params, 1, &x, &ages[i], &out);
            lowest = fmin(lowest, out);
            total += out;
        }
        ck_assert(lowest == 0.0);
        ck_assert_near(total, 1.0, 1e-13);
    }
}
END_TEST

/* Doubles of all sizes, some combinations: no answer may be a NaN, and
 * only expectations may be infinite, where the true value is too. */
START_TEST(no_size_of_input_gives_a_nan)
{
    static const double sizes[] = {1e-300, 1e-100, 1e-12, 1.0, 1e12, 1e100};
    const size_t count = sizeof sizes / sizeof sizes[0];
    const size_t total = size_combinations(count);
    size_t i;

    for (i = 0; i < total; i += total / (size_t)tries(300, 1500) | 1) {
        double v[CEV__PARAMS], more[2], x, T, out[4];
        cev__params p;

        combine_sizes(sizes, count, i, v, more);
        T = more[0];
        ck_assert_int_eq(CEV_OK, model.kind->fit.prepare(v, &p));
        for (x = 0.0; x < 120.0; x = 10.0 * x + 1.0) {
            double t_x = x == 0.0 ? 0.0 : 0.5 * T;

            out[0] = model.kind->log_likelihood(&p, HISTORY(x, t_x, T));
            out[1] = model.kind->p_alive(&p, HISTORY(x, t_x, T));
            out[2] = cev__purchase_dect(model.kind, &p, HISTORY(x, t_x, T),
                                        0.0, more[1]);
            out[3] = model.kind->pmf(&p, x, T);
            if (!(isfinite(out[0]) && out[1] >= 0.0 && out[1] <= 1.0
                  && out[2] >= 0.0 && out[3] >= 0.0 && out[3] <= 1.0 + 1e-12))
                ck_abort_msg("%g %g %g %g, x %g T %g horizon %g: %g %g %g %g",
                             v[0], v[1], v[2], v[3], x, T, more[1], out[0],
                             out[1], out[2], out[3]);
        }
    }
}
END_TEST

/* An expectation grows with r while r is small. Where its terms are below the
 * smallest normal double their sum once went on for ever. */
START_TEST(who_hardly_ever_buys_has_an_expectation)
{
    const double x = 0.0, t_x = 0.0, T = 200.0;
    double rare[CEV__PARAMS], rarer[CEV__PARAMS], wanted = 0.0, seen = 0.0;

    memcpy(rare, model.params, sizeof rare);
    memcpy(rarer, model.params, sizeof rarer);
    rare[cev__purchase_wholes(model.kind)] = 1e-290;
    rarer[cev__purchase_wholes(model.kind)] = 1e-310;
    ck_assert_int_eq(CEV_OK,
                     model.expected(rare, 1, &x, &t_x, &T, 365.0, &wanted));
    ck_assert_int_eq(CEV_OK,
                     model.expected(rarer, 1, &x, &t_x, &T, 365.0, &seen));
    ck_assert(wanted > 0.0);
    ck_assert_rel(seen / 1e-310, wanted / 1e-290, ACCURACY);
}
END_TEST

/* The chance of a purchase is what the counts say of a new customer who is
 * active, and the mean time to the next lies within the horizon. */
START_TEST(the_first_purchase_comes_in_its_time)
{
    const cev__view any = {CEV__VIEW_ANY, 0.0, 39.0, 0.0};
    const cev__view next = {CEV__VIEW_NEXT, 0.0, 39.0, 0.0};
    const cev__history *new_one = HISTORY(0.0, 0.0, 0.0);
    double none = 0.0, T = 39.0, step = 39.0 / 2000.0, left, time = 0.0;
    double alive, seen;
    cev__params p;
    int i;

    model.kind->fit.prepare(model.params, &p);
    alive = model.kind->p_alive(&p, new_one);
    model.pmf(model.params, 1, &none, &T, &left);
    seen = model.kind->ahead(&p, new_one, &any);
    ck_assert_rel(alive * seen, 1.0 - left, 1e-13);
    /* By parts: 39 less the mean of the chances by then, over the last. */
    for (i = 0; i <= 2000; i++) {
        const cev__view by = {CEV__VIEW_ANY, 0.0, i * step, 0.0};
        double weight = i == 0 || i == 2000 ? 1.0 : i % 2 ? 4.0 : 2.0;

        time += weight * step / 3.0 * model.kind->ahead(&p, new_one, &by);
    }
    ck_assert_rel(model.kind->ahead(&p, new_one, &next), 39.0 - time / seen,
                  1e-9);
}
END_TEST

/* Those that need times of any size. */
static inline void add_continuous_cases(TCase *values, TCase *domain)
{
    if (model.shared_rows > 0)
        tcase_add_test(values, shared_reference_vectors_are_met);
    tcase_add_test(values, expected_grows_with_the_horizon);
    tcase_add_test(values, many_customers_are_answered_like_each_alone);
    tcase_add_test(values, the_unit_of_time_does_not_matter);
    tcase_add_test(values, probabilities_of_all_counts_sum_to_one);
    tcase_add_test(values, who_hardly_ever_buys_has_an_expectation);
    tcase_add_test(values, the_first_purchase_comes_in_its_time);
    tcase_add_test(domain, discounting_of_any_size_is_bounded);
    tcase_add_test(domain, no_size_of_input_gives_a_nan);
}

static inline void add_kernel_cases(Suite *s)
{
    TCase *values = tcase_create("values"), *domain = tcase_create("domain");

    if (!cev__purchase_is_discrete(model.kind))
        add_continuous_cases(values, domain);
    tcase_add_test(values, own_reference_values_are_met);
    tcase_add_test(values, derivatives_are_those_of_the_log_likelihood);
    tcase_add_test(values, discounting_ends_in_the_two_known_limits);
    add_refusals(domain);
    suite_add_tcase(s, values);
    suite_add_tcase(s, domain);
}

#endif
