/*
 * Gauss's rule with few nodes for any weights: many places with weights become
 * few, which sum polynomials of twice their number less one as they did.
 */
#ifndef CEV_FEW_NODES_H
#define CEV_FEW_NODES_H

#include "linalg.h"

/* The most places they may come from. */
enum { CEV__FEW_FROM = 64 };

typedef struct cev__few_nodes {
    int count;
    double place[CEV__SMALL], weight[CEV__SMALL];
    double total; /* of the weights */
    /* Of node i, the square root of its share in the total times the
     * orthonormal polynomials there. */
    double vectors[CEV__SMALL][CEV__SMALL];
} cev__few_nodes;

/* From n places, more than `count` and at most CEV__FEW_FROM, with
 * weights > 0. */
void cev__few_nodes_of(int n, const double *place, const double *weight,
                       int count, cev__few_nodes *out);

/* The standard deviation of such places. */
double cev__few_nodes_spread(int n, const double *place, const double *weight);

/* About how far off the sum of a positive function with such values at the
 * nodes is, as a share of it: from how its coefficients in orthonormal
 * polynomials fall, of which the first that are missed are twice as far on as
 * the last that are seen. 3 nodes at least. */
double cev__few_nodes_doubt(const cev__few_nodes *nodes, const double *value);

#endif
