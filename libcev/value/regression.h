/*
 * Covariates: what is known of a customer besides his purchases, and what that
 * does to how often he buys, to how soon he leaves (Fader & Hardie 2007) and to
 * what he spends.
 *
 * A covariate is a column of numbers or of texts. Of a text each level but the
 * first is a trait that a customer has or has not; a number is one trait. A
 * coefficient says what a trait does to a process: the process's scale (alpha
 * of buying; beta or b of leaving: cev__purchase_kind.scales) of a customer
 * with traits z is that of the model times exp(-sum of coefficient * z), so
 * that he buys, or leaves, exp(coefficient) times as fast for each unit. The
 * scale of spending, gamma, is that of the model times exp(+sum), so that each
 * purchase is worth exp(coefficient) times as much.
 *
 * Numbers are counted from their mean, unless there are but 0 and 1: the
 * model's own parameters are those of a customer with z = 0.
 */
#ifndef CEV_REGRESSION_H
#define CEV_REGRESSION_H

#include "../core/blob.h"
#include "../core/options.h"
#include "../core/table.h"
#include "../math/cholesky.h"

enum { CEV__TRAITS = 64, CEV__EFFECTS = 32, CEV__TRAIT_NAME = 64 };

/* What processes a covariate has to do with, and which of them a model has. */
enum { CEV__BUYING, CEV__LEAVING, CEV__SPENDING, CEV__PROCESSES };
enum {
    CEV__OF_PURCHASES = 1 << CEV__BUYING | 1 << CEV__LEAVING,
    CEV__OF_SPEND = 1 << CEV__SPENDING
};

enum { CEV__TRAIT_NUMBER, CEV__TRAIT_REFERENCE, CEV__TRAIT_LEVEL };

typedef struct cev__trait {
    int32_t what;
    char column[CEV__TRAIT_NAME];
    char level[CEV__TRAIT_NAME]; /* of a text column */
    double centre; /* of a number */
    double scale;  /* what counts as much in the fit as a level does */
} cev__trait;

typedef struct cev__effect {
    int32_t trait, process;
    double coefficient;
} cev__effect;

typedef struct cev__regression {
    int32_t trait_count, effect_count;
    int32_t dropped_count; /* effects after those, that say nothing of their
                              own; their coefficients are 0 */
    cev__trait traits[CEV__TRAITS];
    cev__effect effects[CEV__EFFECTS];
    int32_t params; /* estimated parameters of the model */
    /* Of the logs of those, then of the coefficients. */
    double covariance[CEV__MANY_PACKED];
    double bare_log_likelihood; /* of the model without covariates */
    int32_t bare_method;
    double factor[CEV__MANY_PACKED]; /* of the covariance; not saved */
} cev__regression;

/* The factors of the scales, as logs to be added: at most this far from 0,
 * beyond which nothing changes any more. */
#define CEV__OFFSET_MOST 100.0

/* How the log of its process's scale changes with a coefficient. */
double cev__effect_move(const cev__effect *effect, const double *z);

void cev__regression_offsets(const cev__regression *regression,
                             const double *z, double offsets[CEV__PROCESSES]);
/* The same with other coefficients. */
void cev__regression_offsets_by(const cev__regression *regression,
                                const double *coefficients, const double *z,
                                double offsets[CEV__PROCESSES]);

/* How many directions the uncertainty has; and how the logs of the parameters
 * and the coefficients change along one. */
int cev__regression_size(const cev__regression *regression);
void cev__regression_along(const cev__regression *regression, int direction,
                           double along[CEV__MANY]);

/* The covariance of the n log-parameters of customers with traits z, when
 * process p is scaled by the parameter scales[p], if any (-1). */
void cev__regression_covariance(const cev__regression *regression,
                                const int scales[CEV__PROCESSES],
                                const double *z, double *packed);

/* Makes what is not saved; 0 when the covariance is none. */
int cev__regression_prepare(cev__regression *regression);

void cev__regression_save(const cev__regression *regression,
                          cev__writer *writer);
/* For a model of so many parameters; CEV_ERR_FORMAT with a message. */
int32_t cev__regression_load(cev_ctx *ctx, int params, cev__blob *blob,
                             cev__regression **out);
void cev__regression_free(cev_ctx *ctx, cev__regression *regression);

/* What of the effect is the same in all messages: "channel = web" or "age". */
void cev__trait_label(const cev__trait *trait, char *text, int64_t size);

extern const char *const cev__process_names[CEV__PROCESSES];

/* What summaries call its coefficient: "purchase: channel = web". */
enum { CEV__EFFECT_NAME = 2 * CEV__TRAIT_NAME + 16 };
void cev__effect_name(const cev__regression *regression,
                      const cev__effect *effect, char name[CEV__EFFECT_NAME]);

#endif
