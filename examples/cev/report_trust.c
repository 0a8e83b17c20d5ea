/* The report's pictures of model against truth. */
#include <math.h>
#include <string.h>

#include "report.h"
#include "stamp.h"

enum { MOST_TIMES = 10 }; /* 0 to 9 times, and 10 or more together */

/* The model that is shown against time: the one that saw no more than the
 * cut, or, without a holdout, the only one there is. */
static const cev_estimator *tracked(const report *r)
{
    return r->tested != NULL ? r->tested : r->fitted;
}

static void times_label(int times, int is_last, char out[16])
{
    snprintf(out, 16, is_last ? "%d+" : "%d", times);
}

/* A row of a picture that has actual beside model. */
static void write_pair_row(const char *label, int at, const char *kind,
                           double value, double customers, json *j)
{
    json_array(j, NULL);
    json_text(j, NULL, label);
    json_integer(j, NULL, at);
    json_text(j, NULL, kind);
    json_digits(j, value, 7);
    if (customers >= 0)
        json_digits(j, customers, 12);
    json_array_end(j);
}

/* Rows by x, those from MOST_TIMES on together. `weight` is NULL for sums;
 * else means are weighted by it. */
typedef struct by_times {
    int rows;     /* in use */
    int more;     /* the last row is "or more" */
    double actual[MOST_TIMES + 1], model[MOST_TIMES + 1];
    double customers[MOST_TIMES + 1];
} by_times;

static void gather_times(const cev_table *t, const char *actual_name,
                         const char *model_name, int is_mean, by_times *b)
{
    column x = column_find(t, "x"), actual = column_find(t, actual_name);
    column model = column_find(t, model_name);
    column customers = column_find(t, "customers");
    int64_t rows = cev_table_row_count(t);
    memset(b, 0, sizeof *b);
    for (int64_t i = 0; i < rows; i++) {
        double times = column_double(&x, i), size = column_double(&customers, i);
        int at = (int)fmin(times, MOST_TIMES);
        double weight = is_mean ? size : 1;
        if (!(size > 0) && is_mean)
            continue;
        b->actual[at] += weight * column_double(&actual, i);
        b->model[at] += weight * column_double(&model, i);
        b->customers[at] += size;
        b->rows = at + 1 > b->rows ? at + 1 : b->rows;
    }
    b->more = b->rows == MOST_TIMES + 1 || !is_mean;
    for (int i = 0; is_mean && i < b->rows; i++) {
        b->actual[i] /= b->customers[i];
        b->model[i] /= b->customers[i];
    }
}

static int write_frequency(const report *r, json *j)
{
    static const char *const names[] = {"purchases", "order", "kind",
                                        "customers"};
    cev_table *t = NULL;
    by_times b = {0};
    char label[16];
    if (r->n > 0) {
        int code = model_ask(&r->back, r->fitted, CEV_EVAL_FREQUENCY,
                             r->customers, &t);
        if (code != CLI_OK)
            return code;
        gather_times(t, "customers", "expected", 0, &b);
        cev_table_free(t);
    }
    json_table(j, "frequency", names, 4);
    for (int i = 0; i < b.rows; i++) {
        times_label(i, b.more && i == b.rows - 1, label);
        write_pair_row(label, i, "actual", b.actual[i], -1, j);
        write_pair_row(label, i, "model", b.model[i], -1, j);
    }
    json_table_end(j);
    return CLI_OK;
}

static int write_conditional(const report *r, json *j)
{
    static const char *const names[] = {"purchases", "order", "kind", "mean",
                                        "customers"};
    cev_table *t = NULL;
    by_times b = {0};
    char label[16];
    if (r->tested != NULL) {
        int code = model_ask(&r->back, r->tested, CEV_EVAL_CONDITIONAL,
                             r->before, &t);
        if (code != CLI_OK)
            return code;
        gather_times(t, "actual", "expected", 1, &b);
        cev_table_free(t);
    }
    json_table(j, "conditional", names, 5);
    for (int i = 0; i < b.rows; i++) {
        if (!(b.customers[i] > 0))
            continue;
        times_label(i, b.more && i == b.rows - 1, label);
        write_pair_row(label, i, "actual", b.actual[i], b.customers[i], j);
        write_pair_row(label, i, "model", b.model[i], b.customers[i], j);
    }
    json_table_end(j);
    return CLI_OK;
}

/* One curve: `each` step by step and `sum` added up, over `time` since the
 * cut. */
static void write_track(const report *r, const cev_table *t, const char *kind,
                        const char *each, const char *sum, json *j)
{
    column time = column_find(t, "time"), weekly = column_find(t, each);
    column cumulative = column_find(t, sum);
    char day[STAMP_TEXT];
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        double days = column_double(&time, i) * r->unit_days;
        date_text(report_cut(r) + (int64_t)llround(days * 86400), day);
        json_array(j, NULL);
        json_text(j, NULL, day);
        json_text(j, NULL, kind);
        json_digits(j, column_double(&cumulative, i), 7);
        json_digits(j, column_double(&weekly, i), 6);
        json_array_end(j);
    }
}

static int ask_tracking(const report *r, cev_table **actual,
                        cev_table **model)
{
    const shop *s = r->shop;
    cev_options *options = shop_settings(&r->back, "cev_portfolio_tracking");
    if (options == NULL)
        return CLI_FAILED;
    int32_t status = cev_portfolio_tracking(s->portfolio, report_cut(r),
                                            options, actual);
    cev_options_free(options);
    if (status != CEV_OK)
        return shop_fail(s);
    return model_ask(&r->back, tracked(r), CEV_EVAL_TRACKING,
                     r->tested != NULL ? r->before : r->customers, model);
}

static void write_cut(const report *r, json *j)
{
    static const char *const names[] = {"date", "label"};
    char day[STAMP_TEXT];
    json_table(j, "cut", names, 2);
    if (r->tested != NULL) {
        date_text(report_cut(r), day);
        json_array(j, NULL);
        json_text(j, NULL, day);
        json_text(j, NULL, "the model saw up to here");
        json_array_end(j);
    }
    json_table_end(j);
}

static int write_tracking(const report *r, json *j)
{
    static const char *const names[] = {"date", "kind", "cumulative",
                                        "weekly"};
    cev_table *actual = NULL, *model = NULL;
    int code = r->n > 0 ? ask_tracking(r, &actual, &model) : CLI_OK;
    if (code == CLI_OK) {
        json_table(j, "tracking", names, 4);
        write_track(r, actual, "actual", "repeat", "cumulative", j);
        write_track(r, model, "model", "expected_repeat",
                    "expected_cumulative", j);
        json_table_end(j);
        write_cut(r, j);
    }
    cev_table_free(actual);
    cev_table_free(model);
    return code;
}

int report_write_trust(const report *r, json *j)
{
    int code = write_frequency(r, j);
    if (code == CLI_OK)
        code = write_conditional(r, j);
    if (code == CLI_OK)
        code = write_tracking(r, j);
    return code;
}

