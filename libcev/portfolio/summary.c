/*
 * The summary: what each customer's orders come to as of a time.
 *
 * Customers are taken in chunks, which may run on any threads: each writes
 * rows of its own, and nothing is added up across chunks but counts.
 */
#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../core/table.h"
#include "../math/elementary.h"
#include "totals.h"

enum { CHUNK = 4096, CHUNKS_A_REPORT = 64 };

typedef struct summary_columns {
    double *x, *t_x, *T, *litt, *m_x, *revenue, *refunds;
    int64_t *first, *last;
    /* NULL without a holdout, or a lookback */
    double *x_holdout, *T_holdout, *m_x_holdout, *revenue_holdout;
    double *x_past, *t_x_past, *T_past, *litt_past;
} summary_columns;

typedef struct summary_work {
    const cev_portfolio *portfolio;
    cev__cut cut;
    double time_unit; /* [s] */
    double T_holdout; /* [time_unit], 0 without */
    double log_bin;   /* log of a bin [time_unit] */
    int is_looking_back;
    int is_plain; /* neither holdout nor lookback */
    cev__histories histories;
    summary_columns columns;
    int64_t first_chunk; /* of the chunks now at work */
    int64_t *without;    /* customers of each chunk without a purchase */
} summary_work;

/* What was known of a customer before the lookback. */
static void write_past(const summary_work *work, int64_t row,
                       const cev__totals *past)
{
    const summary_columns *to = &work->columns;
    const cev__cut *cut = &work->cut;
    int64_t first = past->first_bin, last = past->last_bin;
    int is_there = past->purchases > 0;
    double x = (double)(past->purchases - 1);
    to->x_past[row] = is_there ? x : NAN;
    to->t_x_past[row] =
        is_there ? cev__bins_length(cut, last - first, work->time_unit) : NAN;
    to->T_past[row] = is_there ? cev__bins_length(cut, cut->past_bin - first,
                                                  work->time_unit)
                               : NAN;
    to->litt_past[row] =
        is_there ? cev__totals_log_gaps(past) + x * work->log_bin : NAN;
}

static void write_row(const summary_work *work, int64_t row,
                      const cev__totals *seen, const cev__totals *later)
{
    const summary_columns *to = &work->columns;
    const cev__cut *cut = &work->cut;
    int64_t first = seen->first_bin, last = seen->last_bin;
    to->x[row] = (double)(seen->purchases - 1);
    to->t_x[row] = cev__bins_length(cut, last - first, work->time_unit);
    to->T[row] = cev__bins_length(cut, cut->last_bin - first, work->time_unit);
    to->litt[row] = cev__totals_log_gaps(seen) + to->x[row] * work->log_bin;
    to->m_x[row] = cev__totals_mean_spend(seen);
    to->first[row] = first * cut->bin;
    to->last[row] = last * cut->bin;
    to->revenue[row] = cev__totals_money(seen, &seen->money);
    to->refunds[row] = cev__totals_money(seen, &seen->refunds);
    if (to->x_holdout == NULL)
        return;
    to->x_holdout[row] = (double)later->purchases;
    to->T_holdout[row] = work->T_holdout;
    to->m_x_holdout[row] = cev__totals_mean_spend(later);
    to->revenue_holdout[row] = cev__totals_money(later, &later->money);
}

/* The same of somebody with one order, of a known amount: most customers of many
 * shops. */
static void write_single(const summary_work *work, int64_t row,
                         const cev__entry *order)
{
    const summary_columns *to = &work->columns;
    const cev__cut *cut = &work->cut;
    int64_t bin = cev__bin_of(order->time, cut->bin);
    to->x[row] = to->t_x[row] = to->litt[row] = 0.0;
    to->T[row] = cev__bins_length(cut, cut->last_bin - bin, work->time_unit);
    to->m_x[row] = NAN;
    to->first[row] = to->last[row] = bin * cut->bin;
    to->revenue[row] = order->amount;
    to->refunds[row] = 0.0;
}

/* One customer's row; 0 when there is no purchase by then. */
static int summarise_row(const summary_work *work, int64_t row)
{
    const cev__entry *end;
    const cev__entry *entries = cev__entries(&work->histories, row, &end);
    if (work->is_plain && end - entries == 1 && entries->amount >= 0.0
        && entries->time < work->cut.end) {
        write_single(work, row, entries);
        return 1;
    }
    cev__totals seen = cev__totals_none(), later, past;
    int is_past = work->columns.x_past != NULL;
    cev__walk walk =
        cev__walk_make(entries, end, work->cut.bin, work->cut.later_end);
    cev__visit visit;
    if (work->columns.x_holdout != NULL)
        later = cev__totals_none();
    while (cev__walk_next(&walk, &visit)) {
        if (is_past && visit.bin > work->cut.past_bin) {
            past = seen;
            is_past = 0;
        }
        if (visit.bin <= work->cut.last_bin)
            cev__totals_count(&seen, &visit, 0);
        else
            cev__totals_count(&later, &visit, 1);
    }
    if (work->columns.x_past != NULL)
        write_past(work, row, is_past ? &seen : &past);
    if (seen.purchases > 0)
        write_row(work, row, &seen, &later);
    else
        work->columns.x[row] = -1.0; /* a row to leave out */
    return seen.purchases > 0;
}

/* The chunk `index` of those now at work; a cev_task. */
static void summarise_chunk(void *state, int64_t index)
{
    summary_work *work = state;
    int64_t chunk = work->first_chunk + index;
    int64_t begin = chunk * CHUNK;
    int64_t left = work->histories.count - begin;
    int64_t end = begin + (left < CHUNK ? left : CHUNK);
    int64_t without = 0;
    for (int64_t row = begin; row < end; row++)
        without += !summarise_row(work, row);
    work->without[chunk] = without;
}

/* A column and where its memory is to be known. */
typedef struct summary_column {
    const char *name;
    double **data;
} summary_column;

/* Adds columns whose every row is going to be written. */
static int32_t add_listed(cev_table *table, const summary_column *columns,
                           int count)
{
    int32_t status = CEV_OK;
    for (int i = 0; status == CEV_OK && i < count; i++)
        status = cev__table_add_unwritten(table, columns[i].name,
                                          columns[i].data);
    return status;
}

/* The columns after `customer`. */
static int32_t add_columns(const summary_work *work, cev_table *table,
                           summary_columns *to)
{
    const summary_column seen[] = {{"x", &to->x},
                                   {"t_x", &to->t_x},
                                   {"T", &to->T},
                                   {"litt", &to->litt},
                                   {"m_x", &to->m_x}};
    const summary_column money[] = {{"revenue", &to->revenue},
                                    {"refunds", &to->refunds}};
    const summary_column later[] = {{"x_holdout", &to->x_holdout},
                                    {"T_holdout", &to->T_holdout},
                                    {"m_x_holdout", &to->m_x_holdout},
                                    {"revenue_holdout", &to->revenue_holdout}};
    const summary_column past[] = {{"x_past", &to->x_past},
                                   {"t_x_past", &to->t_x_past},
                                   {"T_past", &to->T_past},
                                   {"litt_past", &to->litt_past}};
    int32_t status = add_listed(table, seen, 5);
    if (status == CEV_OK)
        status = cev__table_add_unwritten_int64(table, "first", &to->first);
    if (status == CEV_OK)
        status = cev__table_add_unwritten_int64(table, "last", &to->last);
    if (status == CEV_OK)
        status = add_listed(table, money, 2);
    if (status == CEV_OK && work->T_holdout > 0.0)
        status = add_listed(table, later, 4);
    if (status == CEV_OK && work->is_looking_back)
        status = add_listed(table, past, 4);
    return status;
}

static int64_t chunk_count(const summary_work *work)
{
    return (work->histories.count + CHUNK - 1) / CHUNK;
}

/* Runs all chunks, a group at a time so that the host can be told between. */
static int32_t run_chunks(summary_work *work)
{
    cev_ctx *ctx = work->portfolio->ctx;
    int64_t chunks = chunk_count(work);
    for (int64_t at = 0; at < chunks; at += CHUNKS_A_REPORT) {
        int32_t status =
            cev__progress(ctx, "summarise", (double)at / (double)chunks);
        if (status != CEV_OK)
            return status;
        int64_t left = chunks - at;
        work->first_chunk = at;
        cev__parallel(ctx, left < CHUNKS_A_REPORT ? left : CHUNKS_A_REPORT,
                      summarise_chunk, work);
    }
    return CEV_OK;
}

/* Copies the kept rows of one column. */
static int32_t keep_column(const summary_work *work,
                           const cev__column *column, char *room,
                           cev_table *kept)
{
    size_t size = (size_t)column->stride;
    char *to = room;
    for (int64_t row = 0; row < work->histories.count; row++) {
        if (work->columns.x[row] < 0.0)
            continue;
        memcpy(to, (const char *)column->data + row * column->stride, size);
        to += size;
    }
    return cev_table_copy_column(kept, column->name, column->type, room,
                                 column->stride, NULL);
}

/* Puts a table without the rows to leave out in the place of *table. */
static int32_t keep_rows(const summary_work *work, int64_t rows,
                         cev_table **table)
{
    cev_ctx *ctx = work->portfolio->ctx;
    cev_table *kept = NULL;
    char *room = cev__alloc(ctx, rows + 1, 8);
    int32_t status = room == NULL ? cev__fail_memory(ctx)
                                  : cev_table_new(ctx, rows, &kept);
    for (int64_t i = 0; status == CEV_OK && i < (*table)->count; i++)
        status = keep_column(work, &(*table)->columns[i], room, kept);
    cev__free(ctx, room, rows + 1, 8);
    if (status != CEV_OK) {
        cev_table_free(kept);
        return status;
    }
    cev_table_free(*table);
    *table = kept;
    return CEV_OK;
}

/* How many customers have no purchase, once all chunks have run. */
static int32_t count_without(summary_work *work, int64_t *without)
{
    cev_ctx *ctx = work->portfolio->ctx;
    int64_t chunks = chunk_count(work);
    work->without =
        cev__alloc_zero(ctx, chunks + 1, (int64_t)sizeof *work->without);
    if (work->without == NULL)
        return cev__fail_memory(ctx);
    int32_t status = run_chunks(work);
    *without = 0;
    for (int64_t i = 0; i < chunks; i++)
        *without += work->without[i];
    cev__free(ctx, work->without, chunks + 1, (int64_t)sizeof *work->without);
    return status;
}

/* The table of all customers of `work` who have a purchase. */
static int32_t make_table(summary_work *work, cev_table **out)
{
    cev_ctx *ctx = work->portfolio->ctx;
    const cev__histories *histories = &work->histories;
    cev_table *table = NULL;
    int64_t without = 0;
    int32_t status = cev_table_new(ctx, histories->count, &table);
    if (status == CEV_OK)
        status = cev__table_add_customers(table, work->portfolio,
                                          histories->customers,
                                          histories->count);
    if (status == CEV_OK)
        status = add_columns(work, table, &work->columns);
    if (status == CEV_OK)
        status = count_without(work, &without);
    if (status == CEV_OK && without > 0)
        status = keep_rows(work, histories->count - without, &table);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

/* What a summary of some customers needs besides their histories. */
static int32_t begin_work(const cev_portfolio *portfolio, int64_t as_of,
                          const cev_options *options, const char *who,
                          summary_work *work)
{
    int32_t status = cev__options_check(portfolio->ctx, options,
                                        CEV__TAKES_SUMMARISE, who);
    if (status == CEV_OK)
        status = cev__cut_make(portfolio, as_of, options, &work->cut);
    work->portfolio = portfolio;
    work->time_unit = cev__options_double(options, CEV__OPT_TIME_UNIT);
    work->T_holdout = cev__options_double(options, CEV__OPT_HOLDOUT);
    work->is_looking_back =
        cev__options_double(options, CEV__OPT_LOOKBACK) > 0.0;
    work->is_plain = !work->is_looking_back && !(work->T_holdout > 0.0);
    if (status == CEV_OK)
        work->log_bin =
            cev__log((double)work->cut.bin / work->time_unit);
    return status;
}

int32_t cev_portfolio_summarise(const cev_portfolio *portfolio, int64_t as_of,
                                const cev_options *options, cev_table **out)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(portfolio->ctx, "out");
    summary_work work = {0};
    int32_t status = begin_work(portfolio, as_of, options,
                                "cev_portfolio_summarise", &work);
    if (status == CEV_OK)
        status = cev__histories_all(portfolio, &work.histories);
    if (status != CEV_OK)
        return status;
    status = make_table(&work, out);
    cev__histories_free(portfolio->ctx, &work.histories);
    return status;
}

/* The row of a customer who is in the portfolio. */
static int32_t summarise_one(summary_work *work, uint32_t customer,
                             cev_table **out)
{
    cev_ctx *ctx = work->portfolio->ctx;
    cev_table *table = NULL;
    int32_t status =
        cev__histories_one(work->portfolio, customer, &work->histories);
    if (status != CEV_OK)
        return status;
    status = make_table(work, &table);
    cev__histories_free(ctx, &work->histories);
    if (status != CEV_OK)
        return status;
    if (table->rows == 0) {
        cev_table_free(table);
        return cev__fail(ctx, CEV_ERR_NOT_FOUND,
                         "the customer has no purchase up to second %d",
                         work->cut.end - 1);
    }
    *out = table;
    return CEV_OK;
}

int32_t cev_portfolio_customer(const cev_portfolio *portfolio,
                               const char *customer, int64_t as_of,
                               const cev_options *options, cev_table **out)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(portfolio->ctx, "out");
    summary_work work = {0};
    uint32_t found = 0;
    int32_t status = begin_work(portfolio, as_of, options,
                                "cev_portfolio_customer", &work);
    if (status == CEV_OK)
        status = cev__portfolio_find(portfolio, customer, &found);
    return status == CEV_OK ? summarise_one(&work, found, out) : status;
}

int32_t cev_portfolio_customer_id(const cev_portfolio *portfolio,
                                  int64_t customer, int64_t as_of,
                                  const cev_options *options, cev_table **out)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(portfolio->ctx, "out");
    summary_work work = {0};
    uint32_t found = 0;
    int32_t status = begin_work(portfolio, as_of, options,
                                "cev_portfolio_customer_id", &work);
    if (status == CEV_OK)
        status = cev__portfolio_find_id(portfolio, customer, &found);
    return status == CEV_OK ? summarise_one(&work, found, out) : status;
}
