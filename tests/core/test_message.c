/* Messages: each conversion, in every locale, never more than fits. */
#include "core/ctx.h"
#include "core/expect.h"
#include "core/utf8.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define expect_text(wanted, ...) \
    do { \
        char put[CEV__MESSAGE_SIZE]; \
        cev__format(put, sizeof put, __VA_ARGS__); \
        ck_assert_str_eq(put, (wanted)); \
    } while (0)

START_TEST(text_is_put_as_it_is)
{
    expect_text("plain", "plain");
    expect_text("", "%s", "");
    expect_text("a b", "a %s", "b");
    expect_text("x is NULL", "%s is NULL", "x");
    expect_text("NULL", "%s", (const char *)NULL);
    expect_text("100 %", "100 %%");
    expect_text("a %", "a %");
}
END_TEST

START_TEST(integers_of_all_sizes_are_whole)
{
    expect_text("0 -1", "%d %d", INT64_C(0), INT64_C(-1));
    expect_text("9223372036854775807", "%d", INT64_MAX);
    expect_text("-9223372036854775808", "%d", INT64_MIN);
    expect_text("2147483647 -2147483648", "%i %i", INT32_MAX, INT32_MIN);
}
END_TEST

START_TEST(doubles_are_as_short_as_reads_back)
{
    expect_text("0.1", "%g", 0.1);
    expect_text("3.5", "%g", 3.5);
    expect_text("-0", "%g", -0.0);
    expect_text("1e+300", "%g", 1e300);
    expect_text("0.30000000000000004", "%g", 0.1 + 0.2);
    expect_text("4.94065645841247e-324", "%g", 4.94065645841246544e-324);
    expect_text("1.7976931348623157e+308", "%g", 1.7976931348623157e308);
    expect_text("inf -inf", "%g %g", INFINITY, -INFINITY);
}
END_TEST

START_TEST(not_a_number_has_no_sign)
{
    expect_text("nan", "%g", (double)NAN);
    expect_text("nan", "%g", -(double)NAN);
}
END_TEST

START_TEST(quoted_text_is_cut_and_made_harmless)
{
    char hundred[101];
    memset(hundred, 'a', 100);
    hundred[100] = '\0';
    expect_text("\"marign\"", "%q", "marign");
    expect_text("\"\"", "%q", "");
    expect_text("\"a?[31mb?c?\"", "%q", "a\033[31mb\nc\177");
    expect_text("\"Zo\303\253\"", "%q", "Zo\303\253");
    expect_text("\"NULL\"", "%q", (const char *)NULL);
    hundred[80] = '\0';
    char wanted[100];
    cev__format(wanted, sizeof wanted, "\"%s\"", hundred);
    expect_text(wanted, "%q", hundred);
    hundred[80] = 'a';
    wanted[81] = '\0';
    strcat(wanted, "...\"");
    expect_text(wanted, "%q", hundred);
}
END_TEST

START_TEST(quoted_text_is_never_cut_inside_a_character)
{
    /* 79 letters, then a character of two bytes across the border. */
    char text[90], wanted[90];
    memset(text, 'a', 79);
    memcpy(text + 79, "\303\251\303\251", 5);
    memset(wanted, 'a', 80);
    wanted[0] = '"';
    memcpy(wanted + 80, "...\"", 5);
    expect_text(wanted, "%q", text);
}
END_TEST

START_TEST(quoted_text_that_is_not_utf8_is_made_so)
{
    expect_text("\"a?b\"", "%q", "a\377b");
    expect_text("\"?\"", "%q", "\303");
    expect_text("\"???x\"", "%q", "\355\240\200x");
    expect_text("\"?\303\251\"", "%q", "\303\303\251");
    /* C1 controls can drive a terminal as well as C0 ones. */
    expect_text("\"a?b\"", "%q", "a\302\233b");
}
END_TEST

START_TEST(a_format_is_cut_to_its_buffer)
{
    char small[6];
    memset(small, 'z', sizeof small);
    cev__format(small, 5, "%s", "abcdefgh");
    ck_assert_str_eq(small, "abcd");
    ck_assert_int_eq(small[5], 'z');
    cev__format(small, 1, "%s", "abc");
    ck_assert_str_eq(small, "");
    cev__format(small, 5, "%d", INT64_C(1234567));
    ck_assert_str_eq(small, "1234");
    cev__format(small, 5, "abc%s", "\303\251");
    ck_assert_str_eq(small, "abc");
    cev__format(small, 3, "%s", "\342\202\254");
    ck_assert_str_eq(small, "");
}
END_TEST

START_TEST(a_long_message_is_cut_to_valid_text)
{
    /* Whatever stands before it shifts where the cut falls. */
    char names[2 * CEV__MESSAGE_SIZE + 1];
    for (size_t i = 0; i < CEV__MESSAGE_SIZE; i++)
        memcpy(names + 2 * i, "\303\251", 3);
    ck_assert_int_eq(cev__fail(ctx, 11, "%s", names), 11);
    ck_assert_uint_eq(strlen(cev_ctx_message(ctx)), 510);
    ck_assert(cev__utf8_valid(cev_ctx_message(ctx)));
    cev__fail(ctx, 11, "a%s", names);
    ck_assert_uint_eq(strlen(cev_ctx_message(ctx)), 511);
    ck_assert(cev__utf8_valid(cev_ctx_message(ctx)));
}
END_TEST

START_TEST(a_message_may_quote_the_message_before)
{
    cev__fail(ctx, 11, "first");
    ck_assert_int_eq(cev__fail(ctx, 12, "%s, then second",
                               cev_ctx_message(ctx)),
                     12);
    ck_assert_str_eq(cev_ctx_message(ctx), "first, then second");
}
END_TEST

START_TEST(messages_do_not_follow_the_locale)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE",
                                        "fr_FR.UTF-8", "fr_FR.utf8",
                                        "ru_RU.UTF-8", "pt_BR.UTF-8"};
    const char *found = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !found; i++)
        found = setlocale(LC_ALL, names[i]);
    if (found == NULL)
        SKIP("this machine has no locale with decimal commas, such as %s",
             names[0]);
    ck_assert_str_eq(localeconv()->decimal_point, ",");
    expect_text("T[17] = 3.5 is before t_x[17] = 1234567.25",
                "T[%d] = %g is before t_x[%d] = %g", INT64_C(17), 3.5,
                INT64_C(17), 1234567.25);
    expect_text("0.1 1e-09 0.30000000000000004", "%g %g %g", 0.1, 1e-9,
                0.1 + 0.2);
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_failure(cev_options_set_double(options, "interval", 1.5),
                   CEV_ERR_OPTION,
                   "option interval = 1.5; wanted 0 to 0.999999 probability");
    cev_options_free(options);
    setlocale(LC_ALL, "C");
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("message");
    tcase_add_test(cases, text_is_put_as_it_is);
    tcase_add_test(cases, integers_of_all_sizes_are_whole);
    tcase_add_test(cases, doubles_are_as_short_as_reads_back);
    tcase_add_test(cases, not_a_number_has_no_sign);
    tcase_add_test(cases, quoted_text_is_cut_and_made_harmless);
    tcase_add_test(cases, quoted_text_is_never_cut_inside_a_character);
    tcase_add_test(cases, quoted_text_that_is_not_utf8_is_made_so);
    tcase_add_test(cases, a_format_is_cut_to_its_buffer);
    tcase_add_test(cases, a_long_message_is_cut_to_valid_text);
    tcase_add_test(cases, a_message_may_quote_the_message_before);
    tcase_add_test(cases, messages_do_not_follow_the_locale);
    Suite *s = suite_create("core/message");
    suite_add_tcase(s, cases);
    return s;
}
