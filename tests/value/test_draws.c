/* Intervals from draws of the parameters: how estimators keep and use them. */
#include "value/drawn.h"
#include "value/every_kind.h"

#include "support/check_main.h"

#include "value/draws.h"
#include "value/model_lines.h"

enum { LAPLACE, BOOTSTRAP, MCMC, WAYS };

static const char *const ways[WAYS] = {"laplace", "bootstrap", "mcmc"};

/* Kinds whose parameters are drawn, and ways: not all chains, of which each
 * takes the likelihood some ten thousand times. */
static const struct {
    const char *kind, *way;
} drawn[] = {
    {CEV_BGNBD, "laplace"},         {CEV_MBGNBD, "laplace"},
    {CEV_BG_CNBD_K, "laplace"},     {CEV_PARETO_NBD, "laplace"},
    {CEV_BGBB, "laplace"},          {CEV_GAMMA_GAMMA, "laplace"},
    {CEV_SBG, "laplace"},           {CEV_BDW, "laplace"},
    {CEV_CLV, "laplace"},           {CEV_MBGNBD, "bootstrap"},
    {CEV_BGBB, "bootstrap"},
    {CEV_GAMMA_GAMMA, "bootstrap"}, {CEV_SBG, "bootstrap"},
    {CEV_BDW, "bootstrap"},         {CEV_CLV, "bootstrap"},
    {CEV_BGNBD, "mcmc"},            {CEV_GAMMA_GAMMA, "mcmc"},
    {CEV_SBG, "mcmc"}};

enum { DRAWN = sizeof drawn / sizeof drawn[0] };

static cev_estimator *fit_drawn(cev_ctx *ctx, const char *kind,
                                const char *way, int64_t draws,
                                const cev_table *table)
{
    cev_options *options = ask_draws(ctx, way, draws);
    cev_estimator *fit = fit_kind(ctx, kind, options, table);
    cev_options_free(options);
    return fit;
}

START_TEST(every_way_gives_every_kind_intervals)
{
    const char *kind = drawn[_i].kind, *way = drawn[_i].way;
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(kind, 11, 40);
    const cev_table *table = wide_table(ctx, &w, 40);
    cev_estimator *fit = fit_drawn(ctx, kind, way, 50, table);
    cev_estimator *plain = fit_drawn(ctx, kind, "delta", 50, table);
    cev_table *summary = summary_of_fit(ctx, fit);
    cev_table *other = summary_of_fit(ctx, plain);
    cev_table *predicted = predicted_by(ctx, fit, table);
    int64_t lines = 0;
    for (int64_t i = 0; i < cev_table_row_count(summary); i++) {
        double value = cev_table_double(summary, "value", i);
        lines += strcmp(cev_table_text(summary, "section", i), "draws") == 0;
        if (!is_parameter(summary, i))
            continue;
        /* The estimate is the same whatever the intervals come from. */
        ck_assert(value
                  == figure(other, cev_table_text(summary, "name", i)));
        ck_assert(isnan(cev_table_double(summary, "lower", i))
                  || (cev_table_double(summary, "lower", i) <= value
                      && cev_table_double(summary, "upper", i) >= value));
    }
    ck_assert_int_gt(lines, 2);
    check_bounds(predicted);
    check_saved(ctx, fit, table, summary, predicted);
    cev_table_free(predicted);
    cev_table_free(other);
    cev_table_free(summary);
    cev_estimator_free(plain);
    cev_estimator_free(fit);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

/* The seed decides, and neither the order of the rows nor anything else. */
START_TEST(one_seed_gives_one_answer_whatever_the_order)
{
    cev_ctx *ctx = new_ctx(), *other = new_ctx();
    wide_market w = draw_wide(CEV_BGNBD, 13, 30);
    market turned = new_market(30);
    for (int64_t i = 0; i < 30; i++) {
        turned.x[i] = w.m.x[29 - i];
        turned.t_x[i] = w.m.t_x[29 - i];
        turned.T[i] = w.m.T[29 - i];
    }
    const cev_table *table = wide_table(ctx, &w, 30);
    cev_estimator *fit = fit_drawn(ctx, CEV_BGNBD, ways[_i], 50, table);
    cev_table *told = summary_of_fit(ctx, fit);
    cev_estimator *again = fit_drawn(ctx, CEV_BGNBD, ways[_i], 50,
                                     market_table(ctx, &turned));
    cev_table *retold = summary_of_fit(ctx, again);
    same_numbers(told, retold);
    must(other, cev_ctx_set_seed(other, 1));
    cev_estimator *seeded = fit_drawn(other, CEV_BGNBD, ways[_i], 50,
                                      market_table(other, &turned));
    cev_table *differs = summary_of_fit(other, seeded);
    ck_assert(named(told, "name", "b", "lower")
              != named(differs, "name", "b", "lower"));
    ck_assert_rel(named(told, "name", "r", "lower"),
                  named(differs, "name", "r", "lower"), 0.5);
    cev_table_free(differs);
    cev_table_free(retold);
    cev_table_free(told);
    cev_estimator_free(seeded);
    cev_estimator_free(again);
    cev_estimator_free(fit);
    free_market(&turned);
    free_wide(&w);
    cev_ctx_free(other);
    cev_ctx_free(ctx);
}
END_TEST

/* Contracts of 1,000 customers, of whom all is known well; a fifth of the
 * width is left to the noise of 200 draws. */
START_TEST(ways_agree_where_all_is_known_well)
{
    static const char *const parameters[2] = {"alpha", "beta"};
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(CEV_SBG, 14, 1000);
    const cev_table *table = wide_table(ctx, &w, 1000);
    cev_estimator *plain = fit_drawn(ctx, CEV_SBG, "delta", 200, table);
    cev_estimator *fit = fit_drawn(ctx, CEV_SBG, ways[_i], 200, table);
    cev_table *one = summary_of_fit(ctx, plain);
    cev_table *two = summary_of_fit(ctx, fit);
    for (int k = 0; k < 2; k++) {
        double low = named(one, "name", parameters[k], "lower");
        double high = named(one, "name", parameters[k], "upper");
        double slack = 0.2 * (high - low);
        ck_assert(fabs(named(two, "name", parameters[k], "lower") - low)
                  < slack);
        ck_assert(fabs(named(two, "name", parameters[k], "upper") - high)
                  < slack);
    }
    cev_table_free(two);
    cev_table_free(one);
    cev_estimator_free(fit);
    cev_estimator_free(plain);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

/* A parameter's interval lies between the quantiles that the section of the
 * draws tells. Between two draws the one goes along a line of logarithms, the
 * other of values, which differ that little here. */
START_TEST(intervals_are_the_quantiles_of_the_draws)
{
    static const char *const parameters[2] = {"alpha", "beta"};
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(CEV_SBG, 14, 1000);
    const cev_table *table = wide_table(ctx, &w, 1000);
    cev_estimator *fit = fit_drawn(ctx, CEV_SBG, ways[_i], 200, table);
    cev_table *summary = summary_of_fit(ctx, fit);
    for (int k = 0; k < 2; k++) {
        const char *name = parameters[k];
        double low = told(summary, "draws", name, "lower");
        double high = told(summary, "draws", name, "upper");
        ck_assert_rel(told(summary, "parameter", name, "lower"), low, 1e-3);
        ck_assert_rel(told(summary, "parameter", name, "upper"), high, 1e-3);
    }
    cev_table_free(summary);
    cev_estimator_free(fit);
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

/* All that a model with draws can be asked; memory and time to the last. */
static int32_t ask_everything(cev_ctx *ctx, const wide_market *w,
                              const char *way, const double *later)
{
    static const char *const names[] = {"x", "t_x", "T", "m_x", "x_holdout",
                                        "T_holdout"};
    const double *columns[] = {w->m.x,   w->m.t_x, w->m.T,
                               w->m.m_x, w->m.x,   later};
    static const char *const evaluations[] = {CEV_EVAL_HOLDOUT,
                                              CEV_EVAL_TOTALS, CEV_EVAL_PIT};
    cev_options *options = NULL;
    cev_estimator *clv = NULL;
    cev_table *table = NULL, *out = NULL;
    int32_t status = cev_table_new(ctx, w->m.n, &table);
    for (int i = 0; i < 6 && status == CEV_OK; i++)
        status = cev_table_set_column(table, names[i], CEV_DOUBLE, columns[i],
                                      8, NULL);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_UNCERTAINTY, way);
    if (status == CEV_OK)
        status = cev_options_set_int(options, CEV_OPT_DRAWS, 50);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_CLV, options, &clv);
    if (status == CEV_OK)
        status = cev_estimator_fit(clv, table);
    for (int i = 0; i < 3 && status == CEV_OK; i++) {
        status =
            cev_estimator_evaluate(clv, table, evaluations[i], NULL, &out);
        cev_table_free(out);
        out = NULL;
    }
    if (status == CEV_OK)
        status = cev_estimator_predict(clv, table, NULL, &out);
    cev_table_free(out);
    cev_table_free(table);
    cev_estimator_free(clv);
    cev_options_free(options);
    return status;
}

typedef struct {
    wide_market w;
    const char *way;
    double *later;
} drawn_scene;

static int32_t ask_scene(cev_ctx *ctx, void *state)
{
    const drawn_scene *s = state;
    return ask_everything(ctx, &s->w, s->way, s->later);
}

static drawn_scene set_drawn_scene(const char *way, int64_t n,
                                   const char *kind)
{
    drawn_scene s = {draw_wide(kind, 15, n), way,
                     malloc((size_t)n * sizeof(double))};
    ck_assert_ptr_nonnull(s.later);
    for (int64_t i = 0; i < n; i++)
        s.later[i] = 13.0;
    return s;
}

static void free_drawn_scene(drawn_scene *s)
{
    free(s->later);
    free_wide(&s->w);
}

/* A fit alone, of contracts, which is quick. */
static int32_t fit_contracts_drawn(cev_ctx *ctx, void *state)
{
    const drawn_scene *s = state;
    cev_options *options = NULL;
    cev_estimator *fit = NULL;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, s->w.m.n, &table);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "T", CEV_DOUBLE, s->w.m.T, 8,
                                      NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "churned", CEV_DOUBLE,
                                      s->w.churned, 8, NULL);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_UNCERTAINTY, s->way);
    if (status == CEV_OK)
        status = cev_options_set_int(options, CEV_OPT_DRAWS, 50);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_SBG, options, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    cev_table_free(table);
    cev_estimator_free(fit);
    cev_options_free(options);
    return status;
}

/* All that comes after the draws by laplace, whose making is quick. */
START_TEST(every_allocation_of_draws_may_fail)
{
    drawn_scene s = set_drawn_scene("laplace", 3, CEV_CLV);
    fail_each_allocation(ask_scene, &s);
    free_drawn_scene(&s);
}
END_TEST

START_TEST(every_allocation_of_their_making_may_fail)
{
    drawn_scene s = set_drawn_scene(ways[_i], 12, CEV_SBG);
    fail_each_allocation(fit_contracts_drawn, &s);
    free_drawn_scene(&s);
}
END_TEST

START_TEST(questions_about_draws_may_be_stopped)
{
    drawn_scene s = set_drawn_scene("laplace", 10, CEV_CLV);
    stop_each_call(ask_scene, &s);
    free_drawn_scene(&s);
}
END_TEST

/* What chains are judged by is the worst of their parameters. */
START_TEST(chains_are_judged_by_their_worst)
{
    static const struct {
        cev__mixing second;
        const char *verdict;
    } judged[] = {{{1.01, 400.0, 400.0}, NULL},
                  {{1.001, 399.0, 900.0}, "few_draws"},
                  {{1.001, 900.0, 12.0}, "few_draws"},
                  {{1.02, 900.0, 12.0}, "chains_disagree"},
                  {{INFINITY, 900.0, 900.0}, "chains_disagree"}};
    cev_ctx *ctx = new_ctx();
    for (size_t i = 0; i < sizeof judged / sizeof judged[0]; i++) {
        cev__draws chains = {.way = CEV__DRAWN_MCMC, .n = 2};
        cev__reach reach = {.way = CEV__DRAWN_MCMC, .draws = &chains};
        cev__lines lines = {.ctx = ctx};
        chains.mixing[0] = (cev__mixing){1.0, 5000.0, 4000.0};
        chains.mixing[1] = judged[i].second;
        cev__lines_judge_draws(&lines, &reach);
        ck_assert_int_eq(lines.count, judged[i].verdict != NULL);
        if (judged[i].verdict != NULL)
            ck_assert_str_eq(lines.lines[0].name, judged[i].verdict);
        cev__lines_clear(&lines);
    }
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(draws_may_be_stopped)
{
    drawn_scene s = set_drawn_scene(ways[_i], 12, CEV_SBG);
    stop_each_call(fit_contracts_drawn, &s);
    free_drawn_scene(&s);
}
END_TEST

/* A slow model draws where it is asked to; a few customers, a few draws. */
START_TEST(a_slow_model_draws_where_it_is_asked_to)
{
    static const char *const quick_ways[] = {"laplace", "bootstrap"};
    cev_ctx *ctx = new_ctx();
    wide_market w = draw_wide(CEV_PARETO_GGG, 17, 5);
    for (int i = 0; i < 2; i++) {
        cev_estimator *fit =
            fit_drawn(ctx, CEV_PARETO_GGG, quick_ways[i], 50,
                      wide_table(ctx, &w, 5));
        cev_table *summary = summary_of_fit(ctx, fit);
        cev_table *predicted = predicted_by(ctx, fit, wide_table(ctx, &w, 2));
        ck_assert_double_eq(named(summary, "name", "way", "value"), 50.0);
        check_bounds(predicted);
        cev_table_free(predicted);
        cev_table_free(summary);
        cev_estimator_free(fit);
    }
    free_wide(&w);
    cev_ctx_free(ctx);
}
END_TEST

/* Rows of so many that nobody waits for them to be made up. */
START_TEST(crowds_are_refused_by_the_bootstrap)
{
    cev_ctx *ctx = new_ctx();
    market m = new_market(3);
    double customers[3] = {1e12, 5.0, 7.0};
    for (int64_t i = 0; i < 3; i++) {
        m.x[i] = (double)i;
        m.t_x[i] = 3.0 * (double)i;
        m.T[i] = 20.0;
    }
    market_table(ctx, &m);
    must(ctx, cev_table_set_column(m.table, "customers", CEV_DOUBLE,
                                   customers, 8, NULL));
    cev_options *options = ask_draws(ctx, "bootstrap", 50);
    cev_estimator *fit = NULL;
    must(ctx, cev_estimator_new(ctx, CEV_BGNBD, options, &fit));
    ck_assert_int_eq(cev_estimator_fit(fit, m.table), CEV_ERR_DOMAIN);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "made up again"));
    cev_estimator_free(fit);
    cev_options_free(options);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(quantiles_stand_between_draws)
{
    const double values[5] = {3.0, -1.0, 10.0, 0.0, 5.0};
    ck_assert_near(cev__draws_quantile(values, 5, 0.0), -1.0, 0.0);
    ck_assert_near(cev__draws_quantile(values, 5, 0.5), 3.0, 0.0);
    ck_assert_near(cev__draws_quantile(values, 5, 0.625), 4.0, 1e-15);
    ck_assert_near(cev__draws_quantile(values, 5, 1.0), 10.0, 0.0);
    ck_assert_near(cev__draws_quantile(values, 1, 0.7), 3.0, 0.0);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/draws");
    TCase *cases = tcase_create("draws");
    tcase_add_loop_test(cases, every_way_gives_every_kind_intervals, 0,
                        DRAWN);
    tcase_add_loop_test(cases, one_seed_gives_one_answer_whatever_the_order,
                        0, WAYS);
    tcase_add_loop_test(cases, ways_agree_where_all_is_known_well, 0, WAYS);
    tcase_add_loop_test(cases, intervals_are_the_quantiles_of_the_draws, 0,
                        WAYS);
    tcase_add_test(cases, every_allocation_of_draws_may_fail);
    tcase_add_loop_test(cases, every_allocation_of_their_making_may_fail, 0,
                        WAYS);
    tcase_add_test(cases, questions_about_draws_may_be_stopped);
    tcase_add_loop_test(cases, draws_may_be_stopped, 0, WAYS);
    tcase_add_test(cases, chains_are_judged_by_their_worst);
    tcase_add_test(cases, a_slow_model_draws_where_it_is_asked_to);
    tcase_add_test(cases, crowds_are_refused_by_the_bootstrap);
    tcase_add_test(cases, quantiles_stand_between_draws);
    suite_add_tcase(s, cases);
    return s;
}
