/*
 * Integrals over time of what decays like a mixture of exponentials:
 *     f(v) = (1 + v / A)^-a (1 + v / B)^-b exp(-delta v),
 * a, b, delta >= 0, A and B > 0. A without an a may be infinite.
 */
#ifndef CEV_DECAY_H
#define CEV_DECAY_H

typedef struct cev__decay {
    double a, A, b, B, delta;
} cev__decay;

/* The integral from 0 to `end`, and means under f over that time. */
typedef struct cev__decay_means {
    double integral;
    double log_A, log_B;     /* of log(1 + v / A), log(1 + v / B) */
    double share_A, share_B; /* of v / (A + v), v / (B + v) */
} cev__decay_means;

/* The integral, and means under f of these four and of their products. */
enum {
    CEV__DECAY_LOG_A,
    CEV__DECAY_LOG_B,
    CEV__DECAY_SHARE_A,
    CEV__DECAY_SHARE_B,
    CEV__DECAY_PARTS
};
typedef struct cev__decay_moments {
    double integral;
    double mean[CEV__DECAY_PARTS];
    double product[CEV__DECAY_PARTS][CEV__DECAY_PARTS];
} cev__decay_moments;

/* end >= 0, infinite only when delta > 0. */
double cev__decay_integral(const cev__decay *f, double end);
void cev__decay_over(const cev__decay *f, double end, cev__decay_means *out);
void cev__decay_moments_over(const cev__decay *f, double end,
                             cev__decay_moments *out);

#endif
