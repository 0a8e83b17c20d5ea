/*
 * Derivatives; see dynamic_slope.h.
 *
 * The likelihood is a sum over ways that things went on after the last
 * purchase: to have left on one of the silent stretches, or to be active. Each
 * is an integral over the time of leaving, so that first derivatives are means
 * of those of the logarithm of what is integrated, and second derivatives are
 * means of its second ones with the covariance of the first. At the time v of a
 * stretch, with total A0 and pace b at its beginning,
 *     log A(v) = log A0 + log(1 + v b / A0),
 *     dA / A   = c (1 - share) + e share,  share = v b / (A0 + v b),
 * where c is dA0 / A0 and e that of b: 0 for log alpha, the trait for a
 * coefficient. So the means of the two shares, of the two logs and of their
 * products (decay.h) are all that a stretch adds.
 */
#include "../core/compiler.h"
#include "dynamic_slope.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/log1p.h"
#include "../math/rising.h"
#include "decay.h"

/* A rate's side of it: its scale and coefficients have the places `at` in the
 * gradient, its shape comes before the scale. */
typedef struct path_side {
    int process, count;
    int at[CEV__MANY], effect[CEV__MANY];
    double shape, scale, power;
    double total, pace;
    double first[CEV__MANY], here[CEV__MANY]; /* of total, and of pace */
    double second[CEV__MANY_PACKED];          /* of total */
} path_side;

typedef struct path_slope {
    const cev__pareto_params *p;
    const cev__regression *regression;
    const double *coefficients;
    const cev__path *path;
    int n; /* parameters and coefficients */
    path_side side[2];
    double weight; /* of the ways so far */
    double gradient[CEV__MANY];
    double hessian[CEV__MANY_PACKED];
} path_slope;

static void open_side(path_slope *slope, int process)
{
    const cev__regression *regression = slope->regression;
    path_side *side = &slope->side[process];
    side->process = process;
    side->shape = process == CEV__BUYING ? slope->p->r : slope->p->s;
    side->scale = process == CEV__BUYING ? slope->p->alpha : slope->p->beta;
    side->at[0] = 2 * process + 1;
    side->count = 1;
    side->total = side->first[0] = side->second[0] = side->scale;
    for (int e = 0; e < regression->effect_count; e++)
        if (regression->effects[e].process == process) {
            side->effect[side->count] = e;
            side->at[side->count++] = regression->params + e;
        }
}

/* The pace of a stretch. */
static void face_stretch(path_slope *slope, int64_t stretch)
{
    const double *z = &slope->path->z[stretch * slope->path->traits];
    for (int k = 0; k < 2; k++) {
        path_side *side = &slope->side[k];
        double log_pace = 0.0;
        for (int i = 1; i < side->count; i++) {
            int e = side->effect[i];
            side->here[i] = z[slope->regression->effects[e].trait];
            log_pace += slope->coefficients[e] * side->here[i];
        }
        side->pace = cev__exp(fmax(-CEV__OFFSET_MOST,
                                   fmin(log_pace, CEV__OFFSET_MOST)));
    }
}

static void pass_stretch(path_slope *slope, int64_t stretch)
{
    for (int k = 0; k < 2; k++) {
        path_side *side = &slope->side[k];
        double grown = side->pace * slope->path->length[stretch];
        side->total += grown;
        for (int i = 1; i < side->count; i++) {
            side->first[i] += grown * side->here[i];
            for (int j = 1; j <= i; j++)
                side->second[cev__packed(i, j)] +=
                    grown * side->here[i] * side->here[j];
        }
    }
}

/* A way's own gradient and curvature: what is put together before it is
 * weighed. */
typedef struct path_way {
    double gradient[CEV__MANY];
    double hessian[CEV__MANY_PACKED];
    /* A parameter's slope moves with one of the parts of decay.h. */
    int part[CEV__MANY];
    double moves[CEV__MANY];
} path_way;

static void add_bend(path_way *way, int i, int j, double value)
{
    way->hessian[cev__packed_of(i, j)] += value;
}

/* One side of a way; `has_left` where it is to leave. */
static void take_side(const path_side *side, int has_left,
                      const cev__decay_moments *moments, path_way *way)
{
    int shape = side->at[0] - 1, share = CEV__DECAY_SHARE_A + side->process;
    int log_part = CEV__DECAY_LOG_A + side->process;
    double mean = moments->mean[share], square = moments->product[share][share];
    double c[CEV__MANY], f[CEV__MANY];
    double logs = cev__log1p_quotient(side->total - side->scale, side->scale)
                  + moments->mean[log_part];
    int is_leaving = has_left && side->process == CEV__LEAVING;
    way->gradient[shape] = is_leaving - side->shape * logs;
    way->part[shape] = log_part;
    way->moves[shape] = -side->shape;
    add_bend(way, shape, shape, -side->shape * logs);
    for (int i = 0; i < side->count; i++) {
        int at = side->at[i];
        c[i] = side->first[i] / side->total;
        f[i] = side->here[i] - c[i];
        way->gradient[at] = -side->power * (c[i] + f[i] * mean)
                            + (i == 0 ? side->shape : 0.0)
                            + (is_leaving ? side->here[i] : 0.0);
        way->part[at] = share;
        way->moves[at] = -side->power * f[i];
        add_bend(way, shape, at,
                  (i == 0 ? side->shape : 0.0)
                      - side->shape * (c[i] + f[i] * mean));
        for (int j = 0; j <= i; j++) {
            double bend = side->second[cev__packed(i, j)] / side->total;
            bend += (side->here[i] * side->here[j] - bend) * mean;
            add_bend(way, at, side->at[j],
                      side->power
                          * (c[i] * c[j] + (c[i] * f[j] + f[i] * c[j]) * mean
                             + f[i] * f[j] * square - bend));
        }
    }
}

/* Adds a way of this weight. */
static void add_way(path_slope *slope, double weight, int has_left,
                    const cev__decay_moments *moments)
{
    path_way way;
    memset(&way, 0, sizeof way);
    for (int k = 0; k < 2; k++)
        take_side(&slope->side[k], has_left, moments, &way);
    slope->weight += weight;
    for (int i = 0; i < slope->n; i++) {
        slope->gradient[i] += weight * way.gradient[i];
        for (int j = 0; j <= i; j++) {
            int a = way.part[i], b = way.part[j], k = cev__packed(i, j);
            double both =
                moments->product[a][b] - moments->mean[a] * moments->mean[b];
            slope->hessian[k] +=
                weight
                * (way.hessian[k] + way.gradient[i] * way.gradient[j]
                   + way.moves[i] * way.moves[j] * both);
        }
    }
}

/* The powers of the scales while he leaves, or stays. */
static void set_powers(path_slope *slope, int has_left)
{
    slope->side[0].power = slope->p->r + slope->path->x;
    slope->side[1].power = slope->p->s + (has_left ? 1.0 : 0.0);
}

/* The ways to have left, and to be active; gives the log of what they add to
 * the likelihood, which is counted from where the scales are `since`. */
static double add_ways(path_slope *slope)
{
    const cev__path *path = slope->path;
    path_side *buying = &slope->side[0], *leaving = &slope->side[1];
    double A = buying->total, B = leaving->total, gap = 0.0;
    double n = slope->p->r + path->x, s = slope->p->s;
    cev__decay_moments moments;
    set_powers(slope, 1);
    for (int64_t i = path->before; i < path->before + path->silent; i++) {
        face_stretch(slope, i);
        cev__decay over = {n, buying->total / buying->pace, s + 1.0,
                           leaving->total / leaving->pace, 0.0};
        cev__decay_moments_over(&over, path->length[i], &moments);
        add_way(slope, s / over.B * cev__exp(-gap) * moments.integral, 1,
                &moments);
        pass_stretch(slope, i);
        gap = n * cev__log1p_quotient(buying->total - A, A)
              + s * cev__log1p_quotient(leaving->total - B, B);
    }
    memset(&moments, 0, sizeof moments);
    set_powers(slope, 0);
    add_way(slope, cev__exp(-gap), 0, &moments);
    return cev__log(slope->weight);
}

/* What all ways have in common: the purchases. */
static void add_purchases(const path_slope *slope, cev__slope *out)
{
    const cev__pareto_params *p = slope->p;
    const path_side *buying = &slope->side[0];
    double x = slope->path->x, harmonic = p->r * cev__harmonic(p->r, x);
    out->gradient[0] += harmonic;
    out->hessian[0] +=
        harmonic - p->r * p->r * cev__harmonic_squares(p->r, x);
    for (int i = 1; i < buying->count; i++) {
        int e = buying->effect[i];
        double z = slope->path->bought[slope->regression->effects[e].trait];
        out->value += slope->coefficients[e] * z;
        out->gradient[buying->at[i]] += z;
    }
}

void cev__path_slope(const cev__pareto_params *p,
                     const cev__regression *regression,
                     const double *coefficients, const cev__path *path,
                     cev__slope *out)
{
    path_slope slope;
    memset(&slope, 0, sizeof slope);
    memset(out, 0, sizeof *out);
    slope.p = p;
    slope.regression = regression;
    slope.coefficients = coefficients;
    slope.path = path;
    slope.n = cev__regression_size(regression);
    for (int k = 0; k < 2; k++)
        open_side(&slope, k);
    for (int64_t i = 0; i < path->before; i++) {
        face_stretch(&slope, i);
        pass_stretch(&slope, i);
    }
    double A = slope.side[0].total, B = slope.side[1].total;
    out->value = add_ways(&slope) + cev__log_rising(p->r, path->x, A)
                 - p->r * cev__log1p_quotient(A - p->alpha, p->alpha)
                 - p->s * cev__log1p_quotient(B - p->beta, p->beta);
    for (int i = 0; i < slope.n; i++) {
        out->gradient[i] = slope.gradient[i] / slope.weight;
        for (int j = 0; j <= i; j++) {
            int k = cev__packed(i, j);
            out->hessian[k] = slope.hessian[k] / slope.weight
                              - out->gradient[i] * out->gradient[j];
        }
    }
    add_purchases(&slope, out);
}
