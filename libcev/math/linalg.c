/* Small symmetric matrices; see linalg.h. */
#include "../core/compiler.h"
#include "linalg.h"

#include <math.h>

/* Cyclic Jacobi converges quadratically; a small matrix takes six sweeps or
 * so. */
#define SWEEPS 60

typedef double square_matrix[CEV__SMALL][CEV__SMALL];

/* One Jacobi rotation: makes a[p][q] zero and turns the vectors along. The
 * tangent is the smaller root, so that the angle stays below 45 degrees. */
static void rotate_pair(int n, square_matrix a, square_matrix vectors, int p,
                        int q)
{
    double theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    double t = 1.0 / (fabs(theta) + sqrt(1.0 + theta * theta));
    if (theta < 0.0)
        t = -t;
    double c = 1.0 / sqrt(1.0 + t * t), s = t * c;
    double apq = a[p][q];
    a[p][p] -= t * apq;
    a[q][q] += t * apq;
    a[p][q] = a[q][p] = 0.0;
    for (int k = 0; k < n; k++) {
        double vp = vectors[p][k], vq = vectors[q][k];
        vectors[p][k] = c * vp - s * vq;
        vectors[q][k] = s * vp + c * vq;
        if (k == p || k == q)
            continue;
        double kp = a[k][p], kq = a[k][q];
        a[k][p] = a[p][k] = c * kp - s * kq;
        a[k][q] = a[q][k] = s * kp + c * kq;
    }
}

/* Whether an element is too small beside its diagonal to matter. */
static int is_negligible(double element, double p, double q)
{
    return fabs(element) <= 1e-18 * sqrt(fabs(p)) * sqrt(fabs(q))
           || fabs(element) < 1e-300;
}

static int sweep_once(int n, square_matrix a, square_matrix vectors)
{
    int turned = 0;
    for (int q = 1; q < n; q++) {
        for (int p = 0; p < q; p++) {
            if (is_negligible(a[p][q], a[p][p], a[q][q]))
                continue;
            rotate_pair(n, a, vectors, p, q);
            turned = 1;
        }
    }
    return turned;
}

/* Exchanges neighbours until the eigenvalues ascend. */
static void sort_ascending(int n, double *values, square_matrix vectors)
{
    for (int end = n; end > 1; end--) {
        for (int k = 0; k + 1 < end; k++) {
            if (values[k] <= values[k + 1])
                continue;
            double value = values[k];
            values[k] = values[k + 1];
            values[k + 1] = value;
            for (int i = 0; i < n; i++) {
                double v = vectors[k][i];
                vectors[k][i] = vectors[k + 1][i];
                vectors[k + 1][i] = v;
            }
        }
    }
}

void cev__eigen(int n, const double *packed, double values[CEV__SMALL],
                double vectors[CEV__SMALL][CEV__SMALL])
{
    square_matrix a;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            a[i][j] = packed[cev__packed_of(i, j)];
            vectors[i][j] = i == j;
        }
    }
    int sweeps = 0;
    while (sweep_once(n, a, vectors) && ++sweeps < SWEEPS)
        continue;
    for (int i = 0; i < n; i++)
        values[i] = a[i][i];
    sort_ascending(n, values, vectors);
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
