/*
 * How an estimate made from the parameters spreads with them: it is worked out
 * again at places around them, those of a reach (reach.h), and what it changes
 * there is put together.
 */
#ifndef CEV_SPREAD_H
#define CEV_SPREAD_H

#include "directions.h"
#include "reach.h"

/* Places there are at most: without draws, and with them. */
enum { CEV__PLACES = 1 + 2 * CEV__WAYS, CEV__PLACES_DRAWN = CEV__DRAWS_MOST };

/* What the changes of an estimate between the centre and the points add up
 * to, on a scale without ends; all 0 to begin with. */
typedef struct cev__spread {
    double slopes, bends; /* squares, and bends weighed with them */
    double most, least;   /* on any way */
    double up, down;      /* squares */
    double from;          /* the estimate to the centre */
    /* Of draws: the changes at each, somebody else's; else NULL. What is
     * added besides is independent of them. */
    const double *changes;
    int count;
} cev__spread;

/* The changes at the two points of one axis. Without digits left (NaN,
 * infinite) the axis says nothing. */
void cev__spread_add(cev__spread *spread, double above, double below);

/* The same of a way between the axes. */
void cev__spread_see(cev__spread *spread, double above, double below);

/* Where a function of n parameters is worked out to know how it spreads: with
 * a plain reach a small step along each direction of the covariance; else at
 * the centre and then at the points, in pairs, of the axes first; or at the
 * draws. */
typedef struct cev__places {
    int is_plain, count, axes;
    double z;
    cev__directions directions;
    double params[CEV__PLACES][CEV__SMALL];
    const cev__draws *draws; /* the reach's; else NULL */
} cev__places;

void cev__places_of(int n, const double *params, const double *covariance,
                    const cev__reach *reach, cev__places *out);

/* The n parameters at place k. */
void cev__places_at(const cev__places *places, int n, int k, double *params);

/* The spread of a function that is around[k] at place k. Of draws it keeps
 * `around`, which becomes the changes. */
cev__spread cev__places_spread(const cev__places *places, double *around,
                               double estimate);

/* Changes that are independent of those in spread. Of draws, as many of both,
 * it keeps `room`, which takes them and may be where spread had them. */
void cev__spread_join(cev__spread *spread, const cev__spread *other,
                      double *room);

/* The ends for `ratio` times the z of the points, as changes from the value
 * at the estimate, which lies between them. */
void cev__spread_ends(const cev__spread *spread, double ratio, double *lower,
                      double *upper);

/* The ends around a positive value whose logarithm spreads so, or one turned
 * round by a margin below 0. */
void cev__interval_around(double value, const cev__spread *spread,
                          double ratio, double *lower, double *upper);

#endif
