/* What one customer is worth; see predict.h. */
#include "../core/compiler.h"
#include "predict.h"

#include <math.h>

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

/* Purchases as such, and as clv counts them. */
static cev__view plain_view(const cev__outlook *outlook)
{
    cev__view view = {0.0, outlook->horizon, outlook->z > 0.0};
    return view;
}

static cev__view discounted_view(const cev__outlook *outlook)
{
    cev__view view = plain_view(outlook);
    view.delta = outlook->delta;
    return view;
}

/* Whether clv asks another question than expected_purchases does. */
static int is_discounting(const cev__outlook *outlook)
{
    return outlook->spend != NULL && outlook->delta > 0.0;
}

int64_t cev__outlook_aheads(const cev__outlook *outlook)
{
    cev__view view = plain_view(outlook);
    if (outlook->purchases == NULL)
        return 0;
    return (is_discounting(outlook) ? 2 : 1)
           * cev__purchases_aheads(outlook->purchases, &view);
}

void cev__outlook_start(const cev__outlook *outlook, cev__ahead *aheads)
{
    cev__view plain = plain_view(outlook);
    cev__view discounted = discounted_view(outlook);
    if (outlook->purchases == NULL)
        return;
    cev__purchases_start(outlook->purchases, &plain, aheads);
    aheads += cev__purchases_aheads(outlook->purchases, &plain);
    if (is_discounting(outlook))
        cev__purchases_start(outlook->purchases, &discounted, aheads);
}

static void look_at_purchases(const cev__outlook *outlook, cev__ahead *aheads,
                              const cev__history *history, cev__worth *out)
{
    const cev__purchases *model = outlook->purchases;
    cev__view view = plain_view(outlook);
    cev__purchases_standing(model, aheads, view.is_uncertain, history,
                            &out->standing);
    if (view.is_uncertain)
        out->odds_sd = cev__purchases_odds_sd(model, &out->standing);
    out->purchases = cev__purchases_forecast(model, &view, aheads,
                                             &out->standing, history);
}

/* The two models are fitted to different things, so their errors are taken as
 * independent: variances of logarithms add. */
static void look_at_value(const cev__outlook *outlook, cev__ahead *aheads,
                          const cev__history *history, cev__worth *out)
{
    cev__forecast ahead = out->purchases;
    cev__view view = discounted_view(outlook);
    if (is_discounting(outlook)) {
        if (aheads != NULL)
            aheads += cev__purchases_aheads(outlook->purchases, &view);
        ahead = cev__purchases_forecast(outlook->purchases, &view, aheads,
                                        &out->standing, history);
    }
    double spend_variance = out->spend.log_sd * out->spend.log_sd;
    double value = outlook->margin * out->spend.value;
    out->clv.value = value * ahead.value;
    out->clv.log_sd = sqrt(spend_variance + ahead.log_sd * ahead.log_sd);
    out->clv.active = value * ahead.active;
    out->clv.active_sd =
        sqrt(spend_variance + ahead.active_sd * ahead.active_sd);
}

void cev__outlook_row(const cev__outlook *outlook, cev__ahead *aheads,
                      const cev__block *block, int64_t i, cev__worth *out)
{
    cev__history history = cev__history_at(block, i);
    if (outlook->purchases != NULL)
        look_at_purchases(outlook, aheads, &history, out);
    if (outlook->spend != NULL) {
        double spent_x, m_x;
        cev__spend_history(outlook->spend, block, i, &spent_x, &m_x);
        out->spend = cev__spend_forecast(outlook->spend, spent_x, m_x);
    }
    if (outlook->purchases != NULL && outlook->spend != NULL)
        look_at_value(outlook, aheads, &history, out);
}
