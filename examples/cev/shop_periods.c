/* What the commands do that ask about the shop by period. */
#include "shop.h"

static int print_periods(const shop *s, const shop_series *series)
{
    cev_table *table = NULL;
    cev_options *options = shop_settings(s, series->call);
    if (options == NULL)
        return CLI_FAILED;
    int32_t status = series->ask(s->portfolio, s->as_of, options, &table);
    cev_options_free(options);
    return status == CEV_OK ? shop_print(s, table, &series->moment, 1)
                            : shop_fail(s);
}

int shop_by_period(const shop_series *series, int argc, char **argv)
{
    static const char *const periods[] = {"day", "week", "month", "quarter",
                                          "year"};
    shop_options given;
    static const char *const divisions[] = {"shop", "channel", "product"};
    cli_option list[SHOP_OPTIONS + 2];
    shop s;
    int n_files, period = 3, by = 1;

    shop_options_init(&given);
    int n = shop_options_list(&given, series->which, list);
    list[n++] = (cli_option){"period", 0, CLI_CHOICE,
                             "day|week|month|quarter|year",
                             "length of a period (default: month)", &period};
    list[n++] = (cli_option){"by", 0, CLI_CHOICE, "shop|channel|product",
                             "the whole shop, or each channel or product as a\n"
                             "shop of its own (default: shop)", &by};
    int code = cli_parse(&series->command, list, n, argc, argv, &n_files);
    if (code >= 0)
        return code;
    given.input.by_product = by == 3;
    code = shop_open(&s, &series->command, &given, (const char *const *)argv,
                     n_files);
    s.period = periods[period - 1];
    s.by = divisions[by - 1];
    if (code == CLI_OK && by == 3 && s.known_products == 0)
        code = cli_fail(&series->command, CLI_UNUSABLE,
                        "no order tells its product; --by product wants a "
                        "plain CSV with a row for each, or an export of "
                        "Shopify, Square (items) or a plugin of WooCommerce");
    if (code == CLI_OK)
        code = print_periods(&s, series);
    shop_close(&s);
    return code;
}
