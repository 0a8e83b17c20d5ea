/* What choices are learnt from; see choices.h. */
#include "../core/compiler.h"
#include "choices.h"

#include <math.h>
#include <string.h>

#include "../math/radix.h"
#include "../math/sum.h"

int32_t cev__situations_find(cev_ctx *ctx, const cev_options *options,
                             const cev_table *customers,
                             const double *weights, int32_t *situations,
                             int64_t *count)
{
    const char *column = cev__options_str(options, CEV__OPT_SITUATION);
    cev__customers names = {0};
    int32_t status = cev__groups_learn(ctx, customers, column, weights,
                                       INT32_MAX, &names);
    if (status == CEV_OK && names.count == 0)
        status = cev__fail(ctx, CEV_ERR_DOMAIN,
                           "column %q is a gap in all rows; wanted "
                           "situations",
                           column);
    if (status == CEV_OK)
        status = cev__groups_find(ctx, customers, column, weights, &names,
                                  situations);
    *count = names.count;
    cev__customers_free(ctx, &names);
    return status;
}

/* ---- What was chosen ----------------------------------------------------- */

/* A situation as its rows are looked at. */
typedef struct situation_seen {
    int64_t row;    /* its first that counts; -1: none */
    int64_t chosen; /* the row that was; -1: none */
} situation_seen;

/* Of each situation its first row and what was chosen. */
static int32_t look_at_situations(cev_ctx *ctx, const cev_options *options,
                                  const cev__spells *spells,
                                  situation_seen *seen)
{
    const cev__lesson *lesson = &spells->lesson;
    for (int64_t row = 0; row < lesson->rows; row++) {
        situation_seen *of = &seen[spells->groups[row]];
        if (!(lesson->weights[row] > 0.0))
            continue;
        if (of->row < 0)
            of->row = row;
        if (lesson->weights[row] < lesson->weights[of->row]
            || lesson->weights[row] > lesson->weights[of->row])
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "customers[%d] = %g; wanted %g, as in row %d of "
                             "the same situation",
                             row, lesson->weights[row],
                             lesson->weights[of->row], of->row);
        if (lesson->values[row] != 1.0)
            continue;
        if (of->chosen >= 0)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] is chosen, and so is row %d of the same "
                             "situation; wanted one of them",
                             cev__options_str(options, CEV__OPT_TARGET), row,
                             of->chosen);
        of->chosen = row;
    }
    return CEV_OK;
}

/* Situations in which nothing was chosen count no more. */
static int32_t leave_out_unchosen(cev_ctx *ctx, const situation_seen *seen,
                                  cev__choices *choices)
{
    cev__spells *spells = &choices->spells;
    double *weights = spells->lesson.weights;
    cev__sum chosen = {0}, unknown = {0};
    for (int64_t i = 0; i < choices->situations; i++)
        if (seen[i].row >= 0)
            cev__sum_add(seen[i].chosen >= 0 ? &chosen : &unknown,
                         weights[seen[i].row]);
    for (int64_t row = 0; row < spells->lesson.rows; row++)
        if (seen[spells->groups[row]].chosen < 0)
            weights[row] = 0.0;
    choices->choices = cev__sum_value(&chosen);
    choices->unknown = cev__sum_value(&unknown);
    return choices->choices > 0.0
               ? CEV_OK
               : cev__fail(ctx, CEV_ERR_DOMAIN,
                           "nothing was chosen in any situation; wanted 1 in "
                           "column %q of a row of each",
                           cev__target_name(&spells->lesson.target));
}

static int32_t judge_situations(cev_ctx *ctx, const cev_options *options,
                                cev__choices *choices)
{
    int64_t count = choices->situations;
    situation_seen *seen = cev__alloc(ctx, count, (int64_t)sizeof *seen);
    if (seen == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < count; i++)
        seen[i] = (situation_seen){-1, -1};
    int32_t status =
        look_at_situations(ctx, options, &choices->spells, seen);
    if (status == CEV_OK)
        status = leave_out_unchosen(ctx, seen, choices);
    cev__free(ctx, seen, count, (int64_t)sizeof *seen);
    return status;
}

/* ---- Opening ------------------------------------------------------------- */

/* Rows by situation, within by alternative, and further by what they hold. */
static int32_t order_choices(cev_ctx *ctx, cev__choices *choices)
{
    cev__spells *spells = &choices->spells;
    cev__lesson *lesson = &spells->lesson;
    const double *const more[1] = {lesson->values};
    int32_t status =
        cev__readings_order(ctx, &lesson->readings, lesson->weights, more, 1,
                            lesson->order, &lesson->count);
    int64_t room = 2 * lesson->count + 1;
    if (status != CEV_OK)
        return status;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    if (items == NULL)
        return cev__fail_memory(ctx);
    cev__rows_order_by(choices->alternatives, lesson->count, lesson->order,
                       items);
    cev__rows_order_by(spells->groups, lesson->count, lesson->order, items);
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    return CEV_OK;
}

static int32_t read_alternatives(cev_ctx *ctx, const cev_options *options,
                                 const cev_table *customers,
                                 const cev__customers *names,
                                 cev__choices *choices)
{
    const char *column = cev__options_str(options, CEV__OPT_ALTERNATIVE);
    const double *weights = choices->spells.lesson.weights;
    int32_t status = CEV_OK;
    if (names != NULL)
        status = cev__names_copy(ctx, names, &choices->names);
    else if (column[0] != '\0')
        status = cev__groups_learn(ctx, customers, column, weights,
                                   CEV__ALTERNATIVES_MOST, &choices->names);
    return status == CEV_OK
               ? cev__groups_find(ctx, customers, column, weights,
                                  &choices->names, choices->alternatives)
               : status;
}

static int32_t read_situations(cev_ctx *ctx, const cev_options *options,
                            const cev_table *customers,
                            const cev__customers *names, cev__choices *choices)
{
    cev__spells *spells = &choices->spells;
    int64_t room = customers->rows + 1, size = (int64_t)sizeof(double);
    spells->times = cev__alloc(ctx, room, size);
    spells->entries = cev__alloc_zero(ctx, room, size);
    spells->groups = cev__alloc(ctx, room, (int64_t)sizeof *spells->groups);
    choices->alternatives =
        cev__alloc(ctx, room, (int64_t)sizeof *choices->alternatives);
    if (spells->times == NULL || spells->entries == NULL
        || spells->groups == NULL || choices->alternatives == NULL)
        return cev__fail_memory(ctx);
    for (int64_t row = 0; row < customers->rows; row++)
        spells->times[row] = 1.0;
    int32_t status = cev__situations_find(
        ctx, options, customers, spells->lesson.weights, spells->groups,
        &choices->situations);
    if (status == CEV_OK)
        status = judge_situations(ctx, options, choices);
    if (status == CEV_OK)
        status = read_alternatives(ctx, options, customers, names, choices);
    return status == CEV_OK ? order_choices(ctx, choices) : status;
}

void cev__choices_close(cev_ctx *ctx, cev__choices *choices)
{
    cev__free(ctx, choices->alternatives, choices->spells.lesson.rows + 1,
              (int64_t)sizeof *choices->alternatives);
    cev__customers_free(ctx, &choices->names);
    cev__spells_close(ctx, &choices->spells);
}

int32_t cev__choices_open(cev_ctx *ctx, const cev_options *options, int learns,
                          const cev_table *customers,
                          const cev__customers *names, cev__choices *out)
{
    static const int roles[] = {CEV__OPT_TARGET, CEV__OPT_SITUATION,
                                CEV__OPT_ALTERNATIVE, CEV__OPT_SENSITIVE, -1};
    memset(out, 0, sizeof *out);
    int32_t status =
        cev__lesson_open(ctx, options, roles, CEV__TARGET_BINARY, learns,
                         customers, &out->spells.lesson);
    if (status != CEV_OK)
        return status;
    status = read_situations(ctx, options, customers, names, out);
    if (status != CEV_OK)
        cev__choices_close(ctx, out);
    return status;
}
