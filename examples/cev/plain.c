/*
 * Plain CSV, and the program's own output read again. Without an order column
 * each row is an order and streams through; with one, rows are grouped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "text.h"

enum {
    CUSTOMER, TIME, CLOCK, AMOUNT, ORDER, CURRENCY, KIND, LOCAL, N_COLUMNS
};

#define LONGEST_TIME 40 /* of a time text that is remembered */

struct plain {
    reader *r;
    const char *path;
    format as_format;
    format_column columns[N_COLUMNS];
    char *names[N_COLUMNS];
    int position[N_COLUMNS];
    int n_header;
    int own;          /* the program's own output */
    date_order dates; /* as found, if the options leave it open */
    /* While streaming: the last time and what it meant, since files sorted by
     * date repeat it; room for a customer in lower case. */
    char last_time[LONGEST_TIME];
    size_t last_length;
    moment last_moment;
    char *customer;
    size_t customer_room;
    char currency[8];
};

/* Likely names, without anything but letters and digits, in lower case. */
static const char *const likely_names[N_COLUMNS] = {
    [CUSTOMER] = "customerid customer customeremail email emailaddress "
                 "clientid client userid user buyerid buyeremail "
                 "householdid memberid customerno customernumber",
    [TIME] = "date datetime time createdat timestamp orderdate ordertime "
             "orderdatetime transactiondate transactiontimestamp "
             "invoicedate purchasedate saledate orderedat",
    [AMOUNT] = "amount total revenue ordertotal orderamount totalamount "
               "grandtotal totalprice sales salesvalue value spend",
    [ORDER] = "orderid order orderno ordernumber invoice invoiceno "
              "invoiceid invoicenumber transactionid basketid "
              "receiptnumber",
    [CURRENCY] = "currency currencycode ordercurrency"
};

static const char *const column_words[N_COLUMNS] = {
    [CUSTOMER] = "customer", [TIME] = "time", [AMOUNT] = "amount",
    [ORDER] = "order", [CURRENCY] = "currency"
};

/* Whether a header is one of the likely names of a column. */
static int is_likely(const char *header, const char *names)
{
    char word[64];
    size_t n = 0;

    for (const char *p = header; *p; p++) {
        char c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
            (unsigned char)c >= 0x80) {
            if (n >= sizeof word - 1)
                return 0;
            word[n++] = c;
        }
    }
    word[n] = '\0';
    while (n > 0 && *names) {
        size_t item = strcspn(names, " ");

        if (item == n && memcmp(names, word, n) == 0)
            return 1;
        names += item + (names[item] == ' ');
    }
    return 0;
}

/* The header as text for messages: "a, b, c". */
static void list_header(const csv_row *header, char *out, size_t size)
{
    size_t n = 0;

    out[0] = '\0';
    for (int i = 0; i < header->n && n + 8 < size; i++)
        n += (size_t)snprintf(out + n, size - n, "%s%.30s", i ? ", " : "",
                              header->fields[i].text);
    if (n >= size)
        n = size - 1;
    if (n + 8 >= size)
        memcpy(out + size - 4, "...", 4);
}

/* The column the user named. */
static int named_column(plain *p, const csv_row *header, int column,
                        const char *name)
{
    char all[400];
    int found = -1;

    for (int pass = 0; pass < 2 && found < 0; pass++) {
        for (int i = 0; i < header->n; i++) {
            const char *text = header->fields[i].text;

            if (pass ? !text_same(text, name) : strcmp(text, name) != 0)
                continue;
            if (found >= 0) {
                reader_fail(p->r, ORDERS_UNUSABLE,
                            "%s:1: column \"%s\" occurs twice (%d and %d); "
                            "wanted once", p->path, name, found + 1, i + 1);
                return 0;
            }
            found = i;
        }
    }
    p->position[column] = found;
    if (found >= 0)
        return 1;
    list_header(header, all, sizeof all);
    reader_fail(p->r, ORDERS_UNUSABLE, "%s:1: there is no column \"%s\" for "
                "--%s; the file has %s", p->path, name, column_words[column],
                all);
    return 0;
}

/* The one column with a likely name; two are too many, except a date and a
 * time beside each other. Returns 0 after an error. */
static int likely_column(plain *p, const csv_row *header, int column,
                         int must)
{
    char all[400];
    int found = -1, second = -1;

    for (int i = 0; i < header->n; i++) {
        if (!is_likely(header->fields[i].text, likely_names[column]))
            continue;
        if (found < 0)
            found = i;
        else if (second < 0)
            second = i;
    }
    if (column == TIME && second >= 0 &&
        is_likely(header->fields[found].text, "date orderdate") &&
        is_likely(header->fields[second].text, "time ordertime")) {
        p->position[CLOCK] = second;
        second = -1;
    }
    p->position[column] = second < 0 ? found : -1;
    if (p->position[column] >= 0 || (!must && second < 0))
        return 1;
    if (second >= 0 && column == CURRENCY)
        return 1;
    if (second >= 0 && strcmp(header->fields[found].text,
                              header->fields[second].text) == 0) {
        reader_fail(p->r, ORDERS_UNUSABLE, "%s:1: column \"%s\" occurs twice "
                    "(%d and %d); wanted once", p->path,
                    header->fields[found].text, found + 1, second + 1);
        return 0;
    }
    list_header(header, all, sizeof all);
    if (second >= 0)
        reader_fail(p->r, ORDERS_UNUSABLE, "%s:1: columns \"%s\" and \"%s\" "
                    "could both be the %s; say which with --%s COLUMN",
                    p->path, header->fields[found].text,
                    header->fields[second].text, column_words[column],
                    column_words[column]);
    else
        reader_fail(p->r, ORDERS_UNUSABLE, "%s:1: this is no known export, "
                    "and no column looks like the %s; the file has %s; say "
                    "--%s COLUMN", p->path, column_words[column], all,
                    column_words[column]);
    return 0;
}

/* Whether the header is that of the program's own output. */
static int is_own_output(const csv_row *header)
{
    static const char *const names[] = {"order_id", "customer", "time_utc",
                                        "local_date", "amount", "currency",
                                        "kind"};

    if (header->n != 7)
        return 0;
    for (int i = 0; i < 7; i++)
        if (strcmp(header->fields[i].text, names[i]) != 0)
            return 0;
    return 1;
}

/* Find all columns. */
static int find_columns(plain *p, const csv_row *header)
{
    const orders_options *o = p->r->options;
    const char *const given[N_COLUMNS] = {
        [CUSTOMER] = o->customer_column, [TIME] = o->time_column,
        [AMOUNT] = o->amount_column, [ORDER] = o->order_column,
        [CURRENCY] = o->currency_column
    };
    static const int own[N_COLUMNS] = {
        [CUSTOMER] = 1, [TIME] = 2, [CLOCK] = -1, [AMOUNT] = 4, [ORDER] = 0,
        [CURRENCY] = 5, [KIND] = 6, [LOCAL] = 3
    };

    for (int i = 0; i < N_COLUMNS; i++)
        p->position[i] = p->own ? own[i] : -1;
    if (p->own)
        return 1;
    for (int i = 0; i < N_COLUMNS; i++) {
        if (given[i] != NULL && !named_column(p, header, i, given[i]))
            return 0;
        if (given[i] == NULL && likely_names[i] != NULL &&
            !likely_column(p, header, i, i == CUSTOMER || i == TIME))
            return 0;
    }
    return 1;
}

/* Say which columns were taken, if the user did not name them all. */
static void tell_columns(plain *p)
{
    const orders_options *o = p->r->options;
    char text[400];
    int n = 0;

    if (p->own || (o->customer_column && o->time_column && o->amount_column))
        return;
    for (int i = 0; i < N_COLUMNS; i++)
        if (p->position[i] >= 0 && n < 300)
            n += snprintf(text + n, sizeof text - (size_t)n,
                          "%s%s = \"%.40s\"", n ? ", " : "",
                          i == CLOCK ? "time of day" : column_words[i],
                          p->names[i]);
    reader_note(p->r, "%s: plain CSV, taking %s", p->path, text);
    if (p->position[AMOUNT] < 0)
        reader_note(p->r, "%s: no column looks like an amount; orders have "
                    "none", p->path);
}

static void read_plain(row_view *row, fragment *out);

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
    p->own = is_own_output(header);
    if (!find_columns(p, header))
        goto failed;
    for (int i = 0; i < N_COLUMNS; i++) {
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
    p->as_format.n_columns = N_COLUMNS;
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
    for (int i = 0; i < N_COLUMNS; i++)
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
    return p->position[ORDER] >= 0 && !p->own;
}

/* Whether a text holds something like 3/4/2024, of which only the whole
 * column can tell the day from the month. */
static int has_short_date(const char *p, size_t n)
{
    enum { LOOK = 64 * 1024 };
    const char *end = p + (n < LOOK ? n : LOOK);
    int digits = 0;

    for (const char *q = p; q < end; q++) {
        if (*q >= '0' && *q <= '9') {
            digits++;
        } else {
            if ((*q == '/' || *q == '-') && (digits == 1 || digits == 2) &&
                end - q > 3 && q[1] >= '0' && q[1] <= '9' &&
                (q[2] == *q || q[3] == *q))
                return 1;
            digits = 0;
        }
    }
    return 0;
}

/* What the dates of a column say about their order. */
typedef struct date_evidence {
    int64_t day_first, month_first, either;
} date_evidence;

/* Count one date as evidence. */
static void weigh_date(const char *text, size_t length, date_evidence *e)
{
    stamp day, month;
    int d = stamp_parse(text, length, DATE_ORDER_DMY, &day) == STAMP_OK;
    int m = stamp_parse(text, length, DATE_ORDER_MDY, &month) == STAMP_OK;

    if (d && !m)
        e->day_first++;
    else if (m && !d)
        e->month_first++;
    else if (d && m && day.seconds != month.seconds)
        e->either++;
}

/* Decide the order of dates by the evidence, and say so. */
static void choose_dates(plain *p, const date_evidence *e)
{
    const char *place = p->r->shop ? zone_name(p->r->shop) : "";
    int american = strcmp(zone_currency(place), "USD") == 0;

    if (e->day_first > 0 || e->month_first > 0) {
        p->dates = e->day_first >= e->month_first ? DATE_ORDER_DMY
                                                  : DATE_ORDER_MDY;
        if (e->day_first > 0 && e->month_first > 0)
            reader_note(p->r, "%s: %lld dates can only be day/month/year and "
                        "%lld only month/day/year; took the more frequent "
                        "order and leave out the others", p->path,
                        (long long)e->day_first, (long long)e->month_first);
    } else if (e->either > 0) {
        p->dates = american ? DATE_ORDER_MDY : DATE_ORDER_DMY;
        reader_note(p->r, "%s: no date tells the day from the month; assumed "
                    "%s; say --date-order %s if that is wrong", p->path,
                    american ? "month/day/year" : "day/month/year",
                    american ? "dmy" : "mdy");
    }
}

/* Read the whole time column first if its dates could be either way. */
static int settle_dates(plain *p, csv *c)
{
    date_evidence e = {0, 0, 0};
    size_t n;
    const char *ahead = csv_ahead(c, &n);
    csv_row row;
    int status, i = p->position[TIME];

    p->dates = p->r->options->dates;
    if (p->dates != DATE_ORDER_DETECT || !has_short_date(ahead, n))
        return ORDERS_OK;
    if (!csv_mark(c))
        return reader_fail(p->r, ORDERS_FAILED, "%s: %s", p->path,
                           csv_error(c));
    while ((status = csv_next(c, &row)) > 0)
        if (i < row.n)
            weigh_date(row.fields[i].text, row.fields[i].length, &e);
    if (status < 0 || !csv_rewind(c))
        return reader_fail(p->r, ORDERS_FAILED, "%s: %s", p->path,
                           csv_error(c));
    choose_dates(p, &e);
    return ORDERS_OK;
}

/* A row for grouping. */
static void read_plain(row_view *row, fragment *out)
{
    const plain *p = row->extra;
    const char *customer = row_text(row, CUSTOMER);

    out->order = row_text(row, ORDER);
    if (strchr(customer, '@') != NULL)
        out->email = customer;
    else
        out->customer_id = customer;
    out->currency = row_text(row, CURRENCY);
    row_time(row, TIME, p->position[CLOCK] < 0 ? -1 : CLOCK, out);
    row_money(row, AMOUNT, &out->paid);
    out->no_amount = p->position[AMOUNT] < 0;
}

int plain_group(plain *p, grouping *g, csv *c, int file)
{
    if (settle_dates(p, c) != ORDERS_OK)
        return p->r->code;
    p->as_format.dates = p->dates;
    return grouping_read(g, c, &p->as_format, p->position, p->n_header, file,
                         p);
}

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
    csv_field f = trimmed(row, p->position[TIME]);
    csv_field clock = trimmed(row, p->position[CLOCK]);
    char both[96];
    stamp when;
    int status;

    if (clock.length > 0) {
        snprintf(both, sizeof both, "%.46s %.46s", f.text, clock.text);
        f.text = both;
        f.length = strlen(both);
    } else if (f.length == 0 && p->own) {
        f = trimmed(row, p->position[LOCAL]);
    }
    if (f.length == p->last_length && f.length > 0 &&
        memcmp(f.text, p->last_time, f.length) == 0) {
        *out = p->last_moment;
        return STAMP_OK;
    }
    status = stamp_parse(f.text, f.length, p->dates, &when);
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
    csv_field f = trimmed(row, p->position[LOCAL]);
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

    if (p->position[ORDER] >= 0 && p->position[ORDER] < row->n)
        id = trimmed(row, p->position[ORDER]);
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
    for (int i = 0; i < N_COLUMNS; i++)
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
    csv_field f = trimmed(row, p->position[CURRENCY]);

    if (!currency_code(f.text, p->currency))
        return 0;
    o->currency = p->currency;
    if (f.length == 0 && o->has_amount)
        o->currency = reader_currency(p->r);
    return 1;
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
    customer = trimmed(row, p->position[CUSTOMER]);
    if (!text_is_utf8(customer.text, customer.length))
        return skip_stream(p, row, file, SKIP_BAD_TEXT, CUSTOMER,
                           "is not UTF-8; save the file as UTF-8");
    status = stream_time(p, row, &at);
    if (status != STAMP_OK)
        return skip_stream(p, row, file, status == STAMP_RANGE
                           ? SKIP_TIME_RANGE : SKIP_BAD_TIME, TIME,
                           stamp_complaint(status));
    if (p->own)
        use_local_date(p, row, &at);
    o.has_amount = p->position[AMOUNT] >= 0;
    amount = trimmed(row, p->position[AMOUNT]);
    status = o.has_amount ? money_parse(amount.text, amount.length,
                                        options->decimal_comma, &o.amount)
                          : MONEY_OK;
    if (status == MONEY_EMPTY && p->own)
        o.has_amount = 0;
    else if (status != MONEY_OK)
        return skip_stream(p, row, file, SKIP_BAD_AMOUNT, AMOUNT,
                           status == MONEY_EMPTY
                           ? "is empty; wanted an amount"
                           : money_complaint(status,
                                             options->decimal_comma));
    if (!stream_currency(p, row, &o))
        return skip_stream(p, row, file, SKIP_BAD_CURRENCY, CURRENCY,
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
    if (p->position[ORDER] >= 0) {
        csv_field id = trimmed(row, p->position[ORDER]);

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

    if (settle_dates(p, c) != ORDERS_OK)
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
