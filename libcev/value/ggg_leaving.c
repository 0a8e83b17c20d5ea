/* When customers leave; see ggg_leaving.h. */
#include "../core/compiler.h"
#include "ggg_leaving.h"

#include <math.h>

#include "../math/elementary.h"

/* Pieces that 16 points follow: (B + w) grows by this factor at most, and
 * what is left falls by e to this. */
#define LEAVING_GROWTH 2.0
#define LEAVING_LIFETIMES 6.0

double cev__leaving_stay(const cev__leaving *leaving, double w)
{
    return cev__exp(-leaving->s * cev__log1p(w / leaving->B)
                    - leaving->delta * (w - leaving->D));
}

double cev__leaving_rate(const cev__leaving *leaving, double w)
{
    return leaving->s / (leaving->B + w) + leaving->delta;
}

static void add_leaving_piece(cev__leaving *leaving, double from, double to)
{
    double half = 0.5 * (to - from), middle = from + half;
    double value[CEV__CHEBYSHEV];
    int at = leaving->pieces, i;

    if (!(half > 0.0))
        return;
    for (i = 0; i < CEV__CHEBYSHEV; i++) {
        double s = i < CEV__CHEBYSHEV / 2
                       ? cev__chebyshev_point[i]
                       : -cev__chebyshev_point[CEV__CHEBYSHEV - 1 - i];
        double w = middle + half * s;

        value[i] = cev__leaving_rate(leaving, w)
                   * cev__leaving_stay(leaving, w);
    }
    cev__chebyshev_through(value, leaving->power[at]);
    leaving->to[at] = to;
    leaving->middle[at] = middle;
    leaving->per_half[at] = 1.0 / half;
    leaving->pieces++;
}

void cev__leaving_begin(double s, double B, double delta, double D, double end,
                        cev__leaving *out)
{
    double at = D;

    out->s = s;
    out->B = B;
    out->delta = delta;
    out->D = D;
    out->pieces = 0;
    while (at < end && out->pieces < CEV__LEAVING_PIECES) {
        double to = fmin(at + fmin((LEAVING_GROWTH - 1.0) * (B + at),
                                   LEAVING_LIFETIMES
                                       / cev__leaving_rate(out, at)),
                         end);
        int before = out->pieces;

        add_leaving_piece(out, at, to);
        if (out->pieces == before)
            return;
        at = to;
    }
}

double cev__leaving_lose(const cev__leaving *leaving, double w)
{
    int at = 0;

    while (at < leaving->pieces && w > leaving->to[at])
        at++;
    if (at == leaving->pieces)
        return cev__leaving_rate(leaving, w) * cev__leaving_stay(leaving, w);
    return cev__chebyshev_at(leaving->power[at],
                             (w - leaving->middle[at])
                                 * leaving->per_half[at]);
}
