/* cev cohorts: how the customers of each period went on. */
#include "shop.h"

static const cli_command cohorts_command = {
    "cohorts", "FILE [FILE ...]", "customers by period of their first order",
    "Writes CSV to standard output, a row a cohort and period since:\n"
    "  cohort       first day of the period of the first order\n"
    "  age          periods since then\n"
    "  customers    of the cohort\n"
    "  active       of these, with an order in that period\n"
    "  purchases    their orders in it (days with an order)\n"
    "  revenue      money of that period, refunds taken off\n"
    "  cumulative_revenue  up to its end\n"
    "  complete     0 when the period was not over as of then"};

static int print_cohorts(const shop *s)
{
    static const char *const moments[] = {"cohort"};
    cev_table *cohorts = NULL;
    cev_options *options = shop_settings(s, "cev_portfolio_cohorts");
    if (options == NULL)
        return CLI_FAILED;
    int32_t status =
        cev_portfolio_cohorts(s->portfolio, s->as_of, options, &cohorts);
    cev_options_free(options);
    return status == CEV_OK ? shop_print(s, cohorts, moments, 1)
                            : shop_fail(s);
}

int cmd_cohorts(int argc, char **argv)
{
    static const char *const periods[] = {"day", "week", "month", "quarter",
                                          "year"};
    shop_options given;
    cli_option list[SHOP_OPTIONS + 1];
    shop s;
    int n_files, period = 3;

    shop_options_init(&given);
    int n = shop_options_list(&given, 0, list);
    list[n++] = (cli_option){"period", 0, CLI_CHOICE,
                             "day|week|month|quarter|year",
                             "length of a period (default: month)", &period};
    int code = cli_parse(&cohorts_command, list, n, argc, argv, &n_files);
    if (code >= 0)
        return code;
    code = shop_open(&s, &cohorts_command, &given, (const char *const *)argv,
                     n_files);
    s.period = periods[period - 1];
    if (code == CLI_OK)
        code = print_cohorts(&s);
    shop_close(&s);
    return code;
}
