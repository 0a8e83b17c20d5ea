/* The BG/NBD as a purchase model, for clv. */
#ifndef CEV_BGNBD_KIND_H
#define CEV_BGNBD_KIND_H

#include "purchase.h"

extern const cev__purchase_kind cev__bgnbd_purchases;

#endif
