/* Saving the details of orders, a column at a time; see saved_details.h. */
#include "saved_details.h"

#include <math.h>

#include "names.h"

int32_t cev__detail_order_make(const cev_portfolio *portfolio,
                               cev__detail_order *order)
{
    for (int d = 0; d < CEV__TEXT_DETAILS; d++) {
        const cev__customers *names = &portfolio->details.names[d];
        order->texts[d] = cev__customers_rank(portfolio->ctx, names);
        if (order->texts[d] == NULL)
            return CEV_ERR_MEMORY;
        order->places[d] = cev__alloc(portfolio->ctx, names->count + 1,
                                      (int64_t)sizeof *order->places[d]);
        if (order->places[d] == NULL)
            return cev__fail_memory(portfolio->ctx);
        for (int64_t i = 0; i < names->count; i++)
            order->places[d][order->texts[d][i]] = (uint32_t)i;
    }
    return CEV_OK;
}

void cev__detail_order_free(const cev_portfolio *portfolio,
                            cev__detail_order *order)
{
    for (int d = 0; d < CEV__TEXT_DETAILS; d++) {
        int64_t room = portfolio->details.names[d].count + 1;
        cev__free(portfolio->ctx, order->texts[d], room,
                  (int64_t)sizeof *order->texts[d]);
        cev__free(portfolio->ctx, order->places[d], room,
                  (int64_t)sizeof *order->places[d]);
    }
}

static void write_text_detail(const cev__histories *histories, int d,
                              const cev__detail_order *order,
                              cev__writer *writer)
{
    const cev__details *details = &histories->portfolio->details;
    const cev__customers *names = &details->names[d];
    cev__write_i64(writer, names->count);
    for (int64_t i = 0; i < names->count; i++)
        cev__write_text(writer,
                        cev__customer_name(names, order->texts[d][i]));
    for (int64_t i = 0; i < histories->portfolio->count; i++) {
        uint32_t text = details->texts[d][histories->orders[i]];
        cev__write_i32(writer, text == CEV__NONE
                                   ? -1
                                   : (int32_t)order->places[d][text]);
    }
}

void cev__details_write(const cev__histories *histories,
                        const cev__detail_order *order, cev__writer *writer)
{
    const cev__details *details = &histories->portfolio->details;
    int32_t which = 0;
    for (int d = 0; d < CEV__DETAILS; d++)
        which |= details->known[d] > 0 ? 1 << d : 0;
    cev__write_i32(writer, which);
    for (int d = 0; d < CEV__DETAILS; d++) {
        if (details->known[d] == 0)
            continue;
        if (d < CEV__TEXT_DETAILS) {
            write_text_detail(histories, d, order, writer);
            continue;
        }
        for (int64_t i = 0; i < histories->portfolio->count; i++)
            cev__write_double(writer,
                              details->numbers[d][histories->orders[i]]);
    }
}

/* One text of an order, counted through those that were read. */
static void read_text_detail(cev__blob *blob, cev__details *details, int d,
                             int64_t order)
{
    cev__customers *names = &details->names[d];
    int32_t text = cev__read_i32(blob);
    if (text == -1)
        return;
    if (text < 0 || text >= names->count) {
        blob->failed = 1;
        return;
    }
    details->texts[d][order] = (uint32_t)text;
    names->list[text].orders++;
    details->known[d]++;
}

/* One number, which must be what one is after recording. */
static void read_number_detail(cev__blob *blob, cev_portfolio *portfolio,
                               int d, int64_t order)
{
    double number = cev__read_double(blob);
    if (isnan(number))
        return;
    int is_refund = portfolio->entries[order].amount < 0.0;
    blob->failed |= fabs(number) > CEV_AMOUNT_MAX
                    || (is_refund ? number > 0.0 : number < 0.0);
    portfolio->details.numbers[d][order] = number + 0.0;
    portfolio->details.known[d]++;
}

static int32_t read_detail(cev__blob *blob, cev_portfolio *portfolio, int d)
{
    cev__details *details = &portfolio->details;
    int is_text = d < CEV__TEXT_DETAILS;
    int32_t status = is_text ? cev__names_load_sorted(portfolio->ctx, blob,
                                                      &details->names[d])
                             : CEV_OK;
    blob->failed |=
        portfolio->count > (blob->size - blob->at) / (is_text ? 4 : 8);
    if (status != CEV_OK || blob->failed)
        return status;
    status = cev__details_open(portfolio, d);
    for (int64_t i = 0; status == CEV_OK && i < portfolio->count; i++) {
        if (is_text)
            read_text_detail(blob, details, d, i);
        else
            read_number_detail(blob, portfolio, d, i);
        if (blob->failed)
            return CEV_OK;
    }
    blob->failed |= details->known[d] == 0
                    || (is_text && !cev__names_all_used(&details->names[d]));
    return status;
}

int32_t cev__details_read(cev__blob *blob, cev_portfolio *portfolio)
{
    int32_t which = cev__read_i32(blob), status = CEV_OK;
    blob->failed |= which < 1 || which >= 1 << CEV__DETAILS;
    for (int d = 0; d < CEV__DETAILS; d++)
        if (status == CEV_OK && !blob->failed && (which & 1 << d) != 0)
            status = read_detail(blob, portfolio, d);
    return status;
}
