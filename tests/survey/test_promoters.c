/* Promoters at risk, and several questions as one answer. */
#include "portfolio/shop.h"

#include "math/wilson.h"
#include "support/failing.h"

static cev_ctx *ctx;

static void lend(cev_table *table, const char *name, int32_t type,
                 const void *data)
{
    must(ctx, cev_table_set_column(table, name, type, data,
                                   type == CEV_TEXT ? sizeof(char *) : 8,
                                   NULL));
}

/* ann says 3, then 9; bob 10; cid 6 and 9 at once, 7.5; dot says nothing that
   is dated; eve nothing. */
static const char *const says[] = {"ann", "ann", "bob", "cid", "cid", "dot"};
static const double said[] = {9.0, 3.0, 10.0, 6.0, 9.0, 9.0};
static const double when[] = {2.0, 1.0, 1.0, 5.0, 5.0, NAN};
static const char *const people[] = {"eve", "bob", "ann", "cid", "dot"};
static const double alive[] = {0.1, 0.2, 0.9, 0.5, NAN};
static const double worth[] = {1.0, 10.0, 100.0, NAN, 7.0};

static cev_table *answer_table(int64_t rows)
{
    cev_table *t = NULL;
    must(ctx, cev_table_new(ctx, rows, &t));
    lend(t, "customer", CEV_TEXT, says);
    lend(t, "answer", CEV_DOUBLE, said);
    lend(t, "time", CEV_DOUBLE, when);
    return t;
}

static cev_table *people_table(void)
{
    cev_table *t = NULL;
    must(ctx, cev_table_new(ctx, 5, &t));
    lend(t, "customer", CEV_TEXT, people);
    lend(t, "p_alive", CEV_DOUBLE, alive);
    lend(t, "revenue", CEV_DOUBLE, worth);
    return t;
}

START_TEST(promoters_at_risk_are_found)
{
    static const char *const standing[] = {
        "silent at risk", "promoter at risk", "promoter", "passive", "silent"};
    ctx = new_ctx();
    cev_table *answers = answer_table(6), *customers = people_table();
    cev_table *t = NULL, *attitudes = NULL;
    must(ctx, cev_survey_promoters(ctx, answers, customers, NULL, &t,
                                   &attitudes));
    ck_assert_int_eq(cev_table_row_count(t), 5);
    for (int64_t i = 0; i < 5; i++) {
        ck_assert_str_eq(cev_table_text(t, "customer", i), people[i]);
        ck_assert_str_eq(cev_table_text(t, "standing", i), standing[i]);
        ck_assert_int_eq(cev_table_int64(t, "at_risk", i), i < 2);
    }
    ck_assert_double_eq(cev_table_double(t, "answer", 2), 9.0);
    ck_assert_double_eq(cev_table_double(t, "answer", 3), 7.5);
    ck_assert(isnan(cev_table_double(t, "answer", 4)));
    ck_assert(isnan(cev_table_double(t, "p_alive", 4)));

    double rate[3];
    cev__wilson_share(1.0, 2.0, 1.6448536269514722, rate);
    ck_assert_str_eq(cev_table_text(attitudes, "attitude", 0), "promoter");
    ck_assert_int_eq(cev_table_int64(attitudes, "customers", 0), 2);
    ck_assert_int_eq(cev_table_int64(attitudes, "at_risk", 0), 1);
    ck_assert_near(cev_table_double(attitudes, "at_risk_share_hi", 0),
                   rate[2], 1e-15);
    ck_assert_double_eq(cev_table_double(attitudes, "value", 0), 110.0);
    ck_assert_double_eq(cev_table_double(attitudes, "value_at_risk", 0), 10.0);
    ck_assert_int_eq(cev_table_int64(attitudes, "customers", 2), 0);
    ck_assert(isnan(cev_table_double(attitudes, "at_risk_share", 2)));
    ck_assert_double_eq(cev_table_double(attitudes, "value", 3), 8.0);
    cev_table_free(attitudes);
    cev_table_free(t);
    cev_table_free(customers);
    cev_table_free(answers);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(without_times_answers_are_averaged)
{
    ctx = new_ctx();
    cev_options *options = new_options(ctx);
    cev_table *answers = answer_table(6), *customers = people_table();
    cev_table *t = NULL;
    must(ctx, cev_options_set_str(options, CEV_OPT_TIME, "never"));
    must(ctx, cev_options_set_double(options, CEV_OPT_THRESHOLD, 0.95));
    must(ctx, cev_survey_promoters(ctx, answers, customers, options, &t,
                                   NULL));
    ck_assert_double_eq(cev_table_double(t, "answer", 2), 6.0);
    ck_assert_str_eq(cev_table_text(t, "standing", 2), "detractor at risk");
    ck_assert_str_eq(cev_table_text(t, "standing", 4), "promoter");
    cev_table_free(t);
    cev_table_free(customers);
    cev_table_free(answers);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

START_TEST(what_is_no_answer_is_told)
{
    static const double wild[] = {9.0, 11.0}, below[] = {-1.0, 9.0};
    static const int64_t ids[] = {1, 2};
    ctx = new_ctx();
    cev_table *answers = answer_table(2), *customers = people_table();
    cev_table *t = NULL, *numbers = NULL;
    ck_assert_int_eq(
        cev_survey_promoters(NULL, answers, customers, NULL, &t, NULL),
        CEV_ERR_ARGUMENT);
    ck_assert_int_eq(cev_survey_promoters(ctx, answers, NULL, NULL, &t, NULL),
                     CEV_ERR_ARGUMENT);
    ck_assert_str_eq(cev_ctx_message(ctx), "customers is NULL");
    ck_assert_int_eq(
        cev_survey_promoters(ctx, answers, answers, NULL, &t, NULL),
        CEV_ERR_COLUMN);
    lend(answers, "answer", CEV_DOUBLE, wild);
    ck_assert_int_eq(
        cev_survey_promoters(ctx, answers, customers, NULL, &t, NULL),
        CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "answer[1] = 11; wanted an answer from 0 to 10");
    lend(answers, "answer", CEV_DOUBLE, below);
    ck_assert_int_eq(
        cev_survey_promoters(ctx, answers, customers, NULL, &t, NULL),
        CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "answer[0] = -1; wanted an answer from 0 to 10");
    lend(customers, "p_alive", CEV_DOUBLE, worth);
    lend(answers, "answer", CEV_DOUBLE, said);
    ck_assert_int_eq(
        cev_survey_promoters(ctx, answers, customers, NULL, &t, NULL),
        CEV_ERR_DOMAIN);
    ck_assert_str_eq(cev_ctx_message(ctx),
                     "p_alive[1] = 10; wanted 0 to 1, or a gap");
    must(ctx, cev_table_new(ctx, 2, &numbers));
    lend(numbers, "customer", CEV_INT64, ids);
    lend(numbers, "answer", CEV_DOUBLE, said);
    ck_assert_int_eq(
        cev_survey_promoters(ctx, numbers, customers, NULL, &t, NULL),
        CEV_ERR_COLUMN);
    ck_assert_ptr_null(t);
    cev_table_free(numbers);
    cev_table_free(customers);
    cev_table_free(answers);
    cev_ctx_free(ctx);
}
END_TEST

/* The last word counts, wherever it stands; what says nothing is no word. */
START_TEST(the_last_word_counts)
{
    static const char *const who[] = {"ann", "ann", "ann", "bob"};
    static const double words[] = {3.0, 9.0, NAN, 10.0};
    static const double times[] = {1.0, 2.0, 3.0, 1.0};
    ctx = new_ctx();
    cev_options *options = new_options(ctx);
    cev_table *answers = NULL, *customers = people_table(), *t = NULL;
    must(ctx, cev_table_new(ctx, 4, &answers));
    lend(answers, "customer", CEV_TEXT, who);
    lend(answers, "said", CEV_DOUBLE, words);
    lend(answers, "time", CEV_DOUBLE, times);
    must(ctx, cev_options_set_str(options, CEV_OPT_TARGET, "said"));
    must(ctx, cev_survey_promoters(ctx, answers, customers, options, &t,
                                   NULL));
    ck_assert_double_eq(cev_table_double(t, "answer", 2), 9.0);
    cev_table_free(t);
    cev_table_free(customers);
    cev_table_free(answers);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* Three questions from 1 to 5; the third of the fourth row and two of the
   fifth are not answered. */
static const double one[] = {1.0, 5.0, 3.0, 2.0, 4.0};
static const double two[] = {1.0, 5.0, 4.0, 4.0, NAN};
static const double three[] = {1.0, 4.0, 5.0, NAN, NAN};
static const double times_alike[] = {3.0, 3.0, 3.0, 3.0, 3.0};
static const char *const shops[] = {"x", "y", "x", "y", "y"};

static cev_table *question_table(cev_ctx *of)
{
    cev_table *t = NULL;
    must(of, cev_table_new(of, 5, &t));
    must(of, cev_table_set_column(t, "trust", CEV_DOUBLE, one, 8, NULL));
    must(of, cev_table_set_column(t, "group", CEV_TEXT, shops, sizeof *shops,
                                  NULL));
    must(of, cev_table_set_column(t, "pride", CEV_DOUBLE, two, 8, NULL));
    must(of, cev_table_set_column(t, "joy", CEV_DOUBLE, three, 8, NULL));
    return t;
}

START_TEST(an_index_is_an_answer_to_score)
{
    static const double wanted[] = {0.0, 1100.0 / 12.0, 75.0, 50.0};
    ctx = new_ctx();
    cev_options *options = new_options(ctx);
    cev_table *questions = question_table(ctx), *index = NULL, *t = NULL;
    must(ctx, cev_survey_index(ctx, questions, NULL, &index));
    ck_assert_int_eq(cev_table_column_count(index), 3);
    for (int64_t i = 0; i < 4; i++)
        ck_assert_near(cev_table_double(index, "answer", i), wanted[i], 1e-13);
    ck_assert(isnan(cev_table_double(index, "answer", 4)));
    ck_assert_int_eq(cev_table_int64(index, "answered", 3), 2);
    must(ctx, cev_options_set_str(options, CEV_OPT_MEASURE, "ces"));
    must(ctx, cev_options_set_str(options, CEV_OPT_STRATA, "group"));
    must(ctx, cev_survey_scores(ctx, index, options, &t));
    ck_assert_int_eq(cev_table_row_count(t), 3);
    ck_assert_near(cev_table_double(t, "value", 1), 37.5, 1e-13);
    cev_table_free(t);
    t = NULL;
    ck_assert_int_eq(cev_survey_index(ctx, questions, options, &t),
                     CEV_ERR_OPTION);
    ck_assert_int_eq(cev_survey_index(ctx, NULL, NULL, &t), CEV_ERR_ARGUMENT);
    cev_options_free(options);
    options = new_options(ctx);
    must(ctx, cev_options_set_str(options, CEV_OPT_FEATURES, "group"));
    ck_assert_int_eq(cev_survey_index(ctx, questions, options, &t),
                     CEV_ERR_COLUMN);
    must(ctx, cev_options_set_str(options, CEV_OPT_FEATURES, "trust"));
    must(ctx, cev_survey_index(ctx, questions, options, &t));
    ck_assert_int_eq(cev_table_column_count(t), 5);
    ck_assert_double_eq(cev_table_double(t, "answer", 4), 75.0);
    cev_table_free(t);
    cev_table_free(index);
    /* An index of the index takes the place of the one before; of answers that
       are all the same there is none. */
    index = t = NULL;
    lend(questions, "answer", CEV_DOUBLE, two);
    lend(questions, "answered", CEV_DOUBLE, two);
    lend(questions, "flat", CEV_DOUBLE, times_alike);
    must(ctx, cev_survey_index(ctx, questions, options, &index));
    ck_assert_double_eq(cev_table_double(index, "answer", 4), 75.0);
    must(ctx, cev_options_set_str(options, CEV_OPT_FEATURES, "flat"));
    must(ctx, cev_survey_index(ctx, questions, options, &t));
    ck_assert(isnan(cev_table_double(t, "answer", 0)));
    ck_assert_int_eq(cev_table_int64(t, "answered", 0), 1);
    cev_table_free(t);
    cev_table_free(index);
    cev_table_free(questions);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* The tables are of a context whose memory never fails. */
static int32_t ask_promoters(cev_ctx *of, void *state)
{
    cev_table **tables = state, *t = NULL, *attitudes = NULL, *index = NULL;
    int32_t status =
        cev_survey_promoters(of, tables[0], tables[1], NULL, &t, &attitudes);
    ck_assert((status == CEV_OK) == (t != NULL));
    ck_assert((status == CEV_OK) == (attitudes != NULL));
    if (status == CEV_OK) {
        status = cev_survey_index(of, tables[2], NULL, &index);
        ck_assert((status == CEV_OK) == (index != NULL));
    }
    cev_table_free(index);
    cev_table_free(attitudes);
    cev_table_free(t);
    return status;
}

START_TEST(memory_may_run_out)
{
    ctx = new_ctx();
    cev_table *tables[3] = {answer_table(6), people_table(),
                            question_table(ctx)};
    fail_each_allocation(ask_promoters, tables);
    for (int i = 0; i < 3; i++)
        cev_table_free(tables[i]);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("promoters");
    tcase_add_test(cases, promoters_at_risk_are_found);
    tcase_add_test(cases, without_times_answers_are_averaged);
    tcase_add_test(cases, what_is_no_answer_is_told);
    tcase_add_test(cases, the_last_word_counts);
    tcase_add_test(cases, an_index_is_an_answer_to_score);
    tcase_add_test(cases, memory_may_run_out);
    Suite *s = suite_create("survey/promoters");
    suite_add_tcase(s, cases);
    return s;
}
