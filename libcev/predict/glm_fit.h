/*
 * Fits of generalised linear models to a matrix of columns that are counted
 * from their means: by Newton's method with quadratic penalties or Firth's,
 * and by coordinate descent with the elastic net.
 *
 * Coefficient 0 is the intercept, which no penalty touches; coefficient 1 + j
 * is that of column j.
 */
#ifndef CEV__GLM_FIT_H
#define CEV__GLM_FIT_H

#include "../core/ctx.h"
#include "family.h"

typedef struct cev__glm_data {
    cev_ctx *ctx;
    cev__family family;
    int64_t rows, columns;
    const double *z; /* rows × columns */
    const double *targets;
    const double *weights; /* customers of each row, > 0 */
    double customers;      /* in all */
    const int32_t *parts;  /* of each row, where customers have several: each
                              customer is held out with all of his */
    int32_t dealt;         /* of those parts; 0: every row is another's */
} cev__glm_data;

/* Where a fit stands, and the room it needs: vectors of 1 + columns, and the
 * lower triangle of the curvature or its factor, packed. */
typedef struct cev__glm_state {
    int64_t size; /* 1 + columns */
    double *coefficients, *gradient, *step, *scratch;
    double *factor;
    double loss;      /* half the deviance, of all customers */
    double objective; /* with the penalty */
    double pearson;   /* squared residuals by their variance */
    int64_t iterations;
    int is_converged;
} cev__glm_state;

int32_t cev__glm_state_make(cev_ctx *ctx, int64_t columns,
                            cev__glm_state *out);
void cev__glm_state_free(cev_ctx *ctx, cev__glm_state *state);

/* The margin of a row. */
double cev__glm_margin(const cev__glm_data *data, const double *coefficients,
                       int64_t row);

/* Half the deviance of all customers at coefficients. */
double cev__glm_loss(const cev__glm_data *data, const double *coefficients);

/* Gradient of the log-likelihood and expected curvature, packed; also loss and
 * pearson. Without penalty. */
void cev__glm_curvature(const cev__glm_data *data, cev__glm_state *state);

typedef struct cev__glm_penalty {
    double ridge;    /* times half the squares of the coefficients but 0 */
    int is_firth;    /* half the logarithm of the determinant */
    double tol;      /* of the steps, in coefficients */
    int64_t max_iter;
} cev__glm_penalty;

/*
 * From the coefficients that stand there to the maximum, with the factor of
 * the penalised curvature there. Statuses are those of progress. A curvature
 * that is singular ends the search, not converged.
 */
int32_t cev__glm_climb(const cev__glm_data *data,
                       const cev__glm_penalty *penalty,
                       cev__glm_state *state);

/* The sum over customers of the loss that each would have had, had he been
 * left out, from where a fit stands: one step of Newton's from there. */
double cev__glm_left_out(const cev__glm_data *data, cev__glm_state *state);

/* The number of coefficients that the penalty leaves, at a fit. */
double cev__glm_freedom(const cev__glm_state *state, double ridge);

/* The elastic net: lambda ((1 - alpha) / 2 squares + alpha absolute values) for
 * each customer. */
typedef struct cev__glm_net {
    double alpha, lambda;
    double tol;
    int64_t max_iter;
} cev__glm_net;

/* From the coefficients that stand there to the maximum; factor, loss and
 * pearson are not told (cev__glm_curvature). */
int32_t cev__glm_descend(const cev__glm_data *data, const cev__glm_net *net,
                         cev__glm_state *state);

/* The smallest lambda that leaves the intercept alone, which stands in the
 * state with zeros. */
double cev__glm_lambda_most(const cev__glm_data *data, double alpha,
                            cev__glm_state *state);

#endif
