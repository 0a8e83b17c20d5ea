/* The report's model: which one was taken, and how the others did. */
#include <string.h>

#include "report.h"

static void write_candidate(const cev_table *t, int64_t row, json *j)
{
    static const char *const numbers[] = {"actual",    "predicted", "mae",
                                          "log_score", "shortfall",
                                          "shortfall_std_error", "aic"};
    json_array(j, NULL);
    json_text(j, NULL, cev_table_text(t, "model", row));
    json_integer(j, NULL, cev_table_int64(t, "is_chosen", row));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        json_digits(j, cev_table_double(t, numbers[i], row), 9);
    json_text(j, NULL, cev_table_text(t, "why", row));
    json_array_end(j);
}

/* Why this model; nothing to say of one that was asked for. */
static int write_comparison(const report *r, json *j)
{
    static const char *const names[] = {
        "model",     "is_chosen", "actual",              "predicted", "mae",
        "log_score", "shortfall", "shortfall_std_error", "aic",       "why"};
    cev_table *t = NULL;
    int code = model_ask(&r->now, r->fitted, CEV_EVAL_COMPARISON,
                         r->customers, &t);
    if (code != CLI_OK)
        return code;
    json_table(j, "comparison", names, (int)(sizeof names / sizeof *names));
    for (int64_t i = 0; i < cev_table_row_count(t); i++)
        write_candidate(t, i, j);
    json_table_end(j);
    cev_table_free(t);
    return CLI_OK;
}

int report_write_choice(const report *r, json *j)
{
    if (r->fitted == NULL)
        return CLI_OK;
    json_object(j, "model");
    json_text(j, "kind", r->model);
    json_text(j, "asked", r->shop->model);
    json_text(j, "tested", r->tested == NULL ? NULL : r->tested_model);
    json_number(j, "lookback", r->now.lookback);
    json_object_end(j);
    return write_comparison(r, j);
}
