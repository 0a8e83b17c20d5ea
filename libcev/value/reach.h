/*
 * How far the truth may be from an estimate: places in the space of the
 * log-parameters where the likelihood, times the weak prior of estimate.h,
 * has fallen as far as it falls at the ends of an interval (by z^2 / 2, Wilks'
 * theorem). Such intervals follow the likelihood where it is skew, which the
 * standard errors at the maximum cannot.
 *
 * Along each principal axis of the curvature the outermost places on either
 * side are kept: those are what an estimate made from the parameters is
 * worked out at again, and the changes add up as squares. Where the likelihood
 * bends, an estimate may change more between the axes: so the places are kept
 * besides where a few estimates that matter, the aims, are largest and
 * smallest, and no interval is shorter than what was seen there. Each
 * parameter has its own ends besides, of the likelihood alone where that has a proper
 * maximum; those of one that is not known are infinite.
 *
 * Where every direction is known well, the likelihood is as good as normal,
 * and the ends are those of the standard errors.
 *
 * Or parameters are drawn (draws.h), and an estimate is worked out again at
 * each draw: quantiles take the place of all that.
 */
#ifndef CEV_REACH_H
#define CEV_REACH_H

#include "../core/blob.h"
#include "../core/options.h"
#include "draws.h"
#include "estimate.h"

/* A parameter whose logarithm has a greater standard error is not told from
 * one twenty times as large or as small. */
#define CEV__LOG_SD_KNOWN 3.0

/* Estimates that matter, as functions of the log-parameters; where one has no
 * value or slope, it is no number. */
typedef struct cev__aims {
    int count;
    void (*at)(const void *state, int which, const double *logs,
               cev__local *out);
    const void *state;
} cev__aims;

enum { CEV__AIMS = 4, CEV__WAYS = CEV__SMALL + CEV__AIMS };

typedef struct cev__reach {
    double z;         /* of the intervals for which it was found */
    int32_t is_plain; /* as the standard errors have it */
    double centre[CEV__SMALL]; /* from which the points are; logs */
    int32_t aims; /* ways to the most and least of them, after the axes */
    double point[CEV__WAYS][2][CEV__SMALL]; /* above and below, each way */
    double lower[CEV__SMALL], upper[CEV__SMALL]; /* may be infinite */
    /* By which way draws were asked for; and the draws, its own, which then
     * stand for all the rest: NULL where there are none, or they would take
     * too long. */
    int32_t way;
    cev__draws *draws;
} cev__reach;

/* The z that the options ask for at a fit; without intervals there, those of
 * predict are as usual. Of draws it is 1. */
double cev__reach_z(const cev_options *options);

/* As the standard errors have it. */
void cev__reach_plain(int n, const cev_options *options,
                      const cev__estimate *estimate, cev__reach *out);

/* From the likelihood at an estimate, for the options `interval` and
 * `uncertainty`; aims may be NULL; statuses are those of its evaluation. */
int32_t cev__reach_find(cev_ctx *ctx, const cev__likelihood *likelihood,
                        const cev_options *options,
                        const cev__estimate *estimate, const cev__aims *aims,
                        const cev__redraw *redraw, cev__reach *out);

/* Frees what it owns. */
void cev__reach_release(cev_ctx *ctx, cev__reach *reach);

/* The same in other units: shift is added to the log-parameters. */
void cev__reach_shift(int n, const double *shift, cev__reach *reach);

void cev__reach_save(int n, const cev__reach *reach, cev__writer *writer);
/* CEV_ERR_FORMAT, without a message, when what was read cannot be one with at
 * most so many aims; its draws may have coefficients besides. */
int32_t cev__reach_load(cev_ctx *ctx, int n, int aims, cev__blob *blob,
                        cev__reach *out);

#endif
