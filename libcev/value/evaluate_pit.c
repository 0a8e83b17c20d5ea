/*
 * Histograms of the probability integral transform, not randomised (Czado,
 * Gneiting & Held 2009, Biometrics 65(4), 1254-1261). With P the model's
 * distribution of a customer's purchases, who made y, his unit of mass lies
 * evenly from P(y - 1) to P(y). Where the model is right, every bin has the
 * same share: of many customers together, though not of each. Too many at both
 * ends: customers differ more than the model thinks; in the middle: less; on
 * the left: it promises too much.
 *
 * What a bin may differ by is its standard error over customers. In the
 * holdout, not knowing the parameters comes on top, which were estimated from
 * other data. Of the customers fitted to, the fit takes up some of it: there
 * the bounds are too wide, never too narrow.
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"
#include "counts.h"
#include "turn.h"

enum { BINS = 10, SAMPLES = 2 };

/* Shares of the bins, their variances over customers, and how they spread
 * with the parameters. */
typedef struct pit_histogram {
    double customers;
    double share[BINS], variance[BINS];
    cev__spread spread[BINS];
    double *around; /* what it is at the places, bin by bin; or NULL */
    int64_t around_count;
} pit_histogram;

/* The share of a customer's mass that falls into a bin. */
static double mass_in_bin(double low, double high, int bin)
{
    double from = (double)bin / BINS, to = (double)(bin + 1) / BINS;
    if (high > low)
        return fmax(fmin(high, to) - fmax(low, from), 0.0) / (high - low);
    return (int)fmin(low * BINS, BINS - 1) == bin;
}

static void fill_histogram(const cev__counts *counts, pit_histogram *out)
{
    cev__sum mass[BINS], squares[BINS], customers = {0};
    memset(mass, 0, sizeof mass);
    memset(squares, 0, sizeof squares);
    for (int64_t i = 0; i < counts->rows; i++) {
        double weight = counts->weight[i];
        if (isnan(counts->high[i]))
            continue;
        cev__sum_add(&customers, weight);
        for (int b = 0; b < BINS; b++) {
            double in = mass_in_bin(counts->low[i], counts->high[i], b);
            double away = in - 1.0 / BINS;
            cev__sum_add(&mass[b], weight * in);
            cev__sum_add(&squares[b], weight * away * away);
        }
    }
    double n = out->customers = cev__sum_value(&customers);
    for (int b = 0; b < BINS; b++) {
        out->share[b] = n > 0.0 ? cev__sum_value(&mass[b]) / n : NAN;
        out->variance[b] =
            n > 0.0 ? cev__sum_value(&squares[b]) / (n * n) : NAN;
    }
}

/* The shares at each place around the parameters. */
static int32_t shares_around(cev_ctx *ctx, const cev__counting *counting,
                             const cev_table *customers, cev__counts *counts,
                             pit_histogram *out)
{
    const cev__purchases *model = counting->model;
    cev__counting aside = *counting;
    int count = cev__turn_count(model);
    out->around_count = (int64_t)BINS * count;
    out->around =
        cev__alloc(ctx, out->around_count, (int64_t)sizeof *out->around);
    if (out->around == NULL)
        return cev__fail_memory(ctx);
    for (int k = 0; k < count; k++) {
        pit_histogram there;
        cev__regression room;
        cev__purchases moved;
        int32_t status = cev__turn_along(model, k, &room, &moved);
        aside.model = &moved;
        if (status == CEV_OK)
            status = cev__counts_fill(ctx, &aside, customers, counts);
        if (status != CEV_OK)
            return status;
        fill_histogram(counts, &there);
        for (int b = 0; b < BINS; b++)
            out->around[b * count + k] = there.share[b];
    }
    for (int b = 0; b < BINS; b++)
        out->spread[b] = cev__turn_spread(model, out->around + b * count,
                                          out->share[b]);
    return CEV_OK;
}

static int32_t take_histogram(cev_ctx *ctx, const cev__outlook *outlook,
                              const cev_table *customers, int what,
                              pit_histogram *out)
{
    const cev__counting counting = {outlook->purchases, what, 0.0};
    cev__counts counts;
    memset(&counts, 0, sizeof counts);
    int32_t status = cev__counts_fill(ctx, &counting, customers, &counts);
    if (status == CEV_OK) {
        fill_histogram(&counts, out);
        if (what == CEV__COUNTS_AHEAD && outlook->z > 0.0)
            status = shares_around(ctx, &counting, customers, &counts, out);
    }
    cev__counts_free(ctx, &counts);
    return status;
}

/* Where the share of a bin lies while the model is right. Were the parameters
 * others, by which it is larger, then they made it smaller than a tenth. */
static void bound_share(const pit_histogram *h, int bin,
                        const cev__outlook *outlook, double *lower,
                        double *upper)
{
    double z = outlook->purchases->reach.z, below, above;
    double by_chance = z * sqrt(h->variance[bin]);
    cev__spread spread = h->spread[bin];
    *lower = *upper = NAN;
    if (!(outlook->z > 0.0) || !(h->customers > 0.0))
        return;
    cev__spread_add(&spread, by_chance, -by_chance);
    cev__spread_ends(&spread, outlook->z / z, &below, &above);
    *lower = fmax(1.0 / BINS - above, 0.0);
    *upper = fmin(1.0 / BINS - below, 1.0);
}

typedef struct pit_columns {
    int64_t *bin;
    double *customers, *from, *to, *share, *lower, *upper;
} pit_columns;

static int32_t add_pit_columns(cev_table *table, pit_columns *columns)
{
    static const char *const samples[SAMPLES * BINS] = {
        "fit",     "fit",     "fit",     "fit",     "fit",
        "fit",     "fit",     "fit",     "fit",     "fit",
        "holdout", "holdout", "holdout", "holdout", "holdout",
        "holdout", "holdout", "holdout", "holdout", "holdout"};
    static const char names[6][12] = {"customers", "from",  "to",
                                      "share",     "lower", "upper"};
    double **data[6] = {&columns->customers, &columns->from,
                        &columns->to,        &columns->share,
                        &columns->lower,     &columns->upper};
    int32_t status = cev__table_add_text(table, "sample", samples);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "bin", &columns->bin);
    for (int i = 0; i < 6 && status == CEV_OK; i++)
        status = cev__table_add_double(table, names[i], data[i]);
    return status;
}

static void write_histogram(const pit_histogram *h,
                            const cev__outlook *outlook, int64_t first,
                            const pit_columns *columns)
{
    for (int b = 0; b < BINS; b++) {
        int64_t row = first + b;
        columns->bin[row] = b + 1;
        columns->customers[row] = h->customers;
        columns->from[row] = (double)b / BINS;
        columns->to[row] = (double)(b + 1) / BINS;
        columns->share[row] = h->share[b];
        bound_share(h, b, outlook, &columns->lower[row],
                    &columns->upper[row]);
    }
}

int32_t cev__evaluate_pit(cev_ctx *ctx, const cev__outlook *outlook,
                          const cev_options *options,
                          const cev_table *customers, cev_table **out)
{
    static const int whats[SAMPLES] = {CEV__COUNTS_SO_FAR, CEV__COUNTS_AHEAD};
    int samples = 1 + (cev__table_find(customers, "x_holdout") != NULL);
    pit_histogram histograms[SAMPLES];
    pit_columns columns = {0};
    cev_table *table = NULL;
    int32_t status = CEV_OK;
    (void)options;
    memset(histograms, 0, sizeof histograms);
    for (int i = 0; i < samples && status == CEV_OK; i++)
        status = take_histogram(ctx, outlook, customers, whats[i],
                                &histograms[i]);
    if (status == CEV_OK)
        status = cev_table_new(ctx, samples * BINS, &table);
    if (status == CEV_OK)
        status = add_pit_columns(table, &columns);
    for (int i = 0; i < samples && status == CEV_OK; i++)
        write_histogram(&histograms[i], outlook, (int64_t)i * BINS, &columns);
    for (int i = 0; i < samples; i++)
        cev__free(ctx, histograms[i].around, histograms[i].around_count,
                  (int64_t)sizeof *histograms[i].around);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}
