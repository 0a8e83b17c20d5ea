/* Who is most like a customer, and what those did. */
#include "core/seal.h"
#include "predict/whole_life.h"

#include <math.h>

#include "support/near.h"

enum { SHOP = 80 };

typedef struct {
    double age[SHOP], visits[SHOP], spend[SHOP], customers[SHOP];
    const char *town[SHOP];
} shop;

static double share_of(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Some have no visits that are known, or no town. */
static void invent(shop *s)
{
    static const char *const towns[] = {"Bonn", "Ulm", "Trier", NULL};
    uint64_t state = 9;
    for (int i = 0; i < SHOP; i++) {
        s->age[i] = floor(20.0 + 40.0 * share_of(&state));
        s->visits[i] =
            share_of(&state) < 0.2 ? NAN : floor(6.0 * share_of(&state));
        s->town[i] = towns[(int)(4.0 * share_of(&state))];
        s->spend[i] = s->age[i] + 10.0 * share_of(&state)
                      + (s->town[i] == towns[1] ? 20.0 : 0.0);
        s->customers[i] = 1.0 + (double)(i % 3);
    }
}

/* A table of rows that begin anywhere and go either way. */
static cev_table *table_of(const shop *s, int first, int step)
{
    cev_table *table = frame_of(ctx, SHOP);
    int64_t stride = 8 * step;
    const double *const numbers[] = {s->age, s->visits, s->spend};
    static const char *const names[] = {"age", "visits", "spend"};
    for (int k = 0; k < 3; k++)
        expect_ok(cev_table_set_column(table, names[k], CEV_DOUBLE,
                                       numbers[k] + first, stride, NULL));
    expect_ok(cev_table_set_column(table, "town", CEV_TEXT, s->town + first,
                                   step * (int64_t)sizeof(char *), NULL));
    return table;
}

static const char *const seven[] = {"target", "spend", "neighbours", "7",
                                    "rare", "1", NULL};

/* The standard deviation of what is known. */
static double deviation(const double *x)
{
    double n = 0.0, sum = 0.0, squares = 0.0;
    for (int i = 0; i < SHOP; i++)
        if (!isnan(x[i])) {
            n++;
            sum += x[i];
        }
    for (int i = 0; i < SHOP; i++)
        if (!isnan(x[i]))
            squares += (x[i] - sum / n) * (x[i] - sum / n);
    return sqrt(squares / n);
}

static double column_apart(double a, double b, double sd)
{
    if (isnan(a) || isnan(b))
        return isnan(a) != isnan(b);
    return (a - b) * (a - b) / (sd * sd);
}

/* By the words of the header: all who are as near as the seventh. */
static double brute_force(const shop *s, int row)
{
    double away[SHOP], sorted[SHOP], n = 0.0, sum = 0.0;
    double age = deviation(s->age), visits = deviation(s->visits);
    for (int i = 0; i < SHOP; i++) {
        away[i] = column_apart(s->age[row], s->age[i], age)
                  + column_apart(s->visits[row], s->visits[i], visits)
                  + (s->town[row] != s->town[i]);
        int at = i;
        for (; at > 0 && sorted[at - 1] > away[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = away[i];
    }
    for (int i = 0; i < SHOP; i++)
        if (away[i] <= sorted[6] * (1.0 + 1e-9)) {
            sum += s->spend[i];
            n++;
        }
    return sum / n;
}

START_TEST(neighbours_are_those_most_alike)
{
    static shop s;
    invent(&s);
    cev_table *table = table_of(&s, 0, 1), *out = NULL;
    const life l = {CEV_NEAREST, seven, table, NULL};
    cev_estimator *nearest = NULL;
    expect_ok(life_fit(ctx, &l, &nearest));
    expect_ok(cev_estimator_predict(nearest, table, NULL, &out));
    for (int i = 0; i < SHOP; i++)
        ck_assert_near(cev_table_double(out, "prediction", i),
                       brute_force(&s, i), 1e-12);
    cev_table_free(out);
    cev_estimator_free(nearest);
    cev_table_free(table);
}
END_TEST

/* Predictions of two tables are the same to the bit, the second's rows from
 * the last on. */
static void expect_same(const char *const *options, const cev_table *a,
                        const cev_table *b, int is_turned)
{
    const life first = {CEV_NEAREST, options, a, NULL};
    const life second = {CEV_NEAREST, options, b, NULL};
    cev_estimator *one = NULL, *other = NULL;
    cev_table *said = NULL, *told = NULL;
    expect_ok(life_fit(ctx, &first, &one));
    expect_ok(life_fit(ctx, &second, &other));
    expect_ok(cev_estimator_predict(one, a, NULL, &said));
    expect_ok(cev_estimator_predict(other, a, NULL, &told));
    for (int i = 0; i < SHOP; i++)
        if (is_turned)
            ck_assert(cev_table_double(said, "prediction", i)
                      == cev_table_double(told, "prediction", i));
        else
            ck_assert_near(cev_table_double(said, "prediction", i),
                           cev_table_double(told, "prediction", i), 1e-12);
    cev_table_free(told);
    cev_table_free(said);
    cev_estimator_free(other);
    cev_estimator_free(one);
}

/* In any order; and a row for three customers is three rows, for how many
 * neighbours there are to be as well. */
START_TEST(order_and_weights_change_nothing)
{
    static const char *const found[] = {"target", "spend", "rare", "1", NULL};
    static shop s;
    static double age[3 * SHOP], visits[3 * SHOP], spend[3 * SHOP];
    static const char *town[3 * SHOP];
    int64_t rows = 0;
    invent(&s);
    cev_table *table = table_of(&s, 0, 1);
    cev_table *turned = table_of(&s, SHOP - 1, -1);
    expect_same(seven, table, turned, 1);
    expect_same(found, table, turned, 1);
    for (int i = 0; i < SHOP; i++)
        for (int k = 0; k < (int)s.customers[i]; k++, rows++) {
            age[rows] = s.age[i];
            visits[rows] = s.visits[i];
            spend[rows] = s.spend[i];
            town[rows] = s.town[i];
        }
    cev_table *many = frame_of(ctx, rows);
    put_numbers(many, "age", age);
    put_numbers(many, "visits", visits);
    put_numbers(many, "spend", spend);
    put_texts(many, "town", town);
    put_numbers(table, "customers", s.customers);
    expect_same(seven, table, many, 0);
    expect_same(found, table, many, 0);
    cev_table_free(many);
    cev_table_free(turned);
    cev_table_free(table);
}
END_TEST

/* Six customers on a line, 0 and 1 by turns: each errs least by asking all;
 * in two heaps, by asking his own. */
START_TEST(how_many_is_up_to_customers_left_out)
{
    static const double x[12] = {0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9};
    static const double heaps[12] = {1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3};
    static const double turns[12] = {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3};
    static const char *const found[] = {"target", "y", NULL};
    cev_table *table = frame_of(ctx, 12), *summary = NULL;
    put_numbers(table, "x", x);
    for (int k = 0; k < 2; k++) {
        put_numbers(table, "y", k == 0 ? heaps : turns);
        const life l = {CEV_NEAREST, found, table, NULL};
        cev_estimator *nearest = NULL;
        expect_ok(life_fit(ctx, &l, &nearest));
        expect_ok(cev_estimator_summary(nearest, NULL, &summary));
        if (k == 0) {
            ck_assert(value_named(summary, "neighbours") == 5.0);
            ck_assert(value_named(summary, "squared_error") == 0.0);
            ck_assert_near(value_named(summary, "squared_error_of_mean"),
                           144.0 / 121.0, 1e-12);
        } else {
            ck_assert_int_ge(row_named(summary, "no_gain"), 0);
        }
        cev_table_free(summary);
        cev_estimator_free(nearest);
    }
    cev_table_free(table);
}
END_TEST

/* Columns alike, numbers without bounds, and a single customer end in an
 * answer. */
START_TEST(odd_tables_have_an_answer)
{
    static const double same[3] = {5, 5, 5}, wild[3] = {1e150, -1e150, 1e-9};
    static const double y[3] = {1, 2, 6};
    static const char *const found[] = {"target", "y", NULL};
    for (int rows = 1; rows <= 3; rows += 2) {
        cev_table *table = frame_of(ctx, rows), *out = NULL, *summary = NULL;
        put_numbers(table, "same", same);
        put_numbers(table, "wild", wild);
        put_numbers(table, "y", y);
        const life l = {CEV_NEAREST, found, table, NULL};
        cev_estimator *nearest = NULL;
        expect_ok(life_fit(ctx, &l, &nearest));
        expect_ok(cev_estimator_predict(nearest, table, NULL, &out));
        expect_ok(cev_estimator_summary(nearest, NULL, &summary));
        for (int i = 0; i < rows; i++)
            ck_assert(isfinite(cev_table_double(out, "prediction", i)));
        ck_assert_int_ge(row_named(summary, "constant_columns"), 0);
        cev_table_free(summary);
        cev_table_free(out);
        cev_estimator_free(nearest);
        cev_table_free(table);
    }
}
END_TEST

/* Beyond all bounds it no longer counts how far. */
START_TEST(the_farthest_are_alike)
{
    static const double x[4] = {0, 1, 2, 3}, y[4] = {1, 2, 6, 9};
    static const double far[4] = {1e120, 1e150, -1e120, -1e150};
    static const char *const one[] = {"target", "y", "neighbours", "1", NULL};
    cev_table *table = frame_of(ctx, 4), *out = NULL;
    put_numbers(table, "x", x);
    put_numbers(table, "y", y);
    const life l = {CEV_NEAREST, one, table, NULL};
    cev_estimator *nearest = NULL;
    expect_ok(life_fit(ctx, &l, &nearest));
    put_numbers(table, "x", far);
    expect_ok(cev_estimator_predict(nearest, table, NULL, &out));
    for (int i = 0; i < 4; i++)
        ck_assert(isfinite(cev_table_double(out, "prediction", i)));
    for (int i = 0; i < 4; i += 2)
        ck_assert(cev_table_double(out, "prediction", i)
                  == cev_table_double(out, "prediction", i + 1));
    cev_table_free(out);
    cev_estimator_free(nearest);
    cev_table_free(table);
}
END_TEST

/* Bytes with a right checksum and a point farther out than a fit has any; the
 * last number of them is one of a point. */
START_TEST(points_out_of_reach_are_refused)
{
    static const double last[2] = {3.0, -1e200};
    static uint8_t bytes[1 << 16];
    static shop s;
    invent(&s);
    cev_table *table = table_of(&s, 0, 1);
    const life l = {CEV_NEAREST, seven, table, NULL};
    cev_estimator *nearest = NULL, *again = NULL;
    int64_t size = 0;
    expect_ok(life_fit(ctx, &l, &nearest));
    expect_ok(cev_estimator_save(nearest, bytes, (int64_t)sizeof bytes, &size));
    for (int i = 0; i < 2; i++) {
        cev__writer writer = {bytes + size - SEAL_TAIL - 8, 8, 0};
        cev__write_double(&writer, last[i]);
        seal(bytes, size - SEAL_HEAD - SEAL_TAIL);
        ck_assert_int_eq(cev_estimator_load(ctx, bytes, size, &again),
                         i == 0 ? CEV_OK : CEV_ERR_FORMAT);
        cev_estimator_free(again);
        again = NULL;
    }
    cev_estimator_free(nearest);
    cev_table_free(table);
}
END_TEST

START_TEST(it_lives_and_comes_back)
{
    static const char *const found[] = {"target", "spend", NULL};
    static shop s;
    invent(&s);
    cev_table *table = table_of(&s, 0, 1);
    life l = {CEV_NEAREST, found, table, NULL};
    expect_same_again(&l);
    expect_stops(&l, "neighbours");
    fail_each_allocation(whole_life, &l);
    cev_table_free(table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("nearest");
    tcase_add_test(cases, neighbours_are_those_most_alike);
    tcase_add_test(cases, order_and_weights_change_nothing);
    tcase_add_test(cases, how_many_is_up_to_customers_left_out);
    tcase_add_test(cases, odd_tables_have_an_answer);
    tcase_add_test(cases, the_farthest_are_alike);
    tcase_add_test(cases, points_out_of_reach_are_refused);
    tcase_add_test(cases, it_lives_and_comes_back);
    Suite *s = suite_create("predict/nearest");
    suite_add_tcase(s, cases);
    return s;
}
