/**
 * A target's inputs without a fuzzer: those that were kept, and invented ones.
 * To be included behind the target.
 */
#ifndef TESTS_FUZZ_REPLAY_H
#define TESTS_FUZZ_REPLAY_H

#include <dirent.h>
#include <stdio.h>

#include "support/check_main.h"

enum { REPLAY_BYTES = 1 << 16 };

static const char *replay_name;
static int replay_usual, replay_thorough;

START_TEST(kept_inputs_do_no_harm)
{
    static uint8_t bytes[REPLAY_BYTES];
    char folder_path[100], path[400];
    int replayed = 0;
    snprintf(folder_path, sizeof folder_path, "tests/fuzz/corpus/%s",
             replay_name);
    DIR *folder = opendir(folder_path);
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder_path, entry->d_name);
        FILE *file = fopen(path, "rb");
        ck_assert_ptr_nonnull(file);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        try_input(bytes, size);
        replayed++;
    }
    closedir(folder);
    ck_assert_int_gt(replayed, 0);
}
END_TEST

START_TEST(invented_inputs_do_no_harm)
{
    static uint8_t bytes[2000];
    uint64_t state = 1;
    for (int input = 0; input < tries(replay_usual, replay_thorough); input++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            state = state * UINT64_C(6364136223846793005) + 1;
            bytes[i] = (uint8_t)(state >> 56);
        }
        try_input(bytes, sizeof bytes);
    }
}
END_TEST

/** The suite of a target: the inputs of its corpus, and so many invented. */
static inline Suite *replay(const char *name, int usual, int thorough)
{
    static char title[60];
    replay_name = name;
    replay_usual = usual;
    replay_thorough = thorough;
    snprintf(title, sizeof title, "fuzz/%s", name);
    TCase *cases = tcase_create(name);
    tcase_set_timeout(cases, 600);
    tcase_add_test(cases, kept_inputs_do_no_harm);
    tcase_add_test(cases, invented_inputs_do_no_harm);
    Suite *s = suite_create(title);
    suite_add_tcase(s, cases);
    return s;
}

#endif
