/*
 * Orders sorted by the numbers of their customers; see intake.h. Until it is
 * taken in, an order waits behind the last of the ledger, about where it is going
 * to stand; its `customer` is the customer's number, less the least of them.
 *
 * Rows are spread over parts of as many numbers each, and each part, which fits
 * into what lies close to a processor, is sorted by counting. Either keeps the
 * order in which the rows came, which mostly is that of time.
 */
#include "intake.h"

#include <math.h>

/* More streams than these parts at once are more pages than a processor knows;
 * so few rows take no time either way. */
enum { INTAKE_PARTS = 512, INTAKE_BLOCK = 256, INTAKE_LEAST = 1024 };

/* Tasks when the host has threads; orders between two words to the host. */
enum { INTAKE_TASKS = 16, INTAKE_REPORT = 1 << 17 };

typedef struct intake_work {
    cev_ctx *ctx;
    const cev__intake *in;
    cev__order *orders; /* where they wait */
    int shift;          /* of a number less the least: what is left is its part */
    int64_t starts[INTAKE_PARTS + 1];
    int64_t width, largest; /* of a part: numbers, and the most orders */
    /* Of the tasks that read: how many rows each part has in theirs, and then
     * where the next of them goes. */
    int64_t readers;
    int64_t (*places)[INTAKE_PARTS];
    /* Of those that sort: how many customers they have met; and for the numbers
     * of a part, and its orders. */
    int64_t sorters;
    int64_t customers[INTAKE_TASKS];
    uint32_t *spots;
    cev__order *room;
} intake_work;

int cev__intake_pays(const cev__intake *intake)
{
    uint64_t span = (uint64_t)intake->most - (uint64_t)intake->least;
    return intake->rows >= INTAKE_LEAST && span / 2 < (uint64_t)intake->rows;
}

/* How many rows there are from one on, in a block. */
static int64_t block_rows(int64_t row, int64_t end)
{
    return end - row < INTAKE_BLOCK ? end - row : INTAKE_BLOCK;
}

/* A number less the least of all. */
static uint64_t from_least(const intake_work *work, int64_t customer)
{
    return (uint64_t)customer - (uint64_t)work->in->least;
}

/* Counts the rows of each part; a cev_task. */
static void count_parts(void *state, int64_t index)
{
    intake_work *work = state;
    int64_t room[INTAKE_BLOCK], *counts = work->places[index], n;
    int64_t end = cev__share_begin(work->in->rows, work->readers, index + 1);
    for (int64_t row = cev__share_begin(work->in->rows, work->readers, index);
         row < end; row += n) {
        n = block_rows(row, end);
        const int64_t *customers =
            cev__column_int64(work->in->customer, row, n, room);
        for (int64_t i = 0; i < n; i++)
            counts[from_least(work, customers[i]) >> work->shift]++;
    }
}

/* Where each part begins, and in it the rows of each task. */
static void lay_out_parts(intake_work *work)
{
    int64_t start = 0;
    for (int64_t p = 0; p < INTAKE_PARTS; p++) {
        work->starts[p] = start;
        for (int64_t t = 0; t < work->readers; t++) {
            int64_t count = work->places[t][p];
            work->places[t][p] = start;
            start += count;
        }
        if (start - work->starts[p] > work->largest)
            work->largest = start - work->starts[p];
    }
    work->starts[INTAKE_PARTS] = start;
}

/* Each row to the next place of its part; a cev_task. */
static void spread_rows(void *state, int64_t index)
{
    const intake_work *work = state;
    const cev__intake *in = work->in;
    int64_t rooms[2][INTAKE_BLOCK], *places = work->places[index], n;
    double unknown[INTAKE_BLOCK];
    for (int64_t i = 0; i < INTAKE_BLOCK; i++)
        unknown[i] = NAN;
    int64_t end = cev__share_begin(in->rows, work->readers, index + 1);
    for (int64_t row = cev__share_begin(in->rows, work->readers, index); row < end;
         row += n) {
        n = block_rows(row, end);
        const int64_t *customers =
            cev__column_int64(in->customer, row, n, rooms[0]);
        const int64_t *times = cev__column_int64(in->time, row, n, rooms[1]);
        const double *amounts =
            in->amount == NULL ? unknown
                               : cev__numbers_at(in->amount, row, n, unknown);
        for (int64_t i = 0; i < n; i++) {
            uint64_t number = from_least(work, customers[i]);
            work->orders[places[number >> work->shift]++] = (cev__order){
                times[i], amounts[i], (uint32_t)number, CEV__NONE};
        }
    }
}

/* Sorts a part; how many customers it has. */
static int64_t sort_part(const intake_work *work, int64_t part,
                         uint32_t *spots, cev__order *room)
{
    cev__order *orders = work->orders + work->starts[part];
    int64_t n = work->starts[part + 1] - work->starts[part], customers = 0;
    uint32_t first = (uint32_t)(part << work->shift), place = 0;
    memcpy(room, orders, (size_t)n * sizeof *orders);
    memset(spots, 0, (size_t)work->width * sizeof *spots);
    for (int64_t i = 0; i < n; i++)
        spots[room[i].customer - first]++;
    for (int64_t k = 0; k < work->width; k++) {
        uint32_t count = spots[k];
        spots[k] = place;
        place += count;
        customers += count > 0;
    }
    for (int64_t i = 0; i < n; i++)
        orders[spots[room[i].customer - first]++] = room[i];
    return customers;
}

/* Sorts a share of the parts; a cev_task. */
static void sort_parts(void *state, int64_t index)
{
    intake_work *work = state;
    int64_t end = cev__share_begin(INTAKE_PARTS, work->sorters, index + 1);
    for (int64_t p = cev__share_begin(INTAKE_PARTS, work->sorters, index); p < end;
         p++)
        work->customers[index] +=
            sort_part(work, p, work->spots + index * work->width,
                      work->room + index * work->largest);
}

/* Who has a number, which may be none that occurs. */
static cev__key key_of_number(const cev__intake *in, uint32_t number)
{
    return cev__key_of_id((int64_t)((uint64_t)in->least + number));
}

/* All orders, once they are sorted. */
static int32_t take_sorted(cev_portfolio *portfolio, const cev__intake *in)
{
    uint32_t number = 0, customer = CEV__NONE;
    for (int64_t i = 0; i < in->rows; i++) {
        cev__order order = portfolio->orders[portfolio->count];
        int32_t status = CEV_OK;
        if (i % INTAKE_REPORT == 0)
            status = cev__progress(portfolio->ctx, "record",
                                   (double)i / (double)in->rows);
        if (status == CEV_OK
            && (customer == CEV__NONE || order.customer != number)) {
            number = order.customer;
            cev__key key = key_of_number(in, number);
            status = cev__portfolio_meet(portfolio, &key, &customer);
        }
        if (status != CEV_OK)
            return status;
        cev__order_append(portfolio, customer, order.time, order.amount);
    }
    return CEV_OK;
}

/* Spreads all rows over the parts; sets the message. */
static int32_t spread_over_parts(intake_work *work)
{
    int64_t (*places)[INTAKE_PARTS] =
        cev__alloc_zero(work->ctx, work->readers, (int64_t)sizeof *places);
    if (places == NULL)
        return cev__fail_memory(work->ctx);
    work->places = places;
    cev__parallel(work->ctx, work->readers, count_parts, work);
    lay_out_parts(work);
    cev__parallel(work->ctx, work->readers, spread_rows, work);
    cev__free(work->ctx, places, work->readers, (int64_t)sizeof *places);
    return CEV_OK;
}

/* Sorts the parts where they wait; sets the message. Each task has room for any
 * of them, and all together for no more than there are orders. */
static int32_t sort_waiting(intake_work *work)
{
    cev_ctx *ctx = work->ctx;
    work->sorters = work->in->rows / work->largest;
    if (work->sorters > work->readers)
        work->sorters = work->readers;
    int64_t numbers = work->sorters * work->width;
    int64_t orders = work->sorters * work->largest;
    work->spots = cev__alloc(ctx, numbers, (int64_t)sizeof *work->spots);
    work->room = cev__alloc(ctx, orders, (int64_t)sizeof *work->room);
    int32_t status = CEV_OK;
    if (work->spots == NULL || work->room == NULL)
        status = cev__fail_memory(ctx);
    else
        cev__parallel(ctx, work->sorters, sort_parts, work);
    cev__free(ctx, work->room, orders, (int64_t)sizeof *work->room);
    cev__free(ctx, work->spots, numbers, (int64_t)sizeof *work->spots);
    return status;
}

int32_t cev__intake_take(cev_portfolio *portfolio, const cev__intake *in)
{
    intake_work work = {0};
    work.ctx = portfolio->ctx;
    work.in = in;
    work.orders = portfolio->orders + portfolio->count;
    while ((in->most - in->least) >> work.shift >= INTAKE_PARTS)
        work.shift++;
    work.width = (int64_t)1 << work.shift;
    work.readers = work.ctx->parallel == NULL ? 1 : INTAKE_TASKS;
    int64_t end = portfolio->count + in->rows, customers = 0;
    int32_t status = spread_over_parts(&work);
    if (status == CEV_OK)
        status = sort_waiting(&work);
    for (int64_t t = 0; t < work.sorters; t++)
        customers += work.customers[t];
    if (status == CEV_OK)
        status = cev__customers_expect(work.ctx, &portfolio->customers,
                                       customers);
    if (status == CEV_OK)
        status = take_sorted(portfolio, in);
    if (status != CEV_OK) /* numbers of customers may wait there */
        memset(&portfolio->orders[portfolio->count], 0,
               (size_t)(end - portfolio->count) * sizeof *work.orders);
    return status;
}
