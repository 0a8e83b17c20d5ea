/* The maximum of a log-likelihood; see climb.h. */
#include "../core/compiler.h"
#include "climb.h"

#include <math.h>
#include <string.h>

#include "../math/chi_square.h"
#include "../math/cholesky.h"
#include "../math/elementary.h"
#include "../math/sum.h"

/* A step promises less than rounding lets see. */
#define PROMISE_LEAST 1e-18

/* A coefficient that makes one standard deviation so many times e as risky is
 * on its way to infinity. */
#define BETA_MOST 12.0

/* The penalty where there is no maximum: of a standard deviation, half a
 * customer's worth of evidence. */
#define PENALTY_RESCUE 1.0

/* What is left of a column by those before it, at the least. */
#define INFORMATION_LEAST 1e-13

/* More than this is added to no information. */
#define EXTRA_MOST 1e100

/* A factor beyond e to this is told as a power. */
#define WORDS_MOST 15.0

typedef struct climb_state {
    const cev__climb *problem;
    double penalty;
    double value;
    double extra;  /* what the information lacked where it last looked */
    int64_t steps; /* taken */
    double *gradient, *factor, *step, *next;
} climb_state;

static double likelihood_at(const climb_state *climb, const double *at,
                            double *gradient, double *information)
{
    return climb->problem->likelihood(climb->problem->state, at, gradient,
                                      information);
}

static double penalised(const climb_state *climb, double value,
                        const double *at)
{
    for (int i = 0; i < climb->problem->columns; i++)
        value -= climb->penalty / 2.0 * at[i] * at[i];
    return value;
}

/* Where no number says which way is up, here is the top. */
static void stay_on_hill(climb_state *climb)
{
    int n = climb->problem->n;
    memset(climb->gradient, 0, (size_t)n * sizeof *climb->gradient);
    memset(climb->factor, 0,
           (size_t)(n * (n + 1) / 2) * sizeof *climb->factor);
    for (int i = 0; i < n; i++)
        climb->factor[cev__packed(i, i)] = 1.0;
}

/* Value, gradient and information at a point; the information's factor, or
 * that of as much more as makes it one. */
static void look_around_hill(climb_state *climb, const double *at)
{
    int n = climb->problem->n, columns = climb->problem->columns;
    double value =
        likelihood_at(climb, at, climb->gradient, climb->factor);
    climb->extra = 0.0;
    climb->value = penalised(climb, value, at);
    for (int i = 0; i < columns; i++)
        climb->gradient[i] -= climb->penalty * at[i];
    for (;;) {
        for (int i = 0; i < n; i++)
            climb->factor[cev__packed(i, i)] +=
                (i < columns ? climb->penalty : 0.0) + climb->extra;
        if (cev__cholesky(n, climb->factor, INFORMATION_LEAST))
            return;
        climb->extra = climb->extra == 0.0 ? 1e-6 : 10.0 * climb->extra;
        if (climb->extra > EXTRA_MOST) {
            stay_on_hill(climb);
            return;
        }
        (void)likelihood_at(climb, at, climb->next, climb->factor);
    }
}

/* Newton's step, halved until it rises; 0 when none does. */
static int take_hill_step(climb_state *climb, double *at)
{
    int n = climb->problem->n;
    for (double share = 1.0; share > 1e-10; share *= 0.5) {
        for (int i = 0; i < n; i++)
            climb->next[i] = at[i] + share * climb->step[i];
        double value = penalised(
            climb, likelihood_at(climb, climb->next, NULL, NULL),
            climb->next);
        if (!(value > climb->value))
            continue;
        memcpy(at, climb->next, (size_t)n * sizeof *at);
        return 1;
    }
    return 0;
}

/* Whether coefficients are on their way to infinity. */
static int is_far_away(const climb_state *climb, const double *at)
{
    for (int i = 0; i < climb->problem->columns; i++)
        if (!(fabs(at[i]) <= BETA_MOST))
            return 1;
    return 0;
}

/* Whether the climb ended on a level that goes on for ever, which some laws
 * come to before they are far away. */
static int is_on_a_level(const climb_state *climb)
{
    return climb->problem->columns > 0 && climb->extra > 0.0
           && climb->steps > 0;
}

/* Climbs to the top, and looks around there. */
static int32_t climb_hill(cev_ctx *ctx, climb_state *climb, double *at)
{
    int n = climb->problem->n;
    int64_t max_iter = climb->problem->max_iter;
    climb->steps = 0;
    for (int64_t k = 0; k < max_iter; k++) {
        double promise = 0.0;
        int32_t status =
            cev__progress(ctx, "fit", (double)k / (double)max_iter);
        if (status != CEV_OK)
            return status;
        look_around_hill(climb, at);
        memcpy(climb->step, climb->gradient, (size_t)n * sizeof *at);
        cev__cholesky_solve(n, climb->factor, climb->step);
        for (int i = 0; i < n; i++)
            promise += climb->step[i] * climb->gradient[i];
        if (promise <= PROMISE_LEAST || is_far_away(climb, at)
            || !take_hill_step(climb, at))
            return CEV_OK;
        climb->steps++;
    }
    look_around_hill(climb, at);
    return CEV_OK;
}

/* `start` has room for the point it began at. */
static int32_t maximise_hill(cev_ctx *ctx, climb_state *climb, double *start,
                             cev__climbed *out)
{
    size_t size = (size_t)climb->problem->n * sizeof *start;
    memcpy(start, out->at, size);
    out->null_log_likelihood = likelihood_at(climb, start, NULL, NULL);
    out->is_separated = 0;
    int32_t status = climb_hill(ctx, climb, out->at);
    if (status == CEV_OK && climb->penalty == 0.0
        && (is_far_away(climb, out->at) || is_on_a_level(climb))) {
        out->is_separated = 1;
        climb->penalty = PENALTY_RESCUE;
        memcpy(out->at, start, size);
        status = climb_hill(ctx, climb, out->at);
    }
    if (status != CEV_OK)
        return status;
    cev__cholesky_inverse(climb->problem->n, climb->factor, climb->step,
                          out->covariance);
    out->penalty = climb->penalty;
    out->log_likelihood = likelihood_at(climb, out->at, NULL, NULL);
    return CEV_OK;
}

int32_t cev__climb_up(cev_ctx *ctx, const cev__climb *problem,
                      cev__climbed *out)
{
    int64_t n = problem->n, room = 4 * n + n * (n + 1) / 2 + 1;
    double *numbers = cev__alloc(ctx, room, (int64_t)sizeof *numbers);
    if (numbers == NULL)
        return cev__fail_memory(ctx);
    climb_state climb = {.problem = problem,
                         .penalty = problem->penalty,
                         .gradient = numbers,
                         .step = numbers + n,
                         .next = numbers + 2 * n,
                         .factor = numbers + 4 * n};
    int32_t status = maximise_hill(ctx, &climb, numbers + 3 * n, out);
    cev__free(ctx, numbers, room, (int64_t)sizeof *numbers);
    return status;
}

/* ---- What it leaves ------------------------------------------------------ */

/* Numbers of the covariance, and one to spare. */
static int64_t climbed_room(int64_t n)
{
    return n * (n + 1) / 2 + 1;
}

int32_t cev__climbed_make(cev_ctx *ctx, int64_t n, cev__climbed *out)
{
    out->at = cev__alloc_zero(ctx, n + 1, (int64_t)sizeof(double));
    out->covariance =
        cev__alloc_zero(ctx, climbed_room(n), (int64_t)sizeof(double));
    return out->at == NULL || out->covariance == NULL ? cev__fail_memory(ctx)
                                                      : CEV_OK;
}

void cev__climbed_free(cev_ctx *ctx, int64_t n, cev__climbed *climbed)
{
    cev__free(ctx, climbed->at, n + 1, (int64_t)sizeof(double));
    cev__free(ctx, climbed->covariance, climbed_room(n),
              (int64_t)sizeof(double));
}

double cev__climbed_form(const cev__climbed *climbed, int64_t n,
                         const double *v)
{
    const double *row = climbed->covariance;
    cev__sum form = {0};
    for (int64_t i = 0; i < n; i++)
        for (int64_t k = 0; k <= i; k++)
            cev__sum_add(&form, (k < i ? 2.0 : 1.0) * *row++ * v[i] * v[k]);
    return fmax(cev__sum_value(&form), 0.0);
}

void cev__climbed_tell(const cev__climbed *climbed, int64_t columns,
                       cev__lines *lines)
{
    double ratio =
        2.0 * (climbed->log_likelihood - climbed->null_log_likelihood);
    cev__lines_figure(lines, "log_likelihood", climbed->log_likelihood);
    cev__lines_figure(lines, "log_likelihood_without",
                      climbed->null_log_likelihood);
    if (climbed->penalty > 0.0)
        cev__lines_figure(lines, "penalty", climbed->penalty);
    if (columns == 0 || climbed->penalty > 0.0)
        return;
    double chance = cev__chi_square_tail(fmax(ratio, 0.0), (double)columns);
    cev__lines_figure(lines, "likelihood_ratio", ratio);
    cev__lines_figure(lines, "likelihood_ratio_p", chance);
    if (chance >= 0.05)
        cev__lines_verdict(lines, "columns_tell_nothing", chance,
                           "Columns of pure chance would bring as high a "
                           "likelihood in {%} of shops.");
}

void cev__coefficient_words(char text[CEV__LINE_TEXT], double value,
                            int is_number, const char *does, const char *as)
{
    const char *more = is_number ? "a unit more: " : "";
    int is_far = fabs(value) > WORDS_MOST;
    cev__format(text, CEV__LINE_TEXT, "%s%s%s%g times as %s", more, does,
                is_far ? "e^" : "",
                is_far ? value
                       : floor(1000.0 * cev__exp(value) + 0.5) / 1000.0,
                as);
}

/* ---- Bytes --------------------------------------------------------------- */

int64_t cev__climbed_size(int64_t n)
{
    return 4 + 8 * (3 + n + climbed_room(n) - 1);
}

void cev__climbed_save(const cev__climbed *climbed, int64_t n,
                       cev__writer *writer)
{
    cev__write_i32(writer, climbed->is_separated);
    cev__write_double(writer, climbed->log_likelihood);
    cev__write_double(writer, climbed->null_log_likelihood);
    cev__write_double(writer, climbed->penalty);
    cev__write_doubles(writer, climbed->at, n);
    cev__write_doubles(writer, climbed->covariance, climbed_room(n) - 1);
}

void cev__climbed_load(cev__blob *blob, int64_t n, cev__climbed *out)
{
    double figures[3];
    out->is_separated = cev__read_i32(blob);
    cev__read_doubles(blob, figures, 3);
    out->log_likelihood = figures[0];
    out->null_log_likelihood = figures[1];
    out->penalty = figures[2];
    cev__read_doubles(blob, out->at, n);
    cev__read_doubles(blob, out->covariance, climbed_room(n) - 1);
}
