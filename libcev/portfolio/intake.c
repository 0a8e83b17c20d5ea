/*
 * Orders sorted by the numbers of their customers; see intake.h. Until it is
 * taken in, an order waits behind the last of the ledger, where it is going to
 * stand.
 *
 * Rows are spread over parts of as many numbers each, and each part, which fits
 * into what lies close to a processor, is sorted by counting. Either keeps the
 * order in which the rows came, which mostly is that of time.
 */
#include "intake.h"

#include <math.h>

#include "histories.h"

/* More streams than these parts at once are more pages than a processor knows;
 * so few rows take no time either way. */
enum { INTAKE_PARTS = 512, INTAKE_BLOCK = 256, INTAKE_LEAST = 1024 };

/* Tasks when the host has threads; numbers between two words to the host. */
enum { INTAKE_TASKS = 16, INTAKE_REPORT = 1 << 15 };

typedef struct intake_work {
    cev_ctx *ctx;
    cev_portfolio *portfolio;
    const cev__intake *in;
    cev__entry *entries; /* where they wait; see waiting_time() */
    int shift;           /* of a number less the least: what is left is its part */
    int64_t parts;       /* that there are */
    int64_t starts[INTAKE_PARTS + 1];
    int64_t width, largest; /* of a part: numbers, and the most orders */
    /* Of the tasks that read: how many rows each part has in theirs, and then
     * where the next of them goes. */
    int64_t readers;
    int64_t (*places)[INTAKE_PARTS];
    /* Of those that sort: room for the orders of a part. */
    int64_t sorters;
    cev__entry *room;
    uint32_t *ends; /* where the orders of each number end */
    /* How many customers each part has; then the index of its first. */
    int64_t customers[INTAKE_PARTS + 1];
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
    for (int64_t p = 0; p < work->parts; p++) {
        work->starts[p] = start;
        for (int64_t t = 0; t < work->readers; t++) {
            int64_t count = work->places[t][p];
            work->places[t][p] = start;
            start += count;
        }
        if (start - work->starts[p] > work->largest)
            work->largest = start - work->starts[p];
    }
    work->starts[work->parts] = start;
}

/* What stands for the time of an order that waits: from the first second that
 * there is, with the number in its part below. A part has no more than 2^24
 * numbers, since there are no more than twice as many as orders. */
static int64_t waiting_time(const intake_work *work, int64_t time,
                            uint64_t number)
{
    uint64_t seconds = (uint64_t)(time - CEV_TIME_MIN);
    uint64_t in_part = number & (uint64_t)(work->width - 1);
    return (int64_t)(seconds << work->shift | in_part);
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
            work->entries[places[number >> work->shift]++] =
                (cev__entry){waiting_time(work, times[i], number),
                             cev__amount_kept(amounts[i])};
        }
    }
}

/* Sorts a part by number; `ends` says then where the orders of each number of
 * it end. */
static void sort_by_number(const intake_work *work, int64_t part,
                           uint32_t *ends, cev__entry *room)
{
    cev__entry *entries = work->entries + work->starts[part];
    int64_t n = work->starts[part + 1] - work->starts[part];
    uint64_t numbers = (uint64_t)(work->width - 1);
    uint32_t place = (uint32_t)work->starts[part];
    memcpy(room, entries, (size_t)n * sizeof *entries);
    memset(ends, 0, (size_t)work->width * sizeof *ends);
    for (int64_t i = 0; i < n; i++)
        ends[(uint64_t)room[i].time & numbers]++;
    for (int64_t k = 0; k < work->width; k++) {
        uint32_t count = ends[k];
        ends[k] = place;
        place += count;
    }
    for (int64_t i = 0; i < n; i++) {
        uint64_t waiting = (uint64_t)room[i].time;
        work->entries[ends[waiting & numbers]++] =
            (cev__entry){(int64_t)(waiting >> work->shift) + CEV_TIME_MIN,
                         room[i].amount};
    }
}

/* Sorts a part by number, time and amount, and counts its customers. */
static void sort_part(intake_work *work, int64_t part, cev__entry *room)
{
    uint32_t *ends = work->ends + part * work->width;
    uint32_t begin = (uint32_t)work->starts[part];
    int64_t customers = 0;
    sort_by_number(work, part, ends, room);
    for (int64_t k = 0; k < work->width; k++) {
        customers += ends[k] > begin;
        if (ends[k] > begin + 1)
            cev__entries_sort(work->entries + begin, ends[k] - begin);
        begin = ends[k];
    }
    work->customers[part] = customers;
}

/* Sorts a share of the parts; a cev_task. */
static void sort_parts(void *state, int64_t index)
{
    intake_work *work = state;
    int64_t end = cev__share_begin(work->parts, work->sorters, index + 1);
    for (int64_t p = cev__share_begin(work->parts, work->sorters, index); p < end;
         p++)
        sort_part(work, p, work->room + index * work->largest);
}

/* Lists the customers of a part, all new, and links their orders. */
static void link_part(const intake_work *work, int64_t part)
{
    cev_portfolio *portfolio = work->portfolio;
    const uint32_t *ends = work->ends + part * work->width;
    uint64_t number = (uint64_t)work->in->least
                      + (uint64_t)(part << work->shift);
    uint32_t before = (uint32_t)portfolio->count;
    uint32_t at = before + (uint32_t)work->starts[part];
    uint32_t customer = (uint32_t)work->customers[part];
    for (int64_t k = 0; k < work->width; k++) {
        uint32_t end = before + ends[k], previous = CEV__NONE;
        if (end == at)
            continue;
        portfolio->customers.list[customer] = (cev__customer){
            (int64_t)(number + (uint64_t)k), end - 1, end - at};
        for (; at < end; previous = at++)
            portfolio->links[at] = (cev__link){customer, previous};
        customer++;
    }
}

/* The same of a share of the parts; a cev_task. */
static void link_parts(void *state, int64_t index)
{
    const intake_work *work = state;
    int64_t end = cev__share_begin(work->parts, work->readers, index + 1);
    for (int64_t p = cev__share_begin(work->parts, work->readers, index); p < end;
         p++)
        link_part(work, p);
}

/* All orders, once they are sorted, of customers who come behind all others. */
static void take_at_once(cev_portfolio *portfolio, intake_work *work)
{
    cev__parallel(work->ctx, work->readers, link_parts, work);
    if (portfolio->sorted == portfolio->count)
        portfolio->sorted += work->in->rows;
    portfolio->count += work->in->rows;
}

/* The same of customers whoever they are. */
static int32_t take_one_by_one(cev_portfolio *portfolio, const intake_work *work)
{
    int64_t numbers = work->parts * work->width;
    uint32_t begin = 0, customer;
    for (int64_t number = 0; number < numbers; number++) {
        uint32_t count = work->ends[number] - begin;
        int32_t status = CEV_OK;
        if (number % INTAKE_REPORT == 0)
            status = cev__progress(portfolio->ctx, "record",
                                   .5 + .5 * (double)number / (double)numbers);
        if (status == CEV_OK && count > 0) {
            cev__key key = cev__key_of_id(
                (int64_t)((uint64_t)work->in->least + (uint64_t)number));
            status = cev__portfolio_meet(portfolio, &key, &customer);
        }
        if (status != CEV_OK)
            return status;
        if (count > 0)
            cev__orders_link(portfolio, customer, count);
        begin += count;
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
    int64_t orders = work->sorters * work->largest;
    work->room = cev__alloc(ctx, orders, (int64_t)sizeof *work->room);
    if (work->room == NULL)
        return cev__fail_memory(ctx);
    cev__parallel(ctx, work->sorters, sort_parts, work);
    cev__free(ctx, work->room, orders, (int64_t)sizeof *work->room);
    return CEV_OK;
}

/* Takes in what has been sorted; sets the message. */
static int32_t take_sorted(intake_work *work, cev_portfolio *portfolio)
{
    cev__customers *known = &portfolio->customers;
    int64_t customer = known->count;
    for (int64_t p = 0; p < work->parts; p++) {
        int64_t count = work->customers[p];
        work->customers[p] = customer;
        customer += count;
    }
    int64_t more = customer - known->count;
    int32_t status = cev__customers_expect(work->ctx, known, more);
    if (status == CEV_OK)
        status = cev__progress(work->ctx, "record", .5);
    if (status != CEV_OK)
        return status;
    if (!cev__customers_extend(known, work->in->least, work->in->most, more))
        return take_one_by_one(portfolio, work);
    take_at_once(portfolio, work);
    return CEV_OK;
}

/* Sorts all rows and takes them in; sets the message. */
static int32_t sort_and_take(intake_work *work, cev_portfolio *portfolio)
{
    cev_ctx *ctx = work->ctx;
    int64_t numbers = work->parts * work->width;
    work->ends = cev__alloc(ctx, numbers, (int64_t)sizeof *work->ends);
    if (work->ends == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__progress(ctx, "record", 0.0);
    if (status == CEV_OK)
        status = spread_over_parts(work);
    if (status == CEV_OK)
        status = sort_waiting(work);
    if (status == CEV_OK)
        status = take_sorted(work, portfolio);
    cev__free(ctx, work->ends, numbers, (int64_t)sizeof *work->ends);
    return status;
}

int32_t cev__intake_take(cev_portfolio *portfolio, const cev__intake *in)
{
    intake_work work = {0};
    int64_t end = portfolio->count + in->rows, span = in->most - in->least;
    work.ctx = portfolio->ctx;
    work.portfolio = portfolio;
    work.in = in;
    work.entries = portfolio->entries + portfolio->count;
    while (span >> work.shift >= INTAKE_PARTS)
        work.shift++;
    work.width = (int64_t)1 << work.shift;
    work.parts = (span >> work.shift) + 1;
    work.readers = work.ctx->parallel == NULL ? 1 : INTAKE_TASKS;
    if (in->earliest < portfolio->earliest)
        portfolio->earliest = in->earliest;
    if (in->latest > portfolio->latest)
        portfolio->latest = in->latest;
    int32_t status = sort_and_take(&work, portfolio);
    if (status != CEV_OK) /* numbers of customers may wait there */
        memset(&portfolio->entries[portfolio->count], 0,
               (size_t)(end - portfolio->count) * sizeof *work.entries);
    return status;
}
