/* What cohorts are worth, with limits: by brute force, and at the edges. */
#include "portfolio/shop.h"

#include <stdio.h>

#include "math/student.h"
#include "math/wilson.h"

enum { PEOPLE = 40, INVENTED = 6001, MONTHS = 24 };

static double figure(const cev_table *table, const char *name, int64_t row)
{
    return cev_table_double(table, name, row);
}

/* Months since January 1969 of a second: the invented orders lie in it and the
   next. */
static int64_t month_of_second(int64_t second)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    int64_t day = (second + 365 * DAY) / DAY, month = 0;
    while (day >= lengths[month % 12])
        day -= lengths[month++ % 12];
    return month;
}

static int64_t start_of_month(int64_t month)
{
    int64_t day = -365 * DAY;
    while (month_of_second(day) < month)
        day += DAY;
    return day;
}

/* The money of each of the people by month, and the month of the first
   purchase, by the report's own rows of customers. */
typedef struct {
    double money[PEOPLE][MONTHS];
    int64_t birth[PEOPLE];
} book;

static book keep_book(cev_ctx *ctx, const cev_portfolio *shop,
                      const invented_order *orders)
{
    book b = {{{0.0}}, {0}};
    cev_table *t = NULL;
    for (int who = 0; who < PEOPLE; who++)
        b.birth[who] = -1;
    must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, NULL, &t));
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        int64_t who = (cev_table_int64(t, "customer", i) + 1000) / 7919;
        b.birth[who] = month_of_second(cev_table_int64(t, "first", i));
    }
    cev_table_free(t);
    for (int64_t i = 0; i < INVENTED; i++) {
        int64_t who = (orders[i].customer + 1000) / 7919;
        int64_t month = month_of_second(orders[i].time);
        if (month < b.birth[who])
            month = b.birth[who];
        if (!isnan(orders[i].amount))
            b.money[who][month] += orders[i].amount;
    }
    return b;
}

/* The mean of the members' numbers and its upper 90 % limit. */
static void check_mean(const cev_table *t, int64_t row, const char *name,
                       const double *numbers, int n, double factor)
{
    double sum = 0.0, squares = 0.0;
    char upper[40];
    snprintf(upper, sizeof upper, "%s_hi", name);
    for (int i = 0; i < n; i++)
        sum += numbers[i];
    for (int i = 0; i < n; i++)
        squares += (numbers[i] - sum / n) * (numbers[i] - sum / n);
    ck_assert_near(figure(t, name, row), factor * sum / n, 1e-6);
    if (n > 1)
        ck_assert_near(figure(t, upper, row),
                       factor * (sum / n + cev__student_quantile(0.05, n - 1.0)
                                         * sqrt(squares / (n - 1.0) / n)),
                       1e-5);
}

static void check_row(const cev_table *t, int64_t row, const book *b)
{
    int64_t cohort = month_of_second(cev_table_int64(t, "cohort", row));
    int64_t age = cev_table_int64(t, "age", row);
    double now[PEOPLE], worth[PEOPLE], rate[3];
    int n = 0;
    for (int who = 0; who < PEOPLE; who++) {
        if (b->birth[who] != cohort)
            continue;
        now[n] = b->money[who][cohort + age];
        worth[n] = 0.0;
        for (int64_t k = 0; k <= age; k++) {
            double seconds = (double)(start_of_month(cohort + k)
                                      - start_of_month(cohort));
            worth[n] += b->money[who][cohort + k]
                        * pow(1.2, -seconds / (365.25 * 86400.0));
        }
        n++;
    }
    ck_assert_int_eq(cev_table_int64(t, "customers", row), n);
    check_mean(t, row, "margin_per_customer", now, n, 0.3);
    check_mean(t, row, "cumulative_clv", worth, n, 0.3);
    cev__wilson_share((double)cev_table_int64(t, "active", row), n,
                      1.6448536269514722, rate);
    ck_assert_near(figure(t, "retention_rate", row), rate[0], 1e-15);
    ck_assert_near(figure(t, "retention_rate_lo", row), rate[1], 1e-14);
    ck_assert_near(figure(t, "retention_rate_hi", row), rate[2], 1e-14);
    ck_assert_rel(figure(t, "margin", row) + 1.0,
                  0.3 * figure(t, "revenue", row) + 1.0, 1e-15);
}

static cev_options *valued(cev_ctx *ctx, double margin, double discount)
{
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_MARGIN, margin));
    must(ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, discount));
    return options;
}

START_TEST(cohorts_are_worth_what_their_customers_spent)
{
    invented_order *orders = invent_orders(INVENTED, PEOPLE);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx), *shuffled = new_shop(ctx);
    cev_options *options = valued(ctx, 0.3, 0.2);
    cev_table *t = NULL, *other = NULL;
    record_invented(shop, orders, INVENTED, 1);
    record_invented(shuffled, orders, INVENTED, 7);
    must(ctx, cev_portfolio_cohorts(shop, CEV_LATEST, options, &t));
    must(ctx, cev_portfolio_cohorts(shuffled, CEV_LATEST, options, &other));
    same_tables(t, other);
    book b = keep_book(ctx, shop, orders);
    ck_assert_int_gt(cev_table_row_count(t), 24);
    for (int64_t i = 0; i < cev_table_row_count(t); i++)
        check_row(t, i, &b);
    cev_table_free(other);
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shuffled);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

/* The rows of a segment are those of a shop of its customers alone. */
START_TEST(segments_have_cohorts_of_their_own)
{
    invented_order *orders = invent_orders(INVENTED, PEOPLE);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_portfolio *alone[2] = {new_shop(ctx), new_shop(ctx)};
    int64_t customers[PEOPLE];
    const char *names[PEOPLE];
    int64_t n = 0, rows[2] = {0, 0};
    record_invented(shop, orders, INVENTED, 1);
    for (int64_t i = 1; i < PEOPLE; i += 2) {
        customers[n] = i * 7919 - 1000;
        names[n++] = "odd";
    }
    for (int64_t i = 0; i < INVENTED; i++)
        must(ctx, cev_portfolio_order_id(
                      alone[1 - (orders[i].customer + 1000) / 7919 % 2],
                      orders[i].customer, orders[i].time, orders[i].amount));
    cev_table *segments = NULL, *all = NULL, *each[2] = {NULL, NULL};
    must(ctx, cev_table_new(ctx, n, &segments));
    must(ctx, cev_table_set_column(segments, "customer", CEV_INT64, customers,
                                   8, NULL));
    must(ctx, cev_table_set_column(segments, "segment", CEV_TEXT, names,
                                   sizeof *names, NULL));
    must(ctx, cev_portfolio_cohorts_by(shop, segments, CEV_LATEST, NULL, &all));
    int64_t first = cev_table_int64(all, "cohort", 0);
    for (int i = 0; i < 2; i++)
        must(ctx, cev_portfolio_cohorts(alone[i], 349 * DAY, NULL, &each[i]));
    ck_assert_int_eq(first, cev_table_int64(each[0], "cohort", 0)
                                    < cev_table_int64(each[1], "cohort", 0)
                                ? cev_table_int64(each[0], "cohort", 0)
                                : cev_table_int64(each[1], "cohort", 0));
    for (int64_t row = 0; row < cev_table_row_count(all); row++) {
        int group = cev_table_text(all, "segment", row) == NULL;
        const cev_table *of = each[group];
        for (int64_t c = 0; c < cev_table_column_count(of); c++) {
            const char *name = cev_table_name(of, c);
            double wanted = figure(of, name, rows[group]);
            double seen = figure(all, name, row);
            /* money is counted in units of the shop's greatest amount */
            ck_assert_msg(fabs(seen - wanted) <= 1e-9 * fabs(wanted)
                              || (isnan(seen) && isnan(wanted)),
                          "%s[%d] %g %g", name, (int)row, seen, wanted);
        }
        rows[group]++;
    }
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(rows[i], cev_table_row_count(each[i]));
        cev_table_free(each[i]);
        cev_portfolio_free(alone[i]);
    }
    cev_table_free(all);
    cev_table_free(segments);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

/* Equal customers have no spread, of any size of money; a loss turns limits
   over. */
START_TEST(equal_customers_leave_no_doubt)
{
    static const double amounts[] = {0.1, 1e290, 1e-290, 1234.56};
    for (size_t a = 0; a < sizeof amounts / sizeof *amounts; a++) {
        cev_ctx *ctx = new_ctx();
        cev_portfolio *shop = new_shop(ctx);
        cev_options *options = valued(ctx, -0.5, 0.1);
        for (int64_t i = 0; i < 23; i++)
            for (int64_t k = 0; k < 3; k++)
                must(ctx, cev_portfolio_order_id(shop, i, 40 * k * DAY,
                                                 amounts[a]));
        cev_table *t = NULL;
        must(ctx, cev_portfolio_cohorts(shop, CEV_LATEST, options, &t));
        ck_assert_int_eq(cev_table_row_count(t), 3);
        for (int64_t i = 0; i < 3; i++) {
            double value = figure(t, "cumulative_clv", i);
            ck_assert_rel(figure(t, "cumulative_clv_lo", i), value, 1e-14);
            ck_assert_rel(figure(t, "cumulative_clv_hi", i), value, 1e-14);
            ck_assert_rel(figure(t, "margin_per_customer_lo", i),
                          -0.5 * amounts[a], 1e-14);
        }
        cev_table_free(t);
        cev_options_free(options);
        options = valued(ctx, -0.5, 0.0);
        must(ctx, cev_portfolio_order_id(shop, 23, 0, amounts[a] / 2.0));
        must(ctx, cev_portfolio_cohorts(shop, CEV_LATEST, options, &t));
        ck_assert_rel(figure(t, "cumulative_clv", 2) * 24.0,
                      figure(t, "cumulative_revenue", 2) * -0.5, 1e-14);
        ck_assert(figure(t, "cumulative_clv_lo", 2)
                  < figure(t, "cumulative_clv", 2));
        ck_assert(figure(t, "cumulative_clv_hi", 2)
                  > figure(t, "cumulative_clv", 2));
        cev_table_free(t);
        cev_options_free(options);
        cev_portfolio_free(shop);
        cev_ctx_free(ctx);
    }
}
END_TEST

static int32_t stop_cohorts(void *user, const char *stage, double done)
{
    (void)done;
    ck_assert_str_eq(stage, "cohorts");
    ++*(int *)user;
    return 1;
}

START_TEST(cohorts_stop_when_asked)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    int calls = 0;
    buy(shop, "ann", 0, 1.0);
    cev_ctx_set_progress(ctx, stop_cohorts, &calls);
    ck_assert_int_eq(cev_portfolio_cohorts(shop, CEV_LATEST, NULL, &t),
                     CEV_ERR_CANCELLED);
    ck_assert_ptr_null(t);
    ck_assert_int_eq(calls, 1);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("cohorts");
    tcase_add_test(cases, cohorts_are_worth_what_their_customers_spent);
    tcase_add_test(cases, segments_have_cohorts_of_their_own);
    tcase_add_test(cases, equal_customers_leave_no_doubt);
    tcase_add_test(cases, cohorts_stop_when_asked);
    Suite *s = suite_create("portfolio/cohorts");
    suite_add_tcase(s, cases);
    return s;
}
