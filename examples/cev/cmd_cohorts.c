/* cev cohorts: how the customers of each period went on. */
#include "shop.h"

static const shop_series cohorts_series = {
    {"cohorts", "FILE [FILE ...]", "customers by period of their first order",
     "Writes CSV to standard output, a row a cohort and period since:\n"
     "  cohort       first day of the period of the first order\n"
     "  channel, product  with --by; empty where the files do not say\n"
     "  age          periods since then\n"
     "  customers    of the cohort\n"
     "  active       of these, with an order in that period\n"
     "  purchases    their orders in it (days with an order)\n"
     "  revenue      money of that period, refunds taken off\n"
     "  cumulative_revenue  up to its end\n"
     "  margin       of the revenue\n"
     "  retention_rate  active / customers\n"
     "  margin_per_customer  of all customers of the cohort\n"
     "  cumulative_clv  the same up to its end, later money counting less\n"
     "               these three with limits _lo and _hi\n"
     "  complete     0 when the period was not over as of then"},
    "cev_portfolio_cohorts", cev_portfolio_cohorts, "cohort",
    SHOP_INTERVAL | SHOP_MARGIN | SHOP_DISCOUNT};

int cmd_cohorts(int argc, char **argv)
{
    return shop_by_period(&cohorts_series, argc, argv);
}
