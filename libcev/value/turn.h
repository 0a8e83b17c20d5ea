/*
 * Purchase models as they are for customers with certain traits, and as they
 * would be with parameters a little different. Of a model without covariates
 * traits are not read: there the parameters are the same for all.
 */
#ifndef CEV_TURN_H
#define CEV_TURN_H

#include "purchase.h"
#include "traits.h"

/* Places around the model at which to work out what is to have an interval:
 * those of its reach or, with covariates and no draws, a step along each
 * direction of what is not known; at most CEV__TURNS. */
enum { CEV__TURNS = CEV__PLACES_DRAWN }; /* more than CEV__MANY */
int cev__turn_count(const cev__purchases *model);

/* The spread of a function that is around[k] at place k; of draws it keeps
 * `around`. */
cev__spread cev__turn_spread(const cev__purchases *model, double *around,
                             double estimate);

/* The parameters of the customer in a row: those of the model or, where there
 * are covariates, in *room. */
const cev__params *cev__turn_params(const cev__purchases *model,
                                    const cev__traits *traits, int64_t row,
                                    cev__params *room);

/* The same given the offsets of regression.h. */
void cev__turn_by(const cev__purchases *model,
                  const double offsets[CEV__PROCESSES], cev__params *out);

/* A model without covariates which says of the customer in a row what this
 * one says; with its uncertainty or, quicker, without. Of draws it keeps
 * `drawn`, as many as there are. */
void cev__turn_to(const cev__purchases *model, const cev__traits *traits,
                  int64_t row, int is_uncertain, cev__params *drawn,
                  cev__purchases *out);

/* The model at a place, without uncertainty. Its covariates, if any, stand in
 * *room. */
int32_t cev__turn_along(const cev__purchases *model, int place,
                        cev__regression *room, cev__purchases *out);

#endif
