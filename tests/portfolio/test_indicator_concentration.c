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

Suite *suite(void)
{
    TCase *cases = tcase_create("concentration");
    tcase_add_test(cases, concentration_moves_with_its_customers);
    Suite *s = suite_create("portfolio/indicator_concentration");
    suite_add_tcase(s, cases);
    return s;
}
