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

enum { QUANTILE_BINS = CEV__VALUE_BINS };

/* Stretches that are looked at to lay out the bins. */
enum { BINNED_SAMPLE = 8 };

/* Adding this and taking it off rounds numbers of up to 2^51 to whole ones. */
#define WHOLE_ROUND 6755399441055744.0
#define WHOLE_MOST 1125899906842624.0 /* 2^50 */

/* Bins of equal width 2^shift from `low` on. */
typedef struct key_bins {
    uint64_t low;
    int shift;
    int64_t counts[QUANTILE_BINS];
} key_bins;

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

/*
 * The bins of all values: one of what is less than a sample's least value,
 * those of equal width in its range, and one of what exceeds it. The width is
 * one of keys or, where the sample holds whole numbers, of the numbers
 * themselves: bins of bits would hold many of the large ones.
 */

/* Takes some values of the sample into the range. */
static void widen_bins(const double *values, int64_t n, cev__value_bins *bins)
{
    for (int64_t i = 0; i < n; i++) {
        double value = values[i];
        if (values[i] > DBL_MAX)
            continue;
        bins->low = value < bins->low ? value : bins->low;
        bins->high = value > bins->high ? value : bins->high;
        bins->is_linear &=
            fabs(value + WHOLE_ROUND - WHOLE_ROUND - value) <= 0.0;
    }
}

/* How many come next. */
static int64_t stretch_from(int64_t first, int64_t n)
{
    return n - first < CEV__STRETCH ? n - first : CEV__STRETCH;
}

/* What stands for all that is less than the bins, and for all beyond them. */
static void fence_bins(cev__value_bins *bins)
{
    uint64_t room = (cev__keyed_double(INFINITY) - bins->low_key) >> bins->shift;
    double width = (double)(UINT64_C(1) << bins->shift);
    bins->last = QUANTILE_BINS + 1;
    if (bins->is_linear) {
        bins->least = bins->low - width;
        bins->most = bins->low + QUANTILE_BINS * width;
        return;
    }
    if (room < QUANTILE_BINS)
        bins->last = (int64_t)room + 1;
    bins->least = bins->low < -DBL_MAX
                      ? bins->low
                      : cev__keyed_value(bins->low_key - 1);
    bins->most = room < QUANTILE_BINS
                     ? INFINITY
                     : cev__keyed_value(bins->low_key
                                        + (UINT64_C(1) << bins->shift)
                                              * QUANTILE_BINS);
}

/* The width of bins over a sample's range. */
static void lay_bins(const cev__values *values, cev__value_bins *bins)
{
    int64_t n = stretch_from(0, values->n);
    int64_t step = (values->n - n) / (BINNED_SAMPLE - 1);
    int64_t looks = step > 0 ? BINNED_SAMPLE : 1;
    memset(bins, 0, sizeof *bins);
    bins->low = INFINITY;
    bins->high = -INFINITY;
    bins->is_linear = 1;
    for (int64_t k = 0; k < looks; k++) {
        double some[CEV__STRETCH];
        values->read(values->from, k * step, n, some);
        widen_bins(some, n, bins);
    }
    if (bins->low > bins->high) /* all of them are INFINITY */
        bins->low = bins->high = 0;
    bins->is_linear &= bins->low >= -WHOLE_MOST && bins->high <= WHOLE_MOST;
    bins->is_whole = bins->is_linear;
    uint64_t high_key = cev__keyed_double(bins->high);
    bins->low_key = cev__keyed_double(bins->low);
    /* Half of all keys at most: those before them need numbers, too. */
    if (!bins->is_linear && (high_key - bins->low_key) >> 63) {
        bins->low_key = high_key - (UINT64_C(1) << 63);
        bins->low = cev__keyed_value(bins->low_key);
    }
    uint64_t range = bins->is_linear
                         ? (uint64_t)(int64_t)(bins->high - bins->low)
                         : high_key - bins->low_key;
    while (range >> bins->shift >= QUANTILE_BINS)
        bins->shift++;
    fence_bins(bins);
}

/* The bins of CEV__STRETCH values are told in loops without a jump, which
 * compilers do for several at once. */

/* Adding this to numbers of less leaves them whole in the last bits. */
#define WHOLE_BITS 4503599627370496.0 /* 2^52 */

/* By equal width. That a bin is rounded to moves borders, but no greater value
 * to a lower bin. Not 0 where a value is none that bins are said to be of. */
static uint64_t find_linear_bins(const cev__value_bins *bins,
                                 const double *restrict values,
                                 uint64_t *restrict bin)
{
    double least = bins->least, most = bins->most;
    double each = 1.0 / (double)(UINT64_C(1) << bins->shift);
    uint64_t parts = 0;
    for (int64_t i = 0; i < CEV__STRETCH; i++) {
        double within = values[i] > least ? values[i] : least;
        double at = ((within < most ? within : most) - least) * each;
        double whole = at + WHOLE_BITS;
        bin[i] = cev__bits_of(whole);
        parts |= cev__bits_of(whole - WHOLE_BITS - at);
    }
    return parts;
}

/* By keys; those of numbers above 0 are their bits. */
static void find_key_bins(const cev__value_bins *bins,
                          const double *restrict values,
                          uint64_t *restrict bin)
{
    double least = bins->least, most = bins->most;
    int shift = bins->shift;
    uint64_t from = bins->low_key - (UINT64_C(1) << shift);
    uint64_t above = from - cev__keyed_double(0.0);
    if (bins->low > 0)
        for (int64_t i = 0; i < CEV__STRETCH; i++) {
            double within = values[i] > least ? values[i] : least;
            within = within < most ? within : most;
            bin[i] = (cev__bits_of(within) - above) >> shift;
        }
    else
        for (int64_t i = 0; i < CEV__STRETCH; i++) {
            double within = values[i] > least ? values[i] : least;
            within = within < most ? within : most;
            bin[i] = (cev__keyed_double(within) - from) >> shift;
        }
}

/* The bins of CEV__STRETCH values; not 0 where bins of whole numbers get one
 * that is not. */
static uint64_t find_bins(const cev__value_bins *bins, const double *values,
                          uint64_t *bin)
{
    if (bins->is_linear)
        return find_linear_bins(bins, values, bin);
    find_key_bins(bins, values, bin);
    return 0;
}

/* Whether all values of a bin are equal because it has room for one only. */
static int is_single(const cev__value_bins *bins, int64_t bin)
{
    return bins->shift == 0 && bin > 0 && bin <= QUANTILE_BINS
           && (bins->is_whole || !bins->is_linear);
}

/* Counts some values. Every other one is counted apart, for where one value
 * comes again and again each count would wait for the one before it. */
static void bin_stretch(const double *values, int64_t n, cev__value_bins *bins,
                        int64_t *other)
{
    uint64_t bin[CEV__STRETCH];
    uint64_t parts = find_bins(bins, values, bin);
    bins->is_whole &= parts == 0;
    for (int64_t i = 0; i + 1 < n; i += 2) {
        bins->counts[(uint16_t)bin[i]]++;
        other[(uint16_t)bin[i + 1]]++;
    }
    if (n % 2)
        other[(uint16_t)bin[n - 1]]++;
}

void cev__quantile_count(const cev__values *values, cev__value_bins *bins)
{
    int64_t other[QUANTILE_BINS + 2] = {0}, beyond = 0;
    lay_bins(values, bins);
    for (int64_t first = 0, n; first < values->n; first += n) {
        double some[CEV__STRETCH];
        n = stretch_from(first, values->n);
        values->read(values->from, first, n, some);
        bin_stretch(some, n, bins, other);
        if (bins->counts[bins->last] + other[bins->last] == beyond)
            continue;
        beyond = bins->counts[bins->last] + other[bins->last];
        for (int64_t i = 0; i < n; i++)
            bins->infinite += some[i] > DBL_MAX;
    }
    for (int64_t bin = 0; bin < QUANTILE_BINS + 2; bin++)
        bins->counts[bin] += other[bin];
}

/* Writes the keys of the bins that hold a position and different values to
 * `keys`, bin by bin; starts[b] is where those of bin b begin, -1 for bins that
 * were left out. */
static void collect_bins(const cev__values *values,
                         const cev__value_bins *bins,
                         const int64_t *positions, int32_t count,
                         uint64_t *keys, int64_t *starts)
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
    for (int64_t first = 0, n; total > 0 && first < values->n; first += n) {
        double some[CEV__STRETCH];
        uint64_t bin[CEV__STRETCH];
        n = stretch_from(first, values->n);
        values->read(values->from, first, n, some);
        find_bins(bins, some, bin);
        for (int64_t i = 0; i < n; i++)
            if (next[(uint16_t)bin[i]] >= 0)
                keys[next[(uint16_t)bin[i]]++] = cev__keyed_double(some[i]);
    }
}

/* The value of all in a bin that has room for one only. */
static double single_value(const cev__value_bins *bins, int64_t bin)
{
    return bins->is_linear ? bins->low + (double)(bin - 1)
                           : cev__keyed_value(bins->low_key + (uint64_t)(bin - 1));
}

void cev__quantile_find(const cev__values *values, const cev__value_bins *bins,
                        const int64_t *positions, int32_t count,
                        uint64_t *scratch, cev__rank *ranks)
{
    int64_t starts[QUANTILE_BINS + 2];
    collect_bins(values, bins, positions, count, scratch, starts);
    for (int32_t i = 0; i < count; i++) {
        int64_t inside = positions[i];
        int64_t bin = first_bin(bins->counts, &inside);
        int64_t below = positions[i] - inside, equal = bins->counts[bin];
        ranks[i] = is_single(bins, bin)
                       ? (cev__rank){single_value(bins, bin), below, equal}
                       : rank_among(scratch + starts[bin], equal, inside,
                                    below);
    }
}

/* Values that stand in a row; asks for those behind them. */
static void read_row(void *from, int64_t first, int64_t n, double *out)
{
    const double *values = (const double *)from + first;
    memcpy(out, values, (size_t)n * sizeof *out);
    memset(out + n, 0, (size_t)(CEV__STRETCH - n) * sizeof *out);
    cev__prefetch(values + n, 8 * (int64_t)CEV__STRETCH);
}

void cev__quantile_ranks(const double *values, int64_t n,
                         const int64_t *positions, int32_t count,
                         uint64_t *scratch, cev__rank *ranks)
{
    cev__values row = {read_row, (void *)(uintptr_t)values, n};
    cev__value_bins bins;
    cev__quantile_count(&row, &bins);
    cev__quantile_find(&row, &bins, positions, count, scratch, ranks);
}
