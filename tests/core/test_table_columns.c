/* Tables: many columns at once, in and out. */
#include "core/table.h"
#include "core/expect.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static cev_table *table;

static double numbers[3] = {1, 2, 3};
static int64_t wholes[3] = {4, 5, 6};
static const char *texts[3] = {"a", "b", "c"};
static const uint8_t first_alone[1] = {0x01};

static const char *const names[3] = {"d", "i", "t"};
static const int32_t types[3] = {CEV_DOUBLE, CEV_INT64, CEV_TEXT};
static const void *const data[3] = {numbers, wholes, texts};
static const int64_t strides[3] = {8, 8, sizeof(char *)};
static const uint8_t *const validity[3] = {NULL, first_alone, NULL};

static void open_table(void)
{
    table = NULL;
    expect_ok(cev_table_new(ctx, 3, &table));
}

static void close_table(void)
{
    cev_table_free(table);
}

START_TEST(what_is_lent_at_once_is_told_at_once)
{
    const char *told_names[3];
    int32_t told_types[3];
    const void *told_data[3];
    int64_t told_strides[3];
    const uint8_t *told_validity[3];
    expect_ok(cev_table_set_columns(table, 3, names, types, data, strides,
                                    validity));
    expect_ok(cev_table_columns(table, 3, told_names, told_types, told_data,
                                told_strides, told_validity));
    for (int i = 0; i < 3; i++) {
        ck_assert_str_eq(told_names[i], names[i]);
        ck_assert_int_eq(told_types[i], types[i]);
        ck_assert_ptr_eq(told_data[i], data[i]);
        ck_assert_int_eq(told_strides[i], strides[i]);
        ck_assert_ptr_eq(told_validity[i], validity[i]);
    }
    ck_assert(cev_table_int64(table, "i", 1) == INT64_MIN);
    ck_assert_str_eq(cev_table_text(table, "t", 2), "c");
}
END_TEST

START_TEST(fewer_may_be_asked_for_and_less_of_each)
{
    const char *told_names[3] = {NULL, NULL, "untouched"};
    int32_t told_types[3] = {0, 0, 9};
    expect_ok(cev_table_set_columns(table, 3, names, types, data, strides,
                                    NULL));
    expect_ok(
        cev_table_columns(table, 2, told_names, NULL, NULL, NULL, NULL));
    ck_assert_str_eq(told_names[1], "i");
    ck_assert_str_eq(told_names[2], "untouched");
    expect_ok(
        cev_table_columns(table, 2, NULL, told_types, NULL, NULL, NULL));
    ck_assert_int_eq(told_types[1], CEV_INT64);
    ck_assert_int_eq(told_types[2], 9);
    expect_ok(cev_table_columns(table, 0, NULL, NULL, NULL, NULL, NULL));
}
END_TEST

START_TEST(namesakes_are_replaced_and_the_last_one_counts)
{
    const char *const twice[3] = {"a", "d", "a"};
    expect_ok(cev_table_copy_column(table, "d", CEV_DOUBLE, numbers, 8, NULL));
    expect_ok(cev_table_set_columns(table, 3, twice, types, data, strides,
                                    NULL));
    ck_assert_int_eq(cev_table_column_count(table), 2);
    ck_assert_str_eq(cev_table_name(table, 0), "d");
    ck_assert_int_eq(cev_table_int64(table, "d", 2), 6);
    ck_assert_str_eq(cev_table_text(table, "a", 0), "a");
}
END_TEST

/* More than room is usually doubled for. */
START_TEST(a_wide_frame_is_lent_at_once)
{
    enum { WIDE = 21 };
    static char told[WIDE][16];
    const char *wide_names[WIDE];
    int32_t wide_types[WIDE];
    const void *wide_data[WIDE];
    int64_t wide_strides[WIDE];
    for (int i = 0; i < WIDE; i++) {
        snprintf(told[i], sizeof told[i], "c%d", i);
        wide_names[i] = told[i];
        wide_types[i] = CEV_DOUBLE;
        wide_data[i] = numbers;
        wide_strides[i] = 8;
    }
    expect_ok(cev_table_set_columns(table, WIDE, wide_names, wide_types,
                                    wide_data, wide_strides, NULL));
    ck_assert_int_eq(cev_table_column_count(table), WIDE);
    for (int i = 0; i < WIDE; i++)
        ck_assert(cev_table_double(table, told[i], 2) == 3.0);
}
END_TEST

/* Options name columns: one that there is not is told as far as there is room,
 * and of no rows numbers are as good as texts. */
START_TEST(columns_named_in_options_are_looked_for)
{
    char longer[CEV__MESSAGE_SIZE];
    const char *at = longer;
    const cev__column *column = NULL;
    cev_table *empty = NULL;
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    ck_assert_int_eq(cev__table_next_named(ctx, table, &at, &column),
                     CEV_ERR_COLUMN);
    ck_assert_uint_lt(strlen(cev_ctx_message(ctx)), sizeof longer - 1);
    ck_assert_ptr_nonnull(strstr(cev_ctx_message(ctx), "xxx"));
    ck_assert_ptr_null(column);
    expect_ok(cev_table_new(ctx, 0, &empty));
    expect_ok(cev_table_set_column(empty, "d", CEV_DOUBLE, NULL, 8, NULL));
    expect_ok(cev__texts_open(ctx, empty, "d", &column));
    ck_assert_ptr_nonnull(column);
    cev_table_free(empty);
    expect_ok(cev_table_set_columns(table, 3, names, types, data, strides,
                                    NULL));
    expect_failure(cev__texts_open(ctx, table, "d", &column), CEV_ERR_COLUMN,
                   "column \"d\" holds numbers; wanted texts");
}
END_TEST

START_TEST(nothing_is_nothing)
{
    expect_ok(cev_table_set_columns(table, 0, NULL, NULL, NULL, NULL, NULL));
    ck_assert_int_eq(cev_table_column_count(table), 0);
}
END_TEST

START_TEST(one_wrong_column_keeps_all_out)
{
    const char *const unnamed[3] = {"d", "i", ""};
    const int32_t odd[3] = {CEV_DOUBLE, 7, CEV_TEXT};
    const void *const nowhere[3] = {numbers, wholes, NULL};
    expect_ok(cev_table_copy_column(table, "d", CEV_INT64, wholes, 8, NULL));
    expect_failure(cev_table_set_columns(table, 3, unnamed, types, data,
                                         strides, NULL),
                   CEV_ERR_ARGUMENT, "name is empty");
    expect_failure(
        cev_table_set_columns(table, 3, names, odd, data, strides, NULL),
        CEV_ERR_ARGUMENT,
        "column \"i\": type = 7; wanted CEV_DOUBLE (1), CEV_INT64 (2) or "
        "CEV_TEXT (3)");
    expect_failure(
        cev_table_set_columns(table, 3, names, types, nowhere, strides, NULL),
        CEV_ERR_ARGUMENT, "column \"t\": data is NULL");
    ck_assert_int_eq(cev_table_column_count(table), 1);
    ck_assert_int_eq(cev_table_int64(table, "d", 0), 4);
}
END_TEST

START_TEST(arrays_and_counts_are_checked)
{
    ck_assert_int_eq(cev_table_set_columns(NULL, 3, names, types, data,
                                           strides, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_table_columns(NULL, 0, NULL, NULL, NULL, NULL, NULL),
                     CEV_ERR_ARGUMENT);
    expect_failure(
        cev_table_set_columns(table, -1, names, types, data, strides, NULL),
        CEV_ERR_ARGUMENT, "count = -1; wanted 0 or more");
    expect_failure(
        cev_table_set_columns(table, 3, NULL, types, data, strides, NULL),
        CEV_ERR_ARGUMENT, "names is NULL");
    expect_failure(
        cev_table_set_columns(table, 3, names, NULL, data, strides, NULL),
        CEV_ERR_ARGUMENT, "types is NULL");
    expect_failure(
        cev_table_set_columns(table, 3, names, types, NULL, strides, NULL),
        CEV_ERR_ARGUMENT, "data is NULL");
    expect_failure(
        cev_table_set_columns(table, 3, names, types, data, NULL, NULL),
        CEV_ERR_ARGUMENT, "strides is NULL");
    for (int64_t count = -1; count < 2; count += 2)
        expect_failure(
            cev_table_columns(table, count, NULL, NULL, NULL, NULL, NULL),
            CEV_ERR_ARGUMENT,
            count < 0 ? "count = -1; wanted 0 to 0, the columns there are"
                      : "count = 1; wanted 0 to 0, the columns there are");
}
END_TEST

/* Whatever memory fails, there are all columns or those before. */
static int32_t lend_all_or_none(cev_ctx *of, void *state)
{
    cev_table *made = NULL;
    (void)state;
    int32_t status = cev_table_new(of, 3, &made);
    if (status == CEV_OK)
        status =
            cev_table_copy_column(made, "i", CEV_DOUBLE, numbers, 8, NULL);
    if (status == CEV_OK) {
        status = cev_table_set_columns(made, 3, names, types, data, strides,
                                       validity);
        ck_assert_int_eq(cev_table_column_count(made),
                         status == CEV_OK ? 3 : 1);
        ck_assert(cev_table_double(made, "i", 0)
                  == (status == CEV_OK ? 4.0 : 1.0));
    }
    cev_table_free(made);
    return status;
}

START_TEST(many_at_once_survive_failing_memory)
{
    fail_each_allocation(lend_all_or_none, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("table columns");
    tcase_add_checked_fixture(cases, open_table, close_table);
    tcase_add_test(cases, what_is_lent_at_once_is_told_at_once);
    tcase_add_test(cases, fewer_may_be_asked_for_and_less_of_each);
    tcase_add_test(cases, namesakes_are_replaced_and_the_last_one_counts);
    tcase_add_test(cases, a_wide_frame_is_lent_at_once);
    tcase_add_test(cases, columns_named_in_options_are_looked_for);
    tcase_add_test(cases, nothing_is_nothing);
    tcase_add_test(cases, one_wrong_column_keeps_all_out);
    tcase_add_test(cases, arrays_and_counts_are_checked);
    tcase_add_test(cases, many_at_once_survive_failing_memory);
    Suite *s = suite_create("core/table_columns");
    suite_add_tcase(s, cases);
    return s;
}
