/* Shops that nobody would wish to fit: every fit ends in finite predictions
   and a verdict. */
#include "value/market.h"

#include <stdio.h>

/* What one weird shop is made of. */
static double weird_time(dice *d, int style, double scale)
{
    switch (style) {
    case 0:
        return scale; /* all alike */
    case 1:
        return 0.0;
    case 2:
        return floor(300.0 * throw_share(d)) * scale;
    case 3:
        return scale * exp(6.0 * throw_normal(d));
    default:
        return scale * throw_share(d);
    }
}

static double weird_count(dice *d, int style)
{
    switch (style) {
    case 0:
        return 0.0;
    case 1:
        return 1.0;
    case 2:
        return floor(3.0 * throw_share(d));
    case 3:
        return floor(exp(12.0 * throw_share(d)));
    case 4:
        return throw_share(d) < 0.02 ? 1.0 : 0.0;
    case 5:
        return 1e15;
    default:
        return floor(-8.0 * log(throw_share(d)));
    }
}

static double weird_amount(dice *d, int style)
{
    switch (style) {
    case 0:
        return 0.0;
    case 1:
        return 1e-9;
    case 2:
        return 1e12;
    case 3:
        return NAN;
    case 4:
        return throw_share(d) < 0.5 ? 1e-9 : 1e12;
    case 5:
        return exp(10.0 * throw_normal(d));
    default:
        return 1.0 + floor(50.0 * throw_share(d));
    }
}

static market weird_market(dice *d)
{
    static const double scales[] = {1e-6, 1.0, 30.0, 86400.0, 1e9};
    static const int64_t sizes[] = {1, 1, 2, 3, 7, 30, 60, 200};
    int times = (int)(throw_bits(d) % 5), counts = (int)(throw_bits(d) % 8);
    int amounts = (int)(throw_bits(d) % 8), ends = (int)(throw_bits(d) % 4);
    double scale = scales[throw_bits(d) % 5];
    int64_t size = sizes[throw_bits(d) % 8];
    market m = new_market(size < tries(60, 200) ? size : tries(60, 200));
    for (int64_t i = 0; i < m.n; i++) {
        m.T[i] = weird_time(d, times, scale);
        m.x[i] = weird_count(d, counts);
        m.t_x[i] = ends == 0   ? m.T[i]
                   : ends == 1 ? 0.0
                   : ends == 2 ? m.T[i] * 1e-9
                               : m.T[i] * throw_share(d);
        m.m_x[i] = weird_amount(d, amounts);
    }
    return m;
}

static void must_be_ordered(const cev_table *scores, const char *name,
                            int64_t row, double most)
{
    char lo[64], hi[64];
    snprintf(lo, sizeof lo, "%s_lo", name);
    snprintf(hi, sizeof hi, "%s_hi", name);
    double value = cev_table_double(scores, name, row);
    double lower = cev_table_double(scores, lo, row);
    double upper = cev_table_double(scores, hi, row);
    if (!(lower >= 0.0 && lower <= value * (1 + 1e-12)
          && value <= upper * (1 + 1e-12) && upper <= most))
        ck_abort_msg("%s[%lld] = %g, %g to %g", name, (long long)row, value,
                     lower, upper);
}

static void must_be_sane(const cev_table *scores, int knows_amounts)
{
    for (int64_t i = 0; i < cev_table_row_count(scores); i++) {
        must_be_ordered(scores, "p_alive", i, 1.0);
        must_be_ordered(scores, "expected_purchases", i, 1e300);
        if (knows_amounts) {
            must_be_ordered(scores, "expected_spend", i, 1e300);
            must_be_ordered(scores, "clv", i, 1e300);
        } else {
            ck_assert(isnan(cev_table_double(scores, "clv", i)));
        }
    }
}

static int count_verdicts(const cev_table *summary)
{
    int count = 0;
    for (int64_t i = 0; i < cev_table_row_count(summary); i++) {
        const char *name = cev_table_text(summary, "name", i);
        double value = cev_table_double(summary, "value", i);
        count += strcmp(cev_table_text(summary, "section", i), "verdict") == 0;
        ck_assert_msg(!isinf(value), "%s is infinite", name);
        if (strcmp(cev_table_text(summary, "section", i), "parameter") == 0)
            ck_assert_msg(value > 0.0, "%s = %g", name, value);
    }
    return count;
}

/* The purchase models, and the verdicts that none may end in. */
static const char *const weird_kinds[][2] = {
    {CEV_BGNBD, "bgnbd.not_converged"},
    {CEV_MBGNBD, "mbgnbd.not_converged"},
    {CEV_PARETO_NBD, "pareto_nbd.not_converged"},
    {CEV_GGOM_NBD, "ggom_nbd.not_converged"},
};

enum { WEIRD_KINDS = sizeof weird_kinds / sizeof weird_kinds[0],
       WEIRD_RUNS = 12 };

static void fit_weird(cev_ctx *ctx, const char *const *kind, dice *d)
{
    market m = weird_market(d);
    cev_options *options = new_options(ctx);
    cev_table *summary = NULL, *scores = NULL;
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASES, kind[0]));
    cev_estimator *clv =
        fit_kind(ctx, CEV_CLV, options, market_table(ctx, &m));
    must(ctx, cev_estimator_summary(clv, NULL, &summary));
    must(ctx, cev_estimator_predict(clv, m.table, NULL, &scores));
    ck_assert_int_ge(count_verdicts(summary), 2);
    ck_assert(!has_verdict(summary, kind[1]));
    ck_assert(!has_verdict(summary, "gamma_gamma.not_converged"));
    must_be_sane(scores, !has_verdict(summary, "gamma_gamma.no_amounts"));
    cev_table_free(scores);
    cev_table_free(summary);
    cev_estimator_free(clv);
    cev_options_free(options);
    free_market(&m);
}

START_TEST(weird_shops_get_finite_answers_and_a_verdict)
{
    cev_ctx *ctx = new_ctx();
    int run = _i % WEIRD_RUNS;
    for (int shop = 20 * run; shop < 20 * run + tries(1, 20); shop++) {
        dice d = {(uint64_t)shop};
        fit_weird(ctx, weird_kinds[_i / WEIRD_RUNS], &d);
    }
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("weird");
    tcase_add_loop_test(cases, weird_shops_get_finite_answers_and_a_verdict, 0,
                        WEIRD_KINDS * WEIRD_RUNS);
    tcase_set_timeout(cases, 600);
    Suite *s = suite_create("value/weird");
    suite_add_tcase(s, cases);
    return s;
}
