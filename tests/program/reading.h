/**
 * What the tests of reading orders have in common: a sink that keeps all it
 * sees as text, temporary files, and a few rows of a Shopify export.
 */
#ifndef TESTS_PROGRAM_READING_H
#define TESTS_PROGRAM_READING_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "orders.h"
#include "stamp.h"
#include "support/check_main.h"

/* What a reading gave, as text: `id customer day[Thh:mm:ssZ] amount currency`
 * with `-refund` behind a refund and `id: reason` for a skip, each closed by
 * `;`. */
typedef struct seen {
    char text[8192];
    size_t n;
    int64_t orders, skips;
    int64_t stop_after; /* orders; 0: never */
} seen;

static inline int see_order(void *context, const order *o)
{
    seen *s = context;
    char day[STAMP_TEXT], utc[STAMP_TEXT], amount[MONEY_TEXT];

    ck_assert_uint_eq(o->customer_length, strlen(o->customer));
    ck_assert_uint_eq(o->order_id_length, strlen(o->order_id));
    ck_assert_uint_gt(o->customer_length, 0);
    ck_assert(o->has_amount || o->value == 0);
    ck_assert(o->value == money_double(o->amount));
    ck_assert_int_eq(o->kind == ORDER_REFUND, o->amount.units < 0);
    date_text(o->local_seconds, day);
    utc_text(o->utc_seconds, utc);
    money_text(o->amount, o->currency, amount);
    s->orders++;
    if (s->n < sizeof s->text - 512)
        s->n += (size_t)snprintf(s->text + s->n, 512, "%s %s %s%s %s %s%s;",
                                 o->order_id, o->customer, day,
                                 o->has_time ? utc + 10 : "",
                                 o->has_amount ? amount : "none", o->currency,
                                 o->kind == ORDER_REFUND ? "-refund" : "");
    return s->orders == s->stop_after;
}

static inline int see_skip(void *context, const order_skip *k)
{
    seen *s = context;

    s->skips++;
    ck_assert_int_gt(k->reason, SKIP_NONE);
    ck_assert_int_lt(k->reason, SKIP_REASONS);
    ck_assert(k->message == NULL || strchr(k->message, ':') != NULL);
    if (s->n < sizeof s->text - 512)
        s->n += (size_t)snprintf(s->text + s->n, 512, "%s: %s;", k->order_id,
                                 skip_reason_name(k->reason));
    return 0;
}

/* Writes a temporary file. */
static inline char *write_file(const char *bytes, size_t n)
{
    static char paths[4][32];
    static int turn;
    char *path = paths[turn++ % 4];
    int fd;

    strcpy(path, "/tmp/cev-orders-XXXXXX");
    fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
    close(fd);
    return path;
}

static const char shopify[] =
    "Name,Email,Financial Status,Created at,Total,Currency,Cancelled at,"
    "Refunded Amount,Payment Method,Lineitem name\n"
    "#7,,paid,2024-03-09 10:00:00 -0500,5.00,USD,,0,card,Mug\n"
    "#6,a@x.com,paid,2024-03-08 10:00:00 -0500,0.00,USD,,0,card,Mug\n"
    "#5,a@x.com,paid,2024-03-07 10:00:00 -0500,5.00,USD,,0,bogus,Mug\n"
    "#4,a@x.com,voided,2024-03-06 10:00:00 -0500,5.00,USD,,0,card,Mug\n"
    "#3,A@X.com,refunded,2024-03-05 10:00:00 -0500,5.00,USD,,5.00,card,Mug\n"
    "#2, A@X.COM ,partially_refunded,2024-03-04 23:41:00 -0500,12.50,USD,,"
    "2.25,card,\"Mug, \"\"blue\"\"\"\n"
    "#2,,,2024-03-04 23:41:00 -0500,,,,,,\"Two\nlines\"\n"
    "#1,b@x.com,paid,2024-03-03 10:00:00 -0500,8,USD,2024-03-03,0,card,Mug\n";

#endif
