/*
 * Whether chains of draws that belong together tell the same: R-hat and
 * effective sample sizes as Vehtari, Gelman, Simpson, Carpenter & Buerkner
 * (2021, Bayesian Analysis 16(2), 667-718) define them, of chains split in
 * halves and rank-normalised, so that neither heavy tails nor chains of
 * different spread go unseen.
 */
#ifndef CEV_MIXING_H
#define CEV_MIXING_H

#include <stdint.h>

#include "radix.h"

typedef struct cev__mixing {
    double r_hat; /* 1: as one; infinite where no chain has moved */
    double bulk, tail; /* independent draws that would tell as much */
} cev__mixing;

/* Room for the draws of all chains. */
typedef struct cev__mixing_room {
    double *normal, *plain;
    cev__keyed *keyed, *spare;
} cev__mixing_room;

/* Of `chains` chains of `length` draws, at least 4, one chain after the other
 * and none NaN. */
void cev__mixing_of(const double *draws, int64_t chains, int64_t length,
                    const cev__mixing_room *room, cev__mixing *out);

#endif
