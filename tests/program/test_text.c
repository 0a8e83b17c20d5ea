/**
 * Text as identity.
 */
#include <stdio.h>
#include <string.h>

#include "support/check_main.h"
#include "text.h"

static const char *lowered(const char *text, int single_space)
{
    static char out[512];
    size_t n = text_lower(text, strlen(text), single_space, out);

    ck_assert_uint_eq(n, strlen(out));
    ck_assert_uint_lt(n, TEXT_LOWER_ROOM(strlen(text)));
    return out;
}

START_TEST(names_are_compared_in_lower_case)
{
    static const char *const pairs[][2] = {
        {"KIT ILEX", "kit ilex"},
        {"BJ\xc3\x96RN Dahlia", "bj\xc3\xb6rn dahlia"},
        {"\xc3\x85sa", "\xc3\xa5sa"},
        {"\xc5\x81ukasz \xc5\xbb", "\xc5\x82ukasz \xc5\xbc"},
        {"\xce\x91\xce\xa9 \xce\x86", "\xce\xb1\xcf\x89 \xce\xac"},
        {"\xd0\x9c\xd0\xb0\xd1\x88\xd0\xb0 \xd0\x81",
         "\xd0\xbc\xd0\xb0\xd1\x88\xd0\xb0 \xd1\x91"},
        {"Nguy\xe1\xbb\x84n", "nguy\xe1\xbb\x85n"},
        {"\xc5\xb8 \xe1\xba\x9e", "\xc3\xbf \xc3\x9f"},
        {"\xc3\x97 \xc3\xb7", "\xc3\x97 \xc3\xb7"},
        {"  a \t\n b\xc2\xa0\xc2\xa0" "c ", "a b c"},
        {"\xe6\x9d\xb1\xe4\xba\xac \xf0\x9f\x98\x80 X",
         "\xe6\x9d\xb1\xe4\xba\xac \xf0\x9f\x98\x80 x"},
        {"", ""}, {"   ", ""}, {"\xff" "A", "\xff" "a"}
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        ck_assert_str_eq(lowered(pairs[i][0], 1), pairs[i][1]);
    ck_assert_str_eq(lowered(" A  B ", 0), "a  b");
}
END_TEST

START_TEST(lower_case_is_stable)
{
    /* Folding twice is folding once, for every code point below 0x10000. */
    for (unsigned c = 1; c < 0x10000; c++) {
        char text[4] = {0}, once[16], twice[32];
        size_t n;

        if (c < 0x80) {
            text[0] = (char)c;
        } else if (c < 0x800) {
            text[0] = (char)(0xc0 | c >> 6);
            text[1] = (char)(0x80 | (c & 0x3f));
        } else {
            text[0] = (char)(0xe0 | c >> 12);
            text[1] = (char)(0x80 | (c >> 6 & 0x3f));
            text[2] = (char)(0x80 | (c & 0x3f));
        }
        n = text_lower(text, strlen(text), 0, once);
        ck_assert_uint_lt(n, sizeof once);
        text_lower(once, n, 0, twice);
        ck_assert_str_eq(once, twice);
    }
}
END_TEST

START_TEST(utf8_is_told_from_other_bytes)
{
    static const char *const good[] = {
        "", "abc", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
        "\xf4\x8f\xbf\xbf"
    };
    static const char *const bad[] = {
        "\xff", "\xc3", "\xe9t\xe9", "\xc0\xaf", "\xe0\x80\xaf",
        "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xe2\x82",
        "\xf0\x80\x80\x80"
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert(text_is_utf8(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert(!text_is_utf8(bad[i], strlen(bad[i])));
    ck_assert(!text_is_utf8("a\0b", 3));
}
END_TEST

START_TEST(telephone_numbers_have_one_form)
{
    static const char *const pairs[][2] = {
        {"2125550128", "+12125550128"}, {"(212) 555-0128", "+12125550128"},
        {"+1 212 555 0128", "+12125550128"}, {"12125550128", "+12125550128"},
        {"'+12125550112", "+12125550112"}, {"+49 30 123456", "+4930123456"},
        {"0049 30 123456", "+4930123456"}, {"030 1234567", "0301234567"}
    };
    char out[64];

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t n = text_phone(pairs[i][0], strlen(pairs[i][0]), out);

        ck_assert_str_eq(out, pairs[i][1]);
        ck_assert_uint_eq(n, strlen(out));
    }
    ck_assert_uint_eq(text_phone("123", 3, out), 0);
    ck_assert_uint_eq(text_phone("n/a", 3, out), 0);
}
END_TEST

START_TEST(case_does_not_count_in_comparisons)
{
    ck_assert(text_same("Paid", "PAID"));
    ck_assert(!text_same("Paid", "Paid "));
    ck_assert(!text_same("Pai", "Paid"));
    ck_assert(text_starts("wc-completed", "WC-"));
    ck_assert(!text_starts("wc", "wc-"));
    ck_assert(text_starts("x", ""));
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("text");
    Suite *s = suite_create("program/text");

    tcase_add_test(cases, names_are_compared_in_lower_case);
    tcase_add_test(cases, lower_case_is_stable);
    tcase_add_test(cases, utf8_is_told_from_other_bytes);
    tcase_add_test(cases, telephone_numbers_have_one_form);
    tcase_add_test(cases, case_does_not_count_in_comparisons);
    suite_add_tcase(s, cases);
    return s;
}
