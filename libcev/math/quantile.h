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

/* Values that are told a stretch at a time: those from `first` on, n up to
 * CEV__STRETCH, in as many numbers; behind the last may stand any finite ones. */
enum { CEV__STRETCH = 256 };

typedef struct cev__values {
    void (*read)(void *from, int64_t first, int64_t n, double *out);
    void *from;
    int64_t n;
} cev__values;

/* How many values there are of which size, roughly. No value is NaN; INFINITY
 * may be one, say for an amount that is unknown. */
enum { CEV__VALUE_BINS = 1 << 10 }; /* more are no faster; stacks may be small */

typedef struct cev__value_bins {
    double low, high; /* of a sample */
    uint64_t low_key;
    int shift;
    int is_linear;
    int is_whole;     /* so far all values were */
    double least, most; /* what is less or more counts as these */
    int64_t last;     /* the bin in which INFINITY falls */
    int64_t infinite; /* values that are INFINITY */
    int64_t counts[CEV__VALUE_BINS + 2];
} cev__value_bins;

/* Counts values into bins: looks at each once. */
void cev__quantile_count(const cev__values *values, cev__value_bins *bins);

/*
 * ranks[i] is that of the value at positions[i] of the sorted values, counted
 * from 0. 0 <= positions[i] < n, positions ascend; scratch has n elements, of
 * which mostly few are used. 0 and -0 are equal. At most seven rounds, however
 * the values are distributed; all but the first mostly see few of them.
 */
void cev__quantile_find(const cev__values *values, const cev__value_bins *bins,
                        const int64_t *positions, int32_t count,
                        uint64_t *scratch, cev__rank *ranks);

/* Both, of values that stand in a row. */
void cev__quantile_ranks(const double *values, int64_t n,
                         const int64_t *positions, int32_t count,
                         uint64_t *scratch, cev__rank *ranks);

#endif
