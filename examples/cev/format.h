/*
 * What a platform's export format is made of. A new one is a small file in
 * formats/ with a descriptor and one function that reads a row, and a line in
 * formats/list.c; grouping, netting, identity, time and order are done by
 * group.c.
 */
#ifndef CEV_PROGRAM_FORMAT_H
#define CEV_PROGRAM_FORMAT_H

#include "reader.h"

/* A column that a format reads. */
typedef struct format_column {
    const char *names;  /* as in the header; alternatives separated by |; *
                           stands for 1, 2, ... where there are several */
    int required;       /* the file is not of this format without it */
    const char *absent; /* what to tell the user when it is missing */
} format_column;

/* What a row is to its order. Rows are combined in this sequence. */
typedef enum fragment_role {
    FRAGMENT_HEAD,  /* time and status of the order, no money (Toast) */
    FRAGMENT_SALE,
    FRAGMENT_REST,  /* a further row: adds an identity at most */
    FRAGMENT_REFUND
} fragment_role;

/* One row, read. Texts live in the row. */
typedef struct fragment {
    const char *order;  /* the order it belongs to */
    const char *own_id; /* its own id, if that is another one: what a refund
                           is called that finds no sale */
    fragment_role role;
    const char *email, *phone, *customer_id, *name; /* "" for none */
    stamp when;
    int has_when;
    int utc;            /* `when` is UTC where it has no offset */
    const char *zone;   /* the zone the row names; "" for none */
    money paid;         /* of a refund: <= 0 */
    money refunded;     /* >= 0, to be taken from paid */
    const char *currency;
    const char *channel, *product; /* "" for none */
    double numbers[ORDER_NUMBERS]; /* NaN for none; those of rows add up */
    int no_amount;      /* the file has no amounts at all */
    int gift_card;      /* the row sells a gift card */
    skip_reason reason; /* why its order does not count, or SKIP_NONE */
} fragment;

/* A product that a row names, of an order whose money rows do not tell apart. */
typedef struct row_product {
    const char *name;
    double worth; /* its part of the order's money, beside others' */
    double items; /* NaN where unknown */
} row_product;

struct format;

/* A row on its way through a format's read function. */
typedef struct row_view {
    reader *r;
    const struct format *format;
    const csv_row *row;
    const int *position; /* of each format column in the row; -1: absent */
    const int *numbered; /* the same of those with *, for each number */
    int numbers;         /* how many of these there are */
    const char *path;
    int file;
    void *extra;         /* for formats that are set up at run time */
    char scratch[256];   /* for a text that a read function makes */
    skip_reason problem; /* what is wrong with the row itself */
    char message[READER_MESSAGE];
} row_view;

typedef struct format {
    const char *name;  /* "shopify" */
    const char *title; /* "Shopify orders export" */
    const format_column *columns;
    int n_columns;
    int sums_rows;    /* rows of an order add up; otherwise the first counts */
    int refunds_last; /* customer and zero value are tested before refunds */
    date_order dates; /* of dates that leave it open */
    int decimal_comma; /* 1.234,50, whatever the options say */
    void (*read)(row_view *row, fragment *out);
    /* The row's product `nth`, from 0 on; 0 where it has no more. NULL for
     * formats that name none, or whose rows have their own money. */
    int (*product)(row_view *row, int nth, row_product *out);
} format;

/* All platform formats, closed by NULL. */
extern const format *const formats[];

/* A column's text, trimmed; "" when the file has no such column. */
const char *row_text(row_view *row, int column);

/* The same of a column with *, its number from 1 on. */
const char *row_text_of(row_view *row, int column, int number);
double row_number_of(row_view *row, int column, int number);

/* A column's amount; zero when empty. A bad one is the row's problem. */
void row_money(row_view *row, int column, money *out);

/* A number that may be known; NaN where the column is empty or holds none. */
double row_number(row_view *row, int column);

/* Date and time from a column, or two (clock_column -1: one). */
void row_time(row_view *row, int column, int clock_column, fragment *out);

/* A status word and the reason it stands for; the last word is NULL. */
typedef struct status_word {
    const char *word;
    skip_reason reason;
} status_word;

/* The reason of a status, whatever its case; `otherwise` if not listed. */
skip_reason status_reason(const status_word *words, const char *status,
                          skip_reason otherwise);

/**
 * How well a header fits: the number of columns found, into `position`, or 0
 * if a required one is missing. A name that occurs twice gives -(its column
 * in the header + 1).
 */
int format_match(const format *f, const csv_row *header, int *position);
#define FORMAT_MOST_COLUMNS 32

/*
 * Where the columns with * are: as many tables of n_columns positions as the
 * greatest number has, to be freed; NULL for none. 0 without memory.
 */
int format_number(const format *f, const csv_row *header, int **numbered,
                  int *numbers);

/* Grouping rows to orders; see group.c. */
typedef struct grouping grouping;

grouping *grouping_new(reader *r);
void grouping_free(grouping *g);

/* Read all rows of a file whose header has been read, with format, position,
 * numbers and extra of the row set. 0 or a code. */
int grouping_read(grouping *g, csv *c, row_view *row, int n_header, int file);

/* After the last file: combine, sort, give out. 0 or a code. */
int grouping_finish(grouping *g);

/* Plain CSV and the program's own output; see plain.c. */
typedef struct plain plain;

/* Find the columns by the options or by likely names; NULL when that fails
 * (the reader then holds the error). */
plain *plain_new(reader *r, const csv_row *header, const char *path);
void plain_free(plain *p);
const format *plain_format(const plain *p);

/* Whether rows must be grouped to orders, otherwise they stream. */
int plain_groups(const plain *p);
int plain_group(plain *p, grouping *g, csv *c, int file);
int plain_stream(plain *p, csv *c, int file);

#endif
