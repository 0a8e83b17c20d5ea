/*
 * Purchases to come; see ggg_renewal.h.
 *
 * The next one comes at V > D. Once it has come at v, n and A have grown by k
 * and k v, B by v, and the later ones are a renewal process from there: with
 * z = k u / A they come, at a time u after v, with the density
 *     m(z) = sum_{j >= 1} Gamma(n + j k) / (Gamma(j k) Gamma(n))
 *                         z^(j k - 1) (1 + z)^(-n - j k),
 * which ends at n / k, late where k or n are small. Each counts by the
 * probability to be active and by its discount; so there are two integrals,
 * over v and over u. The first is taken by ggg_waiting.h, the second by
 * Gauss's rule over panels that double from one gap on, m being remembered in
 * pieces of log z for each k.
 */
#include "../core/compiler.h"
#include "ggg_renewal.h"

#include <float.h>
#include <math.h>

#include "../math/chebyshev.h"
#include "../math/elementary.h"
#include "../math/gamma.h"
#include "../math/legendre.h"
#include "../math/long_sum.h"

/* So many terms of m are added one by one. Where more are wanted, m has ended
 * at n / k if n is above that, to 1e-9; else the rest is smooth enough for
 * blocks as long as what is before them. A term or a block below this share
 * of the sum ends it. */
#define RENEWAL_TERMS 128
#define RENEWAL_ENDS 64.0
#define RENEWAL_TERM 1e-10

/* Pieces in which z m(z) is remembered, each this many standard deviations of
 * the first gap in log z, but not longer than that; a piece beyond the last
 * takes the place of another. */
#define RENEWAL_PIECES 16
#define RENEWAL_SIGMAS 4.0
#define RENEWAL_LENGTH 1.4

/* Below this z is asked for too seldom to be worth a piece. */
#define RENEWAL_NEAR 1e-5

/* In the first panel z^k is to be a power of this at least. */
#define RENEWAL_POWER 4.0

/* Those after a purchase next to the horizon are like the k-th power of what
 * is left of it, and that is to be a power like this too, but a whole one, as
 * the purchase itself is smooth there; up to so high a one. */
#define RENEWAL_STEEPEST 24.0

/* What is below this share of the sum is left out. */
#define RENEWAL_NEGLIGIBLE 1e-10

typedef struct renewal_piece {
    int is_filled;
    double at; /* number of the piece */
    double power[CEV__CHEBYSHEV];
} renewal_piece;

/* m for one k, and what it is used for. */
typedef struct renewal {
    cev__waiting_sums base; /* first */
    double k, n;
    double length; /* of a piece */
    int terms;     /* coefficients known */
    double log_coefficient[RENEWAL_TERMS];
    renewal_piece piece[RENEWAL_PIECES];
    double D;
    const cev__view *view;
    double total;
} renewal;

static double coefficient_at(renewal *r, int j)
{
    while (r->terms < j) {
        double shape = (r->terms + 1) * r->k;

        r->log_coefficient[r->terms++] = -cev__lbeta(shape, r->n);
    }
    return r->log_coefficient[j - 1];
}

/* What all terms of z m(z) share. */
typedef struct renewal_terms {
    double k, n, shares, rest;
} renewal_terms;

static double term_of(const void *state, double j)
{
    const renewal_terms *terms = state;
    double shape = j * terms->k;

    return cev__exp(shape * terms->shares + terms->rest
                    - cev__lbeta(shape, terms->n));
}

/* The terms from `first` on, whose sum so far is given. */
static double sum_far_renewals(const renewal_terms *terms, double first,
                               double sum)
{
    double before = INFINITY;

    for (;;) {
        double part = cev__long_sum(first, first, term_of, terms);

        sum += part;
        if (part < before && part <= RENEWAL_TERM * sum)
            return sum;
        before = part;
        first *= 2.0;
    }
}

/* z m(z): its terms have one peak. */
static double sum_renewals(renewal *r, double z)
{
    renewal_terms terms;
    double sum = 0.0, before = 0.0;
    int j;

    terms.k = r->k;
    terms.n = r->n;
    terms.shares = -cev__log1p(1.0 / z);
    terms.rest = -r->n * cev__log1p(z);
    for (j = 1; j <= RENEWAL_TERMS; j++) {
        double term = cev__exp(coefficient_at(r, j)
                               + j * r->k * terms.shares + terms.rest);

        sum += term;
        if (term < before && term < RENEWAL_TERM * sum)
            return sum;
        before = term;
    }
    if (r->n > RENEWAL_ENDS)
        return z * (r->n / r->k);
    return sum_far_renewals(&terms, RENEWAL_TERMS + 1.0, sum);
}

static void fill_renewals(renewal *r, double at, renewal_piece *piece)
{
    double value[CEV__CHEBYSHEV];
    int i;

    for (i = 0; i < CEV__CHEBYSHEV; i++) {
        double s = i < CEV__CHEBYSHEV / 2
                       ? cev__chebyshev_point[i]
                       : -cev__chebyshev_point[CEV__CHEBYSHEV - 1 - i];

        value[i] =
            sum_renewals(r, cev__exp(r->length * (at + 0.5 + 0.5 * s)));
    }
    cev__chebyshev_through(value, piece->power);
    piece->is_filled = 1;
    piece->at = at;
}

static double renewals_at(renewal *r, double z)
{
    double place, at;
    renewal_piece *piece;

    if (z < RENEWAL_NEAR)
        return z < DBL_MIN ? 0.0 : sum_renewals(r, z);
    place = cev__log(z) / r->length;
    at = floor(place);
    piece = &r->piece[(int)(at - RENEWAL_PIECES * floor(at / RENEWAL_PIECES))];
    if (!piece->is_filled || piece->at < at || piece->at > at)
        fill_renewals(r, at, piece);
    return cev__chebyshev_at(piece->power, 2.0 * (place - at) - 1.0);
}

/* After a purchase at v: scales of the time after it. */
typedef struct renewal_start {
    double scale; /* A / k: u = scale z */
    double B, s, delta;
} renewal_start;

/* The integral of m over z in (low, high], z = low + (high - low) y^e. */
static double renewal_panel(renewal *r, const renewal_start *from, double low,
                            double high, double e)
{
    double sum = 0.0;
    int i;

    for (i = 0; i < 2 * CEV__LEGENDRE_HALF; i++) {
        double side = i % 2 == 0 ? 0.5 : -0.5;
        double y = 0.5 + side * cev__legendre_node[i / 2];
        double steep = e > 1.0 ? cev__exp((e - 1.0) * cev__log(y)) : 1.0;
        double z = low + (high - low) * steep * y, u = from->scale * z;
        double weight = 0.5 * cev__legendre_weight[i / 2] * e * steep
                        * (high - low);

        /* weight / z may overflow where m(z) dz does not. */
        sum += renewals_at(r, z) * (weight / fmax(z, DBL_MIN))
               * cev__exp(-from->s * cev__log1p(u / from->B)
                          - from->delta * u);
    }
    return sum;
}

/* Purchases within `time` after one at v, he being active then. */
static double renewals_after(renewal *r, const cev__waiting_law *law, double v,
                             double time)
{
    renewal_start from;
    double gap, end, high, sum;

    from.scale = (law->A + law->k * v) / law->k;
    from.B = law->B + v;
    from.s = law->s;
    from.delta = r->view->delta;
    end = time / from.scale;
    gap = r->k / r->n;
    high = fmin(gap, end);
    sum = renewal_panel(r, &from, 0.0, high,
                        fmax(1.0, RENEWAL_POWER / r->k));
    while (high < end) {
        double low = high;

        high = fmin(2.0 * low + gap, end);
        sum += renewal_panel(r, &from, low, high, 1.0);
    }
    return sum;
}

static void add_purchase(cev__waiting_sums *base, const cev__waiting *waiting,
                         const cev__waiting_node *node)
{
    renewal *r = (renewal *)base;
    const cev__waiting_law *law = &waiting->law;
    double since = fmax(node->v - r->D, 0.0);
    double time = fmax(r->view->horizon - since, 0.0), counted;

    counted = node->weight
              * cev__exp(-law->s * cev__log1p(node->v / law->B)
                         - r->view->delta * since);
    r->total += counted;
    if (time > 0.0 && counted > RENEWAL_NEGLIGIBLE * r->total)
        r->total += counted * renewals_after(r, law, node->v, time);
    base->watched[0] = r->total;
}

double cev__renewal_ahead(const cev__waiting_law *law, double D,
                          const cev__view *view)
{
    cev__waiting waiting = cev__waiting_of(law);
    double low = cev__log(D / waiting.peak);
    double high = cev__log((D + view->horizon) / waiting.peak);
    double power = fmin(ceil(RENEWAL_POWER / law->k), RENEWAL_STEEPEST), edge;
    renewal r;
    int i;

    if (view->horizon == 0.0)
        return 0.0;
    r.base.add = add_purchase;
    r.base.watched[0] = r.base.watched[1] = 0.0;
    r.base.is_plain = r.base.is_bounded = 0;
    r.base.negligible = RENEWAL_NEGLIGIBLE;
    r.k = law->k;
    r.n = law->n + law->k;
    r.length = fmin(RENEWAL_LENGTH,
                    RENEWAL_SIGMAS * sqrt(1.0 / r.k + 1.0 / r.n));
    r.terms = 0;
    for (i = 0; i < RENEWAL_PIECES; i++)
        r.piece[i].is_filled = 0;
    r.D = D;
    r.view = view;
    r.total = 0.0;
    edge = fmax(low, high
                         - cev__waiting_panel(&waiting, high,
                                              RENEWAL_NEGLIGIBLE)
                               / power);
    if (low < fmin(edge, 0.0))
        cev__waiting_side(&waiting, fmin(edge, 0.0), low, &r.base);
    if (edge > fmax(low, 0.0))
        cev__waiting_side(&waiting, fmax(low, 0.0), edge, &r.base);
    if (edge < high)
        cev__waiting_last(&waiting, edge, high, power, &r.base);
    return r.total;
}
