/* The customers of a portfolio in the segments that a table puts them in. */
#ifndef CEV__MEMBERSHIP_H
#define CEV__MEMBERSHIP_H

#include "parted.h"
#include "portfolio.h"

typedef struct cev__membership {
    cev__parted parted;
    int64_t count;  /* of groups: the segments and, behind them, who is in none,
                       if anybody who has ordered is; 1 without a table */
    int32_t *group; /* of each customer of the portfolio; NULL without a table */
    int64_t customers;
} cev__membership;

/* `segments` NULL puts all in one group. CEV_ERR_COLUMN, CEV_ERR_DOMAIN,
 * CEV_ERR_ARGUMENT (customers of another type), CEV_ERR_LIMIT,
 * CEV_ERR_MEMORY. */
int32_t cev__membership_open(const cev_portfolio *portfolio,
                             const cev_table *segments, cev__membership *out);
void cev__membership_close(cev_ctx *ctx, cev__membership *members);

static inline int64_t cev__member_of(const cev__membership *members,
                                    uint32_t customer)
{
    return members->group == NULL ? 0 : members->group[customer];
}

/* The column `segment` of a table whose rows go through the groups over and
 * over; a gap: who is in none. No column without a table. */
int32_t cev__membership_name(cev_ctx *ctx, const cev__membership *members,
                             cev_table *table);

#endif
