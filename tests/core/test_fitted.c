/*
 * What all handles of kinds share: checks before the work, state, options,
 * saved bytes. The segmenter rfm stands for all; the estimators' own tests
 * do the rest for theirs.
 */
#include "core/blob.h"
#include "core/expect.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { ROWS = 12, ROOM = 4096 };

static double x[ROWS], t_x[ROWS], T[ROWS], revenue[ROWS];
static cev_table *table;
static cev_segmenter *rfm;

/* A small shop in a context. */
static int32_t make_shop(cev_ctx *of, cev_table **out)
{
    const double *columns[4] = {x, t_x, T, revenue};
    static const char *const names[4] = {"x", "t_x", "T", "revenue"};
    cev_table *made = NULL;
    int32_t status = cev_table_new(of, ROWS, &made);
    for (int i = 0; i < ROWS; i++) {
        x[i] = i % 4;
        T[i] = 50 + i;
        t_x[i] = i % 4 * 10;
        revenue[i] = 5 * i + 1;
    }
    for (int i = 0; status == CEV_OK && i < 4; i++)
        status = cev_table_set_column(made, names[i], CEV_DOUBLE, columns[i],
                                      8, NULL);
    if (status != CEV_OK) {
        cev_table_free(made);
        return status;
    }
    *out = made;
    return CEV_OK;
}

static void open_rfm(void)
{
    table = NULL;
    rfm = NULL;
    expect_ok(make_shop(ctx, &table));
    expect_ok(cev_segmenter_new(ctx, CEV_RFM, NULL, &rfm));
}

static void close_rfm(void)
{
    cev_segmenter_free(rfm);
    cev_table_free(table);
}

START_TEST(null_segmenters_and_arguments_are_refused)
{
    cev_segmenter *made = NULL;
    cev_table *out = NULL;
    int64_t size = -1;
    ck_assert_int_eq(cev_segmenter_new(NULL, CEV_RFM, NULL, &made),
                     CEV_ERR_ARGUMENT);
    expect_failure(cev_segmenter_new(ctx, NULL, NULL, &made),
                   CEV_ERR_ARGUMENT, "kind is NULL");
    expect_failure(cev_segmenter_new(ctx, CEV_RFM, NULL, NULL),
                   CEV_ERR_ARGUMENT, "out is NULL");
    ck_assert_int_eq(cev_segmenter_fit(NULL, table), CEV_ERR_ARGUMENT);
    expect_failure(cev_segmenter_fit(rfm, NULL), CEV_ERR_ARGUMENT,
                   "customers is NULL");
    ck_assert_int_eq(cev_segmenter_assign(NULL, table, NULL, &out),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_segmenter_profile(NULL, NULL, &out),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_segmenter_save(NULL, NULL, 0, &size),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_segmenter_load(NULL, "", 0, &made),
                     CEV_ERR_ARGUMENT);
    expect_failure(cev_segmenter_load(ctx, NULL, 0, &made), CEV_ERR_ARGUMENT,
                   "bytes is NULL");
    expect_failure(cev_segmenter_load(ctx, "", 0, NULL), CEV_ERR_ARGUMENT,
                   "out is NULL");
    expect_ok(cev_segmenter_fit(rfm, table));
    expect_failure(cev_segmenter_assign(rfm, NULL, NULL, &out),
                   CEV_ERR_ARGUMENT, "customers is NULL");
    expect_failure(cev_segmenter_assign(rfm, table, NULL, NULL),
                   CEV_ERR_ARGUMENT, "out is NULL");
    expect_failure(cev_segmenter_profile(rfm, NULL, NULL), CEV_ERR_ARGUMENT,
                   "out is NULL");
    expect_failure(cev_segmenter_save(rfm, NULL, 0, NULL), CEV_ERR_ARGUMENT,
                   "size is NULL");
    ck_assert_ptr_null(cev_segmenter_kind(NULL));
    cev_segmenter_free(NULL);
    ck_assert_ptr_null(made);
    ck_assert_ptr_null(out);
    ck_assert_int_eq(size, -1);
}
END_TEST

START_TEST(null_estimators_and_arguments_are_refused)
{
    cev_estimator *made = NULL;
    cev_table *out = NULL;
    int64_t size = -1;
    ck_assert_int_eq(cev_estimator_new(NULL, CEV_CLV, NULL, &made),
                     CEV_ERR_ARGUMENT);
    expect_failure(cev_estimator_new(ctx, NULL, NULL, &made),
                   CEV_ERR_ARGUMENT, "kind is NULL");
    expect_failure(cev_estimator_new(ctx, CEV_CLV, NULL, NULL),
                   CEV_ERR_ARGUMENT, "out is NULL");
    ck_assert_int_eq(cev_estimator_fit(NULL, table), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_estimator_summary(NULL, NULL, &out),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_estimator_predict(NULL, table, NULL, &out),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(
        cev_estimator_evaluate(NULL, table, CEV_EVAL_HOLDOUT, NULL, &out),
        CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_estimator_save(NULL, NULL, 0, &size),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_estimator_load(NULL, "", 0, &made),
                     CEV_ERR_ARGUMENT);
    expect_failure(cev_estimator_load(ctx, NULL, 0, &made), CEV_ERR_ARGUMENT,
                   "bytes is NULL");
    expect_failure(cev_estimator_load(ctx, "", 0, NULL), CEV_ERR_ARGUMENT,
                   "out is NULL");
    ck_assert_ptr_null(cev_estimator_kind(NULL));
    cev_estimator_free(NULL);
    expect_ok(cev_estimator_new(ctx, CEV_BGNBD, NULL, &made));
    expect_failure(cev_estimator_fit(made, NULL), CEV_ERR_ARGUMENT,
                   "customers is NULL");
    cev_estimator_free(made);
    ck_assert_ptr_null(out);
    ck_assert_int_eq(size, -1);
}
END_TEST

START_TEST(an_unknown_kind_is_refused)
{
    cev_segmenter *segmenter = NULL;
    cev_estimator *estimator = NULL;
    expect_failure(cev_segmenter_new(ctx, CEV_BGNBD, NULL, &segmenter),
                   CEV_ERR_KIND,
                   "\"bgnbd\" is no such kind; see cev_kinds()");
    expect_failure(cev_estimator_new(ctx, CEV_RFM, NULL, &estimator),
                   CEV_ERR_KIND, "\"rfm\" is no such kind; see cev_kinds()");
    ck_assert_ptr_null(segmenter);
    ck_assert_ptr_null(estimator);
}
END_TEST

START_TEST(a_handle_knows_its_kind)
{
    cev_estimator *clv = NULL;
    ck_assert_str_eq(cev_segmenter_kind(rfm), CEV_RFM);
    expect_ok(cev_estimator_new(ctx, CEV_CLV, NULL, &clv));
    ck_assert_str_eq(cev_estimator_kind(clv), CEV_CLV);
    cev_estimator_free(clv);
}
END_TEST

START_TEST(questions_before_the_fit_are_refused)
{
    cev_table *out = NULL;
    cev_estimator *clv = NULL;
    int64_t size = -1;
    expect_failure(cev_segmenter_assign(rfm, table, NULL, &out),
                   CEV_ERR_STATE, "rfm is not fitted yet");
    expect_failure(cev_segmenter_profile(rfm, NULL, &out), CEV_ERR_STATE,
                   "rfm is not fitted yet");
    expect_failure(cev_segmenter_save(rfm, NULL, 0, &size), CEV_ERR_STATE,
                   "rfm is not fitted yet");
    expect_ok(cev_estimator_new(ctx, CEV_CLV, NULL, &clv));
    expect_failure(cev_estimator_summary(clv, NULL, &out), CEV_ERR_STATE,
                   "clv is not fitted yet");
    expect_failure(cev_estimator_predict(clv, table, NULL, &out),
                   CEV_ERR_STATE, "clv is not fitted yet");
    expect_failure(
        cev_estimator_evaluate(clv, table, CEV_EVAL_HOLDOUT, NULL, &out),
        CEV_ERR_STATE, "clv is not fitted yet");
    expect_failure(cev_estimator_save(clv, NULL, 0, &size), CEV_ERR_STATE,
                   "clv is not fitted yet");
    cev_estimator_free(clv);
    ck_assert_ptr_null(out);
    ck_assert_int_eq(size, -1);
}
END_TEST

/* Saves rfm; returns the size. */
static int64_t save_rfm(const cev_segmenter *from, uint8_t *bytes)
{
    int64_t size = 0;
    expect_ok(cev_segmenter_save(from, bytes, ROOM, &size));
    return size;
}

START_TEST(a_failed_fit_keeps_the_last)
{
    uint8_t before[ROOM], after[ROOM];
    expect_ok(cev_segmenter_fit(rfm, table));
    int64_t size = save_rfm(rfm, before);
    T[3] = -1;
    expect_failure(cev_segmenter_fit(rfm, table), CEV_ERR_DOMAIN,
                   "T[3] = -1; wanted a finite number of 0 or more");
    ck_assert_int_eq(save_rfm(rfm, after), size);
    ck_assert_mem_eq(before, after, (size_t)size);
}
END_TEST

START_TEST(a_second_fit_replaces_the_first)
{
    uint8_t before[ROOM], after[ROOM];
    expect_ok(cev_segmenter_fit(rfm, table));
    int64_t size = save_rfm(rfm, before);
    revenue[0] = 1000;
    expect_ok(cev_segmenter_fit(rfm, table));
    ck_assert_int_eq(save_rfm(rfm, after), size);
    ck_assert(memcmp(before, after, (size_t)size) != 0);
}
END_TEST

START_TEST(the_options_are_copied)
{
    cev_options *options = NULL;
    cev_segmenter *three = NULL;
    cev_table *scores = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_int(options, "scores", 3));
    expect_ok(cev_segmenter_new(ctx, CEV_RFM, options, &three));
    cev_options_free(options);
    expect_ok(cev_segmenter_fit(three, table));
    expect_ok(cev_segmenter_assign(three, table, NULL, &scores));
    for (int64_t i = 0; i < ROWS; i++)
        ck_assert_int_le(cev_table_int64(scores, "m", i), 3);
    ck_assert_int_eq(cev_table_int64(scores, "m", ROWS - 1), 3);
    cev_table_free(scores);
    cev_segmenter_free(three);
}
END_TEST

/* The row of an option. */
static int64_t row_of(const cev_table *options, const char *key)
{
    int64_t row = 0;
    while (row < cev_table_row_count(options)
           && strcmp(cev_table_text(options, "option", row), key) != 0)
        row++;
    ck_assert_int_lt(row, cev_table_row_count(options));
    return row;
}

/* Given ones, defaults, numbers and texts. (EST-OPTIONS-1) */
START_TEST(an_estimator_tells_its_options)
{
    cev_options *options = NULL;
    cev_estimator *clv = NULL;
    cev_table *told = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_double(options, "time_unit", 604800));
    expect_ok(cev_options_set_double(options, "margin", 0.4));
    expect_ok(cev_options_set_str(options, "purchases", CEV_MBGNBD));
    expect_ok(cev_estimator_new(ctx, CEV_CLV, options, &clv));
    expect_ok(cev_estimator_options(clv, &told));
    int64_t row = row_of(told, "time_unit");
    ck_assert_str_eq(cev_table_text(told, "value", row), "604800");
    ck_assert(cev_table_double(told, "number", row) == 604800);
    row = row_of(told, "margin");
    ck_assert_str_eq(cev_table_text(told, "value", row), "0.4");
    row = row_of(told, "purchases");
    ck_assert_str_eq(cev_table_text(told, "value", row), CEV_MBGNBD);
    ck_assert(isnan(cev_table_double(told, "number", row)));
    ck_assert_str_eq(cev_table_text(told, "value", row_of(told, "spend")),
                     CEV_GAMMA_GAMMA);
    ck_assert(cev_table_double(told, "number", row_of(told, "max_iter"))
              == 500);
    cev_table_free(told);
    cev_estimator_free(clv);
    cev_options_free(options);
}
END_TEST

/* What a call is given is its own. (SEG-OPTIONS-1) */
START_TEST(a_loaded_handle_tells_the_options_of_its_bytes)
{
    uint8_t bytes[ROOM];
    cev_options *options = NULL;
    cev_segmenter *three = NULL, *loaded = NULL;
    cev_table *told = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_int(options, "scores", 3));
    expect_ok(cev_segmenter_new(ctx, CEV_RFM, options, &three));
    expect_ok(cev_segmenter_fit(three, table));
    int64_t size = save_rfm(three, bytes);
    expect_ok(cev_segmenter_load(ctx, bytes, size, &loaded));
    expect_ok(cev_segmenter_options(loaded, &told));
    ck_assert_int_eq(cev_table_row_count(told), 5);
    ck_assert_str_eq(cev_table_text(told, "option", 0), "scores");
    ck_assert_str_eq(cev_table_text(told, "value", 0), "3");
    ck_assert(cev_table_double(told, "number", 0) == 3);
    cev_table_free(told);
    cev_segmenter_free(loaded);
    cev_segmenter_free(three);
    cev_options_free(options);
}
END_TEST

START_TEST(null_handles_have_no_options)
{
    cev_table *told = NULL;
    cev_estimator *clv = NULL;
    ck_assert_int_eq(cev_estimator_options(NULL, &told), CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_segmenter_options(NULL, &told), CEV_ERR_ARGUMENT);
    expect_failure(cev_segmenter_options(rfm, NULL), CEV_ERR_ARGUMENT,
                   "out is NULL");
    expect_ok(cev_estimator_new(ctx, CEV_CLV, NULL, &clv));
    expect_failure(cev_estimator_options(clv, NULL), CEV_ERR_ARGUMENT,
                   "out is NULL");
    cev_estimator_free(clv);
    ck_assert_ptr_null(told);
}
END_TEST

START_TEST(options_of_other_kinds_are_refused_in_every_call)
{
    cev_options *options = NULL;
    cev_table *out = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_double(options, "horizon", 30));
    expect_ok(cev_segmenter_fit(rfm, table));
    expect_failure(cev_segmenter_assign(rfm, table, options, &out),
                   CEV_ERR_OPTION,
                   "option horizon means nothing to rfm; it takes: scores "
                   "recency_cuts frequency_cuts monetary_cuts score_weights");
    ck_assert_int_eq(cev_segmenter_profile(rfm, options, &out),
                     CEV_ERR_OPTION);
    ck_assert_ptr_null(out);
    cev_options_free(options);
}
END_TEST

START_TEST(bytes_of_one_handle_do_not_load_as_another)
{
    uint8_t bytes[ROOM];
    cev_estimator *estimator = NULL;
    expect_ok(cev_segmenter_fit(rfm, table));
    int64_t size = save_rfm(rfm, bytes);
    expect_failure(cev_estimator_load(ctx, bytes, size, &estimator),
                   CEV_ERR_FORMAT, "the bytes hold another kind of object");
    ck_assert_ptr_null(estimator);
}
END_TEST

START_TEST(a_fit_crosses_to_another_context_as_bytes)
{
    uint8_t bytes[ROOM], again[ROOM];
    failing_ledger own = {0};
    cev_ctx *other = NULL;
    cev_segmenter *loaded = NULL;
    int64_t again_size = 0;
    expect_ok(cev_segmenter_fit(rfm, table));
    int64_t size = save_rfm(rfm, bytes);
    ck_assert_int_eq(cev_ctx_new(failing_allocate, &own, &other), CEV_OK);
    ck_assert_int_eq(cev_segmenter_load(other, bytes, size, &loaded), CEV_OK);
    ck_assert_str_eq(cev_segmenter_kind(loaded), CEV_RFM);
    ck_assert_int_eq(cev_segmenter_save(loaded, again, ROOM, &again_size),
                     CEV_OK);
    ck_assert_int_eq(again_size, size);
    ck_assert_mem_eq(bytes, again, (size_t)size);
    cev_segmenter_free(loaded);
    cev_ctx_free(other);
    ck_assert_int_eq(own.blocks, 0);
}
END_TEST

/* A payload that begins with a kind of this name and no options. */
static void write_kind(const void *name, cev__writer *writer)
{
    cev__write_text(writer, name);
    cev__write_i32(writer, 0);
}

static void write_nothing(const void *object, cev__writer *writer)
{
    (void)object;
    (void)writer;
}

START_TEST(a_kind_that_this_library_lacks_is_named)
{
    uint8_t bytes[ROOM];
    int64_t size = 0;
    cev_segmenter *loaded = NULL;
    expect_ok(cev__blob_save(ctx, "SE", 1, write_kind, "zodiac", bytes, ROOM,
                             &size));
    expect_failure(cev_segmenter_load(ctx, bytes, size, &loaded),
                   CEV_ERR_KIND,
                   "the bytes hold a kind that this library does not have: "
                   "\"zodiac\"");
    expect_ok(cev__blob_save(ctx, "SE", 1, write_nothing, NULL, bytes, ROOM,
                             &size));
    expect_failure(cev_segmenter_load(ctx, bytes, size, &loaded),
                   CEV_ERR_FORMAT, "the bytes do not follow their layout");
    expect_ok(cev__blob_save(ctx, "SE", 1, write_kind, "rfm", bytes, ROOM,
                             &size));
    ck_assert_int_eq(cev_segmenter_load(ctx, bytes, size, &loaded),
                     CEV_ERR_FORMAT);
    ck_assert_ptr_null(loaded);
}
END_TEST

static int32_t fit_save_load(cev_ctx *of, void *state)
{
    uint8_t bytes[ROOM];
    int64_t size = 0;
    cev_table *shop = NULL;
    cev_segmenter *fitted = NULL;
    cev_segmenter *loaded = NULL;
    cev_table *told = NULL;
    (void)state;
    int32_t status = make_shop(of, &shop);
    if (status == CEV_OK)
        status = cev_segmenter_new(of, CEV_RFM, NULL, &fitted);
    if (status == CEV_OK)
        status = cev_segmenter_fit(fitted, shop);
    if (status == CEV_OK)
        status = cev_segmenter_save(fitted, bytes, ROOM, &size);
    if (status == CEV_OK)
        status = cev_segmenter_load(of, bytes, size, &loaded);
    ck_assert((status == CEV_OK) == (loaded != NULL));
    if (status == CEV_OK)
        status = cev_segmenter_options(loaded, &told);
    ck_assert((status == CEV_OK) == (told != NULL));
    cev_table_free(told);
    cev_segmenter_free(loaded);
    cev_segmenter_free(fitted);
    cev_table_free(shop);
    return status;
}

START_TEST(handles_survive_failing_memory)
{
    fail_each_allocation(fit_save_load, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("fitted");
    tcase_add_checked_fixture(cases, open_rfm, close_rfm);
    tcase_add_test(cases, null_segmenters_and_arguments_are_refused);
    tcase_add_test(cases, null_estimators_and_arguments_are_refused);
    tcase_add_test(cases, an_unknown_kind_is_refused);
    tcase_add_test(cases, a_handle_knows_its_kind);
    tcase_add_test(cases, questions_before_the_fit_are_refused);
    tcase_add_test(cases, a_failed_fit_keeps_the_last);
    tcase_add_test(cases, a_second_fit_replaces_the_first);
    tcase_add_test(cases, the_options_are_copied);
    tcase_add_test(cases, an_estimator_tells_its_options);
    tcase_add_test(cases, a_loaded_handle_tells_the_options_of_its_bytes);
    tcase_add_test(cases, null_handles_have_no_options);
    tcase_add_test(cases, options_of_other_kinds_are_refused_in_every_call);
    tcase_add_test(cases, bytes_of_one_handle_do_not_load_as_another);
    tcase_add_test(cases, a_fit_crosses_to_another_context_as_bytes);
    tcase_add_test(cases, a_kind_that_this_library_lacks_is_named);
    tcase_add_test(cases, handles_survive_failing_memory);
    Suite *s = suite_create("core/fitted");
    suite_add_tcase(s, cases);
    return s;
}
