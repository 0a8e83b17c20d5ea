/* The orders of the files in a portfolio. */
#include "shop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "columns.h"
#include "saved.h"
#include "stamp.h"

/* Orders on their way into the ledger. Thousands at once, since the library
 * can then look customers up ahead of their turn. */
enum { BATCH = 4096 };
enum { CUSTOMER, CHANNEL, PRODUCT, TEXTS };

typedef struct shop_batch {
    int64_t n;
    int64_t times[BATCH];
    double amounts[BATCH];
    double numbers[ORDER_NUMBERS][BATCH];
    const char *texts[TEXTS][BATCH];
    size_t at[TEXTS][BATCH]; /* where each text begins in `kept` */
    int tells[TEXTS], counts[ORDER_NUMBERS]; /* anything, of any order */
    char *kept;
    size_t used, room;
} shop_batch;

static int batch_refused(shop *s)
{
    s->failed = 1;
    return 1;
}

/* The texts of the orders, and the numbers that some tell besides amounts: what
 * none tells is no column. */
static int32_t set_told(shop_batch *b, cev_table *records)
{
    static const char *const texts[TEXTS] = {"customer", "channel", "product"};
    static const char *const numbers[ORDER_NUMBERS] = {"items", "discount",
                                                       "cost"};
    int32_t status = CEV_OK;
    for (int t = 0; status == CEV_OK && t < TEXTS; t++) {
        if (!b->tells[t])
            continue;
        for (int64_t i = 0; i < b->n; i++)
            b->texts[t][i] = b->kept + b->at[t][i];
        status = cev_table_set_column(records, texts[t], CEV_TEXT, b->texts[t],
                                      sizeof **b->texts, NULL);
    }
    for (int i = 0; status == CEV_OK && i < ORDER_NUMBERS; i++)
        if (b->counts[i])
            status = cev_table_set_column(records, numbers[i], CEV_DOUBLE,
                                          b->numbers[i], sizeof **b->numbers,
                                          NULL);
    return status;
}

static int flush_batch(shop *s)
{
    shop_batch *b = s->batch;
    cev_table *records = NULL;
    if (cev_table_new(s->ctx, b->n, &records) != CEV_OK ||
        cev_table_set_column(records, "time", CEV_INT64, b->times,
                             sizeof *b->times, NULL) != CEV_OK ||
        cev_table_set_column(records, "amount", CEV_DOUBLE, b->amounts,
                             sizeof *b->amounts, NULL) != CEV_OK ||
        set_told(b, records) != CEV_OK ||
        cev_portfolio_record(s->portfolio, CEV_ORDERS, records) != CEV_OK) {
        cev_table_free(records);
        return batch_refused(s);
    }
    cev_table_free(records);
    b->n = 0;
    b->used = 0;
    memset(b->tells, 0, sizeof b->tells);
    memset(b->counts, 0, sizeof b->counts);
    return 0;
}

/* Keeps a text of an order until the batch is taken in. */
static int keep_text(shop *s, int t, const char *text)
{
    shop_batch *b = s->batch;
    size_t size = strlen(text) + 1;
    if (b->room - b->used < size) {
        size_t room = 2 * b->room + size;
        char *kept = realloc(b->kept, room);
        if (kept == NULL) {
            s->no_memory = 1;
            return batch_refused(s);
        }
        b->kept = kept;
        b->room = room;
    }
    b->tells[t] |= size > 1;
    b->at[t][b->n] = b->used;
    memcpy(b->kept + b->used, text, size);
    b->used += size;
    return 0;
}

/* One order of the files into the batch. */
static int keep_order(void *context, const order *o)
{
    shop *s = context;
    shop_batch *b = s->batch;
    if (keep_text(s, CUSTOMER, o->customer) ||
        keep_text(s, CHANNEL, o->channel) || keep_text(s, PRODUCT, o->product))
        return 1;
    for (int i = 0; i < ORDER_NUMBERS; i++) {
        b->counts[i] |= !isnan(o->numbers[i]);
        b->numbers[i][b->n] = o->numbers[i];
    }
    s->known_products += o->product[0] != '\0';
    b->times[b->n] = o->local_seconds;
    b->amounts[b->n] = o->has_amount ? o->value : (double)NAN;
    s->known_amounts += o->has_amount;
    b->n++;
    return b->n == BATCH ? flush_batch(s) : 0;
}

/* All orders of the files into the ledger. */
static int read_orders(shop *s, const char *const *files, int n_files)
{
    orders_sink sink = {s, keep_order, NULL, NULL};
    s->batch = calloc(1, sizeof *s->batch);
    if (s->batch == NULL)
        return cli_fail(s->command, CLI_FAILED, "out of memory");
    int code = n_files == 1 && saved_is(files[0])
                   ? saved_read(s->command, s->ctx, files[0],
                                s->given->input.zone, &sink, s->portfolio,
                                &s->read)
                   : cli_read_orders(s->command, files, n_files,
                                     &s->given->input, &sink, &s->read);
    if (code == CLI_OK && s->batch->n > 0)
        flush_batch(s);
    free(s->batch->kept);
    free(s->batch);
    s->batch = NULL;
    if (s->no_memory)
        return cli_fail(s->command, CLI_FAILED, "out of memory");
    return s->failed ? shop_fail(s) : code;
}

/* The progress line of the library's work. */
typedef struct shop_meter {
    const cli_command *command;
    time_t began, last;
    int shown;
} shop_meter;

/* A line on the terminal, once a second, after the first second. */
static int32_t show_stage(void *user, const char *stage, double done)
{
    shop_meter *m = user;
    time_t now = time(NULL);
    if (now == m->last || now - m->began < 2)
        return 0;
    m->last = now;
    m->shown = 1;
    fprintf(stderr, "\r\033[Kcev: %s: %s, %.0f %%", m->command->name, stage,
            100 * done);
    fflush(stderr);
    return 0;
}

void shop_clear_line(const shop *s)
{
    if (s->meter == NULL || !s->meter->shown)
        return;
    fputs("\r\033[K", stderr);
    s->meter->shown = 0;
}

/* Show progress from now on where someone can see it; without memory for it
 * the work goes on unseen. */
static void watch_library(shop *s)
{
    if (!isatty(STDERR_FILENO))
        return;
    s->meter = calloc(1, sizeof *s->meter);
    if (s->meter == NULL)
        return;
    s->meter->command = s->command;
    s->meter->began = s->meter->last = time(NULL);
    cev_ctx_set_progress(s->ctx, show_stage, s->meter);
}

int shop_fail(const shop *s)
{
    shop_clear_line(s);
    return cli_fail(s->command, CLI_FAILED, "%s", cev_ctx_message(s->ctx));
}

/* Amounts of several currencies cannot be added up. */
static int check_currencies(const shop *s)
{
    const orders_report *read = &s->read;
    if (read->n_currencies <= 1)
        return CLI_OK;
    return cli_fail(s->command, CLI_UNUSABLE,
                    "the orders are in %d currencies (%s, %s%s); choose one "
                    "with --currency %s",
                    read->n_currencies, read->currencies[0].code,
                    read->currencies[1].code,
                    read->n_currencies > 2 ? ", ..." : "",
                    read->currencies[0].code);
}

/* The last day that counts: the one asked for, else that of the last order. */
static int settle_day(shop *s)
{
    const orders_report *read = &s->read;
    char first[STAMP_TEXT], last[STAMP_TEXT];
    int64_t first_day = day_of_seconds(read->first_local);
    if (read->sales + read->refunds == 0)
        return cli_fail(s->command, CLI_UNUSABLE,
                        "no order in these files can be used");
    if (s->given->as_of == NULL)
        s->as_of = day_of_seconds(read->last_local) * DAY_SECONDS;
    if (day_of_seconds(s->as_of) >= first_day)
        return CLI_OK;
    date_text(read->first_local, first);
    date_text(read->last_local, last);
    return cli_fail(s->command, CLI_UNUSABLE,
                    "--as-of %s is before the first order; the orders are "
                    "from %s to %s",
                    s->given->as_of, first, last);
}

/* --as-of and the lengths of time; what reads wrong is a usage error. */
static int understand(shop *s)
{
    const shop_options *given = s->given;
    static const double unit_days[] = {1, 1, 7, 365};
    s->unit_seconds = unit_days[given->unit] * 86400.0;
    s->model = shop_options_model(given);
    if (given->as_of != NULL) {
        stamp at;
        if (stamp_parse(given->as_of, strlen(given->as_of), DATE_ORDER_YMD,
                        &at) != STAMP_OK)
            return cli_fail(s->command, CLI_USAGE,
                            "--as-of: \"%s\" is no day; wanted YYYY-MM-DD",
                            given->as_of);
        s->as_of = day_of_seconds(at.seconds) * DAY_SECONDS;
    }
    if (!shop_duration(given->horizon, &s->horizon_days))
        return cli_fail(s->command, CLI_USAGE,
                        "--horizon: \"%s\" is no length of time; wanted 90d, "
                        "26w, 12m or 2y",
                        given->horizon);
    if (given->holdout != NULL &&
        !shop_duration(given->holdout, &s->holdout_days))
        return cli_fail(s->command, CLI_USAGE,
                        "--holdout: \"%s\" is no length of time; wanted 90d, "
                        "26w, 12m or 2y",
                        given->holdout);
    s->holdout_days = floor(s->holdout_days);
    if (given->threads < 1)
        return cli_fail(s->command, CLI_USAGE,
                        "--threads %lld: wanted 1 or more",
                        (long long)given->threads);
    s->margin = given->margin;
    s->discount = given->discount;
    s->interval = given->interval;
    s->step_days = 7;
    s->period = "month";
    s->by = "shop";
    s->scores = 5;
    return CLI_OK;
}

int shop_open(shop *s, const cli_command *command, const shop_options *given,
              const char *const *files, int n_files)
{
    memset(s, 0, sizeof *s);
    s->command = command;
    s->given = given;
    int code = understand(s);
    if (code != CLI_OK)
        return code;
    if (n_files == 0)
        return cli_fail(command, CLI_USAGE,
                        "which file? See cev %s --help", command->name);
    if (cev_ctx_new(NULL, NULL, &s->ctx) != CEV_OK)
        return cli_fail(command, CLI_FAILED, "out of memory");
    s->lent = workers_lend(s->ctx, given->threads);
    if (cev_portfolio_new(s->ctx, &s->portfolio) != CEV_OK)
        return shop_fail(s);
    code = read_orders(s, files, n_files);
    if (code == CLI_OK)
        watch_library(s);
    if (code == CLI_OK)
        code = check_currencies(s);
    if (code == CLI_OK)
        code = settle_day(s);
    return code;
}

void shop_close(shop *s)
{
    orders_report_free(&s->read);
    cev_portfolio_free(s->portfolio);
    cev_ctx_free(s->ctx);
    workers_end(s->lent);
    shop_clear_line(s);
    free(s->meter);
}

int shop_summarise(const shop *s, cev_table **out)
{
    int64_t cut = s->as_of - (int64_t)s->holdout_days * DAY_SECONDS;
    cev_options *options = shop_settings(s, "cev_portfolio_summarise");
    if (options == NULL)
        return CLI_FAILED;
    int32_t status = cev_portfolio_summarise(s->portfolio, cut, options, out);
    cev_options_free(options);
    return status == CEV_OK ? CLI_OK : shop_fail(s);
}

int shop_print(const shop *s, cev_table *table, const char *const *moments,
               int n_moments)
{
    column_dates dates = {moments, n_moments};
    shop_clear_line(s);
    int wrong = columns_print(table, &dates, stdout);
    cev_table_free(table);
    if (wrong)
        return cli_fail(s->command, CLI_FAILED, "cannot write the output");
    return CLI_OK;
}
