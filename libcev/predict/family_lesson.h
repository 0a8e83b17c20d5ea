/* A lesson, and the family of its target. */
#ifndef CEV__FAMILY_LESSON_H
#define CEV__FAMILY_LESSON_H

#include "family.h"
#include "lesson.h"

/* The family that the options name, -1 where the target is to say. */
int cev__family_asked(const cev_options *options);

/*
 * Reads a lesson with predictors, whose target the family must be able to
 * have: that of the options `family`, `link`, `power` and `quantile`, or by
 * itself binomial where the target is a yes or no, else gaussian. The learner
 * knows the first `known` of them. CEV_ERR_COLUMN, CEV_ERR_DOMAIN,
 * CEV_ERR_OPTION with a message; `lesson` is then nothing to close.
 */
int32_t cev__family_lesson(cev_ctx *ctx, const cev_options *options,
                           const cev_table *customers, int known,
                           cev__lesson *lesson, cev__family *family);

/*
 * The targets of a lesson and their weights, in its order; each has room for
 * as many as count. Those of a gaussian are counted in their standard
 * deviation, so that nothing overflows and penalties are the same in every
 * currency. Returns that unit, 1 for other families; `mean` is in units too.
 */
double cev__family_targets(const cev__lesson *lesson, int kind,
                           double *targets, double *weights, double *mean);

#endif
