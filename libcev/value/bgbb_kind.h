/* The BG/BB as a purchase model, for clv and for its kernels. */
#ifndef CEV_BGBB_KIND_H
#define CEV_BGBB_KIND_H

#include "purchase.h"

extern const cev__purchase_kind cev__bgbb_purchases;

#endif
