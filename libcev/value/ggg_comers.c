/*
 * How many purchases have come; see ggg_comers.h.
 *
 * They come with the density
 *     m(z) = sum_{j >= 1} Gamma(n + j k) / (Gamma(j k) Gamma(n))
 *                         z^(j k - 1) (1 + z)^(-n - j k),
 * a bump for each j, which get wider and lower until m is n / k: then
 *     M(z) = n z / k + (1 / k - 1) / 2 - rest(z)
 * has lost its rest, which are powers (1 + z (1 - e^(2 pi i j / k)))^-n for
 * 0 < |j| < k / 2 and, on the cut of the Laplace transform 1 / ((1 + p)^k - 1),
 *     sin(pi k) / pi int_0^inf (1 + z (1 + x))^-n / (1 + x)
 *                              / (x^k + x^-k - 2 cos(pi k)) dx.
 * Above k = 1 the bumps are integrated, stretch after stretch; up to k = 1,
 * where they begin with a peak that doubles cannot hold, the rest is.
 */
#include "../core/compiler.h"
#include "ggg_comers.h"

#include <math.h>
#include <string.h>

#include "../math/beta_tails.h"
#include "../math/elementary.h"
#include "../math/few_nodes.h"
#include "../math/long_sum.h"

#define PI 3.14159265358979323846

/* exp(-SETTLED) of a bump or of the rest is left out, and so are terms. */
#define COMERS_SETTLED 23.0

/* Stretches are as long as 16 points of a polynomial follow a bump: in its
 * standard deviations; else by this factor. */
#define COMERS_SIGMAS 4.0
#define COMERS_GROWTH 3.0

/* Nothing comes so many standard deviations before the first gap is over; and
 * a first stretch ends so many before it, or at this share of it. */
#define COMERS_EARLY 6.5
#define COMERS_BEFORE 3.0
#define COMERS_SOON 0.3

/* Below this n all j are alike for a factor of two. */
#define COMERS_BROAD 64.0

/* Sums of gaps that came so many standard deviations before do not matter. */
#define COMERS_SPREADS 8.0

/* In the first stretch z^k is to be a power of y like this at least; and it is
 * to keep away from what happens at z = -1. */
#define COMERS_POWER 4.0
#define COMERS_POWER_LOW 2.0
#define COMERS_LOW 0.1
#define COMERS_POLE 0.5

/* Below this k purchases come in clumps: stretches go by log z, each so much
 * longer, after one in which the number is that at its end. */
#define COMERS_CLUMPY 0.25
#define COMERS_NEAR 1e-9
#define COMERS_RATIO 7.4

/* Beyond so many stretches all is taken as settled: k and the number of gaps
 * are beyond 10^6 then, and what is neglected is half a purchase. */
#define COMERS_STRETCHES 4096

/* The rest's integral in log x: by equal steps, which leave
 * exp(-pi^2 / REST_STEP), from here on. */
#define REST_STEP 0.45
#define REST_FROM (-24.0)

/* So many of the steps, x up to e^-1, are made a few: what is summed there is
 * smooth in x. */
enum { REST_NEAR = 52 };

/* A term below this share of its sum ends it. */
#define COMERS_NEGLIGIBLE 1e-11

/* Of a sum of gaps, the logarithm of z times the density at z. */
static double log_come(double shape, double n, double z)
{
    return cev__beta_log_density(shape, n, z / (1.0 + z), 1.0 / (1.0 + z));
}

/* In the middle of the stretch, of the sum of j gaps. */
static double come_at_middle(cev__comers *comers, double j)
{
    int at = (int)(j - comers->first);

    if (j < comers->first || j >= comers->first + CEV__COMERS_SHAPES)
        return log_come(j * comers->k, comers->n, comers->middle);
    for (; comers->known <= at; comers->known++)
        comers->log_middle[comers->known] =
            log_come((comers->first + comers->known) * comers->k, comers->n,
                     comers->middle);
    return comers->log_middle[at];
}

typedef struct comers_place {
    double k, n, z;
} comers_place;

static double come_after(const void *state, double j)
{
    const comers_place *at = state;

    return cev__exp(log_come(j * at->k, at->n, at->z));
}

/* z m(z) where very many terms differ little: the first one by one, the others
 * in blocks as long as what is before them. */
static double broad_density_of(const cev__comers *comers, double z)
{
    comers_place at = {comers->k, comers->n, z};
    double sum = 0.0, before = INFINITY, part = 0.0, j;

    for (j = 1.0; j < CEV__COMERS_SHAPES; j += 1.0)
        sum += come_after(&at, j);
    while (j == CEV__COMERS_SHAPES || part >= before
           || part > COMERS_NEGLIGIBLE * sum) {
        before = j == CEV__COMERS_SHAPES ? INFINITY : part;
        part = cev__long_sum(j, j, come_after, &at);
        sum += part;
        j *= 2.0;
    }
    return sum;
}

/* z m(z): the terms from the highest on, up and down. */
static double density_of(cev__comers *comers, double z)
{
    double farther = cev__log(z / comers->middle);
    double less = -cev__log1p((z - comers->middle) / (1.0 + comers->middle));
    double top = fmax(1.0, floor(z * comers->n / comers->k + 0.5));
    double sum = 0.0, way;

    if (top > CEV__COMERS_SHAPES && comers->n < COMERS_BROAD)
        return broad_density_of(comers, z);
    for (way = 1.0; way >= -1.0; way -= 2.0) {
        double j = way > 0.0 ? top : top - 1.0, before = 0.0;

        for (; j >= 1.0; j += way) {
            double shape = j * comers->k;
            double term = cev__exp(come_at_middle(comers, j)
                                   + shape * farther
                                   + (comers->n + shape) * less);

            sum += term;
            if (term <= before && term <= COMERS_NEGLIGIBLE * sum)
                break;
            before = term;
        }
    }
    return sum;
}

/* The sums of gaps that matter in the stretch. */
static void begin_shapes(cev__comers *comers)
{
    double at = comers->low * comers->n / comers->k;
    double spread = sqrt(at / comers->k + at * (at / comers->n));

    comers->middle = 0.5 * (comers->low + comers->high);
    comers->known = 0;
    comers->first = fmax(1.0, floor(at - COMERS_SPREADS * spread));
}

/* What the rest's integral takes of k alone. */
static void prepare_rest(cev__comers *comers)
{
    double sin_half = cev__sin(0.5 * PI * comers->k);
    double scale = 0.25 * REST_STEP * cev__sin(PI * comers->k) / PI;
    cev__few_nodes few;
    int i;

    for (i = 0; i < CEV__COMERS_REST; i++) {
        double xi = REST_FROM + REST_STEP * i, x = cev__exp(xi);
        double more = cev__expm1(0.5 * comers->k * xi);
        double sinh_half = 0.5 * (more + more / (1.0 + more));

        comers->rest_rate[i] = 1.0 + x;
        comers->rest_weight[i] =
            scale * x / (1.0 + x)
            / (sinh_half * sinh_half + sin_half * sin_half);
    }
    cev__few_nodes_of(REST_NEAR, comers->rest_rate, comers->rest_weight,
                      CEV__SMALL, &few);
    for (i = 0; i < CEV__SMALL; i++) {
        int at = REST_NEAR - CEV__SMALL + i;

        comers->rest_rate[at] = few.place[i];
        comers->rest_weight[at] = few.weight[i];
    }
}

/* The rest of M at z > 0, k < 1. */
static double rest_of(const cev__comers *comers, double z)
{
    double sum = 0.0, before = 0.0, share = 0.0;
    int i;

    for (i = REST_NEAR - CEV__SMALL; i < CEV__COMERS_REST; i++) {
        double term = comers->rest_weight[i]
                      * cev__exp(-comers->n
                                 * cev__log1p(z * comers->rest_rate[i]));

        sum += term;
        if (i >= REST_NEAR && term < before
            && term <= COMERS_NEGLIGIBLE * sum)
            return sum;
        share = term / before;
        before = term;
    }
    return sum + before * share / (1.0 - share);
}

static double line_at(const cev__comers *comers, double z)
{
    return comers->n / comers->k * z + 0.5 / comers->k - 0.5;
}

/* How far the rest has fallen at z, as -log. */
static double settled_by(const cev__comers *comers, double z)
{
    double turn = 2.0 * PI / comers->k;
    double cut = comers->n * cev__log1p(z), less, sine;

    if (comers->k <= 2.0)
        return cut;
    sine = cev__sin(0.5 * turn);
    less = 2.0 * sine * sine;
    sine = cev__sin(turn);
    return fmin(cut, 0.5 * comers->n
                         * cev__log1p(z * (2.0 * less + z * less * less
                                           + z * sine * sine)));
}

double cev__comers_place(const cev__comers *comers, double y)
{
    double share = y;

    if (comers->e <= 0.0)
        return comers->low
               * cev__exp(y * cev__log(comers->high / comers->low));
    if (comers->e > 1.0)
        share = cev__exp(comers->e * cev__log(y));
    return comers->low + (comers->high - comers->low) * share;
}

double cev__comers_share(const cev__comers *comers, double z)
{
    double share = (z - comers->low) / (comers->high - comers->low);

    if (comers->e <= 0.0)
        return cev__log(z / comers->low)
               / cev__log(comers->high / comers->low);
    return comers->e > 1.0 ? cev__exp(cev__log(share) / comers->e) : share;
}

double cev__comers_pace(const cev__comers *comers, double y, double z)
{
    if (comers->e <= 0.0)
        return z * cev__log(comers->high / comers->low);
    return comers->e * ((z - comers->low) / y);
}

double cev__comers_at(const cev__comers *comers, double y)
{
    double s = 2.0 * y - 1.0, last = s;
    int i;

    for (i = 1; i < CEV__CHEBYSHEV; i *= 2)
        last *= last;
    return cev__chebyshev_at(comers->power, s)
           + comers->power[CEV__CHEBYSHEV] * last;
}

void cev__comers_begin(double k, double n, cev__comers *comers)
{
    comers->k = k;
    comers->n = n;
    comers->low = comers->high = 0.0;
    comers->stretches = comers->is_settled = 0;
    memset(comers->power, 0, sizeof comers->power);
    if (k < 1.0)
        prepare_rest(comers);
}

/* Up to where the first one is. */
static double first_stretch_end(const cev__comers *comers)
{
    double gap = comers->k / comers->n;
    double sigmas = sqrt(1.0 / comers->k + 1.0 / comers->n);
    double none = 1.0 / cev__expm1(COMERS_SETTLED / comers->k);

    if (comers->k < COMERS_CLUMPY)
        return COMERS_NEAR / comers->n;
    if (comers->k < 1.0)
        return fmin(COMERS_LOW / comers->n, COMERS_POLE);
    if (COMERS_EARLY * sigmas < 1.0 - COMERS_SOON)
        return gap * (1.0 - COMERS_EARLY * sigmas);
    return fmin(gap * fmax(COMERS_SOON, 1.0 - COMERS_BEFORE * sigmas),
                fmax(COMERS_POLE, none));
}

/* Where the next stretch is, and how y leads there. */
static void place_stretch(cev__comers *comers, double most)
{
    double z = comers->low = comers->high;
    double wide = COMERS_SIGMAS * sqrt(z * ((1.0 + z) / comers->n));

    comers->e = 1.0;
    if (comers->stretches++ == 0) {
        comers->high = first_stretch_end(comers);
        comers->e = fmax(1.0, (comers->k < 1.0 ? COMERS_POWER_LOW
                                               : COMERS_POWER)
                                  / comers->k);
    } else if (comers->k < COMERS_CLUMPY) {
        comers->high = COMERS_RATIO * z;
        comers->e = 0.0;
    } else {
        comers->high = fmin(COMERS_GROWTH * z, z + wide);
    }
    comers->high = fmin(comers->high, most);
}

/* The polynomial's integral, beginning with what had come before. */
static void integrate_power(double before, double power[CEV__CHEBYSHEV + 1])
{
    double from = 0.0;
    int i;

    for (i = CEV__CHEBYSHEV; i > 0; i--)
        power[i] = power[i - 1] / i;
    for (i = CEV__CHEBYSHEV; i > 0; i--)
        from += i % 2 == 0 ? power[i] : -power[i];
    power[0] = before - from;
}

/* At a point of the stretch: M, up to k = 1; else its slope in 2 y - 1. */
static double sample_stretch(cev__comers *comers, double y)
{
    double z = cev__comers_place(comers, y);

    if (comers->k < COMERS_CLUMPY && comers->low == 0.0)
        z = comers->high;
    if (comers->k < 1.0)
        return line_at(comers, z) - rest_of(comers, z);
    if (comers->k <= 1.0)
        return line_at(comers, z);
    return density_of(comers, z) / z * 0.5 * cev__comers_pace(comers, y, z);
}

void cev__comers_next(cev__comers *comers, double most)
{
    double before = cev__comers_at(comers, 1.0), value[CEV__CHEBYSHEV];
    int i;

    if (comers->stretches == 0)
        before = 0.0;
    if (comers->stretches > COMERS_STRETCHES
        || settled_by(comers, comers->high) >= COMERS_SETTLED)
        comers->is_settled = 1;
    place_stretch(comers, most);
    if (comers->is_settled) {
        comers->high = most;
        memset(comers->power, 0, sizeof comers->power);
        comers->power[1] =
            0.5 * comers->n / comers->k * (most - comers->low);
        comers->power[0] = line_at(comers, comers->low) + comers->power[1];
        return;
    }
    begin_shapes(comers);
    for (i = 0; i < CEV__CHEBYSHEV; i++) {
        double s = i < CEV__CHEBYSHEV / 2
                       ? cev__chebyshev_point[i]
                       : -cev__chebyshev_point[CEV__CHEBYSHEV - 1 - i];

        value[i] = sample_stretch(comers, 0.5 + 0.5 * s);
    }
    cev__chebyshev_through(value, comers->power);
    comers->power[CEV__CHEBYSHEV] = 0.0;
    if (comers->k > 1.0)
        integrate_power(before, comers->power);
}
