/* The model of what customers buy and bring; see model.h. */
#include "model.h"

#include <string.h>

#include "columns.h"

void model_look_back(shop *s)
{
    if (strcmp(s->model, CEV_AUTO) == 0)
        s->lookback = 1.0 / 3;
}

int model_fit(const shop *s, const cev_table *customers, cev_estimator **out)
{
    cev_options *options = shop_settings(s, CEV_CLV);
    if (options == NULL)
        return CLI_FAILED;
    int32_t status = cev_estimator_new(s->ctx, CEV_CLV, options, out);
    if (status == CEV_OK)
        status = cev_estimator_fit(*out, customers);
    cev_options_free(options);
    return status == CEV_OK ? CLI_OK : shop_fail(s);
}

int model_ask(const shop *s, const cev_estimator *fitted, const char *what,
              const cev_table *customers, cev_table **out)
{
    cev_options *options = shop_settings(s, CEV_CLV);
    if (options == NULL)
        return CLI_FAILED;
    int32_t status =
        what == NULL
            ? cev_estimator_predict(fitted, customers, options, out)
            : cev_estimator_evaluate(fitted, customers, what, options, out);
    cev_options_free(options);
    return status == CEV_OK ? CLI_OK : shop_fail(s);
}

int model_name(const shop *s, const cev_estimator *fitted,
               const cev_table *customers, char name[MODEL_NAME])
{
    cev_table *compared = NULL;
    snprintf(name, MODEL_NAME, "%s", s->model);
    if (strcmp(s->model, CEV_AUTO) != 0)
        return CLI_OK;
    int code = model_ask(s, fitted, CEV_EVAL_COMPARISON, customers,
                         &compared);
    for (int64_t i = 0; i < cev_table_row_count(compared); i++)
        if (cev_table_int64(compared, "is_chosen", i) == 1)
            snprintf(name, MODEL_NAME, "%s",
                     cev_table_text(compared, "model", i));
    cev_table_free(compared);
    return code;
}

int model_tells(const shop *s, const char *name)
{
    static const char spend[] = CEV_GAMMA_GAMMA ".";
    return s->known_amounts > 0 || strncmp(name, spend, sizeof spend - 1) != 0;
}

int model_say(const shop *s, const cev_estimator *fitted,
              const cev_table *customers)
{
    char name[MODEL_NAME];
    cev_table *summary;
    int code = model_name(s, fitted, customers, name);
    if (code != CLI_OK)
        return code;
    if (cev_estimator_summary(fitted, NULL, &summary) != CEV_OK)
        return shop_fail(s);
    shop_clear_line(s);
    fprintf(stderr, "cev: %s: the model is %s\n", s->command->name, name);
    column section = column_find(summary, "section");
    column name_of = column_find(summary, "name");
    column text = column_find(summary, "text");
    for (int64_t i = 0; i < cev_table_row_count(summary); i++)
        if (strcmp(column_text(&section, i), "verdict") == 0 &&
            model_tells(s, column_text(&name_of, i)))
            fprintf(stderr, "cev: %s: %s\n", s->command->name,
                    column_text(&text, i));
    cev_table_free(summary);
    return CLI_OK;
}
