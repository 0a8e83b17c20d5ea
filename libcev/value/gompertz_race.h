/*
 * The race that decides a Gamma-Gompertz/NBD customer's next step: whether an
 * active one leaves before he buys again. He buys at a rate ~ Gamma(n, A),
 * n = r + x, A = alpha + u at age u, and outlives v more with the probability
 * (1 + expm1(b v) / beta_u)^-s (gompertz.h). Times count in A here:
 * kappa = b A, and beta is that of the age. The chance to leave first is
 *     G = E[(1 + log(1 + beta O) / kappa)^-n],   O = P / (1 - P),
 * over P ~ Beta(1, s), the chances to have left: O is expm1(b v) / beta at the
 * moment of leaving. All that is hard in the model is in it.
 */
#ifndef CEV_GOMPERTZ_RACE_H
#define CEV_GOMPERTZ_RACE_H

/* All > 0. */
typedef struct cev__gompertz_race {
    double n, s, kappa, beta;
} cev__gompertz_race;

/* log G, absolute error below 1e-13 of 1 + n or so. */
double cev__gompertz_log_left(const cev__gompertz_race *race);

/* The same with derivatives in n, s and the logs of kappa and beta. */
typedef struct cev__gompertz_jet {
    double value;
    double n, s, kappa, beta;
    double nn, ns, ss, n_kappa, s_kappa, kappa2, n_beta, s_beta, kappa_beta,
        beta2;
} cev__gompertz_jet;

void cev__gompertz_jet_at(const cev__gompertz_race *race,
                          cev__gompertz_jet *out);

#endif
