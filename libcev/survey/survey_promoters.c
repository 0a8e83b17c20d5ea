/* Who would recommend the shop, and is leaving it; see cev/surveys.h. */
#include "../core/compiler.h"
#include "cev/surveys.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../core/options.h"
#include "../math/interval.h"
#include "../math/sum.h"
#include "../math/wilson.h"
#include "../portfolio/who.h"

/* Answers from here up promote, and up to here detract. */
#define PROMOTES_FROM 9.0
#define DETRACTS_TO 6.0

enum {
    PROMOTER,
    PASSIVE,
    DETRACTOR,
    SILENT, /* never answered */
    ATTITUDES
};

static const char *const attitude_names[ATTITUDES] = {
    "promoter", "passive", "detractor", "silent"};

static const char standing_names[ATTITUDES][2][20] = {
    {"promoter", "promoter at risk"},
    {"passive", "passive at risk"},
    {"detractor", "detractor at risk"},
    {"silent", "silent at risk"}};

/* The last word of one who answered: of answers of equal time the mean. */
typedef struct last_word {
    double time;
    int64_t count;
    cev__sum sum;
} last_word;

typedef struct promoter_work {
    cev_ctx *ctx;
    const cev_table *answers, *customers;
    double threshold;
    cev__customers people; /* who answered */
    last_word *words;      /* of each of them */
    int64_t room;          /* for as many */
    const cev__column *who;
    cev__numbers p_alive, worth;
    int has_worth;
} promoter_work;

/* ---- Answers ------------------------------------------------------------- */

static void take_word(last_word *word, double time, double answer)
{
    if (word->count > 0 && time < word->time)
        return;
    if (word->count == 0 || time > word->time)
        *word = (last_word){time, 0, {0, 0}};
    word->count++;
    cev__sum_add(&word->sum, answer);
}

/* One row of answers, unless there is no answer in it, or no time. */
static int32_t read_word(promoter_work *w, const cev__column *who,
                         const char *name, int64_t row, double answer,
                         double time)
{
    cev__key key;
    int32_t status = cev__who_at(w->ctx, who, row, &key);
    if (status != CEV_OK || isnan(answer) || isnan(time))
        return status;
    if (!(answer >= 0.0 && answer <= 10.0))
        return cev__fail(w->ctx, CEV_ERR_DOMAIN,
                         "%s[%d] = %g; wanted an answer from 0 to 10", name,
                         row, answer);
    uint32_t found = cev__customer_find(&w->people, &key);
    if (found == CEV__NONE) {
        status = cev__customers_reserve(w->ctx, &w->people, &key);
        if (status != CEV_OK)
            return status;
        found = cev__customer_add(&w->people, &key);
    }
    take_word(&w->words[found], time, answer);
    return CEV_OK;
}

static int32_t read_words(promoter_work *w, const cev_options *options)
{
    const char *name = cev__options_has(options, CEV__OPT_TARGET)
                           ? cev__options_str(options, CEV__OPT_TARGET)
                           : "answer";
    const char *when = cev__options_str(options, CEV__OPT_TIME);
    int has_time = cev__table_find(w->answers, when) != NULL;
    const cev__column *who = NULL;
    cev__numbers answer, time = {0};
    w->words =
        cev__alloc_zero(w->ctx, w->room, (int64_t)sizeof *w->words);
    int32_t status = w->words == NULL
                         ? cev__fail_memory(w->ctx)
                         : cev__who_open(w->ctx, w->answers, &who);
    if (status == CEV_OK && who->type != w->who->type)
        status = cev__fail(w->ctx, CEV_ERR_COLUMN,
                           "customers are numbers in one table and text in "
                           "the other");
    if (status == CEV_OK)
        status = cev__table_numbers(w->ctx, w->answers, name, &answer);
    if (status == CEV_OK && has_time)
        status = cev__table_numbers(w->ctx, w->answers, when, &time);
    for (int64_t row = 0; status == CEV_OK && row < w->answers->rows; row++)
        status = read_word(w, who, name, row, cev__number_at(&answer, row),
                           has_time ? cev__number_at(&time, row) : 0.0);
    return status;
}

/* ---- Customers ----------------------------------------------------------- */

typedef struct promoter_row {
    double answer;
    int attitude, is_at_risk;
} promoter_row;

/* What one attitude comes to. */
typedef struct attitude_sums {
    int64_t customers, at_risk;
    cev__sum worth, worth_at_risk;
} attitude_sums;

static int32_t read_person(const promoter_work *w, int64_t row,
                           promoter_row *to)
{
    cev__key key;
    int32_t status = cev__who_at(w->ctx, w->who, row, &key);
    double p_alive = cev__number_at(&w->p_alive, row);
    if (status == CEV_OK && !(p_alive >= 0.0 && p_alive <= 1.0)
        && !isnan(p_alive))
        status = cev__fail(w->ctx, CEV_ERR_DOMAIN,
                           "p_alive[%d] = %g; wanted 0 to 1, or a gap", row,
                           p_alive);
    if (status != CEV_OK)
        return status;
    uint32_t found = cev__customer_find(&w->people, &key);
    *to = (promoter_row){NAN, SILENT, p_alive < w->threshold};
    if (found == CEV__NONE)
        return CEV_OK;
    const last_word *word = &w->words[found];
    to->answer = cev__sum_value(&word->sum) / (double)word->count;
    to->attitude = to->answer >= PROMOTES_FROM  ? PROMOTER
                   : to->answer > DETRACTS_TO ? PASSIVE
                                              : DETRACTOR;
    return CEV_OK;
}

static void sum_person(const promoter_work *w, int64_t row,
                       const promoter_row *person, attitude_sums *sums)
{
    double worth = w->has_worth ? cev__number_at(&w->worth, row) : NAN;
    sums->customers++;
    sums->at_risk += person->is_at_risk;
    if (isnan(worth))
        return;
    cev__sum_add(&sums->worth, worth);
    if (person->is_at_risk)
        cev__sum_add(&sums->worth_at_risk, worth);
}

/* The rows of customers, as they come. */
static int32_t person_table(const promoter_work *w, const promoter_row *people,
                            cev_table **out)
{
    int64_t n = w->customers->rows, *at_risk = NULL;
    double *answer = NULL;
    cev_table *table = NULL;
    const char **texts = cev__alloc(w->ctx, n + 1, (int64_t)sizeof *texts);
    int32_t status = texts == NULL ? cev__fail_memory(w->ctx)
                                   : cev_table_new(w->ctx, n, &table);
    if (status == CEV_OK)
        status = cev__table_add_copy(table, "customer", w->customers);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "answer", &answer);
    for (int64_t i = 0; status == CEV_OK && i < n; i++) {
        answer[i] = people[i].answer;
        texts[i] = standing_names[people[i].attitude][people[i].is_at_risk];
    }
    if (status == CEV_OK)
        status = cev__table_add_copy(table, "p_alive", w->customers);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "at_risk", &at_risk);
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        at_risk[i] = people[i].is_at_risk;
    if (status == CEV_OK)
        status = cev__table_add_text(table, "standing", texts);
    cev__free(w->ctx, texts, n + 1, (int64_t)sizeof *texts);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

static int32_t attitude_table(const promoter_work *w, double coverage,
                              const attitude_sums *sums, cev_table **out)
{
    int64_t *customers = NULL, *at_risk = NULL;
    double *share[3], *worth = NULL, *worth_at_risk = NULL, rate[3];
    cev_table *table = NULL;
    int32_t status = cev_table_new(w->ctx, ATTITUDES, &table);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "attitude", attitude_names);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "customers", &customers);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "at_risk", &at_risk);
    if (status == CEV_OK)
        status = cev__table_add_limited(table, "at_risk_share", share);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "value", &worth);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "value_at_risk",
                                       &worth_at_risk);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int i = 0; i < ATTITUDES; i++) {
        customers[i] = sums[i].customers;
        at_risk[i] = sums[i].at_risk;
        cev__wilson_share((double)at_risk[i], (double)customers[i],
                          cev__interval_z(coverage), rate);
        for (int side = 0; side < 3; side++)
            share[side][i] = rate[side];
        worth[i] = w->has_worth ? cev__sum_value(&sums[i].worth) : NAN;
        worth_at_risk[i] =
            w->has_worth ? cev__sum_value(&sums[i].worth_at_risk) : NAN;
    }
    *out = table;
    return CEV_OK;
}

static int32_t find_promoters(promoter_work *w, const cev_options *options,
                              cev_table **out, cev_table **attitudes)
{
    attitude_sums sums[ATTITUDES] = {{0}};
    const char *worth = cev__options_str(options, CEV__OPT_COLUMN);
    int64_t n = w->customers->rows;
    cev_table *table = NULL;
    promoter_row *people = cev__alloc(w->ctx, n + 1, (int64_t)sizeof *people);
    int32_t status = people == NULL
                         ? cev__fail_memory(w->ctx)
                         : cev__who_open(w->ctx, w->customers, &w->who);
    if (status == CEV_OK)
        status =
            cev__table_numbers(w->ctx, w->customers, "p_alive", &w->p_alive);
    w->has_worth = cev__table_find(w->customers, worth) != NULL;
    if (status == CEV_OK && w->has_worth)
        status = cev__table_numbers(w->ctx, w->customers, worth, &w->worth);
    if (status == CEV_OK)
        status = read_words(w, options);
    for (int64_t row = 0; status == CEV_OK && row < n; row++) {
        status = read_person(w, row, &people[row]);
        if (status == CEV_OK)
            sum_person(w, row, &people[row], &sums[people[row].attitude]);
    }
    if (status == CEV_OK)
        status = person_table(w, people, &table);
    if (status == CEV_OK && attitudes != NULL)
        status = attitude_table(
            w, cev__options_double(options, CEV__OPT_INTERVAL), sums,
            attitudes);
    cev__free(w->ctx, people, n + 1, (int64_t)sizeof *people);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

int32_t cev_survey_promoters(cev_ctx *ctx, const cev_table *answers,
                             const cev_table *customers,
                             const cev_options *options, cev_table **out,
                             cev_table **attitudes)
{
    promoter_work w;
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (answers == NULL || customers == NULL || out == NULL)
        return cev__fail_null(ctx, answers == NULL     ? "answers"
                                   : customers == NULL ? "customers"
                                                       : "out");
    int32_t status =
        cev__options_check(ctx, options, CEV__TAKES_SURVEY_PROMOTERS,
                           "cev_survey_promoters");
    if (status != CEV_OK)
        return status;
    memset(&w, 0, sizeof w);
    w.ctx = ctx;
    w.answers = answers;
    w.customers = customers;
    w.room = answers->rows + 1;
    w.threshold = cev__options_double(options, CEV__OPT_THRESHOLD);
    status = find_promoters(&w, options, out, attitudes);
    cev__customers_free(ctx, &w.people);
    cev__free(ctx, w.words, w.room, (int64_t)sizeof *w.words);
    return status;
}
