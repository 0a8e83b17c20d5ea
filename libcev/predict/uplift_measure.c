/*
 * How well predictions of effects tell customers apart.
 *
 * Going down a ranking, the best first, those treated so far have brought
 * Y_t, and those not treated Y_c, which N_t customers and not N_c would have
 * brought as Y_c N_t / N_c: the difference is the Qini curve (Radcliffe 2007).
 */
#include "../core/compiler.h"
#include "uplift.h"

#include <math.h>
#include <string.h>

#include "../core/rng.h"
#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/radix.h"
#include "../math/sum.h"
#include "../math/variates.h"

/* The best ones of uplift_30. */
#define UPLIFT_BEST 0.3

/* Apart from those of other draws. */
#define UPLIFT_RESAMPLES UINT64_C(0x75706C696674)
#define UPLIFT_PERMUTATIONS UINT64_C(0x71696E69)

int32_t cev__uplift_trial(cev_ctx *ctx, const char *treatment, int64_t rows,
                          const double *effects, const double *values,
                          const double *weights, const double *treated,
                          cev__trial *out)
{
    const double *const columns[CEV__TRIAL_COLUMNS] = {effects, values,
                                                       weights, NULL,
                                                       treated};
    cev__trial trial;
    int has[2] = {0, 0};
    int32_t status = cev__trial_open(ctx, CEV__TRIAL_NUMBER, rows, columns,
                                     &trial);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < trial.count; i++)
        has[trial.column[CEV__TRIAL_EVENT][i] > 0.0] = 1;
    if (!has[0] || !has[1]) {
        cev__trial_close(ctx, &trial);
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "by column %q nobody was %s; wanted customers who "
                         "were and who were not",
                         treatment, has[1] ? "left untreated" : "treated");
    }
    *out = trial;
    return CEV_OK;
}

/* ---- Along a ranking ----------------------------------------------------- */

/* Customers in an order, the best first; keys that are equal tie. */
typedef struct uplift_ranking {
    int64_t *order;
    double *key;
} uplift_ranking;

/* Customers and what they brought, untreated and treated. */
typedef struct uplift_counts {
    double customers[2], brought[2];
} uplift_counts;

/* The customers measured: as in the trial, or drawn. */
typedef struct uplift_sample {
    const double *actual, *weight, *treated;
    int64_t count;
    uplift_counts all;
} uplift_sample;

typedef struct uplift_sweep {
    double qini_area;   /* above that of contacts by chance, in customers */
    double effect_area; /* of share × effect, over the share */
    double best;        /* effect on the best */
} uplift_sweep;

static double effect_of(const uplift_counts *c)
{
    return c->customers[0] > 0.0 && c->customers[1] > 0.0
               ? c->brought[1] / c->customers[1]
                     - c->brought[0] / c->customers[0]
               : 0.0;
}

static double qini_of(const uplift_counts *c)
{
    return c->customers[0] > 0.0 ? c->brought[1]
                                       - c->brought[0] * c->customers[1]
                                             / c->customers[0]
                                 : c->brought[1];
}

static void count_uplift(const uplift_sample *s, int64_t i, uplift_counts *c)
{
    int group = s->treated[i] > 0.0;
    c->customers[group] += s->weight[i];
    c->brought[group] += s->weight[i] * s->actual[i];
}

static uplift_counts count_all(const uplift_sample *s)
{
    uplift_counts all = {{0.0, 0.0}, {0.0, 0.0}};
    for (int64_t i = 0; i < s->count; i++)
        count_uplift(s, i, &all);
    return all;
}

/* Between two places of a ranking, part of the way. */
static uplift_counts part_way(const uplift_counts *from,
                              const uplift_counts *to, double part)
{
    uplift_counts c;
    for (int g = 0; g < 2; g++) {
        c.customers[g] = from->customers[g]
                         + part * (to->customers[g] - from->customers[g]);
        c.brought[g] = from->brought[g]
                       + part * (to->brought[g] - from->brought[g]);
    }
    return c;
}

static double total_of(const uplift_counts *c)
{
    return c->customers[0] + c->customers[1];
}

/* Areas by trapezes, from the end of one tie to that of the next. */
static uplift_sweep sweep_ranking(const uplift_sample *s,
                                  const uplift_ranking *ranked)
{
    uplift_counts at = {{0.0, 0.0}, {0.0, 0.0}}, last = at;
    double n = total_of(&s->all), best = UPLIFT_BEST * n, q = 0.0, e = 0.0;
    uplift_sweep sweep = {0.0, 0.0, effect_of(&s->all)};
    int has_best = 0;
    for (int64_t k = 0; k < s->count; k++) {
        count_uplift(s, ranked->order[k], &at);
        if (k + 1 < s->count && !(ranked->key[k + 1] < ranked->key[k]))
            continue;
        double before = total_of(&last), now = total_of(&at);
        double q_now = qini_of(&at), e_now = effect_of(&at) * (now / n);
        sweep.qini_area += 0.5 * (q + q_now) * (now - before);
        sweep.effect_area += 0.5 * (e + e_now) * ((now - before) / n);
        if (!has_best && now >= best) {
            uplift_counts c =
                part_way(&last, &at, (best - before) / (now - before));
            sweep.best = effect_of(&c);
            has_best = 1;
        }
        q = q_now;
        e = e_now;
        last = at;
    }
    sweep.qini_area -= 0.5 * q * n;
    return sweep;
}

/* ---- The figures --------------------------------------------------------- */

typedef struct uplift_judge {
    cev_ctx *ctx;
    uplift_sample sample; /* the trial, from its end to its beginning */
    uplift_ranking ranking, best; /* by prediction; the best there is */
    double *numbers;
    double *weight, *treated, *actual; /* drawn */
    int64_t draws;
    double *drawn; /* figures of each draw */
} uplift_judge;

enum { UPLIFT_JUDGE_NUMBERS = 8 };

/* The best ranking there is, knowing what came of it: who bought treated
 * first, who bought untreated last. */
static int32_t rank_best(uplift_judge *j)
{
    const uplift_sample *s = &j->sample;
    int64_t n = s->count;
    cev__keyed *items = cev__alloc(j->ctx, 2 * n, (int64_t)sizeof *items);
    if (items == NULL)
        return cev__fail_memory(j->ctx);
    for (int64_t i = 0; i < n; i++) {
        double gain = s->treated[i] > 0.0 ? s->actual[i] : -s->actual[i];
        items[i] = (cev__keyed){cev__keyed_double(-gain), i};
    }
    cev__keyed_sort(items, items + n, n);
    for (int64_t k = 0; k < n; k++) {
        int64_t i = items[k].index;
        j->best.order[k] = i;
        j->best.key[k] =
            s->treated[i] > 0.0 ? s->actual[i] : -s->actual[i];
    }
    cev__free(j->ctx, items, 2 * n, (int64_t)sizeof *items);
    return CEV_OK;
}

static int32_t open_judge(cev_ctx *ctx, const cev__trial *trial,
                          int64_t draws, uplift_judge *j)
{
    int64_t n = trial->count;
    memset(j, 0, sizeof *j);
    j->ctx = ctx;
    j->draws = draws;
    j->sample.count = n;
    j->ranking.order =
        cev__alloc(ctx, 2 * n, (int64_t)sizeof *j->ranking.order);
    j->numbers = cev__alloc(ctx, UPLIFT_JUDGE_NUMBERS * n,
                            (int64_t)sizeof *j->numbers);
    j->drawn = cev__alloc(ctx, CEV__UPLIFT_FIGURES * draws,
                          (int64_t)sizeof *j->drawn);
    if (j->ranking.order == NULL || j->numbers == NULL || j->drawn == NULL)
        return cev__fail_memory(ctx);
    double *actual = j->numbers, *weight = actual + n, *treated = weight + n;
    j->ranking.key = treated + n;
    j->best.key = j->ranking.key + n;
    j->best.order = j->ranking.order + n;
    j->weight = j->best.key + n;
    j->treated = j->weight + n;
    j->actual = j->treated + n;
    for (int64_t k = 0; k < n; k++) {
        int64_t i = n - 1 - k;
        actual[k] = trial->column[CEV__TRIAL_ACTUAL][i];
        weight[k] = trial->column[CEV__TRIAL_WEIGHT][i];
        treated[k] = trial->column[CEV__TRIAL_EVENT][i];
        j->ranking.key[k] = trial->column[CEV__TRIAL_PREDICTED][i];
        j->ranking.order[k] = k;
    }
    j->sample.actual = actual;
    j->sample.weight = weight;
    j->sample.treated = treated;
    j->sample.all = count_all(&j->sample);
    return rank_best(j);
}

static void close_judge(uplift_judge *j)
{
    int64_t n = j->sample.count;
    cev__free(j->ctx, j->ranking.order, 2 * n,
              (int64_t)sizeof *j->ranking.order);
    cev__free(j->ctx, j->numbers, UPLIFT_JUDGE_NUMBERS * n,
              (int64_t)sizeof *j->numbers);
    cev__free(j->ctx, j->drawn, CEV__UPLIFT_FIGURES * j->draws,
              (int64_t)sizeof *j->drawn);
}

/* All of a sample but its errors. Where no ranking is better than another,
 * qini is NaN. */
static void measure_sample(const uplift_judge *j, const uplift_sample *s,
                           double value[CEV__UPLIFT_FIGURES])
{
    uplift_sweep sweep = sweep_ranking(s, &j->ranking);
    uplift_sweep best = sweep_ranking(s, &j->best);
    value[CEV__UPLIFT_ATE] = effect_of(&s->all);
    value[CEV__UPLIFT_QINI] = best.qini_area > 0.0
                                  ? sweep.qini_area / best.qini_area
                                  : NAN;
    value[CEV__UPLIFT_AUUC] = sweep.effect_area;
    value[CEV__UPLIFT_BEST] = sweep.best;
}

static int32_t draw_figures(uplift_judge *j)
{
    uplift_sample drawn = j->sample;
    drawn.weight = j->weight;
    for (int64_t d = 0; d < j->draws; d++) {
        cev__rng rng;
        double *value = j->drawn + CEV__UPLIFT_FIGURES * d;
        int32_t status = cev__progress(j->ctx, "resamples",
                                       (double)d / (double)j->draws);
        if (status != CEV_OK)
            return status;
        cev__rng_start(&rng, j->ctx->seed, UPLIFT_RESAMPLES + (uint64_t)d);
        for (int64_t i = 0; i < drawn.count; i++)
            j->weight[i] =
                cev__variate_weight(&rng, j->sample.weight[i]);
        drawn.all = count_all(&drawn);
        measure_sample(j, &drawn, value);
    }
    return CEV_OK;
}

/* Standard deviations of what was drawn. */
static void spread_figures(const uplift_judge *j,
                           cev__uplift_figures *figures)
{
    for (int f = CEV__UPLIFT_QINI; f < CEV__UPLIFT_FIGURES; f++) {
        cev__sum sum = {0}, squares = {0};
        for (int64_t d = 0; d < j->draws; d++)
            cev__sum_add(&sum, j->drawn[CEV__UPLIFT_FIGURES * d + f]);
        double mean = cev__sum_value(&sum) / (double)j->draws;
        for (int64_t d = 0; d < j->draws; d++) {
            double away = j->drawn[CEV__UPLIFT_FIGURES * d + f] - mean;
            cev__sum_add(&squares, away * away);
        }
        figures->std_error[f] =
            sqrt(cev__sum_value(&squares) / ((double)j->draws - 1.0));
    }
}

/* Had everybody the same effect, who was treated could be dealt anew, each
 * bringing that effect more or less. How often the ranking looks as good then.
 */
static int32_t permute_treatment(uplift_judge *j,
                                 cev__uplift_figures *figures)
{
    const uplift_sample *s = &j->sample;
    uplift_sample dealt = *s;
    double seen = sweep_ranking(s, &j->ranking).qini_area, hits = 1.0;
    double effect = effect_of(&s->all);
    dealt.treated = j->treated;
    dealt.actual = j->actual;
    memcpy(j->treated, s->treated, (size_t)s->count * sizeof *j->treated);
    for (int64_t d = 0; d < j->draws; d++) {
        cev__rng rng;
        int32_t status = cev__progress(j->ctx, "permutations",
                                       (double)d / (double)j->draws);
        if (status != CEV_OK)
            return status;
        cev__rng_start(&rng, j->ctx->seed, UPLIFT_PERMUTATIONS + (uint64_t)d);
        for (int64_t i = s->count - 1; i > 0; i--) {
            int64_t other = cev__rng_below(&rng, i + 1);
            double kept = j->treated[i];
            j->treated[i] = j->treated[other];
            j->treated[other] = kept;
        }
        for (int64_t i = 0; i < s->count; i++)
            j->actual[i] =
                s->actual[i] + effect * (j->treated[i] - s->treated[i]);
        dealt.all = count_all(&dealt);
        hits += sweep_ranking(&dealt, &j->ranking).qini_area >= seen;
    }
    figures->p_value = hits / ((double)j->draws + 1.0);
    return CEV_OK;
}

int32_t cev__uplift_measure(cev_ctx *ctx, const cev__trial *trial,
                            int64_t draws, cev__uplift_figures *out)
{
    cev__uplift_figures figures = {.is_adjusted = 0};
    uplift_judge judge;
    int32_t status = open_judge(ctx, trial, draws, &judge);
    if (status == CEV_OK) {
        measure_sample(&judge, &judge.sample, figures.value);
        cev__uplift_effect all = cev__uplift_seen(trial, 0, trial->count);
        figures.value[CEV__UPLIFT_ATE] = all.value;
        figures.std_error[CEV__UPLIFT_ATE] = all.std_error;
        figures.freedom = all.freedom;
        status = draw_figures(&judge);
    }
    if (status == CEV_OK) {
        spread_figures(&judge, &figures);
        status = permute_treatment(&judge, &figures);
    }
    close_judge(&judge);
    if (status == CEV_OK)
        *out = figures;
    return status;
}

/* To what a forest says of each, as much of what it leaves as he weighs in his
 * group: right where either the effects or the chances are (Robins, Rotnitzky &
 * Zhao 1994). */
void cev__uplift_adjust(const cev__lesson *lesson, const double *treated,
                        const double *treatment_left,
                        const double *target_left, const double *effects,
                        cev__uplift_figures *figures)
{
    cev__sum customers = {0}, sum = {0}, squares = {0};
    double n = 0.0, mean = 0.0;
    for (int turn = 0; turn < 2; turn++) {
        for (int64_t i = 0; i < lesson->count; i++) {
            int64_t row = lesson->order[i];
            double weight = lesson->weights[row], w = treatment_left[row];
            double chance = treated[row] - w;
            double effect = effects[row]
                            + w / (chance * (1.0 - chance))
                                  * (target_left[row] - w * effects[row]);
            if (turn == 0) {
                cev__sum_add(&customers, weight);
                cev__sum_add(&sum, weight * effect);
            } else {
                cev__sum_add(&squares,
                             weight * (effect - mean) * (effect - mean));
            }
        }
        n = cev__sum_value(&customers);
        mean = cev__sum_value(&sum) / n;
    }
    figures->value[CEV__UPLIFT_ATE] = mean;
    figures->std_error[CEV__UPLIFT_ATE] =
        sqrt(cev__sum_value(&squares) / (n * (n - 1.0)));
    figures->freedom = n - 1.0;
    figures->is_adjusted = 1;
}

/* ---- Lines --------------------------------------------------------------- */

void cev__uplift_bounds(const cev__uplift_figures *figures, int figure,
                        double interval, double *lower, double *upper)
{
    double away = cev__interval_z(interval) * figures->std_error[figure];
    cev__uplift_effect all = {{0.0, 0.0}, figures->value[CEV__UPLIFT_ATE],
                              figures->std_error[CEV__UPLIFT_ATE],
                              figures->freedom};
    if (figure == CEV__UPLIFT_ATE) {
        cev__uplift_effect_bounds(&all, interval, lower, upper);
        return;
    }
    *lower = interval > 0.0 ? figures->value[figure] - away : NAN;
    *upper = interval > 0.0 ? figures->value[figure] + away : NAN;
}

void cev__uplift_lines(const cev__uplift_figures *figures, double interval,
                       const char *section, const char *method,
                       cev__lines *lines)
{
    static const char names[CEV__UPLIFT_FIGURES][12] = {
        "ate", "qini", "auuc", "uplift_30"};
    for (int f = 0; f < CEV__UPLIFT_FIGURES; f++) {
        cev__line *line =
            cev__lines_add(lines, section, names[f],
                           f != CEV__UPLIFT_ATE    ? method
                           : figures->is_adjusted ? "doubly robust"
                                                  : "difference of means");
        line->value = figures->value[f];
        line->std_error = figures->std_error[f];
        cev__uplift_bounds(figures, f, interval, &line->lower, &line->upper);
    }
    cev__lines_add(lines, section, "p_value", "permutations")->value =
        figures->p_value;
}
