/* Compensated sums; see sum.h. */
#include "../core/compiler.h"
#include "sum.h"

extern inline void cev__sum_add(cev__sum *sum, double term);
extern inline double cev__sum_value(const cev__sum *sum);

void cev__sum_add_all(cev__sum *sum, const double *terms, int64_t n)
{
    cev__sum a = *sum, b = {0, 0}, c = {0, 0}, d = {0, 0};
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        cev__sum_add(&a, terms[i]);
        cev__sum_add(&b, terms[i + 1]);
        cev__sum_add(&c, terms[i + 2]);
        cev__sum_add(&d, terms[i + 3]);
    }
    for (; i < n; i++)
        cev__sum_add(&a, terms[i]);
    cev__sum_merge(&a, &b);
    cev__sum_merge(&c, &d);
    cev__sum_merge(&a, &c);
    *sum = a;
}

void cev__sum_merge(cev__sum *sum, const cev__sum *other)
{
    cev__sum_add(sum, other->total);
    sum->lost += other->lost;
}
