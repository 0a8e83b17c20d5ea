/**
 * Sorting within a budget of memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sorter.h"
#include "support/check_main.h"

/* A different order for each seed, the same on every machine. */
static unsigned scramble(unsigned x)
{
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    return x ^ x >> 16;
}

/* Sorts n records with bodies of changing length; returns the runs. */
static int sort_and_check(size_t budget, unsigned n)
{
    sorter *s = sorter_new(budget);
    const char *key, *body;
    size_t key_size, body_size;
    unsigned char last[8] = {0};
    unsigned seen = 0;
    int runs;

    ck_assert_ptr_nonnull(s);
    for (unsigned i = 0; i < n; i++) {
        unsigned x = scramble(i);
        unsigned char k[8] = {(unsigned char)(x >> 24),
                              (unsigned char)(x >> 16),
                              (unsigned char)(x >> 8), (unsigned char)x,
                              (unsigned char)(i >> 24),
                              (unsigned char)(i >> 16),
                              (unsigned char)(i >> 8), (unsigned char)i};
        char text[64];
        int length = snprintf(text, sizeof text, "%u%.*s", i, (int)(i % 40),
                              "........................................");

        ck_assert(sorter_add(s, k, sizeof k, text, (size_t)length));
    }
    ck_assert(sorter_finish(s));
    while (sorter_next(s, &key, &key_size, &body, &body_size) == 1) {
        unsigned i;
        char text[64];

        ck_assert_uint_eq(key_size, 8);
        ck_assert_int_lt(seen == 0 ? -1 : memcmp(last, key, 8), 0);
        memcpy(last, key, 8);
        i = (unsigned)last[4] << 24 | (unsigned)last[5] << 16 |
            (unsigned)last[6] << 8 | last[7];
        ck_assert_uint_lt(body_size, sizeof text);
        memcpy(text, body, body_size);
        text[body_size] = '\0';
        ck_assert_uint_eq((unsigned)strtoul(text, NULL, 10), i);
        seen++;
    }
    ck_assert_uint_eq(seen, n);
    runs = sorter_runs(s);
    sorter_free(s);
    return runs;
}

START_TEST(small_inputs_stay_in_memory)
{
    ck_assert_int_eq(sort_and_check(1 << 20, 0), 0);
    ck_assert_int_eq(sort_and_check(1 << 20, 1), 0);
    ck_assert_int_eq(sort_and_check(1 << 20, 5000), 0);
}
END_TEST

START_TEST(large_inputs_are_merged_from_files)
{
    ck_assert_int_gt(sort_and_check(64 * 1024, 5000), 1);
    /* More runs than are merged at once, where pointers are short as well. */
    ck_assert_int_gt(sort_and_check(64 * 1024, 180000), 130);
}
END_TEST

START_TEST(shorter_keys_come_first)
{
    sorter *s = sorter_new(1 << 20);
    const char *key, *body;
    size_t key_size, body_size;

    ck_assert(sorter_add(s, "ab", 2, "2", 1));
    ck_assert(sorter_add(s, "a", 1, "1", 1));
    ck_assert(sorter_add(s, "", 0, "0", 1));
    ck_assert(sorter_finish(s));
    for (char want = '0'; want < '3'; want++) {
        ck_assert_int_eq(sorter_next(s, &key, &key_size, &body, &body_size),
                         1);
        ck_assert_int_eq(body[0], want);
    }
    ck_assert_int_eq(sorter_next(s, &key, &key_size, &body, &body_size), 0);
    sorter_free(s);
}
END_TEST

START_TEST(no_place_for_temporary_files_is_an_error)
{
    sorter *s = sorter_new(0);
    int ok = 1;
    char body[1000] = {0};

    setenv("TMPDIR", "/nonexistent", 1);
    for (int i = 0; ok && i < 1000; i++)
        ok = sorter_add(s, &i, sizeof i, body, sizeof body);
    ck_assert(!ok);
    sorter_free(s);
    unsetenv("TMPDIR");
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("sorter");
    Suite *s = suite_create("program/sorter");

    tcase_add_test(cases, small_inputs_stay_in_memory);
    tcase_add_test(cases, large_inputs_are_merged_from_files);
    tcase_add_test(cases, shorter_keys_come_first);
    tcase_add_test(cases, no_place_for_temporary_files_is_an_error);
    suite_add_tcase(s, cases);
    return s;
}
