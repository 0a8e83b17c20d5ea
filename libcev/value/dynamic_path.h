/*
 * The Pareto/NBD whose rates change in time (Bachmann, Meierer & Naef 2021,
 * Marketing Science 40(4), 783-809): a customer with the rates lambda and mu of
 * his own buys at lambda exp(gamma' z(u)) and leaves at mu exp(delta' z(u)) at
 * the age u; lambda and mu are gamma distributed with r, alpha and s, beta. The
 * traits z are constant on stretches of time. With
 *     A(u) = alpha + int_0^u exp(gamma' z),  B(u) = beta + int_0^u exp(delta' z)
 * and n = r + x the likelihood of purchases at u_1 ... u_x = t_x is
 *     Gamma(n) alpha^r beta^s / Gamma(r) exp(sum_j gamma' z(u_j))
 *     [A(T)^-n B(T)^-s + s int_{t_x}^T exp(delta' z) A^-n B^-(s + 1) du]:
 * being active at T, or having left since t_x. On a stretch A and B grow
 * evenly, so that each integral is one of decay.h.
 */
#ifndef CEV_DYNAMIC_PATH_H
#define CEV_DYNAMIC_PATH_H

#include "pareto_nbd.h"
#include "regression.h"

/* A customer's way through the periods. */
typedef struct cev__path {
    double x, weight;
    /* Stretches up to the last purchase, since then until T, and ahead. */
    int64_t before, silent, ahead;
    int64_t traits;
    const double *length; /* of the stretches [time] */
    const double *z;      /* of each: `traits` of them */
    const double *bought; /* sums of z over the x purchases */
} cev__path;

/* How fast a customer with these traits buys and leaves, as factors. */
void cev__path_pace(const cev__regression *regression, const double *z,
                    double pace[2]);

/* Where a customer stands at T. */
typedef struct cev__path_standing {
    double log_likelihood;
    double A, B;     /* the rates' scales */
    double p_alive;
    double log_odds; /* of having left; -inf where silent is 0 */
} cev__path_standing;

void cev__path_stand(const cev__pareto_params *p,
                     const cev__regression *regression, const cev__path *path,
                     cev__path_standing *out);

/* Purchases on the stretches ahead if he is active at T, one at time u counting
 * exp(-delta (u - T)). */
double cev__path_ahead(const cev__pareto_params *p,
                       const cev__regression *regression,
                       const cev__path *path,
                       const cev__path_standing *standing, double delta);

/* Purchases of a newcomer, all of whose stretches lie ahead, by each of so many
 * ages, which ascend. */
void cev__path_newcomer(const cev__pareto_params *p,
                        const cev__regression *regression,
                        const cev__path *path, const double *ages,
                        int64_t count, double *bought);

#endif
