/* The BG/CNBD-k and the MBG/CNBD-k as purchase models. */
#ifndef CEV_CNBD_KIND_H
#define CEV_CNBD_KIND_H

#include "purchase.h"

extern const cev__purchase_kind cev__bg_cnbd_k_purchases;
extern const cev__purchase_kind cev__mbg_cnbd_k_purchases;

#endif
