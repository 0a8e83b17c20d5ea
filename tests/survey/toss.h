/* Numbers in [0, 1) for the tests of surveys, the same on every machine. */
#ifndef TESTS_SURVEY_TOSS_H
#define TESTS_SURVEY_TOSS_H

#include <stdint.h>

static uint64_t seed;

static inline double toss(void)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (double)(seed >> 11) / 9007199254740992.0;
}

#endif
