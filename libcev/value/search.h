/* The search for a model's parameters, as all fits run it. */
#ifndef CEV_SEARCH_H
#define CEV_SEARCH_H

#include "../core/options.h"
#include "estimate.h"
#include "pool.h"

/* Finds the parameters for the customers of a pool that is laid out; of the
 * likelihood the model's own part is filled in: n, last, start, others and their
 * count, beliefs, is_thin and is_few. */
int32_t cev__search_run(cev__pool *pool, double customers,
                        const cev_options *options,
                        cev__likelihood *likelihood, cev__estimate *out);

#endif
