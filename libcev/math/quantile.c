/*
 * Order statistics by radix: doubles become integers that sort alike, a
 * histogram of their leading bits tells in which bin each position falls, and
 * only the keys of those bins are looked at again, by the next bits that
 * differ. Quickselect would compare and mispredict for each value and level;
 * a full sort orders a million values to find four. Whole numbers, as those of
 * days and purchases are, have bins of their own: they are looked at once.
 */
#include "../core/compiler.h"
#include "quantile.h"

#include "../core/prefetch.h"
#include "radix.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* 8 KB of counts; more bits are no faster, and stacks may be small. */
enum { QUANTILE_BITS = 10, QUANTILE_BINS = 1 << QUANTILE_BITS };

/* Values that are looked at to lay out the bins. */
enum { BINNED_SAMPLE = 1024 };

/* Adding this and taking it off rounds numbers of up to 2^51 to whole ones. */
#define WHOLE_ROUND 6755399441055744.0
#define WHOLE_MOST 1125899906842624.0 /* 2^50 */

/* Bins of equal width 2^shift from `low` on. */
typedef struct key_bins {
    uint64_t low;
    int shift;
    int64_t counts[QUANTILE_BINS];
} key_bins;

/* The bins of all values: one of what is less than a sample's least value,
 * those of equal width in its range, and one of what exceeds it. The width is
 * one of keys or, where the sample holds whole numbers, of the numbers
 * themselves: bins of bits would hold many of the large ones. */
typedef struct value_bins {
    double low, high; /* INFINITY, an unknown amount, counts as beyond */
    uint64_t low_key;
    int shift;
    int is_linear;
    int is_whole; /* so far all values were */
    int64_t counts[QUANTILE_BINS + 2];
} value_bins;

/* Empty bins that cover the keys low … high. */
static void clear_bins(key_bins *bins, uint64_t low, uint64_t high)
{
    bins->low = low;
    bins->shift = 0;
    while ((high - low) >> bins->shift >= QUANTILE_BINS)
        bins->shift++;
    memset(bins->counts, 0, sizeof bins->counts);
}

static int64_t bin_of_key(const key_bins *bins, uint64_t key)
{
    return (int64_t)((key - bins->low) >> bins->shift);
}

/* The bin in which a position falls; takes what is in the bins before it off
 * the position. */
static int64_t first_bin(const int64_t *counts, int64_t *position)
{
    int64_t bin = 0;
    while (*position >= counts[bin])
        *position -= counts[bin++];
    return bin;
}

/* The least and the greatest key. */
static void find_key_range(const uint64_t *keys, int64_t n, uint64_t *low,
                           uint64_t *high)
{
    *low = keys[0];
    *high = keys[0];
    for (int64_t i = 1; i < n; i++) {
        *low = keys[i] < *low ? keys[i] : *low;
        *high = keys[i] > *high ? keys[i] : *high;
    }
}

/* Moves the keys of one bin before all others; only the order changes. */
static void gather_bin(const key_bins *bins, int64_t bin, uint64_t *keys,
                       int64_t n)
{
    int64_t taken = 0;
    for (int64_t i = 0; i < n; i++) {
        uint64_t key = keys[i];
        if (bin_of_key(bins, key) == bin) {
            keys[i] = keys[taken];
            keys[taken++] = key;
        }
    }
}

/* The rank of the key at a position among n; `below` keys are known to be
 * smaller than them all. Each round leaves one bin, until all keys in it are
 * equal. */
static cev__rank rank_among(uint64_t *keys, int64_t n, int64_t position,
                            int64_t below)
{
    for (;;) {
        uint64_t low, high;
        key_bins bins;
        find_key_range(keys, n, &low, &high);
        if (low == high)
            return (cev__rank){cev__keyed_value(low), below, n};
        clear_bins(&bins, low, high);
        for (int64_t i = 0; i < n; i++)
            bins.counts[bin_of_key(&bins, keys[i])]++;
        int64_t inside = position;
        int64_t bin = first_bin(bins.counts, &inside);
        gather_bin(&bins, bin, keys, n);
        below += position - inside;
        position = inside;
        n = bins.counts[bin];
    }
}

/* ---- All values ---------------------------------------------------------- */

/* The width of bins over a sample's range. */
static void lay_bins(const double *values, int64_t n, value_bins *bins)
{
    int64_t step = n / BINNED_SAMPLE + 1;
    double part = 0.0;
    memset(bins, 0, sizeof *bins);
    bins->low = INFINITY;
    bins->high = -INFINITY;
    for (int64_t i = 0; i < n; i += step) {
        double value = values[i];
        if (value > DBL_MAX)
            continue;
        bins->low = value < bins->low ? value : bins->low;
        bins->high = value > bins->high ? value : bins->high;
        part += fabs(value + WHOLE_ROUND - WHOLE_ROUND - value);
    }
    bins->low_key = cev__keyed_double(bins->low);
    bins->is_linear = part <= 0.0 && bins->low >= -WHOLE_MOST
                      && bins->high <= WHOLE_MOST;
    bins->is_whole = bins->is_linear;
    uint64_t range = bins->low > bins->high ? 0
                     : bins->is_linear
                         ? (uint64_t)(int64_t)(bins->high - bins->low)
                         : cev__keyed_double(bins->high) - bins->low_key;
    while (range >> bins->shift >= QUANTILE_BINS)
        bins->shift++;
}

/* Values that are looked at before more are asked for. */
enum { QUANTILE_STRETCH = 128 };

/* The bins of QUANTILE_STRETCH numbers, told without a jump, for several at
 * once. That a last bit may be rounded up changes the bin of a value, but not
 * that greater ones are in no lower bin. */
static void find_linear_bins(const value_bins *bins,
                             const double *restrict values,
                             int32_t *restrict bin)
{
    double low = bins->low, high = bins->high;
    double each = 1.0 / (double)(UINT64_C(1) << bins->shift);
    for (int64_t i = 0; i < QUANTILE_STRETCH; i++) {
        double at = (values[i] - low) * each + 1.0;
        at = values[i] < low ? 0.0 : at;
        at = values[i] > high ? QUANTILE_BINS + 1.0 : at;
        bin[i] = (int32_t)at;
    }
}

/* The bins of up to QUANTILE_STRETCH values. */
static void find_bins(const value_bins *bins, const double *values, int64_t n,
                      int32_t *bin)
{
    if (bins->is_linear && n == QUANTILE_STRETCH) {
        find_linear_bins(bins, values, bin);
        return;
    }
    if (bins->is_linear) {
        double padded[QUANTILE_STRETCH] = {0};
        memcpy(padded, values, (size_t)n * sizeof *values);
        find_linear_bins(bins, padded, bin);
        return;
    }
    double low = bins->low, high = bins->high;
    uint64_t low_key = bins->low_key;
    int shift = bins->shift;
    for (int64_t i = 0; i < n; i++) {
        uint64_t above = cev__keyed_double(values[i]) - low_key;
        bin[i] = values[i] < low    ? 0
                 : values[i] > high ? QUANTILE_BINS + 1
                                    : 1 + (int32_t)(above >> shift);
    }
}

/* Whether all values of a bin are equal because it has room for one only. */
static int is_single(const value_bins *bins, int64_t bin)
{
    return bins->shift == 0 && bin > 0 && bin <= QUANTILE_BINS
           && (bins->is_whole || !bins->is_linear);
}

/* How many come next; asks for those behind them. */
static int64_t next_stretch(const double *values, int64_t first, int64_t n)
{
    int64_t stretch = n - first < QUANTILE_STRETCH ? n - first
                                                   : QUANTILE_STRETCH;
    cev__prefetch(values + first + stretch,
                  8 * (int64_t)QUANTILE_STRETCH);
    return stretch;
}

/* Counts some values. Every other one is counted apart, for where one value
 * comes again and again each count would wait for the one before it. Returns 0
 * where all are whole numbers. */
static double bin_stretch(const double *values, int64_t n, value_bins *bins,
                          int64_t *other)
{
    double part = 0.0;
    int32_t bin[QUANTILE_STRETCH];
    find_bins(bins, values, n, bin);
    for (int64_t i = 0; i + 1 < n; i += 2) {
        bins->counts[bin[i]]++;
        other[bin[i + 1]]++;
    }
    if (n % 2)
        other[bin[n - 1]]++;
    for (int64_t i = 0; bins->is_linear && i < n; i++)
        part += fabs(values[i] + WHOLE_ROUND - WHOLE_ROUND - values[i]);
    return part;
}

static void bin_values(const double *values, int64_t n, value_bins *bins)
{
    int64_t other[QUANTILE_BINS + 2] = {0};
    for (int64_t first = 0; first < n;) {
        int64_t stretch = next_stretch(values, first, n);
        double part = bin_stretch(values + first, stretch, bins, other);
        bins->is_whole &= part <= 0.0;
        first += stretch;
    }
    for (int64_t bin = 0; bin < QUANTILE_BINS + 2; bin++)
        bins->counts[bin] += other[bin];
}

/* Writes the keys of the bins that hold a position and different values to
 * `keys`, bin by bin; starts[b] is where those of bin b begin, -1 for bins that
 * were left out. */
static void collect_bins(const double *values, int64_t n,
                         const value_bins *bins, const int64_t *positions,
                         int32_t count, uint64_t *keys, int64_t *starts)
{
    int64_t next[QUANTILE_BINS + 2];
    int64_t total = 0;
    memset(starts, 0xFF, sizeof next);
    for (int32_t i = 0; i < count; i++) {
        int64_t inside = positions[i];
        int64_t bin = first_bin(bins->counts, &inside);
        if (starts[bin] < 0 && !is_single(bins, bin)) {
            starts[bin] = total;
            total += bins->counts[bin];
        }
    }
    memcpy(next, starts, sizeof next);
    for (int64_t first = 0, stretch; total > 0 && first < n;
         first += stretch) {
        int32_t bin[QUANTILE_STRETCH];
        stretch = next_stretch(values, first, n);
        find_bins(bins, values + first, stretch, bin);
        for (int64_t i = 0; i < stretch; i++)
            if (next[bin[i]] >= 0)
                keys[next[bin[i]]++] = cev__keyed_double(values[first + i]);
    }
}

/* The value of all in a bin that has room for one only. */
static double single_value(const value_bins *bins, int64_t bin)
{
    return bins->is_linear ? bins->low + (double)(bin - 1)
                           : cev__keyed_value(bins->low_key + (uint64_t)(bin - 1));
}

void cev__quantile_ranks(const double *values, int64_t n,
                         const int64_t *positions, int32_t count,
                         uint64_t *scratch, cev__rank *ranks)
{
    value_bins bins;
    int64_t starts[QUANTILE_BINS + 2];
    lay_bins(values, n, &bins);
    bin_values(values, n, &bins);
    collect_bins(values, n, &bins, positions, count, scratch, starts);
    for (int32_t i = 0; i < count; i++) {
        int64_t inside = positions[i];
        int64_t bin = first_bin(bins.counts, &inside);
        int64_t below = positions[i] - inside, equal = bins.counts[bin];
        ranks[i] = is_single(&bins, bin)
                       ? (cev__rank){single_value(&bins, bin), below, equal}
                       : rank_among(scratch + starts[bin], equal, inside,
                                    below);
    }
}
