/* The top rows of a table: against a plain sort, ties, gaps and all types. */
#include "core/expect.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 1000 };

static double values[ROWS];
static int64_t wholes[ROWS];
static cev_table *table;
static cev_table *top;

static void open_table(void)
{
    table = NULL;
    top = NULL;
    for (int i = 0; i < ROWS; i++) {
        values[i] = i * 7919 % 101 - 50; /* many ties */
        wholes[i] = i;
    }
    expect_ok(cev_table_new(ctx, ROWS, &table));
    expect_ok(cev_table_set_column(table, "v", CEV_DOUBLE, values, 8, NULL));
    expect_ok(cev_table_set_column(table, "row", CEV_INT64, wholes, 8, NULL));
}

static void close_table(void)
{
    cev_table_free(top);
    cev_table_free(table);
}

/* Whether row a stands before row b, by the header's words. */
static int comes_first(int64_t a, int64_t b)
{
    if (isnan(values[a]) || isnan(values[b]))
        return isnan(values[a]) ? isnan(values[b]) && a < b : 1;
    return values[a] > values[b] || (!(values[a] < values[b]) && a < b);
}

/* Takes the best off again and again. */
static void check_against_selection(int64_t rows)
{
    int taken[ROWS] = {0};
    expect_ok(cev_table_top(table, "v", rows, &top));
    ck_assert_int_eq(cev_table_row_count(top), rows < ROWS ? rows : ROWS);
    for (int64_t i = 0; i < cev_table_row_count(top); i++) {
        int64_t best = -1;
        for (int64_t j = 0; j < ROWS; j++)
            if (!taken[j] && (best < 0 || comes_first(j, best)))
                best = j;
        taken[best] = 1;
        ck_assert_int_eq(cev_table_int64(top, "row", i), best);
        double value = cev_table_double(top, "v", i);
        ck_assert(isnan(value) ? isnan(values[best]) : value == values[best]);
    }
    cev_table_free(top);
    top = NULL;
}

START_TEST(the_top_is_that_of_a_sort)
{
    static const int64_t rows[] = {0, 1, 2, 10, 101, 999, 1000, INT64_MAX};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_against_selection(rows[i]);
}
END_TEST

START_TEST(gaps_come_last_in_the_order_of_their_rows)
{
    for (int i = 0; i < ROWS; i += 3)
        values[i] = NAN;
    check_against_selection(700);
    check_against_selection(1000);
}
END_TEST

START_TEST(equal_values_keep_the_order_of_their_rows)
{
    for (int i = 0; i < ROWS; i++)
        values[i] = i % 2 ? 0.0 : -0.0;
    check_against_selection(20);
}
END_TEST

START_TEST(large_int64_are_compared_exactly)
{
    /* As doubles all of these are 2^62. */
    for (int i = 0; i < ROWS; i++)
        wholes[i] = (INT64_C(1) << 62) + i * 31 % ROWS % 250;
    expect_ok(cev_table_top(table, "row", 1000, &top));
    for (int64_t i = 1; i < ROWS; i++)
        ck_assert(cev_table_int64(top, "row", i)
                  <= cev_table_int64(top, "row", i - 1));
    ck_assert_int_eq(cev_table_int64(top, "row", 0),
                     (INT64_C(1) << 62) + 249);
    ck_assert_int_eq(cev_table_int64(top, "row", 999), INT64_C(1) << 62);
}
END_TEST

START_TEST(all_columns_come_along_with_their_gaps)
{
    const uint8_t validity[1] = {0x0B}; /* row 2 is a gap */
    double numbers[4] = {1, 4, 9, 3};
    const char *texts[4] = {"one", NULL, "nine", "three"};
    cev_table *small = NULL;
    expect_ok(cev_table_new(ctx, 4, &small));
    expect_ok(cev_table_set_column(small, "n", CEV_DOUBLE, numbers, 8,
                                   validity));
    expect_ok(cev_table_set_column(small, "t", CEV_TEXT, texts,
                                   sizeof texts[0], NULL));
    expect_ok(cev_table_set_column(small, "back", CEV_DOUBLE, numbers + 3, -8,
                                   NULL));
    expect_ok(cev_table_top(small, "n", 4, &top));
    cev_table_free(small);
    ck_assert(cev_table_double(top, "n", 0) == 4.0);
    ck_assert(cev_table_double(top, "n", 1) == 3.0);
    ck_assert(cev_table_double(top, "n", 2) == 1.0);
    ck_assert(isnan(cev_table_double(top, "n", 3)));
    ck_assert_ptr_null(cev_table_text(top, "t", 0));
    ck_assert_str_eq(cev_table_text(top, "t", 1), "three");
    ck_assert_str_eq(cev_table_text(top, "t", 3), "nine");
    ck_assert(cev_table_double(top, "back", 0) == 9.0);
}
END_TEST

START_TEST(wrong_arguments_are_refused)
{
    const char *texts[ROWS] = {NULL};
    expect_ok(cev_table_set_column(table, "t", CEV_TEXT, texts,
                                   sizeof texts[0], NULL));
    ck_assert_int_eq(cev_table_top(NULL, "v", 1, &top), CEV_ERR_ARGUMENT);
    expect_failure(cev_table_top(table, NULL, 1, &top), CEV_ERR_ARGUMENT,
                   "name is NULL");
    expect_failure(cev_table_top(table, "v", 1, NULL), CEV_ERR_ARGUMENT,
                   "out is NULL");
    expect_failure(cev_table_top(table, "v", -1, &top), CEV_ERR_ARGUMENT,
                   "rows = -1; wanted 0 or more");
    expect_failure(cev_table_top(table, "t", 1, &top), CEV_ERR_COLUMN,
                   "column \"t\" is text; wanted doubles or int64");
    expect_failure(cev_table_top(table, "clv", 1, &top), CEV_ERR_COLUMN,
                   "the table has no column \"clv\"; wanted one of doubles "
                   "or int64");
    ck_assert_ptr_null(top);
}
END_TEST

static int32_t take_the_top(cev_ctx *of, void *state)
{
    const uint8_t validity[1] = {0x05};
    double numbers[3] = {1, 2, 3};
    const char *texts[3] = {"a", "b", "c"};
    cev_table *all = NULL;
    cev_table *best = NULL;
    (void)state;
    int32_t status = cev_table_new(of, 3, &all);
    if (status == CEV_OK)
        status = cev_table_set_column(all, "n", CEV_DOUBLE, numbers, 8,
                                      validity);
    if (status == CEV_OK)
        status = cev_table_set_column(all, "t", CEV_TEXT, texts,
                                      sizeof texts[0], validity);
    if (status == CEV_OK)
        status = cev_table_top(all, "n", 2, &best);
    ck_assert((status == CEV_OK) == (best != NULL));
    cev_table_free(best);
    cev_table_free(all);
    return status;
}

START_TEST(the_top_survives_failing_memory)
{
    fail_each_allocation(take_the_top, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("table_top");
    tcase_add_checked_fixture(cases, open_table, close_table);
    tcase_add_test(cases, the_top_is_that_of_a_sort);
    tcase_add_test(cases, gaps_come_last_in_the_order_of_their_rows);
    tcase_add_test(cases, equal_values_keep_the_order_of_their_rows);
    tcase_add_test(cases, large_int64_are_compared_exactly);
    tcase_add_test(cases, all_columns_come_along_with_their_gaps);
    tcase_add_test(cases, wrong_arguments_are_refused);
    tcase_add_test(cases, the_top_survives_failing_memory);
    Suite *s = suite_create("core/table_top");
    suite_add_tcase(s, cases);
    return s;
}
