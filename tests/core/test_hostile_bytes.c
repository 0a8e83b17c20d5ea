/*
 * Saved bytes from somebody who knows the layout: damaged at random, then
 * sealed with a right checksum, so that each reader has to defend itself. A
 * reader either refuses, leaving nothing behind, or gives an object that
 * answers and can be saved and loaded again.
 */
#include "core/expect.h"
#include "core/seal.h"
#include "core/utf8.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 40, ROOM = 1 << 14 };

/* What a kind of object does in this test. */
typedef struct victim {
    const char *name;
    /* Makes one and saves it into ROOM bytes; returns the size. */
    int64_t (*make)(uint8_t *bytes);
    int32_t (*load)(const uint8_t *bytes, int64_t size, void **out);
    /* Asks it everything, saves it, and frees it. */
    void (*use)(void *object);
} victim;

static uint64_t state;

/* A whole number below `below`. */
static int64_t roll(int64_t below)
{
    state = state * UINT64_C(6364136223846793005)
            + UINT64_C(1442695040888963407);
    return (int64_t)((state >> 33) % (uint64_t)below);
}

/* Forty customers: columns of a summary, borrowed. */
static cev_table *new_customers(void)
{
    static double x[ROWS], t_x[ROWS], T[ROWS], m_x[ROWS], revenue[ROWS];
    static double churned[ROWS];
    static const char *const names[6] = {"x", "t_x", "T", "m_x", "revenue",
                                         "churned"};
    const double *columns[6] = {x, t_x, T, m_x, revenue, churned};
    cev_table *table = NULL;
    for (int i = 0; i < ROWS; i++) {
        x[i] = i % 3 == 0 ? 0 : i % 7;
        T[i] = 200 + 3 * i;
        t_x[i] = x[i] > 0 ? T[i] * (i % 5 + 1) / 7 : 0;
        m_x[i] = x[i] > 0 ? 20.0 + i % 11 : (double)NAN;
        revenue[i] = (x[i] + 1) * (20 + i % 11);
        churned[i] = i % 4 != 0;
    }
    expect_ok(cev_table_new(ctx, ROWS, &table));
    for (int i = 0; i < 6; i++)
        expect_ok(cev_table_set_column(table, names[i], CEV_DOUBLE,
                                       columns[i], 8, NULL));
    return table;
}

/* ---- The victims -------------------------------------------------------- */

static int64_t make_rfm(uint8_t *bytes)
{
    cev_table *customers = new_customers();
    cev_segmenter *rfm = NULL;
    int64_t size = 0;
    expect_ok(cev_segmenter_new(ctx, CEV_RFM, NULL, &rfm));
    expect_ok(cev_segmenter_fit(rfm, customers));
    expect_ok(cev_segmenter_save(rfm, bytes, ROOM, &size));
    cev_segmenter_free(rfm);
    cev_table_free(customers);
    return size;
}

static int32_t load_segmenter(const uint8_t *bytes, int64_t size, void **out)
{
    cev_segmenter *loaded = *out;
    int32_t status = cev_segmenter_load(ctx, bytes, size, &loaded);
    *out = loaded;
    return status;
}

static void use_segmenter(void *object)
{
    uint8_t bytes[ROOM];
    cev_segmenter *again = NULL;
    cev_table *customers = new_customers();
    cev_table *scores = NULL;
    cev_table *profile = NULL;
    int64_t size = 0;
    expect_ok(cev_segmenter_assign(object, customers, NULL, &scores));
    for (int64_t i = 0; i < ROWS; i++)
        ck_assert_ptr_nonnull(cev_table_text(scores, "segment", i));
    expect_ok(cev_segmenter_profile(object, NULL, &profile));
    expect_ok(cev_segmenter_save(object, bytes, ROOM, &size));
    expect_ok(cev_segmenter_load(ctx, bytes, size, &again));
    cev_segmenter_free(again);
    cev_table_free(profile);
    cev_table_free(scores);
    cev_table_free(customers);
    cev_segmenter_free(object);
}

static int64_t make_with(const char *kind, const cev_options *options,
                         uint8_t *bytes)
{
    cev_table *customers = new_customers();
    cev_estimator *estimator = NULL;
    int64_t size = 0;
    expect_ok(cev_estimator_new(ctx, kind, options, &estimator));
    expect_ok(cev_estimator_fit(estimator, customers));
    expect_ok(cev_estimator_save(estimator, bytes, ROOM, &size));
    cev_estimator_free(estimator);
    cev_table_free(customers);
    return size;
}

static int64_t make_estimator(const char *kind, uint8_t *bytes)
{
    return make_with(kind, NULL, bytes);
}

/* A learner of who churned, with one more option or none. */
static int64_t make_learner(const char *kind, const char *key,
                            const char *value, uint8_t *bytes)
{
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_str(options, CEV_OPT_TARGET, "churned"));
    if (key != NULL)
        expect_ok(cev_options_set_str(options, key, value));
    int64_t size = make_with(kind, options, bytes);
    cev_options_free(options);
    return size;
}

static int64_t make_scorecard(uint8_t *bytes)
{
    return make_learner(CEV_SCORECARD, NULL, NULL, bytes);
}

static int64_t make_churn(uint8_t *bytes)
{
    return make_learner(CEV_CHURN, NULL, NULL, bytes);
}

static int64_t make_calibrated(uint8_t *bytes)
{
    return make_learner(CEV_CALIBRATED, NULL, NULL, bytes);
}

static int64_t make_conformal(uint8_t *bytes)
{
    return make_learner(CEV_CONFORMAL, CEV_OPT_LEARNER, CEV_CONSTANT, bytes);
}

static int64_t make_nearest(uint8_t *bytes)
{
    return make_learner(CEV_NEAREST, NULL, NULL, bytes);
}

static int64_t make_bgnbd(uint8_t *bytes)
{
    return make_estimator(CEV_BGNBD, bytes);
}

static int64_t make_gamma_gamma(uint8_t *bytes)
{
    return make_estimator(CEV_GAMMA_GAMMA, bytes);
}

static int64_t make_clv(uint8_t *bytes)
{
    return make_estimator(CEV_CLV, bytes);
}

static int64_t make_sbg(uint8_t *bytes)
{
    return make_estimator(CEV_SBG, bytes);
}

static int64_t make_bdw(uint8_t *bytes)
{
    return make_estimator(CEV_BDW, bytes);
}

static int32_t load_estimator(const uint8_t *bytes, int64_t size, void **out)
{
    cev_estimator *loaded = *out;
    int32_t status = cev_estimator_load(ctx, bytes, size, &loaded);
    *out = loaded;
    return status;
}

/* A prediction may be refused for absurd parameters, never be half given. */
static void use_estimator(void *object)
{
    uint8_t bytes[ROOM];
    cev_estimator *again = NULL;
    cev_table *customers = new_customers();
    cev_table *scores = NULL;
    cev_table *summary = NULL;
    int64_t size = 0;
    int32_t status = cev_estimator_predict(object, customers, NULL, &scores);
    ck_assert((status == CEV_OK) == (scores != NULL));
    for (int64_t i = 0; scores != NULL && i < ROWS; i++) {
        double p_alive = cev_table_double(scores, "p_alive", i);
        ck_assert(isnan(p_alive) || (p_alive >= 0 && p_alive <= 1));
    }
    expect_ok(cev_estimator_summary(object, NULL, &summary));
    expect_ok(cev_estimator_save(object, bytes, ROOM, &size));
    expect_ok(cev_estimator_load(ctx, bytes, size, &again));
    cev_estimator_free(again);
    cev_table_free(summary);
    cev_table_free(scores);
    cev_table_free(customers);
    cev_estimator_free(object);
}

/* Sixty orders of nine customers, known by text or by number. */
static int64_t make_portfolio(int text, uint8_t *bytes)
{
    static const char *const names[9] = {"Ada", "Bo",  "Cem", "Di", "Eve",
                                         "Flo", "Gus", "Hal", "Zo\303\253"};
    cev_portfolio *portfolio = NULL;
    int64_t size = 0;
    expect_ok(cev_portfolio_new(ctx, &portfolio));
    for (int i = 0; i < 60; i++) {
        int64_t time = INT64_C(1600000000) + i * 100000;
        double amount = i % 8 == 0 ? (double)NAN : i % 5 == 0 ? -3.5 : 10.0 + i;
        expect_ok(text ? cev_portfolio_order(portfolio, names[i * i % 9],
                                             time, amount)
                       : cev_portfolio_order_id(portfolio, i * i % 9, time,
                                                amount));
    }
    expect_ok(cev_portfolio_save(portfolio, bytes, ROOM, &size));
    cev_portfolio_free(portfolio);
    return size;
}

static int64_t make_portfolio_by_name(uint8_t *bytes)
{
    return make_portfolio(1, bytes);
}

static int64_t make_portfolio_by_number(uint8_t *bytes)
{
    return make_portfolio(0, bytes);
}

static int32_t load_portfolio(const uint8_t *bytes, int64_t size, void **out)
{
    cev_portfolio *loaded = *out;
    int32_t status = cev_portfolio_load(ctx, bytes, size, &loaded);
    *out = loaded;
    return status;
}

static void use_portfolio(void *object)
{
    uint8_t bytes[ROOM];
    cev_portfolio *again = NULL;
    cev_table *answer = NULL;
    int64_t size = 0;
    ck_assert_int_ge(cev_portfolio_count(object, CEV_ORDERS), 0);
    expect_ok(cev_portfolio_report(object, CEV_LATEST, NULL, &answer));
    cev_table_free(answer);
    expect_ok(cev_portfolio_summarise(object, CEV_LATEST, NULL, &answer));
    cev_table_free(answer);
    expect_ok(cev_portfolio_export(object, CEV_ORDERS, &answer));
    for (int64_t i = 0; i < cev_table_row_count(answer); i++) {
        const char *name = cev_table_text(answer, "customer", i);
        ck_assert(name == NULL || cev__utf8_valid(name));
    }
    cev_table_free(answer);
    expect_ok(cev_portfolio_save(object, bytes, ROOM, &size));
    expect_ok(cev_portfolio_load(ctx, bytes, size, &again));
    cev_portfolio_free(again);
    cev_portfolio_free(object);
}

/* ---- The attacks -------------------------------------------------------- */

/* Writes a number that readers tend to stumble over. */
static void plant_number(uint8_t *at)
{
    static const int64_t wholes[] = {
        0,         1,         -1,        2,          7,
        INT64_MAX, INT64_MIN, INT32_MAX, 4294967296, INT64_MAX / 8};
    static const double numbers[] = {NAN,      INFINITY, -INFINITY, -0.0,
                                     -1.0,     DBL_MAX,  -DBL_MAX,  4.9e-324,
                                     1e-300,   1e290,    0.0,       1e17};
    cev__writer writer = {at, 8, 0};
    if (roll(2) == 0)
        cev__write_i64(&writer, wholes[roll(10)]);
    else
        cev__write_double(&writer, numbers[roll(12)]);
}

/* Takes some bytes out, or puts some in twice; returns the payload's size. */
static int64_t shift_bytes(uint8_t *payload, int64_t size)
{
    int64_t from = roll(size);
    int64_t length = 1 + roll(size - from < 16 ? size - from : 16);
    if (roll(2) == 0) {
        memmove(payload + from, payload + from + length,
                (size_t)(size - from - length));
        return size - length;
    }
    memmove(payload + from + length, payload + from, (size_t)(size - from));
    return size + length;
}

/* One to three damages to the payload; returns its new size. */
static int64_t damage(uint8_t *payload, int64_t size)
{
    for (int64_t times = 1 + roll(3); times > 0 && size > 16; times--) {
        switch (roll(6)) {
        case 0:
            payload[roll(size)] ^= (uint8_t)(1 << roll(8));
            break;
        case 1:
            payload[roll(size)] = (uint8_t)roll(256);
            break;
        case 2:
        case 3:
            plant_number(payload + roll(size - 8));
            break;
        case 4:
            size = shift_bytes(payload, size);
            break;
        default:
            size = 1 + roll(size);
            break;
        }
    }
    return size;
}

static void expect_refusal(int32_t status, const void *out)
{
    ck_assert_msg(status == CEV_ERR_FORMAT || status == CEV_ERR_KIND
                      || status == CEV_ERR_OPTION
                      || status == CEV_ERR_CHECKSUM,
                  "%s: %s", cev_status_name(status), cev_ctx_message(ctx));
    ck_assert_ptr_null(out);
    ck_assert(cev__utf8_valid(cev_ctx_message(ctx)));
}

/* Bytes as they are pass; damaged ones pass or are refused, and neither takes
 * more memory than a multiple of the bytes. */
static void attack(const victim *who)
{
    static uint8_t original[ROOM], bytes[2 * ROOM];
    int64_t size = who->make(original);
    int64_t kept = ledger.bytes;
    int refused = 0, trials = tries(300, 1000);
    void *object = NULL;
    memcpy(bytes, original, (size_t)size);
    ck_assert_int_eq(seal(bytes, size - SEAL_HEAD - SEAL_TAIL), size);
    ck_assert_mem_eq(bytes, original, (size_t)size);
    expect_ok(who->load(bytes, size, &object));
    who->use(object);
    state = 1;
    for (int trial = 0; trial < trials; trial++) {
        memcpy(bytes, original, (size_t)size);
        int64_t payload = damage(bytes + SEAL_HEAD, size - SEAL_HEAD - SEAL_TAIL);
        object = NULL;
        ledger.peak_bytes = 0;
        int32_t status = who->load(bytes, seal(bytes, payload), &object);
        ck_assert_int_lt(ledger.peak_bytes, kept + 100 * size + 100000);
        if (status == CEV_OK) {
            who->use(object);
        } else {
            expect_refusal(status, object);
            refused++;
        }
        ck_assert_int_eq(ledger.bytes, kept);
    }
    /* Else the attack has missed its aim. */
    ck_assert_int_gt(refused, trials / 4);
}

static const victim victims[] = {
    {"rfm", make_rfm, load_segmenter, use_segmenter},
    {"bgnbd", make_bgnbd, load_estimator, use_estimator},
    {"gamma_gamma", make_gamma_gamma, load_estimator, use_estimator},
    {"clv", make_clv, load_estimator, use_estimator},
    {"sbg", make_sbg, load_estimator, use_estimator},
    {"bdw", make_bdw, load_estimator, use_estimator},
    {"scorecard", make_scorecard, load_estimator, use_estimator},
    {"churn", make_churn, load_estimator, use_estimator},
    {"calibrated", make_calibrated, load_estimator, use_estimator},
    {"conformal", make_conformal, load_estimator, use_estimator},
    {"nearest", make_nearest, load_estimator, use_estimator},
    {"portfolio by name", make_portfolio_by_name, load_portfolio,
     use_portfolio},
    {"portfolio by number", make_portfolio_by_number, load_portfolio,
     use_portfolio},
};

START_TEST(sealed_lies_are_refused_or_harmless)
{
    attack(&victims[_i]);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("hostile_bytes");
    tcase_set_timeout(cases, 300);
    tcase_add_loop_test(cases, sealed_lies_are_refused_or_harmless, 0,
                        sizeof victims / sizeof victims[0]);
    Suite *s = suite_create("core/hostile_bytes");
    suite_add_tcase(s, cases);
    return s;
}
