/* Purchases of a customer made up; see purchase_draw.h. */
#include "../core/compiler.h"
#include "purchase_draw.h"

#include "../math/elementary.h"

/* A customer buys no more often than anybody waits for. */
#define BOUGHT_MOST 1e8

void cev__draw_purchases(cev__rng *rng, double r, double alpha, int k,
                         double end, double most, cev__history *out)
{
    double log_rate = cev__variate_log_gamma(rng, r) - cev__log(alpha);
    double time = 0.0;
    out->x = out->t_x = 0.0;
    while (out->x < most && out->x < BOUGHT_MOST) {
        double ticks = k == 1 ? cev__log(cev__variate_exponential(rng))
                              : cev__variate_log_gamma(rng, k);
        time += cev__exp(ticks - log_rate);
        if (!(time <= end))
            return;
        out->x += 1.0;
        out->t_x = time;
    }
}
