/*
 * What every kind promises alike: each allocation may fail, each progress call
 * may stop it, saved bytes that are cut or damaged are refused and leave
 * nothing behind, and what is loaded is what was saved.
 */
#include "core/any_kind.h"

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
    Suite *s = suite_create("core/all_kinds");
    suite_add_tcase(s, cases);
    return s;
}
