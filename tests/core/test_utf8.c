/* UTF-8: all code points, and every way to be wrong. */
#include "core/utf8.h"
#include "support/check_main.h"

#include <stdint.h>

/* Encodes by the definition; returns the bytes. */
static int encode(uint32_t point, char *text)
{
    int length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (int i = length - 1; i > 0; i--, point >>= 6)
        text[i] = (char)(0x80 | (point & 0x3F));
    text[0] = (char)(lead[length] | point);
    text[length] = '\0';
    return length;
}

START_TEST(every_code_point_but_surrogates_is_valid)
{
    char text[5];
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        int length = encode(point, text);
        int wanted = point < 0xD800 || point > 0xDFFF;
        if (cev__utf8_valid(text) != wanted
            || cev__utf8_length(text) != (wanted ? length : 0))
            ck_abort_msg("U+%04X is %svalid", (unsigned)point,
                         wanted ? "not " : "");
    }
    ck_assert(cev__utf8_valid(""));
    ck_assert_int_eq(cev__utf8_length(""), 0);
}
END_TEST

START_TEST(what_is_past_the_last_code_point_is_not)
{
    char text[5];
    for (uint32_t point = 0x110000; point <= 0x1FFFFF; point++) {
        encode(point, text);
        ck_assert(!cev__utf8_valid(text));
    }
}
END_TEST

START_TEST(every_character_cut_short_is_invalid)
{
    static const uint32_t points[] = {0x80,   0x7FF,  0x800,   0xD7FF,
                                      0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        char text[5];
        for (int cut = encode(points[i], text) - 1; cut > 0; cut--) {
            text[cut] = '\0';
            ck_assert(!cev__utf8_valid(text));
            text[cut] = 'a';
            text[cut + 1] = '\0';
            ck_assert(!cev__utf8_valid(text));
        }
    }
}
END_TEST

START_TEST(overlong_forms_and_stray_bytes_are_invalid)
{
    static const char *const wrong[] = {
        "\300\257",     "\300\200", "\301\277",         "\340\200\257",
        "\340\237\277", "\200",     "\277",             "a\200",
        "\360\200\200\257", "\360\217\277\277", "\370\210\200\200\200",
        "\376",         "\377",     "\355\240\200",     "\303\251\377"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!cev__utf8_valid(wrong[i]), "case %zu", i);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("utf8");
    tcase_add_test(cases, every_code_point_but_surrogates_is_valid);
    tcase_add_test(cases, what_is_past_the_last_code_point_is_not);
    tcase_add_test(cases, every_character_cut_short_is_invalid);
    tcase_add_test(cases, overlong_forms_and_stray_bytes_are_invalid);
    Suite *s = suite_create("core/utf8");
    suite_add_tcase(s, cases);
    return s;
}
