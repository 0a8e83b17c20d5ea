/*
 * Groups of rows, which a column names by texts or numbers.
 */
#ifndef CEV__GROUPS_H
#define CEV__GROUPS_H

#include "../core/table.h"
#include "../portfolio/names.h"

/* Those of the rows of weight > 0, at most `most`, by their bytes.
 * CEV_ERR_COLUMN, CEV_ERR_LIMIT. */
int32_t cev__groups_learn(cev_ctx *ctx, const cev_table *customers,
                          const char *column, const double *weights,
                          int64_t most, cev__customers *names);

/* The group of each row, one of `names`; CEV_ERR_DOMAIN for another. Rows of
 * weight 0 (`weights` may be NULL: all count) are in group 0, and so are all
 * where there are no names. */
int32_t cev__groups_find(cev_ctx *ctx, const cev_table *customers,
                         const char *column, const double *weights,
                         const cev__customers *names, int32_t *groups);

/* The same without an error: another, or a gap, is group -1. */
int32_t cev__groups_look(cev_ctx *ctx, const cev_table *customers,
                         const char *column, const cev__customers *names,
                         int32_t *groups);

/* How many groups there are, at least 1; and one's name, NULL without names. */
int64_t cev__group_count(const cev__customers *names);
const char *cev__group_name(const cev__customers *names, int64_t group);

#endif
