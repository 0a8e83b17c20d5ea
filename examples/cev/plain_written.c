/*
 * How a plain CSV writes what can be read in two ways: whether its dates have
 * the day or the month first, and whether a comma or a point stands before the
 * cents. Only the whole column tells.
 */
#include <string.h>

#include "plain.h"

/* Whether a text holds something like 3/4/2024. */
static int has_short_date(const char *p, const char *end)
{
    int digits = 0;

    for (const char *q = p; q < end; q++) {
        if (*q >= '0' && *q <= '9') {
            digits++;
        } else {
            if ((*q == '/' || *q == '-') && (digits == 1 || digits == 2) &&
                end - q > 3 && q[1] >= '0' && q[1] <= '9' &&
                (q[2] == *q || q[3] == *q))
                return 1;
            digits = 0;
        }
    }
    return 0;
}

/* Whether a text holds something like 12,50: in a field of its own, so that
 * the comma is not between two. */
static int has_decimal_comma(const char *p, const char *end, char separator)
{
    for (const char *q = p + 1; q < end; q++) {
        const char *after = q + 1;

        if (*q != ',' || q[-1] < '0' || q[-1] > '9')
            continue;
        while (after < end && *after >= '0' && *after <= '9')
            after++;
        if (after > q + 1 && after < q + 4 &&
            (separator != ',' || (after < end && *after == '"')))
            return 1;
    }
    return 0;
}

/* What the values of a column say about how they are written. */
typedef struct evidence {
    int64_t one, other; /* can only be the one, only the other */
    int64_t either;
} evidence;

/* Count one date: `one` has the day first, `other` the month. */
static void weigh_date(const csv_field *field, evidence *e)
{
    stamp day, month;
    int d = stamp_parse(field->text, field->length, DATE_ORDER_DMY, &day) ==
            STAMP_OK;
    int m = stamp_parse(field->text, field->length, DATE_ORDER_MDY, &month) ==
            STAMP_OK;

    e->one += d && !m;
    e->other += m && !d;
    e->either += d && m && day.seconds != month.seconds;
}

/* Count one amount: `one` has a comma before the cents, `other` a point. */
static void weigh_amount(const csv_field *field, evidence *e)
{
    money amount;
    int comma = money_parse(field->text, field->length, 1, &amount) ==
                MONEY_OK;
    int point = money_parse(field->text, field->length, 0, &amount) ==
                MONEY_OK;

    e->one += comma && !point;
    e->other += point && !comma;
}

/* Decide the order of dates by the evidence, and say so. */
static void choose_dates(plain *p, const evidence *e)
{
    const char *place = p->r->shop ? zone_name(p->r->shop) : "";
    int american = strcmp(zone_currency(place), "USD") == 0;

    if (e->one > 0 || e->other > 0) {
        p->as_format.dates = e->one >= e->other ? DATE_ORDER_DMY
                                                : DATE_ORDER_MDY;
        if (e->one > 0 && e->other > 0)
            reader_note(p->r, "%s: %lld dates can only be day/month/year and "
                        "%lld only month/day/year; took the more frequent "
                        "order and leave out the others", p->path,
                        (long long)e->one, (long long)e->other);
    } else if (e->either > 0) {
        p->as_format.dates = american ? DATE_ORDER_MDY : DATE_ORDER_DMY;
        reader_note(p->r, "%s: no date tells the day from the month; assumed "
                    "%s; say --date-order %s if that is wrong", p->path,
                    american ? "month/day/year" : "day/month/year",
                    american ? "dmy" : "mdy");
    }
}

/* Decide what stands before the cents by the evidence, and say so. */
static void choose_comma(plain *p, const evidence *e)
{
    p->as_format.decimal_comma = e->one > e->other;
    if (e->one > 0 && e->other > 0)
        reader_note(p->r, "%s: %lld amounts can only be written 1.234,50 and "
                    "%lld only 1,234.50; took the more frequent way and "
                    "leave out the others", p->path, (long long)e->one,
                    (long long)e->other);
    else if (e->one > 0)
        reader_note(p->r, "%s: amounts are written 1.234,50, as %lld of them "
                    "tell", p->path, (long long)e->one);
}

/* A pass over the file for both, from its mark and back. */
static int weigh_rows(plain *p, csv *c, evidence *dates, evidence *amounts)
{
    int time = p->position[PLAIN_TIME], amount = p->position[PLAIN_AMOUNT];
    csv_row row;
    int status;

    if (!csv_mark(c))
        return 0;
    while ((status = csv_next(c, &row)) > 0) {
        if (time < row.n)
            weigh_date(&row.fields[time], dates);
        if (amount >= 0 && amount < row.n)
            weigh_amount(&row.fields[amount], amounts);
    }
    return status >= 0 && csv_rewind(c);
}

int plain_settle(plain *p, csv *c)
{
    enum { LOOK = 64 * 1024 };
    const orders_options *o = p->r->options;
    evidence dates = {0, 0, 0}, amounts = {0, 0, 0};
    size_t n;
    const char *ahead = csv_ahead(c, &n), *end = ahead + (n < LOOK ? n : LOOK);
    int asks_dates = o->dates == DATE_ORDER_DETECT &&
                     has_short_date(ahead, end);
    int asks_comma = !o->decimal_comma && p->position[PLAIN_AMOUNT] >= 0 &&
                     has_decimal_comma(ahead, end, csv_separator(c));

    p->as_format.dates = o->dates;
    p->as_format.decimal_comma = o->decimal_comma;
    if (!asks_dates && !asks_comma)
        return ORDERS_OK;
    if (!weigh_rows(p, c, &dates, &amounts))
        return reader_fail(p->r, ORDERS_FAILED, "%s: %s", p->path,
                           csv_error(c));
    if (asks_dates)
        choose_dates(p, &dates);
    if (asks_comma)
        choose_comma(p, &amounts);
    return ORDERS_OK;
}
