/* The library about itself: what it lists, and whom it does not depend on. */
#include "core/expect.h"

#include "core/selftest.h"

#include <string.h>

#include "support/last_first.h"

START_TEST(this_build_is_sound)
{
    cev_table *told = NULL;
    expect_ok(cev_selftest(ctx, &told));
    ck_assert_int_gt(cev_table_row_count(told), 10);
    ck_assert_str_eq(cev_table_text(told, "check", 0), "elementary");
    ck_assert_str_eq(cev_table_text(told, "check", 3), CEV_BGNBD);
    for (int64_t i = 0; i < cev_table_row_count(told); i++)
        ck_assert_int_gt(cev_table_int64(told, "hash", i), 0);
    cev_table_free(told);
}
END_TEST

/* SELFTEST-HASH-1 */
START_TEST(hashes_do_not_depend_on_the_host)
{
    cev_table *usual = NULL, *other = NULL;
    expect_ok(cev_selftest(ctx, &usual));
    expect_ok(cev_ctx_set_seed(ctx, 7));
    expect_ok(cev_ctx_set_parallel(ctx, last_first, NULL));
    expect_ok(cev_selftest(ctx, &other));
    for (int64_t i = 0; i < cev_table_row_count(usual); i++)
        ck_assert_int_eq(cev_table_int64(usual, "hash", i),
                         cev_table_int64(other, "hash", i));
    cev_table_free(usual);
    cev_table_free(other);
}
END_TEST

START_TEST(nowhere_to_tell_is_refused)
{
    cev_table *told = NULL;
    ck_assert_int_eq(cev_selftest(NULL, &told), CEV_ERR_ARGUMENT);
    expect_failure(cev_selftest(ctx, NULL), CEV_ERR_ARGUMENT, "out is NULL");
}
END_TEST

/* More is asked than this build gives, as of one that is not sound. */
static void expect_unsound(const cev__soundness *asked, const char *begin)
{
    cev_table *told = NULL;
    expect_status_of(ctx, cev__selftest_against(ctx, asked, &told),
                     CEV_ERR_SELFTEST, begin);
    ck_assert_ptr_null(told);
    if (strncmp(cev_ctx_message(ctx), begin, strlen(begin)) != 0)
        ck_abort_msg("\"%s\", wanted \"%s\"", cev_ctx_message(ctx), begin);
}

START_TEST(what_is_wrong_is_told)
{
    const uint64_t hash = UINT64_C(9556680792906703942);
    const cev__soundness other_hash = {hash + 2, 1e-12, "x,t_x,T"};
    const cev__soundness more_digits = {hash, -1.0, "x,t_x,T"};
    const cev__soundness other_columns = {hash, 1e-12, "x,height"};
    expect_unsound(&other_hash,
                   "elementary: exp, log and the like have the hash "
                   "-8890063280802847674, wanted -8890063280802847672; is");
    expect_unsound(&more_digits, "kernels: point 0, of bgnbd, is -31.5372052");
    expect_unsound(&other_columns, "glm: there is no column \"height\"");
}
END_TEST

static int32_t test_itself(cev_ctx *of, void *unused)
{
    cev_table *told = NULL;
    (void)unused;
    int32_t status = cev_selftest(of, &told);
    ck_assert((told != NULL) == (status == CEV_OK));
    cev_table_free(told);
    return status;
}

START_TEST(it_survives_failing_memory)
{
    fail_each_allocation(test_itself, NULL);
}
END_TEST

START_TEST(it_can_be_stopped)
{
    stop_each_call(test_itself, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("selftest");
    tcase_add_test(cases, this_build_is_sound);
    tcase_add_test(cases, hashes_do_not_depend_on_the_host);
    tcase_add_test(cases, nowhere_to_tell_is_refused);
    tcase_add_test(cases, what_is_wrong_is_told);
    tcase_add_test(cases, it_survives_failing_memory);
    tcase_add_test(cases, it_can_be_stopped);
    Suite *s = suite_create("core/selftest");
    suite_add_tcase(s, cases);
    return s;
}
