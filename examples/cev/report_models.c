/* The report's models in words and figures: verdicts, parameters, the test on
 * the time held back. */
#include <math.h>
#include <string.h>

#include "report.h"

/* "bgnbd.r" as it is, "r" with the kind before it. */
static void full_name(const cev_estimator *e, const char *name, char out[96])
{
    if (strchr(name, '.') != NULL)
        snprintf(out, 96, "%s", name);
    else
        snprintf(out, 96, "%s.%s", cev_estimator_kind(e), name);
}

static void write_parameters(const cev_estimator *e, const cev_table *t,
                             json *j)
{
    static const char *const names[] = {"name", "value", "std_error", "lower",
                                        "upper"};
    column section = column_find(t, "section"), name = column_find(t, "name");
    column numbers[4];
    char full[96];
    for (int i = 0; i < 4; i++)
        numbers[i] = column_find(t, names[i + 1]);
    json_table(j, "parameters", names, 5);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        if (strcmp(column_text(&section, i), "parameter") != 0)
            continue;
        full_name(e, column_text(&name, i), full);
        json_array(j, NULL);
        json_text(j, NULL, full);
        for (int k = 0; k < 4; k++)
            json_digits(j, column_double(&numbers[k], i), 7);
        json_array_end(j);
    }
    json_table_end(j);
}

/* The rows of one section as objects: figures of the fit, or verdicts. */
static void write_section(const cev_estimator *e, const cev_table *t,
                          const char *of, const char *key, json *j)
{
    column section = column_find(t, "section"), name = column_find(t, "name");
    column value = column_find(t, "value"), text = column_find(t, "text");
    char full[96];
    json_array(j, key);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        if (strcmp(column_text(&section, i), of) != 0)
            continue;
        full_name(e, column_text(&name, i), full);
        json_object(j, NULL);
        json_text(j, "name", full);
        json_number(j, "value", column_double(&value, i));
        json_text(j, "text", column_text(&text, i));
        json_object_end(j);
    }
    json_array_end(j);
}

static int write_evaluation(const report *r, json *j)
{
    static const char *const names[] = {"metric", "value", "lower", "upper"};
    cev_table *t = NULL;
    if (r->tested == NULL)
        return CLI_OK;
    cev_options *options = shop_settings(&r->back, CEV_BGNBD);
    if (options == NULL)
        return CLI_FAILED;
    int32_t status = cev_estimator_evaluate(r->tested, r->before,
                                            CEV_EVAL_HOLDOUT, options, &t);
    cev_options_free(options);
    if (status != CEV_OK)
        return shop_fail(r->shop);
    column metric = column_find(t, "metric"), value = column_find(t, "value");
    column lower = column_find(t, "lower"), upper = column_find(t, "upper");
    json_table(j, "evaluation", names, 4);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        json_array(j, NULL);
        json_text(j, NULL, column_text(&metric, i));
        json_digits(j, column_double(&value, i), 8);
        json_digits(j, column_double(&lower, i), 8);
        json_digits(j, column_double(&upper, i), 8);
        json_array_end(j);
    }
    json_table_end(j);
    cev_table_free(t);
    return CLI_OK;
}

int report_write_models(const report *r, json *j)
{
    const cev_estimator *e = r->money ? r->value : r->purchases;
    cev_table *t = NULL;
    if (e == NULL) {
        json_array(j, "verdicts");
        json_array_end(j);
        return CLI_OK;
    }
    if (cev_estimator_summary(e, NULL, &t) != CEV_OK)
        return shop_fail(r->shop);
    write_section(e, t, "verdict", "verdicts", j);
    write_parameters(e, t, j);
    write_section(e, t, "fit", "fit", j);
    cev_table_free(t);
    return write_evaluation(r, j);
}
