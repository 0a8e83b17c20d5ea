/* The Pareto/GGG as a purchase model. */
#ifndef CEV_PARETO_GGG_KIND_H
#define CEV_PARETO_GGG_KIND_H

#include "purchase.h"

extern const cev__purchase_kind cev__pareto_ggg_purchases;

#endif
