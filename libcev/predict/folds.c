/* Rows dealt to folds; see folds.h. */
#include "../core/compiler.h"
#include "folds.h"

#include <math.h>
#include <string.h>

#include "../core/rng.h"
#include "../core/row_keys.h"
#include "../math/hash.h"
#include "../math/radix.h"

/* How many folds there are where nobody says, and up to how many groups each
 * is left out by itself. */
enum { DEALT_USUAL = 10, DEALT_EACH = 50 };

/* Rows that stay together are a unit: those of one group, or a row alone. */
typedef struct fold_dealer {
    cev_ctx *ctx;
    const cev_table *customers;
    const double *values;
    cev__folds *folds;
    int64_t rows, units;
    cev__keyed *items; /* room for twice the rows */
    uint64_t *numbers; /* what the next three point into */
    uint64_t *key;     /* of each row: what it is about */
    uint64_t *unit;    /* of each row */
    uint64_t *stratum; /* of each unit: the highest target of its rows */
} fold_dealer;

enum { DEALER_NUMBERS = 3 };

void cev__folds_free(cev_ctx *ctx, cev__folds *folds)
{
    int64_t room = folds->rows + 1;
    cev__free(ctx, folds->fold, room, (int64_t)sizeof *folds->fold);
    cev__free(ctx, folds->times, room, (int64_t)sizeof *folds->times);
    cev__free(ctx, folds->starts, room, (int64_t)sizeof *folds->starts);
    memset(folds, 0, sizeof *folds);
}

int cev__folds_teaches(const cev__folds *folds, int64_t row, int32_t fold)
{
    if (folds->times == NULL)
        return folds->fold[row] != fold;
    return folds->times[row] < folds->starts[fold]
           && folds->times[row] + folds->horizon <= folds->starts[fold];
}

/* ---- Who a row is about -------------------------------------------------- */

/* A row without a group is about what it holds; the order of columns does not
 * matter either. */
static void key_rows(fold_dealer *d)
{
    cev__row_keys(d->customers, d->key);
    for (int64_t row = 0; row < d->rows; row++)
        d->key[row] &= ~UINT64_C(1);
}

/* Those with a group are about that: their keys are odd. */
static int32_t key_groups(fold_dealer *d, const cev_options *options)
{
    const char *name = cev__options_str(options, CEV__OPT_GROUPED_BY);
    int is_asked = name[0] != '\0';
    const cev__column *column =
        cev__table_find(d->customers, is_asked ? name : "customer");
    uint64_t bits;
    if (column == NULL)
        return is_asked ? cev__fail(d->ctx, CEV_ERR_COLUMN,
                                    "there is no column %q", name)
                        : CEV_OK;
    for (int64_t row = 0; row < d->rows; row++)
        if (cev__cell_bits(column, row, &bits))
            d->key[row] = cev__mix_bits(bits) | 1;
    return CEV_OK;
}

/* ---- Dealing ------------------------------------------------------------- */

/* Rows that stay together get one number. */
static void number_units(fold_dealer *d)
{
    for (int64_t row = 0; row < d->rows; row++)
        d->items[row] = (cev__keyed){d->key[row], row};
    cev__keyed_sort(d->items, d->items + d->rows, d->rows);
    for (int64_t i = 0; i < d->rows; i++) {
        int64_t row = d->items[i].index;
        double value = d->values[row];
        uint64_t stratum = isnan(value) ? 0 : cev__keyed_double(value);
        int is_new = i == 0 || (d->items[i].key & 1) == 0
                     || d->items[i].key != d->items[i - 1].key;
        if (is_new)
            d->stratum[d->units++] = 0;
        d->unit[row] = (uint64_t)(d->units - 1);
        if (stratum > d->stratum[d->units - 1])
            d->stratum[d->units - 1] = stratum;
    }
}

/* Random bits of each row's unit, of the first or the second lot; the same
 * whatever else is in the table. */
static uint64_t lot_of_row(const fold_dealer *d, int64_t row, int lot)
{
    cev__rng rng;
    uint64_t bits = 0;
    cev__rng_start(&rng, d->ctx->seed, d->key[row]);
    for (int i = 0; i <= lot; i++)
        bits = cev__rng_next(&rng);
    return bits;
}

/* Puts the units in the order of their strata; of each, in that of a lot. */
static void order_units(fold_dealer *d, int lot)
{
    for (int64_t row = 0; row < d->rows; row++) {
        int64_t unit = (int64_t)d->unit[row];
        d->items[unit] = (cev__keyed){lot_of_row(d, row, lot), unit};
    }
    cev__keyed_sort(d->items, d->items + d->rows, d->units);
    for (int64_t i = 0; i < d->units; i++)
        d->items[i].key = d->stratum[d->items[i].index];
    cev__keyed_sort(d->items, d->items + d->rows, d->units);
}

/* By target, and of each `count` neighbours one to every fold, by lot: dealing
 * them in turn would give the first fold the smaller of them each time. */
static void deal_by_target(fold_dealer *d)
{
    int64_t count = d->folds->count;
    order_units(d, 0);
    for (int64_t i = 0; i < d->units; i++)
        d->stratum[d->items[i].index] = (uint64_t)(i / count);
    order_units(d, 1);
    for (int64_t i = 0; i < d->units; i++)
        d->stratum[d->items[i].index] = (uint64_t)(i % count);
    for (int64_t row = 0; row < d->rows; row++)
        d->folds->fold[row] = (int32_t)d->stratum[d->unit[row]];
}

/* By lot alone: a customer's fold is the same in every table. */
static void deal_by_customer(fold_dealer *d)
{
    uint64_t count = (uint64_t)d->folds->count;
    for (int64_t row = 0; row < d->rows; row++)
        d->folds->fold[row] = (int32_t)(lot_of_row(d, row, 0) % count);
}

static int32_t deal_units(fold_dealer *d, const cev_options *options,
                          int64_t asked)
{
    int by_target =
        strcmp(cev__options_str(options, CEV__OPT_FOLD_BY), "target") == 0;
    key_rows(d);
    int32_t status = key_groups(d, options);
    if (status != CEV_OK)
        return status;
    number_units(d);
    if (asked == 0)
        asked = by_target && d->units <= DEALT_EACH ? d->units : DEALT_USUAL;
    int is_short = (by_target || d->units < 2) && d->units < asked;
    d->folds->count = (int32_t)(is_short ? d->units : asked);
    d->folds->units = d->units;
    if (by_target)
        deal_by_target(d);
    else
        deal_by_customer(d);
    return CEV_OK;
}

/* ---- Time ---------------------------------------------------------------- */

static int32_t read_fold_times(fold_dealer *d, const cev_options *options)
{
    const char *name = cev__options_str(options, CEV__OPT_TIME);
    cev__numbers numbers;
    int32_t status =
        cev__table_numbers(d->ctx, d->customers, name, &numbers);
    for (int64_t row = 0; status == CEV_OK && row < d->rows; row++) {
        double time = cev__number_at(&numbers, row);
        if (!isfinite(time))
            return cev__fail(d->ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a time, to tell earlier "
                             "rows from later ones",
                             name, row, time);
        d->folds->times[row] = time;
        d->items[row] = (cev__keyed){cev__keyed_double(time), row};
    }
    return status;
}

/* Cuts the rows in order of time into one stretch more than there are folds,
 * as the first is only learnt from; equal times stay together, and a stretch
 * that this leaves empty is none. */
static void cut_times(fold_dealer *d, int64_t asked)
{
    int64_t first = 0, stretch = -1;
    int32_t fold = CEV__FOLD_NONE - 1;
    for (int64_t i = 0; i < d->rows; i++) {
        int64_t row = d->items[i].index;
        if (d->items[i].key != d->items[first].key)
            first = i;
        int64_t here =
            (int64_t)((double)first / (double)d->rows * (double)(asked + 1));
        if (here > stretch) {
            stretch = here;
            fold++;
            if (fold >= 0)
                d->folds->starts[fold] = d->folds->times[row];
        }
        d->folds->fold[row] = fold;
    }
    d->folds->count = fold + 1;
}

static int32_t deal_by_time(fold_dealer *d, const cev_options *options,
                            int64_t asked)
{
    int64_t room = d->rows + 1;
    cev__folds *folds = d->folds;
    if (cev__options_has(options, CEV__OPT_GROUPED_BY))
        return cev__fail(d->ctx, CEV_ERR_OPTION,
                         "option grouped_by means nothing where fold_by = "
                         "\"time\": what is known of a customer earlier may "
                         "be learnt from");
    folds->times = cev__alloc(d->ctx, room, (int64_t)sizeof *folds->times);
    folds->starts = cev__alloc(d->ctx, room, (int64_t)sizeof *folds->starts);
    if (folds->times == NULL || folds->starts == NULL)
        return cev__fail_memory(d->ctx);
    if (cev__options_has(options, CEV__OPT_HORIZON))
        folds->horizon = cev__options_double(options, CEV__OPT_HORIZON);
    int32_t status = read_fold_times(d, options);
    if (status != CEV_OK)
        return status;
    cev__keyed_sort(d->items, d->items + d->rows, d->rows);
    cut_times(d, asked == 0 ? DEALT_USUAL : asked);
    return folds->count > 0
               ? CEV_OK
               : cev__fail(d->ctx, CEV_ERR_DOMAIN,
                           "column %q is the same in all rows; wanted two "
                           "times or more",
                           cev__options_str(options, CEV__OPT_TIME));
}

/* ---- All of it ----------------------------------------------------------- */

static int32_t deal_as_asked(fold_dealer *d, const cev_options *options)
{
    int64_t asked = cev__options_int(options, CEV__OPT_FOLDS);
    if (asked == 1)
        return cev__fail(d->ctx, CEV_ERR_OPTION,
                         "option folds = 1; wanted 2 or more, or 0, so that "
                         "there is something to learn from");
    return strcmp(cev__options_str(options, CEV__OPT_FOLD_BY), "time") == 0
               ? deal_by_time(d, options, asked)
               : deal_units(d, options, asked);
}

int32_t cev__folds_deal_any(cev_ctx *ctx, const cev_options *options,
                            const cev_table *customers, const double *values,
                            cev__folds *out)
{
    int64_t rows = customers->rows;
    fold_dealer d = {.ctx = ctx, .customers = customers, .values = values,
                     .folds = out, .rows = rows};
    memset(out, 0, sizeof *out);
    out->rows = rows;
    out->fold = cev__alloc(ctx, rows + 1, (int64_t)sizeof *out->fold);
    d.items = cev__alloc(ctx, 2 * rows + 1, (int64_t)sizeof *d.items);
    d.numbers = cev__alloc(ctx, DEALER_NUMBERS * rows + 1,
                           (int64_t)sizeof *d.numbers);
    int32_t status = CEV_OK;
    if (out->fold == NULL || d.items == NULL || d.numbers == NULL) {
        status = cev__fail_memory(ctx);
    } else {
        d.key = d.numbers;
        d.unit = d.key + rows;
        d.stratum = d.unit + rows;
        status = deal_as_asked(&d, options);
    }
    cev__free(ctx, d.numbers, DEALER_NUMBERS * rows + 1,
              (int64_t)sizeof *d.numbers);
    cev__free(ctx, d.items, 2 * rows + 1, (int64_t)sizeof *d.items);
    if (status != CEV_OK)
        cev__folds_free(ctx, out);
    return status;
}

int32_t cev__folds_deal(cev_ctx *ctx, const cev_options *options,
                        const cev_table *customers, const double *values,
                        cev__folds *out)
{
    int32_t status =
        cev__folds_deal_any(ctx, options, customers, values, out);
    if (status != CEV_OK || out->times != NULL || out->count > 1)
        return status;
    cev__folds_free(ctx, out);
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "there is a single customer or group; wanted two or "
                     "more, to leave out one after another");
}

/* ---- Of customers with several rows -------------------------------------- */

/* Numbers the folds that rows of `order` are in, and gives how many those
 * are; `number` has room for each, of zeros. */
static int32_t number_parts(const cev__folds *folds, const int64_t *order,
                            int64_t count, int32_t *number, int32_t *parts)
{
    int32_t dealt = 0;
    for (int64_t i = 0; i < count; i++)
        number[folds->fold[order[i]]] = 1;
    for (int32_t fold = 0; fold < folds->count; fold++) {
        int is_there = number[fold];
        number[fold] = dealt;
        dealt += is_there;
    }
    for (int64_t i = 0; i < count; i++)
        parts[i] = number[folds->fold[order[i]]];
    return dealt;
}

int32_t cev__folds_of_repeated(cev_ctx *ctx, const cev_options *options,
                               const cev_table *customers,
                               const double *values, const int64_t *order,
                               int64_t count, int32_t *parts,
                               int32_t *dealt)
{
    cev__folds folds;
    *dealt = 0;
    if (!cev__options_has(options, CEV__OPT_GROUPED_BY)
        && cev__table_find(customers, "customer") == NULL)
        return CEV_OK;
    int32_t status =
        cev__folds_deal_any(ctx, options, customers, values, &folds);
    if (status != CEV_OK)
        return status;
    if (folds.units < folds.rows) {
        int32_t *number = cev__alloc_zero(ctx, folds.count + 1,
                                          (int64_t)sizeof *number);
        if (number == NULL)
            status = cev__fail_memory(ctx);
        else
            *dealt = number_parts(&folds, order, count, number, parts);
        cev__free(ctx, number, folds.count + 1, (int64_t)sizeof *number);
    }
    cev__folds_free(ctx, &folds);
    return status;
}
