/*
 * Reading a set of files: what each one is, who reads it, and the report.
 */
#define _POSIX_C_SOURCE 200809L

#include "orders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "format.h"
#include "text.h"

/* Names and plain words of the reasons, in the order of the enumeration. */
static const struct {
    const char *name, *text;
} reasons[SKIP_REASONS] = {
    [SKIP_NONE] = {"", ""},
    [SKIP_BAD_CSV] = {"bad_csv", "a quote never closes"},
    [SKIP_RAGGED_ROW] = {"ragged_row", "too many or too few fields"},
    [SKIP_BAD_TEXT] = {"bad_text", "an identifier is not UTF-8"},
    [SKIP_BAD_TIME] = {"bad_time", "the date cannot be read"},
    [SKIP_TIME_RANGE] = {"time_out_of_range", "before 1970 or after 2100"},
    [SKIP_BAD_AMOUNT] = {"bad_amount", "the amount cannot be read"},
    [SKIP_NO_ORDER_ID] = {"no_order_id", "the order has no id"},
    [SKIP_INCOMPLETE] = {"incomplete_order",
                         "the first row of the order is missing"},
    [SKIP_BAD_CURRENCY] = {"bad_currency",
                           "the currency is no code, or there are two"},
    [SKIP_DUPLICATE] = {"duplicate_order", "an earlier file has it already"},
    [SKIP_EXCLUDED] = {"excluded", "left out by --exclude-order"},
    [SKIP_TEST_ORDER] = {"test_order", "a test order"},
    [SKIP_TEST_MODE] = {"test_mode", "a payment in test mode"},
    [SKIP_CANCELLED] = {"cancelled", "cancelled"},
    [SKIP_VOIDED] = {"voided", "voided"},
    [SKIP_NOT_PAID] = {"not_paid", "not paid"},
    [SKIP_NOT_CAPTURED] = {"not_captured", "the payment was not captured"},
    [SKIP_DISPUTE_LOST] = {"dispute_lost", "charged back"},
    [SKIP_GIFT_CARD_ONLY] = {"gift_card_only",
                             "only a gift card was sold, which is no revenue"},
    [SKIP_FULLY_REFUNDED] = {"fully_refunded", "refunded in full"},
    [SKIP_NO_CUSTOMER] = {"no_customer", "names no customer"},
    [SKIP_ZERO_VALUE] = {"zero_value", "worth nothing"},
    [SKIP_OTHER_CURRENCY] = {"other_currency",
                             "in another currency than --currency"}
};

const char *skip_reason_name(skip_reason reason)
{
    return reasons[reason].name;
}

const char *skip_reason_text(skip_reason reason)
{
    return reasons[reason].text;
}

void orders_options_init(orders_options *options)
{
    memset(options, 0, sizeof *options);
    options->memory_mb = 256;
}

void orders_report_free(orders_report *report)
{
    for (int i = 0; i < report->n_files; i++)
        free(report->files[i].path);
    for (int i = 0; i < report->n_notes; i++)
        free(report->notes[i]);
    free(report->files);
    free(report->notes);
    free(report->currencies);
    memset(report, 0, sizeof *report);
}

/* What is going on while the files are read one after the other. */
typedef struct session {
    reader r;
    grouping *g;
    int toast_orders, toast_payments;
} session;

/* Whether a format goes by the name the user gave: a family ("woocommerce")
 * or a name with something behind it ("square_transactions_2018"). */
static int goes_by(const format *f, const char *name)
{
    return text_starts(name, f->name) || text_starts(f->name, name);
}

/* The format whose columns fit a header best, NULL when none does. `twice`
 * is set to a header column that occurs twice, from 1. */
static const format *find_format(const char *name, const csv_row *header,
                                 int position[FORMAT_MOST_COLUMNS],
                                 int *twice)
{
    int best[FORMAT_MOST_COLUMNS], most = 0;
    const format *found = NULL;

    *twice = 0;
    for (int i = 0; formats[i] != NULL; i++) {
        int n;

        if (name != NULL && !goes_by(formats[i], name))
            continue;
        n = format_match(formats[i], header, best);
        if (n < 0)
            *twice = -n;
        if (n <= most)
            continue;
        most = n;
        found = formats[i];
        memcpy(position, best, sizeof best);
    }
    if (found != NULL)
        *twice = 0;
    return found;
}

/* Whether any format goes by a name; "plain" does. */
static int is_format_name(const char *name)
{
    if (text_same(name, "plain"))
        return 1;
    for (int i = 0; formats[i] != NULL; i++)
        if (goes_by(formats[i], name))
            return 1;
    return 0;
}

/* Tell what cannot be known because columns are missing. */
static void tell_absent(session *s, const format *f, const int *position,
                        const char *path)
{
    for (int i = 0; i < f->n_columns; i++)
        if (position[i] < 0 && f->columns[i].absent != NULL)
            reader_note(&s->r, "%s: there is no column \"%.*s\": %s", path,
                        (int)strcspn(f->columns[i].names, "|"),
                        f->columns[i].names, f->columns[i].absent);
}

/* The grouping, made when a file first needs it. */
static grouping *session_grouping(session *s)
{
    if (s->g == NULL)
        s->g = grouping_new(&s->r);
    if (s->g == NULL)
        reader_fail(&s->r, ORDERS_FAILED, "out of memory");
    return s->g;
}

/* Read a file as a platform's export. */
static int read_platform(session *s, csv *c, const format *f,
                         const int *position, const csv_row *header, int file)
{
    orders_file *info = &s->r.report->files[file];
    int *numbered = NULL;
    row_view row;

    info->format = f->name;
    info->title = f->title;
    s->toast_orders |= strcmp(f->title, "Toast order details") == 0;
    s->toast_payments |= strcmp(f->title, "Toast payment details") == 0;
    tell_absent(s, f, position, info->path);
    if (session_grouping(s) == NULL)
        return s->r.code;
    memset(&row, 0, sizeof row);
    row.format = f;
    row.position = position;
    if (!format_number(f, header, &numbered, &row.numbers))
        return reader_fail(&s->r, ORDERS_FAILED, "out of memory");
    row.numbered = numbered;
    grouping_read(s->g, c, &row, header->n, file);
    free(numbered);
    return s->r.code;
}

/* Read a file as plain CSV. */
static int read_plain_file(session *s, csv *c, const csv_row *header,
                           int file)
{
    orders_file *info = &s->r.report->files[file];
    plain *p = plain_new(&s->r, header, info->path);

    if (p == NULL)
        return s->r.code;
    if (plain_groups(p) && session_grouping(s) == NULL) {
        plain_free(p);
        return s->r.code;
    }
    info->format = plain_groups(p) || strcmp(plain_format(p)->name, "plain")
                       == 0 ? "plain" : "orders";
    info->title = info->format[0] == 'p' ? "plain CSV" : "normalised orders";
    if (plain_groups(p))
        plain_group(p, s->g, c, file);
    else
        plain_stream(p, c, file);
    plain_free(p);
    return s->r.code;
}

/* Find out what a file is, by its header, and read it. */
static int read_content(session *s, csv *c, int file)
{
    const orders_options *o = s->r.options;
    const char *path = s->r.report->files[file].path;
    int position[FORMAT_MOST_COLUMNS], twice;
    const format *f = NULL;
    csv_row header;
    int named = o->customer_column || o->time_column || o->amount_column;
    int status = csv_next(c, &header);

    if (status <= 0)
        return status < 0
            ? reader_fail(&s->r, ORDERS_FAILED, "%s: %s", path, csv_error(c))
            : reader_fail(&s->r, ORDERS_UNUSABLE, "%s: is empty; wanted a "
                          "header line and rows", path);
    for (int i = 0; i < header.n; i++) {
        csv_field *h = &header.fields[i];

        while (h->length > 0 && h->text[h->length - 1] == ' ')
            h->text[--h->length] = '\0';
        h->text += strspn(h->text, " ");
    }
    if (o->format != NULL ? !text_same(o->format, "plain") : !named) {
        f = find_format(o->format, &header, position, &twice);
        if (f == NULL && twice)
            return reader_fail(&s->r, ORDERS_UNUSABLE, "%s:1: column \"%s\" "
                               "occurs twice; wanted once", path,
                               header.fields[twice - 1].text);
        if (f == NULL && o->format != NULL)
            return reader_fail(&s->r, ORDERS_UNUSABLE, "%s:1: the header is "
                               "not that of a %s export; leave out --format "
                               "to have it detected", path, o->format);
    }
    if (f != NULL)
        return read_platform(s, c, f, position, &header, file);
    return read_plain_file(s, c, &header, file);
}

/* Open and read one file. */
static int read_file(session *s, int file)
{
    const char *path = s->r.report->files[file].path;
    char why[512];
    int unusable;
    csv *c = csv_open(path, why, sizeof why, &unusable);

    if (c == NULL)
        return reader_fail(&s->r, unusable ? ORDERS_UNUSABLE : ORDERS_FAILED,
                           "%s: %s", path, why);
    read_content(s, c, file);
    if (csv_is_windows(c))
        reader_note(&s->r, "%s: is not UTF-8; read as Windows-1252, as Excel "
                    "writes it", path);
    s->r.bytes_done += csv_bytes_read(c);
    csv_close(c);
    return s->r.code;
}

/* Enter the files into the report. */
static int list_files(session *s, const char *const *paths, int n)
{
    orders_report *report = s->r.report;

    report->files = calloc((size_t)n + 1, sizeof *report->files);
    if (report->files == NULL)
        return reader_fail(&s->r, ORDERS_FAILED, "out of memory");
    for (int i = 0; i < n; i++) {
        struct stat status;

        report->files[i].path = strdup(paths[i]);
        report->files[i].format = report->files[i].title = "";
        if (report->files[i].path == NULL)
            return reader_fail(&s->r, ORDERS_FAILED, "out of memory");
        report->n_files++;
        if (strcmp(paths[i], "-") == 0 || stat(paths[i], &status) != 0 ||
            !S_ISREG(status.st_mode))
            s->r.bytes_total = -1;
        else if (s->r.bytes_total >= 0)
            s->r.bytes_total += (int64_t)status.st_size;
    }
    return ORDERS_OK;
}

/* Check the options, and open the shop's zone. */
static int check_options(session *s)
{
    const orders_options *o = s->r.options;
    char why[256], code[8];

    if (o->format != NULL && !is_format_name(o->format))
        return reader_fail(&s->r, ORDERS_USAGE, "--format: \"%s\" is no "
                           "format; wanted shopify, woocommerce, square, "
                           "stripe, magento, odoo, toast, lightspeed or "
                           "plain", o->format);
    if (o->currency != NULL &&
        (!currency_code(o->currency, code) || strcmp(code, o->currency) != 0))
        return reader_fail(&s->r, ORDERS_USAGE, "--currency: \"%s\" is no "
                           "currency; wanted a code in capitals such as EUR",
                           o->currency);
    if (o->memory_mb < 1 || o->memory_mb > 1024 * 1024)
        return reader_fail(&s->r, ORDERS_USAGE, "--memory: %lld is out of "
                           "range; wanted 1 to 1048576 megabytes",
                           (long long)o->memory_mb);
    if (o->zone != NULL) {
        s->r.shop = zone_open(o->zone, why, sizeof why);
        if (s->r.shop == NULL && why[0] == '\0')
            return reader_fail(&s->r, ORDERS_FAILED, "out of memory");
        if (s->r.shop == NULL)
            return reader_fail(&s->r, ORDERS_USAGE, "--tz: %s", why);
    }
    return ORDERS_OK;
}

/* Currencies with most orders first. */
static int compare_currencies(const void *a, const void *b)
{
    const orders_currency *x = a, *y = b;

    if (x->orders != y->orders)
        return x->orders > y->orders ? -1 : 1;
    return strcmp(x->code, y->code);
}

/* Say what the user should know once everything has been read. */
static void conclude(session *s)
{
    orders_report *report = s->r.report;
    reader *r = &s->r;

    if (report->n_currencies > 1)
        qsort(report->currencies, (size_t)report->n_currencies,
              sizeof *report->currencies, compare_currencies);
    if (report->n_currencies > 1)
        reader_note(r, "there are %d currencies, which are never added up; "
                    "--currency %s keeps the orders of one",
                    report->n_currencies,
                    report->currencies[report->currencies[0].code[0] == '\0']
                        .code);
    if (r->shop != NULL)
        snprintf(report->zone, sizeof report->zone, "%s",
                 zone_name(r->shop));
    else if (r->written != NULL)
        snprintf(report->zone, sizeof report->zone, "%s",
                 zone_name(r->written));
    else
        snprintf(report->zone, sizeof report->zone, "%s",
                 r->assumed_utc ? "UTC" : "as written");
    if (r->shop == NULL && r->assumed_utc)
        reader_note(r, "days are counted in UTC, because nothing says where "
                    "the shop is; give its time zone with --tz");
    if (r->shop == NULL && r->written_zones > 1)
        reader_note(r, "the file names several time zones; each order keeps "
                    "its own day; --tz gives all of them one calendar");
    if (report->weak > 0)
        reader_note(r, "%lld orders name their customer only by name, so "
                    "namesakes count as one customer",
                    (long long)report->weak);
    if (s->toast_payments && !s->toast_orders)
        reader_note(r, "without Toast's order details, voided orders cannot "
                    "be told from others; give both files");
}

/* After the last file: what was grouped comes out. */
static int finish(session *s)
{
    if (s->toast_orders && !s->toast_payments)
        return reader_fail(&s->r, ORDERS_UNUSABLE, "Toast's order details "
                           "name neither customers nor payments; give the "
                           "payment details file as well");
    if (s->g != NULL && grouping_finish(s->g) != ORDERS_OK)
        return s->r.code;
    conclude(s);
    return s->r.code;
}

int orders_read(const char *const *paths, int n_paths,
                const orders_options *options, const orders_sink *sink,
                orders_report *report)
{
    session s;

    memset(&s, 0, sizeof s);
    memset(report, 0, sizeof *report);
    s.r.options = options;
    s.r.sink = sink;
    s.r.report = report;
    if (n_paths < 1)
        reader_fail(&s.r, ORDERS_USAGE, "no file given");
    if (s.r.code == ORDERS_OK && check_options(&s) == ORDERS_OK)
        list_files(&s, paths, n_paths);
    for (int i = 0; i < n_paths && s.r.code == ORDERS_OK; i++)
        read_file(&s, i);
    if (s.r.code == ORDERS_OK)
        finish(&s);
    grouping_free(s.g);
    zone_close(s.r.shop);
    zone_close(s.r.written);
    return s.r.code;
}
