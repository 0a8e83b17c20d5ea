/* R-hat and effective sample sizes against ArviZ. */
#include "math/mixing.h"

#include "support/check_main.h"

#include <math.h>
#include <stdlib.h>

enum { MOST = 4000 };

static double draws[MOST], normal[MOST], plain[MOST];
static cev__keyed keyed[MOST], spare[MOST];
static const cev__mixing_room room = {normal, plain, keyed, spare};

/* As in tests/reference/mixing.py: nearly normal. */
static double next_error(uint64_t *state)
{
    double total = 0.0;
    for (int k = 0; k < 12; k++) {
        *state = *state * UINT64_C(6364136223846793005)
                 + UINT64_C(1442695040888963407);
        total += (double)(*state >> 32) / 4294967296.0;
    }
    return total - 6.0;
}

static double field(const sheet *file, size_t row, const char *name)
{
    return sheet_double(file, row, sheet_column(file, name));
}

static void make_chains(const sheet *file, size_t row, int64_t chains,
                        int64_t length)
{
    uint64_t state = (uint64_t)field(file, row, "seed");
    double rho = field(file, row, "rho"), shift = field(file, row, "shift");
    double spread = field(file, row, "spread");
    double coarse = field(file, row, "coarse");
    for (int64_t c = 0; c < chains; c++) {
        double value = 0.0;
        for (int64_t i = 0; i < length; i++) {
            value = rho * value + next_error(&state);
            double draw = shift * (double)c
                          + (1.0 + spread * (double)c) * value;
            if (coarse > 0.0)
                draw = coarse * floor(draw / coarse + 0.5);
            draws[c * length + i] = draw;
        }
    }
}

/* The sums are taken in other orders: an autocorrelation may differ by 1e-13,
 * and where its sign ends the sequence, not at all here. */
START_TEST(sizes_and_r_hat_are_those_of_arviz)
{
    sheet *file = sheet_open("tests/reference/mixing.csv");
    ck_assert_uint_eq(sheet_rows(file), 10);
    for (size_t row = 0; row < sheet_rows(file); row++) {
        int64_t chains = (int64_t)field(file, row, "chains");
        int64_t length = (int64_t)field(file, row, "length");
        cev__mixing mixing;
        make_chains(file, row, chains, length);
        cev__mixing_of(draws, chains, length, &room, &mixing);
        ck_assert_rel(mixing.r_hat, field(file, row, "r_hat"), 1e-11);
        ck_assert_rel(mixing.bulk, field(file, row, "bulk"), 1e-10);
        ck_assert_rel(mixing.tail, field(file, row, "tail"), 1e-10);
    }
    sheet_close(file);
}
END_TEST

/* Chains that never move, each where it stood. */
START_TEST(chains_that_stand_still_do_not_mix)
{
    cev__mixing mixing;
    for (int i = 0; i < 400; i++)
        draws[i] = i / 100;
    cev__mixing_of(draws, 4, 100, &room, &mixing);
    ck_assert(isinf(mixing.r_hat) && mixing.r_hat > 0.0);
    ck_assert(mixing.bulk < 10.0 && mixing.tail < 10.0);
    for (int i = 0; i < 400; i++)
        draws[i] = 7.0;
    cev__mixing_of(draws, 4, 100, &room, &mixing);
    ck_assert(isinf(mixing.r_hat) && mixing.bulk < 10.0);
}
END_TEST

/* What is asked for is the same of any increasing function of the draws. */
START_TEST(only_ranks_count)
{
    cev__mixing mixing, turned;
    sheet *file = sheet_open("tests/reference/mixing.csv");
    make_chains(file, 1, 4, 250);
    sheet_close(file);
    cev__mixing_of(draws, 4, 250, &room, &mixing);
    for (int i = 0; i < 1000; i++)
        draws[i] = exp(draws[i]);
    cev__mixing_of(draws, 4, 250, &room, &turned);
    ck_assert_rel(turned.bulk, mixing.bulk, 1e-12);
    ck_assert_rel(turned.tail, mixing.tail, 1e-12);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("math/mixing");
    TCase *cases = tcase_create("mixing");
    tcase_add_test(cases, sizes_and_r_hat_are_those_of_arviz);
    tcase_add_test(cases, chains_that_stand_still_do_not_mix);
    tcase_add_test(cases, only_ranks_count);
    suite_add_tcase(s, cases);
    return s;
}
