/* The gamma function and its logarithmic derivatives; see gamma.h. */
#include "../core/compiler.h"
#include "gamma.h"

#include "elementary.h"
#include "log1p.h"

#define HALF_LOG_TWO_PI 0.91893853320467274178
#define ONE_LESS_EULER 0.42278433509846713939

/* (-1)^k (zeta(k) - 1) / k for k = 2, 3, …: log Gamma(2 + e) in powers of e,
 * after the linear term. */
static const double lgamma_at_two[] = {
    0.32246703342411321824,    -0.067352301053198095133,
    0.020580808427784547879,   -0.0073855510286739852663,
    0.0028905103307415232858,  -0.0011927539117032609771,
    0.00050966952474304242234, -0.00022315475845357937976,
    9.9457512781808533715e-5,  -4.49262367381331417e-5,
    2.0507212775670691553e-5,  -9.439488275268395904e-6,
    4.3748667899074878042e-6,  -2.0392157538013662368e-6,
    9.5514121304074198329e-7,  -4.4924691987645660433e-7,
    2.1207184805554665869e-7,  -1.0043224823968099609e-7,
    4.7698101693639805658e-8,  -2.271109460894316491e-8,
    1.0838659214896954091e-8,  -5.1834750419700466551e-9,
    2.4836745438024783172e-9,  -1.1921401405860912074e-9,
    5.7313672416788620133e-10, -2.7595228851242331452e-10,
};

/* log Gamma(2 + e) for |e| <= 1/2. The coefficients fall like 2^-k / k, so 26
 * of them leave less than 1e-17. */
static double lgamma_near_two(double e)
{
    int k = (int)(sizeof lgamma_at_two / sizeof lgamma_at_two[0]);
    double sum = 0.0;

    while (k-- > 0)
        sum = sum * e + lgamma_at_two[k];
    return e * (ONE_LESS_EULER + e * sum);
}

double cev__stirling_rest(double x)
{
    double y = 1.0 / (x * x);
    double sum = 0.0064102564102564102564;

    sum = sum * y - 0.0019175269175269175269;
    sum = sum * y + 0.00084175084175084175084;
    sum = sum * y - 0.0005952380952380952381;
    sum = sum * y + 0.00079365079365079365079;
    sum = sum * y - 0.0027777777777777777778;
    sum = sum * y + 0.083333333333333333333;
    return sum / x;
}

/* Stirling where it holds, else a step or a few to the interval around 2. */
double cev__lgamma(double x)
{
    double product = 1.0;

    if (x >= CEV__STIRLING_FROM)
        return (x - 0.5) * (cev__log(x) - 1.0) + (HALF_LOG_TWO_PI - 0.5)
               + cev__stirling_rest(x);
    if (x < 0.5)
        return lgamma_near_two(x) - cev__log1p(x) - cev__log(x);
    if (x < 1.5)
        return lgamma_near_two(x - 1.0) - cev__log1p(x - 1.0);
    while (x > 2.5) {
        x -= 1.0;
        product *= x;
    }
    return cev__log(product) + lgamma_near_two(x - 2.0);
}

double cev__stirling_excess(double x)
{
    if (x >= CEV__STIRLING_FROM)
        return 0.5 * cev__log(x) - HALF_LOG_TWO_PI - cev__stirling_rest(x);
    return x * (cev__log(x) - 1.0) - cev__lgamma(x);
}

/* log Gamma(x + n) - log Gamma(x) for x >= CEV__STIRLING_FROM: Stirling's
 * terms taken together, so that none is larger than the result needs. */
static double stirling_ratio(double x, double n)
{
    return (x - 0.5) * cev__log1p(n / x) + n * (cev__log(x + n) - 1.0)
           + (cev__stirling_rest(x + n) - cev__stirling_rest(x));
}

/*
 * For small x both arguments climb to where Stirling holds:
 *     Gamma(x + n) / Gamma(x) = Gamma(x + n + k) / Gamma(x + k)
 *                               / prod_{i < k} (1 + n / (x + i)).
 * `excess` is the product less 1, kept so because n may be tiny.
 */
double cev__lgamma_ratio(double x, double n)
{
    double excess = 0.0, start = x;

    if (x >= CEV__STIRLING_FROM)
        return stirling_ratio(x, n);
    if (n > 1e15)
        return cev__lgamma(x + n) - cev__lgamma(x);
    while ((x += 1.0) < CEV__STIRLING_FROM) {
        double part = n / x;

        excess += part + excess * part;
    }
    return stirling_ratio(x, n) - cev__log1p(excess)
           - cev__log1p_quotient(n, start);
}

double cev__lbeta(double a, double b)
{
    double small = a < b ? a : b;
    double large = a < b ? b : a;

    return cev__lgamma(small) - cev__lgamma_ratio(large, small);
}

/* The asymptotic series from CEV__STIRLING_FROM on; below it the recurrence
 * psi(x) = psi(x + 1) - 1 / x leads there. */
double cev__digamma_less_log(double x)
{
    double start = x, steps = 0.0, y, sum;

    while (x < CEV__STIRLING_FROM) {
        steps += 1.0 / x;
        x += 1.0;
    }
    y = 1.0 / (x * x);
    sum = -0.083333333333333333333;
    sum = sum * y + 0.021092796092796092796;
    sum = sum * y - 0.0075757575757575757576;
    sum = sum * y + 0.0041666666666666666667;
    sum = sum * y - 0.003968253968253968254;
    sum = sum * y + 0.0083333333333333333333;
    sum = sum * y - 0.083333333333333333333;
    sum = sum * y - 0.5 / x;
    return x > start ? sum + cev__log(x / start) - steps : sum;
}

double cev__trigamma_less_inverse(double x)
{
    double start = x, steps = 0.0, y, sum;

    while (x < CEV__STIRLING_FROM) {
        steps += 1.0 / (x * x);
        x += 1.0;
    }
    y = 1.0 / (x * x);
    sum = 1.1666666666666666667;
    sum = sum * y - 0.25311355311355311355;
    sum = sum * y + 0.075757575757575757576;
    sum = sum * y - 0.033333333333333333333;
    sum = sum * y + 0.023809523809523809524;
    sum = sum * y - 0.033333333333333333333;
    sum = sum * y + 0.16666666666666666667;
    sum = (sum / x + 0.5) * y;
    return x > start ? sum + (1.0 / x - 1.0 / start) + steps : sum;
}

double cev__digamma(double x)
{
    return cev__log(x) + cev__digamma_less_log(x);
}

double cev__trigamma(double x)
{
    return 1.0 / x + cev__trigamma_less_inverse(x);
}
