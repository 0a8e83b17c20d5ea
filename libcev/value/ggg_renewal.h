/* Purchases to come after a silence, in the Pareto/GGG and for a given
 * regularity k. */
#ifndef CEV_GGG_RENEWAL_H
#define CEV_GGG_RENEWAL_H

#include "ggg_leaving.h"
#include "ggg_waiting.h"

/*
 * Of a customer silent for leaving->D, the expected purchases from then to
 * `end`, both counted from the last one, each counted only where the silence
 * lasted so long and he is still active then: as cev__silence_active, not given
 * them. Relative error 1e-7.
 */
double cev__renewal_ahead(const cev__waiting_law *law,
                          const cev__leaving *leaving, double end);

/* How likely the first of them is by then, and the integral of its time since
 * D: likewise. */
double cev__renewal_first(const cev__waiting_law *law,
                          const cev__leaving *leaving, double end,
                          double *since);

/* How likely so many of them, 1 at least, come by then; likewise. */
double cev__renewal_reaches(const cev__waiting_law *law,
                            const cev__leaving *leaving, double end,
                            double count);

#endif
