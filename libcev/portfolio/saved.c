/*
 * A portfolio as bytes and back. The payload, inside the envelope of blob.h:
 *
 *     i32  how customers are known: 0 no customers, CEV_INT64 or CEV_TEXT
 *     i64  customers
 *     i64  orders
 *     for each customer, in the order of numbers or of the bytes of names:
 *         i64  the number; or the size of the name with its NUL, and the name
 *         i64  orders
 *         for each order, by time and amount, unknown amounts last:
 *             i64     time
 *             double  amount; NaN: unknown
 *     and, where there is anything but orders:
 *     i64  texts
 *     each, with its size before it, in the order of their bytes
 *     i64  events
 *     for each event, in the order of customer, time, ledger, key, number and
 *     text:
 *         i32     customer, counted as above
 *         i32     ledger, in the order of events.h
 *         i64     time; INT64_MIN: from the beginning
 *         i32     key, counted through the texts; -1: none
 *         double  number; NaN: none
 *         i32     text, likewise
 *     and, where any order has details, behind events that may be none:
 *     i32  which: 1 channel, 2 product, 4 items, 8 discount, 16 cost, added up
 *     for each of them:
 *         of channel and product, i64 texts; each, as above
 *         for each order, as they stand above: i32 text, -1: none; or double
 *         number, NaN: none
 *
 * Layout 1 knew orders alone, and no customers without one; layout 2 knew no
 * details. Portfolios with
 * the same records give the same bytes. Reading believes nothing: a checksum
 * keeps accidents out, not malice.
 */
#include <math.h>
#include <string.h>

#include "../core/blob.h"
#include "../core/utf8.h"
#include "histories.h"
#include "names.h"
#include "sagas.h"
#include "saved_details.h"

#define PORTFOLIO_MAGIC "pf"

enum { PORTFOLIO_LAYOUT = 3, LAYOUT_WITHOUT_DETAILS = 2 };

/* Bytes of an order, an event, and at least of a customer. */
enum { SAVED_ORDER = 16, SAVED_EVENT = 32, SAVED_CUSTOMER = 16 };

typedef struct portfolio_saver {
    const cev_portfolio *portfolio;
    const cev__histories *histories;
    const cev__sagas *sagas;
    const cev__detail_order *order;
} portfolio_saver;

static void write_customer(const cev__customers *customers, uint32_t customer,
                           cev__writer *writer)
{
    if (customers->type == CEV_INT64) {
        cev__write_i64(writer, customers->list[customer].key);
        return;
    }
    const char *name = cev__customer_name(customers, customer);
    int64_t size = (int64_t)strlen(name) + 1;
    cev__write_i64(writer, size);
    cev__write_bytes(writer, name, size);
}

static void write_events(const portfolio_saver *saver, cev__writer *writer)
{
    const cev__sagas *sagas = saver->sagas;
    int64_t count = sagas->starts[sagas->count];
    cev__write_i64(writer, sagas->text_count);
    for (int64_t i = 0; i < sagas->text_count; i++)
        cev__write_text(writer, cev__sagas_text(saver->portfolio, sagas,
                                                (uint32_t)i));
    cev__write_i64(writer, count);
    for (int64_t i = 0; i < count; i++) {
        const cev__event *event = &sagas->events[i];
        cev__write_i32(writer, (int32_t)event->customer);
        cev__write_i32(writer, (int32_t)event->ledger);
        cev__write_i64(writer, event->time);
        cev__write_i32(writer, (int32_t)event->key);
        cev__write_double(writer, event->number);
        cev__write_i32(writer, (int32_t)event->text);
    }
}

static void write_portfolio(const void *object, cev__writer *writer)
{
    const portfolio_saver *saver = object;
    const cev__customers *customers = &saver->portfolio->customers;
    cev__write_i32(writer, customers->type);
    cev__write_i64(writer, customers->count);
    cev__write_i64(writer, saver->portfolio->count);
    for (int64_t i = 0; i < customers->count; i++) {
        const cev__entry *end;
        const cev__entry *entry = cev__entries(saver->histories, i, &end);
        write_customer(customers, saver->histories->customers[i], writer);
        cev__write_i64(writer, end - entry);
        for (; entry < end; entry++) {
            cev__write_i64(writer, entry->time);
            cev__write_double(writer, entry->amount);
        }
    }
    int has_details = cev__details_any(&saver->portfolio->details);
    if (saver->portfolio->events.count > 0 || has_details)
        write_events(saver, writer);
    if (has_details)
        cev__details_write(saver->histories, saver->order, writer);
}

/* Writes what has been gathered. */
static int32_t save_gathered(const cev_portfolio *portfolio,
                             const cev__histories *histories,
                             const cev__sagas *sagas, void *bytes,
                             int64_t capacity, int64_t *size)
{
    cev__detail_order order = {{NULL}, {NULL}};
    portfolio_saver saver = {portfolio, histories, sagas, &order};
    int has_details = cev__details_any(&portfolio->details);
    int32_t status =
        has_details ? cev__detail_order_make(portfolio, &order) : CEV_OK;
    if (status == CEV_OK)
        status = cev__blob_save(
            portfolio->ctx, PORTFOLIO_MAGIC,
            has_details ? PORTFOLIO_LAYOUT : LAYOUT_WITHOUT_DETAILS,
            write_portfolio, &saver, bytes, capacity, size);
    cev__detail_order_free(portfolio, &order);
    return status;
}

int32_t cev_portfolio_save(const cev_portfolio *portfolio, void *bytes,
                           int64_t capacity, int64_t *size)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    cev_ctx *ctx = portfolio->ctx;
    cev__histories histories;
    int32_t status = cev__histories_detailed(portfolio, &histories);
    if (status != CEV_OK)
        return status;
    cev__sagas sagas;
    status = cev__sagas_gather(portfolio, histories.customers, histories.count,
                               CEV__LEDGERS, &sagas);
    if (status == CEV_OK) {
        status = save_gathered(portfolio, &histories, &sagas, bytes, capacity,
                               size);
        cev__sagas_free(ctx, &sagas);
    }
    cev__histories_free(ctx, &histories);
    return status;
}

/* A name where it stands, or NULL when it is none. */
static const char *read_name(cev__blob *blob)
{
    int64_t size = cev__read_i64(blob);
    const char *name = (const char *)cev__read_bytes(blob, size);
    if (name == NULL || size < 2 || name[size - 1] != '\0'
        || memchr(name, 0, (size_t)size - 1) != NULL || !cev__utf8_valid(name))
        return NULL;
    return name;
}

/* Reads the key of the next customer; 0 when there is none, or it does not
 * come after the one before (NULL for the first). */
static int read_key(cev__blob *blob, int32_t type, const cev__key *before,
                    cev__key *key)
{
    if (type == CEV_INT64) {
        *key = cev__key_of_id(cev__read_i64(blob));
        return key->id != INT64_MIN
               && (before == NULL || before->id < key->id);
    }
    const char *name = read_name(blob);
    if (name == NULL || (before != NULL && strcmp(before->text, name) >= 0))
        return 0;
    *key = cev__key_of_text(name);
    return 1;
}

/* Reads the orders of one customer; 0 when they are not what they must be. */
static int read_orders(cev__blob *blob, cev_portfolio *portfolio,
                       uint32_t customer, int64_t left)
{
    int64_t count = cev__read_i64(blob);
    if (count < 0 || count > left)
        return 0;
    int64_t before = CEV_TIME_MIN;
    for (int64_t i = 0; i < count; i++) {
        int64_t time = cev__read_i64(blob);
        double amount = cev__read_double(blob);
        if (time < before || time > CEV_TIME_MAX
            || fabs(amount) > CEV_AMOUNT_MAX)
            return 0;
        cev__order_append(portfolio, customer, time, amount);
        before = time;
    }
    return 1;
}

/* Reads one event; 0 when it is not what it must be. */
static int read_event(cev__blob *blob, cev_portfolio *portfolio,
                      cev__event *event)
{
    cev__events *events = &portfolio->events;
    event->customer = (uint32_t)cev__read_i32(blob);
    event->ledger = (uint32_t)cev__read_i32(blob);
    event->time = cev__read_i64(blob);
    event->key = (uint32_t)cev__read_i32(blob);
    event->number = cev__read_double(blob);
    event->text = (uint32_t)cev__read_i32(blob);
    if (event->customer >= portfolio->customers.count
        || event->ledger >= CEV__LEDGERS
        || (event->key != CEV__NONE && event->key >= events->texts.count)
        || (event->text != CEV__NONE && event->text >= events->texts.count))
        return 0;
    cev__saying said = cev__event_saying(events, event);
    return cev__saying_check(portfolio->ctx, &said, -1) == CEV_OK;
}

/* Whether each customer before `to` and not before `from` has an order. */
static int have_orders(const cev_portfolio *portfolio, int64_t from,
                       int64_t to)
{
    for (int64_t i = from; i < to; i++)
        if (portfolio->customers.list[i].orders == 0)
            return 0;
    return 1;
}

/* Reads what is there besides orders, in the order of customers; everybody
 * has an order or an event, every text is used. */
static int32_t read_events(cev__blob *blob, cev_portfolio *portfolio)
{
    int32_t status = cev__names_load_sorted(portfolio->ctx, blob,
                                            &portfolio->events.texts);
    int64_t count = cev__read_i64(blob);
    int64_t seen = -1; /* the customer whose events have come last */
    if (status != CEV_OK)
        return status;
    /* No events are worth a word only before details. */
    blob->failed |= count < (blob->at < blob->size ? 0 : 1)
                    || count > blob->size / SAVED_EVENT;
    if (blob->failed)
        return CEV_OK;
    status = cev__events_reserve(portfolio->ctx, &portfolio->events, count);
    for (int64_t i = 0; status == CEV_OK && i < count; i++) {
        cev__event event;
        if (!read_event(blob, portfolio, &event) || event.customer < seen
            || !have_orders(portfolio, seen + 1, event.customer)) {
            blob->failed = 1;
            return CEV_OK;
        }
        cev__event_append(&portfolio->events, &event);
        seen = event.customer;
    }
    if (status == CEV_OK)
        blob->failed |=
            !have_orders(portfolio, seen + 1, portfolio->customers.count)
            || !cev__names_all_used(&portfolio->events.texts);
    return status;
}

/* Reads all into an empty portfolio. What is not as it must be marks the
 * reader as failed, which the caller tells. */
static int32_t read_portfolio(cev__blob *blob, cev_portfolio *portfolio)
{
    cev_ctx *ctx = portfolio->ctx;
    int32_t type = cev__read_i32(blob);
    int64_t customers = cev__read_i64(blob);
    int64_t orders = cev__read_i64(blob);
    blob->failed |= orders < 0 || orders > blob->size / SAVED_ORDER
                    || customers < 0
                    || customers > blob->size / SAVED_CUSTOMER
                    || (customers == 0 ? type != 0 || orders != 0
                                       : type != CEV_INT64 && type != CEV_TEXT);
    if (blob->failed)
        return CEV_OK;
    cev__key key = {0}, before = {0};
    int32_t status = cev__orders_reserve(portfolio, orders);
    for (int64_t i = 0; status == CEV_OK && i < customers; i++) {
        if (!read_key(blob, type, i == 0 ? NULL : &before, &key)) {
            blob->failed = 1;
            return CEV_OK;
        }
        status = cev__customers_reserve(ctx, &portfolio->customers, &key);
        if (status == CEV_OK
            && !read_orders(blob, portfolio,
                            cev__customer_add(&portfolio->customers, &key),
                            orders - portfolio->count)) {
            blob->failed = 1;
            return CEV_OK;
        }
        before = key;
    }
    if (status != CEV_OK)
        return status;
    blob->failed |= portfolio->count != orders;
    if (blob->failed || blob->at == blob->size) {
        blob->failed |= !have_orders(portfolio, 0, portfolio->customers.count);
        return CEV_OK;
    }
    status = read_events(blob, portfolio);
    if (status == CEV_OK && !blob->failed && blob->at < blob->size)
        status = cev__details_read(blob, portfolio);
    return status;
}

int32_t cev_portfolio_load(cev_ctx *ctx, const void *bytes, int64_t size,
                           cev_portfolio **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    cev__blob blob;
    cev_portfolio *portfolio = NULL;
    int32_t status = cev__blob_open(ctx, PORTFOLIO_MAGIC, PORTFOLIO_LAYOUT,
                                    bytes, size, &blob);
    if (status == CEV_OK)
        status = cev_portfolio_new(ctx, &portfolio);
    if (status == CEV_OK)
        status = read_portfolio(&blob, portfolio);
    if (status == CEV_OK)
        status = cev__blob_close(ctx, &blob);
    if (status != CEV_OK) {
        cev_portfolio_free(portfolio);
        return status;
    }
    *out = portfolio;
    return CEV_OK;
}
