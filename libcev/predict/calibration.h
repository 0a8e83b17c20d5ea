/*
 * Probabilities bent to what comes of customers: by a line through their
 * log-odds, by a curve that may be steeper at one end, or by any curve that
 * never falls.
 */
#ifndef CEV__CALIBRATION_H
#define CEV__CALIBRATION_H

#include "../core/blob.h"
#include "../core/table.h"
#include "trial.h"

/* The numbers are in saved bytes; in the order of the option's choices. */
enum {
    CEV__CALIBRATION_PLATT,
    CEV__CALIBRATION_BETA,
    CEV__CALIBRATION_ISOTONIC,
    CEV__CALIBRATIONS
};

typedef struct cev__calibration {
    int32_t method;
    double least; /* a prediction nearer to 0 or 1 counts as this far from it */
    /* The log-odds are intercept + low ln p - high ln(1 - p); platt: low and
     * high are the slope. */
    double intercept, low, high;
    int64_t count; /* of points of a curve, between which it is straight */
    double *at, *to;
} cev__calibration;

/*
 * From predictions of 0 and 1 beside what came. Those who did count as
 * (N + 1) / (N + 2), the others as 1 / (N + 2) of their own number N (Lin, Lin
 * & Weng 2007), so that nothing is ever certain; slopes below 0 become 0.
 */
int32_t cev__calibration_fit(cev_ctx *ctx, const cev__trial *trial,
                             int32_t method, cev__calibration *out);
void cev__calibration_free(cev_ctx *ctx, cev__calibration *bend);

/* A probability, bent; NaN stays NaN. */
double cev__calibration_at(const cev__calibration *bend, double p);

/* Predictions of a table and their bounds, which a curve that never falls keeps
 * in their order. */
void cev__calibration_bend(const cev__calibration *bend, cev_table *table);

void cev__calibration_save(const cev__calibration *bend, cev__writer *writer);
/* CEV_ERR_FORMAT where the bytes hold none. */
int32_t cev__calibration_load(cev_ctx *ctx, cev__blob *blob,
                              cev__calibration *out);

#endif
