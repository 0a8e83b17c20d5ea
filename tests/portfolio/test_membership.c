/* Figures by segment: shops of their own, and what is no segment. */
#include "portfolio/shop.h"

enum { PEOPLE = 40, INVENTED = 6001 };

static int64_t at(const cev_table *table, const char *name, int64_t row)
{
    return cev_table_int64(table, name, row);
}

static double figure(const cev_table *table, const char *name, int64_t row)
{
    return cev_table_double(table, name, row);
}

/* A table of customers and their segments, borrowed. */
static cev_table *segment_table(cev_ctx *ctx, const int64_t *customers,
                                const char *const *names, int64_t n)
{
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, n, &table));
    must(ctx, cev_table_set_column(table, "customer", CEV_INT64, customers, 8,
                                   NULL));
    must(ctx, cev_table_set_column(table, "segment", CEV_TEXT, names,
                                   sizeof *names, NULL));
    return table;
}

/* The rows of a segment are what a shop of its customers alone would have:
   to the bit. Before its first record nothing is counted. */
static void check_segment(const cev_table *all, int64_t groups, int64_t group,
                          const cev_table *alone)
{
    int64_t rows = cev_table_row_count(all) / groups;
    int64_t before = rows - cev_table_row_count(alone);
    for (int64_t i = 0; i < rows; i++) {
        int64_t row = i * groups + group;
        if (i < before) {
            ck_assert_int_eq(at(all, "customers_active", row), 0);
            continue;
        }
        for (int64_t c = 0; c < cev_table_column_count(alone); c++) {
            const char *name = cev_table_name(alone, c);
            double wanted = figure(alone, name, i - before);
            double seen = figure(all, name, row);
            if (i == before && strstr(name, "change") != NULL)
                continue;
            ck_assert_msg(seen == wanted || (isnan(seen) && isnan(wanted)),
                          "%s[%d] %.17g %.17g", name, (int)i, seen, wanted);
        }
    }
}

START_TEST(segments_are_shops_of_their_own)
{
    static const char *const segments[] = {"b", "a"};
    invented_order *orders = invent_orders(INVENTED, PEOPLE);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_portfolio *alone[3] = {new_shop(ctx), new_shop(ctx), new_shop(ctx)};
    int64_t customers[PEOPLE + 1];
    const char *names[PEOPLE + 1];
    int64_t n = 0;
    record_invented(shop, orders, INVENTED, 1);
    for (int64_t i = 0; i < PEOPLE; i++)
        if (i % 3 < 2) {
            customers[n] = i * 7919 - 1000;
            names[n++] = segments[i % 3];
        }
    customers[n] = 12345; /* nobody of this shop */
    names[n++] = "a";
    for (int64_t i = 0; i < INVENTED; i++) {
        int64_t third = (orders[i].customer + 1000) / 7919 % 3;
        must(ctx, cev_portfolio_order_id(
                      alone[third == 2 ? 2 : 1 - third], orders[i].customer,
                      orders[i].time, orders[i].amount));
    }
    cev_table *table = segment_table(ctx, customers, names, n), *all = NULL;
    must(ctx, cev_portfolio_indicators_by(shop, table, 340 * DAY, NULL, &all));
    ck_assert_str_eq(cev_table_text(all, "segment", 0), "a");
    ck_assert_str_eq(cev_table_text(all, "segment", 1), "b");
    ck_assert_ptr_null(cev_table_text(all, "segment", 2));
    for (int64_t group = 0; group < 3; group++) {
        cev_table *t = NULL;
        must(ctx, cev_portfolio_indicators(alone[group], 340 * DAY, NULL, &t));
        check_segment(all, 3, group, t);
        cev_table_free(t);
        cev_portfolio_free(alone[group]);
    }
    cev_table_free(all);
    cev_table_free(table);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

START_TEST(wrong_segments_are_told)
{
    static const int64_t twice[] = {7, 8, 7}, gap[] = {7, INT64_MIN};
    static const char *const names[] = {"a", "b", "b"};
    static const char *const hole[] = {"a", NULL, "b"};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx), *empty = new_shop(ctx);
    cev_portfolio *named = new_shop(ctx);
    cev_table *t = NULL;
    must(ctx, cev_portfolio_order_id(shop, 7, 0, 1.0));
    must(ctx, cev_portfolio_order(named, "ann", 0, 1.0));
    cev_table *wrong[] = {segment_table(ctx, twice, names, 3),
                          segment_table(ctx, twice, hole, 2),
                          segment_table(ctx, gap, names, 2),
                          segment_table(ctx, twice, names, 2)};
    static const char *const told[] = {
        "customer[2] stands in an earlier row, too; wanted each once",
        "segment[1] is a gap; wanted a text", NULL};
    ck_assert_int_eq(cev_portfolio_indicators_by(shop, NULL, 0, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "segments is NULL");
    ck_assert_int_eq(cev_portfolio_indicators_by(NULL, wrong[3], 0, NULL, &t),
                     CEV_ERR_ARGUMENT);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(
            cev_portfolio_indicators_by(shop, wrong[i], 0, NULL, &t),
            CEV_ERR_DOMAIN);
        ck_assert_str_eq(cev_ctx_message(ctx), told[i]);
    }
    ck_assert_int_eq(
        cev_portfolio_indicators_by(named, wrong[3], 0, NULL, &t),
        CEV_ERR_ARGUMENT);
    ck_assert_ptr_null(t);
    must(ctx, cev_portfolio_indicators_by(empty, wrong[3], 0, NULL, &t));
    ck_assert_int_eq(cev_table_row_count(t), 0);
    cev_table_free(t);
    for (int i = 0; i < 4; i++)
        cev_table_free(wrong[i]);
    cev_portfolio_free(named);
    cev_portfolio_free(empty);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("membership");
    tcase_add_test(cases, segments_are_shops_of_their_own);
    tcase_add_test(cases, wrong_segments_are_told);
    Suite *s = suite_create("portfolio/membership");
    suite_add_tcase(s, cases);
    return s;
}
