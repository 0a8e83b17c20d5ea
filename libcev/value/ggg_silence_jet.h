/* Derivatives of the silence's probabilities; see ggg_silence.h. */
#ifndef CEV_GGG_SILENCE_JET_H
#define CEV_GGG_SILENCE_JET_H

#include "ggg_silence.h"

/* A probability with its derivatives in log r, log alpha, log s and log beta,
 * on which the law depends by n = r + …, A = alpha + …, s and B = beta + …. */
typedef struct cev__ggg_silence_jet {
    double value;
    double gradient[4];
    double hessian[10]; /* packed */
} cev__ggg_silence_jet;

/* Where the jets are taken: r, and the shares alpha / A and beta / B. */
typedef struct cev__silence_place {
    double r, share_A, share_B;
} cev__silence_place;

/* No purchase in D. */
void cev__silence_ever_jet(const cev__waiting_law *law,
                           const cev__silence_place *place,
                           const cev__silence *silence,
                           cev__ggg_silence_jet *out);

/* The same, but gradients only: of having left, and of being active at D. */
void cev__silence_left_slope(const cev__waiting_law *law,
                             const cev__silence_place *place,
                             const cev__silence *silence, double D,
                             double slope[4]);
void cev__silence_active_slope(const cev__waiting_law *law,
                               const cev__silence_place *place,
                               const cev__silence *silence, double D,
                               double slope[4]);

#endif
