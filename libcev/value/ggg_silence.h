/*
 * The silence since a customer's last purchase, in the Pareto/GGG and for a
 * given regularity k: has he left, or is the next purchase only late?
 */
#ifndef CEV_GGG_SILENCE_H
#define CEV_GGG_SILENCE_H

#include "ggg_waiting.h"

/*
 * Integrals under the density g(v) of V, from which both probabilities and
 * their derivatives follow. With l = log((A + k v) / A) - log((n + k) / n),
 * z = k (n v - A) / (A + k v), L = log(1 + v / B), e = v / (B + v) and
 * E = exp(-s L):
 */
typedef struct cev__silence {
    double left[6]; /* v < D, g (1 - E) times 1, l, z, l^2, l z, z^2 */
    /* v > D, g times the same; or v < D and with the sign changed, which is
     * the same but for `certain` 1 in the first and for whatever does not
     * depend on D */
    double late[6];
    double certain;
    /* v < D, g E times s L and e; times l; times z; and (s L)^2, s L e, e^2 */
    double stay[9];
    double log_stay; /* -s L at D */
} cev__silence;

/* A silence of D >= 0, to such a share of 1; is_ever: what is right is the sum
 * of both probabilities, and either alone only where that is small. */
void cev__silence_of(const cev__waiting_law *law, double D, int is_ever,
                     double negligible, cev__silence *out);

/* No purchase in D, and he has left; or he is active. */
double cev__silence_left(const cev__silence *silence);
double cev__silence_active(const cev__silence *silence);

/* The j-th purchase from the last one on comes like a next one of shape j k:
 * whether it does by D, he being active then; to such a share of 1. */
double cev__silence_broken(const cev__waiting_law *law, double j, double D,
                           double negligible);

#endif
