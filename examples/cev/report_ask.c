/* The report's questions to the library, asked once. */
#include <math.h>
#include <stdlib.h>

#include "report.h"
#include "stamp.h"

int64_t report_cut(const report *r)
{
    return r->shop->as_of - (int64_t)r->back.holdout_days * DAY_SECONDS;
}

const char *report_worth(const report *r)
{
    return r->money ? "clv" : "expected_purchases";
}

/* Periods and steps that give a picture neither three points nor three
 * hundred. */
static void choose_grain(report *r)
{
    const orders_report *read = &r->shop->read;
    double span = (double)(r->shop->as_of - read->first_local) / 86400.0;
    r->now.period = span <= 120    ? "week"
                    : span <= 1200 ? "month"
                    : span <= 3650 ? "quarter"
                                   : "year";
    r->now.step_days = span <= 56 ? 1 : 7 * ceil(span / (7 * 160));
}

/* The time held back: as asked for, else the last third, and none where the
 * rest would be too short to learn from. */
static void choose_holdout(report *r)
{
    const shop *s = r->shop;
    double span = (double)(s->as_of - s->read.first_local) / 86400.0;
    double length = s->given->holdout != NULL
                        ? s->holdout_days
                        : fmin(floor(span / 3), 365);
    if (s->given->holdout != NULL && length <= 0)
        r->holdout_note = "No time was held back, as asked for.";
    else if (s->given->holdout == NULL && length < 14)
        r->holdout_note = "The orders span less than six weeks: too little "
                          "to hold any time back.";
    else if (length >= span)
        r->holdout_note = "The time to hold back is longer than the orders "
                          "span.";
    else
        r->back.holdout_days = length;
}

static int summarise(const shop *view, int64_t as_of, cev_table **out)
{
    cev_options *options = shop_settings(view, "cev_portfolio_summarise");
    if (options == NULL)
        return CLI_FAILED;
    int32_t status =
        cev_portfolio_summarise(view->portfolio, as_of, options, out);
    cev_options_free(options);
    return status == CEV_OK ? CLI_OK : shop_fail(view);
}

/* The customers as of the cut, and the model that saw no more. */
static int ask_holdout(report *r)
{
    int code = summarise(&r->back, report_cut(r), &r->before);
    if (code != CLI_OK)
        return code;
    if (cev_table_row_count(r->before) > 0) {
        code = model_fit(&r->back, r->before, &r->tested);
        return code == CLI_OK ? model_name(&r->back, r->tested, r->before,
                                           r->tested_model)
                              : code;
    }
    r->back.holdout_days = 0;
    r->holdout_note = "Nobody had bought before the time to hold back.";
    return CLI_OK;
}

/* What all customers are expected to bring, soon and in the long run. */
static int ask_totals(report *r)
{
    shop far = r->now;
    far.horizon_days = EQUITY_DAYS;
    int code = model_ask(&r->now, r->fitted, CEV_EVAL_TOTALS, r->customers,
                         &r->totals);
    if (code == CLI_OK && r->money)
        code = model_ask(&far, r->fitted, CEV_EVAL_TOTALS, r->customers,
                         &r->equity);
    return code;
}

static int32_t ask_segments(report *r)
{
    int32_t status = cev_segmenter_new(r->shop->ctx, CEV_RFM, NULL, &r->rfm);
    if (status == CEV_OK)
        status = cev_segmenter_fit(r->rfm, r->customers);
    if (status == CEV_OK)
        status = cev_segmenter_assign(r->rfm, r->customers, NULL,
                                      &r->classes);
    if (status == CEV_OK)
        status = cev_segmenter_profile(r->rfm, NULL, &r->profile);
    return status;
}

typedef struct ranked_row {
    double worth;
    int64_t row;
} ranked_row;

/* The highest first; gaps last; equals in the order of their rows. */
static int compare_ranked(const void *left, const void *right)
{
    const ranked_row *a = left, *b = right;
    int gap_a = isnan(a->worth), gap_b = isnan(b->worth);
    if (gap_a != gap_b)
        return gap_a - gap_b;
    if (!gap_a && a->worth != b->worth)
        return a->worth > b->worth ? -1 : 1;
    return a->row < b->row ? -1 : 1;
}

/* All rows by what they are worth. */
static void rank_all(report *r, ranked_row *rows)
{
    column worth = column_find(r->scores, report_worth(r));
    for (int64_t i = 0; i < r->n; i++)
        rows[i] = (ranked_row){column_double(&worth, i), i};
    qsort(rows, (size_t)r->n, sizeof *rows, compare_ranked);
    for (int64_t i = 0; i < r->n; i++)
        r->ranked[i] = rows[i].row;
}

/* Who is listed. Customers at risk are expected to bring little, so they
 * would seldom be among the most valuable; yet they are whom to write to. */
static void choose_listed(report *r, ranked_row *rows)
{
    column x = column_find(r->customers, "x");
    column revenue = column_find(r->customers, "revenue");
    column p_alive = column_find(r->scores, "p_alive");
    int64_t n = 0;
    r->n_valuable = r->n < r->listed_most ? r->n : r->listed_most;
    for (int64_t i = 0; i < r->n_valuable; i++)
        r->listed[i] = r->ranked[i];
    for (int64_t i = r->n_valuable; i < r->n; i++) {
        int64_t row = r->ranked[i];
        if (report_is_at_risk(column_double(&x, row),
                              column_double(&p_alive, row)))
            rows[n++] = (ranked_row){column_double(&revenue, row), row};
    }
    qsort(rows, (size_t)n, sizeof *rows, compare_ranked);
    r->n_listed = r->n_valuable;
    for (int64_t i = 0; i < n && i < r->listed_most / 2; i++)
        r->listed[r->n_listed++] = rows[i].row;
}

static int rank_customers(report *r)
{
    ranked_row *rows = malloc((size_t)r->n * sizeof *rows);
    r->ranked = malloc((size_t)r->n * sizeof *r->ranked);
    r->listed = malloc((size_t)r->n * sizeof *r->listed);
    if (rows == NULL || r->ranked == NULL || r->listed == NULL) {
        free(rows);
        return cli_fail(r->shop->command, CLI_FAILED, "out of memory");
    }
    rank_all(r, rows);
    choose_listed(r, rows);
    free(rows);
    return CLI_OK;
}

static int ask_models(report *r)
{
    int code = model_fit(&r->now, r->customers, &r->fitted);
    if (code == CLI_OK)
        code = model_name(&r->now, r->fitted, r->customers, r->model);
    if (code == CLI_OK)
        code = model_ask(&r->now, r->fitted, NULL, r->customers, &r->scores);
    if (code == CLI_OK)
        code = ask_totals(r);
    if (code == CLI_OK && ask_segments(r) != CEV_OK)
        code = shop_fail(r->shop);
    if (code == CLI_OK)
        code = rank_customers(r);
    if (code == CLI_OK && r->back.holdout_days > 0)
        code = ask_holdout(r);
    return code;
}

int report_ask(report *r)
{
    const shop *s = r->shop;
    cev_options *options = shop_settings(s, "cev_portfolio_report");
    if (options == NULL)
        return CLI_FAILED;
    int32_t status = cev_portfolio_report(s->portfolio, s->as_of, options,
                                          &r->overview);
    cev_options_free(options);
    if (status != CEV_OK)
        return shop_fail(s);
    r->money = s->known_amounts > 0;
    r->unit_days = s->unit_seconds / 86400.0;
    r->now = *s;
    r->now.holdout_days = 0;
    model_look_back(&r->now);
    choose_grain(r);
    r->back = r->now;
    choose_holdout(r);
    int code = summarise(&r->now, s->as_of, &r->customers);
    if (code != CLI_OK)
        return code;
    r->n = cev_table_row_count(r->customers);
    if (r->n > 0)
        return ask_models(r);
    r->back.holdout_days = 0;
    r->holdout_note = "There is nothing to test.";
    return CLI_OK;
}

void report_forget(report *r)
{
    cev_table_free(r->overview);
    cev_table_free(r->customers);
    cev_table_free(r->before);
    cev_table_free(r->scores);
    cev_table_free(r->totals);
    cev_table_free(r->equity);
    cev_table_free(r->classes);
    cev_table_free(r->profile);
    cev_estimator_free(r->fitted);
    cev_estimator_free(r->tested);
    cev_segmenter_free(r->rfm);
    free(r->ranked);
    free(r->listed);
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double report_quantile(double *values, int64_t n, double share)
{
    if (n <= 0)
        return (double)NAN;
    qsort(values, (size_t)n, sizeof *values, compare_doubles);
    int64_t at = (int64_t)ceil(share * (double)n) - 1;
    return values[at < 0 ? 0 : at >= n ? n - 1 : at];
}
