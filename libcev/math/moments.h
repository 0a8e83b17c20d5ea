/*
 * Sums of numbers and of their squares, exact enough that numbers which are
 * all equal have no variance, and that what was added can be taken out again.
 */
#ifndef CEV_MOMENTS_H
#define CEV_MOMENTS_H

#include "sum.h"

typedef struct cev__moments {
    cev__sum sum, squares;
} cev__moments;

/* |x| <= 1e140; squares below 1e-290 are lost. */
void cev__moments_add(cev__moments *moments, double x);
void cev__moments_take(cev__moments *moments, double x);
void cev__moments_merge(cev__moments *moments, const cev__moments *other);

/* The mean of n numbers, of which those not added are 0, and Student's limits:
 * NaN of fewer than two, and where the coverage is 0. */
void cev__moments_mean(const cev__moments *moments, double n, double coverage,
                       double *figure);

/* A figure with its limits times a factor, where they change places if that is
 * below 0. `to` may be the figure itself. */
void cev__figure_scale(const double *figure, double factor, double *to);

#endif
