/* Pareto/NBD: the kernels, by the cases of all purchase models, and what is
 * its own. */
#include "value/kernel_cases.h"
#include "value/pareto_nbd_kind.h"
#include "value/pareto_race.h"

static const kernels model = {
    "pnbd",
    "tests/reference/pareto_nbd.csv",
    0,
    192,
    {0.553, 10.578, 0.606, 11.669},
    1e-13,
    &cev__pareto_nbd_purchases,
    cev_pareto_nbd_log_likelihood,
    cev_pareto_nbd_p_alive,
    cev_pareto_nbd_expected,
    cev_pareto_nbd_dert,
    cev_pareto_nbd_dect,
    cev_pareto_nbd_pmf,
};

/* The published maximum: -9594.976 at .5533, 10.5776, .6062, 11.6667. */
START_TEST(cdnow_log_likelihood_is_the_published_one)
{
    static const double params[4] = {0.55328, 10.57768, 0.60624, 11.66873};
    char path[SHARED_PATH_SIZE];
    double total = 0.0, x, t_x, T, out;
    sheet *file;
    size_t i;

    if (!shared_path(path, "cdnow_sample_scores.csv"))
        SKIP("no %s", path);
    file = sheet_open(path);
    for (i = 0; i < sheet_rows(file); i++) {
        x = sheet_double(file, i, sheet_column(file, "x"));
        t_x = sheet_double(file, i, sheet_column(file, "t_x_days")) / 7.0;
        T = sheet_double(file, i, sheet_column(file, "T_days")) / 7.0;
        cev_pareto_nbd_log_likelihood(params, 1, &x, &t_x, &T, &out);
        total += out;
    }
    ck_assert(fabs(total + 9594.976) < 0.001);
    sheet_close(file);
}
END_TEST

/* Where alpha = beta the race is even: G = s / (n + s). */
START_TEST(an_even_race_is_won_by_shape)
{
    static const double sizes[] = {1e-9, 0.3, 2.0, 700.0, 1e9};
    size_t i, j;

    for (i = 0; i < 5; i++)
        for (j = 0; j < 5; j++) {
            double n = sizes[i], s = sizes[j];

            ck_assert_rel(cev__race_left(n, s, 1.0), s / (n + s), 1e-15);
        }
}
END_TEST

/* Who leaves first does not buy first: G(n, s, q) + G(s, n, 1 / q) = 1; also
 * where the one is a continued fraction and the other is not. */
START_TEST(somebody_wins_the_race)
{
    static const double sizes[] = {1e-7, 0.02, 0.6, 3.0, 50.0, 2e4};
    static const double quotients[] = {1.0, 1.1, 2.0, 7.9, 8.1, 300.0, 1e9};
    size_t i, j, k;

    for (i = 0; i < 6; i++)
        for (j = 0; j < 6; j++)
            for (k = 0; k < 7; k++) {
                double n = sizes[i], s = sizes[j], q = quotients[k];
                double left = cev__race_left(n, s, q);
                double bought = cev__race_left(s, n, 1.0 / q);

                if (fabs(left + bought - 1.0) > 1e-14)
                    ck_abort_msg("n %g s %g q %g: %.17g %.17g", n, s, q, left,
                                 bought);
            }
}
END_TEST

/* The jet's value is the logarithm of G, and its first derivatives are what
 * differences see. */
START_TEST(the_jet_of_the_race_is_its_derivative)
{
    static const double at[][3] = {
        {0.55, 0.6, 1.1},   {0.55, 0.6, 0.9}, {2.0, 1.5, 0.01},
        {30.0, 0.2, 40.0},  {1e-3, 2e-3, 3.0}, {400.0, 30.0, 0.5},
        {1.5, 100.0, 2e5},
    };
    const double h = 1e-5;
    size_t i;

    for (i = 0; i < sizeof at / sizeof at[0]; i++) {
        double n = at[i][0], s = at[i][1], q = at[i][2];
        cev__race_jet jet, more, less;

        cev__race_jet_at(n, s, q, &jet);
        ck_assert_near(jet.value, log(cev__race_left(n, s, q)), 1e-13);
        cev__race_jet_at(n * (1.0 + h), s, q, &more);
        cev__race_jet_at(n * (1.0 - h), s, q, &less);
        ck_assert_near(n * jet.n, (more.value - less.value) / (2 * h), 1e-8);
        ck_assert_near(n * jet.nn, (more.n - less.n) / (2 * h), 1e-7);
        ck_assert_near(n * jet.ns, (more.s - less.s) / (2 * h), 1e-7);
        cev__race_jet_at(n, s * (1.0 + h), q, &more);
        cev__race_jet_at(n, s * (1.0 - h), q, &less);
        ck_assert_near(s * jet.s, (more.value - less.value) / (2 * h), 1e-8);
        ck_assert_near(s * jet.ss, (more.s - less.s) / (2 * h), 1e-7);
        ck_assert_near(s * jet.sq, (more.q - less.q) / (2 * h), 1e-7);
        cev__race_jet_at(n, s, q * (1.0 + h), &more);
        cev__race_jet_at(n, s, q * (1.0 - h), &less);
        ck_assert_near(jet.q, (more.value - less.value) / (2 * h), 1e-8);
        ck_assert_near(jet.nq, (more.n - less.n) / (2 * h), 1e-7);
        ck_assert_near(jet.qq, (more.q - less.q) / (2 * h), 1e-7);
    }
}
END_TEST

/* A long run of customers is interpolated; each alone is not. */
START_TEST(runs_sum_up_what_each_alone_gives)
{
    enum { RUN = 300 };
    static const double wide[4] = {0.3, 0.2, 0.8, 60.0};
    static cev__group groups[RUN];
    const double *params[2] = {model.params, wide};
    int i, k, which;

    for (which = 0; which < 2; which++) {
        double x = which == 0 ? 2.0 : 0.0;
        cev__sums together, apart;
        cev__terms terms;
        cev__params p;

        memset(&together, 0, sizeof together);
        memset(&apart, 0, sizeof apart);
        ck_assert_int_eq(CEV_OK, model.kind->fit.prepare(params[which], &p));
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
                      cev__sum_value(&apart.value), 1e-14);
        for (k = 0; k < 4; k++)
            ck_assert(near_error(cev__sum_value(&together.gradient[k]),
                                 cev__sum_value(&apart.gradient[k]), RUN)
                      < 1e-13);
        for (k = 0; k < 10; k++)
            ck_assert(near_error(together.hessian[k], apart.hessian[k], RUN)
                      < 1e-12);
    }
}
END_TEST

/* The interval of P(alive) goes by the log-odds and their slope. */
START_TEST(the_odds_are_those_of_p_alive)
{
    static const double histories[][3] = {
        {0.0, 0.0, 30.0}, {3.0, 10.0, 30.0}, {3.0, 29.0, 30.0},
        {40.0, 1.0, 39.0}, {1.0, 29.999, 30.0},
    };
    const double h = 1e-6;
    size_t i, k;

    for (i = 0; i < sizeof histories / sizeof histories[0]; i++) {
        double x = histories[i][0], t_x = histories[i][1];
        double T = histories[i][2], slope[CEV__PARAMS], up, down;
        cev__params p;

        model.kind->fit.prepare(model.params, &p);
        up = model.kind->log_odds(&p, HISTORY(x, t_x, T));
        ck_assert_rel(1.0 / (1.0 + exp(up)),
                      model.kind->p_alive(&p, HISTORY(x, t_x, T)), 1e-13);
        model.kind->log_odds_slope(&p, HISTORY(x, t_x, T), slope);
        for (k = 0; k < 4; k++) {
            double params[4];

            memcpy(params, model.params, sizeof params);
            params[k] = model.params[k] * (1.0 + h);
            model.kind->fit.prepare(params, &p);
            up = model.kind->log_odds(&p, HISTORY(x, t_x, T));
            params[k] = model.params[k] * (1.0 - h);
            model.kind->fit.prepare(params, &p);
            down = model.kind->log_odds(&p, HISTORY(x, t_x, T));
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
    for (k = 0; k < 4; k++)
        ck_assert(isfinite(slope[k]));
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/pareto_nbd");
    TCase *own = tcase_create("own");

    add_kernel_cases(s);
    tcase_add_test(own, cdnow_log_likelihood_is_the_published_one);
    tcase_add_test(own, an_even_race_is_won_by_shape);
    tcase_add_test(own, somebody_wins_the_race);
    tcase_add_test(own, the_jet_of_the_race_is_its_derivative);
    tcase_add_test(own, runs_sum_up_what_each_alone_gives);
    tcase_add_test(own, the_odds_are_those_of_p_alive);
    tcase_add_test(own, who_has_just_bought_is_active);
    suite_add_tcase(s, own);
    return s;
}
