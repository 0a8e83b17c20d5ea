/*
 * Latent classes (Lazarsfeld & Henry 1968): within a class the answers to
 * different questions do not hang together, so that each class has a share and
 * the probability of each answer; fitted by EM (Goodman 1974). A point holds
 * the level of each column, -1 for a gap, which says nothing.
 */
#ifndef CEV__LATENT_H
#define CEV__LATENT_H

#include "levels.h"
#include "points.h"

typedef struct cev__latent {
    int64_t classes, levels; /* of all columns together */
    const cev__levels *of;
    double *shares; /* of the classes, summing to 1 */
    double *chances; /* classes × levels: of each answer */
    double *logs;    /* of the shares, then of the chances */
    double log_likelihood;
} cev__latent;

int32_t cev__latent_new(cev_ctx *ctx, const cev__levels *of, int64_t classes,
                        cev__latent *out);
void cev__latent_free(cev_ctx *ctx, cev__latent *latent);

/* The logarithms, from shares and chances. */
void cev__latent_level(cev__latent *latent);

/* Numbers that are estimated. */
double cev__latent_freedom(const cev__latent *latent);

/* Of these the ones that the answers can tell from one another where the
 * likelihood is greatest: the rank of the scores' covariance (McHugh 1956).
 * Chances of next to 0 are not counted among `free` ones. */
int32_t cev__latent_rank(cev_ctx *ctx, const cev__latent *latent,
                         const cev__points *points, int64_t *free,
                         int64_t *rank);

/* The best of so many starts, the largest class first. */
int32_t cev__latent_fit(cev_ctx *ctx, const cev__points *points,
                        int64_t starts, int64_t iterations,
                        cev__latent *latent);

/* The probabilities of the classes at a point; returns the logarithm of its
 * own. */
double cev__latent_at(const cev__latent *latent, const double *point,
                      double *probabilities);

#endif
