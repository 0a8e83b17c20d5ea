/*
 * What each of a few columns adds to what all of them explain of another:
 * Lindeman, Merenda & Gold's (1980) shares, which are Shapley's, over all
 * subsets.
 */
#ifndef CEV__DRIVER_SHARES_H
#define CEV__DRIVER_SHARES_H

/* The most columns: 4,096 subsets. */
enum { CEV__DRIVERS_MOST = 12, CEV__DRIVER_SIZE = CEV__DRIVERS_MOST + 1 };

typedef struct cev__driver_shares {
    int count;
    double r2;                           /* of all columns */
    double share[CEV__DRIVERS_MOST];     /* parts of it */
    /* What a customer with the standardised values z, what is explained
     * first, adds to a share: z' M z - share z_0^2. */
    double moment[CEV__DRIVERS_MOST][CEV__DRIVER_SIZE * CEV__DRIVER_SIZE];
} cev__driver_shares;

/* `correlation` has count + 1 rows, that of what is explained first. Columns
 * that others make up count for nothing beside those. */
void cev__driver_shares_find(int count, const double *correlation,
                             cev__driver_shares *out);

/* Coefficients of the columns (of standardised values) with the diagonal of
 * the inverse of their correlations; NaN for a column that those before it
 * make up. What is left unexplained is returned. */
double cev__driver_regression(int count, const double *correlation,
                              unsigned subset, double *coefficient,
                              double *inverse);

#endif
