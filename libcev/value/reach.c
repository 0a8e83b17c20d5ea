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
/* What a maximum beside an axis may still promise. */
#define BESIDE_GAIN 1e-3
/* How near a place is at the distance it is meant to be. */
#define DISTANCE_TOL 1e-9

enum { CONTOUR_STEPS = 12, BESIDE_STEPS = 30 };

/* A way out from a centre. How far a place lies along it is the sum of the
 * distances of its logs times `across`, in standard errors or so; at each
 * distance the best place there is counts. A straight line along `axis` would
 * be the way were the likelihood normal. */
typedef struct way_out {
    const cev__likelihood *likelihood;
    int is_believing;
    const double *centre;
    double height; /* at the centre */
    double axis[CEV__SMALL];
    double across[CEV__SMALL];
    /* Or the way on which an aim becomes most, or least, for what the
     * likelihood falls: the highest of their sum, with the distance times
     * `pull` of the aim. */
    const cev__aims *aims; /* NULL: not such a way */
    int aim;
    double pull, distance;
} way_out;

/* How far a way goes to one side before its logs end. */
static double longest_way(const way_out *way, double side)
{
    double length = 0.0;
    if (way->aims != NULL)
        return INFINITY;
    for (int i = 0; i < way->likelihood->n; i++)
        length += fabs(way->across[i]) * CEV__LOG_RANGE
                  - side * way->across[i] * way->centre[i];
    return length;
}

/* Moves logs to a distance along a way by what counts for it, each as far as
 * it goes. */
static void come_across(const way_out *way, double distance, double *logs)
{
    int n = way->likelihood->n;
    for (int turn = 0; turn <= n; turn++) {
        double left = distance, give = 0.0;
        for (int i = 0; i < n; i++)
            left -= way->across[i] * (logs[i] - way->centre[i]);
        if (fabs(left) <= DISTANCE_TOL)
            return;
        for (int i = 0; i < n; i++)
            if (left * way->across[i] * logs[i] < 0.0
                || fabs(logs[i]) < CEV__LOG_RANGE)
                give += way->across[i] * way->across[i];
        for (int i = 0; i < n && give > 0.0; i++)
            logs[i] = fmax(-CEV__LOG_RANGE,
                           fmin(logs[i] + left / give * way->across[i],
                                CEV__LOG_RANGE));
    }
}

/* Adds the aim; nothing is higher where it is no number. */
static void add_aim(const way_out *way, const double *logs, cev__local *out)
{
    int n = way->likelihood->n;
    double much = way->pull * way->distance;
    cev__local aim;
    way->aims->at(way->aims->state, way->aim, logs, &aim);
    int is_number = isfinite(aim.value);
    for (int i = 0; i < n; i++)
        is_number = is_number && isfinite(aim.gradient[i]);
    if (!is_number) {
        memset(out, 0, sizeof *out);
        out->value = -INFINITY;
        return;
    }
    out->value += much * aim.value;
    for (int i = 0; i < n; i++)
        out->gradient[i] += much * aim.gradient[i];
    for (int i = 0; i < n * (n + 1) / 2; i++)
        out->hessian[i] += much * aim.hessian[i];
}

/* The likelihood of the way, as cev__newton wants it. */
static int32_t evaluate_way(void *state, const double *logs, cev__local *out)
{
    const way_out *way = state;
    int32_t status =
        way->is_believing
            ? cev__likelihood_believe(way->likelihood, logs, out)
            : way->likelihood->evaluate(way->likelihood->state, logs, out);
    if (status == CEV_OK && way->aims != NULL)
        add_aim(way, logs, out);
    return status;
}

/* The likelihood alone, of what evaluate_way gave. */
static double height_of(const way_out *way, const cev__optimum *beside)
{
    cev__local none = {0};
    if (way->aims != NULL)
        add_aim(way, beside->at, &none);
    return beside->local.value - none.value;
}

/* How far the best there is at a distance lies below the centre, as a normal
 * deviate. beside->at is where to look first. */
static int32_t fall_at(way_out *way, double distance, cev__optimum *beside,
                       double *fall)
{
    cev__newton problem = {0};
    problem.n = way->likelihood->n;
    problem.lower = -CEV__LOG_RANGE;
    problem.upper = CEV__LOG_RANGE;
    problem.tol = INFINITY;
    problem.gain = BESIDE_GAIN;
    problem.max_iter = BESIDE_STEPS;
    problem.evaluate = evaluate_way;
    problem.state = way;
    way->distance = distance;
    if (way->aims == NULL) {
        problem.across = way->across;
        come_across(way, distance, beside->at);
    }
    int32_t status = cev__newton_maximise(&problem, beside);
    if (status == CEV_OK)
        *fall =
            sqrt(fmax(0.0, 2.0 * (way->height - height_of(way, beside))));
    return status;
}

/* Where to look first, from a place at another distance. */
static void lead_along(const way_out *way, double further,
                       const cev__optimum *from, cev__optimum *out)
{
    *out = *from;
    for (int i = 0; i < way->likelihood->n; i++)
        out->at[i] = fmax(-CEV__LOG_RANGE,
                          fmin(from->at[i] + further * way->axis[i],
                               CEV__LOG_RANGE));
}

/* Where a way reaches the contour of z on one side. The fall grows nearly
 * evenly with the distance, so a few secants find it; where it never gets
 * there, logs is the last place inside. */
static int32_t walk_out(way_out *way, double side, double z, double *logs,
                        int *is_reached)
{
    cev__optimum beside, inside = {0};
    double longest = longest_way(way, side);
    double low = 0.0, low_fall = 0.0, high = 0.0, high_fall = 0.0;
    double at = fmin(z, longest);
    memcpy(inside.at, way->centre, sizeof inside.at);
    *is_reached = 0;
    for (int step = 0; step < CONTOUR_STEPS && !*is_reached && low < longest;
         step++) {
        double fall;
        lead_along(way, side * (at - low), &inside, &beside);
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
        }
        double share = (z - low_fall) / (high_fall - low_fall);
        at = high > 0.0 ? low + (high - low) * fmin(0.9, fmax(0.1, share))
                        : fmin(longest,
                               at * fmin(3.0, z / fmax(fall, 0.1 * z)));
    }
    memcpy(logs, inside.at, sizeof inside.at);
    return CEV_OK;
}

/* The way of parameter k alone: as it moves, the others move along the
 * covariance, and each finds its best besides. */
static void lay_profile(const cev__estimate *estimate, int k, way_out *way)
{
    const double *covariance = estimate->covariance;
    double sd = sqrt(covariance[cev__packed(k, k)]);
    for (int i = 0; i < way->likelihood->n; i++) {
        way->axis[i] = covariance[cev__packed_of(i, k)] / sd;
        way->across[i] = i == k ? 1.0 / sd : 0.0;
    }
}

/* The way along a principal axis; the others may move across it only. */
static void lay_principal(const double *axis, way_out *way)
{
    double square = 0.0;
    for (int i = 0; i < way->likelihood->n; i++)
        square += axis[i] * axis[i];
    for (int i = 0; i < way->likelihood->n; i++) {
        way->axis[i] = axis[i];
        way->across[i] = axis[i] / square;
    }
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
        status = walk_out(&way, -1.0, out->z, logs, &is_reached);
        out->lower[k] = is_reached ? logs[k] : -INFINITY;
        if (status == CEV_OK)
            status = walk_out(&way, 1.0, out->z, logs, &is_reached);
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

/* The way to the most and the least of an aim: of a normal likelihood a
 * straight line, on which a distance of 1 is its standard error. 0 where the
 * aim does not change at all. */
static int lay_aim(const cev__mode *mode, const cev__aims *aims, int aim,
                   way_out *way)
{
    int n = way->likelihood->n;
    double square = 0.0;
    cev__local there;
    aims->at(aims->state, aim, mode->at, &there);
    memset(way->axis, 0, sizeof way->axis);
    for (int k = 0; k < n; k++) {
        double change = 0.0;
        for (int i = 0; i < n; i++)
            change += mode->axes[k][i] * there.gradient[i];
        square += change * change;
        for (int i = 0; i < n; i++)
            way->axis[i] += change * mode->axes[k][i];
    }
    double sd = sqrt(square);
    if (!(sd > 0.0 && isfinite(sd) && isfinite(there.value)))
        return 0;
    for (int i = 0; i < n; i++)
        way->axis[i] /= sd;
    way->aims = aims;
    way->aim = aim;
    way->pull = 1.0 / sd;
    return 1;
}

/* Whether every direction is known well. */
static int is_plain(int n, const cev__estimate *estimate)
{
    double values[CEV__SMALL], vectors[CEV__SMALL][CEV__SMALL];
    cev__eigen(n, estimate->covariance, values, vectors);
    return values[n - 1] <= SD_PLAIN * SD_PLAIN;
}

/* Both ends of a way. */
static int32_t walk_both(way_out *way, double z, double ends[2][CEV__SMALL])
{
    int is_reached;
    int32_t status = walk_out(way, 1.0, z, ends[0], &is_reached);
    return status == CEV_OK ? walk_out(way, -1.0, z, ends[1], &is_reached)
                            : status;
}

/* As the likelihood has it, from the plain reach. */
static int32_t reach_along(const cev__likelihood *likelihood,
                           const cev__estimate *estimate,
                           const cev__aims *aims, cev__reach *reach)
{
    way_out way;
    cev__mode mode;
    int32_t status = cev__likelihood_mode(likelihood, estimate, &mode);
    if (status != CEV_OK)
        return status;
    memcpy(reach->centre, mode.at, sizeof reach->centre);
    memset(&way, 0, sizeof way);
    way.likelihood = likelihood;
    way.is_believing = 1;
    way.centre = reach->centre;
    way.height = mode.height;
    for (int k = 0; k < likelihood->n && status == CEV_OK; k++) {
        lay_principal(mode.axes[k], &way);
        status = walk_both(&way, reach->z, reach->point[k]);
    }
    for (int k = 0; aims != NULL && k < aims->count && status == CEV_OK; k++) {
        if (lay_aim(&mode, aims, k, &way))
            status = walk_both(
                &way, reach->z,
                reach->point[likelihood->n + reach->aims++]);
    }
    reach->is_plain = 0;
    return status == CEV_OK ? find_ends(likelihood, estimate, reach) : status;
}

int32_t cev__reach_find(cev_ctx *ctx, const cev__likelihood *likelihood,
                        const cev_options *options,
                        const cev__estimate *estimate, const cev__aims *aims,
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
    return reach_along(likelihood, estimate, aims, out);
}

void cev__reach_shift(int n, const double *shift, cev__reach *reach)
{
    for (int i = 0; i < n; i++) {
        reach->centre[i] += shift[i];
        reach->lower[i] += shift[i];
        reach->upper[i] += shift[i];
        for (int k = 0; k < n + reach->aims; k++) {
            reach->point[k][0][i] += shift[i];
            reach->point[k][1][i] += shift[i];
        }
    }
    if (reach->draws != NULL)
        cev__draws_shift(n, shift, reach->draws);
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
    cev__write_i32(writer, reach->aims);
    for (int i = 0; i < n; i++) {
        cev__write_double(writer, reach->centre[i]);
        cev__write_double(writer, reach->lower[i]);
        cev__write_double(writer, reach->upper[i]);
        for (int k = 0; k < n + reach->aims; k++) {
            cev__write_double(writer, reach->point[k][0][i]);
            cev__write_double(writer, reach->point[k][1][i]);
        }
    }
    cev__write_i32(writer, reach->way);
    cev__draws_save(reach->draws, writer);
}

/* What stands before the draws; 0 when it cannot be a reach. */
static int load_points(int n, int aims, cev__blob *blob, cev__reach *out)
{
    int is_sound = 1;
    out->z = cev__read_double(blob);
    out->is_plain = cev__read_i32(blob);
    out->aims = cev__read_i32(blob);
    if (out->aims < 0 || out->aims > aims)
        return 0;
    for (int i = 0; i < n; i++) {
        out->centre[i] = cev__read_double(blob);
        out->lower[i] = cev__read_double(blob);
        out->upper[i] = cev__read_double(blob);
        is_sound = is_sound && isfinite(out->centre[i])
                   && out->lower[i] <= out->upper[i];
        for (int k = 0; k < n + out->aims; k++) {
            out->point[k][0][i] = cev__read_double(blob);
            out->point[k][1][i] = cev__read_double(blob);
            is_sound = is_sound && isfinite(out->point[k][0][i])
                       && isfinite(out->point[k][1][i]);
        }
    }
    return is_sound && out->z > 0.0 && isfinite(out->z)
           && (out->is_plain == 0 || out->is_plain == 1);
}

int32_t cev__reach_load(cev_ctx *ctx, int n, int aims, cev__blob *blob,
                        cev__reach *out)
{
    memset(out, 0, sizeof *out);
    if (!load_points(n, aims, blob, out))
        return CEV_ERR_FORMAT;
    out->way = cev__read_i32(blob);
    int32_t status = cev__draws_load(ctx, n, blob, &out->draws);
    if (status == CEV_OK
        && (out->way < CEV__DRAWN_NOT || out->way >= CEV__DRAWN_WAYS
            || (out->draws != NULL && out->draws->way != out->way)))
        status = CEV_ERR_FORMAT;
    return status;
}
