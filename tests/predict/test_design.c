/* Columns of linear models: levels, means, scales, and what says nothing. */
#include "predict/design.h"
#include "predict/features.h"

#include <math.h>

enum { ROWS = 6 };

static const double heights[ROWS] = {1, 2, 3, NAN, 5, 9};
static const double doubled[ROWS] = {2, 4, 6, NAN, 10, 18};
static const double sevens[ROWS] = {7, 7, 7, 7, 7, 7};
static const double member[ROWS] = {0, 0, 1, 1, 0, 1};
static const char *const towns[ROWS] = {"b", "a", "c", "b", "a", NULL};
static const double targets[ROWS] = {0, 1, 0, 1, 0, 1};

static cev_options *options;
static cev_table *table;
static cev__lesson lesson;

static void open_columns(void)
{
    static const int roles[] = {CEV__OPT_TARGET, -1};
    options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_int(options, "rare", 2));
    table = frame_of(ctx, ROWS);
    put_numbers(table, "height", heights);
    put_numbers(table, "doubled", doubled);
    put_numbers(table, "seven", sevens);
    put_numbers(table, "member", member);
    put_texts(table, "town", towns);
    put_numbers(table, "target", targets);
    expect_ok(cev__lesson_open(ctx, options, roles, CEV__TARGET_BINARY, 1,
                               table, &lesson));
}

static void close_columns(void)
{
    cev__lesson_close(ctx, &lesson);
    cev_table_free(table);
    cev_options_free(options);
}

static int32_t learn(cev_ctx *of, int scaling, int collinear,
                     cev__design *design)
{
    return cev__design_learn(of, &lesson.readings, lesson.weights,
                             lesson.order, lesson.count, scaling, collinear,
                             design);
}

/* The names of the columns, joined by blanks. */
static const char *names_of(const cev__design *design)
{
    static char all[1000];
    char name[CEV__DESIGN_NAME];
    all[0] = '\0';
    for (int64_t i = 0; i < design->count; i++) {
        cev__design_name(&lesson.predictors, &design->columns[i], name);
        strcat(all, i == 0 ? "" : " ");
        strcat(all, name);
    }
    return all;
}

START_TEST(columns_that_say_nothing_are_left_out)
{
    cev__design design;
    expect_ok(learn(ctx, CEV__SCALE_ALL, CEV__COLLINEAR_LEFT_OUT, &design));
    ck_assert_str_eq(names_of(&design),
                     "height height=(missing) member town=b town=(other)");
    ck_assert_int_eq(design.constant, 1);
    ck_assert_int_eq(design.constant_predictor, 2);
    ck_assert_int_eq(design.collinear, 3);
    cev__design_free(ctx, &design);
    expect_ok(learn(ctx, CEV__SCALE_ALL, CEV__COLLINEAR_KEPT, &design));
    ck_assert_str_eq(names_of(&design),
                     "height height=(missing) doubled doubled=(missing) "
                     "member town=b town=(other) town=(missing)");
    cev__design_free(ctx, &design);
}
END_TEST

START_TEST(columns_are_counted_from_their_means)
{
    cev__design design;
    double *matrix;
    expect_ok(learn(ctx, CEV__SCALE_ALL, CEV__COLLINEAR_KEPT, &design));
    expect_ok(cev__design_matrix(ctx, &design, &lesson.readings, lesson.order,
                                 lesson.count, &matrix));
    for (int64_t j = 0; j < design.count; j++) {
        double sum = 0.0, squares = 0.0;
        for (int64_t i = 0; i < ROWS; i++) {
            sum += matrix[i * design.count + j];
            squares += matrix[i * design.count + j]
                       * matrix[i * design.count + j];
        }
        ck_assert_double_eq_tol(sum, 0.0, 1e-14);
        ck_assert_double_eq_tol(squares, ROWS, 1e-13);
    }
    cev__design_release(ctx, &design, lesson.count, matrix);
    ck_assert_double_eq_tol(design.columns[0].mean, 4.0, 1e-15);
    cev__design_free(ctx, &design);
}
END_TEST

/* Yes and no differ by one, however rare, when only numbers are scaled. */
START_TEST(twofold_columns_keep_their_scale)
{
    cev__design design;
    expect_ok(learn(ctx, CEV__SCALE_NUMBERS, CEV__COLLINEAR_KEPT, &design));
    ck_assert(design.columns[1].scale == 1.0);
    ck_assert_double_eq_tol(design.columns[1].variance, 5.0 / 36.0, 1e-15);
    ck_assert(design.columns[0].variance == 1.0);
    cev__design_free(ctx, &design);
}
END_TEST

/* A level that the fit did not know is "other" where there is such, and
 * average where there is not. */
START_TEST(unseen_levels_are_average)
{
    static const char *const seen[ROWS] = {"b", "a", "b", "b", "a", "b"};
    static const char *const unseen[ROWS] = {"z", NULL, "a", "b", "a", "b"};
    static const int roles[] = {CEV__OPT_TARGET, -1};
    cev__lesson taught;
    cev__design design;
    cev__readings readings;
    double z[2];
    expect_ok(cev_options_set_str(options, "features", "town"));
    put_texts(table, "town", seen);
    expect_ok(cev__lesson_open(ctx, options, roles, CEV__TARGET_BINARY, 1,
                               table, &taught));
    expect_ok(cev__design_learn(ctx, &taught.readings, taught.weights,
                                taught.order, taught.count, CEV__SCALE_ALL,
                                CEV__COLLINEAR_KEPT, &design));
    ck_assert_int_eq(design.count, 1);
    put_texts(table, "town", unseen);
    expect_ok(cev__readings_open(ctx, &taught.predictors, table, &readings));
    cev__design_row(&design, &readings, 0, z);
    ck_assert(z[0] == 0.0);
    cev__design_row(&design, &readings, 1, z);
    ck_assert(z[0] == 0.0);
    cev__design_row(&design, &readings, 2, z);
    ck_assert_double_eq_tol(z[0], -sqrt(2.0), 1e-14);
    cev__readings_close(ctx, &readings);
    cev__design_free(ctx, &design);
    cev__lesson_close(ctx, &taught);
}
END_TEST

static int32_t learn_and_save(cev_ctx *of, void *state)
{
    uint8_t bytes[2000];
    cev__writer writer = {bytes, sizeof bytes, 0};
    cev__design design, again;
    (void)state;
    int32_t status = learn(of, CEV__SCALE_ALL, CEV__COLLINEAR_LEFT_OUT,
                           &design);
    if (status != CEV_OK)
        return status;
    cev__design_save(&design, &writer);
    cev__blob blob = {bytes, writer.size, 0, 0};
    status = cev__design_load(of, &blob, &lesson.predictors, &again);
    if (status == CEV_OK) {
        ck_assert_str_eq(names_of(&again), names_of(&design));
        ck_assert(again.columns[0].scale == design.columns[0].scale);
        ck_assert_int_eq(again.collinear, 3);
        cev__design_free(of, &again);
    }
    cev__design_free(of, &design);
    return status;
}

START_TEST(designs_are_saved)
{
    expect_ok(learn_and_save(ctx, NULL));
    fail_each_allocation(learn_and_save, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("design");
    tcase_add_checked_fixture(cases, open_columns, close_columns);
    tcase_add_test(cases, columns_that_say_nothing_are_left_out);
    tcase_add_test(cases, columns_are_counted_from_their_means);
    tcase_add_test(cases, twofold_columns_keep_their_scale);
    tcase_add_test(cases, unseen_levels_are_average);
    tcase_add_test(cases, designs_are_saved);
    Suite *s = suite_create("predict/design");
    suite_add_tcase(s, cases);
    return s;
}
