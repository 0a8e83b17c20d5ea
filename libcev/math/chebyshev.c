/* Interpolation in Chebyshev points; see chebyshev.h. */
#include "../core/compiler.h"
#include "chebyshev.h"

#include <string.h>

#define POINTS CEV__CHEBYSHEV

/* cos((2 i + 1) pi / 32); the other eight points are their negatives. */
const double cev__chebyshev_point[POINTS / 2] = {
    0.99518472667219688624, 0.95694033573220886494, 0.88192126434835502971,
    0.77301045336273696081, 0.63439328416364549822, 0.47139673682599764856,
    0.29028467725446236764, 0.098017140329560601994,
};

/* The coefficients of the interpolating polynomial in Chebyshev's T_k:
 * 2 / POINTS times the sum over the points of value T_k(point). */
static void chebyshev_coefficients(const double value[POINTS],
                                   double coefficient[POINTS])
{
    int i, k;

    for (k = 0; k < POINTS; k++)
        coefficient[k] = 0.0;
    for (i = 0; i < POINTS; i++) {
        double point = i < POINTS / 2
                           ? cev__chebyshev_point[i]
                           : -cev__chebyshev_point[POINTS - 1 - i];
        double before = point, now = 1.0, next;

        for (k = 0; k < POINTS; k++) {
            coefficient[k] += value[i] * now * (2.0 / POINTS);
            next = 2.0 * point * now - before;
            before = now;
            now = next;
        }
    }
    coefficient[0] *= 0.5;
}

/* From T_k to powers, by T_{k+1} = 2 s T_k - T_{k-1}. The powers' numbers
 * grow like 2.4^k, which coefficients that fall quicker make up for. */
static void powers_of(const double chebyshev[POINTS], double power[POINTS])
{
    double before[POINTS + 1] = {0.0}, now[POINTS + 1] = {1.0};
    int i, k;

    for (i = 0; i < POINTS; i++)
        power[i] = 0.0;
    for (k = 0; k < POINTS; k++) {
        double next[POINTS + 1];

        for (i = 0; i <= k; i++)
            power[i] += chebyshev[k] * now[i];
        next[0] = -before[0];
        for (i = 1; i <= POINTS; i++)
            next[i] = (k == 0 ? 1.0 : 2.0) * now[i - 1] - before[i];
        memcpy(before, now, sizeof before);
        memcpy(now, next, sizeof now);
    }
}

void cev__chebyshev_through(const double values[POINTS], double power[POINTS])
{
    double chebyshev[POINTS];

    chebyshev_coefficients(values, chebyshev);
    powers_of(chebyshev, power);
}
