/* Cholesky's factorisation; see cholesky.h. */
#include "../core/compiler.h"
#include "cholesky.h"

#include <math.h>
#include <string.h>

int cev__cholesky(int n, double *packed, double least)
{
    for (int i = 0; i < n; i++) {
        double *row = packed + cev__packed(i, 0), whole = row[i];
        for (int j = 0; j <= i; j++) {
            const double *other = packed + cev__packed(j, 0);
            for (int k = 0; k < j; k++)
                row[j] -= row[k] * other[k];
            if (j < i)
                row[j] /= other[j];
        }
        if (!(row[i] > least * whole)) /* nor where it is infinite, or none */
            return 0;
        row[i] = sqrt(row[i]);
    }
    return 1;
}

void cev__cholesky_own(int64_t n, double *packed, double least,
                       int32_t *is_own)
{
    for (int64_t i = 0; i < n; i++) {
        double *row = packed + i * (i + 1) / 2;
        double whole = row[i];
        for (int64_t j = 0; j < i; j++) {
            const double *other = packed + j * (j + 1) / 2;
            if (!is_own[j])
                continue;
            for (int64_t k = 0; k < j; k++)
                if (is_own[k])
                    row[j] -= row[k] * other[k];
            row[j] /= other[j];
            row[i] -= row[j] * row[j];
        }
        is_own[i] = row[i] > least * whole;
        if (is_own[i])
            row[i] = sqrt(row[i]);
    }
}

void cev__cholesky_solve(int n, const double *factor, double *b)
{
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < i; k++)
            b[i] -= factor[cev__packed(i, k)] * b[k];
        b[i] /= factor[cev__packed(i, i)];
    }
    for (int i = n; i-- > 0;) {
        for (int k = i + 1; k < n; k++)
            b[i] -= factor[cev__packed(k, i)] * b[k];
        b[i] /= factor[cev__packed(i, i)];
    }
}

double cev__cholesky_form(int n, const double *factor, int first, double *x)
{
    double form = 0.0;
    for (int i = first; i < n; i++) {
        const double *row = factor + cev__packed(i, 0);
        for (int k = first; k < i; k++)
            x[i] -= row[k] * x[k];
        x[i] /= row[i];
        form += x[i] * x[i];
    }
    return form;
}

void cev__cholesky_inverse(int n, const double *factor, double *column,
                           double *inverse)
{
    for (int j = 0; j < n; j++) {
        memset(column, 0, (size_t)n * sizeof *column);
        column[j] = 1.0;
        cev__cholesky_solve(n, factor, column);
        for (int i = j; i < n; i++)
            inverse[cev__packed(i, j)] = column[i];
    }
}
