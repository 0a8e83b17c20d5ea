/* Gamma-Gompertz/NBD: the kernels, by the cases of all purchase models, and
 * what is its own. */
#include "value/ggom_nbd_kind.h"
#include "value/kernel_cases.h"

static const kernels model = {
    "ggom",
    "tests/reference/ggom_nbd.csv",
    60,
    0,
    {0.553, 10.578, 0.01, 0.606, 0.117},
    1e-13,
    &cev__ggom_nbd_purchases,
    cev_ggom_nbd_log_likelihood,
    cev_ggom_nbd_p_alive,
    cev_ggom_nbd_expected,
    cev_ggom_nbd_dert,
    cev_ggom_nbd_dect,
    cev_ggom_nbd_pmf,
};

START_TEST(own_chances_to_be_active_are_met)
{
    ck_assert_uint_ge(check_own("p_alive", p_alive_at), 60);
}
END_TEST

/* Histories of all sorts, in weeks. */
static const double histories[][3] = {
    {0.0, 0.0, 30.0}, {3.0, 10.0, 30.0},  {3.0, 29.0, 30.0},
    {40.0, 1.0, 39.0}, {1.0, 29.999, 30.0},
};

enum { HISTORIES = sizeof histories / sizeof histories[0] };

/* With b to 0 and beta / b kept it is the Pareto/NBD. */
START_TEST(a_risk_that_does_not_grow_is_that_of_the_pareto_nbd)
{
    static const double pareto[4] = {0.553, 10.578, 0.606, 11.669};
    const double b = 1e-15;
    const double params[5] = {pareto[0], pareto[1], b, pareto[2],
                              b * pareto[3]};
    size_t i;

    for (i = 0; i < HISTORIES; i++) {
        double x = histories[i][0], t_x = histories[i][1];
        double T = histories[i][2], wanted, seen;

        cev_pareto_nbd_log_likelihood(pareto, 1, &x, &t_x, &T, &wanted);
        model.log_likelihood(params, 1, &x, &t_x, &T, &seen);
        ck_assert_rel(seen, wanted, 1e-13);
        cev_pareto_nbd_p_alive(pareto, 1, &x, &t_x, &T, &wanted);
        model.p_alive(params, 1, &x, &t_x, &T, &seen);
        ck_assert_rel(seen, wanted, 1e-12);
        cev_pareto_nbd_expected(pareto, 1, &x, &t_x, &T, 39.0, &wanted);
        model.expected(params, 1, &x, &t_x, &T, 39.0, &seen);
        ck_assert_rel(seen, wanted, 1e-12);
        cev_pareto_nbd_dert(pareto, 1, &x, &t_x, &T, 0.003, &wanted);
        model.dert(params, 1, &x, &t_x, &T, 0.003, &seen);
        ck_assert_rel(seen, wanted, 1e-12);
        cev_pareto_nbd_pmf(pareto, 1, &x, &T, &wanted);
        model.pmf(params, 1, &x, &T, &seen);
        ck_assert_rel(seen, wanted, 1e-12);
    }
}
END_TEST

/* With beta = 1 everybody leaves at the rate b s: of those active at T the
 * expected purchases are exponential in the horizon. */
START_TEST(a_beta_of_one_is_one_risk_for_all)
{
    const double params[5] = {0.553, 10.578, 0.03, 0.606, 1.0};
    const double rate = params[2] * params[3];
    const double horizon = 39.0;
    size_t i;

    for (i = 0; i < HISTORIES; i++) {
        double x = histories[i][0], t_x = histories[i][1];
        double T = histories[i][2], alive, ahead;

        model.p_alive(params, 1, &x, &t_x, &T, &alive);
        model.expected(params, 1, &x, &t_x, &T, horizon, &ahead);
        ck_assert_rel(ahead,
                      alive * (params[0] + x) / (params[1] + T)
                          * -expm1(-rate * horizon) / rate,
                      1e-12);
    }
}
END_TEST

/* A long run of customers is interpolated; each alone is not. */
START_TEST(runs_sum_up_what_each_alone_gives)
{
    enum { RUN = 300 };
    static const double shops[][5] = {
        {0.553, 10.578, 0.01, 0.606, 0.117}, {0.3, 0.2, 0.02, 0.8, 60.0},
        {1.2, 30.0, 0.3, 2.0, 1e4},          {0.4, 12.0, 1e-9, 0.5, 2e-9},
    };
    static cev__group groups[RUN];
    size_t which;
    int i, k;

    for (which = 0; which < sizeof shops / sizeof shops[0]; which++) {
        double x = which % 2 == 0 ? 2.0 : 0.0;
        cev__sums together, apart;
        cev__terms terms;
        cev__params p;

        memset(&together, 0, sizeof together);
        memset(&apart, 0, sizeof apart);
        ck_assert_int_eq(CEV_OK, model.kind->fit.prepare(shops[which], &p));
        model.kind->fit.terms(&p, x, &terms);
        for (i = 0; i < RUN; i++) {
            groups[i].key[0] = x;
            groups[i].key[1] = 0.3 * (1 + i);
            groups[i].key[2] = x > 0.0 ? 0.2 * i : 0.0;
            groups[i].weight = 1 + i % 3;
            model.kind->fit.add(&p, &terms, &groups[i], 1, &apart);
        }
        model.kind->fit.add(&p, &terms, groups, RUN, &together);
        ck_assert_rel(cev__sum_value(&together.value),
                      cev__sum_value(&apart.value), 1e-13);
        for (k = 0; k < 5; k++)
            ck_assert(near_error(cev__sum_value(&together.gradient[k]),
                                 cev__sum_value(&apart.gradient[k]), RUN)
                      < 1e-12);
        for (k = 0; k < 15; k++)
            ck_assert(near_error(together.hessian[k], apart.hessian[k], RUN)
                      < 1e-11);
    }
}
END_TEST

/* The interval of P(alive) goes by the log-odds and their slope. */
START_TEST(the_odds_are_those_of_p_alive)
{
    static const double shops[][5] = {
        {0.553, 10.578, 0.01, 0.606, 0.117}, {0.85, 4.45, 0.12, 0.75, 9.55}};
    const double h = 1e-6;
    size_t i, k;

    for (i = 0; i < 2 * HISTORIES; i++) {
        const double *at = histories[i % HISTORIES], *shop = shops[i & 1];
        const cev__history *history = HISTORY(at[0], at[1], at[2]);
        double slope[CEV__PARAMS];
        cev__params p;

        model.kind->fit.prepare(shop, &p);
        ck_assert_rel(1.0 / (1.0 + exp(model.kind->log_odds(&p, history))),
                      model.kind->p_alive(&p, history), 1e-13);
        model.kind->log_odds_slope(&p, history, slope);
        for (k = 0; k < 5; k++) {
            double params[5], up, down;

            memcpy(params, shop, sizeof params);
            params[k] = shop[k] * (1.0 + h);
            model.kind->fit.prepare(params, &p);
            up = model.kind->log_odds(&p, history);
            params[k] = shop[k] * (1.0 - h);
            model.kind->fit.prepare(params, &p);
            down = model.kind->log_odds(&p, history);
            ck_assert_near(slope[k], (up - down) / (2.0 * h), 1e-7);
        }
    }
}
END_TEST

/* Who has just bought is active; a slope there must still be finite. */
START_TEST(who_has_just_bought_is_active)
{
    double slope[CEV__PARAMS];
    cev__params p;
    int k;

    model.kind->fit.prepare(model.params, &p);
    ck_assert(model.kind->p_alive(&p, HISTORY(4.0, 9.0, 9.0)) == 1.0);
    ck_assert(model.kind->log_odds(&p, HISTORY(4.0, 9.0, 9.0)) == -INFINITY);
    model.kind->log_odds_slope(&p, HISTORY(4.0, 9.0, 9.0), slope);
    for (k = 0; k < 5; k++)
        ck_assert(isfinite(slope[k]));
}
END_TEST

/* Tables of customers are answered from cells, each age alone straight. */
START_TEST(cells_remember_what_is_so)
{
    static const double ages[] = {0.0, 0.5, 7.0, 30.0, 31.0, 400.0, 1e5};
    static const double counts[] = {0.0, 1.0, 9.0, 130.0, 1e4};
    static const int whats[] = {CEV__VIEW_PURCHASES, CEV__VIEW_ANY,
                                CEV__VIEW_NEXT};
    const cev__view view = {whats[_i], 0.0, 39.0, 0.0};
    static cev__ggom_cells cells;
    cev__ggom_params p;
    size_t i, k;

    ck_assert_int_eq(CEV_OK, cev__ggom_prepare(model.params, &p));
    cev__ggom_cells_start(&cells, &p, &view);
    for (i = 0; i < sizeof ages / sizeof ages[0]; i++)
        for (k = 0; k < sizeof counts / sizeof counts[0]; k++)
            ck_assert_rel(cev__ggom_cells_at(&cells, counts[k], ages[i]),
                          cev__ggom_ahead(&p, counts[k], ages[i], &view),
                          1e-12);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/ggom_nbd");
    TCase *own = tcase_create("own");

    add_kernel_cases(s);
    tcase_add_test(own, own_chances_to_be_active_are_met);
    tcase_add_test(own,
                   a_risk_that_does_not_grow_is_that_of_the_pareto_nbd);
    tcase_add_test(own, a_beta_of_one_is_one_risk_for_all);
    tcase_add_test(own, runs_sum_up_what_each_alone_gives);
    tcase_add_test(own, the_odds_are_those_of_p_alive);
    tcase_add_test(own, who_has_just_bought_is_active);
    tcase_add_loop_test(own, cells_remember_what_is_so, 0, 3);
    suite_add_tcase(s, own);
    return s;
}
