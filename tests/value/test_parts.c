/* Fits in parts: the same as of all customers together, from sums alone. */
#include "support/failing.h"
#include "support/stops.h"
#include "value/divided.h"

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
    tcase_add_test(cases, answers_can_be_stopped);
    tcase_add_test(cases, parts_survive_failing_memory);
    Suite *s = suite_create("value/parts");
    suite_add_tcase(s, cases);
    return s;
}
