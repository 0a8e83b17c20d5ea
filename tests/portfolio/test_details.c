/* What is known of orders besides who, when and for how much. */
#include "portfolio/rich.h"
#include "support/failing.h"

/* A shop of one customer's orders, given as a table of the columns named. */
static cev_table *few_orders(cev_ctx *ctx, int64_t n, const int64_t *time,
                             const double *amount)
{
    static const char *const who[] = {"ann", "ann", "ann", "ann"};
    cev_table *t = NULL;
    must(ctx, cev_table_new(ctx, n, &t));
    must(ctx, cev_table_set_column(t, "customer", CEV_TEXT, who, sizeof *who,
                                   NULL));
    must(ctx, cev_table_set_column(t, "time", CEV_INT64, time, 8, NULL));
    must(ctx, cev_table_set_column(t, "amount", CEV_DOUBLE, amount, 8, NULL));
    return t;
}

START_TEST(what_was_said_is_exported)
{
    static const int64_t time[] = {0, DAY, 2 * DAY};
    static const double amount[] = {10, -4, 5}, items[] = {3, 1, NAN};
    static const char *const channel[] = {"web", NULL, ""};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = few_orders(ctx, 3, time, amount);
    must(ctx, cev_table_set_column(t, "channel", CEV_TEXT, channel,
                                   sizeof *channel, NULL));
    must(ctx, cev_table_set_column(t, "items", CEV_DOUBLE, items, 8, NULL));
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
    cev_table_free(t);
    buy(shop, "bob", 1, 7);
    t = exported(ctx, shop, CEV_ORDERS);
    ck_assert_int_eq(cev_table_column_count(t), 5);
    ck_assert_str_eq(cev_table_name(t, 3), "items");
    ck_assert_str_eq(cev_table_name(t, 4), "channel");
    ck_assert_str_eq(cev_table_text(t, "channel", 0), "web");
    ck_assert_ptr_null(cev_table_text(t, "channel", 1));
    ck_assert_ptr_null(cev_table_text(t, "channel", 2));
    ck_assert_double_eq(cev_table_double(t, "items", 0), 3);
    ck_assert_double_eq(cev_table_double(t, "items", 1), -1);
    ck_assert(isnan(cev_table_double(t, "items", 2)));
    ck_assert(isnan(cev_table_double(t, "items", 3)));
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Whole numbers, as large as they come, are their digits; what is read as
   doubles because of a gap is as well. (DETAIL-ID-1) */
START_TEST(numbers_of_products_are_texts)
{
    static const int64_t time[] = {0, DAY, 2 * DAY};
    static const double amount[] = {10, 4, 5}, channel[] = {17, NAN, -0.0};
    static const int64_t product[] = {INT64_MAX, 0, -40};
    static const char *const seen[3][2] = {{"9223372036854775807", "17"},
                                           {"0", NULL},
                                           {"-40", "0"}};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = few_orders(ctx, 3, time, amount);
    must(ctx, cev_table_set_column(t, "product", CEV_INT64, product, 8, NULL));
    must(ctx,
         cev_table_set_column(t, "channel", CEV_DOUBLE, channel, 8, NULL));
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
    cev_table_free(t);
    t = exported(ctx, shop, CEV_ORDERS);
    for (int i = 0; i < 3; i++) {
        const char *by = cev_table_text(t, "channel", i);
        ck_assert_str_eq(cev_table_text(t, "product", i), seen[i][0]);
        ck_assert((by == NULL) == (seen[i][1] == NULL));
        ck_assert(by == NULL || strcmp(by, seen[i][1]) == 0);
    }
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* PORT-ORDER-1, PORT-MERGE-1, PORT-SAVE-1 */
START_TEST(details_go_where_their_orders_go)
{
    rich_orders *o = invent_rich();
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = rich_shop(ctx, o, 0, 1);
    saved_shop wanted = save_shop(shop);
    cev_portfolio *merged = rich_shop(ctx, o, 1, 2), *rest =
        rich_shop(ctx, o, 0, 2);
    must(ctx, cev_portfolio_merge(merged, rest));
    ck_assert(same_as_saved(merged, &wanted));
    cev_portfolio *before = NULL, *after = NULL, *loaded = NULL;
    must(ctx, cev_portfolio_split(shop, 70 * DAY, &before, &after));
    must(ctx, cev_portfolio_merge(after, before));
    ck_assert(same_as_saved(after, &wanted));
    must(ctx, cev_portfolio_load(ctx, wanted.bytes, wanted.size, &loaded));
    ck_assert(same_as_saved(loaded, &wanted));
    cev_table *a = exported(ctx, shop, CEV_ORDERS);
    cev_table *b = exported(ctx, loaded, CEV_ORDERS);
    same_tables(a, b);
    cev_portfolio *again = new_shop(ctx);
    must(ctx, cev_portfolio_record(again, CEV_ORDERS, b));
    ck_assert(same_as_saved(again, &wanted));
    must(ctx, cev_portfolio_merge(again, again));
    ck_assert_int_eq(cev_portfolio_count(again, CEV_ORDERS), 2 * ROWS);
    cev_table_free(b);
    cev_table_free(a);
    cev_portfolio_free(again);
    cev_portfolio_free(loaded);
    cev_portfolio_free(after);
    cev_portfolio_free(before);
    cev_portfolio_free(rest);
    cev_portfolio_free(merged);
    cev_portfolio_free(shop);
    free(wanted.bytes);
    cev_ctx_free(ctx);
    free(o);
}
END_TEST

/* PORT-ERASE-1: one by one, they leave as if they had never been there. */
START_TEST(erasing_takes_details_along)
{
    rich_orders *o = invent_rich();
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = rich_shop(ctx, o, 0, 1);
    for (int gone = 0; gone < PEOPLE; gone++) {
        char name[32];
        snprintf(name, sizeof name, "c%d", gone);
        if (cev_portfolio_erase(shop, name) != CEV_OK || gone % 19 != 0)
            continue;
        cev_portfolio *never = new_shop(ctx);
        cev_table *t = exported(ctx, shop, CEV_ORDERS);
        must(ctx, cev_portfolio_record(never, CEV_ORDERS, t));
        saved_shop wanted = save_shop(never);
        ck_assert(same_as_saved(shop, &wanted));
        free(wanted.bytes);
        cev_table_free(t);
        cev_portfolio_free(never);
    }
    buy(shop, "new", 0, 1);
    cev_table *t = exported(ctx, shop, CEV_ORDERS);
    ck_assert_int_eq(cev_table_row_count(t), 1);
    ck_assert_int_eq(cev_table_column_count(t), 3);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(o);
}
END_TEST

/* PORT-DETAIL-1 */
START_TEST(details_change_no_other_answer)
{
    int32_t (*const calls[])(const cev_portfolio *, int64_t,
                             const cev_options *, cev_table **) = {
        cev_portfolio_summarise, cev_portfolio_report, cev_portfolio_periods,
        cev_portfolio_gaps, cev_portfolio_tracking, cev_portfolio_recency};
    rich_orders *o = invent_rich();
    cev_ctx *ctx = new_ctx();
    cev_portfolio *rich = rich_shop(ctx, o, 0, 1), *plain = new_shop(ctx);
    for (int i = 0; i < ROWS; i++)
        must(ctx, cev_portfolio_order(plain, o->customer[i], o->time[i],
                                      o->amount[i]));
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        cev_table *a = NULL, *b = NULL;
        must(ctx, calls[i](plain, CEV_LATEST, NULL, &a));
        must(ctx, calls[i](rich, CEV_LATEST, NULL, &b));
        same_tables(a, b);
        cev_table_free(b);
        cev_table_free(a);
    }
    cev_portfolio_free(plain);
    cev_portfolio_free(rich);
    cev_ctx_free(ctx);
    free(o);
}
END_TEST

START_TEST(what_cannot_be_is_told)
{
    static const int64_t time[] = {0, DAY};
    static const double amount[] = {10, -4};
    static const char *const bad_text[] = {"web", "\xff"};
    static const double numbers[][2] = {{1, -1}, {-1, 1}, {1, 1e300}};
    static const double ids[][2] = {{1, 2.5}, {-INFINITY, 1}, {1, 1e16}};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    buy(shop, "ann", 0, 1);
    saved_shop wanted = save_shop(shop);
    cev_table *t = few_orders(ctx, 2, time, amount);
    must(ctx, cev_table_set_column(t, "channel", CEV_TEXT, bad_text,
                                   sizeof *bad_text, NULL));
    ck_assert_int_eq(cev_portfolio_record(shop, CEV_ORDERS, t), CEV_ERR_UTF8);
    ck_assert_str_eq(cev_ctx_message(ctx), "channel[1] is not valid UTF-8");
    for (int i = 0; i < 3; i++) {
        must(ctx, cev_table_set_column(t, "channel", CEV_DOUBLE, ids[i], 8,
                                       NULL));
        ck_assert_int_eq(cev_portfolio_record(shop, CEV_ORDERS, t),
                         CEV_ERR_DOMAIN);
        ck_assert(i > 0
                  || strcmp(cev_ctx_message(ctx),
                            "channel[1] = 2.5; wanted a text or a whole "
                            "number") == 0);
    }
    cev_table_free(t);
    t = few_orders(ctx, 2, time, amount);
    must(ctx, cev_table_set_column(t, "cost", CEV_DOUBLE, numbers[1], 8, NULL));
    ck_assert_int_eq(cev_portfolio_record(shop, CEV_ORDERS, t),
                     CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "cost[0] = -1; wanted 0 to 1e+290, or a gap where it is "
                     "unknown");
    must(ctx, cev_table_set_column(t, "cost", CEV_DOUBLE, numbers[2], 8, NULL));
    ck_assert_int_eq(cev_portfolio_record(shop, CEV_ORDERS, t),
                     CEV_ERR_DOMAIN);
    ck_assert(same_as_saved(shop, &wanted));
    must(ctx, cev_table_set_column(t, "cost", CEV_DOUBLE, numbers[0], 8, NULL));
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, t));
    cev_table_free(t);
    cev_portfolio_free(shop);
    free(wanted.bytes);
    cev_ctx_free(ctx);
}
END_TEST

/* Damaged bytes are refused or give a portfolio that can be saved. */
START_TEST(damaged_details_are_refused)
{
    rich_orders *o = invent_rich();
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = rich_shop(ctx, o, 0, 30);
    saved_shop saved = save_shop(shop);
    int64_t refused = 0;
    for (int64_t i = HEADER; i < saved.size - SEAL; i++) {
        unsigned char was = saved.bytes[i];
        cev_portfolio *loaded = NULL;
        saved.bytes[i] = (unsigned char)(was ^ (i % 2 ? 0x80 : 0x01));
        seal_again(&saved);
        int32_t status =
            cev_portfolio_load(ctx, saved.bytes, saved.size, &loaded);
        saved.bytes[i] = was;
        if (status == CEV_OK) {
            saved_shop again = save_shop(loaded);
            free(again.bytes);
        } else {
            ck_assert_ptr_null(loaded);
            refused++;
        }
        cev_portfolio_free(loaded);
    }
    ck_assert_int_gt(refused, saved.size / 4);
    cev_portfolio_free(shop);
    free(saved.bytes);
    cev_ctx_free(ctx);
    free(o);
}
END_TEST

/* Records, copies, saves and loads; on failure all is as it was. */
static int32_t live_with_details(cev_ctx *ctx, void *state)
{
    const rich_orders *o = state;
    cev_table *t = NULL, *orders = NULL;
    cev_portfolio *shop = NULL, *before = NULL, *after = NULL, *again = NULL;
    unsigned char *bytes = NULL;
    int64_t size = 0;
    int32_t status = cev_portfolio_new(ctx, &shop);
    if (status == CEV_OK)
        status = cev_table_new(ctx, 20, &t);
    const char *const texts[] = {"customer", "channel", "product"};
    const char *const *const columns[] = {o->customer, o->channel, o->product};
    for (int i = 0; i < 3 && status == CEV_OK; i++)
        status = cev_table_set_column(t, texts[i], CEV_TEXT, columns[i],
                                      sizeof *columns[i], NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(t, "time", CEV_INT64, o->time, 8, NULL);
    if (status == CEV_OK)
        status =
            cev_table_set_column(t, "amount", CEV_DOUBLE, o->amount, 8, NULL);
    if (status == CEV_OK)
        status =
            cev_table_set_column(t, "items", CEV_DOUBLE, o->items, 8, NULL);
    if (status == CEV_OK) {
        status = cev_portfolio_record(shop, CEV_ORDERS, t);
        ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS),
                         status == CEV_OK ? 20 : 0);
    }
    if (status == CEV_OK)
        status = cev_portfolio_split(shop, 90 * DAY, &before, &after);
    if (status == CEV_OK)
        status = cev_portfolio_merge(before, after);
    if (status == CEV_OK)
        status = cev_portfolio_export(before, CEV_ORDERS, &orders);
    if (status == CEV_OK)
        status = cev_portfolio_save(shop, NULL, 0, &size);
    if (status == CEV_OK) {
        bytes = malloc((size_t)size);
        ck_assert_ptr_nonnull(bytes);
        status = cev_portfolio_save(shop, bytes, size, &size);
    }
    if (status == CEV_OK)
        status = cev_portfolio_load(ctx, bytes, size, &again);
    free(bytes);
    cev_table_free(orders);
    cev_portfolio_free(again);
    cev_portfolio_free(after);
    cev_portfolio_free(before);
    cev_portfolio_free(shop);
    cev_table_free(t);
    return status;
}

START_TEST(details_survive_failing_memory)
{
    rich_orders *o = invent_rich();
    fail_each_allocation(live_with_details, o);
    free(o);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("details");
    tcase_add_test(cases, what_was_said_is_exported);
    tcase_add_test(cases, numbers_of_products_are_texts);
    tcase_add_test(cases, details_go_where_their_orders_go);
    tcase_add_test(cases, erasing_takes_details_along);
    tcase_add_test(cases, details_change_no_other_answer);
    tcase_add_test(cases, what_cannot_be_is_told);
    tcase_add_test(cases, damaged_details_are_refused);
    tcase_add_test(cases, details_survive_failing_memory);
    Suite *all = suite_create("portfolio/details");
    suite_add_tcase(all, cases);
    return all;
}
