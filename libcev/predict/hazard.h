/*
 * The hazard of who is average: how readily customers of a group leave up to a
 * time, as steps where somebody left. Others leave e^eta times as readily.
 */
#ifndef CEV__HAZARD_H
#define CEV__HAZARD_H

#include "staying.h"

/* Nobody leaves more than e to this times as readily, or seldom. */
#define CEV__LOG_HAZARD_MOST 690.0

/* Sums up to a time at which somebody left, within its group. */
typedef struct cev__hazard_step {
    int32_t group;
    double time;
    double hazard; /* cumulative */
    double spread; /* its variance, were the coefficients known */
} cev__hazard_step;

typedef struct cev__hazard {
    int64_t count;
    cev__hazard_step *steps; /* by group and time */
    int64_t group_count;
    double *ends;            /* the last time of each group */
} cev__hazard;

/* Room for so many steps and groups, all 0. CEV_ERR_MEMORY; `out` can then be
 * freed as well. */
int32_t cev__hazard_make(cev_ctx *ctx, int64_t steps, int64_t groups,
                         cev__hazard *out);
void cev__hazard_free(cev_ctx *ctx, cev__hazard *hazard);

void cev__hazard_save(const cev__hazard *hazard, cev__writer *writer);
/* CEV_ERR_FORMAT without a message where the bytes hold none. */
int32_t cev__hazard_load(cev_ctx *ctx, cev__blob *blob, int64_t groups,
                         cev__hazard *out);

/* The last time of each group's spells. */
void cev__hazard_end(const cev__spells *spells, cev__hazard *hazard);

/* The number of the first step of a group after a time; and the hazard up to
 * before a step, which is of the group or the first that is not. */
int64_t cev__hazard_after(const cev__hazard *hazard, int32_t group,
                          double time);
double cev__hazard_before(const cev__hazard *hazard, int32_t group,
                          int64_t step);

/* The cumulative hazard of a group up to a time. */
double cev__hazard_at(const cev__hazard *hazard, int32_t group, double time);

/* How long a customer of a group, who has an age, stays until `end` in the
 * mean. */
double cev__hazard_stay(const cev__hazard *hazard, int32_t group, double age,
                        double end, double eta);

/* Whether he leaves in the next `horizon`, and how much of it he stays: no
 * numbers where nobody of his age was seen. Bounds are not known. */
cev__stay cev__hazard_ahead(const cev__hazard *hazard, int32_t group,
                            double age, double horizon, double eta);

#endif
