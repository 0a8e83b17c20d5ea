/*
 * Inside of reading plain CSV.
 */
#ifndef CEV_PROGRAM_PLAIN_H
#define CEV_PROGRAM_PLAIN_H

#include "format.h"

enum {
    PLAIN_CUSTOMER, PLAIN_TIME, PLAIN_CLOCK, PLAIN_AMOUNT, PLAIN_ORDER,
    PLAIN_CURRENCY, PLAIN_CHANNEL, PLAIN_PRODUCT, PLAIN_ITEMS, PLAIN_DISCOUNT,
    PLAIN_COST, PLAIN_KIND, PLAIN_LOCAL, PLAIN_COLUMNS
};

#define PLAIN_TIME_ROOM 40 /* of a time text that is remembered */

struct plain {
    reader *r;
    const char *path;
    format as_format;
    format_column columns[PLAIN_COLUMNS];
    char *names[PLAIN_COLUMNS];
    int position[PLAIN_COLUMNS];
    int n_header;
    int own; /* the program's own output */
    /* While streaming: the last time and what it meant, since files sorted by
     * date repeat it; room for a customer in lower case. */
    char last_time[PLAIN_TIME_ROOM];
    size_t last_length;
    moment last_moment;
    char *customer;
    size_t customer_room;
    char currency[8];
};

/* What a column is for, as in the options: "customer". */
extern const char *const plain_words[PLAIN_COLUMNS];

/* Find all columns by the options or by likely names; 0 after an error. */
int plain_find_columns(plain *p, const csv_row *header);

/* Find out how dates and amounts are written, as far as the options leave it
 * open, which may take a first pass over the file. 0 or a code. */
int plain_settle(plain *p, csv *c);

#endif
