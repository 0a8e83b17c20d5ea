/*
 * Plain CSV, and the program's own output read again. Without an order column
 * each row is an order and streams through; with one, rows are grouped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"

/* Say which columns were taken, if the user did not name them all. */
static void tell_columns(plain *p)
{
    const orders_options *o = p->r->options;
    char text[400];
    int n = 0;

    if (p->own || (o->customer_column && o->time_column && o->amount_column))
        return;
    for (int i = 0; i < PLAIN_COLUMNS; i++)
        if (p->position[i] >= 0 && n < 300)
            n += snprintf(text + n, sizeof text - (size_t)n,
                          "%s%s = \"%.40s\"", n ? ", " : "",
                          i == PLAIN_CLOCK ? "time of day" : plain_words[i],
                          p->names[i]);
    reader_note(p->r, "%s: plain CSV, taking %s", p->path, text);
    if (p->position[PLAIN_AMOUNT] < 0)
        reader_note(p->r, "%s: no column looks like an amount; orders have "
                    "none", p->path);
}

/* A row for grouping. */
static void read_plain(row_view *row, fragment *out)
{
    const plain *p = row->extra;
    const char *customer = row_text(row, PLAIN_CUSTOMER);

    out->order = row_text(row, PLAIN_ORDER);
    if (strchr(customer, '@') != NULL)
        out->email = customer;
    else
        out->customer_id = customer;
    out->currency = row_text(row, PLAIN_CURRENCY);
    out->channel = row_text(row, PLAIN_CHANNEL);
    out->product = row_text(row, PLAIN_PRODUCT);
    for (int i = 0; i < ORDER_NUMBERS; i++)
        out->numbers[i] = row_number(row, PLAIN_ITEMS + i);
    row_time(row, PLAIN_TIME,
             p->position[PLAIN_CLOCK] < 0 ? -1 : PLAIN_CLOCK, out);
    row_money(row, PLAIN_AMOUNT, &out->paid);
    out->no_amount = p->position[PLAIN_AMOUNT] < 0;
}

plain *plain_new(reader *r, const csv_row *header, const char *path)
{
    plain *p = calloc(1, sizeof *p);

    if (p == NULL) {
        reader_fail(r, ORDERS_FAILED, "out of memory");
        return NULL;
    }
    p->r = r;
    p->path = path;
    p->n_header = header->n;
    if (!plain_find_columns(p, header))
        goto failed;
    for (int i = 0; i < PLAIN_COLUMNS; i++) {
        const char *name = p->position[i] < 0
                         ? "" : header->fields[p->position[i]].text;

        p->names[i] = malloc(strlen(name) + 1);
        if (p->names[i] == NULL) {
            reader_fail(r, ORDERS_FAILED, "out of memory");
            goto failed;
        }
        p->columns[i].names = strcpy(p->names[i], name);
    }
    p->as_format.name = p->own ? "orders" : "plain";
    p->as_format.title = p->own ? "normalised orders" : "plain CSV";
    p->as_format.columns = p->columns;
    p->as_format.n_columns = PLAIN_COLUMNS;
    p->as_format.sums_rows = 1;
    p->as_format.read = read_plain;
    tell_columns(p);
    return p;

failed:
    plain_free(p);
    return NULL;
}

void plain_free(plain *p)
{
    if (p == NULL)
        return;
    for (int i = 0; i < PLAIN_COLUMNS; i++)
        free(p->names[i]);
    free(p->customer);
    free(p);
}

const format *plain_format(const plain *p)
{
    return &p->as_format;
}

int plain_groups(const plain *p)
{
    return p->position[PLAIN_ORDER] >= 0 && !p->own;
}

int plain_group(plain *p, grouping *g, csv *c, int file)
{
    row_view row;

    if (plain_settle(p, c) != ORDERS_OK)
        return p->r->code;
    memset(&row, 0, sizeof row);
    row.format = &p->as_format;
    row.position = p->position;
    row.extra = p;
    return grouping_read(g, c, &row, p->n_header, file);
}
