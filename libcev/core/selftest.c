/* Whether this build computes what it should; see cev/selftest.h. */
#include "selftest.h"

#include "cev.h"

#include <math.h>
#include <string.h>

#include "../math/bits.h"
#include "../math/elementary.h"
#include "../math/hash.h"
#include "ctx.h"
#include "table.h"

enum {
    SELFTEST_ROWS = 20,
    SELFTEST_VALUES = 80000,
    SELFTEST_CUSTOMERS = 40,
    SELFTEST_DAYS = 400,
    SELFTEST_DAY = 86400
};

/* Estimators that fit such a shop in a moment; with a target learners. */
typedef struct selftest_kind {
    char kind[16];
    char target[16];
} selftest_kind;

static const selftest_kind selftest_kinds[] = {
    {CEV_BGNBD, ""},
    {CEV_MBGNBD, ""},
    {CEV_BG_CNBD_K, ""},
    {CEV_MBG_CNBD_K, ""},
    {CEV_PARETO_NBD, ""},
    {CEV_BGBB, ""},
    {CEV_GAMMA_GAMMA, ""},
    {CEV_CLV, ""},
    {CEV_HISTORIC, ""},
    {CEV_COHORT_AVERAGE, ""},
    {CEV_GLM, "x_holdout"},
    {CEV_HURDLE, "revenue_holdout"},
    {CEV_BOOSTING, "x_holdout"},
    {CEV_NEAREST, "x_holdout"},
};

enum { SELFTEST_KINDS = sizeof selftest_kinds / sizeof selftest_kinds[0] };

/* Points of tests/reference/, at any of which a kernel that goes wrong for most
 * arguments goes wrong: `likelihood` of each, else what it expects. */
typedef struct selftest_point {
    char name[16];
    int32_t (*likelihood)(const double *params, int64_t n, const double *x,
                          const double *t_x, const double *T, double *out);
    int32_t (*expected)(const double *params, int64_t n, const double *x,
                        const double *t_x, const double *T, double horizon,
                        double *out);
    double params[5], x, t_x, T, horizon, value;
} selftest_point;

static const selftest_point selftest_points[] = {
    {CEV_BGNBD, cev_bgnbd_log_likelihood, NULL,
     {0.243, 4.414, 0.793, 2.426}, 8.0, 73.873, 428.141, 0.0,
     -31.537205238363121124},
    {CEV_BGNBD, NULL, cev_bgnbd_expected,
     {1.45119, 0.103851, 0.151544, 0.0410624}, 13.0, 0.109911, 0.285592,
     34.2022, 9.8648068726152389942},
    {CEV_MBGNBD, NULL, cev_mbgnbd_expected,
     {2.04257, 0.587383, 0.693543, 9.93618}, 3.0, 0.0100988, 0.0186613,
     16.1528, 44.349600111779011803},
    {CEV_PARETO_NBD, cev_pareto_nbd_log_likelihood, NULL,
     {0.553, 10.578, 0.606, 11.669}, 5.0, 5.63196, 7.03219, 0.0,
     -11.28182866751182581},
    {CEV_GGOM_NBD, NULL, cev_ggom_nbd_expected,
     {0.0570187, 3.33417, 0.270769, 4.26464, 1.71703}, 1.0, 0.26408, 0.623033,
     1422.23, 0.25724338051317345628},
    {CEV_BGBB, NULL, cev_bgbb_expected,
     {1.204, 0.75, 0.657, 2.783}, 15.0, 30.0, 30.0, 256.0,
     53.447677719480993677},
};

enum { SELFTEST_POINTS = sizeof selftest_points / sizeof selftest_points[0] };

/* Works in a context of its own, whose seed and message are not the host's. */
typedef struct selftest {
    const cev__soundness *asked;
    cev_ctx *ctx;
    cev_table *shop;
    const char *checks[SELFTEST_ROWS];
    uint64_t hashes[SELFTEST_ROWS];
    int count;
} selftest;

/* From a check's begin to its end a failure is its. */
static void selftest_begin(selftest *test, const char *check)
{
    test->checks[test->count] = check;
}

static void selftest_end(selftest *test, uint64_t hash)
{
    test->hashes[test->count++] = hash;
}

/* Which NaN it is, machines may choose. */
static uint64_t selftest_hash_double(uint64_t hash, double value)
{
    return cev__hash_next(hash, isnan(value) ? 0 : cev__bits_of(value));
}

static uint64_t selftest_hash_text(uint64_t hash, const char *text)
{
    while (text != NULL && *text != '\0')
        hash = cev__hash_next(hash, (unsigned char)*text++);
    return cev__hash_next(hash, text == NULL);
}

static uint64_t selftest_hash_table(uint64_t hash, const cev_table *table)
{
    for (int64_t i = 0; i < table->count; i++) {
        const char *name = table->columns[i].name;
        hash = selftest_hash_text(hash, name);
        for (int64_t row = 0; row < table->rows; row++)
            if (table->columns[i].type == CEV_TEXT)
                hash = selftest_hash_text(hash,
                                          cev_table_text(table, name, row));
            else
                hash = selftest_hash_double(
                    hash, cev_table_double(table, name, row));
    }
    return hash;
}

/* One of the functions at a time, of 9, at x and at a share of 1. The root is
 * the C library's where the compiler does not make it one instruction. */
static double selftest_elementary(int which, double x, double share)
{
    switch (which) {
    case 0:
        return cev__exp(x);
    case 1:
        return cev__expm1(x);
    case 2:
        return cev__log(fabs(x));
    case 3:
        return cev__log1p(x);
    case 4:
        return cev__sin(x);
    case 5:
        return cev__cos(x);
    case 6:
        return cev__erfc(x);
    case 7:
        return sqrt(share);
    default:
        return cev__atan2(x, share);
    }
}

/* They are of + - * / and roots, which IEEE 754 says to the last bit. */
static int32_t selftest_check_elementary(selftest *test)
{
    const uint64_t wanted = test->asked->elementary;
    uint64_t seed = 20261122, hash = 0;
    selftest_begin(test, "elementary");
    for (int i = 0; i < SELFTEST_VALUES; i++) {
        seed = seed * UINT64_C(6364136223846793005)
               + UINT64_C(1442695040888963407);
        double share = ldexp((double)(seed >> 11), -53);
        double x = ldexp(share - 0.5, (int)(seed >> 5 & 31) - 20);
        hash = selftest_hash_double(hash,
                                    selftest_elementary(i % 9, x, share));
    }
    if (hash != wanted)
        return cev__fail(test->ctx, CEV_ERR_SELFTEST,
                         "exp, log and the like have the hash %d, wanted %d; "
                         "is a * b + c rounded twice (-ffp-contract=off), "
                         "and sqrt exact?",
                         (int64_t)hash, (int64_t)wanted);
    selftest_end(test, hash);
    return CEV_OK;
}

static int32_t selftest_check_kernels(selftest *test)
{
    uint64_t hash = 0;
    selftest_begin(test, "kernels");
    for (int i = 0; i < SELFTEST_POINTS; i++) {
        const double *params = selftest_points[i].params;
        const double *x = &selftest_points[i].x, *T = &selftest_points[i].T;
        const double *t_x = &selftest_points[i].t_x;
        double wanted = selftest_points[i].value, seen = NAN;
        if (selftest_points[i].likelihood != NULL)
            selftest_points[i].likelihood(params, 1, x, t_x, T, &seen);
        else
            selftest_points[i].expected(params, 1, x, t_x, T,
                                        selftest_points[i].horizon, &seen);
        if (!(fabs(seen - wanted) <= test->asked->kernels * fabs(wanted)))
            return cev__fail(test->ctx, CEV_ERR_SELFTEST,
                             "point %d, of %s, is %g, wanted %g",
                             (int64_t)i, selftest_points[i].name, seen,
                             wanted);
        hash = selftest_hash_double(hash, seen);
    }
    selftest_end(test, hash);
    return CEV_OK;
}

/* A number of 0 … n - 1, in integers. */
static int64_t selftest_below(uint64_t *seed, int64_t n)
{
    *seed = cev__hash_next(*seed, UINT64_C(20261122));
    return (int64_t)((cev__mix_bits(*seed) >> 1) % (uint64_t)n);
}

/* Customers come for most of a year, each at a pace of his own. */
static int32_t selftest_record(cev_portfolio *shop)
{
    uint64_t seed = 0;
    int32_t status = CEV_OK;
    for (int64_t who = 0; status == CEV_OK && who < SELFTEST_CUSTOMERS; who++) {
        int64_t pace = 10 + selftest_below(&seed, 80);
        int64_t day = selftest_below(&seed, 200);
        int64_t left = 1 + selftest_below(&seed, 12);
        for (; status == CEV_OK && left > 0 && day < SELFTEST_DAYS; left--) {
            double amount = (double)(500 + selftest_below(&seed, 5000)) / 100;
            status = cev_portfolio_order_id(shop, who, day * SELFTEST_DAY,
                                            amount);
            day += 1 + selftest_below(&seed, pace);
        }
    }
    return status;
}

/* What was known a quarter ago, with what came since. */
static int32_t selftest_check_shop(selftest *test)
{
    cev_portfolio *shop = NULL;
    cev_options *options = NULL;
    selftest_begin(test, "shop");
    int32_t status = cev_portfolio_new(test->ctx, &shop);
    if (status == CEV_OK)
        status = cev_options_new(test->ctx, &options);
    if (status == CEV_OK)
        status = cev_options_set_double(options, CEV_OPT_HOLDOUT, 100.0);
    if (status == CEV_OK)
        status = selftest_record(shop);
    if (status == CEV_OK)
        status = cev_portfolio_summarise(
            shop, (SELFTEST_DAYS - 101) * SELFTEST_DAY, options, &test->shop);
    if (status == CEV_OK)
        selftest_end(test, selftest_hash_table(0, test->shop));
    cev_options_free(options);
    cev_portfolio_free(shop);
    return status;
}

/* All that it tells. */
static int32_t selftest_ask(const cev_estimator *estimator,
                            const cev_table *shop, uint64_t *hash)
{
    cev_table *scores = NULL, *summary = NULL;
    int32_t status = cev_estimator_predict(estimator, shop, NULL, &scores);
    if (status == CEV_OK)
        status = cev_estimator_summary(estimator, NULL, &summary);
    if (status == CEV_OK)
        *hash = selftest_hash_table(selftest_hash_table(0, scores), summary);
    cev_table_free(summary);
    cev_table_free(scores);
    return status;
}

/* Saved and brought back. */
static int32_t selftest_again(cev_ctx *ctx, const cev_estimator *before,
                              cev_estimator **after)
{
    int64_t size = 0;
    int32_t status = cev_estimator_save(before, NULL, 0, &size);
    if (status != CEV_OK)
        return status;
    void *bytes = cev__alloc(ctx, size, 1);
    if (bytes == NULL)
        return cev__fail_memory(ctx);
    int64_t written = 0;
    status = cev_estimator_save(before, bytes, size, &written);
    if (status == CEV_OK)
        status = cev_estimator_load(ctx, bytes, size, after);
    cev__free(ctx, bytes, size, 1);
    return status;
}

static int32_t selftest_fit(selftest *test, int k, cev_estimator **out)
{
    cev_options *options = NULL;
    int32_t status = cev_options_new(test->ctx, &options);
    if (status == CEV_OK && selftest_kinds[k].target[0] != '\0')
        status = cev_options_set_str(options, CEV_OPT_TARGET,
                                     selftest_kinds[k].target);
    if (status == CEV_OK && selftest_kinds[k].target[0] != '\0')
        status = cev_options_set_str(options, CEV_OPT_FEATURES,
                                     test->asked->features);
    if (status == CEV_OK)
        status = cev_estimator_new(test->ctx, selftest_kinds[k].kind, options,
                                   out);
    cev_options_free(options);
    return status == CEV_OK ? cev_estimator_fit(*out, test->shop) : status;
}

static int32_t selftest_check_kind(selftest *test, int k)
{
    cev_estimator *before = NULL, *after = NULL;
    uint64_t hash = 0, again = 0;
    selftest_begin(test, selftest_kinds[k].kind);
    int32_t status = selftest_fit(test, k, &before);
    if (status == CEV_OK)
        status = selftest_ask(before, test->shop, &hash);
    if (status == CEV_OK)
        status = selftest_again(test->ctx, before, &after);
    if (status == CEV_OK)
        status = selftest_ask(after, test->shop, &again);
    if (status == CEV_OK && NEVER(hash != again))
        status = cev__fail(test->ctx, CEV_ERR_SELFTEST,
                           "its answers have the hash %d, and %d once it was "
                           "saved and loaded",
                           (int64_t)hash, (int64_t)again);
    if (status == CEV_OK)
        selftest_end(test, hash);
    cev_estimator_free(after);
    cev_estimator_free(before);
    return status;
}

static int32_t selftest_run(selftest *test)
{
    int32_t status = selftest_check_elementary(test);
    if (status == CEV_OK)
        status = selftest_check_kernels(test);
    if (status == CEV_OK)
        status = selftest_check_shop(test);
    for (int k = 0; status == CEV_OK && k < SELFTEST_KINDS; k++) {
        status =
            cev__progress(test->ctx, "selftest", (double)k / SELFTEST_KINDS);
        if (status == CEV_OK)
            status = selftest_check_kind(test, k);
    }
    return status;
}

static int32_t selftest_list(cev_ctx *ctx, const selftest *test,
                             cev_table **out)
{
    cev_table *table = NULL;
    int64_t *hashes = NULL;
    int32_t status = cev_table_new(ctx, test->count, &table);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "check", test->checks);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "hash", &hashes);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int i = 0; i < test->count; i++)
        hashes[i] = (int64_t)(test->hashes[i] >> 1);
    *out = table;
    return CEV_OK;
}

int32_t cev__selftest_against(cev_ctx *ctx, const cev__soundness *asked,
                              cev_table **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    selftest test = {asked, NULL, NULL, {NULL}, {0}, 0};
    int32_t status =
        cev_ctx_new(ctx->allocator, ctx->allocator_user, &test.ctx);
    if (status != CEV_OK)
        return cev__fail_memory(ctx);
    cev_ctx_set_progress(test.ctx, ctx->progress, ctx->progress_user);
    cev_ctx_set_parallel(test.ctx, ctx->parallel, ctx->parallel_user);
    status = selftest_run(&test);
    /* Whatever else a sound shop is refused for is wrong. */
    if (status != CEV_OK && status != CEV_ERR_MEMORY
        && status != CEV_ERR_CANCELLED)
        status = CEV_ERR_SELFTEST;
    if (status == CEV_OK)
        status = selftest_list(ctx, &test, out);
    else
        cev__fail(ctx, status, "%s: %s", test.checks[test.count],
                  cev_ctx_message(test.ctx));
    cev_table_free(test.shop);
    cev_ctx_free(test.ctx);
    return status;
}

int32_t cev_selftest(cev_ctx *ctx, cev_table **out)
{
    static const cev__soundness sound = {UINT64_C(9556680792906703942), 1e-12,
                                         "x,t_x,T,revenue"};
    return cev__selftest_against(ctx, &sound, out);
}
