/*
 * Customers chosen so that their hashes are one: what a till has to bear that
 * takes names from the web. A search must not go through all of them. PF-FLOOD-1
 */
#include "portfolio/portfolio.h"
#include "portfolio/shop.h"

enum { FLOOD = 20000 };

#define GOLDEN_RATIO UINT64_C(0x9E3779B97F4A7C15)

/* The number whose product with `odd` is 1, by Newton's steps. */
static uint64_t inverse(uint64_t odd)
{
    uint64_t found = odd;
    for (int i = 0; i < 6; i++)
        found *= 2 - odd * found;
    return found;
}

static uint64_t undo_shift(uint64_t bits, int places)
{
    uint64_t found = bits;
    for (int i = 0; i < 3; i++)
        found = bits ^ found >> places;
    return found;
}

/* What cev__mix_bits makes `bits` of. */
static uint64_t unmixed(uint64_t bits)
{
    bits = undo_shift(bits, 31) * inverse(UINT64_C(0x94D049BB133111EB));
    bits = undo_shift(bits, 27) * inverse(UINT64_C(0xBF58476D1CE4E5B9));
    return undo_shift(bits, 30);
}

/* The next number of one hash: of whose eight all have one line. The first bits
 * of their product with the golden ratio are the line's, and the rest, from
 * *from on, are free. */
static int64_t flood_id(uint64_t *from)
{
    uint64_t eight;
    do
        eight = (UINT64_C(77) << 35 | (*from)++) * inverse(GOLDEN_RATIO);
    while (eight >> 61 != 0);
    return (int64_t)(eight << 3 | 5);
}

/* The next name of eight letters of that hash; `from` goes up. */
static void flood_name(uint64_t *from, char name[9])
{
    for (int bad = 1; bad;) {
        uint64_t bits = unmixed((*from)++ << 32 | 77);
        uint64_t word = undo_shift(bits, 32) * inverse(GOLDEN_RATIO)
                        ^ 8 * GOLDEN_RATIO;
        memcpy(name, &word, 8);
        name[8] = '\0';
        bad = 0;
        for (int i = 0; i < 8; i++)
            bad |= name[i] <= 0;
    }
}

/* Slots taken one after the other, at the most. */
static int64_t longest_run(const cev__customers *customers)
{
    int64_t longest = 0, run = 0;
    for (int64_t i = 0; i < customers->slot_count; i++) {
        run = customers->slots[i].customer == CEV__NONE ? 0 : run + 1;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void expect_borne(const cev_portfolio *shop)
{
    ck_assert_int_eq(shop->customers.has_secret, 1);
    ck_assert_int_le(longest_run(&shop->customers), CEV__LONGEST_RUN + 1);
}

static int64_t bytes_of(const cev_portfolio *shop, void *bytes, int64_t room)
{
    int64_t size = 0;
    ck_assert_int_eq(cev_portfolio_save(shop, bytes, room, &size), CEV_OK);
    return size;
}

/* One by one, and the other way round with another seed: the same bytes. */
START_TEST(numbers_of_one_hash_are_borne_and_change_nothing)
{
    static char bytes[2][FLOOD * 40];
    static int64_t ids[FLOOD];
    uint64_t from = 0;
    int64_t size[2];
    for (int64_t i = 0; i < FLOOD; i++)
        ids[i] = flood_id(&from);
    for (int k = 0; k < 2; k++) {
        cev_ctx *ctx = new_ctx();
        cev_ctx_set_seed(ctx, 1000 * k);
        cev_portfolio *shop = new_shop(ctx);
        for (int64_t i = 0; i < FLOOD; i++)
            must(ctx, cev_portfolio_order_id(
                          shop, ids[k == 0 ? i : FLOOD - 1 - i], DAY, 5.0));
        expect_borne(shop);
        size[k] = bytes_of(shop, bytes[k], sizeof bytes[k]);
        cev_portfolio_free(shop);
        cev_ctx_free(ctx);
    }
    ck_assert_int_eq(size[0], size[1]);
    ck_assert_mem_eq(bytes[0], bytes[1], (size_t)size[0]);
}
END_TEST

/* By a table, whose rows are looked up in batches; then one is erased, and those
 * who stay are found. */
START_TEST(names_of_one_hash_are_borne_and_found)
{
    static char names[FLOOD][9];
    static const char *who[FLOOD];
    static int64_t times[FLOOD];
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *orders = NULL, *row = NULL;
    uint64_t from = 0;
    for (int i = 0; i < FLOOD; i++) {
        flood_name(&from, names[i]);
        who[i] = names[i];
        times[i] = DAY * i;
    }
    must(ctx, cev_table_new(ctx, FLOOD, &orders));
    must(ctx, cev_table_set_column(orders, "customer", CEV_TEXT, who,
                                   sizeof who[0], NULL));
    must(ctx, cev_table_set_column(orders, "time", CEV_INT64, times, 8, NULL));
    for (int k = 0; k < 2; k++)
        must(ctx, cev_portfolio_record(shop, CEV_ORDERS, orders));
    expect_borne(shop);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), FLOOD);
    for (int i = 0; i < FLOOD; i += 1000)
        must(ctx, cev_portfolio_erase(shop, names[i]));
    for (int i = 0; i < FLOOD; i += 500) {
        int32_t status = cev_portfolio_customer(shop, names[i], CEV_LATEST,
                                                NULL, &row);
        ck_assert_int_eq(status, i % 1000 ? CEV_OK : CEV_ERR_NOT_FOUND);
        if (status == CEV_OK)
            ck_assert(cev_table_int64(row, "first", 0) == times[i]);
        cev_table_free(row);
        row = NULL;
    }
    cev_table_free(orders);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(others_keep_the_quick_hash)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    for (int64_t i = 0; i < 200000; i++)
        must(ctx, cev_portfolio_order_id(shop, i * 1024, DAY, 5.0));
    ck_assert_int_eq(shop->customers.has_secret, 0);
    ck_assert_int_lt(longest_run(&shop->customers), CEV__LONGEST_RUN);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("flooding");
    tcase_add_test(cases, numbers_of_one_hash_are_borne_and_change_nothing);
    tcase_add_test(cases, names_of_one_hash_are_borne_and_found);
    tcase_add_test(cases, others_keep_the_quick_hash);
    Suite *s = suite_create("portfolio/flooding");
    suite_add_tcase(s, cases);
    return s;
}
