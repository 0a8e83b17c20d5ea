/* Gauss-Legendre quadrature with 16 nodes. */
#ifndef CEV_LEGENDRE_H
#define CEV_LEGENDRE_H

#define CEV__LEGENDRE_HALF 8

/* Nodes on (0, 1] with their weights; each stands for -node as well. */
extern const double cev__legendre_node[CEV__LEGENDRE_HALF];
extern const double cev__legendre_weight[CEV__LEGENDRE_HALF];

#endif
