/*
 * Repeat purchases over time, on a grid of steps that has as_of among its
 * points: step k ends at k * step after as_of and holds what came later than
 * (k - 1) * step. The first is the one in which the earliest first purchase
 * could have been followed by another; the last ends within the holdout.
 */
#include <math.h>

#include "../core/calls.h"
#include "../core/table.h"
#include "survey.h"

typedef struct tracking_grid {
    double step;      /* [time_unit] */
    double time_unit; /* [s] */
    int64_t first;    /* number of the first step */
    int64_t steps;
} tracking_grid;

/* The bin of a customer's first purchase, 0 when there is none by as_of. */
static int find_birth(const cev__survey *survey, int64_t row, int64_t *birth)
{
    cev__walk walk = cev__survey_walk(survey, row);
    cev__visit visit;
    while (cev__walk_next(&walk, &visit)
           && visit.bin <= survey->cut.last_bin) {
        *birth = visit.bin;
        if (visit.is_purchase)
            return 1;
    }
    return 0;
}

/* The age at as_of of the oldest customer, in bins. */
static int64_t oldest_bins(const cev__survey *survey)
{
    int64_t oldest = 0;
    for (int64_t row = 0; row < survey->histories.count; row++) {
        int64_t birth = 0;
        if (find_birth(survey, row, &birth)
            && survey->cut.last_bin - birth > oldest)
            oldest = survey->cut.last_bin - birth;
    }
    return oldest;
}

static int32_t lay_grid(const cev__survey *survey, const cev_options *options,
                        tracking_grid *grid)
{
    grid->step = cev__options_double(options, CEV__OPT_STEP);
    grid->time_unit = cev__options_double(options, CEV__OPT_TIME_UNIT);
    double oldest = cev__bins_length(&survey->cut, oldest_bins(survey),
                                     grid->time_unit);
    double before = ceil(oldest / grid->step);
    double after = floor(cev__options_double(options, CEV__OPT_HOLDOUT)
                         / grid->step);
    int32_t status = cev__survey_limit(survey, CEV_OPT_STEP, before + after);
    if (status != CEV_OK)
        return status;
    grid->first = 1 - (int64_t)before;
    grid->steps = (int64_t)before + (int64_t)after;
    return CEV_OK;
}

/* Counts one customer's repeat purchases into their steps. */
static void track_customer(const cev__survey *survey,
                           const tracking_grid *grid, int64_t row,
                           double *repeat)
{
    int64_t birth = 0;
    if (!find_birth(survey, row, &birth))
        return;
    cev__walk walk = cev__survey_walk(survey, row);
    cev__visit visit;
    while (cev__walk_next(&walk, &visit)) {
        if (!visit.is_purchase || visit.bin <= birth)
            continue;
        double since = cev__bins_length(
            &survey->cut, visit.bin - survey->cut.last_bin, grid->time_unit);
        double at = ceil(since / grid->step) - (double)grid->first;
        if (at < (double)grid->steps)
            repeat[(int64_t)at] += 1.0;
    }
}

static int32_t tracking_table(const cev__survey *survey,
                              const tracking_grid *grid, cev_table **out)
{
    cev_table *table = NULL;
    double *time = NULL, *repeat = NULL, *cumulative = NULL;
    int32_t status = cev_table_new(survey->ctx, grid->steps, &table);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "time", &time);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "repeat", &repeat);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "cumulative", &cumulative);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t row = 0; row < survey->histories.count; row++)
        track_customer(survey, grid, row, repeat);
    double sum = 0.0; /* of whole numbers: exact */
    for (int64_t i = 0; i < grid->steps; i++) {
        time[i] = (double)(grid->first + i) * grid->step;
        cumulative[i] = sum += repeat[i];
    }
    *out = table;
    return CEV_OK;
}

int32_t cev_portfolio_tracking(const cev_portfolio *portfolio, int64_t as_of,
                               const cev_options *options, cev_table **out)
{
    cev__survey survey;
    tracking_grid grid;
    int32_t status =
        cev__survey_begin(portfolio, as_of, options, CEV__TAKES_TRACKING,
                          "cev_portfolio_tracking", out, &survey);
    if (status != CEV_OK)
        return status;
    status = lay_grid(&survey, options, &grid);
    if (status == CEV_OK)
        status = tracking_table(&survey, &grid, out);
    cev__survey_end(&survey);
    return status;
}
