/* Compensated sums; see sum.h. */
#include "../core/compiler.h"
#include "sum.h"

void cev__sum_merge(cev__sum *sum, const cev__sum *other)
{
    cev__sum_add(sum, other->total);
    sum->lost += other->lost;
}

double cev__sum_value(const cev__sum *sum)
{
    return sum->total + sum->lost;
}
