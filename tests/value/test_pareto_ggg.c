/* Pareto/GGG: the kernels against values of 30 digits, what they are where
 * they meet the Pareto/NBD, and against customers drawn from the story. */
#include "value/market.h"
#include "value/pareto_ggg_kind.h"
#include "value/pareto_nbd.h"

#include "cev/kernels.h"
#include "support/near.h"

/* The maximum for the groceries, in weeks. */
static const double grocery[6] = {1.670255, 0.3710953, 0.9836135,
                                  5.391680, 0.4270169, 4.160403};

/* So many alike that k is 1, and the Pareto/NBD of CDNOW. */
static const double chance[6] = {1e8, 1e8, 0.553, 10.578, 0.606, 11.669};

static const cev__history histories[] = {
    {0.0, 0.0, 30.0, 0.0},   {0.0, 0.0, 0.0, 0.0},
    {3.0, 10.0, 30.0, 3.1},  {3.0, 29.0, 30.0, 5.0},
    {3.0, 30.0, 30.0, 5.0},  {40.0, 35.0, 39.0, -20.0},
    {5.0, 20.0, 80.0, 6.0},
};
enum { HISTORIES = sizeof histories / sizeof histories[0] };

static cev__ggg_params prepared(const double *params)
{
    cev__ggg_params p;
    ck_assert_int_eq(CEV_OK, cev__ggg_prepare(params, &p));
    return p;
}

/* KERNEL-ACC-1; purchases ahead, in a horizon of 2, are promised to 1e-7. */
START_TEST(own_reference_values_are_met)
{
    static const char *const names[] = {"p1", "p2",  "p3", "p4",  "p5",
                                        "p6", "x",   "t_x", "T", "litt",
                                        "value"};
    sheet *file = sheet_open("tests/reference/pareto_ggg.csv");
    size_t rows = sheet_rows(file);
    for (size_t i = 0; i < rows; i++) {
        double v[11], out = NAN;
        for (size_t c = 0; c < 11; c++)
            v[c] = sheet_double(file, i, sheet_column(file, names[c]));
        const char *name =
            sheet_text(file, i, sheet_column(file, "quantity"));
        double tol = 1e-12;
        if (strcmp(name, "expected") == 0) {
            cev_pareto_ggg_expected(v, 1, &v[6], &v[7], &v[8], &v[9], 2.0,
                                    &out);
            tol = 1e-9;
        } else if (strcmp(name, "ll") == 0)
            cev_pareto_ggg_log_likelihood(v, 1, &v[6], &v[7], &v[8], &v[9],
                                          &out);
        else
            cev_pareto_ggg_p_alive(v, 1, &v[6], &v[7], &v[8], &v[9], &out);
        if (!(fabs(out - v[10]) <= tol * fabs(v[10]) + 1e-14))
            ck_abort_msg("row %d: %s %.17g, wanted %.17g", (int)i + 1, name,
                         out, v[10]);
    }
    ck_assert_uint_eq(rows, 81);
    sheet_close(file);
}
END_TEST

START_TEST(chance_alone_is_the_pareto_nbd)
{
    for (int i = 0; i < HISTORIES; i++) {
        const cev__history *h = &histories[i];
        double mine, other;
        cev_pareto_ggg_p_alive(chance, 1, &h->x, &h->t_x, &h->T, &h->litt,
                               &mine);
        cev_pareto_nbd_p_alive(chance + 2, 1, &h->x, &h->t_x, &h->T, &other);
        ck_assert_rel(mine, other, 2e-6);
        cev_pareto_ggg_log_likelihood(chance, 1, &h->x, &h->t_x, &h->T,
                                      &h->litt, &mine);
        cev_pareto_nbd_log_likelihood(chance + 2, 1, &h->x, &h->t_x, &h->T,
                                      &other);
        ck_assert_near(mine, other, 2e-5);
        cev_pareto_ggg_expected(chance, 1, &h->x, &h->t_x, &h->T, &h->litt,
                                39.0, &mine);
        cev_pareto_nbd_expected(chance + 2, 1, &h->x, &h->t_x, &h->T, 39.0,
                                &other);
        ck_assert_rel(mine, other, 2e-6);
        cev_pareto_ggg_dert(chance, 1, &h->x, &h->t_x, &h->T, &h->litt, 0.01,
                            &mine);
        cev_pareto_nbd_dert(chance + 2, 1, &h->x, &h->t_x, &h->T, 0.01,
                            &other);
        ck_assert_rel(mine, other, 2e-6);
    }
    for (double x = 0.0; x < 9.0; x += 1.0) {
        double T = 39.0, mine, other;
        cev_pareto_ggg_pmf(chance, 1, &x, &T, &mine);
        cev_pareto_nbd_pmf(chance + 2, 1, &x, &T, &other);
        ck_assert_rel(mine, other, 2e-6);
    }
}
END_TEST

/* What the fit climbs by: values are the kernels', derivatives what
 * differences see. */
START_TEST(derivatives_are_those_of_the_log_likelihood)
{
    const double h = 1e-5;
    for (int i = 0; i < HISTORIES; i++)
        for (int k = 0; k < 6; k++) {
            cev__ggg_params p = prepared(grocery);
            double params[6], size = 1.0 + histories[i].x;
            cev__ggg_jet jet, more, less;
            cev__ggg_ll_jet(&p, &histories[i], &jet);
            ck_assert_near(jet.value, cev__ggg_ll(&p, &histories[i]),
                           1e-13 * size);
            memcpy(params, grocery, sizeof params);
            params[k] = grocery[k] * exp(h);
            p = prepared(params);
            cev__ggg_ll_jet(&p, &histories[i], &more);
            params[k] = grocery[k] * exp(-h);
            p = prepared(params);
            cev__ggg_ll_jet(&p, &histories[i], &less);
            ck_assert_near(jet.gradient[k],
                           (more.value - less.value) / (2.0 * h),
                           1e-8 * size);
            for (int j = 0; j <= k; j++)
                ck_assert_near(jet.hessian[cev__packed(k, j)],
                               (more.gradient[j] - less.gradient[j])
                                   / (2.0 * h),
                               1e-8 * size);
        }
}
END_TEST

/* The interval of P(alive) goes by the log-odds and their slope. */
/* Where all buy and leave at one pace, r and alpha large, or s and beta, the
   likelihood is a constant and a term in 1 / r, or 1 / s: bend and slope along
   log r = log alpha are of one size, far below what the derivatives in r and in
   alpha have in common. */
START_TEST(derivatives_hold_where_all_are_alike)
{
    const double alike[6] = {19.66, 0.8885, 6.5e7, 4.6e8, 6.5e7, 1.2e10};
    cev__ggg_params p = prepared(alike);
    for (int i = 0; i < HISTORIES; i++)
        for (int k = 2; k < 6; k += 2) {
            cev__ggg_jet jet;
            cev__ggg_ll_jet(&p, &histories[i], &jet);
            double slope = jet.gradient[k] + jet.gradient[k + 1];
            double bend = jet.hessian[cev__packed(k, k)]
                          + 2.0 * jet.hessian[cev__packed(k + 1, k)]
                          + jet.hessian[cev__packed(k + 1, k + 1)];
            double size = fabs(jet.hessian[cev__packed(k, k)]);
            ck_assert_near(bend, -slope, 1e-3 * fabs(slope) + 1e-13 * size);
        }
}
END_TEST

START_TEST(the_odds_are_those_of_p_alive)
{
    const double h = 1e-5;
    for (int i = 0; i < HISTORIES; i++) {
        const cev__history *at = &histories[i];
        cev__ggg_params p = prepared(grocery);
        double slope[6];
        ck_assert_rel(1.0 / (1.0 + exp(cev__ggg_log_odds(&p, at))),
                      cev__ggg_p_alive(&p, at), 1e-13);
        cev__ggg_odds_slope(&p, at, slope);
        for (int k = 0; k < 6; k++) {
            double params[6], up, down;
            ck_assert(isfinite(slope[k]));
            if (at->T <= at->t_x)
                continue;
            memcpy(params, grocery, sizeof params);
            params[k] = grocery[k] * exp(h);
            p = prepared(params);
            up = cev__ggg_log_odds(&p, at);
            params[k] = grocery[k] * exp(-h);
            p = prepared(params);
            down = cev__ggg_log_odds(&p, at);
            ck_assert_near(slope[k], (up - down) / (2.0 * h), 1e-8);
        }
    }
}
END_TEST

/* The first purchase to come, of which the Pareto/NBD knows all. */
START_TEST(the_next_purchase_by_chance_is_the_pareto_nbds)
{
    cev__ggg_params p = prepared(chance);
    cev__pareto_params other;
    ck_assert_int_eq(CEV_OK, cev__pareto_prepare(chance + 2, &other));
    for (int i = 0; i < HISTORIES; i++)
        for (int what = CEV__VIEW_ANY; what <= CEV__VIEW_NEXT; what++)
            for (double horizon = 0.1; horizon < 400.0; horizon *= 7.0) {
                const cev__history *h = &histories[i];
                cev__view view = {what, 0.0, horizon, 0.0};
                ck_assert_rel(cev__ggg_ahead(&p, h, &view),
                              cev__pareto_ahead(&other, h->x, h->T, &view),
                              2e-6);
            }
}
END_TEST

/* A new customer makes one if he does not make none. */
START_TEST(any_purchase_is_not_none)
{
    static const double shops[3][6] = {{1.67, 0.37, 0.98, 5.4, 0.43, 4.2},
                                       {6.0, 12.0, 1.5, 4.0, 1.2, 20.0},
                                       {900.0, 20.0, 3.0, 8.0, 1.2, 20.0}};
    const cev__history newcomer = {0.0, 0.0, 0.0, 0.0};
    for (int i = 0; i < 3; i++)
        for (double horizon = 0.5; horizon < 100.0; horizon *= 5.0) {
            cev__ggg_params p = prepared(shops[i]);
            cev__view any = {CEV__VIEW_ANY, 0.0, horizon, 0.0};
            cev__view next = {CEV__VIEW_NEXT, 0.0, horizon, 0.0};
            double when = cev__ggg_ahead(&p, &newcomer, &next);
            ck_assert_near(cev__ggg_ahead(&p, &newcomer, &any),
                           1.0 - cev__ggg_pmf(&p, 0.0, horizon), 1e-8);
            ck_assert(when > 0.0 && when < horizon);
        }
}
END_TEST

/* What no shop has ends as well, in a number. */
START_TEST(absurd_parameters_end)
{
    dice d = {20260101};
    for (int i = 0; i < tries(20, 100); i++) {
        double params[6], x = floor(5.0 * throw_share(&d)), out = NAN;
        double T = pow(10.0, 4.0 * throw_share(&d) - 2.0), t_x = 0.0;
        double litt = 0.0;
        for (int k = 0; k < 6; k++)
            params[k] = pow(10.0, 8.0 * throw_share(&d) - 4.0);
        if (x > 0.0) {
            t_x = T * throw_share(&d);
            litt = x * log(t_x / x) - 0.2 * x;
        }
        cev_pareto_ggg_expected(params, 1, &x, &t_x, &T, &litt, 10.0, &out);
        ck_assert(out >= 0.0 && isfinite(out));
        cev_pareto_ggg_log_likelihood(params, 1, &x, &t_x, &T, &litt, &out);
        ck_assert(isfinite(out));
        T = t_x = x = litt = 0.0;
        cev_pareto_ggg_dert(params, 1, &x, &t_x, &T, &litt, 0.01, &out);
        ck_assert_msg(out >= 0.0 && isfinite(out),
                      "%g: %g %g %g %g %g %g", out, params[0], params[1],
                      params[2], params[3], params[4], params[5]);
    }
}
END_TEST

/* Who buys in clumps so dense that a next purchase comes in no time at all:
   the sooner all leave, the fewer purchases follow. */
START_TEST(gaps_of_no_length_end_in_a_number)
{
    double params[6] = {1.5827, 0.0116159, 478.599, 64.0844, 100.0, 0.724023};
    double zero = 0.0, before = INFINITY, ahead = 0.0;
    for (; params[4] < 1e5; params[4] *= 4.0) {
        ck_assert_int_eq(CEV_OK, cev_pareto_ggg_expected(params, 1, &zero,
                                                         &zero, &zero, &zero,
                                                         10.0, &ahead));
        ck_assert(ahead > 0.0 && ahead < before);
        before = ahead;
    }
}
END_TEST

START_TEST(the_unit_of_time_does_not_matter)
{
    static const double scales[] = {1.0 / 52.0, 7.0, 604800.0};
    double x = 4.0, t_x = 12.0, T = 30.0, litt = 3.5, alive, expected;
    cev_pareto_ggg_p_alive(grocery, 1, &x, &t_x, &T, &litt, &alive);
    cev_pareto_ggg_expected(grocery, 1, &x, &t_x, &T, &litt, 39.0, &expected);
    for (int i = 0; i < 3; i++) {
        double s = scales[i], there = t_x * s, now = T * s, out;
        double logs = litt + x * log(s), params[6];
        memcpy(params, grocery, sizeof params);
        params[3] *= s;
        params[5] *= s;
        cev_pareto_ggg_p_alive(params, 1, &x, &there, &now, &logs, &out);
        ck_assert_rel(out, alive, 1e-12);
        cev_pareto_ggg_expected(params, 1, &x, &there, &now, &logs, 39.0 * s,
                                &out);
        ck_assert_rel(out, expected, 1e-9);
    }
}
END_TEST

/* Of these nobody buys often enough to be beyond the last count. */
START_TEST(probabilities_of_all_counts_sum_to_one)
{
    static const double steady[6] = {30.0, 20.0, 2.0, 8.0, 0.43, 4.2};
    double total = 0.0, T = 3.0;
    for (double x = 0.0; x < 150.0; x += 1.0) {
        double out = NAN;
        cev_pareto_ggg_pmf(steady, 1, &x, &T, &out);
        ck_assert(out >= 0.0);
        total += out;
    }
    ck_assert_near(total, 1.0, 1e-12);
}
END_TEST

/* One drawn customer. */
typedef struct {
    cev__history seen; /* until T */
    double later;      /* purchases in the horizon after it */
} drawn;

static drawn draw_ggg(dice *d, const double *q, double T, double horizon)
{
    double k = throw_gamma(d, q[0]) / q[1];
    double lambda = throw_gamma(d, q[2]) / q[3];
    double mu = throw_gamma(d, q[4]) / q[5];
    double end = -log(throw_share(d)) / mu, at = 0.0;
    drawn out = {{0.0, 0.0, T, 0.0}, 0.0};
    for (;;) {
        double gap = throw_gamma(d, k) / (k * lambda);
        at += gap;
        if (!(at <= fmin(end, T + horizon)))
            return out;
        if (T == 0.0 || at > T) { /* a gap may be below all doubles */
            out.later += 1.0;
            continue;
        }
        out.seen.x += 1.0;
        out.seen.t_x = at;
        out.seen.litt += log(fmax(gap, 1e-300));
    }
}

/* Customers drawn from the model make as many purchases as expected of them,
 * and are as many as expected with none: those of whom nothing is known, and
 * those seen for a while. Within four standard errors. */
START_TEST(customers_do_as_expected)
{
    enum { MANY = 300 };
    const double T = 10.0, horizon = 12.0;
    dice d = {20160505};
    double expected = 0.0, later = 0.0, squares = 0.0;
    for (int i = 0; i < MANY; i++) {
        drawn one = draw_ggg(&d, grocery, T, horizon);
        const cev__history *h = &one.seen;
        double out = NAN, error;
        ck_assert_int_eq(CEV_OK,
                         cev_pareto_ggg_expected(grocery, 1, &h->x, &h->t_x,
                                                 &h->T, &h->litt, horizon,
                                                 &out));
        error = one.later - out;
        expected += out;
        later += one.later;
        squares += error * error;
    }
    ck_assert(fabs(later - expected) <= 4.0 * sqrt(squares));
    ck_assert(4.0 * sqrt(squares) < 0.35 * expected);
}
END_TEST

START_TEST(new_customers_do_as_expected)
{
    enum { MANY = 400000 };
    static const double clumpy[6] = {6.0, 12.0, 1.5, 4.0, 1.2, 20.0};
    static const double regular[6] = {9.0, 1.0, 3.0, 8.0, 1.2, 20.0};
    const double *all[3] = {grocery, clumpy, regular};
    for (int m = 0; m < 3; m++) {
        dice d = {20160601};
        double x = 0.0, zero = 0.0, horizon = 12.0, sum = 0.0, squares = 0.0;
        double expected, none, nothing = 0.0;
        for (int i = 0; i < MANY; i++) {
            double later = draw_ggg(&d, all[m], 0.0, horizon).later;
            sum += later;
            squares += later * later;
            nothing += later == 0.0;
        }
        cev_pareto_ggg_expected(all[m], 1, &x, &zero, &zero, &zero, horizon,
                                &expected);
        double error =
            sqrt((squares / MANY - sum / MANY * (sum / MANY)) / MANY);
        ck_assert_msg(fabs(sum / MANY - expected) < 4.0 * error,
                      "%d: %g drawn, %g expected", m, sum / MANY, expected);
        cev_pareto_ggg_pmf(all[m], 1, &x, &horizon, &none);
        error = sqrt(none * (1.0 - none) / MANY);
        ck_assert(fabs(nothing / MANY - none) < 4.0 * error);
    }
}
END_TEST

START_TEST(purchases_ahead_add_up)
{
    double x = 4.0, t_x = 12.0, T = 30.0, litt = 3.5, before = 0.0, dert;
    static const double horizons[] = {0.0, 1e-6, 0.1, 1.0, 20.0, 300.0};
    for (int i = 0; i < 6; i++) {
        double out = NAN;
        cev_pareto_ggg_expected(grocery, 1, &x, &t_x, &T, &litt, horizons[i],
                                &out);
        ck_assert(i == 0 ? out == 0.0 : out > before);
        before = out;
    }
    cev_pareto_ggg_dert(grocery, 1, &x, &t_x, &T, &litt, 0.01, &dert);
    cev_pareto_ggg_dect(grocery, 1, &x, &t_x, &T, &litt, 0.01, 1e5, &before);
    ck_assert_rel(before, dert, 1e-9);
}
END_TEST

/* All kernels of a history, so that a refusal is a refusal of all. */
static int refused_by_all(const double *params, double x, double t_x, double T,
                          double litt)
{
    double out = 42.0, count = 1.0;
    int32_t wanted = CEV_ERR_DOMAIN;
    return cev_pareto_ggg_log_likelihood(params, 1, &x, &t_x, &T, &litt, &out)
               == wanted
           && cev_pareto_ggg_p_alive(params, 1, &x, &t_x, &T, &litt, &out)
                  == wanted
           && cev_pareto_ggg_expected(params, 1, &x, &t_x, &T, &litt, 1.0,
                                      &out)
                  == wanted
           && cev_pareto_ggg_dert(params, 1, &x, &t_x, &T, &litt, 0.1, &out)
                  == wanted
           && cev_pareto_ggg_pmf_ahead(params, 1, &x, &t_x, &T, &litt, 1.0,
                                       &count, &out)
                  == wanted
           && out == 42.0;
}

static double chance_ahead(const double *params, const cev__history *h,
                           double horizon, double count)
{
    double out = NAN;
    ck_assert_int_eq(CEV_OK,
                     cev_pareto_ggg_pmf_ahead(params, 1, &h->x, &h->t_x, &h->T,
                                              &h->litt, horizon, &count, &out));
    return out;
}

/* PMF-AHEAD-1; by chance alone it is that of the Pareto/NBD, and of a new
   customer that of pmf. */
START_TEST(counts_ahead_add_up)
{
    const double horizon = 6.0;
    cev__pareto_params plain;
    cev__ggg_params p = prepared(grocery);
    ck_assert_int_eq(CEV_OK, cev__pareto_prepare(&chance[2], &plain));
    for (int i = 2; i < HISTORIES; i += 2) {
        const cev__history *h = &histories[i];
        const cev__view any = {CEV__VIEW_ANY, 0.0, horizon, 0.0};
        const cev__view all = {CEV__VIEW_PURCHASES, 0.0, horizon, 0.0};
        double alive = cev__ggg_p_alive(&p, h), sum = 0.0, mean = 0.0;
        double expected = alive * cev__ggg_ahead(&p, h, &all);
        for (int count = 0; count < 25; count++) {
            double one = chance_ahead(grocery, h, horizon, count);
            sum += one;
            mean += count * one;
            if (count == 0)
                ck_assert_near(one, 1.0 - alive * cev__ggg_ahead(&p, h, &any),
                               1e-7);
            if (count < 3)
                ck_assert_near(chance_ahead(chance, h, horizon, count),
                               cev__pareto_pmf_ahead(&plain, h, count,
                                                     horizon),
                               1e-7);
        }
        ck_assert_near(sum, 1.0, 1e-4); /* there are clumps of more */
        ck_assert_near(mean, expected, 2e-3);
    }
    ck_assert_near(chance_ahead(grocery, &histories[1], 30.0, 2.0),
                   cev__ggg_pmf(&p, 2.0, 30.0), 1e-7);
    ck_assert_near(chance_ahead(grocery, &histories[2], 0.0, 0.0), 1.0, 1e-15);
    ck_assert_near(chance_ahead(grocery, &histories[2], 0.0, 1.0), 0.0, 1e-15);
}
END_TEST

START_TEST(what_is_outside_the_domain_is_refused)
{
    static const double bad[] = {0.0, -1.0, NAN, INFINITY};
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 4; j++) {
            double params[6];
            memcpy(params, grocery, sizeof params);
            params[i] = bad[j];
            ck_assert(refused_by_all(params, 1.0, 1.0, 2.0, 0.0));
        }
    ck_assert(refused_by_all(grocery, 1.5, 1.0, 2.0, 0.0));
    ck_assert(refused_by_all(grocery, 1.0, 3.0, 2.0, 0.0));
    ck_assert(refused_by_all(grocery, 1.0, 1.0, INFINITY, 0.0));
    ck_assert(refused_by_all(grocery, 1.0, 1.0, 2.0, NAN));
    ck_assert(refused_by_all(grocery, 1.0, 1.0, 2.0, 0.01));
    ck_assert(refused_by_all(grocery, 2.0, 0.0, 2.0, -5.0));
    double one = 1.0, out = 42.0;
    ck_assert_int_eq(CEV_ERR_ARGUMENT,
                     cev_pareto_ggg_p_alive(grocery, 1, &one, &one, &one,
                                            NULL, &out));
    ck_assert(out == 42.0);
    ck_assert_int_eq(CEV_OK, cev_pareto_ggg_p_alive(grocery, 0, NULL, NULL,
                                                    NULL, NULL, NULL));
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/pareto_ggg");
    TCase *cases = tcase_create("kernels");
    tcase_add_test(cases, own_reference_values_are_met);
    tcase_add_test(cases, chance_alone_is_the_pareto_nbd);
    tcase_add_test(cases, derivatives_are_those_of_the_log_likelihood);
    tcase_add_test(cases, derivatives_hold_where_all_are_alike);
    tcase_add_test(cases, the_odds_are_those_of_p_alive);
    tcase_add_test(cases, the_next_purchase_by_chance_is_the_pareto_nbds);
    tcase_add_test(cases, any_purchase_is_not_none);
    tcase_add_test(cases, absurd_parameters_end);
    tcase_add_test(cases, gaps_of_no_length_end_in_a_number);
    tcase_add_test(cases, the_unit_of_time_does_not_matter);
    tcase_add_test(cases, probabilities_of_all_counts_sum_to_one);
    tcase_add_test(cases, customers_do_as_expected);
    tcase_add_test(cases, new_customers_do_as_expected);
    tcase_add_test(cases, purchases_ahead_add_up);
    tcase_add_test(cases, counts_ahead_add_up);
    tcase_add_test(cases, what_is_outside_the_domain_is_refused);
    suite_add_tcase(s, cases);
    return s;
}
