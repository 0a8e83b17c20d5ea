/* Gamma-Gompertz lifetimes and integrals over them, by panels; see
 * gompertz.h. */
#include "../core/compiler.h"
#include "gompertz.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/panels.h"

/* exp(b v) overflows from here on. */
#define AGEING_FAR 700.0

/* A panel's length where the risk changes, in 1 / b: f is singular at a
 * distance of pi / b from the age at which exp(b v) = beta - 1. */
#define PANEL_AGEING 2.0

/* exp(-delta v) has fallen to 1e-18. */
#define PANEL_DISCOUNTED 41.5

/* What is left of the integral ends it when it is below this share. */
#define PANEL_REST 1e-18

/* Times are not told apart below and above these. */
#define PANEL_TIME_MIN 1e-300
#define PANEL_TIME_MAX 1e290

/* Plainly, and where exp(b v) overflows: Z is log(exp(b v) beta_v / beta). */
cev__ageing cev__gompertz_after(double b, double beta, double v)
{
    double more = cev__expm1(b * v), less;
    cev__ageing at;

    if (b * v < AGEING_FAR) {
        at.now = (beta + more) / (1.0 + more);
        at.wear = cev__log1p_quotient(more, beta);
        at.kept = beta / (beta + more);
    } else {
        less = cev__exp(-b * v);
        at.now = 1.0 - less + beta * less;
        at.wear = b * v + (cev__log(at.now) - cev__log(beta));
        at.kept = cev__exp(-at.wear);
    }
    return at;
}

/* f but for the share that leaves: it bounds what is to come. */
static double kept_until(const cev__gompertz_decay *f, double v, double log_A,
                         double wear)
{
    return cev__exp(-f->a * log_A - f->s * wear - f->delta * v);
}

/* Adds a place with its weight to what are sums so far, or to the integral
 * alone where there is no age. */
static void add_moment(const cev__gompertz_decay *f, const double *age,
                       double v, double weight, cev__gompertz_means *sums)
{
    double log_A = cev__log1p_quotient(v, f->A);
    cev__ageing at = cev__gompertz_after(f->b, f->beta, v);
    double part = weight * kept_until(f, v, log_A, at.wear);

    if (f->is_leaving)
        part /= at.now;
    sums->integral += part;
    if (age == NULL)
        return;
    sums->log_A += part * log_A;
    sums->share_A += part * (v / (f->A + v));
    sums->wear += part * at.wear;
    sums->kept += part * at.kept;
    sums->old += part * ((*age + v) / at.now);
    sums->young += part * ((*age + v) * ((at.now - 1.0) / at.now));
}

/* Nothing happens faster than at the sum of the rates, and f is singular at -A
 * and at log(1 - beta) / b or the one above. */
static double quickest_end(const cev__gompertz_decay *f)
{
    double fastest = (f->a + 1.0) / f->A + f->s * (f->b / f->beta)
                     + f->b / fmin(f->beta, 1.0) + f->delta;

    return fmax(CEV__PANEL_FIRST / fastest, PANEL_TIME_MIN);
}

/* How far the panel that begins at v may go: once the risk is the same for
 * ever, as far again as that was ago. */
static double ageing_end(const cev__gompertz_decay *f, double v)
{
    double since = f->b * v - cev__log(fmax(f->beta, 1.0));

    return v + (PANEL_AGEING + fmax(since, 0.0)) / f->b;
}

/* The most that can come between v and `last`: f falls, and so does what is
 * left of those who leave. */
static double still_to_come(const cev__gompertz_decay *f, double v,
                            double last)
{
    double most = kept_until(f, v, cev__log1p_quotient(v, f->A),
                             cev__gompertz_after(f->b, f->beta, v).wear);

    return most * (f->is_leaving ? 1.0 / f->s / f->b : last - v);
}

static void sum_moments(const cev__gompertz_decay *f, const double *age,
                        double end, cev__gompertz_means *sums)
{
    double last = fmin(end, PANEL_TIME_MAX);
    cev__panel panel;

    memset(sums, 0, sizeof *sums);
    if (end == 0.0)
        return;
    if (f->delta > 0.0)
        last = fmin(last, PANEL_DISCOUNTED / f->delta);
    cev__panel_first(&panel, fmin(quickest_end(f), last));
    for (;;) {
        for (int i = 0; i < CEV__PANEL; i++)
            add_moment(f, age, panel.v[i], panel.weight[i], sums);
        if (!(panel.end < last)
            || still_to_come(f, panel.end, last)
                   <= PANEL_REST * sums->integral)
            return;
        cev__panel_next(&panel, fmin(last, ageing_end(f, panel.end)));
    }
}

double cev__gompertz_integral(const cev__gompertz_decay *f, double end)
{
    cev__gompertz_means sums;

    sum_moments(f, NULL, end, &sums);
    return sums.integral;
}

void cev__gompertz_over(const cev__gompertz_decay *f, double age, double end,
                        cev__gompertz_means *out)
{
    double integral;

    sum_moments(f, &age, end, out);
    integral = out->integral;
    if (!(integral > 0.0)) {
        add_moment(f, &age, 0.0, 1.0, out);
        integral = out->integral;
        out->integral = 0.0;
    }
    out->log_A /= integral;
    out->share_A /= integral;
    out->wear /= integral;
    out->kept /= integral;
    out->old /= integral;
    out->young /= integral;
}
