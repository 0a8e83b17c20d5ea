/**
 * Comparing doubles with a stated bound.
 */
#ifndef TESTS_NEAR_H
#define TESTS_NEAR_H

/**
 * |seen - wanted| / max(|wanted|, scale): the relative error, or, below
 * `scale`, the error in units of it (0 for a plain relative error). Equal
 * values, infinities included, and two NaNs differ by 0; a NaN or an infinity
 * on one side only differs by infinity.
 */
double near_error(double seen, double wanted, double scale);

/** |seen - wanted| <= bound * max(|wanted|, 1): for values around one. */
#define ck_assert_near(seen, wanted, bound) \
    near_check(__FILE__, __LINE__, #seen, (seen), (wanted), (bound), 1.0)

/** |seen - wanted| <= bound * |wanted|: a relative error, however small. */
#define ck_assert_rel(seen, wanted, bound) \
    near_check(__FILE__, __LINE__, #seen, (seen), (wanted), (bound), 0.0)

/** Fails the case, with 17 digits of both, when the error is over `bound`. */
void near_check(const char *file, int line, const char *what, double seen,
                double wanted, double bound, double scale);

#endif
