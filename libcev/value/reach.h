/*
 * How far the truth may be from an estimate: places in the space of the
 * log-parameters where the likelihood, times the weak prior of estimate.h,
 * has fallen as far as it falls at the ends of an interval (by z^2 / 2, Wilks'
 * theorem). Such intervals follow the likelihood where it is skew, which the
 * standard errors at the maximum cannot.
 *
 * Along each principal axis of the curvature the outermost places on either
 * side are kept: those are what an estimate made from the parameters is
 * worked out at again, and the changes add up as squares. Each parameter has
 * its own ends besides, of the likelihood alone where that has a proper
 * maximum.
 *
 * Where every direction is known well, the likelihood is as good as normal,
 * and the ends are those of the standard errors.
 */
#ifndef CEV_REACH_H
#define CEV_REACH_H

#include "../core/blob.h"
#include "../core/options.h"
#include "directions.h"
#include "estimate.h"

enum { CEV__PLACES = 1 + 2 * CEV__SMALL };

typedef struct cev__reach {
    double z;         /* of the intervals for which it was found */
    int32_t is_plain; /* as the standard errors have it */
    double centre[CEV__SMALL]; /* from which the points are; logs */
    double point[CEV__SMALL][2][CEV__SMALL]; /* above and below, each axis */
    double lower[CEV__SMALL], upper[CEV__SMALL]; /* may be infinite */
} cev__reach;

/* The z that the options ask for at a fit; without intervals there, those of
 * predict are as usual. */
double cev__reach_z(const cev_options *options);

/* As the standard errors have it. */
void cev__reach_plain(int n, const cev_options *options,
                      const cev__estimate *estimate, cev__reach *out);

/* From the likelihood at an estimate, for the options `interval` and
 * `uncertainty`; statuses are those of its evaluation. */
int32_t cev__reach_find(const cev__likelihood *likelihood,
                        const cev_options *options,
                        const cev__estimate *estimate, cev__reach *out);

/* The same in other units: shift is added to the log-parameters. */
void cev__reach_shift(int n, const double *shift, cev__reach *reach);

void cev__reach_save(int n, const cev__reach *reach, cev__writer *writer);
/* 0 when what was read cannot be one. */
int cev__reach_load(int n, cev__blob *blob, cev__reach *out);

/* What the changes of an estimate between the centre and the points add up
 * to, on a scale without ends; all 0 to begin with. */
typedef struct cev__spread {
    double slopes, bends; /* squares, and bends weighed with them */
    double most, least;   /* on any axis */
    double up, down;      /* squares */
    double from;          /* the estimate to the centre */
} cev__spread;

/* The changes at the two points of one axis. Without digits left (NaN,
 * infinite) the axis says nothing. */
void cev__spread_add(cev__spread *spread, double above, double below);

/* Where a function of n parameters is worked out to know how it spreads: with
 * a plain reach a small step along each direction of the covariance; else at
 * the centre and then at the points, in pairs. */
typedef struct cev__places {
    int is_plain, count;
    double z;
    cev__directions directions;
    double params[CEV__PLACES][CEV__SMALL];
} cev__places;

void cev__places_of(int n, const double *params, const double *covariance,
                    const cev__reach *reach, cev__places *out);

/* The spread of a function that is around[k] at place k. */
cev__spread cev__places_spread(const cev__places *places,
                               const double *around, double estimate);

/* Changes that are independent of those in spread. */
void cev__spread_join(cev__spread *spread, const cev__spread *other);

/* The ends for `ratio` times the z of the points, as changes from the value
 * at the estimate, which lies between them. */
void cev__spread_ends(const cev__spread *spread, double ratio, double *lower,
                      double *upper);

/* The ends around a positive value whose logarithm spreads so, or one turned
 * round by a margin below 0. */
void cev__interval_around(double value, const cev__spread *spread,
                          double ratio, double *lower, double *upper);

#endif
