/* Whether questions ask for one thing; see cev/surveys.h. */
#include "../core/compiler.h"
#include "cev/surveys.h"

#include <math.h>

#include "../core/calls.h"
#include "../core/lines.h"
#include "../math/interval.h"
#include "../math/student.h"
#include "../math/sum.h"
#include "items.h"

enum { RELIABILITY_COLUMNS = 8 };

/* Covariances of all questions. */
typedef struct covariances {
    int64_t count;
    double *of; /* count × count */
} covariances;

/* The variance of the sum of all questions but one (-1: of all), and the sum
 * of their variances. */
static double variance_of_sum(const covariances *c, int64_t without,
                              double *own)
{
    cev__sum all = {0}, single = {0};
    for (int64_t i = 0; i < c->count; i++) {
        if (i == without)
            continue;
        cev__sum_add(&single, c->of[i * c->count + i]);
        for (int64_t j = 0; j < c->count; j++)
            if (j != without)
                cev__sum_add(&all, c->of[i * c->count + j]);
    }
    *own = cev__sum_value(&single);
    return cev__sum_value(&all);
}

/* k / (k - 1) (1 - sum of variances / variance of the sum); NaN of a single
 * question, or where all answers are the same. */
static double alpha_of(const covariances *c, int64_t without)
{
    double k = (double)(c->count - (without >= 0)), own;
    double all = variance_of_sum(c, without, &own);
    return k > 1.0 && all > 0.0 ? k / (k - 1.0) * (1.0 - own / all) : NAN;
}

/* The correlation of a question with the sum of the others. */
static double rest_correlation(const covariances *c, int64_t i)
{
    double own, rest = variance_of_sum(c, i, &own);
    double variance = c->of[i * c->count + i];
    cev__sum sum = {0};
    for (int64_t j = 0; j < c->count; j++)
        if (j != i)
            cev__sum_add(&sum, c->of[i * c->count + j]);
    return variance > 0.0 && rest > 0.0
               ? cev__sum_value(&sum) / sqrt(variance * rest)
               : NAN;
}

/* Feldt's (1965) interval: (1 - alpha) over its truth follows F. */
static void bound_alpha(const cev__items *items, double alpha,
                        double coverage, double *lower, double *upper)
{
    double n = items->customers - 1.0, k = (double)items->count - 1.0;
    double tail = 0.5 - 0.5 * coverage;
    if (isnan(alpha) || !(n >= 1.0))
        return;
    *lower = 1.0 - (1.0 - alpha) * cev__fisher_quantile(tail, n, n * k);
    *upper = 1.0 - (1.0 - alpha) * cev__fisher_quantile(1.0 - tail, n, n * k);
}

static void write_item(const cev__items *items, const covariances *c,
                       int64_t i, int64_t row, double *const *to)
{
    to[0][row] = items->customers;
    to[1][row] = items->mean[i];
    to[2][row] = items->sd[i];
    to[3][row] = rest_correlation(c, i);
    to[4][row] = NAN;
    to[5][row] = alpha_of(c, i);
}

static void write_reliability(const cev__items *items, const covariances *c,
                              double coverage, double *const *to)
{
    double own, alpha = alpha_of(c, -1);
    cev__sum mean = {0};
    for (int64_t i = 0; i < c->count; i++)
        cev__sum_add(&mean, items->mean[i]);
    to[0][0] = items->customers;
    to[1][0] = cev__sum_value(&mean) / (double)c->count;
    to[2][0] = sqrt(fmax(variance_of_sum(c, -1, &own), 0.0))
               / (double)c->count;
    to[3][0] = to[5][0] = NAN;
    to[4][0] = alpha;
    for (int64_t i = 0; i < c->count; i++)
        write_item(items, c, i, i + 1, to);
    if (!(coverage > 0.0))
        return;
    for (int64_t row = 0; row <= c->count; row++)
        to[6][row] = to[7][row] = NAN;
    bound_alpha(items, alpha, coverage, &to[6][0], &to[7][0]);
}

/* The names of the questions, after a gap that stands for all. */
static int32_t add_item_names(cev_ctx *ctx, const cev__items *items,
                              cev_table *table)
{
    int64_t room = items->count + 1;
    const char **names = cev__alloc(ctx, room, (int64_t)sizeof *names);
    if (names == NULL)
        return cev__fail_memory(ctx);
    names[0] = NULL;
    for (int64_t i = 0; i < items->count; i++)
        names[i + 1] = cev__customer_name(&items->names, i);
    int32_t status = cev__table_add_text(table, "item", names);
    cev__free(ctx, (void *)names, room, (int64_t)sizeof *names);
    return status;
}

static int32_t reliability_table(cev_ctx *ctx, const cev__items *items,
                                 double coverage, cev_table **out)
{
    static const char names[RELIABILITY_COLUMNS][16] = {
        "customers", "mean",          "sd",       "correlation",
        "alpha",     "alpha_without", "alpha_lo", "alpha_hi"};
    int64_t k = items->count;
    covariances c = {k, cev__alloc(ctx, k * k, (int64_t)sizeof *c.of)};
    double *to[RELIABILITY_COLUMNS];
    cev_table *table = NULL;
    if (c.of == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev_table_new(ctx, k + 1, &table);
    if (status == CEV_OK)
        status = add_item_names(ctx, items, table);
    for (int i = 0; status == CEV_OK && i < (coverage > 0.0 ? 8 : 6); i++)
        status = cev__table_add_double(table, names[i], &to[i]);
    if (status == CEV_OK) {
        for (int64_t i = 0; i < k; i++)
            for (int64_t j = 0; j <= i; j++)
                c.of[i * k + j] = c.of[j * k + i] =
                    cev__items_covariance(items, i, j);
        write_reliability(items, &c, coverage, to);
        *out = table;
    } else
        cev_table_free(table);
    cev__free(ctx, c.of, k * k, (int64_t)sizeof *c.of);
    return status;
}

int32_t cev_survey_reliability(cev_ctx *ctx, const cev_table *answers,
                               const cev_options *options, cev_table **out)
{
    cev__customers names = {0};
    cev__items items;
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (answers == NULL)
        return cev__fail_null(ctx, "answers");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    int32_t status = cev__options_check(
        ctx, options, CEV__TAKES_SURVEY_RELIABILITY, "cev_survey_reliability");
    if (status == CEV_OK)
        status = cev__items_names(ctx, answers, options, NULL, &names);
    if (status == CEV_OK && names.count < 2)
        status = cev__fail(ctx, CEV_ERR_COLUMN,
                           "the table has %d columns of numbers to go by; "
                           "wanted the answers to 2 questions or more",
                           names.count);
    if (status == CEV_OK)
        status = cev__items_open(ctx, answers, &names, 2.0, &items);
    cev__customers_free(ctx, &names);
    if (status != CEV_OK)
        return status;
    status = reliability_table(
        ctx, &items, cev__options_double(options, CEV__OPT_INTERVAL), out);
    cev__items_close(ctx, &items);
    return status;
}
