/*
 * Whether columns make leaving as much likelier late as early, which Cox's
 * model takes for granted.
 */
#ifndef CEV__COX_COURSE_H
#define CEV__COX_COURSE_H

#include "cox.h"

/* For each column of the design, and for all together. */
typedef struct cev__cox_course {
    int64_t count;
    double *change; /* of the coefficient, from the first leaver to the last */
    double *error;  /* its standard error; 0: cannot be told, as change then */
    double all, freedom; /* chi-square of all, and its degrees */
} cev__cox_course;

/*
 * The score test of coefficients that change with the share of the group that
 * has left by then (Grambsch & Therneau 1994, as in R's survival from 3.0 on),
 * of the coefficients of a fit. CEV_ERR_MEMORY.
 */
int32_t cev__cox_course_learn(cev_ctx *ctx, cev__cox_terms *terms,
                              const cev__climbed *optimum,
                              cev__cox_course *out);
void cev__cox_course_free(cev_ctx *ctx, cev__cox_course *course);

/* The chi-square of one column, of 1 degree. */
double cev__cox_course_one(const cev__cox_course *course, int64_t column);

#endif
