/*
 * Features of customers as of a time. Every part reads records before the end
 * of the cut alone; only the outcomes look beyond.
 */
#include "portrait.h"

#include "../core/calls.h"

const cev__event *cev__portrait_events(const cev__portrait *portrait,
                                       int64_t i, const cev__event **end)
{
    const cev__sagas *sagas = &portrait->sagas;
    int64_t row = portrait->rows[i];
    const cev__event *from = sagas->events + sagas->starts[row];
    const cev__event *to = sagas->events + sagas->starts[row + 1];
    while (to > from && to[-1].time >= portrait->cut.end)
        to--;
    *end = to;
    return from;
}

cev__walk cev__portrait_walk(const cev__portrait *portrait, int64_t i,
                             int with_holdout)
{
    const cev__entry *end;
    const cev__entry *entries =
        cev__entries(&portrait->histories, portrait->rows[i], &end);
    return cev__walk_make(entries, end, portrait->cut.bin,
                          with_holdout ? portrait->cut.later_end
                                       : portrait->cut.end);
}

double cev__portrait_since(const cev__portrait *portrait, int64_t bin)
{
    return cev__bins_length(&portrait->cut, portrait->cut.last_bin - bin,
                            portrait->time_unit);
}

int32_t cev__portrait_add(cev__portrait *portrait, const char *name,
                          int32_t window, double **data)
{
    char full[64];
    if (window < 0)
        return cev__table_add_double(portrait->table, name, data);
    cev__format(full, sizeof full, "%s_%g", name, portrait->lengths[window]);
    return cev__table_add_double(portrait->table, full, data);
}

int32_t cev__portrait_progress(const cev__portrait *portrait, int64_t i)
{
    if (i % CEV__PORTRAIT_A_REPORT != 0)
        return CEV_OK;
    return cev__progress(portrait->portfolio->ctx, "features",
                         (double)i / (double)portrait->count);
}

/* Whether there is a dated record of a row by then. */
static int is_known(const cev__portrait *portrait, int64_t row)
{
    const cev__sagas *sagas = &portrait->sagas;
    const cev__entry *end;
    const cev__entry *entry = cev__entries(&portrait->histories, row, &end);
    if (entry < end && entry->time < portrait->cut.end)
        return 1;
    int64_t at = sagas->starts[row];
    while (at < sagas->starts[row + 1]
           && sagas->events[at].time == CEV_ALWAYS)
        at++;
    return at < sagas->starts[row + 1]
           && sagas->events[at].time < portrait->cut.end;
}

/* Who is known by then, and the table of them. */
static int32_t find_known(cev__portrait *portrait)
{
    cev_ctx *ctx = portrait->portfolio->ctx;
    int64_t count = portrait->histories.count;
    portrait->rows =
        cev__alloc(ctx, count + 1, (int64_t)sizeof *portrait->rows);
    uint32_t *customers =
        cev__alloc(ctx, count + 1, (int64_t)sizeof *customers);
    int32_t status = portrait->rows == NULL || customers == NULL
                         ? cev__fail_memory(ctx)
                         : CEV_OK;
    for (int64_t row = 0; status == CEV_OK && row < count; row++) {
        if (!is_known(portrait, row))
            continue;
        customers[portrait->count] = portrait->histories.customers[row];
        portrait->rows[portrait->count++] = (uint32_t)row;
    }
    if (status == CEV_OK)
        status = cev_table_new(ctx, portrait->count, &portrait->table);
    if (status == CEV_OK)
        status = cev__table_add_customers(portrait->table, portrait->portfolio,
                                          customers, portrait->count);
    cev__free(ctx, customers, count + 1, (int64_t)sizeof *customers);
    return status;
}

/* Where the windows begin. */
static int32_t lay_windows(cev__portrait *portrait, const cev_options *options)
{
    const cev__cut *cut = &portrait->cut;
    const double longest = (double)(CEV_TIME_MAX - CEV_TIME_MIN);
    int32_t status = cev__option_numbers(
        portrait->portfolio->ctx, CEV__OPT_WINDOWS,
        cev__options_str(options, CEV__OPT_WINDOWS), CEV__WINDOWS_MAX,
        portrait->lengths, &portrait->windows);
    for (int32_t i = 0; status == CEV_OK && i < portrait->windows; i++) {
        double seconds = portrait->lengths[i] * portrait->time_unit;
        if (!(seconds >= (double)cut->bin && seconds <= longest))
            return cev__fail(portrait->portfolio->ctx, CEV_ERR_OPTION,
                             "option windows: %g; wanted at least one bin of "
                             "%d seconds and at most %g",
                             portrait->lengths[i], cut->bin,
                             longest / portrait->time_unit);
        for (int32_t j = 0; j < i; j++)
            if (portrait->lengths[i] == portrait->lengths[j])
                return cev__fail(portrait->portfolio->ctx, CEV_ERR_OPTION,
                                 "option windows: %g is there twice; wanted "
                                 "each once",
                                 portrait->lengths[i]);
        portrait->begins[i] =
            cut->last_bin
            - (int64_t)(seconds / (double)cut->bin * (1.0 + 1e-12));
    }
    return status;
}

/* The table, from records that have been gathered. */
static int32_t make_portrait(cev__portrait *portrait,
                             const cev_options *options)
{
    int32_t status = find_known(portrait);
    if (status == CEV_OK)
        status = cev__portrait_purchases(portrait);
    if (status == CEV_OK)
        status = cev__portrait_details(portrait);
    if (status == CEV_OK)
        status = cev__portrait_ledgers(portrait);
    if (status == CEV_OK
        && cev__options_double(options, CEV__OPT_HOLDOUT) > 0.0)
        status = cev__portrait_outcomes(portrait, options);
    return status;
}

/* Gathers the records and makes the table. */
static int32_t draw_portrait(cev__portrait *portrait,
                             const cev_options *options)
{
    cev_ctx *ctx = portrait->portfolio->ctx;
    cev__histories *histories = &portrait->histories;
    int32_t status = lay_windows(portrait, options);
    if (status == CEV_OK)
        status = cev__histories_detailed(portrait->portfolio, histories);
    if (status != CEV_OK)
        return status;
    status = cev__sagas_gather(portrait->portfolio, histories->customers,
                               histories->count, CEV__LEDGERS,
                               &portrait->sagas);
    if (status == CEV_OK) {
        status = make_portrait(portrait, options);
        cev__free(ctx, portrait->rows, histories->count + 1,
                  (int64_t)sizeof *portrait->rows);
        cev__sagas_free(ctx, &portrait->sagas);
    }
    cev__histories_free(ctx, histories);
    return status;
}

int32_t cev_portfolio_features(const cev_portfolio *portfolio, int64_t as_of,
                               const cev_options *options, cev_table **out)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    cev_ctx *ctx = portfolio->ctx;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    cev__portrait portrait = {0};
    portrait.portfolio = portfolio;
    int32_t status = cev__options_check(ctx, options, CEV__TAKES_FEATURES,
                                        "cev_portfolio_features");
    if (status == CEV_OK)
        status = cev__cut_make(portfolio, as_of, options, &portrait.cut);
    portrait.time_unit = cev__options_double(options, CEV__OPT_TIME_UNIT);
    if (status == CEV_OK)
        status = draw_portrait(&portrait, options);
    if (status == CEV_OK)
        *out = portrait.table;
    else
        cev_table_free(portrait.table);
    return status;
}
