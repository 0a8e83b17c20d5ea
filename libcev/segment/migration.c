/* Who moved from which segment to which; see cev/segments.h. */
#include "../core/compiler.h"
#include "cev/segments.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../math/lu.h"
#include "../math/sum.h"
#include "../portfolio/parted.h"
#include "../portfolio/who.h"

/* The most segments of a table of moves. */
enum { MIGRATION_PARTS = 200 };

/* One date: who was where, and with what amount. */
typedef struct migration_date {
    const cev_table *customers;
    const cev__column *who;
    cev__parted parted;
    cev__customers people; /* in the order of the rows */
    int has_amount;
    cev__numbers amount;
} migration_date;

/* Both, in segments of one list. */
typedef struct migration_state {
    cev_ctx *ctx;
    migration_date date[2];
    cev__customers names;
    double *count;      /* names × names */
    cev__sum *known;    /* the same: of those whose amounts are known */
    cev__sum *sums[2];  /* their amounts on either date */
    double *size[2];    /* names: customers of each date */
    double *here[2];    /* names: of these, not in the other table */
} migration_state;

static void free_migration(migration_state *s)
{
    int64_t n = s->names.count, cells = n * n + 1;
    for (int i = 0; i < 2; i++) {
        cev__free(s->ctx, s->here[i], n + 1, 8);
        cev__free(s->ctx, s->size[i], n + 1, 8);
        cev__free(s->ctx, s->sums[i], cells, (int64_t)sizeof(cev__sum));
        cev__customers_free(s->ctx, &s->date[i].people);
        cev__parted_free(s->ctx, &s->date[i].parted);
    }
    cev__free(s->ctx, s->known, cells, (int64_t)sizeof(cev__sum));
    cev__free(s->ctx, s->count, cells, 8);
    cev__customers_free(s->ctx, &s->names);
}

static int32_t reserve_migration(migration_state *s)
{
    int64_t n = s->names.count, cells = n * n + 1;
    int is_whole;
    s->count = cev__alloc_zero(s->ctx, cells, 8);
    s->known = cev__alloc_zero(s->ctx, cells, (int64_t)sizeof(cev__sum));
    is_whole = s->count != NULL && s->known != NULL;
    for (int i = 0; i < 2; i++) {
        s->sums[i] = cev__alloc_zero(s->ctx, cells, (int64_t)sizeof(cev__sum));
        s->size[i] = cev__alloc_zero(s->ctx, n + 1, 8);
        s->here[i] = cev__alloc_zero(s->ctx, n + 1, 8);
        is_whole = is_whole && s->sums[i] != NULL && s->size[i] != NULL
                   && s->here[i] != NULL;
    }
    return is_whole ? CEV_OK : cev__fail_memory(s->ctx);
}

/* ---- Reading ------------------------------------------------------------- */

static int32_t open_date(cev_ctx *ctx, const cev_table *customers,
                         const char *amount, migration_date *d)
{
    d->customers = customers;
    int32_t status = cev__who_open(ctx, customers, &d->who);
    if (status == CEV_OK)
        status = cev__parted_open(ctx, customers, &d->parted);
    if (status == CEV_OK)
        status = cev__who_list(ctx, d->who, customers->rows, &d->people);
    d->has_amount = cev__table_find(customers, amount) != NULL;
    if (status == CEV_OK && d->has_amount)
        status = cev__table_numbers(ctx, customers, amount, &d->amount);
    return status;
}

/* One list of segments for both dates. */
static int32_t join_names(migration_state *s)
{
    int32_t status = cev__names_copy(s->ctx, &s->date[0].parted.names,
                                     &s->names);
    if (status == CEV_OK)
        status =
            cev__names_copy(s->ctx, &s->date[1].parted.names, &s->names);
    if (status == CEV_OK)
        status = cev__names_sort(s->ctx, &s->names);
    if (status == CEV_OK && s->names.count > MIGRATION_PARTS)
        status = cev__fail(s->ctx, CEV_ERR_LIMIT,
                           "there are %d segments; wanted at most %i",
                           s->names.count, (int32_t)MIGRATION_PARTS);
    return status;
}

/* The number of the segment of a row, in the list of both. */
static int64_t part_of_row(const migration_state *s, int i, int64_t row)
{
    const cev__parted *p = &s->date[i].parted;
    cev__key key = cev__customer_key(&p->names, p->part[row]);
    return cev__customer_find(&s->names, &key);
}

static double amount_of_row(const migration_state *s, int i, int64_t row)
{
    return s->date[i].has_amount ? cev__number_at(&s->date[i].amount, row)
                                 : NAN;
}

/* One customer who is in both tables. */
static void count_move(migration_state *s, int64_t row, int64_t other)
{
    double before = amount_of_row(s, 0, row);
    double after = amount_of_row(s, 1, other);
    int64_t cell =
        part_of_row(s, 0, row) * s->names.count + part_of_row(s, 1, other);
    s->count[cell] += 1.0;
    if (!isfinite(before) || !isfinite(after))
        return;
    cev__sum_add(&s->known[cell], 1.0);
    cev__sum_add(&s->sums[0][cell], before);
    cev__sum_add(&s->sums[1][cell], after);
}

static void count_moves(migration_state *s)
{
    for (int i = 0; i < 2; i++) {
        const migration_date *d = &s->date[i], *o = &s->date[1 - i];
        for (int64_t row = 0; row < d->customers->rows; row++) {
            cev__key key = cev__customer_key(&d->people, row);
            int64_t part = part_of_row(s, i, row);
            uint32_t other = cev__customer_find(&o->people, &key);
            s->size[i][part] += 1.0;
            if (other == CEV__NONE)
                s->here[i][part] += 1.0;
            else if (i == 0)
                count_move(s, row, other);
        }
    }
}

/* ---- Tables -------------------------------------------------------------- */

/* The mean share of a move; Jeffreys' 1/2 for each. */
static double share_of_move(const migration_state *s, int64_t from, int64_t to)
{
    int64_t n = s->names.count;
    double all = 0.0;
    for (int64_t j = 0; j < n; j++)
        all += s->count[from * n + j];
    return all > 0.0
               ? (s->count[from * n + to] + 0.5) / (all + 0.5 * (double)n)
               : NAN;
}

static double mean_of_move(const cev__sum *sum, const cev__sum *known)
{
    double n = cev__sum_value(known);
    return n > 0.0 ? cev__sum_value(sum) / n : NAN;
}

/* from and to of each row. */
static int32_t add_move_names(const migration_state *s, cev_table *table)
{
    int64_t n = s->names.count;
    int32_t *part =
        cev__alloc(s->ctx, n * n + 1, (int64_t)sizeof *part);
    int32_t status = part == NULL ? cev__fail_memory(s->ctx) : CEV_OK;
    for (int is_to = 0; status == CEV_OK && is_to <= 1; is_to++) {
        for (int64_t i = 0; i < n * n; i++)
            part[i] = (int32_t)(is_to ? i % n : i / n);
        status = cev__parted_names(s->ctx, &s->names, part,
                                   is_to ? "to" : "from", table);
    }
    cev__free(s->ctx, part, n * n + 1, (int64_t)sizeof *part);
    return status;
}

static int32_t fill_moves(const migration_state *s, cev_table *table)
{
    static const char names[4][16] = {"count", "share", "amount_before",
                                      "amount_after"};
    int64_t n = s->names.count;
    double *to[4] = {NULL, NULL, NULL, NULL};
    int32_t status = add_move_names(s, table);
    for (int c = 0; status == CEV_OK && c < 4; c++)
        status = cev__table_add_double(table, names[c], &to[c]);
    for (int64_t i = 0; status == CEV_OK && i < n * n; i++) {
        to[0][i] = s->count[i];
        to[1][i] = share_of_move(s, i / n, i % n);
        to[2][i] = mean_of_move(&s->sums[0][i], &s->known[i]);
        to[3][i] = mean_of_move(&s->sums[1][i], &s->known[i]);
    }
    return status;
}

/*
 * The mix that moves leave as it is: x P = x, with the shares summing to 1 in
 * place of the last equation. A segment nobody was in before is left as freely
 * as it is entered: it moves to all alike. All shares are above 0, so there is
 * one mix.
 */
static int32_t steady_mix(const migration_state *s, double *mix)
{
    int64_t n = s->names.count;
    double *a = cev__alloc(s->ctx, n * n + 1, 8);
    int64_t *swaps = cev__alloc(s->ctx, n + 1, (int64_t)sizeof *swaps);
    int32_t status =
        a == NULL || swaps == NULL ? cev__fail_memory(s->ctx) : CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < n * n; i++) {
        int64_t to = i / n, from = i % n;
        double share = share_of_move(s, from, to);
        if (isnan(share))
            share = 1.0 / (double)n;
        a[i] = to == n - 1 ? 1.0 : share - (to == from);
        mix[to] = to == n - 1;
    }
    int is_regular = status == CEV_OK && cev__lu_factor(n, a, swaps);
    if (is_regular)
        cev__lu_solve(n, a, swaps, mix);
    for (int64_t i = 0; status == CEV_OK && i < n; i++)
        mix[i] = ALWAYS(is_regular) ? mix[i] : NAN;
    cev__free(s->ctx, swaps, n + 1, (int64_t)sizeof *swaps);
    cev__free(s->ctx, a, n * n + 1, 8);
    return status;
}

static int32_t fill_mix(const migration_state *s, cev_table *table)
{
    static const char names[5][8] = {"before", "after", "arrived", "left",
                                     "steady"};
    int64_t n = s->names.count;
    double *to[5] = {NULL, NULL, NULL, NULL, NULL};
    int32_t *part = cev__alloc(s->ctx, n + 1, (int64_t)sizeof *part);
    if (part == NULL)
        return cev__fail_memory(s->ctx);
    for (int32_t i = 0; i < n; i++)
        part[i] = i;
    int32_t status =
        cev__parted_names(s->ctx, &s->names, part, "segment", table);
    cev__free(s->ctx, part, n + 1, (int64_t)sizeof *part);
    for (int c = 0; status == CEV_OK && c < 5; c++)
        status = cev__table_add_double(table, names[c], &to[c]);
    for (int64_t i = 0; status == CEV_OK && i < n; i++) {
        to[0][i] = s->size[0][i];
        to[1][i] = s->size[1][i];
        to[2][i] = s->here[1][i];
        to[3][i] = s->here[0][i];
    }
    return status == CEV_OK ? steady_mix(s, to[4]) : status;
}

/* Both tables, or none. */
static int32_t migration_tables(const migration_state *s, cev_table **moves,
                                cev_table **mix)
{
    int64_t n = s->names.count;
    cev_table *made = NULL, *mixed = NULL;
    int32_t status = cev_table_new(s->ctx, n * n, &made);
    if (status == CEV_OK)
        status = fill_moves(s, made);
    if (status == CEV_OK && mix != NULL)
        status = cev_table_new(s->ctx, n, &mixed);
    if (status == CEV_OK && mix != NULL)
        status = fill_mix(s, mixed);
    if (status != CEV_OK) {
        cev_table_free(mixed);
        cev_table_free(made);
        return status;
    }
    *moves = made;
    if (mix != NULL)
        *mix = mixed;
    return CEV_OK;
}

static int32_t read_dates(migration_state *s, const cev_table *before,
                          const cev_table *after, const cev_options *options)
{
    const char *amount = cev__options_str(options, CEV__OPT_COLUMN);
    int32_t status = open_date(s->ctx, before, amount, &s->date[0]);
    if (status == CEV_OK)
        status = open_date(s->ctx, after, amount, &s->date[1]);
    if (status == CEV_OK && s->date[0].who->type != s->date[1].who->type)
        status = cev__fail(s->ctx, CEV_ERR_COLUMN,
                           "customer is text in one table and int64 in the "
                           "other");
    return status == CEV_OK ? join_names(s) : status;
}

int32_t cev_segments_migration(cev_ctx *ctx, const cev_table *before,
                               const cev_table *after,
                               const cev_options *options, cev_table **moves,
                               cev_table **mix)
{
    migration_state s;
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (before == NULL)
        return cev__fail_null(ctx, "before");
    if (moves == NULL)
        return cev__fail_null(ctx, "moves");
    int32_t status = after == NULL
                         ? cev__fail_null(ctx, "after")
                         : cev__options_check(ctx, options,
                                              CEV__TAKES_SEGMENTS_MIGRATION,
                                              "cev_segments_migration");
    if (status != CEV_OK)
        return status;
    memset(&s, 0, sizeof s);
    s.ctx = ctx;
    status = read_dates(&s, before, after, options);
    if (status == CEV_OK)
        status = reserve_migration(&s);
    if (status == CEV_OK) {
        count_moves(&s);
        status = migration_tables(&s, moves, mix);
    }
    free_migration(&s);
    return status;
}
