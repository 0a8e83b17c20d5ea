/*
 * A learner whose probabilities are bent to what comes of customers: by what
 * it foretells for those left out in turn, for on those it has learnt from any
 * learner is too sure.
 */
#ifndef CEV__CALIBRATED_H
#define CEV__CALIBRATED_H

#include "calibration.h"
#include "inner.h"
#include "judge.h"
#include "metrics.h"

#define CEV__CALIBRATED_OWN CEV__INNER_OWN " calibrate_by"

/* Figures of predictions for customers left out, the parts of equal numbers
 * beside them, and which of the figures is the log loss. */
enum {
    CEV__BENT_FIGURES = 6,
    CEV__BENT_PARTS = 10,
    CEV__BENT_LOSS = 1
};
extern const char cev__bent_names[CEV__BENT_FIGURES][24];

typedef struct cev__bent_report {
    double value[CEV__BENT_FIGURES], std_error[CEV__BENT_FIGURES];
    int32_t parts;
    double customers[CEV__BENT_PARTS], predicted[CEV__BENT_PARTS];
    double actual[CEV__BENT_PARTS];
} cev__bent_report;

typedef struct cev__calibrated {
    const cev__estimator_kind *kind;
    void *inner;
    cev__target target;
    double customers, unknown, rarer;
    int32_t asked; /* method */
    int32_t folds;
    cev__calibration bend;
    cev__bent_report report[2]; /* before bending, after it */
} cev__calibrated;

void cev__calibrated_free(cev_ctx *ctx, void *model);

/* The metric of a figure. */
const cev__metric *cev__bent_metric(int figure);

int32_t cev__calibrated_learn(cev_ctx *ctx, const cev__given *given,
                              void **model);

#endif
