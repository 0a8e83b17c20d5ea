/* Days and their periods; see almanac.h. */
#include "almanac.h"

#define ALMANAC_DAY INT64_C(86400)

int32_t cev__almanac_open(const cev_portfolio *portfolio, const cev__cut *cut,
                          const cev_options *options, cev__almanac *almanac)
{
    cev_ctx *ctx = portfolio->ctx;
    int64_t last = cut->end - 1;
    int64_t from = cev__bin_of(portfolio->earliest, cut->bin) * cut->bin;
    if (from > last)
        from = last;
    almanac->period =
        cev__period_named(cev__options_str(options, CEV__OPT_PERIOD));
    almanac->first_day = cev__bin_of(from, ALMANAC_DAY);
    almanac->days = cev__bin_of(last, ALMANAC_DAY) + 1 - almanac->first_day;
    almanac->first = cev__period_of(from, almanac->period);
    almanac->count = cev__period_of(last, almanac->period) + 2
                     - almanac->first;
    almanac->periods = cev__alloc(ctx, almanac->days + 1,
                                  (int64_t)sizeof *almanac->periods);
    almanac->starts = cev__alloc(ctx, almanac->count + 1,
                                 (int64_t)sizeof *almanac->starts);
    if (almanac->periods == NULL || almanac->starts == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < almanac->count; i++)
        almanac->starts[i] =
            cev__period_start(almanac->first + i, almanac->period);
    int64_t at = 0;
    for (int64_t day = 0; day < almanac->days; day++) {
        while (almanac->starts[at + 1]
               <= (almanac->first_day + day) * ALMANAC_DAY)
            at++;
        almanac->periods[day] = (int32_t)(almanac->first + at);
    }
    return CEV_OK;
}

void cev__almanac_close(cev_ctx *ctx, cev__almanac *almanac)
{
    cev__free(ctx, almanac->periods, almanac->days + 1,
              (int64_t)sizeof *almanac->periods);
    cev__free(ctx, almanac->starts, almanac->count + 1,
              (int64_t)sizeof *almanac->starts);
}
