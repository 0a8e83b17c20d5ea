/* What predictions are asked for; see outlook.h. */
#include "../core/compiler.h"
#include "outlook.h"

#include "../math/elementary.h"
#include "interval.h"

#define SECONDS_A_YEAR (365.25 * 86400.0)

cev__outlook cev__outlook_of(const cev__purchases *purchases,
                             const cev__spend *spend,
                             const cev_options *options)
{
    cev__outlook outlook = {0};
    double units_a_year =
        SECONDS_A_YEAR / cev__options_double(options, CEV__OPT_TIME_UNIT);
    outlook.purchases = purchases;
    outlook.spend = spend;
    if (purchases != NULL)
        outlook.quantities |= 1 << CEV__P_ALIVE | 1 << CEV__PURCHASES;
    if (spend != NULL)
        outlook.quantities |= 1 << CEV__SPEND;
    if (purchases != NULL && spend != NULL)
        outlook.quantities |= 1 << CEV__CLV;
    outlook.horizon = cev__options_double(options, CEV__OPT_HORIZON);
    outlook.delta =
        cev__log1p(cev__options_double(options, CEV__OPT_DISCOUNT))
        / units_a_year;
    outlook.margin = cev__options_double(options, CEV__OPT_MARGIN);
    outlook.z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    return outlook;
}

int cev__outlook_wants(const cev__outlook *outlook)
{
    int wants = 0;
    if (outlook->purchases != NULL)
        wants |= cev__purchase_wants(outlook->purchases->kind);
    if (outlook->spend != NULL)
        wants |= CEV__WANTS_X | CEV__WANTS_REVENUE_MAYBE
                 | (outlook->purchases == NULL ? CEV__WANTS_SPEND
                                               : CEV__WANTS_SPEND_MAYBE);
    return wants;
}
