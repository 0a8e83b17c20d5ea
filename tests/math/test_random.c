/* Pseudo-random numbers. */
#include "math/random.h"

#include "support/check_main.h"
#include "support/near.h"

enum { DRAWS = 100000 };

/* The five words that the seed 1234567 is known for (rosettacode.org, Pseudo-
   random numbers/Splitmix64). */
START_TEST(words_are_those_of_splitmix64)
{
    static const uint64_t words[] = {
        UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
        UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
        UINT64_C(16408922859458223821)};
    cev__random random = {1234567};
    for (int i = 0; i < 5; i++)
        ck_assert_uint_eq(cev__random_bits(&random), words[i]);
}
END_TEST

/* Mean 1/2 and variance 1/12, within four standard errors; no end of the
   interval is ever reached. */
START_TEST(uniform_numbers_are_uniform)
{
    double sum = 0, squares = 0;
    cev__random random = cev__random_stream(_i, 3);
    for (int i = 0; i < DRAWS; i++) {
        double u = cev__random_uniform(&random);
        ck_assert(u > 0 && u < 1);
        sum += u;
        squares += (u - 0.5) * (u - 0.5);
    }
    ck_assert_near(sum / DRAWS, 0.5, 4 * 0.288675 / 316.2);
    ck_assert_near(squares / DRAWS, 1.0 / 12, 4 * 0.07454 / 316.2);
}
END_TEST

/* Streams of one seed, and those of the next, share no word. */
START_TEST(streams_have_nothing_in_common)
{
    for (int i = 0; i < 8; i++) {
        cev__random one = cev__random_stream(i / 4, i % 4);
        for (int j = 0; j < i; j++) {
            cev__random other = cev__random_stream(j / 4, j % 4);
            cev__random same = one;
            for (int n = 0; n < 100; n++)
                ck_assert(cev__random_bits(&same)
                          != cev__random_bits(&other));
        }
    }
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("random");
    tcase_add_test(cases, words_are_those_of_splitmix64);
    tcase_add_loop_test(cases, uniform_numbers_are_uniform, 0, 5);
    tcase_add_test(cases, streams_have_nothing_in_common);
    Suite *all = suite_create("random");
    suite_add_tcase(all, cases);
    return all;
}
