/* cev indicators: how the shop does, period by period. */
#include "shop.h"

static const shop_series indicators_series = {
    {"indicators", "FILE [FILE ...]",
     "the shop by period: who stays, what moves revenue",
     "Writes CSV to standard output, a row a period:\n"
     "  period       its first day\n"
     "  channel, product  with --by; empty where the files do not say\n"
     "  customers_start, _new, _retained, _reactivated, _lost, _active\n"
     "               with an order in the period before; and in this one\n"
     "               all but _start with limits _lo and _hi\n"
     "  purchases, purchases_unknown  days with an order; without amount\n"
     "  retention_rate, churn_rate  shares of the start\n"
     "  lifetime     periods until a customer is lost, at this rate\n"
     "  repeat_rate  share of the active with two purchases or more\n"
     "  quick_ratio  customers won for each lost\n"
     "  frequency    purchases of each active customer\n"
     "  purchase_value  mean\n"
     "  days_between, tenure  days since the purchase before, and the first\n"
     "  return_rate  money given back of money taken in\n"
     "  revenue, margin, margin_per_purchase, margin_per_customer\n"
     "  gini, top_decile_share, hhi  on how few the revenue rests\n"
     "  revenue_change  against the period before\n"
     "  change_customers, _frequency, _value  what of the change is owed to each\n"
     "               all of these with limits _lo and _hi\n"
     "  items_per_purchase, discount_rate  where the files tell items, discounts;\n"
     "               with limits\n"
     "  complete     0 when the period was not over as of then"},
    "cev_portfolio_indicators", cev_portfolio_indicators, "period",
    SHOP_INTERVAL | SHOP_MARGIN};

int cmd_indicators(int argc, char **argv)
{
    return shop_by_period(&indicators_series, argc, argv);
}
