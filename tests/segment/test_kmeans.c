/* The segmenter kmeans. */
#include "groups.h"

static void set_rows(int64_t rows, const double *x)
{
    data.rows = rows;
    data.columns = 1;
    data.names[0] = "x";
    memcpy(data.values[0], x, (size_t)rows * sizeof *x);
}

/* What the numbers of a segment add to the inertia. */
static double inertia_of(const char *segment)
{
    double inertia = 0.0;
    for (int c = 0; c < data.columns; c++) {
        double count = 0.0, sum = 0.0, squares = 0.0;
        for (int64_t i = 0; i < data.rows; i++)
            if (strcmp(segment_of(i), segment) == 0) {
                count += 1.0;
                sum += data.values[c][i];
            }
        for (int64_t i = 0; i < data.rows; i++)
            if (strcmp(segment_of(i), segment) == 0)
                squares += pow(data.values[c][i] - sum / count, 2);
        inertia += squares;
    }
    return inertia;
}

/* Hartigan & Wong's optimum in R's kmeans(iris[1:4], 3) and of the
   standardised columns; the silhouette is that of R's cluster package, the
   agreement with the species Hubert & Arabie's (1985) by R's mclust.
   (KMEANS-LEAST-1) */
START_TEST(iris_has_its_published_optimum)
{
    if (!read_iris())
        SKIP("science/iris.csv is not there");
    fit_groups(CEV_KMEANS, "segments=3|scaling=none");
    ck_assert_rel(figure("inertia"), 78.8514414261, 1e-11);
    ck_assert_near(figure("silhouette"), 0.552819, 5e-7);
    static const double sizes[3] = {62, 50, 38};
    static const double parts[3] = {39.8209677, 15.1510000, 23.8794737};
    for (int64_t i = 0; i < 3; i++) {
        ck_assert(cev_table_double(told, "customers", i) == sizes[i]);
        ck_assert_near(inertia_of(cev_table_text(told, "segment", i)),
                       parts[i], 5.1e-8);
    }
    ck_assert_near(agreement_with_species(), 0.730238, 5.1e-7);
    fit_groups(CEV_KMEANS, "segments=3");
    ck_assert_near(figure("inertia"), 138.88836, 5e-6);
}
END_TEST

/* Where nothing tells groups apart there are many steps, and each customer is
 * still next to his own: the inertia is that of the groups as they are. */
START_TEST(everybody_is_in_the_group_next_to_him)
{
    uint64_t state = 4;
    data.rows = 3000;
    data.columns = 2;
    data.names[0] = "x";
    data.names[1] = "y";
    for (int64_t i = 0; i < data.rows; i++)
        for (int c = 0; c < 2; c++)
            data.values[c][i] = chance(&state);
    fit_groups(CEV_KMEANS, "segments=12|starts=1|scaling=none");
    double inertia = 0.0;
    for (int64_t k = 0; k < cev_table_row_count(told); k++)
        inertia += inertia_of(cev_table_text(told, "segment", k));
    ck_assert_rel(figure("inertia"), inertia, 1e-9);
}
END_TEST

/* Whatever the seed. */
START_TEST(every_seed_finds_it)
{
    if (!read_iris())
        SKIP("science/iris.csv is not there");
    cev_ctx_set_seed(ctx, 1000 + _i);
    fit_groups(CEV_KMEANS, "segments=3|scaling=none");
    ck_assert_rel(figure("inertia"), 78.8514414261, 1e-11);
}
END_TEST

START_TEST(three_heaps_are_found_by_both_choices)
{
    draw_heaps(400, 7);
    static const char *const choices[3] = {"choice=silhouette", "choice=gap",
                                           "choice=gap|starts=1"};
    fit_groups(CEV_KMEANS, choices[_i]);
    ck_assert_int_eq(cev_table_row_count(told), 3);
    ck_assert(cev_table_double(told, "customers", 0) == 200);
    ck_assert_near(cev_table_double(told, "customers_share", 0), 0.5, 0);
    for (int64_t i = 4; i < 400; i++)
        ck_assert_str_eq(segment_of(i), segment_of(i % 4));
    ck_assert_str_ne(segment_of(0), segment_of(1));
    ck_assert_str_ne(segment_of(0), segment_of(2));
    ck_assert(!has_verdict("weak_structure"));
}
END_TEST

/* Numbers spread evenly have no groups. */
START_TEST(no_structure_is_told)
{
    uint64_t seed = 5;
    data.rows = 500;
    data.columns = 4;
    for (int c = 0; c < 4; c++) {
        static const char *const names[4] = {"a", "b", "c", "d"};
        data.names[c] = names[c];
        for (int64_t i = 0; i < data.rows; i++)
            data.values[c][i] = chance(&seed);
    }
    fit_groups(CEV_KMEANS, "choice=gap");
    ck_assert(has_verdict("one_segment"));
    ck_assert(isnan(figure("silhouette")));
    fit_groups(CEV_KMEANS, "segments=4");
    ck_assert(has_verdict("weak_structure"));
}
END_TEST

/* SEG-ORDER-1 */
START_TEST(any_order_of_rows_gives_the_same_bytes)
{
    draw_heaps(FRAME_ROWS, 3);
    for (int64_t i = 0; i < FRAME_ROWS; i += 7) /* many rows that are equal */
        data.values[0][i] = data.values[1][i] = 2.0;
    check_any_order(CEV_KMEANS, "segments=5");
}
END_TEST

/* So many that samples decide where to begin. Evenly spread over a square, they
   are parted in quarters, the best there are: each has half the side, and the
   variance of that is a 48th in either column. */
START_TEST(a_great_many_are_grouped_by_samples)
{
    enum { MANY = 270000 };
    static double x[MANY], y[MANY];
    static unsigned char one[20000], other[20000];
    uint64_t seed = 11;
    int64_t size = 0, again = 0;
    for (int64_t i = 0; i < MANY; i++)
        x[i] = chance(&seed), y[i] = chance(&seed);
    for (int turned = 0; turned < 2; turned++) {
        free_groups();
        expect_ok(new_groups(ctx, CEV_KMEANS,
                             "segments=4|scaling=none|starts=3", &groups));
        expect_ok(cev_table_new(ctx, MANY, &rows_table));
        expect_ok(cev_table_set_column(rows_table, "x", CEV_DOUBLE,
                                       turned ? x + MANY - 1 : x,
                                       turned ? -8 : 8, NULL));
        expect_ok(cev_table_set_column(rows_table, "y", CEV_DOUBLE,
                                       turned ? y + MANY - 1 : y,
                                       turned ? -8 : 8, NULL));
        expect_ok(cev_segmenter_fit(groups, rows_table));
        expect_ok(cev_segmenter_summary(groups, NULL, &sums));
        ck_assert_rel(figure("inertia"), MANY * 2 / 48.0, 2e-3);
        expect_ok(turned ? cev_segmenter_save(groups, other, sizeof other,
                                              &again)
                         : cev_segmenter_save(groups, one, sizeof one, &size));
    }
    ck_assert_int_eq(size, again);
    ck_assert_mem_eq(one, other, (size_t)size);
}
END_TEST

/* More than the first sample, and so skew that it says that other groups than
   these are the best; the inertia is that of the best of sixty starts of
   scikit-learn's over all. */
START_TEST(skew_amounts_are_grouped_as_well)
{
    enum { MANY = 12000, WIDTH = 4 };
    static const char *const names[WIDTH] = {"a", "b", "c", "d"};
    static double mixing[WIDTH][WIDTH], amounts[WIDTH][MANY];
    uint64_t seed = 23;
    for (int i = 0; i < WIDTH * WIDTH; i++)
        mixing[i / WIDTH][i % WIDTH] = 4.0 * chance(&seed) - 2.0;
    for (int64_t i = 0; i < MANY; i++) {
        double normal[WIDTH];
        for (int c = 0; c < WIDTH; c++) {
            normal[c] = -2.0;
            for (int k = 0; k < 4; k++)
                normal[c] += chance(&seed);
        }
        for (int c = 0; c < WIDTH; c++) {
            double sum = 0.0;
            for (int k = 0; k < WIDTH; k++)
                sum += mixing[c][k] * normal[k];
            amounts[c][i] = exp(sum);
        }
    }
    expect_ok(new_groups(ctx, CEV_KMEANS, "segments=6", &groups));
    expect_ok(cev_table_new(ctx, MANY, &rows_table));
    for (int c = 0; c < WIDTH; c++)
        expect_ok(cev_table_set_column(rows_table, names[c], CEV_DOUBLE,
                                       amounts[c], 8, NULL));
    expect_ok(cev_segmenter_fit(groups, rows_table));
    expect_ok(cev_segmenter_summary(groups, NULL, &sums));
    ck_assert_rel(figure("inertia"), 18261.655794922175, 1e-9);
}
END_TEST

/* A row of three customers is three rows. */
START_TEST(customers_weigh_rows)
{
    static const double x[] = {1, 2, 8, 9, 9.5, 30};
    static const double crowd[] = {3, 1, 2, 0, 1, 1};
    double inertia;
    int64_t rows = 0;
    set_rows(6, x);
    data.columns = 2;
    data.names[1] = "customers";
    memcpy(data.values[1], crowd, sizeof crowd);
    fit_groups(CEV_KMEANS, "segments=3");
    inertia = figure("inertia");
    ck_assert(figure("customers") == 8);
    data.columns = 1;
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < crowd[i]; k++)
            data.values[0][rows++] = x[i];
    data.rows = rows;
    fit_groups(CEV_KMEANS, "segments=3");
    ck_assert_rel(figure("inertia"), inertia, 1e-12);
}
END_TEST

/* A gap counts as the mean of its column, and no column without spread does
   harm. */
START_TEST(gaps_count_as_the_mean)
{
    static const double x[] = {0, 1, 9, 10, NAN};
    set_rows(5, x);
    data.columns = 3;
    data.names[1] = "flat";
    data.names[2] = "nothing";
    for (int i = 0; i < 5; i++) {
        data.values[1][i] = 7;
        data.values[2][i] = NAN;
    }
    fit_groups(CEV_KMEANS, "segments=3|scaling=none");
    ck_assert_near(figure("inertia"), 1.0, 1e-15);
    ck_assert_int_eq(cev_table_row_count(told), 3);
    ck_assert(isnan(cev_table_double(told, "mean_nothing", 0)));
    ck_assert(cev_table_double(told, "mean_flat", 0) == 7);
    ck_assert_str_eq(segment_of(4), "3");
}
END_TEST

START_TEST(features_are_those_named)
{
    draw_heaps(100, 3);
    fit_groups(CEV_KMEANS, "segments=2|features= revenue ");
    ck_assert(isnan(cev_table_double(told, "mean_x", 0)));
    ck_assert(!isnan(cev_table_double(told, "mean_revenue", 0)));
    fit_fails(CEV_KMEANS, "features=revnue", CEV_ERR_COLUMN,
              "there is no column \"revnue\"");
}
END_TEST

START_TEST(bad_input_is_refused_in_words)
{
    draw_heaps(10, 3);
    data.values[0][4] = INFINITY;
    fit_fails(CEV_KMEANS, "", CEV_ERR_DOMAIN,
              "x[4] = inf; wanted a number from -1e100 to 1e100, or a gap");
    data.values[0][4] = 1;
    data.names[1] = "customers";
    data.values[1][3] = -1;
    fit_fails(CEV_KMEANS, "", CEV_ERR_DOMAIN,
              "customers[3] = -1; wanted a number of customers from 0 to "
              "1e15");
    data.columns = 0;
    fit_fails(CEV_KMEANS, "", CEV_ERR_COLUMN,
              "the table has no column of numbers to go by");
}
END_TEST

START_TEST(extreme_numbers_are_grouped)
{
    static const double x[] = {-1e100, -1e100, 0, 1e-300, 1e100};
    set_rows(5, x);
    fit_groups(CEV_KMEANS, "segments=3");
    ck_assert_str_eq(segment_of(0), segment_of(1));
    ck_assert_str_eq(segment_of(2), segment_of(3));
    ck_assert(isfinite(figure("inertia")));
}
END_TEST

/* KMEANS-TIES-1 */
START_TEST(small_shops_have_tables)
{
    data.columns = 2;
    data.names[0] = "x";
    data.names[1] = "revenue";
    check_small_shops(CEV_KMEANS, _i ? "segments=4" : "choice=gap");
    if (_i == 0)
        return;
    data.rows = 0;
    fit_groups(CEV_KMEANS, "");
    ck_assert(has_verdict("no_customers"));
    ck_assert(!has_verdict("one_segment"));
}
END_TEST

START_TEST(models_are_saved_and_loaded)
{
    draw_heaps(300, 3);
    check_saving(CEV_KMEANS, "segments=4");
    check_no_groups(CEV_KMEANS, "segments=4");
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    static const char *const lives[][2] = {
        {CEV_KMEANS, "segments_most=3"},
        {CEV_KMEANS, "segments_most=3|choice=gap"}};
    draw_heaps(40, 3);
    fail_each_allocation(groups_life, (void *)lives[_i]);
}
END_TEST

enum { GREAT_MANY = 66000 };

/* So many that starts are compared on a sample, and the best gone on with. */
static int32_t group_very_many(cev_ctx *of, void *state)
{
    cev_segmenter *made = NULL;
    cev_table *many = NULL;
    int32_t status =
        new_groups(of, CEV_KMEANS, "segments=2|starts=2|max_iter=3", &made);
    if (status == CEV_OK)
        status = cev_table_new(of, GREAT_MANY, &many);
    if (status == CEV_OK)
        status = cev_table_set_column(many, "x", CEV_DOUBLE, state, 8, NULL);
    if (status == CEV_OK)
        status = cev_segmenter_fit(made, many);
    cev_table_free(many);
    cev_segmenter_free(made);
    return status;
}

START_TEST(a_great_many_survive_failing_memory)
{
    static double x[GREAT_MANY];
    for (int64_t i = 0; i < GREAT_MANY; i++)
        x[i] = (double)(i % 2 * 40000 + i * 7 % 30011);
    fail_each_allocation(group_very_many, x);
}
END_TEST

START_TEST(a_fit_can_be_stopped)
{
    draw_heaps(300, 3);
    check_stopping(CEV_KMEANS, "segments=3");
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_groups("kmeans");
    tcase_add_test(cases, iris_has_its_published_optimum);
    tcase_add_test(cases, everybody_is_in_the_group_next_to_him);
    tcase_add_loop_test(cases, every_seed_finds_it, 0, 20);
    tcase_add_loop_test(cases, three_heaps_are_found_by_both_choices, 0, 3);
    tcase_add_test(cases, no_structure_is_told);
    tcase_add_test(cases, any_order_of_rows_gives_the_same_bytes);
    tcase_add_test(cases, a_great_many_are_grouped_by_samples);
    tcase_add_test(cases, skew_amounts_are_grouped_as_well);
    tcase_add_test(cases, customers_weigh_rows);
    tcase_add_test(cases, gaps_count_as_the_mean);
    tcase_add_test(cases, features_are_those_named);
    tcase_add_test(cases, bad_input_is_refused_in_words);
    tcase_add_test(cases, extreme_numbers_are_grouped);
    tcase_add_loop_test(cases, small_shops_have_tables, 0, 2);
    tcase_add_test(cases, models_are_saved_and_loaded);
    tcase_add_loop_test(cases, every_allocation_may_fail, 0, 2);
    tcase_add_test(cases, a_great_many_survive_failing_memory);
    tcase_add_test(cases, a_fit_can_be_stopped);
    Suite *all = suite_create("kmeans");
    suite_add_tcase(all, cases);
    return all;
}
