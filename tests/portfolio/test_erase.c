/* Forgetting a customer, down to the bytes. */
#include <stdio.h>

#include "portfolio/portfolio.h"
#include "portfolio/shop.h"

/* Whether bytes occur anywhere in a block of memory. */
static int occurs(const void *block, int64_t size, const void *what,
                  size_t length)
{
    const char *bytes = block;
    for (int64_t i = 0; i + (int64_t)length <= size; i++)
        if (memcmp(bytes + i, what, length) == 0)
            return 1;
    return 0;
}

/* In all memory that a portfolio holds, used or not. */
static int remembers(const cev_portfolio *shop, const void *what,
                     size_t length)
{
    const cev__customers *customers = &shop->customers;
    const cev__events *events = &shop->events;
    return occurs(events->texts.names, events->texts.names_capacity, what,
                  length)
           || occurs(events->list,
                     events->capacity * (int64_t)sizeof *events->list, what,
                     length)
           || occurs(customers->names, customers->names_capacity, what,
                     length)
           || occurs(customers->list,
                     customers->capacity * (int64_t)sizeof *customers->list,
                     what, length)
           || occurs(shop->entries,
                     shop->capacity * (int64_t)sizeof *shop->entries, what,
                     length);
}

/* An allocator that looks into what it gets back, and gives nothing but zeros,
   so that memory never written can be looked at too. */
typedef struct {
    const char *secret;
    int found;
} nosy_host;

static void *nosy_allocate(void *user, void *memory, int64_t old_size,
                           int64_t new_size)
{
    nosy_host *host = user;
    if (new_size == 0) {
        if (memory != NULL)
            host->found |=
                occurs(memory, old_size, host->secret, strlen(host->secret));
        free(memory);
        return NULL;
    }
    void *fresh = calloc(1, (size_t)new_size);
    ck_assert_ptr_nonnull(fresh);
    if (memory != NULL) {
        host->found |=
            occurs(memory, old_size, host->secret, strlen(host->secret));
        memcpy(fresh, memory,
               (size_t)(old_size < new_size ? old_size : new_size));
        free(memory);
    }
    return fresh;
}

/* PORT-ERASE-1 */
START_TEST(erasing_leaves_no_trace_of_a_name)
{
    nosy_host host = {"Erica Mustermann", 0};
    cev_ctx *ctx = NULL;
    cev_portfolio *shop = NULL;
    ck_assert_int_eq(cev_ctx_new(nosy_allocate, &host, &ctx), CEV_OK);
    must(ctx, cev_portfolio_new(ctx, &shop));
    for (int i = 0; i < 500; i++) {
        char name[32];
        snprintf(name, sizeof name, "somebody else %d", i % 300);
        buy(shop, name, i, i);
        /* early enough for the names to move to larger memory after */
        if (i % 100 == 5)
            buy(shop, host.secret, i, 123456.75 + i);
    }
    double amount = 123456.75 + 405;
    ck_assert(remembers(shop, host.secret, strlen(host.secret)));
    ck_assert(remembers(shop, &amount, sizeof amount));
    must(ctx, cev_portfolio_erase(shop, host.secret));
    ck_assert(!remembers(shop, host.secret, strlen(host.secret)));
    for (int i = 5; i < 500; i += 100) {
        amount = 123456.75 + i;
        ck_assert(!remembers(shop, &amount, sizeof amount));
    }
    saved_shop saved = save_shop(shop);
    ck_assert(!occurs(saved.bytes, saved.size, host.secret,
                      strlen(host.secret)));
    ck_assert(!occurs(saved.bytes, saved.size, "Mustermann", 10));
    free(saved.bytes);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 300);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), 500);
    cev_portfolio_free(shop);
    /* Nor did the name go back to the host with memory outgrown. */
    ck_assert(!host.found);
    cev_ctx_free(ctx);
}
END_TEST

/* PORT-ERASE-1, of the other ledgers: what is said of somebody goes, what is
   said of others stays. */
START_TEST(erasing_leaves_no_trace_of_events)
{
    nosy_host host = {"Erica Mustermann", 0};
    const double cost = 123456.75;
    cev_ctx *ctx = NULL;
    ck_assert_int_eq(cev_ctx_new(nosy_allocate, &host, &ctx), CEV_OK);
    cev_portfolio *shop = new_shop(ctx), *wanted = new_shop(ctx);
    for (int i = 0; i < 400; i++) {
        char name[32], text[32];
        snprintf(name, sizeof name, "somebody %d", i % 30);
        snprintf(text, sizeof text, "town %d", i % 50);
        if (i % 100 == 5) {
            must(ctx, cev_portfolio_event(shop, CEV_ATTRIBUTES, "erica",
                                          CEV_ALWAYS, "full name", NAN,
                                          host.secret));
            must(ctx, cev_portfolio_event(shop, CEV_CONTACTS, "erica", i,
                                          "wife of Mustermann", cost, NULL));
            must(ctx, cev_portfolio_event(shop, CEV_ATTRIBUTES, "erica", i,
                                          "town", NAN, text));
        }
        for (int both = 0; both < 2; both++)
            must(ctx, cev_portfolio_event(both ? shop : wanted,
                                          CEV_ATTRIBUTES, name, i, "town", NAN,
                                          text));
    }
    ck_assert(remembers(shop, host.secret, strlen(host.secret)));
    ck_assert(remembers(shop, &cost, sizeof cost));
    must(ctx, cev_portfolio_erase(shop, "erica"));
    ck_assert(!remembers(shop, "Mustermann", 10));
    ck_assert(!remembers(shop, "full name", 9));
    ck_assert(!remembers(shop, &cost, sizeof cost));
    saved_shop saved = save_shop(wanted);
    ck_assert(same_as_saved(shop, &saved));
    free(saved.bytes);
    cev_portfolio_free(wanted);
    cev_portfolio_free(shop);
    ck_assert(!host.found);
    cev_ctx_free(ctx);
}
END_TEST

/* Whoever goes, and in whatever order, with the other ledgers. */
START_TEST(erased_events_might_never_have_been)
{
    enum { EVENTS = 600, PEOPLE = 11 };
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    record_invented_events(shop, EVENTS, PEOPLE, 1, 0);
    for (int64_t k = 0; k < PEOPLE; k++) {
        must(ctx,
             cev_portfolio_erase_id(shop, (k * 4 + 3) % PEOPLE * 7919 - 1000));
        saved_shop saved = save_shop(shop);
        cev_portfolio *wanted = new_shop(ctx);
        record_invented_events(wanted, EVENTS, PEOPLE, 1, 0);
        for (int64_t j = 0; j <= k; j++) /* in another order */
            must(ctx, cev_portfolio_erase_id(
                          wanted, ((k - j) * 4 + 3) % PEOPLE * 7919 - 1000));
        ck_assert(same_as_saved(wanted, &saved));
        cev_portfolio_free(wanted);
        cev_portfolio *loaded = NULL;
        must(ctx, cev_portfolio_load(ctx, saved.bytes, saved.size, &loaded));
        ck_assert(same_as_saved(loaded, &saved));
        cev_portfolio_free(loaded);
        free(saved.bytes);
    }
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ATTRIBUTES), 0);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 0);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(erasing_leaves_no_trace_of_a_number)
{
    const int64_t secret = INT64_C(0x1122334455667788);
    nosy_host host = {"nobody", 0};
    cev_ctx *ctx = NULL;
    ck_assert_int_eq(cev_ctx_new(nosy_allocate, &host, &ctx), CEV_OK);
    cev_portfolio *shop = new_shop(ctx);
    for (int i = 0; i < 50; i++)
        must(ctx, cev_portfolio_order_id(shop, i % 7 ? i : secret, i, i));
    ck_assert(remembers(shop, &secret, sizeof secret));
    must(ctx, cev_portfolio_erase_id(shop, secret));
    ck_assert(!remembers(shop, &secret, sizeof secret));
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Whoever is erased, and in whatever order: what stays is a portfolio that
   never knew them. (PORT-ERASE-1) */
START_TEST(erased_customers_might_never_have_been)
{
    const int64_t n = 3001, customers = 61;
    invented_order *orders = invent_orders(n, customers);
    cev_ctx *ctx = new_ctx();
    for (int by_name = 0; by_name < 2; by_name++) {
        cev_portfolio *shop = new_shop(ctx);
        int erased[61] = {0};
        char name[61][32];
        for (int64_t c = 0; c < customers; c++)
            snprintf(name[c], sizeof name[c], "%*s%d", (int)(c % 9), "",
                     (int)c);
        for (int64_t i = 0; i < n; i++) {
            int64_t c = (orders[i].customer + 1000) / 7919;
            must(ctx, by_name ? cev_portfolio_order(shop, name[c],
                                                    orders[i].time,
                                                    orders[i].amount)
                              : cev_portfolio_order_id(shop, c, orders[i].time,
                                                       orders[i].amount));
        }
        for (int64_t k = 0; k < customers; k++) {
            int64_t gone = (k * 17 + 5) % customers;
            must(ctx, by_name ? cev_portfolio_erase(shop, name[gone])
                              : cev_portfolio_erase_id(shop, gone));
            erased[gone] = 1;
            ck_assert_int_eq(by_name ? cev_portfolio_erase(shop, name[gone])
                                     : cev_portfolio_erase_id(shop, gone),
                             CEV_ERR_NOT_FOUND);
            cev_portfolio *wanted = new_shop(ctx);
            for (int64_t i = 0; i < n; i++) {
                int64_t c = (orders[i].customer + 1000) / 7919;
                if (erased[c])
                    continue;
                must(ctx,
                     by_name ? cev_portfolio_order(wanted, name[c],
                                                   orders[i].time,
                                                   orders[i].amount)
                             : cev_portfolio_order_id(wanted, c,
                                                      orders[i].time,
                                                      orders[i].amount));
            }
            saved_shop saved = save_shop(wanted);
            ck_assert(same_as_saved(shop, &saved));
            free(saved.bytes);
            /* "as of the latest record" may have become earlier */
            cev_table *a = NULL, *b = NULL;
            must(ctx, cev_portfolio_summarise(shop, CEV_LATEST, NULL, &a));
            must(ctx, cev_portfolio_summarise(wanted, CEV_LATEST, NULL, &b));
            same_tables(a, b);
            cev_table_free(b);
            cev_table_free(a);
            cev_portfolio_free(wanted);
        }
        ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 0);
        ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), 0);
        cev_portfolio_free(shop);
    }
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

START_TEST(nobody_to_erase_is_told)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    ck_assert_int_eq(cev_portfolio_erase(NULL, "ann"), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_erase_id(NULL, 1), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_erase(shop, "ann"), CEV_ERR_NOT_FOUND);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "no customer \"ann\" is in the portfolio");
    ck_assert_int_eq(cev_portfolio_erase_id(shop, 1), CEV_ERR_NOT_FOUND);
    buy(shop, "ann", 1, 1.0);
    ck_assert_int_eq(cev_portfolio_erase(shop, NULL), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_erase(shop, "an"), CEV_ERR_NOT_FOUND);
    ck_assert_int_eq(cev_portfolio_erase_id(shop, 1), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), 1);
    cev_portfolio_free(shop);
    shop = new_shop(ctx);
    must(ctx, cev_portfolio_order_id(shop, 1, 0, 1.0));
    ck_assert_int_eq(cev_portfolio_erase(shop, "1"), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), 1);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("erase");
    tcase_add_test(cases, erasing_leaves_no_trace_of_a_name);
    tcase_add_test(cases, erasing_leaves_no_trace_of_events);
    tcase_add_test(cases, erased_events_might_never_have_been);
    tcase_add_test(cases, erasing_leaves_no_trace_of_a_number);
    tcase_add_test(cases, erased_customers_might_never_have_been);
    tcase_add_test(cases, nobody_to_erase_is_told);
    Suite *s = suite_create("portfolio/erase");
    suite_add_tcase(s, cases);
    return s;
}
