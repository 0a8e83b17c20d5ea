/**
 * A host that stops the work: a progress function for cev_ctx_set_progress().
 */
#ifndef TESTS_STOPS_H
#define TESTS_STOPS_H

#include <check.h>
#include <stdint.h>

/** Asks to stop at the `left`th call, an int that is counted down, and at all
 *  after it; without one at once. */
static inline int32_t stop_work(void *left, const char *stage, double done)
{
    ck_assert_ptr_nonnull(stage);
    ck_assert(done >= 0.0 && done <= 1.0);
    return left == NULL || --*(int *)left <= 0;
}

#endif
