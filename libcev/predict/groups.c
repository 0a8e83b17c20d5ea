/* Groups of rows; see groups.h. */
#include "../core/compiler.h"
#include "groups.h"

#include <math.h>
#include <string.h>

/* A number as the name of a group. */
enum { GROUP_TEXT = 40 };

int64_t cev__group_count(const cev__customers *names)
{
    return names->count == 0 ? 1 : names->count;
}

const char *cev__group_name(const cev__customers *names, int64_t group)
{
    return names->count == 0 ? NULL : cev__customer_name(names, group);
}

/* What a row's group is called; NULL for a gap. */
static const char *group_of_row(const cev__column *column,
                                const cev__numbers *numbers, int64_t row,
                                char number[GROUP_TEXT])
{
    double value;
    if (column->type == CEV_TEXT)
        return cev__column_text(column, row);
    value = cev__number_at(numbers, row) + 0.0;
    if (isnan(value))
        return NULL;
    cev__format(number, GROUP_TEXT, "%g", value);
    return number;
}

static int32_t open_groups(cev_ctx *ctx, const cev_table *customers,
                           const char *name, const cev__column **column,
                           cev__numbers *numbers)
{
    *column = cev__table_find(customers, name);
    if (*column == NULL)
        return cev__fail(ctx, CEV_ERR_COLUMN, "there is no column %q", name);
    return (*column)->type == CEV_TEXT
               ? CEV_OK
               : cev__table_numbers(ctx, customers, name, numbers);
}

int32_t cev__groups_learn(cev_ctx *ctx, const cev_table *customers,
                          const char *column, const double *weights,
                          int64_t most, cev__customers *names)
{
    const cev__column *of;
    cev__numbers numbers;
    char number[GROUP_TEXT];
    uint32_t found;
    int32_t status = open_groups(ctx, customers, column, &of, &numbers);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++) {
        const char *group = group_of_row(of, &numbers, row, number);
        if (!(weights[row] > 0.0) || group == NULL)
            continue;
        status = cev__customer_intern(ctx, names, group, &found);
        if (names->count > most)
            return cev__fail(ctx, CEV_ERR_LIMIT,
                             "column %q holds more than %d groups", column,
                             most);
    }
    return status == CEV_OK ? cev__names_sort(ctx, names) : status;
}

/* One of no group fails where that is not allowed, else its group is -1. */
static int32_t find_groups(cev_ctx *ctx, const cev_table *customers,
                           const char *column, const double *weights,
                           const cev__customers *names, int is_allowed,
                           int32_t *groups)
{
    const cev__column *of = NULL;
    cev__numbers numbers;
    char number[GROUP_TEXT];
    memset(groups, 0, (size_t)customers->rows * sizeof *groups);
    if (names->count == 0)
        return CEV_OK;
    int32_t status = open_groups(ctx, customers, column, &of, &numbers);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++) {
        uint32_t found = CEV__NONE;
        if (weights != NULL && !(weights[row] > 0.0))
            continue;
        const char *group = group_of_row(of, &numbers, row, number);
        if (group != NULL) {
            const cev__key key = cev__key_of_text(group);
            found = cev__customer_find(names, &key);
        }
        if (group == NULL && !is_allowed)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] is missing; wanted a group, like %q",
                             column, row, cev__customer_name(names, 0));
        if (found == CEV__NONE && !is_allowed)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %q; wanted a group of the fit, like "
                             "%q",
                             column, row, group, cev__customer_name(names, 0));
        groups[row] = found == CEV__NONE ? -1 : (int32_t)found;
    }
    return status;
}

int32_t cev__groups_find(cev_ctx *ctx, const cev_table *customers,
                         const char *column, const double *weights,
                         const cev__customers *names, int32_t *groups)
{
    return find_groups(ctx, customers, column, weights, names, 0, groups);
}

int32_t cev__groups_look(cev_ctx *ctx, const cev_table *customers,
                         const char *column, const cev__customers *names,
                         int32_t *groups)
{
    return find_groups(ctx, customers, column, NULL, names, 1, groups);
}
