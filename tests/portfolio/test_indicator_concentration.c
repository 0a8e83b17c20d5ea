/* How sure it is on how few customers revenue rests. */
#include "portfolio/shop.h"

#include "math/student.h"

enum { WEIGHED = 113 };

static double figure(const cev_table *table, const char *name, int64_t row)
{
    return cev_table_double(table, name, row);
}

static int highest_first(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Half of a 90 % interval of what each moves. */
static double half_width(const double *beyond)
{
    double squares = 0.0;
    for (int i = 0; i < WEIGHED; i++)
        squares += beyond[i] * beyond[i];
    return cev__student_quantile(0.05, WEIGHED - 1.0)
           * sqrt(squares * WEIGHED / (WEIGHED - 1.0));
}

/* The figures of customers who count `w` times each. */
static double weighed_gini(const double *x, const double *w)
{
    double apart = 0.0, n = 0.0, sum = 0.0;
    for (int i = 0; i < WEIGHED; i++) {
        n += w[i];
        sum += w[i] * x[i];
        for (int j = 0; j < WEIGHED; j++)
            apart += w[i] * w[j] * fabs(x[i] - x[j]);
    }
    return apart / (2.0 * n * sum);
}

/* x is sorted, the greatest first. */
static double weighed_tenth(const double *x, const double *w)
{
    double n = 0.0, sum = 0.0, best = 0.0;
    for (int i = 0; i < WEIGHED; i++) {
        n += w[i];
        sum += w[i] * x[i];
    }
    double left = n / 10.0;
    for (int i = 0; i < WEIGHED; i++) {
        best += fmin(left, w[i]) * x[i];
        left -= fmin(left, w[i]);
    }
    return best / sum;
}

/* Limits are by how far a figure moves with the weight of each customer, here
   by differences. */
START_TEST(concentration_moves_with_its_customers)
{
    static const struct {
        const char *name, *upper;
        double (*of)(const double *, const double *);
    } figures[] = {{"gini", "gini_hi", weighed_gini},
                   {"top_decile_share", "top_decile_share_hi",
                    weighed_tenth}};
    double x[WEIGHED], w[WEIGHED];
    uint64_t seed = 5;
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    for (int i = 0; i < WEIGHED; i++) {
        x[i] = (double)(1 + draw(&seed, 30000)) / 100.0;
        w[i] = 1.0;
        must(ctx, cev_portfolio_order_id(shop, i, 0, x[i]));
    }
    qsort(x, WEIGHED, sizeof *x, highest_first);
    cev_table *t = NULL;
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &t));
    for (size_t f = 0; f < sizeof figures / sizeof *figures; f++) {
        double beyond[WEIGHED];
        for (int i = 0; i < WEIGHED; i++) {
            w[i] = 1.0 + 1e-5;
            double more = figures[f].of(x, w);
            w[i] = 1.0 - 1e-5;
            beyond[i] = (more - figures[f].of(x, w)) / 2e-5;
            w[i] = 1.0;
        }
        double seen = figure(t, figures[f].name, 0);
        ck_assert_near(seen, figures[f].of(x, w), 1e-14);
        ck_assert_near(figure(t, figures[f].upper, 0) - seen,
                       half_width(beyond), 1e-8);
    }
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* The logarithm of the sum of squared shares of all but one. */
static double log_hhi_without(const double *x, int64_t n, int64_t without)
{
    double squares = 0.0, sum = 0.0;
    for (int64_t i = 0; i < n; i++)
        if (i != without) {
            squares += x[i] * x[i];
            sum += x[i];
        }
    return log(squares / (sum * sum));
}

/* A month of customers who spend so much; the limits must be those of leaving
   each out, by the t that is given. */
static void check_hhi(const double *x, int64_t n, double t)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *told = NULL;
    double squares = 0.0, all = log_hhi_without(x, n, n);
    for (int64_t i = 0; i < n; i++) {
        double moved = log_hhi_without(x, n, i) - all;
        must(ctx, cev_portfolio_order_id(shop, i, 0, x[i]));
        squares += moved * moved;
    }
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &told));
    double seen = figure(told, "hhi", 0), spread = t * sqrt(squares);
    ck_assert_near(log(seen), all, 1e-13);
    ck_assert_near(log(figure(told, "hhi_lo", 0)), all - spread, 1e-12);
    ck_assert_near(log(figure(told, "hhi_hi", 0)), fmin(all + spread, 0.0),
                   1e-12);
    cev_table_free(told);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}

/* Student's t from R's qt(.95, n - 1). */
START_TEST(hhi_is_as_sure_as_leaving_each_out_tells)
{
    double equal[50], skew[50], one_large[50];
    for (int i = 0; i < 50; i++) {
        equal[i] = 7.0;
        skew[i] = exp(0.1 * i);
        one_large[i] = i == 20 ? 1e9 : 1.0 + i;
    }
    check_hhi(equal, 2, 6.313751514675043);
    check_hhi(equal, 50, 1.6765508926168537);
    check_hhi(skew, 3, 2.919985580355516);
    check_hhi(skew, 50, 1.6765508926168537);
    check_hhi(one_large, 50, 1.6765508926168537);
}
END_TEST

START_TEST(hhi_of_one_who_brings_all_has_no_limits)
{
    static const double second[] = {0.0, -5.0, 1e-200};
    for (int k = 0; k < 3; k++) {
        cev_ctx *ctx = new_ctx();
        cev_portfolio *shop = new_shop(ctx);
        cev_table *t = NULL;
        must(ctx, cev_portfolio_order_id(shop, 1, 0, 40.0));
        for (int i = 2; i < 5; i++)
            must(ctx, cev_portfolio_order_id(shop, i, 0, second[k]));
        must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &t));
        ck_assert_double_eq(figure(t, "hhi", 0), 1.0);
        ck_assert(isnan(figure(t, "hhi_lo", 0)));
        ck_assert(isnan(figure(t, "hhi_hi", 0)));
        cev_table_free(t);
        cev_portfolio_free(shop);
        cev_ctx_free(ctx);
    }
}
END_TEST

/* A hundred of January, of whom sixty stay in February, when 25 are new; in
   March all those who were lost come back, and nobody else. */
START_TEST(counts_are_as_sure_as_chance_lets_them)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *none = new_options(ctx);
    for (int i = 0; i < 100; i++) {
        must(ctx, cev_portfolio_order_id(shop, i, 0, 1));
        must(ctx, cev_portfolio_order_id(shop, i, (i < 60 ? 31 : 59) * DAY,
                                         1));
    }
    for (int i = 100; i < 125; i++)
        must(ctx, cev_portfolio_order_id(shop, i, 40 * DAY, 1));
    cev_table *t = NULL;
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, NULL, &t));
    /* scipy.stats.chi2 for Garwood's, and Wilson's formula */
    ck_assert_near(figure(t, "customers_new_lo", 1), 17.382125841750874,
                   1e-12);
    ck_assert_near(figure(t, "customers_new_hi", 1), 34.916080169924065,
                   1e-12);
    ck_assert_near(figure(t, "customers_retained_lo", 1), 51.78095064343316,
                   1e-12);
    ck_assert_near(figure(t, "customers_lost_hi", 1), 48.21904935656684,
                   1e-12);
    ck_assert_double_eq(figure(t, "customers_reactivated_lo", 1), 0);
    ck_assert_double_eq(figure(t, "customers_reactivated_hi", 1), 0);
    ck_assert_near(85 - figure(t, "customers_active_lo", 1),
                   hypot(25 - 17.382125841750874, 60 - 51.78095064343316),
                   1e-12);
    ck_assert_int_eq(cev_table_int64(t, "customers_reactivated", 2), 40);
    ck_assert_near(figure(t, "customers_reactivated_hi", 2), 40, 1e-12);
    ck_assert(figure(t, "customers_reactivated_lo", 2) < 40);
    ck_assert_double_eq(figure(t, "customers_new_lo", 2), 0);
    ck_assert_near(figure(t, "customers_new_hi", 2), -log(0.05), 1e-12);
    cev_table_free(t);
    must(ctx, cev_options_set_double(none, CEV_OPT_INTERVAL, 0));
    must(ctx, cev_portfolio_indicators(shop, CEV_LATEST, none, &t));
    ck_assert(isnan(figure(t, "customers_active_lo", 1)));
    ck_assert(isnan(figure(t, "customers_retained_hi", 1)));
    ck_assert(isnan(figure(t, "hhi_lo", 1)));
    ck_assert(isnan(figure(t, "hhi_hi", 1)));
    cev_table_free(t);
    cev_options_free(none);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("concentration");
    tcase_add_test(cases, concentration_moves_with_its_customers);
    tcase_add_test(cases, hhi_is_as_sure_as_leaving_each_out_tells);
    tcase_add_test(cases, hhi_of_one_who_brings_all_has_no_limits);
    tcase_add_test(cases, counts_are_as_sure_as_chance_lets_them);
    Suite *s = suite_create("portfolio/indicator_concentration");
    suite_add_tcase(s, cases);
    return s;
}
