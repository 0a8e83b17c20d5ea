/* Scores of surveys, of all and by group; see cev/surveys.h. */
#include "../core/compiler.h"
#include "cev/surveys.h"

#include <math.h>

#include "../core/calls.h"
#include "../math/normal.h"
#include "../math/p_values.h"
#include "../math/shrink_pool.h"
#include "replies.h"

enum { SCORE_COLUMNS = 11 };

/* Sums of each group, after those of all, and what is told of them. */
typedef struct survey_scores {
    cev__replies answers;
    int64_t rows; /* all, and the groups */
    cev__reply_sums *sums;
    double *scratch; /* values, errors, means, deviations of the groups */
    double *to[SCORE_COLUMNS];
} survey_scores;

enum { SURVEY_ANSWERS, SURVEY_VALUE, SURVEY_SHRUNK, SURVEY_POSITIVE, SURVEY_NEGATIVE, SURVEY_P,
       SURVEY_P_ADJUSTED, SURVEY_LOWER, SURVEY_UPPER, SURVEY_SHRUNK_LO, SURVEY_SHRUNK_HI };

static const char score_names[SCORE_COLUMNS][12] = {
    "answers", "value",  "shrunk",     "positive",  "negative", "p",
    "p_adjusted", "value_lo", "value_hi", "shrunk_lo", "shrunk_hi"};

static void sum_groups(survey_scores *s)
{
    for (int64_t i = 0; i < s->answers.count; i++) {
        const cev__reply *answer = &s->answers.list[i];
        cev__replies_add(&s->answers, answer, &s->sums[0]);
        if (answer->group >= 0)
            cev__replies_add(&s->answers, answer,
                             &s->sums[1 + answer->group]);
    }
}

/* A group's centre and standard error for the pool: with the variance of a
 * single answer from all of them, for a group of a few may show none. */
static int pool_row(const survey_scores *s, const cev__reply_sums *sums,
                    double *value, double *error)
{
    double n = cev__replies_count(sums);
    double variance = cev__replies_variance(&s->answers, &s->sums[0]);
    if (!(n > 0.0 && variance > 0.0))
        return 0;
    *value = cev__replies_value(&s->answers, sums);
    *error = s->answers.factor * sqrt(variance / n);
    return 1;
}

/* The normal distribution knows no ends. */
static double within_scale(const cev__replies *of, double value)
{
    if (of->measure == CEV__MEASURE_CES)
        return value;
    value = fmax(value, of->measure == CEV__MEASURE_NPS ? -100.0 : 0.0);
    return of->measure == CEV__MEASURE_RATE ? value : fmin(value, 100.0);
}

/* Draws groups to what they have in common, as far as each has not told
 * otherwise. */
static void shrink_groups(survey_scores *s, double coverage)
{
    double *values = s->scratch, *errors = values + s->rows;
    double *means = errors + s->rows, *deviations = means + s->rows;
    double z = coverage > 0.0 ? cev__normal_quantile(0.5 + coverage / 2) : 0.0;
    int64_t n = 0, at = 0;
    for (int64_t g = 1; g < s->rows; g++)
        n += pool_row(s, &s->sums[g], &values[n], &errors[n]);
    cev__shrink_pool(n, values, errors, means, deviations);
    for (int64_t g = 0; g < s->rows; g++) {
        double value, error;
        int is_group = g > 0 && pool_row(s, &s->sums[g], &value, &error);
        double reach = is_group ? z * deviations[at] : 0.0;
        s->to[SURVEY_SHRUNK][g] =
            is_group ? within_scale(&s->answers, means[at])
                     : s->to[SURVEY_VALUE][g];
        if (coverage > 0.0 && !is_group) {
            s->to[SURVEY_SHRUNK_LO][g] = s->to[SURVEY_LOWER][g];
            s->to[SURVEY_SHRUNK_HI][g] = s->to[SURVEY_UPPER][g];
        } else if (coverage > 0.0) {
            s->to[SURVEY_SHRUNK_LO][g] =
                within_scale(&s->answers, means[at] - reach);
            s->to[SURVEY_SHRUNK_HI][g] =
                within_scale(&s->answers, means[at] + reach);
        }
        at += is_group;
    }
}

/* Each group against the rest. */
static void test_groups(survey_scores *s)
{
    s->to[SURVEY_P][0] = NAN;
    for (int64_t g = 1; g < s->rows; g++) {
        cev__reply_sums rest =
            cev__replies_without(&s->sums[0], &s->sums[g]);
        s->to[SURVEY_P][g] = cev__replies_p(&s->answers, &s->sums[g], &rest);
    }
    cev__p_values_adjust(s->rows, s->to[SURVEY_P], s->to[SURVEY_P_ADJUSTED],
                         s->scratch);
}

/* Shares of those who are content and of those who are not. */
static void write_shares(survey_scores *s, int64_t g)
{
    double n = cev__replies_count(&s->sums[g]);
    double net = cev__sum_value(&s->sums[g].sum) / n;
    double extreme = cev__sum_value(&s->sums[g].squares) / n;
    int measure = s->answers.measure;
    s->to[SURVEY_POSITIVE][g] = s->to[SURVEY_NEGATIVE][g] = NAN;
    if (!(n > 0.0) || measure > CEV__MEASURE_CSAT)
        return;
    s->to[SURVEY_POSITIVE][g] = 0.5 * (extreme + net);
    s->to[SURVEY_NEGATIVE][g] =
        measure == CEV__MEASURE_NPS ? 0.5 * (extreme - net) : 1.0 - net;
}

static void write_scores(survey_scores *s, double coverage)
{
    for (int64_t g = 0; g < s->rows; g++) {
        s->to[SURVEY_ANSWERS][g] = cev__replies_count(&s->sums[g]);
        s->to[SURVEY_VALUE][g] = cev__replies_value(&s->answers, &s->sums[g]);
        write_shares(s, g);
        if (coverage > 0.0)
            cev__replies_interval(&s->answers, &s->sums[g], coverage,
                                  &s->to[SURVEY_LOWER][g], &s->to[SURVEY_UPPER][g]);
    }
    shrink_groups(s, coverage);
    test_groups(s);
}

/* The groups' names, after a gap that stands for all. */
static int32_t add_group_names(cev_ctx *ctx, const survey_scores *s,
                               cev_table *table)
{
    const char **names = cev__alloc(ctx, s->rows, (int64_t)sizeof *names);
    if (names == NULL)
        return cev__fail_memory(ctx);
    names[0] = NULL;
    for (int64_t g = 1; g < s->rows; g++)
        names[g] = cev__customer_name(&s->answers.groups, g - 1);
    int32_t status = cev__table_add_text(table, "group", names);
    cev__free(ctx, (void *)names, s->rows, (int64_t)sizeof *names);
    return status;
}

static int32_t scores_table(cev_ctx *ctx, survey_scores *s, double coverage,
                            cev_table **out)
{
    int columns = coverage > 0.0 ? SURVEY_SHRUNK_HI + 1 : SURVEY_P_ADJUSTED + 1;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, s->rows, &table);
    if (status == CEV_OK)
        status = add_group_names(ctx, s, table);
    for (int c = 0; status == CEV_OK && c < columns; c++)
        status = cev__table_add_double(table, score_names[c], &s->to[c]);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    sum_groups(s);
    write_scores(s, coverage);
    *out = table;
    return CEV_OK;
}

int32_t cev_survey_scores(cev_ctx *ctx, const cev_table *answers,
                          const cev_options *options, cev_table **out)
{
    survey_scores s = {.rows = 0};
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (answers == NULL)
        return cev__fail_null(ctx, "answers");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    int32_t status = cev__options_check(
        ctx, options, CEV__TAKES_SURVEY_SCORES, "cev_survey_scores");
    if (status == CEV_OK)
        status = cev__replies_open(ctx, answers, options, 0, &s.answers);
    if (status != CEV_OK)
        return status;
    s.rows = s.answers.groups.count + 1;
    s.sums = cev__alloc_zero(ctx, s.rows, (int64_t)sizeof *s.sums);
    s.scratch = cev__alloc(ctx, 4 * s.rows, (int64_t)sizeof *s.scratch);
    status = s.sums == NULL || s.scratch == NULL
                 ? cev__fail_memory(ctx)
                 : scores_table(ctx, &s,
                                cev__options_double(options,
                                                    CEV__OPT_INTERVAL),
                                out);
    cev__free(ctx, s.sums, s.rows, (int64_t)sizeof *s.sums);
    cev__free(ctx, s.scratch, 4 * s.rows, (int64_t)sizeof *s.scratch);
    cev__replies_close(ctx, &s.answers);
    return status;
}
