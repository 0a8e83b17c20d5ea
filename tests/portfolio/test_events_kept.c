/* What becomes of events: merged, split, exported, saved. */
#include "portfolio/all_ledgers.h"
#include "support/failing.h"

/* PORT-ORDER-1, PORT-MERGE-1 */
START_TEST(merging_and_splitting_keep_every_event)
{
    enum { EVENTS = 1501, PEOPLE = 40 };
    cev_ctx *ctx = new_ctx();
    for (int by_name = 0; by_name < 2; by_name++) {
        cev_portfolio *shop = new_shop(ctx);
        record_invented_events(shop, EVENTS, PEOPLE, 1, by_name);
        saved_shop wanted = save_shop(shop);
        cev_portfolio *parts[2] = {new_shop(ctx), new_shop(ctx)};
        for (int64_t i = 0; i < EVENTS; i++)
            record_invented_event(parts[i * 7 % EVENTS % 3 == 0],
                                  i * 7 % EVENTS, PEOPLE, by_name);
        must(ctx, cev_portfolio_merge(parts[0], parts[1]));
        ck_assert(same_as_saved(parts[0], &wanted));
        cev_portfolio *before = NULL, *after = NULL;
        must(ctx, cev_portfolio_split(shop, 5 * DAY, &before, &after));
        cev_table *t = exported(ctx, before, CEV_ATTRIBUTES);
        for (int64_t i = 0; i < cev_table_row_count(t); i++)
            ck_assert_int_lt(cev_table_int64(t, "time", i), 6 * DAY);
        cev_table_free(t);
        t = exported(ctx, after, CEV_ATTRIBUTES);
        for (int64_t i = 0; i < cev_table_row_count(t); i++)
            ck_assert_int_ge(cev_table_int64(t, "time", i), 6 * DAY);
        cev_table_free(t);
        must(ctx, cev_portfolio_merge(after, before));
        ck_assert(same_as_saved(after, &wanted));
        /* into itself: all twice */
        must(ctx, cev_portfolio_merge(after, after));
        for (int i = 0; i < LEDGERS; i++)
            ck_assert_int_eq(cev_portfolio_count(after, ledgers[i]),
                             2 * cev_portfolio_count(shop, ledgers[i]));
        cev_portfolio_free(after);
        cev_portfolio_free(before);
        cev_portfolio_free(parts[1]);
        cev_portfolio_free(parts[0]);
        cev_portfolio_free(shop);
        free(wanted.bytes);
    }
    cev_ctx_free(ctx);
}
END_TEST

/* What is exported is what was recorded. */
START_TEST(exports_are_recorded_again)
{
    cev_ctx *ctx = new_ctx();
    for (int by_name = 0; by_name < 2; by_name++) {
        cev_portfolio *shop = new_shop(ctx), *again = new_shop(ctx);
        record_invented_events(shop, 800, 40, 1, by_name);
        saved_shop wanted = save_shop(shop);
        for (int i = LEDGERS - 1; i >= 0; i--) {
            cev_table *t = exported(ctx, shop, ledgers[i]);
            must(ctx, cev_portfolio_record(again, ledgers[i], t));
            cev_table_free(t);
        }
        ck_assert(same_as_saved(again, &wanted));
        free(wanted.bytes);
        cev_portfolio_free(again);
        cev_portfolio_free(shop);
    }
    cev_ctx_free(ctx);
}
END_TEST

/* PORT-EVENT-1 */
START_TEST(events_change_no_answer_about_orders)
{
    int32_t (*const calls[])(const cev_portfolio *, int64_t,
                             const cev_options *, cev_table **) = {
        cev_portfolio_summarise, cev_portfolio_report, cev_portfolio_cohorts,
        cev_portfolio_periods,   cev_portfolio_gaps,   cev_portfolio_tracking,
        cev_portfolio_indicators, cev_portfolio_recency};
    enum { ORDERS = 1000, PEOPLE = 150 };
    invented_order *orders = invent_orders(ORDERS, PEOPLE);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *plain = new_shop(ctx), *rich = new_shop(ctx);
    record_invented(plain, orders, ORDERS, 1);
    record_invented_events(rich, 500, 300, 1, 0);
    record_invented(rich, orders, ORDERS, 1);
    ck_assert_int_gt(cev_portfolio_count(rich, CEV_CUSTOMERS),
                     cev_portfolio_count(plain, CEV_CUSTOMERS));
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        cev_table *a = NULL, *b = NULL;
        must(ctx, calls[i](plain, CEV_LATEST, NULL, &a));
        must(ctx, calls[i](rich, CEV_LATEST, NULL, &b));
        same_tables(a, b);
        cev_table_free(b);
        cev_table_free(a);
    }
    /* Those without an order open no segment of those who are in none. */
    cev_table *segments = NULL;
    int64_t ids[PEOPLE];
    const char *names[PEOPLE];
    for (int64_t i = 0; i < PEOPLE; i++) {
        ids[i] = i * 7919 - 1000;
        names[i] = i % 2 ? "odd" : "even";
    }
    must(ctx, cev_table_new(ctx, PEOPLE, &segments));
    must(ctx, cev_table_set_column(segments, "customer", CEV_INT64, ids, 8,
                                   NULL));
    must(ctx, cev_table_set_column(segments, "segment", CEV_TEXT, names,
                                   sizeof *names, NULL));
    cev_table *by_a = NULL, *by_b = NULL;
    must(ctx, cev_portfolio_indicators_by(plain, segments, CEV_LATEST, NULL,
                                          &by_a));
    must(ctx, cev_portfolio_indicators_by(rich, segments, CEV_LATEST, NULL,
                                          &by_b));
    same_tables(by_a, by_b);
    cev_table_free(by_b);
    cev_table_free(by_a);
    must(ctx, cev_portfolio_cohorts_by(plain, segments, CEV_LATEST, NULL,
                                       &by_a));
    must(ctx, cev_portfolio_cohorts_by(rich, segments, CEV_LATEST, NULL,
                                       &by_b));
    same_tables(by_a, by_b);
    cev_table_free(by_b);
    cev_table_free(by_a);
    cev_table_free(segments);
    cev_portfolio_free(rich);
    cev_portfolio_free(plain);
    cev_ctx_free(ctx);
    free(orders);
}
END_TEST

/* ---- Bytes -------------------------------------------------------------- */

/* Bytes of one event: 24 of header, 4 + 8 + 8, id and orders (16), then the
   count of texts (8) and its one text, then the count of events (8) and it. */
enum { TEXTS = HEADER + 20 + 16, EVENT = 32 };

START_TEST(forged_events_are_refused)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx), *loaded = NULL;
    must(ctx, cev_portfolio_event_id(shop, CEV_CONTACTS, 7, 5, "mail", 2.0,
                                     NULL));
    saved_shop saved = save_shop(shop);
    int64_t event = saved.size - SEAL - EVENT;
    const struct {
        int64_t at;
        unsigned char value;
    } forged[] = {
        {event, 1},          /* nobody's */
        {event + 4, 3},      /* an attribute of number and text */
        {event + 4, 4},      /* a cancellation with a number */
        {event + 4, 5},      /* no ledger */
        {event + 4 + 11, 1}, /* a time beyond 9999 */
        {event + 16, 1},     /* no such text */
        {event + 27, 0xff},  /* a number below 0 */
        {event + 28, 0},     /* a text of a contact */
        {event - 8, 0},      /* no events */
        {event - 8, 2},      /* two */
        {TEXTS, 0},          /* no texts */
        {TEXTS, 2},          /* two */
        {HEADER, 3},             /* known by name */
    };
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        unsigned char right = saved.bytes[forged[i].at];
        if (i == 1) /* a number and a text */
            saved.bytes[event + 28] = saved.bytes[event + 29] =
                saved.bytes[event + 30] = saved.bytes[event + 31] = 0;
        saved.bytes[forged[i].at] = forged[i].value;
        seal_again(&saved);
        ck_assert_int_eq(cev_portfolio_load(ctx, saved.bytes, saved.size,
                                            &loaded),
                         CEV_ERR_FORMAT);
        ck_assert_ptr_null(loaded);
        saved.bytes[forged[i].at] = right;
        for (int j = 28; j < 32; j++)
            saved.bytes[event + j] = 0xff;
    }
    seal_again(&saved);
    ck_assert(same_as_saved(shop, &saved));
    must(ctx, cev_portfolio_load(ctx, saved.bytes, saved.size, &loaded));
    cev_portfolio_free(loaded);
    free(saved.bytes);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- Memory ------------------------------------------------------------- */

/* Recorded, split, merged, exported, saved and loaded; what fails leaves all
   as it was. */
static int32_t live(cev_ctx *ctx, void *state)
{
    enum { ROOM = 1 << 14 };
    static unsigned char bytes[ROOM];
    cev_portfolio *shop = NULL, *before = NULL, *after = NULL, *again = NULL;
    cev_table *t = NULL, *one = NULL;
    int64_t size = -1;
    char name[32];
    (void)state;
    int32_t status = cev_portfolio_new(ctx, &shop);
    for (int i = 0; status == CEV_OK && i < 40; i++) {
        snprintf(name, sizeof name, "customer %d", i);
        int64_t customers = cev_portfolio_count(shop, CEV_CUSTOMERS);
        status = cev_portfolio_event(shop, CEV_ATTRIBUTES, name, i * DAY,
                                     name + 4, NAN, name + 2);
        ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS),
                         customers + (status == CEV_OK));
        ck_assert_int_eq(cev_portfolio_count(shop, CEV_ATTRIBUTES),
                         i + (status == CEV_OK));
    }
    if (status == CEV_OK)
        status = cev_portfolio_split(shop, 20 * DAY, &before, &after);
    if (status == CEV_OK)
        status = cev_portfolio_merge(before, after);
    if (status == CEV_OK)
        status = cev_portfolio_export(before, CEV_ATTRIBUTES, &t);
    if (status == CEV_OK)
        status = cev_portfolio_record(after, CEV_ATTRIBUTES, t);
    if (status == CEV_OK)
        status = cev_portfolio_history(shop, CEV_ATTRIBUTES, "customer 3",
                                       &one);
    if (status == CEV_OK)
        status = cev_portfolio_save(shop, bytes, ROOM, &size);
    if (status == CEV_OK)
        status = cev_portfolio_load(ctx, bytes, size, &again);
    cev_table_free(one);
    cev_table_free(t);
    cev_portfolio_free(again);
    cev_portfolio_free(after);
    cev_portfolio_free(before);
    cev_portfolio_free(shop);
    return status;
}

START_TEST(events_survive_failing_memory)
{
    fail_each_allocation(live, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("events kept");
    tcase_add_test(cases, merging_and_splitting_keep_every_event);
    tcase_add_test(cases, exports_are_recorded_again);
    tcase_add_test(cases, events_change_no_answer_about_orders);
    tcase_add_test(cases, forged_events_are_refused);
    tcase_add_test(cases, events_survive_failing_memory);
    Suite *s = suite_create("portfolio/events_kept");
    suite_add_tcase(s, cases);
    return s;
}
