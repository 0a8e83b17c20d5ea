/* Whether this build computes what it should, for tests that ask too much. */
#ifndef CEV__SELFTEST_H
#define CEV__SELFTEST_H

#include "cev/selftest.h"

#include <stdint.h>

/* What is asked of a build. */
typedef struct cev__soundness {
    uint64_t elementary;  /* the hash of values of exp, log and the like */
    double kernels;       /* the greatest relative error at known points */
    const char *features; /* columns of the shop that learners learn from */
} cev__soundness;

/* As cev_selftest, which asks what each sound build gives. */
int32_t cev__selftest_against(cev_ctx *ctx, const cev__soundness *asked,
                              cev_table **out);

#endif
