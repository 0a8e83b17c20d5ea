/* A lesson, and the family of its target. */
#ifndef CEV__FAMILY_LESSON_H
#define CEV__FAMILY_LESSON_H

#include "family.h"
#include "lesson.h"

/*
 * Reads a lesson with predictors, whose target the family must be able to
 * have: that of the options `family`, `link` and `power`, or by itself
 * binomial where the target is a yes or no, else gaussian. CEV_ERR_COLUMN,
 * CEV_ERR_DOMAIN, CEV_ERR_OPTION with a message; `lesson` is then nothing to
 * close.
 */
int32_t cev__family_lesson(cev_ctx *ctx, const cev_options *options,
                           const cev_table *customers, cev__lesson *lesson,
                           cev__family *family);

#endif
