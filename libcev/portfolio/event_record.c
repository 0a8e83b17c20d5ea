/*
 * Recording events: one, or a table. Of attributes a table may be long, with a
 * row an attribute, or wide, with a column each.
 */
#include <math.h>

#include "record.h"

enum { EVENTS_A_REPORT = 1 << 17 };

/* Where the rows of one sort of events are found in a table. */
typedef struct event_columns {
    cev__record_columns common;
    int ledger;
    const char *name;         /* of all, where `key` is NULL */
    const cev__column *key;   /* NULL: there is none */
    const cev__column *text;  /* likewise */
    int has_number;
    cev__numbers number;
    int64_t part, parts; /* of the work that these rows are */
} event_columns;

/* Whether a ledger takes no notice of a row: an attribute that has no value,
 * which says nothing. */
static int is_silent(const cev__saying *said)
{
    return said->ledger == CEV__ATTRIBUTES && isnan(said->number)
           && said->text == NULL;
}

static cev__saying saying_of_row(const event_columns *columns, int64_t row)
{
    cev__saying said = {columns->ledger,
                        cev__record_time(&columns->common, row), columns->name,
                        NAN, cev__record_text(columns->text, row)};
    if (columns->key != NULL)
        said.key = cev__record_text(columns->key, row);
    if (columns->has_number)
        said.number = cev__number_at(&columns->number, row);
    else if (columns->ledger == CEV__TOUCHES)
        said.number = 1.0;
    return said;
}

/* Every row in turn; the first that cannot be taken is told. */
static int32_t check_event_rows(cev_portfolio *portfolio,
                                const event_columns *columns, int64_t rows)
{
    cev_ctx *ctx = portfolio->ctx;
    int32_t status = CEV_OK;
    for (int64_t row = 0; status == CEV_OK && row < rows; row++) {
        cev__saying said = saying_of_row(columns, row);
        status = cev__record_check_customer(ctx, &columns->common, row);
        if (status == CEV_OK && !is_silent(&said))
            status = cev__saying_check(ctx, &said, row);
    }
    return status;
}

/* Takes in rows that have been checked. */
static int32_t put_event_rows(cev_portfolio *portfolio,
                              const event_columns *columns, int64_t rows)
{
    int32_t status = CEV_OK;
    for (int64_t row = 0; status == CEV_OK && row < rows; row++) {
        double done = (double)columns->part + (double)row / (double)rows;
        if (row % EVENTS_A_REPORT == 0)
            status = cev__progress(portfolio->ctx, "record",
                                   done / (double)columns->parts);
        cev__saying said = saying_of_row(columns, row);
        cev__key key = cev__record_key(&columns->common, row);
        if (status == CEV_OK && !is_silent(&said))
            status = cev__event_put(portfolio, &key, &said);
    }
    return status;
}

/* What a column holds: the text, or the number, of its events. */
static int32_t take_value(cev_ctx *ctx, const cev_table *records,
                          const char *name, event_columns *columns)
{
    const cev__column *value = cev__table_find(records, name);
    if (value != NULL && value->type == CEV_TEXT
        && columns->ledger == CEV__ATTRIBUTES) {
        columns->text = value;
        columns->has_number = 0;
        return CEV_OK;
    }
    columns->has_number = 1;
    return cev__table_numbers(ctx, records, name, &columns->number);
}

/* The columns of a table with a row an event. */
static int32_t find_events(cev_ctx *ctx, const cev_table *records,
                           event_columns *columns)
{
    const cev__ledger *ledger = &cev__ledgers[columns->ledger];
    int is_attributes = columns->ledger == CEV__ATTRIBUTES;
    int32_t status = CEV_OK;
    if (is_attributes)
        status = cev__record_texts(ctx, records, "text", &columns->text);
    if (status == CEV_OK)
        status = cev__record_texts(ctx, records, ledger->key, &columns->key);
    /* Answers and attributes are nothing without a value. */
    int is_needed = columns->ledger == CEV__SURVEYS
                    || (is_attributes && columns->text == NULL);
    if (status == CEV_OK && ledger->number != NULL
        && (is_needed || cev__table_find(records, ledger->number) != NULL))
        status = take_value(ctx, records, ledger->number, columns);
    return status;
}

typedef int32_t (*event_pass)(cev_portfolio *portfolio,
                              const event_columns *columns, int64_t rows);

/* One pass over a table: at once, or of a wide one column by column. */
static int32_t run_pass(cev_portfolio *portfolio, const cev_table *records,
                        event_columns *columns, int is_wide, event_pass pass)
{
    columns->part = 0;
    columns->parts = is_wide ? records->count : 1;
    if (!is_wide)
        return pass(portfolio, columns, records->rows);
    int32_t status = CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < records->count; i++) {
        const cev__column *column = &records->columns[i];
        if (column == columns->common.customer
            || column == columns->common.time)
            continue;
        columns->part = i;
        columns->name = column->name;
        columns->text = NULL;
        status = take_value(portfolio->ctx, records, column->name, columns);
        if (status == CEV_OK)
            status = pass(portfolio, columns, records->rows);
    }
    return status;
}

int32_t cev__events_record(cev_portfolio *portfolio, int ledger,
                           const cev_table *records)
{
    event_columns columns = {0};
    columns.ledger = ledger;
    int is_wide = ledger == CEV__ATTRIBUTES
                  && cev__table_find(records, "attribute") == NULL;
    int32_t status =
        cev__record_find(portfolio->ctx, records, ledger, &columns.common);
    if (status == CEV_OK && !is_wide)
        status = find_events(portfolio->ctx, records, &columns);
    if (status == CEV_OK && records->rows > 0)
        status =
            cev__portfolio_suits(portfolio, columns.common.customer->type);
    if (status == CEV_OK)
        status = run_pass(portfolio, records, &columns, is_wide,
                          check_event_rows);
    if (status != CEV_OK)
        return status;
    cev__mark mark = cev__portfolio_mark(portfolio);
    status = run_pass(portfolio, records, &columns, is_wide, put_event_rows);
    if (status != CEV_OK)
        cev__portfolio_return(portfolio, mark);
    return status;
}

/* Records one event of a customer whom `status` says to be one. */
static int32_t put_event(cev_portfolio *portfolio, int32_t status,
                         const cev__key *key, const char *ledger,
                         cev__saying said)
{
    if (status == CEV_OK)
        status = cev__ledger_find(portfolio->ctx, ledger, &said.ledger);
    if (status == CEV_OK && said.ledger == CEV__ORDERS)
        return cev__fail(portfolio->ctx, CEV_ERR_KIND,
                         "orders are no events; cev_portfolio_order takes "
                         "them");
    if (status == CEV_OK)
        status = cev__saying_check(portfolio->ctx, &said, -1);
    if (status != CEV_OK)
        return status;
    cev__mark mark = cev__portfolio_mark(portfolio);
    status = cev__event_put(portfolio, key, &said);
    if (status != CEV_OK)
        cev__portfolio_return(portfolio, mark);
    return status;
}

static const char *none_if_empty(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : text;
}

int32_t cev_portfolio_event(cev_portfolio *portfolio, const char *ledger,
                            const char *customer, int64_t time,
                            const char *key, double number, const char *text)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    cev__key who;
    int32_t status = cev__portfolio_key(portfolio, customer, &who);
    return put_event(portfolio, status, &who, ledger,
                     (cev__saying){0, time, none_if_empty(key), number,
                                   none_if_empty(text)});
}

int32_t cev_portfolio_event_id(cev_portfolio *portfolio, const char *ledger,
                               int64_t customer, int64_t time,
                               const char *key, double number,
                               const char *text)
{
    if (portfolio == NULL)
        return CEV_ERR_ARGUMENT;
    cev__key who;
    int32_t status = cev__portfolio_key_id(portfolio, customer, &who);
    return put_event(portfolio, status, &who, ledger,
                     (cev__saying){0, time, none_if_empty(key), number,
                                   none_if_empty(text)});
}
