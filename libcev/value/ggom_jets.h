/*
 * What the Gamma-Gompertz/NBD's log-likelihood is made of (nbd_fit.h), at an
 * age u after x purchases, with derivatives in the logs of r, alpha, b, s and
 * beta:
 *     c(u) = -n log(1 + u / alpha) - s Z(u),
 *     g(u) = log G(u) (gompertz_race.h).
 * a = c(t_x) + g(t_x) - c(T) and b = g(T). c(u) + g(u) is worked out at 16
 * points of each piece of life that is asked for, and interpolated from then
 * on; or each time, where so few are asked for that this is less work.
 */
#ifndef CEV_GGOM_JETS_H
#define CEV_GGOM_JETS_H

#include <stdint.h>

#include "../math/chebyshev.h"
#include "nbd_fit.h"

enum { CEV__GGOM_PIECES = 8,
       CEV__GGOM_PARTS = 1 + CEV__GGOM_PARAMS + CEV__GGOM_PACKED };

typedef struct cev__ggom_piece {
    double begins; /* in course (ggom_nbd.h) */
    double power[CEV__GGOM_PARTS][CEV__CHEBYSHEV];
} cev__ggom_piece;

/* About 22 KiB, for the stack. */
typedef struct cev__ggom_jets {
    const cev__ggom_params *p;
    double x;
    int is_direct;
    int count;
    cev__ggom_piece piece[CEV__GGOM_PIECES];
} cev__ggom_jets;

/* For so many customers. */
void cev__ggom_jets_start(cev__ggom_jets *jets, const cev__ggom_params *p,
                          double x, int64_t customers);

/* c(u). */
void cev__ggom_active_at(const cev__ggom_jets *jets, double u, cev__jet *out);

/* c(u) + g(u). */
void cev__ggom_leaving_at(cev__ggom_jets *jets, double u, cev__jet *out);

#endif
