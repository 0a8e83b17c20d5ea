/* Compensated sums; see sum.h. */
#include "../core/compiler.h"
#include "sum.h"

void cev__sum_add(cev__sum *sum, double term)
{
    /* What rounding takes is exact, and found without asking which of the two
     * is the smaller (Knuth's TwoSum): no processor can guess that. */
    double total = sum->total + term;
    double part = total - sum->total;
    sum->lost += (sum->total - (total - part)) + (term - part);
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
