/* Features as of a time: what they are, and that they know nothing later. */
#include "portfolio/rich.h"
#include "support/failing.h"
#include "support/stops.h"

static void note(cev_portfolio *shop, const char *ledger, const char *customer,
                 int64_t day, const char *key, double number)
{
    ck_assert_int_eq(cev_portfolio_event(shop, ledger, customer,
                                         day * DAY + 7, key, number, NULL),
                     CEV_OK);
}

static void is_text(cev_portfolio *shop, const char *customer, int64_t time,
                    const char *attribute, const char *value)
{
    ck_assert_int_eq(cev_portfolio_event(shop, CEV_ATTRIBUTES, customer, time,
                                         attribute, NAN, value),
                     CEV_OK);
}

static cev_table *features_of(cev_ctx *ctx, const cev_portfolio *shop,
                              int64_t day, const cev_options *options)
{
    cev_table *t = NULL;
    must(ctx, cev_portfolio_features(shop, day * DAY, options, &t));
    return t;
}

static cev_options *windows_of(cev_ctx *ctx, const char *windows,
                               double holdout, const char *outcomes)
{
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_str(options, CEV_OPT_WINDOWS, windows));
    must(ctx, cev_options_set_double(options, CEV_OPT_HOLDOUT, holdout));
    must(ctx, cev_options_set_str(options, CEV_OPT_OUTCOMES, outcomes));
    return options;
}

static void holds(const cev_table *t, int64_t row, const char *column,
                  double wanted)
{
    double seen = cev_table_double(t, column, row);
    if (isnan(wanted) ? !isnan(seen) : fabs(seen - wanted) > 1e-12)
        ck_abort_msg("%s[%d] is %.17g; wanted %.17g", column, (int)row, seen,
                     wanted);
}

static int has(const cev_table *t, const char *column)
{
    return cev_table_column(t, column, NULL, NULL, NULL, NULL) == CEV_OK;
}

/* ann buys on days 10, 20, 40, 100; bob once, of unknown amount; cleo calls. */
static cev_portfolio *little_shop(cev_ctx *ctx)
{
    cev_portfolio *shop = new_shop(ctx);
    buy(shop, "ann", 10, 5.0);
    buy(shop, "ann", 20, 7.0);
    buy(shop, "ann", 40, 9.0);
    buy(shop, "ann", 100, 11.0);
    buy(shop, "ann", 101, -2.0);
    buy(shop, "bob", 95, NAN);
    note(shop, CEV_CONTACTS, "ann", 80, "phone", 3.0);
    note(shop, CEV_CONTACTS, "ann", 98, "mail", NAN);
    note(shop, CEV_CONTACTS, "ann", 99, "phone", 2.0);
    note(shop, CEV_CONTACTS, "cleo", 90, NULL, NAN);
    note(shop, CEV_TOUCHES, "ann", 97, "spring", 0.0);
    note(shop, CEV_TOUCHES, "bob", 97, "spring", 1.0);
    note(shop, CEV_SURVEYS, "ann", 50, "nps", 8.0);
    note(shop, CEV_SURVEYS, "ann", 60, "nps", 3.0);
    note(shop, CEV_SURVEYS, "ann", 70, "nps", NAN);
    note(shop, CEV_SURVEYS, "bob", 96, NULL, 4.0);
    note(shop, CEV_CANCELLATIONS, "ann", 30, "price", NAN);
    note(shop, CEV_CANCELLATIONS, "bob", 95, NULL, NAN);
    note(shop, CEV_ATTRIBUTES, "ann", 5, "age", 40.0);
    note(shop, CEV_ATTRIBUTES, "ann", 99, "age", 41.0);
    is_text(shop, "ann", CEV_ALWAYS, "town", "Ulm");
    is_text(shop, "ann", 50 * DAY, "town", "Bonn");
    is_text(shop, "bob", 50 * DAY, "town", "Jena");
    note(shop, CEV_ATTRIBUTES, "cleo", 91, "town", 12.5);
    is_text(shop, "dan", CEV_ALWAYS, "town", "Kiel");
    return shop;
}

START_TEST(features_are_what_they_say)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = little_shop(ctx);
    cev_options *options = windows_of(ctx, "10, 30", 0, "left");
    cev_table *t = features_of(ctx, shop, 102, options);
    ck_assert_int_eq(cev_table_row_count(t), 3); /* dan has no date */
    static const struct {
        const char *column;
        double ann, bob, cleo;
    } wanted[] = {
        {"T", 92, 52, 12}, /* bob's from the first purchase, see below */
        {"x", 3, 0, NAN},
        {"t_x", 90, 0, NAN},
        {"gap_mean", 30, NAN, NAN},
        {"overdue", 2.0 / 30, NAN, NAN},
        {"purchase_value", 8, NAN, NAN},
        {"revenue", 30, NAN, 0},
        {"refunds", 2, NAN, 0},
        {"purchases_10", 1, 1, 0},
        {"spent_10", 9, NAN, 0},
        {"purchases_30", 1, 1, 0},
        {"trend_30", 1, NAN, NAN},
        {"contacts_10", 2, 0, 0},
        {"contact_costs_10", 2, 0, 0},
        {"contacts_30", 3, 0, 1},
        {"contact_costs_30", 5, 0, NAN},
        {"since_contact", 3, NAN, 12},
        {"contacts=phone", 2, 0, 0},
        {"contacts=mail", 1, 0, 0},
        {"touches_10", 0, 1, 0},
        {"since_touch", NAN, 5, NAN},
        {"since_answer", 42, 6, NAN},
        {"score=nps", 3, NAN, NAN},
        {"score_mean=nps", 5.5, NAN, NAN},
        {"score", NAN, 4, NAN},
        {"score_mean", NAN, 4, NAN},
        {"cancellations", 1, 1, 0},
        {"cancelled", 0, 1, 0},
        {"since_cancellation", 72, 7, NAN},
        {"age", 41, NAN, NAN},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        holds(t, 0, wanted[i].column, wanted[i].ann);
        if (i > 0)
            holds(t, 1, wanted[i].column, wanted[i].bob);
        holds(t, 2, wanted[i].column, wanted[i].cleo);
    }
    holds(t, 1, "T", 7);
    /* gaps of 10, 20 and 60 days */
    holds(t, 0, "gap_cv", sqrt(700.0) / 30.0);
    ck_assert_str_eq(cev_table_text(t, "town", 0), "Bonn");
    ck_assert_str_eq(cev_table_text(t, "town", 1), "Jena");
    ck_assert_str_eq(cev_table_text(t, "town", 2), "12.5");
    ck_assert_int_eq(cev_table_column_count(t),
                     1 + 9 + 6 + 4 + 1 + 2 + 2 + 1 + 1 + 4 + 3 + 2);
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Columns that nothing fills are not there. */
START_TEST(columns_come_with_what_they_tell)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = little_shop(ctx);
    cev_table *t = features_of(ctx, shop, 7, NULL);
    ck_assert_int_eq(cev_table_row_count(t), 1);
    ck_assert_int_eq(cev_table_column_count(t), 4); /* customer T age town */
    holds(t, 0, "T", 2);
    holds(t, 0, "age", 40);
    ck_assert_str_eq(cev_table_text(t, "town", 0), "Ulm");
    cev_table_free(t);
    t = features_of(ctx, shop, 90, NULL); /* no cost of a contact but one */
    ck_assert(has(t, "contact_costs_30") && has(t, "trend_30"));
    cev_table_free(t);
    t = features_of(ctx, shop, 4, NULL);
    ck_assert_int_eq(cev_table_row_count(t), 0);
    cev_table_free(t);
    t = features_of(ctx, shop, 45, NULL);
    ck_assert(has(t, "purchases_365") && has(t, "cancelled"));
    ck_assert(!has(t, "touches_30") && !has(t, "since_answer"));
    ck_assert(!has(t, "trend_30"));
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* An attribute called like a column does not take its place. */
START_TEST(attributes_make_way_for_columns)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    buy(shop, "ann", 1, 1.0);
    note(shop, CEV_ATTRIBUTES, "ann", 1, "x", 77.0);
    note(shop, CEV_ATTRIBUTES, "ann", 1, "purchases_30", 78.0);
    note(shop, CEV_ATTRIBUTES, "ann", 1, "left", 79.0);
    is_text(shop, "ann", 0, "customer", "yes");
    note(shop, CEV_ATTRIBUTES, "ann", 1, "attribute=x", 80.0);
    cev_table *t = features_of(ctx, shop, 5, NULL);
    holds(t, 0, "x", 0);
    holds(t, 0, "purchases_30", 1);
    holds(t, 0, "attribute=x", 77);
    holds(t, 0, "attribute=attribute=x", 80);
    holds(t, 0, "attribute=purchases_30", 78);
    holds(t, 0, "attribute=left", 79);
    ck_assert_str_eq(cev_table_text(t, "customer", 0), "ann");
    ck_assert_str_eq(cev_table_text(t, "attribute=customer", 0), "yes");
    cev_table_free(t);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(outcomes_are_of_the_time_after)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = little_shop(ctx);
    cev_options *options =
        windows_of(ctx, "10", 60, "left bought spent treatment");
    cev_table *t = features_of(ctx, shop, 42, options);
    /* ann has come back and buys; of bob and cleo nothing is known yet */
    ck_assert_int_eq(cev_table_row_count(t), 1);
    holds(t, 0, "left", 0);
    holds(t, 0, "bought", 1);
    holds(t, 0, "spent", 9);
    holds(t, 0, "treatment", 0);
    cev_table_free(t);
    t = features_of(ctx, shop, 94, options);
    ck_assert_int_eq(cev_table_row_count(t), 3);
    holds(t, 1, "left", 1); /* bob buys and cancels on day 95 */
    holds(t, 1, "bought", 1);
    holds(t, 1, "spent", NAN);
    holds(t, 1, "treatment", 1);
    holds(t, 2, "left", 0);
    holds(t, 2, "bought", 0);
    holds(t, 2, "spent", 0);
    holds(t, 2, "treatment", NAN);
    cev_table_free(t);
    t = features_of(ctx, shop, 96, options);
    holds(t, 1, "left", NAN); /* he has left */
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);

    shop = new_shop(ctx);
    buy(shop, "ann", 1, 1.0);
    buy(shop, "bob", 1, 1.0);
    buy(shop, "bob", 9, 1.0);
    note(shop, CEV_CONTACTS, "cleo", 1, NULL, NAN);
    options = windows_of(ctx, "", 8, "left");
    t = features_of(ctx, shop, 1, options);
    holds(t, 0, "left", 1);
    holds(t, 1, "left", 0);
    holds(t, 2, "left", NAN);
    ck_assert(!has(t, "bought") && !has(t, "purchases_30"));
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* A shop of every ledger. */
static cev_portfolio *invented_shop(cev_ctx *ctx, int64_t step)
{
    enum { ORDERS = 1501, EVENTS = 1009 };
    cev_portfolio *shop = new_shop(ctx);
    invented_order *orders = invent_orders(ORDERS, 90);
    record_invented_events(shop, EVENTS, 120, step, 0);
    record_invented(shop, orders, ORDERS, step);
    free(orders);
    return shop;
}

/* PORT-FEATURE-1: what was recorded by then alone gives the same bits, and a
   holdout adds columns and changes none. */
START_TEST(features_know_nothing_later)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = invented_shop(ctx, 1);
    cev_options *options =
        windows_of(ctx, "30,90,365", 100, "left bought spent treatment");
    for (int64_t day = -300; day <= 300; day += 60) {
        cev_portfolio *before = NULL, *after = NULL;
        must(ctx, cev_portfolio_split(shop, day * DAY, &before, &after));
        cev_table *known = features_of(ctx, before, day, NULL);
        cev_table *all = features_of(ctx, shop, day, NULL);
        ck_assert_int_gt(cev_table_row_count(all), 0);
        same_tables(known, all);
        cev_table_free(all);
        all = features_of(ctx, shop, day, options);
        ck_assert_int_eq(cev_table_column_count(all),
                         cev_table_column_count(known) + 4);
        for (int64_t i = 0; i < cev_table_column_count(known); i++) {
            const char *name = cev_table_name(known, i);
            int32_t type;
            const void *a, *b;
            must(ctx,
                 cev_table_column(known, name, &type, &a, NULL, NULL));
            must(ctx, cev_table_column(all, name, NULL, &b, NULL, NULL));
            if (type != CEV_TEXT)
                ck_assert_mem_eq(a, b, 8 * (size_t)cev_table_row_count(all));
        }
        cev_table_free(all);
        cev_table_free(known);
        cev_portfolio_free(after);
        cev_portfolio_free(before);
    }
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* PORT-ORDER-1, PORT-MERGE-1, PORT-SAVE-1 */
START_TEST(features_do_not_depend_on_recording)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = invented_shop(ctx, 1);
    cev_portfolio *before = NULL, *merged = NULL, *loaded = NULL;
    must(ctx, cev_portfolio_split(shop, 33 * DAY, &before, &merged));
    must(ctx, cev_portfolio_merge(merged, before));
    saved_shop saved = save_shop(shop);
    must(ctx, cev_portfolio_load(ctx, saved.bytes, saved.size, &loaded));
    cev_options *options =
        windows_of(ctx, "7", 50, "left bought spent treatment");
    cev_table *wanted = features_of(ctx, shop, 100, options);
    cev_portfolio *others[] = {merged, loaded, invented_shop(ctx, 7),
                               invented_shop(ctx, 1000)};
    for (int i = 0; i < 4; i++) {
        cev_table *seen = features_of(ctx, others[i], 100, options);
        same_tables(seen, wanted);
        cev_table_free(seen);
        cev_portfolio_free(others[i]);
    }
    cev_table_free(wanted);
    cev_options_free(options);
    free(saved.bytes);
    cev_portfolio_free(before);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* What comes out, learners take. */
START_TEST(learners_take_features)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = invented_shop(ctx, 1);
    cev_options *options = windows_of(ctx, "30,90", 100, "bought");
    cev_table *then = features_of(ctx, shop, 100, options), *out = NULL;
    cev_table *now = features_of(ctx, shop, 300, NULL);
    cev_options *learning = new_options(ctx);
    must(ctx, cev_options_set_str(learning, CEV_OPT_TARGET, "bought"));
    cev_estimator *model = NULL;
    must(ctx, cev_estimator_new(ctx, CEV_GLM, learning, &model));
    must(ctx, cev_estimator_fit(model, then));
    must(ctx, cev_estimator_predict(model, then, NULL, &out));
    ck_assert_int_eq(cev_table_row_count(out), cev_table_row_count(then));
    for (int64_t i = 0; i < cev_table_row_count(out); i++) {
        double p = cev_table_double(out, "prediction", i);
        ck_assert(p >= 0.0 && p <= 1.0);
    }
    cev_table_free(out);
    cev_estimator_free(model);
    cev_options_free(learning);
    cev_table_free(now);
    cev_table_free(then);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* A call that must fail. */
static void refuses(cev_ctx *ctx, const cev_portfolio *shop, int64_t day,
                    const cev_options *options, int32_t wanted,
                    const char *message)
{
    cev_table *t = NULL;
    ck_assert_int_eq(cev_portfolio_features(shop, day * DAY, options, &t),
                     wanted);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
    ck_assert_ptr_null(t);
}

START_TEST(what_cannot_be_told_is_refused)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = little_shop(ctx);
    cev_table *t = NULL;
    cev_options *options = new_options(ctx);
    ck_assert_int_eq(cev_portfolio_features(NULL, 0, NULL, &t),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_portfolio_features(shop, 0, NULL, NULL),
                     CEV_ERR_ARGUMENT);
    static const struct {
        const char *windows, *message;
    } wrong[] = {
        {"30;90", "option windows = \"30;90\"; wanted numbers joined by "
                  "commas, not \";90\""},
        {"0.5", "option windows: 0.5; wanted at least one bin of 86400 "
                "seconds and at most 3652058.999988426"},
        {"7, 1e7", "option windows: 10000000; wanted at least one bin of 86400 "
                   "seconds and at most 3652058.999988426"},
        {"30, 7, 30", "option windows: 30 is there twice; wanted each once"},
        {"-3", "option windows: -3; wanted at least one bin of 86400 seconds "
               "and at most 3652058.999988426"},
        {"1,2,3,4,5,6,7,8,9", "option windows = \"1,2,3,4,5,6,7,8,9\"; "
                              "wanted at most 8 numbers"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        must(ctx, cev_options_set_str(options, CEV_OPT_WINDOWS,
                                      wrong[i].windows));
        refuses(ctx, shop, 50, options, CEV_ERR_OPTION, wrong[i].message);
    }
    cev_options_free(options);
    options = windows_of(ctx, "30", 10, "left");
    refuses(ctx, shop, 101, options, CEV_ERR_DOMAIN,
            "nothing is recorded after as_of, up to second 8812799; wanted an "
            "earlier as_of where there is a holdout");
    ck_assert_int_eq(
        cev_options_set_str(options, CEV_OPT_OUTCOMES, "left right"),
        CEV_ERR_OPTION);
    for (int i = 0; i <= 1000; i++) {
        char name[32];
        snprintf(name, sizeof name, "attribute %d", i);
        note(shop, CEV_ATTRIBUTES, "ann", 60, name, 1.0);
    }
    refuses(ctx, shop, 60, NULL, CEV_ERR_LIMIT,
            "1004 kinds of contacts, questions and attributes; wanted at most "
            "1000");
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

static int32_t live(cev_ctx *ctx, void *state)
{
    cev_portfolio *shop = NULL;
    cev_options *options = NULL;
    cev_table *t = NULL;
    (void)state;
    int32_t status = cev_portfolio_new(ctx, &shop);
    for (int i = 0; status == CEV_OK && i < 20; i++)
        status = cev_portfolio_order_id(shop, i % 3, i * DAY, i);
    for (int i = 0; status == CEV_OK && i < 3; i++)
        status = cev_portfolio_event_id(shop, CEV_ATTRIBUTES, i, DAY, "a",
                                        i == 0 ? (double)NAN : i,
                                        i == 0 ? "text" : NULL);
    if (status == CEV_OK)
        status = cev_portfolio_event_id(shop, CEV_SURVEYS, 1, DAY, "nps", 9,
                                        NULL);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_double(options, CEV_OPT_HOLDOUT, 5.0);
    if (status == CEV_OK) {
        status = cev_portfolio_features(shop, 10 * DAY, options, &t);
        ck_assert((status == CEV_OK) == (t != NULL));
    }
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    return status;
}

/* Orders with details, and something of every other ledger; the table is of a
 * context whose memory never fails. */
static int32_t live_in_full(cev_ctx *ctx, void *state)
{
    static const char *const ledgers[] = {CEV_CONTACTS, CEV_TOUCHES,
                                          CEV_SURVEYS, CEV_CANCELLATIONS};
    cev_portfolio *shop = NULL;
    cev_options *options = NULL;
    cev_table *t = NULL;
    int32_t status = cev_portfolio_new(ctx, &shop);
    if (status == CEV_OK)
        status = cev_portfolio_record(shop, CEV_ORDERS, state);
    for (int i = 0; status == CEV_OK && i < 4; i++)
        status = cev_portfolio_event(shop, ledgers[i], "c1", 40 * DAY, "kind",
                                     i < 3 ? 1.0 : (double)NAN, NULL);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_WINDOWS, "30,60");
    if (status == CEV_OK) {
        status = cev_portfolio_features(shop, 90 * DAY, options, &t);
        ck_assert((status == CEV_OK) == (t != NULL));
    }
    cev_table_free(t);
    cev_options_free(options);
    cev_portfolio_free(shop);
    return status;
}

START_TEST(features_survive_failing_memory)
{
    fail_each_allocation(live, NULL);
}
END_TEST

START_TEST(features_of_all_ledgers_survive_as_well)
{
    cev_ctx *ctx = new_ctx();
    rich_orders *o = invent_rich();
    cev_table *t = rich_table(ctx, o, 0, 30);
    fail_each_allocation(live_in_full, t);
    stop_each_call(live_in_full, t);
    cev_table_free(t);
    free(o);
    cev_ctx_free(ctx);
}
END_TEST

/* A share of sales for each channel, unless there are too many. */
START_TEST(channels_are_limited)
{
    enum { MANY = 1001 };
    static char names[MANY][16];
    static const char *channels[MANY], *products[MANY];
    static int64_t who[MANY], when[MANY];
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *orders = NULL, *t = NULL;
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "w%d", i);
        channels[i] = names[i];
        products[i] = names[0];
    }
    must(ctx, cev_table_new(ctx, MANY, &orders));
    must(ctx, cev_table_set_column(orders, "customer", CEV_INT64, who, 8,
                                   NULL));
    must(ctx, cev_table_set_column(orders, "time", CEV_INT64, when, 8, NULL));
    must(ctx, cev_table_set_column(orders, "channel", CEV_TEXT, channels,
                                   sizeof *channels, NULL));
    must(ctx, cev_table_set_column(orders, "product", CEV_TEXT, products,
                                   sizeof *products, NULL));
    must(ctx, cev_portfolio_record(shop, CEV_ORDERS, orders));
    ck_assert_int_eq(cev_portfolio_features(shop, DAY, NULL, &t),
                     CEV_ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "1001 channels; wanted "));
    ck_assert_ptr_null(t);
    cev_table_free(orders);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(features_can_be_stopped)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = little_shop(ctx);
    cev_options *options = windows_of(ctx, "30", 10, "left");
    cev_table *t = NULL;
    for (int stop = 1; stop <= 3; stop++) {
        int left = stop;
        must(ctx, cev_ctx_set_progress(ctx, stop_work, &left));
        ck_assert_int_eq(cev_portfolio_features(shop, 50 * DAY, options, &t),
                         CEV_ERR_CANCELLED);
        must(ctx, cev_ctx_set_progress(ctx, NULL, NULL));
        ck_assert_ptr_null(t);
    }
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("features");
    tcase_add_test(cases, features_are_what_they_say);
    tcase_add_test(cases, columns_come_with_what_they_tell);
    tcase_add_test(cases, attributes_make_way_for_columns);
    tcase_add_test(cases, outcomes_are_of_the_time_after);
    tcase_add_test(cases, features_know_nothing_later);
    tcase_add_test(cases, features_do_not_depend_on_recording);
    tcase_add_test(cases, learners_take_features);
    tcase_add_test(cases, what_cannot_be_told_is_refused);
    tcase_add_test(cases, features_survive_failing_memory);
    tcase_add_test(cases, features_of_all_ledgers_survive_as_well);
    tcase_add_test(cases, channels_are_limited);
    tcase_add_test(cases, features_can_be_stopped);
    Suite *s = suite_create("portfolio/features");
    suite_add_tcase(s, cases);
    return s;
}
