/* Draws of parameters and of what covariates do. */
#include "support/check_main.h"

#include "value/changing_shop.h"
#include "value/crowd.h"
#include "value/drawn.h"
#include "cev.h"
#include "value/bg_purchases.h"
#include "value/draws.h"

enum { LAPLACE, BOOTSTRAP, MCMC, WAYS };

static const char *const ways[WAYS] = {"laplace", "bootstrap", "mcmc"};

static cev_estimator *fit_crowd(cev_ctx *ctx, const char *kind,
                                const char *way, int64_t draws,
                                const char *of_all, const cev_table *table)
{
    cev_options *options = ask_draws(ctx, way, draws);
    int is_spend = strcmp(kind, CEV_GAMMA_GAMMA) == 0;
    int is_both = strcmp(kind, CEV_CLV) == 0;
    if (!is_spend) {
        must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASE_COVARIATES,
                                      of_all));
        must(ctx, cev_options_set_str(options, CEV_OPT_DROPOUT_COVARIATES,
                                      "vip"));
    }
    if (is_spend || is_both)
        must(ctx, cev_options_set_str(options, CEV_OPT_SPEND_COVARIATES,
                                      of_all));
    if (is_both)
        must(ctx,
             cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_BGNBD));
    cev_estimator *fit = fit_kind(ctx, kind, options, table);
    cev_options_free(options);
    return fit;
}

static const struct {
    const char *kind, *way;
} drawn[] = {
    {CEV_BGNBD, "laplace"},      {CEV_PARETO_NBD, "laplace"},
    {CEV_GGOM_NBD, "laplace"},   {CEV_MBG_CNBD_K, "laplace"},
    {CEV_CLV, "laplace"},        {CEV_GAMMA_GAMMA, "laplace"},
    {CEV_BGNBD, "bootstrap"},    {CEV_BG_CNBD_K, "bootstrap"},
    {CEV_CLV, "bootstrap"},      {CEV_GAMMA_GAMMA, "bootstrap"},
    {CEV_BGNBD, "mcmc"},         {CEV_GAMMA_GAMMA, "mcmc"}};

enum { DRAWN = sizeof drawn / sizeof drawn[0] };

/* With the times between purchases, for those who look at them. */
static const cev_table *timed_table(cev_ctx *ctx, crowd *c, double *litt)
{
    const cev_table *table = crowd_table(ctx, c);
    for (int64_t i = 0; i < c->m.n; i++) {
        double x = c->m.x[i];
        litt[i] = x > 0.0 ? x * (log(c->m.t_x[i] / x) - 0.2) : 0.0;
    }
    must(ctx, cev_table_set_column(c->m.table, "litt", CEV_DOUBLE, litt, 8,
                                   NULL));
    return table;
}

/* Amounts that differ. */
static crowd draw_spenders(uint64_t seed, int64_t n)
{
    dice d = {seed};
    crowd c = draw_crowd(&d, n, 0);
    for (int64_t i = 0; i < n; i++)
        c.m.m_x[i] *= exp(0.5 * throw_normal(&d) + 0.3 * c.vip[i]);
    return c;
}

START_TEST(every_way_takes_covariates)
{
    const char *kind = drawn[_i].kind, *way = drawn[_i].way;
    cev_ctx *ctx = new_ctx();
    crowd c = draw_spenders(21, 60);
    double litt[60];
    const cev_table *table = timed_table(ctx, &c, litt);
    cev_estimator *fit =
        fit_crowd(ctx, kind, way, 50, "channel,age", table);
    cev_estimator *plain =
        fit_crowd(ctx, kind, "delta", 50, "channel,age", table);
    cev_table *summary = summary_of(ctx, fit);
    cev_table *other = summary_of(ctx, plain);
    cev_table *predicted = predicted_by(ctx, fit, table);
    int64_t of_draws = 0;
    for (int64_t i = 0; i < cev_table_row_count(summary); i++) {
        const char *section = cev_table_text(summary, "section", i);
        const char *name = cev_table_text(summary, "name", i);
        double value = cev_table_double(summary, "value", i);
        of_draws += strcmp(section, "draws") == 0 && strchr(name, ':') != NULL;
        if (strcmp(section, "parameter") != 0)
            continue;
        /* The estimate is the same whatever the intervals come from. */
        ck_assert(value == told(other, "parameter", name, "value"));
        ck_assert(isnan(cev_table_double(summary, "lower", i))
                  || (cev_table_double(summary, "lower", i) <= value
                      && cev_table_double(summary, "upper", i) >= value));
    }
    ck_assert_int_ge(of_draws, 3);
    check_bounds(predicted);
    check_saved(ctx, fit, table, summary, predicted);
    cev_table_free(predicted);
    cev_table_free(other);
    cev_table_free(summary);
    cev_estimator_free(plain);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* Two quantities whose ends are asked for: an estimate of one customer and a
 * sum over all. */
static void ends_of(cev_ctx *ctx, const cev_estimator *fit,
                    const cev_table *table, double ends[6])
{
    cev_table *says = predicted_by(ctx, fit, table), *totals = NULL;
    must(ctx, cev_estimator_evaluate(fit, table, CEV_EVAL_TOTALS, NULL,
                                     &totals));
    ends[0] = cev_table_double(says, "p_alive_lo", 0);
    ends[1] = cev_table_double(says, "p_alive_hi", 0);
    ends[2] = cev_table_double(says, "expected_purchases_lo", 0);
    ends[3] = cev_table_double(says, "expected_purchases_hi", 0);
    ends[4] = cev_table_double(totals, "lower", 1);
    ends[5] = cev_table_double(totals, "upper", 1);
    cev_table_free(totals);
    cev_table_free(says);
}

/* In a shop of 2,000 all is known well: intervals by draws are those of the
 * delta method but for a fifth of their width, which is left to the noise of
 * 200 draws and to what the likelihood bends. */
START_TEST(ways_agree_in_a_large_shop)
{
    static const char *const names[] = {"r",
                                        "alpha",
                                        "purchase: channel = web",
                                        "purchase: age",
                                        "dropout: vip"};
    cev_ctx *ctx = new_ctx();
    dice d = {31};
    crowd c = draw_crowd(&d, 2000, 0);
    const cev_table *table = crowd_table(ctx, &c);
    cev_estimator *plain =
        fit_crowd(ctx, CEV_BGNBD, "delta", 200, "channel,age", table);
    cev_estimator *fit =
        fit_crowd(ctx, CEV_BGNBD, ways[_i], 200, "channel,age", table);
    cev_table *one = summary_of(ctx, plain), *two = summary_of(ctx, fit);
    double ends[2][6];
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        double low = told(one, "parameter", names[k], "lower");
        double high = told(one, "parameter", names[k], "upper");
        double slack = 0.2 * (high - low);
        ck_assert_near(told(two, "parameter", names[k], "lower"), low, slack);
        ck_assert_near(told(two, "parameter", names[k], "upper"), high,
                       slack);
        ck_assert_rel(told(two, "draws", names[k], "std_error"),
                      told(two, "parameter", names[k], "std_error"), 0.2);
    }
    ends_of(ctx, plain, table, ends[0]);
    ends_of(ctx, fit, table, ends[1]);
    for (int k = 0; k < 6; k++)
        ck_assert_near(ends[1][k], ends[0][k],
                       0.2 * (ends[0][k | 1] - ends[0][k & ~1]));
    cev_table_free(two);
    cev_table_free(one);
    cev_estimator_free(fit);
    cev_estimator_free(plain);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- The posterior ------------------------------------------------------ */

enum { CROWD = 100, WALKED = 5, KEPT = 1000, EACH = 60, DIRECTIONS = 7 };

/* What a random walk knows: who there is, by vip, and the weak prior. */
typedef struct {
    cev_ctx *ctx;
    int64_t n[2];
    double x[2][CROWD], t_x[2][CROWD], T[2][CROWD];
    double scale; /* the fit's unit of time */
    cev__belief beliefs[CEV__PARAMS];
} walker;

static void part_by_vip(walker *w, const crowd *c)
{
    for (int64_t i = 0; i < c->m.n; i++) {
        int vip = c->vip[i] > 0.0;
        int64_t at = w->n[vip]++;
        w->x[vip][at] = c->m.x[i];
        w->t_x[vip][at] = c->m.t_x[i];
        w->T[vip][at] = c->m.T[i];
        w->scale += c->m.T[i] / (double)c->m.n;
    }
}

/* Likelihood by the kernel, those who are vip and those who are not, times the
 * prior: normal beliefs about the logs, and one around 0 about the coefficient. */
static double log_posterior(const walker *w, const double *at)
{
    double value = -0.5 * at[4] * at[4];
    for (int vip = 0; vip < 2; vip++) {
        double params[4], out[CROWD];
        for (int k = 0; k < 4; k++)
            params[k] = exp(at[k]);
        params[1] *= w->scale * exp(-at[4] * vip);
        must(w->ctx, cev_bgnbd_log_likelihood(params, w->n[vip], w->x[vip],
                                              w->t_x[vip], w->T[vip], out));
        for (int64_t i = 0; i < w->n[vip]; i++)
            value += out[i];
    }
    for (int b = 0; b < 4; b++) {
        double sum = -w->beliefs[b].centre;
        for (int k = 0; k < 4; k++)
            sum += w->beliefs[b].weights[k] * at[k];
        value -= 0.5 * sum * sum / (w->beliefs[b].sd * w->beliefs[b].sd);
    }
    return value;
}

/* One parameter of the walk as it is in the customers' unit. */
static double walked_value(const walker *w, const double *at, int k)
{
    return k == 4 ? at[k] : exp(at[k]) * (k == 1 ? w->scale : 1.0);
}

/* A random walk of Metropolis from a place on, by steps along directions in
 * which the likelihood is long; of each parameter KEPT values. */
static void walk_at_random(const walker *w, dice *d, double *at,
                           double values[WALKED][KEPT])
{
    static const double along[DIRECTIONS][WALKED] = {
        {0.3},
        {0.0, 0.3},
        {0.3, 0.3},
        {0.0, 0.0, 0.7},
        {0.0, 0.0, 0.0, 0.7},
        {0.0, 0.0, 1.2, 1.2},
        {0.0, 0.2, 0.0, 0.0, 0.4}};
    double here = log_posterior(w, at);
    for (int step = -2000; step < KEPT * EACH; step++) {
        const double *way = along[throw_bits(d) % DIRECTIONS];
        double there[WALKED], length = throw_normal(d);
        for (int k = 0; k < WALKED; k++)
            there[k] = at[k] + length * way[k];
        double height = log_posterior(w, there);
        if (log(throw_share(d)) < height - here) {
            memcpy(at, there, sizeof there);
            here = height;
        }
        for (int k = 0; step >= 0 && k < WALKED; k++)
            values[k][step / EACH] = walked_value(w, at, k);
    }
}

/* Chains, and a random walk that knows nothing of them, of strata or slopes:
 * of 100 customers, the ends of 90 % intervals agree to a tenth of their
 * length, which for parameters is taken in logarithms. The walk tells as much
 * as some 500 independent draws. */
START_TEST(chains_agree_with_a_random_walk)
{
    static const char *const names[WALKED] = {"r", "alpha", "a", "b",
                                              "purchase: vip"};
    static double values[WALKED][KEPT];
    cev_ctx *ctx = new_ctx();
    dice d = {41};
    crowd c = draw_crowd(&d, CROWD, 0);
    const cev_table *table = crowd_table(ctx, &c);
    cev_options *options = ask_draws(ctx, "mcmc", 1000);
    walker w;
    double start[CEV__PARAMS] = {0.0}, repeats = 0.0;
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASE_COVARIATES,
                                  "vip"));
    cev_estimator *fit = fit_kind(ctx, CEV_BGNBD, options, table);
    cev_table *summary = summary_of(ctx, fit);
    memset(&w, 0, sizeof w);
    w.ctx = ctx;
    part_by_vip(&w, &c);
    for (int64_t i = 0; i < c.m.n; i++)
        repeats += c.m.x[i];
    cev__bgnbd_purchases.beliefs(log((repeats + 0.5) / (double)c.m.n),
                                 w.beliefs, start);
    start[4] = 0.0;
    walk_at_random(&w, &d, start, values);
    for (int k = 0; k < WALKED; k++) {
        double low = cev__draws_quantile(values[k], KEPT, 0.05);
        double high = cev__draws_quantile(values[k], KEPT, 0.95);
        double lower = told(summary, "draws", names[k], "lower");
        double upper = told(summary, "draws", names[k], "upper");
        double slack = 0.1 * (k == 4 ? high - low : log(high / low));
        ck_assert_near(k == 4 ? lower - low : log(lower / low), 0.0, slack);
        ck_assert_near(k == 4 ? upper - high : log(upper / high), 0.0, slack);
    }
    ck_assert(told(summary, "draws", "purchase: vip.r_hat", "value") <= 1.01);
    ck_assert(told(summary, "draws", "purchase: vip.ess_bulk", "value")
              >= 400.0);
    cev_table_free(summary);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- Promises ----------------------------------------------------------- */

START_TEST(the_order_of_rows_changes_no_draw)
{
    cev_ctx *ctx = new_ctx();
    crowd c = draw_spenders(51, 30), turned = draw_spenders(51, 30);
    for (int64_t i = 0; i < 30; i++) {
        turned.m.x[i] = c.m.x[29 - i];
        turned.m.t_x[i] = c.m.t_x[29 - i];
        turned.m.T[i] = c.m.T[29 - i];
        turned.m.m_x[i] = c.m.m_x[29 - i];
        turned.channel[i] = c.channel[29 - i];
        turned.age[i] = c.age[29 - i];
        turned.vip[i] = c.vip[29 - i];
    }
    cev_estimator *one = fit_crowd(ctx, CEV_CLV, ways[_i], 50, "channel",
                                   crowd_table(ctx, &c));
    cev_estimator *two = fit_crowd(ctx, CEV_CLV, ways[_i], 50, "channel",
                                   crowd_table(ctx, &turned));
    cev_table *says = summary_of(ctx, one), *also = summary_of(ctx, two);
    same_numbers(says, also);
    cev_table_free(also);
    cev_table_free(says);
    cev_estimator_free(two);
    cev_estimator_free(one);
    free_crowd(&turned);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

typedef struct {
    crowd c;
    const char *way, *kind;
} crowd_scene;

static int32_t set_columns(cev_table *table, const crowd *c)
{
    const char *const names[6] = {"x", "t_x", "T", "m_x", "age", "vip"};
    const double *columns[6] = {c->m.x,   c->m.t_x, c->m.T,
                                c->m.m_x, c->age,   c->vip};
    int32_t status = CEV_OK;
    for (int i = 0; i < 6 && status == CEV_OK; i++)
        status = cev_table_set_column(table, names[i], CEV_DOUBLE, columns[i],
                                      8, NULL);
    return status;
}

/* A fit, what it predicts and adds up. */
static int32_t ask_crowd(cev_ctx *ctx, void *state)
{
    const crowd_scene *s = state;
    static const char *const covariates[3] = {CEV_OPT_PURCHASE_COVARIATES,
                                              CEV_OPT_DROPOUT_COVARIATES,
                                              CEV_OPT_SPEND_COVARIATES};
    cev_options *options = NULL;
    cev_estimator *fit = NULL;
    cev_table *table = NULL, *out = NULL;
    int32_t status = cev_table_new(ctx, s->c.m.n, &table);
    if (status == CEV_OK)
        status = set_columns(table, &s->c);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_UNCERTAINTY, s->way);
    if (status == CEV_OK)
        status = cev_options_set_int(options, CEV_OPT_DRAWS, 50);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_BGNBD);
    for (int i = 0; i < 3 && status == CEV_OK; i++)
        status = cev_options_set_str(options, covariates[i], "vip");
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_CLV, options, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    if (status == CEV_OK)
        status = cev_estimator_evaluate(fit, table, CEV_EVAL_TOTALS, NULL,
                                        &out);
    cev_table_free(out);
    out = NULL;
    if (status == CEV_OK)
        status = cev_estimator_predict(fit, table, NULL, &out);
    cev_table_free(out);
    cev_table_free(table);
    cev_estimator_free(fit);
    cev_options_free(options);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    crowd_scene s = {draw_spenders(61, 8), ways[_i], NULL};
    fail_each_allocation(ask_crowd, &s);
    free_crowd(&s.c);
}
END_TEST

START_TEST(every_call_may_be_stopped)
{
    crowd_scene s = {draw_spenders(61, 8), ways[_i], NULL};
    stop_each_call(ask_crowd, &s);
    free_crowd(&s.c);
}
END_TEST

/* Bytes with one changed load, or are refused, and answer without harm. */
START_TEST(damaged_draws_do_no_harm)
{
    cev_ctx *ctx = new_ctx();
    crowd c = draw_spenders(71, 12);
    const cev_table *table = crowd_table(ctx, &c);
    cev_estimator *fit =
        fit_crowd(ctx, CEV_BGNBD, "laplace", 50, "vip", table);
    int64_t size = 0, refused = 0;
    must(ctx, cev_estimator_save(fit, NULL, 0, &size));
    unsigned char *bytes = malloc((size_t)size);
    ck_assert_ptr_nonnull(bytes);
    must(ctx, cev_estimator_save(fit, bytes, size, &size));
    for (int64_t i = 0; i < size; i += 1 + i / 500) {
        cev_estimator *back = NULL;
        cev_table *out = NULL;
        bytes[i] ^= 0x41;
        refused += cev_estimator_load(ctx, bytes, size, &back) != CEV_OK;
        if (back != NULL)
            (void)cev_estimator_predict(back, table, NULL, &out);
        bytes[i] ^= 0x41;
        cev_table_free(out);
        cev_estimator_free(back);
    }
    ck_assert_int_gt(refused, 10);
    free(bytes);
    cev_estimator_free(fit);
    free_crowd(&c);
    cev_ctx_free(ctx);
}
END_TEST

/* ---- Rates that change in time ------------------------------------------ */

static cev_estimator *fit_changing(cev_ctx *ctx, const char *way,
                                   int64_t draws, const cev_table *table)
{
    cev_options *options = ask_draws(ctx, way, draws);
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASE_COVARIATES,
                                  "sale"));
    must(ctx, cev_options_set_str(options, CEV_OPT_DROPOUT_COVARIATES,
                                  "letters"));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON,
                                     2.0 * PERIOD_LENGTH));
    cev_estimator *fit =
        fit_kind(ctx, CEV_PARETO_NBD_DYNAMIC, options, table);
    cev_options_free(options);
    return fit;
}

/* As above; what a shop of 300 does not tell well is left out. */
START_TEST(draws_take_rates_that_change)
{
    cev_ctx *ctx = new_ctx();
    dice d = {81};
    changing_shop c = draw_changing(&d, 300, 3);
    const cev_table *table = changing_table(ctx, &c);
    cev_estimator *plain = fit_changing(ctx, "delta", 100, table);
    cev_estimator *fit = fit_changing(ctx, "laplace", 100, table);
    cev_table *one = summary_of(ctx, plain), *two = summary_of(ctx, fit);
    cev_table *says = predicted_by(ctx, fit, table);
    double ends[2][6];
    ck_assert_rel(told(two, "draws", "purchase: sale", "std_error"),
                  told(one, "parameter", "purchase: sale", "std_error"), 0.2);
    ck_assert(told(two, "parameter", "purchase: sale", "value")
              == told(one, "parameter", "purchase: sale", "value"));
    ends_of(ctx, plain, table, ends[0]);
    ends_of(ctx, fit, table, ends[1]);
    for (int k = 0; k < 6; k++)
        ck_assert_near(ends[1][k], ends[0][k],
                       0.35 * (ends[0][k | 1] - ends[0][k & ~1]));
    check_bounds(says);
    check_saved(ctx, fit, table, two, says);
    cev_table_free(says);
    cev_table_free(two);
    cev_table_free(one);
    cev_estimator_free(fit);
    cev_estimator_free(plain);
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(chains_walk_through_periods)
{
    cev_ctx *ctx = new_ctx();
    dice d = {82};
    changing_shop c = draw_changing(&d, 20, 3);
    const cev_table *table = changing_table(ctx, &c);
    cev_estimator *fit = fit_changing(ctx, "mcmc", 50, table);
    cev_table *summary = summary_of(ctx, fit);
    ck_assert(told(summary, "draws", "purchase: sale.r_hat", "value") < 1.1);
    ck_assert(told(summary, "draws", "dropout: letters.ess_tail", "value")
              > 100.0);
    cev_table_free(summary);
    cev_estimator_free(fit);
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(a_bootstrap_of_periods_is_refused)
{
    cev_ctx *ctx = new_ctx();
    dice d = {83};
    changing_shop c = draw_changing(&d, 20, 3);
    const cev_table *table = changing_table(ctx, &c);
    cev_options *options = ask_draws(ctx, "bootstrap", 50);
    cev_estimator *fit = NULL;
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASE_COVARIATES,
                                  "sale"));
    must(ctx, cev_estimator_new(ctx, CEV_PARETO_NBD_DYNAMIC, options, &fit));
    ck_assert_int_eq(cev_estimator_fit(fit, table), CEV_ERR_OPTION);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "option uncertainty = \"bootstrap\" makes up no customers "
                     "whose covariates change in time; wanted laplace, mcmc "
                     "or delta");
    cev_estimator_free(fit);
    cev_options_free(options);
    free_changing(&c);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("value/covariate_draws");
    TCase *cases = tcase_create("covariate_draws");
    tcase_add_loop_test(cases, every_way_takes_covariates, 0, DRAWN);
    tcase_add_loop_test(cases, ways_agree_in_a_large_shop, 0, MCMC);
    tcase_add_test(cases, chains_agree_with_a_random_walk);
    tcase_add_loop_test(cases, the_order_of_rows_changes_no_draw, 0, WAYS);
    tcase_add_loop_test(cases, every_allocation_may_fail, 0, MCMC);
    tcase_add_loop_test(cases, every_call_may_be_stopped, 0, MCMC);
    tcase_add_test(cases, damaged_draws_do_no_harm);
    tcase_add_test(cases, draws_take_rates_that_change);
    tcase_add_test(cases, chains_walk_through_periods);
    tcase_add_test(cases, a_bootstrap_of_periods_is_refused);
    suite_add_tcase(s, cases);
    return s;
}
