/**
 * The kernels of a purchase model, for the cases that hold of them all. A test
 * program defines `model`.
 */
#ifndef TESTS_VALUE_KERNEL_MODEL_H
#define TESTS_VALUE_KERNEL_MODEL_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cev/kernels.h"
#include "support/check_main.h"
#include "value/purchase.h"

#define ACCURACY 1e-12

/* A customer whose times between purchases nobody asks for. */
#define HISTORY(x, t_x, T) (&(const cev__history){x, t_x, T, 0.0})

typedef int32_t history_kernel(const double *params, int64_t n,
                               const double *x, const double *t_x,
                               const double *T, double *out);
typedef int32_t future_kernel(const double *params, int64_t n,
                              const double *x, const double *t_x,
                              const double *T, double look, double *out);
typedef int32_t discounted_kernel(const double *params, int64_t n,
                                  const double *x, const double *t_x,
                                  const double *T, double delta,
                                  double horizon, double *out);
typedef int32_t count_kernel(const double *params, int64_t n, const double *x,
                             const double *T, double *out);

typedef struct {
    const char *shared_name; /* in the tables of reference points */
    const char *reference;   /* our own table */
    size_t own_expected;     /* rows of expected purchases in it */
    size_t shared_rows;      /* in the tables of reference points */
    double params[CEV__PARAMS]; /* of CDNOW or so, in weeks */
    double derivatives;      /* their error, in units of 1 + x */
    const cev__purchase_kind *kind;
    history_kernel *log_likelihood, *p_alive;
    future_kernel *expected, *dert;
    discounted_kernel *dect;
    count_kernel *pmf;
} kernels;

static const kernels model;

#endif
