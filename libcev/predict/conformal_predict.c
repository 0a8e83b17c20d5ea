/* Predictions with bounds that hold; see conformal.h. */
#include "../core/compiler.h"
#include "conformal.h"

#include <math.h>
#include <string.h>

/* Rows that all models are asked about at once. */
enum { CONFORMAL_CHUNK = 4096 };

/* A question: what is answered into, and what it goes by. */
typedef struct conformal_task {
    cev_ctx *ctx;
    const cev__conformal *model;
    const cev_options *options; /* without intervals */
    double coverage;
    const cev_table *customers;
    int32_t *strata;          /* of each row, -1: none of the fit; or NULL */
    const double *prediction;
    double *lower, *upper;    /* of numbers; of quantiles what both say first */
    int64_t *possible[2];     /* of a yes or no */
} conformal_task;

/* Groups that say something of customers of a stratum who answer so. */
typedef struct witness_range {
    int32_t first, last, step;
} witness_range;

/* Those of the stratum, if they are enough, else all. */
static witness_range range_for(const cev__conformal *model, int32_t stratum,
                               int answer, double coverage)
{
    const cev__witnesses *w = &model->witnesses;
    int answers = cev__conformal_answers(model);
    int32_t own = answers * stratum + answer;
    if (stratum >= 0
        && cev__witnesses_are_enough(cev__witnesses_weight(w, own), coverage))
        return (witness_range){own, own, 1};
    return (witness_range){answer, w->groups - 1, answers};
}

/* Bounds of a row: centre[m] is what each model says of it, and behind those
 * is room for as many. */
static void bound_row(const conformal_task *t, int64_t row, int32_t stratum,
                      double *centre)
{
    const cev__witnesses *w = &t->model->witnesses;
    witness_range r = range_for(t->model, stratum, 0, t->coverage);
    double *turned = centre + w->models;
    for (int32_t m = 0; m < w->models; m++)
        turned[m] = -centre[m];
    double upper = cev__witnesses_bound(w, r.first, r.last, r.step, centre,
                                        t->coverage);
    double lower = -cev__witnesses_bound(w, r.first, r.last, r.step, turned,
                                         t->coverage);
    /* They go by models without a fold, the prediction by one of all. */
    t->lower[row] = isfinite(lower) ? fmin(lower, t->prediction[row]) : NAN;
    t->upper[row] = isfinite(upper) ? fmax(upper, t->prediction[row]) : NAN;
}

/* Which answers a row may turn out to be: those with which it would not be
 * farther off than nearly all witnesses. */
static void answer_row(const conformal_task *t, int64_t row, int32_t stratum,
                       double *centre)
{
    const cev__witnesses *w = &t->model->witnesses;
    double *away = centre + w->models;
    for (int answer = 0; answer < 2; answer++) {
        witness_range r = range_for(t->model, stratum, answer, t->coverage);
        for (int32_t m = 0; m < w->models; m++)
            away[m] = fabs((double)answer - centre[m]);
        t->possible[answer][row] =
            cev__witnesses_share(w, r.first, r.last, r.step, away)
            > (1.0 - t->coverage) * (1.0 + 1e-9);
    }
}

/* Bounds so far beyond what the model says: the same all around the
 * prediction, or beyond the quantiles, with the prediction among them. */
static void bound_so_far(const conformal_task *t, int64_t row, double far)
{
    double told = t->prediction[row];
    int is_quantile = t->model->is_quantile;
    double lower = (is_quantile ? t->lower[row] : told) - far;
    double upper = (is_quantile ? t->upper[row] : told) + far;
    t->lower[row] = isfinite(far) ? fmin(fmin(lower, upper), told) : NAN;
    t->upper[row] = isfinite(far) ? fmax(fmax(lower, upper), told) : NAN;
}

/* With a single model all bounds of a stratum are as far away. */
static void bound_alike(const conformal_task *t)
{
    const cev__conformal *model = t->model;
    int32_t first = t->strata == NULL ? 0 : -1;
    for (int32_t s = first; s < cev__group_count(&model->strata); s++) {
        const double nothing = 0.0;
        witness_range r = range_for(model, s, 0, t->coverage);
        double far = cev__witnesses_bound(&model->witnesses, r.first, r.last,
                                          r.step, &nothing, t->coverage);
        for (int64_t row = 0; row < t->customers->rows; row++) {
            if (t->strata != NULL && t->strata[row] != s)
                continue;
            bound_so_far(t, row, far);
        }
    }
}

/* What all models say of some rows: centre[i × 2 models + m]. */
static int32_t ask_models(const conformal_task *t, const int64_t *rows,
                          int64_t count, double *centre)
{
    const cev__conformal *model = t->model;
    int32_t models = model->model_count;
    cev_table *some = NULL;
    int32_t status = cev__table_rows(t->ctx, t->customers, rows, count,
                                     &some);
    for (int32_t m = 0; m < models && status == CEV_OK; m++) {
        cev_table *told = NULL;
        status = model->kind->predict(t->ctx, model->models[m], t->options,
                                      some, &told);
        if (status != CEV_OK)
            break;
        const double *p = cev__table_find(told, "prediction")->data;
        for (int64_t i = 0; i < count; i++)
            centre[2 * i * models + m] = p[i];
        cev_table_free(told);
    }
    cev_table_free(some);
    return status;
}

/* All rows, some at a time. */
static int32_t answer_rows(const conformal_task *t)
{
    int32_t models = t->model->model_count;
    int64_t rows[CONFORMAL_CHUNK], room = 2 * CONFORMAL_CHUNK * models;
    int32_t status = CEV_OK;
    double *centre = cev__alloc(t->ctx, room, (int64_t)sizeof *centre);
    if (centre == NULL)
        return cev__fail_memory(t->ctx);
    for (int64_t first = 0; first < t->customers->rows && status == CEV_OK;
         first += CONFORMAL_CHUNK) {
        int64_t count = t->customers->rows - first;
        count = count < CONFORMAL_CHUNK ? count : CONFORMAL_CHUNK;
        for (int64_t i = 0; i < count; i++)
            rows[i] = first + i;
        if (t->model->is_jackknife)
            status = ask_models(t, rows, count, centre);
        for (int64_t i = 0; i < count && status == CEV_OK; i++) {
            int32_t stratum = t->strata == NULL ? 0 : t->strata[first + i];
            double *of_row = centre + 2 * i * models;
            if (!t->model->is_jackknife)
                of_row[0] = t->prediction[first + i];
            if (t->lower == NULL)
                answer_row(t, first + i, stratum, of_row);
            else
                bound_row(t, first + i, stratum, of_row);
        }
    }
    cev__free(t->ctx, centre, room, (int64_t)sizeof *centre);
    return status;
}

static int32_t add_bounds(conformal_task *t, cev_table *table)
{
    int32_t status;
    if (t->model->target.is_binary) {
        status = cev__table_add_int64(table, "possible_no", &t->possible[0]);
        if (status == CEV_OK)
            status =
                cev__table_add_int64(table, "possible_yes", &t->possible[1]);
        return status;
    }
    status = cev__table_add_double(table, "prediction_lo", &t->lower);
    return status == CEV_OK
               ? cev__table_add_double(table, "prediction_hi", &t->upper)
               : status;
}

/* What the learner's quantiles are, in the place of bounds. */
static int32_t ask_quantiles(const conformal_task *t)
{
    double *to[2] = {t->lower, t->upper};
    int32_t status = CEV_OK;
    for (int side = 0; side < 2 && status == CEV_OK; side++) {
        cev_table *told = NULL;
        status = t->model->kind->predict(t->ctx, t->model->sides[side],
                                         t->options, t->customers, &told);
        if (status == CEV_OK)
            memcpy(to[side], cev__table_find(told, "prediction")->data,
                   (size_t)t->customers->rows * sizeof **to);
        cev_table_free(told);
    }
    return status;
}

static int32_t bound_table(conformal_task *t, cev_table *table)
{
    int64_t room = t->customers->rows + 1;
    int32_t status = add_bounds(t, table);
    if (status == CEV_OK && t->model->strata.count > 0) {
        t->strata = cev__alloc(t->ctx, room, (int64_t)sizeof *t->strata);
        status = t->strata == NULL
                     ? cev__fail_memory(t->ctx)
                     : cev__groups_look(
                           t->ctx, t->customers,
                           cev__options_str(t->options, CEV__OPT_STRATA),
                           &t->model->strata, t->strata);
    }
    if (status == CEV_OK && t->model->is_quantile)
        status = ask_quantiles(t);
    if (status == CEV_OK && t->lower != NULL && !t->model->is_jackknife)
        bound_alike(t);
    else if (status == CEV_OK)
        status = answer_rows(t);
    cev__free(t->ctx, t->strata, room, (int64_t)sizeof *t->strata);
    return status;
}

int32_t cev__conformal_predict(cev_ctx *ctx, const void *model,
                                 const cev_options *options,
                                 const cev_table *customers, cev_table **out)
{
    const cev__conformal *conformal = model;
    cev__option_value plain = {CEV__OPT_INTERVAL, 0, 0.0, NULL};
    const cev_options without = {NULL, options, &plain, 1};
    conformal_task t = {
        .ctx = ctx, .model = conformal, .options = &without,
        .customers = customers,
        .coverage = cev__options_double(options, CEV__OPT_INTERVAL)};
    cev_table *table = NULL;
    int32_t status = conformal->kind->predict(ctx, conformal->centre,
                                              &without, customers, &table);
    if (status != CEV_OK)
        return status;
    t.prediction = cev__table_find(table, "prediction")->data;
    if (t.coverage > 0.0)
        status = bound_table(&t, table);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}
