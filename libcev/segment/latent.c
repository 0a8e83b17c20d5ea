/* Latent classes; see latent.h. */
#include "../core/compiler.h"
#include "latent.h"

#include <math.h>
#include <string.h>

#include "../core/rng.h"
#include "../math/cholesky.h"
#include "../math/elementary.h"
#include "em.h"

/* The least chance of an answer, so that its logarithm is a number. */
#define LATENT_LEAST 1e-12
/* One of less is taken for 0 where it is asked what can be told apart; and what
 * must be left of a score that those before it do not explain. */
#define LATENT_EDGE 1e-6
#define LATENT_RANK_LEAST 1e-7

/* Starts go on for a tenth of the iterations, the best to its end. */
enum { SHORT_PART = 10, LATENT_SCORES = 400 };

/* ---- Memory -------------------------------------------------------------- */

void cev__latent_free(cev_ctx *ctx, cev__latent *latent)
{
    int64_t cells = latent->classes * latent->levels;
    cev__free(ctx, latent->logs, latent->classes + cells, 8);
    cev__free(ctx, latent->chances, cells, 8);
    cev__free(ctx, latent->shares, latent->classes, 8);
    memset(latent, 0, sizeof *latent);
}

int32_t cev__latent_new(cev_ctx *ctx, const cev__levels *of, int64_t classes,
                        cev__latent *out)
{
    memset(out, 0, sizeof *out);
    out->of = of;
    out->classes = classes;
    out->levels = cev__levels_total(of) > 0 ? cev__levels_total(of) : 1;
    int64_t cells = classes * out->levels;
    out->shares = cev__alloc_zero(ctx, classes, 8);
    out->chances = cev__alloc_zero(ctx, cells, 8);
    out->logs = cev__alloc_zero(ctx, classes + cells, 8);
    if (out->shares != NULL && out->chances != NULL && out->logs != NULL)
        return CEV_OK;
    cev__latent_free(ctx, out);
    return cev__fail_memory(ctx);
}

static void copy_latent(const cev__latent *from, cev__latent *to)
{
    size_t cells = (size_t)(from->classes * from->levels);
    memcpy(to->shares, from->shares, (size_t)from->classes * 8);
    memcpy(to->chances, from->chances, cells * 8);
    to->log_likelihood = from->log_likelihood;
    cev__latent_level(to);
}

void cev__latent_level(cev__latent *latent)
{
    double *logs = latent->logs;
    for (int64_t k = 0; k < latent->classes; k++)
        *logs++ = cev__log(fmax(latent->shares[k], LATENT_LEAST));
    for (int64_t i = 0; i < latent->classes * latent->levels; i++)
        *logs++ = cev__log(fmax(latent->chances[i], LATENT_LEAST));
}

double cev__latent_freedom(const cev__latent *latent)
{
    int64_t each = 0;
    for (int64_t i = 0; i < latent->of->columns.count; i++)
        if (latent->of->texts[i].count > 0)
            each += latent->of->texts[i].count - 1;
    return (double)(latent->classes * (each + 1) - 1);
}

/* ---- Iterations ---------------------------------------------------------- */

double cev__latent_at(const cev__latent *latent, const double *point,
                      double *probabilities)
{
    const double *logs = latent->logs + latent->classes;
    double most = -INFINITY, sum = 0.0;
    for (int64_t k = 0; k < latent->classes; k++, logs += latent->levels) {
        double log_chance = latent->logs[k];
        for (int64_t i = 0; i < latent->of->columns.count; i++)
            if (point[i] >= 0.0)
                log_chance += logs[latent->of->first[i] + (int64_t)point[i]];
        probabilities[k] = log_chance;
        most = fmax(most, log_chance);
    }
    for (int64_t k = 0; k < latent->classes; k++) {
        probabilities[k] = cev__exp(probabilities[k] - most);
        sum += probabilities[k];
    }
    for (int64_t k = 0; k < latent->classes; k++)
        probabilities[k] /= sum;
    return most + cev__log(sum);
}

/* What an iteration works with. The sums are the log-likelihood, the customers
 * of each class, and those of each class who gave each answer. */
typedef struct latent_state {
    const cev__points *points;
    cev__latent *latent;
} latent_state;

static void expect_answers(void *model, int64_t from, int64_t to, double *sums)
{
    const latent_state *s = model;
    const cev__latent *latent = s->latent;
    double probabilities[CEV__GROUPS_MAX];
    for (int64_t n = from; n < to; n++) {
        const double *point = cev__point(s->points, n);
        double weight = s->points->weights[n];
        sums[0] += weight * cev__latent_at(latent, point, probabilities);
        for (int64_t k = 0; k < latent->classes; k++) {
            double *answers =
                sums + 1 + latent->classes + k * latent->levels;
            sums[1 + k] += weight * probabilities[k];
            for (int64_t i = 0; i < latent->of->columns.count; i++)
                if (point[i] >= 0.0)
                    answers[latent->of->first[i] + (int64_t)point[i]] +=
                        weight * probabilities[k];
        }
    }
}

/* Shares out of counts in place of those before; a question that nobody of the
 * class answered keeps what it had. */
static void share_answers(const cev__levels *of, const double *counts,
                          double *chances)
{
    for (int64_t i = 0; i < of->columns.count; i++) {
        double known = 0.0;
        for (int64_t at = of->first[i]; at < of->first[i + 1]; at++)
            known += counts[at];
        for (int64_t at = of->first[i]; at < of->first[i + 1]; at++)
            if (known > 0.0)
                chances[at] = counts[at] / known;
    }
}

static void maximise_answers(void *model, const double *sums)
{
    latent_state *s = model;
    cev__latent *latent = s->latent;
    for (int64_t k = 0; k < latent->classes; k++) {
        latent->shares[k] = sums[1 + k] / s->points->total;
        share_answers(latent->of,
                      sums + 1 + latent->classes + k * latent->levels,
                      latent->chances + k * latent->levels);
    }
    cev__latent_level(latent);
}

static int32_t run_latent(cev_ctx *ctx, const cev__points *points,
                          int64_t iterations, cev__latent *latent)
{
    latent_state s = {points, latent};
    cev__em em = {"latent_class",
                  points->count,
                  points->total,
                  1 + latent->classes * (1 + latent->levels),
                  &s,
                  expect_answers,
                  maximise_answers};
    return cev__em_run(ctx, &em, iterations, &latent->log_likelihood);
}

/* ---- Starts -------------------------------------------------------------- */

/* The chances of all customers in every class, times numbers drawn from the
 * exponential distribution: a draw of Dirichlet's about them. */
static void begin_latent(const cev__points *points, int64_t seed,
                         uint64_t start, cev__latent *latent)
{
    cev__rng rng;
    double *chances = latent->chances;
    cev__rng_start(&rng, seed, start);
    memset(chances, 0,
           (size_t)(latent->classes * latent->levels) * sizeof *chances);
    for (int64_t n = 0; n < points->count; n++)
        for (int64_t i = 0; i < points->columns; i++)
            if (cev__point(points, n)[i] >= 0.0)
                chances[latent->of->first[i]
                        + (int64_t)cev__point(points, n)[i]] +=
                    points->weights[n];
    for (int64_t k = latent->classes - 1; k >= 0; k--) {
        double *own = chances + k * latent->levels;
        latent->shares[k] = 1.0 / (double)latent->classes;
        for (int64_t at = 0; at < latent->levels; at++)
            own[at] = latent->classes == 1
                          ? chances[at]
                          : chances[at] * -cev__log(cev__rng_uniform(&rng));
        share_answers(latent->of, own, own);
    }
    cev__latent_level(latent);
}

/* Whether class a is to stand before b. */
static int class_precedes(const cev__latent *latent, int64_t a, int64_t b)
{
    if (latent->shares[a] > latent->shares[b]
        || latent->shares[a] < latent->shares[b])
        return latent->shares[a] > latent->shares[b];
    for (int64_t at = 0; at < latent->levels; at++) {
        double x = latent->chances[a * latent->levels + at];
        double y = latent->chances[b * latent->levels + at];
        if (x < y || x > y)
            return x > y;
    }
    return 0;
}

static void swap_numbers(double *a, double *b)
{
    double moved = *a;
    *a = *b;
    *b = moved;
}

static void sort_classes(cev__latent *latent)
{
    for (int64_t i = 0; i < latent->classes; i++)
        for (int64_t j = i; j > 0 && class_precedes(latent, j, j - 1); j--) {
            double *row = latent->chances + j * latent->levels;
            swap_numbers(&latent->shares[j], &latent->shares[j - 1]);
            for (int64_t at = 0; at < latent->levels; at++)
                swap_numbers(&row[at], &row[at - latent->levels]);
        }
    cev__latent_level(latent);
}

int32_t cev__latent_fit(cev_ctx *ctx, const cev__points *points,
                        int64_t starts, int64_t iterations,
                        cev__latent *latent)
{
    cev__latent tried;
    int32_t status =
        cev__latent_new(ctx, latent->of, latent->classes, &tried);
    latent->log_likelihood = -INFINITY;
    if (latent->classes == 1)
        starts = 1;
    for (int64_t start = 0; status == CEV_OK && start < starts; start++) {
        begin_latent(points, ctx->seed, (uint64_t)start, &tried);
        status = run_latent(ctx, points, iterations / SHORT_PART + 1, &tried);
        if (status == CEV_OK
            && (start == 0
                || tried.log_likelihood
                       > latent->log_likelihood
                             + 1e-9 * fabs(latent->log_likelihood)))
            copy_latent(&tried, latent);
    }
    cev__latent_free(ctx, &tried);
    if (status == CEV_OK)
        status = run_latent(ctx, points, iterations, latent);
    if (status == CEV_OK)
        sort_classes(latent);
    return status;
}

/* ---- What can be told apart ---------------------------------------------- */

/* The free numbers: shares of classes but the first, then of each class and
 * column the chances of levels but its likeliest, unless they are next to 0. */
typedef struct latent_scores {
    const cev__latent *latent;
    int64_t count;
    int64_t at[LATENT_SCORES];    /* in the chances, or -1 - class */
    int64_t other[LATENT_SCORES]; /* the level left out */
} latent_scores;

static int64_t likeliest_level(const cev__latent *latent, int64_t k, int64_t i)
{
    const double *own = latent->chances + k * latent->levels;
    int64_t best = latent->of->first[i];
    for (int64_t at = best; at < latent->of->first[i + 1]; at++)
        if (own[at] > own[best])
            best = at;
    return best;
}

static void add_score(latent_scores *s, int64_t at, int64_t other)
{
    if (s->count < LATENT_SCORES) {
        s->at[s->count] = at;
        s->other[s->count] = other;
    }
    s->count++;
}

static void list_scores(const cev__latent *latent, latent_scores *s)
{
    s->latent = latent;
    s->count = 0;
    for (int64_t k = 1; k < latent->classes; k++)
        if (latent->shares[k] > LATENT_EDGE)
            add_score(s, -1 - k, 0);
    for (int64_t k = 0; k < latent->classes; k++)
        for (int64_t i = 0; i < latent->of->columns.count
                            && latent->shares[k] > LATENT_EDGE;
             i++) {
            int64_t other = likeliest_level(latent, k, i);
            for (int64_t at = latent->of->first[i];
                 at < latent->of->first[i + 1]; at++)
                if (at != other
                    && latent->chances[k * latent->levels + at] > LATENT_EDGE)
                    add_score(s, k * latent->levels + at,
                              k * latent->levels + other);
        }
}

/* How the logarithm of a point's probability grows with a free number. */
static double score_of_point(const latent_scores *s, int64_t n,
                             const double *point, const double *probabilities)
{
    const cev__latent *latent = s->latent;
    if (s->at[n] < 0) {
        int64_t k = -1 - s->at[n];
        return probabilities[k] / latent->shares[k]
               - probabilities[0] / latent->shares[0];
    }
    int64_t k = s->at[n] / latent->levels, i = 0;
    while (s->at[n] % latent->levels >= latent->of->first[i + 1])
        i++;
    int64_t given = k * latent->levels + latent->of->first[i]
                    + (int64_t)point[i];
    if (point[i] < 0.0 || (given != s->at[n] && given != s->other[n]))
        return 0.0;
    double slope = probabilities[k] / latent->chances[given];
    return given == s->at[n] ? slope : -slope;
}

/* The covariance of the scores over the points, as correlations. */
static void sum_scores(const latent_scores *s, const cev__points *points,
                       double *packed)
{
    double scores[LATENT_SCORES], probabilities[CEV__GROUPS_MAX];
    memset(packed, 0,
           (size_t)(s->count * (s->count + 1) / 2) * sizeof *packed);
    for (int64_t i = 0; i < points->count; i++) {
        const double *point = cev__point(points, i);
        double *to = packed;
        cev__latent_at(s->latent, point, probabilities);
        for (int64_t n = 0; n < s->count; n++) {
            scores[n] = score_of_point(s, n, point, probabilities);
            for (int64_t m = 0; m <= n; m++)
                *to++ += points->weights[i] * scores[n] * scores[m];
        }
    }
    for (int64_t n = 0; n < s->count; n++)
        scores[n] = sqrt(packed[n * (n + 3) / 2]);
    for (int64_t n = 0; n < s->count; n++)
        for (int64_t m = 0; m <= n; m++) {
            double size = scores[n] * scores[m];
            double *to = &packed[n * (n + 1) / 2 + m];
            *to = size > 0.0 ? *to / size : 0.0;
        }
}

int32_t cev__latent_rank(cev_ctx *ctx, const cev__latent *latent,
                         const cev__points *points, int64_t *free,
                         int64_t *rank)
{
    latent_scores s;
    int32_t is_own[LATENT_SCORES];
    list_scores(latent, &s);
    *free = *rank = s.count;
    if (s.count > LATENT_SCORES)
        return CEV_OK;
    int64_t room = s.count * (s.count + 1) / 2 + 1;
    double *packed = cev__alloc(ctx, room, 8);
    if (packed == NULL)
        return cev__fail_memory(ctx);
    sum_scores(&s, points, packed);
    cev__cholesky_own(s.count, packed, LATENT_RANK_LEAST, is_own);
    *rank = 0;
    for (int64_t n = 0; n < s.count; n++)
        *rank += is_own[n] != 0;
    cev__free(ctx, packed, room, 8);
    return CEV_OK;
}
