/* Who is in which segment; see membership.h. */
#include "membership.h"

#include <string.h>

#include "divided.h"
#include "who.h"

/* Puts everybody in the table, who is in the portfolio too, in his group. */
static int32_t put_in_groups(const cev_portfolio *portfolio,
                             const cev__column *who, cev__membership *g)
{
    for (int64_t row = 0; row < g->parted.rows; row++) {
        cev__key key;
        int32_t status = cev__who_at(portfolio->ctx, who, row, &key);
        if (status != CEV_OK)
            return status;
        uint32_t found = cev__customer_find(&portfolio->customers, &key);
        if (found == CEV__NONE)
            continue;
        if (g->group[found] >= 0)
            return cev__who_fail_twice(portfolio->ctx, row);
        g->group[found] = g->parted.part[row];
    }
    return CEV_OK;
}

/* One group more for those who are in none, where one of them has ordered. */
static void group_the_rest(const cev_portfolio *portfolio, cev__membership *g)
{
    const cev__customer *list = portfolio->customers.list;
    int32_t rest = (int32_t)g->parted.names.count;
    g->count = rest;
    for (int64_t i = 0; i < g->customers; i++) {
        if (g->group[i] >= 0)
            continue;
        g->group[i] = rest;
        if (list[i].orders > 0)
            g->count = rest + 1;
    }
}

/* The groups of a table of segments; one without it. */
static int32_t group_customers(const cev_portfolio *portfolio,
                               const cev_table *segments,
                               cev__membership *out)
{
    cev_ctx *ctx = portfolio->ctx;
    const cev__column *who = NULL;
    memset(out, 0, sizeof *out);
    out->count = 1;
    if (segments == NULL)
        return CEV_OK;
    cev__membership g = *out;
    g.column = "segment";
    g.customers = portfolio->customers.count;
    int32_t status = cev__who_open(ctx, segments, &who);
    if (status == CEV_OK && g.customers > 0 && segments->rows > 0)
        status = cev__portfolio_suits(portfolio, who->type);
    if (status == CEV_OK)
        status = cev__parted_open(ctx, segments, &g.parted);
    if (status != CEV_OK)
        return status;
    g.group = cev__alloc(ctx, g.customers + 1, (int64_t)sizeof *g.group);
    if (g.group == NULL) {
        status = cev__fail_memory(ctx);
    } else {
        memset(g.group, -1, (size_t)g.customers * sizeof *g.group);
        status = put_in_groups(portfolio, who, &g);
    }
    if (status == CEV_OK) {
        group_the_rest(portfolio, &g);
        *out = g;
    } else {
        cev__membership_close(ctx, &g);
    }
    return status;
}

void cev__membership_close(cev_ctx *ctx, cev__membership *members)
{
    cev__free(ctx, members->group, members->customers + 1,
              (int64_t)sizeof *members->group);
    cev__parted_free(ctx, &members->parted);
}

int32_t cev__membership_survey(const cev_portfolio *portfolio,
                               const cev_table *segments, int64_t as_of,
                               const cev_options *options, const char *takes,
                               const char *who, const void *out,
                               cev__survey *survey, cev__membership *groups)
{
    int32_t status = cev__survey_ask(portfolio, as_of, options, takes, who,
                                     out, survey);
    if (status != CEV_OK)
        return status;
    const char *by = cev__options_str(options, CEV__OPT_BY);
    for (int d = 0; segments == NULL && d < CEV__TEXT_DETAILS; d++)
        if (strcmp(by, cev__detail_names[d]) == 0)
            return cev__divide(portfolio, d, survey->cut.end, groups,
                               &survey->histories);
    status = group_customers(portfolio, segments, groups);
    if (status == CEV_OK)
        status = cev__histories_detailed(portfolio, &survey->histories);
    return status;
}

int32_t cev__membership_name(cev_ctx *ctx, const cev__membership *members,
                             cev_table *table)
{
    if (members->column == NULL)
        return CEV_OK;
    int64_t room = table->rows + 1;
    int32_t *part = cev__alloc(ctx, room, (int64_t)sizeof *part);
    if (part == NULL)
        return cev__fail_memory(ctx);
    for (int64_t row = 0; row < table->rows; row++) {
        int64_t group = row % members->count;
        part[row] =
            group < members->parted.names.count ? (int32_t)group : -1;
    }
    int32_t status = cev__parted_names(ctx, &members->parted.names, part,
                                       members->column, table);
    cev__free(ctx, part, room, (int64_t)sizeof *part);
    return status;
}
