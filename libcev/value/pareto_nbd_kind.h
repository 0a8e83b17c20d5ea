/* The Pareto/NBD as a purchase model, for clv and the kernels. */
#ifndef CEV_PARETO_NBD_KIND_H
#define CEV_PARETO_NBD_KIND_H

#include "purchase.h"

extern const cev__purchase_kind cev__pareto_nbd_purchases;

#endif
