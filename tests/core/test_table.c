/* Tables: borrowed and owned columns, gaps, and single values. */
#include "core/table.h"
#include "core/expect.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static cev_table *table;

static void open_table(void)
{
    table = NULL;
    expect_ok(cev_table_new(ctx, 3, &table));
}

static void close_table(void)
{
    cev_table_free(table);
}

START_TEST(null_arguments_are_refused)
{
    double value = 1;
    cev_table *made = NULL;
    ck_assert_int_eq(cev_table_new(NULL, 1, &made), CEV_ERR_ARGUMENT);
    expect_failure(cev_table_new(ctx, 1, NULL), CEV_ERR_ARGUMENT,
                   "out is NULL");
    ck_assert_ptr_null(made);
    ck_assert_int_eq(
        cev_table_set_column(NULL, "a", CEV_DOUBLE, &value, 8, NULL),
        CEV_ERR_ARGUMENT);
    ck_assert_int_eq(
        cev_table_copy_column(NULL, "a", CEV_DOUBLE, &value, 8, NULL),
        CEV_ERR_ARGUMENT);
    expect_failure(
        cev_table_set_column(table, NULL, CEV_DOUBLE, &value, 0, NULL),
        CEV_ERR_ARGUMENT, "name is NULL");
    expect_failure(
        cev_table_copy_column(table, NULL, CEV_DOUBLE, &value, 0, NULL),
        CEV_ERR_ARGUMENT, "name is NULL");
    expect_failure(
        cev_table_set_column(table, "a", CEV_DOUBLE, NULL, 8, NULL),
        CEV_ERR_ARGUMENT, "column \"a\": data is NULL");
    expect_failure(
        cev_table_copy_column(table, "a", CEV_TEXT, NULL, 8, NULL),
        CEV_ERR_ARGUMENT, "column \"a\": data is NULL");
    ck_assert_int_eq(cev_table_column(NULL, "a", NULL, NULL, NULL, NULL),
                     CEV_ERR_ARGUMENT);
    expect_failure(cev_table_column(table, NULL, NULL, NULL, NULL, NULL),
                   CEV_ERR_ARGUMENT, "name is NULL");
    ck_assert_int_eq(cev_table_row_count(NULL), 0);
    ck_assert_int_eq(cev_table_column_count(NULL), 0);
    ck_assert_ptr_null(cev_table_name(NULL, 0));
    ck_assert(isnan(cev_table_double(NULL, "a", 0)));
    ck_assert(isnan(cev_table_double(table, NULL, 0)));
    ck_assert(cev_table_int64(NULL, "a", 0) == INT64_MIN);
    ck_assert(cev_table_int64(table, NULL, 0) == INT64_MIN);
    ck_assert_ptr_null(cev_table_text(NULL, "a", 0));
    ck_assert_ptr_null(cev_table_text(table, NULL, 0));
    cev_table_free(NULL);
}
END_TEST

START_TEST(wrong_arguments_are_named)
{
    double value = 1;
    cev_table *made = NULL;
    expect_failure(cev_table_new(ctx, INT64_MIN, &made), CEV_ERR_ARGUMENT,
                   "rows = -9223372036854775808; wanted 0 or more");
    expect_failure(cev_table_new(ctx, INT64_MAX, &made), CEV_ERR_LIMIT,
                   "rows = 9223372036854775807; wanted at most "
                   "144115188075855871");
    ck_assert_ptr_null(made);
    expect_failure(
        cev_table_set_column(table, "", CEV_DOUBLE, &value, 0, NULL),
        CEV_ERR_ARGUMENT, "name is empty");
    expect_failure(
        cev_table_set_column(table, "\377", CEV_DOUBLE, &value, 0, NULL),
        CEV_ERR_UTF8, "name is not valid UTF-8");
    expect_failure(cev_table_copy_column(table, "a", 4, &value, 0, NULL),
                   CEV_ERR_ARGUMENT,
                   "column \"a\": type = 4; wanted CEV_DOUBLE (1), CEV_INT64 "
                   "(2) or CEV_TEXT (3)");
    ck_assert_int_eq(cev_table_set_column(table, "a", 0, &value, 0, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_table_column_count(table), 0);
}
END_TEST

START_TEST(a_borrowed_column_is_the_callers_memory)
{
    double values[3] = {1, 2, 3};
    const void *data = NULL;
    const uint8_t *validity = (const uint8_t *)"";
    int64_t stride = 0;
    int32_t type = 0;
    expect_ok(cev_table_set_column(table, "v", CEV_DOUBLE, values, 8, NULL));
    expect_ok(cev_table_column(table, "v", &type, &data, &stride, &validity));
    ck_assert_int_eq(type, CEV_DOUBLE);
    ck_assert_ptr_eq(data, values);
    ck_assert_int_eq(stride, 8);
    ck_assert_ptr_null(validity);
    values[1] = 20;
    ck_assert(cev_table_double(table, "v", 1) == 20.0);
}
END_TEST

START_TEST(an_owned_column_is_a_copy)
{
    double values[3] = {1, 2, 3};
    char a[] = "Ada", b[] = "Zo\303\253";
    const char *names[3] = {a, NULL, b};
    expect_ok(cev_table_copy_column(table, "v", CEV_DOUBLE, values, 8, NULL));
    expect_ok(cev_table_copy_column(table, "n", CEV_TEXT, names,
                                    sizeof names[0], NULL));
    memset(values, 0, sizeof values);
    memset(a, 'x', 3);
    names[2] = a;
    ck_assert(cev_table_double(table, "v", 2) == 3.0);
    ck_assert_str_eq(cev_table_text(table, "n", 0), "Ada");
    ck_assert_ptr_null(cev_table_text(table, "n", 1));
    ck_assert_str_eq(cev_table_text(table, "n", 2), "Zo\303\253");
}
END_TEST

/* A stride may skip, stand still or go backwards, and nothing need be
 * aligned. */
START_TEST(any_stride_and_alignment_is_read)
{
    struct {
        char before;
        char bytes[3 * 13 + 8];
    } packed;
    for (int i = 0; i < 3; i++) {
        double value = i + 0.5;
        memcpy(packed.bytes + 13 * i, &value, 8);
    }
    int64_t five = 5;
    for (int owned = 0; owned < 2; owned++) {
        int32_t (*add)(cev_table *, const char *, int32_t, const void *,
                       int64_t, const uint8_t *) =
            owned ? cev_table_copy_column : cev_table_set_column;
        expect_ok(add(table, "on", CEV_DOUBLE, packed.bytes, 13, NULL));
        expect_ok(
            add(table, "back", CEV_DOUBLE, packed.bytes + 26, -13, NULL));
        expect_ok(add(table, "still", CEV_INT64, &five, 0, NULL));
        for (int64_t i = 0; i < 3; i++) {
            ck_assert(cev_table_double(table, "on", i) == (double)i + 0.5);
            ck_assert(cev_table_double(table, "back", i)
                      == (double)(2 - i) + 0.5);
            ck_assert_int_eq(cev_table_int64(table, "still", i), 5);
        }
    }
    ck_assert_int_eq(cev_table_column_count(table), 3);
}
END_TEST

START_TEST(text_is_read_by_stride_as_well)
{
    struct {
        int64_t id;
        const char *name;
    } rows[3] = {{1, "a"}, {2, NULL}, {3, "c"}};
    expect_ok(cev_table_set_column(table, "n", CEV_TEXT, &rows[0].name,
                                   sizeof rows[0], NULL));
    expect_ok(cev_table_copy_column(table, "m", CEV_TEXT, &rows[2].name,
                                    -(int64_t)sizeof rows[0], NULL));
    ck_assert_str_eq(cev_table_text(table, "n", 2), "c");
    ck_assert_str_eq(cev_table_text(table, "m", 0), "c");
    ck_assert_ptr_null(cev_table_text(table, "n", 1));
    ck_assert_ptr_null(cev_table_text(table, "m", 1));
}
END_TEST

/* TABLE-GAP-1: in owned columns every gap, however it was marked, holds the
 * value that stands for one. */
START_TEST(every_gap_of_an_owned_column_shows_in_its_data)
{
    const uint8_t validity[1] = {0x05}; /* row 1 is a gap */
    double numbers[3] = {1, 2, NAN};
    int64_t wholes[3] = {1, 2, 3};
    const char *texts[3] = {"a", "b", NULL};
    const void *data = NULL;
    expect_ok(cev_table_copy_column(table, "d", CEV_DOUBLE, numbers, 8,
                                    validity));
    expect_ok(
        cev_table_copy_column(table, "i", CEV_INT64, wholes, 8, validity));
    expect_ok(cev_table_copy_column(table, "t", CEV_TEXT, texts,
                                    sizeof texts[0], validity));
    expect_ok(cev_table_column(table, "d", NULL, &data, NULL, NULL));
    ck_assert(isnan(((const double *)data)[1]));
    ck_assert(isnan(((const double *)data)[2]));
    expect_ok(cev_table_column(table, "i", NULL, &data, NULL, NULL));
    ck_assert(((const int64_t *)data)[1] == INT64_MIN);
    ck_assert_int_eq(((const int64_t *)data)[2], 3);
    expect_ok(cev_table_column(table, "t", NULL, &data, NULL, NULL));
    ck_assert_ptr_null(((const char *const *)data)[1]);
    ck_assert_ptr_null(((const char *const *)data)[2]);
    ck_assert_str_eq(((const char *const *)data)[0], "a");
}
END_TEST

/* TABLE-GAP-1 for results, whose gaps are set one by one. */
START_TEST(a_gap_set_later_shows_in_the_data_as_well)
{
    double *numbers = NULL;
    int64_t *wholes = NULL;
    const uint8_t *validity = NULL;
    const char *const texts[3] = {"a", "b", "c"};
    expect_ok(cev__table_add_double(table, "d", &numbers));
    expect_ok(cev__table_add_int64(table, "i", &wholes));
    expect_ok(cev__table_add_text(table, "t", texts));
    ck_assert(numbers[0] == 0.0 && numbers[2] == 0.0);
    ck_assert_int_eq(wholes[2], 0);
    expect_ok(cev__table_set_gap(table, "d", 2));
    expect_ok(cev__table_set_gap(table, "i", 0));
    expect_ok(cev__table_set_gap(table, "i", 2));
    expect_ok(cev__table_set_gap(table, "t", 1));
    ck_assert(isnan(numbers[2]));
    ck_assert(wholes[0] == INT64_MIN && wholes[2] == INT64_MIN);
    ck_assert_ptr_null(cev_table_text(table, "t", 1));
    ck_assert_str_eq(cev_table_text(table, "t", 2), "c");
    expect_ok(cev_table_column(table, "i", NULL, NULL, NULL, &validity));
    ck_assert_int_eq(validity[0] & 7, 2);
}
END_TEST

START_TEST(validity_counts_bits_from_the_lowest)
{
    enum { ROWS = 19 };
    const uint8_t validity[3] = {0x01, 0x80, 0x04}; /* rows 0, 15, 18 */
    double values[ROWS];
    cev_table *longer = NULL;
    for (int i = 0; i < ROWS; i++)
        values[i] = i;
    expect_ok(cev_table_new(ctx, ROWS, &longer));
    expect_ok(cev_table_set_column(longer, "b", CEV_DOUBLE, values, 8,
                                   validity));
    expect_ok(cev_table_copy_column(longer, "o", CEV_DOUBLE, values, 8,
                                    validity));
    for (int i = 0; i < ROWS; i++) {
        int valid = i == 0 || i == 15 || i == 18;
        ck_assert(isnan(cev_table_double(longer, "b", i)) == !valid);
        ck_assert(isnan(cev_table_double(longer, "o", i)) == !valid);
    }
    cev_table_free(longer);
}
END_TEST

START_TEST(a_value_of_another_type_or_place_is_a_gap)
{
    int64_t wholes[3] = {1, -2, 3};
    double numbers[3] = {0.5, 1.5, 2.5};
    const char *texts[3] = {"a", "b", "c"};
    expect_ok(cev_table_set_column(table, "i", CEV_INT64, wholes, 8, NULL));
    expect_ok(cev_table_set_column(table, "d", CEV_DOUBLE, numbers, 8, NULL));
    expect_ok(cev_table_set_column(table, "t", CEV_TEXT, texts,
                                   sizeof texts[0], NULL));
    ck_assert(cev_table_double(table, "i", 1) == -2.0);
    ck_assert(cev_table_int64(table, "d", 1) == INT64_MIN);
    ck_assert(isnan(cev_table_double(table, "t", 1)));
    ck_assert(cev_table_int64(table, "t", 1) == INT64_MIN);
    ck_assert_ptr_null(cev_table_text(table, "i", 1));
    ck_assert_ptr_null(cev_table_text(table, "d", 1));
    ck_assert_ptr_null(cev_table_text(table, "t", 3));
    ck_assert_ptr_null(cev_table_text(table, "t", -1));
    ck_assert(isnan(cev_table_double(table, "none", 0)));
}
END_TEST

START_TEST(columns_are_found_by_name_and_number)
{
    double value = 0;
    const void *untouched = &value;
    expect_ok(cev_table_set_column(table, "a", CEV_DOUBLE, &value, 0, NULL));
    expect_ok(cev_table_set_column(table, "b", CEV_DOUBLE, &value, 0, NULL));
    ck_assert_str_eq(cev_table_name(table, 1), "b");
    ck_assert_ptr_null(cev_table_name(table, 2));
    ck_assert_ptr_null(cev_table_name(table, -1));
    expect_failure(cev_table_column(table, "c\n", NULL, &untouched, NULL, NULL),
                   CEV_ERR_NOT_FOUND, "the table has no column \"c?\"");
    ck_assert_ptr_eq(untouched, &value);
}
END_TEST

START_TEST(a_column_replaces_its_namesake)
{
    double numbers[3] = {1, 2, 3};
    const char *texts[3] = {"a", "b", "c"};
    expect_ok(cev_table_copy_column(table, "a", CEV_DOUBLE, numbers, 8, NULL));
    expect_ok(cev_table_copy_column(table, "b", CEV_DOUBLE, numbers, 8, NULL));
    expect_ok(cev_table_copy_column(table, "a", CEV_TEXT, texts,
                                    sizeof texts[0], NULL));
    ck_assert_int_eq(cev_table_column_count(table), 2);
    ck_assert_str_eq(cev_table_name(table, 0), "a");
    ck_assert_str_eq(cev_table_text(table, "a", 1), "b");
    expect_ok(cev_table_set_column(table, "a", CEV_DOUBLE, numbers, 8, NULL));
    ck_assert(cev_table_double(table, "a", 1) == 2.0);
}
END_TEST

START_TEST(a_column_may_be_copied_onto_itself)
{
    double numbers[3] = {1, 2, 3};
    const char *texts[3] = {"a", NULL, "c"};
    const void *data = NULL;
    int64_t stride = 0;
    expect_ok(cev_table_copy_column(table, "d", CEV_DOUBLE, numbers, 8, NULL));
    expect_ok(cev_table_copy_column(table, "t", CEV_TEXT, texts,
                                    sizeof texts[0], NULL));
    expect_ok(cev_table_column(table, "d", NULL, &data, &stride, NULL));
    expect_ok(cev_table_copy_column(table, cev_table_name(table, 0),
                                    CEV_DOUBLE, (const double *)data + 2,
                                    -stride, NULL));
    ck_assert(cev_table_double(table, "d", 0) == 3.0);
    ck_assert(cev_table_double(table, "d", 2) == 1.0);
    expect_ok(cev_table_column(table, "t", NULL, &data, &stride, NULL));
    expect_ok(cev_table_copy_column(table, cev_table_name(table, 1), CEV_TEXT,
                                    data, stride, NULL));
    ck_assert_str_eq(cev_table_text(table, "t", 2), "c");
}
END_TEST

START_TEST(a_refused_column_leaves_the_one_before)
{
    double numbers[3] = {1, 2, 3};
    expect_ok(cev_table_copy_column(table, "a", CEV_DOUBLE, numbers, 8, NULL));
    ck_assert_int_ne(cev_table_set_column(table, "a", 9, numbers, 8, NULL),
                     CEV_OK);
    ck_assert_int_ne(
        cev_table_set_column(table, "a", CEV_DOUBLE, NULL, 8, NULL), CEV_OK);
    ledger.fail_from = ledger.requests + 1;
    ledger.fail_until = INT64_MAX;
    expect_failure(
        cev_table_copy_column(table, "a", CEV_INT64, numbers, 8, NULL),
        CEV_ERR_MEMORY, "out of memory");
    ledger.fail_from = 0;
    ck_assert(cev_table_double(table, "a", 2) == 3.0);
    ck_assert_int_eq(cev_table_column_count(table), 1);
}
END_TEST

START_TEST(many_columns_fit)
{
    double value = 0;
    char name[8];
    for (int64_t i = 0; i < 100; i++) {
        cev__format(name, sizeof name, "c%d", i);
        expect_ok(
            cev_table_set_column(table, name, CEV_DOUBLE, &value, 0, NULL));
    }
    ck_assert_int_eq(cev_table_column_count(table), 100);
    ck_assert_str_eq(cev_table_name(table, 99), "c99");
}
END_TEST

START_TEST(a_table_without_rows_needs_no_data)
{
    cev_table *empty = NULL;
    const void *data = NULL;
    expect_ok(cev_table_new(ctx, 0, &empty));
    expect_ok(cev_table_set_column(empty, "b", CEV_DOUBLE, NULL, 8, NULL));
    expect_ok(cev_table_copy_column(empty, "o", CEV_TEXT, NULL, 8, NULL));
    ck_assert_int_eq(cev_table_row_count(empty), 0);
    ck_assert_int_eq(cev_table_column_count(empty), 2);
    ck_assert(isnan(cev_table_double(empty, "b", 0)));
    expect_ok(cev_table_column(empty, "o", NULL, &data, NULL, NULL));
    ck_assert_ptr_nonnull(data);
    cev_table_free(empty);
}
END_TEST

START_TEST(numbers_are_read_as_doubles_whatever_they_are)
{
    const uint8_t validity[1] = {0x06};
    int64_t wholes[3] = {1, -2, INT64_C(1) << 60};
    const char *texts[3] = {"a", "b", "c"};
    cev__numbers numbers;
    expect_ok(
        cev_table_set_column(table, "i", CEV_INT64, wholes, 8, validity));
    expect_ok(cev_table_set_column(table, "t", CEV_TEXT, texts,
                                   sizeof texts[0], NULL));
    expect_ok(cev__table_numbers(ctx, table, "i", &numbers));
    ck_assert(isnan(cev__number_at(&numbers, 0)));
    ck_assert(cev__number_at(&numbers, 1) == -2.0);
    ck_assert(cev__number_at(&numbers, 2) == ldexp(1, 60));
    expect_failure(cev__table_numbers(ctx, table, "t", &numbers),
                   CEV_ERR_COLUMN,
                   "column \"t\" is text; wanted doubles or int64");
    expect_failure(cev__table_numbers(ctx, table, "x", &numbers),
                   CEV_ERR_COLUMN,
                   "the table has no column \"x\"; wanted one of doubles or "
                   "int64");
}
END_TEST

/* Many at once, where they lie side by side and where they do not. */
START_TEST(numbers_are_read_many_at_once)
{
    double apart[6] = {1, 0, 2, 0, 3, 0}, room[3];
    int64_t wholes[3] = {1, 2, 3};
    const uint8_t validity[1] = {0x07};
    static char shifted[3 * 8 + 1];
    const double beside[3] = {1, 2, 3};
    memcpy(shifted + 1, beside, sizeof beside);
    expect_ok(cev_table_set_column(table, "beside", CEV_DOUBLE, beside, 8,
                                   NULL));
    expect_ok(
        cev_table_set_column(table, "apart", CEV_DOUBLE, apart, 16, NULL));
    expect_ok(cev_table_set_column(table, "shifted", CEV_DOUBLE, shifted + 1,
                                   8, NULL));
    expect_ok(
        cev_table_set_column(table, "wholes", CEV_INT64, wholes, 8, NULL));
    expect_ok(cev_table_set_column(table, "held", CEV_DOUBLE, beside, 8,
                                   validity));
    for (int64_t c = 0; c < cev_table_column_count(table); c++) {
        cev__numbers numbers;
        expect_ok(cev__table_numbers(ctx, table, cev_table_name(table, c),
                                     &numbers));
        const double *seen = cev__numbers_see(&numbers, 1, 2, room);
        const double *at = cev__numbers_at(&numbers, 0, 3, room);
        ck_assert(at[0] == 1.0 && at[1] == 2.0 && at[2] == 3.0);
        seen = cev__numbers_see(&numbers, 1, 2, room);
        ck_assert(seen[0] == 2.0 && seen[1] == 3.0);
        ck_assert((seen == room) == (c > 0));
        cev__numbers_read(&numbers, 3, 0, room);
        ck_assert(room[0] == (c > 0 ? 2.0 : room[0]));
    }
}
END_TEST

START_TEST(columns_are_copied_between_tables)
{
    const uint8_t validity[1] = {0x05};
    double numbers[3] = {1, 2, 3};
    cev_table *other = NULL;
    expect_ok(cev_table_set_column(table, "a", CEV_DOUBLE, numbers, 8,
                                   validity));
    expect_ok(cev_table_new(ctx, 3, &other));
    expect_ok(cev__table_add_copy(other, "a", table));
    ck_assert(cev_table_double(other, "a", 2) == 3.0);
    ck_assert(isnan(cev_table_double(other, "a", 1)));
    cev_table_free(other);
}
END_TEST

static int32_t fill_a_table(cev_ctx *of, void *state)
{
    const uint8_t validity[1] = {0x01};
    double numbers[2] = {1, 2};
    const char *texts[2] = {"a", "b"};
    cev_table *made = NULL;
    (void)state;
    int32_t status = cev_table_new(of, 2, &made);
    if (status == CEV_OK)
        status =
            cev_table_set_column(made, "b", CEV_DOUBLE, numbers, 8, NULL);
    if (status == CEV_OK)
        status = cev_table_copy_column(made, "o", CEV_DOUBLE, numbers, 8,
                                       validity);
    if (status == CEV_OK)
        status = cev_table_copy_column(made, "t", CEV_TEXT, texts,
                                       sizeof texts[0], validity);
    if (status == CEV_OK)
        status = cev_table_copy_column(made, "b", CEV_TEXT, texts,
                                       sizeof texts[0], NULL);
    for (char name[3] = "ca"; status == CEV_OK && name[1] < 'k'; name[1]++)
        status =
            cev_table_set_column(made, name, CEV_DOUBLE, numbers, 8, NULL);
    if (status == CEV_OK)
        status = cev__table_set_gap(made, "b", 1);
    cev_table_free(made);
    return status;
}

START_TEST(tables_survive_failing_memory)
{
    fail_each_allocation(fill_a_table, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("table");
    tcase_add_checked_fixture(cases, open_table, close_table);
    tcase_add_test(cases, null_arguments_are_refused);
    tcase_add_test(cases, wrong_arguments_are_named);
    tcase_add_test(cases, a_borrowed_column_is_the_callers_memory);
    tcase_add_test(cases, an_owned_column_is_a_copy);
    tcase_add_test(cases, any_stride_and_alignment_is_read);
    tcase_add_test(cases, text_is_read_by_stride_as_well);
    tcase_add_test(cases, every_gap_of_an_owned_column_shows_in_its_data);
    tcase_add_test(cases, a_gap_set_later_shows_in_the_data_as_well);
    tcase_add_test(cases, validity_counts_bits_from_the_lowest);
    tcase_add_test(cases, a_value_of_another_type_or_place_is_a_gap);
    tcase_add_test(cases, columns_are_found_by_name_and_number);
    tcase_add_test(cases, a_column_replaces_its_namesake);
    tcase_add_test(cases, a_column_may_be_copied_onto_itself);
    tcase_add_test(cases, a_refused_column_leaves_the_one_before);
    tcase_add_test(cases, many_columns_fit);
    tcase_add_test(cases, a_table_without_rows_needs_no_data);
    tcase_add_test(cases, numbers_are_read_as_doubles_whatever_they_are);
    tcase_add_test(cases, numbers_are_read_many_at_once);
    tcase_add_test(cases, columns_are_copied_between_tables);
    tcase_add_test(cases, tables_survive_failing_memory);
    Suite *s = suite_create("core/table");
    suite_add_tcase(s, cases);
    return s;
}
