/* What the orders of a visit had in them, by their details. */
#ifndef CEV__HAUL_H
#define CEV__HAUL_H

#include "../math/sum.h"
#include "histories.h"

typedef struct cev__haul {
    double items, discount; /* those given back taken off */
    double profit;          /* of known amounts */
    int has_items;          /* known of all but refunds, likewise */
    int has_discount;
} cev__haul;

/* Of the entries of a visit. Money is earned less the cost of the goods; of an
 * order whose cost is unknown, its share `margin`. */
cev__haul cev__haul_of(const cev__histories *histories,
                       const cev__entry *from, const cev__entry *to,
                       double margin);

#endif
