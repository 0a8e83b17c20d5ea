/*
 * Mixtures of normal distributions, by the EM algorithm (Dempster, Laird &
 * Rubin 1977): each group has a mean and a covariance of its own, either full
 * or diagonal, and every point belongs to each group with some probability.
 */
#ifndef CEV__MIXTURE_H
#define CEV__MIXTURE_H

#include "centres.h"

/* The most columns of full covariances. */
enum { CEV__MIXTURE_FULL = 40 };

typedef struct cev__mixture {
    int64_t groups, columns;
    int is_full;
    double *shares;  /* of the groups, summing to 1 */
    double *means;   /* groups × columns */
    double *factors; /* groups × size: packed Cholesky factors of covariances,
                        or standard deviations */
    double *levels;  /* of each group: the logarithm of its density × share at
                        its mean */
    double log_likelihood; /* of the scaled columns */
    int is_propped; /* a covariance was singular and was propped up */
} cev__mixture;

int32_t cev__mixture_new(cev_ctx *ctx, int64_t groups, int64_t columns,
                         int is_full, cev__mixture *out);
void cev__mixture_free(cev_ctx *ctx, cev__mixture *mixture);

/* Numbers of a factor. */
int64_t cev__mixture_size(const cev__mixture *mixture);

/* Numbers that are estimated. */
double cev__mixture_freedom(const cev__mixture *mixture);

/* From the groups whose centres are given, to where the likelihood is greatest
 * in their neighbourhood. */
int32_t cev__mixture_fit(cev_ctx *ctx, const cev__points *points,
                         const cev__centres *centres, int64_t iterations,
                         cev__mixture *mixture);

/* The probabilities of the groups at a point; returns the logarithm of the
 * density there. */
double cev__mixture_at(const cev__mixture *mixture, const double *point,
                       double *probabilities);

/* The levels, from shares and factors. */
void cev__mixture_level(cev__mixture *mixture);

#endif
