/* From orders to visits; see walk.h. */
#include "walk.h"

#include <math.h>

int64_t cev__bin_of(int64_t time, int64_t bin)
{
    int64_t quotient = time / bin;
    return time % bin < 0 ? quotient - 1 : quotient;
}

double cev__bins_length(const cev__cut *cut, int64_t bins, double time_unit)
{
    if ((double)cut->bin == time_unit) /* which would come to the same */
        return (double)bins;
    return (double)bins * (double)cut->bin / time_unit;
}

/* How many bins end within the holdout, as far as time goes. 17 days in months
 * of 30.4375 days, taken times the month again, are a little less than 17
 * days: what falls short by rounding alone is whole. */
static int64_t holdout_bins(const cev_options *options, int64_t bin)
{
    double seconds = cev__options_double(options, CEV__OPT_HOLDOUT)
                     * cev__options_double(options, CEV__OPT_TIME_UNIT);
    double longest = (double)(CEV_TIME_MAX - CEV_TIME_MIN + bin);
    double bins = (seconds < longest ? seconds : longest) / (double)bin;
    return (int64_t)floor(bins * (1.0 + 1e-12));
}

/* How many of the bins from the first order to the last that counts are looked
 * back upon: not all of them. */
static int64_t lookback_bins(const cev_portfolio *portfolio,
                             const cev_options *options, const cev__cut *cut)
{
    double share = cev__options_double(options, CEV__OPT_LOOKBACK);
    int64_t first = cev__bin_of(portfolio->earliest, cut->bin);
    if (first >= cut->last_bin)
        return 0;
    return (int64_t)floor(share * (double)(cut->last_bin - first + 1));
}

int32_t cev__cut_make(const cev_portfolio *portfolio, int64_t as_of,
                      const cev_options *options, cev__cut *cut)
{
    if (as_of == CEV_LATEST)
        as_of = cev__portfolio_latest(portfolio);
    if (as_of < CEV_TIME_MIN || as_of > CEV_TIME_MAX)
        return cev__fail(portfolio->ctx, CEV_ERR_DOMAIN,
                         "as_of = %d; wanted %d to %d, seconds since 1970, "
                         "or CEV_LATEST",
                         as_of, CEV_TIME_MIN, CEV_TIME_MAX);
    int64_t bin = cev__options_int(options, CEV__OPT_BIN);
    cut->bin = bin;
    cut->last_bin = cev__bin_of(as_of, bin);
    cut->end = (cut->last_bin + 1) * bin;
    cut->later_bin = cut->last_bin + holdout_bins(options, bin);
    cut->later_end = (cut->later_bin + 1) * bin;
    cut->past_bin = cut->last_bin - lookback_bins(portfolio, options, cut);
    return CEV_OK;
}

cev__walk cev__walk_make(const cev__entry *entries, const cev__entry *end,
                         int64_t bin, int64_t before)
{
    while (end > entries && end[-1].time >= before)
        end--;
    return (cev__walk){entries, end, bin};
}

/* Whether more came in than was given back. Amounts are decimals rounded to
 * doubles, each by up to 2^-53 of itself: 0.1 + 0.2 - 0.3 is above zero, but
 * no money. Where about as much comes in as goes out the sum is off by up to
 * 2^-52 of what went out. */
static int is_money_left(const cev__visit *visit)
{
    return cev__sum_value(&visit->money)
           > 0x1p-52 * cev__sum_value(&visit->refunds);
}

/* The visit of one order whose amount is known, as most are. */
static cev__visit single_visit(int64_t bin, double amount)
{
    const cev__sum money = {amount, 0.0};
    const cev__sum refunds = {amount < 0.0 ? -amount : 0.0, 0.0};
    return (cev__visit){bin, amount >= 0.0, 1, 1, money, refunds};
}

int cev__walk_next(cev__walk *walk, cev__visit *visit)
{
    const cev__entry *at = walk->at, *end = walk->end;
    if (at == end)
        return 0;
    int64_t bin = cev__bin_of(at->time, walk->bin);
    int64_t bin_end = (bin + 1) * walk->bin;
    if ((at + 1 == end || at[1].time >= bin_end) && !isnan(at->amount)) {
        *visit = single_visit(bin, at->amount);
        walk->at = at + 1;
        return 1;
    }
    int bought = 0, returned = 0, unknown = 0, known = 0;
    cev__sum money = {0, 0}, refunds = {0, 0};
    do {
        double amount = at->amount;
        if (isnan(amount)) {
            unknown = bought = 1;
            continue;
        }
        known = 1;
        cev__sum_add(&money, amount);
        if (amount < 0.0) {
            cev__sum_add(&refunds, -amount);
            returned = 1;
        } else {
            bought = 1;
        }
    } while (++at < end && at->time < bin_end);
    walk->at = at;
    *visit = (cev__visit){bin, 0, !unknown, known, money, refunds};
    visit->is_purchase =
        bought && (!returned || unknown || is_money_left(visit));
    return 1;
}
