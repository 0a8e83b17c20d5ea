/*
 * Purchases to come; see ggg_renewal.h.
 *
 * The next one comes at V > D. Once it has come at v, n and A have grown by k
 * and k v, B by v, and M(z) more have come z (A / k + v) later: see
 * ggg_comers.h. With stay(w) the probability to be active at w, discounted,
 * those until the horizon's end at `end` count, by parts,
 *     R(v) = M(at the end) stay(end) + int M d(-stay).
 * The integral over v is taken by ggg_waiting.h. R is smooth, as a rule
 * smoother than the density that it stands under: a polynomial in v will do.
 */
#include "../core/compiler.h"
#include "ggg_renewal.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "ggg_comers.h"
#include "ggg_silence.h"

/* In the last panel before the horizon what is left of it is to be a power of
 * y like this over k, as R is its k-th there, but a whole one, as the purchase
 * itself is smooth; up to so high a one. */
#define RENEWAL_POWER 4.0
#define RENEWAL_STEEPEST 8.0

/* What is below this share of the sum is left out. */
#define RENEWAL_NEGLIGIBLE 1e-10

/* R has steps, which a panel follows for so many of their standard deviations
 * in log v. */
#define RENEWAL_SIGMAS 5.0

/* Gaps that scatter by less than a hundredth of themselves count as if they
 * scattered by that, so that there is an end to the panels. */
#define RENEWAL_EVEN 1e4

/* A stretch is to be no longer than this times the age at which it begins, B
 * included, and no more lifetimes than this; and of whom so few are left, no
 * one counts. */
#define RENEWAL_AGES 3.0
#define RENEWAL_LIFETIMES 10.0
#define RENEWAL_GONE 1e-15

/* A polynomial is wanted for so many purchases or more, and taken where its
 * last two terms are this small. */
#define RENEWAL_MANY 24
#define RENEWAL_SMOOTH 1e-10

/* So many times of the next purchase are kept at once. */
enum { RENEWAL_HELD = 96, RENEWAL_NODES = 2 * CEV__LEGENDRE_HALF };

typedef struct renewal {
    cev__waiting_sums base; /* first */
    const cev__waiting_law *law;
    const cev__leaving *leaving;
    double end, stay_end;
    int held;
    double v[RENEWAL_HELD], weight[RENEWAL_HELD];
    double total;
    double more; /* purchases that are to come after the next */
} renewal;

/* The nodes of Gauss's rule on (0, 1), with weights. */
static double renewal_node(int i, double *weight)
{
    double side = i % 2 == 0 ? 0.5 : -0.5;

    *weight = 0.5 * cev__legendre_weight[i / 2];
    return 0.5 + side * cev__legendre_node[i / 2];
}

/* Purchases at times v that R is wanted of. */
typedef struct renewed {
    int count;
    const double *v;
    double scale[RENEWAL_HELD], last[RENEWAL_HELD]; /* z of the end */
    double out[RENEWAL_HELD];
} renewed;

/* How far the stretch that begins at z may go. */
static double stretch_allowed(const renewal *r, const renewed *these, double z)
{
    double most = 0.0, allowed = INFINITY;
    int i;

    for (i = 0; i < these->count; i++) {
        double w = these->v[i] + these->scale[i] * z;
        double length = fmin(RENEWAL_AGES * (r->law->B + w),
                             RENEWAL_LIFETIMES / cev__leaving_rate(r->leaving, w));

        most = fmax(most, these->last[i]);
        if (these->last[i] > z)
            allowed = fmin(allowed, length / these->scale[i]);
    }
    return fmin(most, z + allowed);
}

/* A stretch's part in R(v) of those whose horizon goes on beyond it. */
static void add_whole(const renewal *r, const cev__comers *comers,
                      renewed *these)
{
    double z[RENEWAL_NODES], weight[RENEWAL_NODES];
    int i, node;

    for (node = 0; node < RENEWAL_NODES; node++) {
        double y = renewal_node(node, &weight[node]);

        z[node] = cev__comers_place(comers, y);
        weight[node] *= cev__comers_pace(comers, y, z[node])
                        * cev__comers_at(comers, y);
    }
    for (i = 0; i < these->count; i++) {
        double sum = 0.0;

        if (these->last[i] < comers->high)
            continue;
        for (node = 0; node < RENEWAL_NODES; node++) {
            double w = these->v[i] + these->scale[i] * z[node];

            sum += weight[node] * cev__leaving_lose(r->leaving, w);
        }
        these->out[i] += these->scale[i] * sum;
    }
}

/* The same where the horizon is in it. */
static double stretch_part(const renewal *r, const cev__comers *comers,
                      const renewed *these, int i)
{
    double share = cev__comers_share(comers, these->last[i]), sum = 0.0;
    int node;

    for (node = 0; node < RENEWAL_NODES; node++) {
        double weight, y = share * renewal_node(node, &weight);
        double z = cev__comers_place(comers, y);
        double w = these->v[i] + these->scale[i] * z;

        sum += weight * cev__comers_pace(comers, y, z)
               * cev__comers_at(comers, y) * cev__leaving_lose(r->leaving, w);
    }
    return these->scale[i] * share * sum
           + cev__comers_at(comers, share) * r->stay_end;
}

/* R of them all, stretch after stretch. */
static void renew(const renewal *r, renewed *these)
{
    cev__comers comers;
    double first = these->v[0] + 0.0, most = 0.0;
    int i;

    cev__comers_begin(r->law->k, r->law->n + r->law->k, &comers);
    for (i = 0; i < these->count; i++) {
        these->scale[i] = r->law->A / r->law->k + these->v[i];
        these->last[i] = fmax(r->end - these->v[i], 0.0) / these->scale[i];
        these->out[i] = 0.0;
        most = fmax(most, these->last[i]);
        first = fmin(first, these->v[i]);
    }
    while (comers.high < most
           && cev__leaving_stay(r->leaving, first + (r->law->A / r->law->k + first)
                                     * comers.high)
                  > RENEWAL_GONE * cev__leaving_stay(r->leaving, first)) {
        cev__comers_next(&comers, stretch_allowed(r, these, comers.high));
        add_whole(r, &comers, these);
        for (i = 0; i < these->count; i++)
            if (these->last[i] > comers.low && these->last[i] < comers.high)
                these->out[i] += stretch_part(r, &comers, these, i);
            else if (these->last[i] == comers.high)
                these->out[i] += cev__comers_at(&comers, 1.0) * r->stay_end;
    }
}

static void renew_held(const renewal *r, double *out)
{
    renewed these;

    these.count = r->held;
    these.v = r->v;
    renew(r, &these);
    memcpy(out, these.out, (size_t)r->held * sizeof *out);
}

/* Where the v are many, by a polynomial; 0 where that will not do. */
static int renew_smoothly(const renewal *r, double *out)
{
    double v[CEV__CHEBYSHEV], power[CEV__CHEBYSHEV];
    double low = r->v[0], high = r->v[0], half, middle;
    renewed these;
    int i;

    for (i = 1; i < r->held; i++) {
        low = fmin(low, r->v[i]);
        high = fmax(high, r->v[i]);
    }
    half = 0.5 * (high - low);
    middle = low + half;
    if (!(half > 0.0)) /* next to k = 0 all come at once, as doubles have it */
        return 0;
    for (i = 0; i < CEV__CHEBYSHEV / 2; i++) {
        v[i] = middle + half * cev__chebyshev_point[i];
        v[CEV__CHEBYSHEV - 1 - i] = middle - half * cev__chebyshev_point[i];
    }
    these.count = CEV__CHEBYSHEV;
    these.v = v;
    renew(r, &these);
    cev__chebyshev_through(these.out, power);
    for (i = 0; i < r->held; i++)
        out[i] = cev__chebyshev_at(power, (r->v[i] - middle) / half);
    /* Powers of s have up to 2^(i - 1) in T_i. */
    return fabs(power[15]) <= RENEWAL_SMOOTH * 16384.0
           && fabs(power[14]) <= RENEWAL_SMOOTH * 8192.0;
}

/* Those after the purchases held are added to the total. */
static void settle_held(renewal *r)
{
    double out[RENEWAL_HELD];
    int i;

    if (r->held == 0)
        return;
    if (r->held < RENEWAL_MANY || !renew_smoothly(r, out))
        renew_held(r, out);
    for (i = 0; i < r->held; i++)
        r->total += r->weight[i] * out[i];
    r->held = 0;
}

static void add_purchase(cev__waiting_sums *base, const cev__waiting *waiting,
                         const cev__waiting_node *node)
{
    renewal *r = (renewal *)base;
    double v = fmin(fmax(node->v, r->leaving->D), r->end);
    double counted = node->weight * cev__leaving_stay(r->leaving, v);

    (void)waiting;
    r->total += counted;
    base->watched[0] += counted;
    base->watched[1] = base->watched[0];
    if (counted <= RENEWAL_NEGLIGIBLE * base->watched[0] || v >= r->end)
        return;
    r->v[r->held] = v;
    r->weight[r->held++] = node->weight;
    if (r->held == RENEWAL_HELD)
        settle_held(r);
}

/* The integral over v, in its logarithm. */
static void sum_purchases(renewal *r)
{
    cev__waiting law = cev__waiting_of(r->law), *waiting = &law;
    double low = cev__log(r->leaving->D / law.peak);
    double high = cev__log(r->end / law.peak);
    double power = fmin(ceil(RENEWAL_POWER / r->law->k), RENEWAL_STEEPEST);
    double edge =
        fmax(low, high
                      - cev__waiting_panel(waiting, high, &r->base) / power);

    if (low < fmin(edge, 0.0))
        cev__waiting_side(waiting, fmin(edge, 0.0), low, &r->base);
    if (edge > fmax(low, 0.0))
        cev__waiting_side(waiting, fmax(low, 0.0), edge, &r->base);
    settle_held(r);
    if (edge < high)
        cev__waiting_last(waiting, edge, high, power, &r->base);
    settle_held(r);
}

/* The pace of the law with gaps no more even than is told apart. */
static cev__waiting_law even_enough(const cev__waiting_law *law)
{
    cev__waiting_law even = *law;

    even.k = fmin(law->k, RENEWAL_EVEN);
    return even;
}

static renewal renewal_of(const cev__waiting_law *law,
                          const cev__leaving *leaving, double end)
{
    renewal r;

    memset(&r.base, 0, sizeof r.base);
    r.base.is_bounded = 1;
    r.base.negligible = RENEWAL_NEGLIGIBLE;
    r.law = law;
    r.leaving = leaving;
    r.end = end;
    r.held = 0;
    r.total = 0.0;
    r.stay_end = cev__leaving_stay(leaving, end);
    return r;
}

double cev__renewal_ahead(const cev__waiting_law *law,
                          const cev__leaving *leaving, double end)
{
    cev__waiting_law even = even_enough(law);
    renewal r = renewal_of(&even, leaving, end);

    r.base.add = add_purchase;
    r.base.longest =
        RENEWAL_SIGMAS * sqrt(1.0 / even.k + 1.0 / (even.n + even.k));
    if (end > leaving->D)
        sum_purchases(&r);
    return r.total;
}

/* The first one alone: watched[0] is how likely it is, the total its time. */
static void add_first(cev__waiting_sums *base, const cev__waiting *waiting,
                      const cev__waiting_node *node)
{
    renewal *r = (renewal *)base;
    double counted = node->weight * cev__leaving_stay(r->leaving, node->v);

    (void)waiting;
    base->watched[0] += counted;
    base->watched[1] = base->watched[0];
    r->total += counted * fmax(node->v - r->leaving->D, 0.0);
}

double cev__renewal_first(const cev__waiting_law *law,
                          const cev__leaving *leaving, double end,
                          double *since)
{
    renewal r = renewal_of(law, leaving, end);

    r.base.add = add_first;
    if (end > leaving->D)
        sum_purchases(&r);
    *since = r.total;
    return r.base.watched[0];
}

/* The first one, where the others follow in time: as from then on n and A have
 * grown, and B. */
static void add_reaching(cev__waiting_sums *base, const cev__waiting *waiting,
                         const cev__waiting_node *node)
{
    renewal *r = (renewal *)base;
    double counted = node->weight * cev__leaving_stay(r->leaving, node->v);
    cev__waiting_law law = *r->law;

    (void)waiting;
    law.n += law.k;
    law.A += law.k * node->v;
    law.B += node->v;
    r->total += counted
                * cev__silence_broken(&law, r->more,
                                      fmax(r->end - node->v, 0.0),
                                      RENEWAL_NEGLIGIBLE);
    base->watched[0] += counted;
    base->watched[1] = base->watched[0];
}

double cev__renewal_reaches(const cev__waiting_law *law,
                            const cev__leaving *leaving, double end,
                            double count)
{
    renewal r = renewal_of(law, leaving, end);

    r.base.add = add_reaching;
    r.more = count - 1.0;
    if (end > leaving->D)
        sum_purchases(&r);
    return r.total;
}
