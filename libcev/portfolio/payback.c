/*
 * What it cost to win each cohort, and when its customers have paid that back.
 *
 * Rows of both tables are sorted by cohort and segment, those of costs before
 * those of the cohort.
 */
#include "../core/compiler.h"
#include "cev/portfolio.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../core/options.h"
#include "../core/table.h"
#include "../math/garwood.h"
#include "../math/radix.h"
#include "../math/sum.h"
#include "calendar.h"
#include "names.h"

#define NO_AGE INT64_MIN
#define PAYBACK_COUNT_MOST 1e15
#define LEAST_SECOND ((double)CEV_TIME_MIN)
#define MOST_SECOND ((double)CEV_TIME_MAX)

/* Room in a key for the number of a segment. */
enum { PAYBACK_PARTS = 1024 };

/* What was read of one cohort and segment. */
typedef struct payback_row {
    int64_t cohort; /* number of the period */
    int32_t part;   /* -1: no segments */
    int has_cost;
    cev__sum cost;
    int64_t customers, ages;
    double clv[3];      /* at the last age */
    double expected[3]; /* of a customer, after it */
    int64_t reached[3]; /* first age at which each of these was the cost; or
                           NO_AGE */
} payback_row;

/* Columns of the cohorts, and those that may be among them. */
enum { ROW_COHORT, ROW_AGE, ROW_CUSTOMERS, ROW_CLV, ROW_LO, ROW_HI, ROW_PARTS };
enum { ROW_EXPECTED = ROW_PARTS, ROW_ALL = ROW_PARTS + 3 };

static const char payback_names[ROW_ALL][20] = {
    "cohort", "age", "customers", "cumulative_clv", "cumulative_clv_lo",
    "cumulative_clv_hi", "expected", "expected_lo", "expected_hi"};

typedef struct payback_work {
    cev_ctx *ctx;
    const cev_table *cohorts, *costs;
    cev__period period;
    double coverage;
    cev__numbers columns[ROW_ALL];
    int has[ROW_ALL]; /* these columns */
    cev__numbers when, cost;
    const cev__column *segments[2]; /* of cohorts and of costs, or NULL */
    cev__customers names;
    cev__keyed *order, *spare;
    int64_t count; /* of rows of both tables */
    payback_row *rows;
    int64_t paid; /* of these */
} payback_work;

/* ---- Reading ------------------------------------------------------------- */

static int32_t open_payback_parts(payback_work *w)
{
    const cev_table *tables[2] = {w->cohorts, w->costs};
    uint32_t found;
    if (cev__table_find(w->cohorts, "segment") == NULL
        && cev__table_find(w->costs, "segment") == NULL)
        return CEV_OK;
    for (int i = 0; i < 2; i++) {
        int32_t status = cev__texts_open(w->ctx, tables[i], "segment",
                                         &w->segments[i]);
        for (int64_t row = 0; status == CEV_OK && row < tables[i]->rows;
             row++) {
            const char *text = cev__column_text(w->segments[i], row);
            if (text != NULL)
                status =
                    cev__customer_intern(w->ctx, &w->names, text, &found);
        }
        if (status != CEV_OK)
            return status;
    }
    if (w->names.count >= PAYBACK_PARTS - 1)
        return cev__fail(w->ctx, CEV_ERR_LIMIT,
                         "there are %d segments; wanted at most %i",
                         w->names.count, (int32_t)PAYBACK_PARTS - 2);
    return cev__names_sort(w->ctx, &w->names);
}

static int32_t open_payback(payback_work *w)
{
    int32_t status = CEV_OK;
    for (int c = 0; status == CEV_OK && c < ROW_ALL; c++) {
        w->has[c] = c < ROW_PARTS
                    || cev__table_find(w->cohorts, payback_names[c]) != NULL;
        if (w->has[c])
            status = cev__table_numbers(w->ctx, w->cohorts, payback_names[c],
                                        &w->columns[c]);
    }
    if (status == CEV_OK)
        status = cev__table_numbers(w->ctx, w->costs, "period", &w->when);
    if (status == CEV_OK)
        status = cev__table_numbers(w->ctx, w->costs, "cost", &w->cost);
    return status == CEV_OK ? open_payback_parts(w) : status;
}

/* The period of a second; a cohort's must be the beginning of one. */
static int32_t read_period(const payback_work *w, const char *column,
                           int64_t row, double second, int is_start,
                           int64_t *period)
{
    if (!(second >= LEAST_SECOND && second <= MOST_SECOND))
        return cev__fail(w->ctx, CEV_ERR_DOMAIN,
                         "%s[%d] = %g; wanted %d to %d, seconds since 1970",
                         column, row, second, CEV_TIME_MIN, CEV_TIME_MAX);
    *period = cev__period_of((int64_t)second, w->period);
    if (is_start && cev__period_start(*period, w->period) != (int64_t)second)
        return cev__fail(w->ctx, CEV_ERR_DOMAIN,
                         "%s[%d] = %g is not the beginning of a period; "
                         "wanted the option \"period\" as the cohorts have it",
                         column, row, second);
    return CEV_OK;
}

/* The number of a row's segment; behind all others: none, or a gap. */
static uint64_t payback_part(const payback_work *w, int which, int64_t row)
{
    const char *text = w->segments[which] == NULL
                           ? NULL
                           : cev__column_text(w->segments[which], row);
    if (text == NULL)
        return (uint64_t)w->names.count;
    cev__key key = cev__key_of_text(text);
    return cev__customer_find(&w->names, &key);
}

/* How old a cohort is and how many customers it has are counts. */
static int32_t check_counts(const payback_work *w, int64_t row)
{
    for (int c = ROW_AGE; c <= ROW_CUSTOMERS; c++) {
        double count = cev__number_at(&w->columns[c], row);
        if (!(count >= 0.0 && count <= PAYBACK_COUNT_MOST
              && floor(count) >= count))
            return cev__fail(w->ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a whole number from 0 to %g",
                             payback_names[c], row, count,
                             PAYBACK_COUNT_MOST);
    }
    return CEV_OK;
}

/* Keys of all rows; indices of the cohorts' begin behind those of costs. */
static int32_t list_payback(payback_work *w)
{
    int64_t earliest = cev__period_of(CEV_TIME_MIN, w->period);
    for (int64_t i = 0; i < w->count; i++) {
        int is_cohort = i >= w->costs->rows;
        int64_t row = is_cohort ? i - w->costs->rows : i, period = 0;
        double second = cev__number_at(
            is_cohort ? &w->columns[ROW_COHORT] : &w->when, row);
        int32_t status =
            read_period(w, is_cohort ? "cohort" : "period", row, second,
                        is_cohort, &period);
        if (status == CEV_OK && is_cohort)
            status = check_counts(w, row);
        double cost = is_cohort ? 0.0 : cev__number_at(&w->cost, row);
        if (status == CEV_OK && !(cost >= 0.0 && cost <= CEV_AMOUNT_MAX))
            status = cev__fail(w->ctx, CEV_ERR_DOMAIN,
                               "cost[%d] = %g; wanted 0 to %g", row, cost,
                               CEV_AMOUNT_MAX);
        if (status != CEV_OK)
            return status;
        w->order[i].key = (uint64_t)(period - earliest) * PAYBACK_PARTS
                          + payback_part(w, !is_cohort, row);
        w->order[i].index = i;
    }
    cev__keyed_sort(w->order, w->spare, w->count);
    return CEV_OK;
}

/* ---- Cohort by cohort ---------------------------------------------------- */

/* One age: at the last one it tells the value so far; earlier ones whether
 * value and limits had come up to the cost. */
static void read_age(const payback_work *w, int64_t row, payback_row *to)
{
    int64_t age =
        (int64_t)cev__number_at(&w->columns[ROW_AGE], row);
    double n = cev__number_at(&w->columns[ROW_CUSTOMERS], row);
    double clv[3];
    for (int side = 0; side < 3; side++) {
        clv[side] = cev__number_at(&w->columns[ROW_CLV + side], row);
        if (to->has_cost && clv[side] * n >= cev__sum_value(&to->cost)
            && (to->reached[side] == NO_AGE || age < to->reached[side]))
            to->reached[side] = age;
    }
    if (age < to->ages)
        return;
    to->ages = age;
    to->customers = (int64_t)n;
    memcpy(to->clv, clv, sizeof clv);
    for (int side = 0; side < 3; side++)
        to->expected[side] =
            w->has[ROW_EXPECTED + side]
                ? cev__number_at(&w->columns[ROW_EXPECTED + side], row)
                : NAN;
}

/* All rows of one key, from `at` on; gives the first of the next. */
static int64_t read_cohort(const payback_work *w, int64_t at, payback_row *to)
{
    int64_t earliest = cev__period_of(CEV_TIME_MIN, w->period);
    uint64_t key = w->order[at].key;
    memset(to, 0, sizeof *to);
    to->cohort = (int64_t)(key / PAYBACK_PARTS) + earliest;
    to->part = (int32_t)(key % PAYBACK_PARTS);
    if (to->part == w->names.count)
        to->part = -1;
    for (int side = 0; side < 3; side++) {
        to->reached[side] = NO_AGE;
        to->clv[side] = NAN;
        to->expected[side] = NAN;
    }
    for (; at < w->count && w->order[at].key == key; at++) {
        int64_t index = w->order[at].index;
        if (index >= w->costs->rows) {
            read_age(w, index - w->costs->rows, to);
            continue;
        }
        to->has_cost = 1;
        cev__sum_add(&to->cost, cev__number_at(&w->cost, index));
    }
    return at;
}

/* Whether all cohorts last to the end of the same period, as those of one shop
 * do, if these are their periods. */
static int end_together(const payback_work *w, cev__period period)
{
    int64_t end = INT64_MIN;
    for (int64_t i = 0; i < w->paid; i++) {
        const payback_row *row = &w->rows[i];
        int64_t start = cev__period_start(row->cohort, w->period);
        int64_t number = cev__period_of(start, period);
        if (row->customers == 0)
            continue;
        if (cev__period_start(number, period) != start
            || (end != INT64_MIN && number + row->ages != end))
            return 0;
        end = number + row->ages;
    }
    return 1;
}

/* Quarters begin as months do, too: their ages tell them apart. */
static int32_t check_payback_period(const payback_work *w)
{
    if (end_together(w, w->period))
        return CEV_OK;
    for (cev__period p = CEV__DAY; p <= CEV__YEAR; p++)
        if (end_together(w, p))
            return cev__fail(w->ctx, CEV_ERR_OPTION,
                             "option period = \"%s\"; wanted \"%s\", which the "
                             "cohorts are of by their ages",
                             cev__period_name(w->period),
                             cev__period_name(p));
    return CEV_OK;
}

/* The cost of a customer; its limits are those of how many as much may win. */
static void measure_cac(const payback_row *row, double coverage, double *cac)
{
    double n = (double)row->customers, cost = cev__sum_value(&row->cost);
    double least, most;
    cac[0] = cac[1] = cac[2] = NAN;
    if (!row->has_cost)
        return;
    cev__garwood_limits(n, coverage, &least, &most);
    cac[1] = cost / most;
    if (n > 0.0) {
        cac[0] = cost / n;
        cac[2] = cost / least;
    }
}

static const char *judge_payback(const payback_row *row)
{
    if (row->customers == 0)
        return "nobody was won";
    if (!row->has_cost)
        return "no cost is known";
    if (row->reached[1] != NO_AGE)
        return "paid back";
    if (row->reached[0] != NO_AGE)
        return isnan(row->clv[1]) ? "paid back" : "paid back, as it seems";
    if (row->reached[2] != NO_AGE)
        return "not paid back, as it seems";
    double all = (row->clv[0] + row->expected[0]) * (double)row->customers;
    return all >= cev__sum_value(&row->cost)
               ? "not paid back, but expected to be"
               : "not paid back";
}

/* ---- The table ----------------------------------------------------------- */

typedef struct payback_columns {
    int64_t *cohort, *customers, *ages, *age, *age_lo, *age_hi, *payback;
    double *cost, *cac[3], *clv[3], *ratio[3];
    double *cltv[3], *all_ratio[3]; /* where something is expected */
} payback_columns;

static void write_payback(const payback_work *w, int64_t i,
                          const payback_columns *to)
{
    const payback_row *row = &w->rows[i];
    double cac[3];
    measure_cac(row, w->coverage, cac);
    to->cohort[i] = cev__period_start(row->cohort, w->period);
    to->customers[i] = row->customers;
    to->ages[i] = row->customers > 0 ? row->ages : INT64_MIN;
    to->cost[i] = row->has_cost ? cev__sum_value(&row->cost) : NAN;
    for (int side = 0; side < 3; side++) {
        to->cac[side][i] = cac[side];
        to->clv[side][i] = row->clv[side];
        to->ratio[side][i] = cac[0] > 0.0 ? row->clv[side] / cac[0] : NAN;
        if (!w->has[ROW_EXPECTED])
            continue;
        double all = row->clv[side] + row->expected[side];
        to->cltv[side][i] = all;
        to->all_ratio[side][i] = cac[0] > 0.0 ? all / cac[0] : NAN;
    }
    to->age[i] = row->reached[0];
    to->age_lo[i] = row->reached[2];
    to->age_hi[i] = row->reached[1];
    to->payback[i] =
        row->reached[0] == NO_AGE
            ? INT64_MIN
            : cev__period_start(row->cohort + row->reached[0] + 1, w->period);
}

static int32_t add_payback_columns(cev_table *table, int has_expected,
                                   payback_columns *to)
{
    const struct {
        const char *name;
        int64_t **data;
    } ages[] = {{"ages", &to->ages},
                {"payback_age", &to->age},
                {"payback_age_lo", &to->age_lo},
                {"payback_age_hi", &to->age_hi},
                {"payback", &to->payback}};
    int32_t status = cev__table_add_int64(table, "customers", &to->customers);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "cost", &to->cost);
    if (status == CEV_OK)
        status = cev__table_add_limited(table, "cac", to->cac);
    if (status == CEV_OK)
        status = cev__table_add_limited(table, "clv", to->clv);
    if (status == CEV_OK)
        status = cev__table_add_limited(table, "clv_to_cac", to->ratio);
    if (status == CEV_OK && has_expected)
        status = cev__table_add_limited(table, "cltv", to->cltv);
    if (status == CEV_OK && has_expected)
        status = cev__table_add_limited(table, "cltv_to_cac", to->all_ratio);
    for (size_t i = 0; status == CEV_OK && i < sizeof ages / sizeof *ages;
         i++)
        status = cev__table_add_int64(table, ages[i].name, ages[i].data);
    return status;
}

/* The columns of texts: segments, where there are any, and verdicts. */
static int32_t add_payback_texts(const payback_work *w, int is_verdict,
                                 cev_table *table)
{
    int64_t room = w->paid + 1;
    const char **texts = cev__alloc(w->ctx, room, (int64_t)sizeof *texts);
    if (texts == NULL)
        return cev__fail_memory(w->ctx);
    for (int64_t i = 0; i < w->paid; i++) {
        int32_t part = w->rows[i].part;
        texts[i] = is_verdict ? judge_payback(&w->rows[i])
                   : part < 0 ? NULL
                              : cev__customer_name(&w->names, part);
    }
    int32_t status = cev__table_add_text(
        table, is_verdict ? "verdict" : "segment", texts);
    cev__free(w->ctx, texts, room, (int64_t)sizeof *texts);
    return status;
}

static int32_t payback_table(const payback_work *w, cev_table **out)
{
    payback_columns to;
    cev_table *table = NULL;
    int32_t status = cev_table_new(w->ctx, w->paid, &table);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "cohort", &to.cohort);
    if (status == CEV_OK && w->segments[0] != NULL)
        status = add_payback_texts(w, 0, table);
    if (status == CEV_OK)
        status = add_payback_columns(table, w->has[ROW_EXPECTED], &to);
    if (status == CEV_OK)
        status = add_payback_texts(w, 1, table);
    if (status == CEV_OK) {
        for (int64_t i = 0; i < w->paid; i++)
            write_payback(w, i, &to);
        *out = table;
    } else {
        cev_table_free(table);
    }
    return status;
}

static int32_t pay_back(payback_work *w, cev_table **out)
{
    int64_t room = w->count + 1;
    w->order = cev__alloc(w->ctx, room, (int64_t)sizeof *w->order);
    w->spare = cev__alloc(w->ctx, room, (int64_t)sizeof *w->spare);
    w->rows = cev__alloc(w->ctx, room, (int64_t)sizeof *w->rows);
    if (w->order == NULL || w->spare == NULL || w->rows == NULL)
        return cev__fail_memory(w->ctx);
    int32_t status = open_payback(w);
    if (status == CEV_OK)
        status = list_payback(w);
    if (status != CEV_OK)
        return status;
    for (int64_t at = 0; at < w->count;)
        at = read_cohort(w, at, &w->rows[w->paid++]);
    status = check_payback_period(w);
    return status == CEV_OK ? payback_table(w, out) : status;
}

int32_t cev_cohorts_payback(cev_ctx *ctx, const cev_table *cohorts,
                            const cev_table *costs,
                            const cev_options *options, cev_table **out)
{
    payback_work w;
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (cohorts == NULL || costs == NULL || out == NULL)
        return cev__fail_null(ctx, cohorts == NULL ? "cohorts"
                                   : costs == NULL ? "costs"
                                                   : "out");
    int32_t status =
        cev__options_check(ctx, options, CEV__TAKES_COHORTS_PAYBACK,
                           "cev_cohorts_payback");
    if (status != CEV_OK)
        return status;
    memset(&w, 0, sizeof w);
    w.ctx = ctx;
    w.cohorts = cohorts;
    w.costs = costs;
    w.count = cohorts->rows + costs->rows;
    w.period = cev__period_named(cev__options_str(options, CEV__OPT_PERIOD));
    w.coverage = cev__options_double(options, CEV__OPT_INTERVAL);
    status = pay_back(&w, out);
    cev__customers_free(ctx, &w.names);
    cev__free(ctx, w.rows, w.count + 1, (int64_t)sizeof *w.rows);
    cev__free(ctx, w.spare, w.count + 1, (int64_t)sizeof *w.spare);
    cev__free(ctx, w.order, w.count + 1, (int64_t)sizeof *w.order);
    return status;
}
