/* Fits in parts: the same as of all customers together, from sums alone. */
#include "support/failing.h"
#include "support/stops.h"
#include "value/every_kind.h"

enum { PARTS_MOST = 7 };

/* A market cut into so many parts of different sizes. */
typedef struct {
    int count;
    wide_market shop;
    cev_table *tables[PARTS_MOST];
} divided;

static const char *const part_columns[] = {"x",   "t_x",  "T",      "m_x",
                                         "litt", "churned", "revenue"};
enum { PART_COLUMNS = 7 };

/* The columns that the wide market has beside. */
static const double *column_of(const wide_market *w, int k)
{
    const double *const columns[] = {w->m.x,  w->m.t_x,   w->m.T, w->m.m_x,
                                     w->litt, w->churned, w->m.m_x};
    return columns[k];
}

static cev_table *rows_of(cev_ctx *ctx, const wide_market *w, int64_t from,
                          int64_t to)
{
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, to - from, &table));
    for (int k = 0; k < PART_COLUMNS; k++)
        must(ctx, cev_table_set_column(table, part_columns[k], CEV_DOUBLE,
                                       column_of(w, k) + from, 8, NULL));
    return table;
}

/* Part k has k times as many as part 1, and part 0 none. */
static divided divide(cev_ctx *ctx, const char *kind, int64_t n, int count)
{
    divided d = {count, draw_wide(kind, 7, n), {NULL}};
    int64_t from = 0;
    for (int k = 0; k < count; k++) {
        int64_t to = k == count - 1
                         ? n
                         : from + 2 * k * n / (count * (count - 1));
        d.tables[k] = rows_of(ctx, &d.shop, from, to);
        from = to;
    }
    return d;
}

static void free_divided(divided *d)
{
    for (int k = 0; k < d->count; k++)
        cev_table_free(d->tables[k]);
    free_wide(&d->shop);
}

static cev_estimator *new_kind(cev_ctx *ctx, const char *kind,
                               const cev_options *options)
{
    cev_estimator *made = NULL;
    must(ctx, cev_estimator_new(ctx, kind, options, &made));
    return made;
}

/* The call failed with this status and, unless NULL, this message. */
static void refused(const cev_ctx *ctx, int32_t seen, int32_t wanted,
                    const char *message)
{
    ck_assert_int_eq(seen, wanted);
    if (message != NULL)
        ck_assert_str_eq(cev_ctx_message(ctx), message);
}

/* One answer of each part, from the last to the first or the other way. */
static void answer_all(cev_ctx *ctx, cev_estimator *whole, const divided *d,
                       const cev_table *question, int is_backwards)
{
    cev_estimator *here =
        new_kind(ctx, cev_estimator_kind(whole), NULL);
    for (int i = 0; i < d->count; i++) {
        int k = is_backwards ? d->count - 1 - i : i;
        cev_table *part = NULL;
        must(ctx, cev_estimator_partial_answer(here, d->tables[k], question,
                                               &part));
        must(ctx, cev_estimator_partial_add(whole, part));
        cev_table_free(part);
    }
    cev_estimator_free(here);
}

/* Runs a fit in parts to its end; gives how many questions there were. */
static int fit_parts(cev_ctx *ctx, cev_estimator *whole, const divided *d)
{
    cev_table *question = NULL;
    int asked = 0;
    for (;; asked++) {
        must(ctx, cev_estimator_partial_ask(whole, &question));
        if (question == NULL)
            return asked;
        answer_all(ctx, whole, d, question, asked % 2);
        cev_table_free(question);
    }
}

static cev_estimator *fit_whole(cev_ctx *ctx, const char *kind,
                                const cev_options *options, const divided *d)
{
    cev_table *all = rows_of(ctx, &d->shop, 0, d->shop.m.n);
    cev_estimator *fit = fit_kind(ctx, kind, options, all);
    cev_table_free(all);
    return fit;
}

/* All figures and verdicts but those that a fit in parts cannot know. */
static void same_summary(cev_ctx *ctx, const cev_estimator *one,
                         const cev_estimator *other, double bound)
{
    cev_table *a = summary_of_fit(ctx, one), *b = summary_of_fit(ctx, other);
    same_parameters(a, b, bound);
    ck_assert_int_eq(cev_table_row_count(a), cev_table_row_count(b));
    for (int64_t i = 0; i < cev_table_row_count(a); i++) {
        const char *name = cev_table_text(a, "name", i);
        const char *text = cev_table_text(a, "text", i);
        double value = cev_table_double(a, "value", i);
        ck_assert_str_eq(name, cev_table_text(b, "name", i));
        ck_assert_pstr_eq(text, cev_table_text(b, "text", i));
        if (strstr(name, "iterations") == NULL
            && strstr(name, "gradient") == NULL
            && strstr(name, "distinct_rows") == NULL && !isnan(value))
            ck_assert_rel(cev_table_double(b, "value", i), value, bound);
    }
    cev_table_free(a);
    cev_table_free(b);
}

/* EST-PARTS-1 */
START_TEST(parts_fit_as_the_whole_does)
{
    const char *kind = every_kind[_i];
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, kind, 500, 5);
    cev_estimator *one = fit_whole(ctx, kind, NULL, &d);
    cev_estimator *whole = new_kind(ctx, kind, NULL);
    ck_assert_int_gt(fit_parts(ctx, whole, &d), 3);
    same_summary(ctx, one, whole, 1e-11);
    cev_estimator_free(one);
    cev_estimator_free(whole);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

/* A number of a part, both halves of it together. */
static double sum_at(const cev_table *part, int64_t row)
{
    double rest = cev_table_double(part, "rest", row);
    return cev_table_double(part, "value", row) + (isnan(rest) ? 0.0 : rest);
}

/* For all kinds, the slow ones among them: what the parts answer to a step
   comes to what the whole answers. */
START_TEST(answers_of_parts_add_up)
{
    const char *kind = every_kind[_i];
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, kind, 120, 4);
    cev_estimator *whole = new_kind(ctx, kind, NULL);
    cev_table *all = rows_of(ctx, &d.shop, 0, d.shop.m.n), *question = NULL;
    for (int step = 0; step < 3; step++) {
        cev_table *of_all = NULL;
        must(ctx, cev_estimator_partial_ask(whole, &question));
        must(ctx,
             cev_estimator_partial_answer(whole, all, question, &of_all));
        int64_t rows = cev_table_row_count(of_all);
        double sums[64] = {0.0};
        for (int k = 0; k < d.count; k++) {
            cev_table *part = NULL;
            must(ctx, cev_estimator_partial_answer(whole, d.tables[k],
                                                   question, &part));
            for (int64_t i = 0; i < rows; i++)
                sums[i] += sum_at(part, i);
            cev_table_free(part);
        }
        for (int64_t i = 0; i < rows; i++) {
            const char *name = cev_table_text(of_all, "name", i);
            if (strcmp(cev_table_text(of_all, "section", i), "sum") == 0
                && strstr(name, "only_") == NULL
                && strcmp(name, "distinct_rows") != 0
                && strcmp(name, "longest") != 0)
                ck_assert_near(sums[i], sum_at(of_all, i),
                               1e-12 * (120.0 + fabs(sums[i])));
        }
        must(ctx, cev_estimator_partial_add(whole, of_all));
        cev_table_free(of_all);
        cev_table_free(question);
    }
    cev_table_free(all);
    cev_estimator_free(whole);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

/* What a market is made like for the cases that are none. */
enum { NOBODY_CAME_BACK, NO_AMOUNTS, ALL_ALIKE, VERY_FEW, ODD_MARKETS };

static void make_odd(divided *d, int what)
{
    wide_market *w = &d->shop;
    for (int64_t i = 0; i < w->m.n; i++) {
        if (what == ALL_ALIKE) {
            w->m.x[i] = 2.0;
            w->m.t_x[i] = 5.0;
            w->m.T[i] = 9.0;
        } else if (what == NOBODY_CAME_BACK) {
            w->m.x[i] = w->m.t_x[i] = 0.0;
        }
        if (what == NO_AMOUNTS)
            w->m.m_x[i] = NAN;
    }
}

/* The simpler answers, and the words for them, are the same in parts. */
START_TEST(odd_markets_fit_in_parts_too)
{
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, CEV_CLV, _i == VERY_FEW ? 12 : 300, 4);
    make_odd(&d, _i);
    cev_estimator *one = fit_whole(ctx, CEV_CLV, NULL, &d);
    cev_estimator *whole = new_kind(ctx, CEV_CLV, NULL);
    fit_parts(ctx, whole, &d);
    same_summary(ctx, one, whole, 1e-9);
    cev_estimator_free(one);
    cev_estimator_free(whole);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

/* A penalty, a prior and the fit before are as in any fit. */
START_TEST(beliefs_and_earlier_fits_count_in_parts)
{
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, CEV_BGNBD, 800, 3);
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_PENALTY, 3.0));
    cev_estimator *one = fit_whole(ctx, CEV_BGNBD, options, &d);
    cev_estimator *whole = new_kind(ctx, CEV_BGNBD, options);
    int first = fit_parts(ctx, whole, &d);
    same_summary(ctx, one, whole, 1e-9);
    int again = fit_parts(ctx, whole, &d);
    ck_assert_int_lt(again, first);
    cev_table *known = summary_of_fit(ctx, one);
    must(ctx, cev_estimator_prior(one, known));
    must(ctx, cev_estimator_prior(whole, known));
    cev_table *all = rows_of(ctx, &d.shop, 0, d.shop.m.n);
    must(ctx, cev_estimator_fit(one, all));
    fit_parts(ctx, whole, &d);
    same_summary(ctx, one, whole, 1e-9);
    cev_table_free(all);
    cev_table_free(known);
    cev_options_free(options);
    cev_estimator_free(one);
    cev_estimator_free(whole);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

/* All bits of the numbers of two parts. */
static void same_part(const cev_table *a, const cev_table *b)
{
    ck_assert_int_eq(cev_table_row_count(a), cev_table_row_count(b));
    for (int64_t i = 0; i < cev_table_row_count(a); i++) {
        double one[2] = {cev_table_double(a, "value", i),
                         cev_table_double(a, "rest", i)};
        double other[2] = {cev_table_double(b, "value", i),
                           cev_table_double(b, "rest", i)};
        ck_assert_str_eq(cev_table_text(a, "name", i),
                         cev_table_text(b, "name", i));
        ck_assert(memcmp(one, other, sizeof one) == 0
                  || (isnan(one[0]) && isnan(other[0])));
    }
}

/* As many rows whatever the number of customers, and no order of theirs. */
START_TEST(parts_are_sums_and_know_no_order)
{
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, CEV_BGNBD, 600, 2);
    cev_estimator *whole = new_kind(ctx, CEV_BGNBD, NULL);
    cev_table *question = NULL, *few = rows_of(ctx, &d.shop, 0, 3);
    cev_table *turned = NULL;
    const wide_market *w = &d.shop;
    must(ctx, cev_table_new(ctx, w->m.n, &turned));
    for (int k = 0; k < PART_COLUMNS; k++)
        must(ctx, cev_table_set_column(turned, part_columns[k], CEV_DOUBLE,
                                       column_of(w, k) + w->m.n - 1, -8,
                                       NULL));
    for (int turn = 0; turn < 2; turn++) {
        cev_table *of_all = NULL, *of_few = NULL, *of_turned = NULL;
        must(ctx, cev_estimator_partial_ask(whole, &question));
        must(ctx, cev_estimator_partial_answer(whole, d.tables[1], question,
                                               &of_all));
        must(ctx, cev_estimator_partial_answer(whole, few, question, &of_few));
        must(ctx, cev_estimator_partial_answer(whole, turned, question,
                                               &of_turned));
        ck_assert_int_eq(cev_table_row_count(of_all),
                         cev_table_row_count(of_few));
        ck_assert_int_lt(cev_table_row_count(of_all), 45);
        same_part(of_all, of_turned);
        must(ctx, cev_estimator_partial_add(whole, of_all));
        cev_table_free(of_all);
        cev_table_free(of_few);
        cev_table_free(of_turned);
        cev_table_free(question);
    }
    cev_table_free(turned);
    cev_table_free(few);
    cev_estimator_free(whole);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

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

START_TEST(answers_can_be_stopped)
{
    int left = 1;
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, CEV_BGNBD, 60, 2);
    cev_estimator *whole = new_kind(ctx, CEV_BGNBD, NULL);
    cev_table *question = NULL, *part = NULL;
    must(ctx, cev_estimator_partial_ask(whole, &question));
    cev_ctx_set_progress(ctx, stop_work, &left);
    ck_assert_int_eq(cev_estimator_partial_answer(whole, d.tables[1], question,
                                                &part),
                   CEV_ERR_CANCELLED);
    ck_assert_int_eq(left, 0);
    ck_assert_ptr_null(part);
    cev_ctx_set_progress(ctx, NULL, NULL);
    answer_all(ctx, whole, &d, question, 0);
    cev_table_free(question);
    cev_estimator_free(whole);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

/* Two rounds of a fit in parts, on data that are there already. */
static int32_t ask_and_answer(cev_ctx *ctx, void *state)
{
    const divided *d = state;
    cev_estimator *fit = NULL;
    cev_table *table = NULL, *question = NULL, *part = NULL;
    int32_t status = cev_estimator_new(ctx, CEV_CLV, NULL, &fit);
    if (status == CEV_OK)
        status = cev_table_new(ctx, d->shop.m.n, &table);
    for (int k = 0; k < PART_COLUMNS && status == CEV_OK; k++)
        status = cev_table_set_column(table, part_columns[k], CEV_DOUBLE,
                                      column_of(&d->shop, k), 8, NULL);
    for (int round = 0; round < 2 && status == CEV_OK; round++) {
        status = cev_estimator_partial_ask(fit, &question);
        if (status == CEV_OK)
            status = cev_estimator_partial_answer(fit, table, question, &part);
        if (status == CEV_OK)
            status = cev_estimator_partial_add(fit, part);
        cev_table_free(question);
        cev_table_free(part);
        question = part = NULL;
    }
    cev_table_free(table);
    cev_estimator_free(fit);
    return status;
}

START_TEST(parts_survive_failing_memory)
{
    cev_ctx *ctx = new_ctx();
    divided d = divide(ctx, CEV_CLV, 40, 2);
    fail_each_allocation(ask_and_answer, &d);
    free_divided(&d);
    cev_ctx_free(ctx);
}
END_TEST

Suite *suite(void)
{
    TCase *cases = tcase_create("parts");
    tcase_add_loop_test(cases, parts_fit_as_the_whole_does, 0, SETTLED_KINDS);
    tcase_add_loop_test(cases, answers_of_parts_add_up, 0, EVERY_KIND);
    tcase_add_loop_test(cases, odd_markets_fit_in_parts_too, 0, ODD_MARKETS);
    tcase_add_test(cases, beliefs_and_earlier_fits_count_in_parts);
    tcase_add_test(cases, parts_are_sums_and_know_no_order);
    tcase_add_test(cases, parts_that_are_missing_or_doubled_are_told);
    tcase_add_test(cases, what_cannot_be_in_parts_is_refused);
    tcase_add_test(cases, hostile_questions_are_refused);
    tcase_add_test(cases, answers_can_be_stopped);
    tcase_add_test(cases, parts_survive_failing_memory);
    Suite *s = suite_create("value/parts");
    suite_add_tcase(s, cases);
    return s;
}
