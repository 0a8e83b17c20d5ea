/* Where the search for the likeliest parameters begins and ends, and what is
 * told of it. */
#include "value/market.h"

#include "cev/kernels.h"
#include "math/linalg.h"
#include "value/estimate.h"

static double likelihood_at(const market *m, const double *params)
{
    double sum = 0.0, *out = malloc((size_t)m->n * sizeof *out);
    ck_assert_ptr_nonnull(out);
    ck_assert_int_eq(
        cev_bgnbd_log_likelihood(params, m->n, m->x, m->t_x, m->T, out),
        CEV_OK);
    for (int64_t i = 0; i < m->n; i++)
        sum += out[i];
    free(out);
    return sum;
}

/* A great many begin at the top of a sixteenth of them: the end is the top of
 * all, one of which a step to any side leads down. */
START_TEST(a_great_many_have_the_maximum_of_all)
{
    static const char *const names[4] = {"r", "alpha", "a", "b"};
    cev_ctx *ctx = new_ctx();
    cev_options *options = NULL;
    cev_table *summary = NULL;
    dice d = {61};
    market m = draw_market(&d, 270000, cdnow_params, cdnow_spend, 78.0);
    must(ctx, cev_options_new(ctx, &options));
    must(ctx, cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    cev_estimator *fit =
        fit_kind(ctx, CEV_BGNBD, options, market_table(ctx, &m));
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    double at[4], top = figure(summary, "log_likelihood");
    for (int k = 0; k < 4; k++) {
        at[k] = named(summary, "name", names[k], "value");
        ck_assert_rel(at[k], cdnow_params[k], 0.1);
    }
    ck_assert_rel(likelihood_at(&m, at), top, 1e-12);
    for (int k = 0; k < 8; k++) {
        double step = k % 2 == 0 ? 1.003 : 1.0 / 1.003, kept = at[k / 2];
        at[k / 2] *= step;
        ck_assert(likelihood_at(&m, at) < top);
        at[k / 2] = kept;
    }
    cev_table_free(summary);
    cev_estimator_free(fit);
    cev_options_free(options);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

/* A ridge: the higher the further along the second coordinate. */
typedef struct ridge {
    double weight, top, start[2];
    int calls, calls_at_start;
} ridge;

static int32_t climb_ridge(void *state, const double *at, cev__local *out)
{
    ridge *of = state;
    double away = at[0] - of->top, lacks = exp(-at[1]);
    of->calls++;
    of->calls_at_start += fabs(at[0] - of->start[0]) < 1e-12
                          && fabs(at[1] - of->start[1]) < 1e-12;
    memset(out, 0, sizeof *out);
    out->value = -of->weight * (0.5 * away * away + lacks);
    out->gradient[0] = -of->weight * away;
    out->gradient[1] = of->weight * lacks;
    out->hessian[cev__packed(0, 0)] = -of->weight;
    out->hessian[cev__packed(1, 1)] = -of->weight * lacks;
    return CEV_OK;
}

/* Where a ridge makes other starts worth while, none is climbed from twice;
 * and where there are very many customers the others, by a sample, cost few
 * turns over all. */
START_TEST(other_starts_are_climbed_once_and_by_the_sample)
{
    ridge all = {1.6e6, 0.0, {1.0, 0.5}, 0, 0}, few = {1e5, 0.01, {0}, 0, 0};
    static const cev__belief beliefs[2] = {{{1.0, 0.0}, 0.0, 1.0},
                                           {{0.0, 1.0}, 0.0, 1.0}};
    cev__likelihood of = {.n = 2, .start = {1.0, 0.5}, .other_count = 3,
                          .others = {{-1.0, 0.0}, {2.0, 1.0}, {0.0, -2.0}},
                          .beliefs = beliefs, .belief_count = 2,
                          .tol = 1e-9, .max_iter = 100,
                          .evaluate = climb_ridge, .state = &all};
    cev__likelihood sample = of;
    cev__estimate plain, sampled;
    ck_assert_int_eq(cev__estimate_find(&of, &plain), CEV_OK);
    ck_assert_int_eq(plain.method, CEV__METHOD_RIDGE);
    ck_assert_int_eq(all.calls_at_start, 2); /* with the weak prior, too */
    int calls = all.calls;
    all.calls = 0;
    sample.state = &few;
    sample.tol = 0.1;
    of.sample = &sample;
    ck_assert_int_eq(cev__estimate_find(&of, &sampled), CEV_OK);
    ck_assert_int_lt(all.calls, calls - 20);
    ck_assert_int_gt(few.calls, 0);
    for (int k = 0; k < 2; k++)
        ck_assert_double_eq_tol(sampled.logs[k], plain.logs[k], 1e-9);
}
END_TEST

/* The text beside a name of the summary. */
static const char *text_of(const cev_table *summary, const char *name)
{
    for (int64_t i = 0; i < cev_table_row_count(summary); i++)
        if (strcmp(cev_table_text(summary, "name", i), name) == 0)
            return cev_table_text(summary, "text", i);
    ck_abort_msg("the summary tells no %s", name);
    return NULL;
}

START_TEST(summaries_tell_how_and_on_what)
{
    static const char *const kinds[2] = {CEV_BGNBD, CEV_GAMMA_GAMMA};
    cev_ctx *ctx = new_ctx();
    cev_table *summary = NULL;
    dice d = {5};
    int64_t buyer = 0;
    market m = draw_market(&d, 500, cdnow_params, cdnow_spend, 78.0);
    while (!(m.x[buyer] > 0.0))
        buyer++;
    m.m_x[buyer] = NAN;
    cev_estimator *fit =
        fit_kind(ctx, kinds[_i], NULL, market_table(ctx, &m));
    must(ctx, cev_estimator_summary(fit, NULL, &summary));
    ck_assert_str_eq(text_of(summary, "method"), "maximum likelihood");
    ck_assert(figure(summary, "customers") == 500.0);
    ck_assert(_i == 0 || figure(summary, "unknown_amounts") == 1.0);
    cev_table_free(summary);
    cev_estimator_free(fit);
    free_market(&m);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("search");
    tcase_add_test(cases, a_great_many_have_the_maximum_of_all);
    tcase_add_test(cases, other_starts_are_climbed_once_and_by_the_sample);
    tcase_add_loop_test(cases, summaries_tell_how_and_on_what, 0, 2);
    Suite *s = suite_create("value/search");
    suite_add_tcase(s, cases);
    return s;
}
