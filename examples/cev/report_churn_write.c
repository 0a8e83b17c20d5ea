/* The report's model of who leaves, in the data block. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report_churn.h"

enum {
    FACTORS = 8, /* the most that are told */
    TENTHS = 10,
    NAME = 48
};

/* ---- Pictures ------------------------------------------------------------ */

/* Columns of a result, as they are. */
static void write_columns(const cev_table *t, const char *key,
                          const char *const *names, int n, json *j)
{
    json_table(j, key, names, n);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        json_array(j, NULL);
        for (int c = 0; c < n; c++) {
            const char *text = cev_table_text(t, names[c], i);
            if (text != NULL)
                json_text(j, NULL, text);
            else
                json_digits(j, cev_table_double(t, names[c], i), 6);
        }
        json_array_end(j);
    }
    json_table_end(j);
}

/* Tenths of the customers, those in most danger first; before them nobody. */
static void write_lift(const report_churn *c, json *j)
{
    static const char *const names[] = {"customers_share", "found_share",
                                        "foretold",        "left",
                                        "left_lo",         "left_hi",
                                        "lift"};
    static const char *const from[] = {"gain", "predicted", "actual",
                                       "actual_lo", "actual_hi", "lift"};
    int64_t n = c->why == NULL ? cev_table_row_count(c->lift) : 0;
    double all = 0, seen = 0;
    for (int64_t i = 0; i < n; i++)
        all += cev_table_double(c->lift, "customers", i);
    json_table(j, "churn_lift", names, 7);
    for (int64_t i = -1; n > 0 && i < n; i++) {
        seen += i < 0 ? 0 : cev_table_double(c->lift, "customers", i);
        json_array(j, NULL);
        json_digits(j, seen / all, 6);
        for (int k = 0; k < 6; k++)
            json_digits(j,
                        i >= 0   ? cev_table_double(c->lift, from[k], i)
                        : k == 0 ? 0
                                 : (double)NAN,
                        6);
        json_array_end(j);
    }
    json_table_end(j);
}

/* Which two values of a feature are told, of the n at which the mean chance is
 * known: texts with the lowest and the highest, and of numbers the first and
 * the last tenth, as far as they differ. Returns 0 where there are none. */
static int choose_ends(const cev_table *t, int64_t ends[2])
{
    column value = column_find(t, "value");
    column foretold = column_find(t, "prediction");
    int64_t n = cev_table_row_count(t);
    ends[0] = n == TENTHS + 1;
    ends[1] = n < 3 ? n - 1 : n - 2;
    if (value.type != CEV_TEXT)
        return n >= 3 || (n == 2 && column_double(&value, 1) <= 1);
    ends[0] = ends[1] = 0;
    for (int64_t i = 0; i < n; i++) {
        double p = column_double(&foretold, i);
        ends[0] = p < column_double(&foretold, ends[0]) ? i : ends[0];
        ends[1] = p > column_double(&foretold, ends[1]) ? i : ends[1];
    }
    return n > 1;
}

/* The chance, in the mean, if all were low in a feature, and if all were
 * high. */
static int write_direction(const report *r, const report_churn *c,
                           const char *feature, json *j)
{
    cev_table *t = NULL;
    cev_options *o = NULL;
    int64_t ends[2];
    int32_t status = cev_options_new(r->shop->ctx, &o);
    if (status == CEV_OK)
        status = cev_options_set_int(o, CEV_OPT_BINS, TENTHS);
    if (status == CEV_OK)
        status = cev_estimator_dependence(c->learner.tried, c->learner.late,
                                          feature, o, &t);
    cev_options_free(o);
    if (status == CEV_ERR_MEMORY || status == CEV_ERR_CANCELLED)
        return shop_fail(r->shop);
    int is_told = choose_ends(t, ends);
    for (int e = 0; e < 2; e++) {
        const char *text = is_told ? cev_table_text(t, "value", ends[e]) : NULL;
        if (text != NULL)
            json_text(j, NULL, text);
        else
            json_digits(j, is_told ? cev_table_double(t, "value", ends[e])
                                   : (double)NAN, 6);
        json_digits(j, is_told ? cev_table_double(t, "prediction", ends[e])
                               : (double)NAN, 4);
    }
    cev_table_free(t);
    return CLI_OK;
}

/* Features that are missed, those that are missed most first. */
static int write_factors(const report *r, const report_churn *c, json *j)
{
    static const char *const names[] = {
        "feature", "importance",   "lower", "upper",
        "low",     "low_foretold", "high",  "high_foretold"};
    const cev_table *t = c->why == NULL ? c->factors : NULL;
    int code = CLI_OK;
    json_table(j, "churn_factors", names, 8);
    for (int64_t i = 0; i < cev_table_row_count(t) && i < FACTORS; i++) {
        if (code != CLI_OK || !(cev_table_double(t, "importance", i) > 0))
            break;
        json_array(j, NULL);
        json_text(j, NULL, cev_table_text(t, "feature", i));
        for (int k = 1; k < 4; k++)
            json_digits(j, cev_table_double(t, names[k], i), 5);
        code = write_direction(r, c, cev_table_text(t, "feature", i), j);
        json_array_end(j);
    }
    json_table_end(j);
    return code;
}

int report_churn_write_pictures(const report *r, const report_churn *c,
                                json *j)
{
    static const char *const names[] = {"customers", "predicted", "actual",
                                        "actual_lo", "actual_hi"};
    write_lift(c, j);
    write_columns(c->why == NULL ? c->calibration : NULL,
                  "churn_calibration", names, 5, j);
    return write_factors(r, c, j);
}

/* ---- Customers ----------------------------------------------------------- */

void report_churn_write_name(const report *r, const char *name, json *j)
{
    column customer = column_find(r->customers, "customer");
    char number[NAME] = "not listed";
    for (int64_t i = 0; r->pseudonymise && i < r->n_listed; i++)
        if (strcmp(column_text(&customer, r->listed[i]), name) == 0)
            snprintf(number, sizeof number, "customer %" PRId64, i + 1);
    json_text(j, NULL, r->pseudonymise ? number : name);
}

static void write_listed(const report *r, const report_churn *c, json *j)
{
    static const char *const names[] = {"customer", "chance", "value", "stake",
                                        "reasons"};
    json_table(j, "customers", names, 5);
    const cev_table *rows = c->list.rows;
    for (int64_t i = 0; i < cev_table_row_count(rows); i++) {
        double stake = cev_table_double(rows, "stake", i);
        if (!(stake > 0))
            break;
        json_array(j, NULL);
        report_churn_write_name(r, cev_table_text(rows, "customer", i), j);
        json_digits(j, cev_table_double(c->chances, "prediction", i), 4);
        json_digits(j, r->money ? cev_table_double(rows, "value", i)
                                : (double)NAN, 7);
        json_digits(j, r->money ? stake : (double)NAN, 7);
        report_write_reasons(&c->list, c->factors, i, j);
        json_array_end(j);
    }
    json_table_end(j);
}

/* ---- All else ------------------------------------------------------------ */

/* The kind of a learner, and which one a recipe of that kind took. */
static void write_learner(const report_churn *c, json *j)
{
    cev_table *t = NULL;
    const char *learner = NULL;
    const page_learner *of = &c->learner;
    if (cev_estimator_summary(of->tried, NULL, &t) == CEV_OK)
        for (int64_t i = 0; i < cev_table_row_count(t); i++)
            if (strcmp(cev_table_text(t, "name", i), "learner") == 0)
                learner = cev_table_text(t, "text", i);
    json_text(j, "learner", learner);
    json_text(j, "given",
              of->given == NULL ? NULL : cev_estimator_kind(of->taken));
    cev_table_free(t);
}

int report_churn_write(const report *r, const report_churn *c, json *j)
{
    static const char *const scores[] = {"metric", "value", "lower", "upper"};
    static const char *const gate[] = {"section", "name",  "value",
                                       "lower",   "upper", "text"};
    json_object(j, "churn");
    json_text(j, "why_not", c->why);
    json_number(j, "days", c->days);
    if (c->why == NULL) {
        json_boolean(j, "by_cancelling", c->by_cancelling);
        report_write_day(j, "learnt", c->learnt);
        report_write_day(j, "tested", c->tested);
        json_number(j, "learnt_from", c->early.known);
        json_number(j, "tested_on", c->late.known);
        json_number(j, "left", c->late.gone);
        json_number(j, "worth", c->worth);
        json_number(j, "offer", c->offer);
        json_number(j, "contact", c->contact);
        write_learner(c, j);
        write_columns(c->scores, "scores", scores, 4, j);
        write_columns(c->gate, "gate", gate, 6, j);
        write_listed(r, c, j);
    }
    json_object_end(j);
    return CLI_OK;
}
