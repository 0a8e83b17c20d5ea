/*
 * The race that decides a Pareto/NBD customer's next step: whether an active
 * one leaves before he buys again. He buys at a rate ~ Gamma(n, A) and leaves
 * at one ~ Gamma(s, B), n = r + x, A = alpha + u, B = beta + u at age u. The
 * chance to leave first,
 *     G = s int_0^inf (1 + q w)^-n (1 + w)^-(s + 1) dw,   q = B / A,
 * depends on n, s and q alone. All that is hard in the model is in it.
 */
#ifndef CEV_PARETO_RACE_H
#define CEV_PARETO_RACE_H

/* G, relative error below 1e-14; and its logarithm, where it may underflow. */
double cev__race_left(double n, double s, double q);
double cev__race_log_left(double n, double s, double q);

/* log G with derivatives in n, s and log q, for the fit. */
typedef struct cev__race_jet {
    double value;
    double n, s, q;
    double nn, ns, ss, nq, sq, qq;
} cev__race_jet;

void cev__race_jet_at(double n, double s, double q, cev__race_jet *out);

#endif
