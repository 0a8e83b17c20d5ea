/* Summaries line by line: numbers in the words of verdicts. */
#include "core/lines.h"
#include "core/expect.h"

#include <math.h>
#include <string.h>

/* The words that a verdict of this template and number gets. */
static const char *words_of(const char *text, double value)
{
    static char words[CEV__LINE_TEXT];
    cev__lines lines = {.ctx = ctx};
    cev__lines_verdict(&lines, "key", value, text);
    memcpy(words, lines.lines[0].text, sizeof words);
    cev__lines_clear(&lines);
    return words;
}

START_TEST(verdicts_say_their_number)
{
    ck_assert_str_eq(words_of("{n} came back", 1234.0), "1234 came back");
    ck_assert_str_eq(words_of("only {%} did", 0.3468), "only 35 % did");
    ck_assert_str_eq(words_of("it is {x}.", -0.1234), "it is -0.12.");
    ck_assert_str_eq(words_of("at the end {n}", 0.0), "at the end 0");
    ck_assert_str_eq(words_of("without", NAN), "without");
}
END_TEST

START_TEST(parts_stand_before_names)
{
    cev__lines lines = {.ctx = ctx};
    lines.part = "bgnbd";
    cev__lines_verdict(&lines, "few", 3.0, "{n}");
    ck_assert_str_eq(lines.lines[0].name, "bgnbd.few");
    ck_assert_str_eq(lines.lines[0].section, "verdict");
    ck_assert_double_eq(lines.lines[0].value, 3.0);
    cev__lines_clear(&lines);
}
END_TEST

enum { MANY_LINES = 1000 };

/* As many figures as a model of a thousand features has. */
static int32_t gather_many(cev_ctx *of, void *state)
{
    cev__lines lines = {.ctx = of};
    cev_table *table = NULL;
    (void)state;
    for (int i = 0; i < MANY_LINES; i++)
        cev__lines_figure(&lines, i % 2 == 0 ? "even" : "odd", i);
    int32_t status = cev__lines_table(&lines, &table);
    ck_assert((status == CEV_OK) == (table != NULL));
    ck_assert_ptr_null(lines.lines);
    if (status == CEV_OK) {
        ck_assert_int_eq(cev_table_row_count(table), MANY_LINES);
        ck_assert_str_eq(cev_table_text(table, "name", 999), "odd");
        ck_assert_str_eq(cev_table_text(table, "section", 0), "fit");
        ck_assert_ptr_null(cev_table_text(table, "text", 500));
        ck_assert_double_eq(cev_table_double(table, "value", 998), 998.0);
        ck_assert(isnan(cev_table_double(table, "std_error", 7)));
    }
    cev_table_free(table);
    return status;
}

START_TEST(lines_may_be_many)
{
    expect_ok(gather_many(ctx, NULL));
    fail_each_allocation(gather_many, NULL);
}
END_TEST

START_TEST(scores_have_a_table_of_their_own)
{
    cev__lines lines = {.ctx = ctx};
    cev_table *table = NULL;
    lines.part = "naive";
    lines.joint = "_";
    cev__lines_figure(&lines, "mae", 0.5);
    expect_ok(cev__lines_metrics(&lines, &table));
    ck_assert_int_eq(cev_table_column_count(table), 4);
    ck_assert_str_eq(cev_table_text(table, "metric", 0), "naive_mae");
    ck_assert(isnan(cev_table_double(table, "upper", 0)));
    cev_table_free(table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("lines");
    tcase_add_test(cases, verdicts_say_their_number);
    tcase_add_test(cases, parts_stand_before_names);
    tcase_add_test(cases, lines_may_be_many);
    tcase_add_test(cases, scores_have_a_table_of_their_own);
    Suite *s = suite_create("core/lines");
    suite_add_tcase(s, cases);
    return s;
}
