/* What winning customers cost, and when it is paid back: by hand. */
#include "portfolio/shop.h"

#include "support/failing.h"

/* 2024-01-01, and the days on which the next months begin */
#define NEW_YEAR INT64_C(19723)
#define FEBRUARY ((NEW_YEAR + 31) * DAY)
#define MARCH ((NEW_YEAR + 60) * DAY)
#define APRIL ((NEW_YEAR + 91) * DAY)

static double figure(const cev_table *table, const char *name, int64_t row)
{
    return cev_table_double(table, name, row);
}

static int64_t at(const cev_table *table, const char *name, int64_t row)
{
    return cev_table_int64(table, name, row);
}

/* January: ann and bob, of whom each brings 20 then and 20 in March; February:
   cid brings 10. */
static cev_table *three_customers(cev_ctx *ctx, const cev_table *segments)
{
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *t = NULL;
    must(ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, 0.0));
    buy(shop, "ann", NEW_YEAR, 20.0);
    buy(shop, "bob", NEW_YEAR + 9, 20.0);
    buy(shop, "ann", NEW_YEAR + 61, 20.0);
    buy(shop, "bob", NEW_YEAR + 62, 20.0);
    buy(shop, "cid", NEW_YEAR + 40, 10.0);
    int32_t status =
        segments == NULL
            ? cev_portfolio_cohorts(shop, CEV_LATEST, options, &t)
            : cev_portfolio_cohorts_by(shop, segments, CEV_LATEST, options,
                                       &t);
    must(ctx, status);
    cev_options_free(options);
    cev_portfolio_free(shop);
    return t;
}

static cev_table *cost_table(cev_ctx *ctx, const int64_t *period,
                             const double *cost, const char *const *segment,
                             int64_t n)
{
    cev_table *t = NULL;
    must(ctx, cev_table_new(ctx, n, &t));
    must(ctx, cev_table_set_column(t, "period", CEV_INT64, period, 8, NULL));
    must(ctx, cev_table_set_column(t, "cost", CEV_DOUBLE, cost, 8, NULL));
    if (segment != NULL)
        must(ctx, cev_table_set_column(t, "segment", CEV_TEXT, segment,
                                       sizeof *segment, NULL));
    return t;
}

START_TEST(costs_are_paid_back_by_what_customers_bring)
{
    /* 50 in January in two rows, 25 in February, 7 in April */
    static const int64_t period[] = {APRIL, NEW_YEAR * DAY + 5, FEBRUARY,
                                     FEBRUARY - 1};
    static const double cost[] = {7.0, 30.0, 25.0, 20.0};
    cev_ctx *ctx = new_ctx();
    cev_table *cohorts = three_customers(ctx, NULL), *t = NULL;
    cev_table *costs = cost_table(ctx, period, cost, NULL, 4);
    must(ctx, cev_cohorts_payback(ctx, cohorts, costs, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 3);

    ck_assert_int_eq(at(t, "cohort", 0), NEW_YEAR * DAY);
    ck_assert_int_eq(at(t, "customers", 0), 2);
    ck_assert_double_eq(figure(t, "cost", 0), 50.0);
    ck_assert_double_eq(figure(t, "cac", 0), 25.0);
    /* Garwood's 90 % limits of 2: 0.355362 and 6.295794 */
    ck_assert_near(figure(t, "cac_lo", 0), 50.0 / 6.295794, 1e-6);
    ck_assert_near(figure(t, "cac_hi", 0), 50.0 / 0.3553615, 1e-4);
    ck_assert_double_eq(figure(t, "clv", 0), 40.0);
    ck_assert_double_eq(figure(t, "clv_to_cac", 0), 1.6);
    ck_assert_double_eq(figure(t, "clv_to_cac_lo", 0), 1.6);
    ck_assert_int_eq(at(t, "ages", 0), 2);
    ck_assert_int_eq(at(t, "payback_age", 0), 2);
    ck_assert_int_eq(at(t, "payback_age_lo", 0), 2);
    ck_assert_int_eq(at(t, "payback_age_hi", 0), 2);
    ck_assert_int_eq(at(t, "payback", 0), APRIL);
    ck_assert_str_eq(cev_table_text(t, "verdict", 0), "paid back");

    ck_assert_double_eq(figure(t, "clv_to_cac", 1), 0.4);
    ck_assert(isnan(figure(t, "clv_to_cac_lo", 1)));
    ck_assert_int_eq(at(t, "payback_age", 1), INT64_MIN);
    ck_assert_int_eq(at(t, "payback", 1), INT64_MIN);
    ck_assert_str_eq(cev_table_text(t, "verdict", 1), "not paid back");

    ck_assert_int_eq(at(t, "cohort", 2), APRIL);
    ck_assert_int_eq(at(t, "customers", 2), 0);
    ck_assert(isnan(figure(t, "cac", 2)));
    /* none: up to 2.995732 might have come */
    ck_assert_near(figure(t, "cac_lo", 2), 7.0 / 2.995732, 1e-6);
    ck_assert_str_eq(cev_table_text(t, "verdict", 2), "nobody was won");
    cev_table_free(t);
    cev_table_free(costs);
    cev_table_free(cohorts);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(what_is_expected_counts_apart)
{
    static const int64_t period[] = {NEW_YEAR * DAY, FEBRUARY};
    double cost[] = {90.0, 25.0};
    /* of January's three ages and February's two */
    static const double expected[] = {NAN, NAN, 20.0, NAN, 5.0};
    static const double lower[] = {NAN, NAN, 10.0, NAN, 1.0};
    cev_ctx *ctx = new_ctx();
    cev_table *cohorts = three_customers(ctx, NULL), *t = NULL;
    cev_table *costs = cost_table(ctx, period, cost, NULL, 2);
    ck_assert_int_eq(cev_table_row_count(cohorts), 5);
    must(ctx, cev_table_set_column(cohorts, "expected", CEV_DOUBLE, expected,
                                   8, NULL));
    must(ctx, cev_table_set_column(cohorts, "expected_lo", CEV_DOUBLE, lower,
                                   8, NULL));
    must(ctx, cev_cohorts_payback(ctx, cohorts, costs, NULL, &t));
    ck_assert_double_eq(figure(t, "clv", 0), 40.0);
    ck_assert_double_eq(figure(t, "cltv", 0), 60.0);
    ck_assert_double_eq(figure(t, "cltv_lo", 0), 50.0);
    ck_assert(isnan(figure(t, "cltv_hi", 0)));
    ck_assert_near(figure(t, "cltv_to_cac", 0), 60.0 / 45.0, 1e-15);
    ck_assert_str_eq(cev_table_text(t, "verdict", 0),
                     "not paid back, but expected to be");
    ck_assert_int_eq(at(t, "payback_age", 0), INT64_MIN);
    ck_assert_double_eq(figure(t, "cltv_to_cac", 1), 15.0 / 25.0);
    ck_assert_str_eq(cev_table_text(t, "verdict", 1), "not paid back");
    cev_table_free(t);
    /* what costs nothing has no ratio */
    cost[0] = 0.0;
    must(ctx, cev_cohorts_payback(ctx, cohorts, costs, NULL, &t));
    ck_assert_double_eq(figure(t, "cltv", 0), 60.0);
    ck_assert(isnan(figure(t, "clv_to_cac", 0)));
    ck_assert(isnan(figure(t, "cltv_to_cac", 0)));
    cev_table_free(t);
    cev_table_free(costs);
    cev_table_free(cohorts);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(segments_pay_for_themselves)
{
    static const char *const customer[] = {"ann", "bob"};
    static const char *const segment[] = {"web", "shop"};
    static const int64_t period[] = {NEW_YEAR * DAY, NEW_YEAR * DAY, FEBRUARY};
    static const double cost[] = {20.0, 41.0, 1.0};
    static const char *const spent_on[] = {"web", "shop", NULL};
    cev_ctx *ctx = new_ctx();
    cev_table *segments = NULL, *t = NULL;
    must(ctx, cev_table_new(ctx, 2, &segments));
    must(ctx, cev_table_set_column(segments, "customer", CEV_TEXT, customer,
                                   sizeof *customer, NULL));
    must(ctx, cev_table_set_column(segments, "segment", CEV_TEXT, segment,
                                   sizeof *segment, NULL));
    cev_table *cohorts = three_customers(ctx, segments);
    cev_table *costs = cost_table(ctx, period, cost, spent_on, 3);
    must(ctx, cev_cohorts_payback(ctx, cohorts, costs, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 3);
    ck_assert_str_eq(cev_table_text(t, "segment", 0), "shop");
    ck_assert_str_eq(cev_table_text(t, "verdict", 0), "not paid back");
    ck_assert_str_eq(cev_table_text(t, "segment", 1), "web");
    ck_assert_int_eq(at(t, "payback_age", 1), 0);
    /* one customer: no limits to be sure by */
    ck_assert_str_eq(cev_table_text(t, "verdict", 1), "paid back");
    ck_assert_ptr_null(cev_table_text(t, "segment", 2));
    ck_assert_double_eq(figure(t, "clv_to_cac", 2), 10.0);
    cev_table_free(t);

    cev_table *plain = cost_table(ctx, period, cost, NULL, 3);
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, plain, NULL, &t),
                     CEV_ERR_COLUMN);
    ck_assert_str_eq(cev_ctx_message(ctx), "there is no column \"segment\"");
    cev_table_free(plain);
    cev_table_free(costs);
    cev_table_free(cohorts);
    cev_table_free(segments);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(wrong_costs_are_told)
{
    static const int64_t period[] = {NEW_YEAR * DAY, INT64_MAX};
    static const double cost[] = {1.0, -2.0};
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    cev_table *cohorts = three_customers(ctx, NULL), *t = NULL;
    cev_table *late = cost_table(ctx, period, cost, NULL, 2);
    cev_table *below = cost_table(ctx, period, cost + 1, NULL, 1);
    cev_table *fine = cost_table(ctx, period, cost, NULL, 1);
    ck_assert_int_eq(cev_cohorts_payback(NULL, cohorts, fine, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_cohorts_payback(ctx, NULL, fine, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "cohorts is NULL");
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, NULL, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "costs is NULL");
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, fine, NULL, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_cohorts_payback(ctx, fine, fine, NULL, &t),
                     CEV_ERR_COLUMN);
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, late, NULL, &t),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "period[1] = "));
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, below, NULL, &t),
                     CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx), "cost[0] = -2; wanted 0 to 1e+290");
    static const int64_t early[] = {INT64_MIN + 1};
    static const double much[] = {1e300};
    double counts[] = {-1.0, 1.0, 1.0, 1.0, 1.0};
    must(ctx, cev_table_set_column(below, "cost", CEV_DOUBLE, much, 8, NULL));
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, below, NULL, &t),
                     CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "cost[0] = 1e+300; wanted 0 to 1e+290");
    must(ctx, cev_table_set_column(below, "period", CEV_INT64, early, 8,
                                   NULL));
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, below, NULL, &t),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "period[0] = -9.2"));
    must(ctx, cev_options_set_str(options, CEV_OPT_PERIOD, "quarter"));
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, fine, options, &t),
                     CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "not the beginning"));
    must(ctx, cev_table_set_column(cohorts, "customers", CEV_DOUBLE, counts, 8,
                                   NULL));
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, fine, NULL, &t),
                     CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx), "customers[0] = -1; wanted a whole "
                                           "number from 0 to 1e+15");
    counts[0] = 2e15;
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, fine, NULL, &t),
                     CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "customers[0] = 2e+15; wanted a whole number from 0 to "
                     "1e+15");
    must(ctx, cev_options_set_double(options, CEV_OPT_MARGIN, 1.0));
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, fine, options, &t),
                     CEV_ERR_OPTION);
    ck_assert_ptr_null(t);
    cev_table_free(fine);
    cev_table_free(below);
    cev_table_free(late);
    cev_table_free(cohorts);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* What a table of cohorts tells of the first one's two customers. */
static const char *verdict_of_costs(cev_ctx *ctx, const cev_table *cohorts,
                                    double of_january)
{
    static const int64_t period[] = {NEW_YEAR * DAY};
    static char words[64];
    cev_table *t = NULL;
    cev_table *costs = cost_table(ctx, period, &of_january, NULL, 1);
    must(ctx, cev_cohorts_payback(ctx, cohorts, costs, NULL, &t));
    snprintf(words, sizeof words, "%s", cev_table_text(t, "verdict", 0));
    cev_table_free(costs);
    cev_table_free(t);
    return words;
}

/* The value is 40 a customer in the end, 80 in all. */
START_TEST(limits_say_how_sure_it_is)
{
    static const double lower[5] = {5, 5, 30, 5, 5};
    static const double upper[5] = {25, 25, 50, 25, 25};
    cev_ctx *ctx = new_ctx();
    cev_table *cohorts = three_customers(ctx, NULL);
    must(ctx, cev_table_set_column(cohorts, "cumulative_clv_lo", CEV_DOUBLE,
                                   lower, 8, NULL));
    must(ctx, cev_table_set_column(cohorts, "cumulative_clv_hi", CEV_DOUBLE,
                                   upper, 8, NULL));
    ck_assert_str_eq(verdict_of_costs(ctx, cohorts, 60.0), "paid back");
    ck_assert_str_eq(verdict_of_costs(ctx, cohorts, 70.0),
                     "paid back, as it seems");
    ck_assert_str_eq(verdict_of_costs(ctx, cohorts, 90.0),
                     "not paid back, as it seems");
    ck_assert_str_eq(verdict_of_costs(ctx, cohorts, 110.0), "not paid back");
    ck_assert_str_eq(verdict_of_costs(ctx, cohorts, 0.0), "paid back");
    cev_table_free(cohorts);
    cev_ctx_free(ctx);
}
END_TEST

/* The columns of a table with its rows turned round, or without the last ones;
 * cohorts need not end together to be paid back. */
START_TEST(cohorts_come_in_any_order_and_may_be_cut)
{
    static const char *const names[] = {"cohort", "age", "customers",
                                        "cumulative_clv", "cumulative_clv_lo",
                                        "cumulative_clv_hi"};
    static const int64_t period[] = {NEW_YEAR * DAY};
    static const double cost[] = {30.0};
    static double numbers[6][5];
    cev_ctx *ctx = new_ctx();
    cev_table *cohorts = three_customers(ctx, NULL);
    for (int c = 0; c < 6; c++)
        for (int64_t i = 0; i < 5; i++)
            numbers[c][i] = figure(cohorts, names[c], i);
    for (int cut = 0; cut < 2; cut++) {
        cev_table *t = NULL;
        must(ctx, cev_table_new(ctx, 5 - cut, &t));
        for (int c = 0; c < 6; c++)
            must(ctx, cev_table_set_column(t, names[c], CEV_DOUBLE,
                                           numbers[c] + 4 - cut, -8, NULL));
        ck_assert_str_eq(verdict_of_costs(ctx, t, 50.0), "paid back");
        /* 40 at once are enough here, whatever later rows say before */
        cev_table *costs = cost_table(ctx, period, cost, NULL, 1), *told = NULL;
        must(ctx, cev_cohorts_payback(ctx, t, costs, NULL, &told));
        ck_assert_int_eq(at(told, "payback_age", 0), 0);
        ck_assert_int_eq(at(told, "payback", 0), FEBRUARY);
        cev_table_free(told);
        cev_table_free(costs);
        cev_table_free(t);
    }
    cev_table_free(cohorts);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(segments_of_one_table_alone_are_refused)
{
    static const int64_t period[] = {NEW_YEAR * DAY};
    static const double cost[] = {1.0};
    static const char *const words[] = {"web"};
    cev_ctx *ctx = new_ctx();
    cev_table *cohorts = three_customers(ctx, NULL), *t = NULL;
    cev_table *costs = cost_table(ctx, period, cost, words, 1);
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, costs, NULL, &t),
                     CEV_ERR_COLUMN);
    ck_assert_str_eq(cev_ctx_message(ctx), "there is no column \"segment\"");
    cev_table_free(costs);
    enum { MANY = 1023 };
    static char names[MANY][16];
    static const char *many[MANY];
    static int64_t starts[MANY];
    static double spent[MANY];
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "s%d", i);
        many[i] = names[i];
    }
    must(ctx, cev_table_set_column(cohorts, "segment", CEV_TEXT, many,
                                   sizeof *many, NULL));
    costs = cost_table(ctx, starts, spent, many, MANY);
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, costs, NULL, &t),
                     CEV_ERR_LIMIT);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "there are 1023 segments; wanted at most 1022");
    ck_assert_ptr_null(t);
    cev_table_free(costs);
    cev_table_free(cohorts);
    cev_ctx_free(ctx);
}
END_TEST

/* Quarters begin on days on which months do, too. */
START_TEST(the_period_must_be_that_of_the_cohorts)
{
    static const int64_t period[] = {FEBRUARY, APRIL};
    static const double cost[] = {30.0, 5.0};
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    cev_portfolio *shop = new_shop(ctx);
    cev_table *cohorts = NULL, *t = NULL;
    cev_table *costs = cost_table(ctx, period, cost, NULL, 2);
    buy(shop, "ann", NEW_YEAR, 20.0);
    buy(shop, "bob", NEW_YEAR + 100, 20.0);
    buy(shop, "ann", NEW_YEAR + 200, 20.0);
    must(ctx, cev_options_set_str(options, CEV_OPT_PERIOD, "quarter"));
    must(ctx, cev_portfolio_cohorts(shop, CEV_LATEST, options, &cohorts));
    ck_assert_int_eq(cev_cohorts_payback(ctx, cohorts, costs, NULL, &t),
                     CEV_ERR_OPTION);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "option period = \"month\"; wanted \"quarter\", which "
                     "the cohorts are of by their ages");
    ck_assert_ptr_null(t);
    must(ctx, cev_cohorts_payback(ctx, cohorts, costs, options, &t));
    ck_assert_int_eq(cev_table_row_count(t), 2);
    ck_assert_int_eq(at(t, "payback", 0), (NEW_YEAR + 274) * DAY);
    ck_assert_int_eq(at(t, "payback", 1), (NEW_YEAR + 182) * DAY);
    cev_table_free(t);
    cev_table_free(costs);
    cev_table_free(cohorts);
    cev_portfolio_free(shop);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* The tables are of a context of their own, whose memory never fails. */
static int32_t pay(cev_ctx *ctx, void *state)
{
    cev_table **tables = state, *t = NULL;
    int32_t status =
        cev_cohorts_payback(ctx, tables[0], tables[1], NULL, &t);
    ck_assert((status == CEV_OK) == (t != NULL));
    cev_table_free(t);
    return status;
}

START_TEST(payback_survives_failing_memory)
{
    static const int64_t period[] = {NEW_YEAR * DAY};
    static const double cost[] = {1.0};
    cev_ctx *ctx = new_ctx();
    cev_table *tables[2] = {three_customers(ctx, NULL),
                            cost_table(ctx, period, cost, NULL, 1)};
    fail_each_allocation(pay, tables);
    cev_table_free(tables[1]);
    cev_table_free(tables[0]);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("payback");
    tcase_add_test(cases, costs_are_paid_back_by_what_customers_bring);
    tcase_add_test(cases, what_is_expected_counts_apart);
    tcase_add_test(cases, segments_pay_for_themselves);
    tcase_add_test(cases, wrong_costs_are_told);
    tcase_add_test(cases, limits_say_how_sure_it_is);
    tcase_add_test(cases, cohorts_come_in_any_order_and_may_be_cut);
    tcase_add_test(cases, segments_of_one_table_alone_are_refused);
    tcase_add_test(cases, the_period_must_be_that_of_the_cohorts);
    tcase_add_test(cases, payback_survives_failing_memory);
    Suite *s = suite_create("portfolio/payback");
    suite_add_tcase(s, cases);
    return s;
}
