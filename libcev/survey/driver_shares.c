/* Shares of what is explained; see driver_shares.h. */
#include "../core/compiler.h"
#include "driver_shares.h"

#include <math.h>

/* Less than this part of a column left by those before it is rounding. */
#define DRIVER_ROUNDING 1e-9

/* Correlations of the columns of a subset, swept one after the other (Beaton
 * 1964): a swept column's row has the coefficients of what is explained. */
typedef struct sweep {
    int size;
    double a[CEV__DRIVER_SIZE][CEV__DRIVER_SIZE];
    int is_swept[CEV__DRIVER_SIZE];
} sweep;

static void sweep_column(sweep *s, int k)
{
    double pivot = s->a[k][k];
    for (int i = 0; i < s->size; i++)
        for (int j = 0; j < s->size; j++)
            if (i != k && j != k)
                s->a[i][j] -= s->a[i][k] * s->a[k][j] / pivot;
    for (int i = 0; i < s->size; i++)
        if (i != k) {
            s->a[i][k] /= pivot;
            s->a[k][i] /= pivot;
        }
    s->a[k][k] = -1.0 / pivot;
    s->is_swept[k] = 1;
}

static void sweep_subset(int count, const double *correlation,
                         unsigned subset, sweep *s)
{
    s->size = count + 1;
    for (int i = 0; i < s->size; i++) {
        s->is_swept[i] = 0;
        for (int j = 0; j < s->size; j++)
            s->a[i][j] = correlation[i * s->size + j];
    }
    for (int k = 0; k < count; k++)
        if ((subset >> k & 1u) && s->a[k + 1][k + 1] > DRIVER_ROUNDING)
            sweep_column(s, k + 1);
}

double cev__driver_regression(int count, const double *correlation,
                              unsigned subset, double *coefficient,
                              double *inverse)
{
    sweep s;
    sweep_subset(count, correlation, subset, &s);
    for (int k = 0; k < count; k++) {
        coefficient[k] = s.is_swept[k + 1] ? s.a[0][k + 1] : NAN;
        inverse[k] = s.is_swept[k + 1] ? -s.a[k + 1][k + 1] : NAN;
    }
    return fmax(s.a[0][0], 0.0);
}

static int bits_of(unsigned subset)
{
    int bits = 0;
    for (; subset != 0; subset &= subset - 1u)
        bits++;
    return bits;
}

/* s! (count - 1 - s)! / count!: the weight of a subset of s columns that
 * another joins. */
static double joining_weight(int count, int s)
{
    double weight = 1.0 / count;
    for (int i = 1; i <= s; i++)
        weight *= (double)i / (count - i);
    return weight;
}

/* Takes a subset in: it counts for the columns in it, which have joined the
 * others, and against those that have not. */
static void add_subset(int count, unsigned subset, const sweep *s,
                       cev__driver_shares *out)
{
    int size = s->size, bits = bits_of(subset);
    double error[CEV__DRIVER_SIZE]; /* the residual's part of each column */
    error[0] = 1.0;
    for (int k = 1; k < size; k++)
        error[k] = s->is_swept[k] ? -s->a[0][k] : 0.0;
    for (int k = 0; k < count; k++) {
        int is_in = subset >> k & 1u;
        double weight = is_in ? joining_weight(count, bits - 1)
                              : -joining_weight(count, bits);
        out->share[k] += weight * (1.0 - s->a[0][0]);
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
                out->moment[k][i * size + j] -=
                    weight * error[i] * error[j];
    }
}

void cev__driver_shares_find(int count, const double *correlation,
                             cev__driver_shares *out)
{
    sweep s;
    out->count = count;
    out->r2 = 0.0;
    for (int k = 0; k < count; k++) {
        out->share[k] = 0.0;
        for (int i = 0; i < CEV__DRIVER_SIZE * CEV__DRIVER_SIZE; i++)
            out->moment[k][i] = 0.0;
    }
    for (unsigned subset = 0; subset < 1u << count; subset++) {
        sweep_subset(count, correlation, subset, &s);
        add_subset(count, subset, &s, out);
    }
    out->r2 = fmin(fmax(1.0 - s.a[0][0], 0.0), 1.0); /* the last is of all */
    /* A column that tells nothing, or all, is off by a rounding. */
    for (int k = 0; k < count; k++)
        out->share[k] = fmin(fmax(out->share[k], 0.0), out->r2);
}
