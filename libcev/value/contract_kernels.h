/* The kernels of contract models over arrays, for any of them; all but `kind`
 * as in cev/contracts.h. */
#ifndef CEV_CONTRACT_KERNELS_H
#define CEV_CONTRACT_KERNELS_H

#include "contract.h"

int32_t cev__contract_kernel_ll(const cev__contract_kind *kind,
                                const double *params, int64_t n,
                                const double *T, const double *churned,
                                double *out);
int32_t cev__contract_kernel_survival(const cev__contract_kind *kind,
                                      const double *params, int64_t n,
                                      const double *t, double *out);
int32_t cev__contract_kernel_retention(const cev__contract_kind *kind,
                                       const double *params, int64_t n,
                                       const double *t, double *out);
int32_t cev__contract_kernel_expected(const cev__contract_kind *kind,
                                      const double *params, int64_t n,
                                      const double *T, double horizon,
                                      double *out);
int32_t cev__contract_kernel_derl(const cev__contract_kind *kind,
                                  const double *params, int64_t n,
                                  const double *T, double d, double *out);

#endif
