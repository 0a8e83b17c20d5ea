/* Systems of linear equations; see lu.h. */
#include "../core/compiler.h"
#include "lu.h"

#include <math.h>

static void swap_values(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

/* The row from k on with the largest element in column k. */
static int64_t find_pivot(int64_t n, const double *a, int64_t k)
{
    int64_t best = k;
    for (int64_t i = k + 1; i < n; i++)
        if (fabs(a[i * n + k]) > fabs(a[best * n + k]))
            best = i;
    return best;
}

int cev__lu_factor(int64_t n, double *a, int64_t *swaps)
{
    for (int64_t k = 0; k < n; k++) {
        int64_t pivot = find_pivot(n, a, k);
        swaps[k] = pivot;
        if (!(fabs(a[pivot * n + k]) > 0.0))
            return 0;
        for (int64_t j = 0; pivot != k && j < n; j++)
            swap_values(&a[k * n + j], &a[pivot * n + j]);
        for (int64_t i = k + 1; i < n; i++) {
            double factor = a[i * n + k] /= a[k * n + k];
            if (factor == 0.0)
                continue; /* chains are mostly zeros */
            for (int64_t j = k + 1; j < n; j++)
                a[i * n + j] -= factor * a[k * n + j];
        }
    }
    return 1;
}

void cev__lu_solve(int64_t n, const double *lu, const int64_t *swaps,
                   double *b)
{
    for (int64_t k = 0; k < n; k++)
        swap_values(&b[k], &b[swaps[k]]);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < i; j++)
            b[i] -= lu[i * n + j] * b[j];
    for (int64_t i = n - 1; i >= 0; i--) {
        for (int64_t j = i + 1; j < n; j++)
            b[i] -= lu[i * n + j] * b[j];
        b[i] /= lu[i * n + i];
    }
}

void cev__lu_solve_transposed(int64_t n, const double *lu,
                              const int64_t *swaps, double *b)
{
    for (int64_t i = 0; i < n; i++) {
        b[i] /= lu[i * n + i];
        for (int64_t j = i + 1; j < n; j++)
            b[j] -= lu[i * n + j] * b[i];
    }
    for (int64_t i = n - 1; i > 0; i--)
        for (int64_t j = 0; j < i; j++)
            b[j] -= lu[i * n + j] * b[i];
    for (int64_t k = n - 1; k >= 0; k--)
        swap_values(&b[k], &b[swaps[k]]);
}
