/*
 * Derivatives of the silence's probabilities; see ggg_silence_jet.h.
 *
 * In the terms of cev__silence, with a = alpha / A, b = beta / B and
 * c = (psi(n + k) - log(n + k)) - (psi(n) - log n), those of log g are
 *     in n:         c - l,
 *     in log alpha: a z,
 * and those of 1 - E
 *     in log s:     s L E,
 *     in log beta:  -s b e E.
 * So every derivative of an integral is a combination of integrals, of terms
 * about as large as k: n and A, which are far greater where all buy alike, must
 * not be left to cancel.
 */
#include "../core/compiler.h"
#include "ggg_silence_jet.h"

#include "../math/elementary.h"
#include "../math/gamma.h"

enum { ONE, GROWTH, PULL, GROWTH2, GROWTH_PULL, PULL2 };
enum { BY_LOSS, BY_EDGE, LOSS_GROWTH, EDGE_GROWTH, LOSS_PULL, EDGE_PULL,
       LOSS2, LOSS_EDGE, EDGE2 };
enum { SLOPE_R, SLOPE_ALPHA, SLOPE_S, SLOPE_BETA };

/* What the gamma functions of g contribute. */
static double digamma_change(const cev__waiting_law *law)
{
    return cev__digamma_less_log(law->n + law->k)
           - cev__digamma_less_log(law->n);
}

/* In log r and log alpha, of an integral of g. */
static void slope_of_density(const cev__waiting_law *law,
                             const cev__silence_place *place,
                             const double *sum, double slope[2])
{
    double c = digamma_change(law);

    slope[0] = place->r * (c * sum[ONE] - sum[GROWTH]);
    slope[1] = place->share_A * sum[PULL];
}

/* Second derivatives in log r and log alpha: those of log g, and products of
 * its first ones. */
static void curve_of_density(const cev__waiting_law *law,
                             const cev__silence_place *place,
                             const double *sum, const double *slope,
                             double *hessian)
{
    double n = law->n, k = law->k, m = n + k, c = digamma_change(law);
    double r = place->r, a = place->share_A;
    double trigammas = cev__trigamma_less_inverse(m)
                       - cev__trigamma_less_inverse(n) - k / n / m;

    hessian[0] = slope[0]
                 + r * r * ((trigammas + c * c) * sum[ONE]
                            - 2.0 * c * sum[GROWTH] + sum[GROWTH2]);
    hessian[1] = r * a
                 * ((k * sum[ONE] + sum[PULL]) / m + c * sum[PULL]
                    - sum[GROWTH_PULL]);
    hessian[2] = a * (1.0 - a) * sum[PULL]
                 + a * a
                       * (sum[PULL2]
                          - (n * k * sum[ONE] + (n - k) * sum[PULL]
                             - sum[PULL2])
                                / m);
}

/* Second derivatives with log s or log beta, of an integral of g (1 - E). */
static void curve_of_leaving(const cev__waiting_law *law,
                             const cev__silence_place *place,
                             const double *stay, double *hessian)
{
    double r = place->r, a = place->share_A, b = place->share_B;
    double c = digamma_change(law), sb = law->s * b;

    hessian[3] = r * (c * stay[BY_LOSS] - stay[LOSS_GROWTH]);
    hessian[4] = a * stay[LOSS_PULL];
    hessian[5] = stay[BY_LOSS] - stay[LOSS2];
    hessian[6] = -sb * r * (c * stay[BY_EDGE] - stay[EDGE_GROWTH]);
    hessian[7] = -sb * a * stay[EDGE_PULL];
    hessian[8] = -sb * (stay[BY_EDGE] - stay[LOSS_EDGE]);
    hessian[9] = -sb * ((1.0 - b) * stay[BY_EDGE]
                        - b * (stay[BY_EDGE] - stay[EDGE2])
                        + sb * stay[EDGE2]);
}

void cev__silence_ever_jet(const cev__waiting_law *law,
                           const cev__silence_place *place,
                           const cev__silence *silence,
                           cev__ggg_silence_jet *out)
{
    double sum[6];
    int i;

    for (i = 0; i < 6; i++)
        sum[i] = silence->left[i] + silence->late[i];
    out->value = silence->certain + sum[ONE];
    slope_of_density(law, place, sum, out->gradient);
    out->gradient[SLOPE_S] = silence->stay[BY_LOSS];
    out->gradient[SLOPE_BETA] =
        -law->s * place->share_B * silence->stay[BY_EDGE];
    curve_of_density(law, place, sum, out->gradient, out->hessian);
    curve_of_leaving(law, place, silence->stay, out->hessian);
}

void cev__silence_left_slope(const cev__waiting_law *law,
                             const cev__silence_place *place,
                             const cev__silence *silence, double D,
                             double slope[4])
{
    double left = -cev__expm1(silence->log_stay);
    double stay = cev__exp(silence->log_stay);
    double late = silence->certain + silence->late[ONE];
    double sum[6];
    int i;

    for (i = 0; i < 6; i++)
        sum[i] = silence->left[i] + left * silence->late[i];
    slope_of_density(law, place, sum, slope);
    slope[SLOPE_S] =
        silence->stay[BY_LOSS] - late * stay * silence->log_stay;
    slope[SLOPE_BETA] = -law->s * place->share_B
                        * (silence->stay[BY_EDGE]
                           + late * stay * (D / (law->B + D)));
}

void cev__silence_active_slope(const cev__waiting_law *law,
                               const cev__silence_place *place,
                               const cev__silence *silence, double D,
                               double slope[4])
{
    double stay = cev__exp(silence->log_stay);
    double active = cev__silence_active(silence);
    double sum[6];
    int i;

    for (i = 0; i < 6; i++)
        sum[i] = stay * silence->late[i];
    slope_of_density(law, place, sum, slope);
    slope[SLOPE_S] = active * silence->log_stay;
    slope[SLOPE_BETA] =
        law->s * place->share_B * active * (D / (law->B + D));
}
