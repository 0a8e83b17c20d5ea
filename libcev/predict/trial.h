/*
 * Predictions beside what came of them, of the customers of whom that is
 * known, ordered by prediction and further by all else, so that nothing
 * depends on the order of the rows.
 */
#ifndef CEV__TRIAL_H
#define CEV__TRIAL_H

#include "../core/ctx.h"

enum {
    CEV__TRIAL_PREDICTED, /* ascending */
    CEV__TRIAL_ACTUAL,    /* of survival: the time */
    CEV__TRIAL_WEIGHT,    /* customers the row stands for, > 0 */
    CEV__TRIAL_VALUE,     /* what each is worth; may be NULL */
    CEV__TRIAL_EVENT,     /* of survival: 1 where it ended then; of uplift: 1
                             where he was treated; or NULL */
    CEV__TRIAL_OTHER,     /* what another model predicts; or NULL */
    CEV__TRIAL_COLUMNS
};

enum {
    CEV__TRIAL_NUMBER,
    CEV__TRIAL_BINARY,
    CEV__TRIAL_SURVIVAL,
    CEV__TRIAL_QUANTILE /* of numbers: so many are to be below */
};

typedef struct cev__trial {
    int kind;
    double level;      /* of quantiles */
    int64_t rows;      /* of the source */
    int64_t count;     /* of those that count */
    double customers;  /* in them */
    double unknown;    /* left out, as their truth is not known */
    double positives;  /* customers whose truth is 1, of a binary one */
    int is_probability; /* all predictions lie within 0 and 1 */
    int64_t *row;      /* in the source, of each that counts */
    double *column[CEV__TRIAL_COLUMNS];
} cev__trial;

/*
 * From columns of `rows` rows, of which VALUE, EVENT and OTHER may be NULL; a truth
 * that is NaN is not known. Copies. CEV_ERR_DOMAIN for a prediction, a value
 * or an event that is none, and where nobody counts.
 */
int32_t cev__trial_open(cev_ctx *ctx, int kind, int64_t rows,
                        const double *const column[CEV__TRIAL_COLUMNS],
                        cev__trial *out);
void cev__trial_close(cev_ctx *ctx, cev__trial *trial);

/* Where the predictions equal to that at `i`, from there on, end. */
int64_t cev__trial_ties(const cev__trial *trial, int64_t i);

/*
 * Parts of equal numbers of customers, from the lowest predictions up; those
 * equal to each other stay together, so there may be fewer parts. ends[b] is
 * where part b ends, `bins` at most; how many there are.
 */
int cev__trial_bins(const cev__trial *trial, int bins, int64_t *ends);

#endif
