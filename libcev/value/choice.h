/*
 * Which purchase model a shop gets when it names none: the candidates that its
 * data can carry are fitted to the same customers and compared.
 *
 * With a lookback in the table (cev_portfolio_summarise) each candidate is
 * also fitted to what was known before it and asked for what came since. Its
 * score is the log of the density that it gave, in advance, to each customer's
 * purchases in the lookback and their times: the log-likelihood of the whole
 * history less that of the past, both at the parameters of the past (the log
 * score: Good 1952; Gneiting & Raftery 2007). A candidate is close to the best
 * one when its mean score is below the best one's by no more than twice the
 * standard error of that difference, which is taken customer by customer. Of
 * those that are close, the one of least AIC is chosen (Akaike 1974): what the
 * lookback cannot tell apart, the likelihood of all that was seen can.
 *
 * Of very many customers some are drawn for the comparison: what they cannot
 * tell apart makes no difference to a shop. The chosen model is fitted to all.
 */
#ifndef CEV_CHOICE_H
#define CEV_CHOICE_H

#include "../core/lines.h"
#include "purchase.h"

/* What became of a candidate. */
enum {
    CEV__CANDIDATE_CHOSEN,
    CEV__CANDIDATE_LIKELIER,  /* close, but the chosen one has less AIC */
    CEV__CANDIDATE_WORSE,     /* its forecasts were */
    /* The data alone do not settle it, and others explain them as well. */
    CEV__CANDIDATE_UNSETTLED,
    CEV__CANDIDATE_NO_LITT,   /* it wants a column that is not there */
    CEV__CANDIDATE_SLOW,      /* for so many customers */
    CEV__CANDIDATE_SIMPLER,   /* too few repeat customers to compare models */
    CEV__CANDIDATE_FATES
};

typedef struct cev__candidate {
    const cev__purchase_kind *kind;
    int32_t fate;
    double log_likelihood, aic;
    /* Purchases in the lookback; NaN without. */
    double actual, predicted, mae, rmse;
    double score;                   /* mean over customers */
    double shortfall, shortfall_sd; /* of the score, to the best one's */
} cev__candidate;

enum { CEV__CANDIDATES = 12 };

/* Customers who are enough to compare models. */
enum { CEV__COMPARED = 25000 };

typedef struct cev__choice {
    int32_t count;     /* 0: the model was named, nothing was compared */
    int64_t customers; /* compared over the lookback; 0 without one */
    cev__candidate candidates[CEV__CANDIDATES];
} cev__choice;

/* Chooses among the continuous-time kinds and fits the chosen one to all
 * customers. The first kind is the one for data that carry no comparison. A
 * fit before, `last`, is where the search of its kind begins. */
int32_t cev__choice_make(cev_ctx *ctx, const cev__purchase_kind *const *kinds,
                         int count, const cev__given *given,
                         const cev__purchases *last, cev__choice *choice,
                         cev__purchases *out);

/* The evaluation "comparison". */
int32_t cev__choice_table(cev_ctx *ctx, const cev__choice *choice,
                          cev_table **out);

void cev__choice_verdicts(const cev__choice *choice, cev__lines *lines);

void cev__choice_save(const cev__choice *choice, cev__writer *writer);
/* `find` looks kinds up by name, NULL where there is none. */
int32_t cev__choice_load(cev_ctx *ctx,
                         const cev__purchase_kind *(*find)(const char *name),
                         cev__blob *blob, cev__choice *out);

#endif
