/* The estimators as handles: bad input, memory, stopping, bytes, questions
   about one customer. */
#include "value/market.h"

#include "core/kinds.h"

static market small_market(void)
{
    dice d = {5};
    return draw_market(&d, 300, cdnow_params, cdnow_spend, 39.0);
}

typedef struct {
    int column; /* x, t_x, T, m_x */
    double value;
    const char *message;
} bad_value;

static const bad_value bad_values[] = {
    {0, 2.5, "x[17] = 2.5; wanted a whole number from 0 to 1e15"},
    {0, -1.0, "x[17] = -1; wanted a whole number from 0 to 1e15"},
    {0, 1e16, "x[17] = 1e+16; wanted a whole number from 0 to 1e15"},
    {0, NAN, "x[17] is a gap; wanted a whole number from 0 to 1e15"},
    {1, -0.5, "t_x[17] = -0.5; wanted a time from 0 to 1e18"},
    {1, 1e9, "T[17] = 50 is before t_x[17] = 1000000000"},
    {1, NAN, "t_x[17] is a gap; wanted a time from 0 to 1e18"},
    {2, INFINITY, "T[17] = inf; wanted a time from 0 to 1e18"},
    {2, -3.0, "T[17] = -3; wanted a time from 0 to 1e18"},
    {3, -1.0, "m_x[17] = -1; wanted an amount from 0 to 1e18, or a gap"},
    {3, INFINITY, "m_x[17] = inf; wanted an amount from 0 to 1e18, or a gap"},
};

/* A fit that fails says why and leaves the last one in place. */
START_TEST(bad_values_are_named_and_change_nothing)
{
    const bad_value *bad = &bad_values[_i];
    cev_ctx *ctx = new_ctx();
    market m = small_market();
    double *columns[4] = {m.x, m.t_x, m.T, m.m_x};
    cev_table *before = NULL, *after = NULL, *scores = NULL;
    m.T[17] = 50.0;
    cev_estimator *clv =
        fit_kind(ctx, CEV_CLV, NULL, market_table(ctx, &m));
    must(ctx, cev_estimator_summary(clv, NULL, &before));
    columns[bad->column][17] = bad->value;
    ck_assert_int_eq(cev_estimator_fit(clv, m.table), CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx), bad->message);
    ck_assert_int_eq(cev_estimator_predict(clv, m.table, NULL, &scores),
                     CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx), bad->message);
    ck_assert_ptr_null(scores);
    must(ctx, cev_estimator_summary(clv, NULL, &after));
    same_results(before, after);
    cev_table_free(before);
    cev_table_free(after);
    cev_estimator_free(clv);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

static void refuse_table(cev_ctx *ctx, const char *kind,
                         const cev_table *customers, int32_t status,
                         const char *message)
{
    cev_estimator *e = NULL;
    cev_table *out = NULL;
    must(ctx, cev_estimator_new(ctx, kind, NULL, &e));
    ck_assert_int_eq(cev_estimator_fit(e, customers), status);
    ck_assert_str_eq(cev_ctx_message(ctx), message);
    ck_assert_int_eq(cev_estimator_summary(e, NULL, &out), CEV_ERR_STATE);
    ck_assert_ptr_null(out);
    cev_estimator_free(e);
}

START_TEST(missing_columns_and_rows_are_named)
{
    static const char *const texts[1] = {"two"};
    static const double one[1] = {1.0};
    cev_ctx *ctx = new_ctx();
    market none = new_market(0);
    cev_table *table = NULL;
    refuse_table(ctx, CEV_BGNBD, market_table(ctx, &none), CEV_ERR_DOMAIN,
                 "the table has no rows; wanted one for each customer");
    refuse_table(ctx, CEV_GAMMA_GAMMA, none.table, CEV_ERR_DOMAIN,
                 "the table has no rows; wanted one for each customer");
    must(ctx, cev_table_new(ctx, 1, &table));
    refuse_table(ctx, CEV_BGNBD, table, CEV_ERR_COLUMN,
                 "the table has no column \"x\"; wanted one of doubles or "
                 "int64");
    must(ctx, cev_table_set_column(table, "x", CEV_TEXT, texts, sizeof *texts,
                                   NULL));
    refuse_table(ctx, CEV_CLV, table, CEV_ERR_COLUMN,
                 "column \"x\" is text; wanted doubles or int64");
    must(ctx, cev_table_set_column(table, "x", CEV_DOUBLE, one, 8, NULL));
    refuse_table(ctx, CEV_GAMMA_GAMMA, table, CEV_ERR_COLUMN,
                 "the table has no column \"m_x\"; wanted one of doubles or "
                 "int64");
    cev_table_free(table);
    free_market(&none);
    cev_ctx_free(ctx);
}
END_TEST

/* What is tried for each purchase model, alone or as a part of clv. */
static const char *const purchase_models[] = {CEV_BGNBD, CEV_MBGNBD,
                                              CEV_PARETO_NBD};

enum { PURCHASE_MODELS = sizeof purchase_models / sizeof purchase_models[0] };

/* Everything that a model can be asked, once. */
static int32_t do_everything(cev_ctx *ctx, const char *purchases,
                             const char *uncertainty, const market *m,
                             const double *later)
{
    cev_options *options = NULL;
    cev_estimator *clv = NULL;
    cev_table *table = NULL, *out = NULL;
    static const char *const evaluations[] = {
        CEV_EVAL_HOLDOUT, CEV_EVAL_FREQUENCY, CEV_EVAL_TRACKING,
        CEV_EVAL_CONDITIONAL, CEV_EVAL_DECILES, CEV_EVAL_TOTALS};
    static const char *const names[] = {"x", "t_x", "T", "m_x", "revenue",
                                        "x_holdout", "T_holdout",
                                        "revenue_holdout"};
    const double *columns[] = {m->x, m->t_x, m->T,  m->m_x,
                               m->x, m->x,   later, m->m_x};
    int32_t status = cev_table_new(ctx, m->n, &table);
    for (int i = 0; i < 8 && status == CEV_OK; i++)
        status = cev_table_set_column(table, names[i], CEV_DOUBLE, columns[i],
                                      8, NULL);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_str(options, CEV_OPT_PURCHASES, purchases);
    if (status == CEV_OK)
        status =
            cev_options_set_str(options, CEV_OPT_UNCERTAINTY, uncertainty);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, CEV_CLV, options, &clv);
    if (status == CEV_OK)
        status = cev_estimator_fit(clv, table);
    if (status == CEV_OK)
        status = cev_estimator_summary(clv, NULL, &out);
    for (int i = 0; i < 6 && status == CEV_OK; i++) {
        cev_table_free(out);
        out = NULL;
        status =
            cev_estimator_evaluate(clv, table, evaluations[i], NULL, &out);
    }
    cev_table_free(out);
    out = NULL;
    if (status == CEV_OK)
        status = cev_estimator_predict(clv, table, NULL, &out);
    cev_table_free(out);
    cev_table_free(table);
    cev_estimator_free(clv);
    cev_options_free(options);
    return status;
}

typedef struct {
    const char *purchases;
    market m;
    double *later;
    const char *uncertainty;
} scene;

static scene set_scene(const char *purchases, int64_t n)
{
    dice d = {6};
    scene s = {purchases,
               draw_market(&d, n, cdnow_params, cdnow_spend, 39.0),
               malloc((size_t)n * sizeof(double)), "delta"};
    ck_assert_ptr_nonnull(s.later);
    for (int64_t i = 0; i < n; i++)
        s.later[i] = 13.0;
    return s;
}

static int32_t everything_from(cev_ctx *ctx, void *state)
{
    const scene *s = state;
    return do_everything(ctx, s->purchases, s->uncertainty, &s->m,
                         s->later);
}

/* The search for intervals allocates nothing: it would take its time only. */
START_TEST(every_allocation_may_fail)
{
    scene s = set_scene(purchase_models[_i], 30);
    fail_each_allocation(everything_from, &s);
    free(s.later);
    free_market(&s.m);
}
END_TEST

/* A fit and predictions of so many that futures are kept for them. */
static int32_t predict_many(cev_ctx *ctx, void *state)
{
    const scene *s = state;
    const market *m = &s->m;
    cev_options *options = NULL;
    cev_estimator *fit = NULL;
    cev_table *table = NULL, *out = NULL;
    int32_t status = cev_table_new(ctx, m->n, &table);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "x", CEV_DOUBLE, m->x, 8, NULL);
    if (status == CEV_OK)
        status =
            cev_table_set_column(table, "t_x", CEV_DOUBLE, m->t_x, 8, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "T", CEV_DOUBLE, m->T, 8, NULL);
    if (status == CEV_OK)
        status = cev_options_new(ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0);
    if (status == CEV_OK)
        status = cev_estimator_new(ctx, s->purchases, options, &fit);
    if (status == CEV_OK)
        status = cev_estimator_fit(fit, table);
    if (status == CEV_OK)
        status = cev_estimator_predict(fit, table, NULL, &out);
    cev_table_free(out);
    cev_estimator_free(fit);
    cev_options_free(options);
    cev_table_free(table);
    return status;
}

START_TEST(every_allocation_for_many_may_fail)
{
    scene s = set_scene(purchase_models[_i], 600);
    fail_each_allocation(predict_many, &s);
    free(s.later);
    free_market(&s.m);
}
END_TEST

START_TEST(every_progress_call_may_stop)
{
    scene s = set_scene(purchase_models[_i], 30);
    s.uncertainty = "profile";
    stop_each_call(everything_from, &s);
    free(s.later);
    free_market(&s.m);
}
END_TEST

typedef struct {
    unsigned char *bytes;
    int64_t size;
} saved_model;

static saved_model save_model(const cev_estimator *e)
{
    saved_model s = {NULL, 0};
    ck_assert_int_eq(cev_estimator_save(e, NULL, 0, &s.size), CEV_OK);
    s.bytes = malloc((size_t)s.size);
    ck_assert_ptr_nonnull(s.bytes);
    ck_assert_int_eq(cev_estimator_save(e, s.bytes, s.size, &s.size), CEV_OK);
    return s;
}

START_TEST(saved_models_predict_the_same_bits)
{
    static const char *const kinds[] = {CEV_BGNBD, CEV_MBGNBD, CEV_PARETO_NBD,
                                        CEV_GAMMA_GAMMA, CEV_CLV};
    cev_ctx *ctx = new_ctx(), *elsewhere = new_ctx();
    market m = small_market();
    cev_estimator *fit =
        fit_kind(ctx, kinds[_i], NULL, market_table(ctx, &m));
    saved_model saved = save_model(fit);
    cev_estimator *back = NULL;
    cev_table *one = NULL, *two = NULL, *told = NULL, *retold = NULL;
    ck_assert_int_le(saved.size, 1536);
    must(elsewhere, cev_estimator_load(elsewhere, saved.bytes, saved.size,
                                       &back));
    ck_assert_str_eq(cev_estimator_kind(back), kinds[_i]);
    must(ctx, cev_estimator_predict(fit, m.table, NULL, &one));
    must(elsewhere, cev_estimator_predict(back, m.table, NULL, &two));
    must(ctx, cev_estimator_summary(fit, NULL, &told));
    must(elsewhere, cev_estimator_summary(back, NULL, &retold));
    same_results(one, two);
    same_results(told, retold);
    cev_table_free(one);
    cev_table_free(two);
    cev_table_free(told);
    cev_table_free(retold);
    cev_estimator_free(back);
    cev_estimator_free(fit);
    free(saved.bytes);
    free_market(&m);
    cev_ctx_free(elsewhere);
    cev_ctx_free(ctx);
}
END_TEST

/* With the checksum as it was, every flipped byte and every cut is refused. */
START_TEST(damaged_models_are_refused)
{
    cev_ctx *ctx = new_ctx();
    market m = small_market();
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, NULL, market_table(ctx, &m));
    saved_model saved = save_model(fit);
    for (int64_t i = 0; i < saved.size; i++) {
        cev_estimator *back = NULL;
        saved.bytes[i] ^= 0x41;
        ck_assert_int_ne(
            cev_estimator_load(ctx, saved.bytes, saved.size, &back), CEV_OK);
        saved.bytes[i] ^= 0x41;
        ck_assert_int_ne(cev_estimator_load(ctx, saved.bytes, i, &back),
                         CEV_OK);
        ck_assert_ptr_null(back);
    }
    cev_estimator_free(fit);
    free(saved.bytes);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* Behind the checksum: whatever the bytes are, loading refuses them or gives a
   model that answers. */
START_TEST(hostile_models_are_refused_or_answer)
{
    const cev__estimator_kind *kind = cev__estimator_find(CEV_CLV);
    uint8_t bytes[2048];
    cev__writer writer = {bytes, sizeof bytes, 0};
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    market m = small_market();
    dice d = {9};
    void *model = NULL;
    int loaded = 0;
    m.n = 30;
    const cev__prior none = {0};
    const cev__given given = {options, market_table(ctx, &m), &none, 0, NULL,
                              NULL};
    must(ctx, kind->kind.fit(ctx, &given, &model));
    kind->kind.save(model, &writer);
    kind->kind.free(ctx, model);
    m.n = 4;
    market_table(ctx, &m);
    for (int i = 0; i < 300; i++) {
        uint8_t hostile[2048];
        cev__blob blob = {hostile, writer.size, 0, 0};
        cev_table *out = NULL;
        memcpy(hostile, bytes, sizeof hostile);
        for (uint64_t k = throw_bits(&d) % 3; k < 3; k++)
            hostile[throw_bits(&d) % (uint64_t)writer.size] =
                (uint8_t)throw_bits(&d);
        if (i % 10 == 0)
            blob.size = (int64_t)(throw_bits(&d) % (uint64_t)writer.size);
        if (kind->kind.load(ctx, &blob, &model) != CEV_OK)
            continue;
        loaded++;
        must(ctx, kind->summary(ctx, model, options, &out));
        cev_table_free(out);
        must(ctx, kind->predict(ctx, model, options, m.table, &out));
        cev_table_free(out);
        kind->kind.free(ctx, model);
    }
    ck_assert_int_gt(loaded, 15);
    free_market(&m);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* A question about one customer costs a few small allocations, however many
   the model was fitted to; bench/ tells the time. */
START_TEST(one_customer_is_asked_about_in_little_memory)
{
    static const double x = 3.0, t_x = 20.0, T = 30.0, m_x = 40.0;
    failing_ledger ledger = {0};
    cev_ctx *ctx = NULL;
    ck_assert_int_eq(cev_ctx_new(failing_allocate, &ledger, &ctx), CEV_OK);
    market m = small_market();
    cev_table *one = NULL, *scores = NULL;
    cev_estimator *fit = fit_kind(ctx, CEV_CLV, NULL, market_table(ctx, &m));
    must(ctx, cev_table_new(ctx, 1, &one));
    must(ctx, cev_table_set_column(one, "x", CEV_DOUBLE, &x, 8, NULL));
    must(ctx, cev_table_set_column(one, "t_x", CEV_DOUBLE, &t_x, 8, NULL));
    must(ctx, cev_table_set_column(one, "T", CEV_DOUBLE, &T, 8, NULL));
    must(ctx, cev_table_set_column(one, "m_x", CEV_DOUBLE, &m_x, 8, NULL));
    int64_t requests = ledger.requests, bytes = ledger.bytes;
    ledger.peak_bytes = 0;
    must(ctx, cev_estimator_predict(fit, one, NULL, &scores));
    /* A table of twelve columns: data and a name each, and the list twice. */
    ck_assert_int_le(ledger.requests - requests, 1 + 2 * 12 + 2);
    ck_assert_int_le(ledger.peak_bytes - bytes, 4096);
    cev_table_free(scores);
    cev_table_free(one);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* The first rows of a large table are answered as they are alone, where
   futures are interpolated, to 1e-11, without intervals too; intervals, of a
   large shop and of a small one, to 1e-7. */
START_TEST(many_customers_are_answered_like_few)
{
    dice d = {8};
    cev_ctx *ctx = new_ctx();
    market m = draw_market(&d, 4000, cdnow_params, cdnow_spend, 39.0);
    cev_table *many = NULL, *plain = NULL, *few = NULL;
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASES,
                                  purchase_models[_i / 2]));
    m.n = _i % 2 == 0 ? 4000 : 100;
    cev_estimator *fit =
        fit_kind(ctx, CEV_CLV, options, market_table(ctx, &m));
    m.n = 4000;
    must(ctx, cev_estimator_predict(fit, market_table(ctx, &m), NULL, &many));
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    must(ctx,
         cev_estimator_predict(fit, market_table(ctx, &m), options, &plain));
    m.n = 100;
    must(ctx, cev_estimator_predict(fit, market_table(ctx, &m), NULL, &few));
    for (int64_t c = 0; c < cev_table_column_count(few); c++) {
        const char *name = cev_table_name(few, c);
        /* Slopes are differences of 1e-5: they keep 1e-7 of 1e-12. */
        int is_bound = strstr(name, "_lo") || strstr(name, "_hi");
        double bound = is_bound ? 1e-7 : 1e-11;
        for (int64_t i = 0; i < m.n; i++) {
            double value = cev_table_double(few, name, i);
            ck_assert_rel(cev_table_double(many, name, i), value, bound);
            if (!is_bound)
                ck_assert_rel(cev_table_double(plain, name, i), value, bound);
        }
    }
    cev_table_free(many);
    cev_table_free(plain);
    cev_table_free(few);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* CLV by hand: margin, spend and purchases, without discount; no interval
   columns when the option is 0. */
START_TEST(clv_is_margin_times_spend_times_purchases)
{
    cev_ctx *ctx = new_ctx();
    market m = small_market();
    cev_options *options = new_options(ctx);
    cev_table *scores = NULL;
    must(ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, 0.0));
    must(ctx, cev_options_set_double(options, CEV_OPT_MARGIN, -0.25));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 52.0));
    cev_estimator *fit =
        fit_kind(ctx, CEV_CLV, options, market_table(ctx, &m));
    must(ctx, cev_estimator_predict(fit, m.table, NULL, &scores));
    for (int64_t i = 0; i < m.n; i++) {
        double clv = cev_table_double(scores, "clv", i);
        ck_assert_rel(clv,
                      -0.25 * cev_table_double(scores, "expected_spend", i)
                          * cev_table_double(scores, "expected_purchases", i),
                      1e-14);
        ck_assert_double_le(cev_table_double(scores, "clv_lo", i), clv);
        ck_assert_double_le(clv, cev_table_double(scores, "clv_hi", i));
    }
    cev_table_free(scores);
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    must(ctx, cev_estimator_predict(fit, m.table, options, &scores));
    ck_assert_int_eq(cev_table_column_count(scores), 4);
    cev_table_free(scores);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* A rate of 10 % a year takes a year's purchases down by less than that, and
   the kernel agrees about how much; days and weeks alike. */
START_TEST(discount_is_per_year_in_any_unit)
{
    cev_ctx *ctx = new_ctx();
    market m = small_market();
    cev_options *options = new_options(ctx);
    cev_table *summary = NULL, *scores = NULL;
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, WEEK));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, 52.0));
    cev_estimator *fit =
        fit_kind(ctx, CEV_CLV, options, market_table(ctx, &m));
    must(ctx, cev_estimator_predict(fit, m.table, NULL, &scores));
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    double params[4] = {
        figure(summary, "bgnbd.r"), figure(summary, "bgnbd.alpha"),
        figure(summary, "bgnbd.a"), figure(summary, "bgnbd.b")};
    double delta = log(1.1) / (365.25 / 7.0), ahead;
    for (int64_t i = 0; i < 20; i++) {
        ck_assert_int_eq(cev_bgnbd_dect(params, 1, &m.x[i], &m.t_x[i],
                                        &m.T[i], delta, 52.0, &ahead),
                         CEV_OK);
        ck_assert_rel(cev_table_double(scores, "clv", i),
                      ahead * cev_table_double(scores, "expected_spend", i),
                      1e-11);
    }
    cev_table_free(scores);
    cev_table_free(summary);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* Nobody came back, so first purchases tell what customers spend; with no
   amounts at all purchases are predicted and the rest are gaps. */
START_TEST(simpler_answers_are_given_and_told)
{
    static double x[40], T[40], revenue[40];
    cev_ctx *ctx = new_ctx();
    cev_table *customers = NULL, *summary = NULL, *scores = NULL;
    for (int i = 0; i < 40; i++) {
        T[i] = 5.0 + i;
        revenue[i] = 30.0 + i % 7;
    }
    must(ctx, cev_table_new(ctx, 40, &customers));
    must(ctx, cev_table_set_column(customers, "x", CEV_DOUBLE, x, 8, NULL));
    must(ctx, cev_table_set_column(customers, "t_x", CEV_DOUBLE, x, 8, NULL));
    must(ctx, cev_table_set_column(customers, "T", CEV_DOUBLE, T, 8, NULL));
    cev_estimator *clv = fit_kind(ctx, CEV_CLV, NULL, customers);
    must(ctx, cev_estimator_summary(clv, NULL, &summary));
    must(ctx, cev_estimator_predict(clv, customers, NULL, &scores));
    ck_assert(has_verdict(summary, "bgnbd.no_repeat_buyers"));
    ck_assert(has_verdict(summary, "bgnbd.prior_used"));
    ck_assert(has_verdict(summary, "gamma_gamma.no_amounts"));
    ck_assert(isnan(cev_table_double(scores, "clv", 0)));
    ck_assert(cev_table_double(scores, "expected_purchases", 0) > 0.0);
    cev_table_free(scores);
    cev_table_free(summary);
    must(ctx, cev_table_set_column(customers, "revenue", CEV_DOUBLE, revenue,
                                   8, NULL));
    must(ctx, cev_estimator_fit(clv, customers));
    must(ctx, cev_estimator_summary(clv, NULL, &summary));
    must(ctx, cev_estimator_predict(clv, customers, NULL, &scores));
    ck_assert(has_verdict(summary, "gamma_gamma.first_purchases_used"));
    double spend = cev_table_double(scores, "expected_spend", 0);
    ck_assert(spend > 20.0 && spend < 50.0);
    cev_table_free(scores);
    cev_table_free(summary);
    cev_estimator_free(clv);
    cev_table_free(customers);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("predict");
    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, bad_values_are_named_and_change_nothing, 0,
                        (int)(sizeof bad_values / sizeof bad_values[0]));
    tcase_add_test(cases, missing_columns_and_rows_are_named);
    tcase_add_loop_test(cases, every_allocation_may_fail, 0, PURCHASE_MODELS);
    tcase_add_loop_test(cases, every_allocation_for_many_may_fail, 0,
                        PURCHASE_MODELS);
    tcase_add_loop_test(cases, every_progress_call_may_stop, 0,
                        PURCHASE_MODELS);
    tcase_add_loop_test(cases, saved_models_predict_the_same_bits, 0, 5);
    tcase_add_test(cases, damaged_models_are_refused);
    tcase_add_test(cases, hostile_models_are_refused_or_answer);
    tcase_add_test(cases, one_customer_is_asked_about_in_little_memory);
    tcase_add_loop_test(cases, many_customers_are_answered_like_few, 0,
                        2 * PURCHASE_MODELS);
    tcase_add_test(cases, clv_is_margin_times_spend_times_purchases);
    tcase_add_test(cases, discount_is_per_year_in_any_unit);
    tcase_add_test(cases, simpler_answers_are_given_and_told);
    Suite *s = suite_create("value/predict");
    suite_add_tcase(s, cases);
    return s;
}
