/* cev clv: what each customer is expected to bring. */
#include "model.h"

static const cli_command clv_command = {
    "clv", "FILE [FILE ...]", "what each customer is expected to bring",
    "Writes CSV to standard output, a row a customer, with intervals (_lo,\n"
    "_hi) of each estimate unless --interval is 0:\n"
    "  p_alive             chance of still being a customer\n"
    "  expected_purchases  orders over the horizon\n"
    "  expected_spend      value of one of them\n"
    "  clv                 both times the margin, discounted\n"
    "Files without amounts give p_alive and expected_purchases alone. Which\n"
    "model was taken, and what cannot be believed, is said on standard error."};

static int fit_and_print(const shop *s)
{
    cev_table *customers = NULL, *scores = NULL;
    cev_estimator *fitted = NULL;
    int code = shop_summarise(s, &customers);
    if (code == CLI_OK)
        code = model_fit(s, customers, &fitted);
    if (code == CLI_OK)
        code = model_ask(s, fitted, NULL, customers, &scores);
    if (code == CLI_OK)
        code = model_say(s, fitted, customers);
    cev_estimator_free(fitted);
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
    int n = shop_options_list(&given, SHOP_UNIT | SHOP_VALUE | SHOP_MODEL |
                                          SHOP_INTERVAL,
                              list);
    int code = cli_parse(&clv_command, list, n, argc, argv, &n_files);
    if (code >= 0)
        return code;
    code = shop_open(&s, &clv_command, &given, (const char *const *)argv,
                     n_files);
    if (code == CLI_OK) {
        model_look_back(&s);
        if (s.known_amounts == 0)
            s.quantities = "p_alive expected_purchases";
        code = fit_and_print(&s);
    }
    shop_close(&s);
    return code;
}
