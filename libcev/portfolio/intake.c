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

/* How far ahead customers are asked for, and orders between two words to the
 * host. */
enum { INTAKE_AHEAD = 32, INTAKE_REPORT = 1 << 17 };

typedef struct intake_work {
    cev_ctx *ctx;
    const cev__intake *in;
    cev__order *orders; /* where they wait */
    int shift;          /* of a number less the least: what is left is its part */
    int64_t starts[INTAKE_PARTS + 1];
    int64_t width, largest; /* of a part: numbers, and the most orders */
    uint32_t *places;       /* of the numbers of a part */
    cev__order *part;
    int64_t customers; /* how many numbers there are */
} intake_work;

int cev__intake_pays(const cev__intake *intake)
{
    uint64_t span = (uint64_t)intake->most - (uint64_t)intake->least;
    return intake->rows >= INTAKE_LEAST && span / 2 < (uint64_t)intake->rows;
}

/* How many rows there are from one on, in a block. */
static int64_t block_rows(const intake_work *work, int64_t row)
{
    int64_t left = work->in->rows - row;
    return left < INTAKE_BLOCK ? left : INTAKE_BLOCK;
}

/* A number less the least of all. */
static uint64_t from_least(const intake_work *work, int64_t customer)
{
    return (uint64_t)customer - (uint64_t)work->in->least;
}

/* Where each part begins. */
static void lay_out_parts(intake_work *work)
{
    int64_t room[INTAKE_BLOCK], *starts = work->starts, n;
    for (int64_t row = 0; row < work->in->rows; row += n) {
        n = block_rows(work, row);
        const int64_t *customers =
            cev__column_int64(work->in->customer, row, n, room);
        for (int64_t i = 0; i < n; i++)
            starts[(from_least(work, customers[i]) >> work->shift) + 1]++;
    }
    for (int64_t p = 0; p < INTAKE_PARTS; p++) {
        if (starts[p + 1] > work->largest)
            work->largest = starts[p + 1];
        starts[p + 1] += starts[p];
    }
}

/* Each row to the next place of its part. */
static void spread_rows(intake_work *work)
{
    const cev__intake *in = work->in;
    int64_t rooms[2][INTAKE_BLOCK], places[INTAKE_PARTS], n;
    double unknown[INTAKE_BLOCK];
    memcpy(places, work->starts, sizeof places);
    for (int64_t i = 0; i < INTAKE_BLOCK; i++)
        unknown[i] = NAN;
    for (int64_t row = 0; row < in->rows; row += n) {
        n = block_rows(work, row);
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

/* Sorts a part, and counts its customers. */
static void sort_part(intake_work *work, int64_t part)
{
    cev__order *orders = work->orders + work->starts[part];
    int64_t n = work->starts[part + 1] - work->starts[part];
    uint32_t first = (uint32_t)(part << work->shift), place = 0;
    memcpy(work->part, orders, (size_t)n * sizeof *orders);
    memset(work->places, 0, (size_t)work->width * sizeof *work->places);
    for (int64_t i = 0; i < n; i++)
        work->places[work->part[i].customer - first]++;
    for (int64_t k = 0; k < work->width; k++) {
        uint32_t count = work->places[k];
        work->places[k] = place;
        place += count;
        work->customers += count > 0;
    }
    for (int64_t i = 0; i < n; i++)
        orders[work->places[work->part[i].customer - first]++] = work->part[i];
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
            cev__key ahead = key_of_number(in, number + INTAKE_AHEAD);
            cev__key key = key_of_number(in, number);
            cev__customer_ask_slot(&portfolio->customers, &ahead);
            status = cev__portfolio_meet(portfolio, &key, &customer);
        }
        if (status != CEV_OK)
            return status;
        cev__order_append(portfolio, customer, order.time, order.amount);
    }
    return CEV_OK;
}

/* Sorts all orders where they wait; sets the message. */
static int32_t sort_waiting(intake_work *work)
{
    cev_ctx *ctx = work->ctx;
    lay_out_parts(work);
    work->places = cev__alloc(ctx, work->width, (int64_t)sizeof *work->places);
    work->part =
        cev__alloc(ctx, work->largest, (int64_t)sizeof *work->part);
    int32_t status = work->places == NULL || work->part == NULL
                         ? cev__fail_memory(ctx)
                         : CEV_OK;
    if (status == CEV_OK) {
        spread_rows(work);
        for (int64_t p = 0; p < INTAKE_PARTS; p++)
            sort_part(work, p);
    }
    cev__free(ctx, work->part, work->largest, (int64_t)sizeof *work->part);
    cev__free(ctx, work->places, work->width, (int64_t)sizeof *work->places);
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
    int64_t end = portfolio->count + in->rows;
    int32_t status = sort_waiting(&work);
    if (status == CEV_OK)
        status = cev__customers_expect(work.ctx, &portfolio->customers,
                                       work.customers);
    if (status == CEV_OK)
        status = take_sorted(portfolio, in);
    if (status != CEV_OK) /* numbers of customers may wait there */
        memset(&portfolio->orders[portfolio->count], 0,
               (size_t)(end - portfolio->count) * sizeof *work.orders);
    return status;
}
