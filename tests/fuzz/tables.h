/**
 * Calls that answer a table by a table and keep nothing: surveys, scores, the
 * gate, segments, chains, payback. Each has the columns that it knows, some of
 * them left out or of another type, and options that it takes or does not.
 * Each is made once more with each of its requests for memory refused and with
 * each progress call stopping it. Where the order of rows is to change nothing,
 * they come once more backwards.
 */
#ifndef TESTS_FUZZ_TABLES_H
#define TESTS_FUZZ_TABLES_H

#include "fuzz/input.h"

enum { TABLE_ROWS = 10, TABLE_COLUMNS = 10, TABLE_ANSWERS = 2 };

/* A table of an input: its columns in turn, and backwards. */
typedef struct drawn_table {
    cev_table *forward, *backward;
    double numbers[TABLE_COLUMNS][TABLE_ROWS];
    int64_t whole[TABLE_COLUMNS][TABLE_ROWS];
    const char *texts[TABLE_COLUMNS][TABLE_ROWS];
    uint8_t validity[2][TABLE_COLUMNS][(TABLE_ROWS + 7) / 8];
} drawn_table;

typedef int32_t (*table_call)(const cev_table *a, const cev_table *b,
                              const cev_options *options, cev_table **out);

/* What scores and evaluations are asked for. */
static const char *tables_what;

#define CALL_OF_ONE(name) \
    static int32_t call_##name(const cev_table *a, const cev_table *b, \
                               const cev_options *options, cev_table **out) \
    { \
        (void)b; \
        return cev_##name(host, a, options, out); \
    }
#define CALL_OF_TWO(name, ...) \
    static int32_t call_##name(const cev_table *a, const cev_table *b, \
                               const cev_options *options, cev_table **out) \
    { \
        (void)b; \
        return cev_##name(host, __VA_ARGS__); \
    }
CALL_OF_ONE(survey_scores)
CALL_OF_ONE(survey_trend)
CALL_OF_ONE(survey_drivers)
CALL_OF_ONE(survey_reliability)
CALL_OF_ONE(survey_index)
CALL_OF_ONE(scores_compare)
CALL_OF_ONE(gate_judge)
CALL_OF_ONE(gate_curve)
CALL_OF_ONE(segments_profile)
CALL_OF_ONE(segments_profit)
CALL_OF_ONE(segments_whale)
CALL_OF_TWO(survey_promoters, a, b, options, &out[0], &out[1])
CALL_OF_TWO(scores_evaluate, a, tables_what, options, out)
CALL_OF_TWO(segments_lookalikes, a, options, &out[0], &out[1])
CALL_OF_TWO(segments_migration, a, b, options, &out[0], &out[1])
CALL_OF_TWO(markov_estimate, a, options, &out[0], &out[1])
CALL_OF_TWO(markov_value, a, b, options, out)
CALL_OF_TWO(markov_actions, a, b, options, out)
CALL_OF_TWO(cohorts_payback, a, b, options, out)

/*
 * Each call with the columns of its tables, "name sort" each: n a small whole
 * number, p a share, v an amount, b 0 or 1, t a text, i an int64, h a half;
 * and whether the order of its rows changes nothing.
 */
typedef struct table_entry {
    table_call call;
    const char *first, *second, *options;
    int any_order;
} table_entry;

#define TRIAL "prediction p actual b customers n value v treated b other p " \
              "time v event b"
#define CUSTOMERS "customer i segment t revenue v age n town t customers n"
#define MOVES "from t to t count n money v customer t state t"
#define TRANSITIONS "from t to t probability h weight n action t"
#define REWARDS "state t reward v action t"

#define CAMPAIGN "target positive interval customer_value offer contact " \
                 "acceptance "
#define COSTS "setup_cost years yearly_cost yearly_customers"

static const table_entry table_entries[] = {
    {call_survey_scores, "answer n customers n group t", "",
     "measure strata target satisfied_from interval", 1},
    {call_survey_trend, "answer n customers n group t time n", "",
     "measure strata target satisfied_from interval false_alarms", 1},
    {call_survey_drivers, "answer n a n b n c n customer t", "",
     "target features interval", 1},
    {call_survey_reliability, "a n b n c n d v", "", "features interval", 1},
    {call_survey_index, "a n b n c n group t time n", "", "features", 0},
    {call_survey_promoters, "customer i answer n time n",
     "customer i p_alive p revenue v", "target column threshold interval", 0},
    {call_scores_evaluate, TRIAL, "",
     CAMPAIGN "quantile bins threshold acceptance_certainty", 1},
    {call_scores_compare, TRIAL, "", "target positive quantile interval", 1},
    {call_gate_judge,
     "prediction p simpler p baseline n actual b customers n value v gain v",
     "", CAMPAIGN COSTS, 1},
    {call_gate_curve, "customers n gain v weight n", "", COSTS, 1},
    {call_segments_profile, CUSTOMERS, "", "features interval", 1},
    {call_segments_profit, CUSTOMERS, "", "column interval", 1},
    {call_segments_whale, CUSTOMERS, "", "column", 1},
    {call_segments_lookalikes, CUSTOMERS, "", "column best features interval",
     0},
    {call_segments_migration, CUSTOMERS, CUSTOMERS, "column", 0},
    {call_markov_estimate, MOVES, "", "interval margin", 0},
    {call_markov_value, TRANSITIONS, REWARDS,
     "time_unit horizon discount interval", 0},
    {call_markov_actions, TRANSITIONS, REWARDS, "time_unit discount", 0},
    {call_cohorts_payback,
     "cohort i age n customers n cumulative_clv v cumulative_clv_lo v "
     "cumulative_clv_hi v segment t expected v",
     "period i cost p segment t", "period interval", 0}};

enum { TABLE_ENTRIES = sizeof table_entries / sizeof table_entries[0] };

/* ---- Tables -------------------------------------------------------------- */

static double next_of(char sort)
{
    int byte = next_byte();
    if (byte >= 250)
        return next_number();
    return sort == 'n'   ? byte % 12
           : sort == 'p' ? byte / 249.0
           : sort == 'b' ? byte % 2
           : sort == 'h' ? byte % 3 / 2.0
                         : (byte - 60) / 4.0;
}

/* A column, forwards and backwards. */
static void draw_column(drawn_table *t, int k, const char *name, char sort,
                        int64_t rows)
{
    static const char *const texts[] = {"a", "b", "c", "", "d"};
    int how = next_byte(), gaps = how % 4 == 1;
    if (how % 16 == 2)
        return;
    if (how % 16 == 3)
        sort = "ntiv"[how / 16 % 4];
    for (int64_t i = 0; i < rows; i++) {
        double number = next_of(sort);
        int64_t back = rows - 1 - i;
        t->numbers[k][i] = number;
        t->texts[k][i] = texts[isfinite(number) ? (int)fabs(fmod(number, 5)) : 0];
        t->whole[k][i] = isfinite(number) && fabs(number) < 1e9
                             ? (int64_t)number * (how % 32 < 16 ? 1 : 2000000)
                             : INT64_MAX;
        int known = !gaps || next_byte() % 4 != 0;
        t->validity[0][k][i / 8] |= (uint8_t)(known << i % 8);
        t->validity[1][k][back / 8] |= (uint8_t)(known << back % 8);
    }
    int32_t type = sort == 't' ? CEV_TEXT : sort == 'i' ? CEV_INT64 : CEV_DOUBLE;
    const char *data = sort == 't'   ? (const char *)t->texts[k]
                       : sort == 'i' ? (const char *)t->whole[k]
                                     : (const char *)t->numbers[k];
    if (rows == 0)
        return;
    if (cev_table_set_column(t->forward, name, type, data, 8,
                             gaps ? t->validity[0][k] : NULL) != CEV_OK
        || cev_table_set_column(t->backward, name, type, data + 8 * (rows - 1),
                                -8, gaps ? t->validity[1][k] : NULL) != CEV_OK)
        abort();
}

static void draw_table(drawn_table *t, const char *columns)
{
    int64_t rows = next_byte() % (TABLE_ROWS + 1);
    if (cev_table_new(host, rows, &t->forward) != CEV_OK
        || cev_table_new(host, rows, &t->backward) != CEV_OK)
        abort();
    for (int k = 0; *columns != '\0'; k++) {
        char name[INPUT_TEXT], sort;
        int length;
        if (sscanf(columns, "%59s %c%n", name, &sort, &length) < 2)
            abort();
        columns += length;
        draw_column(t, k, name, sort, rows);
    }
}

/* ---- Options ------------------------------------------------------------- */

/* The options that a call takes, of which an input sets some. */
static void draw_option(cev_options *options, const char *keys)
{
    static const char *const texts[][5] = {
        {CEV_OPT_MEASURE, "nps", "csat", "ces", "rate"},
        {CEV_OPT_STRATA, "group", "town", "segment", "answer"},
        {CEV_OPT_TARGET, "answer", "actual", "a", "revenue"},
        {CEV_OPT_FEATURES, "a,b", "age,town", "a", "c,nobody"},
        {CEV_OPT_COLUMN, "revenue", "value", "age", "customer"},
        {CEV_OPT_PERIOD, "month", "week", "year", "quarter"},
        {CEV_OPT_TIME_UNIT, "month", "week", "year", "day"},
        {CEV_OPT_POSITIVE, "a", "1", "0", "yes"}};
    enum { TEXTS = sizeof texts / sizeof texts[0] };
    char key[INPUT_TEXT];
    int byte = next_byte();
    for (int skip = byte / 2 % 16; sscanf(keys, "%59s", key) == 1; skip--) {
        const char *next = strchr(keys, ' ');
        if (skip == 0 || next == NULL)
            break;
        keys = next + 1;
    }
    for (int i = 0; i < TEXTS; i++)
        if (strcmp(key, texts[i][0]) == 0) {
            check_status(cev_options_set_str(options, key,
                                             texts[i][1 + next_byte() % 4]));
            return;
        }
    check_status(strcmp(key, CEV_OPT_BINS) == 0
                     ? cev_options_set_int(options, key, next_byte())
                     : cev_options_set_double(options, key,
                                              next_of("pv"[byte % 2])));
}

static cev_options *draw_options(const char *keys)
{
    cev_options *options = NULL;
    if (cev_options_new(host, &options) != CEV_OK)
        abort();
    if (strstr(keys, CEV_OPT_CONTACT) != NULL
        && cev_options_set_int(options, CEV_OPT_DRAWS, 50) != CEV_OK)
        abort();
    for (int times = next_byte() % 4; times > 0; times--)
        draw_option(options, keys);
    return options;
}

/* ---- Answers ------------------------------------------------------------- */

/* The same to the last bit. */
static void check_same(const cev_table *a, const cev_table *b)
{
    int64_t rows = cev_table_row_count(a);
    if (rows != cev_table_row_count(b)
        || cev_table_column_count(a) != cev_table_column_count(b))
        abort();
    for (int64_t k = 0; k < cev_table_column_count(a); k++)
        for (int64_t i = 0; i < rows; i++) {
            const char *name = cev_table_name(a, k);
            double x = cev_table_double(a, name, i);
            double y = cev_table_double(b, name, i);
            const char *s = cev_table_text(a, name, i);
            const char *t = cev_table_text(b, name, i);
            if (!(x == y || (isnan(x) && isnan(y)))
                || (s == NULL) != (t == NULL)
                || (s != NULL && strcmp(s, t) != 0))
                abort();
        }
}

/* What is a probability is one, and limits stand in their order, if they were
 * not given. */
static void check_columns(const cev_table *answer, int has_limits)
{
    for (int64_t k = 0; k < cev_table_column_count(answer); k++) {
        const char *name = cev_table_name(answer, k);
        char other[INPUT_TEXT];
        size_t stem = strlen(name) > 3 ? strlen(name) - 3 : 0;
        int is_low = !has_limits && strcmp(name + stem, "_lo") == 0;
        int is_share = strcmp(name, "p") == 0 || strcmp(name, "p_adjusted") == 0;
        snprintf(other, sizeof other, "%.*s_hi", (int)stem, name);
        for (int64_t i = 0; i < cev_table_row_count(answer); i++) {
            double value = cev_table_double(answer, name, i);
            if ((is_share && (value < 0.0 || value > 1.0))
                || (is_low && value > cev_table_double(answer, other, i)))
                abort();
        }
    }
}

/* The call; its answers are there when it says so, and only then. */
static int32_t call_entry(const table_entry *entry, const cev_table *a,
                          const cev_table *b, const cev_options *options,
                          cev_table **out)
{
    host_calls = 0;
    host_requests = 0;
    int32_t status = entry->call(a, b, options, out);
    check_status(status);
    if ((status == CEV_OK) != (out[0] != NULL)
        || (status != CEV_OK && out[1] != NULL))
        abort();
    return status;
}

static int32_t ask_tables(const table_entry *entry, const cev_table *a,
                          const cev_table *b, const cev_options *options,
                          cev_table **out)
{
    int32_t status = call_entry(entry, a, b, options, out);
    for (int k = 0; k < TABLE_ANSWERS; k++)
        check_columns(out[k], strstr(entry->first, "_lo") != NULL);
    return status;
}

/* The call once more with trouble on the way: it says `wanted`, and keeps no
 * memory. */
static void ask_in_trouble(const table_entry *entry, const cev_table *a,
                           const cev_table *b, const cev_options *options,
                           int32_t wanted)
{
    cev_table *out[TABLE_ANSWERS] = {NULL};
    int64_t held = host_held;
    if (call_entry(entry, a, b, options, out) != wanted || host_held != held)
        abort();
    host_refuse_from = 0;
    host_stop_at = 0;
}

/* The call with each of its requests for memory refused, once and from then on,
 * and with each of its progress calls stopping it. */
static void ask_in_each_trouble(const table_entry *entry, const cev_table *a,
                                const cev_table *b, const cev_options *options)
{
    int64_t requests = host_requests, calls = host_calls;
    for (int64_t n = 1; n <= requests; n++)
        for (int from_then = 0; from_then < 2; from_then++) {
            host_refuse_from = n;
            host_refuse_until = from_then ? requests + 1 : n;
            ask_in_trouble(entry, a, b, options, CEV_ERR_MEMORY);
        }
    for (int64_t n = 1; n <= calls; n++) {
        host_stop_at = n;
        ask_in_trouble(entry, a, b, options, CEV_ERR_CANCELLED);
    }
}

static void try_input(const uint8_t *data, size_t size)
{
    static const char *const whats[] = {
        "scores", "calibration", "lift", "roc", "confusion",
        "profit", "uplift",      "qini", "none"};
    if (host == NULL)
        host_open();
    input_begin(data, size);
    int64_t held = host_held;
    drawn_table first = {.forward = NULL}, second = {.forward = NULL};
    cev_table *out[TABLE_ANSWERS] = {NULL}, *again[TABLE_ANSWERS] = {NULL};
    const table_entry *entry = &table_entries[next_byte() % TABLE_ENTRIES];
    tables_what = whats[next_byte() % 9];
    cev_options *options = draw_options(entry->options);
    draw_table(&first, entry->first);
    draw_table(&second, entry->second);
    int32_t status =
        ask_tables(entry, first.forward, second.forward, options, out);
    ask_in_each_trouble(entry, first.forward, second.forward, options);
    int32_t other =
        ask_tables(entry, first.backward, second.forward, options, again);
    if (entry->any_order && (status == CEV_OK) != (other == CEV_OK))
        abort();
    for (int k = 0; k < TABLE_ANSWERS; k++) {
        if (entry->any_order && out[k] != NULL)
            check_same(out[k], again[k]);
        cev_table_free(out[k]);
        cev_table_free(again[k]);
    }
    cev_table_free(first.forward);
    cev_table_free(first.backward);
    cev_table_free(second.forward);
    cev_table_free(second.backward);
    cev_options_free(options);
    if (host_held != held)
        abort();
}

#endif
