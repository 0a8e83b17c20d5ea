/*
 * cev import: any export to normalised orders.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "out.h"
#include "stamp.h"

static const cli_command import_command = {
    "import", "FILE [FILE ...]",
    "order exports in, normalised orders out",
    "Writes order_id,customer,time_utc,local_date,amount,currency,kind as\n"
    "CSV to standard output. FILE is the export of a shop system, or any CSV\n"
    "with a customer and a date; - is standard input. Several files are read\n"
    "as one shop: Toast's order and payment details are joined, and an order\n"
    "that an earlier file has is left out of a later one.\n"
    "\n"
    "amount is what was kept: paid minus refunds. kind is sale, or refund for\n"
    "money given back for an order that is not in the file. time_utc is empty\n"
    "where the file gives no time of day. What was assumed, and what was left\n"
    "out and why, is said on standard error.\n"
    "\n"
    "examples:\n"
    "  cev import orders_export.csv --tz America/New_York > orders.csv\n"
    "  cev import OrderDetails.csv PaymentDetails.csv --tz America/Chicago\n"
    "  cev import till.csv --customer card --time day --amount net\n"
};

/* The two files being written. */
typedef struct import_output {
    out orders, skipped;
    int has_header; /* written with the first order: an input that cannot
                       be used leaves the output empty */
    int has_skipped;
    int64_t last_day; /* and its text: most orders fall on the day of the
                         order before */
    char last_date[STAMP_TEXT];
} import_output;

static void write_header(import_output *to)
{
    if (!to->has_header)
        out_text(&to->orders, "order_id,customer,time_utc,local_date,amount,"
                              "currency,kind\n");
    to->has_header = 1;
}

/* The id of a row: where the file has none, its line stands for it. */
static void write_id(out *o, const char *id, int64_t line)
{
    if (id[0] != '\0') {
        out_field(o, id, strlen(id));
    } else {
        out_bytes(o, "line:", 5);
        out_number(o, line);
    }
}

/* The shop's day. */
static void write_day(import_output *to, int64_t day)
{
    if (day != to->last_day || to->last_date[0] == '\0')
        date_text(day * DAY_SECONDS, to->last_date);
    to->last_day = day;
    out_bytes(&to->orders, to->last_date, 10);
}

static int write_order(void *context, const order *o)
{
    out *to = &((import_output *)context)->orders;
    char text[MONEY_TEXT];

    write_header(context);
    write_id(to, o->order_id, o->line);
    out_bytes(to, ",", 1);
    out_field(to, o->customer, o->customer_length);
    out_bytes(to, ",", 1);
    if (o->has_time) {
        utc_text(o->utc_seconds, text);
        out_bytes(to, text, 20);
    }
    out_bytes(to, ",", 1);
    write_day(context, day_of_seconds(o->local_seconds));
    out_bytes(to, ",", 1);
    if (o->has_amount)
        out_bytes(to, text, money_text(o->amount, o->currency, text));
    out_bytes(to, ",", 1);
    out_text(to, o->currency);
    out_text(to, o->kind == ORDER_REFUND ? ",refund\n" : ",sale\n");
    return to->failed;
}

static int write_skip(void *context, const order_skip *s)
{
    import_output *to = context;

    if (!to->has_skipped)
        return 0;
    write_id(&to->skipped, s->order_id, s->line);
    out_bytes(&to->skipped, ",", 1);
    out_text(&to->skipped, skip_reason_name(s->reason));
    out_bytes(&to->skipped, "\n", 1);
    return to->skipped.failed;
}

/* Read the files and write both outputs. */
static int import_files(const char *const *files, int n,
                        const orders_options *input, FILE *skipped)
{
    import_output *to = malloc(sizeof *to);
    orders_sink sink = {to, write_order, write_skip, NULL};
    orders_report report;
    int code;

    if (to == NULL)
        return cli_fail(&import_command, CLI_FAILED, "out of memory");
    out_init(&to->orders, stdout);
    out_init(&to->skipped, skipped);
    to->has_skipped = skipped != NULL;
    to->has_header = 0;
    to->last_day = 0;
    to->last_date[0] = '\0';
    if (to->has_skipped)
        out_text(&to->skipped, "order_id,reason\n");
    code = cli_read_orders(&import_command, files, n, input, &sink, &report);
    if (!out_flush(&to->orders))
        code = cli_fail(&import_command, CLI_FAILED,
                        "standard output cannot be written");
    if (to->has_skipped && !out_flush(&to->skipped))
        code = cli_fail(&import_command, CLI_FAILED,
                        "the file of --skipped cannot be written");
    orders_report_free(&report);
    free(to);
    return code;
}

int cmd_import(int argc, char **argv)
{
    orders_options input;
    cli_option options[CLI_INPUT_OPTIONS + 1];
    const char *skipped_path = NULL;
    FILE *skipped = NULL;
    int n = 0, files, code;

    orders_options_init(&input);
    options[n++] = (cli_option){
        "skipped", 0, CLI_TEXT, "FILE",
        "write what was left out, with the reason, to FILE", &skipped_path};
    n += cli_input_options(&input, options + n);
    code = cli_parse(&import_command, options, n, argc, argv, &files);
    if (code >= 0)
        return code;
    if (files == 0)
        return cli_fail(&import_command, CLI_USAGE, "no file given; see cev "
                        "import --help");
    if (skipped_path != NULL && (skipped = fopen(skipped_path, "w")) == NULL)
        return cli_fail(&import_command, CLI_FAILED, "--skipped: %s: %s",
                        skipped_path, strerror(errno));
    code = import_files((const char *const *)argv, files, &input, skipped);
    if (skipped != NULL && fclose(skipped) != 0 && code == CLI_OK)
        code = cli_fail(&import_command, CLI_FAILED, "--skipped: %s: %s",
                        skipped_path, strerror(errno));
    return code;
}
