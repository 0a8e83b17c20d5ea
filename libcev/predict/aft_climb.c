/* The likelihood of accelerated lifetimes, and its maximum; see aft.h. */
#include "../core/compiler.h"
#include "aft.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/linalg.h"
#include "../math/sum.h"

/* All left at one time, as far as the logarithm of it tells. */
#define SPREAD_OF_TIMES 1e-9

/* A scale of less than a thousandth of how far times are apart is none. */
#define TAU_MOST 1000.0

/* Without anybody who left, so many are taken to have. */
#define HALF_A_LEAVER 0.5

/* At the start nobody is further out than this. */
#define START_REACH 5.0

typedef struct aft_terms {
    const cev__aft *aft;
    const cev__spells *spells;
    const double *z; /* a row for each in the order of the spells */
    int n;           /* columns of them that are looked at */
    int size;        /* coefficients: of those, a_0 and, unless fixed, tau */
    double *v;       /* n + 2 numbers: what w is of each */
} aft_terms;

static double standard_log(const cev__aft *aft, double time)
{
    return (cev__log(time) - aft->center) / aft->spread;
}

/* Adds to gradient and information what a slope and a curve at w bring. */
static void add_known(const aft_terms *terms, const cev__bend *bend,
                      double weight, double *gradient, double *information)
{
    const double *v = terms->v;
    if (gradient == NULL)
        return;
    for (int i = 0; i < terms->size; i++) {
        gradient[i] += weight * bend->slope * v[i];
        for (int k = 0; k <= i; k++)
            *information++ -= weight * bend->curve * v[i] * v[k];
    }
}

/* w at the logarithm of a time, for the row whose -z stand in v. */
static double w_at(const aft_terms *terms, const double *at, double tau,
                   double y)
{
    cev__sum w = {0};
    terms->v[terms->n] = -1.0;
    terms->v[terms->n + 1] = y;
    for (int i = 0; i <= terms->n; i++)
        cev__sum_add(&w, at[i] * terms->v[i]);
    cev__sum_add(&w, tau * y);
    return cev__sum_value(&w);
}

/* One spell: the density where he left, else the share that stays longer, of
 * those who came by his entry. */
static double add_spell(const aft_terms *terms, int64_t place,
                        const double *at, double tau, double *gradient,
                        double *information)
{
    const cev__spells *spells = terms->spells;
    const cev__aft *aft = terms->aft;
    int64_t row = spells->lesson.order[place];
    double time = spells->times[row], entry = spells->entries[row];
    double weight = spells->lesson.weights[row], value = 0.0;
    if (!(time > 0.0))
        return 0.0;
    for (int k = 0; k < terms->n; k++)
        terms->v[k] = -terms->z[place * aft->design.count + k];
    double w = w_at(terms, at, tau, standard_log(aft, time));
    int has_left = spells->lesson.values[row] == 1.0;
    cev__bend bend = has_left ? cev__life_density(aft->life, w)
                              : cev__life_survival(aft->life, w);
    value += bend.value;
    if (has_left)
        value += cev__log(tau / aft->spread) - cev__log(time);
    add_known(terms, &bend, weight, gradient, information);
    if (has_left && gradient != NULL && terms->size > terms->n + 1) {
        int last = terms->n + 1;
        gradient[last] += weight / tau;
        information[cev__packed(last, last)] += weight / (tau * tau);
    }
    if (entry > 0.0) {
        w = w_at(terms, at, tau, standard_log(aft, entry));
        bend = cev__life_survival(aft->life, w);
        value -= bend.value;
        add_known(terms, &bend, -weight, gradient, information);
    }
    return weight * value;
}

/* For cev__climb_up, which asks for both gradient and information or none. */
static double aft_likelihood(void *state, const double *at, double *gradient,
                             double *information)
{
    const aft_terms *terms = state;
    const cev__aft *aft = terms->aft;
    size_t n = (size_t)terms->size;
    double tau = aft->life == CEV__LIFE_EXPONENTIAL ? aft->spread
                                                    : at[terms->n + 1];
    cev__sum value = {0};
    if (gradient != NULL) {
        memset(gradient, 0, n * sizeof *gradient);
        memset(information, 0, n * (n + 1) / 2 * sizeof *information);
    }
    if (!(tau > 0.0 && tau <= TAU_MOST))
        return -INFINITY;
    for (int64_t i = 0; i < terms->spells->lesson.count; i++)
        cev__sum_add(&value,
                     add_spell(terms, i, at, tau, gradient, information));
    return isfinite(cev__sum_value(&value)) ? cev__sum_value(&value)
                                            : -INFINITY;
}

/* ---- The climb ----------------------------------------------------------- */

/* The time of a place that tells something; 0 of one that does not. */
static double time_of(const cev__spells *spells, int64_t place,
                      double *weight)
{
    int64_t row = spells->lesson.order[place];
    *weight = spells->lesson.weights[row];
    return spells->times[row];
}

/* Where logarithms of times are, how far apart, and the furthest in those. */
static double measure_times(const cev__spells *spells, cev__aft *aft)
{
    cev__sum customers = {0}, logs = {0}, squares = {0};
    double weight, furthest = 0.0;
    aft->center = 0.0;
    aft->spread = 1.0;
    for (int turn = 0; turn < 2; turn++) {
        for (int64_t i = 0; i < spells->lesson.count; i++) {
            double time = time_of(spells, i, &weight);
            if (!(time > 0.0))
                continue;
            double y = standard_log(aft, time);
            furthest = fmax(furthest, fabs(y));
            cev__sum_add(turn == 0 ? &customers : &squares,
                         turn == 0 ? weight : weight * y * y);
            cev__sum_add(&logs, weight * y);
        }
        double all = cev__sum_value(&customers);
        if (turn == 0 && all > 0.0) {
            aft->center = cev__sum_value(&logs) / all;
            furthest = 0.0;
        } else if (all > 0.0) {
            double spread = sqrt(cev__sum_value(&squares) / all);
            aft->spread = spread > SPREAD_OF_TIMES ? spread : 1.0;
        }
    }
    return furthest / aft->spread;
}

/* The a_0 that Weibull lifetimes of this tau would have, of so many who left.
 */
static double location_at(const cev__spells *spells, const cev__aft *aft,
                          double tau, double events)
{
    cev__sum sum = {0};
    double weight, most = 0.0;
    for (int64_t i = 0; i < spells->lesson.count; i++) {
        double time = time_of(spells, i, &weight);
        if (time > 0.0)
            most = fmax(most, tau * standard_log(aft, time));
    }
    for (int64_t i = 0; i < spells->lesson.count; i++) {
        double time = time_of(spells, i, &weight);
        if (time > 0.0)
            cev__sum_add(&sum, weight
                                   * cev__exp(tau * standard_log(aft, time)
                                              - most));
    }
    double exposed = cev__sum_value(&sum);
    return exposed > 0.0 ? most + cev__log(exposed / events) : 0.0;
}

/* Without anybody who left: as if half a customer had, at a hazard that is the
 * same at all times. */
static void assume_half_a_leaver(const aft_terms *terms, cev__aft *aft)
{
    double *at = aft->optimum.at;
    at[1] = aft->spread;
    at[0] = location_at(terms->spells, aft, at[1], HALF_A_LEAVER);
    aft->optimum.covariance[0] = 1.0 / HALF_A_LEAVER;
    aft->optimum.log_likelihood = aft->optimum.null_log_likelihood =
        aft_likelihood((void *)terms, at, NULL, NULL);
}

/* From coefficients of a_0 and tau alone to all of them. */
static int32_t climb_aft(cev_ctx *ctx, const cev_options *options,
                         aft_terms *terms, cev__climbed *out)
{
    cev__climb problem = {
        .columns = terms->n,
        .penalty = cev__options_double(options, CEV__OPT_PENALTY),
        .max_iter = cev__options_int(options, CEV__OPT_MAX_ITER),
        .likelihood = aft_likelihood,
        .state = terms};
    terms->size =
        terms->n + 1 + (terms->aft->life != CEV__LIFE_EXPONENTIAL);
    problem.n = terms->size;
    return cev__climb_up(ctx, &problem, out);
}

static int32_t climb_from_none(cev_ctx *ctx, const cev_options *options,
                               aft_terms *terms, double furthest,
                               cev__aft *aft)
{
    int64_t n = aft->design.count;
    cev__climbed bare = {0};
    int32_t status = cev__climbed_make(ctx, 2, &bare);
    if (status == CEV_OK) {
        bare.at[1] = aft->life == CEV__LIFE_EXPONENTIAL
                         ? aft->spread
                         : fmin(1.0, START_REACH / furthest);
        bare.at[0] =
            location_at(terms->spells, aft, bare.at[1], aft->events);
        status = climb_aft(ctx, options, terms, &bare);
    }
    if (status == CEV_OK) {
        aft->optimum.at[n] = bare.at[0];
        aft->optimum.at[n + 1] = bare.at[1];
        terms->n = (int)n;
        status = climb_aft(ctx, options, terms, &aft->optimum);
    }
    cev__climbed_free(ctx, 2, &bare);
    return status;
}

int32_t cev__aft_climb(cev_ctx *ctx, const cev_options *options,
                       const cev__spells *spells, const double *z,
                       cev__aft *aft)
{
    int64_t room = cev__aft_size(aft);
    aft_terms terms = {.aft = aft, .spells = spells, .z = z};
    double furthest = measure_times(spells, aft);
    int32_t status = cev__climbed_make(ctx, room, &aft->optimum);
    if (status != CEV_OK)
        return status;
    terms.v = cev__alloc(ctx, room, (int64_t)sizeof *terms.v);
    if (terms.v == NULL)
        return cev__fail_memory(ctx);
    if (aft->events > 0.0)
        status = climb_from_none(ctx, options, &terms, furthest, aft);
    else
        assume_half_a_leaver(&terms, aft);
    cev__free(ctx, terms.v, room, (int64_t)sizeof *terms.v);
    return status;
}
