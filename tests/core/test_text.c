/* Names: lists of them, and how far two are apart. */
#include "core/text.h"
#include "support/check_main.h"

#include <stdint.h>
#include <string.h>

START_TEST(a_list_holds_whole_words_only)
{
    ck_assert(cev__text_lists("day week month", "day"));
    ck_assert(cev__text_lists("day week month", "week"));
    ck_assert(cev__text_lists("day week month", "month"));
    ck_assert(!cev__text_lists("day week month", "ay"));
    ck_assert(!cev__text_lists("day week month", "mont"));
    ck_assert(!cev__text_lists("day week month", "wee"));
    ck_assert(!cev__text_lists("day week month", "day week"));
    ck_assert(!cev__text_lists("day week month", " "));
    ck_assert(!cev__text_lists("day week month", ""));
    ck_assert(!cev__text_lists("", "day"));
    ck_assert(!cev__text_lists("", ""));
}
END_TEST

START_TEST(a_word_is_found_after_one_that_contains_it)
{
    ck_assert(cev__text_lists("max_iter iter", "iter"));
    ck_assert(cev__text_lists("iteration iter", "iter"));
    ck_assert(!cev__text_lists("max_iter iteration", "iter"));
}
END_TEST

START_TEST(distance_counts_edits)
{
    ck_assert_int_eq(cev__text_distance("", ""), 0);
    ck_assert_int_eq(cev__text_distance("", "abc"), 3);
    ck_assert_int_eq(cev__text_distance("abc", ""), 3);
    ck_assert_int_eq(cev__text_distance("kitten", "sitting"), 3);
    ck_assert_int_eq(cev__text_distance("margin", "marign"), 2);
    ck_assert_int_eq(cev__text_distance("margin", "margin"), 0);
    ck_assert_int_eq(cev__text_distance("flaw", "lawn"), 2);
}
END_TEST

START_TEST(long_names_are_infinitely_far)
{
    char name[66];
    memset(name, 'a', sizeof name);
    name[63] = '\0';
    ck_assert_int_eq(cev__text_distance(name, name), 0);
    ck_assert_int_eq(cev__text_distance(name, ""), 63);
    name[63] = 'a';
    name[64] = '\0';
    ck_assert_int_eq(cev__text_distance(name, "a"), INT64_MAX);
    ck_assert_int_eq(cev__text_distance("a", name), INT64_MAX);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("text");
    tcase_add_test(cases, a_list_holds_whole_words_only);
    tcase_add_test(cases, a_word_is_found_after_one_that_contains_it);
    tcase_add_test(cases, distance_counts_edits);
    tcase_add_test(cases, long_names_are_infinitely_far);
    Suite *s = suite_create("core/text");
    suite_add_tcase(s, cases);
    return s;
}
