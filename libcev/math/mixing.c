/* R-hat and effective sample sizes; see mixing.h. */
#include "../core/compiler.h"
#include "mixing.h"

#include <math.h>
#include <string.h>

#include "elementary.h"
#include "normal.h"
#include "sum.h"

/* The halves of all chains, one after the other. */
typedef struct half_chains {
    const double *values;
    int64_t count, length;
} half_chains;

static double mean_of(const double *values, int64_t n)
{
    cev__sum sum = {0};
    for (int64_t i = 0; i < n; i++)
        cev__sum_add(&sum, values[i]);
    return cev__sum_value(&sum) / (double)n;
}

/* The autocovariance at a lag, over all n terms whatever the lag. */
static double autocovariance(const double *values, int64_t n, double mean,
                             int64_t lag)
{
    cev__sum sum = {0};
    for (int64_t i = 0; i + lag < n; i++)
        cev__sum_add(&sum, (values[i] - mean) * (values[i + lag] - mean));
    return cev__sum_value(&sum) / (double)n;
}

/* Variance within the halves, and the variance between their means. */
static void part_variance(const half_chains *halves, double *within,
                          double *between)
{
    double n = (double)halves->length, m = (double)halves->count;
    cev__sum inside = {0}, means = {0}, squares = {0};
    for (int64_t c = 0; c < halves->count; c++) {
        const double *values = halves->values + c * halves->length;
        double mean = mean_of(values, halves->length);
        cev__sum_add(&means, mean);
        cev__sum_add(&inside,
                     autocovariance(values, halves->length, mean, 0));
    }
    double centre = cev__sum_value(&means) / m;
    for (int64_t c = 0; c < halves->count; c++) {
        const double *values = halves->values + c * halves->length;
        double away = mean_of(values, halves->length) - centre;
        cev__sum_add(&squares, away * away);
    }
    *within = cev__sum_value(&inside) / m * n / (n - 1.0);
    *between = cev__sum_value(&squares) / (m - 1.0);
}

static double r_hat_of(const half_chains *halves)
{
    double n = (double)halves->length, within, between;
    part_variance(halves, &within, &between);
    if (!(within > 0.0))
        return INFINITY;
    return sqrt((n - 1.0) / n + between / within);
}

/* The autocorrelation of all halves at a lag, whose means may differ. */
static double autocorrelation(const half_chains *halves, double within,
                              double total, int64_t lag)
{
    cev__sum sum = {0};
    for (int64_t c = 0; c < halves->count; c++) {
        const double *values = halves->values + c * halves->length;
        cev__sum_add(&sum, autocovariance(values, halves->length,
                                          mean_of(values, halves->length),
                                          lag));
    }
    double shared = cev__sum_value(&sum) / (double)halves->count;
    return 1.0 - (within - shared) / total;
}

/*
 * Geyer's (1992) initial monotone sequence: of a reversible chain the sums of
 * neighbouring autocorrelations are positive and fall, so they are added up,
 * none larger than the one before, until one is not positive. Of that one the
 * even half still counts once.
 */
static double effective_size(const half_chains *halves)
{
    double n = (double)halves->length, within, between, time = -1.0;
    double draws = n * (double)halves->count, even = 1.0, before = INFINITY;
    part_variance(halves, &within, &between);
    double total = within * (n - 1.0) / n + between;
    if (!(total > 0.0))
        return (double)halves->count;
    for (int64_t lag = 0; lag + 1 < halves->length; lag += 2) {
        even = lag == 0 ? 1.0 : autocorrelation(halves, within, total, lag);
        double pair =
            even + autocorrelation(halves, within, total, lag + 1);
        if (!(pair > 0.0) || lag + 4 >= halves->length)
            break;
        before = fmin(before, pair);
        time += 2.0 * before;
    }
    time += fmax(even, 0.0);
    return draws / fmax(time, 2.30258509299404568 / cev__log(draws));
}

/* Copies the halves of chains; of an odd length the middle is left out. */
static half_chains split_chains(const double *draws, int64_t chains,
                                int64_t length, double *to)
{
    half_chains halves = {to, 2 * chains, length / 2};
    size_t size = (size_t)halves.length * sizeof *to;
    for (int64_t c = 0; c < chains; c++) {
        const double *chain = draws + c * length;
        memcpy(to + 2 * c * halves.length, chain, size);
        memcpy(to + (2 * c + 1) * halves.length,
               chain + length - halves.length, size);
    }
    return halves;
}

static void sort_draws(const double *values, int64_t n,
                       const cev__mixing_room *room)
{
    for (int64_t i = 0; i < n; i++) {
        room->keyed[i].key = cev__keyed_double(values[i]);
        room->keyed[i].index = i;
    }
    cev__keyed_sort(room->keyed, room->spare, n);
}

/* The value at a share of the sorted ones, between two if need be. */
static double sorted_at(const double *values, int64_t n,
                        const cev__mixing_room *room, double share)
{
    double at = share * (double)(n - 1);
    int64_t below = (int64_t)at, above = below + (below + 1 < n);
    double low = values[room->keyed[below].index];
    double high = values[room->keyed[above].index];
    return low + (at - (double)below) * (high - low);
}

/* Ranks as normal scores; equal values share their mean rank. */
static void rank_normally(const double *values, int64_t n,
                          const cev__mixing_room *room, double *to)
{
    sort_draws(values, n, room);
    for (int64_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && room->keyed[end].key == room->keyed[i].key;)
            end++;
        double rank = 0.5 * (double)(i + 1 + end);
        double score =
            cev__normal_quantile((rank - 0.375) / ((double)n + 0.25));
        for (int64_t k = i; k < end; k++)
            to[room->keyed[k].index] = score;
    }
}

/* The least of the sizes that tell where 1 and 19 of 20 draws lie below. */
static double tail_size(const double *draws, int64_t chains, int64_t length,
                        const cev__mixing_room *room)
{
    static const double shares[2] = {0.05, 0.95};
    int64_t n = chains * length;
    double least = INFINITY, at[2];
    sort_draws(draws, n, room);
    for (int s = 0; s < 2; s++)
        at[s] = sorted_at(draws, n, room, shares[s]);
    for (int s = 0; s < 2; s++) {
        for (int64_t i = 0; i < n; i++)
            room->plain[i] = draws[i] <= at[s] ? 1.0 : 0.0;
        half_chains halves =
            split_chains(room->plain, chains, length, room->normal);
        least = fmin(least, effective_size(&halves));
    }
    return least;
}

void cev__mixing_of(const double *draws, int64_t chains, int64_t length,
                    const cev__mixing_room *room, cev__mixing *out)
{
    half_chains halves = split_chains(draws, chains, length, room->plain);
    half_chains scores = {room->normal, halves.count, halves.length};
    int64_t n = halves.count * halves.length;
    rank_normally(room->plain, n, room, room->normal);
    out->r_hat = r_hat_of(&scores);
    out->bulk = effective_size(&scores);
    /* Folded at the median, chains of different spread differ in mean. */
    double median = sorted_at(room->plain, n, room, 0.5);
    for (int64_t i = 0; i < n; i++)
        room->plain[i] = fabs(room->plain[i] - median);
    rank_normally(room->plain, n, room, room->normal);
    out->r_hat = fmax(out->r_hat, r_hat_of(&scores));
    out->tail = tail_size(draws, chains, length, room);
}
