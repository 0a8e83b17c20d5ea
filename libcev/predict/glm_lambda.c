/*
 * How strongly to hold coefficients back.
 *
 * A ridge is a belief about coefficients before any customer was seen: each is
 * normal around 0, with one variance for all. The usual one lets the margins of
 * customers, sums over all columns, differ with a standard deviation of 1 (of
 * the target's own scatter, for numbers). That is worth about one customer for
 * each column, so it matters while customers are few; from ENOUGH of them on
 * the strength is that with which a customer is predicted best by the others,
 * found without fitting again for each (Cawley & Talbot 2008).
 *
 * The elastic net has its strength from folds. Customers stand in line, sorted
 * by target, and are dealt to the folds in turn, so that each fold has its
 * share of each kind; a row that stands for many is dealt as if they stood
 * there one by one.
 */
#include "../core/compiler.h"
#include "glm_lambda.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/sum.h"

/* Customers from which on data choose the strength of a ridge. */
#define ENOUGH 500.0

/* Strengths tried: the usual one times 4, 1, 1/4, … */
enum { RIDGES = 7 };

/* Lambdas of a path, from the one that leaves nothing down to a share of it,
 * which is greater where columns are more than customers; a lambda is chosen
 * as well on estimates that are a little rough. */
enum { PATH = 50, FOLDS_USUAL = 10, LEFT_OUT_MOST = 50 };
#define PATH_TOL 1e-3
#define PATH_END 1e-3
#define PATH_END_WIDE 1e-2

static const cev__glm_penalty usual_search = {0.0, 0, CEV__GLM_TOL,
                                              CEV__GLM_STEPS};

/* ---- Ridge --------------------------------------------------------------- */

static int32_t choose_ridge(const cev__glm_data *data, double usual,
                            cev__glm_state *state, double *chosen)
{
    cev__glm_penalty penalty = usual_search;
    double least = INFINITY;
    penalty.ridge = 4.0 * usual;
    *chosen = usual;
    for (int i = 0; i < RIDGES; i++, penalty.ridge *= 0.25) {
        int32_t status = cev__glm_climb(data, &penalty, state);
        if (status != CEV_OK)
            return status;
        double loss = cev__glm_left_out(data, state);
        if (loss < least) {
            least = loss;
            *chosen = penalty.ridge;
        }
    }
    return CEV_OK;
}

int32_t cev__glm_fit_ridge(const cev__glm_data *data,
                           const cev_options *options, double variance,
                           cev__glm_state *state, cev__glm *glm)
{
    cev__glm_penalty penalty = usual_search;
    double lambda = cev__options_double(options, CEV__OPT_LAMBDA);
    int32_t status = CEV_OK;
    penalty.ridge = variance;
    glm->method = CEV__GLM_RIDGE;
    glm->lambda_by = CEV__LAMBDA_USUAL;
    if (lambda > 0.0) {
        glm->lambda_by = CEV__LAMBDA_GIVEN;
        penalty.ridge = lambda * data->customers;
    } else if (data->customers >= ENOUGH && data->columns > 0) {
        glm->lambda_by = CEV__LAMBDA_LEFT_OUT;
        status = choose_ridge(data, variance, state, &penalty.ridge);
    }
    glm->lambda = penalty.ridge / data->customers;
    return status == CEV_OK ? cev__glm_climb(data, &penalty, state) : status;
}

/* ---- Folds --------------------------------------------------------------- */

typedef struct net_choice {
    const cev__glm_data *data;
    cev__glm_net net;
    int64_t folds;
    double *training, *held; /* weights of the rows, in a fold and out of it */
    double losses[PATH], squares[PATH]; /* over folds, for each customer */
    double lambdas[PATH];
} net_choice;

/* How many of the first t customers in line are in a fold. */
static double dealt_before(double t, int64_t fold, int64_t folds)
{
    double rounds = floor(t / (double)folds);
    double rest = t - rounds * (double)folds - (double)fold;
    return rounds + fmin(fmax(rest, 0.0), 1.0);
}

/* Who is held out in a fold. */
static void deal_fold(net_choice *c, int64_t fold)
{
    double before = 0.0;
    for (int64_t i = 0; i < c->data->rows; i++) {
        double after = before + c->data->weights[i];
        double held = dealt_before(after, fold, c->folds)
                      - dealt_before(before, fold, c->folds);
        c->held[i] = held;
        c->training[i] = fmax(c->data->weights[i] - held, 0.0);
        before = after;
    }
}

/* The mean loss of those held out. */
static double held_loss(const net_choice *c, const double *coefficients)
{
    cev__glm_data held = *c->data;
    cev__sum customers = {0};
    held.weights = c->held;
    for (int64_t i = 0; i < held.rows; i++)
        cev__sum_add(&customers, c->held[i]);
    return cev__glm_loss(&held, coefficients) / cev__sum_value(&customers);
}

/* Fits along the path without a fold, and adds the fold's losses. */
static int32_t try_fold(net_choice *c, int64_t fold, cev__glm_state *state)
{
    cev__glm_data data = *c->data;
    cev__sum customers = {0}, sum = {0};
    deal_fold(c, fold);
    data.weights = c->training;
    for (int64_t i = 0; i < data.rows; i++) {
        cev__sum_add(&customers, c->training[i]);
        cev__sum_add(&sum, c->training[i] * data.targets[i]);
    }
    data.customers = cev__sum_value(&customers);
    memset(state->coefficients, 0,
           (size_t)state->size * sizeof *state->coefficients);
    /* All of one kind have no finite margin: half a customer of the other. */
    double mean = cev__sum_value(&sum) / data.customers;
    if (data.family.kind == CEV__BINOMIAL)
        mean = (mean * data.customers + 0.5) / (data.customers + 1.0);
    if (data.family.link == CEV__LINK_LOG)
        mean = fmax(mean, 0.5 / data.customers);
    state->coefficients[0] = cev__family_margin(&data.family, mean);
    for (int k = 0; k < PATH; k++) {
        const cev__glm_net rough = {c->net.alpha, c->lambdas[k], PATH_TOL,
                                    CEV__GLM_STEPS};
        int32_t status = cev__glm_descend(&data, &rough, state);
        if (status != CEV_OK)
            return status;
        double loss = held_loss(c, state->coefficients);
        c->losses[k] += loss;
        c->squares[k] += loss * loss;
    }
    return CEV_OK;
}

/* The lambda of the least loss, or the greatest one whose loss is within a
 * standard error of that. */
static double best_of_path(const net_choice *c, int is_one_se)
{
    double folds = (double)c->folds;
    int best = 0;
    for (int k = 1; k < PATH; k++)
        if (c->losses[k] < c->losses[best])
            best = k;
    double mean = c->losses[best] / folds;
    double variance = fmax(c->squares[best] / folds - mean * mean, 0.0);
    double bar = mean + sqrt(variance / fmax(folds - 1.0, 1.0));
    for (int k = 0; is_one_se && k < best; k++)
        if (c->losses[k] / folds <= bar)
            return c->lambdas[k];
    return c->lambdas[best];
}

static int64_t folds_for(const cev__glm_data *data,
                         const cev_options *options)
{
    int64_t folds = cev__options_int(options, CEV__OPT_FOLDS);
    double customers = floor(data->customers);
    if (folds == 0)
        folds = customers <= LEFT_OUT_MOST ? LEFT_OUT_MOST : FOLDS_USUAL;
    return (double)folds > customers ? (int64_t)customers : folds;
}

static int32_t try_folds(net_choice *c, cev__glm_state *state)
{
    for (int64_t fold = 0; fold < c->folds; fold++) {
        int32_t status =
            cev__progress(c->data->ctx, "choosing lambda",
                          (double)fold / (double)c->folds);
        if (status == CEV_OK)
            status = try_fold(c, fold, state);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

static int32_t choose_net(net_choice *c, const cev_options *options,
                          cev__glm_state *state)
{
    cev_ctx *ctx = c->data->ctx;
    int64_t room = 2 * c->data->rows;
    double most = cev__glm_lambda_most(c->data, c->net.alpha, state);
    double end = c->data->customers > (double)c->data->columns
                     ? PATH_END
                     : PATH_END_WIDE;
    for (int k = 0; k < PATH; k++)
        c->lambdas[k] = most * cev__exp(cev__log(end) * k / (PATH - 1));
    c->training = cev__alloc(ctx, room, (int64_t)sizeof *c->training);
    if (c->training == NULL)
        return cev__fail_memory(ctx);
    c->held = c->training + c->data->rows;
    int32_t status = try_folds(c, state);
    cev__free(ctx, c->training, room, (int64_t)sizeof *c->training);
    if (status == CEV_OK)
        c->net.lambda = best_of_path(
            c, strcmp(cev__options_str(options, CEV__OPT_LAMBDA_RULE),
                      "one_se")
                   == 0);
    return status;
}

int32_t cev__glm_fit_net(const cev__glm_data *data,
                         const cev_options *options, cev__glm_state *state,
                         cev__glm *glm)
{
    net_choice c;
    memset(&c, 0, sizeof c);
    c.data = data;
    c.folds = folds_for(data, options);
    /* Targets are counted in their standard deviation, lambda in theirs. */
    c.net = (cev__glm_net){
        cev__options_double(options, CEV__OPT_ALPHA),
        cev__options_double(options, CEV__OPT_LAMBDA) / glm->unit,
        CEV__GLM_TOL, CEV__GLM_STEPS};
    double intercept = state->coefficients[0];
    glm->method = CEV__GLM_NET;
    glm->lambda_by = CEV__LAMBDA_GIVEN;
    if (!(c.net.lambda > 0.0) && c.folds >= 2) {
        glm->lambda_by = CEV__LAMBDA_FOLDS;
        int32_t status = choose_net(&c, options, state);
        if (status != CEV_OK)
            return status;
    } else if (!(c.net.lambda > 0.0)) {
        glm->lambda_by = CEV__LAMBDA_USUAL;
        c.net.lambda = cev__glm_lambda_most(data, c.net.alpha, state);
    }
    memset(state->coefficients, 0,
           (size_t)state->size * sizeof *state->coefficients);
    state->coefficients[0] = intercept;
    glm->alpha = c.net.alpha;
    glm->lambda = c.net.lambda * glm->unit;
    int32_t status = cev__glm_descend(data, &c.net, state);
    if (status == CEV_OK)
        cev__glm_curvature(data, state);
    return status;
}
