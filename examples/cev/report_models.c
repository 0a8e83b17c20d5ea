/* The report's models in words and figures: verdicts, parameters, the test on
 * the time held back. */
#include <math.h>
#include <string.h>

#include "report.h"

static void write_parameters(const report *r, const cev_table *t, json *j)
{
    static const char *const names[] = {"name", "value", "std_error", "lower",
                                        "upper"};
    column section = column_find(t, "section"), name = column_find(t, "name");
    column numbers[4];
    for (int i = 0; i < 4; i++)
        numbers[i] = column_find(t, names[i + 1]);
    json_table(j, "parameters", names, 5);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        if (strcmp(column_text(&section, i), "parameter") != 0 ||
            !model_tells(r->shop, column_text(&name, i)))
            continue;
        json_array(j, NULL);
        json_text(j, NULL, column_text(&name, i));
        for (int k = 0; k < 4; k++)
            json_digits(j, column_double(&numbers[k], i), 7);
        json_array_end(j);
    }
    json_table_end(j);
}

/* The rows of one section as objects: figures of the fit, or verdicts. */
static void write_section(const report *r, const cev_table *t,
                          const char *of, const char *key, json *j)
{
    column section = column_find(t, "section"), name = column_find(t, "name");
    column value = column_find(t, "value"), text = column_find(t, "text");
    json_array(j, key);
    for (int64_t i = 0; i < cev_table_row_count(t); i++) {
        if (strcmp(column_text(&section, i), of) != 0 ||
            !model_tells(r->shop, column_text(&name, i)))
            continue;
        json_object(j, NULL);
        json_text(j, "name", column_text(&name, i));
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
    int code = model_ask(&r->back, r->tested, CEV_EVAL_HOLDOUT, r->before,
                         &t);
    if (code != CLI_OK)
        return code;
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
    cev_table *t = NULL;
    if (r->fitted == NULL) {
        json_array(j, "verdicts");
        json_array_end(j);
        return CLI_OK;
    }
    if (cev_estimator_summary(r->fitted, NULL, &t) != CEV_OK)
        return shop_fail(r->shop);
    write_section(r, t, "verdict", "verdicts", j);
    write_parameters(r, t, j);
    write_section(r, t, "fit", "fit", j);
    cev_table_free(t);
    return write_evaluation(r, j);
}
