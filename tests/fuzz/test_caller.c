/* Inputs of fuzzing without a fuzzer: those that were kept, and invented ones.
 * A find is kept in corpus/ under a name that says what it found. */
#include <dirent.h>
#include <stdio.h>

#include "fuzz/caller.h"
#include "support/check_main.h"

static const char corpus[] = "tests/fuzz/corpus";

START_TEST(kept_inputs_do_no_harm)
{
    static uint8_t bytes[CALLER_BYTES];
    char path[300];
    int replayed = 0;
    DIR *folder = opendir(corpus);
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", corpus, entry->d_name);
        FILE *file = fopen(path, "rb");
        ck_assert_ptr_nonnull(file);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        call_by(bytes, size);
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
    for (int input = 0; input < tries(200, 20000); input++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            state = state * UINT64_C(6364136223846793005) + 1;
            bytes[i] = (uint8_t)(state >> 56);
        }
        call_by(bytes, sizeof bytes);
    }
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("caller");
    tcase_set_timeout(cases, 600);
    tcase_add_test(cases, kept_inputs_do_no_harm);
    tcase_add_test(cases, invented_inputs_do_no_harm);
    Suite *s = suite_create("fuzz/caller");
    suite_add_tcase(s, cases);
    return s;
}
