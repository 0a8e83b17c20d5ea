/* Integrals of decaying functions, by panels; see decay.h. */
#include "../core/compiler.h"
#include "decay.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/panels.h"

/* exp(-delta v) has fallen to 1e-18. */
#define DECAY_END 41.5

/* A panel below this share of the sum ends it: with f falling and v f(v)
 * having one peak, all that follow are smaller. */
#define DECAY_REST 1e-19

/* Times are not told apart below and above these. */
#define DECAY_TIME_MIN 1e-300
#define DECAY_TIME_MAX 1e290

/* Adds a panel to what are sums so far; gives its own integral. */
typedef double decay_adder(const cev__decay *f, const cev__panel *panel,
                           void *sums);

/* f(v), and the logarithms in it. */
static inline double decayed(const cev__decay *f, double v, double *log_A,
                             double *log_B)
{
    *log_A = cev__log1p_quotient(v, f->A);
    *log_B = cev__log1p_quotient(v, f->B);
    return cev__exp(-f->a * *log_A - f->b * *log_B - f->delta * v);
}

static double add_panel(const cev__decay *f, const cev__panel *panel,
                        void *total)
{
    double *integral = total, sum = 0.0, log_A, log_B;

    for (int i = 0; i < CEV__PANEL; i++)
        sum += panel->weight[i] * decayed(f, panel->v[i], &log_A, &log_B);
    *integral += sum;
    return sum;
}

static double add_panel_means(const cev__decay *f, const cev__panel *panel,
                              void *state)
{
    cev__decay_means *sums = state;
    double sum = 0.0, log_A, log_B;
    int i;

    for (i = 0; i < CEV__PANEL; i++) {
        double v = panel->v[i];
        double part = panel->weight[i] * decayed(f, v, &log_A, &log_B);

        sum += part;
        sums->log_A += part * log_A;
        sums->log_B += part * log_B;
        sums->share_A += part * (v / (f->A + v));
        sums->share_B += part * (v / (f->B + v));
    }
    sums->integral += sum;
    return sum;
}

static double add_panel_moments(const cev__decay *f, const cev__panel *panel,
                           void *state)
{
    cev__decay_moments *sums = state;
    double sum = 0.0;
    int i, j, k;

    for (i = 0; i < CEV__PANEL; i++) {
        double v = panel->v[i];
        double part[CEV__DECAY_PARTS] = {
            0.0, 0.0, v / (f->A + v), v / (f->B + v)};
        double weight = panel->weight[i]
                        * decayed(f, v, &part[CEV__DECAY_LOG_A],
                                  &part[CEV__DECAY_LOG_B]);

        sum += weight;
        for (j = 0; j < CEV__DECAY_PARTS; j++) {
            sums->mean[j] += weight * part[j];
            for (k = 0; k <= j; k++)
                sums->product[j][k] += weight * part[j] * part[k];
        }
    }
    sums->integral += sum;
    return sum;
}

/* Nothing happens faster than at the sum of the rates; and f is singular at
 * -A and -B. */
static double first_end(const cev__decay *f)
{
    double fastest = (f->a + 1.0) / f->A + (f->b + 1.0) / f->B + f->delta;

    return fmax(CEV__PANEL_FIRST / fastest, DECAY_TIME_MIN);
}

static void sum_panels(const cev__decay *f, double end, decay_adder *add,
                       void *sums)
{
    double last = fmin(end, DECAY_TIME_MAX), sum, total;
    cev__panel panel;

    if (end == 0.0)
        return;
    if (f->delta > 0.0)
        last = fmin(last, DECAY_END / f->delta);
    cev__panel_first(&panel, fmin(first_end(f), last));
    sum = total = add(f, &panel, sums);
    while (panel.end < last && sum > DECAY_REST * total) {
        cev__panel_next(&panel, last);
        sum = add(f, &panel, sums);
        total += sum;
    }
}

double cev__decay_integral(const cev__decay *f, double end)
{
    double integral = 0.0;

    sum_panels(f, end, add_panel, &integral);
    return integral;
}

void cev__decay_over(const cev__decay *f, double end, cev__decay_means *out)
{
    memset(out, 0, sizeof *out);
    sum_panels(f, end, add_panel_means, out);
    if (!(out->integral > 0.0))
        return;
    out->log_A /= out->integral;
    out->log_B /= out->integral;
    out->share_A /= out->integral;
    out->share_B /= out->integral;
}

void cev__decay_moments_over(const cev__decay *f, double end,
                             cev__decay_moments *out)
{
    int j, k;

    memset(out, 0, sizeof *out);
    sum_panels(f, end, add_panel_moments, out);
    if (!(out->integral > 0.0))
        return;
    for (j = 0; j < CEV__DECAY_PARTS; j++) {
        out->mean[j] /= out->integral;
        for (k = 0; k <= j; k++)
            out->product[k][j] = out->product[j][k] /= out->integral;
    }
}
