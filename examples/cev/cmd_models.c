/* cev models: which model suits these customers, and why. */
#include "model.h"

static const cli_command models_command = {
    "models", "FILE [FILE ...]", "which model suits these customers, and why",
    "Fits every purchase model that the data can carry to what was known before\n"
    "the last third of the time, and asks it for that third. Writes CSV to\n"
    "standard output, a row a model:\n"
    "  model, is_chosen\n"
    "  log_likelihood, aic  how likely all purchases are by it\n"
    "  actual, predicted    repeat orders of the last third\n"
    "  mae, rmse            how far off it was for one customer\n"
    "  log_score            of what it foresaw for a customer, more is better\n"
    "  shortfall            of its score to the best one's,\n"
    "  shortfall_std_error  and how sure that is\n"
    "  why                  in words\n"
    "Of the models that foresee the third as well as the best, but for chance,\n"
    "the one with the least aic is chosen. cev clv and cev report take it."};

static int compare_and_print(const shop *s)
{
    cev_table *customers = NULL, *compared = NULL;
    cev_estimator *fitted = NULL;
    int code = shop_summarise(s, &customers);
    if (code == CLI_OK)
        code = model_fit(s, customers, &fitted);
    if (code == CLI_OK)
        code = model_ask(s, fitted, CEV_EVAL_COMPARISON, customers, &compared);
    if (code == CLI_OK)
        code = model_say(s, fitted, customers);
    cev_estimator_free(fitted);
    cev_table_free(customers);
    if (code == CLI_OK)
        return shop_print(s, compared, NULL, 0);
    cev_table_free(compared);
    return code;
}

int cmd_models(int argc, char **argv)
{
    shop_options given;
    cli_option list[SHOP_OPTIONS];
    shop s;
    int n_files;

    shop_options_init(&given);
    int n = shop_options_list(&given, SHOP_UNIT, list);
    int code = cli_parse(&models_command, list, n, argc, argv, &n_files);
    if (code >= 0)
        return code;
    code = shop_open(&s, &models_command, &given, (const char *const *)argv,
                     n_files);
    if (code == CLI_OK) {
        model_look_back(&s);
        code = compare_and_print(&s);
    }
    shop_close(&s);
    return code;
}
