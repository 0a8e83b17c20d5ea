/* What a saved portfolio keeps. */
#include "saved.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a saved portfolio begins with. */
static const char portfolio_magic[8] = {'l', 'i', 'b', 'c', 'e', 'v', 'p', 'f'};

int saved_is(const char *path)
{
    char seen[sizeof portfolio_magic];
    FILE *file = strcmp(path, "-") == 0 ? NULL : fopen(path, "rb");
    if (file == NULL)
        return 0;
    size_t n = fread(seen, 1, sizeof seen, file);
    fclose(file);
    return n == sizeof seen && memcmp(seen, portfolio_magic, n) == 0;
}

char *saved_bytes(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t room = 0, n = 0;
    if (file == NULL)
        return NULL;
    do {
        char *more = realloc(bytes, room += 1 << 20);
        if (more == NULL)
            break;
        bytes = more;
        n += fread(bytes + n, 1, room - n, file);
    } while (n == room);
    if (n == room || ferror(file)) {
        free(bytes);
        bytes = NULL;
    }
    fclose(file);
    *size = n;
    return bytes;
}

/* What one file was, in the report. Returns 0 when there is no memory. */
static int note_file(orders_report *report, const char *path, const char *zone)
{
    report->files = calloc(1, sizeof *report->files);
    if (report->files == NULL)
        return 0;
    report->n_files = 1;
    report->files[0].path = strdup(path);
    report->files[0].format = "saved";
    report->files[0].title = "saved portfolio";
    snprintf(report->zone, sizeof report->zone, "%s",
             zone != NULL ? zone : "as written");
    return report->files[0].path != NULL;
}

static void count_order(orders_report *report, const order *o)
{
    if (report->rows == 0 || o->local_seconds < report->first_local)
        report->first_local = o->local_seconds;
    if (report->rows == 0 || o->local_seconds > report->last_local)
        report->last_local = o->local_seconds;
    report->files[0].rows = ++report->rows;
    if (o->kind == ORDER_REFUND)
        report->refunds++;
    else
        report->sales++;
}

/* Room for the name of a customer known by numbers. */
enum { NUMBER_NAME = 24 };

/* The name of a customer of an export: his text, else his number in `number`. */
static const char *name_of(const cev_table *rows, int64_t row,
                           char number[NUMBER_NAME])
{
    const char *text = cev_table_text(rows, "customer", row);
    if (text != NULL)
        return text;
    snprintf(number, NUMBER_NAME, "%" PRId64,
             cev_table_int64(rows, "customer", row));
    return number;
}

/* What a column of an export says, "" where it says nothing. */
static const char *text_of(const cev_table *rows, const char *name, int64_t row)
{
    const char *text = cev_table_text(rows, name, row);
    return text == NULL ? "" : text;
}

/* One row of an export after the other. Returns what stopped it, or 0. */
static int give_orders(const cev_table *rows, const orders_sink *sink,
                       orders_report *report)
{
    static const char *const numbers[ORDER_NUMBERS] = {"items", "discount",
                                                       "cost"};
    int stopped = 0;
    for (int64_t i = 0; !stopped && i < cev_table_row_count(rows); i++) {
        char number[NUMBER_NAME];
        order o;
        memset(&o, 0, sizeof o);
        o.customer = name_of(rows, i, number);
        o.customer_length = strlen(o.customer);
        o.order_id = o.currency = "";
        o.channel = text_of(rows, "channel", i);
        o.product = text_of(rows, "product", i);
        for (int k = 0; k < ORDER_NUMBERS; k++)
            o.numbers[k] = cev_table_double(rows, numbers[k], i);
        o.local_seconds = cev_table_int64(rows, "time", i);
        o.has_time = 1;
        o.value = cev_table_double(rows, "amount", i);
        o.has_amount = !isnan(o.value);
        o.kind = o.value < 0 ? ORDER_REFUND : ORDER_SALE;
        o.line = i + 1;
        count_order(report, &o);
        stopped = sink->order(sink->context, &o);
    }
    return stopped;
}

/* A ledger, and what the key and the number of its records are called. */
typedef struct other_ledger {
    const char *name, *key, *number;
} other_ledger;

/* Records one row of another ledger. */
static int32_t keep_record(cev_portfolio *to, const other_ledger *ledger,
                           const cev_table *rows, int64_t row)
{
    char number[NUMBER_NAME];
    return cev_portfolio_event(to, ledger->name, name_of(rows, row, number),
                               cev_table_int64(rows, "time", row),
                               cev_table_text(rows, ledger->key, row),
                               cev_table_double(rows, ledger->number, row),
                               cev_table_text(rows, "text", row));
}

/* The records of all ledgers but that of orders. */
static int32_t keep_others(const cev_portfolio *from, cev_portfolio *to)
{
    static const other_ledger ledgers[] = {
        {CEV_CONTACTS, "kind", "cost"},
        {CEV_TOUCHES, "campaign", "treated"},
        {CEV_SURVEYS, "question", "score"},
        {CEV_ATTRIBUTES, "attribute", "value"},
        {CEV_CANCELLATIONS, "reason", ""}};
    int32_t status = CEV_OK;
    for (size_t k = 0; k < sizeof ledgers / sizeof *ledgers; k++) {
        cev_table *rows = NULL;
        if (status == CEV_OK)
            status = cev_portfolio_export(from, ledgers[k].name, &rows);
        for (int64_t i = 0; status == CEV_OK && i < cev_table_row_count(rows);
             i++)
            status = keep_record(to, &ledgers[k], rows, i);
        cev_table_free(rows);
    }
    return status;
}

int saved_read(const cli_command *command, cev_ctx *ctx, const char *path,
               const char *zone, const orders_sink *sink, cev_portfolio *to,
               orders_report *report)
{
    cev_portfolio *portfolio = NULL;
    cev_table *rows = NULL;
    size_t size;
    char *bytes = saved_bytes(path, &size);
    if (bytes == NULL)
        return cli_fail(command, CLI_FAILED, "cannot read %s: %s", path,
                        strerror(errno));
    int32_t status = cev_portfolio_load(ctx, bytes, (int64_t)size, &portfolio);
    free(bytes);
    if (status == CEV_OK)
        status = cev_portfolio_export(portfolio, CEV_ORDERS, &rows);
    if (status == CEV_OK)
        status = keep_others(portfolio, to);
    cev_portfolio_free(portfolio);
    if (status != CEV_OK) {
        cev_table_free(rows);
        return cli_fail(command, CLI_UNUSABLE, "%s: %s", path,
                        cev_ctx_message(ctx));
    }
    int code = !note_file(report, path, zone)
                   ? cli_fail(command, CLI_FAILED, "out of memory")
             : give_orders(rows, sink, report) ? CLI_FAILED : CLI_OK;
    cev_table_free(rows);
    if (code == CLI_OK)
        fprintf(stderr, "%" PRId64 " orders and %" PRId64 " refunds read from "
                "a saved portfolio\n", report->sales, report->refunds);
    return code;
}
