/*
 * Future purchases of an active customer; see bg_future.h.
 *
 * The textbook form (a + b - 1) / (a - 1) [1 - (A / (A + t))^n 2F1(n, b;
 * a + b - 1; t / (A + t))] divides by zero at a = 1 and cancels for short
 * horizons. Both forms here have positive terms alone.
 *
 * 1. Let K be the number of purchases by t of a customer who never leaves:
 *    negative binomial with size n and z = t / (A + t). The (j + 1)th happens
 *    if he stays j times, which has probability S_j = (b)_j / (a + b)_j, so
 *        G = sum_k P(K = k) H_k,   H_k = S_0 + … + S_{k-1}.
 *    Quick while K is small.
 * 2. G = E[(1 - (1 + p w)^-n) / p] over p ~ Beta(a, b), w = t / A. Always.
 *
 * The purchase rate at time u = A v is (n / A) Phi(v) with
 * Phi(v) = 2F1(n + 1, a; a + b; -v) = E[(1 + p v)^-(n + 1)], for which there
 * are the same two forms: sum_k P(K = k) S_k with size n + 1, and the mean.
 *
 * All this is for k = 1; for the others see bg_regular.h.
 */
#include "../core/compiler.h"
#include "bg_future.h"

#include <math.h>

#include "../math/beta_mean.h"
#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/panels.h"
#include "first_purchase.h"
#include "bg_regular.h"

/* The series is taken up to this w and this mean of K: at most some 200
 * terms, none of which underflows. */
#define SERIES_W 3.0
#define SERIES_MEAN 60.0
/* And the discounted one, where e^(y w) takes terms too, up to this y w. */
#define SERIES_RATES 4.0

/* Terms that are added at once. */
enum { SERIES_BATCH = 4 };

/* Share of the sum at which the rest of the series is left out. */
#define SERIES_REST 1e-17

/* Discounting ends where exp(-delta u) has fallen to 1e-18. */
#define DISCOUNT_END 41.5

/* Chances to leave are not told apart below this, nor times above that. */
#define CHANCE_MIN 1e-290
#define TIME_MAX 1e290

/* A customer's state and a horizon. */
typedef struct bg_horizon {
    const cev__bg_state *s;
    double t;
} bg_horizon;

/* Places in time, in units of A; weights have exp(-y v) in them. */
typedef struct time_panel {
    double size; /* n + 1 */
    cev__panel at;
} time_panel;

/*
 * From one count k to the next: chance(k + 1) = z growth(k) chance(k) of a
 * negative binomial, and S_{k+1} = stay(k) S_k. Of the terms that follow, each
 * is at most `ratio` times the one before it, as the quotient falls or stays
 * below z. One division does for all three.
 */
typedef struct count_step {
    double part, growth, stay, ratio; /* part: 1 / (k + 1) */
} count_step;

static count_step count_step_at(const cev__bg_state *s, double size, double z,
                                double k)
{
    double c = s->a + s->b + k, inverse = 1.0 / ((k + 1.0) * c);
    double part = c * inverse;
    count_step step;
    step.part = part;
    step.growth = (size + k) * part;
    step.stay = (s->b + k) * ((k + 1.0) * inverse);
    step.ratio = z * (step.growth > 1.0 ? step.growth : 1.0) * (1.0 + part);
    return step;
}

/* Whether what follows a term is no more than this share of the sum. */
static int count_ends(const count_step *step, double term, double rest,
                      double sum)
{
    return step->ratio < 1.0
           && term * step->ratio <= rest * (1.0 - step->ratio) * sum;
}

/*
 * sum_k P(K = k) H_k. H_0 = 0, so every term holds the factor `size` of
 * P(K = 1); it is put in at the end. A tiny size would make the terms
 * subnormal, where multiplying by z need not lessen them, and the sum would
 * never end.
 */
static double purchases_series(const cev__bg_state *s, double w, double rest)
{
    double size = s->n, z = w / (1.0 + w);
    double chance = cev__exp(-size * cev__log1p(w));
    double stay = 1.0, stays = 0.0, sum = 0.0;
    for (double k = 0.0;;) {
        count_step step;
        /* Asking whether to end would take as long as a term. */
        for (int i = 0; i < SERIES_BATCH; i++, k += 1.0) {
            step = count_step_at(s, size, z, k);
            chance *= k == 0.0 ? z : z * step.growth;
            stays += stay;
            stay *= step.stay;
            sum += chance * stays;
        }
        if (count_ends(&step, chance * stays, rest, sum))
            return size * sum;
    }
}

/*
 * How many terms of a series with the rate y leave out this share of it. The
 * sum at w is exp(-y w) (1 + w)^-size times a power series in z with positive
 * coefficients, and grows no faster than w. So of the terms from the K-th on,
 * larger at any W > w, no more is there at w than
 *     (z / Z)^K exp(y (W - w)) ((1 + W) / (1 + w))^size W / w
 * of the sum. W is where this is nearly least.
 */
static double terms_but(double rest, double size, double y, double w)
{
    double rests = -cev__log(rest), most = size * w + rests * (1.0 + w);
    double half = 0.5 * (size + y);
    double far = fmax(most / (half + sqrt(half * half + y * most)), 1.5 * w);
    double longer = cev__log(far / w);
    double slower = cev__log((1.0 + far) / (1.0 + w));
    return ceil((rests + size * slower + y * (far - w) + longer)
                / (longer - slower));
}

/*
 * sum_k S_k Q_k, what the (k + 1)th purchase of a customer who never leaves
 * counts,
 *     Q_k = C_k q_k,   q_k = integral of exp(-y v) v^k (1 + v)^-(n + 1 + k)
 * over v from 0 to w, C_k = (n)_(k+1) / k!. Integrating by parts twice,
 *     (k + 1) (q_k - q_(k+1)) = (k + 2 + n) (q_(k+1) - q_(k+2)) + y q_(k+1)
 *                               + exp(-y w) (1 + w)^-(n + 1) z^(k+1),
 * from which, of positive terms alone, they follow downwards from where they
 * are nothing. They are kept over the last factors; `step` is the change of q,
 * `further` the one before times z.
 */
static double discounted_series(const cev__bg_state *s, double y, double w,
                                double rest)
{
    double size = s->n + 1.0, z = w / (1.0 + w);
    double step = 0.0, further = 0.0, sum = 0.0;
    for (double k = terms_but(rest, size, y, w); k >= 0.0; k -= 1.0) {
        count_step at = count_step_at(s, size, z, k);
        double part = at.part, next = z * (further + step);
        step = z * (at.growth + part + part * y) * step
               + (z * part * y * further + part);
        further = next;
        sum = (further + step) + z * at.growth * at.stay * sum;
    }
    return s->n * z * cev__exp(-y * w - size * cev__log1p(w)) * sum;
}

/* Up to where the series are quick. */
static double series_end(double n)
{
    return fmin(SERIES_W, SERIES_MEAN / n);
}

/* (1 - (1 + p w)^-n) / p, and n w where that is the same. */
static double purchases_given(const void *state, double p)
{
    const bg_horizon *h = state;
    double n = h->s->n, A = h->s->A, w = h->t / A;

    if (p < CHANCE_MIN)
        p = CHANCE_MIN;
    if (p * w * (n + 1.0) < 1e-17)
        return n * w;
    return -cev__expm1(-n * cev__log1p_quotient(p * h->t, A)) / p;
}

/* Expected purchases in the next t, t >= 0 and finite. */
static double bg_purchases(const cev__bg_state *s, double t, double rest)
{
    double w = t / s->A;
    bg_horizon h;

    if (t == 0.0)
        return 0.0;
    if (s->k > 1)
        return cev__regular_purchases(s, t);
    if (w <= series_end(s->n))
        return purchases_series(s, w, rest);
    h.s = s;
    h.t = t;
    return cev__beta_mean(s->a, s->b, (s->n + 1.0) * w, purchases_given, &h);
}

/* The panel's integral of the rate of a customer who leaves with chance p. */
static double panel_given(const void *state, double p)
{
    const time_panel *panel = state;
    double sum = 0.0;
    int i;

    for (i = 0; i < CEV__PANEL; i++)
        sum += panel->at.weight[i]
               * cev__exp(-panel->size * cev__log1p(p * panel->at.v[i]));
    return sum;
}

/* The same, each worth exp(-delta u) at time u = A v; t may be infinite when
 * delta > 0: n times the integral of exp(-y v) Phi(v) from 0 to t / A, y = delta A: the
 * series, and panels from there on by the mean over the chance to leave. */
static double bg_discounted(const cev__bg_state *s, double delta, double t,
                            double rest)
{
    double y = delta * s->A, last = t / s->A, sum;
    time_panel panel;

    if (delta == 0.0 || t == 0.0)
        return bg_purchases(s, t, rest);
    if (last > DISCOUNT_END / y)
        last = DISCOUNT_END / y;
    if (last > TIME_MAX)
        last = TIME_MAX;
    if (s->k > 1)
        return cev__regular_discounted(s, y, last);
    panel.size = s->n + 1.0;
    panel.at.end = fmin(last, fmin(series_end(s->n), SERIES_RATES / y));
    sum = discounted_series(s, y, panel.at.end, rest);
    while (panel.at.end < last) {
        cev__panel_next(&panel.at, last);
        cev__panel_decay(&panel.at, y);
        sum += s->n
               * cev__beta_mean(s->a, s->b, panel.size * panel.at.end,
                                panel_given, &panel);
    }
    return sum;
}

double cev__bg_ahead(const cev__bg_state *s, const cev__view *view)
{
    cev__first_purchase first = {s->n, s->A, 0.0, INFINITY};

    if (s->k > 1 && view->what != CEV__VIEW_PURCHASES)
        return view->what == CEV__VIEW_ANY
                   ? cev__regular_any(s, view->horizon)
                   : cev__regular_time(s, view->horizon);
    switch (view->what) {
    case CEV__VIEW_ANY:
        return cev__first_any(&first, view->horizon);
    case CEV__VIEW_NEXT:
        return cev__first_next(&first, view->horizon);
    default:
        return bg_discounted(s, view->delta, view->horizon,
                             fmax(view->tol, SERIES_REST));
    }
}
