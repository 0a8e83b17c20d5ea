/*
 * Compensated sums: the rounding error of each addition, found by Knuth's
 * two-sum, is kept aside and added at the end, so that the result is right to
 * the last bit or so however many terms there are and however they differ in
 * size.
 */
#ifndef CEV_SUM_H
#define CEV_SUM_H

#include <stdint.h>

#include "../core/compiler.h"

typedef struct cev__sum {
    double total;
    double lost; /* what rounding took from total */
} cev__sum;

/* {0, 0} is the empty sum. What rounding takes is exact, and found without
 * asking which of the two is the smaller (Knuth's TwoSum): no processor can
 * guess that. Where the compiler prefers a call, there is one of it (sum.c). */
inline void cev__sum_add(cev__sum *sum, double term)
{
    double total = sum->total + term;
    double part = total - sum->total;
    sum->lost += (sum->total - (total - part)) + (term - part);
    sum->total = total;
}

/* Adds n terms: four sums beside each other, which wait less for one another
 * than the terms of one would. */
void cev__sum_add_all(cev__sum *sum, const double *terms, int64_t n);

/* Adds another sum, as if its terms had been added one by one. */
void cev__sum_merge(cev__sum *sum, const cev__sum *other);

inline double cev__sum_value(const cev__sum *sum)
{
    return sum->total + sum->lost;
}

#endif
