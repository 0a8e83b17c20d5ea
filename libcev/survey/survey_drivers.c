/* What moves the overall score; see cev/surveys.h. */
#include "../core/compiler.h"
#include "cev/surveys.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../math/interval.h"
#include "../math/student.h"
#include "../math/sum.h"
#include "driver_shares.h"
#include "items.h"

/* Rows between two looks at whether to go on. */
#define ROWS_A_STEP 65536

enum { DRIVER_COLUMNS = 12 };

enum { DRIVER_MEAN, DRIVER_PERFORMANCE, DRIVER_COEFFICIENT, DRIVER_ERROR, DRIVER_P, DRIVER_STANDARD,
       DRIVER_R2, DRIVER_IMPORTANCE, DRIVER_LOWER, DRIVER_UPPER, DRIVER_IMPORTANCE_LO,
       DRIVER_IMPORTANCE_HI };

static const char driver_names[DRIVER_COLUMNS][16] = {
    "mean",         "performance", "coefficient",   "std_error",
    "p",            "standardised", "r2",           "importance",
    "coefficient_lo", "coefficient_hi", "importance_lo", "importance_hi"};

typedef struct driver_study {
    cev__items items; /* the overall score first */
    int count;
    double correlation[CEV__DRIVER_SIZE * CEV__DRIVER_SIZE];
    cev__driver_shares shares;
    double *to[DRIVER_COLUMNS];
} driver_study;

/* A question that all answer alike goes with nothing: as a driver it has no
 * spread to take out, as the score none that is explained. */
static void correlate(driver_study *s)
{
    int size = s->count + 1;
    const double *sd = s->items.sd;
    for (int i = 0; i < size; i++)
        for (int j = 0; j <= i; j++) {
            double spread = sd[i] * sd[j];
            double r = spread > 0.0 ? cev__items_covariance(&s->items, i, j)
                                          / spread
                                    : 0.0;
            s->correlation[i * size + j] = s->correlation[j * size + i] =
                i == j && (i == 0 || spread > 0.0) ? 1.0 : r;
        }
}

/* Coefficients with t intervals. */
static void write_coefficients(driver_study *s, double coverage)
{
    const cev__items *items = &s->items;
    double standard[CEV__DRIVERS_MOST], inverse[CEV__DRIVERS_MOST];
    double left = cev__driver_regression(s->count, s->correlation,
                                         (1u << s->count) - 1u, standard,
                                         inverse);
    double freedom = items->customers - 1.0; /* 1 or more in the end */
    for (int k = 0; k < s->count; k++)
        freedom -= !isnan(standard[k]);
    double t = coverage > 0.0
                   ? cev__student_quantile(0.5 - 0.5 * coverage, freedom)
                   : NAN;
    for (int k = 0; k < s->count; k++) {
        double scale = items->sd[0] / items->sd[k + 1];
        double b = scale * standard[k];
        double error = scale * sqrt(left * inverse[k] / freedom);
        s->to[DRIVER_STANDARD][k] = standard[k];
        s->to[DRIVER_COEFFICIENT][k] = b;
        s->to[DRIVER_ERROR][k] = error;
        s->to[DRIVER_P][k] = error > 0.0
                             ? 2.0 * cev__student_tail(fabs(b) / error,
                                                       freedom)
                             : NAN;
        if (coverage > 0.0) {
            s->to[DRIVER_LOWER][k] = b - t * error;
            s->to[DRIVER_UPPER][k] = b + t * error;
        }
    }
}

/* What a customer adds to share k: z' M z - share z_0^2. */
static double share_influence(const driver_study *s, int k, const double *z)
{
    int size = s->count + 1;
    double sum = -s->shares.share[k] * z[0] * z[0];
    for (int i = 0; i < size; i++) {
        const double *row = &s->shares.moment[k][i * size];
        double part = 0.5 * row[i] * z[i]; /* the matrix is symmetric */
        for (int j = 0; j < i; j++)
            part += row[j] * z[j];
        sum += 2.0 * part * z[i];
    }
    return sum;
}

/* Standard errors of each share over r2, from what customers add to both. */
static int32_t share_errors(cev_ctx *ctx, const driver_study *s,
                            double *errors)
{
    const cev__items *items = &s->items;
    int size = s->count + 1;
    cev__sum squares[CEV__DRIVERS_MOST];
    memset(squares, 0, sizeof squares);
    for (int64_t row = 0; row < items->rows; row++) {
        double z[CEV__DRIVER_SIZE], pushes[CEV__DRIVERS_MOST], all = 0.0;
        int32_t status =
            row % ROWS_A_STEP == 0
                ? cev__progress(ctx, "drivers",
                                (double)row / (double)items->rows)
                : CEV_OK;
        if (status != CEV_OK)
            return status;
        for (int c = 0; c < size; c++)
            z[c] = items->sd[c] > 0.0
                       ? (items->answers[row * size + c] - items->mean[c])
                             / items->sd[c]
                       : 0.0;
        for (int k = 0; k < s->count; k++)
            all += pushes[k] = share_influence(s, k, z);
        for (int k = 0; k < s->count; k++) {
            double part = (pushes[k] - s->shares.share[k] / s->shares.r2 * all)
                          / s->shares.r2;
            cev__sum_add(&squares[k], items->weights[row] * part * part);
        }
    }
    for (int k = 0; k < s->count; k++)
        errors[k] = sqrt(cev__sum_value(&squares[k])
                         / (items->customers * (items->customers - 1.0)));
    return CEV_OK;
}

static int32_t write_importance(cev_ctx *ctx, driver_study *s,
                                double coverage)
{
    double errors[CEV__DRIVERS_MOST], z = cev__interval_z(coverage);
    int is_told = s->shares.r2 > 0.0;
    if (is_told && coverage > 0.0) {
        int32_t status = share_errors(ctx, s, errors);
        if (status != CEV_OK)
            return status;
    }
    for (int k = 0; k < s->count; k++) {
        double share = s->shares.share[k];
        s->to[DRIVER_R2][k] = share;
        s->to[DRIVER_IMPORTANCE][k] = is_told ? share / s->shares.r2 : NAN;
        if (!(coverage > 0.0))
            continue;
        s->to[DRIVER_IMPORTANCE_LO][k] = s->to[DRIVER_IMPORTANCE_HI][k] = NAN;
        if (!is_told)
            continue;
        s->to[DRIVER_IMPORTANCE_LO][k] =
            fmax(share / s->shares.r2 - z * errors[k], 0.0);
        s->to[DRIVER_IMPORTANCE_HI][k] =
            fmin(share / s->shares.r2 + z * errors[k], 1.0);
    }
    return CEV_OK;
}

/* Means as they are, and from 0 to 100 between the least and the highest
 * answer to any of the questions. */
static void write_performance(driver_study *s)
{
    const cev__items *items = &s->items;
    double least = INFINITY, most = -INFINITY;
    for (int k = 1; k <= s->count; k++) {
        least = fmin(least, items->least[k]);
        most = fmax(most, items->most[k]);
    }
    for (int k = 0; k < s->count; k++) {
        s->to[DRIVER_MEAN][k] = items->mean[k + 1];
        s->to[DRIVER_PERFORMANCE][k] =
            most > least
                ? 100.0 * (items->mean[k + 1] - least) / (most - least)
                : NAN;
    }
}

/* Importance and performance, above or below that of the drivers' mean. */
static const char *advice_of(const driver_study *s, int k,
                             double performance)
{
    if (!(s->items.sd[k + 1] > 0.0))
        return "all answers are the same";
    if (isnan(s->to[DRIVER_STANDARD][k]))
        return "says what those before it say together";
    if (isnan(s->to[DRIVER_IMPORTANCE][k]))
        return "nothing to tell";
    if (s->to[DRIVER_IMPORTANCE][k] * s->count >= 1.0)
        return s->to[DRIVER_PERFORMANCE][k] >= performance ? "keep" : "improve";
    return s->to[DRIVER_PERFORMANCE][k] >= performance ? "enough" : "later";
}

static int32_t add_driver_texts(driver_study *s, cev_table *table)
{
    const char *names[CEV__DRIVERS_MOST], *advice[CEV__DRIVERS_MOST];
    double mean = 0.0;
    for (int k = 0; k < s->count; k++)
        mean += s->to[DRIVER_PERFORMANCE][k] / s->count;
    for (int k = 0; k < s->count; k++) {
        names[k] = cev__customer_name(&s->items.names, k + 1);
        advice[k] = advice_of(s, k, mean);
    }
    int32_t status = cev__table_add_text(table, "driver", names);
    return status == CEV_OK ? cev__table_add_text(table, "advice", advice)
                            : status;
}

static int32_t drivers_table(cev_ctx *ctx, driver_study *s, double coverage,
                             cev_table **out)
{
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, s->count, &table);
    for (int c = 0;
         status == CEV_OK && c < (coverage > 0.0 ? DRIVER_COLUMNS : DRIVER_LOWER);
         c++)
        status = cev__table_add_double(table, driver_names[c], &s->to[c]);
    if (status == CEV_OK) {
        correlate(s);
        cev__driver_shares_find(s->count, s->correlation, &s->shares);
        write_coefficients(s, coverage);
        write_performance(s);
        status = write_importance(ctx, s, coverage);
    }
    if (status == CEV_OK)
        status = add_driver_texts(s, table);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

/* The overall score, and what may move it. */
static int32_t name_drivers(cev_ctx *ctx, const cev_table *answers,
                            const cev_options *options,
                            cev__customers *names)
{
    const char *overall = cev__options_has(options, CEV__OPT_TARGET)
                              ? cev__options_str(options, CEV__OPT_TARGET)
                              : "answer";
    uint32_t found;
    int32_t status = cev__customer_intern(ctx, names, overall, &found);
    if (status == CEV_OK)
        status = cev__items_names(ctx, answers, options, overall, names);
    if (status == CEV_OK
        && (names->count < 2 || names->count > CEV__DRIVERS_MOST + 1))
        return cev__fail(ctx, names->count < 2 ? CEV_ERR_COLUMN
                                               : CEV_ERR_LIMIT,
                         "there are %d drivers; wanted 1 to 12 columns of "
                         "numbers beside %q (option features)",
                         names->count - 1, overall);
    return status;
}

int32_t cev_survey_drivers(cev_ctx *ctx, const cev_table *answers,
                           const cev_options *options, cev_table **out)
{
    cev__customers names = {0};
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (answers == NULL)
        return cev__fail_null(ctx, "answers");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    driver_study *study = cev__alloc_zero(ctx, 1, (int64_t)sizeof *study);
    if (study == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__options_check(
        ctx, options, CEV__TAKES_SURVEY_DRIVERS, "cev_survey_drivers");
    if (status == CEV_OK)
        status = name_drivers(ctx, answers, options, &names);
    if (status == CEV_OK)
        status = cev__items_open(ctx, answers, &names,
                                 (double)names.count + 1.0, &study->items);
    if (status == CEV_OK) {
        study->count = (int)names.count - 1;
        status = drivers_table(
            ctx, study, cev__options_double(options, CEV__OPT_INTERVAL), out);
        cev__items_close(ctx, &study->items);
    }
    cev__customers_free(ctx, &names);
    cev__free(ctx, study, 1, (int64_t)sizeof *study);
    return status;
}
