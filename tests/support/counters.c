/* Where MAP_ANONYMOUS is. */
#define _DEFAULT_SOURCE

#include "support/counters.h"

#if defined(CEV_COVERAGE)

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What clang counts with: how often each region ran, and, for MC/DC, which
 * combinations of conditions were met. The linker gives the ends; the second is
 * there from clang 18 on. */
#define SECTION(type, name)                                               \
    extern type __start_##name[] __attribute__((weak, visibility("hidden"))); \
    extern type __stop_##name[] __attribute__((weak, visibility("hidden")))

SECTION(uint64_t, __llvm_prf_cnts);
SECTION(unsigned char, __llvm_prf_bits);

/* What the processes that have ended counted, and the one that writes. */
static uint64_t *sums;
static unsigned char *unions;
static pid_t writer;

static void *shared_zeros(size_t size)
{
    void *zeros = mmap(NULL, size + 1, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (zeros == MAP_FAILED)
        abort();
    return zeros;
}

void pass_counters_on(void)
{
    uint64_t *counts = __start___llvm_prf_cnts;
    unsigned char *bits = __start___llvm_prf_bits;
    int writes = getpid() == writer;
    for (int64_t i = 0; i < __stop___llvm_prf_cnts - counts; i++)
        *(writes ? &counts[i] : &sums[i]) = counts[i] + sums[i];
    for (int64_t i = 0; i < __stop___llvm_prf_bits - bits; i++)
        *(writes ? &bits[i] : &unions[i]) |= writes ? unions[i] : bits[i];
}

/* The writer's come together before clang's own handler writes them, which was
 * there first. */
void share_counters(void)
{
    writer = getpid();
    sums = shared_zeros(
        (size_t)(__stop___llvm_prf_cnts - __start___llvm_prf_cnts)
        * sizeof *sums);
    unions = shared_zeros(
        (size_t)(__stop___llvm_prf_bits - __start___llvm_prf_bits));
    if (atexit(pass_counters_on) != 0)
        abort();
}

#else

void share_counters(void)
{
}

void pass_counters_on(void)
{
}

#endif
