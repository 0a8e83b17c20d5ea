/*
 * Who is most like a customer, and what those did: no model at all, to hold
 * others against. Numbers are counted in standard deviations, texts are the
 * same or not, and a gap is like a gap.
 */
#ifndef CEV__NEAREST_H
#define CEV__NEAREST_H

#include "learner.h"

typedef struct cev__nearest {
    cev__target target;
    cev__predictors predictors;
    int64_t columns;
    double *scale;   /* of each; of numbers that are all alike 0, of texts 1 */
    int64_t count;   /* customers of the fit, rows of */
    double *points;  /* in their scales, or levels, column by column; NaN: a
                        gap */
    double *values, *weights;
    double customers, unknown;
    int32_t is_found; /* how many by the data, and */
    double probed;    /* by so many customers, each left out, whose mean */
    double error, mean_error; /* squared error was, by neighbours and by all */
    double neighbours;
} cev__nearest;

/* Room to look around: nobody's memory but that of who looks. */
typedef struct cev__look {
    double *away;      /* squared distance of each customer */
    uint64_t *scratch;
    void *near;        /* those within reach, by distance */
    int64_t reached;
} cev__look;

void cev__nearest_free(cev_ctx *ctx, void *model);

int32_t cev__nearest_learn(cev_ctx *ctx, const cev__given *given,
                           void **model);

/* Numbers of a row as points hold them. */
void cev__nearest_point(const cev__nearest *nearest,
                        const cev__readings *readings, int64_t row, double *x);

int32_t cev__look_open(cev_ctx *ctx, const cev__nearest *nearest,
                       cev__look *out);
void cev__look_close(cev_ctx *ctx, const cev__nearest *nearest,
                     cev__look *look);

/*
 * Finds the customers nearest to x, `wanted` of them or more, as those as far
 * away as the last are among them; of number `without` (-1: none) one customer
 * is left out.
 */
void cev__look_around(const cev__nearest *nearest, const double *x,
                      double wanted, int64_t without, cev__look *look);

/* What neighbours did: in the mean of those reached. */
typedef struct cev__nearby {
    double customers, mean, sd; /* NaN of nobody */
} cev__nearby;

/* Of the nearest `wanted`, at most as many as were looked for. */
cev__nearby cev__look_mean(const cev__nearest *nearest, const cev__look *look,
                           double wanted, int64_t without);

#endif
