/* Indicators and cohorts of channels and products, and what details tell. */
#include "portfolio/rich.h"
#include "support/failing.h"

typedef int32_t (*by_period)(const cev_portfolio *, int64_t,
                             const cev_options *, cev_table **);

static cev_table *ask_by(cev_ctx *ctx, by_period call,
                         const cev_portfolio *shop, const char *by,
                         const char *period)
{
    cev_options *options = new_options(ctx);
    cev_table *table = NULL;
    must(ctx, cev_options_set_str(options, CEV_OPT_BY, by));
    must(ctx, cev_options_set_str(options, CEV_OPT_PERIOD, period));
    must(ctx, cev_options_set_double(options, CEV_OPT_MARGIN, 0.4));
    must(ctx, call(shop, 300 * DAY, options, &table));
    cev_options_free(options);
    return table;
}

/* Rows of one channel alone, NULL for those that do not say. */
static cev_portfolio *alone(cev_ctx *ctx, const rich_orders *o,
                            const char *channel)
{
    cev_portfolio *shop = new_shop(ctx);
    for (int i = 0; i < ROWS; i++) {
        const char *his = o->channel[i];
        if (his != NULL && his[0] == '\0')
            his = NULL;
        if ((his == NULL) != (channel == NULL)
            || (his != NULL && strcmp(his, channel) != 0))
            continue;
        cev_table *t = rich_table(ctx, o, i, ROWS);
        must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
        cev_table_free(t);
    }
    return shop;
}

/* Whether two rows are equal to the bit but for the column `except`. */
static void same_rows(const cev_table *a, int64_t i, const cev_table *b,
                      int64_t k, const char *except)
{
    for (int64_t c = 0; c < cev_table_column_count(a); c++) {
        const char *name = cev_table_name(a, c);
        int32_t type;
        const void *x, *y;
        if (strcmp(name, except) == 0)
            continue;
        must(NULL, cev_table_column(a, name, &type, &x, NULL, NULL));
        must(NULL, cev_table_column(b, name, &type, &y, NULL, NULL));
        if (memcmp((const char *)x + 8 * i, (const char *)y + 8 * k, 8) != 0)
            ck_abort_msg("%s differs in rows %" PRId64 " and %" PRId64, name,
                         i, k);
    }
}

/* A channel has the figures of a shop of its orders alone. */
START_TEST(a_channel_is_a_shop_of_its_own)
{
    static const by_period calls[] = {cev_portfolio_indicators,
                                      cev_portfolio_cohorts};
    static const char *const channels[] = {"caf\xc3\xa9", "till", "web", NULL};
    rich_orders *o = invent_rich();
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = rich_shop(ctx, o, 0, 1);
    for (int call = 0; call < 2; call++) {
        cev_table *by = ask_by(ctx, calls[call], shop, "channel", "month");
        ck_assert_str_eq(cev_table_name(by, 1), "channel");
        int64_t met = 0, rows = 0;
        for (int c = 0; c < 4; c++) {
            cev_portfolio *one = alone(ctx, o, channels[c]);
            cev_table *own = ask_by(ctx, calls[call], one, "shop", "month");
            rows += cev_table_row_count(own);
            int64_t k = 0;
            for (int64_t i = 0; i < cev_table_row_count(by); i++) {
                const char *his = cev_table_text(by, "channel", i);
                if ((his == NULL) != (channels[c] == NULL)
                    || (his != NULL && strcmp(his, channels[c]) != 0))
                    continue;
                /* The first period of a shop alone has none before it. */
                if (call == 1 || k > 0)
                    same_rows(by, i, own, k, "channel");
                k++;
                met++;
            }
            ck_assert_int_eq(k, cev_table_row_count(own));
            cev_table_free(own);
            cev_portfolio_free(one);
        }
        ck_assert_int_eq(met, rows);
        ck_assert_int_eq(met, cev_table_row_count(by));
        cev_table_free(by);
    }
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(o);
}
END_TEST

static void put_row(cev_ctx *ctx, cev_portfolio *shop, const char *who,
                    int64_t day, double amount, const char *channel,
                    const double *numbers)
{
    static const char *const names[] = {"items", "discount", "cost"};
    cev_table *t = NULL;
    int64_t time = day * DAY;
    must(ctx, cev_table_new(ctx, 1, &t));
    must(ctx, cev_table_set_column(t, "customer", CEV_TEXT, &who,
                                   sizeof who, NULL));
    must(ctx, cev_table_set_column(t, "time", CEV_INT64, &time, 8, NULL));
    must(ctx, cev_table_set_column(t, "amount", CEV_DOUBLE, &amount, 8, NULL));
    must(ctx, cev_table_set_column(t, "channel", CEV_TEXT, &channel,
                                   sizeof channel, NULL));
    for (int i = 0; i < 3; i++)
        must(ctx, cev_table_set_column(t, names[i], CEV_DOUBLE, numbers + i, 8,
                                       NULL));
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
    cev_table_free(t);
}

/* By hand: two lines on one day are one purchase; a refund takes items, the
 * discount and the cost back; of an unknown cost the margin is a share. */
START_TEST(details_are_added_up)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    put_row(ctx, shop, "ann", 1, 30, "web", (double[]){2, 6, 10});
    put_row(ctx, shop, "ann", 1, 10, "web", (double[]){1, 0, 4});
    put_row(ctx, shop, "ann", 3, -10, "web", (double[]){1, 2, 5});
    put_row(ctx, shop, "bob", 2, 20, "till", (double[]){5, NAN, NAN});
    put_row(ctx, shop, "cid", 2, 40, NULL, (double[]){NAN, 10, 20});
    cev_table *t =
        ask_by(ctx, cev_portfolio_indicators, shop, "shop", "year");
    ck_assert_int_eq(cev_table_int64(t, "purchases", 0), 3);
    ck_assert_double_eq(cev_table_double(t, "items_per_purchase", 0),
                        (3 - 1 + 5) / 2.0);
    ck_assert_double_eq(cev_table_double(t, "discount_rate", 0),
                        14.0 / (14 + 70));
    double profit = (40 - 14) + (-10 + 5) + 0.4 * 20 + (40 - 20);
    ck_assert_double_eq(cev_table_double(t, "margin", 0), profit);
    ck_assert_double_eq(cev_table_double(t, "margin_per_purchase", 0),
                        profit / 3);
    ck_assert_double_eq(cev_table_double(t, "margin_per_customer", 0),
                        profit / 3);
    ck_assert(cev_table_double(t, "margin_lo", 0) < profit);
    cev_table_free(t);
    t = ask_by(ctx, cev_portfolio_cohorts, shop, "shop", "year");
    ck_assert_double_eq(cev_table_double(t, "revenue", 0), 90);
    ck_assert_double_eq(cev_table_double(t, "margin", 0), profit);
    ck_assert_double_eq_tol(cev_table_double(t, "cumulative_clv", 0),
                            profit / 3, 1e-14);
    cev_table_free(t);
    t = ask_by(ctx, cev_portfolio_indicators, shop, "product", "year");
    ck_assert_int_eq(cev_table_row_count(t), 1);
    ck_assert_ptr_null(cev_table_text(t, "product", 0));
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Where nobody tells, there are no such columns. */
START_TEST(what_nobody_tells_has_no_column)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t =
        ask_by(ctx, cev_portfolio_indicators, shop, "channel", "year");
    ck_assert_int_eq(cev_table_row_count(t), 0);
    cev_table_free(t);
    buy(shop, "ann", 1, 10);
    t = ask_by(ctx, cev_portfolio_indicators, shop, "channel", "year");
    ck_assert_int_eq(cev_table_row_count(t), 1);
    ck_assert_ptr_null(cev_table_text(t, "channel", 0));
    ck_assert_int_eq(cev_table_column(t, "items_per_purchase", NULL, NULL,
                                      NULL, NULL),
                     CEV_ERR_NOT_FOUND);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* PORT-ORDER-1 */
START_TEST(the_order_of_recording_does_not_matter)
{
    static const by_period calls[] = {cev_portfolio_indicators,
                                      cev_portfolio_cohorts};
    static const char *const divisions[] = {"shop", "channel", "product"};
    rich_orders *o = invent_rich();
    cev_ctx *ctx = new_ctx();
    cev_portfolio *a = rich_shop(ctx, o, 0, 1), *b = rich_shop(ctx, o, 1, 2),
                  *rest = rich_shop(ctx, o, 0, 2);
    must(ctx, cev_portfolio_merge(b, rest));
    for (int i = 0; i < 6; i++) {
        cev_table *x = ask_by(ctx, calls[i % 2], a, divisions[i / 2], "week");
        cev_table *y = ask_by(ctx, calls[i % 2], b, divisions[i / 2], "week");
        same_tables(x, y);
        cev_table_free(y);
        cev_table_free(x);
    }
    cev_portfolio_free(rest);
    cev_portfolio_free(b);
    cev_portfolio_free(a);
    cev_ctx_free(ctx);
    free(o);
}
END_TEST

/* PORT-OVERVIEW-1 */
START_TEST(an_overview_is_both_tables)
{
    static const char *const divisions[] = {"shop", "channel", "product"};
    rich_orders *o = invent_rich();
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = rich_shop(ctx, o, 0, 1);
    cev_table *segments = NULL, *pair[2] = {NULL, NULL};
    must(ctx, cev_table_new(ctx, 2, &segments));
    static const char *const who[] = {"c1", "c2"}, *const what[] = {"a", "b"};
    must(ctx, cev_table_set_column(segments, "customer", CEV_TEXT, who,
                                   sizeof *who, NULL));
    must(ctx, cev_table_set_column(segments, "segment", CEV_TEXT, what,
                                   sizeof *what, NULL));
    for (int i = 0; i < 8; i++) {
        cev_options *options = new_options(ctx);
        const cev_table *of = i / 2 == 3 ? segments : NULL;
        cev_table *a = NULL, *b = NULL;
        must(ctx, cev_options_set_str(options, CEV_OPT_PERIOD,
                                      i % 2 ? "week" : "quarter"));
        if (of == NULL)
            must(ctx, cev_options_set_str(options, CEV_OPT_BY,
                                          divisions[i / 2]));
        must(ctx, of ? cev_portfolio_indicators_by(shop, of, 150 * DAY,
                                                   options, &a)
                     : cev_portfolio_indicators(shop, 150 * DAY, options, &a));
        must(ctx, of ? cev_portfolio_cohorts_by(shop, of, 150 * DAY, options,
                                                &b)
                     : cev_portfolio_cohorts(shop, 150 * DAY, options, &b));
        must(ctx, cev_portfolio_overview(shop, of, 150 * DAY, options,
                                         &pair[0], &pair[1]));
        same_tables(pair[0], a);
        same_tables(pair[1], b);
        cev_table_free(pair[1]);
        cev_table_free(pair[0]);
        cev_table_free(b);
        cev_table_free(a);
        cev_options_free(options);
    }
    pair[0] = pair[1] = NULL;
    ck_assert_int_eq(cev_portfolio_overview(shop, NULL, CEV_LATEST, NULL,
                                            &pair[0], NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_ptr_null(pair[0]);
    cev_table_free(segments);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(o);
}
END_TEST

/* By March ann has bought twice on the web and once in the store, of two
 * products; a refund counts for nothing, nor does what came later. */
START_TEST(features_tell_channels_and_products)
{
    static const char *const who[] = {"ann", "ann", "ann", "ann", "bob",
                                      "cid", "ann"};
    static const char *const channel[] = {"web", "web", "store", "fax", NULL,
                                          "web", "later"};
    static const char *const product[] = {"tea", "pot", "tea", "cup", "cup",
                                          NULL, "jar"};
    static const double amount[] = {1, 2, 3, -1, 4, NAN, 5};
    static const int64_t time[] = {0, DAY, 2 * DAY, 3 * DAY, 4 * DAY, 5 * DAY,
                                   90 * DAY};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    must(ctx, cev_table_new(ctx, 7, &t));
    must(ctx, cev_table_set_column(t, "customer", CEV_TEXT, who, sizeof *who,
                                   NULL));
    must(ctx, cev_table_set_column(t, "time", CEV_INT64, time, 8, NULL));
    must(ctx, cev_table_set_column(t, "amount", CEV_DOUBLE, amount, 8, NULL));
    must(ctx, cev_table_set_column(t, "channel", CEV_TEXT, channel,
                                   sizeof *channel, NULL));
    must(ctx, cev_table_set_column(t, "product", CEV_TEXT, product,
                                   sizeof *product, NULL));
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
    cev_table_free(t);
    must(ctx, cev_portfolio_features(shop, 60 * DAY, NULL, &t));
    ck_assert_double_eq(cev_table_double(t, "channel=web", 0), 2.0 / 3);
    ck_assert_double_eq(cev_table_double(t, "channel=store", 0), 1.0 / 3);
    ck_assert_str_eq(cev_table_text(t, "channel", 0), "store");
    ck_assert_double_eq(cev_table_double(t, "products", 0), 2);
    ck_assert(isnan(cev_table_double(t, "channel=web", 1)));
    ck_assert_ptr_null(cev_table_text(t, "channel", 1));
    ck_assert_double_eq(cev_table_double(t, "products", 1), 1);
    ck_assert_double_eq(cev_table_double(t, "channel=web", 2), 1);
    ck_assert_double_eq(cev_table_double(t, "products", 2), 0);
    ck_assert_int_eq(cev_table_column(t, "channel=fax", NULL, NULL, NULL,
                                      NULL), CEV_ERR_NOT_FOUND);
    ck_assert_int_eq(cev_table_column(t, "channel=later", NULL, NULL, NULL,
                                      NULL), CEV_ERR_NOT_FOUND);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* As many products as orders: by year they are told, by day refused. */
START_TEST(very_many_products)
{
    enum { MANY = 60000 };
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    char(*names)[32] = malloc(MANY * sizeof *names);
    const char **products = malloc(MANY * sizeof *products);
    int64_t *ids = malloc(MANY * 8), *times = malloc(MANY * 8);
    ck_assert(names && products && ids && times);
    for (int64_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "%" PRId64, i);
        products[i] = names[i];
        ids[i] = i % 1000;
        times[i] = i % 700 * DAY;
    }
    cev_table *t = NULL, *untouched = NULL;
    must(ctx, cev_table_new(ctx, MANY, &t));
    must(ctx, cev_table_set_column(t, "customer", CEV_INT64, ids, 8, NULL));
    must(ctx, cev_table_set_column(t, "time", CEV_INT64, times, 8, NULL));
    must(ctx, cev_table_set_column(t, "product", CEV_TEXT, products,
                                   sizeof *products, NULL));
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
    cev_table_free(t);
    t = ask_by(ctx, cev_portfolio_cohorts, shop, "product", "year");
    ck_assert_int_ge(cev_table_row_count(t), MANY / 3);
    cev_table_free(t);
    must(ctx, cev_options_set_str(options, CEV_OPT_BY, "product"));
    must(ctx, cev_options_set_str(options, CEV_OPT_PERIOD, "day"));
    ck_assert_int_eq(cev_portfolio_indicators(shop, CEV_LATEST, options,
                                              &untouched),
                     CEV_ERR_LIMIT);
    ck_assert_ptr_null(untouched);
    cev_portfolio_free(shop);
    cev_options_free(options);
    cev_ctx_free(ctx);
    free(times);
    free(ids);
    free(products);
    free(names);
}
END_TEST

/* Segments are a table of their own: they are not divided again. */
START_TEST(segments_take_no_division)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *segments = NULL, *out = NULL;
    must(ctx, cev_table_new(ctx, 0, &segments));
    must(ctx, cev_options_set_str(options, CEV_OPT_BY, "channel"));
    ck_assert_int_eq(cev_portfolio_indicators_by(shop, segments, CEV_LATEST,
                                                 options, &out),
                     CEV_ERR_OPTION);
    ck_assert_int_eq(cev_options_set_str(options, CEV_OPT_BY, "weekday"),
                     CEV_ERR_OPTION);
    ck_assert_ptr_null(out);
    cev_table_free(segments);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

static int32_t divide_in_vain(cev_ctx *ctx, void *state)
{
    static const by_period calls[] = {cev_portfolio_indicators,
                                      cev_portfolio_cohorts};
    const rich_orders *o = state;
    cev_portfolio *shop = NULL;
    cev_options *options = NULL;
    cev_table *t = NULL, *orders = NULL;
    int32_t status = cev_portfolio_new(ctx, &shop);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_BY, "channel");
    if (status == CEV_OK)
        status = cev_table_new(ctx, 12, &orders);
    if (status == CEV_OK)
        status = cev_table_set_column(orders, "customer", CEV_TEXT,
                                      o->customer, sizeof *o->customer, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(orders, "channel", CEV_TEXT, o->channel,
                                      sizeof *o->channel, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(orders, "product", CEV_TEXT, o->product,
                                      sizeof *o->product, NULL);
    if (status == CEV_OK)
        status =
            cev_table_set_column(orders, "time", CEV_INT64, o->time, 8, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(orders, "items", CEV_DOUBLE, o->items, 8,
                                      NULL);
    if (status == CEV_OK)
        status = cev_portfolio_record(shop, CEV_ORDERS, orders);
    for (int i = 0; status == CEV_OK && i < 2; i++) {
        t = NULL;
        status = calls[i](shop, CEV_LATEST, options, &t);
        ck_assert((t != NULL) == (status == CEV_OK));
        cev_table_free(t);
    }
    cev_table *pair[2] = {NULL, NULL};
    if (status == CEV_OK) {
        status = cev_portfolio_overview(shop, NULL, CEV_LATEST, options,
                                        &pair[0], &pair[1]);
        ck_assert((pair[0] != NULL) == (status == CEV_OK));
        ck_assert((pair[1] != NULL) == (status == CEV_OK));
    }
    cev_table_free(pair[0]);
    cev_table_free(pair[1]);
    t = NULL;
    if (status == CEV_OK)
        status = cev_portfolio_features(shop, CEV_LATEST, NULL, &t);
    ck_assert((t != NULL) == (status == CEV_OK));
    cev_table_free(t);
    cev_table_free(orders);
    cev_options_free(options);
    cev_portfolio_free(shop);
    return status;
}

START_TEST(dividing_survives_failing_memory)
{
    rich_orders *o = invent_rich();
    for (int i = 0; i < 12; i++)
        if (o->items[i] < 0.0)
            o->items[i] = 0.0; /* there are no amounts, hence no refunds */
    fail_each_allocation(divide_in_vain, o);
    free(o);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("divided");
    tcase_add_test(cases, a_channel_is_a_shop_of_its_own);
    tcase_add_test(cases, details_are_added_up);
    tcase_add_test(cases, what_nobody_tells_has_no_column);
    tcase_add_test(cases, the_order_of_recording_does_not_matter);
    tcase_add_test(cases, an_overview_is_both_tables);
    tcase_add_test(cases, features_tell_channels_and_products);
    tcase_add_test(cases, very_many_products);
    tcase_add_test(cases, segments_take_no_division);
    tcase_add_test(cases, dividing_survives_failing_memory);
    Suite *all = suite_create("portfolio/divided");
    suite_add_tcase(all, cases);
    return all;
}
