/*
 * What every source asks of its compiler: plain IEEE arithmetic, and a way to
 * mark defences that no test can reach. Included first by each .c file.
 */
#ifndef CEV_COMPILER_H
#define CEV_COMPILER_H

#if defined(__FAST_MATH__)
#error "libcev needs IEEE arithmetic: build without -ffast-math"
#endif

/* A fused multiply-add rounds once instead of twice, so results would depend
 * on the machine. gcc warns of the pragma and takes -ffp-contract instead,
 * which -std=c99 turns off. */
#if defined(__clang__) || !defined(__GNUC__)
#pragma STDC FP_CONTRACT OFF
#endif

/* ALWAYS(x) and NEVER(x) hold by what stands before them. Coverage builds
 * take them as constants, debug builds check them, others keep the defence. */
#if defined(CEV_COVERAGE_TEST)
#define ALWAYS(x) 1
#define NEVER(x) 0
#elif defined(CEV_DEBUG)
#include <assert.h>
#define ALWAYS(x) ((x) ? 1 : (assert(0), 0))
#define NEVER(x) ((x) ? (assert(0), 1) : 0)
#else
#define ALWAYS(x) (x)
#define NEVER(x) (x)
#endif

#endif
