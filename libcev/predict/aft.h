/*
 * Accelerated lifetimes, fitted: w = tau y - (a_1 z_1 + … + a_n z_n + a_0) has
 * one distribution for all, y the logarithm of a lifetime less its mean, in
 * standard deviations. In these coefficients the log-likelihood is concave
 * (Burridge 1981).
 */
#ifndef CEV__AFT_H
#define CEV__AFT_H

#include "../core/kinds.h"
#include "design.h"
#include "lifetime.h"
#include "staying.h"

typedef struct cev__aft {
    cev__target target;
    cev__predictors predictors;
    cev__design design;
    int32_t life;
    double center, spread; /* log time = center + spread y */
    double customers, events, unknown;
    double longest;        /* time that anybody was seen */
    cev__climbed optimum;  /* a_1 … a_n, a_0, tau; the last two stand still of
                              an exponential lifetime: tau is `spread` */
} cev__aft;

/* Coefficients: of the columns, a_0 and tau. */
static inline int64_t cev__aft_size(const cev__aft *aft)
{
    return aft->design.count + 2;
}

/* The scale: what a unit of w is of the logarithm of time. */
static inline double cev__aft_scale(const cev__aft *aft)
{
    return aft->spread / aft->optimum.at[aft->design.count + 1];
}

/* The logarithm of the time by which half have left, of who is average. */
double cev__aft_base(const cev__aft *aft);

void cev__aft_free(cev_ctx *ctx, void *model);
void cev__aft_save(const void *model, cev__writer *writer);
int32_t cev__aft_load(cev_ctx *ctx, cev__blob *blob, void **model);

/* Fits the coefficients to spells in whose order the rows of z stand. */
int32_t cev__aft_climb(cev_ctx *ctx, const cev_options *options,
                       const cev__spells *spells, const double *z,
                       cev__aft *aft);

int32_t cev__aft_summary(cev_ctx *ctx, const void *model,
                         const cev_options *options, cev_table **out);
int32_t cev__aft_predict(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out);
int32_t cev__aft_explain(cev_ctx *ctx, const void *model,
                         const cev_options *options,
                         const cev_table *customers, cev_table **out);
int32_t cev__aft_evaluate(cev_ctx *ctx, const void *model,
                          const cev_options *options,
                          const cev_table *customers, const char *what,
                          cev_table **out);

#endif
