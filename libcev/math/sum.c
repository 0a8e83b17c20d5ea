/* Neumaier's sum; see sum.h. */
#include "../core/compiler.h"
#include "sum.h"

#include <math.h>

void cev__sum_add(cev__sum *sum, double term)
{
    double total = sum->total + term;

    /* The smaller of the two lost digits; what it lost is exact. */
    if (fabs(sum->total) >= fabs(term))
        sum->lost += (sum->total - total) + term;
    else
        sum->lost += (term - total) + sum->total;
    sum->total = total;
}

void cev__sum_merge(cev__sum *sum, const cev__sum *other)
{
    cev__sum_add(sum, other->total);
    sum->lost += other->lost;
}

double cev__sum_value(const cev__sum *sum)
{
    return sum->total + sum->lost;
}
