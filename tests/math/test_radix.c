/* Sorting keys. */
#include "math/radix.h"

#include "support/check_main.h"

#include <math.h>
#include <stdlib.h>

enum { MANY = 5000 };

static uint64_t next_key(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed ^ (*seed >> 29);
}

/* Whatever digits the keys differ in, they ascend, and equal ones keep their
   order. */
START_TEST(keys_ascend_and_ties_stay)
{
    static const uint64_t masks[] = {0, 1, 0xFF, UINT64_C(0x7FF) << 33,
                                     UINT64_C(0xF000000000000F), UINT64_MAX};
    static cev__keyed items[MANY], spare[MANY];
    static uint64_t keys[MANY];
    uint64_t seed = 1;
    for (int i = 0; i < MANY; i++) {
        keys[i] = next_key(&seed) & masks[_i];
        items[i].key = keys[i];
        items[i].index = i;
    }
    cev__keyed_sort(items, spare, MANY);
    for (int i = 0; i < MANY; i++) {
        ck_assert_uint_eq(items[i].key, keys[items[i].index]);
        if (i > 0)
            ck_assert(items[i - 1].key < items[i].key
                      || (items[i - 1].key == items[i].key
                          && items[i - 1].index < items[i].index));
    }
    cev__keyed_sort(items, spare, 0);
    cev__keyed_sort(items, spare, 1);
}
END_TEST

START_TEST(keys_of_doubles_sort_as_doubles)
{
    static const double values[] = {-INFINITY, -1e300, -2.0,  -1e-310, 0.0,
                                    5e-324,    1e-9,   0.999, 1.0,     1e18,
                                    INFINITY};
    for (int i = 1; i < 11; i++)
        ck_assert(cev__keyed_double(values[i - 1])
                  < cev__keyed_double(values[i]));
    ck_assert(cev__keyed_double(-0.0) == cev__keyed_double(0.0));
    ck_assert(cev__keyed_value(cev__keyed_double(-2.5)) == -2.5);
    ck_assert(cev__keyed_value(cev__keyed_double(2.5)) == 2.5);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("radix");
    tcase_add_loop_test(cases, keys_ascend_and_ties_stay, 0, 6);
    tcase_add_test(cases, keys_of_doubles_sort_as_doubles);
    Suite *s = suite_create("math/radix");
    suite_add_tcase(s, cases);
    return s;
}
