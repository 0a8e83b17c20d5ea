/* Surveys over time, and when something changed; see cev/surveys.h. */
#include "../core/compiler.h"
#include "cev/surveys.h"

#include <math.h>

#include "../core/calls.h"
#include "../math/p_values.h"
#include "replies.h"

/*
 * Control charts of the distances between each period and all before it, which
 * are nearly independent and standard normal as long as nothing changes
 * (Hawkins 1987, The Statistician 36, 299-315). CUSUM sees lasting changes of
 * a standard error per period soonest, and alone raises a false alarm every 465
 * periods in the mean; EWMA one every 370.
 */
#define CUSUM_SLACK 0.5
#define CUSUM_ALARM 5.0
#define EWMA_SHARE 0.2
#define EWMA_ALARM 2.86

enum { TREND_COLUMNS = 10 };

enum { TREND_TIME, TREND_ANSWERS, TREND_VALUE, TREND_DISTANCE, TREND_P, TREND_P_ADJUSTED,
       TREND_CUSUM, TREND_EWMA, TREND_LOWER, TREND_UPPER };

static const char trend_names[TREND_COLUMNS][12] = {
    "time", "answers", "value", "distance", "p", "p_adjusted",
    "cusum", "ewma", "value_lo", "value_hi"};

typedef struct survey_trend {
    cev__replies answers;
    int64_t rows;       /* groups by periods that have answers */
    double level;       /* of p at which a period counts as changed */
    const char **group; /* names, and then what changed */
    const char **change;
    double *scratch;
    int64_t *start; /* of periods of the calendar, in place of their time */
    double *to[TREND_COLUMNS];
} survey_trend;

/* Whether two answers are of one group and period. */
static int is_one_period(const cev__reply *a, const cev__reply *b)
{
    return a->group == b->group && !(a->time < b->time)
           && !(a->time > b->time);
}

static int64_t count_periods(const cev__replies *answers)
{
    int64_t count = 0;
    for (int64_t i = 0; i < answers->count; i++)
        count += i == 0
                 || !is_one_period(&answers->list[i - 1], &answers->list[i]);
    return count;
}

/* The charts of a group so far. */
typedef struct trend_charts {
    cev__reply_sums before;
    double up, down, ewma, shrink; /* (1 - share)^(2 periods) */
} trend_charts;

static void begin_charts(trend_charts *charts)
{
    *charts = (trend_charts){.shrink = 1.0};
}

/* Takes a distance in. */
static void chart_distance(trend_charts *charts, double z)
{
    if (isnan(z))
        return;
    charts->up = fmax(charts->up + z - CUSUM_SLACK, 0.0);
    charts->down = fmax(charts->down - z - CUSUM_SLACK, 0.0);
    charts->ewma = EWMA_SHARE * z + (1.0 - EWMA_SHARE) * charts->ewma;
    charts->shrink *= (1.0 - EWMA_SHARE) * (1.0 - EWMA_SHARE);
}

/* The larger sum, negative where it is of falls. */
static double chart_cusum(const trend_charts *charts)
{
    return charts->up >= charts->down ? charts->up : -charts->down;
}

/* In standard deviations of what it is without a change. */
static double chart_ewma(const trend_charts *charts)
{
    double variance =
        EWMA_SHARE / (2.0 - EWMA_SHARE) * (1.0 - charts->shrink);
    return variance > 0.0 ? charts->ewma / sqrt(variance) : 0.0;
}

static void write_period_row(survey_trend *t, const cev__reply_sums *sums,
                             trend_charts *charts, double time,
                             double coverage, int64_t row)
{
    double z = cev__replies_distance(&t->answers, sums, &charts->before);
    chart_distance(charts, z);
    if (t->start != NULL)
        t->start[row] = (int64_t)time;
    else
        t->to[TREND_TIME][row] = time;
    t->to[TREND_ANSWERS][row] = cev__replies_count(sums);
    t->to[TREND_VALUE][row] = cev__replies_value(&t->answers, sums);
    t->to[TREND_DISTANCE][row] = z;
    t->to[TREND_P][row] =
        isnan(z) ? NAN : cev__replies_p(&t->answers, sums, &charts->before);
    t->to[TREND_CUSUM][row] = chart_cusum(charts);
    t->to[TREND_EWMA][row] = chart_ewma(charts);
    if (coverage > 0.0)
        cev__replies_interval(&t->answers, sums, coverage,
                              &t->to[TREND_LOWER][row], &t->to[TREND_UPPER][row]);
    charts->before = cev__replies_with(&charts->before, sums);
}

/* After an alarm the charts begin anew, from this period on: a change is told
 * once. */
static const char *alarm_of(trend_charts *charts,
                            const cev__reply_sums *period)
{
    double cusum = chart_cusum(charts), ewma = chart_ewma(charts);
    const char *alarm = NULL;
    if (fabs(cusum) > CUSUM_ALARM)
        alarm = cusum > 0.0 ? "drifted up" : "drifted down";
    else if (fabs(ewma) > EWMA_ALARM)
        alarm = ewma > 0.0 ? "drifted up" : "drifted down";
    if (alarm != NULL) {
        begin_charts(charts);
        charts->before = *period;
    }
    return alarm;
}

static void write_periods(survey_trend *t, double coverage)
{
    const cev__replies *of = &t->answers;
    trend_charts charts;
    int64_t row = 0;
    for (int64_t i = 0, end; i < of->count; i = end, row++) {
        cev__reply_sums sums = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
        if (i == 0 || of->list[i].group != of->list[i - 1].group)
            begin_charts(&charts);
        for (end = i; end < of->count
                      && is_one_period(&of->list[i], &of->list[end]);
             end++)
            cev__replies_add(of, &of->list[end], &sums);
        t->group[row] =
            of->list[i].group < 0
                ? NULL
                : cev__customer_name(&of->groups, of->list[i].group);
        write_period_row(t, &sums, &charts, of->list[i].time, coverage, row);
        t->change[row] = alarm_of(&charts, &sums);
    }
}

/* Single periods that stand out though so many were looked at. */
static void mark_jumps(survey_trend *t)
{
    cev__p_values_adjust(t->rows, t->to[TREND_P], t->to[TREND_P_ADJUSTED],
                         t->scratch);
    for (int64_t row = 0; row < t->rows; row++)
        if (t->to[TREND_P_ADJUSTED][row] <= t->level)
            t->change[row] =
                t->to[TREND_DISTANCE][row] > 0.0 ? "up" : "down";
}

static int32_t trend_table(cev_ctx *ctx, const cev_options *options,
                           survey_trend *t, cev_table **out)
{
    double coverage = cev__options_double(options, CEV__OPT_INTERVAL);
    int has_period = cev__options_has(options, CEV__OPT_PERIOD);
    int columns = coverage > 0.0 ? TREND_COLUMNS : TREND_LOWER;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, t->rows, &table);
    for (int c = 0; status == CEV_OK && c < columns; c++)
        status =
            has_period && c == TREND_TIME
                ? cev__table_add_int64(table, trend_names[c], &t->start)
                : cev__table_add_double(table, trend_names[c], &t->to[c]);
    if (status == CEV_OK) {
        write_periods(t, coverage);
        mark_jumps(t);
        status = cev__table_add_text(table, "group", t->group);
    }
    if (status == CEV_OK)
        status = cev__table_add_text(table, "change", t->change);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

int32_t cev_survey_trend(cev_ctx *ctx, const cev_table *answers,
                         const cev_options *options, cev_table **out)
{
    survey_trend t = {.rows = 0};
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (answers == NULL)
        return cev__fail_null(ctx, "answers");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    int32_t status = cev__options_check(
        ctx, options, CEV__TAKES_SURVEY_TREND, "cev_survey_trend");
    if (status == CEV_OK)
        status = cev__replies_open(ctx, answers, options, 1, &t.answers);
    if (status != CEV_OK)
        return status;
    t.rows = count_periods(&t.answers);
    t.level = cev__options_double(options, CEV__OPT_FALSE_ALARMS);
    t.group = cev__alloc(ctx, 2 * t.rows + 1, (int64_t)sizeof *t.group);
    t.scratch = cev__alloc(ctx, t.rows + 1, (int64_t)sizeof *t.scratch);
    if (t.group == NULL || t.scratch == NULL)
        status = cev__fail_memory(ctx);
    else {
        t.change = t.group + t.rows;
        status = trend_table(ctx, options, &t, out);
    }
    cev__free(ctx, (void *)t.group, 2 * t.rows + 1,
              (int64_t)sizeof *t.group);
    cev__free(ctx, t.scratch, t.rows + 1, (int64_t)sizeof *t.scratch);
    cev__replies_close(ctx, &t.answers);
    return status;
}
