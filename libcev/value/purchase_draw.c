/* Purchases of a customer made up; see purchase_draw.h. */
#include "../core/compiler.h"
#include "purchase_draw.h"

#include <math.h>

#include "../math/elementary.h"

/* A customer buys no more often than anybody waits for. */
#define BOUGHT_MOST 1e8
/* And no sooner after a purchase, in logs, so that it is after it. */
#define SOONEST (-600.0)

void cev__draw_purchases(cev__rng *rng, double r, double alpha, double k,
                         double end, double most, cev__history *out)
{
    double log_rate = cev__variate_log_gamma(rng, r) - cev__log(alpha);
    double time = 0.0;
    out->x = out->t_x = out->litt = 0.0;
    while (out->x < most && out->x < BOUGHT_MOST) {
        double ticks = k == 1.0 ? cev__log(cev__variate_exponential(rng))
                                : cev__variate_log_gamma(rng, k);
        double log_gap = fmax(ticks - log_rate, SOONEST);
        time += cev__exp(log_gap);
        if (!(time <= end))
            return;
        out->x += 1.0;
        out->t_x = time;
        out->litt += log_gap;
    }
}
