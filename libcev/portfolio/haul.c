/* Details added up; see haul.h. */
#include "haul.h"

#include <math.h>

/* Adds a detail of an order. One unknown leaves the sum unknown, unless it is
 * of a refund, with which nothing came back. */
static void add_haul(double number, int is_refund, cev__sum *sum,
                     int *is_known)
{
    if (!isnan(number))
        cev__sum_add(sum, number);
    else if (!is_refund)
        *is_known = 0;
}

cev__haul cev__haul_of(const cev__histories *histories,
                       const cev__entry *from, const cev__entry *to,
                       double margin)
{
    cev__sum items = {0, 0}, discount = {0, 0}, profit = {0, 0};
    cev__haul haul = {0.0, 0.0, 0.0, 1, 1};
    for (const cev__entry *entry = from; entry < to; entry++) {
        cev__detail detail = cev__entry_detail(histories, entry);
        double cost = detail.numbers[CEV__COST];
        int is_refund = entry->amount < 0.0;
        add_haul(detail.numbers[CEV__ITEMS], is_refund, &items,
                 &haul.has_items);
        add_haul(detail.numbers[CEV__DISCOUNT], is_refund, &discount,
                 &haul.has_discount);
        if (isnan(entry->amount))
            continue;
        cev__sum_add(&profit,
                     isnan(cost) ? entry->amount * margin : entry->amount);
        if (!isnan(cost))
            cev__sum_add(&profit, -cost);
    }
    haul.items = cev__sum_value(&items);
    haul.discount = cev__sum_value(&discount);
    haul.profit = cev__sum_value(&profit);
    return haul;
}
