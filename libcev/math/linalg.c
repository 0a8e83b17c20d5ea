/* Small symmetric matrices; see linalg.h. */
#include "../core/compiler.h"
#include "linalg.h"

#include <math.h>

/* Cyclic Jacobi converges quadratically; a small matrix takes six sweeps or
 * so. */
#define SWEEPS 60

/* Matrices whose rows are `stride` apart. */
typedef struct square_matrix {
    double *at;
    int stride;
} square_matrix;

static inline double *row_of(const square_matrix *matrix, int i)
{
    return matrix->at + i * matrix->stride;
}

/* One Jacobi rotation: makes a[p][q] zero and turns the vectors along. The
 * tangent is the smaller root, so that the angle stays below 45 degrees. */
static void rotate_pair(int n, const square_matrix *a,
                        const square_matrix *vectors, int p, int q)
{
    double *row_p = row_of(a, p), *row_q = row_of(a, q);
    double *vector_p = row_of(vectors, p), *vector_q = row_of(vectors, q);
    double theta = (row_q[q] - row_p[p]) / (2.0 * row_p[q]);
    double t = 1.0 / (fabs(theta) + sqrt(1.0 + theta * theta));
    if (theta < 0.0)
        t = -t;
    double c = 1.0 / sqrt(1.0 + t * t), s = t * c;
    double apq = row_p[q];
    row_p[p] -= t * apq;
    row_q[q] += t * apq;
    row_p[q] = row_q[p] = 0.0;
    for (int k = 0; k < n; k++) {
        double vp = vector_p[k], vq = vector_q[k], *row_k = row_of(a, k);
        vector_p[k] = c * vp - s * vq;
        vector_q[k] = s * vp + c * vq;
        if (k == p || k == q)
            continue;
        double kp = row_k[p], kq = row_k[q];
        row_k[p] = row_p[k] = c * kp - s * kq;
        row_k[q] = row_q[k] = s * kp + c * kq;
    }
}

/* Whether an element is too small beside its diagonal to matter. */
static int is_negligible(double element, double p, double q)
{
    return fabs(element) <= 1e-18 * sqrt(fabs(p)) * sqrt(fabs(q))
           || fabs(element) < 1e-300;
}

static int sweep_once(int n, const square_matrix *a,
                      const square_matrix *vectors)
{
    int turned = 0;
    for (int q = 1; q < n; q++) {
        for (int p = 0; p < q; p++) {
            if (is_negligible(row_of(a, p)[q], row_of(a, p)[p],
                              row_of(a, q)[q]))
                continue;
            rotate_pair(n, a, vectors, p, q);
            turned = 1;
        }
    }
    return turned;
}

/* Exchanges neighbours until the eigenvalues ascend. */
static void sort_ascending(int n, double *values,
                           const square_matrix *vectors)
{
    for (int end = n; end > 1; end--) {
        for (int k = 0; k + 1 < end; k++) {
            if (values[k] <= values[k + 1])
                continue;
            double value = values[k];
            double *one = row_of(vectors, k), *next = row_of(vectors, k + 1);
            values[k] = values[k + 1];
            values[k + 1] = value;
            for (int i = 0; i < n; i++) {
                double v = one[i];
                one[i] = next[i];
                next[i] = v;
            }
        }
    }
}

void cev__eigen_in(int n, int stride, const double *packed, double *room,
                   double *values, double *vectors)
{
    const square_matrix a = {room, stride}, turned = {vectors, stride};
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            row_of(&a, i)[j] = packed[cev__packed_of(i, j)];
            row_of(&turned, i)[j] = i == j;
        }
    }
    int sweeps = 0;
    while (sweep_once(n, &a, &turned) && ++sweeps < SWEEPS)
        continue;
    for (int i = 0; i < n; i++)
        values[i] = row_of(&a, i)[i];
    sort_ascending(n, values, &turned);
}

void cev__eigen(int n, const double *packed, double values[CEV__SMALL],
                double vectors[CEV__SMALL][CEV__SMALL])
{
    double room[CEV__SMALL * CEV__SMALL];
    cev__eigen_in(n, CEV__SMALL, packed, room, values, &vectors[0][0]);
}

void cev__eigen_inverse(int n, const double values[CEV__SMALL],
                        double vectors[CEV__SMALL][CEV__SMALL], double least,
                        double *packed)
{
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = 0.0;
            for (int k = 0; k < n; k++) {
                double value = values[k] > least ? values[k] : least;
                sum += vectors[k][i] * vectors[k][j] / value;
            }
            packed[cev__packed(i, j)] = sum;
        }
    }
}

double cev__quadratic_form(int n, const double *packed, const double *v)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++)
            sum += 2.0 * packed[cev__packed(i, j)] * v[i] * v[j];
        sum += packed[cev__packed(i, i)] * v[i] * v[i];
    }
    return sum;
}
