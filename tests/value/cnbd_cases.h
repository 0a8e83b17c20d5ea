/**
 * What the BG/CNBD-k and the MBG/CNBD-k promise beside the cases of all
 * purchase models. A test program defines `model`, the `simpler` one that it
 * is for k = 1, and its kernel of the log-likelihood.
 */
#ifndef TESTS_VALUE_CNBD_CASES_H
#define TESTS_VALUE_CNBD_CASES_H

#include "value/cnbd_kind.h"
#include "value/kernel_cases.h"

typedef int32_t litt_kernel(const double *params, int64_t n, const double *x,
                            const double *t_x, const double *T,
                            const double *litt, double *out);

static const kernels simpler;
static litt_kernel *const with_litt;

static inline int32_t log_likelihood_now(const double *params, int64_t n,
                                         const double *x, const double *t_x,
                                         const double *T, double *out)
{
    return with_litt(params, n, x, t_x, T, &litt_now, out);
}

/* With k = 1 it is the simpler model, to the bit. */
START_TEST(one_tick_is_the_simpler_model)
{
    const double params[5] = {1.0, 0.53, 6.2, 0.89, 1.6};
    double x, T = 39.0, one, other;

    for (x = 0.0; x < 40.0; x = 2.0 * x + 1.0) {
        double t_x = x > 0.0 ? 21.0 : 0.0;

        litt_now = 7.0;
        log_likelihood_now(params, 1, &x, &t_x, &T, &one);
        simpler.log_likelihood(params + 1, 1, &x, &t_x, &T, &other);
        ck_assert(one == other);
        model.p_alive(params, 1, &x, &t_x, &T, &one);
        simpler.p_alive(params + 1, 1, &x, &t_x, &T, &other);
        ck_assert(one == other);
        model.dect(params, 1, &x, &t_x, &T, 0.002, 52.0, &one);
        simpler.dect(params + 1, 1, &x, &t_x, &T, 0.002, 52.0, &other);
        ck_assert(one == other);
        model.pmf(params, 1, &x, &T, &one);
        simpler.pmf(params + 1, 1, &x, &T, &other);
        ck_assert(one == other);
    }
}
END_TEST

START_TEST(ticks_are_a_whole_number_up_to_twelve)
{
    static const double bad[] = {0.5, 1.5, 12.5, 13.0, 1e300};
    size_t i;

    for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double params[5] = {bad[i], 0.5, 5.0, 0.8, 2.4};

        ck_assert(refused_by_all(params, 1.0, 1.0, 2.0));
    }
}
END_TEST

START_TEST(the_log_likelihood_wants_litt)
{
    double x[2] = {0.0, 3.0}, t_x[2] = {0.0, 4.0}, T[2] = {9.0, 9.0};
    double litt[2] = {NAN, NAN}, out[2] = {1.0, 2.0};

    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     with_litt(model.params, 2, x, t_x, T,
                                              NULL, out));
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     with_litt(model.params, 2, x, t_x, T,
                                              litt, out));
    ck_assert(out[0] == 1.0 && out[1] == 2.0);
    ck_assert_int_eq(CEV_OK,
                     with_litt(model.params, 1, x, t_x, T,
                                              litt, out));
    ck_assert_int_eq(CEV_OK,
                     with_litt(model.params, 0, NULL, NULL,
                                              NULL, NULL, NULL));
}
END_TEST

/* The interval of P(alive) goes by the log-odds and their slope. */
START_TEST(the_odds_are_those_of_p_alive)
{
    static const double histories[][3] = {
        {1.0, 10.0, 30.0}, {3.0, 29.0, 30.0}, {40.0, 1.0, 39.0}};
    const double h = 1e-6;
    size_t i, k;

    for (i = 0; i < sizeof histories / sizeof histories[0]; i++) {
        const cev__history *history =
            HISTORY(histories[i][0], histories[i][1], histories[i][2]);
        double slope[CEV__PARAMS];
        cev__params p;

        model.kind->fit.prepare(model.params, &p);
        ck_assert_rel(1.0 / (1.0 + exp(model.kind->log_odds(&p, history))),
                      model.kind->p_alive(&p, history), 1e-13);
        model.kind->log_odds_slope(&p, history, slope);
        for (k = 0; k < 4; k++) {
            double params[5], up, down;

            memcpy(params, model.params, sizeof params);
            params[1 + k] = model.params[1 + k] * (1.0 + h);
            model.kind->fit.prepare(params, &p);
            up = model.kind->log_odds(&p, history);
            params[1 + k] = model.params[1 + k] * (1.0 - h);
            model.kind->fit.prepare(params, &p);
            down = model.kind->log_odds(&p, history);
            ck_assert_near(slope[k], (up - down) / (2.0 * h), 1e-7);
        }
    }
}
END_TEST

static inline void add_cnbd_cases(Suite *s)
{
    TCase *own = tcase_create("ticks");

    tcase_add_test(own, one_tick_is_the_simpler_model);
    tcase_add_test(own, ticks_are_a_whole_number_up_to_twelve);
    tcase_add_test(own, the_log_likelihood_wants_litt);
    tcase_add_test(own, the_odds_are_those_of_p_alive);
    suite_add_tcase(s, own);
}

#endif
