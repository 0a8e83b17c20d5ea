/* Probabilities bent to the truth; see calibration.h. */
#include "../core/compiler.h"
#include "calibration.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/newton.h"
#include "../math/sum.h"
#include "metrics.h"

/* However many customers there are, 1 less this is not 1. */
#define CALIBRATION_LEAST 1e-15

#define CURVE_REACH 1e3
#define CURVE_TOL 1e-11

enum { CURVE_STEPS = 200, CURVE_TERMS = 3 };

/* A line through what a method makes of p: 1, and up to two terms. */
typedef struct curve_fit {
    const cev__trial *trial;
    const cev__calibration *bend;
    double yes, no;          /* what those who did and did not count as */
    int count;               /* of terms */
    int terms[CURVE_TERMS];  /* which */
} curve_fit;

enum { TERM_ONE, TERM_LOW, TERM_HIGH };

void cev__calibration_free(cev_ctx *ctx, cev__calibration *bend)
{
    cev__free(ctx, bend->at, 2 * bend->count + 1, (int64_t)sizeof *bend->at);
    memset(bend, 0, sizeof *bend);
}

static double term_at(const cev__calibration *bend, int term, double p)
{
    double low = cev__log(p), high = -cev__log1p(-p);
    if (term == TERM_ONE)
        return 1.0;
    if (bend->method == CEV__CALIBRATION_PLATT)
        return low + high;
    return term == TERM_LOW ? low : high;
}

static double inside(const cev__calibration *bend, double p)
{
    return fmin(fmax(p, bend->least), 1.0 - bend->least);
}

/* The mean log-likelihood of the targets, with its slopes and bends. */
static int32_t look_at_curve(void *state, const double *at, cev__local *out)
{
    const curve_fit *fit = state;
    const cev__trial *trial = fit->trial;
    cev__sum sums[1 + CURVE_TERMS + CURVE_TERMS * (CURVE_TERMS + 1) / 2];
    memset(sums, 0, sizeof sums);
    for (int64_t i = 0; i < trial->count; i++) {
        double p = inside(fit->bend, trial->column[CEV__TRIAL_PREDICTED][i]);
        double share = trial->column[CEV__TRIAL_WEIGHT][i] / trial->customers;
        double y = trial->column[CEV__TRIAL_ACTUAL][i] > 0.0 ? fit->yes
                                                             : fit->no;
        double x[CURVE_TERMS], eta = 0.0;
        for (int k = 0; k < fit->count; k++) {
            x[k] = term_at(fit->bend, fit->terms[k], p);
            eta += at[k] * x[k];
        }
        double q = cev__share_at(-eta);
        cev__sum_add(&sums[0],
                     share * (y * eta - fmax(eta, 0.0)
                              - cev__log1p(cev__exp(-fabs(eta)))));
        for (int k = 0; k < fit->count; k++) {
            cev__sum_add(&sums[1 + k], share * (y - q) * x[k]);
            for (int l = 0; l <= k; l++)
                cev__sum_add(&sums[1 + CURVE_TERMS + cev__packed(k, l)],
                             -share * q * (1.0 - q) * x[k] * x[l]);
        }
    }
    out->value = cev__sum_value(&sums[0]);
    for (int k = 0; k < fit->count; k++) {
        out->gradient[k] = cev__sum_value(&sums[1 + k]);
        for (int l = 0; l <= k; l++)
            out->hessian[cev__packed(k, l)] =
                cev__sum_value(&sums[1 + CURVE_TERMS + cev__packed(k, l)]);
    }
    return CEV_OK;
}

/* The best line; a term that would fall is taken out, and the rest found
 * again. */
static void fit_curve(curve_fit *fit, double slopes[CURVE_TERMS])
{
    for (;;) {
        cev__newton problem = {.n = fit->count, .lower = -CURVE_REACH,
                               .upper = CURVE_REACH, .tol = CURVE_TOL,
                               .max_iter = CURVE_STEPS,
                               .evaluate = look_at_curve, .state = fit};
        cev__optimum best = {0};
        int worst = 0;
        for (int k = 1; k < fit->count; k++)
            best.at[k] = 1.0;
        int32_t status = cev__newton_maximise(&problem, &best);
        (void)ALWAYS(status == CEV_OK); /* there is a curve at any slopes */
        for (int k = 1; k < fit->count; k++)
            if (best.at[k] < 0.0
                && (worst == 0 || best.at[k] < best.at[worst]))
                worst = k;
        for (int k = 0; k < CURVE_TERMS; k++)
            slopes[k] = 0.0;
        for (int k = 0; k < fit->count; k++)
            slopes[fit->terms[k]] = best.at[k];
        if (worst == 0)
            return;
        fit->terms[worst] = fit->terms[--fit->count];
    }
}

static void fit_odds(const cev__trial *trial, double yes, double no,
                     cev__calibration *bend)
{
    int all_alike = cev__trial_ties(trial, 0) == trial->count;
    int is_platt = bend->method == CEV__CALIBRATION_PLATT;
    double slopes[CURVE_TERMS];
    curve_fit fit = {trial, bend, yes, no,
                     all_alike ? 1 : is_platt ? 2 : 3,
                     {TERM_ONE, TERM_LOW, TERM_HIGH}};
    fit_curve(&fit, slopes);
    bend->intercept = slopes[TERM_ONE];
    bend->low = slopes[TERM_LOW];
    bend->high = is_platt ? bend->low : slopes[TERM_HIGH];
}

/* Where the levels of the best curve begin and end. */
static int32_t fit_levels(cev_ctx *ctx, const cev__trial *trial, double yes,
                          double no, cev__calibration *bend)
{
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    int64_t n = trial->count, count = 0;
    double *level = cev__alloc(ctx, n, (int64_t)sizeof *level);
    if (level == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__trial_recalibrate(ctx, trial, level);
    for (int turn = 0; turn < 2 && status == CEV_OK; turn++) {
        if (turn == 1) {
            bend->at = cev__alloc(ctx, 2 * count + 1,
                                  (int64_t)sizeof *bend->at);
            if (bend->at == NULL) {
                status = cev__fail_memory(ctx);
                break;
            }
            bend->count = count;
            bend->to = bend->at + count;
        }
        count = 0;
        for (int64_t i = 0; i < n; i++) {
            if (i > 0 && i + 1 < n && level[i] <= level[i - 1]
                && level[i] >= level[i + 1])
                continue;
            if (turn == 1) {
                bend->at[count] = predicted[i];
                bend->to[count] = fmin(fmax(level[i], no), yes);
            }
            count++;
        }
    }
    cev__free(ctx, level, n, (int64_t)sizeof *level);
    return status;
}

int32_t cev__calibration_fit(cev_ctx *ctx, const cev__trial *trial,
                             int32_t method, cev__calibration *out)
{
    double did = trial->positives, did_not = trial->customers - did;
    double yes = (did + 1.0) / (did + 2.0), no = 1.0 / (did_not + 2.0);
    cev__calibration bend = {.method = method,
                      .least = fmax(0.5 / (trial->customers + 1.0),
                                    CALIBRATION_LEAST)};
    int32_t status = CEV_OK;
    if (method == CEV__CALIBRATION_ISOTONIC)
        status = fit_levels(ctx, trial, yes, no, &bend);
    else
        fit_odds(trial, yes, no, &bend);
    if (status != CEV_OK) {
        cev__calibration_free(ctx, &bend);
        return status;
    }
    *out = bend;
    return CEV_OK;
}

/* Straight between two points, level beyond the first and the last. */
static double level_at(const cev__calibration *bend, double p)
{
    int64_t low = 0, high = bend->count - 1;
    if (p <= bend->at[low])
        return bend->to[low];
    if (p >= bend->at[high])
        return bend->to[high];
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (bend->at[middle] <= p)
            low = middle;
        else
            high = middle;
    }
    double part = (p - bend->at[low]) / (bend->at[high] - bend->at[low]);
    return bend->to[low] + part * (bend->to[high] - bend->to[low]);
}

double cev__calibration_at(const cev__calibration *bend, double p)
{
    if (isnan(p))
        return p;
    if (bend->method == CEV__CALIBRATION_ISOTONIC)
        return level_at(bend, p);
    p = inside(bend, p);
    return cev__share_at(-(bend->intercept + bend->low * cev__log(p)
                           - bend->high * cev__log1p(-p)));
}

void cev__calibration_bend(const cev__calibration *bend, cev_table *table)
{
    static const char names[][16] = {"prediction", "prediction_lo",
                                     "prediction_hi"};
    for (int k = 0; k < 3; k++) {
        const cev__column *column = cev__table_find(table, names[k]);
        double *p = column == NULL ? NULL : column->own_data;
        for (int64_t row = 0; p != NULL && row < table->rows; row++)
            p[row] = cev__calibration_at(bend, p[row]);
    }
}

/* ---- Bytes --------------------------------------------------------------- */

void cev__calibration_save(const cev__calibration *bend, cev__writer *writer)
{
    cev__write_i32(writer, bend->method);
    cev__write_double(writer, bend->least);
    cev__write_double(writer, bend->intercept);
    cev__write_double(writer, bend->low);
    cev__write_double(writer, bend->high);
    cev__write_i64(writer, bend->count);
    if (bend->count > 0)
        cev__write_doubles(writer, bend->at, 2 * bend->count);
}

static int is_whole_bend(const cev__calibration *bend)
{
    int is_whole = bend->method >= 0 && bend->method < CEV__CALIBRATIONS
                   && bend->least >= CALIBRATION_LEAST && bend->least <= 0.5
                   && isfinite(bend->intercept) && bend->low >= 0.0
                   && isfinite(bend->low) && bend->high >= 0.0
                   && isfinite(bend->high)
                   && (bend->method == CEV__CALIBRATION_ISOTONIC)
                          == (bend->count > 0);
    for (int64_t i = 0; is_whole && i < bend->count; i++)
        is_whole = bend->to[i] >= 0.0 && bend->to[i] <= 1.0
                   && (i == 0
                       || (bend->at[i] >= bend->at[i - 1]
                           && bend->to[i] >= bend->to[i - 1]));
    return is_whole;
}

int32_t cev__calibration_load(cev_ctx *ctx, cev__blob *blob,
                              cev__calibration *out)
{
    cev__calibration bend = {.method = cev__read_i32(blob)};
    bend.least = cev__read_double(blob);
    bend.intercept = cev__read_double(blob);
    bend.low = cev__read_double(blob);
    bend.high = cev__read_double(blob);
    int64_t count = cev__read_i64(blob);
    if (count < 0 || count > (blob->size - blob->at) / 16)
        blob->failed = 1;
    if (!blob->failed && count > 0) {
        bend.at = cev__alloc(ctx, 2 * count + 1, (int64_t)sizeof *bend.at);
        if (bend.at == NULL)
            return cev__fail_memory(ctx);
        bend.count = count;
        bend.to = bend.at + count;
        cev__read_doubles(blob, bend.at, 2 * count);
    }
    if (blob->failed || !is_whole_bend(&bend)) {
        cev__calibration_free(ctx, &bend);
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no calibration");
    }
    *out = bend;
    return CEV_OK;
}
