/*
 * Derivatives of the beta-discrete-Weibull's log-likelihood in the logs of
 * alpha, beta and c; see bdw_terms.h. log S is a function of alpha, beta and
 * the age n = T^c, so digammas and trigammas of beta, beta + n, alpha + beta
 * and alpha + beta + n are all there is to it.
 */
#include "../core/compiler.h"
#include "bdw_terms.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/gamma.h"

enum { BDW_PARAMS = 3, BDW_PACKED = 6 };

/* Beyond this age its derivatives are at their limits; n^2 would overflow. */
#define AGE_LOG_LIMIT 230.0

typedef struct bdw_slopes {
    double gradient[BDW_PARAMS];
    double hessian[BDW_PACKED];
} bdw_slopes;

/* psi(x + a) - psi(x), climbing by its recurrence to where both are smooth;
 * and psi'(x) - psi'(x + a). */
static double digamma_step(double x, double a)
{
    double sum = 0.0;

    for (; x < CEV__STIRLING_FROM; x += 1.0)
        sum += a / x / (x + a);
    return sum + cev__log1p(a / x)
           + (cev__digamma_less_log(x + a) - cev__digamma_less_log(x));
}

static double trigamma_step(double x, double a)
{
    return a / x / (x + a)
           + (cev__trigamma_less_inverse(x)
              - cev__trigamma_less_inverse(x + a));
}

/* A step so short beside where it begins is its middle times its length, to
 * 1e-11; the difference of its ends would be all rounding. */
#define STEP_SHORT 1e-5

/* psi(x + m) - psi(x), and the same less that of x + a. */
static double short_digamma_step(double x, double m)
{
    return m < STEP_SHORT * x ? m * cev__trigamma(x + 0.5 * m)
                              : digamma_step(x, m);
}

static double digamma_step_difference(double x, double a, double m)
{
    double sum = 0.0;

    if (m < STEP_SHORT * x)
        return m * trigamma_step(x + 0.5 * m, a);
    for (; x < CEV__STIRLING_FROM; x += 1.0)
        sum += m / x * (a / (x + a)) * ((x + x + a + m) / (x + m))
               / (x + a + m);
    return sum + cev__log1p(a / x * (m / (x + a + m)))
           + (cev__digamma_less_log(x + m) - cev__digamma_less_log(x))
           - (cev__digamma_less_log(x + a + m) - cev__digamma_less_log(x + a));
}

/* What derivatives in the age are made of, times n and n^2 where they fall
 * like that: n F_n, n^2 F_nn, n F_an, n F_bn, F_b and F_bb but for the parts
 * of beta alone, psi and psi' at alpha + beta + n. */
typedef struct age_slopes {
    double n, nn, an, bn, b, bb, digamma, trigamma;
} age_slopes;

static age_slopes slopes_of_age(double a, double b, double log_age)
{
    age_slopes s = {-a, a, -1.0, 0.0, 0.0, 0.0, log_age, 0.0};
    double n, end;

    if (log_age > AGE_LOG_LIMIT)
        return s;
    n = cev__exp(log_age);
    end = b + n;
    s.b = -digamma_step(end, a);
    s.bb = trigamma_step(end, a);
    s.n = n * s.b;
    s.nn = n * n * s.bb;
    s.bn = n * s.bb;
    s.trigamma = cev__trigamma(a + end);
    s.an = -n * s.trigamma;
    s.digamma = cev__digamma(a + end);
    return s;
}

/* Those of log S(T). With L = log n, n F_n L is the slope in log c, and
 * n d^2n/dlog c^2 / n = L (1 + L). */
static void slopes_of_survival(const cev__bdw_params *p, double T,
                               bdw_slopes *out)
{
    double a = p->alpha, b = p->beta, L, squares;
    age_slopes s;

    memset(out, 0, sizeof *out);
    if (!(T > 0.0))
        return;
    L = p->c * cev__log(T);
    s = slopes_of_age(a, b, L);
    squares = cev__trigamma(a + b) - s.trigamma;
    out->gradient[0] = a * (cev__digamma(a + b) - s.digamma);
    out->gradient[1] = b * (digamma_step(b, a) + s.b);
    out->gradient[2] = s.n * L;
    out->hessian[0] = out->gradient[0] + a * a * squares;
    out->hessian[1] = a * b * squares;
    out->hessian[2] =
        out->gradient[1] + b * b * (s.bb - trigamma_step(b, a));
    out->hessian[3] = a * s.an * L;
    out->hessian[4] = b * s.bn * L;
    out->hessian[5] = s.nn * L * L + s.n * L * (1.0 + L);
}

void cev__bdw_terms(const cev__params *params, double T, cev__terms *out)
{
    bdw_slopes slopes;

    slopes_of_survival(&params->bdw, T, &slopes);
    memcpy(out->gradient, slopes.gradient, sizeof slopes.gradient);
    memcpy(out->hessian, slopes.hessian, sizeof slopes.hessian);
}

/* Those of log S(T) - log S(T - 1): of a quotient of beta functions with
 * beta + (T - 1)^c and the step to T^c, which both depend on c. */
static void slopes_of_step(const cev__bdw_params *p, double T,
                           const cev__terms *terms, const bdw_slopes *before,
                           double change[BDW_PARAMS])
{
    double log_first = T > 1.0 ? p->c * cev__log(T - 1.0) : 0.0;
    double first = T > 1.0 ? cev__exp(log_first) : 0.0;
    double between = T > 1.0 ? p->c * cev__log1p(1.0 / (T - 1.0)) : 0.0;
    double age = p->beta + first, step, of_age;

    for (int i = 0; i < BDW_PARAMS; i++)
        change[i] = terms->gradient[i] - before->gradient[i];
    if (!(T > 1.0) || p->c * cev__log(T) > AGE_LOG_LIMIT)
        return;
    step = first * cev__expm1(between);
    of_age = digamma_step_difference(age, p->alpha, step);
    change[0] = -p->alpha * short_digamma_step(age + p->alpha, step);
    change[1] = p->beta * of_age;
    change[2] = of_age * first * log_first
                - digamma_step(age + step, p->alpha)
                      * (first * between + step * (log_first + between));
}

/*
 * Who left at T: log S(T - 1) + log(1 - exp(x)), x = log S(T) - log S(T - 1).
 * The second has the slopes -1 / (exp(-x) - 1) in x and that times 1 plus
 * itself, negative.
 */
static void slopes_of_leaving(const cev__bdw_params *p,
                              const cev__terms *terms, bdw_slopes *out)
{
    double x = cev__bdw_log_stay(p, terms->x - 1.0, 1.0);
    double first = 1.0 / cev__expm1(-x), second = first * (1.0 + first);
    double change[BDW_PARAMS];

    slopes_of_survival(p, terms->x - 1.0, out);
    slopes_of_step(p, terms->x, terms, out, change);
    for (int i = 0; i < BDW_PARAMS; i++) {
        out->gradient[i] -= first * change[i];
        for (int j = 0; j <= i; j++) {
            int at = cev__packed(i, j);

            out->hessian[at] -=
                first * (terms->hessian[at] - out->hessian[at])
                + second * change[i] * change[j];
        }
    }
}

void cev__bdw_add(const cev__params *params, const cev__terms *terms,
                  const cev__group *groups, int64_t count, cev__sums *sums)
{
    for (int64_t i = 0; i < count; i++) {
        double w = groups[i].weight, left = groups[i].key[1];
        bdw_slopes slopes;

        memcpy(slopes.gradient, terms->gradient, sizeof slopes.gradient);
        memcpy(slopes.hessian, terms->hessian, sizeof slopes.hessian);
        if (left > 0.0)
            slopes_of_leaving(&params->bdw, terms, &slopes);
        cev__sum_add(&sums->value,
                     w * cev__bdw_ll(&params->bdw, terms->x, left));
        for (int k = 0; k < BDW_PARAMS; k++)
            cev__sum_add(&sums->gradient[k], w * slopes.gradient[k]);
        for (int k = 0; k < BDW_PACKED; k++)
            sums->hessian[k] += w * slopes.hessian[k];
    }
}
