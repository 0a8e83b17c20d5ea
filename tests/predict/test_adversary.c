/*
 * Tables that no customer ever made: whatever is fitted to them ends in numbers
 * or in words, never in a number that is none. CEV_ADVERSARY_TABLES says how
 * many are tried, CEV_ADVERSARY_FIRST which is the first.
 */
#include "predict/whole_life.h"

#include <math.h>
#include <stdio.h>

enum { ROWS_MOST = 200, COLUMNS_MOST = 24, TEXTS = 26, USUAL_TABLES = 6 };

typedef struct {
    uint64_t state, lots; /* of tables, and of ways to ask about them */
    int in_ways;          /* kinds learn in several ways; else as usual */
    int64_t rows, columns;
    double numbers[COLUMNS_MOST][ROWS_MOST];
    const char *texts[COLUMNS_MOST][ROWS_MOST];
    double target[ROWS_MOST], time[ROWS_MOST], weights[ROWS_MOST];
    double treatment[ROWS_MOST], situation[ROWS_MOST], entry[ROWS_MOST];
    double yes[ROWS_MOST], amount[ROWS_MOST], chosen[ROWS_MOST];
    const char *alternative[ROWS_MOST];
    cev_table *table, *other;
} adversary;

static const char *const letters[TEXTS] = {
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m",
    "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "", "\xC3\xA4"};

static uint64_t next_of(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static uint64_t draw(adversary *a)
{
    return next_of(&a->state);
}

static int64_t below(adversary *a, int64_t n)
{
    return (int64_t)(draw(a) % (uint64_t)n);
}

static double uniform(adversary *a)
{
    return ((double)(draw(a) >> 12) + 0.5) / 4503599627370496.0;
}

static double pick(adversary *a, const double *of, int64_t n)
{
    return of[below(a, n)];
}

/* ---- Tables -------------------------------------------------------------- */

/* A column of numbers of one of a dozen sorts. */
static void fill_numbers(adversary *a, double *to)
{
    static const double odd[] = {0.0,    -0.0,   1.0,    -1.0,  1e150,
                                 -1e150, 1e-300, 5e-324, 1e100, -1e-150};
    static const double scales[] = {1.0, 1e-300, 1e-150, 1e-9,
                                    1e9, 1e100,  1e149};
    int64_t sort = below(a, 12);
    double scale = pick(a, scales, 7), all = pick(a, odd, 10);
    for (int64_t i = 0; i < a->rows; i++) {
        double u = uniform(a);
        to[i] = sort == 0   ? all
                : sort == 1 ? (double)(u < 0.5)
                : sort == 2 ? NAN
                : sort == 3 ? (u < 0.5 ? NAN : scale * u)
                : sort == 4 ? pick(a, odd, 10)
                : sort == 5 ? scale * (u - 0.5)
                : sort == 6 ? 1e15 + u
                : sort == 7 ? a->target[i]
                : sort == 8 ? (double)i
                : sort == 9 ? (i == 0 ? scale : 0.0)
                : sort == 10 && a->columns > 0
                    ? 2.0 * a->numbers[below(a, a->columns)][i]
                    : floor(10.0 * u);
        if (fabs(to[i]) > 1e150)
            to[i] = 1e150;
    }
}

static void fill_texts(adversary *a, const char **to)
{
    int64_t sort = below(a, 5), kinds = 1 + below(a, TEXTS);
    for (int64_t i = 0; i < a->rows; i++)
        to[i] = sort == 0   ? NULL
                : sort == 1 ? letters[0]
                : sort == 2 && uniform(a) < 0.5
                    ? NULL
                    : letters[below(a, kinds)];
}

static void fill_target(adversary *a)
{
    static const double odd[] = {0.0,  1.0,  -1.0,  1e150, 1e-300,
                                 1e9,  -1e150, 0.5, 3.0,   1e-150};
    int64_t sort = below(a, 10);
    double all = pick(a, odd, 10);
    for (int64_t i = 0; i < a->rows; i++) {
        double u = uniform(a);
        a->target[i] = sort < 4    ? (double)(u < 0.5)
                       : sort == 4 ? all
                       : sort == 5 ? floor(5.0 * u)
                       : sort == 6 ? (u < 0.5 ? 0.0 : 100.0 * u)
                       : sort == 7 ? pick(a, odd, 10)
                       : sort == 8 ? (u < 0.7 ? NAN : (double)(u < 0.8))
                                   : (double)(i % 2);
    }
}

static void fill_roles(adversary *a)
{
    static const double odd[] = {0.0,   1e-300, 1e-9, 1.0,
                                 365.0, 1e15,   1e150};
    static const double counts[] = {0.0, 1.0, 2.0, 0.25, 1e15, 1e-9};
    int64_t times = below(a, 4), many = below(a, 3), group = 1 + below(a, 5);
    double all = pick(a, odd, 7);
    fill_target(a);
    for (int64_t i = 0; i < a->rows; i++) {
        a->time[i] = times == 0   ? all
                     : times == 1 ? pick(a, odd, 7)
                     : times == 2 ? floor(30.0 * uniform(a))
                                  : 100.0 * uniform(a);
        a->weights[i] = many == 0 ? pick(a, counts, 6) : 1.0 + (double)many;
        a->treatment[i] = (double)(uniform(a) < 0.5);
        a->situation[i] = (double)(i / group);
        a->alternative[i] = letters[i % group];
    }
}

/* Rows of the situation that begins at a row. */
static int64_t group_at(const adversary *a, int64_t row)
{
    int64_t end = row;
    while (end < a->rows && a->situation[end] == a->situation[row])
        end++;
    return end - row;
}

static double lot_of(adversary *a)
{
    return (double)(next_of(&a->lots) >> 12) / 4503599627370496.0;
}

/* Targets that more kinds can learn: a yes or no, an amount, one of each
 * situation; and when spells began. */
static void fill_kindly(adversary *a)
{
    double share = lot_of(a), gaps = lot_of(a) < 0.3 ? 0.4 : 0.0;
    double late = lot_of(a) < 0.1 ? 0.2 : 0.0;
    int64_t first = 0, taken = 0;
    for (int64_t i = 0; i < a->rows; i++) {
        double lot = lot_of(a);
        if (a->situation[i] != a->situation[first])
            first = i;
        if (first == i)
            taken = (int64_t)(lot_of(a) * 5.0);
        a->yes[i] = lot_of(a) < gaps ? (double)NAN : (double)(lot < share);
        a->amount[i] = fabs(a->target[i]);
        a->chosen[i] = (double)(i - first == taken
                                || (i == first && taken >= group_at(a, i)));
        a->entry[i] = lot < late  ? a->time[i]
                      : lot < 0.5 ? 0.0
                                  : lot * lot * a->time[i];
    }
}

static void put_kindly(const adversary *a, cev_table *table)
{
    put_numbers(table, "entry", a->entry);
    put_numbers(table, "yes", a->yes);
    put_numbers(table, "amount", a->amount);
    put_numbers(table, "chosen", a->chosen);
}

static void put_roles(const adversary *a, cev_table *table, int has_weights)
{
    put_numbers(table, "target", a->target);
    put_numbers(table, "time", a->time);
    put_numbers(table, "treatment", a->treatment);
    put_numbers(table, "situation", a->situation);
    put_texts(table, "alternative", a->alternative);
    if (has_weights)
        put_numbers(table, "customers", a->weights);
    if (a->in_ways)
        put_kindly(a, table);
}

/* A table, and another with the same columns in other rows' places. */
static void open_adversary(adversary *a, uint64_t seed, int in_ways)
{
    static const int64_t sizes[] = {1, 2, 3, 5, 8, 13, 30, 60, ROWS_MOST};
    char name[16];
    a->state = seed * UINT64_C(0x2545F4914F6CDD1D);
    a->lots = ~a->state;
    a->in_ways = in_ways;
    a->rows = sizes[below(a, 9)];
    a->columns = 0;
    fill_roles(a);
    fill_kindly(a);
    int64_t columns = below(a, 3) == 0 ? below(a, COLUMNS_MOST) : below(a, 5);
    int has_weights = below(a, 4) == 0;
    a->table = frame_of(ctx, a->rows);
    a->other = frame_of(ctx, a->rows);
    put_roles(a, a->table, has_weights);
    put_roles(a, a->other, has_weights);
    for (; a->columns < columns; a->columns++) {
        int64_t c = a->columns;
        snprintf(name, sizeof name, "x%d", (int)c);
        if (below(a, 3) == 0) {
            fill_texts(a, a->texts[c]);
            put_texts(a->table, name, a->texts[c]);
            ck_assert_int_eq(
                cev_table_set_column(a->other, name, CEV_TEXT,
                                     &letters[below(a, TEXTS)], 0, NULL),
                CEV_OK);
            continue;
        }
        fill_numbers(a, a->numbers[c]);
        put_numbers(a->table, name, a->numbers[c]);
        ck_assert_int_eq(
            cev_table_set_column(a->other, name, CEV_DOUBLE,
                                 &a->numbers[c][below(a, a->rows)], 0, NULL),
            CEV_OK);
    }
}

static void close_adversary(adversary *a)
{
    cev_table_free(a->table);
    cev_table_free(a->other);
}

/* ---- What is asked ------------------------------------------------------- */

static char doing[200];

/* A failure is one in words, of what was given. */
static int is_done(int32_t status)
{
    if (status == CEV_OK)
        return 1;
    ck_assert_msg(status == CEV_ERR_DOMAIN || status == CEV_ERR_OPTION
                      || status == CEV_ERR_COLUMN || status == CEV_ERR_KIND
                      || status == CEV_ERR_LIMIT,
                  "%s: %s: %s", doing, cev_status_name(status),
                  cev_ctx_message(ctx));
    ck_assert_msg(strlen(cev_ctx_message(ctx)) > 10, "%s: no words", doing);
    ck_assert_msg(strstr(cev_ctx_message(ctx), "nan") == NULL
                      || strstr(cev_ctx_message(ctx), "= nan") != NULL,
                  "%s: %s", doing, cev_ctx_message(ctx));
    return 0;
}

static int holds_numbers(const cev_table *table, const char *name)
{
    int32_t type = CEV_TEXT;
    return cev_table_column(table, name, &type, NULL, NULL, NULL) == CEV_OK
           && type == CEV_DOUBLE;
}

/* Nothing is known of a group beyond who of it was seen longest, and not how
 * a single customer scatters; too few left out have no bounds. */
static int may_be_gap(const char *kind, const cev_table *out,
                      const char *column)
{
    return strcmp(kind, CEV_KAPLAN_MEIER) == 0
           || ((strcmp(kind, CEV_CONSTANT) == 0
                || strcmp(kind, CEV_NEAREST) == 0
                || strcmp(kind, CEV_UPLIFT) == 0
                || strcmp(kind, CEV_CONFORMAL) == 0)
               && strstr(column, "prediction_") != NULL)
           || (holds_numbers(out, "relative_hazard")
               && strstr(column, "relative_hazard") == NULL);
}

static void expect_numbers(const char *kind, const cev_table *out,
                           const char *what)
{
    for (int64_t c = 0; c < cev_table_column_count(out); c++) {
        const char *name = cev_table_name(out, c);
        if (!holds_numbers(out, name))
            continue;
        for (int64_t i = 0; i < cev_table_row_count(out); i++) {
            double value = cev_table_double(out, name, i);
            ck_assert_msg(!isnan(value) || may_be_gap(kind, out, name),
                          "%s: %s: %s[%d] is NaN", doing, what, name, (int)i);
            ck_assert_msg(!isinf(value), "%s: %s: %s[%d] is infinite", doing,
                          what, name, (int)i);
        }
    }
}

/* Bounds enclose, but for those of models without each, which conformal has of
 * few customers; and what is a share is one. */
static void expect_bounds(const char *kind, const cev_table *out)
{
    static const char *const names[2][3] = {
        {"prediction", "prediction_lo", "prediction_hi"},
        {"time_ahead", "time_ahead_lo", "time_ahead_hi"}};
    int is_share = strcmp(kind, CEV_KAPLAN_MEIER) == 0
                   || strcmp(kind, CEV_COX) == 0 || strcmp(kind, CEV_AFT) == 0
                   || strcmp(kind, CEV_CHOICE) == 0;
    for (int k = 0; k < 2; k++) {
        if (!holds_numbers(out, names[k][0]))
            continue;
        int has_bounds = holds_numbers(out, names[k][1]);
        for (int64_t i = 0; i < cev_table_row_count(out); i++) {
            double value = cev_table_double(out, names[k][0], i);
            if (isnan(value))
                continue;
            double rounding = 1e-9 * fabs(value);
            if (is_share && k == 0)
                ck_assert_msg(value >= 0.0 && value <= 1.0, "%s: %s = %g",
                              doing, names[k][0], value);
            if (!has_bounds || strcmp(kind, CEV_CONFORMAL) == 0)
                continue;
            double lower = cev_table_double(out, names[k][1], i);
            double upper = cev_table_double(out, names[k][2], i);
            if (isnan(lower) && isnan(upper))
                continue;
            ck_assert_msg(lower <= value + rounding
                              && value <= upper + rounding,
                          "%s: %s = %g from %g to %g", doing, names[k][0],
                          value, lower, upper);
        }
    }
}

/* Parameters are numbers, but for medians that nobody has seen; what is said of
 * them are words. */
static void expect_summary(const cev_table *summary)
{
    for (int64_t i = 0; i < cev_table_row_count(summary); i++) {
        const char *section = cev_table_text(summary, "section", i);
        const char *name = cev_table_text(summary, "name", i);
        const char *text = cev_table_text(summary, "text", i);
        double value = cev_table_double(summary, "value", i);
        ck_assert_msg(strcmp(section, "parameter") != 0 || isfinite(value)
                          || strstr(name, "median") != NULL,
                      "%s: %s is %g", doing, name, value);
        ck_assert_msg(text == NULL
                          || (strstr(text, "nan") == NULL
                              && strstr(text, "inf ") == NULL),
                      "%s: %s: %s", doing, name, text);
    }
}

static void ask_all(const char *kind, const cev_estimator *learner,
                    const cev_table *of)
{
    cev_table *out = NULL;
    if (is_done(cev_estimator_predict(learner, of, NULL, &out))) {
        expect_numbers(kind, out, "predict");
        expect_bounds(kind, out);
    }
    cev_table_free(out);
    out = NULL;
    if (is_done(cev_estimator_explain(learner, of, NULL, &out)))
        expect_numbers(kind, out, "explain");
    cev_table_free(out);
    out = NULL;
    (void)is_done(cev_estimator_evaluate(
        learner, of,
        strcmp(kind, CEV_UPLIFT) == 0 ? CEV_EVAL_UPLIFT : CEV_EVAL_SCORES,
        NULL, &out));
    cev_table_free(out);
}

/* Whether a text of words joined by blanks has a word. */
static int has_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at++)
        if ((at == words || at[-1] == ' ')
            && (at[length] == ' ' || at[length] == '\0'))
            return 1;
    return 0;
}

/* What kinds do in several ways; `held`: those that hold such a learner take
 * the option for it. */
static const struct {
    const char *kinds, *key;
    int held;
    const char *values[6];
} ways[] = {
    {"calibrated conformal", "learner", 0,
     {"constant", "nearest", "glm", "hurdle", "boosting", "scorecard"}},
    {"uplift", "learner", 0, {"constant", "glm", "hurdle", "boosting"}},
    {"aft cox kaplan_meier", "entry", 0, {"entry"}},
    {"cox kaplan_meier conformal", "strata", 0, {"x0", "x1"}},
    {"cox", "ties", 0, {"breslow"}},
    {"choice", "by_alternative", 0, {"x0", "x1,x0"}},
    {"nearest", "neighbours", 1, {"1", "2", "1000"}},
    {"scorecard", "bins", 0, {"2", "3", "50"}},
    {"scorecard glm hurdle", "lambda", 1, {"0.0", "1.0", "1000.0"}},
    {"glm hurdle", "shrinkage", 1, {"ridge", "elastic_net", "none"}},
    {"boosting", "monotone", 1, {"x0", "-x0, x1", "x2"}},
    {"boosting", "depth", 1, {"1", "16"}},
    {"boosting", "rounds", 1, {"1", "30", "300"}},
    {"boosting", "rate", 1, {"1.0", "0.01"}},
    {"boosting", "leaf", 1, {"1", "2"}},
    {"boosting", "leaf_ridge", 1, {"0.0", "1000.0"}},
    {"boosting", "grouped_by", 0, {"x0", "situation"}},
    {"uplift", "meta", 0, {"t", "s", "x", "forest"}},
    {"uplift", "trees", 0, {"10", "200"}},
    {"calibrated", "calibrate_by", 0, {"platt", "beta", "isotonic"}},
    {"conformal", "conform_by", 0, {"split", "jackknife", "quantiles"}},
    {"conformal", "interval", 0, {"0.5", "0.99"}},
    {"calibrated conformal", "folds", 0, {"2", "7"}},
    {"calibrated conformal", "fold_by", 0, {"target", "customer", "time"}},
};

/* Chooses ways of a kind, each half the time, or of a learner that is held. */
static const char *choose_ways(adversary *a, cev_options *options,
                               const char *kind, int held)
{
    const char *learner = "glm";
    for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++) {
        uint64_t lot = next_of(&a->lots) >> 8, n = 0;
        if (!has_word(ways[w].kinds, kind) || lot % 2 == 0
            || held > ways[w].held)
            continue;
        while (n < 6 && ways[w].values[n] != NULL)
            n++;
        const char *value = ways[w].values[lot / 2 % n];
        expect_ok(life_option(options, ways[w].key, value));
        if (strcmp(ways[w].key, "learner") == 0)
            learner = value;
    }
    return learner;
}

/* The target: any, or one that the kind can learn. */
static void choose_target(adversary *a, cev_options *options,
                          const char *kind)
{
    static const char *const targets[] = {"target", "yes", "amount",
                                          "chosen"};
    static const struct {
        const char *kinds;
        int target;
    } suits[] = {
        {"aft cox kaplan_meier scorecard calibrated churn propensity "
         "lead_score conformal uplift nearest glm boosting", 1},
        {"hurdle ml_cltv glm boosting conformal uplift nearest", 2},
        {"choice", 3}};
    char others[64] = "";
    int chosen = 0;
    for (int k = 0; k < 3; k++)
        if (lot_of(a) < 0.6 && has_word(suits[k].kinds, kind))
            chosen = suits[k].target;
    for (int k = 0; k < 4; k++)
        if (k != chosen) {
            strcat(others, others[0] == '\0' ? "" : ",");
            strcat(others, targets[k]);
        }
    expect_ok(cev_options_set_str(options, "target", targets[chosen]));
    if (strcmp(kind, CEV_KAPLAN_MEIER) != 0)
        expect_ok(cev_options_set_str(options, "sensitive", others));
}

static void choose_all(adversary *a, cev_options *options, const char *kind)
{
    choose_target(a, options, kind);
    const char *held = choose_ways(a, options, kind, 0);
    if (has_word("calibrated conformal uplift", kind))
        (void)choose_ways(a, options, held, 1);
}

/* Sets options as a lot has it, of those that the kind takes. */
static void choose_options(adversary *a, cev_options *options,
                           const char *kind)
{
    static const char *const shrinkages[] = {"ridge", "elastic_net", "firth",
                                             "none"};
    static const char *const families[] = {"auto",  "gaussian", "binomial",
                                           "poisson", "gamma",  "tweedie",
                                       "quantile", "cox"};
    static const char *const laws[] = {"weibull", "exponential",
                                       "loglogistic", "lognormal"};
    static const double penalties[] = {0.0, 0.0, 1e-9, 1.0, 1e9};
    static const double horizons[] = {0.0, 1e-9, 10.0, 365.0, 1e15};
    int64_t lots[6];
    for (int k = 0; k < 6; k++)
        lots[k] = below(a, 60);
    if (strcmp(kind, CEV_GLM) == 0)
        expect_ok(cev_options_set_str(options, "family",
                                      families[lots[0] % 6]));
    if (strcmp(kind, CEV_BOOSTING) == 0)
        expect_ok(cev_options_set_str(options, "family",
                                      families[lots[0] % 8]));
    if (strcmp(kind, CEV_GLM) == 0 || strcmp(kind, CEV_HURDLE) == 0)
        expect_ok(cev_options_set_str(options, "shrinkage",
                                      shrinkages[lots[1] % 4]));
    if (strcmp(kind, CEV_AFT) == 0)
        expect_ok(
            cev_options_set_str(options, "distribution", laws[lots[2] % 4]));
    if (strcmp(kind, CEV_AFT) == 0 || strcmp(kind, CEV_COX) == 0
        || strcmp(kind, CEV_CHOICE) == 0)
        expect_ok(cev_options_set_double(options, "penalty",
                                         penalties[lots[3] % 5]));
    if (strcmp(kind, CEV_AFT) == 0 || strcmp(kind, CEV_COX) == 0
        || strcmp(kind, CEV_KAPLAN_MEIER) == 0
        || strcmp(kind, CEV_BOOSTING) == 0)
        expect_ok(cev_options_set_double(options, "horizon",
                                         horizons[lots[4] % 5]));
    if (strcmp(kind, CEV_UPLIFT) == 0)
        expect_ok(cev_options_set_int(options, "draws", 50));
    if (lots[5] % 2 == 0 && strcmp(kind, CEV_KAPLAN_MEIER) != 0)
        expect_ok(cev_options_set_int(options, "rare", 1));
}

static void try_kind(adversary *a, const char *kind, uint64_t seed)
{
    cev_options *options = NULL;
    cev_estimator *learner = NULL;
    cev_table *summary = NULL;
    snprintf(doing, sizeof doing, "table %llu, %s",
             (unsigned long long)seed, kind);
    expect_ok(cev_options_new(ctx, &options));
    choose_options(a, options, kind);
    if (a->in_ways)
        choose_all(a, options, kind);
    expect_ok(cev_estimator_new(ctx, kind, options, &learner));
    if (is_done(cev_estimator_fit(learner, a->table))) {
        ask_all(kind, learner, a->table);
        ask_all(kind, learner, a->other);
        if (is_done(cev_estimator_summary(learner, NULL, &summary)))
            expect_summary(summary);
        cev_table_free(summary);
    }
    cev_estimator_free(learner);
    cev_options_free(options);
}

static uint64_t asked_for(const char *name, uint64_t usual)
{
    const char *text = getenv(name);
    return text == NULL ? usual : strtoull(text, NULL, 10);
}

/* Of those that fit others again and again a table has one, unless kinds are
 * named: then it has these. */
static void try_table(adversary *a, uint64_t seed, int in_ways)
{
    static const char *const kinds[] = {
        CEV_CONSTANT, CEV_GLM,          CEV_HURDLE,     CEV_BOOSTING,
        CEV_UPLIFT,   CEV_SCORECARD,    CEV_COX,        CEV_AFT,
        CEV_CHOICE,   CEV_KAPLAN_MEIER, CEV_NEAREST,    CEV_CALIBRATED,
        CEV_CONFORMAL, CEV_CHURN,       CEV_PROPENSITY, CEV_LEAD_SCORE,
        CEV_ML_CLTV};
    enum { KINDS = sizeof kinds / sizeof kinds[0], SLOW = 6 };
    const char *named = getenv("CEV_ADVERSARY_KINDS");
    open_adversary(a, seed, in_ways);
    for (size_t k = 0; k < KINDS; k++)
        if (named != NULL ? has_word(named, kinds[k])
                          : k < KINDS - SLOW
                                || k == KINDS - SLOW + seed % SLOW)
            try_kind(a, kinds[k], seed);
    close_adversary(a);
}

START_TEST(no_table_makes_numbers_that_are_none)
{
    /* Each of these once did: endless, infinite or no number at all. */
    static const uint64_t found[] = {7,   31,  211,  289,  303, 447,
                                     474, 1202, 1267, 3785};
    static const uint64_t found_in_ways[4] = {64, 876, 937, 9284};
    uint64_t tables = asked_for("CEV_ADVERSARY_TABLES", USUAL_TABLES);
    uint64_t first = asked_for("CEV_ADVERSARY_FIRST", 1);
    adversary *a = malloc(sizeof *a);
    ck_assert_ptr_nonnull(a);
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++)
        try_table(a, found[i], 0);
    for (int i = 0; i < 4; i++)
        try_table(a, found_in_ways[i], 1);
    for (uint64_t seed = first; seed < first + tables; seed++)
        try_table(a, seed, 1);
    free(a);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("adversary");
    tcase_set_timeout(cases, 3600);
    tcase_add_test(cases, no_table_makes_numbers_that_are_none);
    Suite *s = suite_create("predict/adversary");
    suite_add_tcase(s, cases);
    return s;
}
