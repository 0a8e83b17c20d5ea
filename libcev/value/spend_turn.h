/*
 * Spend models as they are for customers with certain traits, and as they
 * would be with parameters a little different: what turn.h is to purchases.
 */
#ifndef CEV_SPEND_TURN_H
#define CEV_SPEND_TURN_H

#include "spend.h"
#include "traits.h"

/* A model without covariates which says of the customer in a row what this
 * one says: itself or, where it has covariates, in *room; with its uncertainty
 * or, quicker, without. Of draws that keeps `drawn`, as many as there are. */
const cev__spend *cev__spend_turn_to(const cev__spend *model,
                                     const cev__traits *traits, int64_t row,
                                     int is_uncertain, cev__params *drawn,
                                     cev__spend *room);

/* Places around the model, at most CEV__TURNS; the spread of a function that is
 * around[k] at place k; and the model at a place, without uncertainty. Its
 * covariates, if any, stand in *room. */
int cev__spend_turn_count(const cev__spend *model);
cev__spread cev__spend_turn_spread(const cev__spend *model,
                                   double *around, double estimate);
void cev__spend_turn_along(const cev__spend *model, int place,
                           cev__regression *room, cev__spend *out);

#endif
