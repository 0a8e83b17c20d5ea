/* Recording a table: every row is looked at before the first is taken in. */
#include <math.h>
#include <string.h>

#include "../core/prefetch.h"
#include "../core/table.h"
#include "../core/utf8.h"
#include "intake.h"
#include "record.h"

/* Rows that are looked up together, so that their memory arrives together. */
enum { BATCH = 32 };

/* Rows that are checked together, and the tasks that all of them are. */
enum { CHECKED = 256, GLANCES = 16 };

/* Room for the digits of a number, and how large a double can be of which it is
 * known that it is whole. */
enum { DIGITS = 24 };
#define RECORD_ID_MOST 9007199254740992.0

/* How many batches lie between two words to the host. */
enum { BATCHES_A_REPORT = 4096 };

/* The least and the greatest of some numbers. */
typedef struct extent {
    int64_t least, most;
} extent;

typedef struct order_columns {
    cev__record_columns common;
    int has_amount;
    cev__numbers amount;
    int has_details; /* any of them */
    /* Texts, or whole numbers that stand for them; NULL: there is none. */
    const cev__column *texts[CEV__TEXT_DETAILS];
    int has_number[CEV__DETAILS];
    extent customers, times; /* where customers are numbers: if all is right */
    cev__numbers numbers[CEV__DETAILS];
} order_columns;

static int64_t int64_at(const cev__column *column, int64_t row)
{
    int64_t value;
    memcpy(&value, (const char *)column->data + row * column->stride,
           sizeof value);
    return value;
}

static double double_at(const cev__column *column, int64_t row)
{
    double value;
    memcpy(&value, (const char *)column->data + row * column->stride,
           sizeof value);
    return value;
}

static const char *name_at(const cev__column *column, int64_t row)
{
    return cev__text_at(column->data, column->stride, row);
}

cev__key cev__record_key(const cev__record_columns *columns, int64_t row)
{
    const cev__column *customer = columns->customer;
    return customer->type == CEV_TEXT
               ? cev__key_of_text(name_at(customer, row))
               : cev__key_of_id(int64_at(customer, row));
}

int64_t cev__record_time(const cev__record_columns *columns, int64_t row)
{
    if (columns->time == NULL || !cev__valid(columns->time->validity, row))
        return CEV_ALWAYS;
    return int64_at(columns->time, row);
}

static double amount_at(const order_columns *columns, int64_t row)
{
    return columns->has_amount ? cev__number_at(&columns->amount, row)
                               : (double)NAN;
}

/* A text, or the digits of a whole number, which are written to `room`: shops
 * number their products. NULL for a gap. */
static const char *text_or_digits(const cev__column *column, int64_t row,
                                  char *room)
{
    if (column == NULL || column->type == CEV_TEXT)
        return cev__record_text(column, row);
    if (!cev__valid(column->validity, row))
        return NULL;
    if (column->type == CEV_INT64) {
        cev__format(room, DIGITS, "%d", int64_at(column, row));
        return room;
    }
    double number = double_at(column, row);
    if (isnan(number))
        return NULL;
    cev__format(room, DIGITS, "%d", (int64_t)number);
    return room;
}

/* What else is known of the order in a row; digits are written to `rooms`. */
static cev__detail detail_at(const order_columns *columns, int64_t row,
                             char rooms[CEV__TEXT_DETAILS][DIGITS])
{
    cev__detail detail = cev__detail_none();
    for (int d = 0; d < CEV__TEXT_DETAILS; d++)
        detail.texts[d] = text_or_digits(columns->texts[d], row, rooms[d]);
    for (int d = CEV__TEXT_DETAILS; d < CEV__DETAILS; d++)
        if (columns->has_number[d])
            detail.numbers[d] = cev__number_at(&columns->numbers[d], row);
    return detail;
}

int32_t cev__record_find(cev_ctx *ctx, const cev_table *records, int ledger,
                         cev__record_columns *columns)
{
    columns->customer = cev__table_find(records, "customer");
    columns->time = cev__table_find(records, "time");
    if (columns->customer == NULL)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "the table has no column \"customer\"; wanted one "
                         "of text or int64");
    if (columns->customer->type == CEV_DOUBLE && records->rows > 0)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "column \"customer\" is of doubles; wanted text or "
                         "int64");
    if (columns->time == NULL && ledger == CEV__ATTRIBUTES)
        return CEV_OK;
    if (columns->time == NULL)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "the table has no column \"time\"; wanted one of "
                         "int64, seconds since 1970");
    if (columns->time->type != CEV_INT64 && records->rows > 0)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "column \"time\" is of %s; wanted int64, seconds "
                         "since 1970",
                         columns->time->type == CEV_TEXT ? "text" : "doubles");
    return CEV_OK;
}

const char *cev__record_text(const cev__column *column, int64_t row)
{
    const char *text = column == NULL ? NULL : cev__column_text(column, row);
    return text == NULL || text[0] == '\0' ? NULL : text;
}

int32_t cev__record_texts(cev_ctx *ctx, const cev_table *records,
                          const char *name, const cev__column **out)
{
    const cev__column *column = cev__table_find(records, name);
    cev__numbers numbers;
    *out = NULL;
    if (column == NULL)
        return CEV_OK;
    if (column->type != CEV_TEXT) {
        int64_t row = 0;
        cev__table_numbers(ctx, records, name, &numbers);
        while (row < records->rows && isnan(cev__number_at(&numbers, row)))
            row++;
        if (row == records->rows)
            return CEV_OK;
    }
    return cev__texts_open(ctx, records, name, out);
}

static int32_t check_text(cev_ctx *ctx, const cev__column *column,
                          int64_t row)
{
    const char *text =
        cev__valid(column->validity, row) ? name_at(column, row) : NULL;
    if (text == NULL)
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "customer[%d] is a gap; wanted text", row);
    if (text[0] == '\0')
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "customer[%d] is empty; wanted text", row);
    if (!cev__utf8_valid(text))
        return cev__fail(ctx, CEV_ERR_UTF8,
                         "customer[%d] is not valid UTF-8", row);
    return CEV_OK;
}

int32_t cev__record_check_customer(cev_ctx *ctx,
                                   const cev__record_columns *columns,
                                   int64_t row)
{
    const cev__column *column = columns->customer;
    if (column->type == CEV_TEXT)
        return check_text(ctx, column, row);
    if (!cev__valid(column->validity, row)
        || int64_at(column, row) == INT64_MIN)
        return cev__fail(ctx, CEV_ERR_ARGUMENT,
                         "customer[%d] is a gap; wanted a number", row);
    return CEV_OK;
}

static int32_t check_time(cev_ctx *ctx, const cev__record_columns *columns,
                          int64_t row)
{
    if (!cev__valid(columns->time->validity, row))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "time[%d] is a gap; wanted seconds since 1970", row);
    int64_t time = int64_at(columns->time, row);
    if (time < CEV_TIME_MIN || time > CEV_TIME_MAX)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "time[%d] = %d; wanted %d to %d, seconds since 1970",
                         row, time, CEV_TIME_MIN, CEV_TIME_MAX);
    return CEV_OK;
}

/* Whether a row can be taken; with a message. */
static int32_t check_row(cev_ctx *ctx, const order_columns *columns,
                         int64_t row)
{
    int32_t status = cev__record_check_customer(ctx, &columns->common, row);
    if (status == CEV_OK)
        status = check_time(ctx, &columns->common, row);
    if (status != CEV_OK)
        return status;
    double amount = amount_at(columns, row);
    if (fabs(amount) > CEV_AMOUNT_MAX)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "amount[%d] = %g; wanted %g to %g, or a gap "
                         "where it is unknown",
                         row, amount, -CEV_AMOUNT_MAX, CEV_AMOUNT_MAX);
    if (!columns->has_details)
        return CEV_OK;
    char rooms[CEV__TEXT_DETAILS][DIGITS];
    cev__detail detail = detail_at(columns, row, rooms);
    return cev__detail_check(ctx, &detail, amount, row);
}

/* That of n numbers and of those seen before. */
static extent extent_with(extent seen, const int64_t *numbers, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        seen.least = numbers[i] < seen.least ? numbers[i] : seen.least;
        seen.most = numbers[i] > seen.most ? numbers[i] : seen.most;
    }
    return seen;
}

static extent extent_of_both(extent a, extent b)
{
    return (extent){a.least < b.least ? a.least : b.least,
                    a.most > b.most ? a.most : b.most};
}

/* What a task that looks at a share of the rows has seen. */
typedef struct glimpse {
    extent customers, times;
    int is_right;
} glimpse;

/* Looks at n rows; customers are numbers, and nobody tells details. */
static void glance_at_rows(const order_columns *columns, int64_t first,
                           int64_t n, glimpse *seen)
{
    int64_t room[CHECKED];
    double amount_room[CHECKED];
    seen->customers = extent_with(
        seen->customers,
        cev__column_int64(columns->common.customer, first, n, room), n);
    seen->times = extent_with(
        seen->times, cev__column_int64(columns->common.time, first, n, room),
        n);
    if (!columns->has_amount)
        return;
    const double *amounts =
        cev__numbers_at(&columns->amount, first, n, amount_room);
    for (int64_t i = 0; i < n; i++)
        seen->is_right &= !(fabs(amounts[i]) > CEV_AMOUNT_MAX);
}

typedef struct glance {
    const order_columns *columns;
    int64_t rows;
    glimpse seen[GLANCES];
} glance;

/* Looks at a share of the rows; a cev_task. */
static void glance_at_share(void *state, int64_t index)
{
    glance *look = state;
    glimpse seen = {{INT64_MAX, INT64_MIN}, {INT64_MAX, INT64_MIN}, 1};
    int64_t end = cev__share_begin(look->rows, GLANCES, index + 1);
    for (int64_t row = cev__share_begin(look->rows, GLANCES, index);
         row < end; row += CHECKED)
        glance_at_rows(look->columns, row,
                       end - row < CHECKED ? end - row : CHECKED, &seen);
    look->seen[index] = seen;
}

/* All rows of numbers at a glance; whether they are right, as nearly all are. */
static int are_right(cev_ctx *ctx, order_columns *columns, int64_t rows)
{
    glance look = {columns, rows, {{{0, 0}, {0, 0}, 0}}};
    extent customers = {INT64_MAX, INT64_MIN}, times = customers;
    int is_right = columns->common.customer->validity == NULL
                   && columns->common.time->validity == NULL;
    cev__parallel(ctx, GLANCES, glance_at_share, &look);
    for (int k = 0; k < GLANCES; k++) {
        const glimpse *seen = &look.seen[k];
        is_right &= seen->is_right;
        customers = extent_of_both(customers, seen->customers);
        times = extent_of_both(times, seen->times);
    }
    columns->customers = customers;
    columns->times = times;
    return is_right && customers.least > INT64_MIN
           && times.least >= CEV_TIME_MIN && times.most <= CEV_TIME_MAX;
}

/* All rows; the first that cannot be taken is told. */
static int32_t check_rows(cev_ctx *ctx, order_columns *columns, int64_t rows)
{
    if (columns->common.customer->type == CEV_INT64 && !columns->has_details
        && are_right(ctx, columns, rows))
        return CEV_OK;
    for (int64_t row = 0; row < rows; row++) {
        int32_t status = check_row(ctx, columns, row);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

/* Takes in n rows from `first` on. Each pass asks for the memory
 * that the next one reads. */
static int32_t put_batch(cev_portfolio *portfolio,
                         const order_columns *columns, int64_t first,
                         int64_t n)
{
    cev__key keys[BATCH];
    for (int64_t i = 0; i < n; i++) {
        keys[i] = cev__record_key(&columns->common, first + i);
        cev__customer_ask_slot(&portfolio->customers, &keys[i]);
    }
    for (int64_t i = 0; i < n; i++)
        cev__customer_ask_customer(&portfolio->customers, &keys[i]);
    for (int64_t i = 0; i < n; i++)
        cev__customer_ask_name(&portfolio->customers, &keys[i]);
    for (int64_t i = 0; i < n; i++) {
        char rooms[CEV__TEXT_DETAILS][DIGITS];
        cev__detail detail;
        if (columns->has_details)
            detail = detail_at(columns, first + i, rooms);
        int32_t status = cev__portfolio_put(
            portfolio, &keys[i], int64_at(columns->common.time, first + i),
            amount_at(columns, first + i),
            columns->has_details ? &detail : NULL);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

static int32_t put_rows(cev_portfolio *portfolio, const order_columns *columns,
                        int64_t rows)
{
    for (int64_t row = 0; row < rows; row += BATCH) {
        if (row % ((int64_t)BATCH * BATCHES_A_REPORT) == 0) {
            int32_t status = cev__progress(portfolio->ctx, "record",
                                           (double)row / (double)rows);
            if (status != CEV_OK)
                return status;
        }
        int64_t n = rows - row < BATCH ? rows - row : BATCH;
        int32_t status = put_batch(portfolio, columns, row, n);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

/* A detail that is a text: a column of texts or of whole numbers. One of nothing
 * but gaps is as good as none. */
static int32_t find_text_detail(cev_ctx *ctx, const cev_table *records, int d,
                                order_columns *columns)
{
    const char *name = cev__detail_names[d];
    const cev__column *column = cev__table_find(records, name);
    if (column == NULL || column->type == CEV_TEXT)
        return cev__record_texts(ctx, records, name, &columns->texts[d]);
    int is_any = column->type == CEV_INT64;
    for (int64_t row = 0; column->type == CEV_DOUBLE && row < records->rows;
         row++) {
        double number = cev__valid(column->validity, row)
                            ? double_at(column, row)
                            : (double)NAN;
        if (isnan(number))
            continue;
        is_any = 1;
        if (!(fabs(number) <= RECORD_ID_MOST) || floor(number) < number)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a text or a whole number",
                             name, row, number);
    }
    columns->texts[d] = is_any ? column : NULL;
    return CEV_OK;
}

/* The columns of a table with a row an order. */
static int32_t find_orders(cev_ctx *ctx, const cev_table *records,
                           order_columns *columns)
{
    int32_t status =
        cev__record_find(ctx, records, CEV__ORDERS, &columns->common);
    columns->has_amount = cev__table_find(records, "amount") != NULL;
    if (status == CEV_OK && columns->has_amount)
        status = cev__table_numbers(ctx, records, "amount", &columns->amount);
    for (int d = 0; status == CEV_OK && d < CEV__TEXT_DETAILS; d++) {
        status = find_text_detail(ctx, records, d, columns);
        columns->has_details |= columns->texts[d] != NULL;
    }
    for (int d = CEV__TEXT_DETAILS; status == CEV_OK && d < CEV__DETAILS;
         d++) {
        if (cev__table_find(records, cev__detail_names[d]) == NULL)
            continue;
        columns->has_number[d] = columns->has_details = 1;
        status = cev__table_numbers(ctx, records, cev__detail_names[d],
                                    &columns->numbers[d]);
    }
    return status;
}

static int32_t record_orders(cev_portfolio *portfolio,
                             const cev_table *records)
{
    cev_ctx *ctx = portfolio->ctx;
    order_columns columns = {0};
    int32_t status = find_orders(ctx, records, &columns);
    int64_t rows = records->rows;
    if (status == CEV_OK && rows > 0)
        status =
            cev__portfolio_suits(portfolio, columns.common.customer->type);
    if (status == CEV_OK)
        status = cev__orders_fit(portfolio, rows);
    if (status == CEV_OK)
        status = check_rows(ctx, &columns, rows);
    if (status == CEV_OK)
        status = cev__orders_reserve(portfolio, rows);
    if (status != CEV_OK)
        return status;
    cev__mark mark = cev__portfolio_mark(portfolio);
    const cev__intake intake = {
        columns.common.customer, columns.common.time,
        columns.has_amount ? &columns.amount : NULL, rows,
        columns.customers.least, columns.customers.most, columns.times.least,
        columns.times.most};
    if (columns.common.customer->type == CEV_INT64 && !columns.has_details
        && cev__intake_pays(&intake))
        status = cev__intake_take(portfolio, &intake);
    else
        status = put_rows(portfolio, &columns, rows);
    if (status != CEV_OK)
        cev__portfolio_return(portfolio, mark);
    return status;
}

int32_t cev_portfolio_record(cev_portfolio *portfolio, const char *ledger,
                             const cev_table *records)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    int number = CEV__ORDERS;
    int32_t status = cev__ledger_find(portfolio->ctx, ledger, &number);
    if (status != CEV_OK)
        return status;
    if (records == NULL)
        return cev__fail_null(portfolio->ctx, "records");
    return number == CEV__ORDERS
               ? record_orders(portfolio, records)
               : cev__events_record(portfolio, number, records);
}
