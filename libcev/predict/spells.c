/* What survival is learnt from; see spells.h. */
#include "../core/compiler.h"
#include "spells.h"

#include <math.h>
#include <string.h>

#include "../math/radix.h"

/* ---- Times --------------------------------------------------------------- */

/* A column of times that the option `which` names. */
static int32_t read_times(cev_ctx *ctx, const cev_options *options, int which,
                          const cev_table *customers, const double *weights,
                          double *times)
{
    const char *name = cev__options_str(options, which);
    cev__numbers numbers;
    int32_t status = cev__table_numbers(ctx, customers, name, &numbers);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++) {
        times[row] = cev__number_at(&numbers, row) + 0.0;
        if (weights != NULL && !(weights[row] > 0.0))
            times[row] = 0.0;
        if (!(times[row] >= 0.0 && isfinite(times[row])))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a time of 0 or more", name,
                             row, times[row]);
    }
    return status;
}

int32_t cev__ages_read(cev_ctx *ctx, const cev_options *options,
                       const cev_table *customers, double *ages)
{
    const char *name = cev__options_str(options, CEV__OPT_TIME);
    if (cev__table_find(customers, name) != NULL)
        return read_times(ctx, options, CEV__OPT_TIME, customers, NULL, ages);
    for (int64_t row = 0; row < customers->rows; row++)
        ages[row] = 0.0;
    return CEV_OK;
}

/* From when on each was seen, always before the end. */
static int32_t read_entries(cev_ctx *ctx, const cev_options *options,
                            const cev_table *customers, cev__spells *spells)
{
    const char *name = cev__options_str(options, CEV__OPT_ENTRY);
    const double *weights = spells->lesson.weights;
    int32_t status = CEV_OK;
    if (name[0] == '\0') {
        for (int64_t row = 0; row < customers->rows; row++)
            spells->entries[row] = -INFINITY;
        return CEV_OK;
    }
    status = read_times(ctx, options, CEV__OPT_ENTRY, customers, weights,
                        spells->entries);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++)
        if (weights[row] > 0.0 && spells->entries[row] >= spells->times[row])
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a time before the end of "
                             "the spell, %s[%d] = %g",
                             name, row, spells->entries[row],
                             cev__options_str(options, CEV__OPT_TIME), row,
                             spells->times[row]);
    return status;
}

/* ---- Order --------------------------------------------------------------- */

static void order_by_time(const cev__spells *spells, cev__keyed *items)
{
    int64_t *order = spells->lesson.order, count = spells->lesson.count;
    for (int64_t i = 0; i < count; i++)
        items[i] = (cev__keyed){cev__keyed_double(spells->times[order[i]]),
                                order[i]};
    cev__keyed_order(items, count, order);
}

int32_t cev__spells_order(cev_ctx *ctx, const cev__readings *readings,
                          cev__spells *spells)
{
    cev__lesson *lesson = &spells->lesson;
    const double *const more[3] = {lesson->values, spells->times,
                                   spells->entries};
    int32_t status =
        cev__readings_order(ctx, readings, lesson->weights, more, 3,
                            lesson->order, &lesson->count);
    int64_t room = 2 * lesson->count + 1;
    if (status != CEV_OK)
        return status;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    if (items == NULL)
        return cev__fail_memory(ctx);
    order_by_time(spells, items);
    cev__rows_order_by(spells->groups, lesson->count, lesson->order, items);
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    return CEV_OK;
}

/* ---- All of it ----------------------------------------------------------- */

void cev__spells_close(cev_ctx *ctx, cev__spells *spells)
{
    int64_t room = spells->lesson.rows + 1;
    cev__free(ctx, spells->times, room, (int64_t)sizeof *spells->times);
    cev__free(ctx, spells->entries, room, (int64_t)sizeof *spells->entries);
    cev__free(ctx, spells->groups, room, (int64_t)sizeof *spells->groups);
    cev__customers_free(ctx, &spells->names);
    cev__lesson_close(ctx, &spells->lesson);
    memset(spells, 0, sizeof *spells);
}

static int32_t read_spells(cev_ctx *ctx, const cev_options *options,
                           const cev_table *customers,
                           const cev__customers *names, cev__spells *spells)
{
    const double *weights = spells->lesson.weights;
    const char *strata = cev__options_str(options, CEV__OPT_STRATA);
    int is_grouped = strata[0] != '\0';
    int32_t status = read_times(ctx, options, CEV__OPT_TIME, customers,
                                weights, spells->times);
    if (status == CEV_OK)
        status = read_entries(ctx, options, customers, spells);
    if (status == CEV_OK && names != NULL)
        status = cev__names_copy(ctx, names, &spells->names);
    else if (status == CEV_OK && is_grouped)
        status = cev__groups_learn(ctx, customers, strata, weights,
                                   CEV__STRATA_MOST, &spells->names);
    if (status == CEV_OK && names == NULL && is_grouped
        && spells->names.count == 0)
        status = cev__fail(ctx, CEV_ERR_DOMAIN,
                           "column %q is a gap in all rows; wanted groups",
                           strata);
    if (status == CEV_OK)
        status = cev__groups_find(ctx, customers, strata, weights,
                                  &spells->names, spells->groups);
    return status == CEV_OK
               ? cev__spells_order(ctx, &spells->lesson.readings, spells)
               : status;
}

int32_t cev__spells_open(cev_ctx *ctx, const cev_options *options, int learns,
                         const cev_table *customers,
                         const cev__customers *names, cev__spells *out)
{
    static const int roles[] = {CEV__OPT_TARGET, CEV__OPT_TIME,
                                CEV__OPT_ENTRY, CEV__OPT_STRATA,
                                CEV__OPT_SENSITIVE, -1};
    int64_t room = customers->rows + 1;
    memset(out, 0, sizeof *out);
    int32_t status =
        cev__lesson_open(ctx, options, roles, CEV__TARGET_BINARY, learns,
                         customers, &out->lesson);
    if (status != CEV_OK)
        return status;
    out->times = cev__alloc(ctx, room, (int64_t)sizeof *out->times);
    out->entries = cev__alloc(ctx, room, (int64_t)sizeof *out->entries);
    out->groups = cev__alloc_zero(ctx, room, (int64_t)sizeof *out->groups);
    status = out->times == NULL || out->entries == NULL || out->groups == NULL
                 ? cev__fail_memory(ctx)
                 : read_spells(ctx, options, customers, names, out);
    if (status != CEV_OK)
        cev__spells_close(ctx, out);
    return status;
}
