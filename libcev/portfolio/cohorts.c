/* Cohorts alone: a walk that goes through customers one by one. */
#include "../core/calls.h"
#include "cohort_grid.h"

/* How many customers lie between two words to the host. */
enum { COHORT_REPORT = 1 << 16 };

/* Adds what one customer did, period by period. */
static void add_customer(const cev__cohort_grid *grid, int64_t row)
{
    cev__walk walk = cev__survey_walk(grid->survey, row);
    cev__deeds deeds = {0};
    int64_t period = 0, last = CEV__NO_COHORT;
    cev__visit visit;
    for (const cev__entry *from = walk.at; cev__walk_next(&walk, &visit);
         from = walk.at) {
        period = cev__almanac_of(grid->almanac,
                                 visit.bin * grid->survey->cut.bin);
        if (period != last && last != CEV__NO_COHORT) {
            cev__cohorts_add(grid, row, last, &deeds);
            deeds = (cev__deeds){0};
        }
        last = period;
        cev__sum gain = cev__cohorts_gain(grid, &visit, from, walk.at);
        cev__sum_merge(&deeds.gain, &gain);
        cev__sum_merge(&deeds.money, &visit.money);
        deeds.purchases += visit.is_purchase;
    }
    if (last != CEV__NO_COHORT)
        cev__cohorts_add(grid, row, last, &deeds);
}

static int32_t add_customers(const cev__cohort_grid *grid)
{
    int64_t n = grid->survey->histories.count;
    int32_t status = CEV_OK;
    for (int64_t row = 0; row < n && status == CEV_OK; row++) {
        if (row % COHORT_REPORT == 0)
            status = cev__progress(grid->survey->ctx, "cohorts",
                                   (double)row / (double)n);
        if (status == CEV_OK)
            add_customer(grid, row);
    }
    return status;
}

/* Both calls; `segments` is NULL where all are one group. */
static int32_t ask_cohorts(const cev_portfolio *portfolio,
                           const cev_table *segments, int64_t as_of,
                           const cev_options *options, const char *who,
                           cev_table **out)
{
    cev__survey survey = {0};
    cev__membership groups = {{0}, NULL, 0, NULL, 0};
    cev__almanac almanac = {0};
    cev__cohort_grid grid = {0};
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    int32_t status = cev__membership_survey(
        portfolio, segments, as_of, options,
        segments == NULL ? CEV__TAKES_COHORTS : CEV__TAKES_COHORTS_BY, who,
        out, &survey, &groups);
    if (status == CEV_OK)
        status = cev__almanac_open(portfolio, &survey.cut, options, &almanac);
    if (status == CEV_OK)
        status = cev__cohorts_begin(&grid, &survey, &groups, &almanac, options,
                                    portfolio->details.known[CEV__COST] > 0);
    if (status == CEV_OK)
        status = add_customers(&grid);
    if (status == CEV_OK)
        status = cev__cohorts_table(&grid, out);
    cev__cohorts_end(&grid);
    cev__almanac_close(portfolio->ctx, &almanac);
    cev__membership_close(portfolio->ctx, &groups);
    cev__survey_end(&survey);
    return status;
}

int32_t cev_portfolio_cohorts(const cev_portfolio *portfolio, int64_t as_of,
                              const cev_options *options, cev_table **out)
{
    return ask_cohorts(portfolio, NULL, as_of, options,
                       "cev_portfolio_cohorts", out);
}

int32_t cev_portfolio_cohorts_by(const cev_portfolio *portfolio,
                                 const cev_table *segments, int64_t as_of,
                                 const cev_options *options, cev_table **out)
{
    if (portfolio != NULL && segments == NULL)
        return cev__fail_null(portfolio->ctx, "segments");
    return ask_cohorts(portfolio, segments, as_of, options,
                       "cev_portfolio_cohorts_by", out);
}
