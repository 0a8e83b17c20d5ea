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

/* The logarithm of the sum of squared shares, of weights that may be many. */
static double weighed_log_hhi(const double *x, const double *w)
{
    double squares = 0.0, sum = 0.0;
    for (int i = 0; i < WEIGHED; i++) {
        squares += w[i] * x[i] * x[i];
        sum += w[i] * x[i];
    }
    return log(squares / (sum * sum));
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
    double squares = 0.0, seen = figure(t, "hhi", 0);
    for (int i = 0; i < WEIGHED; i++) {
        w[i] = 1.0 + 1e-5;
        double more = weighed_log_hhi(x, w);
        w[i] = 1.0 - 1e-5;
        double moved = (more - weighed_log_hhi(x, w)) / 2e-5;
        w[i] = 1.0;
        squares += moved * moved;
    }
    ck_assert_near(log(seen), weighed_log_hhi(x, w), 1e-14);
    ck_assert_near(log(figure(t, "hhi_lo", 0) / seen),
                   -1.6448536269514722 * sqrt(squares), 1e-8);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
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
    tcase_add_test(cases, counts_are_as_sure_as_chance_lets_them);
    Suite *s = suite_create("portfolio/indicator_concentration");
    suite_add_tcase(s, cases);
    return s;
}
