/* The context: what it promises about memory, freeing and lent functions. */
#include "core/ctx.h"
#include "core/expect.h"

#include <stdint.h>
#include <string.h>

START_TEST(a_context_needs_a_place_to_go)
{
    ck_assert_int_eq(cev_ctx_new(NULL, NULL, NULL), CEV_ERR_ARGUMENT);
}
END_TEST

START_TEST(a_context_lives_on_the_c_library_by_default)
{
    cev_ctx *plain = NULL;
    cev_table *table = NULL;
    double values[3] = {1, 2, 3};
    ck_assert_int_eq(cev_ctx_new(NULL, NULL, &plain), CEV_OK);
    ck_assert_str_eq(cev_ctx_message(plain), "");
    ck_assert_int_eq(cev_table_new(plain, 3, &table), CEV_OK);
    ck_assert_int_eq(cev_table_copy_column(table, "v", CEV_DOUBLE, values,
                                           sizeof values[0], NULL),
                     CEV_OK);
    ck_assert(cev_table_double(table, "v", 2) == 3.0);
    cev_table_free(table);
    cev_ctx_free(plain);
}
END_TEST

START_TEST(every_function_of_a_null_context_says_so)
{
    ck_assert_int_eq(cev_ctx_set_progress(NULL, NULL, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_ctx_set_parallel(NULL, NULL, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_ctx_set_seed(NULL, 1), CEV_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(cev_ctx_message(NULL));
    cev_ctx_free(NULL);
}
END_TEST

START_TEST(refused_memory_leaves_the_output_untouched)
{
    failing_ledger empty = {0};
    cev_ctx *untouched = (cev_ctx *)(void *)&empty;
    empty.fail_from = 1;
    empty.fail_until = INT64_MAX;
    ck_assert_int_eq(cev_ctx_new(failing_allocate, &empty, &untouched),
                     CEV_ERR_MEMORY);
    ck_assert_ptr_eq(untouched, (void *)&empty);
}
END_TEST

/* CTX-FREE-1: objects of four sorts and their context, freed in each of the
 * 120 orders. */
static void free_in_order(const int *order)
{
    failing_ledger own = {0};
    cev_ctx *host = NULL;
    cev_table *table = NULL;
    cev_options *options = NULL;
    cev_segmenter *segmenter = NULL;
    cev_table *kinds = NULL;
    ck_assert_int_eq(cev_ctx_new(failing_allocate, &own, &host), CEV_OK);
    ck_assert_int_eq(cev_table_new(host, 1, &table), CEV_OK);
    ck_assert_int_eq(cev_options_new(host, &options), CEV_OK);
    ck_assert_int_eq(cev_segmenter_new(host, CEV_RFM, NULL, &segmenter),
                     CEV_OK);
    ck_assert_int_eq(cev_kinds(host, &kinds), CEV_OK);
    for (int i = 0; i < 5; i++) {
        switch (order[i]) {
        case 0: cev_ctx_free(host); break;
        case 1: cev_table_free(table); break;
        case 2: cev_options_free(options); break;
        case 3: cev_segmenter_free(segmenter); break;
        default: cev_table_free(kinds); break;
        }
    }
    ck_assert_int_eq(own.blocks, 0);
    ck_assert_int_eq(own.bytes, 0);
}

START_TEST(objects_and_their_context_are_freed_in_any_order)
{
    int orders = 0;
    for (int code = 0; code < 5 * 5 * 5 * 5 * 5; code++) {
        int order[5];
        int seen = 0;
        for (int i = 0, rest = code; i < 5; i++, rest /= 5) {
            order[i] = rest % 5;
            seen |= 1 << order[i];
        }
        if (seen != 31)
            continue;
        free_in_order(order);
        orders++;
    }
    ck_assert_int_eq(orders, 120);
}
END_TEST

START_TEST(objects_work_after_their_context_was_given_up)
{
    failing_ledger own = {0};
    cev_ctx *host = NULL;
    cev_table *table = NULL;
    const int64_t seven = 7;
    ck_assert_int_eq(cev_ctx_new(failing_allocate, &own, &host), CEV_OK);
    ck_assert_int_eq(cev_table_new(host, 1, &table), CEV_OK);
    cev_ctx_free(host);
    ck_assert_int_eq(
        cev_table_copy_column(table, "a", CEV_INT64, &seven, 8, NULL), CEV_OK);
    ck_assert_int_eq(
        cev_table_column(table, "b", NULL, NULL, NULL, NULL),
        CEV_ERR_NOT_FOUND);
    ck_assert_int_eq(cev_table_int64(table, "a", 0), 7);
    cev_table_free(table);
    ck_assert_int_eq(own.blocks, 0);
}
END_TEST

/* Notes which tasks ran, and how often. */
static void note_task(void *state, int64_t index)
{
    ((int *)state)[index]++;
}

typedef struct executor {
    int64_t count;
    int calls;
} executor;

/* Runs the tasks from the last to the first. */
static void run_backwards(void *user, int64_t count, cev_task task,
                          void *state)
{
    executor *lent = user;
    lent->count = count;
    lent->calls++;
    for (int64_t i = count; i-- > 0;)
        task(state, i);
}

START_TEST(parallel_work_runs_each_task_once)
{
    executor lent = {0, 0};
    int ran[5] = {0};
    cev__parallel(ctx, 5, note_task, ran);
    expect_ok(cev_ctx_set_parallel(ctx, run_backwards, &lent));
    cev__parallel(ctx, 5, note_task, ran);
    ck_assert_int_eq(lent.calls, 1);
    ck_assert_int_eq(lent.count, 5);
    cev__parallel(ctx, 1, note_task, ran);
    cev__parallel(ctx, 0, note_task, ran);
    ck_assert_int_eq(lent.calls, 1);
    expect_ok(cev_ctx_set_parallel(ctx, NULL, NULL));
    cev__parallel(ctx, 5, note_task, ran);
    ck_assert_int_eq(lent.calls, 1);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(ran[i], i == 0 ? 4 : 3);
}
END_TEST

/* CTX-PAR-1 for what this room can see: rfm with and without an executor. The
 * estimators' tests do the same with theirs. */
START_TEST(results_are_bit_equal_with_any_executor)
{
    enum { ROWS = 5000 };
    static double x[ROWS], t_x[ROWS], T[ROWS], revenue[ROWS];
    executor lent = {0, 0};
    uint8_t saved[2][4096];
    int64_t size[2];
    for (int i = 0; i < ROWS; i++) {
        x[i] = i % 7;
        T[i] = 100 + i % 211;
        t_x[i] = i % 7 ? T[i] * (i % 13) / 13 : 0;
        revenue[i] = (i % 97) * 1.1;
    }
    for (int run = 0; run < 2; run++) {
        cev_table *table = NULL;
        cev_segmenter *rfm = NULL;
        expect_ok(cev_ctx_set_parallel(ctx, run ? run_backwards : NULL,
                                       &lent));
        expect_ok(cev_table_new(ctx, ROWS, &table));
        expect_ok(cev_table_set_column(table, "x", CEV_DOUBLE, x, 8, NULL));
        expect_ok(
            cev_table_set_column(table, "t_x", CEV_DOUBLE, t_x, 8, NULL));
        expect_ok(cev_table_set_column(table, "T", CEV_DOUBLE, T, 8, NULL));
        expect_ok(cev_table_set_column(table, "revenue", CEV_DOUBLE, revenue,
                                       8, NULL));
        expect_ok(cev_segmenter_new(ctx, CEV_RFM, NULL, &rfm));
        expect_ok(cev_segmenter_fit(rfm, table));
        expect_ok(cev_segmenter_save(rfm, saved[run], sizeof saved[run],
                                     &size[run]));
        cev_segmenter_free(rfm);
        cev_table_free(table);
    }
    ck_assert_int_eq(size[0], size[1]);
    ck_assert_mem_eq(saved[0], saved[1], (size_t)size[0]);
}
END_TEST

typedef struct watcher {
    const char *stage;
    double done;
    int32_t answer;
} watcher;

static int32_t watch(void *user, const char *stage, double done)
{
    watcher *seen = user;
    seen->stage = stage;
    seen->done = done;
    return seen->answer;
}

START_TEST(progress_is_told_and_can_stop_the_work)
{
    watcher seen = {NULL, -1, 0};
    expect_ok(cev__progress(ctx, "nobody listens", 0.25));
    expect_ok(cev_ctx_set_progress(ctx, watch, &seen));
    expect_ok(cev__progress(ctx, "fitting", 0.5));
    ck_assert_str_eq(seen.stage, "fitting");
    ck_assert(seen.done == 0.5);
    seen.answer = -1;
    expect_failure(cev__progress(ctx, "fitting", 0.75), CEV_ERR_CANCELLED,
                   "stopped by the progress function during fitting");
    expect_ok(cev_ctx_set_progress(ctx, NULL, NULL));
    expect_ok(cev__progress(ctx, "fitting", 1));
    ck_assert(seen.done == 0.75);
}
END_TEST

START_TEST(sizes_that_overflow_are_refused_before_the_allocator)
{
    int64_t before = ledger.requests;
    ck_assert_ptr_null(cev__alloc(ctx, INT64_MAX / 8 + 1, 8));
    ck_assert_ptr_null(cev__alloc_zero(ctx, INT64_MAX, 2));
    ck_assert_ptr_null(cev__alloc(ctx, 0, 8));
    ck_assert_ptr_null(cev__alloc(ctx, -1, 8));
    ck_assert_int_eq(ledger.requests, before);
    void *memory = cev__alloc_zero(ctx, 3, 8);
    ck_assert_ptr_nonnull(memory);
    ck_assert_mem_eq(memory, "\0\0\0\0\0\0\0\0", 8);
    memory = cev__resize(ctx, memory, 3, 5, 8);
    ck_assert_ptr_nonnull(memory);
    cev__free(ctx, memory, 5, 8);
    cev__free(ctx, NULL, 5, 8);
}
END_TEST

START_TEST(a_message_stays_until_the_next_failure)
{
    cev_table *table = NULL;
    ck_assert_str_eq(cev_ctx_message(ctx), "");
    expect_failure(cev_table_new(ctx, -1, &table), CEV_ERR_ARGUMENT,
                   "rows = -1; wanted 0 or more");
    expect_ok(cev_table_new(ctx, 1, &table));
    ck_assert_str_eq(cev_ctx_message(ctx), "rows = -1; wanted 0 or more");
    cev_table_free(table);
}
END_TEST

START_TEST(any_seed_is_taken)
{
    expect_ok(cev_ctx_set_seed(ctx, 0));
    expect_ok(cev_ctx_set_seed(ctx, INT64_MIN));
    expect_ok(cev_ctx_set_seed(ctx, INT64_MAX));
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("ctx");
    tcase_add_test(cases, a_context_needs_a_place_to_go);
    tcase_add_test(cases, a_context_lives_on_the_c_library_by_default);
    tcase_add_test(cases, every_function_of_a_null_context_says_so);
    tcase_add_test(cases, refused_memory_leaves_the_output_untouched);
    tcase_add_test(cases, objects_and_their_context_are_freed_in_any_order);
    tcase_add_test(cases, objects_work_after_their_context_was_given_up);
    tcase_add_test(cases, parallel_work_runs_each_task_once);
    tcase_add_test(cases, results_are_bit_equal_with_any_executor);
    tcase_add_test(cases, progress_is_told_and_can_stop_the_work);
    tcase_add_test(cases, sizes_that_overflow_are_refused_before_the_allocator);
    tcase_add_test(cases, a_message_stays_until_the_next_failure);
    tcase_add_test(cases, any_seed_is_taken);
    Suite *s = suite_create("core/ctx");
    suite_add_tcase(s, cases);
    return s;
}
