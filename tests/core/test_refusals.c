/*
 * What cannot be answered is refused in words that name the argument, the row,
 * what was seen and what was wanted: one line of a table for each refusal.
 */
#include "core/expect.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 12, COLUMNS_MOST = 600, NAME_MOST = 80 };

/* A table out of words: "x 1 2 -; $town a b -; %id 1 2 3", where - is a gap, $
 * a column of texts, % one of int64, and "x#300 1 2 3" 300 columns alike. */
typedef struct words {
    char copy[2048];
    char names[COLUMNS_MOST][NAME_MOST];
    double numbers[COLUMNS_MOST][ROWS_MOST];
    const char *texts[COLUMNS_MOST][ROWS_MOST];
    int64_t ids[COLUMNS_MOST][ROWS_MOST];
    cev_table *table;
    int columns;
} words;

static words first, second;

static void read_cell(words *w, int row, const char *word)
{
    int is_gap = strcmp(word, "-") == 0, c = w->columns;
    ck_assert_int_lt(row, ROWS_MOST);
    w->numbers[c][row] = is_gap ? (double)NAN : strtod(word, NULL);
    w->texts[c][row] = is_gap ? NULL : word;
    w->ids[c][row] = is_gap ? INT64_MIN : strtoll(word, NULL, 10);
}

static void add_column(words *w, const char *name, char type)
{
    int c = w->columns++;
    const void *data = type == '$'   ? (const void *)w->texts[c]
                       : type == '%' ? (const void *)w->ids[c]
                                     : (const void *)w->numbers[c];
    ck_assert_int_lt(w->columns, COLUMNS_MOST);
    snprintf(w->names[c], NAME_MOST, "%s", name);
    expect_ok(cev_table_set_column(w->table, w->names[c],
                                   type == '$'   ? CEV_TEXT
                                   : type == '%' ? CEV_INT64
                                                 : CEV_DOUBLE,
                                   data, type == '$' ? sizeof(char *) : 8,
                                   NULL));
}

/* One column, or as many as its name says. */
static int read_column(words *w, char *text)
{
    char *name = strtok(text, " "), *word, type = name[0];
    char *mark = strchr(name, '#'), one[NAME_MOST];
    int rows = 0, times = mark != NULL ? atoi(mark + 1) : 1;
    while ((word = strtok(NULL, " ")) != NULL)
        read_cell(w, rows++, word);
    if (w->table == NULL)
        expect_ok(cev_table_new(ctx, rows, &w->table));
    name += type == '$' || type == '%';
    if (mark == NULL) {
        add_column(w, name, type);
        return rows;
    }
    *mark = '\0';
    for (int i = 0; i < times; i++) {
        int from = w->columns;
        snprintf(one, sizeof one, "%s%d", name, i);
        add_column(w, one, type);
        memcpy(w->numbers[w->columns], w->numbers[from],
               sizeof w->numbers[from]);
    }
    return rows;
}

static void read_words(words *w, const char *text)
{
    w->table = NULL;
    w->columns = 0;
    ck_assert_uint_lt(strlen(text), sizeof w->copy);
    snprintf(w->copy, sizeof w->copy, "%s", text);
    for (char *at = w->copy, *next; at != NULL; at = next) {
        next = strstr(at, "; ");
        if (next != NULL) {
            *next = '\0';
            next += 2;
        }
        read_column(w, at);
    }
}

/* Options out of "key=value|key=value"; numbers as such. */
static cev_options *read_options(const char *text)
{
    static char copy[2048];
    cev_options *options = NULL;
    expect_ok(cev_options_new(ctx, &options));
    snprintf(copy, sizeof copy, "%s", text);
    for (char *at = copy, *next; *at != '\0'; at = next) {
        char *value = strchr(at, '='), *end;
        *value++ = '\0';
        next = value + strcspn(value, "|");
        if (*next != '\0')
            *next++ = '\0';
        double number = strtod(value, &end);
        if (*end != '\0' || end == value)
            expect_ok(cev_options_set_str(options, at, value));
        else if (strchr(value, '.') != NULL)
            expect_ok(cev_options_set_double(options, at, number));
        else
            expect_ok(cev_options_set_int(options, at, (int64_t)number));
    }
    return options;
}

/* ---- The calls ----------------------------------------------------------- */

typedef int32_t table_call(cev_ctx *of, const cev_table *rows,
                           const cev_options *options, cev_table **out);

static int32_t estimate_moves(cev_ctx *of, const cev_table *rows,
                              const cev_options *options, cev_table **out)
{
    cev_table *rewards = NULL;
    int32_t status = cev_markov_estimate(of, rows, options, out, &rewards);
    cev_table_free(rewards);
    return status;
}

static int32_t migrate(cev_ctx *of, const cev_table *rows,
                       const cev_options *options, cev_table **out)
{
    cev_table *mix = NULL;
    int32_t status = cev_segments_migration(of, rows, second.table, options,
                                            out, &mix);
    cev_table_free(mix);
    return status;
}

static int32_t judge_scores(cev_ctx *of, const cev_table *rows,
                            const cev_options *options, cev_table **out)
{
    return cev_scores_evaluate(of, rows, CEV_EVAL_SCORES, options, out);
}

static const struct {
    const char *name;
    table_call *call;
} calls[] = {
    {"survey_scores", cev_survey_scores},
    {"survey_trend", cev_survey_trend},
    {"survey_drivers", cev_survey_drivers},
    {"survey_reliability", cev_survey_reliability},
    {"survey_index", cev_survey_index},
    {"segments_profile", cev_segments_profile},
    {"segments_profit", cev_segments_profit},
    {"segments_whale", cev_segments_whale},
    {"segments_migration", migrate},
    {"markov_estimate", estimate_moves},
    {"scores_evaluate", judge_scores},
    {"scores_compare", cev_scores_compare},
    {"gate_judge", cev_gate_judge},
    {"gate_curve", cev_gate_curve},
};

/* A fit of what is no call. */
static int32_t fit_anything(const char *kind, const cev_options *options)
{
    cev_estimator *estimator = NULL;
    cev_segmenter *segmenter = NULL;
    int32_t status = cev_estimator_new(ctx, kind, options, &estimator);
    if (status == CEV_OK)
        status = cev_estimator_fit(estimator, first.table);
    else if (status == CEV_ERR_KIND)
        status = cev_segmenter_new(ctx, kind, options, &segmenter);
    if (segmenter != NULL)
        status = cev_segmenter_fit(segmenter, first.table);
    cev_segmenter_free(segmenter);
    cev_estimator_free(estimator);
    return status;
}

static int32_t call_anything(const char *name, const cev_options *options)
{
    cev_table *out = NULL;
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (strcmp(calls[i].name, name) == 0) {
            int32_t status = calls[i].call(ctx, first.table, options, &out);
            ck_assert((out != NULL) == (status == CEV_OK));
            cev_table_free(out);
            return status;
        }
    return fit_anything(name, options);
}

/* ---- The refusals -------------------------------------------------------- */

#define SPELL "x 1 2 3 0; t_x 5 6 7 0; T 9 9 9 9"

static const struct {
    const char *call, *options;
    const char *rows, *more; /* those after; for a fit, its periods */
    int32_t status;
    const char *message;
} refusals[] = {
    {"survey_reliability", "",
     "a 1 2 3", NULL, CEV_ERR_COLUMN,
     "the table has 1 columns of numbers to go by; wanted the answers to 2 "
     "questions or more"},
    {"survey_index", "",
     "$a p q r", NULL, CEV_ERR_COLUMN,
     "there is no column of answers; wanted one of numbers at least"},
    {"survey_index", "",
     "a 1 1e101 3; b 1 2 3", NULL, CEV_ERR_DOMAIN,
     "a[1] = 1e+101; wanted a number from -1e100 to 1e100, or a gap"},
    {"survey_scores", "measure=rate",
     "answer 1 -2 3", NULL, CEV_ERR_DOMAIN,
     "answer[1] = -2; wanted a number of events, or a gap"},
    {"survey_scores", "measure=csat",
     "answer 1 -1e101 3", NULL, CEV_ERR_DOMAIN,
     "answer[1] = -1e+101; wanted a number from -1e100 to 1e100, or a gap"},
    {"segments_profit", "",
     "$segment a a b; revenue 1 1e101 3", NULL, CEV_ERR_DOMAIN,
     "revenue[1] = 1e+101; wanted a number from -1e100 to 1e100, or a gap"},
    {"segments_migration", "",
     "%customer 1 2 3; $segment a a b",
     "$customer 1 2 3; $segment a b b", CEV_ERR_COLUMN,
     "customer is text in one table and int64 in the other"},
    {"markov_estimate", "",
     "customer 1 1 2; period 1 2 1; $state a b a", NULL, CEV_ERR_COLUMN,
     "states of customers want a column \"customer\" of text or int64"},
    {"markov_estimate", "",
     "$from a b; $to b a; count 1 1e16; money 1 1", NULL, CEV_ERR_DOMAIN,
     "count[1] = 1e+16; wanted a number from 0 to 1e15"},
    {"markov_estimate", "",
     "$from a b; $to b a; money 1 1e291", NULL, CEV_ERR_DOMAIN,
     "money[1] = 1e+291; wanted -1e290 to 1e290"},
    {"markov_estimate", "",
     "from 1 2; $to b a", NULL, CEV_ERR_COLUMN,
     "column \"from\" is of numbers; wanted text"},
    {"scores_evaluate", "",
     "prediction 0.5 0.2; actual 1 1e301", NULL, CEV_ERR_DOMAIN,
     "actual[1] = 1e+301; wanted a number from -1e150 to 1e150, or a gap"},
    {"gate_curve", "",
     "customers 10 20 30; gain 1 1e200 2", NULL, CEV_ERR_DOMAIN,
     "gain[1] = 1e+200; wanted a number from -1e+15 to 1e+15"},
    {"kaplan_meier", "target=left|time=T|strata=town",
     "left 0 1 1; T 1 2 3; $town - - -", NULL, CEV_ERR_DOMAIN,
     "column \"town\" is a gap in all rows; wanted groups"},
    {"conformal", "target=y|learner=constant|folds=2|strata=town",
     "y 0 1 1 0 1 0; $town - - - - - -", NULL, CEV_ERR_DOMAIN,
     "column \"town\" is a gap in all rows; wanted groups"},
    {"choice", "target=y|features=a",
     "y 0 1 1 0; a 1 2 3 4; $situation - - - -; $alternative a b a b",
     NULL, CEV_ERR_DOMAIN,
     "column \"situation\" is a gap in all rows; wanted situations"},
    {"uplift", "target=y|meta=x|learner=hurdle|features=a",
     "y 0 1 1 0 1 0 1 0; a 1 2 3 4 5 6 7 8; treatment 0 1 0 1 0 1 0 1",
     NULL, CEV_ERR_OPTION,
     "option meta = x learns effects, which may be below 0; wanted a learner "
     "of such numbers, not hurdle"},
    {"calibrated",
     "target=y|learner=constant|folds=2|fold_by=time|grouped_by=town",
     "y 0 1 1 0; time 1 2 3 4; $town a b a b", NULL, CEV_ERR_OPTION,
     "option grouped_by means nothing where fold_by = \"time\": what is known "
     "of a customer earlier may be learnt from"},
    {"calibrated", "target=y|learner=constant|grouped_by=town",
     "y 0 1 1 0; $town a a a a", NULL, CEV_ERR_DOMAIN,
     "there is a single customer or group; wanted two or more, to leave out "
     "one after another"},
    {"bgnbd", "purchase_covariates=a",
     SPELL "; a 1 1e19 2 3", NULL, CEV_ERR_DOMAIN,
     "a[1] = 1e+19; wanted a number from -1e18 to 1e18"},
    {"bgnbd", "purchase_covariates=a",
     SPELL "; $a p - q r", NULL, CEV_ERR_DOMAIN,
     "a[1] is a gap; wanted a text"},
    {"pareto_nbd_dynamic", "purchase_covariates=sale",
     SPELL, "$customer a b; from 0 1; to 1 2; sale 1 2; x 1 0", CEV_ERR_COLUMN,
     "there is no column \"customer\", by which periods belong to customers"},
    {"pareto_nbd_dynamic", "purchase_covariates=sale",
     SPELL "; customer 1 2 3 4",
     "$customer a b; from 0 1; to 1 2; sale 1 2; x 1 0", CEV_ERR_COLUMN,
     "column \"customer\" is doubles; wanted text or int64"},
    {"pareto_nbd_dynamic", "purchase_covariates=sale",
     SPELL "; %customer 1 2 3 4",
     "$customer a b; from 0 1; to 1 2; sale 1 2; x 1 0", CEV_ERR_COLUMN,
     "column \"customer\" is text in one of customers and periods, and int64 "
     "in the other"},
    {"pareto_nbd_dynamic", "purchase_covariates=sale",
     SPELL "; %customer 1 2 3 4",
     "%customer - 1 2 3 4; from 0 0 0 0 0; to 9 9 9 9 9; sale 1 2 1 2 1; x 1 "
     "2 3 0 0", CEV_ERR_DOMAIN,
     "the periods of customer[0] up to T = 9 have 2 purchases in all; wanted "
     "x[0] = 1"},
    {"pareto_nbd_dynamic", "purchase_covariates=sale",
     SPELL "; $customer a b c d",
     "$customer a b; from inf 1; to 1 2; sale 1 2; x 1 0", CEV_ERR_DOMAIN,
     "from[0] = inf; wanted a finite age"},
    {"mixture", "covariance=full",
     "a#41 1 2 3 4 5 6", NULL, CEV_ERR_LIMIT,
     "full covariances of 41 columns; wanted at most 40, or the option "
     "covariance = \"diagonal\""},
    {"kmeans", "",
     "a#201 1 2 3 4 5 6", NULL, CEV_ERR_LIMIT,
     "201 columns to go by; wanted at most 200"},
    {"kprototypes", "",
     "a#201 1 2 3 4 5 6", NULL, CEV_ERR_LIMIT,
     "201 columns to go by; wanted at most 200"},
    {"segments_profile", "",
     "a#300 1 2 3; $segment a b b", NULL, CEV_ERR_LIMIT,
     "300 columns to go by; wanted at most 200"},
    {"rfm", "",
     "x 1 2 -; t_x 1 2 3; T 4 5 6; revenue 1 2 3", NULL, CEV_ERR_DOMAIN,
     "x[2] holds no number; wanted a whole number of 0 or more"},
    {"gamma_gamma",
     ""
     "spend_covariates=abcdefghijklmnopqrstuvwxyz"
     "abcdefghijklmnopqrstuvwxyzabcdefghijklm",
     "x 1 2 3; m_x 4 5 6; "
     "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm 1 2 3",
     NULL, CEV_ERR_DOMAIN,
     "covariate "
     "\"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm\": "
     "a name or level is longer than 63 bytes"},
    {"hurdle", "target=y",
     "y - - -; a 1 2 3", NULL, CEV_ERR_DOMAIN,
     "column \"y\" holds no amount above 0; wanted some to learn from"},
    {"glm", "target=y",
     "y 1 2 inf; a 1 2 3", NULL, CEV_ERR_DOMAIN,
     "y[2] = inf; wanted a number from -1e150 to 1e150, or a gap"},
    {"cox", "target=y|time=T",
     "y 1 0 1; T 1 2 -1; a 1 2 3", NULL, CEV_ERR_DOMAIN,
     "T[2] = -1; wanted a time of 0 or more"},
    {"aft", "target=y|time=T",
     "y 1 0 1; T 1 2 inf; a 1 2 3", NULL, CEV_ERR_DOMAIN,
     "T[2] = inf; wanted a time of 0 or more"},
    {"sbg", "",
     "customers 10 -1; T 1 2; left 0 1", NULL, CEV_ERR_COLUMN,
     "the table has no column \"churned\"; wanted one of doubles or int64"},
    {"scores_compare", "",
     "prediction 1 2; actual 1 2", NULL, CEV_ERR_COLUMN,
     "the table has no column \"other\"; wanted one of doubles or int64"},
    {"segments_migration", "",
     "%customer 1 1 3; $segment a a b",
     "%customer 1 2 3; $segment a b b", CEV_ERR_DOMAIN,
     "customer[1] stands in an earlier row, too; wanted each once"},
};

START_TEST(it_is_refused_in_these_words)
{
    read_words(&first, refusals[_i].rows);
    second.table = NULL;
    if (refusals[_i].more != NULL)
        read_words(&second, refusals[_i].more);
    cev_options *options = read_options(refusals[_i].options);
    if (second.table != NULL && strncmp(refusals[_i].call, "seg", 3) != 0)
        expect_ok(cev_table_set_periods(first.table, second.table));
    expect_status_of(ctx, call_anything(refusals[_i].call, options),
                     refusals[_i].status, refusals[_i].call);
    ck_assert_str_eq(cev_ctx_message(ctx), refusals[_i].message);
    cev_options_free(options);
    cev_table_free(first.table);
    cev_table_free(second.table);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = case_with_ctx("refusals");
    tcase_add_loop_test(cases, it_is_refused_in_these_words, 0,
                        sizeof refusals / sizeof refusals[0]);
    Suite *s = suite_create("core/refusals");
    suite_add_tcase(s, cases);
    return s;
}
