/*
 * From rows to fragments: what a row says, in a compact form that is sorted
 * by order. combine.c makes orders of them. Both sorts spill to temporary
 * files beyond the budget.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "divide.h"
#include "group.h"
#include "text.h"

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
    free(g->products.text);
    free(g->now.products.text);
    free(g->now.key.text);
    free(g->now.own_id.text);
    free(g->now.customer.text);
    free(g->now.message.text);
    free(g->now.channel.text);
    free(g);
}

/* The text that says who the customer is: the best that the row has. */
static const char *identity_text(const fragment *f)
{
    if (f->email[0] != '\0')
        return f->email;
    if (f->phone[0] != '\0')
        return f->phone;
    return f->customer_id[0] != '\0' ? f->customer_id : f->name;
}

/* Who the row says the customer is, in the form in which customers are
 * compared; leaves "" and RANK_NONE when it says nothing. */
static int find_customer(grouping *g, const fragment *f, int8_t *rank)
{
    text_buffer *out = &g->customer;
    const char *text = identity_text(f);
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

/* The products that the row names, packed; 0 without memory. `is_text` is
 * cleared where a name is none. */
static int find_products(grouping *g, row_view *row, int *is_text)
{
    const format *f = row->format;
    int is_wanted = g->r->options->by_product && f->product != NULL;
    row_product product;

    for (int nth = 0; is_wanted && f->product(row, nth, &product); nth++) {
        *is_text &= text_is_utf8(product.name, strlen(product.name));
        if (!divide_pack(&g->products, &product))
            return 0;
    }
    return 1;
}

/* Put a fragment among the rows to be sorted. */
static int add_fragment(grouping *g, const row_view *row, const fragment *f,
                        packed *p)
{
    const char *own = f->own_id != NULL && f->own_id[0] ? f->own_id
                                                        : f->order;
    const char *platform = row->format->name;
    const char *product = g->r->options->by_product ? f->product : "";

    p->own_id_length = (uint32_t)strlen(own);
    p->customer_length = (uint32_t)g->customer.length;
    p->message_length = (uint32_t)strlen(row->message);
    p->channel_length = (uint32_t)strlen(f->channel);
    p->products_length = (uint32_t)g->products.length;
    /* Sorted by order, platform and product, then file, role and line (20, 2
     * and 42 bits). Exports of one platform (woocommerce_...) share order ids. */
    if (!buffer_set(&g->key, f->order, strlen(f->order) + 1) ||
        !buffer_add(&g->key, platform, strcspn(platform, "_")) ||
        !buffer_add(&g->key, "", 1) ||
        !buffer_add(&g->key, product, strlen(product) + 1) ||
        !buffer_add_number(&g->key, (uint64_t)p->file << 44 |
                                        (uint64_t)p->role << 42 |
                                        (uint64_t)p->line) ||
        !buffer_set(&g->body, p, sizeof *p) ||
        !buffer_add(&g->body, own, p->own_id_length) ||
        !buffer_add(&g->body, g->customer.text, p->customer_length) ||
        !buffer_add(&g->body, row->message, p->message_length) ||
        !buffer_add(&g->body, f->channel, p->channel_length) ||
        !buffer_add(&g->body, g->products.text, p->products_length))
        return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    if (!sorter_add(g->rows, g->key.text, g->key.length, g->body.text,
                    g->body.length))
        return grouping_sort_failed(g);
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
    return grouping_add_order(g, &p, id, "", row->message, "", "");
}

/* Whether the texts that identify a row can be used. */
static int texts_are_utf8(const fragment *f)
{
    const char *who = identity_text(f);

    return text_is_utf8(f->order, strlen(f->order)) &&
           text_is_utf8(who, strlen(who)) &&
           text_is_utf8(f->channel, strlen(f->channel)) &&
           text_is_utf8(f->product, strlen(f->product));
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
    int is_text;

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
        f.currency = f.channel = f.product = "";
    for (int i = 0; i < ORDER_NUMBERS; i++)
        f.numbers[i] = NAN;
    f.role = FRAGMENT_SALE;
    row->format->read(row, &f);
    is_text = texts_are_utf8(&f);
    if (!buffer_set(&g->products, "", 0) || !find_products(g, row, &is_text))
        return reader_fail(g->r, ORDERS_FAILED, "out of memory");
    if (!is_text) {
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
    memcpy(p.numbers, f.numbers, sizeof p.numbers);
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
    if (g->r->code != ORDERS_OK)
        return g->r->code;
    return add_fragment(g, row, &f, &p);
}

int grouping_read(grouping *g, csv *c, row_view *row, int n_header, int file)
{
    orders_file *info = &g->r->report->files[file];
    csv_row line;
    int status;

    row->r = g->r;
    row->row = &line;
    row->path = info->path;
    row->file = file;
    while ((status = csv_next(c, &line)) > 0) {
        info->rows++;
        g->r->report->rows++;
        if (take_row(g, row, n_header) != ORDERS_OK)
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

