/* What predictions are asked for; see outlook.h. */
#include "../core/compiler.h"
#include "outlook.h"

#include <math.h>
#include <string.h>

#include "../core/text.h"
#include "../math/elementary.h"
#include "../math/interval.h"

const char cev__quantity_names[CEV__QUANTITIES][20] = {
    "p_alive",       "expected_purchases", "p_any",
    "next_purchase", "expected_spend",     "clv",
    "dert",          "rlv"};

#define SECONDS_A_YEAR (365.25 * 86400.0)

static int own_mean_of(const cev_options *options)
{
    const char *text = cev__options_str(options, CEV__OPT_OWN_MEAN);
    if (strcmp(text, "alone") == 0)
        return CEV__MEAN_ALONE;
    return strcmp(text, "ignored") == 0 ? CEV__MEAN_IGNORED
                                        : CEV__MEAN_WEIGHED;
}

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
    outlook.own_mean = own_mean_of(options);
    outlook.z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    return outlook;
}

/* What the models can tell. */
static int told_quantities(const cev__outlook *outlook)
{
    int told = outlook->quantities;
    if (outlook->purchases != NULL && outlook->purchases->kind->knows_next)
        told |= 1 << CEV__P_ANY | 1 << CEV__NEXT;
    if (outlook->purchases != NULL)
        told |= 1 << CEV__DERT;
    if (outlook->purchases != NULL && outlook->spend != NULL)
        told |= 1 << CEV__RLV;
    return told;
}

int32_t cev__outlook_choose(cev_ctx *ctx, const cev_options *options,
                            cev__outlook *outlook)
{
    const char *text = cev__options_str(options, CEV__OPT_QUANTITIES);
    int first = 1 << CEV__P_ANY | 1 << CEV__NEXT;
    int told = told_quantities(outlook);
    int chosen = cev__text_lists(text, "usual") ? outlook->quantities : 0;
    for (int q = 0; q < CEV__QUANTITIES; q++) {
        if (!cev__text_lists(text, cev__quantity_names[q]))
            continue;
        if (((told >> q) & 1) == 0)
            return cev__fail(ctx, CEV_ERR_OPTION,
                             "option quantities: this model tells no %s",
                             cev__quantity_names[q]);
        chosen |= 1 << q;
    }
    if ((chosen & first) != 0
        && cev__purchase_is_discrete(outlook->purchases->kind)
        && outlook->horizon > CEV__OPPORTUNITIES)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option horizon = %g; wanted at most %i "
                         "opportunities for p_any and next_purchase",
                         outlook->horizon, (int32_t)CEV__OPPORTUNITIES);
    if ((chosen & (1 << CEV__DERT | 1 << CEV__RLV)) != 0
        && !(outlook->delta > 0.0))
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option discount = 0; wanted above 0 for dert and "
                         "rlv, which may be infinite without");
    outlook->quantities = chosen;
    return CEV_OK;
}

cev__outlook cev__outlook_ever(const cev__outlook *outlook)
{
    cev__outlook ever = *outlook;
    ever.is_ever = 1;
    ever.horizon = INFINITY;
    ever.quantities = cev__outlook_asks(outlook, CEV__DERT) << CEV__PURCHASES
                      | cev__outlook_asks(outlook, CEV__RLV) << CEV__CLV;
    if (!cev__outlook_asks(outlook, CEV__RLV))
        ever.spend = NULL;
    return ever;
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
