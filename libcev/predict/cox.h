/* Cox's model once it is fitted. */
#ifndef CEV__COX_H
#define CEV__COX_H

#include "climb.h"
#include "cox_terms.h"
#include "hazard.h"

typedef struct cev__cox {
    cev__target target;
    cev__customers groups;
    cev__predictors predictors;
    cev__design design;
    cev__climbed optimum; /* in the design's scales */
    double customers, events, unknown;
    double course, course_freedom; /* chi-square of changing coefficients */
    int64_t course_column;         /* that which changes most; -1: none */
    cev__hazard hazard;   /* of who is average in everything */
    double *means;        /* for each step, cumulative: hazard × mean z */
} cev__cox;

void cev__cox_free(cev_ctx *ctx, void *model);

/* Room for what depends on the design and the hazard's steps. */
int32_t cev__cox_make_room(cev_ctx *ctx, cev__cox *cox);

void cev__cox_save(const void *model, cev__writer *writer);
int32_t cev__cox_load(cev_ctx *ctx, cev__blob *blob, void **model);

int32_t cev__cox_summary(cev_ctx *ctx, const void *model,
                         const cev_options *options, cev_table **out);
int32_t cev__cox_predict(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out);
int32_t cev__cox_explain(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out);
int32_t cev__cox_evaluate(cev_ctx *ctx, const void *model,
                          const cev_options *options,
                          const cev_table *customers, const char *what,
                          cev_table **out);

/* How ties count, by the option. */
int cev__cox_is_breslow(const cev_options *options);

/* The evaluation "proportional": of spells whose columns can be read. */
int32_t cev__cox_tell_course(cev_ctx *ctx, const cev__cox *cox,
                             const cev_options *options, cev__spells *spells,
                             const cev__readings *readings, cev_table **out);

#endif
