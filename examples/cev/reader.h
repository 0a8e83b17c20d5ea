/*
 * Inside of the order stream: what the readers of platform exports and of
 * plain CSV share.
 */
#ifndef CEV_PROGRAM_READER_H
#define CEV_PROGRAM_READER_H

#include "csv.h"
#include "orders.h"
#include "stamp.h"
#include "zone.h"

typedef struct reader {
    const orders_options *options;
    const orders_sink *sink;
    orders_report *report;
    int code;           /* ORDERS_OK until something went wrong */
    zone *shop;         /* of --tz; NULL: not given */
    zone *written;      /* of a file's time zone column, the last one seen */
    char written_name[64];
    int written_zones;  /* how many different ones were seen */
    int assumed_utc;    /* times without a zone were taken as UTC */
    char currency[8];   /* for orders that name none, once settled */
    int currency_settled;
    char symbol[8];     /* the currency of a sign seen in the file */
    int last_currency;  /* index in report->currencies of the last order */
    int64_t bytes_done; /* of the files before the current one */
    int64_t bytes_total;
} reader;

/* Record that reading cannot go on; returns `code`. The first one stays. */
int reader_fail(reader *r, int code, const char *format, ...);

/* Tell the user something, once. */
void reader_note(reader *r, const char *format, ...);

/* Give out an order or a skip: updates the report and calls the sink. Returns
 * 0, or the code to stop with. */
int reader_give_order(reader *r, const order *o);
int reader_give_skip(reader *r, const order_skip *s);

/* Report progress from time to time; 0, or the code to stop with. */
int reader_progress(reader *r, const csv *c);

/* Where in time a stamp is. */
typedef struct moment {
    int64_t local, utc;
    int has_time;
} moment;

/**
 * Place a stamp: an offset in the text wins, then `utc` (the column says
 * UTC), then the zone the row names, then the shop's.
 */
void reader_place(reader *r, const stamp *when, int utc, zone *row_zone,
                  moment *out);

/* The zone a row names (Rails or IANA name), NULL when none or unknown. */
zone *reader_row_zone(reader *r, const char *name);

/* Remember which currency the sign at an amount means. */
void reader_notice_sign(reader *r, const char *amount);

/* The currency of orders that name none, decided when first asked for, which
 * is best done after all rows have been read. */
const char *reader_currency(reader *r);

/* A currency code in capitals, "" for ""; 0 if it is none. */
int currency_code(const char *text, char out[8]);

/* Whether `text` is in a comma-separated list. */
int list_has(const char *list, const char *text);

/* Whether `text` begins with one of a comma-separated list of prefixes. */
int list_has_prefix(const char *list, const char *text);

/* "path:line: column: "value" " ... into a message, value cut to fit. */
#define READER_MESSAGE 384
void reader_message(char out[READER_MESSAGE], const char *path, int64_t line,
                    const char *column, const char *value,
                    const char *complaint);

/* The complaint about a value that money_parse() or stamp_parse() refused. */
const char *money_complaint(int status, int decimal_comma);
const char *stamp_complaint(int status);

#endif
