/* Chains from what was seen: orders, pairs and sequences of states, on to
   values; nothing at all; memory. */
#include "value/chains.h"

START_TEST(orders_become_moves_between_states_of_recency)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    cev_table *moves = NULL;
    must(ctx, cev_options_set_int(options, CEV_OPT_STATES, 3));
    /* 1970: January is days 0 to 30, February 31 to 58, March 59 to 89 */
    buy(shop, "Ann", 3, 10.0);
    buy(shop, "Ann", 20, 10.0);  /* the same month */
    buy(shop, "Ann", 40, 20.0);  /* 1 -> 1 */
    buy(shop, "Ann", 130, 30.0); /* March 1 -> 2, April 2 -> 3+, May: buys */
    buy(shop, "Ben", 60, 5.0);   /* from March on: waits April, May */
    buy(shop, "Ben", 95, -2.0);  /* money back in April */
    buy(shop, "Cid", 155, 9.0);  /* June is not over */
    must(ctx, cev_portfolio_recency(shop, 160 * DAY, options, &moves));
    ck_assert_int_eq(cev_table_row_count(moves), 6);
    ck_assert(of_move(moves, "1", "1", "count") == 1.0);
    ck_assert(of_move(moves, "1", "1", "money") == 20.0);
    ck_assert(of_move(moves, "1", "2", "count") == 2.0);
    ck_assert(of_move(moves, "1", "2", "money") == -2.0);
    ck_assert(of_move(moves, "2", "1", "count") == 0.0);
    ck_assert(of_move(moves, "2", "3+", "count") == 2.0);
    ck_assert(of_move(moves, "3+", "1", "count") == 1.0);
    ck_assert(of_move(moves, "3+", "1", "money") == 30.0);
    ck_assert(of_move(moves, "3+", "3+", "count") == 0.0);
    cev_table_free(moves);
    /* a month and a bit later, June is over too */
    must(ctx, cev_portfolio_recency(shop, 185 * DAY, options, &moves));
    ck_assert(of_move(moves, "3+", "3+", "count") == 1.0);
    ck_assert(of_move(moves, "1", "2", "count") == 3.0);
    cev_table_free(moves);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* Every customer makes one move a period from the first to the last one. */
START_TEST(moves_of_a_shop_add_up)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_options *options = new_options(ctx);
    invented_order *orders = invent_orders(4001, 300);
    cev_table *moves = NULL, *cohorts = NULL;
    double wanted = 0.0;
    record_invented(shop, orders, 4001, 1);
    must(ctx, cev_options_set_str(options, CEV_OPT_PERIOD, "week"));
    must(ctx, cev_portfolio_cohorts(shop, CEV_LATEST, options, &cohorts));
    for (int64_t i = 0; i < cev_table_row_count(cohorts); i++)
        if (cev_table_int64(cohorts, "complete", i)
            && cev_table_int64(cohorts, "age", i) > 0)
            wanted += cev_table_double(cohorts, "customers", i);
    must(ctx, cev_portfolio_recency(shop, CEV_LATEST, options, &moves));
    ck_assert(wanted > 1000.0);
    ck_assert(column_sum(moves, "count") == wanted);
    cev_table_free(moves);
    cev_table_free(cohorts);
    free(orders);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(sequences_and_pairs_give_the_same_chain)
{
    static const char *const who[8] = {"a", "a", "a", "b", "b", "c", "d", "d"};
    static const char *const states[8] = {"new", "gold", "gold", "new",
                                          "lost", "new", "new", "gold"};
    static const double money[8] = {9, 4, 6, 9, 0, 9, 9, 2};
    static const char *const from[4] = {"new", "gold", "new", "new"};
    static const char *const to[4] = {"gold", "gold", "lost", "gold"};
    static const double paid[4] = {4, 6, 0, 2};
    cev_ctx *ctx = new_ctx();
    cev_table *sequence = NULL, *pairs = NULL;
    cev_table *one[2] = {NULL, NULL}, *other[2] = {NULL, NULL};
    must(ctx, cev_table_new(ctx, 8, &sequence));
    set(ctx, sequence, "customer", CEV_TEXT, who);
    set(ctx, sequence, "state", CEV_TEXT, states);
    set(ctx, sequence, "money", CEV_DOUBLE, money);
    must(ctx, cev_table_new(ctx, 4, &pairs));
    set(ctx, pairs, "from", CEV_TEXT, from);
    set(ctx, pairs, "to", CEV_TEXT, to);
    set(ctx, pairs, "money", CEV_DOUBLE, paid);
    must(ctx, cev_markov_estimate(ctx, sequence, NULL, &one[0], &one[1]));
    must(ctx, cev_markov_estimate(ctx, pairs, NULL, &other[0], &other[1]));
    same_results(one[0], other[0]);
    same_results(one[1], other[1]);
    ck_assert_int_eq(cev_table_row_count(one[0]), 4);
    ck_assert(of_move(one[0], "new", "gold", "probability") == 2.5 / 4.0);
    ck_assert(of_move(one[0], "new", "lost", "probability") == 1.5 / 4.0);
    ck_assert(of_move(one[0], "gold", "gold", "probability_lo") == 1.0);
    ck_assert(of_move(one[0], "lost", "lost", "probability") == 1.0);
    ck_assert(isnan(of_move(one[0], "lost", "lost", "weight")));
    double lower = of_move(one[0], "new", "gold", "probability_lo");
    double upper = of_move(one[0], "new", "lost", "probability_hi");
    ck_assert(lower > 0.0 && lower < 0.625);
    ck_assert_rel(upper, 1.0 - lower, 1e-14);
    ck_assert(named(one[1], "state", "gold", "reward") == 4.0);
    ck_assert(named(one[1], "state", "new", "reward") == 0.0);
    ck_assert(named(one[1], "state", "new", "visits") == 0.0);
    for (int i = 0; i < 2; i++) {
        cev_table_free(one[i]);
        cev_table_free(other[i]);
    }
    cev_table_free(pairs);
    cev_table_free(sequence);
    cev_ctx_free(ctx);
}
END_TEST

/* Customers by number are told apart like those by name; a gap is nobody. */
START_TEST(sequences_of_numbered_customers_give_the_same_chain)
{
    static const int64_t ids[7] = {4, 4, 9, INT64_MIN, INT64_MIN, 7, 7};
    static const char *const names[7] = {"a", "a", "b", NULL, NULL, "c", "c"};
    static const char *const states[7] = {"new",  "gold", "gold", "gold",
                                          "lost", "new",  "gold"};
    static const double money[7] = {9, 4, 6, 9, 0, 2, 8};
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    cev_table *sequence = NULL, *chain[2] = {NULL, NULL};
    cev_table *rewards[2] = {NULL, NULL};
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    must(ctx, cev_table_new(ctx, 7, &sequence));
    set(ctx, sequence, "state", CEV_TEXT, states);
    set(ctx, sequence, "money", CEV_DOUBLE, money);
    for (int named_ones = 0; named_ones < 2; named_ones++) {
        set(ctx, sequence, "customer", named_ones ? CEV_TEXT : CEV_INT64,
            named_ones ? (const void *)names : (const void *)ids);
        must(ctx, cev_markov_estimate(ctx, sequence, options,
                                      &chain[named_ones],
                                      &rewards[named_ones]));
    }
    same_results(chain[0], chain[1]);
    same_results(rewards[0], rewards[1]);
    /* two moves, both from new to gold; nobody's rows are none */
    ck_assert(of_move(chain[0], "new", "gold", "count") == 2.0);
    ck_assert(column_sum(chain[0], "count") == 2.0);
    /* without intervals there are no columns of them */
    ck_assert(isnan(of_move(chain[0], "new", "gold", "probability_lo")));
    for (int i = 0; i < 2; i++) {
        cev_table_free(chain[i]);
        cev_table_free(rewards[i]);
    }
    cev_table_free(sequence);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- Bad input ----------------------------------------------------------- */

static void refuse_sequence(const char *customer, int32_t type,
                            int32_t state_type, const char *message)
{
    static const char *const texts[1] = {"a"};
    static const double numbers[1] = {1.0};
    cev_ctx *ctx = new_ctx();
    cev_table *sequence = NULL, *chain = NULL, *rewards = NULL;
    must(ctx, cev_table_new(ctx, 1, &sequence));
    set(ctx, sequence, "money", CEV_DOUBLE, numbers);
    set(ctx, sequence, "state", state_type,
        state_type == CEV_TEXT ? (const void *)texts : (const void *)numbers);
    set(ctx, sequence, customer, type,
        type == CEV_TEXT ? (const void *)texts : (const void *)numbers);
    ck_assert_int_eq(
        cev_markov_estimate(ctx, sequence, NULL, &chain, &rewards),
        CEV_ERR_COLUMN);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
    ck_assert_ptr_null(chain);
    ck_assert_ptr_null(rewards);
    cev_table_free(sequence);
    cev_ctx_free(ctx);
}

START_TEST(sequences_of_nobody_are_refused)
{
    static const char wanted[] = "states of customers want a column "
                                 "\"customer\" of text or int64";
    refuse_sequence("who", CEV_TEXT, CEV_TEXT, wanted);
    refuse_sequence("customer", CEV_DOUBLE, CEV_TEXT, wanted);
    refuse_sequence("customer", CEV_TEXT, CEV_DOUBLE,
                    "column \"state\" is of numbers; wanted text");
}
END_TEST

/* From orders to values in three calls, with CDNOW. */
START_TEST(a_shop_gets_from_orders_to_values)
{
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "cdnow_sample.csv"))
        SKIP("no %s", path);
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    sheet *orders = sheet_open(path);
    cev_options *options = new_options(ctx), *months = new_options(ctx);
    cev_table *moves = NULL, *chain = NULL, *rewards = NULL, *values = NULL;
    record_sheet(ctx, shop, orders, "customer_id", "date", "amount");
    sheet_close(orders);
    must(ctx, cev_options_set_int(options, CEV_OPT_STATES, 12));
    must(ctx, cev_options_set_double(months, CEV_OPT_TIME_UNIT, YEAR / 12.0));
    must(ctx, cev_options_set_double(months, CEV_OPT_HORIZON, 12.0));
    must(ctx, cev_portfolio_recency(shop, CEV_LATEST, options, &moves));
    must(ctx, cev_markov_estimate(ctx, moves, NULL, &chain, &rewards));
    must(ctx, cev_markov_value(ctx, chain, rewards, months, &values));
    ck_assert_int_eq(cev_table_row_count(values), 12);
    for (int64_t s = 0; s < 12; s++) {
        double value = cev_table_double(values, "value", s);
        ck_assert(cev_table_double(values, "value_lo", s) < value);
        ck_assert(cev_table_double(values, "value_hi", s) > value);
        ck_assert(cev_table_double(values, "value_ever", s) > value);
        /* who bought lately is worth more */
        ck_assert(s == 0
                  || value < cev_table_double(values, "value", s - 1));
    }
    cev_table_free(values);
    cev_table_free(rewards);
    cev_table_free(chain);
    cev_table_free(moves);
    cev_options_free(months);
    cev_options_free(options);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* No customers at all, and no states. */
START_TEST(nothing_gives_empty_tables)
{
    cev_ctx *ctx = new_ctx();
    cev_portfolio *shop = new_shop(ctx);
    cev_table *moves = NULL, *chain = NULL, *rewards = NULL, *values = NULL;
    links none = {0}, worth = {0};
    must(ctx, cev_portfolio_recency(shop, CEV_LATEST, NULL, &moves));
    ck_assert(column_sum(moves, "count") == 0.0);
    must(ctx, cev_markov_estimate(ctx, moves, NULL, &chain, &rewards));
    ck_assert(of_move(chain, "5+", "1", "probability") == 0.5);
    must(ctx, cev_markov_value(ctx, chain, rewards, NULL, &values));
    ck_assert(column_sum(values, "value") == 0.0);
    cev_table_free(values);
    must(ctx, cev_markov_value(ctx, moves_of(ctx, &none),
                               rewards_of(ctx, &worth), NULL, &values));
    ck_assert_int_eq(cev_table_row_count(values), 0);
    cev_table_free(values);
    cev_table_free(none.table);
    cev_table_free(worth.table);
    cev_table_free(rewards);
    cev_table_free(chain);
    cev_table_free(moves);
    cev_portfolio_free(shop);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- Memory -------------------------------------------------------------- */

static int32_t orders_to_actions(cev_ctx *ctx, void *state)
{
    cev_portfolio *shop = NULL;
    cev_table *t[5] = {NULL, NULL, NULL, NULL, NULL};
    int32_t status = cev_portfolio_new(ctx, &shop);
    (void)state;
    for (int64_t i = 0; status == CEV_OK && i < 6; i++)
        status = cev_portfolio_order_id(shop, i % 2, i * 20 * DAY, 5.0);
    if (status == CEV_OK)
        status = cev_portfolio_recency(shop, CEV_LATEST, NULL, &t[0]);
    if (status == CEV_OK)
        status = cev_markov_estimate(ctx, t[0], NULL, &t[1], &t[2]);
    if (status == CEV_OK)
        status = cev_markov_value(ctx, t[1], t[2], NULL, &t[3]);
    if (status == CEV_OK)
        status = cev_markov_actions(ctx, t[1], t[2], NULL, &t[4]);
    ck_assert((status == CEV_OK) == (t[4] != NULL));
    for (int i = 0; i < 5; i++)
        cev_table_free(t[i]);
    cev_portfolio_free(shop);
    return status;
}

START_TEST(chains_survive_failing_memory)
{
    fail_each_allocation(orders_to_actions, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("markov_estimate");
    tcase_add_test(cases, orders_become_moves_between_states_of_recency);
    tcase_add_test(cases, moves_of_a_shop_add_up);
    tcase_add_test(cases, sequences_and_pairs_give_the_same_chain);
    tcase_add_test(cases, sequences_of_numbered_customers_give_the_same_chain);
    tcase_add_test(cases, sequences_of_nobody_are_refused);
    tcase_add_test(cases, a_shop_gets_from_orders_to_values);
    tcase_add_test(cases, nothing_gives_empty_tables);
    tcase_add_test(cases, chains_survive_failing_memory);
    Suite *s = suite_create("value/markov_estimate");
    suite_add_tcase(s, cases);
    return s;
}
