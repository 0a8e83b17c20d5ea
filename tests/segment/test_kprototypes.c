/* The segmenter kprototypes. */
#include "groups.h"

/* Three heaps of customers, of which two are told apart by their city alone. */
static void draw_cities(int64_t rows, uint64_t seed)
{
    static const char *const cities[3] = {"Bonn", "Bonn", "Ulm"};
    draw_heaps(rows, seed);
    data.texts = 2;
    data.text_names[0] = "city";
    data.text_names[1] = "card";
    for (int64_t i = 0; i < rows; i++) {
        int heap = i % 2 ? 0 : i % 4 ? 1 : 2;
        if (heap == 2) /* where the first heap is */
            for (int c = 0; c < 2; c++)
                data.values[c][i] = data.values[c][i + 1];
        data.text[0][i] = cities[heap];
        data.text[1][i] = heap == 2 ? "gold" : "none";
    }
}

START_TEST(numbers_and_categories_part_customers)
{
    draw_cities(400, 5);
    fit_groups(CEV_KPROTOTYPES, "segments=3");
    ck_assert_int_eq(cev_table_row_count(told), 3);
    for (int64_t i = 4; i < 400; i++)
        ck_assert_str_eq(segment_of(i), segment_of(i % 4));
    ck_assert_str_ne(segment_of(0), segment_of(1));
    ck_assert_str_ne(segment_of(0), segment_of(2));
    ck_assert_str_ne(segment_of(1), segment_of(2));
    ck_assert(cev_table_double(told, "customers", 0) == 200);
    ck_assert(cev_table_double(told, "share_city=Bonn", 0) == 1);
    ck_assert_double_gt(figure("explained"), 0.8);
    /* Without a number of them the silhouette finds them as well. */
    fit_groups(CEV_KPROTOTYPES, "");
    ck_assert_int_eq(cev_table_row_count(told), 3);
}
END_TEST

/* Of numbers alone it is kmeans. */
START_TEST(numbers_alone_are_kmeans)
{
    if (!read_iris())
        SKIP("science/iris.csv is not there");
    fit_groups(CEV_KPROTOTYPES, "segments=3|scaling=none");
    ck_assert_near(figure("inertia"), 78.85144, 1e-6);
    ck_assert(isnan(figure("gamma")));
}
END_TEST

/* Huang's k-modes: of categories alone the inertia counts what differs from the
   modes. a a | b b b, x x | y y z: one differs. */
START_TEST(categories_alone_are_counted)
{
    static const char *const one[5] = {"a", "a", "b", "b", "b"};
    static const char *const two[5] = {"x", "x", "y", "y", "z"};
    data.rows = 5;
    data.texts = 2;
    data.text_names[0] = "one";
    data.text_names[1] = "two";
    memcpy(data.text[0], one, sizeof one);
    memcpy(data.text[1], two, sizeof two);
    fit_groups(CEV_KPROTOTYPES, "segments=2");
    ck_assert(figure("inertia") == 1);
    ck_assert(figure("gamma") == 1);
    /* In one group: 2 of 5 differ in `one`, 3 in `two`. */
    ck_assert_near(figure("explained"), 1 - 1.0 / 5, 1e-12);
    ck_assert_str_eq(segment_of(4), "1");
    ck_assert_str_eq(segment_of(0), "2");
    fit_groups(CEV_KPROTOTYPES, "segments=2|gamma=2.5");
    ck_assert(figure("inertia") == 2.5);
}
END_TEST

/* The weight of categories makes both kinds part customers alike: variance 1 of
   the scaled column, 1 - 2/4 of the even category. */
START_TEST(categories_weigh_as_much_as_numbers)
{
    draw_heaps(100, 3);
    data.columns = 1;
    data.texts = 1;
    data.text_names[0] = "side";
    for (int64_t i = 0; i < 100; i++)
        data.text[0][i] = i % 2 ? "left" : "right";
    fit_groups(CEV_KPROTOTYPES, "segments=2");
    ck_assert_near(figure("gamma"), 0.99 / 0.5, 1e-9);
}
END_TEST

/* A gap counts as what most have; what was never seen as different from all. */
/* Categories that part nobody weigh nothing in particular, be all alike or all
 * unknown; nor do those of a shop that has nobody. */
START_TEST(categories_that_part_nobody_are_taken)
{
    draw_heaps(100, 3);
    data.columns = 2;
    data.names[1] = "customers";
    data.texts = 2;
    data.text_names[0] = "side";
    data.text_names[1] = "unknown";
    for (int64_t i = 0; i < 100; i++) {
        data.text[0][i] = "left";
        data.text[1][i] = i == 0 ? "seen" : NULL;
        data.values[1][i] = i > 0;
    }
    fit_groups(CEV_KPROTOTYPES, "segments=2");
    ck_assert_str_ne(segment_of(2), segment_of(1));
    data.texts = 1;
    fit_groups(CEV_KPROTOTYPES, "segments=2");
    ck_assert(figure("gamma") == 1.0);
    ck_assert_str_ne(segment_of(2), segment_of(1));
    memset(data.values[1], 0, sizeof data.values[1]);
    fit_groups(CEV_KPROTOTYPES, "segments=2");
    ck_assert(figure("customers") == 0.0);
}
END_TEST

START_TEST(gaps_and_new_categories_have_a_group)
{
    cev_table *answer = NULL;
    draw_cities(100, 5);
    data.text[0][8] = data.text[1][9] = NULL;
    fit_groups(CEV_KPROTOTYPES, "segments=3");
    data.text[0][0] = "Rome";
    data.text[0][1] = NULL;
    data.values[0][2] = NAN;
    cev_table_free(rows_table);
    rows_table = NULL;
    expect_ok(frame_table(ctx, &data, &rows_table));
    expect_ok(cev_segmenter_assign(groups, rows_table, NULL, &answer));
    for (int64_t i = 0; i < 100; i++)
        ck_assert_ptr_nonnull(cev_table_text(answer, "segment", i));
    cev_table_free(answer);
}
END_TEST

START_TEST(columns_that_are_no_categories_are_refused)
{
    static char names[300][8];
    data.rows = 300;
    data.texts = 1;
    data.text_names[0] = "email";
    for (int i = 0; i < 300; i++) {
        names[i][0] = (char)('a' + i % 26);
        names[i][1] = (char)('a' + i / 26);
        data.text[0][i] = names[i];
    }
    fit_fails(CEV_KPROTOTYPES, "", CEV_ERR_LIMIT,
              "email holds more than 200 different values; wanted categories: "
              "name others in the option features");
    data.texts = 0;
    data.columns = 1;
    data.names[0] = "customers";
    fit_fails(CEV_KPROTOTYPES, "", CEV_ERR_COLUMN,
              "the table has no column to go by");
}
END_TEST

START_TEST(any_order_of_rows_gives_the_same_bytes)
{
    draw_cities(400, 3);
    check_any_order(CEV_KPROTOTYPES, "segments_most=4");
}
END_TEST

START_TEST(small_shops_have_tables)
{
    draw_cities(8, 3);
    check_small_shops(CEV_KPROTOTYPES, _i ? "segments=3" : "");
}
END_TEST

START_TEST(models_are_saved_and_loaded)
{
    draw_cities(200, 3);
    check_saving(CEV_KPROTOTYPES, "segments=3");
    check_no_groups(CEV_KPROTOTYPES, "segments=3");
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    static const char *const life[] = {CEV_KPROTOTYPES,
                                       "segments_most=2|starts=2"};
    draw_cities(32, 3);
    fail_each_allocation(groups_life, (void *)life);
}
END_TEST

START_TEST(a_fit_can_be_stopped)
{
    draw_cities(200, 3);
    check_stopping(CEV_KPROTOTYPES, "segments=3");
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_groups("kprototypes");
    tcase_add_test(cases, numbers_and_categories_part_customers);
    tcase_add_test(cases, numbers_alone_are_kmeans);
    tcase_add_test(cases, categories_alone_are_counted);
    tcase_add_test(cases, categories_weigh_as_much_as_numbers);
    tcase_add_test(cases, categories_that_part_nobody_are_taken);
    tcase_add_test(cases, gaps_and_new_categories_have_a_group);
    tcase_add_test(cases, columns_that_are_no_categories_are_refused);
    tcase_add_test(cases, any_order_of_rows_gives_the_same_bytes);
    tcase_add_loop_test(cases, small_shops_have_tables, 0, 2);
    tcase_add_test(cases, models_are_saved_and_loaded);
    tcase_add_test(cases, every_allocation_may_fail);
    tcase_add_test(cases, a_fit_can_be_stopped);
    Suite *all = suite_create("kprototypes");
    suite_add_tcase(all, cases);
    return all;
}
