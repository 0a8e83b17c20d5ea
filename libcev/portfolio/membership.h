/* The customers of a portfolio in the segments that a table puts them in, or
 * their orders in parts. */
#ifndef CEV__MEMBERSHIP_H
#define CEV__MEMBERSHIP_H

#include "parted.h"
#include "histories.h"
#include "survey.h"

typedef struct cev__membership {
    cev__parted parted;
    const char *column; /* what the groups are; NULL: all are in one */
    int64_t count;  /* of groups: the segments and, behind them, who is in none,
                       if anybody who has ordered is; 1 without a table */
    int32_t *group; /* of each customer of the portfolio; NULL without a table */
    int64_t customers;
} cev__membership;

void cev__membership_close(cev_ctx *ctx, cev__membership *members);

/*
 * A survey, and the groups of its histories: of the segments in a table or,
 * where this is NULL, as the option `by` says. CEV_ERR_COLUMN, CEV_ERR_DOMAIN,
 * CEV_ERR_ARGUMENT (customers of another type), CEV_ERR_LIMIT, CEV_ERR_MEMORY
 * and what a survey fails by. Both, zeroed before, are to be closed also when
 * it fails.
 */
int32_t cev__membership_survey(const cev_portfolio *portfolio,
                               const cev_table *segments, int64_t as_of,
                               const cev_options *options, const char *takes,
                               const char *who, const void *out,
                               cev__survey *survey, cev__membership *groups);

/* The group of a row of the histories. */
static inline int64_t cev__member_of(const cev__membership *members,
                                     const cev__histories *histories,
                                     int64_t row)
{
    if (histories->parts != NULL)
        return histories->parts[row];
    return members->group == NULL
               ? 0
               : members->group[histories->customers[row]];
}

/* The column of the groups of a table whose rows go through them over and over;
 * a gap: who is in none. No column where all are in one. */
int32_t cev__membership_name(cev_ctx *ctx, const cev__membership *members,
                             cev_table *table);

#endif
