/*
 * Gauss's rule with few nodes; see few_nodes.h. The recurrence of the
 * orthonormal polynomials by Stieltjes's procedure; nodes and weights from
 * its matrix (Golub & Welsch 1969, Mathematics of Computation 23, 221-230).
 */
#include "../core/compiler.h"
#include "few_nodes.h"

#include <math.h>
#include <string.h>

#include "elementary.h"

/* The matrix of the recurrence, packed. */
static void recurrence_of(int n, const double *place, const double *weight,
                          double mean, double sd, cev__few_nodes *out,
                          double *packed)
{
    double x[CEV__FEW_FROM], now[CEV__FEW_FROM], before[CEV__FEW_FROM];
    double beside = 0.0;
    int i, j;

    memset(packed, 0, CEV__SMALL_PACKED * sizeof *packed);
    out->total = 0.0;
    for (i = 0; i < n; i++) {
        out->total += weight[i];
        x[i] = (place[i] - mean) / sd;
        now[i] = 1.0;
        before[i] = 0.0;
    }
    for (j = 0; j < out->count; j++) {
        double first = 0.0, square = 0.0;

        for (i = 0; i < n; i++)
            first += weight[i] * x[i] * now[i] * now[i];
        first /= out->total;
        packed[cev__packed(j, j)] = first;
        if (j > 0)
            packed[cev__packed(j, j - 1)] = beside;
        for (i = 0; i < n; i++) {
            double next = (x[i] - first) * now[i] - beside * before[i];

            before[i] = now[i];
            now[i] = next;
            square += weight[i] * next * next;
        }
        beside = sqrt(square / out->total);
        for (i = 0; i < n; i++)
            now[i] /= beside;
    }
}

/* Mean and standard deviation, from the first place. */
static void measure_places(int n, const double *place, const double *weight,
                           double *mean, double *sd)
{
    double sum = 0.0, first = 0.0, second = 0.0;
    int i;

    for (i = 0; i < n; i++) {
        double away = place[i] - place[0];

        sum += weight[i];
        first += weight[i] * away;
        second += weight[i] * away * away;
    }
    *mean = place[0] + first / sum;
    *sd = sqrt(fmax(0.0, second / sum - first / sum * (first / sum)));
}

double cev__few_nodes_spread(int n, const double *place, const double *weight)
{
    double mean, sd;

    measure_places(n, place, weight, &mean, &sd);
    return sd;
}

void cev__few_nodes_of(int n, const double *place, const double *weight,
                       int count, cev__few_nodes *out)
{
    double packed[CEV__SMALL_PACKED], values[CEV__SMALL], mean, sd;
    int i;

    out->count = count;
    measure_places(n, place, weight, &mean, &sd);
    recurrence_of(n, place, weight, mean, sd, out, packed);
    cev__eigen(count, packed, values, out->vectors);
    for (i = 0; i < count; i++) {
        out->place[i] = mean + sd * values[i];
        out->weight[i] =
            out->total * out->vectors[i][0] * out->vectors[i][0];
    }
}

/* Coefficients that go on falling as they have until this one are what this
 * is after as many more as there are nodes. */
static double falls_to(double share, int degree, int count)
{
    return share > 0.0 ? cev__exp(2.0 * count * cev__log(share) / degree)
                       : 0.0;
}

double cev__few_nodes_doubt(const cev__few_nodes *nodes, const double *value)
{
    double sum = 0.0, last[2] = {0.0, 0.0};
    int count = nodes->count, i, k;

    for (i = 0; i < count; i++) {
        const double *vector = nodes->vectors[i];

        sum += vector[0] * vector[0] * value[i];
        for (k = 0; k < 2; k++)
            last[k] += vector[0] * vector[count - 1 - k] * value[i];
    }
    if (!(sum > 0.0))
        return 0.0;
    return fmax(falls_to(fabs(last[0]) / sum, count - 1, count),
                falls_to(fabs(last[1]) / sum, count - 2, count));
}
