/* The chi-square distribution, for likelihood ratios. */
#ifndef CEV_CHI_SQUARE_H
#define CEV_CHI_SQUARE_H

/* P(X > x) with so many degrees of freedom, >= 1, whole or not. */
double cev__chi_square_tail(double x, double freedom);

#endif
