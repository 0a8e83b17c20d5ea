/* One customer whose rates change in time; see dynamic_path.h. */
#include "../core/compiler.h"
#include "dynamic_path.h"

#include <math.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"
#include "decay.h"

/* The scales of the rates at an age. */
typedef struct path_scales {
    double A, B;
} path_scales;

void cev__path_pace(const cev__regression *regression, const double *z,
                    double pace[2])
{
    double offsets[CEV__PROCESSES];

    cev__regression_offsets(regression, z, offsets);
    pace[0] = cev__exp(-offsets[CEV__BUYING]);
    pace[1] = cev__exp(-offsets[CEV__LEAVING]);
}

/* What purchases had to do with the traits of their times. */
static double bought_by(const cev__regression *regression,
                        const cev__path *path)
{
    double sum = 0.0;

    for (int e = 0; e < regression->effect_count; e++)
        if (regression->effects[e].process == CEV__BUYING)
            sum += regression->effects[e].coefficient
                   * path->bought[regression->effects[e].trait];
    return sum;
}

/* How far the scales have grown, as the log of what it does to the chance to
 * be active and silent. */
static double gap_between(const cev__pareto_params *p, double n,
                          const path_scales *from, const path_scales *to)
{
    return n * cev__log1p_quotient(to->A - from->A, from->A)
           + p->s * cev__log1p_quotient(to->B - from->B, from->B);
}

/* The chance to leave on a stretch, over that to be active and silent at its
 * beginning. */
static double leaving_on(const cev__pareto_params *p, double n,
                         const path_scales *at, const double pace[2],
                         double length)
{
    cev__decay leaving = {n, at->A / pace[0], p->s + 1.0, at->B / pace[1],
                          0.0};

    return p->s / leaving.B * cev__decay_integral(&leaving, length);
}

/* All is counted from the last purchase: nothing there is beyond the range of
 * doubles, and only positive terms are added. */
void cev__path_stand(const cev__pareto_params *p,
                     const cev__regression *regression, const cev__path *path,
                     cev__path_standing *out)
{
    double n = p->r + path->x, left = 0.0, gap = 0.0, pace[2];
    path_scales at = {p->alpha, p->beta}, since = at;

    for (int64_t i = 0; i < path->before + path->silent; i++) {
        if (i == path->before)
            since = at;
        gap = gap_between(p, n, &since, &at);
        cev__path_pace(regression, &path->z[i * path->traits], pace);
        if (i >= path->before)
            left += cev__exp(-gap)
                    * leaving_on(p, n, &at, pace, path->length[i]);
        at.A += pace[0] * path->length[i];
        at.B += pace[1] * path->length[i];
    }
    if (path->silent == 0)
        since = at;
    gap = gap_between(p, n, &since, &at);
    out->A = at.A;
    out->B = at.B;
    out->p_alive = 1.0 / (1.0 + left * cev__exp(gap));
    out->log_odds = cev__log(left) + gap;
    out->log_likelihood =
        bought_by(regression, path)
        - p->r * cev__log1p_quotient(since.A - p->alpha, p->alpha)
        - p->s * cev__log1p_quotient(since.B - p->beta, p->beta)
        + cev__log_rising(p->r, path->x, since.A)
        + cev__log(left + cev__exp(-gap));
}

/* Purchases on a stretch, at a rate of 1, of who was active when the scale of
 * leaving was `since`; now it is B. */
static double stretch_ahead(const cev__pareto_params *p, double since,
                            double B, const double pace[2], double delta,
                            double time, double length)
{
    double stays = -p->s * cev__log1p_quotient(B - since, since);
    cev__decay stay = {0.0, INFINITY, p->s, B / pace[1], delta};

    return pace[0] * cev__exp(stays - delta * time)
           * cev__decay_integral(&stay, length);
}

/* While active he buys at the rate n / A(T) times his pace. */
double cev__path_ahead(const cev__pareto_params *p,
                       const cev__regression *regression,
                       const cev__path *path,
                       const cev__path_standing *standing, double delta)
{
    int64_t first = path->before + path->silent;
    double sum = 0.0, time = 0.0, B = standing->B, pace[2];

    for (int64_t i = first; i < first + path->ahead; i++) {
        cev__path_pace(regression, &path->z[i * path->traits], pace);
        sum += stretch_ahead(p, standing->B, B, pace, delta, time,
                             path->length[i]);
        time += path->length[i];
        B += pace[1] * path->length[i];
    }
    return (p->r + path->x) * (sum / standing->A);
}

void cev__path_newcomer(const cev__pareto_params *p,
                        const cev__regression *regression,
                        const cev__path *path, const double *ages,
                        int64_t count, double *bought)
{
    double sum = 0.0, age = 0.0, done = 0.0, B = p->beta, pace[2];
    int64_t at = 0;

    for (int64_t i = 0; i < count; i++) {
        while (at < path->ahead && age < ages[i]) {
            double left = path->length[at] - done;
            double length = fmin(left, ages[i] - age);

            cev__path_pace(regression, &path->z[at * path->traits], pace);
            sum += stretch_ahead(p, p->beta, B, pace, 0.0, age, length);
            B += pace[1] * length;
            age += length;
            done += length;
            if (!(length < left)) {
                at++;
                done = 0.0;
            }
        }
        bought[i] = p->r / p->alpha * sum;
    }
}
