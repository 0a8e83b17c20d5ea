/* Numbers out of text. */
#include "core/number.h"

#include "support/check_main.h"

#include <locale.h>

START_TEST(numbers_are_read_as_far_as_they_go)
{
    static const struct {
        const char *text;
        int64_t length;
        double value;
    } cases[] = {
        {"12", 2, 12},          {"12.5x", 4, 12.5},   {".5", 2, 0.5},
        {"5.", 2, 5},           {"1e3", 3, 1000},     {"1e-3 ", 4, 0.001},
        {"1E+2", 4, 100},       {"1e", 1, 1},         {"1e+", 1, 1},
        {"", 0, 0},             {".", 0, 0},          {"-1", 0, 0},
        {"x", 0, 0},            {"nan", 0, 0},        {"inf", 0, 0},
        {"1e999", 0, 0},        {"1e-999", 6, 0},     {"0x10", 1, 0},
        {"1,5", 1, 1},          {"0.1", 3, 0.1},      {"1.2.3", 3, 1.2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = 0;
        ck_assert_int_eq(cev__number_read(cases[i].text, &value),
                         cases[i].length);
        ck_assert(value == cases[i].value);
    }
}
END_TEST

/* A comma for a point changes nothing. */
START_TEST(the_locale_does_not_matter)
{
    double value = 0;
    if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL
        && setlocale(LC_NUMERIC, "fr_FR.UTF-8") == NULL)
        SKIP("no locale with a decimal comma is installed");
    ck_assert_int_eq(cev__number_read("12.5", &value), 4);
    ck_assert(value == 12.5);
    setlocale(LC_NUMERIC, "C");
}
END_TEST

START_TEST(long_numbers_are_none)
{
    char digits[80] = {0};
    double value = 7;
    for (int i = 0; i < 60; i++)
        digits[i] = '1';
    ck_assert_int_eq(cev__number_read(digits, &value), 60);
    digits[60] = '1';
    value = 7;
    ck_assert_int_eq(cev__number_read(digits, &value), 0);
    ck_assert(value == 7);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("number");
    tcase_add_test(cases, numbers_are_read_as_far_as_they_go);
    tcase_add_test(cases, the_locale_does_not_matter);
    tcase_add_test(cases, long_numbers_are_none);
    Suite *all = suite_create("core/number");
    suite_add_tcase(all, cases);
    return all;
}
