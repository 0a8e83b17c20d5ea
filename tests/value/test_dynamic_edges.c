/* Covariates that change in time, at their edges: today's customers, slivers of
   periods, rows of nobody, columns and names that are missing, stops. */
#include "support/check_main.h"
#include "value/crowd.h"
#include "value/changing_shop.h"
#include "cev.h"

/** Three customers by name, and their periods: one who has just bought, one of
 *  today, and one with a sliver between his first two periods. */
typedef struct {
    const char *customer[3], *of[8];
    double x[3], t_x[3], T[3], x_holdout[3], T_holdout[3], weight[3];
    double from[8], to[8], bought[8], sale[8], letters[8];
    cev_table *table, *periods;
} small_shop;

static small_shop three_customers(void)
{
    const small_shop shop = {
        .customer = {"Ann", "Ben", "Cid"},
        .of = {"Ann", "Ann", "Ben", "Cid", "Cid", "Cid", "Cid", "Cid"},
        .x = {1.0, 0.0, 2.0},
        .t_x = {4.0, 0.0, 6.0},
        .T = {4.0, 0.0, 8.0},
        .x_holdout = {0.0, 1.0, 1.0},
        .T_holdout = {4.0, 4.0, 4.0},
        .weight = {1.0, 1.0, 1.0},
        .from = {0.0, 4.0, 0.0, 0.0, 4.0 - 2e-10, 4.0, 8.0, 12.0},
        .to = {4.0, 12.0, 12.0, 4.0, 4.0 - 1e-10, 8.0, 12.0, 16.0},
        .bought = {1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0},
        .sale = {0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0},
        .letters = {1.0, 0.0, 2.0, 0.0, 3.0, 1.0, 0.0, 0.0}};
    return shop;
}

static void set_numbers(cev_ctx *ctx, cev_table *table, const char *name,
                        const double *data)
{
    must(ctx, cev_table_set_column(table, name, CEV_DOUBLE, data, 8, NULL));
}

static const cev_table *small_table(cev_ctx *ctx, small_shop *s)
{
    must(ctx, cev_table_new(ctx, 3, &s->table));
    must(ctx, cev_table_new(ctx, 8, &s->periods));
    must(ctx, cev_table_set_column(s->table, "customer", CEV_TEXT, s->customer,
                                   (int64_t)sizeof(char *), NULL));
    must(ctx, cev_table_set_column(s->periods, "customer", CEV_TEXT, s->of,
                                   (int64_t)sizeof(char *), NULL));
    set_numbers(ctx, s->table, "x", s->x);
    set_numbers(ctx, s->table, "t_x", s->t_x);
    set_numbers(ctx, s->table, "T", s->T);
    set_numbers(ctx, s->table, "x_holdout", s->x_holdout);
    set_numbers(ctx, s->table, "T_holdout", s->T_holdout);
    set_numbers(ctx, s->table, "customers", s->weight);
    set_numbers(ctx, s->periods, "from", s->from);
    set_numbers(ctx, s->periods, "to", s->to);
    set_numbers(ctx, s->periods, "x", s->bought);
    set_numbers(ctx, s->periods, "sale", s->sale);
    set_numbers(ctx, s->periods, "letters", s->letters);
    must(ctx, cev_table_set_periods(s->table, s->periods));
    return s->table;
}

static void free_small(small_shop *s)
{
    cev_table_free(s->table);
    cev_table_free(s->periods);
}

/* A model fitted to customers that were drawn. */
static cev_estimator *fit_some(cev_ctx *ctx)
{
    dice d = {61};
    changing_shop c = draw_changing(&d, 40, 1);
    cev_options *options = ask_covariates(ctx, "sale,letters", "letters");
    cev_estimator *fit = fit_kind(ctx, CEV_PARETO_NBD_DYNAMIC, options,
                                  changing_table(ctx, &c));
    cev_options_free(options);
    free_changing(&c);
    return fit;
}

static cev_options *ahead(cev_ctx *ctx, double horizon, double discount,
                          double interval)
{
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, horizon));
    must(ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, discount));
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, interval));
    return options;
}

static cev_table *predict_by(cev_ctx *ctx, const cev_estimator *fit,
                             const cev_table *customers, cev_options *options)
{
    cev_table *says = NULL;
    must(ctx, cev_estimator_predict(fit, customers, options, &says));
    cev_options_free(options);
    return says;
}

START_TEST(who_has_just_bought_or_come_is_there)
{
    cev_ctx *ctx = new_ctx();
    cev_estimator *fit = fit_some(ctx);
    small_shop s = three_customers();
    const cev_table *customers = small_table(ctx, &s);
    cev_table *says =
        predict_by(ctx, fit, customers, ahead(ctx, 4.0, 0.0, 0.9));
    for (int i = 0; i < 2; i++) {
        ck_assert(cev_table_double(says, "p_alive", i) == 1.0);
        ck_assert(cev_table_double(says, "p_alive_lo", i) == 1.0);
    }
    ck_assert(cev_table_double(says, "p_alive", 2) < 1.0);
    ck_assert_str_eq(cev_table_text(says, "customer", 2), "Cid");
    double expected = cev_table_double(says, "expected_purchases", 2);
    /* without a discount nothing is worth less */
    for (int i = 0; i < 3; i++)
        ck_assert(cev_table_double(says, "discounted_purchases", i)
                  == cev_table_double(says, "expected_purchases", i));
    cev_table_free(says);
    /* the sliver gone, which was as long as rounding */
    s.to[3] = s.from[4] = 2.0;
    s.to[4] = 4.0;
    s.sale[4] = s.sale[3];
    s.letters[4] = s.letters[3];
    says = predict_by(ctx, fit, customers, ahead(ctx, 4.0 + 1e-10, 0.1, 0.9));
    ck_assert_rel(cev_table_double(says, "expected_purchases", 2), expected,
                  1e-8);
    cev_table_free(says);
    /* a horizon that ends with the last period but for rounding */
    says = predict_by(ctx, fit, customers, ahead(ctx, 8.0, 0.1, 0.9));
    expected = cev_table_double(says, "expected_purchases", 0);
    cev_table_free(says);
    says = predict_by(ctx, fit, customers, ahead(ctx, 8.0 + 1e-10, 0.1, 0.9));
    ck_assert_rel(cev_table_double(says, "expected_purchases", 0), expected,
                  1e-8);
    cev_table_free(says);
    says = predict_by(ctx, fit, customers, ahead(ctx, 0.0, 0.1, 0.9));
    for (int i = 0; i < 3; i++) {
        ck_assert(cev_table_double(says, "expected_purchases", i) == 0.0);
        ck_assert(cev_table_double(says, "expected_purchases_hi", i) == 0.0);
    }
    cev_table_free(says);
    free_small(&s);
    cev_estimator_free(fit);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(customers_of_today_are_evaluated_as_well)
{
    cev_ctx *ctx = new_ctx();
    cev_estimator *fit = fit_some(ctx);
    small_shop s = three_customers();
    const cev_table *customers = small_table(ctx, &s);
    cev_table *says = NULL;
    cev_options *options = ahead(ctx, 4.0, 0.1, 0.9);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_HOLDOUT, NULL,
                                     &says));
    /* 1 / 4 * 4, nothing of today's, and 2 / 8 * 4, against 0, 1 and 1 */
    ck_assert_rel(named(says, "metric", "naive_mae", "value"), 2.0 / 3.0,
                  1e-15);
    cev_table_free(says);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_TOTALS, options,
                                     &says));
    ck_assert(named(says, "quantity", "active_customers", "upper") <= 3.0);
    ck_assert(named(says, "quantity", "active_customers", "value") > 2.0);
    cev_table_free(says);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_TRACKING, NULL,
                                     &says));
    ck_assert_int_gt(cev_table_row_count(says), 0);
    cev_table_free(says);
    cev_options_free(options);
    options = ahead(ctx, 4.0, 0.1, 0.0);
    must(ctx, cev_estimator_evaluate(fit, customers, CEV_EVAL_TOTALS, options,
                                     &says));
    ck_assert(isnan(named(says, "quantity", "active_customers", "upper")));
    cev_table_free(says);
    cev_options_free(options);
    free_small(&s);
    cev_estimator_free(fit);
    cev_ctx_free(ctx);
}
END_TEST

/* Of a row that stands for nobody not even the periods are looked at. */
START_TEST(rows_of_nobody_count_for_nothing)
{
    enum { N = 30 };
    cev_ctx *ctx = new_ctx();
    dice d = {62};
    changing_shop c = draw_changing(&d, N, 0);
    double weights[N];
    cev_options *options = ask_covariates(ctx, "sale", "letters");
    cev_table *one = NULL, *two = NULL;
    c.m.n = N - 1;
    cev_estimator *fit = fit_kind(ctx, CEV_PARETO_NBD_DYNAMIC, options,
                                  changing_table(ctx, &c));
    one = summary_of(ctx, fit);
    c.m.n = N;
    c.customer[N - 1] = 5;
    for (int i = 0; i < N; i++)
        weights[i] = i < N - 1;
    changing_table(ctx, &c);
    set_numbers(ctx, c.m.table, "customers", weights);
    must(ctx, cev_estimator_fit(fit, c.m.table));
    two = summary_of(ctx, fit);
    ck_assert_rel(figure(two, "log_likelihood"), figure(one, "log_likelihood"),
                  1e-12);
    ck_assert_rel(figure(two, "purchase: sale"), figure(one, "purchase: sale"),
                  1e-6);
    ck_assert(figure(two, "customers") == N - 1);
    cev_table_free(one);
    cev_table_free(two);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

static void refuse_small(const cev_estimator *fit, small_shop *s,
                         int32_t status, const char *message)
{
    cev_ctx *ctx = new_ctx();
    cev_table *says = NULL;
    cev_options *options = ahead(ctx, 4.0, 0.1, 0.9);
    (void)small_table(ctx, s);
    int32_t seen = cev_estimator_predict(fit, s->table, options, &says);
    if (seen != status)
        ck_abort_msg("%s, wanted %s: %s", cev_status_name(seen),
                     cev_status_name(status), message);
    ck_assert_ptr_null(says);
    cev_options_free(options);
    free_small(s);
    cev_ctx_free(ctx);
}

START_TEST(names_and_periods_that_are_missing_are_refused)
{
    cev_ctx *ctx = new_ctx();
    cev_estimator *fit = fit_some(ctx);
    small_shop s = three_customers();
#define REFUSED(said)                                                \
    do {                                                             \
        refuse_small(fit, &s, CEV_ERR_DOMAIN, (said));               \
        ck_assert_msg(strstr(cev_ctx_message(ctx), (said)) != NULL, "%s", \
                      cev_ctx_message(ctx));                         \
    } while (0)
    s.of[1] = NULL;
    REFUSED("customer[1] of the periods is a gap");
    s.of[1] = "Ann";
    s.customer[1] = NULL;
    REFUSED("customer[1] has no periods");
    s.customer[1] = "Ben";
    s.to[7] = INFINITY;
    REFUSED("to[7] = inf; wanted an age after from[7] = 12");
    s.to[7] = 16.0;
    s.bought[2] = -1.0;
    REFUSED("x[2] = -1 of a period; wanted a whole number");
    s.bought[2] = 2e15;
    REFUSED("x[2] = 2e+15 of a period; wanted a whole number from 0 to "
            "1e+15");
    s.bought[2] = 0.0;
    s.x[2] = 3.0;
    REFUSED("up to T = 8 have 2 purchases in all; wanted x[2] = 3");
#undef REFUSED
    cev_estimator_free(fit);
    cev_ctx_free(ctx);
}
END_TEST

/* Numbers of customers may have gaps too. */
START_TEST(periods_of_nobody_s_number_are_refused)
{
    static const uint8_t all_but_4[1 << 8] = {0xEF};
    cev_ctx *ctx = new_ctx();
    dice d = {63};
    changing_shop c = draw_changing(&d, 5, 0);
    cev_estimator *fit = NULL;
    cev_options *options = ask_covariates(ctx, "sale", "letters");
    changing_table(ctx, &c);
    must(ctx, cev_table_set_column(c.table, "customer", CEV_INT64, c.of, 8,
                                   all_but_4));
    must(ctx,
         cev_estimator_new(ctx, CEV_PARETO_NBD_DYNAMIC, options, &fit));
    ck_assert_int_eq(cev_estimator_fit(fit, c.m.table), CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "customer[4] of the periods is a gap");
    cev_estimator_free(fit);
    cev_options_free(options);
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

static void refuse_evaluation(cev_ctx *ctx, const cev_estimator *fit,
                              const cev_table *customers, const char *what,
                              int32_t status, const char *message)
{
    cev_table *says = NULL;
    ck_assert_int_eq(
        cev_estimator_evaluate(fit, customers, what, NULL, &says), status);
    ck_assert_msg(strstr(cev_ctx_message(ctx), message) != NULL, "%s",
                  cev_ctx_message(ctx));
    ck_assert_ptr_null(says);
}

START_TEST(what_an_evaluation_wants_is_named)
{
    static const char *const text[3] = {"a", "b", "c"};
    cev_ctx *ctx = new_ctx();
    cev_estimator *fit = fit_some(ctx);
    small_shop s = three_customers();
    cev_table *says = NULL;
    (void)small_table(ctx, &s);
    refuse_evaluation(ctx, fit, s.table, CEV_EVAL_COVERAGE, CEV_ERR_KIND,
                      "has no coverage");
    refuse_evaluation(ctx, fit, s.table, CEV_EVAL_AHEAD, CEV_ERR_KIND,
                      "has no ahead");
    refuse_evaluation(ctx, fit, s.table, "weather", CEV_ERR_KIND,
                      "\"weather\" is no evaluation");
    must(ctx, cev_table_set_column(s.table, "customers", CEV_TEXT, text,
                                   (int64_t)sizeof(char *), NULL));
    refuse_evaluation(ctx, fit, s.table, CEV_EVAL_TOTALS, CEV_ERR_COLUMN,
                      "customers");
    set_numbers(ctx, s.table, "customers", s.weight);
    must(ctx, cev_table_set_column(s.table, "T", CEV_TEXT, text,
                                   (int64_t)sizeof(char *), NULL));
    refuse_evaluation(ctx, fit, s.table, CEV_EVAL_TRACKING, CEV_ERR_COLUMN,
                      "\"T\"");
    refuse_evaluation(ctx, fit, s.table, CEV_EVAL_HOLDOUT, CEV_ERR_COLUMN,
                      "\"T\"");
    refuse_evaluation(ctx, fit, s.table, CEV_EVAL_TOTALS, CEV_ERR_COLUMN,
                      "\"T\"");
    ck_assert_int_eq(cev_estimator_predict(fit, s.table, NULL, &says),
                     CEV_ERR_COLUMN);
    ck_assert_int_eq(cev_estimator_fit(fit, s.table), CEV_ERR_COLUMN);
    ck_assert_ptr_null(says);
    free_small(&s);
    cev_estimator_free(fit);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("dynamic_edges");
    tcase_add_test(cases, who_has_just_bought_or_come_is_there);
    tcase_add_test(cases, customers_of_today_are_evaluated_as_well);
    tcase_add_test(cases, rows_of_nobody_count_for_nothing);
    tcase_add_test(cases, names_and_periods_that_are_missing_are_refused);
    tcase_add_test(cases, periods_of_nobody_s_number_are_refused);
    tcase_add_test(cases, what_an_evaluation_wants_is_named);
    Suite *s = suite_create("value/dynamic_edges");
    suite_add_tcase(s, cases);
    return s;
}
