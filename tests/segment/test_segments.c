/* About segments: what sets them apart, what they bring, who moves. */
#include "groups.h"

#include <stdio.h>

static cev_table *answer;
static cev_table *second;

static void open_answers(void)
{
    answer = second = NULL;
}

static void close_answers(void)
{
    cev_table_free(second);
    cev_table_free(answer);
    answer = second = NULL;
}

/* A table of the frame. */
static void lay_rows(void)
{
    cev_table_free(rows_table);
    rows_table = NULL;
    expect_ok(frame_table(ctx, &data, &rows_table));
}

static void set_segments(int64_t rows, const char *letters)
{
    static const char *const names[26] = {"a", "b", "c", "d", "e"};
    data.rows = rows;
    data.texts = 1;
    data.text_names[0] = "segment";
    for (int64_t i = 0; i < rows; i++)
        data.text[0][i] = names[letters[i] - 'a'];
}

static double number(const char *column, int64_t row)
{
    return cev_table_double(answer, column, row);
}

/* Student's sleep data (1908), as R's t.test has them: t = -1.8608, df =
   17.776, p = 0.07939; g by scipy's moments and Hedges' formula. */
START_TEST(numbers_are_compared_as_published)
{
    static const double extra[20] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7,
                                     0.8, 0.0,  2.0,  1.9,  0.8,  1.1, 0.1,
                                     -0.1, 4.4, 5.5,  1.6,  4.6,  3.4};
    set_segments(20, "aaaaaaaaaabbbbbbbbbb");
    data.columns = 1;
    data.names[0] = "extra";
    memcpy(data.values[0], extra, sizeof extra);
    lay_rows();
    expect_ok(cev_segments_profile(ctx, rows_table, NULL, &answer));
    ck_assert_int_eq(cev_table_row_count(answer), 2);
    ck_assert_near(number("p", 0), 0.07939414018735822, 1e-12);
    ck_assert_near(number("p_adjusted", 1), 0.07939414018735822, 1e-12);
    ck_assert_near(number("value", 0), 0.75, 1e-14);
    ck_assert_near(number("rest", 0), 2.33, 1e-14);
    ck_assert_near(number("effect", 0), -0.7970185004474464, 1e-13);
    ck_assert_near(number("effect_hi", 0),
                   -0.7970185004474464
                       + 1.6448536269514722 * 0.4646299196687482,
                   1e-12);
    ck_assert_near(number("effect", 1), -number("effect", 0), 1e-14);
    ck_assert_str_eq(cev_table_text(answer, "column", 0), "extra");
    ck_assert_ptr_null(cev_table_text(answer, "level", 0));
}
END_TEST

/* 15 of 25 against 10 of 30: chi-square 3.9111 on one degree of freedom. */
START_TEST(texts_are_compared_by_share)
{
    char letters[55];
    for (int i = 0; i < 55; i++)
        letters[i] = i < 25 ? 'a' : 'b';
    set_segments(55, letters);
    data.texts = 2;
    data.text_names[1] = "city";
    for (int i = 0; i < 55; i++)
        data.text[1][i] = (i < 25 ? i < 15 : i < 35) ? "Berlin" : "Bonn";
    lay_rows();
    expect_ok(cev_segments_profile(ctx, rows_table, NULL, &answer));
    ck_assert_int_eq(cev_table_row_count(answer), 4);
    ck_assert_str_eq(cev_table_text(answer, "level", 0), "Berlin");
    ck_assert_near(number("value", 0), 0.6, 1e-15);
    ck_assert_near(number("rest", 0), 1.0 / 3, 1e-15);
    ck_assert_near(number("p", 0), 0.047967873742731315, 1e-12);
    ck_assert_near(number("effect", 0), 0.5411948302444529, 1e-12);
    ck_assert_near(number("effect_lo", 0),
                   0.5411948302444529 - 1.6448536269514722 * sqrt(1.0 / 25 + 1.0 / 30),
                   1e-12);
}
END_TEST

START_TEST(what_cannot_be_compared_is_a_gap)
{
    set_segments(4, "aaaa");
    data.columns = 2;
    data.names[0] = "x";
    data.names[1] = "flat";
    for (int i = 0; i < 4; i++)
        data.values[0][i] = i;
    lay_rows();
    expect_ok(cev_segments_profile(ctx, rows_table, NULL, &answer));
    ck_assert_int_eq(cev_table_row_count(answer), 2);
    ck_assert(isnan(number("p", 0)) && isnan(number("effect", 1)));
    ck_assert(isnan(number("rest", 0)));
    ck_assert_near(number("value", 0), 1.5, 1e-15);
    cev_table_free(answer);
    answer = NULL;
    data.rows = 0;
    lay_rows();
    expect_ok(cev_segments_profile(ctx, rows_table, NULL, &answer));
    ck_assert_int_eq(cev_table_row_count(answer), 0);
}
END_TEST

/* Rows of a table of segments and texts, as many of each as one likes. */
static cev_table *many_texts(int64_t rows, int64_t segments, int64_t texts)
{
    enum { MOST = 110000 };
    static char words[MOST][8];
    static const char *parts[MOST], *cities[MOST];
    cev_table *many = NULL;
    for (int64_t i = 0; i < MOST; i++)
        snprintf(words[i], sizeof words[i], "%d", (int)i);
    for (int64_t i = 0; i < rows; i++) {
        parts[i] = words[i % segments];
        cities[i] = words[i % texts];
    }
    expect_ok(cev_table_new(ctx, rows, &many));
    expect_ok(cev_table_set_column(many, "segment", CEV_TEXT, parts,
                                   (int64_t)sizeof *parts, NULL));
    expect_ok(cev_table_set_column(many, "city", CEV_TEXT, cities,
                                   (int64_t)sizeof *cities, NULL));
    return many;
}

START_TEST(what_is_too_much_to_compare_is_refused)
{
    cev_table *many = many_texts(100001, 2, 100001);
    expect_failure(cev_segments_profile(ctx, many, NULL, &answer),
                   CEV_ERR_LIMIT,
                   "city holds more than 100000 different texts; leave it out "
                   "of the option features");
    cev_table_free(many);
    many = many_texts(2000, 1000, 101);
    expect_failure(cev_segments_profile(ctx, many, NULL, &answer),
                   CEV_ERR_LIMIT,
                   "the profile has more than 100000 rows: name fewer columns "
                   "in the option features");
    cev_table_free(many);
    many = many_texts(1001, 1001, 2);
    expect_failure(cev_segments_profile(ctx, many, NULL, &answer),
                   CEV_ERR_LIMIT, "there are more than 1000 segments; wanted at most as "
                   "many");
    cev_table_free(many);
    ck_assert_ptr_null(answer);
}
END_TEST

START_TEST(bounds_are_told_if_wanted)
{
    cev_options *options = NULL;
    set_segments(6, "aaabbb");
    data.columns = 1;
    data.names[0] = "x";
    for (int i = 0; i < 6; i++)
        data.values[0][i] = i;
    lay_rows();
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_double(options, CEV_OPT_INTERVAL, 0.0));
    expect_ok(cev_segments_profile(ctx, rows_table, options, &answer));
    for (int64_t c = 0; c < cev_table_column_count(answer); c++)
        ck_assert_ptr_null(strstr(cev_table_name(answer, c), "_lo"));
    ck_assert(number("effect", 0) < 0.0 && number("p", 0) < 0.05);
    cev_options_free(options);
}
END_TEST

START_TEST(profit_is_told_by_segment)
{
    static const double revenue[] = {3, 5, -2, 8, NAN, 10};
    set_segments(6, "aaaabb");
    data.columns = 1;
    data.names[0] = "revenue";
    memcpy(data.values[0], revenue, sizeof revenue);
    lay_rows();
    expect_ok(cev_segments_profit(ctx, rows_table, NULL, &answer));
    ck_assert_int_eq(cev_table_row_count(answer), 2);
    ck_assert(number("customers", 0) == 4 && number("customers", 1) == 1);
    ck_assert_near(number("amount_share", 0), 14.0 / 24, 1e-15);
    ck_assert_near(number("mean", 0), 3.5, 1e-15);
    ck_assert_near(number("mean_hi", 0), 3.5 + 4.9457972999128135, 1e-10);
    ck_assert_near(number("earning", 0), 0.75, 0);
    ck_assert(number("loss", 0) == -2 && number("loss", 1) == 0);
    ck_assert(isnan(number("mean_lo", 1)));
}
END_TEST

/* Ten customers of whom the best brings half and the worst loses. */
START_TEST(the_whale_curve_rises_and_falls)
{
    static const double revenue[] = {50, 20, 15, 10, 8, 5, 3, 0, -1, -10};
    data.rows = 10;
    data.columns = 1;
    data.names[0] = "revenue";
    memcpy(data.values[0], revenue, sizeof revenue);
    lay_rows();
    expect_ok(cev_segments_whale(ctx, rows_table, NULL, &answer));
    ck_assert_int_eq(cev_table_row_count(answer), 101);
    ck_assert(number("amount", 0) == 0);
    ck_assert_near(number("amount", 5), 25, 1e-12); /* half a customer */
    ck_assert_near(number("amount", 10), 50, 1e-12);
    ck_assert_near(number("amount_share", 70), 1.11, 1e-12);
    ck_assert_near(number("amount", 100), 100, 1e-12);
    for (int64_t i = 1; i <= 70; i++)
        ck_assert(number("amount", i) > number("amount", i - 1));
    /* Who is unknown, or stands for nobody, is not on it. */
    cev_table_free(answer);
    data.columns = 2;
    data.names[1] = "customers";
    for (int64_t i = 0; i < 10; i++)
        data.values[1][i] = i != 2;
    data.values[0][1] = NAN;
    lay_rows();
    expect_ok(cev_segments_whale(ctx, rows_table, NULL, &answer));
    ck_assert_near(number("amount", 100), 65, 1e-12);
    cev_table_free(answer);
    memset(data.values[1], 0, sizeof data.values[1]);
    expect_ok(cev_segments_whale(ctx, rows_table, NULL, &answer));
    ck_assert_int_eq(cev_table_row_count(answer), 0);
}
END_TEST

static cev_table *date_table(const char *customers, const char *letters,
                             const double *revenue)
{
    static const char *names[2][26];
    static const char *const alphabet[] = {"A", "B", "C", "D", "E", "F", "G"};
    static int turn;
    cev_table *made = NULL;
    turn = 1 - turn;
    data.columns = revenue != NULL;
    set_segments((int64_t)strlen(letters), letters);
    expect_ok(cev_table_new(ctx, data.rows, &made));
    for (int64_t i = 0; i < data.rows; i++)
        names[turn][i] = alphabet[customers[i] - 'A'];
    expect_ok(cev_table_copy_column(made, "customer", CEV_TEXT, names[turn],
                                    sizeof(char *), NULL));
    expect_ok(cev_table_copy_column(made, "segment", CEV_TEXT, data.text[0],
                                    sizeof(char *), NULL));
    if (revenue != NULL)
        expect_ok(cev_table_copy_column(made, "revenue", CEV_DOUBLE, revenue,
                                        sizeof(double), NULL));
    return made;
}

START_TEST(moves_are_counted)
{
    static const double before[] = {1, 2, 3, 4}, after[] = {6, 7, 8, 9};
    cev_table *one = date_table("ABCD", "aabb", before);
    cev_table *other = date_table("CBAE", "abbc", after);
    expect_ok(cev_segments_migration(ctx, one, other, NULL, &answer, &second));
    /* A: a to b, B: a to b, C: b to a; D left, E arrived */
    ck_assert_int_eq(cev_table_row_count(answer), 9);
    ck_assert_str_eq(cev_table_text(answer, "from", 1), "a");
    ck_assert_str_eq(cev_table_text(answer, "to", 1), "b");
    ck_assert(number("count", 1) == 2 && number("count", 3) == 1);
    ck_assert_near(number("share", 1), 2.5 / 3.5, 1e-15);
    ck_assert_near(number("share", 0), 0.5 / 3.5, 1e-15);
    ck_assert(isnan(number("share", 6)));
    ck_assert_near(number("amount_before", 1), 1.5, 1e-15);
    ck_assert_near(number("amount_after", 1), 7.5, 1e-15);
    ck_assert(isnan(number("amount_after", 0)));
    ck_assert(cev_table_double(second, "arrived", 2) == 1);
    ck_assert(cev_table_double(second, "left", 1) == 1);
    ck_assert(cev_table_double(second, "after", 1) == 2);
    double sum = 0;
    for (int64_t i = 0; i < 3; i++)
        sum += cev_table_double(second, "steady", i);
    ck_assert_near(sum, 1, 1e-14);
    /* An amount that is a gap on either date is left out of both. */
    static const double gaps[] = {6, NAN, 8, 9};
    cev_table *gapped = date_table("CBAE", "abbc", gaps);
    cev_table_free(answer);
    answer = NULL;
    expect_ok(
        cev_segments_migration(ctx, one, gapped, NULL, &answer, NULL));
    ck_assert_near(number("amount_before", 1), 1, 1e-15);
    ck_assert_near(number("amount_after", 1), 8, 1e-15);
    cev_table_free(gapped);
    cev_table_free(other);
    cev_table_free(one);
}
END_TEST

/* Nobody moves nowhere, and there are segments enough. */
START_TEST(moves_of_nobody_and_of_too_many)
{
    static int64_t id[201];
    cev_table *none = date_table("", "", NULL);
    expect_ok(cev_segments_migration(ctx, none, none, NULL, &answer, &second));
    ck_assert_int_eq(cev_table_row_count(answer), 0);
    ck_assert_int_eq(cev_table_row_count(second), 0);
    cev_table_free(none);
    cev_table_free(answer);
    answer = NULL;
    cev_table *many = many_texts(201, 201, 2);
    for (int64_t i = 0; i < 201; i++)
        id[i] = i;
    expect_ok(cev_table_set_column(many, "customer", CEV_INT64, id, 8, NULL));
    expect_failure(
        cev_segments_migration(ctx, many, many, NULL, &answer, NULL),
        CEV_ERR_LIMIT, "there are 201 segments; wanted at most 200");
    cev_table_free(many);
}
END_TEST

/* 8 and 2 stay and go, 3 and 7 come and stay: eigenvector by numpy. */
START_TEST(the_steady_mix_is_the_eigenvector)
{
    int64_t id[20];
    cev_table *dates[2] = {NULL, NULL};
    for (int64_t i = 0; i < 20; i++)
        id[i] = 100 + i;
    for (int k = 0; k < 2; k++) {
        set_segments(20, k == 0 ? "aaaaaaaaaabbbbbbbbbb"
                                : "aaaaaaaabbaaabbbbbbb");
        expect_ok(cev_table_new(ctx, 20, &dates[k]));
        expect_ok(cev_table_copy_column(dates[k], "customer", CEV_INT64, id,
                                        sizeof *id, NULL));
        expect_ok(cev_table_copy_column(dates[k], "segment", CEV_TEXT,
                                        data.text[0], sizeof(char *), NULL));
    }
    expect_ok(cev_segments_migration(ctx, dates[0], dates[1], NULL, &answer,
                                     &second));
    ck_assert_near(cev_table_double(second, "steady", 0), 3.5 / 6.0, 1e-14);
    cev_table *transitions = NULL;
    expect_ok(cev_markov_estimate(ctx, answer, NULL, &transitions, NULL));
    for (int64_t i = 0; i < 4; i++)
        ck_assert_near(cev_table_double(transitions, "probability", i),
                       number("share", i), 1e-15);
    cev_table_free(transitions);
    cev_table_free(dates[1]);
    cev_table_free(dates[0]);
}
END_TEST

START_TEST(bad_tables_are_refused_in_words)
{
    cev_options *options = NULL;
    set_segments(3, "aab");
    data.columns = 1;
    data.names[0] = "x";
    data.text[0][1] = NULL;
    lay_rows();
    expect_failure(cev_segments_profile(ctx, rows_table, NULL, &answer),
                   CEV_ERR_DOMAIN, "segment[1] is a gap; wanted a text");
    data.text[0][1] = "a";
    expect_failure(cev_segments_profit(ctx, rows_table, NULL, &answer),
                   CEV_ERR_COLUMN,
                   "the table has no column \"revenue\"; wanted one of doubles "
                   "or int64");
    data.values[0][2] = INFINITY;
    expect_failure(cev_segments_profile(ctx, rows_table, NULL, &answer),
                   CEV_ERR_DOMAIN,
                   "x[2] = inf; wanted a number from -1e100 to 1e100, or a "
                   "gap");
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_int(options, CEV_OPT_SCORES, 3));
    expect_failure(cev_segments_whale(ctx, rows_table, options, &answer),
                   CEV_ERR_OPTION,
                   "option scores means nothing to cev_segments_whale; it "
                   "takes: column");
    cev_options_free(options);
    cev_table *twice = date_table("AAB", "aab", NULL);
    expect_failure(cev_segments_migration(ctx, twice, twice, NULL, &answer,
                                          NULL),
                   CEV_ERR_DOMAIN,
                   "customer[1] stands in an earlier row, too; wanted each "
                   "once");
    expect_failure(cev_segments_migration(ctx, rows_table, twice, NULL,
                                          &answer, NULL),
                   CEV_ERR_COLUMN, "there is no column \"customer\"");
    cev_table_free(twice);
    ck_assert_ptr_null(answer);
}
END_TEST

/* All four under a failing allocator. */
static int32_t ask_all(cev_ctx *of, void *state)
{
    cev_table *input = NULL, *other = NULL, *a = NULL, *b = NULL, *c = NULL,
              *d = NULL, *e = NULL;
    static const int64_t id[6] = {1, 2, 3, 4, 5, 6};
    (void)state;
    int32_t status = frame_table(of, &data, &input);
    if (status == CEV_OK)
        status = frame_table(of, &data, &other);
    if (status == CEV_OK)
        status = cev_table_set_column(input, "customer", CEV_INT64, id,
                                      sizeof *id, NULL);
    if (status == CEV_OK)
        status = cev_table_set_column(other, "customer", CEV_INT64, id,
                                      sizeof *id, NULL);
    if (status == CEV_OK)
        status = cev_segments_profile(of, input, NULL, &a);
    if (status == CEV_OK)
        status = cev_segments_profit(of, input, NULL, &b);
    if (status == CEV_OK)
        status = cev_segments_whale(of, input, NULL, &c);
    if (status == CEV_OK)
        status = cev_segments_migration(of, input, other, NULL, &d, &e);
    cev_table_free(e);
    cev_table_free(d);
    cev_table_free(c);
    cev_table_free(b);
    cev_table_free(a);
    cev_table_free(other);
    cev_table_free(input);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    set_segments(6, "aabbcc");
    data.columns = 1;
    data.names[0] = "revenue";
    data.texts = 2;
    data.text_names[1] = "city";
    for (int i = 0; i < 6; i++) {
        data.values[0][i] = i * i;
        data.text[1][i] = i % 2 ? "Bonn" : "Berlin";
    }
    fail_each_allocation(ask_all, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_groups("segments");
    tcase_add_checked_fixture(cases, open_answers, close_answers);
    tcase_add_test(cases, numbers_are_compared_as_published);
    tcase_add_test(cases, texts_are_compared_by_share);
    tcase_add_test(cases, what_cannot_be_compared_is_a_gap);
    tcase_add_test(cases, what_is_too_much_to_compare_is_refused);
    tcase_add_test(cases, bounds_are_told_if_wanted);
    tcase_add_test(cases, profit_is_told_by_segment);
    tcase_add_test(cases, the_whale_curve_rises_and_falls);
    tcase_add_test(cases, moves_are_counted);
    tcase_add_test(cases, moves_of_nobody_and_of_too_many);
    tcase_add_test(cases, the_steady_mix_is_the_eigenvector);
    tcase_add_test(cases, bad_tables_are_refused_in_words);
    tcase_add_test(cases, every_allocation_may_fail);
    Suite *all = suite_create("segments");
    suite_add_tcase(all, cases);
    return all;
}
