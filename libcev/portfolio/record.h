/* The columns that tables of records of every ledger have. */
#ifndef CEV__RECORD_H
#define CEV__RECORD_H

#include "portfolio.h"

typedef struct cev__record_columns {
    const cev__column *customer;
    const cev__column *time; /* NULL: from the beginning */
} cev__record_columns;

/* Finds and checks them; a ledger of attributes may do without times. */
int32_t cev__record_find(cev_ctx *ctx, const cev_table *records, int ledger,
                         cev__record_columns *columns);

/* Whether the row names a customer, and a time; with a message. */
int32_t cev__record_check_customer(cev_ctx *ctx,
                                   const cev__record_columns *columns,
                                   int64_t row);

/* Of a row that has been checked: who, and when. A gap of a time is
 * CEV_ALWAYS. */
cev__key cev__record_key(const cev__record_columns *columns, int64_t row);
int64_t cev__record_time(const cev__record_columns *columns, int64_t row);

/* A column of texts, NULL where there is none. One of nothing but gaps is as
 * good as none, of whatever type: hosts do not know what type of gaps they
 * have. */
int32_t cev__record_texts(cev_ctx *ctx, const cev_table *records,
                          const char *name, const cev__column **out);

/* A text of a row of such a column; NULL for a gap and for an empty one, which
 * tells nothing either. */
const char *cev__record_text(const cev__column *column, int64_t row);

/* Records a table of events: all of it or, on error, nothing. */
int32_t cev__events_record(cev_portfolio *portfolio, int ledger,
                           const cev_table *records);

#endif
