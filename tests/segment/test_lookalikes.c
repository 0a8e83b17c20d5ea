/* Who resembles the best customers. */
#include "groups.h"
#include "segment/discriminant.h"

static cev_table *scores, *figures;

static void forget(void)
{
    cev_table_free(figures);
    cev_table_free(scores);
    scores = figures = NULL;
}

static int32_t ask(const char *settings)
{
    cev_options *options = NULL;
    forget();
    cev_table_free(rows_table);
    rows_table = NULL;
    expect_ok(frame_table(ctx, &data, &rows_table));
    expect_ok(read_settings(ctx, settings, &options));
    int32_t status = cev_segments_lookalikes(ctx, rows_table, options,
                                             &scores, &figures);
    cev_options_free(options);
    return status;
}

static double told_figure(const char *name, const char *column)
{
    for (int64_t i = 0; i < cev_table_row_count(figures); i++)
        if (strcmp(cev_table_text(figures, "name", i), name) == 0)
            return cev_table_double(figures, column, i);
    return NAN;
}

static int has_word(const char *name)
{
    for (int64_t i = 0; i < cev_table_row_count(figures); i++)
        if (strcmp(cev_table_text(figures, "name", i), name) == 0)
            return 1;
    return 0;
}

static double score(int64_t row)
{
    return cev_table_double(scores, "score", row);
}

/* One column, by hand: groups 0, 2 and 4, 6 have a variance within of 1, so the
   slope is 4 and the middle 3. */
START_TEST(one_column_is_as_by_hand)
{
    double memory[3], packed[1], spread[1], weights[1], level;
    cev__two_groups g;
    ck_assert_int_eq(cev__two_groups_size(1), 3);
    memset(memory, 0, sizeof memory);
    cev__two_groups_lay(1, memory, &g);
    for (int i = 0; i < 4; i++)
        cev__two_groups_add(&g, i >= 2, (double[]){2.0 * i}, 1);
    ck_assert_int_eq(
        cev__discriminant(&g, packed, spread, weights, &level), 1);
    ck_assert_near(weights[0], 4, 1e-14);
    ck_assert_near(level, -12, 1e-14);
}
END_TEST

/* Two columns with the correlation drawn by n / (n + 3), as NumPy has it. */
START_TEST(correlations_are_drawn_to_nothing)
{
    static const double points[6][2] = {{0, 0}, {1, 1}, {2, 1},
                                        {2, 3}, {3, 3}, {5, 4}};
    double memory[7], packed[3], spread[2], weights[2], level;
    cev__two_groups g;
    memset(memory, 0, sizeof memory);
    cev__two_groups_lay(2, memory, &g);
    for (int i = 0; i < 6; i++)
        cev__two_groups_add(&g, i >= 3, points[i], 1);
    cev__discriminant(&g, packed, spread, weights, &level);
    ck_assert_near(weights[0], -1.7068965517241372, 1e-12);
    ck_assert_near(weights[1], 14.275862068965516, 1e-12);
    ck_assert_near(level, -24.853448275862068, 1e-12);
}
END_TEST

/* A shop where those who visit often and have a card spend most; some are new
   and have not spent yet. */
static void draw_spenders(int64_t rows, uint64_t seed)
{
    data.rows = rows;
    data.columns = 3;
    data.names[0] = "revenue";
    data.names[1] = "visits";
    data.names[2] = "noise";
    data.texts = 1;
    data.text_names[0] = "card";
    for (int64_t i = 0; i < rows; i++) {
        double visits = 10 * chance(&seed), card = chance(&seed) < 0.3;
        data.values[0][i] = 20 * visits + 100 * card + 40 * chance(&seed);
        data.values[1][i] = visits;
        data.values[2][i] = chance(&seed);
        data.text[0][i] = card > 0 ? "gold" : "none";
    }
    for (int64_t i = 0; i < 10; i++) {
        data.values[0][i] = NAN;
        data.values[1][i] = i < 5 ? 9.5 : 0.5;
        data.text[0][i] = i < 5 ? "gold" : "none";
    }
}

START_TEST(those_like_the_best_are_told_with_reasons)
{
    double best = 0;
    draw_spenders(2010, 3);
    expect_ok(ask(""));
    for (int64_t i = 10; i < 2010; i++)
        best += cev_table_double(scores, "is_best", i);
    ck_assert(best == 200);
    ck_assert(told_figure("best", "value") == 200);
    ck_assert(told_figure("customers", "value") == 2000);
    ck_assert_double_gt(told_figure("auc", "value"), 0.97);
    ck_assert_double_lt(told_figure("auc", "lower"),
                        told_figure("auc", "value"));
    ck_assert_double_lt(told_figure("auc", "upper"), 1);
    for (int64_t i = 0; i < 10; i++) {
        ck_assert(isnan(cev_table_double(scores, "is_best", i)));
        if (i < 5)
            ck_assert_double_gt(score(i), 0.5);
        else
            ck_assert_double_lt(score(i), 0.01);
    }
    ck_assert_int_eq(
        strncmp(cev_table_text(scores, "reason_1", 0), "high visits (+", 14),
        0);
    ck_assert_int_eq(
        strncmp(cev_table_text(scores, "reason_2", 0), "card = gold (+", 14),
        0);
    ck_assert_int_eq(
        strncmp(cev_table_text(scores, "reason_1", 7), "low visits (-", 13),
        0);
    ck_assert(!has_word("weak") && !has_word("few_best"));
}
END_TEST

/* What tells nothing has an area of a half, within its interval, of customers
   who were left out. */
START_TEST(noise_tells_nothing)
{
    draw_spenders(1000, 5);
    expect_ok(ask("features=noise"));
    ck_assert_double_lt(told_figure("auc", "value"), 0.6);
    ck_assert_double_gt(told_figure("auc", "value"), 0.4);
    ck_assert_double_gt(told_figure("auc", "upper"), 0.5);
    ck_assert(has_word("weak"));
    for (int64_t i = 0; i < 1000; i++)
        ck_assert(score(i) > 0 && score(i) < 0.3);
}
END_TEST

START_TEST(equal_customers_are_not_parted)
{
    for (int64_t rows = 0; rows < 40; rows += 13) {
        data.rows = rows;
        data.columns = 2;
        data.names[0] = "revenue";
        data.names[1] = "x";
        for (int64_t i = 0; i < rows; i++)
            data.values[0][i] = data.values[1][i] = 7;
        expect_ok(ask(""));
        ck_assert_int_eq(cev_table_row_count(scores), rows);
        for (int64_t i = 0; i < rows; i++) {
            ck_assert(isnan(score(i)));
            ck_assert(cev_table_double(scores, "is_best", i) == 0);
            ck_assert_ptr_null(cev_table_text(scores, "reason_1", i));
        }
        ck_assert(has_word("nothing_apart"));
    }
}
END_TEST

START_TEST(the_order_of_rows_changes_nothing)
{
    static double before[300];
    draw_spenders(300, 9);
    expect_ok(ask("best=0.2"));
    double auc = told_figure("auc", "value");
    for (int64_t i = 0; i < 300; i++)
        before[i] = score(i);
    reverse_rows();
    expect_ok(ask("best=0.2"));
    ck_assert(told_figure("auc", "value") == auc);
    for (int64_t i = 0; i < 300; i++)
        ck_assert_near(score(i), before[299 - i], 1e-12);
}
END_TEST

START_TEST(customers_weigh_rows)
{
    draw_spenders(200, 9);
    expect_ok(ask(""));
    double one = score(50);
    data.columns = 4;
    data.names[3] = "customers";
    for (int64_t i = 0; i < 200; i++)
        data.values[3][i] = 1;
    expect_ok(ask(""));
    ck_assert_near(score(50), one, 1e-12);
    for (int64_t i = 0; i < 200; i++)
        data.values[3][i] = 2;
    expect_ok(ask(""));
    ck_assert(told_figure("customers", "value") == 380);
    ck_assert_near(score(50), one, 0.05);
}
END_TEST

START_TEST(what_cannot_be_asked_is_refused)
{
    static char names[300][8];
    draw_spenders(20, 3);
    expect_failure(ask("column=clv"), CEV_ERR_COLUMN,
                   "the table has no column \"clv\"; wanted one of doubles or "
                   "int64");
    expect_failure(ask("features=revenue"), CEV_ERR_COLUMN,
                   "the table has no column beside \"revenue\" to go by");
    data.values[0][12] = INFINITY;
    expect_failure(ask(""), CEV_ERR_DOMAIN,
                   "revenue[12] = inf; wanted a number from -1e100 to "
                   "1e100, or a gap");
    draw_spenders(300, 3);
    for (int i = 0; i < 300; i++) {
        names[i][0] = (char)('a' + i % 20);
        names[i][1] = (char)('a' + i / 20 % 10);
        data.text[0][i] = names[i];
    }
    expect_failure(ask(""), CEV_ERR_LIMIT,
                   "202 numbers and different texts to go by; wanted at most "
                   "200: name fewer columns in the option features");
    draw_spenders(20, 3);
    data.values[1][5] = 1e200;
    expect_failure(ask(""), CEV_ERR_DOMAIN,
                   "visits[5] = 1e+200; wanted a number from -1e100 to 1e100, "
                   "or a gap");
    expect_failure(cev_segments_lookalikes(ctx, NULL, NULL, &scores, NULL),
                   CEV_ERR_ARGUMENT, "customers is NULL");
    cev_ctx_set_progress(ctx, stop_work, NULL);
    draw_spenders(20, 3);
    ck_assert_int_eq(ask(""), CEV_ERR_CANCELLED);
    cev_ctx_set_progress(ctx, NULL, NULL);
    ck_assert_ptr_null(scores);
    ck_assert_ptr_null(figures);
}
END_TEST

/* Only three reasons are told, of numbers and of whichever column of texts. */
START_TEST(the_best_reasons_are_told)
{
    draw_spenders(600, 3);
    data.columns = 5;
    data.names[3] = "size";
    data.names[4] = "weight";
    data.texts = 2;
    data.text_names[1] = "town";
    for (int64_t i = 0; i < 600; i++) {
        data.values[3][i] = 9.0 - data.values[1][i] + 0.1 * (double)(i % 7);
        data.values[4][i] = data.values[1][i] + 0.2 * (double)(i % 5);
        data.text[1][i] = data.values[1][i] > 5.0 ? "Ulm" : "Bonn";
    }
    expect_ok(ask(""));
    int towns = 0;
    for (int64_t i = 10; i < 600; i++) {
        for (int k = 1; k <= 3; k++) {
            const char *names[3] = {"reason_1", "reason_2", "reason_3"};
            const char *reason = cev_table_text(scores, names[k - 1], i);
            towns += reason != NULL && strstr(reason, "town = ") != NULL;
        }
    }
    ck_assert_int_gt(towns, 0);
    ck_assert_int_eq(cev_table_column_count(scores), 5);
}
END_TEST

START_TEST(what_is_not_asked_is_not_told)
{
    cev_table *alone = NULL;
    draw_spenders(600, 3);
    expect_ok(ask("interval=0"));
    ck_assert(isnan(told_figure("auc", "lower")));
    ck_assert(told_figure("auc", "std_error") > 0.0);
    expect_ok(cev_segments_lookalikes(ctx, rows_table, NULL, &alone, NULL));
    ck_assert(cev_table_double(alone, "score", 3) == score(3));
    cev_table_free(alone);
}
END_TEST

static int32_t life(cev_ctx *of, void *state)
{
    cev_table *input = NULL, *a = NULL, *b = NULL;
    static int64_t id[FRAME_ROWS];
    (void)state;
    int32_t status = frame_table(of, &data, &input);
    if (status == CEV_OK)
        status = cev_table_set_column(input, "customer", CEV_INT64, id,
                                      sizeof *id, NULL);
    if (status == CEV_OK)
        status = cev_segments_lookalikes(of, input, NULL, &a, &b);
    cev_table_free(b);
    cev_table_free(a);
    cev_table_free(input);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    draw_spenders(30, 3);
    fail_each_allocation(life, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_groups("lookalikes");
    tcase_add_checked_fixture(cases, NULL, forget);
    tcase_add_test(cases, one_column_is_as_by_hand);
    tcase_add_test(cases, correlations_are_drawn_to_nothing);
    tcase_add_test(cases, those_like_the_best_are_told_with_reasons);
    tcase_add_test(cases, noise_tells_nothing);
    tcase_add_test(cases, equal_customers_are_not_parted);
    tcase_add_test(cases, the_order_of_rows_changes_nothing);
    tcase_add_test(cases, customers_weigh_rows);
    tcase_add_test(cases, what_cannot_be_asked_is_refused);
    tcase_add_test(cases, the_best_reasons_are_told);
    tcase_add_test(cases, what_is_not_asked_is_not_told);
    tcase_add_test(cases, every_allocation_may_fail);
    Suite *all = suite_create("lookalikes");
    suite_add_tcase(all, cases);
    return all;
}
