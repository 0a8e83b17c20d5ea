/**
 * Amounts as shops write them, exact sums, and decimal text.
 */
#include <string.h>

#include "money.h"
#include "support/check_main.h"

/* Reads `text` and writes it again in `currency`; "bad", "empty", "range". */
static const char *again(const char *text, int decimal_comma,
                         const char *currency)
{
    static char out[MONEY_TEXT];
    money amount;

    switch (money_parse(text, strlen(text), decimal_comma, &amount)) {
    case MONEY_EMPTY: return "empty";
    case MONEY_BAD: return "bad";
    case MONEY_RANGE: return "range";
    }
    ck_assert_uint_eq(money_text(amount, currency, out), strlen(out));
    return out;
}

START_TEST(amounts_are_read_as_shops_write_them)
{
    static const char *const pairs[][2] = {
        {"0", "0.00"}, {"12", "12.00"}, {"12.5", "12.50"},
        {"276.5400", "276.54"}, {"1.7605", "1.7605"}, {".5", "0.50"},
        {"-12.00", "-12.00"}, {"+3", "3.00"}, {"$1,240.00", "1240.00"},
        {"-$12.00", "-12.00"}, {"$-12.00", "-12.00"},
        {"($1.58)", "-1.58"}, {"$37.50 ", "37.50"}, {" 7 ", "7.00"},
        {"12.00-", "-12.00"}, {"EUR 3", "3.00"}, {"3 EUR", "3.00"},
        {"&#36;184.00", "184.00"}, {"\xe2\x82\xac" "5", "5.00"},
        {"5\xc2\xa0\xe2\x82\xac", "5.00"}, {"1 234.50", "1234.50"},
        {"1\xe2\x80\xaf" "234.50", "1234.50"}, {"1'234.50", "1234.50"},
        {"\xe2\x88\x92" "4", "-4.00"}, {"1e-9", "0.000000001"},
        {"1E3", "1000.00"}, {"-0", "0.00"}, {"5.", "5.00"},
        {"1,234,567.89", "1234567.89"},
        {"19.990000000000002", "19.990000000000002"},
        {"0.30000000000000004", "0.30000000000000004"},
        {"1000000000000", "1000000000000.00"}
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        ck_assert_str_eq(again(pairs[i][0], 0, "USD"), pairs[i][1]);
}
END_TEST

START_TEST(what_is_no_amount_is_refused)
{
    static const char *const texts[] = {
        "abc", "NaN", "nan", "inf", "-inf", "INF", "1.2.3", "12,50", "1,2345",
        "1,23,456", ",5", "--5", "(5", "5)", "-(5)", "1e", "1e+", "12abc",
        "0x10", "-", ".", "1 2", "$"
    };

    for (size_t i = 0; i + 1 < sizeof texts / sizeof *texts; i++)
        ck_assert_str_eq(again(texts[i], 0, "USD"), "bad");
    ck_assert_str_eq(again("$", 0, "USD"), "empty");
    ck_assert_str_eq(again("", 0, "USD"), "empty");
    ck_assert_str_eq(again("  ", 0, "USD"), "empty");
}
END_TEST

START_TEST(decimal_commas_are_read_when_declared)
{
    ck_assert_str_eq(again("1.234,50", 1, "EUR"), "1234.50");
    ck_assert_str_eq(again("12,5", 1, "EUR"), "12.50");
    ck_assert_str_eq(again("-1 234,5 \xe2\x82\xac", 1, "EUR"), "-1234.50");
    ck_assert_str_eq(again("12.50", 1, "EUR"), "bad");
    ck_assert_str_eq(again("12.500", 1, "EUR"), "12500.00");
}
END_TEST

START_TEST(more_than_18_digits_are_rounded_or_refused)
{
    ck_assert_str_eq(again("999999999999999999", 0, ""),
                     "999999999999999999.00");
    ck_assert_str_eq(again("1000000000000000000", 0, ""), "range");
    ck_assert_str_eq(again("1e18", 0, ""), "range");
    ck_assert_str_eq(again("1e999999999999", 0, ""), "range");
    ck_assert_str_eq(again("1e-999999999999", 0, ""), "0.00");
    /* Half to even at the eighteenth digit. */
    ck_assert_str_eq(again("0.1234567890123456785", 0, ""),
                     "0.123456789012345678");
    ck_assert_str_eq(again("0.1234567890123456775", 0, ""),
                     "0.123456789012345678");
    ck_assert_str_eq(again("0.12345678901234567850001", 0, ""),
                     "0.123456789012345679");
    ck_assert_str_eq(again("15e-19", 0, ""), "0.000000000000000002");
    ck_assert_str_eq(again("25e-19", 0, ""), "0.000000000000000002");
}
END_TEST

START_TEST(text_has_the_decimals_of_the_currency)
{
    ck_assert_str_eq(again("3600", 0, "JPY"), "3600");
    ck_assert_str_eq(again("3600.00", 0, "JPY"), "3600");
    ck_assert_str_eq(again("3600.5", 0, "JPY"), "3600.5");
    ck_assert_str_eq(again("1.5", 0, "KWD"), "1.500");
    ck_assert_str_eq(again("0", 0, "JPY"), "0");
    ck_assert_str_eq(again("-0.05", 0, "USD"), "-0.05");
    ck_assert_int_eq(money_decimals("EUR"), 2);
    ck_assert_int_eq(money_decimals(""), 2);
    ck_assert_int_eq(money_decimals("JPY "), 2);
}
END_TEST

START_TEST(sums_are_exact)
{
    money sum = {0, 0}, tenth = {1, 1}, cent = {10, 3};

    /* A tenth is no binary fraction; ten thousand of them are 1000. */
    for (int i = 0; i < 10000; i++)
        ck_assert(money_add(sum, tenth, &sum));
    ck_assert(money_double(sum) == 1000.0);
    ck_assert(money_add(sum, cent, &sum));
    ck_assert(money_double(sum) == 1000.01);
    ck_assert(money_add(sum, money_negate(sum), &sum));
    ck_assert_int_eq(sum.units, 0);
}
END_TEST

START_TEST(a_sum_that_does_not_fit_is_refused)
{
    money most = {INT64_MAX, 0}, one = {1, 0}, tiny = {1, 18};
    money sum = {7, 2};

    ck_assert(!money_add(most, one, &sum));
    ck_assert(!money_add(money_negate(most), money_negate(one), &sum));
    ck_assert(!money_add(most, tiny, &sum));
    ck_assert_int_eq(sum.units, 7);
    ck_assert(money_add(most, money_negate(one), &sum));
}
END_TEST

/* Checks that thirds of an amount add up to it, of which the first is wanted. */
static void check_thirds(money whole, int decimals, money first)
{
    money sum = {0, 0}, part = {0, 0};

    for (int i = 2; i >= 0; i--) {
        part = money_part(whole, i / 3.0, i == 2 ? 1 : (i + 1) / 3.0, decimals);
        ck_assert(money_add(sum, part, &sum));
    }
    ck_assert_int_eq(part.units, first.units);
    ck_assert_int_eq(part.scale, first.scale);
    ck_assert(money_add(sum, money_negate(whole), &sum));
    ck_assert_int_eq(sum.units, 0);
}

START_TEST(parts_add_up_to_the_whole)
{
    check_thirds((money){10, 0}, 2, (money){333, 2});
    check_thirds((money){-1000, 2}, 2, (money){-333, 2});
    check_thirds((money){1000, 0}, 0, (money){333, 0});
    check_thirds((money){1, 2}, 2, (money){0, 2});
    check_thirds((money){0, 3}, 2, (money){0, 3});
    check_thirds((money){INT64_MAX, 0}, 2, (money){INT64_C(3074457345618258432), 0});
    check_thirds((money){-INT64_MAX, 18}, 2, (money){INT64_C(-3074457345618258432), 18});
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("money");
    Suite *s = suite_create("program/money");

    tcase_add_test(cases, amounts_are_read_as_shops_write_them);
    tcase_add_test(cases, what_is_no_amount_is_refused);
    tcase_add_test(cases, decimal_commas_are_read_when_declared);
    tcase_add_test(cases, more_than_18_digits_are_rounded_or_refused);
    tcase_add_test(cases, text_has_the_decimals_of_the_currency);
    tcase_add_test(cases, sums_are_exact);
    tcase_add_test(cases, parts_add_up_to_the_whole);
    tcase_add_test(cases, a_sum_that_does_not_fit_is_refused);
    suite_add_tcase(s, cases);
    return s;
}
