/*
 * Long sums; see long_sum.h. The polynomial through 16 Chebyshev points is
 * summed exactly: the mean of s^p over `count` midpoints of [-1, 1] follows
 * from the Euler-Maclaurin formula, which ends for a polynomial.
 */
#include "../core/compiler.h"
#include "long_sum.h"

#include "chebyshev.h"

/* Coefficients of h^(2 i) f^(2 i - 1) in the midpoint rule's error: those of
 * (z / 2) / sinh(z / 2). */
static const double midpoint_error[] = {
    -1.0 / 24.0,
    7.0 / 5760.0,
    -31.0 / 967680.0,
    127.0 / 154828800.0,
    -73.0 / 3503554560.0,
    1414477.0 / 2678117105664000.0,
    -8191.0 / 612141052723200.0,
};

/* The mean of s^p, p even, over midpoints that are h apart; the derivatives
 * of s^p at 1 are p, p (p - 1) (p - 2) and so on, at -1 their negatives. */
static double mean_power(int p, double h)
{
    double mean = 1.0 / (p + 1.0), derivative = p, power = h * h;
    int i;

    for (i = 0; i < p / 2; i++) {
        mean += midpoint_error[i] * power * derivative;
        derivative *= (p - 2.0 * i - 1.0) * (p - 2.0 * i - 2.0);
        power *= h * h;
    }
    return mean;
}

double cev__long_sum(double first, double count, cev__term_function f,
                     const void *state)
{
    double values[CEV__CHEBYSHEV], power[CEV__CHEBYSHEV], mean = 0.0;
    double middle = first + 0.5 * (count - 1.0);
    int i;

    for (i = 0; i < CEV__CHEBYSHEV / 2; i++) {
        double away = 0.5 * count * cev__chebyshev_point[i];

        values[i] = f(state, middle + away);
        values[CEV__CHEBYSHEV - 1 - i] = f(state, middle - away);
    }
    cev__chebyshev_through(values, power);
    for (i = CEV__CHEBYSHEV - 2; i >= 0; i -= 2)
        mean += power[i] * mean_power(i, 2.0 / count);
    return count * mean;
}
