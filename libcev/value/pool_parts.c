/* Likelihoods that come in parts; see pool.h. */
#include "../core/compiler.h"
#include "pool.h"

#include <math.h>
#include <string.h>

#include "cev/base.h"

/* What a likelihood is asked at, before the log-parameters. */
enum { AT_UNIT, AT_SOURCE, AT_WHOLE, AT_LOGS };

static const char likelihood_asked[CEV__ASKED_MOST][CEV__ASKED_NAME] = {
    "unit",  "source", "whole", "log_1", "log_2",
    "log_3", "log_4",  "log_5", "log_6"};

/* Each parameter's slope, and its bends with those before it and itself: so
 * the names of few parameters begin those of many. */
static const cev__summed likelihood_sums[] = {
    {"customers", CEV__TOTAL}, {"log_likelihood", CEV__TERM},
    {"slope_1", CEV__TERM},    {"bend_1_1", CEV__TERM},
    {"slope_2", CEV__TERM},    {"bend_2_1", CEV__TERM},
    {"bend_2_2", CEV__TERM},   {"slope_3", CEV__TERM},
    {"bend_3_1", CEV__TERM},   {"bend_3_2", CEV__TERM},
    {"bend_3_3", CEV__TERM},   {"slope_4", CEV__TERM},
    {"bend_4_1", CEV__TERM},   {"bend_4_2", CEV__TERM},
    {"bend_4_3", CEV__TERM},   {"bend_4_4", CEV__TERM},
    {"slope_5", CEV__TERM},    {"bend_5_1", CEV__TERM},
    {"bend_5_2", CEV__TERM},   {"bend_5_3", CEV__TERM},
    {"bend_5_4", CEV__TERM},   {"bend_5_5", CEV__TERM},
    {"slope_6", CEV__TERM},    {"bend_6_1", CEV__TERM},
    {"bend_6_2", CEV__TERM},   {"bend_6_3", CEV__TERM},
    {"bend_6_4", CEV__TERM},   {"bend_6_5", CEV__TERM},
    {"bend_6_6", CEV__TERM}};

#define LIKELIHOOD_STEP(n) \
    {"likelihood", AT_LOGS + (n), 2 + (n) + (n) * ((n) + 1) / 2, \
     likelihood_asked, likelihood_sums}

/* By the number of parameters. */
static const cev__step likelihood_steps[CEV__PARAMS + 1] = {
    LIKELIHOOD_STEP(0), LIKELIHOOD_STEP(1), LIKELIHOOD_STEP(2),
    LIKELIHOOD_STEP(3), LIKELIHOOD_STEP(4), LIKELIHOOD_STEP(5),
    LIKELIHOOD_STEP(6)};

/* The sums of a pool in the order of their names. */
static void list_sums(int n, const cev__sums *sums, cev__sum *list)
{
    *list++ = sums->value;
    for (int k = 0, packed = 0; k < n; k++) {
        *list++ = sums->gradient[k];
        for (int j = 0; j <= k; j++) {
            list->total = sums->hessian[packed++];
            list++->lost = 0.0;
        }
    }
}

/* The same back. */
static void unlist_sums(int n, const cev__sum *list, cev__sums *sums)
{
    memset(sums, 0, sizeof *sums);
    sums->value = *list++;
    for (int k = 0, packed = 0; k < n; k++) {
        sums->gradient[k] = *list++;
        for (int j = 0; j <= k; j++)
            sums->hessian[packed++] = cev__sum_value(list++);
    }
}

int32_t cev__pool_recall(cev__pool *pool, const double *logs, cev__sums *out)
{
    int n = pool->model->n;
    double asked[CEV__ASKED_MOST] = {0.0};
    cev__sum list[CEV__SUMS_MOST];
    asked[AT_UNIT] = pool->unit;
    asked[AT_SOURCE] = pool->source;
    asked[AT_WHOLE] = pool->whole;
    memcpy(asked + AT_LOGS, logs, (size_t)n * sizeof *logs);
    int32_t status = cev__parts_pass(pool->ctx, pool->parts, pool->name,
                                     &likelihood_steps[n], asked, list);
    if (status == CEV_OK)
        unlist_sums(n, list + 1, out);
    return status;
}

/* Whether the likelihood has a place there. */
static int is_place(const cev__pool *pool, const double *asked)
{
    double whole = asked[AT_WHOLE];
    int is_inside = asked[AT_UNIT] > 0.0
                    && (pool->whole_most > 0
                            ? whole >= 1.0 && whole <= pool->whole_most
                            : !(whole > 0.0 || whole < 0.0));
    for (int k = 0; k < pool->model->n; k++)
        is_inside = is_inside && asked[AT_LOGS + k] >= -CEV__LOG_RANGE
                    && asked[AT_LOGS + k] <= CEV__LOG_RANGE;
    return is_inside && fabs(asked[AT_SOURCE]) <= 1e3;
}

int32_t cev__pool_asked(cev__pool *pool, int *is_wanted, double *logs)
{
    double asked[CEV__ASKED_MOST];
    int n = pool->model->n;
    int32_t status =
        cev__parts_read(pool->ctx, pool->parts, pool->name,
                        &likelihood_steps[n], is_wanted, asked);
    if (status != CEV_OK || !*is_wanted)
        return status;
    if (!is_place(pool, asked))
        return cev__fail(pool->ctx, CEV_ERR_DOMAIN,
                         "the question is for a likelihood of %s where there "
                         "is none",
                         pool->name);
    pool->unit = asked[AT_UNIT];
    pool->source = (int)asked[AT_SOURCE];
    pool->whole = (int)asked[AT_WHOLE];
    memcpy(logs, asked + AT_LOGS, (size_t)n * sizeof *logs);
    return CEV_OK;
}

int32_t cev__pool_answer(cev__pool *pool, const double *logs,
                         double customers)
{
    cev__sums sums;
    cev__sum list[CEV__SUMS_MOST] = {{customers, 0.0}};
    int n = pool->model->n;
    int32_t status = cev__pool_take(pool, logs, &sums);
    if (status != CEV_OK)
        return status;
    list_sums(n, &sums, list + 1);
    return cev__parts_pass(pool->ctx, pool->parts, pool->name,
                           &likelihood_steps[n], NULL, list);
}
