/* The segmenter rfm: its input, its options, saved bytes, memory. */
#include "segment/shop.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { ROOM = 4096 };

START_TEST(the_customer_column_comes_along)
{
    static const char *const names[3] = {"Ada", NULL, "Zo\303\253"};
    int64_t ids[3] = {7, 8, INT64_MAX};
    draw_shop(&store, 3, 1);
    fit_store(5);
    ck_assert_str_eq(cev_table_name(scored, 0), "r");
    for (int text = 0; text < 2; text++) {
        cev_table_free(scored);
        scored = NULL;
        expect_ok(cev_table_set_column(
            customers, "customer", text ? CEV_TEXT : CEV_INT64,
            text ? (const void *)names : (const void *)ids,
            text ? sizeof *names : sizeof *ids, NULL));
        expect_ok(cev_segmenter_assign(rfm, customers, NULL, &scored));
        ck_assert_str_eq(cev_table_name(scored, 0), "customer");
        ck_assert_int_eq(cev_table_column_count(scored), 6);
    }
    ck_assert_str_eq(cev_table_text(scored, "customer", 2), "Zo\303\253");
    ck_assert_ptr_null(cev_table_text(scored, "customer", 1));
}
END_TEST

START_TEST(int64_columns_and_gaps_by_validity_are_read)
{
    const uint8_t known[1] = {0x0D}; /* the revenue of row 1 is unknown */
    int64_t x[4] = {0, 1, 2, 3}, t_x[4] = {0, 5, 10, 15};
    int64_t T[4] = {20, 20, 20, 20}, revenue[4] = {10, 0, 30, 40};
    expect_ok(cev_table_new(ctx, 4, &customers));
    expect_ok(cev_table_set_column(customers, "x", CEV_INT64, x, 8, NULL));
    expect_ok(
        cev_table_set_column(customers, "t_x", CEV_INT64, t_x, 8, NULL));
    expect_ok(cev_table_set_column(customers, "T", CEV_INT64, T, 8, NULL));
    expect_ok(cev_table_set_column(customers, "revenue", CEV_INT64, revenue,
                                   8, known));
    rfm = new_rfm(3);
    expect_ok(cev_segmenter_fit(rfm, customers));
    expect_ok(cev_segmenter_assign(rfm, customers, NULL, &scored));
    ck_assert_int_eq(score_of("m", 0), 1);
    ck_assert_int_eq(score_of("m", 1), 2);
    ck_assert_int_eq(score_of("m", 3), 3);
    ck_assert_int_eq(score_of("r", 0), 1);
    ck_assert_int_eq(score_of("f", 3), 3);
}
END_TEST

/* A store of three, one value of which is bad. */
static void expect_bad_value(double *where, double value, const char *message)
{
    double good = *where;
    *where = value;
    expect_failure(cev_segmenter_fit(rfm, customers), CEV_ERR_DOMAIN,
                   message);
    expect_failure(cev_segmenter_assign(rfm, customers, NULL, &profile),
                   CEV_ERR_DOMAIN, message);
    ck_assert_ptr_null(profile);
    *where = good;
}

START_TEST(bad_values_are_named)
{
    for (int i = 0; i < 3; i++)
        add_customer(&store, 2, 4, 10, 30);
    fit_store(5);
    cev_table_free(profile);
    profile = NULL;
    expect_bad_value(&store.x[1], NAN,
                     "x[1] holds no number; wanted a whole number of 0 or "
                     "more");
    expect_bad_value(&store.x[0], -1,
                     "x[0] = -1; wanted a whole number of 0 or more");
    expect_bad_value(&store.x[2], 1.5,
                     "x[2] = 1.5; wanted a whole number of 0 or more");
    expect_bad_value(&store.x[2], INFINITY,
                     "x[2] = inf; wanted a whole number of 0 or more");
    expect_bad_value(&store.T[1], INFINITY,
                     "T[1] = inf; wanted a finite number of 0 or more");
    expect_bad_value(&store.T[1], NAN,
                     "T[1] holds no number; wanted a finite number of 0 or "
                     "more");
    expect_bad_value(&store.T[1], -3,
                     "T[1] = -3; wanted a finite number of 0 or more");
    expect_bad_value(&store.T[1], 3.5, "T[1] = 3.5 is before t_x[1] = 4");
    expect_bad_value(&store.t_x[2], -0.5, "t_x[2] = -0.5; wanted 0 to T");
    expect_bad_value(&store.t_x[2], NAN,
                     "t_x[2] holds no number; wanted 0 to T");
    expect_bad_value(&store.revenue[2], INFINITY,
                     "revenue[2] = inf; wanted a finite number, or a gap "
                     "where it is unknown");
    expect_bad_value(&store.revenue[2], -INFINITY,
                     "revenue[2] = -inf; wanted a finite number, or a gap "
                     "where it is unknown");
    /* The fit of before still answers. */
    expect_ok(cev_segmenter_profile(rfm, NULL, &profile));
    ck_assert_int_eq(cev_table_int64(profile, "customers", 0), 3);
}
END_TEST

START_TEST(bad_values_far_down_are_named)
{
    draw_shop(&store, SHOP_MOST, 3);
    fit_store(5);
    cev_table_free(profile);
    profile = NULL;
    expect_bad_value(&store.T[1700], NAN,
                     "T[1700] holds no number; wanted a finite number of 0 or "
                     "more");
    expect_bad_value(&store.x[2999], NAN,
                     "x[2999] holds no number; wanted a whole number of 0 or "
                     "more");
    expect_bad_value(&store.revenue[1023], INFINITY,
                     "revenue[1023] = inf; wanted a finite number, or a gap "
                     "where it is unknown");
}
END_TEST

START_TEST(missing_and_text_columns_are_named)
{
    static const char *const names[4] = {"x", "t_x", "T", "revenue"};
    static const char *const nothing = NULL;
    char message[100];
    draw_shop(&store, 2, 1);
    rfm = new_rfm(5);
    for (int i = 0; i < 4; i++) {
        cev_table *some = NULL;
        expect_ok(cev_table_new(ctx, 2, &some));
        for (int j = 0; j < 4; j++)
            if (j != i)
                expect_ok(cev_table_set_column(some, names[j], CEV_DOUBLE,
                                               store.T, 8, NULL));
        snprintf(message, sizeof message,
                 "the table has no column \"%s\"; wanted one of doubles or "
                 "int64",
                 names[i]);
        expect_failure(cev_segmenter_fit(rfm, some), CEV_ERR_COLUMN, message);
        expect_ok(
            cev_table_set_column(some, names[i], CEV_TEXT, &nothing, 0, NULL));
        snprintf(message, sizeof message,
                 "column \"%s\" is text; wanted doubles or int64", names[i]);
        expect_failure(cev_segmenter_fit(rfm, some), CEV_ERR_COLUMN, message);
        cev_table_free(some);
    }
}
END_TEST

START_TEST(the_number_of_scores_belongs_to_the_fit)
{
    cev_options *options = NULL;
    cev_table *out = NULL;
    draw_shop(&store, 10, 1);
    fit_store(5);
    expect_ok(cev_options_new(ctx, &options));
    expect_ok(cev_options_set_int(options, CEV_OPT_SCORES, 4));
    expect_failure(cev_segmenter_assign(rfm, customers, options, &out),
                   CEV_ERR_OPTION,
                   "option scores = 4; wanted 5, with which this rfm was "
                   "fitted, or none");
    ck_assert_int_eq(cev_segmenter_profile(rfm, options, &out),
                     CEV_ERR_OPTION);
    ck_assert_ptr_null(out);
    expect_ok(cev_options_set_int(options, CEV_OPT_SCORES, 5));
    expect_ok(cev_segmenter_assign(rfm, customers, options, &out));
    cev_table_free(out);
    cev_options_free(options);
}
END_TEST

/* Two tables hold the same in all columns. */
static void check_same(const cev_table *a, const cev_table *b)
{
    ck_assert_int_eq(cev_table_row_count(a), cev_table_row_count(b));
    ck_assert_int_eq(cev_table_column_count(a), cev_table_column_count(b));
    for (int64_t column = 0; column < cev_table_column_count(a); column++) {
        const char *name = cev_table_name(a, column);
        for (int64_t row = 0; row < cev_table_row_count(a); row++) {
            double p = cev_table_double(a, name, row);
            double q = cev_table_double(b, name, row);
            ck_assert_mem_eq(&p, &q, sizeof p);
            const char *text = cev_table_text(a, name, row);
            if (text != NULL)
                ck_assert_str_eq(text, cev_table_text(b, name, row));
        }
    }
}

START_TEST(what_was_saved_answers_alike)
{
    uint8_t bytes[ROOM], again[ROOM];
    for (int64_t scores = 2; scores <= 10; scores += 4) {
        for (int64_t rows = 0; rows <= 500; rows += 250) {
            cev_segmenter *loaded = NULL;
            cev_table *answer = NULL;
            int64_t size = 0, again_size = 0;
            draw_shop(&store, rows, 9);
            if (rows > 300)
                store.revenue[3] = NAN;
            fit_store(scores);
            expect_ok(cev_segmenter_save(rfm, bytes, ROOM, &size));
            expect_ok(cev_segmenter_load(ctx, bytes, size, &loaded));
            expect_ok(cev_segmenter_save(loaded, again, ROOM, &again_size));
            ck_assert_int_eq(size, again_size);
            ck_assert_mem_eq(bytes, again, (size_t)size);
            expect_ok(cev_segmenter_assign(loaded, customers, NULL, &answer));
            check_same(answer, scored);
            cev_table_free(answer);
            expect_ok(cev_segmenter_profile(loaded, NULL, &answer));
            check_same(answer, profile);
            cev_table_free(answer);
            cev_segmenter_free(loaded);
        }
    }
}
END_TEST

/* The oldest customer and one who buys without end are found wherever they
 * stand: ages in weeks are rounded to what the oldest asks for. */
START_TEST(the_order_of_rows_changes_nothing)
{
    static shop drawn;
    uint8_t first[ROOM], later[ROOM];
    int64_t size = 0;
    drawn.rows = 0;
    add_customer(&drawn, 0, 0, 4000, 0);
    add_customer(&drawn, ldexp(1, 50), 0, 1, 0);
    draw_shop(&store, SHOP_MOST - 2, 4);
    for (int64_t i = 0; i < store.rows; i++)
        add_customer(&drawn, store.x[i], store.t_x[i] / 7, store.T[i] / 7,
                     store.revenue[i]);
    for (int64_t start = 0; start < SHOP_MOST; start += 299) {
        store.rows = 0;
        for (int64_t i = start; i < start + SHOP_MOST; i++) {
            int64_t row = i % SHOP_MOST;
            add_customer(&store, drawn.x[row], drawn.t_x[row], drawn.T[row],
                         drawn.revenue[row]);
        }
        fit_store(5);
        expect_ok(cev_segmenter_save(rfm, start > 0 ? later : first, ROOM,
                                     &size));
        if (start > 0)
            ck_assert_mem_eq(later, first, (size_t)size);
    }
}
END_TEST

START_TEST(every_damaged_byte_is_seen)
{
    uint8_t bytes[ROOM];
    cev_segmenter *loaded = NULL;
    int64_t size = 0;
    draw_shop(&store, 100, 9);
    fit_store(5);
    expect_ok(cev_segmenter_save(rfm, bytes, ROOM, &size));
    for (int64_t i = 0; i < size; i++) {
        ck_assert_int_ne(cev_segmenter_load(ctx, bytes, i, &loaded), CEV_OK);
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] ^= (uint8_t)(1 << bit);
            ck_assert_int_ne(cev_segmenter_load(ctx, bytes, size, &loaded),
                             CEV_OK);
            bytes[i] ^= (uint8_t)(1 << bit);
        }
    }
    ck_assert_ptr_null(loaded);
}
END_TEST

static int32_t whole_job(cev_ctx *of, void *state)
{
    static const char *const names[4] = {"Ada", "Bo", NULL, "Di"};
    cev_table *table = NULL;
    cev_table *groups = NULL;
    cev_table *summary = NULL;
    cev_segmenter *made = NULL;
    int32_t status = shop_table(of, state, &table);
    if (status == CEV_OK)
        status = cev_table_copy_column(table, "customer", CEV_TEXT, names,
                                       sizeof names[0], NULL);
    if (status == CEV_OK)
        status = cev_segmenter_new(of, CEV_RFM, NULL, &made);
    if (status == CEV_OK)
        status = cev_segmenter_fit(made, table);
    if (status == CEV_OK)
        status = cev_segmenter_assign(made, table, NULL, &groups);
    if (status == CEV_OK)
        status = cev_segmenter_profile(made, NULL, &summary);
    ck_assert((status == CEV_OK) == (summary != NULL));
    cev_table_free(summary);
    cev_table_free(groups);
    cev_segmenter_free(made);
    cev_table_free(table);
    return status;
}

START_TEST(rfm_survives_failing_memory)
{
    draw_shop(&store, 4, 2);
    fail_each_allocation(whole_job, &store);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_store("rfm");
    tcase_add_test(cases, the_customer_column_comes_along);
    tcase_add_test(cases, int64_columns_and_gaps_by_validity_are_read);
    tcase_add_test(cases, bad_values_are_named);
    tcase_add_test(cases, bad_values_far_down_are_named);
    tcase_add_test(cases, missing_and_text_columns_are_named);
    tcase_add_test(cases, the_number_of_scores_belongs_to_the_fit);
    tcase_add_test(cases, what_was_saved_answers_alike);
    tcase_add_test(cases, the_order_of_rows_changes_nothing);
    tcase_add_test(cases, every_damaged_byte_is_seen);
    tcase_add_test(cases, rfm_survives_failing_memory);
    Suite *s = suite_create("segment/rfm");
    suite_add_tcase(s, cases);
    return s;
}
