/*
 * Derivatives of the silence's probabilities; see ggg_silence_jet.h.
 *
 * In the terms of cev__silence, with a = alpha / A, b = beta / B and
 * c = (psi(n + k) - log(n + k)) - (psi(n) - log n), those of log g are
 *     in n:         c - l,
 *     in log alpha: a (n - (n + k) Q),
 * and those of 1 - E
 *     in log s:     s L E,
 *     in log beta:  -s b e E.
 * So every derivative of an integral is a combination of integrals.
 */
#include "../core/compiler.h"
#include "ggg_silence_jet.h"

#include "../math/elementary.h"
#include "../math/gamma.h"

enum { ONE, GROWTH, SHARE, GROWTH2, GROWTH_SHARE, SHARE2 };
enum { BY_LOSS, BY_EDGE, LOSS_GROWTH, EDGE_GROWTH, LOSS_SHARE, EDGE_SHARE,
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
    slope[1] = place->share_A
               * (law->n * sum[ONE] - (law->n + law->k) * sum[SHARE]);
}

/* Second derivatives in log r and log alpha: those of log g, and products of
 * its first ones. */
static void curve_of_density(const cev__waiting_law *law,
                             const cev__silence_place *place,
                             const double *sum, const double *slope,
                             double *hessian)
{
    double n = law->n, m = law->n + law->k, c = digamma_change(law);
    double r = place->r, a = place->share_A;
    double trigammas = cev__trigamma(m) - cev__trigamma(n);

    hessian[0] = slope[0]
                 + r * r * ((trigammas + c * c) * sum[ONE]
                            - 2.0 * c * sum[GROWTH] + sum[GROWTH2]);
    hessian[1] = r * a
                 * ((sum[ONE] - sum[SHARE])
                    + c * (n * sum[ONE] - m * sum[SHARE])
                    - n * sum[GROWTH] + m * sum[GROWTH_SHARE]);
    hessian[2] = a * a
                     * (n * n * sum[ONE] - 2.0 * n * m * sum[SHARE]
                        + m * m * sum[SHARE2])
                 + n * a * (1.0 - a) * sum[ONE] - m * a * sum[SHARE]
                 + m * a * a * sum[SHARE2];
}

/* Second derivatives with log s or log beta, of an integral of g (1 - E). */
static void curve_of_leaving(const cev__waiting_law *law,
                             const cev__silence_place *place,
                             const double *stay, double *hessian)
{
    double n = law->n, m = law->n + law->k, c = digamma_change(law);
    double r = place->r, a = place->share_A, b = place->share_B;
    double sb = law->s * b;

    hessian[3] = r * (c * stay[BY_LOSS] - stay[LOSS_GROWTH]);
    hessian[4] = a * (n * stay[BY_LOSS] - m * stay[LOSS_SHARE]);
    hessian[5] = stay[BY_LOSS] - stay[LOSS2];
    hessian[6] = -sb * r * (c * stay[BY_EDGE] - stay[EDGE_GROWTH]);
    hessian[7] = -sb * a * (n * stay[BY_EDGE] - m * stay[EDGE_SHARE]);
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
