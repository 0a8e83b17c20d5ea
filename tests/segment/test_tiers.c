/* The segmenter tiers. */
#include "groups.h"

static void set_revenue(int64_t rows, const double *revenue)
{
    data.rows = rows;
    data.columns = 1;
    data.names[0] = "revenue";
    memcpy(data.values[0], revenue, (size_t)rows * sizeof *revenue);
}

static void check_segments(const char *wanted)
{
    for (int64_t i = 0; i < data.rows; i++) {
        const char letter[2] = {wanted[i], '\0'};
        ck_assert_str_eq(segment_of(i), letter);
    }
}

/* The best fifth, the next three tenths, the rest. */
START_TEST(customers_are_cut_by_their_share)
{
    static const double revenue[] = {5, 100, 7, 80, 6, 50, 40, 4, 3, 45};
    set_revenue(10, revenue);
    fit_groups(CEV_TIERS, "");
    check_segments("CACACBBCCB");
    ck_assert_near(figure("least_A"), 80, 0);
    ck_assert_near(figure("least_B"), 40, 0);
    ck_assert_str_eq(cev_table_text(told, "meaning", 0),
                     "revenue of 80 or more");
    ck_assert_str_eq(cev_table_text(told, "meaning", 1),
                     "revenue of 40 or more, below 80");
    ck_assert_near(cev_table_double(told, "revenue_share", 0), 180.0 / 340,
                   1e-15);
    ck_assert_near(cev_table_double(told, "customers", 2), 5, 0);
}
END_TEST

/* Who is unknown, or stands for nobody, moves no cut. */
START_TEST(gaps_and_rows_without_customers_move_no_cut)
{
    static const double revenue[] = {5,  100, NAN, 7,   80, 6, NAN,
                                     50, 40,  4,   900, 3,  45};
    static const double customers[] = {1, 1, 1, 1, 1, 1, 0,
                                       1, 1, 1, 0, 1, 1};
    set_revenue(13, revenue);
    data.columns = 2;
    data.names[1] = "customers";
    memcpy(data.values[1], customers, sizeof customers);
    fit_groups(CEV_TIERS, "");
    ck_assert_near(figure("least_A"), 80, 0);
    ck_assert_near(figure("least_B"), 40, 0);
}
END_TEST

/* Those who bring 80 %, the next 15 %, the rest. */
START_TEST(the_amount_is_cut_by_its_share)
{
    static const double revenue[] = {600, 250, 60, 50, 25, 15, -10, 0};
    set_revenue(8, revenue);
    fit_groups(CEV_TIERS, "cut_by=amount");
    check_segments("AABBCCCC");
}
END_TEST

START_TEST(values_are_cut_where_it_is_said)
{
    static const double revenue[] = {1000, 999, 100, 99.5, -3, NAN};
    set_revenue(6, revenue);
    fit_groups(CEV_TIERS, "cut_by=value|cuts=100, 1e3|names=gold, silver,rest");
    ck_assert_str_eq(segment_of(0), "gold");
    ck_assert_str_eq(segment_of(1), "silver");
    ck_assert_str_eq(segment_of(2), "silver");
    ck_assert_str_eq(segment_of(3), "rest");
    ck_assert_str_eq(segment_of(5), "rest");
    ck_assert_str_eq(cev_table_text(told, "meaning", 2),
                     "revenue below 100, or unknown");
}
END_TEST

/* A cut among equal values takes them all to one side. (TIERS-TIES-1) */
START_TEST(equal_values_are_together)
{
    static const double revenue[] = {9, 5, 5, 5, 5, 5, 5, 5, 5, 1};
    set_revenue(10, revenue);
    fit_groups(CEV_TIERS, _i ? "cuts=0.2,0.6" : "cuts=0.2,0.4");
    check_segments(_i ? "ABBBBBBBBC" : "ACCCCCCCCC");
}
END_TEST

START_TEST(any_column_will_do)
{
    static const double clv[] = {1, 2, 3, 4};
    set_revenue(4, clv);
    data.names[0] = "clv";
    fit_groups(CEV_TIERS, "column=clv|cuts=0.5,");
    check_segments("BBAA");
    fit_fails(CEV_TIERS, "column=value", CEV_ERR_COLUMN,
              "the table has no column \"value\"; wanted one of doubles or int64");
}
END_TEST

START_TEST(bad_options_are_refused_in_words)
{
    draw_heaps(10, 1);
    fit_fails(CEV_TIERS, "cuts=0.2; 0.5", CEV_ERR_OPTION,
              "option cuts = \"0.2; 0.5\"; wanted numbers joined by commas, "
              "not \"; 0.5\"");
    fit_fails(CEV_TIERS, "cuts=0.2, 1.5", CEV_ERR_OPTION,
              "option cuts = \"0.2, 1.5\"; wanted shares between 0 and 1, not "
              "1.5");
    fit_fails(CEV_TIERS, "cuts=0, 0.5", CEV_ERR_OPTION,
              "option cuts = \"0, 0.5\"; wanted shares between 0 and 1, not "
              "0");
    fit_fails(CEV_TIERS, "cut_by=value", CEV_ERR_OPTION,
              "option cut_by = \"value\" wants the option cuts: the least "
              "values of the tiers but the last");
    fit_fails(CEV_TIERS, "names=a, b", CEV_ERR_OPTION,
              "option names = \"a, b\"; wanted 3 different names, one for "
              "each tier, the best first");
    data.values[1][2] = INFINITY;
    fit_fails(CEV_TIERS, "", CEV_ERR_DOMAIN,
              "revenue[2] = inf; wanted a finite number, or a gap");
}
END_TEST

/* Of customers who only cost nobody is among those who bring most. */
START_TEST(who_brings_nothing_is_in_the_last_tier)
{
    static const double revenue[] = {-5, -100, -7};
    set_revenue(3, revenue);
    fit_groups(CEV_TIERS, "cut_by=amount");
    check_segments("CCC");
}
END_TEST

/* Without a cut there is one tier. */
START_TEST(all_are_in_one_tier_where_nothing_cuts)
{
    static const double revenue[] = {5, 100, 7};
    set_revenue(3, revenue);
    fit_groups(CEV_TIERS, "cuts= ");
    check_segments("AAA");
    ck_assert_str_eq(cev_table_text(told, "meaning", 0), "any revenue");
    fit_groups(CEV_TIERS, "names=gold,\n\tsilver,\rrest\n");
    ck_assert_str_eq(cev_table_text(told, "segment", 1), "silver");
}
END_TEST

START_TEST(any_order_of_rows_gives_the_same_bytes)
{
    draw_heaps(2000, 3);
    check_any_order(CEV_TIERS, _i ? "cut_by=amount" : "");
}
END_TEST

START_TEST(small_shops_have_tables)
{
    data.columns = 1;
    data.names[0] = "revenue";
    check_small_shops(CEV_TIERS, _i ? "cut_by=amount" : "");
}
END_TEST

START_TEST(models_are_saved_and_loaded)
{
    draw_heaps(300, 3);
    check_saving(CEV_TIERS, "cuts=0.1, 0.2, 0.3");
    check_no_groups(CEV_TIERS, "cuts=0.1, 0.2, 0.3");
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    static const char *const life[] = {CEV_TIERS, "cuts=0.1, 0.2"};
    draw_heaps(20, 3);
    fail_each_allocation(groups_life, (void *)life);
}
END_TEST

/* What customers are worth is told whatever they are grouped by. */
START_TEST(profiles_tell_what_groups_are_worth)
{
    static const double amounts[5][4] = {{10, 20, 30, 40},
                                         {5, 5, NAN, 20},
                                         {100, 0, 0, 300},
                                         {0, 1, 1, 0},
                                         {.9, .2, .3, 1}};
    static const char *const names[5] = {"revenue", "margin", "clv", "churn",
                                         "p_alive"};
    data.rows = 4;
    data.columns = 5;
    for (int c = 0; c < 5; c++) {
        data.names[c] = names[c];
        memcpy(data.values[c], amounts[c], sizeof amounts[c]);
    }
    fit_groups(CEV_TIERS, "cuts=0.5,");
    ck_assert_int_eq(cev_table_row_count(told), 2);
    ck_assert(cev_table_double(told, "revenue", 0) == 70);
    ck_assert(cev_table_double(told, "margin", 0) == 20);
    ck_assert_near(cev_table_double(told, "margin_share", 0), 20.0 / 30,
                   1e-15);
    ck_assert(cev_table_double(told, "clv", 0) == 300);
    ck_assert(cev_table_double(told, "clv_share", 1) == 0.25);
    ck_assert(cev_table_double(told, "mean_clv", 1) == 50);
    ck_assert(cev_table_double(told, "mean_margin", 0) == 20);
    ck_assert(cev_table_double(told, "mean_churn", 0) == 0.5);
    ck_assert_near(cev_table_double(told, "mean_p_alive", 1), 0.55, 1e-15);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_groups("tiers");
    tcase_add_test(cases, customers_are_cut_by_their_share);
    tcase_add_test(cases, gaps_and_rows_without_customers_move_no_cut);
    tcase_add_test(cases, the_amount_is_cut_by_its_share);
    tcase_add_test(cases, values_are_cut_where_it_is_said);
    tcase_add_loop_test(cases, equal_values_are_together, 0, 2);
    tcase_add_test(cases, any_column_will_do);
    tcase_add_test(cases, bad_options_are_refused_in_words);
    tcase_add_test(cases, who_brings_nothing_is_in_the_last_tier);
    tcase_add_test(cases, all_are_in_one_tier_where_nothing_cuts);
    tcase_add_loop_test(cases, any_order_of_rows_gives_the_same_bytes, 0, 2);
    tcase_add_loop_test(cases, small_shops_have_tables, 0, 2);
    tcase_add_test(cases, models_are_saved_and_loaded);
    tcase_add_test(cases, every_allocation_may_fail);
    tcase_add_test(cases, profiles_tell_what_groups_are_worth);
    Suite *all = suite_create("tiers");
    suite_add_tcase(all, cases);
    return all;
}
