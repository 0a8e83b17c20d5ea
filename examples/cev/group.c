/*
 * From rows to orders: rows are read into compact fragments, sorted by order,
 * combined (refunds netted, one identity, one reason), sorted again by time,
 * and given out. Both sorts spill to temporary files beyond the budget.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "sorter.h"
#include "text.h"

/* Which identity a customer is known by; a lower rank wins. */
enum { RANK_NONE = 0, RANK_EMAIL, RANK_PHONE, RANK_ID, RANK_NAME };

/* A fragment as it is sorted: this, then the texts own_id, customer, message
 * without terminators. */
typedef struct packed {
    int64_t line;
    moment when;
    money paid, refunded;
    uint32_t own_id_length, customer_length, message_length;
    int32_t file;
    skip_reason reason;
    int8_t role, rank, has_when, gift_card, no_amount, sums_rows,
        refunds_last;
    char currency[8];
} packed;

/* A text that grows. */
typedef struct text_buffer {
    char *text;
    size_t length, room;
} text_buffer;

/* The order being combined. */
typedef struct combined {
    packed head;     /* the row that gives time, currency and flags */
    int has_head, has_sale, has_refund, bad_sum;
    money paid, refunded;
    int gift_card;
    skip_reason reason;
    int rank;
    int sale_file;   /* the file of the first sale row */
    int other_file;  /* the last other file that has a sale row, or -1 */
    int fragments;
    text_buffer key, own_id, customer, message;
} combined;

struct grouping {
    reader *r;
    sorter *rows;   /* fragments by order */
    sorter *orders; /* orders and skips by time */
    text_buffer key, body, customer;
    combined now;
};

grouping *grouping_new(reader *r)
{
    grouping *g = calloc(1, sizeof *g);
    size_t budget = (size_t)r->options->memory_mb * 1024 * 1024;

    if (g == NULL)
        return NULL;
    g->r = r;
    g->rows = sorter_new(budget / 2);
    g->orders = sorter_new(budget / 2);
    if (g->rows == NULL || g->orders == NULL) {
        grouping_free(g);
        return NULL;
    }
    return g;
}

void grouping_free(grouping *g)
{
    if (g == NULL)
        return;
    sorter_free(g->rows);
    sorter_free(g->orders);
    free(g->key.text);
    free(g->body.text);
    free(g->customer.text);
    free(g->now.key.text);
    free(g->now.own_id.text);
    free(g->now.customer.text);
    free(g->now.message.text);
    free(g);
}

/* Room for `length` bytes and a terminator. */
static int buffer_room(text_buffer *b, size_t length)
{
    char *bigger;

    if (length < b->room)
        return 1;
    bigger = realloc(b->text, length * 2 + 64);
    if (bigger == NULL)
        return 0;
    b->text = bigger;
    b->room = length * 2 + 64;
    return 1;
}

/* Append bytes, keeping a NUL behind them. */
static int buffer_add(text_buffer *b, const void *bytes, size_t n)
{
    if (!buffer_room(b, b->length + n))
        return 0;
    memcpy(b->text + b->length, bytes, n);
    b->length += n;
    b->text[b->length] = '\0';
    return 1;
}

/* Make the buffer hold just these bytes. */
static int buffer_set(text_buffer *b, const void *bytes, size_t n)
{
    b->length = 0;
    return buffer_add(b, bytes, n);
}

/* Append an unsigned number so that bytes sort as numbers do. */
static int buffer_add_number(text_buffer *b, uint64_t value)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> (56 - 8 * i));
    return buffer_add(b, bytes, sizeof bytes);
}

/* Who the row says the customer is, in the form in which customers are
 * compared; leaves "" and RANK_NONE when it says nothing. */
static int find_customer(grouping *g, const fragment *f, int8_t *rank)
{
    text_buffer *out = &g->customer;
    const char *text = f->email[0] ? f->email : f->phone[0] ? f->phone
                     : f->customer_id[0] ? f->customer_id : f->name;
    size_t n = strlen(text);

    out->length = 0;
    *rank = RANK_NONE;
    if (!buffer_room(out, TEXT_LOWER_ROOM(n) + 8))
        return 0;
    out->text[0] = '\0';
    if (f->email[0] != '\0') {
        *rank = RANK_EMAIL;
        out->length = text_lower(text, n, 0, out->text);
    } else if (f->phone[0] != '\0') {
        *rank = RANK_PHONE;
        out->length = text_phone(text, n, out->text);
    } else if (f->customer_id[0] != '\0') {
        *rank = RANK_ID;
        memcpy(out->text, text, n + 1);
        out->length = n;
    } else if (f->name[0] != '\0') {
        *rank = RANK_NAME;
        memcpy(out->text, "name:", 5);
        out->length = 5 + text_lower(text, n, 1, out->text + 5);
    }
    if (out->length == 0 || list_has(g->r->options->walk_in, out->text)) {
        *rank = RANK_NONE;
        out->length = 0;
    }
    return 1;
}

/* Put a fragment among the rows to be sorted. */
static int add_fragment(grouping *g, const row_view *row, const fragment *f,
                        packed *p)
{
    const char *own = f->own_id != NULL && f->own_id[0] ? f->own_id
                                                        : f->order;

    p->own_id_length = (uint32_t)strlen(own);
    p->customer_length = (uint32_t)g->customer.length;
    p->message_length = (uint32_t)strlen(row->message);
    /* Sorted by order, then file, role and line. */
    if (!buffer_set(&g->key, f->order, strlen(f->order) + 1) ||
        !buffer_add_number(&g->key, (uint64_t)p->file) ||
        !buffer_add_number(&g->key, (uint64_t)p->role) ||
        !buffer_add_number(&g->key, (uint64_t)p->line) ||
        !buffer_set(&g->body, p, sizeof *p) ||
        !buffer_add(&g->body, own, p->own_id_length) ||
        !buffer_add(&g->body, g->customer.text, p->customer_length) ||
        !buffer_add(&g->body, row->message, p->message_length))
        return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    if (!sorter_add(g->rows, g->key.text, g->key.length, g->body.text,
                    g->body.length))
        return reader_fail(g->r, ORDERS_FAILED, "sorting ran out of memory "
                           "or of space for temporary files ($TMPDIR)");
    return ORDERS_OK;
}

/* Put an order or a skip among what is given out at the end. The head holds
 * time, line, file, currency and reason; paid is the net amount. */
static int add_order(grouping *g, const packed *p, const char *id,
                     const char *customer, const char *message)
{
    int64_t at = p->has_when ? p->when.utc : INT64_MIN;
    packed out = *p;

    out.own_id_length = (uint32_t)strlen(id);
    out.customer_length = (uint32_t)strlen(customer);
    out.message_length = (uint32_t)strlen(message);
    if (!buffer_set(&g->key, "", 0) ||
        !buffer_add_number(&g->key,
                           (uint64_t)at + ((uint64_t)1 << 63)) ||
        !buffer_add(&g->key, id, strlen(id) + 1) ||
        !buffer_add_number(&g->key, (uint64_t)p->file) ||
        !buffer_add_number(&g->key, (uint64_t)p->line) ||
        !buffer_set(&g->body, &out, sizeof out) ||
        !buffer_add(&g->body, id, out.own_id_length + 1) ||
        !buffer_add(&g->body, customer, out.customer_length + 1) ||
        !buffer_add(&g->body, message, out.message_length + 1))
        return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    if (!sorter_add(g->orders, g->key.text, g->key.length, g->body.text,
                    g->body.length))
        return reader_fail(g->r, ORDERS_FAILED, "sorting ran out of memory "
                           "or of space for temporary files ($TMPDIR)");
    return ORDERS_OK;
}

/* A row that belongs to no order. */
static int skip_row(grouping *g, const row_view *row, skip_reason reason,
                    const char *id)
{
    packed p;

    memset(&p, 0, sizeof p);
    p.file = row->file;
    p.line = row->row->line;
    p.reason = reason;
    return add_order(g, &p, id, "", row->message);
}

/* Whether the texts that identify a row can be used. */
static int texts_are_utf8(const fragment *f)
{
    return text_is_utf8(f->order, strlen(f->order)) &&
           text_is_utf8(f->email, strlen(f->email)) &&
           text_is_utf8(f->customer_id, strlen(f->customer_id)) &&
           text_is_utf8(f->name, strlen(f->name));
}

/* The complaint about a row that is not as wide as the header. */
static void ragged_message(row_view *row, int n_header)
{
    char complaint[96];

    row->problem = SKIP_RAGGED_ROW;
    snprintf(complaint, sizeof complaint,
             "begins a row of %d fields; wanted %d as in the header",
             row->row->n, n_header);
    reader_message(row->message, row->path, row->row->line, "row",
                   row->row->fields[0].text, complaint);
}

/* Whether a row is as wide as the header; trailing fields may be missing if
 * no column that is read is among them, or be too many if they are empty. */
static int row_fits(const row_view *row, int n_header)
{
    if (row->row->broken)
        return 0;
    for (int i = n_header; i < row->row->n; i++)
        if (row->row->fields[i].length > 0)
            return 0;
    for (int i = 0; i < row->format->n_columns; i++)
        if (row->position[i] >= row->row->n)
            return 0;
    return 1;
}

/* Read one row and put what it says among the fragments. */
static int take_row(grouping *g, row_view *row, int n_header)
{
    fragment f;
    packed p;

    row->problem = SKIP_NONE;
    row->message[0] = '\0';
    if (!row_fits(row, n_header)) {
        ragged_message(row, n_header);
        if (row->row->broken)
            row->problem = SKIP_BAD_CSV;
        return skip_row(g, row, row->problem, "");
    }
    memset(&f, 0, sizeof f);
    f.order = f.email = f.phone = f.customer_id = f.name = f.zone =
        f.currency = "";
    f.role = FRAGMENT_SALE;
    row->format->read(row, &f);
    if (!texts_are_utf8(&f)) {
        reader_message(row->message, row->path, row->row->line, "row", "",
                       "has an identifier that is not UTF-8; save the file "
                       "as UTF-8");
        return skip_row(g, row, SKIP_BAD_TEXT, "");
    }
    if (f.order[0] == '\0')
        return skip_row(g, row, SKIP_NO_ORDER_ID, "");
    memset(&p, 0, sizeof p);
    if (!find_customer(g, &f, &p.rank))
        return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    if (!currency_code(f.currency, p.currency) && row->problem == SKIP_NONE) {
        row->problem = SKIP_BAD_CURRENCY;
        reader_message(row->message, row->path, row->row->line, "currency",
                       f.currency, "is no currency; wanted a code such as "
                       "EUR");
    }
    p.line = row->row->line;
    p.file = row->file;
    p.paid = f.paid;
    p.refunded = f.refunded;
    p.role = (int8_t)f.role;
    p.reason = row->problem != SKIP_NONE ? row->problem : f.reason;
    p.has_when = (int8_t)f.has_when;
    p.gift_card = (int8_t)f.gift_card;
    p.no_amount = (int8_t)f.no_amount;
    p.sums_rows = (int8_t)row->format->sums_rows;
    p.refunds_last = (int8_t)row->format->refunds_last;
    if (f.has_when)
        reader_place(g->r, &f.when, f.utc, reader_row_zone(g->r, f.zone),
                     &p.when);
    return add_fragment(g, row, &f, &p);
}

int grouping_read(grouping *g, csv *c, const format *f, const int *position,
                  int n_header, int file, void *extra)
{
    orders_file *info = &g->r->report->files[file];
    csv_row line;
    row_view row;
    int status;

    memset(&row, 0, sizeof row);
    row.r = g->r;
    row.format = f;
    row.row = &line;
    row.position = position;
    row.path = info->path;
    row.file = file;
    row.extra = extra;
    while ((status = csv_next(c, &line)) > 0) {
        info->rows++;
        g->r->report->rows++;
        if (take_row(g, &row, n_header) != ORDERS_OK)
            return g->r->code;
        if ((info->rows & 0x3fff) == 0 &&
            reader_progress(g->r, c) != ORDERS_OK)
            return g->r->code;
    }
    if (status < 0)
        return reader_fail(g->r, ORDERS_FAILED, "%s: %s", info->path,
                           csv_error(c));
    return ORDERS_OK;
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
    now->fragments = 0;
    return buffer_set(&now->key, key, strlen(key)) &&
           buffer_set(&now->own_id, "", 0) &&
           buffer_set(&now->customer, "", 0) &&
           buffer_set(&now->message, "", 0);
}

/* An identity from a further row, if it is a better one. */
static int merge_customer(combined *now, const packed *p, const char *texts)
{
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

/* The row that says when the order was: the first head, otherwise the first
 * sale, otherwise the first of what there is. */
static int merge_head(combined *now, const packed *p, const char *texts)
{
    int better = now->fragments == 0 ||
                 (p->role < now->head.role && p->file == now->head.file) ||
                 (p->role == FRAGMENT_HEAD &&
                  now->head.role != FRAGMENT_HEAD);
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
    return add_order(g, &out, g->now.key.text, "", "");
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
    }
    if (!merge_customer(now, p, texts) || !merge_head(now, p, texts))
        return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    now->has_head |= p->role == FRAGMENT_HEAD;
    now->has_sale |= p->role == FRAGMENT_SALE && p->paid.units >= 0;
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

/* All rows of an order are in: decide, and put it among the orders. */
static int end_order(grouping *g)
{
    combined *now = &g->now;
    packed out = now->head;
    money net;

    if (now->fragments == 0)
        return ORDERS_OK;
    now->bad_sum |= !money_add(now->paid, money_negate(now->refunded), &net);
    if (now->bad_sum & 1)
        net.units = net.scale = 0;
    out.paid = net;
    out.reason = order_reason(g, &net);
    if (out.reason == SKIP_NONE && now->bad_sum)
        out.reason = now->bad_sum & 1 ? SKIP_BAD_AMOUNT : SKIP_BAD_CURRENCY;
    out.rank = (int8_t)now->rank;
    out.role = net.units < 0 ? FRAGMENT_REFUND : FRAGMENT_SALE;
    return add_order(g, &out, now->has_sale || now->has_head
                                  ? now->key.text : now->own_id.text,
                     now->customer.text,
                     out.reason == now->reason ? now->message.text : "");
}

/* Combine all fragments to orders. */
static int combine_rows(grouping *g)
{
    const char *key, *body;
    size_t key_size, body_size;
    int status;
    packed p;

    if (!begin_order(&g->now, "") || !sorter_finish(g->rows))
        return reader_fail(g->r, ORDERS_FAILED, "sorting ran out of memory "
                           "or of space for temporary files ($TMPDIR)");
    while ((status = sorter_next(g->rows, &key, &key_size, &body,
                                 &body_size)) > 0) {
        memcpy(&p, body, sizeof p);
        if (g->now.fragments == 0 || strcmp(key, g->now.key.text) != 0) {
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
    sorter_free(g->rows);
    g->rows = NULL;
    if (!sorter_finish(g->orders))
        return reader_fail(g->r, ORDERS_FAILED, "sorting ran out of memory "
                           "or of space for temporary files ($TMPDIR)");
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
