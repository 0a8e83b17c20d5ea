/*
 * Cox's partial likelihood; see cox_terms.h. Sources: Cox (1972), Journal of
 * the Royal Statistical Society B 34(2), 187-220; ties: Efron (1977), Journal
 * of the American Statistical Association 72(359), 557-565; Breslow (1974),
 * Biometrics 30(1), 89-99. A row that stands for several customers counts as
 * so many rows.
 */
#include "../core/compiler.h"
#include "cox_terms.h"

#include <math.h>
#include <string.h>

#include "../math/cholesky.h"
#include "../math/elementary.h"
#include "../math/gram.h"
#include "../math/linalg.h"
#include "../math/radix.h"
#include "../math/sum.h"

/* A column of which less than this share is its own follows from others. */
#define OWN_SHARE 1e-10

/* So many who leave at one time have a term each. */
#define TIE_TERMS (1.5 * CEV__GRAM_LEAST)

/* ---- Opening ------------------------------------------------------------- */

/* Numbers of the scratch: sums over those at risk, and over those who leave at
 * one time. */
static int64_t scratch_size(int n)
{
    int64_t packed = (int64_t)n * (n + 1) / 2;
    return 2 * (packed + n) + 1;
}

void cev__cox_terms_close(cev_ctx *ctx, cev__cox_terms *terms)
{
    int64_t room = terms->spells->lesson.count + 1;
    cev__free(ctx, terms->eta, room, (int64_t)sizeof *terms->eta);
    cev__free(ctx, terms->scratch, scratch_size(terms->n),
              (int64_t)sizeof *terms->scratch);
    cev__free(ctx, terms->by_entry, room, (int64_t)sizeof *terms->by_entry);
}

static int has_late_entries(const cev__spells *spells)
{
    for (int64_t i = 0; i < spells->lesson.count; i++)
        if (spells->entries[spells->lesson.order[i]] > 0.0)
            return 1;
    return 0;
}

/* Places by group, and within by entry, the last first of both. */
static int32_t order_entries(cev_ctx *ctx, cev__cox_terms *terms)
{
    const cev__spells *spells = terms->spells;
    int64_t count = spells->lesson.count, room = 2 * count + 1;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    terms->by_entry =
        cev__alloc(ctx, count + 1, (int64_t)sizeof *terms->by_entry);
    if (items == NULL || terms->by_entry == NULL) {
        cev__free(ctx, items, room, (int64_t)sizeof *items);
        return cev__fail_memory(ctx);
    }
    for (int64_t i = 0; i < count; i++) {
        double entry = spells->entries[spells->lesson.order[i]];
        items[i] = (cev__keyed){~cev__keyed_double(entry), i};
    }
    cev__keyed_sort(items, items + count, count);
    for (int64_t i = 0; i < count; i++) {
        int64_t row = spells->lesson.order[items[i].index];
        items[i].key = ~(uint64_t)spells->groups[row];
    }
    cev__keyed_sort(items, items + count, count);
    for (int64_t i = 0; i < count; i++)
        terms->by_entry[i] = items[i].index;
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    return CEV_OK;
}

int32_t cev__cox_terms_open(cev_ctx *ctx, const cev__spells *spells,
                            const double *z, int n, int is_breslow,
                            cev__cox_terms *out)
{
    int64_t room = spells->lesson.count + 1;
    int32_t status = CEV_OK;
    *out = (cev__cox_terms){.spells = spells, .z = z, .n = n,
                            .is_breslow = is_breslow};
    out->eta = cev__alloc(ctx, room, (int64_t)sizeof *out->eta);
    out->scratch = cev__alloc(ctx, scratch_size(n),
                              (int64_t)sizeof *out->scratch);
    if (out->eta == NULL || out->scratch == NULL)
        status = cev__fail_memory(ctx);
    if (status == CEV_OK && has_late_entries(spells))
        status = order_entries(ctx, out);
    if (status != CEV_OK)
        cev__cox_terms_close(ctx, out);
    return status;
}

/* ---- Walking ------------------------------------------------------------- */

/* Sums of weight × risk, times 1, z and z z'. */
typedef struct risk_sums {
    double one;
    double *z, *square; /* square NULL: not wanted */
} risk_sums;

/* A walk from the last end to the first, group by group; at each time
 * somebody leaves it stops with these. */
typedef struct cox_walk {
    const cev__cox_terms *terms;
    int64_t at;         /* the place before which it stands */
    int64_t next_entry; /* of by_entry */
    int32_t group;
    double time, events;
    risk_sums risk, tied;
} cox_walk;

static void clear_sums(const cox_walk *walk, risk_sums *sums)
{
    size_t n = (size_t)walk->terms->n;
    sums->one = 0.0;
    memset(sums->z, 0, n * sizeof *sums->z);
    if (sums->square != NULL)
        memset(sums->square, 0, n * (n + 1) / 2 * sizeof *sums->square);
}

static void add_risk(const cox_walk *walk, int64_t place, double sign,
                     risk_sums *sums)
{
    const cev__cox_terms *terms = walk->terms;
    int64_t row = terms->spells->lesson.order[place];
    const double *z = terms->z + place * terms->n;
    double risk = sign * terms->spells->lesson.weights[row]
                  * cev__exp(terms->eta[place]);
    sums->one += risk;
    for (int i = 0; i < terms->n; i++)
        sums->z[i] += risk * z[i];
    if (sums->square == NULL)
        return;
    double *square = sums->square;
    for (int i = 0; i < terms->n; i++) {
        double factor = risk * z[i];
        for (int k = 0; k <= i; k++)
            *square++ += factor * z[k];
    }
}

static void begin_walk(const cev__cox_terms *terms, int wants_squares,
                       cox_walk *walk)
{
    int64_t n = terms->n, packed = n * (n + 1) / 2;
    double *at = terms->scratch;
    *walk = (cox_walk){.terms = terms, .group = -1};
    walk->at = terms->spells->lesson.count;
    walk->risk.z = at;
    walk->tied.z = at + n;
    if (wants_squares) {
        walk->risk.square = at + 2 * n;
        walk->tied.square = at + 2 * n + packed;
    }
}

static int32_t group_at(const cox_walk *walk, int64_t place)
{
    const cev__spells *spells = walk->terms->spells;
    return spells->groups[spells->lesson.order[place]];
}

/* Takes those out who had not come by then. */
static void leave_late_out(cox_walk *walk)
{
    const cev__cox_terms *terms = walk->terms;
    const cev__spells *spells = terms->spells;
    while (terms->by_entry != NULL
           && walk->next_entry < spells->lesson.count) {
        int64_t place = terms->by_entry[walk->next_entry];
        int32_t group = group_at(walk, place);
        if (group < walk->group
            || (group == walk->group
                && spells->entries[spells->lesson.order[place]]
                       < walk->time))
            return;
        if (group == walk->group)
            add_risk(walk, place, -1.0, &walk->risk);
        walk->next_entry++;
    }
}

/* On to the next earlier time at which somebody left; 0 at the end. */
static int walk_cox_back(cox_walk *walk)
{
    const cev__spells *spells = walk->terms->spells;
    while (walk->at > 0) {
        int64_t row = spells->lesson.order[walk->at - 1];
        cev__sum events = {0};
        if (spells->groups[row] != walk->group) {
            walk->group = spells->groups[row];
            clear_sums(walk, &walk->risk);
        }
        walk->time = spells->times[row];
        clear_sums(walk, &walk->tied);
        for (; walk->at > 0; walk->at--) {
            row = spells->lesson.order[walk->at - 1];
            if (spells->groups[row] != walk->group
                || spells->times[row] != walk->time)
                break;
            add_risk(walk, walk->at - 1, 1.0, &walk->risk);
            if (spells->lesson.values[row] != 1.0)
                continue;
            cev__sum_add(&events, spells->lesson.weights[row]);
            add_risk(walk, walk->at - 1, 1.0, &walk->tied);
        }
        leave_late_out(walk);
        walk->events = cev__sum_value(&events);
        if (walk->events > 0.0)
            return 1;
    }
    return 0;
}

/* ---- Ties ---------------------------------------------------------------- */

/* Sums over the terms of one time, each with the risk left in it: of logs, of
 * 1 and 1 / events before it over that risk, and of the squares. */
typedef struct tie_sums {
    double logs, one, part, one_one, one_part, part_part;
} tie_sums;

static void add_tie(tie_sums *sums, double weight, double part, double risk)
{
    double term = weight / risk;
    sums->logs += weight * cev__log(risk);
    sums->one += term;
    sums->part += part * term;
    sums->one_one += term / risk;
    sums->one_part += part * term / risk;
    sums->part_part += part * part * term / risk;
}

/* Efron: the k-th of d who leave finds k / d of those gone, so that what is
 * left of their risk besides the others' is 1 - k / d of it. Of very many the
 * first two thirds, counted from where nobody would be left, stand in few
 * terms, then those of the rest, to a last hundred. */
static tie_sums sum_ties(const cox_walk *walk)
{
    tie_sums sums = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
    double d = walk->events, left = d, tied = walk->tied.one;
    double others = fmax(walk->risk.one - tied, 0.0);
    if (walk->terms->is_breslow || d <= 1.0) {
        add_tie(&sums, d, 0.0, walk->risk.one);
        return sums;
    }
    while (left > TIE_TERMS) {
        double away = left + d * (others / tied); /* NaN: all as far off */
        double terms = floor(fmin(2.0 / 3.0 * away, left));
        cev__gram rule;
        cev__gram_of(terms, &rule);
        for (int i = 0; i < CEV__GRAM; i++) {
            double still = (left - rule.place[i]) / d;
            add_tie(&sums, rule.weight[i], 1.0 - still,
                    others + still * tied);
        }
        left -= terms;
    }
    for (double k = 0.0; k < left; k += 1.0) {
        double weight = fmin(1.0, left - k);
        double still = (left - k - 0.5 * (weight - 1.0)) / d;
        add_tie(&sums, weight, 1.0 - still, others + still * tied);
    }
    return sums;
}

/* ---- The likelihood ------------------------------------------------------ */

/* Log hazards of all at the coefficients. The greatest is taken off: nothing
 * of the model depends on where they are counted from. */
static double find_etas(cev__cox_terms *terms, const double *beta)
{
    int64_t count = terms->spells->lesson.count;
    double most = -INFINITY;
    for (int64_t i = 0; i < count; i++) {
        cev__sum eta = {0};
        for (int k = 0; k < terms->n; k++)
            cev__sum_add(&eta, beta[k] * terms->z[i * terms->n + k]);
        terms->eta[i] = cev__sum_value(&eta);
        most = fmax(most, terms->eta[i]);
    }
    for (int64_t i = 0; i < count; i++)
        terms->eta[i] -= most;
    return most;
}

static void add_information(const cox_walk *walk, const tie_sums *ties,
                            double *information)
{
    const risk_sums *risk = &walk->risk, *tied = &walk->tied;
    int64_t at = 0;
    for (int i = 0; i < walk->terms->n; i++)
        for (int k = 0; k <= i; k++, at++)
            information[at] +=
                ties->one * risk->square[at] - ties->part * tied->square[at]
                - ties->one_one * risk->z[i] * risk->z[k]
                + ties->one_part
                      * (risk->z[i] * tied->z[k] + tied->z[i] * risk->z[k])
                - ties->part_part * tied->z[i] * tied->z[k];
}

/* What those who left had, each as he was. */
static double add_leavers(const cev__cox_terms *terms, double *gradient)
{
    const cev__lesson *lesson = &terms->spells->lesson;
    cev__sum value = {0};
    for (int64_t i = 0; i < lesson->count; i++) {
        int64_t row = lesson->order[i];
        if (lesson->values[row] != 1.0)
            continue;
        cev__sum_add(&value, lesson->weights[row] * terms->eta[i]);
        for (int k = 0; gradient != NULL && k < terms->n; k++)
            gradient[k] += lesson->weights[row] * terms->z[i * terms->n + k];
    }
    return cev__sum_value(&value);
}

double cev__cox_likelihood(void *state, const double *beta, double *gradient,
                           double *information)
{
    cev__cox_terms *terms = state;
    size_t n = (size_t)terms->n;
    cox_walk walk;
    cev__sum value = {0};
    find_etas(terms, beta);
    if (gradient != NULL)
        memset(gradient, 0, n * sizeof *gradient);
    if (information != NULL)
        memset(information, 0, n * (n + 1) / 2 * sizeof *information);
    cev__sum_add(&value, add_leavers(terms, gradient));
    begin_walk(terms, information != NULL, &walk);
    while (walk_cox_back(&walk)) {
        const tie_sums ties = sum_ties(&walk);
        cev__sum_add(&value, -ties.logs);
        for (int k = 0; gradient != NULL && k < terms->n; k++)
            gradient[k] -=
                ties.one * walk.risk.z[k] - ties.part * walk.tied.z[k];
        if (information != NULL)
            add_information(&walk, &ties, information);
    }
    return isnan(cev__sum_value(&value)) ? -INFINITY
                                         : cev__sum_value(&value);
}

int32_t cev__cox_terms_own(cev_ctx *ctx, const cev__spells *spells,
                           const double *z, int n, int32_t *is_own)
{
    int64_t packed = (int64_t)n * (n + 1) / 2, room = 2 * n + packed + 1;
    double *numbers = cev__alloc_zero(ctx, room, (int64_t)sizeof *numbers);
    cev__cox_terms terms;
    int32_t status = numbers == NULL
                         ? cev__fail_memory(ctx)
                         : cev__cox_terms_open(ctx, spells, z, n, 1, &terms);
    if (status == CEV_OK) {
        (void)cev__cox_likelihood(&terms, numbers, numbers + n,
                                  numbers + 2 * n);
        cev__cholesky_own(n, numbers + 2 * n, OWN_SHARE, is_own);
        cev__cox_terms_close(ctx, &terms);
    }
    cev__free(ctx, numbers, room, (int64_t)sizeof *numbers);
    return status;
}

/* ---- Jumps --------------------------------------------------------------- */

int64_t cev__cox_jump_count(const cev__cox_terms *terms)
{
    const cev__spells *spells = terms->spells;
    int64_t jumps = 0, last = -1;
    for (int64_t i = 0; i < spells->lesson.count; i++) {
        int64_t row = spells->lesson.order[i];
        if (spells->lesson.values[row] != 1.0)
            continue;
        jumps += last < 0 || spells->groups[last] != spells->groups[row]
                 || spells->times[last] != spells->times[row];
        last = row;
    }
    return jumps;
}

void cev__cox_jumps(cev__cox_terms *terms, const double *beta,
                    cev__cox_jump *jumps, double *means)
{
    int64_t at = cev__cox_jump_count(terms);
    double most = find_etas(terms, beta), unit = cev__exp(-most);
    cox_walk walk;
    begin_walk(terms, 0, &walk);
    while (walk_cox_back(&walk)) {
        const tie_sums ties = sum_ties(&walk);
        cev__cox_jump *jump = &jumps[--at];
        jump->group = walk.group;
        jump->time = walk.time;
        jump->events = walk.events;
        jump->hazard = ties.one * unit;
        jump->spread = ties.one_one * unit * unit;
        for (int k = 0; means != NULL && k < terms->n; k++)
            means[at * terms->n + k] =
                unit * (ties.one_one * walk.risk.z[k]
                        - ties.one_part * walk.tied.z[k]);
    }
}

/* ---- Courses ------------------------------------------------------------- */

/* Adds one time's score, each part twice: as it is and times its course. */
static void add_course_score(const cox_walk *walk, const tie_sums *ties,
                             double course, double *score)
{
    const cev__cox_terms *terms = walk->terms;
    const cev__spells *spells = terms->spells;
    for (int64_t i = walk->at; i < spells->lesson.count; i++) {
        int64_t row = spells->lesson.order[i];
        if (spells->groups[row] != walk->group
            || spells->times[row] != walk->time)
            break;
        if (spells->lesson.values[row] == 1.0)
            for (int k = 0; k < terms->n; k++) {
                double z = spells->lesson.weights[row]
                           * terms->z[i * terms->n + k];
                score[k] += z;
                score[terms->n + k] += course * z;
            }
    }
    for (int k = 0; k < terms->n; k++) {
        double expected =
            ties->one * walk->risk.z[k] - ties->part * walk->tied.z[k];
        score[k] -= expected;
        score[terms->n + k] -= course * expected;
    }
}

/* Adds one time's information to the four quarters. */
static void add_course_information(int n, const double *one, double course,
                                   double *information)
{
    for (int i = 0; i < 2 * n; i++)
        for (int k = 0; k <= i; k++) {
            int row = i % n, column = k % n;
            double times = (i < n ? 1.0 : course) * (k < n ? 1.0 : course);
            *information++ += times
                              * one[row > column ? cev__packed(row, column)
                                                 : cev__packed(column, row)];
        }
}

void cev__cox_course_score(cev__cox_terms *terms, const double *beta,
                           const double *course, double *score,
                           double *information)
{
    size_t n = (size_t)terms->n, packed = n * (2 * n + 1);
    int64_t at = cev__cox_jump_count(terms);
    double *one = information + packed;
    cox_walk walk;
    find_etas(terms, beta);
    memset(score, 0, 2 * n * sizeof *score);
    memset(information, 0, packed * sizeof *information);
    begin_walk(terms, 1, &walk);
    while (walk_cox_back(&walk)) {
        const tie_sums ties = sum_ties(&walk);
        double share = course[--at];
        memset(one, 0, n * (n + 1) / 2 * sizeof *one);
        add_information(&walk, &ties, one);
        add_course_score(&walk, &ties, share, score);
        add_course_information(terms->n, one, share, information);
    }
}
