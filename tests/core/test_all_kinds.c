/*
 * What every kind promises alike: each allocation may fail, each progress call
 * may stop it, saved bytes that are cut or damaged are refused and leave
 * nothing behind, and what is loaded is what was saved.
 */
#include "core/any_kind.h"
#include "core/seal.h"

/* From the options to the last answer. */
static int32_t live(cev_ctx *of, void *state)
{
    int k = *(int *)state;
    static char bytes[1 << 17];
    int64_t size = 0;
    void *fitted = NULL, *loaded = NULL;
    cev_ctx *own = NULL;
    ck_assert_int_eq(cev_ctx_new(NULL, NULL, &own), CEV_OK);
    cev_table *customers = any_customers(own);
    int32_t status = any_fit(of, k, customers, &fitted);
    if (status == CEV_OK)
        status = any_save(k, fitted, bytes, sizeof bytes, &size);
    if (status == CEV_OK)
        status = any_load(of, k, bytes, size, &loaded);
    if (status == CEV_OK)
        status = any_use(k, loaded, customers);
    any_free(k, loaded);
    any_free(k, fitted);
    free_any_customers(customers);
    cev_ctx_free(own);
    return status;
}

START_TEST(every_allocation_of_every_kind_may_fail)
{
    fail_each_allocation(live, &_i);
}
END_TEST

/* These are done before anybody could ask how far they are. */
static int never_tells(const char *kind)
{
    return strcmp(kind, CEV_RFM) == 0 || strcmp(kind, CEV_TIERS) == 0
           || strcmp(kind, CEV_RULES) == 0;
}

START_TEST(every_progress_call_of_every_kind_may_stop)
{
    if (!never_tells(any_kinds[_i].name))
        stop_each_call(live, &_i);
}
END_TEST

static void expect_refused(int k, const char *bytes, int64_t size,
                           const char *how, int64_t at)
{
    void *loaded = NULL;
    int32_t status = any_load(ctx, k, bytes, size, &loaded);
    if (status == CEV_OK || status == CEV_ERR_MEMORY || loaded != NULL)
        ck_abort_msg("%s, byte %lld %s: %s", any_kinds[k].name,
                     (long long)at, how, cev_status_name(status));
}

/* The checksum is over all bytes: any cut and any change shows. What is loaded
 * saves the bytes it was loaded from. */
START_TEST(bytes_cut_or_changed_anywhere_are_refused)
{
    static char bytes[1 << 17], again[1 << 17];
    int64_t size = 0, size_again = 0;
    void *fitted = NULL, *loaded = NULL;
    cev_table *customers = any_customers(ctx);
    expect_ok(any_fit(ctx, _i, customers, &fitted));
    expect_ok(any_save(_i, fitted, bytes, sizeof bytes, &size));
    any_free(_i, fitted);
    free_any_customers(customers);
    int64_t kept = ledger.bytes;
    expect_ok(any_load(ctx, _i, bytes, size, &loaded));
    expect_ok(any_save(_i, loaded, again, sizeof again, &size_again));
    ck_assert_int_eq(size, size_again);
    ck_assert_mem_eq(bytes, again, (size_t)size);
    any_free(_i, loaded);
    for (int64_t at = 0; at < size; at++) {
        expect_refused(_i, bytes, at, "is the first that is missing", at);
        bytes[at] ^= (char)(1 << at % 8);
        expect_refused(_i, bytes, size, "has another bit", at);
        bytes[at] ^= (char)(1 << at % 8);
    }
    ck_assert_int_eq(ledger.bytes, kept);
}
END_TEST

/* Somebody who knows the layout writes a number anywhere and seals the bytes
 * again: they are refused and leave nothing behind, or give an object that can
 * be saved. What such an object answers is asked by fuzz/bytes.h. */
START_TEST(sealed_lies_are_refused_or_harmless)
{
    enum { LIES = 10 };
    static uint8_t bytes[1 << 17], lies[1 << 17], again[1 << 17];
    int64_t size = 0, size_again = 0, refused = 0, trials = 0;
    void *fitted = NULL;
    cev_table *customers = any_customers(ctx);
    expect_ok(any_fit(ctx, _i, customers, &fitted));
    expect_ok(any_save(_i, fitted, bytes, sizeof bytes, &size));
    any_free(_i, fitted);
    free_any_customers(customers);
    int64_t kept = ledger.bytes, last = size - SEAL_TAIL - 8;
    int each = tries(size < 1500 ? 3 : 1, LIES);
    int64_t head = SEAL_HEAD + tries(160, 400), tail = last - tries(60, 120);
    for (int64_t k = SEAL_HEAD * LIES; k <= last * LIES; k++) {
        /* Most of what a kind keeps besides lists stands first or last. */
        if (k % LIES >= each && k / LIES > head && k / LIES < tail)
            continue;
        void *loaded = NULL;
        trials++;
        memcpy(lies, bytes, (size_t)size);
        plant_lie(lies + k / LIES, k / LIES * each * 7 + k);
        seal(lies, size - SEAL_HEAD - SEAL_TAIL);
        int32_t status = any_load(ctx, _i, lies, size, &loaded);
        refused += status != CEV_OK;
        if (status == CEV_OK) {
            expect_ok(any_save(_i, loaded, again, sizeof again, &size_again));
            any_free(_i, loaded);
        }
        ck_assert_int_ne(status, CEV_ERR_MEMORY);
        ck_assert_int_eq(ledger.bytes, kept);
    }
    ck_assert_int_gt(refused, trials / 5);
}
END_TEST

/* How many rows say so. */
static double rows_saying(const cev_table *table, const char *column,
                          const char *text)
{
    double rows = 0.0;
    for (int64_t i = 0; i < cev_table_row_count(table); i++)
        rows += strcmp(cev_table_text(table, column, i), text) == 0;
    return rows;
}

/* Bytes that end early, and are sealed as if that were all, are refused. */
START_TEST(sealed_bytes_that_end_early_are_refused)
{
    static uint8_t bytes[1 << 17], fewer[1 << 17];
    int64_t size = 0;
    void *fitted = NULL;
    cev_table *customers = any_customers(ctx);
    expect_ok(any_fit(ctx, _i, customers, &fitted));
    expect_ok(any_save(_i, fitted, bytes, sizeof bytes, &size));
    any_free(_i, fitted);
    free_any_customers(customers);
    int64_t payload = size - SEAL_HEAD - SEAL_TAIL;
    int64_t kept = ledger.bytes, step = 1 + payload / tries(60, 3000);
    for (int64_t cut = 1; cut <= payload; cut += cut < 40 ? 1 : step) {
        void *loaded = NULL;
        memcpy(fewer, bytes, (size_t)size);
        int64_t sealed = seal(fewer, payload - cut);
        ck_assert_int_eq(any_load(ctx, _i, fewer, sealed, &loaded),
                         CEV_ERR_FORMAT);
        ck_assert_ptr_null(loaded);
        ck_assert_int_eq(ledger.bytes, kept);
    }
}
END_TEST

/* SEG-ASSIGN-1 */
START_TEST(the_fitted_are_placed_as_they_were_in_the_fit)
{
    void *groups = NULL;
    cev_table *placed = NULL, *profile = NULL;
    if (!any_kinds[_i].segmenter)
        return;
    cev_table *customers = any_customers(ctx);
    expect_ok(any_fit(ctx, _i, customers, &groups));
    expect_ok(cev_segmenter_assign(groups, customers, NULL, &placed));
    expect_ok(cev_segmenter_profile(groups, NULL, &profile));
    ck_assert_int_gt(cev_table_row_count(profile), 0);
    for (int64_t i = 0; i < cev_table_row_count(profile); i++)
        ck_assert(cev_table_double(profile, "customers", i)
                  == rows_saying(placed, "segment",
                                 cev_table_text(profile, "segment", i)));
    cev_table_free(profile);
    cev_table_free(placed);
    any_free(_i, groups);
    free_any_customers(customers);
}
END_TEST

/* A fit to those customers by the options of this file. */
static cev_estimator *any_fitted(const char *kind, const cev_table *customers)
{
    life l = {kind, told_to(kind), customers, NULL};
    cev_estimator *fit = NULL;
    expect_ok(life_fit(ctx, &l, &fit));
    return fit;
}

/* No figure of an evaluation has a bound. */
static void expect_no_bounds(const cev_estimator *fitted,
                             const cev_table *customers, const char *what)
{
    cev_table *said = NULL;
    expect_ok(any_answer(
        cev_estimator_evaluate(fitted, customers, what, NULL, &said)));
    /* A column that there is not holds gaps. */
    for (int64_t i = 0; i < cev_table_row_count(said); i++)
        ck_assert(isnan(cev_table_double(said, "lower", i))
                  && isnan(cev_table_double(said, "upper", i)));
    cev_table_free(said);
}

/* Nobody wants intervals: no score has one, and all is told without. */
START_TEST(without_intervals_all_is_told_as_well)
{
    const char *told[16] = {"interval", "0.0"};
    const char *const *own = any_kinds[_i].of.options;
    for (int i = 0; own[i] != NULL; i++)
        told[2 + i] = own[i];
    cev_table *customers = any_customers(ctx), *scores = NULL;
    life plain = any_kinds[_i].of;
    void *fitted = NULL;
    any_kinds[_i].of.options = told;
    int32_t status = any_fit(ctx, _i, customers, &fitted);
    any_kinds[_i].of = plain;
    ck_assert(status == CEV_OK || status == CEV_ERR_OPTION);
    if (status == CEV_OK)
        expect_ok(any_use(_i, fitted, customers));
    if (status == CEV_OK && !any_kinds[_i].segmenter)
        expect_ok(any_answer(
            cev_estimator_predict(fitted, customers, NULL, &scores)));
    if (status == CEV_OK && !any_kinds[_i].segmenter) {
        expect_no_bounds(fitted, customers, CEV_EVAL_HOLDOUT);
        expect_no_bounds(fitted, customers, CEV_EVAL_SCORES);
    }
    for (int64_t c = 0; c < cev_table_column_count(scores); c++)
        ck_assert_ptr_null(strstr(cev_table_name(scores, c), "_lo"));
    cev_table_free(scores);
    any_free(_i, fitted);
    free_any_customers(customers);
}
END_TEST

/* RECIPE-LEFT-OUT-1, UPLIFT-LEFT-OUT-1 */
START_TEST(summaries_tell_of_customers_left_out)
{
    static const char *const kinds[] = {CEV_CHURN, CEV_PROPENSITY,
                                        CEV_LEAD_SCORE, CEV_ML_CLTV,
                                        CEV_UPLIFT};
    cev_table *customers = any_customers(ctx), *summary = NULL;
    cev_estimator *fit = any_fitted(kinds[_i], customers);
    expect_ok(cev_estimator_summary(fit, NULL, &summary));
    if (strcmp(kinds[_i], CEV_UPLIFT) == 0)
        ck_assert(rows_saying(summary, "name", "qini") == 1.0);
    else
        ck_assert(rows_saying(summary, "section", "left_out") > 0.0);
    cev_table_free(summary);
    cev_estimator_free(fit);
    free_any_customers(customers);
}
END_TEST

/* GLM-ROWS-1 */
START_TEST(a_glm_refuses_no_row)
{
    static const double age[2] = {(double)NAN, 40.0};
    static const char *const towns[2] = {"never seen", NULL};
    static const char *const told[] = {"target", "churned", "features",
                                       "age,town", NULL};
    cev_table *customers = any_customers(ctx), *odd = frame_of(ctx, 2);
    cev_table *scores = NULL;
    life l = {CEV_GLM, told, customers, NULL};
    cev_estimator *fit = NULL;
    expect_ok(life_fit(ctx, &l, &fit));
    put_numbers(odd, "age", age);
    put_texts(odd, "town", towns);
    expect_ok(cev_estimator_predict(fit, odd, NULL, &scores));
    for (int i = 0; i < 2; i++)
        ck_assert(isfinite(cev_table_double(scores, "prediction", i)));
    cev_table_free(scores);
    cev_table_free(odd);
    cev_estimator_free(fit);
    free_any_customers(customers);
}
END_TEST

/* EST-QUANTITIES-1 */
START_TEST(quantities_come_in_one_order)
{
    static const char *const asked[2] = {"p_alive expected_purchases",
                                         "expected_purchases p_alive"};
    cev_table *customers = any_customers(ctx), *scores[2] = {NULL, NULL};
    cev_estimator *fit = any_fitted(CEV_BGNBD, customers);
    for (int k = 0; k < 2; k++) {
        cev_options *options = NULL;
        expect_ok(cev_options_new(ctx, &options));
        expect_ok(cev_options_set_str(options, CEV_OPT_QUANTITIES, asked[k]));
        expect_ok(cev_estimator_predict(fit, customers, options, &scores[k]));
        cev_options_free(options);
    }
    for (int64_t c = 0; c < cev_table_column_count(scores[0]); c++)
        ck_assert_str_eq(cev_table_name(scores[0], c),
                         cev_table_name(scores[1], c));
    expect_same_numbers(scores[0], scores[1]);
    cev_table_free(scores[0]);
    cev_table_free(scores[1]);
    cev_estimator_free(fit);
    free_any_customers(customers);
}
END_TEST

Suite *suite(void)
{
    list_any_kinds();
    TCase *cases = case_with_ctx("all_kinds");
    tcase_add_loop_test(cases, every_allocation_of_every_kind_may_fail, 0,
                        any_kind_count);
    tcase_add_loop_test(cases, every_progress_call_of_every_kind_may_stop, 0,
                        any_kind_count);
    tcase_add_loop_test(cases, bytes_cut_or_changed_anywhere_are_refused, 0,
                        any_kind_count);
    tcase_add_loop_test(cases, sealed_lies_are_refused_or_harmless, 0,
                        any_kind_count);
    tcase_add_loop_test(cases, sealed_bytes_that_end_early_are_refused, 0,
                        any_kind_count);
    tcase_add_loop_test(cases, the_fitted_are_placed_as_they_were_in_the_fit,
                        0, any_kind_count);
    tcase_add_loop_test(cases, without_intervals_all_is_told_as_well, 0,
                        any_kind_count);
    tcase_add_loop_test(cases, summaries_tell_of_customers_left_out, 0, 5);
    tcase_add_test(cases, a_glm_refuses_no_row);
    tcase_add_test(cases, quantities_come_in_one_order);
    Suite *s = suite_create("core/all_kinds");
    suite_add_tcase(s, cases);
    return s;
}
