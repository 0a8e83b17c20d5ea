/* Reading answers; see replies.h. */
#include "../core/compiler.h"
#include "cev/portfolio.h"
#include "replies.h"

#include <math.h>
#include <string.h>

#include "../core/weights.h"
#include "../math/radix.h"
#include "../portfolio/calendar.h"
#include "../portfolio/customers.h"

#define ANSWER_MOST 1e100

/* From 9 up who promotes, up to 6 who detracts; of 11 answers. */
#define PROMOTER_FROM 9.0
#define DETRACTOR_TO 6.0
#define NPS_MOST 10.0

static const char measure_names[][8] = {"nps", "csat", "ces", "rate"};

static int measure_of(const cev_options *options)
{
    const char *name = cev__options_str(options, CEV__OPT_MEASURE);
    for (int m = CEV__MEASURE_NPS; m < CEV__MEASURE_RATE; m++)
        if (strcmp(name, measure_names[m]) == 0)
            return m;
    return CEV__MEASURE_RATE;
}

void cev__replies_close(cev_ctx *ctx, cev__replies *answers)
{
    cev__free(ctx, answers->list, answers->room,
              (int64_t)sizeof *answers->list);
    cev__customers_free(ctx, &answers->groups);
    memset(answers, 0, sizeof *answers);
}

/* The names of the groups, sorted. */
static int32_t read_groups(cev_ctx *ctx, const cev_table *table,
                           const char *name, const cev__column **column,
                           cev__customers *groups)
{
    int32_t status = cev__texts_open(ctx, table, name, column);
    for (int64_t row = 0; status == CEV_OK && row < table->rows; row++) {
        const char *text = cev__column_text(*column, row);
        uint32_t found;
        if (text != NULL)
            status = cev__customer_intern(ctx, groups, text, &found);
    }
    return status == CEV_OK ? cev__names_sort(ctx, groups) : status;
}

/* What an answer counts for. */
static double count_of(int measure, double answer, double satisfied_from)
{
    if (measure == CEV__MEASURE_NPS)
        return answer >= PROMOTER_FROM ? 1.0
                                       : answer <= DETRACTOR_TO ? -1.0 : 0.0;
    if (measure == CEV__MEASURE_CSAT)
        return answer >= satisfied_from;
    return answer;
}

static int32_t check_answer(cev_ctx *ctx, int measure, const char *name,
                            int64_t row, double answer)
{
    if (measure == CEV__MEASURE_NPS && !(answer >= 0.0 && answer <= NPS_MOST))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%s[%d] = %g; wanted an answer from 0 to 10, or a "
                         "gap",
                         name, row, answer);
    if (measure == CEV__MEASURE_RATE
        && !(answer >= 0.0 && answer <= ANSWER_MOST))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%s[%d] = %g; wanted a number of events, or a gap",
                         name, row, answer);
    if (!(fabs(answer) <= ANSWER_MOST))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%s[%d] = %g; wanted a number from -1e100 to 1e100, "
                         "or a gap",
                         name, row, answer);
    return CEV_OK;
}

/* Columns of answers, open for reading. */
typedef struct answer_columns {
    const char *name;
    cev__numbers answer, time;
    const cev__column *group;
    const double *weights;
    double satisfied_from;
    int has_time, has_period; /* and times are seconds of periods */
    cev__period period;
} answer_columns;

/* The time that an answer is told by; with periods the beginning of one. */
static int32_t read_time(cev_ctx *ctx, const answer_columns *c, int64_t row,
                         double *time)
{
    *time = c->has_time ? cev__number_at(&c->time, row) : 0.0;
    if (!c->has_period || isnan(*time))
        return CEV_OK;
    if (!(*time >= (double)CEV_TIME_MIN && *time <= (double)CEV_TIME_MAX))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "the time of row %d is %g; wanted %d to %d, seconds "
                         "since 1970",
                         row, *time, CEV_TIME_MIN, CEV_TIME_MAX);
    int64_t number = cev__period_of((int64_t)floor(*time), c->period);
    *time = (double)cev__period_start(number, c->period);
    return CEV_OK;
}

/* Keeps a row, if it has an answer. Values that differ in their sign of 0
 * alone are the same. */
static int32_t take_answer(cev_ctx *ctx, const answer_columns *c, int64_t row,
                           cev__replies *to)
{
    double answer = cev__number_at(&c->answer, row);
    double time;
    if (!(c->weights[row] > 0.0))
        return CEV_OK;
    int32_t status = read_time(ctx, c, row, &time);
    if (status == CEV_OK && (isnan(answer) || isnan(time))) {
        to->unanswered += c->weights[row];
        return CEV_OK;
    }
    if (status == CEV_OK)
        status = check_answer(ctx, to->measure, c->name, row, answer);
    if (status != CEV_OK)
        return status;
    const char *group =
        c->group == NULL ? NULL : cev__column_text(c->group, row);
    int64_t number = -1;
    if (group != NULL) {
        cev__key key = cev__key_of_text(group);
        number = (int64_t)cev__customer_find(&to->groups, &key);
    }
    to->list[to->count++] = (cev__reply){
        number, time + 0.0,
        count_of(to->measure, answer, c->satisfied_from) + 0.0,
        c->weights[row]};
    return CEV_OK;
}

static int32_t take_answers(cev_ctx *ctx, const cev_table *table,
                            const cev_options *options, int has_time,
                            const double *weights, cev__replies *to)
{
    const char *group = cev__options_str(options, CEV__OPT_STRATA);
    answer_columns c = {.weights = weights, .has_time = has_time};
    c.name = cev__options_has(options, CEV__OPT_TARGET)
                 ? cev__options_str(options, CEV__OPT_TARGET)
                 : "answer";
    c.satisfied_from = cev__options_double(options, CEV__OPT_SATISFIED_FROM);
    c.has_period = has_time && cev__options_has(options, CEV__OPT_PERIOD);
    c.period = cev__period_named(cev__options_str(options, CEV__OPT_PERIOD));
    int32_t status = cev__table_numbers(ctx, table, c.name, &c.answer);
    if (status == CEV_OK && has_time)
        status = cev__table_numbers(
            ctx, table, cev__options_str(options, CEV__OPT_TIME), &c.time);
    if (status == CEV_OK && group[0] != '\0')
        status = read_groups(ctx, table, group, &c.group, &to->groups);
    for (int64_t row = 0; status == CEV_OK && row < table->rows; row++)
        status = take_answer(ctx, &c, row, to);
    return status;
}

/* The number of an answer that the sort goes by in this round. */
static double answer_key(const cev__reply *answer, int round)
{
    const double keys[4] = {answer->weight, answer->value, answer->time,
                            (double)answer->group};
    return keys[round];
}

/* Puts answers in order, by group, time and all else, so that sums do not
 * depend on the order of the rows. */
static int32_t order_answers(cev_ctx *ctx, cev__replies *answers)
{
    int64_t n = answers->count, room = 2 * n + 1;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    cev__reply *sorted =
        cev__alloc(ctx, answers->room, (int64_t)sizeof *sorted);
    if (items == NULL || sorted == NULL) {
        cev__free(ctx, items, room, (int64_t)sizeof *items);
        cev__free(ctx, sorted, answers->room, (int64_t)sizeof *sorted);
        return cev__fail_memory(ctx);
    }
    for (int64_t i = 0; i < n; i++)
        items[i].index = i;
    for (int round = 0; round < 4; round++) {
        for (int64_t i = 0; i < n; i++)
            items[i].key = cev__keyed_double(
                answer_key(&answers->list[items[i].index], round));
        cev__keyed_sort(items, items + n, n);
    }
    for (int64_t i = 0; i < n; i++)
        sorted[i] = answers->list[items[i].index];
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    cev__free(ctx, answers->list, answers->room,
              (int64_t)sizeof *answers->list);
    answers->list = sorted;
    return CEV_OK;
}

int32_t cev__replies_open(cev_ctx *ctx, const cev_table *table,
                          const cev_options *options, int has_time,
                          cev__replies *out)
{
    int64_t room = table->rows + 1;
    cev__replies answers;
    double *weights = cev__alloc(ctx, room, (int64_t)sizeof *weights);
    memset(&answers, 0, sizeof answers);
    answers.measure = measure_of(options);
    answers.factor = answers.measure <= CEV__MEASURE_CSAT ? 100.0 : 1.0;
    answers.room = room;
    answers.list = cev__alloc(ctx, room, (int64_t)sizeof *answers.list);
    int32_t status = weights == NULL || answers.list == NULL
                         ? cev__fail_memory(ctx)
                         : cev__weights_read(ctx, table, weights);
    if (status == CEV_OK)
        status = take_answers(ctx, table, options, has_time, weights,
                              &answers);
    if (status == CEV_OK)
        status = order_answers(ctx, &answers);
    cev__free(ctx, weights, room, (int64_t)sizeof *weights);
    if (status == CEV_OK)
        *out = answers;
    else
        cev__replies_close(ctx, &answers);
    return status;
}
