/*
 * The registry: what a kind is, and all there are.
 *
 * A kind is a constant structure of texts and functions; registering it is one
 * line in kinds.c. The functions see a context, read-only tables and a model
 * of their own making; the handles (fitted.c) do the rest: NULL checks, state,
 * options, replacing a model only when a new one is whole. Every function sets
 * the message when it fails and leaves outputs untouched.
 */
#ifndef CEV__KINDS_H
#define CEV__KINDS_H

#include "blob.h"
#include "cev/kinds.h"
#include "lines.h"
#include "options.h"
#include "parts.h"
#include "prior.h"
#include "table.h"

/* What a fit goes by. */
typedef struct cev__given {
    const cev_options *options;
    const cev_table *customers;
    const cev__prior *prior; /* may be empty */
    int is_part;             /* its names carry the part: "bgnbd.r" */
    const void *last;        /* the kind's model of the fit before, or NULL */
    cev__parts *parts;       /* of a fit in parts, or NULL */
} cev__given;

/* What all kinds have in common. */
typedef struct cev__kind {
    const char *name;
    const char *meaning;
    const char *takes; /* options, joined by blanks */
    const char *wants; /* columns of the input */
    const char *gives; /* columns of predict or assign */
    const char *params; /* those that are estimated, as the summary has them */
    const char *source;

    /* A new model. */
    int32_t (*fit)(cev_ctx *ctx, const cev__given *given, void **model);
    void (*free)(cev_ctx *ctx, void *model);
    /* The model alone; the handle saves kind and options. */
    void (*save)(const void *model, cev__writer *writer);
    int32_t (*load)(cev_ctx *ctx, cev__blob *blob, void **model);
} cev__kind;

static inline cev__knowable cev__kind_knowable(const cev__kind *kind)
{
    const cev__knowable of = {kind->name, kind->params, kind->takes};
    return of;
}

typedef struct cev__estimator_kind {
    cev__kind kind;
    int32_t (*summary)(cev_ctx *ctx, const void *model,
                       const cev_options *options, cev_table **out);
    int32_t (*predict)(cev_ctx *ctx, const void *model,
                       const cev_options *options, const cev_table *customers,
                       cev_table **out);
    int32_t (*evaluate)(cev_ctx *ctx, const void *model,
                        const cev_options *options, const cev_table *customers,
                        const char *what, cev_table **out);
    /* NULL where predictions are no sums over columns. */
    int32_t (*explain)(cev_ctx *ctx, const void *model,
                       const cev_options *options, const cev_table *customers,
                       cev_table **out);
} cev__estimator_kind;

typedef struct cev__segmenter_kind {
    cev__kind kind;
    int32_t (*assign)(cev_ctx *ctx, const void *model,
                      const cev_options *options, const cev_table *customers,
                      cev_table **out);
    int32_t (*profile)(cev_ctx *ctx, const void *model,
                       const cev_options *options, cev_table **out);
    /* The lines of the summary. */
    void (*summary)(const void *model, cev__lines *lines);
} cev__segmenter_kind;

/* Number i of all kinds, from 0; NULL past the last. */
const char *cev__kind_name(int i);

/* By name; NULL where there is none. */
const cev__estimator_kind *cev__estimator_find(const char *name);
const cev__segmenter_kind *cev__segmenter_find(const char *name);

/* Explains predictions of a model of that kind; CEV_ERR_KIND where they are no
 * sums over columns. */
int32_t cev__estimator_explain(cev_ctx *ctx, const cev__estimator_kind *kind,
                               const void *model, const cev_options *options,
                               const cev_table *customers, cev_table **out);

/* Whether it can be fitted in parts. */
int cev__estimator_adds_up(const cev__kind *kind);

#endif
