/*
 * libFuzzer's way into a target, FUZZ_TARGET: make fuzz FUZZ=caller. What
 * targets share with other tests asserts by Check, which is not running here:
 * a failed assertion aborts.
 */
#include FUZZ_TARGET

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

void _mark_point(const char *file, int line)
{
    (void)file;
    (void)line;
}

void _ck_assert_failed(const char *file, int line, const char *expr,
                       const char *message, ...)
{
    fprintf(stderr, "%s:%d: %s: %s\n", file, line, expr,
            message != NULL ? message : "");
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_input(data, size);
    return 0;
}
