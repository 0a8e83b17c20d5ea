/*
 * Reading orders as every command does it: the options, the progress, and
 * what the user is told.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

#define SHOWN_MESSAGES 5 /* for each reason */

int cli_input_options(orders_options *in, cli_option *out)
{
    const cli_option options[CLI_INPUT_OPTIONS] = {
        {"format", 0, CLI_TEXT, "NAME",
         "what the file is: shopify, woocommerce, square,\n"
         "stripe, magento, odoo, toast, lightspeed or plain\n"
         "(default: detected from the header)", &in->format},
        {"tz", 0, CLI_TEXT, "ZONE",
         "time zone of the shop, such as Europe/Berlin\n"
         "(default: what the file says, otherwise UTC)", &in->zone},
        {"currency", 0, CLI_TEXT, "CODE",
         "keep only orders in this currency; names the\n"
         "currency where the file names none", &in->currency},
        {"customer", 0, CLI_TEXT, "COLUMN",
         "plain CSV: column of the customer", &in->customer_column},
        {"time", 0, CLI_TEXT, "COLUMN",
         "plain CSV: column of the date or time", &in->time_column},
        {"amount", 0, CLI_TEXT, "COLUMN",
         "plain CSV: column of the amount", &in->amount_column},
        {"order", 0, CLI_TEXT, "COLUMN",
         "plain CSV: column of the order id; rows with the\n"
         "same id are one order", &in->order_column},
        {"currency-column", 0, CLI_TEXT, "COLUMN",
         "plain CSV: column of the currency", &in->currency_column},
        {"channel", 0, CLI_TEXT, "COLUMN",
         "plain CSV: column of the channel that sold the order",
         &in->channel_column},
        {"product", 0, CLI_TEXT, "COLUMN",
         "plain CSV: column of the product, for --by product",
         &in->product_column},
        {"items", 0, CLI_TEXT, "COLUMN",
         "plain CSV: column of the number of items",
         &in->items_column},
        {"discounts", 0, CLI_TEXT, "COLUMN",
         "plain CSV: column of the discount given, in money",
         &in->discount_column},
        {"cost", 0, CLI_TEXT, "COLUMN",
         "plain CSV: column of what the goods cost", &in->cost_column},
        {"date-order", 0, CLI_CHOICE, "dmy|mdy|ymd",
         "how to read dates such as 3/4/2024 (default: as the\n"
         "whole column tells)", &in->dates},
        {"decimal-comma", 0, CLI_FLAG, NULL,
         "amounts are written 1.234,50", &in->decimal_comma},
        {"keep-zero", 0, CLI_FLAG, NULL,
         "keep orders worth nothing", &in->keep_zero},
        {"exclude-order", 0, CLI_TEXT, "PREFIX[,PREFIX]",
         "leave out orders whose id begins so", &in->exclude_order},
        {"walk-in", 0, CLI_TEXT, "ID[,ID]",
         "customer ids that stand for nobody", &in->walk_in},
        {"memory", 0, CLI_INTEGER, "MB",
         "memory for grouping and sorting before temporary\n"
         "files are used (default 256)", &in->memory_mb}
    };

    memcpy(out, options, sizeof options);
    return CLI_INPUT_OPTIONS;
}

/* What goes on between the command's sink and the terminal. */
typedef struct listener {
    const cli_command *command;
    const orders_sink *sink;
    int terminal;      /* standard error is one */
    int shown;         /* a progress line stands there */
    time_t last, began;
    int messages[SKIP_REASONS];
} listener;

/* Wipe the progress line before something else is written. */
static void clear_progress(listener *l)
{
    if (l->shown)
        fputs("\r\033[K", stderr);
    l->shown = 0;
}

static int pass_order(void *context, const order *o)
{
    const listener *l = context;

    return l->sink->order(l->sink->context, o);
}

/* Show the first messages of each reason, then pass the skip on. */
static int pass_skip(void *context, const order_skip *s)
{
    listener *l = context;

    if (s->message != NULL && ++l->messages[s->reason] <= SHOWN_MESSAGES) {
        clear_progress(l);
        fprintf(stderr, "%s\n", s->message);
        if (l->messages[s->reason] == SHOWN_MESSAGES)
            fprintf(stderr, "(further rows like this one are only "
                    "counted)\n");
    }
    if (l->sink->skipped == NULL)
        return 0;
    return l->sink->skipped(l->sink->context, s);
}

/* One line on the terminal, once a second, after the first second. */
static int show_progress(void *context, int64_t bytes, int64_t total)
{
    listener *l = context;
    time_t now;

    if (!l->terminal)
        return 0;
    now = time(NULL);
    if (now == l->last || now - l->began < 2)
        return 0;
    l->last = now;
    l->shown = 1;
    if (total > 0)
        fprintf(stderr, "\rcev: %s: %3d %% of %lld MB read", l->command->name,
                (int)(100.0 * (double)bytes / (double)total),
                (long long)(total / 1000000));
    else
        fprintf(stderr, "\rcev: %s: %lld MB read", l->command->name,
                (long long)(bytes / 1000000));
    fflush(stderr);
    return 0;
}

/* What was left out, and why. */
static void tell_skipped(const orders_report *report)
{
    if (report->skipped_total == 0)
        return;
    fprintf(stderr, "%lld left out:\n", (long long)report->skipped_total);
    for (int i = 1; i < SKIP_REASONS; i++)
        if (report->skipped[i] > 0)
            fprintf(stderr, "%10lld  %-18s %s\n",
                    (long long)report->skipped[i],
                    skip_reason_name((skip_reason)i),
                    skip_reason_text((skip_reason)i));
}

int cli_read_orders(const cli_command *command, const char *const *files,
                    int n_files, const orders_options *input,
                    const orders_sink *sink, orders_report *report)
{
    listener l;
    orders_sink between = {&l, sink->order ? pass_order : NULL, pass_skip,
                           show_progress};
    int code;

    memset(&l, 0, sizeof l);
    l.command = command;
    l.sink = sink;
    l.terminal = isatty(STDERR_FILENO);
    l.began = l.last = time(NULL);
    code = orders_read(files, n_files, input, &between, report);
    clear_progress(&l);
    if (code == ORDERS_STOPPED)
        return CLI_FAILED;
    for (int i = 0; i < report->n_notes; i++)
        fprintf(stderr, "note: %s\n", report->notes[i]);
    if (code != ORDERS_OK)
        return cli_fail(command, code, "%s", report->error);
    fprintf(stderr, "%lld rows read, %lld orders and %lld refunds kept\n",
            (long long)report->rows, (long long)report->sales,
            (long long)report->refunds);
    tell_skipped(report);
    if (report->sales + report->refunds == 0)
        return cli_fail(command, CLI_UNUSABLE, "%s%s: no order can be used",
                        files[0], n_files > 1 ? " and the others" : "");
    return CLI_OK;
}
