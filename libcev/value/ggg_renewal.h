/* Purchases to come after a silence, in the Pareto/GGG and for a given
 * regularity k. */
#ifndef CEV_GGG_RENEWAL_H
#define CEV_GGG_RENEWAL_H

#include "ggg_waiting.h"
#include "view.h"

/*
 * Of a customer silent for D, the expected purchases in (D, D + horizon], a finite one, each
 * counted only where the silence lasted to D and he is still active then: as
 * cev__silence_active, not given them. Relative error 1e-7.
 */
double cev__renewal_ahead(const cev__waiting_law *law, double D,
                          const cev__view *view);

#endif
