/* Choosing a purchase model; see choice.h. */
#include "choice.h"

#include <math.h>
#include <string.h>

#include "../core/row_keys.h"
#include "../math/sum.h"
#include "buyers.h"
#include "evaluations.h"
#include "lookback.h"

/* A slow model is tried on no more customers: some seconds. */
#define SLOW_CUSTOMERS 500

/* A difference of so many standard errors may be chance, and one so small is
 * rounding: two models at the same limit. */
#define CHANCE 2.0
#define SHORTFALL_MIN 1e-6

/* A model with so much more AIC than another has essentially no support beside
 * it (Burnham & Anderson 2002, 2.6). */
#define AIC_APART 10.0

typedef struct choosing {
    cev_ctx *ctx;
    const cev__given *given;    /* with the options of the comparison */
    const cev__purchases *last; /* the fit before, or NULL */
    cev_table *some; /* of the customers; NULL: they are not too many */
    cev_table *past; /* NULL: no lookback, or too little before it */
    double *scores[CEV__CANDIDATES]; /* by row of the past; NULL: not tried */
    cev__choice *choice;
} choosing;

static int is_in_the_running(const cev__candidate *candidate)
{
    return candidate->fate == CEV__CANDIDATE_LIKELIER;
}

/* Whether its likelihood reads litt. */
static int is_rhythmic(const cev__purchase_kind *kind)
{
    return (cev__purchase_fit_wants(kind) & CEV__WANTS_LITT) != 0;
}

/* Why a kind is not tried, or that it is. */
static int32_t entry_of(const choosing *c, const cev__purchase_kind *kind)
{
    const cev_table *customers = c->given->customers;
    int is_told = cev__table_find(customers, "litt") != NULL
                  && (cev__table_find(customers, "T_past") == NULL
                      || cev__table_find(customers, "litt_past") != NULL);
    if (is_rhythmic(kind) && !is_told)
        return CEV__CANDIDATE_NO_LITT;
    if (kind->pace != CEV__QUICK && customers->rows > SLOW_CUSTOMERS)
        return CEV__CANDIDATE_SLOW;
    return CEV__CANDIDATE_LIKELIER;
}

static void open_candidates(choosing *c,
                            const cev__purchase_kind *const *kinds, int count)
{
    for (int i = 0; i < count; i++) {
        cev__candidate *candidate =
            &c->choice->candidates[c->choice->count];
        if (cev__purchase_is_discrete(kinds[i]))
            continue; /* its likelihood is of other events */
        candidate->kind = kinds[i];
        candidate->fate = entry_of(c, kinds[i]);
        candidate->log_likelihood = candidate->aic = NAN;
        candidate->actual = candidate->predicted = NAN;
        candidate->mae = candidate->rmse = candidate->score = NAN;
        candidate->shortfall = candidate->shortfall_sd = NAN;
        c->choice->count++;
    }
}

/* Fits one to all customers. The first is for data that carry nothing else;
 * once it is fitted, too few repeat customers end the comparison. */
static int32_t fit_candidate(choosing *c, int i)
{
    cev__candidate *candidate = &c->choice->candidates[i];
    cev__purchases fitted;
    int32_t status = cev__purchases_try(c->ctx, candidate->kind, c->given,
                                        c->last, &fitted);
    if (status != CEV_OK)
        return status;
    candidate->log_likelihood = fitted.log_likelihood;
    candidate->aic = 2.0 * cev__purchase_params(candidate->kind)
                     - 2.0 * fitted.log_likelihood;
    if (fitted.method != CEV__METHOD_LIKELIHOOD && i > 0)
        candidate->fate = CEV__CANDIDATE_UNSETTLED;
    if (i > 0 || fitted.repeat_customers >= CEV__FEW_REPEAT)
        return CEV_OK;
    for (int k = 1; k < c->choice->count; k++)
        c->choice->candidates[k].fate = CEV__CANDIDATE_SIMPLER;
    return CEV_OK;
}

/* What the data alone do not settle is mostly another model at its limit. Where
 * it explains them far better than all that they settle, it takes part; but
 * what is slow is not tried on them twice. */
static void readmit_candidates(cev__choice *choice)
{
    double least = INFINITY;
    for (int i = 0; i < choice->count; i++)
        if (is_in_the_running(&choice->candidates[i]))
            least = fmin(least, choice->candidates[i].aic);
    for (int i = 0; i < choice->count; i++) {
        cev__candidate *candidate = &choice->candidates[i];
        if (candidate->fate == CEV__CANDIDATE_UNSETTLED
            && candidate->kind->pace == CEV__QUICK
            && candidate->aic < least - AIC_APART)
            candidate->fate = CEV__CANDIDATE_LIKELIER;
    }
}

/* Log-likelihoods of histories, of which many recur, until another takes the
 * place. */
enum { SCORE_BITS = 14, SCORE_PLACES = 1 << SCORE_BITS };

typedef struct scored_history {
    cev__history history; /* x < 0: none yet */
    double log_likelihood;
} scored_history;

static double score_history(const cev__purchases *fitted,
                            const cev__history *history,
                            scored_history *places)
{
    scored_history *place =
        &places[cev__history_hash(history) >> (64 - SCORE_BITS)];
    if (!cev__history_is_same(&place->history, history)) {
        place->history = *history;
        place->log_likelihood =
            fitted->kind->log_likelihood(&fitted->prepared, history);
    }
    return place->log_likelihood;
}

/* What the model said of each customer's lookback in advance: the log of the
 * density of what came. */
static void score_rows(const choosing *c, const cev__purchases *fitted,
                       scored_history *places, double *scores)
{
    static const char names[8][12] = {"x",     "t_x",     "T",
                                      "litt",  "x_now",   "t_x_now",
                                      "T_now", "litt_now"};
    const cev__purchase_kind *kind = fitted->kind;
    cev__numbers numbers[8];
    for (int k = 0; k < 8; k++) {
        int is_litt = k % 4 == 3;
        int32_t status = CEV_OK;
        if (!is_litt || is_rhythmic(kind))
            status = cev__table_numbers(c->ctx, c->past, names[k],
                                        &numbers[k]);
        (void)ALWAYS(status == CEV_OK); /* the model was fitted to them */
    }
    for (int64_t row = 0; row < c->past->rows; row++) {
        cev__history history[2];
        memset(history, 0, sizeof history);
        for (int k = 0; k < 2; k++) {
            const cev__numbers *of = &numbers[4 * k];
            history[k].x = cev__number_at(&of[0], row);
            history[k].t_x = cev__number_at(&of[1], row);
            history[k].T = cev__number_at(&of[2], row);
            if (is_rhythmic(kind))
                history[k].litt = cev__number_at(&of[3], row);
        }
        scores[row] = score_history(fitted, &history[1], places)
                      - score_history(fitted, &history[0], places);
    }
}

static int32_t score_all(const choosing *c, const cev__purchases *fitted,
                         double *scores)
{
    int64_t size = (int64_t)sizeof(scored_history);
    scored_history *places = cev__alloc(c->ctx, SCORE_PLACES, size);
    if (places == NULL)
        return cev__fail_memory(c->ctx);
    for (int i = 0; i < SCORE_PLACES; i++)
        places[i].history.x = -1.0;
    score_rows(c, fitted, places, scores);
    cev__free(c->ctx, places, SCORE_PLACES, size);
    return CEV_OK;
}

/* The comparison's errors as the candidate's figures. */
static void score_candidate(const choosing *c, const cev__comparison *errors,
                            const cev__numbers *weights, const double *scores,
                            cev__candidate *candidate)
{
    cev__sum actual = {0}, predicted = {0}, absolute = {0}, squared = {0};
    cev__sum customers = {0}, score = {0};
    for (int64_t i = 0; i < c->past->rows; i++) {
        double error = errors->predicted[i] - errors->actual[i];
        double weight =
            weights->data == NULL ? 1.0 : cev__number_at(weights, i);
        cev__sum_add(&customers, weight);
        cev__sum_add(&actual, weight * errors->actual[i]);
        cev__sum_add(&predicted, weight * errors->predicted[i]);
        cev__sum_add(&absolute, weight * fabs(error));
        cev__sum_add(&squared, weight * error * error);
        cev__sum_add(&score, weight * scores[i]);
    }
    double n = cev__sum_value(&customers);
    candidate->actual = cev__sum_value(&actual);
    candidate->predicted = cev__sum_value(&predicted);
    candidate->mae = cev__sum_value(&absolute) / n;
    candidate->rmse = sqrt(cev__sum_value(&squared) / n);
    candidate->score = cev__sum_value(&score) / n;
}

/* The weights of the past's customers; data NULL where all count as one. */
static int32_t weights_of(const choosing *c, cev__numbers *weights)
{
    memset(weights, 0, sizeof *weights);
    if (cev__table_find(c->past, "customers") == NULL)
        return CEV_OK;
    return cev__table_numbers(c->ctx, c->past, "customers", weights);
}

/* Fits a candidate to the past and asks it for the purchases since. */
static int32_t forecast_candidate(choosing *c, int i)
{
    cev__candidate *candidate = &c->choice->candidates[i];
    cev__purchases fitted;
    cev__comparison errors;
    cev__numbers weights;
    cev__given past = *c->given;
    past.customers = c->past;
    int32_t status = cev__purchases_try(c->ctx, candidate->kind, &past,
                                        c->last, &fitted);
    if (status == CEV_OK)
        status = weights_of(c, &weights);
    if (status != CEV_OK)
        return status;
    cev__outlook outlook = cev__outlook_of(&fitted, NULL, c->given->options);
    outlook.z = 0.0;
    status = cev__compare(c->ctx, &outlook, CEV__COMPARE_PURCHASES,
                          CEV__WANTS_HOLDOUT, c->past, &errors);
    if (status != CEV_OK)
        return status;
    c->scores[i] = cev__alloc(c->ctx, c->past->rows, (int64_t)sizeof(double));
    status = c->scores[i] == NULL ? cev__fail_memory(c->ctx)
                                  : score_all(c, &fitted, c->scores[i]);
    if (status == CEV_OK)
        score_candidate(c, &errors, &weights, c->scores[i], candidate);
    cev__comparison_free(c->ctx, &errors);
    return status;
}

/* How far the mean score of one is below that of the best, with the standard
 * error of the difference over customers. */
static int32_t measure_shortfall(const choosing *c, int i, int best)
{
    cev__candidate *candidate = &c->choice->candidates[i];
    cev__numbers weights;
    cev__sum customers = {0}, sum = {0}, squares = {0};
    int32_t status = weights_of(c, &weights);
    for (int64_t row = 0; status == CEV_OK && row < c->past->rows; row++) {
        double weight =
            weights.data == NULL ? 1.0 : cev__number_at(&weights, row);
        double less = c->scores[best][row] - c->scores[i][row];
        cev__sum_add(&customers, weight);
        cev__sum_add(&sum, weight * less);
        cev__sum_add(&squares, weight * less * less);
    }
    double n = cev__sum_value(&customers);
    double mean = cev__sum_value(&sum) / n;
    double variance = cev__sum_value(&squares) / n - mean * mean;
    candidate->shortfall = mean;
    candidate->shortfall_sd = sqrt(fmax(variance, 0.0) / n);
    return status;
}

/* Those in the running try to forecast; who is not close to the best is out
 * of it. */
static int32_t compare_forecasts(choosing *c)
{
    int32_t status = CEV_OK;
    int best = -1;
    for (int i = 0; i < c->choice->count && status == CEV_OK; i++) {
        const cev__candidate *candidate = &c->choice->candidates[i];
        if (!is_in_the_running(candidate))
            continue;
        status = forecast_candidate(c, i);
        if (best < 0
            || candidate->score > c->choice->candidates[best].score)
            best = i;
    }
    for (int i = 0; i < c->choice->count && status == CEV_OK; i++) {
        cev__candidate *candidate = &c->choice->candidates[i];
        if (!is_in_the_running(candidate))
            continue;
        status = measure_shortfall(c, i, best);
        if (candidate->shortfall > SHORTFALL_MIN
            && candidate->shortfall > CHANCE * candidate->shortfall_sd)
            candidate->fate = CEV__CANDIDATE_WORSE;
    }
    return status;
}

/* Of the candidates in the running, the one of least AIC. */
static int choose_likeliest(cev__choice *choice)
{
    int chosen = -1;
    for (int i = 0; i < choice->count; i++)
        if (is_in_the_running(&choice->candidates[i])
            && (chosen < 0
                || choice->candidates[i].aic < choice->candidates[chosen].aic))
            chosen = i;
    choice->candidates[chosen].fate = CEV__CANDIDATE_CHOSEN;
    return chosen;
}

/* Whether enough customers of a table have bought again to compare models. */
static int has_repeat(cev_ctx *ctx, const cev_table *customers)
{
    cev__numbers x;
    int64_t repeat = 0;
    int32_t status = cev__table_numbers(ctx, customers, "x", &x);
    (void)ALWAYS(status == CEV_OK); /* their times were read before */
    for (int64_t i = 0; i < customers->rows; i++)
        repeat += cev__number_at(&x, i) > 0.0;
    return repeat >= CEV__FEW_REPEAT;
}

/* Of too many customers some; NULL where they are not, or where too few of
 * those drawn have bought again. */
static int32_t draw_some(cev_ctx *ctx, const cev_table *customers,
                         cev_table **out)
{
    if (customers->rows < CEV__COMPARED)
        return CEV_OK;
    int32_t status = cev__rows_drawn(ctx, customers, CEV__COMPARED, out);
    if (status == CEV_OK && !has_repeat(ctx, *out)) {
        cev_table_free(*out);
        *out = NULL;
    }
    return status;
}

/* Refuses what no fit would take, by its place among all customers. */
static int32_t check_compared(const choosing *c)
{
    int wants = CEV__WANTS_CUSTOMERS_MAYBE;
    cev__buyers buyers;
    cev__block block;
    for (int i = 0; i < c->choice->count; i++)
        if (is_in_the_running(&c->choice->candidates[i]))
            wants |= cev__purchase_fit_wants(c->choice->candidates[i].kind);
    int32_t status =
        cev__buyers_open(c->ctx, c->given->customers, wants, &buyers);
    if (status != CEV_OK)
        return status;
    cev__buyers_begin(&buyers, &block);
    for (int64_t first = 0; first < buyers.rows && status == CEV_OK;
         first += block.rows)
        status = cev__buyers_next(c->ctx, "reading customers", &buyers, first,
                                  &block);
    return status;
}

/* The customers to whom models are fitted, for whom `given` then stands. */
static int32_t open_customers(choosing *c, cev__given *given)
{
    if (given->customers->rows < CEV__COMPARED)
        return CEV_OK;
    int32_t status = check_compared(c);
    if (status == CEV_OK)
        status = draw_some(c->ctx, given->customers, &c->some);
    if (c->some != NULL)
        given->customers = c->some;
    return status;
}

/* The past, when enough customers had bought again in it to compare models. */
static int32_t open_lookback(choosing *c)
{
    cev_table *some = NULL;
    int32_t status = cev__lookback_of(c->ctx, c->given->customers, &c->past);
    if (status != CEV_OK || c->past == NULL)
        return status;
    int is_enough = has_repeat(c->ctx, c->past);
    if (is_enough)
        status = draw_some(c->ctx, c->past, &some);
    if (status != CEV_OK || (is_enough && some == NULL))
        return status;
    cev_table_free(c->past);
    c->past = some;
    return CEV_OK;
}

static void close_choosing(choosing *c)
{
    for (int i = 0; i < CEV__CANDIDATES; i++)
        if (c->scores[i] != NULL)
            cev__free(c->ctx, c->scores[i], c->past->rows,
                      (int64_t)sizeof(double));
    cev_table_free(c->past);
    cev_table_free(c->some);
}

int32_t cev__choice_make(cev_ctx *ctx, const cev__purchase_kind *const *kinds,
                         int count, const cev__given *given,
                         const cev__purchases *last, cev__choice *choice,
                         cev__purchases *out)
{
    /* Only of the one that is chosen does anybody ask how sure it is. */
    cev__option_value delta = {CEV__OPT_UNCERTAINTY, 0, 0.0, "delta"};
    const cev_options options = {NULL, given->options, &delta, 1};
    cev__given quick = *given;
    choosing c = {0};
    quick.options = &options;
    c.ctx = ctx;
    c.given = &quick;
    c.last = last;
    c.choice = choice;
    memset(choice, 0, sizeof *choice);
    open_candidates(&c, kinds, count);
    int32_t status = open_lookback(&c);
    if (status == CEV_OK)
        status = open_customers(&c, &quick);
    if (c.past != NULL)
        choice->customers = c.past->rows;
    for (int i = 0; i < choice->count && status == CEV_OK; i++)
        if (is_in_the_running(&choice->candidates[i]))
            status = fit_candidate(&c, i);
    readmit_candidates(choice);
    if (status == CEV_OK && c.past != NULL)
        status = compare_forecasts(&c);
    close_choosing(&c);
    if (status == CEV_OK)
        status = cev__purchases_fit(
            ctx, choice->candidates[choose_likeliest(choice)].kind, given,
            last, out);
    return status;
}
