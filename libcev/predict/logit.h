/*
 * Choices among alternatives, fitted: the conditional logit. An alternative is
 * chosen in proportion to e to the power of its utility, a sum over columns.
 */
#ifndef CEV__LOGIT_H
#define CEV__LOGIT_H

#include "../core/kinds.h"
#include "choices.h"
#include "climb.h"
#include "design.h"
#include "learner.h"

/* What a coefficient is of: a column of the design (-1: 1 for each) of one
 * alternative (-1: of all). */
typedef struct cev__logit_column {
    int32_t column, alternative;
} cev__logit_column;

typedef struct cev__logit {
    cev__target target;
    cev__customers names; /* of alternatives, or none */
    int32_t base;         /* the alternative that others are told against */
    cev__predictors predictors;
    cev__design design;
    int64_t count;
    cev__logit_column *columns;
    int64_t alike;        /* columns left out: in no situation do they tell
                             alternatives apart; */
    cev__logit_column alike_column; /* such as this */
    double choices, unknown;
    cev__climbed optimum;
} cev__logit;

/* Rows of z: utilities are sums of coefficients times these. */
typedef struct cev__logit_rows {
    int64_t rows;
    int64_t *order;      /* rows of the table, of a situation together */
    int64_t *ends;       /* of each place: where its situation ends */
    int32_t *groups;     /* of each row of the table: its situation, and */
    int32_t *alternatives; /* behind those of all, its alternative */
    double *z;           /* rows × columns, in that order */
    double *utility;
    double *share;       /* of the situation, e^utility over their sum */
} cev__logit_rows;

/* The rows of z, for rows of a table whose alternatives are known. */
void cev__logit_z(const cev__logit *choice, const cev__readings *readings,
                   const int64_t *order, int64_t count,
                   const int32_t *alternatives, double *scratch, double *z);

/* A table to be asked about; CEV_ERR_COLUMN, CEV_ERR_DOMAIN. */
int32_t cev__logit_rows_open(cev_ctx *ctx, const cev__logit *choice,
                              const cev_options *options,
                              const cev_table *customers,
                              cev__logit_rows *out);
void cev__logit_rows_close(cev_ctx *ctx, const cev__logit *choice,
                            cev__logit_rows *rows);

/* The name of a coefficient: air, cost, air:income. */
void cev__logit_name(const cev__logit *choice,
                      const cev__logit_column *column,
                      char name[CEV__DESIGN_NAME]);

/* Room for the most columns that design and alternatives can have. */
int64_t cev__logit_most(const cev__logit *choice);

void cev__logit_free(cev_ctx *ctx, void *model);
void cev__logit_save(const void *model, cev__writer *writer);
int32_t cev__logit_load(cev_ctx *ctx, cev__blob *blob, void **model);

int32_t cev__logit_summary(cev_ctx *ctx, const void *model,
                            const cev_options *options, cev_table **out);
int32_t cev__logit_predict(cev_ctx *ctx, const void *model,
                            const cev_options *options,
                            const cev_table *customers, cev_table **out);
int32_t cev__logit_explain(cev_ctx *ctx, const void *model,
                            const cev_options *options,
                            const cev_table *customers, cev_table **out);
int32_t cev__logit_evaluate(cev_ctx *ctx, const void *model,
                             const cev_options *options,
                             const cev_table *customers, const char *what,
                             cev_table **out);

/* The evaluation "elasticities". */
int32_t cev__logit_elasticities(cev_ctx *ctx, const cev__logit *choice,
                                 const cev_options *options,
                                 const cev_table *customers, cev_table **out);

#endif
