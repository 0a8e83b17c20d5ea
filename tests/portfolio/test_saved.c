/* Portfolios as bytes: round trips, accidents and malice. */
#include <stdio.h>

#include "portfolio/shop.h"

static cev_portfolio *load(cev_ctx *ctx, const saved_shop *saved)
{
    cev_portfolio *shop = NULL;
    must(ctx, cev_portfolio_load(ctx, saved->bytes, saved->size, &shop));
    return shop;
}

/* All answers of two portfolios are the same bits. */
static void answers_alike(cev_ctx *ctx, const cev_portfolio *a,
                          const cev_portfolio *b)
{
    int32_t (*const calls[])(const cev_portfolio *, int64_t,
                             const cev_options *, cev_table **) = {
        cev_portfolio_summarise, cev_portfolio_report, cev_portfolio_cohorts,
        cev_portfolio_periods,   cev_portfolio_gaps,   cev_portfolio_tracking,
        cev_portfolio_indicators};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        cev_table *from_a = NULL, *from_b = NULL;
        must(ctx, calls[i](a, CEV_LATEST, NULL, &from_a));
        must(ctx, calls[i](b, CEV_LATEST, NULL, &from_b));
        same_tables(from_a, from_b);
        cev_table_free(from_b);
        cev_table_free(from_a);
    }
}

START_TEST(what_is_loaded_answers_as_before)
{
    const int64_t n = 4001;
    invented_order *orders = invent_orders(n, 600);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shops[3] = {new_shop(ctx), new_shop(ctx), new_shop(ctx)};
    record_invented(shops[1], orders, n, 1);
    record_invented_events(shops[1], 1000, 700, 1, 0);
    for (int64_t i = 0; i < n; i++) {
        char name[64];
        snprintf(name, sizeof name, "J\xc3\xb8rgen %" PRId64,
                 orders[i].customer);
        must(ctx, cev_portfolio_order(shops[2], name, orders[i].time,
                                      orders[i].amount));
    }
    for (int i = 0; i < 3; i++) {
        saved_shop saved = save_shop(shops[i]);
        cev_portfolio *again = load(ctx, &saved);
        answers_alike(ctx, shops[i], again);
        ck_assert(same_as_saved(again, &saved));
        /* It is a portfolio like any: the next order finds its customer. */
        if (i == 2) {
            int64_t before = cev_portfolio_count(again, CEV_CUSTOMERS);
            must(ctx, cev_portfolio_event(again, CEV_CONTACTS, "new", 0, NULL,
                                          NAN, NULL));
            must(ctx, cev_portfolio_erase(again, "new"));
            char name[64];
            snprintf(name, sizeof name, "J\xc3\xb8rgen %" PRId64,
                     orders[0].customer);
            buy(again, name, 1, 1.0);
            ck_assert_int_eq(cev_portfolio_count(again, CEV_CUSTOMERS),
                             before);
        }
        cev_portfolio_free(again);
        cev_portfolio_free(shops[i]);
        free(saved.bytes);
    }
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

/* PORT-SAVE-1 */
START_TEST(the_same_records_give_the_same_bytes)
{
    const int64_t n = 2003;
    invented_order *orders = invent_orders(n, 300);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    record_invented(shop, orders, n, 1);
    record_invented_events(shop, 1009, 400, 1, 0);
    saved_shop wanted = save_shop(shop);
    for (int64_t step = 2; step < 2003; step += 400) {
        cev_portfolio *other = new_shop(ctx);
        record_invented_events(other, 1009, 400, step % 1009, 0);
        record_invented(other, orders, n, step);
        ck_assert(same_as_saved(other, &wanted));
        cev_portfolio_free(other);
    }
    free(wanted.bytes);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

static cev_portfolio *little_shop(cev_ctx *ctx, int by_name)
{
    cev_portfolio *shop = new_shop(ctx);
    for (int i = 0; i < 12; i++) {
        char name[16];
        snprintf(name, sizeof name, "c\xc3\xa9%d", i % 5);
        double amount = i == 7 ? NAN : i - 2.0;
        must(ctx, by_name
                      ? cev_portfolio_order(shop, name, i * DAY, amount)
                      : cev_portfolio_order_id(shop, i % 5, i * DAY, amount));
    }
    record_invented_events(shop, 4, 7, 1, by_name);
    return shop;
}

/* Bytes that must not load, for one of the reasons there are. */
static void must_not_load(cev_ctx *ctx, const void *bytes, int64_t size)
{
    cev_portfolio *shop = NULL;
    int32_t status = cev_portfolio_load(ctx, bytes, size, &shop);
    ck_assert(status == CEV_ERR_FORMAT || status == CEV_ERR_VERSION
              || status == CEV_ERR_CHECKSUM);
    ck_assert_ptr_null(shop);
    ck_assert_str_ne(cev_ctx_message(ctx), "");
}

START_TEST(every_damaged_byte_is_noticed)
{
    cev_ctx *ctx = new_ctx();
    for (int by_name = 0; by_name < 2; by_name++) {
        cev_portfolio *shop = little_shop(ctx, by_name);
        saved_shop saved = save_shop(shop);
        for (int64_t i = 0; i < saved.size; i++) {
            for (int bit = 0; bit < 8; bit++) {
                saved.bytes[i] ^= (unsigned char)(1 << bit);
                must_not_load(ctx, saved.bytes, saved.size);
                saved.bytes[i] ^= (unsigned char)(1 << bit);
            }
        }
        /* In memory of just this size, so that reading past it shows. */
        for (int64_t size = 0; size < saved.size; size++) {
            unsigned char *cut = malloc((size_t)size + 1);
            ck_assert_ptr_nonnull(cut);
            memcpy(cut, saved.bytes, (size_t)size);
            must_not_load(ctx, cut, size);
            free(cut);
        }
        free(saved.bytes);
        cev_portfolio_free(shop);
    }
    cev_ctx_free(ctx);
}
END_TEST

/* Every byte of the payload with every value and the right checksum: it loads
   as a portfolio that can be asked anything, or not at all. */
START_TEST(no_sealed_bytes_do_harm)
{
    cev_ctx *ctx = new_ctx();
    for (int by_name = 0; by_name < 2; by_name++) {
        cev_portfolio *shop = little_shop(ctx, by_name);
        saved_shop saved = save_shop(shop);
        for (int64_t i = HEADER; i < saved.size - SEAL; i++) {
            unsigned char right = saved.bytes[i];
            for (int value = 0; value < 256; value += 1 + value % 7) {
                saved.bytes[i] = (unsigned char)value;
                seal_again(&saved);
                cev_portfolio *loaded = NULL;
                int32_t status = cev_portfolio_load(ctx, saved.bytes,
                                                    saved.size, &loaded);
                ck_assert(status == CEV_OK || status == CEV_ERR_FORMAT);
                if (status != CEV_OK)
                    continue;
                cev_table *t = NULL;
                must(ctx, cev_portfolio_summarise(loaded, CEV_LATEST, NULL,
                                                  &t));
                cev_table_free(t);
                must(ctx, cev_portfolio_export(loaded, CEV_ATTRIBUTES, &t));
                cev_table_free(t);
                cev_portfolio_free(loaded);
            }
            saved.bytes[i] = right;
        }
        free(saved.bytes);
        cev_portfolio_free(shop);
    }
    cev_ctx_free(ctx);
}
END_TEST

/* Writes bytes of its own to be read: see the layout in saved.c. */
typedef struct {
    unsigned char bytes[512];
    size_t size;
} forged;

static void put(forged *f, uint64_t value, int size)
{
    for (int i = 0; i < size; i++)
        f->bytes[f->size++] = (unsigned char)(value >> (8 * i));
}

static void put_order(forged *f, int64_t time, double amount)
{
    uint64_t bits;
    memcpy(&bits, &amount, 8);
    put(f, (uint64_t)time, 8);
    put(f, bits, 8);
}

static void put_text(forged *f, const char *name, size_t size)
{
    put(f, size, 8);
    memcpy(f->bytes + f->size, name, size);
    f->size += size;
}

static void begin(forged *f, int32_t type, int64_t customers, int64_t orders)
{
    memset(f, 0, sizeof *f);
    memcpy(f->bytes, "libcevpf", 8);
    f->size = 8;
    put(f, 1, 4);
    put(f, 0, 4);
    put(f, 0, 8);
    put(f, (uint32_t)type, 4);
    put(f, (uint64_t)customers, 8);
    put(f, (uint64_t)orders, 8);
}

/* Loads what was forged. */
static int32_t read_forged(cev_ctx *ctx, forged *f)
{
    cev_portfolio *shop = NULL;
    uint64_t payload = f->size - HEADER;
    for (int i = 0; i < 8; i++)
        f->bytes[16 + i] = (unsigned char)(payload >> (8 * i));
    saved_shop saved = {f->bytes, (int64_t)f->size + SEAL};
    seal_again(&saved);
    int32_t status = cev_portfolio_load(ctx, saved.bytes, saved.size, &shop);
    if (status == CEV_OK)
        cev_portfolio_free(shop);
    else
        ck_assert_str_eq(cev_ctx_message(ctx),
                         "the bytes do not follow their layout");
    return status;
}

static int32_t read_one(cev_ctx *ctx, const char *name, size_t size,
                        int64_t time, double amount)
{
    forged f;
    begin(&f, CEV_TEXT, 1, 1);
    put_text(&f, name, size);
    put(&f, 1, 8);
    put_order(&f, time, amount);
    return read_forged(ctx, &f);
}

START_TEST(forged_orders_are_refused)
{
    cev_ctx *ctx = new_ctx();
    ck_assert_int_eq(read_one(ctx, "ann", 4, 0, 1.0), CEV_OK);
    ck_assert_int_eq(read_one(ctx, "ann", 4, 0, NAN), CEV_OK);
    ck_assert_int_eq(read_one(ctx, "ann", 3, 0, 1.0), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_one(ctx, "a\0n", 4, 0, 1.0), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_one(ctx, "", 1, 0, 1.0), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_one(ctx, "", 0, 0, 1.0), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_one(ctx, "a\xff", 3, 0, 1.0), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_one(ctx, "ann", 4, CEV_TIME_MAX + 1, 1.0),
                     CEV_ERR_FORMAT);
    ck_assert_int_eq(read_one(ctx, "ann", 4, INT64_MIN, 1.0), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_one(ctx, "ann", 4, 0, INFINITY), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_one(ctx, "ann", 4, 0, -2e290), CEV_ERR_FORMAT);
    cev_ctx_free(ctx);
}
END_TEST

/* Two customers by number, of `first` and `second` orders. */
static int32_t read_two(cev_ctx *ctx, int64_t a, int64_t b, int64_t first,
                        int64_t second, int64_t claimed)
{
    forged f;
    begin(&f, CEV_INT64, 2, claimed);
    put(&f, (uint64_t)a, 8);
    put(&f, (uint64_t)first, 8);
    for (int64_t i = 0; i < first; i++)
        put_order(&f, 100 - 50 * (second > 2) * i, 1.0);
    put(&f, (uint64_t)b, 8);
    put(&f, (uint64_t)second, 8);
    for (int64_t i = 0; i < second; i++)
        put_order(&f, 100, 1.0);
    return read_forged(ctx, &f);
}

START_TEST(forged_counts_are_refused)
{
    cev_ctx *ctx = new_ctx();
    ck_assert_int_eq(read_two(ctx, 1, 2, 2, 1, 3), CEV_OK);
    ck_assert_int_eq(read_two(ctx, 2, 1, 2, 1, 3), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_two(ctx, 1, 1, 2, 1, 3), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_two(ctx, INT64_MIN, 1, 2, 1, 3), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_two(ctx, 1, 2, 2, 1, 2), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_two(ctx, 1, 2, 2, 1, 4), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_two(ctx, 1, 2, 2, 0, 2), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_two(ctx, 1, 2, 2, 1, INT64_MAX), CEV_ERR_FORMAT);
    ck_assert_int_eq(read_two(ctx, 1, 2, 2, 1, -1), CEV_ERR_FORMAT);
    /* times that run backwards */
    ck_assert_int_eq(read_two(ctx, 1, 2, 2, 3, 5), CEV_ERR_FORMAT);
    forged f;
    static const struct {
        int32_t type;
        int64_t customers, orders;
    } heads[] = {{CEV_INT64, 0, 0}, {0, 0, 1},  {0, 1, 1},
                 {4, 1, 1},         {2, -1, 0}, {2, 1, 0},
                 {CEV_INT64, 2, 1}, {3, INT64_MAX, INT64_MAX}};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        begin(&f, heads[i].type, heads[i].customers, heads[i].orders);
        put(&f, 1, 8);
        put(&f, 1, 8);
        put_order(&f, 0, 1.0);
        ck_assert_int_eq(read_forged(ctx, &f), CEV_ERR_FORMAT);
    }
    begin(&f, 0, 0, 0);
    ck_assert_int_eq(read_forged(ctx, &f), CEV_OK);
    put(&f, 0, 1); /* more than there should be */
    ck_assert_int_eq(read_forged(ctx, &f), CEV_ERR_FORMAT);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(saving_asks_for_room)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = little_shop(ctx, 1);
    saved_shop saved = save_shop(shop);
    unsigned char *bytes = calloc(1, (size_t)saved.size);
    int64_t size = -1;
    ck_assert_ptr_nonnull(bytes);
    ck_assert_int_eq(
        cev_portfolio_save(shop, bytes, saved.size - 1, &size),
        CEV_ERR_LIMIT);
    ck_assert_int_eq(size, -1);
    for (int64_t i = 0; i < saved.size; i++)
        ck_assert_int_eq(bytes[i], 0);
    ck_assert_int_eq(cev_portfolio_save(NULL, bytes, saved.size, &size),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_save(shop, bytes, saved.size, NULL),
                     CEV_ERR_ARGUMENT);
    cev_portfolio *loaded = NULL;
    ck_assert_int_eq(cev_portfolio_load(NULL, saved.bytes, saved.size, &loaded),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_load(ctx, NULL, saved.size, &loaded),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_load(ctx, saved.bytes, saved.size, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_load(ctx, saved.bytes, -1, &loaded),
                     CEV_ERR_FORMAT);
    saved.bytes[8] = 4; /* a layout of the future */
    ck_assert_int_eq(cev_portfolio_load(ctx, saved.bytes, saved.size, &loaded),
                     CEV_ERR_VERSION);
    ck_assert_ptr_null(loaded);
    free(bytes);
    free(saved.bytes);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("saved");
    tcase_add_test(cases, what_is_loaded_answers_as_before);
    tcase_add_test(cases, the_same_records_give_the_same_bytes);
    tcase_add_test(cases, every_damaged_byte_is_noticed);
    tcase_add_test(cases, no_sealed_bytes_do_harm);
    tcase_add_test(cases, forged_orders_are_refused);
    tcase_add_test(cases, forged_counts_are_refused);
    tcase_add_test(cases, saving_asks_for_room);
    Suite *s = suite_create("portfolio/saved");
    suite_add_tcase(s, cases);
    return s;
}
