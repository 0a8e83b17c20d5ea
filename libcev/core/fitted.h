/*
 * What the handles of estimators and segmenters share: a kind, its options,
 * and the model once there is one.
 */
#ifndef CEV__FITTED_H
#define CEV__FITTED_H

#include "cev/estimator.h"
#include "cev/segmenter.h"
#include "kinds.h"

typedef struct cev__fitted {
    cev_ctx *ctx;
    const cev__kind *kind;
    cev_options options;
    cev__prior prior; /* for fits to come */
    void *model; /* NULL before the first fit */
    cev__parts parts; /* of a fit that is under way */
} cev__fitted;

/* What a handle is, and the functions of an estimator's kind. */
const cev__fitted *cev__estimator_fitted(const cev_estimator *estimator);
const cev__fitted *cev__segmenter_fitted(const cev_segmenter *segmenter);
const cev__estimator_kind *cev__fitted_estimator(const cev__fitted *fitted);

/* A new handle of a kind found by name (NULL: unknown), not fitted yet. */
int32_t cev__fitted_new(cev_ctx *ctx, const cev__kind *kind, const char *name,
                        const cev_options *options, const void *out,
                        cev__fitted **made);
void cev__fitted_free(cev__fitted *fitted);

/* Fits; a model from before stays until the new one is whole. */
int32_t cev__fitted_fit(cev__fitted *fitted, const cev_table *customers);

/* A new model takes the place of the one before; a fit in parts that was under
 * way is none any more. */
void cev__fitted_keep(cev__fitted *fitted, void *model);

/* A fit in parts, of estimators: the next question, NULL when it is fitted; a
 * part's answer to one; and taking such an answer (NULL: forgetting all). */
int32_t cev__fitted_ask(cev__fitted *fitted, cev_table **out);
int32_t cev__fitted_answer(const cev__fitted *fitted,
                           const cev_table *customers,
                           const cev_table *question, cev_table **out);
int32_t cev__fitted_add(cev__fitted *fitted, const cev_table *part);

/* Takes a prior for the fits to come; NULL takes it away. */
int32_t cev__fitted_believe(cev__fitted *fitted, const cev_table *parameters);

/* The options in force, fitted or not. */
int32_t cev__fitted_options(const cev__fitted *fitted, cev_table **out);

/* What every question to a fitted handle checks first; gives the options in
 * force for it. */
int32_t cev__fitted_ready(const cev__fitted *fitted,
                          const cev_options *options, const void *out,
                          cev_options *merged);

/* Saved bytes; `magic` is the two letters of the handle, and `find` looks its
 * kinds up. */
int32_t cev__fitted_save(const cev__fitted *fitted, const char *magic,
                         void *bytes, int64_t capacity, int64_t *size);
int32_t cev__fitted_load(cev_ctx *ctx, const char *magic,
                         const cev__kind *(*find)(const char *name),
                         const void *bytes, int64_t size, const void *out,
                         cev__fitted **made);

#endif
