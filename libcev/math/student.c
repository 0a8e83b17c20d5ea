/* Student's t and Fisher's F, as beta distributions; see student.h. */
#include "../core/compiler.h"
#include "student.h"

#include <math.h>

#include "beta_tails.h"
#include "elementary.h"
#include "gamma.h"
#include "normal.h"
#include "panels.h"
#include "sum.h"

/* What is less than this part of a sum ends it. */
#define NEGLIGIBLE_SIDE 1e-18

/* Farther down than this a normal distribution has nothing. */
#define BELL_REACH 40.0

/* What follows F with so many degrees of freedom, as a share. */
static double share_tail(double ratio, double above, double below)
{
    cev__tails tails;
    double x = 1.0 / (1.0 + ratio);
    cev__beta_tails(0.5 * below, 0.5 * above, x, ratio * x, &tails);
    return ratio < 1e300 ? tails.lower : 0.0;
}

double cev__student_tail(double t, double freedom)
{
    double r = t / sqrt(freedom);
    double outside = share_tail(r * r, 1.0, freedom);
    return t > 0.0 ? 0.5 * outside : 1.0 - 0.5 * outside;
}

double cev__student_quantile(double tail, double freedom)
{
    double s = cev__beta_log_odds(0.5 * freedom, 0.5, 2.0 * tail, 0);
    return sqrt(freedom) * cev__exp(-0.5 * s);
}

double cev__fisher_tail(double f, double above, double below)
{
    return share_tail(f * (above / below), above, below);
}

double cev__fisher_quantile(double tail, double above, double below)
{
    return below / above
           * cev__exp(cev__beta_log_odds(0.5 * above, 0.5 * below, tail, 1));
}

/* One side of the mean over s = log(chi-square / freedom), whose density is
 * exp(a (s - exp(s) + 1)) but for a factor, a = freedom / 2. A t that is far
 * above the shift is steep where there is nothing to see, and what there is lies
 * far below. */
static double shifted_side(double t, double a, double shift, double direction)
{
    double reach = fabs(shift) + BELL_REACH;
    double step = 1.0 / (sqrt(a) + 0.5 * fmin(fabs(t), reach)), at = 0.0;
    double weight, part;
    cev__sum sum = {0}, mass = {0};
    do {
        cev__panel panel;
        weight = part = 0.0;
        panel.end = 0.0;
        cev__panel_even(&panel, step);
        for (int i = 0; i < CEV__PANEL; i++) {
            double s = at + direction * panel.v[i];
            double each = panel.weight[i] * cev__exp(a * (s - cev__expm1(s)));
            weight += each;
            part += each * cev__normal_cdf(shift - t * cev__exp(0.5 * s));
        }
        cev__sum_add(&mass, weight);
        cev__sum_add(&sum, part);
        at += direction * step;
    } while (weight > NEGLIGIBLE_SIDE * mass.total
             || part > NEGLIGIBLE_SIDE * sum.total
             || (weight > 0.0 && direction < 0.0
                 && t * cev__exp(0.5 * at) > fabs(shift) + 1.0));
    return cev__sum_value(&sum);
}

double cev__student_shifted_tail(double t, double freedom, double shift)
{
    double a = 0.5 * freedom;
    double sides = shifted_side(t, a, shift, 1.0)
                   + shifted_side(t, a, shift, -1.0);
    return fmin(sides * cev__exp(cev__stirling_excess(a)), 1.0);
}
