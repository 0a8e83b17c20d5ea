/*
 * Plain CSV in which each row is an order: straight through, in constant
 * memory.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"
#include "text.h"

/* A field of a streamed row without the blanks around it. */
static csv_field trimmed(const csv_row *row, int i)
{
    csv_field f = {"", 0};

    if (i < 0)
        return f;
    f = row->fields[i];
    while (f.length > 0 && f.text[0] == ' ') {
        f.text++;
        f.length--;
    }
    while (f.length > 0 && f.text[f.length - 1] == ' ')
        f.text[--f.length] = '\0';
    return f;
}

/* The time of a streamed row. */
static int stream_time(plain *p, const csv_row *row, moment *out)
{
    csv_field f = trimmed(row, p->position[PLAIN_TIME]);
    csv_field clock = trimmed(row, p->position[PLAIN_CLOCK]);
    char both[96];
    stamp when;
    int status;

    if (clock.length > 0) {
        snprintf(both, sizeof both, "%.46s %.46s", f.text, clock.text);
        f.text = both;
        f.length = strlen(both);
    } else if (f.length == 0 && p->own) {
        f = trimmed(row, p->position[PLAIN_LOCAL]);
    }
    if (f.length == p->last_length && f.length > 0 &&
        memcmp(f.text, p->last_time, f.length) == 0) {
        *out = p->last_moment;
        return STAMP_OK;
    }
    status = stamp_parse(f.text, f.length, p->as_format.dates, &when);
    if (status != STAMP_OK)
        return status;
    reader_place(p->r, &when, p->own, NULL, out);
    if (f.length <= sizeof p->last_time) {
        memcpy(p->last_time, f.text, f.length);
        p->last_length = f.length;
        p->last_moment = *out;
    }
    return STAMP_OK;
}

/* The day that the program's own output gives, where the clock of the shop
 * is not known. */
static void use_local_date(plain *p, const csv_row *row, moment *out)
{
    csv_field f = trimmed(row, p->position[PLAIN_LOCAL]);
    stamp day;

    if (p->r->shop == NULL && f.length > 0 &&
        stamp_parse(f.text, f.length, DATE_ORDER_YMD, &day) == STAMP_OK)
        out->local = day.seconds;
}

/* The customer of a streamed row: as written, but e-mail addresses in lower
 * case. Returns 0 without memory. */
static int stream_customer(plain *p, csv_field f, order *o)
{
    o->customer = f.text;
    o->customer_length = f.length;
    if (memchr(f.text, '@', f.length) == NULL)
        return 1;
    if (p->customer_room < TEXT_LOWER_ROOM(f.length)) {
        char *bigger = realloc(p->customer, TEXT_LOWER_ROOM(f.length) * 2);

        if (bigger == NULL)
            return 0;
        p->customer = bigger;
        p->customer_room = TEXT_LOWER_ROOM(f.length) * 2;
    }
    o->customer_length = text_lower(f.text, f.length, 0, p->customer);
    o->customer = p->customer;
    return 1;
}

/* Leave a streamed row out, with the message about one of its values. */
static int skip_stream(plain *p, const csv_row *row, int file,
                       skip_reason reason, int column, const char *complaint)
{
    char message[READER_MESSAGE];
    csv_field id = {"", 0};
    order_skip skip = {"", reason, file, row->line, NULL};

    if (p->position[PLAIN_ORDER] >= 0 && p->position[PLAIN_ORDER] < row->n)
        id = trimmed(row, p->position[PLAIN_ORDER]);
    skip.order_id = id.text;
    if (complaint != NULL) {
        int i = column >= 0 ? p->position[column] : 0;

        reader_message(message, p->path, row->line,
                       column >= 0 ? p->names[column] : "row",
                       i < row->n ? row->fields[i].text : "", complaint);
        skip.message = message;
    }
    return reader_give_skip(p->r, &skip);
}

/* Whether a row has all the fields that are needed and no others. */
static int is_ragged(const plain *p, const csv_row *row)
{
    for (int i = p->n_header; i < row->n; i++)
        if (row->fields[i].length > 0)
            return 1;
    for (int i = 0; i < PLAIN_COLUMNS; i++)
        if (p->position[i] >= row->n)
            return 1;
    return 0;
}

/* Leave out a row that is not as wide as the header, or broken. */
static int skip_ragged(plain *p, const csv_row *row, int file)
{
    char complaint[96];

    if (row->broken)
        return skip_stream(p, row, file, SKIP_BAD_CSV, -1,
                           "begins a row with a quote that never closes");
    snprintf(complaint, sizeof complaint,
             "begins a row of %d fields; wanted %d as in the header", row->n,
             p->n_header);
    return skip_stream(p, row, file, SKIP_RAGGED_ROW, -1, complaint);
}

/* The currency of a streamed row. */
static int stream_currency(plain *p, const csv_row *row, order *o)
{
    csv_field f = trimmed(row, p->position[PLAIN_CURRENCY]);

    if (!currency_code(f.text, p->currency))
        return 0;
    o->currency = p->currency;
    if (f.length == 0 && o->has_amount)
        o->currency = reader_currency(p->r);
    return 1;
}

/* What else a streamed row tells of its order. Returns the column of a text that
 * is not UTF-8, or -1. */
static int stream_details(plain *p, const csv_row *row, order *o)
{
    const char **texts[] = {&o->channel, &o->product};

    for (int i = 0; i < 2; i++) {
        csv_field f = trimmed(row, p->position[PLAIN_CHANNEL + i]);

        *texts[i] = f.text;
        if (!text_is_utf8(f.text, f.length))
            return PLAIN_CHANNEL + i;
    }
    for (int i = 0; i < ORDER_NUMBERS; i++) {
        csv_field f = trimmed(row, p->position[PLAIN_ITEMS + i]);
        money number;

        o->numbers[i] = money_parse(f.text, f.length,
                                    p->as_format.decimal_comma, &number) ==
                                MONEY_OK
                            ? fabs(money_double(number))
                            : (double)NAN;
    }
    return -1;
}

/* Read one streamed row and give it out. */
static int stream_row(plain *p, const csv_row *row, int file)
{
    const orders_options *options = p->r->options;
    csv_field customer, amount;
    moment at;
    order o;
    int status;

    if (row->broken || (row->n != p->n_header && is_ragged(p, row)))
        return skip_ragged(p, row, file);
    memset(&o, 0, sizeof o);
    customer = trimmed(row, p->position[PLAIN_CUSTOMER]);
    if (!text_is_utf8(customer.text, customer.length))
        return skip_stream(p, row, file, SKIP_BAD_TEXT, PLAIN_CUSTOMER,
                           "is not UTF-8; save the file as UTF-8");
    int bad = stream_details(p, row, &o);
    if (bad >= 0)
        return skip_stream(p, row, file, SKIP_BAD_TEXT, bad,
                           "is not UTF-8; save the file as UTF-8");
    status = stream_time(p, row, &at);
    if (status != STAMP_OK)
        return skip_stream(p, row, file, status == STAMP_RANGE
                           ? SKIP_TIME_RANGE : SKIP_BAD_TIME, PLAIN_TIME,
                           stamp_complaint(status));
    if (p->own)
        use_local_date(p, row, &at);
    o.has_amount = p->position[PLAIN_AMOUNT] >= 0;
    amount = trimmed(row, p->position[PLAIN_AMOUNT]);
    status = o.has_amount ? money_parse(amount.text, amount.length,
                                        p->as_format.decimal_comma, &o.amount)
                          : MONEY_OK;
    if (status == MONEY_EMPTY && p->own)
        o.has_amount = 0;
    else if (status != MONEY_OK)
        return skip_stream(p, row, file, SKIP_BAD_AMOUNT, PLAIN_AMOUNT,
                           status == MONEY_EMPTY
                           ? "is empty; wanted an amount"
                           : money_complaint(status,
                                             p->as_format.decimal_comma));
    reader_notice_sign(p->r, amount.text);
    if (!stream_currency(p, row, &o))
        return skip_stream(p, row, file, SKIP_BAD_CURRENCY, PLAIN_CURRENCY,
                           "is no currency; wanted a code such as EUR");
    if (!stream_customer(p, customer, &o))
        return reader_fail(p->r, ORDERS_FAILED, "out of memory");
    if (o.customer_length == 0 ||
        (options->walk_in != NULL && list_has(options->walk_in, o.customer)))
        return skip_stream(p, row, file, SKIP_NO_CUSTOMER, -1, NULL);
    if (o.has_amount && o.amount.units == 0 && !options->keep_zero)
        return skip_stream(p, row, file, SKIP_ZERO_VALUE, -1, NULL);
    if (options->currency != NULL && o.currency[0] != '\0' &&
        strcmp(o.currency, options->currency) != 0)
        return skip_stream(p, row, file, SKIP_OTHER_CURRENCY, -1, NULL);
    if (p->position[PLAIN_ORDER] >= 0) {
        csv_field id = trimmed(row, p->position[PLAIN_ORDER]);

        o.order_id = id.text;
        o.order_id_length = id.length;
    } else {
        o.order_id = "";
    }
    o.local_seconds = at.local;
    o.utc_seconds = at.utc;
    o.has_time = at.has_time;
    o.value = money_double(o.amount);
    o.kind = o.amount.units < 0 ? ORDER_REFUND : ORDER_SALE;
    o.weak = p->own && strncmp(o.customer, "name:", 5) == 0;
    o.file = file;
    o.line = row->line;
    return reader_give_order(p->r, &o);
}

int plain_stream(plain *p, csv *c, int file)
{
    orders_file *info = &p->r->report->files[file];
    csv_row row;
    int status;

    if (plain_settle(p, c) != ORDERS_OK)
        return p->r->code;
    while ((status = csv_next(c, &row)) > 0) {
        info->rows++;
        p->r->report->rows++;
        if (stream_row(p, &row, file) != ORDERS_OK)
            return p->r->code;
        if ((info->rows & 0x3fff) == 0 &&
            reader_progress(p->r, c) != ORDERS_OK)
            return p->r->code;
    }
    if (status < 0)
        return reader_fail(p->r, ORDERS_FAILED, "%s: %s", p->path,
                           csv_error(c));
    return ORDERS_OK;
}
