/* The Gamma-Gompertz/NBD as a purchase model, for clv and the kernels. */
#ifndef CEV_GGOM_NBD_KIND_H
#define CEV_GGOM_NBD_KIND_H

#include "purchase.h"

extern const cev__purchase_kind cev__ggom_nbd_purchases;

#endif
