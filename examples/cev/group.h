/*
 * Inside of grouping: fragments and orders as they are sorted.
 */
#ifndef CEV_PROGRAM_GROUP_H
#define CEV_PROGRAM_GROUP_H

#include "buffer.h"
#include "format.h"
#include "sorter.h"

/* Which identity a customer is known by; a lower rank wins. */
enum { RANK_NONE = 0, RANK_EMAIL, RANK_PHONE, RANK_ID, RANK_NAME };

/* A fragment as it is sorted: this, then the texts own_id, customer, message,
 * channel, and of orders product, without terminators; of a row the products
 * among which its order is to be divided. */
typedef struct packed {
    int64_t line;
    moment when;
    money paid, refunded;
    uint32_t own_id_length, customer_length, message_length, channel_length,
        products_length;
    int32_t file;
    skip_reason reason;
    int8_t role, rank, has_when, gift_card, no_amount, sums_rows,
        refunds_last;
    char currency[8];
    double numbers[ORDER_NUMBERS];
} packed;

/* Refund rows that are remembered, to find them again in another file. */
#define SEEN_REFUNDS 16

typedef struct seen_refund {
    int32_t file;
    int64_t at;
    money paid;
} seen_refund;

/* The order being combined. */
typedef struct combined {
    packed head;     /* the row that gives time, currency and flags */
    int has_head, has_sale, has_refund, bad_sum;
    money paid, refunded;
    int gift_card;
    skip_reason reason;
    int rank;
    int sale_file;   /* the file of the first sale row */
    int other_file;  /* the last other file that has a sale row, or -1 */
    int fragments;
    int several;     /* rows name different customers */
    seen_refund refunds[SEEN_REFUNDS];
    int n_refunds;
    double numbers[ORDER_NUMBERS];
    int8_t has_gap[ORDER_NUMBERS]; /* a row does not tell its part */
    text_buffer key, own_id, customer, message, channel, products;
} combined;

struct grouping {
    reader *r;
    sorter *rows;   /* fragments by order */
    sorter *orders; /* orders and skips by time */
    text_buffer key, body, customer, products;
    combined now;
    int64_t several_customers; /* orders whose rows name different ones */
};

/**
 * Put an order or a skip among what is given out at the end. `p` holds time,
 * line, file, currency and reason; p->paid is the net amount.
 */
int grouping_add_order(grouping *g, const packed *p, const char *id,
                       const char *customer, const char *message,
                       const char *channel, const char *product);

/* Why sorting failed, as the reader's error; returns the code. */
int grouping_sort_failed(grouping *g);

#endif
