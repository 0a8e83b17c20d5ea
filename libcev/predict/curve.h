/*
 * Curves of survival: the share still there at each time, estimated by Kaplan
 * and Meier's product, one for each group. Times at which nobody left or was
 * last seen are not kept.
 */
#ifndef CEV__CURVE_H
#define CEV__CURVE_H

#include "spells.h"

typedef struct cev__curve_step {
    double time;
    double at_risk, events, censored; /* customers */
    double survival;                  /* from this time on */
    double hazard;                    /* cumulative: Nelson and Aalen's */
    /* Sums up to here, of v = events / (at_risk (at_risk - events)) and, with
     * a the area under the curve up to that time, of a v and a^2 v; all of
     * steps after which somebody is left. */
    double spread, pull, pull_square;
    double area; /* under the curve, up to here */
} cev__curve_step;

typedef struct cev__curve {
    int64_t first, count;      /* steps */
    double customers, events;
    double people;             /* rows, which may stand for many customers */
} cev__curve;

typedef struct cev__curves {
    int64_t count;
    cev__curve *list;
    int64_t step_count;
    cev__curve_step *steps;
} cev__curves;

/* One for each group. */
int32_t cev__curves_learn(cev_ctx *ctx, const cev__spells *spells,
                          cev__curves *out);
void cev__curves_free(cev_ctx *ctx, cev__curves *curves);

void cev__curves_save(const cev__curves *curves, cev__writer *writer);
int32_t cev__curves_load(cev_ctx *ctx, cev__blob *blob, cev__curves *out);

/* The last time at which a customer of the group was seen. */
double cev__curve_end(const cev__curves *curves, int64_t group);

/* The share still there after `time`; and that as an interval at z, by
 * log(-log S). Without an event before `time`, or nobody left, one-sided: what
 * the number of customers leaves possible. */
double cev__curve_survival(const cev__curves *curves, int64_t group,
                           double time);

/* What is said of who is there at an age, for the time up to age + horizon. */
typedef struct cev__stay {
    double leaves, leaves_lo, leaves_hi; /* the chance that he goes by then */
    double stays, stays_lo, stays_hi;    /* how long he stays of it, mean */
} cev__stay;

/* NaN throughout where nobody was seen to be older. */
cev__stay cev__curve_ahead(const cev__curves *curves, int64_t group,
                            double age, double horizon, double z);

/* The first time at which at most `share` are left, with its interval (lines
 * of the survival's bounds that cross it); NaN where that is never. */
void cev__curve_quantile(const cev__curves *curves, int64_t group,
                         double share, double z, double *time, double *lower,
                         double *upper);

/* The bounds of the survival after a step. */
void cev__step_bounds(const cev__curve_step *step, double z, double *lower,
                      double *upper);

#endif
