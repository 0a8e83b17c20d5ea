/* Polynomials through 16 Chebyshev points of [-1, 1]. */
#ifndef CEV_CHEBYSHEV_H
#define CEV_CHEBYSHEV_H

#define CEV__CHEBYSHEV 16

/* The points are chebyshev_point[i] and, from the other end, its negative:
 * values[i] and values[15 - i] belong to them. */
extern const double cev__chebyshev_point[CEV__CHEBYSHEV / 2];

/* The coefficients, in powers, of the polynomial through the values. */
void cev__chebyshev_through(const double values[CEV__CHEBYSHEV],
                            double power[CEV__CHEBYSHEV]);

/* Such a polynomial at s. Even and odd powers apart, which halves the wait
 * for each other. */
static inline double cev__chebyshev_at(const double power[CEV__CHEBYSHEV],
                                       double s)
{
    double y = s * s;
    double even = power[CEV__CHEBYSHEV - 2], odd = power[CEV__CHEBYSHEV - 1];
    int i;

    for (i = CEV__CHEBYSHEV - 4; i >= 0; i -= 2) {
        even = even * y + power[i];
        odd = odd * y + power[i + 1];
    }
    return even + s * odd;
}

#endif
