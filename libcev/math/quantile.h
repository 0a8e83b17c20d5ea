/*
 * Order statistics: which value stands at a position of the sorted values,
 * without sorting them.
 */
#ifndef CEV__QUANTILE_H
#define CEV__QUANTILE_H

#include <stdint.h>

/* A value among n: how many are smaller and how many are equal to it. */
typedef struct cev__rank {
    double value;
    int64_t below;
    int64_t equal;
} cev__rank;

/*
 * ranks[i] is that of the value at positions[i] of the sorted values, counted
 * from 0. No value is NaN, 0 <= positions[i] < n, positions ascend; scratch
 * has n elements. 0 and -0 are equal. At most seven rounds, however the values
 * are distributed; all but the first mostly see few of them.
 */
void cev__quantile_ranks(const double *values, int64_t n,
                         const int64_t *positions, int32_t count,
                         uint64_t *scratch, cev__rank *ranks);

#endif
