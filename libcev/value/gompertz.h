/*
 * Gamma-Gompertz lifetimes: a customer's risk of leaving grows with age u as
 * eta b exp(b u), and the levels eta differ between customers as a gamma
 * distribution (s, beta). Of those of any age u, a share of
 *     exp(-s Z),   Z = log(1 + expm1(b v) / beta_u),
 * stays for v more, where beta_u = beta exp(-b u) + 1 - exp(-b u): survivors
 * look like newcomers with another beta.
 */
#ifndef CEV_GOMPERTZ_H
#define CEV_GOMPERTZ_H

/* v after an age of which beta is that. */
typedef struct cev__ageing {
    double now;  /* beta_v */
    double wear; /* Z */
    double kept; /* exp(-Z) */
} cev__ageing;

cev__ageing cev__gompertz_after(double b, double beta, double v);

/*
 * What decays while such customers leave:
 *     f(v) = (1 + v / A)^-a exp(-s Z - delta v),
 * and, with is_leaving, times 1 / beta_v: the share that leaves just then, but
 * for a factor of s b. A without an a may be infinite; delta is 0 with
 * is_leaving.
 */
typedef struct cev__gompertz_decay {
    double a, A, b, s, beta, delta;
    int is_leaving;
} cev__gompertz_decay;

/* The integral from 0 to `end`, and means under f over that time; at the
 * beginning where there is none. `age` is the one from which v counts. */
typedef struct cev__gompertz_means {
    double integral;
    double log_A, share_A; /* of log(1 + v / A), v / (A + v) */
    double wear, kept;     /* of Z and exp(-Z) */
    double old, young;     /* of (age + v) / beta_v and of what it lacks of
                            * age + v */
} cev__gompertz_means;

/* end >= 0, infinite only when delta > 0. */
double cev__gompertz_integral(const cev__gompertz_decay *f, double end);
void cev__gompertz_over(const cev__gompertz_decay *f, double age, double end,
                        cev__gompertz_means *out);

#endif
