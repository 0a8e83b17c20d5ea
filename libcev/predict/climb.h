/*
 * The maximum of a log-likelihood of many coefficients, those of columns and
 * some besides, by Newton's steps. Knows no models.
 */
#ifndef CEV__CLIMB_H
#define CEV__CLIMB_H

#include "../core/blob.h"
#include "../core/lines.h"

typedef struct cev__climb {
    int n;            /* coefficients */
    int columns;      /* the first so many are those of columns, in units of a
                         standard deviation of each, and have a penalty */
    double penalty;   /* half of it times each of those squared is taken off */
    int64_t max_iter;
    /* The log-likelihood; with `gradient` (n numbers) and `information` (minus
     * the Hessian, packed; regular wherever something is known of all the
     * coefficients) unless these are NULL. -INFINITY where it cannot be told.
     */
    double (*likelihood)(void *state, const double *at, double *gradient,
                         double *information);
    void *state;
} cev__climb;

/* Where it ended. */
typedef struct cev__climbed {
    double *at;         /* n numbers */
    double *covariance; /* packed: the inverse of the information */
    double log_likelihood, null_log_likelihood; /* there; at the start */
    double penalty;       /* that it ended with */
    int32_t is_separated; /* without a penalty there is no maximum */
} cev__climbed;

/*
 * Climbs from out->at by Newton's steps, halved until they rise. Where the
 * likelihood rises for ever a penalty of 1 holds the columns' coefficients
 * back. `out` has room for the numbers. CEV_ERR_MEMORY, CEV_ERR_CANCELLED.
 */
int32_t cev__climb_up(cev_ctx *ctx, const cev__climb *problem,
                      cev__climbed *out);

/* Room for so many coefficients, all zero. */
int32_t cev__climbed_make(cev_ctx *ctx, int64_t n, cev__climbed *out);
void cev__climbed_free(cev_ctx *ctx, int64_t n, cev__climbed *climbed);

/* v' C v of the covariance C of the first `n` coefficients. */
double cev__climbed_form(const cev__climbed *climbed, int64_t n,
                         const double *v);

/* What the likelihood says of the columns together. */
void cev__climbed_tell(const cev__climbed *climbed, int64_t columns,
                       cev__lines *lines);

/* What a coefficient does in words: "a unit more: leaves 0.9 times as readily"
 * of a number, else without the first three; `does` and `as` are what stands
 * before and behind the number. */
void cev__coefficient_words(char text[CEV__LINE_TEXT], double value,
                            int is_number, const char *does, const char *as);

void cev__climbed_save(const cev__climbed *climbed, int64_t n,
                       cev__writer *writer);
/* Into room that was made; what it failed at, the blob remembers. */
void cev__climbed_load(cev__blob *blob, int64_t n, cev__climbed *out);
/* Bytes that it takes. */
int64_t cev__climbed_size(int64_t n);

#endif
