/* How long it is from one purchase to the next, as a distribution. */
#include "../core/calls.h"
#include "../core/table.h"
#include "../math/radix.h"
#include "survey.h"

/* Writes the gaps of all customers, in bins; gives how many. There is at most
 * one for each order. */
static int64_t collect_gaps(const cev__survey *survey, cev__keyed *gaps)
{
    int64_t count = 0;
    for (int64_t row = 0; row < survey->histories.count; row++) {
        cev__walk walk = cev__survey_walk(survey, row);
        cev__visit visit;
        int64_t before = 0;
        int64_t purchases = 0;
        while (cev__walk_next(&walk, &visit)) {
            if (!visit.is_purchase)
                continue;
            if (purchases++ > 0)
                gaps[count++].key = (uint64_t)(visit.bin - before);
            before = visit.bin;
        }
    }
    return count;
}

/* How many different gaps there are among sorted ones. */
static int64_t count_different(const cev__keyed *gaps, int64_t count)
{
    int64_t different = 0;
    for (int64_t i = 0; i < count; i++)
        different += i == 0 || gaps[i].key != gaps[i - 1].key;
    return different;
}

/* The table of sorted gaps. */
static int32_t gaps_table(cev_ctx *ctx, const cev__keyed *gaps, int64_t count,
                          cev_table **out)
{
    cev_table *table = NULL;
    int64_t *gap = NULL, *counts = NULL;
    int32_t status = cev_table_new(ctx, count_different(gaps, count), &table);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "gap", &gap);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "count", &counts);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    int64_t row = -1;
    for (int64_t i = 0; i < count; i++) {
        if (i == 0 || gaps[i].key != gaps[i - 1].key)
            gap[++row] = (int64_t)gaps[i].key;
        counts[row]++;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev_portfolio_gaps(const cev_portfolio *portfolio, int64_t as_of,
                           const cev_options *options, cev_table **out)
{
    cev__survey survey;
    int32_t status =
        cev__survey_begin(portfolio, as_of, options, CEV__TAKES_GAPS,
                          "cev_portfolio_gaps", out, &survey);
    if (status != CEV_OK)
        return status;
    int64_t room = 2 * portfolio->count + 1;
    cev__keyed *gaps =
        cev__alloc_zero(survey.ctx, room, (int64_t)sizeof *gaps);
    if (gaps == NULL) {
        status = cev__fail_memory(survey.ctx);
    } else {
        int64_t count = collect_gaps(&survey, gaps);
        cev__keyed_sort(gaps, gaps + count, count);
        status = gaps_table(survey.ctx, gaps, count, out);
    }
    cev__free(survey.ctx, gaps, room, (int64_t)sizeof *gaps);
    cev__survey_end(&survey);
    return status;
}
