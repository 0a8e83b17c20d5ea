/* Logarithms of things near 1, where log itself has nothing left to see. */
#ifndef CEV_LOG1P_H
#define CEV_LOG1P_H

/* log(1 + numerator / denominator) of numbers >= 0, also where the quotient
 * overflows. */
double cev__log1p_quotient(double numerator, double denominator);

/* log(1 + x) - x, x > -1; about -x^2 / 2 near 0. */
double cev__log1p_less_x(double x);

#endif
