/*
 * Cohort averages: customers came at different times, so on one day they are of
 * different ages. What those of an age went on to bring in the time after is
 * what others of that age are expected to. Ages are told apart by bands of
 * enough customers each.
 */
#include "../core/compiler.h"
#include "cohort_average.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/sum.h"

/* No band has fewer customers, unless there are not as many. */
#define BAND_CUSTOMERS 30

/* Who was watched for less was not watched at all [time]. */
#define WATCHED_MIN 1e-9

#define COHORT_FIT_WANTS (CEV__WANTS_TIMES | CEV__WANTS_HOLDOUT \
                          | CEV__WANTS_REVENUE_MAYBE)

/* Customers of whom the time after is known. */
typedef struct aged_customers {
    int64_t capacity, count;
    double *age, *ahead, *revenue;
    cev__keyed *by_age;
} aged_customers;

static int32_t read_aged(cev_ctx *ctx, const cev__buyers *buyers,
                         aged_customers *to, cev__cohort_average *model)
{
    cev__block block;
    cev__buyers_begin(buyers, &block);
    for (int64_t first = 0; first < buyers->rows; first += block.rows) {
        int32_t status = cev__buyers_next(ctx, "reading customers", buyers,
                                          first, &block);
        if (status != CEV_OK)
            return status;
        for (int64_t i = 0; i < block.rows; i++) {
            double revenue = block.col[CEV__COL_REVENUE_HOLDOUT][i];
            double ahead = block.col[CEV__COL_T_HOLDOUT][i];
            model->customers += 1.0;
            if (isnan(revenue) || !(ahead >= WATCHED_MIN))
                continue;
            model->buyers += block.col[CEV__COL_X_HOLDOUT][i] > 0.0;
            to->age[to->count] = block.col[CEV__COL_T][i];
            to->ahead[to->count] = ahead;
            to->revenue[to->count++] = revenue;
        }
    }
    return CEV_OK;
}

static int32_t gather_aged(cev_ctx *ctx, const cev__buyers *buyers,
                           aged_customers *to, cev__cohort_average *model)
{
    double **columns[3] = {&to->age, &to->ahead, &to->revenue};
    to->capacity = buyers->rows;
    for (int i = 0; i < 3; i++) {
        *columns[i] =
            cev__alloc(ctx, to->capacity, (int64_t)sizeof(double));
        if (*columns[i] == NULL)
            return cev__fail_memory(ctx);
    }
    int32_t status = read_aged(ctx, buyers, to, model);
    return status == CEV_OK
               ? cev__sort_rows(ctx, to->age, to->count, &to->by_age)
               : status;
}

static void free_aged(cev_ctx *ctx, aged_customers *aged)
{
    double *columns[3] = {aged->age, aged->ahead, aged->revenue};
    if (aged->by_age != NULL)
        cev__free_rows(ctx, aged->by_age, aged->count);
    for (int i = 0; i < 3; i++)
        cev__free(ctx, columns[i], aged->capacity, (int64_t)sizeof(double));
}

/* ---- Bands --------------------------------------------------------------- */

static double aged_at(const aged_customers *aged, int64_t rank)
{
    return aged->age[aged->by_age[rank].index];
}

/* Customers first … last - 1 by age: their revenue a time unit, a quotient of
 * sums, and its standard error across them. */
static cev__band make_band(const aged_customers *aged, int64_t first,
                           int64_t last)
{
    double n = (double)(last - first);
    cev__sum revenue = {0}, ahead = {0}, square = {0};
    cev__band band;
    for (int64_t k = first; k < last; k++) {
        cev__sum_add(&revenue, aged->revenue[aged->by_age[k].index]);
        cev__sum_add(&ahead, aged->ahead[aged->by_age[k].index]);
    }
    band.customers = n;
    band.youngest = aged_at(aged, first);
    band.oldest = aged_at(aged, last - 1);
    band.ahead = cev__sum_value(&ahead) / n;
    band.pace = cev__sum_value(&revenue) / cev__sum_value(&ahead);
    for (int64_t k = first; k < last; k++) {
        int64_t row = aged->by_age[k].index;
        double off = aged->revenue[row] - band.pace * aged->ahead[row];
        cev__sum_add(&square, off * off);
    }
    /* One customer says nothing of how others differ: as much as he brings. */
    band.sd = n > 1.0 ? sqrt(cev__sum_value(&square) / (n * (n - 1.0)))
                            / band.ahead
                      : fabs(band.pace);
    return band;
}

/* As many bands as there are enough customers for; those of one age stay
 * together. */
static void cut_bands(const aged_customers *aged, cev__cohort_average *model)
{
    int64_t n = aged->count;
    int64_t size = n / CEV__BANDS + (n % CEV__BANDS != 0);
    size = size < BAND_CUSTOMERS ? BAND_CUSTOMERS : size;
    for (int64_t first = 0; first < n;) {
        int64_t last = first + size < n ? first + size : n;
        while (last < n && aged_at(aged, last) <= aged_at(aged, last - 1))
            last++;
        if (n - last < BAND_CUSTOMERS)
            last = n;
        model->bands[model->count++] = make_band(aged, first, last);
        first = last;
    }
    if (n > 0)
        model->all = make_band(aged, 0, n);
}

int32_t cev__cohort_average_fit(cev_ctx *ctx, const cev_table *customers,
                                cev__cohort_average *out)
{
    aged_customers aged;
    cev__buyers buyers;
    memset(&aged, 0, sizeof aged);
    memset(out, 0, sizeof *out);
    int32_t status = cev__averages_open(ctx, customers, COHORT_FIT_WANTS,
                                        CEV__COL_REVENUE_HOLDOUT, &buyers);
    if (status == CEV_OK && buyers.rows == 0)
        status = cev__buyers_refuse_empty(ctx);
    if (status == CEV_OK)
        status = gather_aged(ctx, &buyers, &aged, out);
    if (status == CEV_OK)
        cut_bands(&aged, out);
    free_aged(ctx, &aged);
    return status;
}

/* ---- What is to come ----------------------------------------------------- */

/* From which age on band b > 0 speaks: half way from the band before. */
static double band_start(const cev__cohort_average *model, int b)
{
    return 0.5 * (model->bands[b - 1].oldest + model->bands[b].youngest);
}

static int band_of(const cev__cohort_average *model, double age)
{
    int b = 0;
    while (b + 1 < model->count && age >= band_start(model, b + 1))
        b++;
    return b;
}

/*
 * The customers of a band were watched from their age on for a time; for as
 * long its pace is that of a customer of such an age. Then he is older by it,
 * and the band of that age goes on, which may be the same.
 */
void cev__cohort_average_ahead(const cev__cohort_average *model, double age,
                               const cev__stretch *stretch,
                               double worth[CEV__BANDS])
{
    double now = 0.0;
    memset(worth, 0, CEV__BANDS * sizeof *worth);
    int b = model->count > 0 ? band_of(model, age) : 0;
    while (b < model->count && now < stretch->horizon) {
        double end = stretch->horizon;
        if (b + 1 < model->count) {
            double left = band_start(model, b + 1) - age - now;
            double times = fmax(1.0, ceil(left / model->bands[b].ahead));
            end = fmin(end, now + times * model->bands[b].ahead);
        }
        cev__stretch part = {end - now, stretch->delta};
        worth[b] += cev__exp(-stretch->delta * now)
                    * cev__stretch_worth(&part);
        now = end;
        int next = band_of(model, age + now);
        b = next > b ? next : b + 1;
    }
}

cev__guess cev__cohort_average_sum(const cev__cohort_average *model,
                                   const double worth[CEV__BANDS])
{
    cev__sum value = {0}, variance = {0};
    cev__guess forecast;
    memset(&forecast, 0, sizeof forecast);
    for (int b = 0; b < model->count; b++) {
        double sd = worth[b] * model->bands[b].sd;
        cev__sum_add(&value, worth[b] * model->bands[b].pace);
        cev__sum_add(&variance, sd * sd);
    }
    forecast.value = model->count > 0 ? cev__sum_value(&value) : NAN;
    if (forecast.value != 0.0)
        forecast.log_sd =
            sqrt(cev__sum_value(&variance)) / fabs(forecast.value);
    return forecast;
}
