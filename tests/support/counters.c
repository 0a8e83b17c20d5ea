/* Where MAP_ANONYMOUS is. */
#define _DEFAULT_SOURCE

#include "support/counters.h"

#if defined(CEV_COVERAGE)

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What clang counts with: how often each region ran, and, for MC/DC, which
 * combinations of conditions were met. The linker gives the ends; the second is
 * there from clang 18 on. */
#define SECTION(name)                                                         \
    extern char __start_##name[] __attribute__((weak, visibility("hidden"))); \
    extern char __stop_##name[] __attribute__((weak, visibility("hidden")))

SECTION(__llvm_prf_cnts);
SECTION(__llvm_prf_bits);

/* Replaces the whole pages of [start, end) by shared ones with what they hold.
 * What stands on the pages at its ends is shared with other data: there, only
 * what processes count that end in order is lost. */
static void share(char *start, char *end)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = ((uintptr_t)start + page - 1) / page * page;
    uintptr_t last = (uintptr_t)end / page * page;
    if (start == NULL || first >= last)
        return;
    size_t size = last - first;
    char *place = start + (first - (uintptr_t)start), *kept = malloc(size);
    if (kept == NULL)
        abort();
    memcpy(kept, place, size);
    if (mmap(place, size, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != place)
        abort();
    memcpy(place, kept, size);
    free(kept);
}

void share_counters(void)
{
    share(__start___llvm_prf_cnts, __stop___llvm_prf_cnts);
    share(__start___llvm_prf_bits, __stop___llvm_prf_bits);
}

#else

void share_counters(void)
{
}

#endif
