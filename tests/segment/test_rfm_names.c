/* The groups of RFM: the map covers every score and goes one way. */
#include "segment/rfm.h"
#include "support/check_main.h"

#include <string.h>

START_TEST(every_group_has_a_name_and_a_meaning)
{
    for (int i = 0; i < CEV__RFM_GROUPS; i++) {
        const char *meaning = cev__rfm_meaning(i);
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(cev__rfm_name(i), cev__rfm_name(j));
        ck_assert_uint_gt(strlen(meaning), 40);
        ck_assert_uint_lt(strlen(meaning), 200);
        ck_assert_int_eq(meaning[strlen(meaning) - 1], '.');
        /* Names go into CSV files and HTML as they are. */
        ck_assert_uint_eq(strspn(cev__rfm_name(i),
                                 "abcdefghijklmnopqrstuvwxyz "),
                          strlen(cev__rfm_name(i)));
    }
    ck_assert_str_eq(cev__rfm_name(0), "champions");
    ck_assert_str_eq(cev__rfm_name(CEV__RFM_GROUPS - 1), "lost");
}
END_TEST

START_TEST(five_scores_are_fifths)
{
    for (int score = 1; score <= 5; score++)
        ck_assert_int_eq(cev__rfm_fifth(score, 5), score - 1);
}
END_TEST

START_TEST(fifths_of_any_number_of_scores_are_symmetric_and_rise)
{
    for (int scores = 2; scores <= 10; scores++) {
        int last = 0;
        for (int score = 1; score <= scores; score++) {
            int fifth = cev__rfm_fifth(score, scores);
            ck_assert_int_ge(fifth, last);
            ck_assert_int_le(fifth, 4);
            ck_assert_int_eq(cev__rfm_fifth(scores + 1 - score, scores),
                             4 - fifth);
            last = fifth;
        }
    }
    ck_assert_int_eq(cev__rfm_fifth(1, 2), 1);
    ck_assert_int_eq(cev__rfm_fifth(1, 3), 0);
    ck_assert_int_eq(cev__rfm_fifth(2, 10), 0);
    ck_assert_int_eq(cev__rfm_fifth(3, 10), 1);
}
END_TEST

static int group_of(int r, int f, int m, int once)
{
    int fifth[3] = {r, f, m};
    return cev__rfm_group(fifth, once);
}

/* RFM-ORDER-1 for groups: nobody falls to a worse one by a better score. */
START_TEST(a_better_score_never_leads_to_a_worse_group)
{
    for (int i = 0; i < 250; i++) {
        int once = i / 125, r = i / 25 % 5, f = i / 5 % 5, m = i % 5;
        int group = group_of(r, f, m, once);
        ck_assert_int_ge(group, 0);
        ck_assert_int_lt(group, CEV__RFM_GROUPS);
        if (r < 4)
            ck_assert_int_le(group_of(r + 1, f, m, once), group);
        if (f < 4)
            ck_assert_int_le(group_of(r, f + 1, m, once), group);
        if (m < 4)
            ck_assert_int_le(group_of(r, f, m + 1, once), group);
    }
}
END_TEST

START_TEST(every_group_is_reached)
{
    int reached[CEV__RFM_GROUPS] = {0};
    for (int i = 0; i < 250; i++)
        reached[group_of(i / 25 % 5, i / 5 % 5, i % 5, i / 125)]++;
    for (int i = 0; i < CEV__RFM_GROUPS; i++)
        ck_assert_msg(reached[i] > 0, "no scores lead to %s",
                      cev__rfm_name(i));
}
END_TEST

START_TEST(the_corners_are_what_their_names_say)
{
    ck_assert_str_eq(cev__rfm_name(group_of(4, 4, 4, 0)), "champions");
    ck_assert_str_eq(cev__rfm_name(group_of(0, 4, 4, 0)), "cannot lose");
    ck_assert_str_eq(cev__rfm_name(group_of(0, 0, 0, 0)), "lost");
    ck_assert_str_eq(cev__rfm_name(group_of(4, 0, 0, 0)),
                     "potential loyalists");
    ck_assert_str_eq(cev__rfm_name(group_of(2, 2, 2, 0)), "need attention");
}
END_TEST

START_TEST(who_bought_once_is_never_loyal_and_frequency_tells_nothing)
{
    static const char *const forbidden[] = {
        "champions", "loyal", "potential loyalists", "cannot lose",
        "at risk"};
    for (int i = 0; i < 125; i++) {
        int r = i / 25, f = i / 5 % 5, m = i % 5;
        const char *name = cev__rfm_name(group_of(r, f, m, 1));
        for (int j = 0; j < 5; j++)
            ck_assert_str_ne(name, forbidden[j]);
        ck_assert_int_eq(group_of(r, f, m, 1), group_of(r, 0, m, 1));
        ck_assert_int_eq(strcmp(name, "new") == 0, r == 4);
    }
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("rfm_names");
    tcase_add_test(cases, every_group_has_a_name_and_a_meaning);
    tcase_add_test(cases, five_scores_are_fifths);
    tcase_add_test(cases, fifths_of_any_number_of_scores_are_symmetric_and_rise);
    tcase_add_test(cases, a_better_score_never_leads_to_a_worse_group);
    tcase_add_test(cases, every_group_is_reached);
    tcase_add_test(cases, the_corners_are_what_their_names_say);
    tcase_add_test(cases, who_bought_once_is_never_loyal_and_frequency_tells_nothing);
    Suite *s = suite_create("segment/rfm_names");
    suite_add_tcase(s, cases);
    return s;
}
