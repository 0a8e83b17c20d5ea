/*
 * Fisher's linear discriminant between two groups of points, its covariance
 * drawn to the diagonal (Friedman 1989) by as many customers as there are
 * columns, and one: so it is defined, and of use, however few points there are.
 */
#ifndef CEV__DISCRIMINANT_H
#define CEV__DISCRIMINANT_H

#include "../core/ctx.h"

/* What is summed up of the points of each group; sums of parts add up. */
typedef struct cev__two_groups {
    int64_t columns;
    double customers[2];
    double *sums;     /* 2 × columns */
    double *products; /* packed, of both groups */
} cev__two_groups;

/* Doubles that the sums of so many columns take; memory of that size, zeroed,
 * becomes them. */
int64_t cev__two_groups_size(int64_t columns);
void cev__two_groups_lay(int64_t columns, double *memory,
                         cev__two_groups *out);

/* Takes a point of a group, 0 or 1, in. */
void cev__two_groups_add(cev__two_groups *groups, int group,
                         const double *point, double weight);
/* Takes other sums in (sign 1) or out (-1). */
void cev__two_groups_merge(cev__two_groups *groups,
                           const cev__two_groups *other, double sign);

/*
 * The log-odds of group 1 at a point are level + weights' point. `packed` has
 * room for a packed matrix of the columns, `spread` for as many numbers.
 * Returns 0, all weights 0, where nothing tells the groups apart.
 */
int cev__discriminant(const cev__two_groups *groups, double *packed,
                      double *spread, double *weights, double *level);

#endif
