/* Summaries line by line: numbers in the words of verdicts. */
#include "support/check_main.h"

#include <math.h>
#include <string.h>

#include "value/lines.h"

/* The words that a verdict of this template and number gets. */
static const char *words_of(const char *text, double value)
{
    static cev__lines lines;
    memset(&lines, 0, sizeof lines);
    cev__lines_verdict(&lines, "key", value, text);
    return lines.lines[0].text;
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
    cev__lines lines;
    memset(&lines, 0, sizeof lines);
    lines.part = "bgnbd";
    cev__lines_verdict(&lines, "few", 3.0, "{n}");
    ck_assert_str_eq(lines.lines[0].name, "bgnbd.few");
    ck_assert_str_eq(lines.lines[0].section, "verdict");
    ck_assert_double_eq(lines.lines[0].value, 3.0);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("lines");
    tcase_add_test(cases, verdicts_say_their_number);
    tcase_add_test(cases, parts_stand_before_names);
    Suite *s = suite_create("value/lines");
    suite_add_tcase(s, cases);
    return s;
}
