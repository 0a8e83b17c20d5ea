/*
 * Tables of orders whose customers' numbers lie close, which are sorted on the
 * way in: they come to what the same orders come to one by one, to the byte.
 */
#include "portfolio/portfolio.h"
#include "portfolio/shop.h"
#include "support/failing.h"
#include "support/last_first.h"
#include "support/stops.h"

/* n orders of numbers from `least` on, `customers` of them, every `step`. */
static invented_order *numbered(int64_t n, int64_t least, int64_t customers,
                                int64_t step)
{
    invented_order *orders = invent_orders(n, 7);
    uint64_t seed = 99;
    for (int64_t i = 0; i < n; i++)
        orders[i].customer = least + step * draw(&seed, customers);
    return orders;
}

static cev_table *table_of(cev_ctx *ctx, const invented_order *orders,
                           int64_t n, const uint8_t *validity)
{
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, n, &table));
    must(ctx, cev_table_set_column(table, "customer", CEV_INT64,
                                   &orders->customer, sizeof *orders, NULL));
    must(ctx, cev_table_set_column(table, "time", CEV_INT64, &orders->time,
                                   sizeof *orders, NULL));
    must(ctx, cev_table_set_column(table, "amount", CEV_DOUBLE,
                                   &orders->amount, sizeof *orders,
                                   validity));
    return table;
}

static void expect_answers_alike(cev_ctx *ctx, const cev_portfolio *a,
                                 const cev_portfolio *b)
{
    cev_table *tables[2] = {NULL, NULL};
    must(ctx, cev_portfolio_summarise(a, CEV_LATEST, NULL, &tables[0]));
    must(ctx, cev_portfolio_summarise(b, CEV_LATEST, NULL, &tables[1]));
    same_tables(tables[0], tables[1]);
    cev_table_free(tables[0]);
    cev_table_free(tables[1]);
}

/* Some orders are there before; and after the table, one more of some customers
 * finds its own. */
static void expect_same(const invented_order *orders, int64_t n,
                        int64_t before)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *one = new_shop(ctx), *all = new_shop(ctx);
    cev_table *table = table_of(ctx, orders, n, NULL);
    record_invented(one, orders, before, 1);
    record_invented(all, orders, before, 1);
    record_invented(one, orders, n, 1);
    must(ctx, cev_portfolio_record(all, CEV_ORDERS, table));
    expect_answers_alike(ctx, one, all);
    record_invented(one, orders, 5, 1);
    record_invented(all, orders, 5, 1);
    expect_answers_alike(ctx, one, all);
    saved_shop wanted = save_shop(one);
    ck_assert(same_as_saved(all, &wanted));
    ck_assert(all->earliest == one->earliest && all->latest == one->latest);
    ck_assert(all->customers.count == one->customers.count);
    must(ctx, cev_portfolio_erase_id(one, orders[0].customer));
    must(ctx, cev_portfolio_erase_id(all, orders[0].customer));
    free(wanted.bytes);
    wanted = save_shop(one);
    ck_assert(same_as_saved(all, &wanted));
    free(wanted.bytes);
    cev_table_free(table);
    cev_portfolio_free(all);
    cev_portfolio_free(one);
    cev_ctx_free(ctx);
}

/* Few customers and many, with gaps between their numbers, below 0 and at both
 * ends of what there is; some known already. */
START_TEST(numbers_that_lie_close_are_told_apart)
{
    static const struct {
        int64_t n, least, customers, step, before;
    } shops[] = {
        {1024, 1, 1, 1, 0},
        {3000, 1, 900, 1, 0},
        {3000, -450, 900, 1, 1000},
        {5003, 1000000, 5003, 2, 0},
        {20000, 0, 13000, 3, 2000},
        {2000, INT64_MAX - 99, 100, 1, 10},
        {2000, INT64_MIN + 1, 500, 1, 10},
        {1023, 1, 100, 1, 0},
        {20000, 0, 5000, 7, 0},
    };
    for (size_t i = 0; i < sizeof shops / sizeof *shops; i++) {
        invented_order *orders = numbered(shops[i].n, shops[i].least,
                                          shops[i].customers, shops[i].step);
        expect_same(orders, shops[i].n, shops[i].before);
        free(orders);
    }
}
END_TEST

/* Tables of numbers behind all others, among them, and both, one after the
 * other; then one of the first leaves. */
START_TEST(tables_one_after_the_other_are_told_apart)
{
    enum { N = 2000 };
    static const int64_t least[] = {500, 1500, 900, 2400, 100};
    cev_ctx *ctx = new_ctx();
    cev_portfolio *one = new_shop(ctx), *all = new_shop(ctx);
    for (int k = 0; k < 5; k++) {
        invented_order *orders = numbered(N, least[k], 900, 1);
        cev_table *table = table_of(ctx, orders, N, NULL);
        record_invented(one, orders, N, 1);
        must(ctx, cev_portfolio_record(all, CEV_ORDERS, table));
        expect_answers_alike(ctx, one, all);
        if (k == 1) /* of which none is among the first */
            ck_assert_int_eq(all->customers.ordered, all->customers.count);
        cev_table_free(table);
        if (k == 4) {
            must(ctx, cev_portfolio_erase_id(all, orders[0].customer));
            must(ctx, cev_portfolio_erase_id(one, orders[0].customer));
        }
        free(orders);
    }
    expect_answers_alike(ctx, one, all);
    ck_assert_int_eq(all->customers.count, one->customers.count);
    cev_portfolio_free(all);
    cev_portfolio_free(one);
    cev_ctx_free(ctx);
}
END_TEST

/* One number far from all others, and the two that are farthest apart. */
START_TEST(numbers_far_apart_are_taken_as_they_come)
{
    invented_order *orders = numbered(3000, 1, 900, 1);
    orders[1700].customer = INT64_C(1) << 40;
    expect_same(orders, 3000, 0);
    orders[1700].customer = INT64_MIN + 1;
    orders[5].customer = INT64_MAX;
    expect_same(orders, 3000, 100);
    free(orders);
}
END_TEST

START_TEST(customers_of_a_table_come_sorted)
{
    invented_order *orders = numbered(4000, 1, 3000, 1);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *table = table_of(ctx, orders, 4000, NULL);
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, table));
    for (int64_t i = 1; i < shop->customers.count; i++)
        ck_assert(shop->customers.list[i - 1].key
                  < shop->customers.list[i].key);
    for (int64_t i = 1; i < shop->count; i++)
        ck_assert_int_le(shop->links[i - 1].customer,
                         shop->links[i].customer);
    cev_table_free(table);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

/* Gaps by validity are unknown amounts, whatever they hold. */
START_TEST(gaps_and_missing_amounts_are_unknown)
{
    enum { N = 2000 };
    static uint8_t validity[N / 8 + 1];
    invented_order *orders = numbered(N, 1, 300, 1);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *one = new_shop(ctx), *all = new_shop(ctx);
    cev_table *table = table_of(ctx, orders, N, validity), *bare = NULL;
    must(ctx, cev_portfolio_record(all, CEV_ORDERS, table));
    for (int64_t i = 0; i < N; i++)
        orders[i].amount = NAN;
    record_invented(one, orders, N, 1);
    saved_shop wanted = save_shop(one);
    ck_assert(same_as_saved(all, &wanted));
    cev_table_free(table);
    cev_portfolio_free(all);
    all = new_shop(ctx);
    must(ctx, cev_table_new(ctx, N, &bare));
    must(ctx, cev_table_set_column(bare, "customer", CEV_INT64,
                                   &orders->customer, sizeof *orders, NULL));
    must(ctx, cev_table_set_column(bare, "time", CEV_INT64, &orders->time,
                                   sizeof *orders, NULL));
    must(ctx, cev_portfolio_record(all, CEV_ORDERS, bare));
    ck_assert(same_as_saved(all, &wanted));
    free(wanted.bytes);
    cev_table_free(bare);
    cev_portfolio_free(all);
    cev_portfolio_free(one);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

/* Somewhere in the middle; what was there stays. */
START_TEST(one_wrong_row_is_named_and_nothing_taken)
{
    enum { N = 3000, AT = 1700 };
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    invented_order *orders = numbered(N, 1, 300, 1);
    record_invented(shop, orders, 100, 1);
    saved_shop before = save_shop(shop);
    const invented_order right = orders[AT];
    const invented_order wrong[] = {{INT64_MIN, 0, 1.0},
                                    {1, CEV_TIME_MAX + 1, 1.0},
                                    {1, CEV_TIME_MIN - 1, 1.0},
                                    {1, 0, -2e290}};
    static const char *const words[] = {
        "customer[1700] is a gap; wanted a number",
        "time[1700] = 253402300800; wanted -62135596800 to 253402300799, "
        "seconds since 1970",
        "time[1700] = -62135596801; wanted -62135596800 to 253402300799, "
        "seconds since 1970",
        "amount[1700] = -2e+290; wanted -1e+290 to 1e+290, or a gap where it "
        "is unknown"};
    for (int i = 0; i < 4; i++) {
        orders[AT] = wrong[i];
        orders[AT + 1] = wrong[(i + 1) % 4];
        cev_table *table = table_of(ctx, orders, N, NULL);
        ck_assert_int_ne(cev_portfolio_record(shop, CEV_ORDERS, table),
                         CEV_OK);
        ck_assert_str_eq(cev_ctx_message(ctx), words[i]);
        ck_assert(same_as_saved(shop, &before));
        cev_table_free(table);
    }
    orders[AT] = orders[AT + 1] = right;
    cev_table *table = table_of(ctx, orders, N, NULL);
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, table));
    cev_table_free(table);
    free(before.bytes);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

/* No number of a customer stays in the memory behind the ledger. */
START_TEST(a_stopped_table_leaves_nothing_behind)
{
    enum { N = 200000 };
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    invented_order *orders = numbered(N, 5, 50000, 1);
    record_invented(shop, orders, 100, 1);
    saved_shop before = save_shop(shop);
    cev_table *table = table_of(ctx, orders, N, NULL);
    for (int stop = 1; stop <= 2; stop++) {
        int left = stop;
        must(ctx, cev_ctx_set_progress(ctx, stop_record, &left));
        ck_assert_int_eq(cev_portfolio_record(shop, CEV_ORDERS, table),
                         CEV_ERR_CANCELLED);
        must(ctx, cev_ctx_set_progress(ctx, NULL, NULL));
        ck_assert(same_as_saved(shop, &before));
        for (int64_t i = shop->count; i < shop->count + N; i++)
            ck_assert(shop->entries[i].time == 0);
    }
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, table));
    free(before.bytes);
    cev_table_free(table);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

static int32_t take_table(cev_ctx *ctx, void *state)
{
    enum { N = 1500 };
    const invented_order *orders = state;
    cev_portfolio *shop = NULL;
    cev_table *table = NULL;
    int32_t status = cev_portfolio_new(ctx, &shop);
    if (status == CEV_OK)
        status = cev_portfolio_order_id(shop, 3, 0, 1.0);
    if (status == CEV_OK)
        status = cev_table_new(ctx, N, &table);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "customer", CEV_INT64,
                                      &orders->customer, sizeof *orders, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "time", CEV_INT64, &orders->time,
                                      sizeof *orders, NULL);
    if (status == CEV_OK) {
        status = cev_portfolio_record(shop, CEV_ORDERS, table);
        ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS),
                         status == CEV_OK ? N + 1 : 1);
        if (status != CEV_OK)
            ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 1);
    }
    cev_table_free(table);
    cev_portfolio_free(shop);
    return status;
}

START_TEST(sorting_survives_failing_memory)
{
    invented_order *orders = numbered(1500, 1, 400, 1);
    fail_each_allocation(take_table, orders);
    free(orders);
}
END_TEST

/* In tasks, in whatever order: the ledger is the same to the bit. */
START_TEST(threads_change_no_bit)
{
    static const int64_t customers[] = {1, 40, 2500, 40000};
    const int64_t n = 30000;
    for (int k = 0; k < 4; k++) {
        invented_order *orders = numbered(n, -17, customers[k], 1);
        cev_ctx *ctx = new_ctx();
        cev_portfolio *alone = new_shop(ctx), *shared = new_shop(ctx);
        cev_table *table = table_of(ctx, orders, n, NULL);
        int64_t most = 0;
        must(ctx, cev_portfolio_record(alone, CEV_ORDERS, table));
        must(ctx, cev_ctx_set_parallel(ctx, last_first, &most));
        must(ctx, cev_portfolio_record(shared, CEV_ORDERS, table));
        ck_assert_int_gt(most, 1);
        for (int64_t i = 0; i < n; i++) {
            const cev__entry *a = &alone->entries[i], *b = &shared->entries[i];
            ck_assert(a->time == b->time
                      && memcmp(&a->amount, &b->amount, 8) == 0);
            ck_assert(alone->links[i].customer == shared->links[i].customer
                      && alone->links[i].previous
                             == shared->links[i].previous);
        }
        expect_answers_alike(ctx, alone, shared);
        cev_table_free(table);
        cev_portfolio_free(shared);
        cev_portfolio_free(alone);
        cev_ctx_free(ctx);
        free(orders);
    }
}
END_TEST

/* Customers without an order stand before, between and behind those who have
 * one. */
START_TEST(others_are_known_by_their_events)
{
    enum { N = 3000 };
    invented_order *orders = numbered(N, 10, 400, 3);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *one = new_shop(ctx), *all = new_shop(ctx);
    cev_portfolio *shops[] = {one, all};
    cev_table *table = table_of(ctx, orders, N, NULL);
    for (int k = 0; k < 2; k++)
        for (int64_t id = 1; id < 5; id++)
            must(ctx, cev_portfolio_event_id(shops[k], CEV_CONTACTS, id, 0,
                                             NULL, NAN, NULL));
    record_invented(one, orders, N, 1);
    must(ctx, cev_portfolio_record(all, CEV_ORDERS, table));
    expect_answers_alike(ctx, one, all);
    for (int k = 0; k < 2; k++)
        for (int64_t id = 5000; id < 5005; id++)
            must(ctx, cev_portfolio_event_id(shops[k], CEV_CONTACTS, id, 0,
                                             NULL, NAN, NULL));
    expect_answers_alike(ctx, one, all);
    saved_shop wanted = save_shop(one);
    ck_assert(same_as_saved(all, &wanted));
    free(wanted.bytes);
    cev_table_free(table);
    cev_portfolio_free(all);
    cev_portfolio_free(one);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("intake");
    tcase_add_test(cases, numbers_that_lie_close_are_told_apart);
    tcase_add_test(cases, tables_one_after_the_other_are_told_apart);
    tcase_add_test(cases, numbers_far_apart_are_taken_as_they_come);
    tcase_add_test(cases, customers_of_a_table_come_sorted);
    tcase_add_test(cases, gaps_and_missing_amounts_are_unknown);
    tcase_add_test(cases, one_wrong_row_is_named_and_nothing_taken);
    tcase_add_test(cases, a_stopped_table_leaves_nothing_behind);
    tcase_add_test(cases, threads_change_no_bit);
    tcase_add_test(cases, others_are_known_by_their_events);
    tcase_add_test(cases, sorting_survives_failing_memory);
    Suite *s = suite_create("portfolio/intake");
    suite_add_tcase(s, cases);
    return s;
}
