/* cev clv: what each customer is expected to bring. */
#include <string.h>

#include "columns.h"
#include "shop.h"

static const cli_command clv_command = {
    "clv", "FILE [FILE ...]", "what each customer is expected to bring",
    "Writes CSV to standard output, a row a customer, with intervals (_lo,\n"
    "_hi) of each estimate unless --interval is 0:\n"
    "  p_alive             chance of still being a customer\n"
    "  expected_purchases  orders over the horizon\n"
    "  expected_spend      value of one of them\n"
    "  clv                 both times the margin, discounted\n"
    "Files without amounts give p_alive and expected_purchases alone. What\n"
    "was fitted, and what cannot be believed, is said on standard error."};

/* The verdicts of the fit, one a line. */
static int say_verdicts(const shop *s, const cev_estimator *estimator)
{
    cev_table *summary;
    if (cev_estimator_summary(estimator, NULL, &summary) != CEV_OK)
        return shop_fail(s);
    shop_clear_line(s);
    column section = column_find(summary, "section");
    column text = column_find(summary, "text");
    for (int64_t i = 0; i < cev_table_row_count(summary); i++) {
        const char *words = column_text(&text, i);
        if (strcmp(column_text(&section, i), "verdict") == 0 && words != NULL)
            fprintf(stderr, "cev: clv: %s\n", words);
    }
    cev_table_free(summary);
    return CLI_OK;
}

static int fit_and_print(const shop *s, const char *kind,
                         const cev_options *options)
{
    cev_table *customers = NULL, *scores = NULL;
    cev_estimator *estimator = NULL;
    int code = shop_summarise(s, &customers);
    if (code != CLI_OK)
        return code;
    if (cev_estimator_new(s->ctx, kind, options, &estimator) != CEV_OK ||
        cev_estimator_fit(estimator, customers) != CEV_OK ||
        cev_estimator_predict(estimator, customers, options, &scores) !=
            CEV_OK)
        code = shop_fail(s);
    else
        code = say_verdicts(s, estimator);
    cev_estimator_free(estimator);
    cev_table_free(customers);
    if (code == CLI_OK)
        return shop_print(s, scores, NULL, 0);
    cev_table_free(scores);
    return code;
}

int cmd_clv(int argc, char **argv)
{
    shop_options given;
    cli_option list[SHOP_OPTIONS];
    shop s;
    int n_files;

    shop_options_init(&given);
    int n = shop_options_list(&given, SHOP_UNIT | SHOP_VALUE | SHOP_MODEL,
                              list);
    int code = cli_parse(&clv_command, list, n, argc, argv, &n_files);
    if (code >= 0)
        return code;
    code = shop_open(&s, &clv_command, &given, (const char *const *)argv,
                     n_files);
    if (code == CLI_OK) {
        const char *kind = s.known_amounts > 0 ? CEV_CLV : s.model;
        cev_options *options = shop_settings(&s, kind);
        code = options == NULL ? CLI_FAILED : fit_and_print(&s, kind, options);
        cev_options_free(options);
    }
    shop_close(&s);
    return code;
}
