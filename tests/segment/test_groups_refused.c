/* What no kind of groups takes, and shops of nobody. */
#include "groups.h"

/* Each kind with settings that suit the same few customers. */
static const char *const kinds[][2] = {
    {CEV_KMEANS, "segments=2|starts=2|features=x"},
    {CEV_KPROTOTYPES, "segments=2|starts=2|features=x,city"},
    {CEV_MIXTURE, "segments=2|starts=2|features=x"},
    {CEV_LATENT_CLASS, "segments=2|starts=2|features=city"},
    {CEV_TIERS, ""},
    {CEV_RULES, "rules=rich: revenue > 4; else other"}};

enum { KINDS = sizeof kinds / sizeof kinds[0], PLACED_BY_X = 3 };

static void draw_customers(int64_t rows)
{
    draw_heaps(rows, 3);
    data.texts = 1;
    data.text_names[0] = "city";
    for (int64_t i = 0; i < rows; i++)
        data.text[0][i] = i % 2 ? "Bonn" : "Ulm";
}

/* Lays the frame anew. */
static void lay_again(void)
{
    cev_table_free(rows_table);
    rows_table = NULL;
    expect_ok(frame_table(ctx, &data, &rows_table));
}

START_TEST(rows_of_an_odd_number_of_customers_are_refused)
{
    static const double odd[3] = {-1.0, 2e15, (double)NAN};
    static const char *const messages[3] = {
        "customers[7] = -1; wanted a number of customers from 0 to 1e15",
        "customers[7] = 2e+15; wanted a number of customers from 0 to 1e15",
        "customers[7] = nan; wanted a number of customers from 0 to 1e15"};
    draw_customers(20);
    data.columns = 3;
    data.names[2] = "customers";
    for (int64_t i = 0; i < 20; i++)
        data.values[2][i] = 1.0;
    fit_groups(kinds[_i][0], kinds[_i][1]);
    for (int k = 0; k < 3; k++) {
        cev_table *answer = NULL;
        data.values[2][7] = odd[k];
        expect_failure(cev_segmenter_fit(groups, rows_table), CEV_ERR_DOMAIN,
                       messages[k]);
        expect_failure(
            cev_segmenter_stability(groups, rows_table, NULL, &answer),
            CEV_ERR_DOMAIN, messages[k]);
        ck_assert_ptr_null(answer);
    }
}
END_TEST

START_TEST(customers_that_lack_a_column_have_no_place)
{
    cev_table *answer = NULL;
    draw_customers(20);
    fit_groups(kinds[_i][0], kinds[_i][1]);
    data.columns = 0;
    data.texts = 0;
    lay_again();
    ck_assert_int_eq(
        cev_segmenter_assign(groups, rows_table, NULL, &answer),
        CEV_ERR_COLUMN);
    ck_assert_ptr_null(answer);
}
END_TEST

START_TEST(customers_beyond_all_numbers_have_no_place)
{
    cev_table *answer = NULL;
    draw_customers(20);
    fit_groups(kinds[_i][0], kinds[_i][1]);
    data.values[0][9] = -1e200;
    lay_again();
    expect_failure(cev_segmenter_assign(groups, rows_table, NULL, &answer),
                   CEV_ERR_DOMAIN,
                   "x[9] = -1e+200; wanted a number from -1e100 to 1e100, or "
                   "a gap");
    ck_assert_ptr_null(answer);
}
END_TEST

START_TEST(shops_of_nobody_survive_failing_memory)
{
    draw_customers(0);
    fail_each_allocation(groups_life, (void *)kinds[_i]);
}
END_TEST

/* The worth of groups is a sum, which must be a number. */
START_TEST(amounts_that_come_to_no_number_are_refused)
{
    draw_customers(20);
    data.values[1][3] = data.values[1][4] = 1.5e308;
    fit_fails(CEV_RULES, kinds[KINDS - 1][1], CEV_ERR_DOMAIN,
              "the sum of revenue is beyond the range of a double");
}
END_TEST

/* A column that is called as worth is, and holds texts, is none. */
START_TEST(texts_are_worth_nothing)
{
    draw_customers(20);
    data.columns = 1;
    data.text_names[0] = "revenue";
    fit_groups(CEV_KMEANS, "segments=2|features=x");
    for (int64_t c = 0; c < cev_table_column_count(told); c++)
        ck_assert_ptr_null(strstr(cev_table_name(told, c), "revenue"));
}
END_TEST

/* Of columns that set a group apart alike the first is told first, and a shop
 * that brings nothing has no shares. */
START_TEST(profiles_of_twins_and_of_no_worth)
{
    draw_customers(20);
    data.columns = 3;
    data.names[2] = "twin";
    memcpy(data.values[2], data.values[0], sizeof data.values[0]);
    memset(data.values[1], 0, sizeof data.values[1]);
    fit_groups(CEV_KMEANS, "segments=2|features=x,twin");
    ck_assert_ptr_nonnull(strstr(cev_table_text(told, "meaning", 0), "x"));
    for (int64_t i = 0; i < 2; i++) {
        ck_assert(cev_table_double(told, "revenue", i) == 0.0);
        ck_assert(isnan(cev_table_double(told, "revenue_share", i)));
    }
}
END_TEST

/* A spread that is nothing but rounding, and a shop of less than one customer,
 * whose deviation is that of no sample. */
START_TEST(spreads_of_nothing_part_nobody)
{
    draw_customers(20);
    data.columns = 1;
    for (int64_t i = 0; i < 20; i++)
        data.values[0][i] = i % 2 ? 4e-310 : 0.0;
    fit_groups(CEV_KMEANS, "segments=2|features=x");
    for (int64_t i = 1; i < 20; i++)
        ck_assert_str_eq(segment_of(i), segment_of(0));
    draw_customers(20);
    data.columns = 3;
    data.names[2] = "customers";
    for (int64_t i = 0; i < 20; i++)
        data.values[2][i] = 1.0 / 32;
    fit_groups(CEV_KMEANS, "segments=2|features=x");
    ck_assert_str_ne(segment_of(2), segment_of(1));
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_groups("groups refused");
    tcase_add_loop_test(cases, rows_of_an_odd_number_of_customers_are_refused,
                        0, KINDS);
    tcase_add_loop_test(cases, customers_that_lack_a_column_have_no_place, 0,
                        KINDS);
    tcase_add_loop_test(cases, customers_beyond_all_numbers_have_no_place, 0,
                        PLACED_BY_X);
    tcase_add_loop_test(cases, shops_of_nobody_survive_failing_memory, 0,
                        KINDS);
    tcase_add_test(cases, amounts_that_come_to_no_number_are_refused);
    tcase_add_test(cases, texts_are_worth_nothing);
    tcase_add_test(cases, profiles_of_twins_and_of_no_worth);
    tcase_add_test(cases, spreads_of_nothing_part_nobody);
    Suite *s = suite_create("segment/groups refused");
    suite_add_tcase(s, cases);
    return s;
}
