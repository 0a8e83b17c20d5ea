/* How far from an estimate the truth may be; see reach.h. */
#include "../core/compiler.h"
#include "reach.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"

/* Where no direction has a greater standard error than this, the third
 * derivatives change how often an interval holds the truth by a hundredth or
 * so. */
#define SD_PLAIN 0.2
/* How near the contour is near enough, as a share of z. */
#define CONTOUR_TOL 0.02
/* Slope, per standard error, at which a maximum beside an axis is one. */
#define BESIDE_TOL 0.05

enum { CONTOUR_STEPS = 12, BESIDE_STEPS = 30 };

/* A way out from a centre: one coordinate is held, the others find their own
 * best. Coordinates are along axes, in standard errors or so. */
typedef struct way_out {
    const cev__likelihood *likelihood;
    int is_believing;
    const double *centre;
    double height; /* at the centre */
    double axes[CEV__SMALL][CEV__SMALL];
    int held;
    double held_at;
} way_out;

/* The log-parameters at coordinates of which the held one is left out; 0
 * where they are none any more. */
static int place_beside(const way_out *way, const double *beside, double *logs)
{
    int n = way->likelihood->n, is_inside = 1;
    for (int i = 0; i < n; i++) {
        int j = 0;
        logs[i] = way->centre[i];
        for (int k = 0; k < n; k++)
            logs[i] += way->axes[k][i]
                       * (k == way->held ? way->held_at : beside[j++]);
        is_inside = is_inside && fabs(logs[i]) <= CEV__LOG_RANGE;
    }
    return is_inside;
}

/* Turns slopes and curvatures in the log-parameters into those along the
 * axes that are free. */
static void turn_beside(const way_out *way, const cev__local *local,
                        cev__local *out)
{
    int n = way->likelihood->n, a = 0;
    out->value = local->value;
    for (int k = 0; k < n; k++) {
        double curved[CEV__SMALL] = {0};
        int b = 0;
        if (k == way->held)
            continue;
        out->gradient[a] = 0.0;
        for (int i = 0; i < n; i++) {
            out->gradient[a] += way->axes[k][i] * local->gradient[i];
            for (int j = 0; j < n; j++)
                curved[j] += way->axes[k][i]
                             * local->hessian[i >= j ? cev__packed(i, j)
                                                     : cev__packed(j, i)];
        }
        for (int l = 0; l <= k; l++) {
            if (l == way->held)
                continue;
            out->hessian[cev__packed(a, b)] = 0.0;
            for (int j = 0; j < n; j++)
                out->hessian[cev__packed(a, b)] += curved[j] * way->axes[l][j];
            b++;
        }
        a++;
    }
}

/* The function of the free coordinates; a wall where parameters end. */
static int32_t evaluate_beside(void *state, const double *beside,
                               cev__local *out)
{
    const way_out *way = state;
    double logs[CEV__SMALL];
    cev__local local;
    memset(out, 0, sizeof *out);
    if (!place_beside(way, beside, logs)) {
        out->value = -INFINITY;
        return CEV_OK;
    }
    int32_t status =
        way->is_believing
            ? cev__likelihood_believe(way->likelihood, logs, &local)
            : way->likelihood->evaluate(way->likelihood->state, logs, &local);
    if (status == CEV_OK)
        turn_beside(way, &local, out);
    return status;
}

/* How far the best there is at held_at lies below the centre, as a normal
 * deviate. beside->at is where to look first. */
static int32_t fall_at(way_out *way, double held_at, cev__optimum *beside,
                       double *fall)
{
    cev__newton problem = {0};
    problem.n = way->likelihood->n - 1;
    problem.lower = -2.0 * CEV__LOG_RANGE / CONTOUR_TOL;
    problem.upper = -problem.lower;
    problem.tol = BESIDE_TOL;
    problem.max_iter = BESIDE_STEPS;
    problem.evaluate = evaluate_beside;
    problem.state = way;
    way->held_at = held_at;
    int32_t status = cev__newton_maximise(&problem, beside);
    if (status == CEV_OK)
        *fall = sqrt(fmax(0.0, 2.0 * (way->height - beside->local.value)));
    return status;
}

/* Where a way reaches the contour of z on one side. The fall grows nearly
 * evenly with the distance, so a few secants find it; where it never gets
 * there, logs is the last place inside. */
static int32_t walk_out(way_out *way, int held, double side, double z,
                        double *logs, int *is_reached)
{
    cev__optimum beside = {0}, inside = {0};
    double low = 0.0, low_fall = 0.0, high = 0.0, high_fall = 0.0, at = z;
    way->held = held;
    *is_reached = 0;
    for (int step = 0; step < CONTOUR_STEPS && !*is_reached; step++) {
        double fall;
        int32_t status = fall_at(way, side * at, &beside, &fall);
        if (status != CEV_OK)
            return status;
        *is_reached = fabs(fall - z) <= CONTOUR_TOL * z;
        if (*is_reached || fall < z) {
            low = at;
            low_fall = fall;
            inside = beside;
        } else {
            high = at;
            high_fall = fall;
            beside = inside;
        }
        double share = (z - low_fall) / (high_fall - low_fall);
        at = high > 0.0 ? low + (high - low) * fmin(0.9, fmax(0.1, share))
                        : at * fmin(3.0, z / fmax(fall, 0.1 * z));
    }
    way->held_at = side * low;
    place_beside(way, inside.at, logs);
    return CEV_OK;
}

/* Axes for the profile of parameter k: as it moves, the others move along the
 * covariance, and each may move on its own besides. */
static void lay_profile(const cev__estimate *estimate, int k, way_out *way)
{
    int n = way->likelihood->n;
    const double *covariance = estimate->covariance;
    double sd = sqrt(covariance[cev__packed(k, k)]);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            way->axes[i][j] = 0.0;
        way->axes[i][i] = sqrt(covariance[cev__packed(i, i)]);
    }
    for (int i = 0; i < n; i++)
        way->axes[k][i] =
            covariance[i >= k ? cev__packed(i, k) : cev__packed(k, i)] / sd;
}

/* The ends of each parameter alone; nobody is shown those of one that is not
 * known, and on a ridge they take longest. */
static int32_t find_ends(const cev__likelihood *likelihood,
                         const cev__estimate *estimate, cev__reach *out)
{
    way_out way;
    cev__local local;
    int32_t status = CEV_OK;
    memset(&way, 0, sizeof way);
    way.likelihood = likelihood;
    way.is_believing = estimate->method == CEV__METHOD_PRIOR;
    way.centre = estimate->logs;
    status = way.is_believing
                 ? cev__likelihood_believe(likelihood, estimate->logs, &local)
                 : likelihood->evaluate(likelihood->state, estimate->logs,
                                        &local);
    way.height = local.value;
    for (int k = 0; k < likelihood->n && status == CEV_OK; k++) {
        double logs[CEV__SMALL];
        int is_reached;
        out->lower[k] = -INFINITY;
        out->upper[k] = INFINITY;
        if (!(sqrt(estimate->covariance[cev__packed(k, k)])
              <= CEV__LOG_SD_KNOWN))
            continue;
        lay_profile(estimate, k, &way);
        status = walk_out(&way, k, -1.0, out->z, logs, &is_reached);
        out->lower[k] = is_reached ? logs[k] : -INFINITY;
        if (status == CEV_OK)
            status = walk_out(&way, k, 1.0, out->z, logs, &is_reached);
        out->upper[k] = is_reached ? logs[k] : INFINITY;
    }
    return status;
}

/* Of draws the quantiles are asked for at any coverage. */
double cev__reach_z(const cev_options *options)
{
    if (cev__drawn_way(options) != CEV__DRAWN_NOT)
        return 1.0;
    double coverage = cev__options_double(options, CEV__OPT_INTERVAL);
    if (!(coverage > 0.0))
        coverage = cev__options_double(NULL, CEV__OPT_INTERVAL);
    return cev__interval_z(coverage);
}

void cev__reach_plain(int n, const cev_options *options,
                      const cev__estimate *estimate, cev__reach *out)
{
    double z = cev__reach_z(options);
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    memset(out, 0, sizeof *out);
    out->z = z;
    out->is_plain = 1;
    out->way = cev__drawn_way(options);
    memcpy(out->centre, estimate->logs, sizeof out->centre);
    cev__eigen(n, estimate->covariance, values, vectors);
    for (int k = 0; k < n; k++) {
        double sd = sqrt(fmax(0.0, estimate->covariance[cev__packed(k, k)]));
        out->lower[k] = estimate->logs[k] - z * sd;
        out->upper[k] = estimate->logs[k] + z * sd;
        for (int i = 0; i < n; i++) {
            double move = z * sqrt(fmax(0.0, values[k])) * vectors[k][i];
            out->point[k][0][i] = estimate->logs[i] + move;
            out->point[k][1][i] = estimate->logs[i] - move;
        }
    }
}

/* Whether every direction is known well. */
static int is_plain(int n, const cev__estimate *estimate)
{
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    cev__eigen(n, estimate->covariance, values, vectors);
    return values[n - 1] <= SD_PLAIN * SD_PLAIN;
}

/* As the likelihood has it, from the plain reach. */
static int32_t reach_along(const cev__likelihood *likelihood,
                           const cev__estimate *estimate, cev__reach *reach)
{
    way_out way;
    cev__mode mode;
    int is_reached;
    int32_t status = cev__likelihood_mode(likelihood, estimate, &mode);
    if (status != CEV_OK)
        return status;
    memcpy(reach->centre, mode.at, sizeof reach->centre);
    memset(&way, 0, sizeof way);
    way.likelihood = likelihood;
    way.is_believing = 1;
    way.centre = reach->centre;
    way.height = mode.height;
    memcpy(way.axes, mode.axes, sizeof way.axes);
    for (int k = 0; k < likelihood->n && status == CEV_OK; k++) {
        status = walk_out(&way, k, 1.0, reach->z, reach->point[k][0],
                          &is_reached);
        if (status == CEV_OK)
            status = walk_out(&way, k, -1.0, reach->z, reach->point[k][1],
                              &is_reached);
    }
    reach->is_plain = 0;
    return status == CEV_OK ? find_ends(likelihood, estimate, reach) : status;
}

int32_t cev__reach_find(cev_ctx *ctx, const cev__likelihood *likelihood,
                        const cev_options *options,
                        const cev__estimate *estimate,
                        const cev__redraw *redraw, cev__reach *out)
{
    int is_delta = strcmp(cev__options_str(options, CEV__OPT_UNCERTAINTY),
                          "delta") == 0;
    cev__reach_plain(likelihood->n, options, estimate, out);
    if (cev__drawn_way(options) != CEV__DRAWN_NOT)
        return cev__draws_make(ctx, likelihood, options, estimate, redraw,
                               &out->draws);
    if (is_delta || is_plain(likelihood->n, estimate))
        return CEV_OK;
    return reach_along(likelihood, estimate, out);
}

void cev__reach_shift(int n, const double *shift, cev__reach *reach)
{
    for (int i = 0; i < n; i++) {
        reach->centre[i] += shift[i];
        reach->lower[i] += shift[i];
        reach->upper[i] += shift[i];
        for (int k = 0; k < n; k++) {
            reach->point[k][0][i] += shift[i];
            reach->point[k][1][i] += shift[i];
        }
    }
    if (reach->draws != NULL)
        cev__draws_shift(shift, reach->draws);
}

void cev__reach_release(cev_ctx *ctx, cev__reach *reach)
{
    cev__draws_free(ctx, reach->draws);
    reach->draws = NULL;
}

void cev__reach_save(int n, const cev__reach *reach, cev__writer *writer)
{
    cev__write_double(writer, reach->z);
    cev__write_i32(writer, reach->is_plain);
    for (int i = 0; i < n; i++) {
        cev__write_double(writer, reach->centre[i]);
        cev__write_double(writer, reach->lower[i]);
        cev__write_double(writer, reach->upper[i]);
        for (int k = 0; k < n; k++) {
            cev__write_double(writer, reach->point[k][0][i]);
            cev__write_double(writer, reach->point[k][1][i]);
        }
    }
    cev__write_i32(writer, reach->way);
    cev__draws_save(reach->draws, writer);
}

/* What stands before the draws; 0 when it cannot be a reach. */
static int load_points(int n, cev__blob *blob, cev__reach *out)
{
    int is_sound = 1;
    out->z = cev__read_double(blob);
    out->is_plain = cev__read_i32(blob);
    for (int i = 0; i < n; i++) {
        out->centre[i] = cev__read_double(blob);
        out->lower[i] = cev__read_double(blob);
        out->upper[i] = cev__read_double(blob);
        is_sound = is_sound && isfinite(out->centre[i])
                   && out->lower[i] <= out->upper[i];
        for (int k = 0; k < n; k++) {
            out->point[k][0][i] = cev__read_double(blob);
            out->point[k][1][i] = cev__read_double(blob);
            is_sound = is_sound && isfinite(out->point[k][0][i])
                       && isfinite(out->point[k][1][i]);
        }
    }
    return is_sound && out->z > 0.0 && isfinite(out->z)
           && (out->is_plain == 0 || out->is_plain == 1);
}

int32_t cev__reach_load(cev_ctx *ctx, int n, cev__blob *blob, cev__reach *out)
{
    memset(out, 0, sizeof *out);
    if (!load_points(n, blob, out))
        return CEV_ERR_FORMAT;
    out->way = cev__read_i32(blob);
    int32_t status = cev__draws_load(ctx, n, blob, &out->draws);
    if (status == CEV_OK
        && (out->way < CEV__DRAWN_NOT || out->way >= CEV__DRAWN_WAYS
            || (out->draws != NULL && out->draws->way != out->way)))
        status = CEV_ERR_FORMAT;
    return status;
}
