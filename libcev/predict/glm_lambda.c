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
 * there one by one. Where customers have several rows, either strength is the
 * best for parts in each of which customers are with all of theirs.
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

/* ---- Folds --------------------------------------------------------------- */

/* Customers held out in turn. */
typedef struct glm_trial {
    const cev__glm_data *data;
    int64_t folds;
    double *training, *held; /* weights of the rows, in a fold and out of it */
    cev__glm_data taught;    /* the rest of a fold */
} glm_trial;

static int32_t open_trial(const cev__glm_data *data, int64_t folds,
                          glm_trial *t)
{
    *t = (glm_trial){.data = data, .folds = folds, .taught = *data};
    t->training =
        cev__alloc(data->ctx, 2 * data->rows, (int64_t)sizeof(double));
    if (t->training == NULL)
        return cev__fail_memory(data->ctx);
    t->held = t->training + data->rows;
    t->taught.weights = t->training;
    return CEV_OK;
}

static void close_trial(glm_trial *t)
{
    cev__free(t->data->ctx, t->training, 2 * t->data->rows,
              (int64_t)sizeof(double));
}

/* How many of the first t customers in line are in a fold. */
static double dealt_before(double t, int64_t fold, int64_t folds)
{
    double rounds = floor(t / (double)folds);
    double rest = t - rounds * (double)folds - (double)fold;
    return rounds + fmin(fmax(rest, 0.0), 1.0);
}

/* Who is held out in a fold. */
static void deal_fold(glm_trial *t, int64_t fold)
{
    const cev__glm_data *data = t->data;
    cev__sum customers = {0};
    double before = 0.0;
    for (int64_t i = 0; i < data->rows; i++) {
        double after = before + data->weights[i];
        double held = data->dealt > 0
                          ? data->weights[i] * (data->parts[i] == fold)
                          : dealt_before(after, fold, t->folds)
                                - dealt_before(before, fold, t->folds);
        t->held[i] = held;
        t->training[i] = fmax(data->weights[i] - held, 0.0);
        cev__sum_add(&customers, t->training[i]);
        before = after;
    }
    t->taught.customers = cev__sum_value(&customers);
}

/* The loss of those held out, added up; and how many they are. */
static double held_loss(const glm_trial *t, const double *coefficients,
                        double *customers)
{
    cev__glm_data held = *t->data;
    cev__sum sum = {0};
    held.weights = t->held;
    for (int64_t i = 0; i < held.rows; i++)
        cev__sum_add(&sum, t->held[i]);
    *customers = cev__sum_value(&sum);
    return cev__glm_loss(&held, coefficients);
}

/* ---- Ridge --------------------------------------------------------------- */

/* What a strength loses on customers who are left out, each by himself or,
 * where they have several rows, part by part. */
static int32_t lose_by_ridge(glm_trial *t, const cev__glm_penalty *penalty,
                             cev__glm_state *state, double *loss)
{
    double customers;
    int32_t status = CEV_OK;
    *loss = 0.0;
    if (t->folds == 0) {
        status = cev__glm_climb(t->data, penalty, state);
        if (status == CEV_OK)
            *loss = cev__glm_left_out(t->data, state);
    }
    for (int64_t fold = 0; fold < t->folds && status == CEV_OK; fold++) {
        deal_fold(t, fold);
        status = cev__glm_climb(&t->taught, penalty, state);
        *loss += held_loss(t, state->coefficients, &customers);
    }
    return status;
}

static int32_t choose_ridge(const cev__glm_data *data, double usual,
                            cev__glm_state *state, double *chosen)
{
    cev__glm_penalty penalty = usual_search;
    glm_trial trial;
    double least = INFINITY, loss;
    int32_t status = open_trial(data, data->dealt, &trial);
    if (status != CEV_OK)
        return status;
    penalty.ridge = 4.0 * usual;
    *chosen = usual;
    for (int i = 0; i < RIDGES && status == CEV_OK;
         i++, penalty.ridge *= 0.25) {
        status = lose_by_ridge(&trial, &penalty, state, &loss);
        if (status == CEV_OK && loss < least) {
            least = loss;
            *chosen = penalty.ridge;
        }
    }
    close_trial(&trial);
    return status;
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
    } else if (data->customers >= ENOUGH && data->columns > 0
               && data->dealt != 1) {
        glm->lambda_by =
            data->dealt > 0 ? CEV__LAMBDA_FOLDS : CEV__LAMBDA_LEFT_OUT;
        status = choose_ridge(data, variance, state, &penalty.ridge);
    }
    glm->lambda = penalty.ridge / data->customers;
    return status == CEV_OK ? cev__glm_climb(data, &penalty, state) : status;
}

/* ---- Elastic net --------------------------------------------------------- */

typedef struct net_choice {
    glm_trial trial;
    cev__glm_net net;
    double losses[PATH], squares[PATH]; /* over folds, for each customer */
    double lambdas[PATH];
} net_choice;

/* Fits along the path without a fold, and adds the fold's losses. */
static int32_t try_fold(net_choice *c, int64_t fold, cev__glm_state *state)
{
    const cev__glm_data *data = &c->trial.taught;
    cev__sum sum = {0};
    double customers;
    deal_fold(&c->trial, fold);
    for (int64_t i = 0; i < data->rows; i++)
        cev__sum_add(&sum, data->weights[i] * data->targets[i]);
    memset(state->coefficients, 0,
           (size_t)state->size * sizeof *state->coefficients);
    /* All of one kind have no finite margin: half a customer of the other. */
    double mean = cev__sum_value(&sum) / data->customers;
    if (data->family.kind == CEV__BINOMIAL)
        mean = (mean * data->customers + 0.5) / (data->customers + 1.0);
    if (data->family.link == CEV__LINK_LOG)
        mean = fmax(mean, 0.5 / data->customers);
    state->coefficients[0] = cev__family_margin(&data->family, mean);
    for (int k = 0; k < PATH; k++) {
        const cev__glm_net rough = {c->net.alpha, c->lambdas[k], PATH_TOL,
                                    CEV__GLM_STEPS};
        int32_t status = cev__glm_descend(data, &rough, state);
        if (status != CEV_OK)
            return status;
        double loss = held_loss(&c->trial, state->coefficients, &customers);
        c->losses[k] += loss / customers;
        c->squares[k] += loss / customers * (loss / customers);
    }
    return CEV_OK;
}

/* The lambda of the least loss, or the greatest one whose loss is within a
 * standard error of that. */
static double best_of_path(const net_choice *c, int is_one_se)
{
    double folds = (double)c->trial.folds;
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
    if (data->dealt > 0)
        return data->dealt;
    if (folds == 0)
        folds = customers <= LEFT_OUT_MOST ? LEFT_OUT_MOST : FOLDS_USUAL;
    return (double)folds > customers ? (int64_t)customers : folds;
}

static int32_t try_folds(net_choice *c, cev__glm_state *state)
{
    int64_t folds = c->trial.folds;
    for (int64_t fold = 0; fold < folds; fold++) {
        int32_t status =
            cev__progress(c->trial.data->ctx, "choosing lambda",
                          (double)fold / (double)folds);
        if (status == CEV_OK)
            status = try_fold(c, fold, state);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

static int32_t choose_net(net_choice *c, const cev__glm_data *data,
                          int64_t folds, const cev_options *options,
                          cev__glm_state *state)
{
    double most = cev__glm_lambda_most(data, c->net.alpha, state);
    double end = data->customers > (double)data->columns
                     ? PATH_END
                     : PATH_END_WIDE;
    for (int k = 0; k < PATH; k++)
        c->lambdas[k] = most * cev__exp(cev__log(end) * k / (PATH - 1));
    int32_t status = open_trial(data, folds, &c->trial);
    if (status != CEV_OK)
        return status;
    status = try_folds(c, state);
    close_trial(&c->trial);
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
    int64_t folds = folds_for(data, options);
    /* Targets are counted in their standard deviation, lambda in theirs. */
    c.net = (cev__glm_net){
        cev__options_double(options, CEV__OPT_ALPHA),
        cev__options_double(options, CEV__OPT_LAMBDA) / glm->unit,
        CEV__GLM_TOL, CEV__GLM_STEPS};
    double intercept = state->coefficients[0];
    glm->method = CEV__GLM_NET;
    glm->lambda_by = CEV__LAMBDA_GIVEN;
    if (!(c.net.lambda > 0.0) && folds >= 2) {
        glm->lambda_by = CEV__LAMBDA_FOLDS;
        int32_t status = choose_net(&c, data, folds, options, state);
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
