/* Purchases of customers who have little in common, counted at once. */
#include <math.h>

#include "value/bg_future.h"
#include "value/bg_series.h"
#include "support/check_main.h"
#include "support/near.h"

/* What rounding leaves of sums of up to some hundred terms, each a product of
   as many factors. */
#define AT_ONCE_BOUND 1e-12

enum { STATES = 7 };

/* From those who buy at once to those whose A dwarfs any horizon: of the last
   two, each alone needs few ticks, while the rate of one over the time of the
   other would need billions. */
static const cev__bg_state states[STATES] = {
    {5.07, 315.0, 6.6, 16.6, 1, 0},    {0.24, 43.0, 0.8, 2.4, 1, 0},
    {40.0, 300.0, 2.0, 41.0, 1, 0},    {1e-9, 10.0, 1e-6, 3.0, 1, 0},
    {2.0, 5e-4, 0.5, 1e4, 1, 0},       {0.22, 8.1e10, 0.48, 3.0, 1, 0},
    {0.22, 1e300, 0.48, 3.0, 1, 0},
};

/* With k = 1 and since = 0, or as told. */
static void check_at_once(int k, int since, double delta, double horizon)
{
    const cev__view view = {CEV__VIEW_PURCHASES, delta, horizon, 0.0};
    cev__bg_state asked[STATES];
    double ahead[STATES];
    for (int i = 0; i < STATES; i++) {
        asked[i] = states[i];
        asked[i].k = k;
        asked[i].since = since;
    }
    cev__bg_aheads(asked, STATES, &view, ahead);
    for (int i = 0; i < STATES; i++) {
        ck_assert_rel(ahead[i], cev__bg_ahead(&asked[i], &view),
                      AT_ONCE_BOUND);
        ck_assert(isfinite(ahead[i]));
        /* Of three ticks in no time the chance is 0 as a double. */
        ck_assert(ahead[i] > 0.0 || (k > 1 && ahead[i] >= 0.0));
    }
}

START_TEST(many_at_once_are_each_alone)
{
    check_at_once(1, 0, 0.0, 365.0);
    check_at_once(1, 0, 2.6e-4, 365.0);
    check_at_once(1, 0, 2.6e-4, INFINITY);
    check_at_once(1, 0, 1e-300, 1e-3);
}
END_TEST

START_TEST(nor_does_it_matter_how_many_ticks_a_purchase_takes)
{
    check_at_once(2, 1, 0.0, 365.0);
    check_at_once(3, 0, 2.6e-4, 365.0);
}
END_TEST

/* One of four draws has an n of 1e43 and thus a short w: with the w of the
   others it would be 4e44 ticks. */
START_TEST(draws_far_apart_end)
{
    static const cev__bg_state draws[CEV__BG_LANES] = {
        {2.68812e43, 21.296, 2.28108, 10.0852, 1, 0},
        {0.428221, 23.611, 2.57697, 5.58116, 1, 0},
        {0.388253, 23.6165, 1.20547, 14.8573, 1, 0},
        {0.474067, 22.3902, 2.21574, 10.7816, 1, 0},
    };
    const cev__view view = {CEV__VIEW_PURCHASES, 2.6e-4, INFINITY, 1e-8};
    double ahead[CEV__BG_LANES];
    cev__bg_aheads(draws, CEV__BG_LANES, &view, ahead);
    for (int l = 0; l < CEV__BG_LANES; l++)
        ck_assert(cev__bg_ahead(&draws[l], &view) == ahead[l]);
    /* For ever and soon, who stays buys (a + b - 1) / (a - 1) times. */
    ck_assert_rel(ahead[0], 11.36628 / 1.28108, 1e-8);
}
END_TEST

/* Of n = r and k = 1 the first tick alone matters for a short time: n w. */
START_TEST(the_shortest_times_count)
{
    const cev__view view = {CEV__VIEW_PURCHASES, 0.0, 1e-8, 0.0};
    ck_assert_rel(cev__bg_ahead(&states[6], &view), 0.22 * 1e-308, 1e-12);
}
END_TEST

/* Of so many of the states, each up to a share of where it is quick. */
static void check_either_end(int count, int k, double share)
{
    const double y[CEV__BG_LANES] = {0.0};
    double w[CEV__BG_LANES] = {0.0}, up[CEV__BG_LANES], down[CEV__BG_LANES];
    cev__bg_state asked[CEV__BG_LANES] = {{0.0, 0.0, 0.0, 0.0, 1, 0}};
    for (int i = 0; i < count; i++) {
        asked[i] = states[i];
        asked[i].k = k;
        asked[i].since = k - 1;
        w[i] = share * cev__bg_series_end(&asked[i], 0.0);
    }
    cev__bg_count(count, asked, w, 1e-17, up);
    cev__bg_series(count, asked, y, w, 1e-17, down);
    for (int i = 0; i < count; i++)
        ck_assert_rel(up[i], down[i], AT_ONCE_BOUND);
}

START_TEST(ticks_counted_up_and_down_are_the_same)
{
    for (int count = 1; count <= CEV__BG_LANES; count++)
        for (int k = 1; k <= 3; k++) {
            check_either_end(count, k, 1e-6);
            check_either_end(count, k, 0.3);
            check_either_end(count, k, 1.0);
        }
}
END_TEST

/* Hundreds of ticks, of customers who differ and of others who hardly do, whose
   n is millions: by the same recurrences in 60 digits. */
START_TEST(many_ticks_cost_no_digits)
{
    static const struct {
        cev__bg_state s;
        double y, w, series, count;
    } rows[] = {
        {{192.359, 31.1, 0.523, 98.7, 2, 0}, 0.0933, 1.672,
         112.823624800240061, 121.082981824768046},
        {{150.359, 10.0, 0.523, 77.7, 2, 1}, 0.03, 5.2, 206.898715470117428,
         220.884692041434875},
        {{65659969.0, 38309978.0, 2489024.0, 65659969.0, 12, 3}, 1e4, 1.6e-5,
         25.2189018807094962, 26.312314798077486},
        {{20.2, 100.0, 1.5, 8.2, 5, 2}, 0.01, 11.5, 10.3166040645883128,
         10.6481704341466589},
        {{400.2, 100.0, 1.5, 8.2, 5, 2}, 30.0, 2.9, 2.01954826260290241,
         14.2290665523627469},
        {{1000.0, 1000.0, 1.5, 80.2, 5, 2}, 1e-200, 1.19, 80.434041762014545,
         80.434041762014545},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double series = NAN, count = NAN;
        cev__bg_series(1, &rows[i].s, &rows[i].y, &rows[i].w, 1e-17, &series);
        cev__bg_count(1, &rows[i].s, &rows[i].w, 1e-17, &count);
        ck_assert_rel(series, rows[i].series, 3e-14);
        ck_assert_rel(count, rows[i].count, 3e-14);
    }
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("bg_series");
    tcase_add_test(cases, many_at_once_are_each_alone);
    tcase_add_test(cases, nor_does_it_matter_how_many_ticks_a_purchase_takes);
    tcase_add_test(cases, draws_far_apart_end);
    tcase_add_test(cases, the_shortest_times_count);
    tcase_add_test(cases, ticks_counted_up_and_down_are_the_same);
    tcase_add_test(cases, many_ticks_cost_no_digits);
    Suite *s = suite_create("value/bg_series");
    suite_add_tcase(s, cases);
    return s;
}
