/*
 * Order statistics by radix: doubles become integers that sort alike, a
 * histogram of their leading bits tells in which bin each position falls, and
 * only the keys of those bins are looked at again, by the next bits that
 * differ. Quickselect would compare and mispredict for each value and level;
 * a full sort orders a million values to find four.
 */
#include "quantile.h"

#include <string.h>

#include "../core/compiler.h"

/* 8 KB of counts; more bits are no faster, and stacks may be small. */
enum { QUANTILE_BITS = 10, QUANTILE_BINS = 1 << QUANTILE_BITS };

/* Bins of equal width 2^shift from `low` on. */
typedef struct key_bins {
    uint64_t low;
    int shift;
    int64_t counts[QUANTILE_BINS];
} key_bins;

/* An integer that sorts as the double does: the bits of a negative number
 * descend as it grows, so they are turned; the sign bit parts the halves. */
static uint64_t sorting_key(double value)
{
    uint64_t bits;
    value += 0.0; /* -0 is 0 */
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static double value_of_key(uint64_t key)
{
    uint64_t bits = key >> 63 ? key & ~(UINT64_C(1) << 63) : ~key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

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

/* The bin in which a position falls; takes the keys of the bins before it off
 * the position. */
static int64_t bin_at(const key_bins *bins, int64_t *position)
{
    int64_t bin = 0;
    while (*position >= bins->counts[bin])
        *position -= bins->counts[bin++];
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
            return (cev__rank){value_of_key(low), below, n};
        clear_bins(&bins, low, high);
        for (int64_t i = 0; i < n; i++)
            bins.counts[bin_of_key(&bins, keys[i])]++;
        int64_t inside = position;
        int64_t bin = bin_at(&bins, &inside);
        gather_bin(&bins, bin, keys, n);
        below += position - inside;
        position = inside;
        n = bins.counts[bin];
    }
}

/* Fills bins with the keys of all values. */
static void bin_values(const double *values, int64_t n, key_bins *bins)
{
    double low = values[0];
    double high = values[0];
    for (int64_t i = 1; i < n; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    clear_bins(bins, sorting_key(low), sorting_key(high));
    for (int64_t i = 0; i < n; i++)
        bins->counts[bin_of_key(bins, sorting_key(values[i]))]++;
}

/* Writes the keys of the bins that hold a position to `keys`, bin by bin;
 * starts[b] is where those of bin b begin, -1 for bins that hold none. */
static void collect_bins(const double *values, int64_t n,
                         const key_bins *bins, const int64_t *positions,
                         int32_t count, uint64_t *keys, int64_t *starts)
{
    int64_t next[QUANTILE_BINS];
    int64_t total = 0;
    memset(starts, 0xFF, QUANTILE_BINS * sizeof *starts);
    for (int32_t i = 0; i < count; i++) {
        int64_t inside = positions[i];
        int64_t bin = bin_at(bins, &inside);
        if (starts[bin] < 0) {
            starts[bin] = total;
            total += bins->counts[bin];
        }
    }
    memcpy(next, starts, sizeof next);
    for (int64_t i = 0; i < n; i++) {
        uint64_t key = sorting_key(values[i]);
        int64_t bin = bin_of_key(bins, key);
        if (next[bin] >= 0)
            keys[next[bin]++] = key;
    }
}

void cev__quantile_ranks(const double *values, int64_t n,
                         const int64_t *positions, int32_t count,
                         uint64_t *scratch, cev__rank *ranks)
{
    key_bins bins;
    int64_t starts[QUANTILE_BINS];
    bin_values(values, n, &bins);
    collect_bins(values, n, &bins, positions, count, scratch, starts);
    for (int32_t i = 0; i < count; i++) {
        int64_t inside = positions[i];
        int64_t bin = bin_at(&bins, &inside);
        ranks[i] = rank_among(scratch + starts[bin], bins.counts[bin], inside,
                              positions[i] - inside);
    }
}
