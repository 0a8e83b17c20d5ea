/*
 * The stream of normalised orders that every command of `cev` consumes.
 *
 * orders_read() opens a set of export files, finds out what they are, groups
 * their rows to orders, nets refunds, decides who the customer is and which
 * day it was in the shop, and calls back once for each order and once for
 * each order or row left out, with the reason. When it returns, the report
 * holds what a data-quality box shows.
 *
 *     static int keep(void *context, const order *o) { ...; return 0; }
 *
 *     orders_options options;
 *     orders_sink sink = {&state, keep, NULL, NULL};
 *     orders_report report;
 *
 *     orders_options_init(&options);
 *     options.zone = "America/New_York";
 *     code = orders_read(files, n_files, &options, &sink, &report);
 *     if (code != 0)
 *         fprintf(stderr, "cev: %s\n", report.error);
 *     ...
 *     orders_report_free(&report);
 *
 * Platform exports arrive sorted by time, then order id. A plain CSV without
 * an order column streams in the order of the file, in constant memory.
 */
#ifndef CEV_PROGRAM_ORDERS_H
#define CEV_PROGRAM_ORDERS_H

#include <stddef.h>
#include <stdint.h>

#include "money.h"

typedef enum order_kind {
    ORDER_SALE = 0,
    ORDER_REFUND = 1 /* lowers money, is never a purchase; amount < 0 */
} order_kind;

/* Numbers that may be known of an order; NaN where they are not. Of a refund
 * what came back, with either sign. */
enum { ORDER_ITEMS, ORDER_DISCOUNT, ORDER_COST, ORDER_NUMBERS };

/*
 * One order. Texts are UTF-8, end in NUL, and live until the callback
 * returns: copy what you keep.
 */
typedef struct order {
    const char *order_id; /* "" where the file has no order column */
    size_t order_id_length;
    const char *customer; /* never empty */
    size_t customer_length;
    int64_t local_seconds; /* since 1970-01-01T00:00 in the shop's calendar;
                              midnight of the day when has_time is 0 */
    int64_t utc_seconds;   /* since 1970-01-01T00:00Z; only if has_time */
    int has_time;          /* 0: the file gave a day without a clock time */
    int has_amount;        /* 0: the file has no amount column */
    money amount;          /* exact; money_text() makes it decimal text */
    double value;          /* the same as a double; 0 if !has_amount */
    const char *currency;  /* "USD"; "" when unknown */
    const char *channel; /* that sold it; "" where unknown */
    const char *product; /* with by_product; "" where unknown */
    double numbers[ORDER_NUMBERS];
    order_kind kind;
    int weak;     /* customer is only a name: namesakes are merged */
    int file;     /* index of the file it came from */
    int64_t line; /* line of its first row there, from 1 */
} order;

/* Why an order or a row was left out. The first one that applies is given,
 * in this order (Shopify: no customer and zero value before refunds). */
typedef enum skip_reason {
    SKIP_NONE = 0,
    SKIP_BAD_CSV,        /* a quote that never closes */
    SKIP_RAGGED_ROW,     /* too many or too few fields */
    SKIP_BAD_TEXT,       /* an identifier is not UTF-8 */
    SKIP_BAD_TIME,       /* no date, or no such day */
    SKIP_TIME_RANGE,     /* before 1970 or after 2100 */
    SKIP_BAD_AMOUNT,     /* no finite number */
    SKIP_NO_ORDER_ID,    /* the order column is empty */
    SKIP_INCOMPLETE,     /* the first row of the order is missing */
    SKIP_BAD_CURRENCY,   /* no three-letter code, or two in one order */
    SKIP_DUPLICATE,      /* the order is in an earlier file too */
    SKIP_EXCLUDED,       /* its id has a prefix that the user excluded */
    SKIP_TEST_ORDER,
    SKIP_TEST_MODE,
    SKIP_CANCELLED,
    SKIP_VOIDED,
    SKIP_NOT_PAID,
    SKIP_NOT_CAPTURED,
    SKIP_DISPUTE_LOST,
    SKIP_GIFT_CARD_ONLY,
    SKIP_FULLY_REFUNDED,
    SKIP_NO_CUSTOMER,
    SKIP_ZERO_VALUE,
    SKIP_OTHER_CURRENCY, /* not the one of --currency */
    SKIP_REASONS         /* how many */
} skip_reason;

/* The reason as it stands in files: "no_customer". */
const char *skip_reason_name(skip_reason reason);

/* The reason for a shop owner: "the file names no customer". */
const char *skip_reason_text(skip_reason reason);

typedef struct order_skip {
    const char *order_id; /* "" where unknown */
    skip_reason reason;
    int file;
    int64_t line;
    const char *message; /* file, line, column, value and what would be
                            right; NULL where the reason says it all */
} order_skip;

/* Any callback may be NULL. A callback that returns non-zero stops the
 * reading; orders_read() then returns ORDERS_STOPPED. */
typedef struct orders_sink {
    void *context;
    int (*order)(void *context, const order *o);
    int (*skipped)(void *context, const order_skip *s);
    /* Called now and then; `total` is -1 when unknown (standard input). */
    int (*progress)(void *context, int64_t bytes_read, int64_t total);
} orders_sink;

typedef enum date_order {
    DATE_ORDER_DETECT = 0,
    DATE_ORDER_DMY,
    DATE_ORDER_MDY,
    DATE_ORDER_YMD
} date_order;

typedef struct orders_options {
    const char *format;   /* NULL: detect from the header */
    const char *zone;     /* IANA name; NULL: what the file says, else UTC */
    const char *currency; /* keep only this one; names the currency where
                             the file names none. NULL: keep all */
    const char *customer_column, *time_column, *amount_column, *order_column,
        *currency_column, *channel_column, *product_column,
        *items_column; /* plain CSV; NULL: detect by likely names */
    const char *discount_column, *cost_column; /* ...; NULL: none */
    int by_product;              /* the rows of an order that name different
                                    products are different orders */
    const char *exclude_order;   /* prefixes of order ids, comma-separated */
    const char *walk_in;         /* customer ids that stand for nobody,
                                    comma-separated */
    date_order dates;            /* 3/4/2024: which is the day? */
    int decimal_comma;           /* 1.240,00 */
    int keep_zero;               /* plain CSV: keep orders of 0 */
    int64_t memory_mb;           /* budget for grouping and sorting */
} orders_options;

/* Defaults: detect everything, keep all currencies, 256 MB. */
void orders_options_init(orders_options *options);

/* Return codes, which are also the exit codes of the program. */
enum {
    ORDERS_OK = 0,
    ORDERS_FAILED = 1,   /* reading, memory or temporary space failed */
    ORDERS_USAGE = 2,    /* an option is wrong */
    ORDERS_UNUSABLE = 3, /* the input is */
    ORDERS_STOPPED = 4   /* a callback asked to stop */
};

typedef struct orders_currency {
    char code[8]; /* "" when unknown */
    int64_t orders;
    money total;     /* exact sum of the orders given out */
    int total_exact; /* 0 when the sum left 64 bits and is not shown */
} orders_currency;

typedef struct orders_file {
    char *path;         /* as given; "-" for standard input */
    const char *format; /* "shopify", "plain", ... */
    const char *title;  /* "Shopify orders export" */
    int64_t rows;       /* without the header and blank lines */
} orders_file;

typedef struct orders_report {
    char error[768]; /* "" unless orders_read() failed */
    orders_file *files;
    int n_files;
    int64_t rows;    /* data rows read, all files */
    int64_t sales;   /* orders given out with kind sale */
    int64_t refunds; /* with kind refund */
    int64_t skipped[SKIP_REASONS];
    int64_t skipped_total;
    int64_t weak; /* orders given out whose customer is only a name */
    int64_t first_local, last_local; /* span of the orders given out;
                                        only if sales + refunds > 0 */
    orders_currency *currencies; /* of the orders given out, most first */
    int n_currencies;
    char zone[64]; /* the shop's calendar: IANA name, or "as written" */
    char **notes;  /* sentences to tell the user: what was assumed */
    int n_notes;
} orders_report;

/**
 * Read a set of files as one shop's orders.
 *
 * @param paths    n_paths file names; "-" is standard input
 * @param options  orders_options_init() and your changes
 * @param sink     where orders and skipped orders go
 * @param report   filled in any case; release with orders_report_free()
 * @return one of ORDERS_*; report->error says what went wrong
 *
 * Several files are one input: Toast's two are joined, and an order that an
 * earlier file already gave is skipped as a duplicate.
 */
int orders_read(const char *const *paths, int n_paths,
                const orders_options *options, const orders_sink *sink,
                orders_report *report);

void orders_report_free(orders_report *report);

#endif
