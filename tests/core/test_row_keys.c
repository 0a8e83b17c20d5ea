/* Rows drawn from a table: evenly, and whatever their order. */
#include "core/row_keys.h"

#include "core/expect.h"

enum { ROWS = 900, KINDS = 3 };

/* Rows of three kinds, as 1 to 2 to 6, and numbers that differ. */
static double kinds[ROWS], numbers[ROWS];

static cev_table *rows_from(int64_t first)
{
    cev_table *table = NULL;
    for (int64_t i = 0; i < ROWS; i++) {
        int64_t at = (first + i) % ROWS;
        kinds[i] = at % 9 == 0 ? 0.0 : at % 9 < 3 ? 1.0 : 2.0;
        numbers[i] = (double)at;
    }
    expect_ok(cev_table_new(ctx, ROWS, &table));
    expect_ok(cev_table_set_column(table, "kind", CEV_DOUBLE, kinds, 8, NULL));
    return table;
}

START_TEST(of_rows_that_recur_an_equal_share_is_drawn)
{
    cev_table *table = rows_from(0), *drawn = NULL;
    int64_t seen[KINDS] = {0, 0, 0};
    expect_ok(cev__rows_drawn(ctx, table, 90, &drawn));
    for (int64_t i = 0; i < cev_table_row_count(drawn); i++)
        seen[(int)cev_table_double(drawn, "kind", i)]++;
    ck_assert_int_eq(seen[0], 10);
    ck_assert_int_eq(seen[1], 20);
    ck_assert_int_eq(seen[2], 60);
    cev_table_free(drawn);
    cev_table_free(table);
}
END_TEST

START_TEST(the_order_of_rows_does_not_matter)
{
    int64_t seen[ROWS] = {0};
    for (int64_t first = 0; first < 3; first++) {
        cev_table *table = rows_from(411 * first), *drawn = NULL;
        expect_ok(cev_table_set_column(table, "number", CEV_DOUBLE, numbers, 8,
                                       NULL));
        expect_ok(cev__rows_drawn(ctx, table, 200, &drawn));
        ck_assert_int_eq(cev_table_row_count(drawn), 200);
        for (int64_t i = 0; i < 200; i++)
            seen[(int)cev_table_double(drawn, "number", i)]++;
        cev_table_free(drawn);
        cev_table_free(table);
    }
    for (int64_t i = 0; i < ROWS; i++)
        ck_assert(seen[i] == 0 || seen[i] == 3);
}
END_TEST

/* Two gaps are one key, whatever stands under them. */
START_TEST(gaps_are_alike)
{
    static double under[ROWS];
    static uint8_t validity[ROWS / 8 + 1];
    static uint64_t keys[ROWS];
    cev_table *table = NULL;
    for (int64_t i = 0; i < ROWS; i++) {
        under[i] = (double)i;
        validity[i / 8] = (uint8_t)(validity[i / 8] | (i % 2) << i % 8);
    }
    expect_ok(cev_table_new(ctx, ROWS, &table));
    expect_ok(cev_table_set_column(table, "number", CEV_DOUBLE, under, 8,
                                   validity));
    cev__row_keys(table, keys);
    for (int64_t i = 2; i < ROWS; i++)
        ck_assert((keys[i] == keys[0]) == (i % 2 == 0));
    cev_table_free(table);
}
END_TEST

static int32_t draw_some(cev_ctx *of, void *unused)
{
    cev_table *table = NULL, *drawn = NULL;
    (void)unused;
    int32_t status = cev_table_new(of, ROWS, &table);
    if (status == CEV_OK)
        status = cev_table_set_column(table, "kind", CEV_DOUBLE, kinds, 8,
                                      NULL);
    if (status == CEV_OK)
        status = cev__rows_drawn(of, table, 9, &drawn);
    ck_assert((drawn != NULL) == (status == CEV_OK));
    cev_table_free(drawn);
    cev_table_free(table);
    return status;
}

START_TEST(drawing_survives_failing_memory)
{
    fail_each_allocation(draw_some, NULL);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("row keys");
    tcase_add_test(cases, of_rows_that_recur_an_equal_share_is_drawn);
    tcase_add_test(cases, the_order_of_rows_does_not_matter);
    tcase_add_test(cases, gaps_are_alike);
    tcase_add_test(cases, drawing_survives_failing_memory);
    Suite *s = suite_create("core/row_keys");
    suite_add_tcase(s, cases);
    return s;
}
