/* Markov chains: rounding and ends, bad input. */
#include "value/chains.h"

/* ---- Rounding and ends --------------------------------------------------- */

/* State 3 is hardly ever visited. Its second choice is better by less than what
 * rounding makes of the values, so that the search ends by their total. */
START_TEST(a_gain_below_rounding_ends_the_search)
{
    static const double p[4][4] = {{0.8, 0.6, 0.8, 0.9}, {0.2, 0.4, 0.6, 0.9},
                                   {0.3, 0.3, 0.8, 0.7}, {0.6, 0.4, 0.8, 0.7}};
    static const double worth[4][3] = {
        {4.0, 6.0, 0.25}, {4.0, 5.0, 0.25}, {7.0, 4.0, 0.3}, {4.0, 3.0, 0.125}};
    cev_ctx *ctx = new_ctx();
    cev_options *options = a_year_each(ctx, 1e-5, 1.0);
    for (int round = 0; round < 4; round++) {
        const double *stay = p[round], *r = worth[round];
        links moves = {0}, rewards = {0};
        cev_table *values = NULL;
        link_to(&moves, "a", "1", "1", stay[0] - 1e-12);
        link_to(&moves, "a", "1", "2", 1.0 - stay[0]);
        link_to(&moves, "a", "1", "3", 1e-12);
        link_to(&moves, "a", "2", "1", stay[1]);
        link_to(&moves, "a", "2", "2", 1.0 - stay[1]);
        link_to(&rewards, "a", "1", NULL, r[0]);
        link_to(&rewards, "a", "2", NULL, r[1]);
        for (int k = 0; k < 2; k++) {
            link_to(&moves, k == 0 ? "a" : "b", "3", "1", stay[2 + k]);
            link_to(&moves, k == 0 ? "a" : "b", "3", "2", 1.0 - stay[2 + k]);
            link_to(&rewards, k == 0 ? "a" : "b", "3", NULL, k * r[2]);
        }
        must(ctx,
             cev_markov_value(ctx, moves_of(ctx, &moves),
                              rewards_of(ctx, &rewards), options, &values));
        /* the share of periods in state 1, at r[0], and in state 2 */
        double often = stay[1] / (stay[1] + 1.0 - stay[0]);
        double ever = (often * r[0] + (1.0 - often) * r[1]) * (1.0 + 1e5);
        for (int s = 0; s < 3; s++)
            ck_assert_rel(cev_table_double(values, "value_ever", s), ever,
                          2e-4);
        cev_table_free(values);
        cev_table_free(moves.table);
        cev_table_free(rewards.table);
    }
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* With all but no discount, doubles cannot tell values for ever from none. */
START_TEST(values_that_rounding_leaves_undetermined_are_refused)
{
    static const double p[3][3] = {
        {0.1, 0.1, 0.8}, {0.2, 0.2, 0.6}, {0.1, 0.4, 0.5}};
    static const char *const states[3] = {"1", "2", "3"};
    cev_ctx *ctx = new_ctx();
    cev_options *options = a_year_each(ctx, 1.2e-16, 3.0);
    links moves = {0}, rewards = {0};
    cev_table *values = NULL;
    for (int s = 0; s < 3; s++) {
        for (int j = 0; j < 3; j++)
            link_to(&moves, NULL, states[s], states[j], p[s][j]);
        link_to(&rewards, NULL, states[s], NULL, 1.0);
    }
    ck_assert_int_eq(cev_markov_value(ctx, moves_of(ctx, &moves),
                                      rewards_of(ctx, &rewards), options,
                                      &values),
                     CEV_ERR_OPTION);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx),
                                 "leaves values for ever undetermined; wanted "
                                 "a longer time_unit or a larger discount"));
    ck_assert_ptr_null(values);
    cev_table_free(moves.table);
    cev_table_free(rewards.table);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(periods_until_the_end_are_told_where_an_end_is_sure)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = a_year_each(ctx, 0.1, 2.0);
    links moves = {0}, rewards = {0};
    cev_table *values = NULL;
    static const char *const states[6] = {"try", "end", "to", "fro", "sure",
                                          "slow"};
    link_to(&moves, NULL, "try", "end", 0.5);
    link_to(&moves, NULL, "try", "to", 0.5);
    link_to(&moves, NULL, "end", "end", 1.0);
    link_to(&moves, NULL, "end", "try", 0.0); /* no way out */
    link_to(&moves, NULL, "to", "fro", 1.0);
    link_to(&moves, NULL, "fro", "to", 1.0);
    link_to(&moves, NULL, "fro", "end", 0.0); /* no end either */
    link_to(&moves, NULL, "sure", "end", 0.25);
    link_to(&moves, NULL, "sure", "sure", 0.75);
    for (int s = 0; s < 5; s++)
        link_to(&rewards, NULL, states[s], NULL, 1.0);
    must(ctx, cev_markov_value(ctx, moves_of(ctx, &moves),
                               rewards_of(ctx, &rewards), options, &values));
    ck_assert_rel(named(values, "state", "sure", "expected_periods"), 4.0,
                  1e-15);
    ck_assert(named(values, "state", "end", "expected_periods") == 0.0);
    ck_assert(isnan(named(values, "state", "try", "expected_periods")));
    ck_assert(isnan(named(values, "state", "to", "expected_periods")));
    cev_table_free(values);
    /* who leaves so seldom that doubles say never */
    link_to(&moves, NULL, "slow", "end", 1e-17);
    link_to(&moves, NULL, "slow", "slow", 1.0);
    link_to(&rewards, NULL, "slow", NULL, 1.0);
    must(ctx, cev_markov_value(ctx, moves_of(ctx, &moves),
                               rewards_of(ctx, &rewards), options, &values));
    ck_assert(isnan(named(values, "state", "slow", "expected_periods")));
    cev_table_free(values);
    cev_table_free(moves.table);
    cev_table_free(rewards.table);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- Bad input ----------------------------------------------------------- */

static void refuse(links *moves, links *rewards, int32_t status,
                   const char *message)
{
    cev_ctx *ctx = new_ctx();
    cev_table *values = NULL;
    moves->table = rewards->table = NULL;
    const cev_table *a = moves_of(ctx, moves);
    const cev_table *b = rewards_of(ctx, rewards);
    int32_t seen = cev_markov_value(ctx, a, b, NULL, &values);
    if (seen != status || strcmp(cev_ctx_message(ctx), message) != 0)
        ck_abort_msg("%s: \"%s\", wanted \"%s\"", cev_status_name(seen),
                     cev_ctx_message(ctx), message);
    ck_assert_ptr_null(values);
    cev_table_free(moves->table);
    cev_table_free(rewards->table);
    cev_ctx_free(ctx);
}

START_TEST(bad_chains_are_refused_in_words)
{
    links moves = {0}, rewards = {0};
    link_to(&moves, NULL, "on", "off", 0.5);
    link_to(&moves, NULL, "on", "on", 0.4);
    link_to(&rewards, NULL, "on", NULL, 1.0);
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "the probabilities from \"off\" sum to 0; wanted 1: a state that "
           "nobody leaves moves to itself");
    link_to(&moves, NULL, "off", "off", 1.0);
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "the probabilities from \"on\" sum to 0.9; wanted 1");
    moves.p[1] = 0.5;
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "there is no reward for the state \"off\"");
    link_to(&rewards, NULL, "off", NULL, NAN);
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "reward[1] = nan; wanted -1e100 to 1e100");
    rewards.p[1] = 0.0;
    link_to(&rewards, NULL, "on", NULL, 2.0);
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "row 2 of the rewards has the state \"on\" again");
    rewards.n = 2;
    moves.p[2] = 1.5;
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "probability[2] = 1.5; wanted 0 to 1");
    moves.p[2] = 1.0;
    link_to(&moves, NULL, "off", "off", 0.0);
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "row 3 has the move from \"off\" to \"off\" again");
    moves.n = 3;
    moves.to[1] = NULL;
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "to[1] is a gap; wanted a name");
    moves.to[1] = "on";
    for (int i = 0; i < 3; i++)
        moves.weight[i] = -1.0;
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "weight[0] = -1; wanted a number from 0 on, or a gap");
    moves.weight[0] = INFINITY;
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "weight[0] = inf; wanted a number from 0 on, or a gap");
    moves.action[0] = moves.action[1] = moves.action[2] = "call";
    moves.weight[0] = NAN;
    moves.p[0] = 0.4;
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "the probabilities from \"on\" by the action \"call\" sum to 0.9; "
           "wanted 1");
}
END_TEST

/* By the action, or for all actions of a state. */
START_TEST(bad_rewards_are_refused_in_words)
{
    links moves = {0}, rewards = {0};
    link_to(&moves, "call", "on", "on", 1.0);
    link_to(&moves, "write", "on", "on", 1.0);
    link_to(&rewards, "call", "on", NULL, 1.0);
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "there is no reward for the state \"on\" by the action \"write\"");
    moves.action[1] = NULL;
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "there is no reward for the state \"on\" by the action \"no name\"");
    link_to(&rewards, NULL, "on", NULL, 2.0);
    rewards.action[0] = NULL; /* a reward for all actions */
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "row 1 of the rewards has the state \"on\" again");
    rewards.from[1] = NULL;
    refuse(&moves, &rewards, CEV_ERR_DOMAIN,
           "state[1] is a gap; wanted a name");
}
END_TEST

/* The value over two periods where `state` is rewarded as well. */
static double with_reward(cev_ctx *ctx, const char *state)
{
    cev_options *options = a_year_each(ctx, 0.0, 1.0);
    links moves = {0}, rewards = {0};
    cev_table *values = NULL;
    link_to(&moves, NULL, "on", "on", 1.0);
    link_to(&rewards, NULL, "on", NULL, 1.0);
    link_to(&rewards, NULL, state, NULL, 7.0);
    must(ctx, cev_markov_value(ctx, moves_of(ctx, &moves),
                               rewards_of(ctx, &rewards), options, &values));
    double value = cev_table_double(values, "value", 0);
    cev_table_free(values);
    cev_table_free(moves.table);
    cev_table_free(rewards.table);
    cev_options_free(options);
    return value;
}

START_TEST(rewards_of_states_that_nobody_is_in_are_no_mistake)
{
    cev_ctx *ctx = new_ctx();
    ck_assert(with_reward(ctx, "gone") == 2.0);
    cev_ctx_free(ctx);
}
END_TEST

static void refuse_columns(cev_ctx *ctx, const cev_table *moves,
                           const cev_table *rewards, const char *message)
{
    cev_table *values = NULL;
    ck_assert_int_eq(cev_markov_value(ctx, moves, rewards, NULL, &values),
                     CEV_ERR_COLUMN);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
    ck_assert_ptr_null(values);
}

START_TEST(columns_of_the_wrong_type_are_refused)
{
    static const double one[1] = {1.0};
    cev_ctx *ctx = new_ctx();
    links moves = {0}, rewards = {0};
    link_to(&moves, "call", "on", "on", 1.0);
    link_to(&rewards, "call", "on", NULL, 1.0);
    const cev_table *a = moves_of(ctx, &moves);
    const cev_table *b = rewards_of(ctx, &rewards);
    set(ctx, rewards.table, "reward", CEV_TEXT, rewards.from);
    refuse_columns(ctx, a, b,
                   "column \"reward\" is text; wanted doubles or int64");
    set(ctx, rewards.table, "action", CEV_DOUBLE, one);
    refuse_columns(ctx, a, b, "column \"action\" is of numbers; wanted text");
    set(ctx, rewards.table, "state", CEV_DOUBLE, one);
    refuse_columns(ctx, a, b, "column \"state\" is of numbers; wanted text");
    cev_table_free(moves.table);
    cev_table_free(rewards.table);
    cev_ctx_free(ctx);
}
END_TEST

/* A table of so many rows, each from a state of its own or, without a stride,
 * all from one. */
static void refuse_many(int64_t rows, const char *message)
{
    enum { LISTED = CEV_MARKOV_STATES_MAX + 1 };
    static char names[LISTED][16];
    static const char *listed[LISTED];
    static const double one = 1.0;
    for (int i = 0; i < LISTED; i++) {
        snprintf(names[i], sizeof names[i], "%d", i);
        listed[i] = names[i];
    }
    cev_ctx *ctx = new_ctx();
    cev_table *moves = NULL, *rewards = NULL, *values = NULL;
    must(ctx, cev_table_new(ctx, rows, &moves));
    must(ctx, cev_table_new(ctx, 0, &rewards));
    must(ctx, cev_table_set_column(moves, "from", CEV_TEXT, listed,
                                   rows == LISTED ? (int64_t)sizeof *listed : 0,
                                   NULL));
    must(ctx, cev_table_set_column(moves, "to", CEV_TEXT, listed, 0, NULL));
    must(ctx, cev_table_set_column(moves, "probability", CEV_DOUBLE, &one, 0,
                                   NULL));
    ck_assert_int_eq(cev_markov_value(ctx, moves, rewards, NULL, &values),
                     CEV_ERR_LIMIT);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
    ck_assert_ptr_null(values);
    cev_table_free(moves);
    cev_table_free(rewards);
    cev_ctx_free(ctx);
}

START_TEST(too_many_states_or_rows_are_refused)
{
    static const char states[] =
        "there are more than 1000 states; wanted at most as many";
    refuse_many(CEV_MARKOV_STATES_MAX + 1, states);
    refuse_many(INT32_MAX,
                "the table has 2147483647 rows; wanted fewer than 2^31");
}
END_TEST

START_TEST(bad_calls_are_refused)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = a_year_each(ctx, 0.0, 2.0);
    cev_table *empty = NULL, *values = NULL, *rewards = NULL;
    links moves = {0}, worth = {0};
    must(ctx, cev_table_new(ctx, 0, &empty));
    ck_assert_int_eq(cev_markov_value(NULL, empty, empty, NULL, &values),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_markov_value(ctx, NULL, empty, NULL, &values),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_markov_value(ctx, empty, NULL, NULL, &values),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_markov_value(ctx, empty, empty, NULL, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_markov_value(ctx, empty, empty, NULL, &values),
                     CEV_ERR_COLUMN);
    ck_assert_int_eq(cev_markov_estimate(ctx, NULL, NULL, &values, &rewards),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_markov_estimate(ctx, empty, NULL, NULL, &rewards),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_markov_estimate(ctx, empty, NULL, &values, &rewards),
                     CEV_ERR_COLUMN);
    ck_assert_int_eq(
        cev_markov_estimate(ctx, empty, options, &values, &rewards),
        CEV_ERR_OPTION);
    /* without a discount a value for ever is none, with one it is */
    link_to(&moves, NULL, "on", "on", 1.0);
    link_to(&worth, NULL, "on", NULL, 1.0);
    must(ctx, cev_markov_value(ctx, moves_of(ctx, &moves),
                               rewards_of(ctx, &worth), options, &values));
    ck_assert(cev_table_double(values, "value", 0) == 3.0);
    ck_assert(isnan(cev_table_double(values, "value_ever", 0)));
    ck_assert_int_eq(cev_table_column_count(values), 3);
    cev_options_free(options);
    options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, 0.0));
    ck_assert_int_eq(cev_markov_actions(ctx, moves.table, worth.table, options,
                                        &rewards),
                     CEV_ERR_OPTION);
    must(ctx, cev_options_set_int(options, CEV_OPT_STATES, 3));
    ck_assert_int_eq(cev_markov_value(ctx, moves.table, worth.table, options,
                                      &rewards),
                     CEV_ERR_OPTION);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "states"));
    cev_options_free(options);
    options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 1e12));
    cev_table_free(values);
    values = NULL;
    ck_assert_int_eq(cev_markov_value(ctx, moves.table, worth.table, options,
                                      &values),
                     CEV_ERR_LIMIT);
    ck_assert_ptr_null(values);
    ck_assert_ptr_null(rewards);
    cev_table_free(moves.table);
    cev_table_free(worth.table);
    cev_table_free(empty);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("markov_limits");
    tcase_add_test(cases, a_gain_below_rounding_ends_the_search);
    tcase_add_test(cases, values_that_rounding_leaves_undetermined_are_refused);
    tcase_add_test(cases, periods_until_the_end_are_told_where_an_end_is_sure);
    tcase_add_test(cases, bad_chains_are_refused_in_words);
    tcase_add_test(cases, bad_rewards_are_refused_in_words);
    tcase_add_test(cases, rewards_of_states_that_nobody_is_in_are_no_mistake);
    tcase_add_test(cases, columns_of_the_wrong_type_are_refused);
    tcase_add_test(cases, too_many_states_or_rows_are_refused);
    tcase_add_test(cases, bad_calls_are_refused);
    Suite *s = suite_create("value/markov_limits");
    suite_add_tcase(s, cases);
    return s;
}
