/* Where else the search for a purchase model's parameters begins. */
#ifndef CEV_PURCHASE_STARTS_H
#define CEV_PURCHASE_STARTS_H

#include "purchase.h"

/* Fills others and their count, from the start. */
void cev__purchase_starts(const cev__purchase_kind *kind,
                          cev__likelihood *likelihood);

#endif
