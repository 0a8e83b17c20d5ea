/* Sums of numbers and squares; see moments.h. */
#include "moments.h"

#include <math.h>

#include "student.h"

/* Adds a product without error, times a sign: what rounding takes from it is
 * found by halving the digits of both (Dekker 1971, Veltkamp). */
static void add_exactly(cev__sum *sum, double a, double b, double sign)
{
    const double splitter = 0x1p27 + 1.0;
    double a_big = splitter * a - (splitter * a - a), a_rest = a - a_big;
    double b_big = splitter * b - (splitter * b - b), b_rest = b - b_big;
    double product = a * b;
    double lost = a_rest * b_rest
                  - (((product - a_big * b_big) - a_rest * b_big)
                     - a_big * b_rest);
    cev__sum_add(sum, sign * product);
    cev__sum_add(sum, sign * lost);
}

void cev__moments_add(cev__moments *moments, double x)
{
    cev__sum_add(&moments->sum, x);
    add_exactly(&moments->squares, x, x, 1.0);
}

void cev__moments_take(cev__moments *moments, double x)
{
    cev__sum_add(&moments->sum, -x);
    add_exactly(&moments->squares, x, x, -1.0);
}

void cev__moments_merge(cev__moments *moments, const cev__moments *other)
{
    cev__sum_merge(&moments->sum, &other->sum);
    cev__sum_merge(&moments->squares, &other->squares);
}

void cev__moments_mean(const cev__moments *moments, double n, double coverage,
                       double *figure)
{
    const cev__sum *sum = &moments->sum, *squares = &moments->squares;
    cev__sum apart = {0, 0}; /* n times the squares about the mean, summed */
    figure[0] = n > 0.0 ? cev__sum_value(sum) / n : (double)NAN;
    figure[1] = figure[2] = NAN;
    if (!(n >= 2.0) || !(coverage > 0.0))
        return;
    add_exactly(&apart, n, squares->total, 1.0);
    add_exactly(&apart, n, squares->lost, 1.0);
    add_exactly(&apart, sum->total, sum->total, -1.0);
    add_exactly(&apart, 2.0 * sum->total, sum->lost, -1.0);
    add_exactly(&apart, sum->lost, sum->lost, -1.0);
    double error = sqrt(fmax(cev__sum_value(&apart), 0.0) / (n - 1.0)) / n;
    double reach =
        error * cev__student_quantile(0.5 - 0.5 * coverage, n - 1.0);
    figure[1] = figure[0] - reach;
    figure[2] = figure[0] + reach;
}

void cev__figure_scale(const double *figure, double factor, double *to)
{
    double one = figure[1] * factor, other = figure[2] * factor;
    to[0] = figure[0] * factor;
    to[1] = factor < 0.0 ? other : one;
    to[2] = factor < 0.0 ? one : other;
}
