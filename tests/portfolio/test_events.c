/* The ledgers besides that of orders: recording, and what becomes of it. */
#include "portfolio/all_ledgers.h"
#include "support/stops.h"

START_TEST(single_events_are_told_again)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    must(ctx, cev_portfolio_event(shop, CEV_CONTACTS, "bob", 2 * DAY, "phone",
                                  3.5, NULL));
    must(ctx, cev_portfolio_event(shop, CEV_CONTACTS, "ann", 3 * DAY, NULL,
                                  NAN, ""));
    must(ctx, cev_portfolio_event(shop, CEV_CONTACTS, "ann", DAY, "", 0.0,
                                  NULL));
    must(ctx, cev_portfolio_event(shop, CEV_ATTRIBUTES, "ann", CEV_ALWAYS,
                                  "town", NAN, "Ulm"));
    must(ctx, cev_portfolio_event(shop, CEV_ATTRIBUTES, "ann", 5 * DAY, "age",
                                  40.0, NULL));
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CONTACTS), 3);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ATTRIBUTES), 2);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_ORDERS), 0);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 2);
    cev_table *t = exported(ctx, shop, CEV_CONTACTS);
    ck_assert_int_eq(cev_table_row_count(t), 3);
    ck_assert_str_eq(cev_table_text(t, "customer", 0), "ann");
    ck_assert_int_eq(cev_table_int64(t, "time", 0), DAY);
    ck_assert_ptr_null(cev_table_text(t, "kind", 0));
    ck_assert(cev_table_double(t, "cost", 0) == 0.0);
    ck_assert(isnan(cev_table_double(t, "cost", 1)));
    ck_assert_str_eq(cev_table_text(t, "kind", 2), "phone");
    ck_assert(cev_table_double(t, "cost", 2) == 3.5);
    cev_table_free(t);
    must(ctx, cev_portfolio_history(shop, CEV_ATTRIBUTES, "ann", &t));
    ck_assert_int_eq(cev_table_int64(t, "time", 0), CEV_ALWAYS);
    ck_assert_str_eq(cev_table_text(t, "attribute", 0), "town");
    ck_assert(isnan(cev_table_double(t, "value", 0)));
    ck_assert_str_eq(cev_table_text(t, "text", 0), "Ulm");
    ck_assert(cev_table_double(t, "value", 1) == 40.0);
    ck_assert_ptr_null(cev_table_text(t, "text", 1));
    cev_table_free(t);
    must(ctx, cev_portfolio_history(shop, CEV_ATTRIBUTES, "bob", &t));
    ck_assert_int_eq(cev_table_row_count(t), 0);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* A single event that cannot be taken. */
static void refuses(cev_portfolio *shop, cev_ctx *ctx, int32_t seen,
                    int32_t wanted, const char *message)
{
    ck_assert_int_eq(seen, wanted);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
    ck_assert_int_eq(cev_portfolio_count(shop, CEV_CUSTOMERS), 0);
    for (int i = 0; i < LEDGERS; i++)
        ck_assert_int_eq(cev_portfolio_count(shop, ledgers[i]), 0);
}

START_TEST(wrong_events_are_refused)
{
    static const struct {
        const char *ledger, *customer;
        int64_t time;
        const char *key;
        double number;
        const char *text;
        int32_t status;
        const char *message;
    } wrong[] = {
        {"visits", "ann", 0, NULL, NAN, NULL, CEV_ERR_KIND,
         "\"visits\" is no ledger; wanted \"orders\", \"contacts\", "
         "\"touches\", \"surveys\", \"attributes\" or \"cancellations\""},
        {CEV_ORDERS, "ann", 0, NULL, NAN, NULL, CEV_ERR_KIND,
         "orders are no events; cev_portfolio_order takes them"},
        {NULL, "ann", 0, NULL, NAN, NULL, CEV_ERR_ARGUMENT, "ledger is NULL"},
        {CEV_CONTACTS, "", 0, NULL, NAN, NULL, CEV_ERR_ARGUMENT,
         "customer is empty"},
        {CEV_CONTACTS, "ann", CEV_TIME_MAX + 1, NULL, NAN, NULL,
         CEV_ERR_DOMAIN,
         "time = 253402300800; wanted -62135596800 to 253402300799, seconds "
         "since 1970"},
        {CEV_CONTACTS, "ann", CEV_ALWAYS, NULL, NAN, NULL, CEV_ERR_DOMAIN,
         "time is a gap; wanted seconds since 1970"},
        {CEV_CONTACTS, "ann", 0, "a\xff", NAN, NULL, CEV_ERR_UTF8,
         "kind is not valid UTF-8"},
        {CEV_CONTACTS, "ann", 0, NULL, -1.0, NULL, CEV_ERR_DOMAIN,
         "cost = -1; wanted 0 to 1e+290, or a gap where it is unknown"},
        {CEV_CONTACTS, "ann", 0, NULL, INFINITY, NULL, CEV_ERR_DOMAIN,
         "cost = inf; wanted 0 to 1e+290, or a gap where it is unknown"},
        {CEV_CONTACTS, "ann", 0, NULL, 1.0, "loud", CEV_ERR_ARGUMENT,
         "text = \"loud\"; wanted NULL: contacts have none"},
        {CEV_TOUCHES, "ann", 0, NULL, 0.5, NULL, CEV_ERR_DOMAIN,
         "treated = 0.5; wanted 0 or 1"},
        {CEV_TOUCHES, "ann", 0, NULL, NAN, NULL, CEV_ERR_DOMAIN,
         "treated = nan; wanted 0 or 1"},
        {CEV_CANCELLATIONS, "ann", 0, NULL, 1.0, NULL, CEV_ERR_ARGUMENT,
         "number = 1; wanted NaN: cancellations have none"},
        {CEV_ATTRIBUTES, "ann", 0, "", 1.0, NULL, CEV_ERR_ARGUMENT,
         "attribute is a gap; wanted the attribute's name"},
        {CEV_ATTRIBUTES, "ann", 0, "age", NAN, NULL, CEV_ERR_ARGUMENT,
         "value of attribute \"age\" is a gap; wanted a number or a text"},
        {CEV_ATTRIBUTES, "ann", 0, "age", 1.0, "one", CEV_ERR_ARGUMENT,
         "value of attribute \"age\" is both number and text; wanted a "
         "number or a text"},
        {CEV_ATTRIBUTES, "ann", 0, "age", NAN, "\x80", CEV_ERR_UTF8,
         "text is not valid UTF-8"},
    };
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refuses(shop, ctx,
                cev_portfolio_event(shop, wrong[i].ledger, wrong[i].customer,
                                    wrong[i].time, wrong[i].key,
                                    wrong[i].number, wrong[i].text),
                wrong[i].status, wrong[i].message);
    refuses(shop, ctx,
            cev_portfolio_event_id(shop, CEV_CONTACTS, INT64_MIN, 0, NULL, NAN,
                                   NULL),
            CEV_ERR_DOMAIN,
            "customer = -9223372036854775808, by which tables mark a gap; "
            "wanted any other number");
    ck_assert_int_eq(
        cev_portfolio_event(NULL, CEV_CONTACTS, "ann", 0, NULL, NAN, NULL),
        CEV_ERR_ARGUMENT);
    ck_assert_int_eq(
        cev_portfolio_event_id(NULL, CEV_CONTACTS, 1, 0, NULL, NAN, NULL),
        CEV_ERR_ARGUMENT);
    must(ctx, cev_portfolio_event(shop, CEV_SURVEYS, "ann", 0, "nps", NAN,
                                  NULL));
    ck_assert_int_eq(
        cev_portfolio_event_id(shop, CEV_CONTACTS, 1, 0, NULL, NAN, NULL),
        CEV_ERR_ARGUMENT);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- Tables ------------------------------------------------------------- */

/* A table of three rows: "ann", "bob", "cleo" on days 1 to 3. */
typedef struct {
    const char *names[3];
    int64_t times[3];
    double numbers[3];
    const char *texts[3];
    const char *keys[3];
} three_rows;

static cev_table *three_of(cev_ctx *ctx, const three_rows *rows,
                           const char *key, const char *number,
                           const char *text)
{
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, 3, &table));
    must(ctx, cev_table_set_column(table, "customer", CEV_TEXT, rows->names,
                                   sizeof(char *), NULL));
    must(ctx, cev_table_set_column(table, "time", CEV_INT64, rows->times, 8,
                                   NULL));
    if (key != NULL)
        must(ctx, cev_table_set_column(table, key, CEV_TEXT, rows->keys,
                                       sizeof(char *), NULL));
    if (number != NULL)
        must(ctx, cev_table_set_column(table, number, CEV_DOUBLE,
                                       rows->numbers, 8, NULL));
    if (text != NULL)
        must(ctx, cev_table_set_column(table, text, CEV_TEXT, rows->texts,
                                       sizeof(char *), NULL));
    return table;
}

static const three_rows good = {{"ann", "bob", "cleo"},
                                {DAY, 2 * DAY, 3 * DAY},
                                {1.0, 0.0, NAN},
                                {NULL, "", "Ulm"},
                                {"a", NULL, "c"}};

START_TEST(tables_go_into_every_ledger)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = three_of(ctx, &good, "kind", "cost", NULL);
    must(ctx, cev_portfolio_record(shop, CEV_CONTACTS, t));
    must(ctx, cev_portfolio_record(shop, CEV_TOUCHES, t));
    must(ctx, cev_portfolio_record(shop, CEV_CANCELLATIONS, t));
    cev_table_free(t);
    t = three_of(ctx, &good, NULL, "score", NULL);
    must(ctx, cev_portfolio_record(shop, CEV_SURVEYS, t));
    cev_table_free(t);
    for (int i = 0; i < LEDGERS; i++)
        ck_assert_int_eq(cev_portfolio_count(shop, ledgers[i]),
                         strcmp(ledgers[i], CEV_ATTRIBUTES) == 0 ? 0 : 3);
    t = exported(ctx, shop, CEV_TOUCHES);
    for (int i = 0; i < 3; i++) {
        ck_assert(cev_table_double(t, "treated", i) == 1.0);
        ck_assert_ptr_null(cev_table_text(t, "campaign", i));
    }
    cev_table_free(t);
    t = exported(ctx, shop, CEV_SURVEYS);
    ck_assert(isnan(cev_table_double(t, "score", 2)));
    /* A column of nothing but gaps may be of any type. */
    cev_table *gaps = three_of(ctx, &good, NULL, "score", NULL);
    const double none[3] = {NAN, NAN, NAN};
    must(ctx, cev_table_set_column(gaps, "question", CEV_DOUBLE, none, 8,
                                   NULL));
    must(ctx, cev_portfolio_record(shop, CEV_SURVEYS, gaps));
    cev_table_free(gaps);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* The same attributes three ways; gaps say nothing. */
START_TEST(attributes_are_long_or_wide)
{
    cev_ctx *ctx = new_ctx();
    three_rows rows = good;
    for (int i = 0; i < 3; i++)
        rows.keys[i] = "age";
    cev_portfolio *by_one = new_shop(ctx);
    must(ctx, cev_portfolio_event(by_one, CEV_ATTRIBUTES, "ann", DAY, "age",
                                  1.0, NULL));
    must(ctx, cev_portfolio_event(by_one, CEV_ATTRIBUTES, "bob", 2 * DAY,
                                  "age", 0.0, NULL));
    must(ctx, cev_portfolio_event(by_one, CEV_ATTRIBUTES, "cleo", 3 * DAY,
                                  "town", NAN, "Ulm"));
    saved_shop wanted = save_shop(by_one);
    cev_portfolio *wide = new_shop(ctx);
    cev_table *t = three_of(ctx, &rows, NULL, "age", "town");
    must(ctx, cev_portfolio_record(wide, CEV_ATTRIBUTES, t));
    ck_assert(same_as_saved(wide, &wanted));
    cev_table_free(t);
    cev_portfolio *long_ = new_shop(ctx);
    t = three_of(ctx, &rows, "attribute", "value", NULL);
    must(ctx, cev_portfolio_record(long_, CEV_ATTRIBUTES, t));
    cev_table_free(t);
    for (int i = 0; i < 3; i++)
        rows.keys[i] = "town";
    t = three_of(ctx, &rows, "attribute", NULL, "value");
    must(ctx, cev_portfolio_record(long_, CEV_ATTRIBUTES, t));
    ck_assert(same_as_saved(long_, &wanted));
    cev_table_free(t);
    cev_portfolio_free(long_);
    cev_portfolio_free(wide);
    cev_portfolio_free(by_one);
    free(wanted.bytes);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(attributes_may_hold_from_the_beginning)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *t = NULL;
    must(ctx, cev_table_new(ctx, 3, &t));
    must(ctx, cev_table_set_column(t, "customer", CEV_TEXT, good.names,
                                   sizeof(char *), NULL));
    must(ctx, cev_table_set_column(t, "town", CEV_TEXT, good.texts,
                                   sizeof(char *), NULL));
    must(ctx, cev_portfolio_record(shop, CEV_ATTRIBUTES, t));
    ck_assert_int_eq(cev_portfolio_record(shop, CEV_CONTACTS, t),
                     CEV_ERR_COLUMN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "the table has no column \"time\"; wanted one of int64, "
                     "seconds since 1970");
    cev_table_free(t);
    t = exported(ctx, shop, CEV_ATTRIBUTES);
    ck_assert_int_eq(cev_table_row_count(t), 1);
    ck_assert_int_eq(cev_table_int64(t, "time", 0), CEV_ALWAYS);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(wrong_rows_of_events_are_named)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    three_rows rows = good;
    rows.numbers[1] = -3.0;
    cev_table *t = three_of(ctx, &rows, "kind", "cost", NULL);
    refuses(shop, ctx, cev_portfolio_record(shop, CEV_CONTACTS, t),
            CEV_ERR_DOMAIN,
            "cost[1] = -3; wanted 0 to 1e+290, or a gap where it is unknown");
    refuses(shop, ctx, cev_portfolio_record(shop, CEV_SURVEYS, t),
            CEV_ERR_COLUMN,
            "the table has no column \"score\"; wanted one of doubles or "
            "int64");
    cev_table_free(t);
    t = three_of(ctx, &good, NULL, "kind", NULL);
    refuses(shop, ctx, cev_portfolio_record(shop, CEV_CONTACTS, t),
            CEV_ERR_COLUMN, "column \"kind\" holds numbers; wanted texts");
    cev_table_free(t);
    t = three_of(ctx, &good, "campaign", "treated", NULL);
    refuses(shop, ctx, cev_portfolio_record(shop, CEV_TOUCHES, t),
            CEV_ERR_DOMAIN, "treated[2] = nan; wanted 0 or 1");
    cev_table_free(t);
    t = three_of(ctx, &good, "attribute", "value", "text");
    refuses(shop, ctx, cev_portfolio_record(shop, CEV_ATTRIBUTES, t),
            CEV_ERR_ARGUMENT,
            "attribute[1] is a gap; wanted the attribute's name");
    cev_table_free(t);
    rows = good;
    rows.names[2] = "";
    t = three_of(ctx, &rows, NULL, "score", NULL);
    refuses(shop, ctx, cev_portfolio_record(shop, CEV_SURVEYS, t),
            CEV_ERR_ARGUMENT, "customer[2] is empty; wanted text");
    cev_table_free(t);
    rows = good;
    rows.texts[0] = "\xc3";
    t = three_of(ctx, &rows, NULL, "age", "town");
    refuses(shop, ctx, cev_portfolio_record(shop, CEV_ATTRIBUTES, t),
            CEV_ERR_UTF8, "text[0] is not valid UTF-8");
    refuses(shop, ctx, cev_portfolio_record(shop, CEV_ATTRIBUTES, NULL),
            CEV_ERR_ARGUMENT, "records is NULL");
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(a_stopped_recording_of_events_leaves_nothing)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    record_invented_events(shop, 100, 30, 1, 1);
    saved_shop before = save_shop(shop);
    cev_table *t = three_of(ctx, &good, NULL, "age", "town");
    for (int stop = 1; stop <= 2; stop++) {
        int left = stop; /* the second column, too */
        must(ctx, cev_ctx_set_progress(ctx, stop_work, &left));
        ck_assert_int_eq(cev_portfolio_record(shop, CEV_ATTRIBUTES, t),
                         CEV_ERR_CANCELLED);
        must(ctx, cev_ctx_set_progress(ctx, NULL, NULL));
        ck_assert(same_as_saved(shop, &before));
    }
    must(ctx, cev_portfolio_record(shop, CEV_ATTRIBUTES, t));
    ck_assert(!same_as_saved(shop, &before));
    free(before.bytes);
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("events");
    tcase_add_test(cases, single_events_are_told_again);
    tcase_add_test(cases, wrong_events_are_refused);
    tcase_add_test(cases, tables_go_into_every_ledger);
    tcase_add_test(cases, attributes_are_long_or_wide);
    tcase_add_test(cases, attributes_may_hold_from_the_beginning);
    tcase_add_test(cases, wrong_rows_of_events_are_named);
    tcase_add_test(cases, a_stopped_recording_of_events_leaves_nothing);
    Suite *s = suite_create("portfolio/events");
    suite_add_tcase(s, cases);
    return s;
}
