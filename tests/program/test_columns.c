/**
 * Tables as CSV, and lengths of time.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "shop.h"
#include "support/check_main.h"

enum { ROOM = 4096 };

static cev_ctx *ctx;
static cev_table *table;

static void open_table(void)
{
    ck_assert_int_eq(cev_ctx_new(NULL, NULL, &ctx), CEV_OK);
    ck_assert_int_eq(cev_table_new(ctx, 3, &table), CEV_OK);
}

static void close_table(void)
{
    cev_table_free(table);
    cev_ctx_free(ctx);
}

/* The table as text. */
static const char *printed(const column_dates *dates)
{
    static char text[ROOM];
    FILE *file = tmpfile();
    ck_assert_int_eq(columns_print(table, dates, file), 0);
    rewind(file);
    text[fread(text, 1, ROOM - 1, file)] = '\0';
    fclose(file);
    return text;
}

START_TEST(values_gaps_and_quotes)
{
    static const double numbers[] = {12.5, NAN, -3};
    static const char *const names[] = {"a,b", "say \"hi\"", NULL};
    static const int64_t days[] = {86400, INT64_MIN, -1};
    static const char *const moments[] = {"day"};
    column_dates dates = {moments, 1};
    cev_table_copy_column(table, "name", CEV_TEXT, names, sizeof *names,
                          NULL);
    cev_table_copy_column(table, "x", CEV_DOUBLE, numbers, sizeof *numbers,
                          NULL);
    cev_table_copy_column(table, "day", CEV_INT64, days, sizeof *days, NULL);
    ck_assert_str_eq(printed(&dates), "name,x,day\n"
                                      "\"a,b\",12.5,1970-01-02\n"
                                      "\"say \"\"hi\"\"\",,\n"
                                      ",-3,1969-12-31\n");
}
END_TEST

START_TEST(numbers_read_back_the_same)
{
    static const double numbers[] = {0.1 + 0.2, 1e300, -0.005};
    cev_table_copy_column(table, "x", CEV_DOUBLE, numbers, sizeof *numbers,
                          NULL);
    const char *line = printed(NULL);
    for (int i = 0; i < 3; i++) {
        line = strchr(line, '\n') + 1;
        ck_assert(strtod(line, NULL) == numbers[i]);
    }
}
END_TEST

START_TEST(amounts_look_as_they_were_written)
{
    static const double numbers[] = {19.99, -0.07, 1e14};
    cev_table_copy_column(table, "x", CEV_DOUBLE, numbers, sizeof *numbers,
                          NULL);
    ck_assert_str_eq(printed(NULL), "x\n19.99\n-0.07\n100000000000000\n");
}
END_TEST

START_TEST(a_column_that_is_not_there_reads_as_gaps)
{
    column c = column_find(table, "nothing");
    ck_assert(isnan(column_double(&c, 0)));
    ck_assert(column_int64(&c, 0) == INT64_MIN);
    ck_assert_ptr_null(column_text(&c, 0));
}
END_TEST

START_TEST(lengths_of_time)
{
    double days = -1;
    ck_assert(shop_duration("90", &days) && days == 90);
    ck_assert(shop_duration("26w", &days) && days == 182);
    ck_assert(shop_duration("12m", &days) && days == 365);
    ck_assert(shop_duration("2y", &days) && days == 730);
    ck_assert(shop_duration("1.5d", &days) && days == 1.5);
    static const char *const wrong[] = {"", "soon", "-1d", "12months", "inf",
                                        "nan", "1e9y", "d"};
    days = -1;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!shop_duration(wrong[i], &days), "%s", wrong[i]);
    ck_assert(days == -1);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("columns");
    tcase_add_checked_fixture(cases, open_table, close_table);
    tcase_add_test(cases, values_gaps_and_quotes);
    tcase_add_test(cases, numbers_read_back_the_same);
    tcase_add_test(cases, amounts_look_as_they_were_written);
    tcase_add_test(cases, a_column_that_is_not_there_reads_as_gaps);
    tcase_add_test(cases, lengths_of_time);
    Suite *s = suite_create("program/columns");
    suite_add_tcase(s, cases);
    return s;
}
