/* cev summary: a row a customer, as the models want it. */
#include "shop.h"

static const cli_command summary_command = {
    "summary", "FILE [FILE ...]", "a row a customer: orders, ages, money",
    "Writes CSV to standard output:\n"
    "  customer     as in the files\n"
    "  x            orders after the first, on days of their own\n"
    "  t_x, T       age at the last of them, and now [unit]\n"
    "  m_x          mean value of the x repeat orders\n"
    "  first, last  days of the first and the last order\n"
    "  revenue      money kept, refunds taken off; refunds: given back\n"
    "With --holdout the table is as of the start of the time held back, and\n"
    "x_holdout, T_holdout, m_x_holdout and revenue_holdout say what came\n"
    "in it. Customers without an order by then are not listed."};

int cmd_summary(int argc, char **argv)
{
    static const char *const moments[] = {"first", "last"};
    shop_options given;
    cli_option list[SHOP_OPTIONS];
    cev_table *customers;
    shop s;
    int n_files;

    shop_options_init(&given);
    int n = shop_options_list(&given, SHOP_UNIT | SHOP_HOLDOUT, list);
    int code = cli_parse(&summary_command, list, n, argc, argv, &n_files);
    if (code >= 0)
        return code;
    code = shop_open(&s, &summary_command, &given, (const char *const *)argv,
                     n_files);
    if (code == CLI_OK)
        code = shop_summarise(&s, &customers);
    if (code == CLI_OK)
        code = shop_print(&s, customers, moments, 2);
    shop_close(&s);
    return code;
}
