/*
 * Future purchases of an active customer; see bg_future.h.
 *
 * The textbook form (a + b - 1) / (a - 1) [1 - (A / (A + t))^n 2F1(n, b;
 * a + b - 1; t / (A + t))] divides by zero at a = 1 and cancels for short
 * horizons. Both forms here have positive terms alone.
 *
 * 1. Purchase by purchase, see bg_series.h: quick while t / A is small.
 * 2. G = E[(1 - (1 + p w)^-n) / p] over p ~ Beta(a, b), w = t / A. Always.
 *
 * The purchase rate at time u = A v is (n / A) Phi(v) with
 * Phi(v) = 2F1(n + 1, a; a + b; -v) = E[(1 + p v)^-(n + 1)], of which either
 * form is the integral.
 *
 * All this is for k = 1; for the others the second form is in bg_regular.h.
 */
#include "../core/compiler.h"
#include "bg_future.h"

#include <math.h>

#include "../math/beta_mean.h"
#include "../math/elementary.h"
#include "../math/exponential_integral.h"
#include "../math/log1p.h"
#include "../math/panels.h"
#include "first_purchase.h"
#include "bg_regular.h"
#include "bg_series.h"

/* Share of the sum at which the rest of the series is left out. */
#define SERIES_REST 1e-17

/* Discounting ends where exp(-delta u) has fallen to 1e-18; up to the first of
 * these delta u it is as good as 1. */
#define DISCOUNT_START 1e-17
#define DISCOUNT_END 41.5

/* Chances to leave are not told apart below this, nor times above that, nor
 * discount rates below the last. */
#define CHANCE_MIN 1e-290
#define TIME_MAX 1e290
#define RATE_MIN 1e-305

/* A customer's state and a horizon. */
typedef struct bg_horizon {
    const cev__bg_state *s;
    double t;
} bg_horizon;

/* All time from here on, in units of A, and the discount rate there. */
typedef struct bg_eternity {
    double n, y, from;
} bg_eternity;

/* Places in time, in units of A; weights have exp(-y v) in them. */
typedef struct time_panel {
    double size; /* n + 1 */
    cev__panel at;
} time_panel;

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

/* Expected purchases in the next t, t finite. */
static double bg_purchases(const cev__bg_state *s, double t)
{
    bg_horizon h;

    if (s->k > 1)
        return cev__regular_purchases(s, t);
    h.s = s;
    h.t = t;
    return cev__beta_mean(s->a, s->b, (s->n + 1.0) * (t / s->A),
                          purchases_given, &h);
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

/* n times the integral of exp(-y v) Phi(v) from one v > 0 to another. */
static double bg_discounted(const cev__bg_state *s, double y, double from,
                            double last)
{
    double sum = 0.0;
    time_panel panel;

    if (s->k > 1)
        return cev__regular_discounted(s, y, from, last);
    panel.size = s->n + 1.0;
    panel.at.end = from;
    while (panel.at.end < last) {
        cev__panel_next(&panel.at, last);
        cev__panel_decay(&panel.at, y);
        sum += s->n
               * cev__beta_mean(s->a, s->b, panel.size * panel.at.end,
                                panel_given, &panel);
    }
    return sum;
}

/* The horizon in units of A, to where discounting leaves anything. */
static double last_of(const cev__bg_state *s, const cev__view *view, double y)
{
    double last = view->horizon / s->A;

    return view->delta > 0.0 ? fmin(fmin(last, DISCOUNT_END / y), TIME_MAX)
                             : last;
}

/*
 * For one who leaves with chance p, y times the integral of exp(-y (v - from))
 * (1 + p v)^-(n + 1) over v from `from` on.
 */
static double eternity_given(const void *state, double p)
{
    const bg_eternity *rest = state;
    double size = rest->n + 1.0;

    return cev__exp(-size * cev__log1p(p * rest->from))
           * cev__exponential_integral(size, rest->y * (1.0 / p + rest->from));
}

/* n times the integral of exp(-y v) Phi(v) from v on, for ever. */
static double bg_for_ever(const cev__bg_state *s, double y, double from)
{
    bg_eternity rest = {s->n, y, from};
    double reach = (s->n + 1.0) * (from + 1.0 / y);

    return s->n * (cev__exp(-y * from) / y)
           * cev__beta_mean(s->a, s->b, reach, eternity_given, &rest);
}

/* What comes after the series, which is `near` up to `from`. Where discounting
 * sets in later, panels begin there, lest they be many. */
static double far_ahead(const cev__bg_state *s, const cev__view *view,
                        double y, double near, double from)
{
    double last = view->horizon / s->A, start;

    if (s->k == 1 && last * y >= DISCOUNT_END)
        return near + bg_for_ever(s, y, from);
    last = last_of(s, view, y);
    start = fmin(DISCOUNT_START / y, last);
    if (from < start) {
        near = bg_purchases(s, s->A * start);
        from = start;
    }
    return near + bg_discounted(s, y, from, last);
}

/*
 * Expected purchases in the horizon, each worth exp(-delta u) at time
 * u = A v, up to CEV__BG_LANES at once: the series and what comes after it.
 * Without a discount the mean over the chance to leave is one for the whole
 * horizon.
 */
static void lanes_ahead(const cev__bg_state *s, int count,
                        const cev__view *view, double *out)
{
    int is_worth = view->delta > 0.0;
    double rest = fmax(view->tol, SERIES_REST);
    double y[CEV__BG_LANES], last[CEV__BG_LANES], w[CEV__BG_LANES];

    for (int l = 0; l < count; l++) {
        double end;

        y[l] = is_worth ? fmax(view->delta * s[l].A, RATE_MIN) : 0.0;
        end = cev__bg_series_end(&s[l], y[l]);
        last[l] = last_of(&s[l], view, y[l]);
        w[l] = is_worth || last[l] <= end ? fmin(last[l], end) : 0.0;
    }
    if (is_worth)
        cev__bg_series(count, s, y, w, rest, out);
    else
        cev__bg_count(count, s, w, rest, out);
    for (int l = 0; l < count; l++)
        if (w[l] < last[l])
            out[l] = is_worth ? far_ahead(&s[l], view, y[l], out[l], w[l])
                              : bg_purchases(&s[l], view->horizon);
}

void cev__bg_aheads(const cev__bg_state *s, int count, const cev__view *view,
                    double *out)
{
    for (int k = 0; k < count; k += CEV__BG_LANES)
        lanes_ahead(&s[k],
                    count - k < CEV__BG_LANES ? count - k : CEV__BG_LANES,
                    view, &out[k]);
}

double cev__bg_ahead(const cev__bg_state *s, const cev__view *view)
{
    cev__first_purchase first = {s->n, s->A, 0.0, INFINITY};
    double ahead;

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
        lanes_ahead(s, 1, view, &ahead);
        return ahead;
    }
}
