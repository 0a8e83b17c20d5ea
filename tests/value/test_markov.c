/* Markov chains: the paper's example, other ways to the same values, actions,
   intervals, memory. */
#include "value/chains.h"

/** Pfeifer & Carraway's customers: NC = 40, M = 4, d = .2; recency 5 is a
 *  former customer. */
static const char *const recency[5] = {"1", "2", "3", "4", "5"};
static const double buys[4] = {0.3, 0.2, 0.15, 0.05};

static void mailed(links *moves, links *rewards, const char *action)
{
    for (int r = 0; r < 4; r++) {
        link_to(moves, action, recency[r], "1", buys[r]);
        link_to(moves, action, recency[r], recency[r + 1], 1.0 - buys[r]);
        link_to(rewards, action, recency[r], NULL, r == 0 ? 36.0 : -4.0);
    }
}

static void given_up(links *moves, links *rewards, const char *action)
{
    for (int r = 0; r < 5; r++) {
        link_to(moves, action, recency[r], "5", 1.0);
        link_to(rewards, action, recency[r], NULL, r == 0 ? 40.0 : 0.0);
    }
}

static void check_column(const cev_table *table, const char *name,
                         const double *wanted, int n, double bound)
{
    for (int s = 0; s < n; s++) {
        double seen = cev_table_double(table, name, s);
        if (!(fabs(seen - wanted[s]) <= bound))
            ck_abort_msg("%s[%d] = %.9g, wanted %.9g", name, s, seen,
                         wanted[s]);
    }
}

START_TEST(the_papers_values_come_out_to_every_digit)
{
    static const double four[5] = {50.115, 4.220, 0.592, -1.980, 0.0};
    static const double ever[5] = {52.320, 5.554, 1.251, -1.820, 0.0};
    static const double once[5] = {36.0, -4.0, -4.0, -4.0, 0.0};
    cev_ctx *ctx = new_ctx();
    cev_options *options = a_year_each(ctx, 0.2, 4.0);
    links moves = {0}, rewards = {0};
    cev_table *values = NULL;
    mailed(&moves, &rewards, NULL);
    link_to(&moves, NULL, "5", "5", 1.0);
    link_to(&rewards, NULL, "5", NULL, 0.0);
    must(ctx, cev_markov_value(ctx, moves_of(ctx, &moves),
                               rewards_of(ctx, &rewards), options, &values));
    ck_assert_int_eq(cev_table_row_count(values), 5);
    for (int s = 0; s < 5; s++)
        ck_assert_str_eq(cev_table_text(values, "state", s), recency[s]);
    check_column(values, "value", four, 5, 0.0005);
    check_column(values, "value_ever", ever, 5, 0.0005);
    ck_assert(isnan(cev_table_double(values, "value_lo", 0)));
    ck_assert_ptr_null(cev_table_text(values, "action", 0));
    cev_table_free(values);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 0.0));
    must(ctx, cev_markov_value(ctx, moves.table, rewards.table, options,
                               &values));
    check_column(values, "value", once, 5, 0.0);
    cev_table_free(values);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 400.0));
    must(ctx, cev_markov_value(ctx, moves.table, rewards.table, options,
                               &values));
    for (int s = 0; s < 5; s++)
        ck_assert_near(cev_table_double(values, "value", s),
                       cev_table_double(values, "value_ever", s), 1e-13);
    /* t_4 = 1 + .05 t_1 and so on, by hand from the last to the first. */
    double none = 1.0, back = 0.0;
    for (int r = 3, first = 1; r >= 0; r--, first = 0) {
        none = first ? 1.0 : 1.0 + (1.0 - buys[r]) * none;
        back = first ? buys[r] : buys[r] + (1.0 - buys[r]) * back;
    }
    ck_assert_rel(cev_table_double(values, "expected_periods", 0),
                  none / (1.0 - back), 1e-13);
    ck_assert(cev_table_double(values, "expected_periods", 4) == 0.0);
    cev_table_free(values);
    cev_table_free(moves.table);
    cev_table_free(rewards.table);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* Berger & Nasr's case 5 is a chain, up to when promotion is paid for. */
START_TEST(a_chain_of_recency_is_migration)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = a_year_each(ctx, 0.2, 7.0);
    links moves = {0}, rewards = {0};
    cev_table *values = NULL;
    const double params[3] = {0.2, 40.0, 0.0};
    double out[4];
    mailed(&moves, &rewards, NULL);
    link_to(&moves, NULL, "5", "5", 1.0);
    link_to(&rewards, NULL, "5", NULL, 0.0);
    for (int s = 0; s < 5; s++)
        rewards.p[s] = s == 0 ? 40.0 : 0.0;
    must(ctx, cev_markov_value(ctx, moves_of(ctx, &moves),
                               rewards_of(ctx, &rewards), options, &values));
    ck_assert_int_eq(cev_berger_nasr_case5(params, 4, buys, 7.0, out), CEV_OK);
    ck_assert_rel(cev_table_double(values, "value", 0), 40.0 + out[0], 1e-14);
    for (int s = 1; s < 4; s++)
        ck_assert_rel(cev_table_double(values, "value", s), out[s], 1e-14);
    cev_table_free(values);
    cev_table_free(moves.table);
    cev_table_free(rewards.table);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* The paper's remedy: no mail from recency 4 on. */
START_TEST(the_best_policy_stops_mailing_at_recency_4)
{
    static const double best[5] = {53.149, 6.621, 2.644, 0.0, 0.0};
    static const double always[4] = {52.320, 5.554, 1.251, -1.820};
    cev_ctx *ctx = new_ctx();
    cev_options *options = a_year_each(ctx, 0.2, 60.0);
    links moves = {0}, rewards = {0};
    cev_table *values = NULL, *actions = NULL;
    mailed(&moves, &rewards, "mail");
    given_up(&moves, &rewards, "stop");
    must(ctx, cev_markov_value(ctx, moves_of(ctx, &moves),
                               rewards_of(ctx, &rewards), options, &values));
    check_column(values, "value_ever", best, 5, 0.0005);
    for (int s = 0; s < 5; s++) {
        const char *wanted = s < 3 ? "mail" : "stop";
        ck_assert_str_eq(cev_table_text(values, "action_ever", s), wanted);
        ck_assert_str_eq(cev_table_text(values, "action", s), wanted);
        ck_assert_near(cev_table_double(values, "value", s),
                       cev_table_double(values, "value_ever", s), 1e-12);
    }
    cev_table_free(values);
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 0.0));
    must(ctx, cev_markov_value(ctx, moves.table, rewards.table, options,
                               &values));
    /* the last period: a mailing would bring nothing any more */
    ck_assert_str_eq(cev_table_text(values, "action", 0), "stop");
    ck_assert(cev_table_double(values, "value", 0) == 40.0);
    cev_options_free(options);
    options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, YEAR));
    must(ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, 0.2));
    must(ctx, cev_markov_actions(ctx, moves.table, rewards.table, options,
                                 &actions));
    ck_assert_int_eq(cev_table_row_count(actions), 9);
    int64_t seen = 0;
    for (int64_t i = 0; i < 9; i++) {
        int mail = strcmp(cev_table_text(actions, "action", i), "mail") == 0;
        double gain = cev_table_double(actions, "gain", i);
        ck_assert(gain <= 0.0);
        ck_assert((gain == 0.0)
                  == (cev_table_int64(actions, "is_best", i) == 1));
        if (mail)
            ck_assert(fabs(cev_table_double(actions, "value_always", i)
                           - always[seen++])
                      <= 0.0005);
        else if (i != 1)
            ck_assert(cev_table_double(actions, "value_always", i) == 0.0);
    }
    ck_assert_int_eq(seen, 4);
    cev_table_free(actions);
    cev_table_free(values);
    cev_table_free(moves.table);
    cev_table_free(rewards.table);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/** A chain of n states and two actions by chance. */
static void random_chain(dice *d, int n, links *moves, links *rewards)
{
    static const char *const acts[2] = {"a", "b"};
    for (int s = 0; s < n; s++) {
        for (int a = 0; a < 2; a++) {
            double share[5], sum = 0.0;
            for (int j = 0; j < n; j++)
                sum += share[j] = throw_share(d);
            for (int j = 0; j < n; j++)
                link_to(moves, acts[a], recency[s], recency[j],
                        share[j] / sum);
            link_to(rewards, acts[a], recency[s], NULL,
                    10.0 * throw_share(d) - 3.0);
        }
    }
}

/* V of one of the policies, by adding up until nothing is left. */
static double worth_by_hand(const links *moves, const links *rewards, int n,
                            int policy, double gamma, int start)
{
    double here[5] = {0.0}, next[5], value = 0.0, factor = 1.0;
    here[start] = 1.0;
    for (int t = 0; t < 400; t++, factor *= gamma) {
        memset(next, 0, sizeof next);
        for (int s = 0; s < n; s++) {
            int a = policy >> s & 1;
            value += factor * here[s] * rewards->p[2 * s + a];
            for (int j = 0; j < n; j++)
                next[j] += here[s] * moves->p[(2 * s + a) * n + j];
        }
        memcpy(here, next, sizeof here);
    }
    return value;
}

/* MARKOV-BEST-1 */
START_TEST(no_policy_is_worth_more)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = a_year_each(ctx, 0.25, 3.0);
    dice d = {7};
    for (int round = 0; round < 20; round++) {
        links moves = {0}, rewards = {0};
        cev_table *values = NULL;
        random_chain(&d, 4, &moves, &rewards);
        must(ctx,
             cev_markov_value(ctx, moves_of(ctx, &moves),
                              rewards_of(ctx, &rewards), options, &values));
        for (int s = 0; s < 4; s++) {
            double best = -INFINITY;
            for (int policy = 0; policy < 16; policy++)
                best = fmax(best, worth_by_hand(&moves, &rewards, 4, policy,
                                                0.8, s));
            ck_assert_near(cev_table_double(values, "value_ever", s), best,
                           1e-12);
            ck_assert(isnan(cev_table_double(values, "expected_periods", s)));
        }
        cev_table_free(values);
        cev_table_free(moves.table);
        cev_table_free(rewards.table);
    }
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* The delta method against drawing the probabilities. */
START_TEST(intervals_are_as_wide_as_values_scatter)
{
    static const double counts[4][2] = {{60.5, 140.5}, {30.5, 120.5},
                                        {15.5, 90.5}, {4.5, 80.5}};
    enum { DRAWS = 4000 };
    cev_ctx *ctx = new_ctx();
    cev_options *options = a_year_each(ctx, 0.2, 6.0);
    links moves = {0}, rewards = {0};
    cev_table *values = NULL;
    double width[2], sum[2] = {0.0, 0.0}, square[2] = {0.0, 0.0};
    dice d = {11};
    mailed(&moves, &rewards, NULL);
    link_to(&moves, NULL, "5", "5", 1.0);
    link_to(&rewards, NULL, "5", NULL, 0.0);
    for (int r = 0; r < 4; r++)
        for (int k = 0; k < 2; k++) {
            moves.weight[2 * r + k] = counts[r][k];
            moves.p[2 * r + k] =
                counts[r][k] / (counts[r][0] + counts[r][1]);
        }
    must(ctx, cev_markov_value(ctx, moves_of(ctx, &moves),
                               rewards_of(ctx, &rewards), options, &values));
    width[0] = cev_table_double(values, "value_hi", 0)
               - cev_table_double(values, "value_lo", 0);
    width[1] = cev_table_double(values, "value_ever_hi", 0)
               - cev_table_double(values, "value_ever_lo", 0);
    /* who has left for certain is worth 0 for certain */
    ck_assert(cev_table_double(values, "value_hi", 4) == 0.0);
    ck_assert(cev_table_double(values, "value_ever_lo", 4) == 0.0);
    cev_table_free(values);
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    for (int i = 0; i < DRAWS; i++) {
        for (int r = 0; r < 4; r++) {
            double one = throw_gamma(&d, counts[r][0]);
            double other = throw_gamma(&d, counts[r][1]);
            moves.p[2 * r] = one / (one + other);
            moves.p[2 * r + 1] = other / (one + other);
        }
        must(ctx, cev_markov_value(ctx, moves.table, rewards.table, options,
                                   &values));
        double seen[2] = {cev_table_double(values, "value", 0),
                          cev_table_double(values, "value_ever", 0)};
        for (int k = 0; k < 2; k++) {
            sum[k] += seen[k];
            square[k] += seen[k] * seen[k];
        }
        cev_table_free(values);
    }
    for (int k = 0; k < 2; k++) {
        double mean = sum[k] / DRAWS;
        double sd = sqrt(square[k] / DRAWS - mean * mean);
        /* 4000 draws tell a standard deviation to 1.1 %; the rest is what a
           straight line misses */
        ck_assert_rel(width[k], 2.0 * 1.6448536269514722 * sd, 0.04);
    }
    cev_table_free(moves.table);
    cev_table_free(rewards.table);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- Memory and stops ---------------------------------------------------- */

/* Moves and rewards of two actions, one of which has no name. */
typedef struct {
    links moves, rewards;
} two_ways;

static void mail_or_rest(two_ways *w)
{
    mailed(&w->moves, &w->rewards, "mail");
    given_up(&w->moves, &w->rewards, NULL);
    for (int64_t i = 0; i < w->moves.n; i++)
        w->moves.weight[i] = 100.0 * w->moves.p[i];
}

static int32_t value_and_act(cev_ctx *ctx, void *state)
{
    const two_ways *w = state;
    cev_table *values = NULL, *actions = NULL;
    int32_t status = cev_markov_value(ctx, w->moves.table, w->rewards.table,
                                      NULL, &values);
    if (status == CEV_OK)
        status = cev_markov_actions(ctx, w->moves.table, w->rewards.table,
                                    NULL, &actions);
    ck_assert((status == CEV_OK) == (actions != NULL));
    cev_table_free(actions);
    cev_table_free(values);
    return status;
}

START_TEST(chains_survive_failing_memory_and_stops)
{
    cev_ctx *ctx = new_ctx();
    two_ways w = {0};
    mail_or_rest(&w);
    (void)moves_of(ctx, &w.moves);
    (void)rewards_of(ctx, &w.rewards);
    fail_each_allocation(value_and_act, &w);
    stop_each_call(value_and_act, &w);
    cev_table_free(w.moves.table);
    cev_table_free(w.rewards.table);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(an_action_may_have_no_name)
{
    cev_ctx *ctx = new_ctx();
    cev_options *options = a_year_each(ctx, 0.2, 60.0);
    two_ways w = {0};
    cev_table *values = NULL;
    mail_or_rest(&w);
    must(ctx, cev_markov_value(ctx, moves_of(ctx, &w.moves),
                               rewards_of(ctx, &w.rewards), options, &values));
    ck_assert_str_eq(cev_table_text(values, "action_ever", 0), "mail");
    ck_assert_ptr_null(cev_table_text(values, "action_ever", 3));
    cev_table_free(values);
    cev_options_free(options);
    /* without a discount there is no best choice for ever */
    options = a_year_each(ctx, 0.0, 2.0);
    must(ctx, cev_markov_value(ctx, w.moves.table, w.rewards.table, options,
                               &values));
    ck_assert(isnan(cev_table_double(values, "expected_periods", 0)));
    ck_assert(isnan(cev_table_double(values, "value_ever", 0)));
    cev_table_free(values);
    cev_table_free(w.moves.table);
    cev_table_free(w.rewards.table);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("markov");
    tcase_add_test(cases, the_papers_values_come_out_to_every_digit);
    tcase_add_test(cases, a_chain_of_recency_is_migration);
    tcase_add_test(cases, the_best_policy_stops_mailing_at_recency_4);
    tcase_add_test(cases, no_policy_is_worth_more);
    tcase_add_test(cases, intervals_are_as_wide_as_values_scatter);
    tcase_add_test(cases, chains_survive_failing_memory_and_stops);
    tcase_add_test(cases, an_action_may_have_no_name);
    Suite *s = suite_create("value/markov");
    suite_add_tcase(s, cases);
    return s;
}
