/**
 * The library about itself: whether this build, on this machine, computes what
 * it should. For a host that starts on a machine nobody has tried, or after a
 * compiler has changed. What is tried more widely, and on which machines, says
 * docs/reliability.md.
 */
#ifndef CEV_SELFTEST_H
#define CEV_SELFTEST_H

#include "table.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Holds the elementary functions and sqrt against the hash that they have to the last
 * bit, and kernels against 50-digit values to 1e-12; then records a shop of 40
 * customers that it makes up, and fits, asks, saves, loads and asks again some
 * estimators, which have to answer the same to the last bit. A row a check:
 *   check  "elementary", "kernels", "shop" (its summary) or the kind
 *   hash   of all bits of its results, >= 0 (int64)
 * Hashes of one version are the same on every machine, by every compiler and
 * whatever the host's seed and threads: two machines can be compared by them.
 * (SELFTEST-HASH-1)
 *
 * @return CEV_OK, CEV_ERR_SELFTEST (the message names the first check that
 *         failed, with the value seen and the value wanted),
 *         CEV_ERR_ARGUMENT, CEV_ERR_CANCELLED, CEV_ERR_MEMORY
 * Cost: about a tenth of a second.  Since: 0.1.
 */
CEV_API int32_t cev_selftest(cev_ctx *ctx, cev_table **out);

#ifdef __cplusplus
}
#endif

#endif
