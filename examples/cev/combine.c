/*
 * From fragments to orders: the rows of an order are combined (refunds
 * netted, one identity, one reason), sorted by time, and given out.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "divide.h"
#include "group.h"

int grouping_sort_failed(grouping *g)
{
    return reader_fail(g->r, ORDERS_FAILED, "sorting ran out of memory or of "
                       "space for temporary files ($TMPDIR)");
}

int grouping_add_order(grouping *g, const packed *p, const char *id,
                       const char *customer, const char *message,
                       const char *channel, const char *product)
{
    int64_t at = p->has_when ? p->when.utc : INT64_MIN;
    packed out = *p;

    out.own_id_length = (uint32_t)strlen(id);
    out.customer_length = (uint32_t)strlen(customer);
    out.message_length = (uint32_t)strlen(message);
    out.channel_length = (uint32_t)strlen(channel);
    if (!buffer_set(&g->key, "", 0) ||
        !buffer_add_number(&g->key,
                           (uint64_t)at + ((uint64_t)1 << 63)) ||
        !buffer_add(&g->key, id, strlen(id) + 1) ||
        !buffer_add_number(&g->key, (uint64_t)p->file) ||
        !buffer_add_number(&g->key, (uint64_t)p->line) ||
        !buffer_add(&g->key, product, strlen(product)) ||
        !buffer_set(&g->body, &out, sizeof out) ||
        !buffer_add(&g->body, id, out.own_id_length + 1) ||
        !buffer_add(&g->body, customer, out.customer_length + 1) ||
        !buffer_add(&g->body, message, out.message_length + 1) ||
        !buffer_add(&g->body, channel, out.channel_length + 1) ||
        !buffer_add(&g->body, product, strlen(product) + 1))
        return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    if (!sorter_add(g->orders, g->key.text, g->key.length, g->body.text,
                    g->body.length))
        return grouping_sort_failed(g);
    return ORDERS_OK;
}

/* Where a sorting key names the product, after id and platform. */
static const char *key_product(const char *key)
{
    key += strlen(key) + 1;
    return key + strlen(key) + 1;
}

/* How much of a sorting key says which order it is. */
static size_t order_key_size(const char *key)
{
    const char *product = key_product(key);

    return (size_t)(product - key) + strlen(product) + 1;
}

/* Begin the next order. */
static int begin_order(combined *now, const char *key)
{
    memset(&now->head, 0, sizeof now->head);
    now->has_head = now->has_sale = now->has_refund = now->bad_sum = 0;
    now->paid.units = now->refunded.units = 0;
    now->paid.scale = now->refunded.scale = 0;
    now->gift_card = 0;
    now->reason = SKIP_NONE;
    now->rank = RANK_NONE;
    now->sale_file = now->other_file = -1;
    now->fragments = now->several = now->n_refunds = 0;
    for (int i = 0; i < ORDER_NUMBERS; i++) {
        now->numbers[i] = NAN;
        now->has_gap[i] = 0;
    }
    return buffer_set(&now->key, key, order_key_size(key)) &&
           buffer_set(&now->own_id, "", 0) &&
           buffer_set(&now->customer, "", 0) &&
           buffer_set(&now->message, "", 0) &&
           buffer_set(&now->channel, "", 0) &&
           buffer_set(&now->products, "", 0);
}

/* An identity from a further row, if it is a better one. */
static int merge_customer(combined *now, const packed *p, const char *texts)
{
    if (p->rank != RANK_NONE && p->rank == now->rank)
        now->several |= p->customer_length != now->customer.length ||
                        memcmp(texts + p->own_id_length, now->customer.text,
                               p->customer_length) != 0;
    if (p->rank == RANK_NONE || (now->rank != RANK_NONE &&
                                 now->rank <= p->rank))
        return 1;
    now->rank = p->rank;
    return buffer_set(&now->customer, texts + p->own_id_length,
                      p->customer_length);
}

/* A reason from a further row: the one tested first wins. */
static int merge_reason(combined *now, const packed *p, const char *texts)
{
    if (p->reason == SKIP_NONE || (now->reason != SKIP_NONE &&
                                   now->reason <= p->reason))
        return 1;
    now->reason = p->reason;
    return buffer_set(&now->message,
                      texts + p->own_id_length + p->customer_length,
                      p->message_length);
}

/* The channel of an order is that of its first row that names one. */
static int merge_channel(combined *now, const packed *p, const char *texts)
{
    if (now->channel.length > 0)
        return 1;
    return buffer_set(&now->channel,
                      texts + p->own_id_length + p->customer_length +
                          p->message_length,
                      p->channel_length);
}

/* The products of a row come to those before. */
static int merge_products(combined *now, const packed *p, const char *texts)
{
    return buffer_add(&now->products,
                      texts + p->own_id_length + p->customer_length +
                          p->message_length + p->channel_length,
                      p->products_length);
}

/* The money of a row. */
static void merge_money(combined *now, const packed *p)
{
    money refunded = p->refunded;

    if (p->role == FRAGMENT_REFUND || p->paid.units < 0) {
        refunded = money_negate(p->paid);
        now->has_refund = 1;
    } else {
        now->bad_sum |= !money_add(now->paid, p->paid, &now->paid);
        now->has_refund |= refunded.units != 0;
    }
    now->bad_sum |= !money_add(now->refunded, refunded, &now->refunded);
}

/* What is known of a row's items and the like; a refund takes it off. A row that
 * names no discount has none. */
static void merge_numbers(combined *now, const packed *p)
{
    int is_refund = p->role == FRAGMENT_REFUND || p->paid.units < 0;

    for (int i = 0; i < ORDER_NUMBERS; i++) {
        double number = fabs(p->numbers[i]);
        double before = isnan(now->numbers[i]) ? 0 : now->numbers[i];

        if (!isnan(number))
            now->numbers[i] = before + (is_refund ? -number : number);
        else if (i != ORDER_DISCOUNT && !is_refund)
            now->has_gap[i] = 1;
    }
}

/* The row that says when the order was: the first head, otherwise the first
 * sale, otherwise the first of what there is. */
static int merge_head(combined *now, const packed *p, const char *texts)
{
    int better = now->fragments == 0 || p->role < now->head.role;
    char currency[8];

    memcpy(currency, now->head.currency, sizeof currency);
    if (better) {
        if (!buffer_set(&now->own_id, texts, p->own_id_length))
            return 0;
        now->head = *p;
    }
    if (now->head.currency[0] == '\0')
        memcpy(now->head.currency, p->currency, sizeof currency);
    else if (p->currency[0] != '\0' &&
             strcmp(p->currency, now->head.currency) != 0)
        now->bad_sum |= 2;
    if (better && currency[0] != '\0' && now->head.currency[0] == '\0')
        memcpy(now->head.currency, currency, sizeof currency);
    now->fragments++;
    return 1;
}

/* An order that an earlier file gave already. */
static int skip_duplicate(grouping *g, const packed *p)
{
    packed out = *p;

    out.reason = SKIP_DUPLICATE;
    return grouping_add_order(g, &out, g->now.key.text, "", "", "", "");
}

/* Whether an earlier file gave this refund already, as files of overlapping
 * periods do. Two equal refunds in one file are two. */
static int is_seen_refund(combined *now, const packed *p)
{
    for (int i = 0; i < now->n_refunds; i++) {
        const seen_refund *seen = &now->refunds[i];

        if (seen->file != p->file && seen->at == p->when.utc &&
            seen->paid.units == p->paid.units &&
            seen->paid.scale == p->paid.scale)
            return 1;
    }
    if (now->n_refunds < SEEN_REFUNDS) {
        seen_refund *seen = &now->refunds[now->n_refunds++];

        seen->file = p->file;
        seen->at = p->when.utc;
        seen->paid = p->paid;
    }
    return 0;
}

/* Combine one more row into the order. */
static int merge_fragment(grouping *g, const packed *p, const char *texts)
{
    combined *now = &g->now;
    int counts = 1;

    if (p->role == FRAGMENT_SALE) {
        if (now->sale_file < 0) {
            now->sale_file = p->file;
        } else if (p->file != now->sale_file) {
            if (p->file == now->other_file)
                return ORDERS_OK;
            now->other_file = p->file;
            return skip_duplicate(g, p);
        } else {
            counts = p->sums_rows;
        }
    } else if (p->file == now->other_file) {
        return ORDERS_OK; /* a row of the duplicate */
    } else if (p->role == FRAGMENT_REFUND && is_seen_refund(now, p)) {
        return now->has_sale ? ORDERS_OK : skip_duplicate(g, p);
    }
    if (!merge_customer(now, p, texts) || !merge_channel(now, p, texts) ||
        !merge_products(now, p, texts) || !merge_head(now, p, texts))
        return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    now->has_head |= p->role == FRAGMENT_HEAD;
    now->has_sale |= p->role == FRAGMENT_SALE && p->paid.units >= 0;
    if (counts)
        merge_numbers(now, p);
    if (p->role == FRAGMENT_REST || !counts)
        return ORDERS_OK;
    if (p->role != FRAGMENT_REFUND || now->sale_file < 0 ||
        p->reason < SKIP_TEST_ORDER)
        if (!merge_reason(now, p, texts))
            return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    if (p->role != FRAGMENT_HEAD)
        merge_money(now, p);
    now->gift_card |= p->gift_card;
    return ORDERS_OK;
}

/* The first reason that applies to a combined order, in the order of the
 * enumeration but for formats that test refunds last. */
static skip_reason order_reason(const grouping *g, const money *net)
{
    const combined *now = &g->now;
    int nobody = now->rank == RANK_NONE;
    int zero = net->units == 0 && !now->has_refund && !now->head.no_amount;
    int refunded = now->has_sale && now->has_refund && net->units <= 0;

    if (now->head.has_when == 0 && now->reason == SKIP_NONE)
        return SKIP_INCOMPLETE;
    if (now->reason != SKIP_NONE && now->reason < SKIP_DUPLICATE)
        return now->reason;
    if (list_has_prefix(g->r->options->exclude_order, now->own_id.text))
        return SKIP_EXCLUDED;
    if (now->reason != SKIP_NONE)
        return now->reason;
    if (!now->has_sale && !now->has_refund)
        return SKIP_NOT_PAID;
    if (zero && now->gift_card)
        return SKIP_GIFT_CARD_ONLY;
    if (refunded && !now->head.refunds_last)
        return SKIP_FULLY_REFUNDED;
    if (nobody)
        return SKIP_NO_CUSTOMER;
    if (zero && !g->r->options->keep_zero)
        return SKIP_ZERO_VALUE;
    return refunded ? SKIP_FULLY_REFUNDED : SKIP_NONE;
}

/* What is known of the whole order. Where a row did not tell, or more came back
 * than had gone, nothing is. */
static void settle_numbers(const combined *now, const money *net,
                           double numbers[ORDER_NUMBERS])
{
    for (int i = 0; i < ORDER_NUMBERS; i++)
        numbers[i] = now->has_gap[i] ||
                             (now->numbers[i] < 0 && net->units >= 0)
                         ? (double)NAN
                         : now->numbers[i];
}

/* All rows of an order are in: decide, and put it among the orders. */
static int end_order(grouping *g)
{
    combined *now = &g->now;
    packed out = now->head;
    money net;

    if (now->fragments == 0)
        return ORDERS_OK;
    g->several_customers += now->several;
    now->bad_sum |= !money_add(now->paid, money_negate(now->refunded), &net);
    if (now->bad_sum & 1)
        net.units = net.scale = 0;
    out.paid = net;
    out.reason = order_reason(g, &net);
    if (out.reason == SKIP_NONE && now->bad_sum)
        out.reason = now->bad_sum & 1 ? SKIP_BAD_AMOUNT : SKIP_BAD_CURRENCY;
    settle_numbers(now, &net, out.numbers);
    out.rank = (int8_t)now->rank;
    out.role = net.units < 0 ? FRAGMENT_REFUND : FRAGMENT_SALE;
    const char *id = now->has_sale || now->has_head ? now->key.text
                                                    : now->own_id.text;
    if (now->products.length > 0 && out.reason == SKIP_NONE)
        return divide_order(g, &out, id);
    return grouping_add_order(g, &out, id, now->customer.text,
                              out.reason == now->reason ? now->message.text
                                                        : "",
                              now->channel.text,
                              key_product(now->key.text));
}

/* Whether a fragment belongs to the order being combined. */
static int is_same_order(const combined *now, const char *key)
{
    return order_key_size(key) == now->key.length &&
           memcmp(key, now->key.text, now->key.length) == 0;
}

/* Combine all fragments to orders. */
static int combine_rows(grouping *g)
{
    const char *key, *body;
    size_t key_size, body_size;
    int status;
    packed p;

    if (!begin_order(&g->now, "\0\0") || !sorter_finish(g->rows))
        return grouping_sort_failed(g);
    while ((status = sorter_next(g->rows, &key, &key_size, &body,
                                 &body_size)) > 0) {
        memcpy(&p, body, sizeof p);
        if (g->now.fragments == 0 || !is_same_order(&g->now, key)) {
            if (end_order(g) != ORDERS_OK)
                return g->r->code;
            if (!begin_order(&g->now, key))
                return reader_fail(g->r, ORDERS_FAILED, "out of memory");
        }
        if (merge_fragment(g, &p, body + sizeof p) != ORDERS_OK)
            return g->r->code;
    }
    if (status < 0)
        return reader_fail(g->r, ORDERS_FAILED,
                           "a temporary file cannot be read");
    return end_order(g);
}

/* Give out one order or skip. */
static int give_out(grouping *g, const packed *p, const char *texts)
{
    reader *r = g->r;
    order o;
    order_skip skip = {texts, p->reason, p->file, p->line, NULL};

    memset(&o, 0, sizeof o);
    o.order_id = texts;
    o.order_id_length = p->own_id_length;
    o.customer = texts + p->own_id_length + 1;
    o.customer_length = p->customer_length;
    o.channel = o.customer + p->customer_length + 1 + p->message_length + 1;
    o.product = o.channel + p->channel_length + 1;
    memcpy(o.numbers, p->numbers, sizeof o.numbers);
    o.currency = p->currency;
    if (p->reason == SKIP_NONE && p->currency[0] == '\0' && !p->no_amount)
        o.currency = reader_currency(r);
    if (p->reason == SKIP_NONE && r->options->currency != NULL &&
        o.currency[0] != '\0' &&
        strcmp(o.currency, r->options->currency) != 0)
        skip.reason = SKIP_OTHER_CURRENCY;
    if (skip.reason != SKIP_NONE) {
        const char *message = o.customer + p->customer_length + 1;

        skip.message = message[0] ? message : NULL;
        return reader_give_skip(r, &skip);
    }
    o.local_seconds = p->when.local;
    o.utc_seconds = p->when.utc;
    o.has_time = p->when.has_time;
    o.has_amount = !p->no_amount;
    o.amount = p->paid;
    o.value = money_double(p->paid);
    o.kind = p->role == FRAGMENT_REFUND ? ORDER_REFUND : ORDER_SALE;
    o.weak = p->rank == RANK_NAME;
    o.file = p->file;
    o.line = p->line;
    return reader_give_order(r, &o);
}

int grouping_finish(grouping *g)
{
    const char *key, *body;
    size_t key_size, body_size;
    int status;
    packed p;

    if (combine_rows(g) != ORDERS_OK)
        return g->r->code;
    if (g->several_customers > 0)
        reader_note(g->r, "%lld orders have rows of different customers; the "
                    "first one was taken; is the order column right?",
                    (long long)g->several_customers);
    sorter_free(g->rows);
    g->rows = NULL;
    if (!sorter_finish(g->orders))
        return grouping_sort_failed(g);
    while ((status = sorter_next(g->orders, &key, &key_size, &body,
                                 &body_size)) > 0) {
        memcpy(&p, body, sizeof p);
        if (give_out(g, &p, body + sizeof p) != ORDERS_OK)
            return g->r->code;
    }
    if (status < 0)
        return reader_fail(g->r, ORDERS_FAILED,
                           "a temporary file cannot be read");
    return ORDERS_OK;
}
