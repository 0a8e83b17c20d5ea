/*
 * Future purchases where each takes k ticks; see bg_regular.h.
 *
 * The i-th purchase ahead is tick M = i k - since. It is made if the customer
 * stays after the i - 1 before it, with probability
 * S_{i-1} = (b)_{i-1} / (a + b)_{i-1}, so with N the ticks by t, negative
 * binomial with size n and w = t / A,
 *     G = sum_i S_{i-1} P(N >= M),
 * and the rate of purchases at time A v is (n / A) times
 *     Phi(v) = sum_i S_{i-1} P(N = M - 1), of size n + 1.
 * Here they are means over the chance p to leave, p ~ Beta(a, b). Every k-th
 * term of a series is a mean over the k-th roots of unity, of what the whole
 * series is at q^(1/k) times the root, q = 1 - p. The root 1 has what a clock
 * without hands would give; the others are waves that die out as nobody knows
 * any longer which tick it is. Where hardly anybody stays, q < 1/2, that
 * cancels, and few purchases are enough. Tick by tick: bg_series.h.
 */
#include "../core/compiler.h"
#include "bg_regular.h"

#include "../math/beta_mean.h"
#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/panels.h"
#include "bg_silence.h"
#include "ticks.h"

/* A customer who stays with a chance of 1/2 at most makes no more purchases
 * than this but with a chance of 1e-18. */
enum { FEW_PURCHASES = 60 };

/* Chances to leave are not told apart below this. */
#define LEAVING_MIN 1e-290

/* From here on 1 + w and w are the same, and w need not be squared. */
#define LONG_W 1e100

/* Waves of this height, as a logarithm, are gone. */
#define WAVE_END (-41.0)

/* Nor times above this. */
#define TIME_LAST 1e290

#define TURN 6.28318530717958647693

/* A horizon, and what is the same for all chances to leave. */
typedef struct tick_horizon {
    const cev__bg_state *s;
    double w, log_w;
    double cosine[CEV__TICKS_MOST], sine[CEV__TICKS_MOST]; /* of the roots */
    double gone; /* waves are, where |1 + (1 - at) v|^2 less 1 is this */
    double made[FEW_PURCHASES]; /* chances to make each, of who never leaves */
} tick_horizon;

/* Places in time, in units of A; weights have exp(-y v) in them. Few customers
 * as a rule leave so soon that `made` is looked at: it is worked out then. */
typedef struct tick_panel {
    tick_horizon horizon; /* its w changes from place to place */
    cev__panel at;
    int is_made_known;
    double made[CEV__PANEL][FEW_PURCHASES];
} tick_panel;

/* What the panel's integral is of; it may be written to. */
typedef struct tick_question {
    tick_panel *panel;
} tick_question;

/* A complex number. */
typedef struct phasor {
    double re, im;
} phasor;

static void horizon_start(const cev__bg_state *s, tick_horizon *h)
{
    int l;

    h->s = s;
    h->gone = cev__expm1(-2.0 * WAVE_END / (s->n + 1.0));
    for (l = 0; l < s->k; l++) {
        h->cosine[l] = cev__cos(TURN * l / s->k);
        h->sine[l] = cev__sin(TURN * l / s->k);
    }
}

static void horizon_at(tick_horizon *h, double t, double A)
{
    h->w = t / A;
    h->log_w = cev__log(t) - cev__log(A);
}

/* P(N >= M) for the first purchases: less what comes before. Where no ticks
 * at all have an underflown chance, few have too. */
static void chances_by(tick_horizon *h)
{
    double z = h->w < LONG_W ? h->w / (1.0 + h->w) : 1.0, n = h->s->n, N = 0.0;
    double log_none = -n * cev__log1p_quotient(h->w, 1.0);
    double chance = cev__exp(log_none), rest = -cev__expm1(log_none);
    int phase = h->s->since, i = 0;

    while (i < FEW_PURCHASES) {
        chance *= z * ((n + N) / (N + 1.0));
        N += 1.0;
        if (++phase == h->s->k) {
            h->made[i++] = rest;
            phase = 0;
        }
        rest = rest > chance ? rest - chance : 0.0;
    }
}

/* P(N = M - 1) for the first purchases. */
static void rates_at(const cev__bg_state *s, double v,
                     double made[FEW_PURCHASES])
{
    double z = v / (1.0 + v), size = s->n + 1.0, N = 0.0;
    double chance = cev__exp(-size * cev__log1p(v));
    int phase = s->since, i = 0;

    while (i < FEW_PURCHASES) {
        if (++phase == s->k) {
            made[i++] = chance;
            phase = 0;
        }
        chance *= z * ((size + N) / (N + 1.0));
        N += 1.0;
    }
}

/* The sum over purchases made by who stays with chance q after each. */
static double few_given(const double *made, double q)
{
    double stay = 1.0, sum = 0.0;
    int i;

    for (i = 0; i < FEW_PURCHASES; i++) {
        sum += stay * made[i];
        stay *= q;
    }
    return sum;
}

/* |1 + (1 - at) w|^2 less 1, `at` a root times rho. */
static double square_less_1(phasor at, double w)
{
    double re = 1.0 - at.re, im = -at.im;

    return re * w * (2.0 + re * w) + im * w * (im * w);
}

/* log(1 + (1 - at) w): the real part, and the other. */
static double log_size(phasor at, double w, double log_w)
{
    double re = 1.0 - at.re, im = -at.im;

    return w < LONG_W ? 0.5 * cev__log1p(square_less_1(at, w))
                      : log_w + 0.5 * cev__log(re * re + im * im);
}

static double log_angle(phasor at, double w)
{
    double re = 1.0 - at.re, im = -at.im;

    return w < LONG_W ? cev__atan2(im * w, 1.0 + re * w) : cev__atan2(im, re);
}

/* (1 + (1 - at) w)^-size - 1, and -1 where the power is gone. */
static phasor power_less_1(phasor at, const tick_horizon *h, double size)
{
    double height = -size * log_size(at, h->w, h->log_w), turn, half;
    phasor out = {-1.0, 0.0};

    if (height < WAVE_END - 700.0)
        return out;
    turn = -size * log_angle(at, h->w);
    half = cev__sin(0.5 * turn);
    out.re = cev__expm1(height) * cev__cos(turn) - 2.0 * half * half;
    out.im = cev__exp(height) * cev__sin(turn);
    return out;
}

/* Both roots of a pair give the same; -1 has none beside it. */
static double pair_of(int k, int l)
{
    return 2 * l == k ? 1.0 : 2.0;
}

/*
 * (1 - E q^K) / p with K the purchases by t:
 *     c_0 (1 - (1 + (1 - rho) w)^-n) / p
 *         + sum over the other roots of d (1 - (1 + (1 - at) w)^-n),
 * at = rho root, c_0 = the mean of rho^(since - i) over i < k,
 * d = at^(since + 1) / (k q (1 - at)).
 */
static double many_given(const tick_horizon *h, double p)
{
    const cev__bg_state *s = h->s;
    double log_rho = cev__log1p(-p) / s->k, less = -cev__expm1(log_rho);
    double rho = 1.0 - less, n = s->n, powers = 0.0, scale, sum;
    int l;

    for (l = 0; l < s->k; l++)
        powers = 1.0 + rho * powers;
    scale = cev__exp((s->since + 1 - s->k) * log_rho) / s->k;
    sum = scale * powers;
    if (less * h->w * (n + 1.0) < 1e-17)
        sum *= n * h->w * (less / p);
    else if (less * h->w < LONG_W)
        sum *= -cev__expm1(-n * cev__log1p(less * h->w)) / p;
    else
        sum *= -cev__expm1(-n * (h->log_w + cev__log(less))) / p;
    for (l = 1; 2 * l <= s->k; l++) {
        int turns = l * (s->since + 1) % s->k;
        phasor at = {rho * h->cosine[l], rho * h->sine[l]};
        phasor power = power_less_1(at, h, n);
        double re = 1.0 - at.re, im = at.im, square = re * re + im * im;
        /* at^(since + 1) / (1 - at), but for the scale */
        phasor d = {h->cosine[turns] * re - h->sine[turns] * im,
                  h->sine[turns] * re + h->cosine[turns] * im};

        sum -= pair_of(s->k, l) * scale / square
               * (d.re * power.re - d.im * power.im);
    }
    return sum;
}

static double regular_given(const void *state, double p)
{
    const tick_horizon *h = state;

    if (p > 0.5)
        return few_given(h->made, 1.0 - p);
    return many_given(h, p > LEAVING_MIN ? p : LEAVING_MIN);
}

double cev__regular_purchases(const cev__bg_state *s, double t)
{
    tick_horizon h;

    horizon_start(s, &h);
    horizon_at(&h, t, s->A);
    chances_by(&h);
    return cev__beta_mean(s->a, s->b, (s->n + 1.0) * h.w, regular_given, &h);
}

/* Phi(v) of a customer who leaves with chance p <= 1/2: the mean over the
 * roots of at^-c (1 + (1 - at) v)^-(n + 1), c = k - 1 - since. The further a
 * root is from 1 the lower are its waves. */
static double rate_given(const tick_horizon *h, double p, double v)
{
    const cev__bg_state *s = h->s;
    double log_rho = cev__log1p(-p) / s->k, less = -cev__expm1(log_rho);
    double rho = 1.0 - less, size = s->n + 1.0, sum;
    int c = s->k - 1 - s->since, l;

    sum = cev__exp(-size * cev__log1p(less * v));
    for (l = 1; 2 * l <= s->k; l++) {
        int turns = l * c % s->k;
        phasor at = {rho * h->cosine[l], rho * h->sine[l]};
        double square = square_less_1(at, v), turn;

        if (!(square < h->gone))
            break;
        turn = -size * log_angle(at, v);
        sum += pair_of(s->k, l) * cev__exp(-size * (0.5 * cev__log1p(square)))
               * (h->cosine[turns] * cev__cos(turn)
                  + h->sine[turns] * cev__sin(turn));
    }
    return cev__exp(-c * log_rho) / s->k * sum;
}

/* The same where p > 1/2, at all places. */
static void know_made(tick_panel *panel)
{
    int i;

    for (i = 0; i < CEV__PANEL && !panel->is_made_known; i++)
        rates_at(panel->horizon.s, panel->at.v[i], panel->made[i]);
    panel->is_made_known = 1;
}

/* The panel's integral of the rate of a customer who leaves with chance p. */
static double regular_panel_given(const void *state, double p)
{
    tick_panel *panel = ((const tick_question *)state)->panel;
    double sum = 0.0;
    int i;

    if (p > 0.5)
        know_made(panel);
    for (i = 0; i < CEV__PANEL; i++)
        sum += panel->at.weight[i]
               * (p > 0.5 ? few_given(panel->made[i], 1.0 - p)
                          : rate_given(&panel->horizon, p, panel->at.v[i]));
    return sum;
}

static double regular_panel_sum(const cev__bg_state *s, tick_panel *panel)
{
    const tick_question question = {panel};

    panel->is_made_known = 0;
    return cev__beta_mean(s->a, s->b, (s->n + 1.0) * panel->at.end,
                          regular_panel_given, &question);
}

/*
 * The next panel. Until the waves are gone it is even, and no longer than a
 * few radians of them; nor than 1 + v, for the pole at v = -1. Afterwards, or
 * where n is so small that they hardly turn, it grows.
 */
static void next_panel(const cev__bg_state *s, double y, double last,
                       cev__panel *panel)
{
    double v = panel->end, size = s->n + 1.0;
    double turn = 2.0 * (1.0 - cev__cos(TURN / s->k));
    double height = -0.5 * size * cev__log1p(turn * v * (1.0 + v)), length;

    if (height < WAVE_END || (size <= 4.0 && v >= 3.0)) {
        cev__panel_next(panel, last);
        return;
    }
    length = 6.0 / (size / (1.0 + v) + y);
    if (length > 1.0 + v)
        length = 1.0 + v;
    cev__panel_even(panel, v + length < last ? v + length : last);
}

double cev__regular_discounted(const cev__bg_state *s, double y, double from,
                               double last)
{
    double sum = 0.0;
    tick_panel panel;

    horizon_start(s, &panel.horizon);
    panel.at.end = from;
    while (panel.at.end < last) {
        next_panel(s, y, last, &panel.at);
        cev__panel_decay(&panel.at, y);
        sum += regular_panel_sum(s, &panel);
    }
    return s->n * sum;
}

double cev__regular_any(const cev__bg_state *s, double t)
{
    cev__ticks ticks = cev__ticks_by(s->n, s->A, t);

    return t > 0.0 ? cev__ticks_from(&ticks, s->k - s->since) : 0.0;
}

/* The first purchase at time A v has the density n P(N = M - 1) with size
 * n + 1 and M the ticks that are missing. */
double cev__regular_time(const cev__bg_state *s, double t)
{
    double end = 1.0 / (s->n + 1.0), last = t / s->A, sum = 0.0;
    cev__panel panel;
    int i;

    if (last > TIME_LAST)
        last = TIME_LAST;
    cev__panel_first(&panel, end < last ? end : last);
    for (;;) {
        for (i = 0; i < CEV__PANEL; i++) {
            cev__ticks ticks = cev__ticks_by(s->n + 1.0, 1.0, panel.v[i]);

            sum += panel.weight[i] * panel.v[i]
                   * cev__ticks_among(&ticks, s->k - s->since - 1.0, 1);
        }
        if (!(panel.end < last))
            return s->A * (s->n * sum);
        next_panel(s, 0.0, last, &panel);
    }
}
