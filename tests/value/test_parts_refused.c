/* Questions and answers of fits in parts that are none. */
#include "value/divided.h"

START_TEST(parts_that_are_missing_or_doubled_are_told)
{
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, CEV_SBG, 300, 3);
    cev_estimator *whole = new_kind(ctx, CEV_SBG, NULL);
    cev_table *question = NULL, *again = NULL, *part[3] = {NULL};
    must(ctx, cev_estimator_partial_ask(whole, &question));
    must(ctx, cev_estimator_partial_ask(whole, &again));
    same_part(question, again);
    answer_all(ctx, whole, &d, question, 0);
    cev_table_free(again);
    must(ctx, cev_estimator_partial_ask(whole, &again));
    for (int k = 0; k < 3; k++)
        must(ctx, cev_estimator_partial_answer(whole, d.tables[k], again,
                                               &part[k]));
    must(ctx, cev_estimator_partial_add(whole, part[0]));
    must(ctx, cev_estimator_partial_add(whole, part[2]));
    refused(ctx, cev_estimator_partial_add(whole, part[2]), CEV_ERR_DOMAIN,
            "this part is of 200 customers; wanted at most 100: the first "
            "question was answered for 300, and this one for 200 already");
    cev_table *none = question;
    refused(ctx, cev_estimator_partial_ask(whole, &none), CEV_ERR_STATE,
            "parts of 200 of 300 customers have answered; add those that "
            "are missing first");
    ck_assert_ptr_eq(none, question);
    must(ctx, cev_estimator_partial_add(whole, part[1]));
    cev_table *third = NULL;
    must(ctx, cev_estimator_partial_ask(whole, &third));
    refused(ctx, cev_estimator_partial_add(whole, part[1]), CEV_ERR_DOMAIN,
            "the part answers another question than the one that is open: "
            "the step \"likelihood\" of the model \"sbg\"");
    cev_table_free(third);
    must(ctx, cev_estimator_partial_add(whole, NULL));
    must(ctx, cev_estimator_partial_ask(whole, &third));
    same_part(third, question);
    cev_table_free(third);
    for (int k = 0; k < 3; k++)
        cev_table_free(part[k]);
    cev_table_free(question);
    cev_table_free(again);
    cev_estimator_free(whole);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

/* Kinds and options that cannot, calls out of turn, tables that are none. */
START_TEST(what_cannot_be_in_parts_is_refused)
{
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, CEV_CLV, 60, 2);
    cev_options *options = new_options(ctx);
    cev_estimator *historic = new_kind(ctx, CEV_HISTORIC, NULL);
    cev_estimator *sbg = new_kind(ctx, CEV_SBG, NULL);
    cev_estimator *clv = new_kind(ctx, CEV_CLV, NULL);
    cev_table *question = NULL, *part = NULL;
    refused(ctx, cev_estimator_partial_ask(historic, &question),
            CEV_ERR_KIND,
            "historic cannot be fitted in parts: its fit is no sum over "
            "customers");
    refused(ctx, cev_estimator_partial_add(clv, d.tables[1]), CEV_ERR_STATE,
            "nothing was asked; see cev_estimator_partial_ask()");
    refused(ctx, cev_estimator_partial_ask(clv, NULL), CEV_ERR_ARGUMENT, NULL);
    must(ctx, cev_estimator_partial_ask(clv, &question));
    refused(ctx,
            cev_estimator_partial_answer(sbg, d.tables[1], question, &part),
            CEV_ERR_DOMAIN,
            "the question is for the step \"totals\" of the model "
            "\"bgnbd\", which this estimator does not have");
    refused(ctx,
            cev_estimator_partial_answer(clv, d.tables[1], d.tables[1], &part),
            CEV_ERR_DOMAIN, NULL);
    refused(ctx, cev_estimator_partial_add(clv, question), CEV_ERR_DOMAIN,
            "the table has no row \"customers\" in the section \"sum\"");
    refused(ctx, cev_estimator_partial_add(clv, d.tables[1]), CEV_ERR_COLUMN,
            NULL);
    ck_assert_ptr_null(part);
    cev_estimator_free(clv);
    must(ctx, cev_options_set_str(options, CEV_OPT_PURCHASES, CEV_AUTO));
    clv = new_kind(ctx, CEV_CLV, options);
    cev_table *none = NULL;
    refused(ctx, cev_estimator_partial_ask(clv, &none), CEV_ERR_OPTION,
            "option purchases = \"auto\" compares models customer by "
            "customer, which is not possible in parts; name one");
    ck_assert_ptr_null(none);
    cev_table_free(question);
    cev_estimator_free(clv);
    cev_estimator_free(sbg);
    cev_estimator_free(historic);
    cev_options_free(options);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

/* Neither draws nor covariates: they take each customer again and again. */
START_TEST(draws_and_covariates_are_not_in_parts)
{
    static const struct {
        const char *kind, *option, *value, *message;
    } asked[] = {
        {CEV_SBG, CEV_OPT_UNCERTAINTY, "laplace",
         "option uncertainty = \"laplace\" draws no parameters in parts; "
         "wanted profile or delta"},
        {CEV_BGNBD, CEV_OPT_UNCERTAINTY, "bootstrap",
         "option uncertainty = \"bootstrap\" draws no parameters in parts; "
         "wanted profile or delta"},
        {CEV_GAMMA_GAMMA, CEV_OPT_UNCERTAINTY, "mcmc",
         "option uncertainty = \"mcmc\" draws no parameters in parts; "
         "wanted profile or delta"},
        {CEV_BGNBD, CEV_OPT_DROPOUT_COVARIATES, "x",
         "covariates cannot be fitted in parts; leave the options "
         "purchase_covariates and dropout_covariates out"},
        {CEV_GAMMA_GAMMA, CEV_OPT_SPEND_COVARIATES, "x",
         "covariates cannot be fitted in parts; leave the option "
         "spend_covariates out"}};
    cev_ctx *ctx = new_ctx();
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_str(options, asked[_i].option,
                                  asked[_i].value));
    cev_estimator *fit = new_kind(ctx, asked[_i].kind, options);
    cev_table *question = NULL;
    refused(ctx, cev_estimator_partial_ask(fit, &question), CEV_ERR_OPTION,
            asked[_i].message);
    ck_assert_ptr_null(question);
    cev_estimator_free(fit);
    cev_options_free(options);
    cev_ctx_free(ctx);
}
END_TEST

/* A question with a number changed, or without it. */
static cev_table *spoilt(cev_ctx *ctx, const cev_table *question,
                         const char *name, double value)
{
    enum { MOST = 16 };
    const char *section[MOST], *names[MOST], *text[MOST];
    double values[MOST], rest[MOST];
    cev_table *out = NULL;
    int64_t n = cev_table_row_count(question);
    ck_assert_int_le(n, MOST);
    for (int64_t i = 0; i < n; i++) {
        section[i] = cev_table_text(question, "section", i);
        names[i] = cev_table_text(question, "name", i);
        text[i] = cev_table_text(question, "text", i);
        values[i] = strcmp(names[i], name) == 0
                        ? value
                        : cev_table_double(question, "value", i);
        rest[i] = NAN;
    }
    must(ctx, cev_table_new(ctx, n, &out));
    must(ctx, cev_table_copy_column(out, "section", CEV_TEXT, section,
                                    sizeof *section, NULL));
    must(ctx, cev_table_copy_column(out, "name", CEV_TEXT, names,
                                    sizeof *names, NULL));
    must(ctx, cev_table_copy_column(out, "text", CEV_TEXT, text, sizeof *text,
                                    NULL));
    must(ctx, cev_table_copy_column(out, "value", CEV_DOUBLE, values, 8, NULL));
    must(ctx, cev_table_copy_column(out, "rest", CEV_DOUBLE, rest, 8, NULL));
    return out;
}

START_TEST(hostile_questions_are_refused)
{
    static const struct {
        const char *name;
        double value;
    } wrong[] = {{"log_1", 1e300}, {"log_3", -18.5}, {"log_2", NAN},
                 {"unit", 0.0},    {"unit", -3.0},   {"whole", 2.0},
                 {"source", 1e9},  {"whole", -1e300}};
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, CEV_BGNBD, 60, 2);
    cev_estimator *whole = new_kind(ctx, CEV_BGNBD, NULL);
    cev_table *question = NULL, *part = NULL;
    must(ctx, cev_estimator_partial_ask(whole, &question));
    answer_all(ctx, whole, &d, question, 0);
    cev_table_free(question);
    must(ctx, cev_estimator_partial_ask(whole, &question));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cev_table *changed =
            spoilt(ctx, question, wrong[i].name, wrong[i].value);
        refused(ctx, cev_estimator_partial_answer(whole, d.tables[1], changed,
                                             &part),
                CEV_ERR_DOMAIN, NULL);
        ck_assert_ptr_null(part);
        cev_table_free(changed);
    }
    cev_table_free(question);
    cev_estimator_free(whole);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

/* A table with some of the columns of a question or a part: a row for each name
 * of it, where `renamed` is called otherwise and `name` has another number. */
static cev_table *changed_part(cev_ctx *ctx, const cev_table *part,
                               const char *columns, const char *renamed,
                               const char *name, double value)
{
    enum { MOST = 48 };
    const char *texts[3][MOST];
    double numbers[2][MOST];
    static const char *const text_names[3] = {"section", "name", "text"};
    static const char *const number_names[2] = {"value", "rest"};
    cev_table *out = NULL;
    int64_t n = cev_table_row_count(part);
    ck_assert_int_le(n, MOST);
    for (int64_t i = 0; i < n; i++) {
        for (int c = 0; c < 3; c++)
            texts[c][i] = cev_table_text(part, text_names[c], i);
        for (int c = 0; c < 2; c++)
            numbers[c][i] = cev_table_double(part, number_names[c], i);
        if (strcmp(texts[1][i], name) == 0) {
            numbers[0][i] = value;
            numbers[1][i] = 0.0;
        }
        if (strcmp(texts[1][i], renamed) == 0)
            texts[1][i] = NULL;
    }
    must(ctx, cev_table_new(ctx, n, &out));
    for (int c = 0; c < 3; c++)
        if (strstr(columns, text_names[c]) != NULL)
            must(ctx, cev_table_copy_column(out, text_names[c], CEV_TEXT,
                                            texts[c], sizeof(char *), NULL));
    for (int c = 0; c < 2; c++)
        if (strstr(columns, number_names[c]) != NULL)
            must(ctx, cev_table_copy_column(out, number_names[c], CEV_DOUBLE,
                                            numbers[c], 8, NULL));
    return out;
}

#define ALL_OF_A_PART "section name text value rest"

static const struct {
    const char *columns, *renamed, *name;
    double value;
    int32_t wanted;
    const char *message;
} wrong_parts[] = {
    {"section name text rest", "", "", 0.0, CEV_ERR_COLUMN,
     "the table has no column \"value\"; wanted one of doubles or int64"},
    {"section name text value", "", "", 0.0, CEV_ERR_COLUMN,
     "the table has no column \"rest\"; wanted one of doubles or int64"},
    {ALL_OF_A_PART, "model", "", 0.0, CEV_ERR_DOMAIN,
     "the part answers another question than the one that is open: the step "
     "\"totals\" of the model \"bgnbd\""},
    {ALL_OF_A_PART, "step", "", 0.0, CEV_ERR_DOMAIN,
     "the part answers another question than the one that is open: the step "
     "\"totals\" of the model \"bgnbd\""},
    {ALL_OF_A_PART, "customers", "", 0.0, CEV_ERR_DOMAIN,
     "the table has no row \"customers\" in the section \"sum\""},
    {ALL_OF_A_PART, "", "customers", (double)INFINITY, CEV_ERR_DOMAIN,
     "customers is inf; wanted a number"},
    {ALL_OF_A_PART, "", "customers", -3.0, CEV_ERR_DOMAIN,
     "customers is -3; wanted 0 or more"}};

START_TEST(parts_that_are_no_answer_are_refused)
{
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, CEV_BGNBD, 60, 2);
    cev_estimator *whole = new_kind(ctx, CEV_BGNBD, NULL);
    cev_table *question = NULL, *part = NULL;
    must(ctx, cev_estimator_partial_ask(whole, &question));
    must(ctx, cev_estimator_partial_answer(whole, d.tables[1], question,
                                           &part));
    for (size_t i = 0; i < sizeof wrong_parts / sizeof wrong_parts[0]; i++) {
        cev_table *changed = changed_part(
            ctx, part, wrong_parts[i].columns, wrong_parts[i].renamed,
            wrong_parts[i].name, wrong_parts[i].value);
        refused(ctx, cev_estimator_partial_add(whole, changed),
                wrong_parts[i].wanted, wrong_parts[i].message);
        cev_table_free(changed);
    }
    must(ctx, cev_estimator_partial_add(whole, part));
    cev_table_free(part);
    cev_table_free(question);
    /* The next question asks at places, which must be there to be answered. */
    must(ctx, cev_estimator_partial_ask(whole, &question));
    for (int i = 0; i < 2; i++) {
        cev_table *changed =
            changed_part(ctx, question,
                         i == 0 ? "section name text" : ALL_OF_A_PART,
                         i == 0 ? "" : "log_1", "", 0.0);
        part = NULL;
        refused(ctx,
                cev_estimator_partial_answer(whole, d.tables[1], changed,
                                             &part),
                i == 0 ? CEV_ERR_COLUMN : CEV_ERR_DOMAIN,
                i == 0 ? "the table has no column \"value\"; wanted one of "
                         "doubles or int64"
                       : "the table has no row \"log_1\" in the section "
                         "\"asked\"");
        ck_assert_ptr_null(part);
        cev_table_free(changed);
    }
    cev_table_free(question);
    cev_estimator_free(whole);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

/* Parts of nobody are no whole, and what cannot be asked cannot answer. */
START_TEST(parts_of_nobody_are_told)
{
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, CEV_BGNBD, 60, 2);
    cev_estimator *whole = new_kind(ctx, CEV_BGNBD, NULL);
    cev_estimator *historic = new_kind(ctx, CEV_HISTORIC, NULL);
    cev_table *question = NULL, *part = NULL, *none = NULL;
    must(ctx, cev_estimator_partial_ask(whole, &question));
    refused(ctx,
            cev_estimator_partial_answer(historic, d.tables[1], question,
                                         &part),
            CEV_ERR_KIND,
            "historic cannot be fitted in parts: its fit is no sum over "
            "customers");
    must(ctx, cev_estimator_partial_answer(whole, d.tables[0], question,
                                           &part));
    must(ctx, cev_estimator_partial_add(whole, part));
    refused(ctx, cev_estimator_partial_ask(whole, &none), CEV_ERR_DOMAIN,
            "there are no customers in any part; wanted one");
    ck_assert_ptr_null(none);
    cev_table_free(part);
    cev_table_free(question);
    cev_estimator_free(historic);
    cev_estimator_free(whole);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("parts refused");
    tcase_add_test(cases, parts_that_are_missing_or_doubled_are_told);
    tcase_add_test(cases, what_cannot_be_in_parts_is_refused);
    tcase_add_loop_test(cases, draws_and_covariates_are_not_in_parts, 0, 5);
    tcase_add_test(cases, hostile_questions_are_refused);
    tcase_add_test(cases, parts_that_are_no_answer_are_refused);
    tcase_add_test(cases, parts_of_nobody_are_told);
    Suite *s = suite_create("value/parts refused");
    suite_add_tcase(s, cases);
    return s;
}
