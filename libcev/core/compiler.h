/* What every source of the library asks of its compiler. */
#ifndef CEV__COMPILER_H
#define CEV__COMPILER_H

#include <float.h>

#if defined(__FAST_MATH__)
#error "libcev promises exact results: build it without -ffast-math"
#endif

/* The x87 keeps more digits than a double has, now and then. */
#if FLT_EVAL_METHOD == 2 || FLT_EVAL_METHOD < 0
#error "libcev promises exact results: build it with -msse2 -mfpmath=sse"
#endif

/* A fused multiply-add rounds once where the formula rounds twice; results
 * would then differ between machines. gcc knows no pragma: there -std=c99 and
 * -ffp-contract=off, which the Makefile gives, switch contraction off. */
#if defined(__clang__) || defined(_MSC_VER)
#pragma STDC FP_CONTRACT OFF
#endif

/* For loops that are worth being written out once for each constant number of
 * lanes, which compilers do of their own accord for two at most. */
#if defined(__GNUC__)
#define UNROLLED inline __attribute__((always_inline))
#else
#define UNROLLED inline
#endif

/* Defences that cannot be reached: checked while testing, folded away when
 * branch coverage is measured, kept as they are in a release. */
#if defined(CEV_COVERAGE)
#define ALWAYS(x) ((void)sizeof(x), 1)
#define NEVER(x) ((void)sizeof(x), 0)
#elif defined(CEV_DEBUG)
#include <assert.h>
#define ALWAYS(x) ((x) ? 1 : (assert(0), 0))
#define NEVER(x) ((x) ? (assert(0), 1) : 0)
#else
#define ALWAYS(x) (x)
#define NEVER(x) (x)
#endif

#endif
