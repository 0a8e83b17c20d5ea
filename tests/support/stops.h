/**
 * A host that stops the work: a progress function for cev_ctx_set_progress().
 */
#ifndef TESTS_STOPS_H
#define TESTS_STOPS_H

#include <check.h>
#include <stdint.h>
#include <string.h>

/** Asks to stop at the `left`th call, an int that is counted down, and at all
 *  after it; without one at once. */
static inline int32_t stop_work(void *left, const char *stage, double done)
{
    ck_assert_ptr_nonnull(stage);
    ck_assert(done >= 0.0 && done <= 1.0);
    return left == NULL || --*(int *)left <= 0;
}

/** The same of the calls that a fit makes. */
static inline int32_t stop_fitting(void *left, const char *stage, double done)
{
    return strncmp(stage, "fitting", 7) == 0 && stop_work(left, stage, done);
}

/** The same of the calls that the reading of records makes. */
static inline int32_t stop_record(void *left, const char *stage, double done)
{
    ck_assert_str_eq(stage, "record");
    return stop_work(left, stage, done);
}

/** Asks to stop as soon as this stage is reached, a text. */
static inline int32_t stop_stage(void *named, const char *stage, double done)
{
    (void)done;
    return strcmp(stage, named) == 0;
}

#endif
