/* BG/BB: the kernels, by the cases of all purchase models as far as they go
 * in discrete time, and what is its own; published values of the donations. */
#include "value/bgbb_kind.h"
#include "value/kernel_cases.h"
#include "value/market.h"

static const kernels model = {
    "bgbb",
    "tests/reference/bgbb.csv",
    150,
    0,
    {1.204, 0.750, 0.657, 2.783},
    1e-13,
    &cev__bgbb_purchases,
    cev_bgbb_log_likelihood,
    cev_bgbb_p_alive,
    cev_bgbb_expected,
    cev_bgbb_dert,
    cev_bgbb_dect,
    cev_bgbb_pmf,
};

/* KERNEL-ACC-1 */
START_TEST(own_chances_to_be_active_are_met)
{
    ck_assert_uint_ge(check_own("p_alive", p_alive_at), 100);
}
END_TEST

/* Table 6 of the paper, P(alive in 2002), and its expectations for 2002 to
 * 2006: 3.75 gifts of those who gave each year, 0.07 of those who never gave
 * again. */
START_TEST(published_values_of_donors_are_met)
{
    const double x[3] = {0.0, 2.0, 6.0}, t_x[3] = {0.0, 4.0, 6.0};
    const double n[3] = {6.0, 6.0, 6.0};
    double alive[3], gifts[3];

    model.p_alive(model.params, 3, x, t_x, n, alive);
    ck_assert(fabs(alive[0] - 0.11) <= 0.005);
    ck_assert(fabs(alive[1] - 0.59) <= 0.005);
    ck_assert(fabs(alive[2] - 0.93) <= 0.005);
    model.expected(model.params, 3, x, t_x, n, 5.0, gifts);
    ck_assert(fabs(gifts[0] - 0.07) <= 0.005);
    ck_assert(fabs(gifts[2] - 3.75) <= 0.005);
}
END_TEST

/* BGBB-EXP-1. Where the sum ends and the mean begins, too; what a part of an
 * opportunity adds is nothing. */
START_TEST(expected_grows_with_the_opportunities)
{
    double x, t_x = 30.0, T = 38.0;

    for (x = 1.0; x < 31.0; x *= 3.0) {
        double before = 0.0, out, horizon;

        for (horizon = 0.0; horizon < 1e15;
             horizon = floor(1.05 * horizon) + 1.0) {
            double part;

            ck_assert_int_eq(CEV_OK, model.expected(model.params, 1, &x, &t_x,
                                                    &T, horizon, &out));
            ck_assert(horizon == 0.0 ? out == 0.0 : out > before);
            model.expected(model.params, 1, &x, &t_x, &T, horizon + 0.4,
                           &part);
            ck_assert(horizon > 1e14 || part == out);
            before = out;
        }
    }
}
END_TEST

/* A customer's purchases are those expected at the first opportunity, and
 * those expected after it whatever he did there. */
START_TEST(an_opportunity_seen_changes_no_mean)
{
    double T;

    for (T = 3.0; T < 200.0; T = 2.0 * T + 1.0) {
        double x[3] = {2.0, 3.0, 2.0}, t_x[3], n[3], first, ahead[3];

        t_x[0] = t_x[2] = 2.0 + floor(0.8 * (T - 2.0));
        t_x[1] = n[1] = n[2] = T + 1.0;
        n[0] = T;
        model.expected(model.params, 1, x, t_x, n, 1.0, &first);
        model.expected(model.params, 1, x, t_x, n, 40.0, ahead);
        model.expected(model.params, 2, x + 1, t_x + 1, n + 1, 39.0,
                       ahead + 1);
        ck_assert_rel(ahead[0], first + first * ahead[1]
                                    + (1.0 - first) * ahead[2],
                      1e-13);
    }
}
END_TEST

/* KERNEL-ROW-1. More histories than are remembered. */
START_TEST(many_donors_are_answered_like_each_alone)
{
    enum { DONORS = 4000 };
    static double x[DONORS], t_x[DONORS], T[DONORS], expected[DONORS];
    static double alive[DONORS];
    dice d = {17};
    int i;

    for (i = 0; i < DONORS; i++) {
        T[i] = floor(60.0 * throw_share(&d));
        t_x[i] = floor((T[i] + 1.0) * throw_share(&d));
        x[i] = ceil(t_x[i] * throw_share(&d));
    }
    model.expected(model.params, DONORS, x, t_x, T, 39.0, expected);
    model.p_alive(model.params, DONORS, x, t_x, T, alive);
    for (i = 0; i < DONORS; i++) {
        double alone = NAN;

        model.expected(model.params, 1, &x[i], &t_x[i], &T[i], 39.0, &alone);
        ck_assert(expected[i] == alone);
        model.p_alive(model.params, 1, &x[i], &t_x[i], &T[i], &alone);
        ck_assert(alive[i] == alone);
    }
}
END_TEST

/* All histories of n opportunities: as many as there are ways to them. */
START_TEST(likelihoods_of_all_histories_sum_to_one)
{
    double n, total = 0.0;

    for (n = 0.0; n <= 40.0; n += 1.0) {
        double x, t_x;

        total = 0.0;
        for (x = 0.0; x <= n; x += 1.0)
            for (t_x = x; t_x <= (x > 0.0 ? n : 0.0); t_x += 1.0) {
                double ll, ways;

                model.log_likelihood(model.params, 1, &x, &t_x, &n, &ll);
                /* The last purchase is at t_x, the others before. */
                ways = x > 0.0 ? lgamma(t_x) - lgamma(x)
                                     - lgamma(t_x - x + 1.0)
                               : 0.0;
                total += exp(ll + ways);
            }
        ck_assert_near(total, 1.0, 1e-12);
    }
}
END_TEST

START_TEST(probabilities_of_all_gifts_sum_to_one)
{
    static const double opportunities[] = {0.0, 1.0, 6.0, 300.0, 3000.0};
    size_t i;

    for (i = 0; i < sizeof opportunities / sizeof opportunities[0]; i++) {
        double total = 0.0, x, out = NAN;

        for (x = 0.0; x <= opportunities[i]; x += 1.0) {
            model.pmf(model.params, 1, &x, &opportunities[i], &out);
            ck_assert(out > 0.0);
            total += out;
        }
        ck_assert_near(total, 1.0, 1e-12);
        model.pmf(model.params, 1, &x, &opportunities[i], &out);
        ck_assert(out == 0.0);
    }
}
END_TEST

/* The interval of P(alive) goes by the log-odds and their slope. */
START_TEST(slopes_of_the_odds_are_their_derivatives)
{
    static const double histories[][3] = {
        {0.0, 0.0, 0.0},   {0.0, 0.0, 30.0},  {3.0, 10.0, 30.0},
        {3.0, 30.0, 30.0}, {9.0, 9.0, 300.0}, {1.0, 90.0, 100.0},
    };
    const double h = 1e-5;
    size_t i, k;

    for (i = 0; i < sizeof histories / sizeof histories[0]; i++) {
        double x = histories[i][0], t_x = histories[i][1];
        double T = histories[i][2], slope[CEV__PARAMS];
        cev__params p;

        model.kind->fit.prepare(model.params, &p);
        model.kind->log_odds_slope(&p, HISTORY(x, t_x, T), slope);
        for (k = 0; k < 4; k++) {
            double params[4], up, down;

            memcpy(params, model.params, sizeof params);
            params[k] = model.params[k] * exp(h);
            model.kind->fit.prepare(params, &p);
            up = model.kind->log_odds(&p, HISTORY(x, t_x, T));
            params[k] = model.params[k] * exp(-h);
            model.kind->fit.prepare(params, &p);
            down = model.kind->log_odds(&p, HISTORY(x, t_x, T));
            ck_assert_near(slope[k], (up - down) / (2.0 * h), 1e-8);
        }
    }
}
END_TEST

/* Groups of a fit walk together what each would walk alone. */
START_TEST(groups_sum_up_what_each_alone_gives)
{
    enum { GROUPS = 200 };
    static cev__group groups[GROUPS];
    cev__sums together, apart;
    cev__terms terms;
    cev__params p;
    int i, k, n = 0;
    double T, t_x;

    for (T = 2.0; T < 60.0; T += 7.0)
        for (t_x = 2.0; t_x <= T && n < GROUPS; t_x += 2.0, n++) {
            groups[n].key[0] = 2.0;
            groups[n].key[1] = T;
            groups[n].key[2] = t_x;
            groups[n].weight = 1 + n % 3;
        }
    memset(&together, 0, sizeof together);
    memset(&apart, 0, sizeof apart);
    model.kind->fit.prepare(model.params, &p);
    model.kind->fit.terms(&p, 2.0, &terms);
    model.kind->fit.add(&p, &terms, groups, n, &together);
    for (i = n - 1; i >= 0; i--)
        model.kind->fit.add(&p, &terms, &groups[i], 1, &apart);
    ck_assert(cev__sum_value(&together.value) == cev__sum_value(&apart.value));
    for (k = 0; k < 4; k++)
        ck_assert(cev__sum_value(&together.gradient[k])
                  == cev__sum_value(&apart.gradient[k]));
    for (k = 0; k < 10; k++)
        ck_assert(together.hessian[k] == apart.hessian[k]);
}
END_TEST

START_TEST(what_is_no_opportunity_is_refused)
{
    double x = 3.0, T = 2.0, half = 2.5, long_ago = 10001.0, out = 42.0;

    ck_assert(refused_by_all(model.params, 1.0, 1.5, 2.0));
    ck_assert(refused_by_all(model.params, 1.0, 1.0, 2.5));
    ck_assert(refused_by_all(model.params, 0.0, 0.0, 2.5));
    ck_assert(refused_by_all(model.params, 2.0, 1.0, 2.0));
    ck_assert(refused_by_all(model.params, 1.0, 0.0, 2.0));
    ck_assert(refused_by_all(model.params, 1.0, 1.0, 10001.0));
    ck_assert_int_eq(CEV_ERR_DOMAIN, model.log_likelihood(model.params, 1, &x,
                                                          &T, &T, &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     model.pmf(model.params, 1, &x, &half, &out));
    ck_assert_int_eq(CEV_ERR_DOMAIN,
                     model.pmf(model.params, 1, &x, &long_ago, &out));
    ck_assert(out == 42.0);
}
END_TEST

/* Doubles of all sizes, every 31st combination: no answer may be a NaN or
 * infinite. */
START_TEST(no_size_of_parameter_gives_a_nan)
{
    static const double sizes[] = {1e-300, 1e-100, 1e-12, 1.0, 1e12, 1e100};
    static const double histories[][3] = {
        {0.0, 0.0, 0.0},   {0.0, 0.0, 700.0},  {1.0, 1.0, 40.0},
        {7.0, 31.0, 31.0}, {80.0, 80.0, 400.0},
    };
    const size_t count = sizeof sizes / sizeof sizes[0];
    size_t i, j;

    for (i = 0; i < count * count * count * count; i += 7) {
        double v[4], out[6];
        size_t rest = i;

        for (j = 0; j < 4; j++, rest /= count)
            v[j] = sizes[rest % count];
        for (j = 0; j < sizeof histories / sizeof histories[0]; j++) {
            double x = histories[j][0], t_x = histories[j][1];
            double T = histories[j][2];

            model.log_likelihood(v, 1, &x, &t_x, &T, &out[0]);
            model.p_alive(v, 1, &x, &t_x, &T, &out[1]);
            model.expected(v, 1, &x, &t_x, &T, 20.0, &out[2]);
            model.expected(v, 1, &x, &t_x, &T, 1e9, &out[3]);
            model.dert(v, 1, &x, &t_x, &T, 0.01, &out[4]);
            model.pmf(v, 1, &x, &T, &out[5]);
            if (!(out[0] <= 0.0 && isfinite(out[0]) && out[1] >= 0.0
                  && out[1] <= 1.0 && out[2] >= 0.0 && out[2] <= 20.0
                  && out[3] >= out[2] * (1 - 1e-12)
                  && out[3] <= 1e9 * (1 + 1e-12)
                  && out[4] >= 0.0 && out[4] < 100.0 && out[5] >= 0.0
                  && out[5] <= 1.0 + 1e-12))
                ck_abort_msg("%g %g %g %g, x %g t_x %g T %g: %g %g %g %g %g "
                             "%g", v[0], v[1], v[2], v[3], x, t_x, T, out[0],
                             out[1], out[2], out[3], out[4], out[5]);
        }
    }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/bgbb");
    TCase *own = tcase_create("own");

    add_kernel_cases(s);
    tcase_add_test(own, own_chances_to_be_active_are_met);
    tcase_add_test(own, published_values_of_donors_are_met);
    tcase_add_test(own, expected_grows_with_the_opportunities);
    tcase_add_test(own, an_opportunity_seen_changes_no_mean);
    tcase_add_test(own, many_donors_are_answered_like_each_alone);
    tcase_add_test(own, likelihoods_of_all_histories_sum_to_one);
    tcase_add_test(own, probabilities_of_all_gifts_sum_to_one);
    tcase_add_test(own, slopes_of_the_odds_are_their_derivatives);
    tcase_add_test(own, groups_sum_up_what_each_alone_gives);
    tcase_add_test(own, what_is_no_opportunity_is_refused);
    tcase_add_test(own, no_size_of_parameter_gives_a_nan);
    suite_add_tcase(s, own);
    return s;
}
