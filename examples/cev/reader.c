/*
 * What all readers of orders share: notes, messages, time, currency, and the
 * door through which every order and every skip leaves.
 */
#include "reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int reader_fail(reader *r, int code, const char *format, ...)
{
    va_list arguments;

    if (r->code != ORDERS_OK)
        return r->code;
    va_start(arguments, format);
    vsnprintf(r->report->error, sizeof r->report->error, format, arguments);
    va_end(arguments);
    r->code = code;
    return code;
}

void reader_note(reader *r, const char *format, ...)
{
    orders_report *report = r->report;
    char text[1024], *copy, **bigger;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (int i = 0; i < report->n_notes; i++)
        if (strcmp(report->notes[i], text) == 0)
            return;
    bigger = realloc(report->notes,
                     (size_t)(report->n_notes + 1) * sizeof *bigger);
    copy = malloc(strlen(text) + 1);
    if (bigger != NULL)
        report->notes = bigger;
    if (bigger == NULL || copy == NULL) {
        free(copy);
        reader_fail(r, ORDERS_FAILED, "out of memory");
        return;
    }
    report->notes[report->n_notes++] = strcpy(copy, text);
}

/* The report's line for a currency, made if it is new; NULL without memory.
 */
static orders_currency *currency_line(reader *r, const char *code)
{
    orders_report *report = r->report;
    orders_currency *bigger;

    for (int i = 0; i < report->n_currencies; i++) {
        if (strcmp(report->currencies[i].code, code) == 0) {
            r->last_currency = i;
            return &report->currencies[i];
        }
    }
    bigger = realloc(report->currencies,
                     (size_t)(report->n_currencies + 1) * sizeof *bigger);
    if (bigger == NULL)
        return NULL;
    report->currencies = bigger;
    r->last_currency = report->n_currencies++;
    bigger += r->last_currency;
    memset(bigger, 0, sizeof *bigger);
    snprintf(bigger->code, sizeof bigger->code, "%s", code);
    bigger->total_exact = 1;
    return bigger;
}

/* Count an order into the report. */
static int count_order(reader *r, const order *o)
{
    orders_report *report = r->report;
    orders_currency *line;

    if (report->sales + report->refunds == 0 ||
        o->local_seconds < report->first_local)
        report->first_local = o->local_seconds;
    if (report->sales + report->refunds == 0 ||
        o->local_seconds > report->last_local)
        report->last_local = o->local_seconds;
    if (o->kind == ORDER_REFUND)
        report->refunds++;
    else
        report->sales++;
    report->weak += o->weak;
    if (r->last_currency < report->n_currencies &&
        strcmp(report->currencies[r->last_currency].code, o->currency) == 0)
        line = &report->currencies[r->last_currency];
    else
        line = currency_line(r, o->currency);
    if (line == NULL)
        return reader_fail(r, ORDERS_FAILED, "out of memory");
    line->orders++;
    if (o->has_amount && line->total_exact)
        line->total_exact = money_add(line->total, o->amount, &line->total);
    return ORDERS_OK;
}

int reader_give_order(reader *r, const order *o)
{
    if (count_order(r, o) != ORDERS_OK)
        return r->code;
    if (r->sink->order != NULL && r->sink->order(r->sink->context, o) != 0)
        return reader_fail(r, ORDERS_STOPPED, "stopped");
    return ORDERS_OK;
}

int reader_give_skip(reader *r, const order_skip *s)
{
    r->report->skipped[s->reason]++;
    r->report->skipped_total++;
    if (r->sink->skipped != NULL &&
        r->sink->skipped(r->sink->context, s) != 0)
        return reader_fail(r, ORDERS_STOPPED, "stopped");
    return ORDERS_OK;
}

int reader_progress(reader *r, const csv *c)
{
    if (r->sink->progress != NULL &&
        r->sink->progress(r->sink->context,
                          r->bytes_done + csv_bytes_read(c),
                          r->bytes_total) != 0)
        return reader_fail(r, ORDERS_STOPPED, "stopped");
    return ORDERS_OK;
}

void reader_place(reader *r, const stamp *when, int utc, zone *row_zone,
                  moment *out)
{
    zone *clock = row_zone ? row_zone : r->shop;

    out->has_time = when->has_clock;
    if (!when->has_clock) {
        out->local = out->utc = when->seconds;
    } else if (when->has_offset || utc) {
        out->utc = when->seconds - when->offset;
        if (r->shop != NULL)
            out->local = zone_local(r->shop, out->utc);
        else
            out->local = when->seconds;
        r->assumed_utc |= r->shop == NULL && utc && !when->has_offset;
    } else if (clock != NULL) {
        out->utc = zone_utc(clock, when->seconds);
        out->local = r->shop != NULL && clock != r->shop
                   ? zone_local(r->shop, out->utc) : when->seconds;
    } else {
        out->local = out->utc = when->seconds;
        r->assumed_utc = 1;
    }
}

zone *reader_row_zone(reader *r, const char *name)
{
    const char *iana = zone_from_rails(name);
    char why[256];

    if (name[0] == '\0')
        return NULL;
    if (strcmp(name, r->written_name) == 0)
        return r->written;
    if (strlen(name) >= sizeof r->written_name)
        return NULL;
    zone_close(r->written);
    r->written = zone_open(iana ? iana : name, why, sizeof why);
    strcpy(r->written_name, name);
    r->written_zones++;
    if (r->written == NULL && why[0] == '\0')
        reader_fail(r, ORDERS_FAILED, "out of memory");
    else if (r->written == NULL)
        reader_note(r, "the file's %s; its times were read as %s", why,
                    r->shop ? "the shop's" : "UTC");
    return r->written;
}

void reader_notice_sign(reader *r, const char *text)
{
    static const struct {
        const char *sign, *code;
    } signs[] = {
        {"$", "$"}, {"&#36;", "$"}, {"\xe2\x82\xac", "EUR"},
        {"&euro;", "EUR"}, {"&#8364;", "EUR"}, {"\xc2\xa3", "GBP"},
        {"&pound;", "GBP"}, {"&#163;", "GBP"}, {"\xe2\x82\xb9", "INR"},
        {"z\xc5\x82", "PLN"}, {"\xe2\x82\xaa", "ILS"},
        {"\xe2\x82\xba", "TRY"}, {"\xe2\x82\xa9", "KRW"}
    };

    if (r->symbol[0] != '\0' || (text[0] >= '-' && text[0] <= '9'))
        return;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(text, signs[i].sign) != NULL) {
            strcpy(r->symbol, signs[i].code);
            return;
        }
}

/* Currencies that are written with a dollar sign. */
static int is_dollar(const char *code)
{
    static const char *const codes =
        "USD,CAD,AUD,NZD,SGD,HKD,TWD,MXN,ARS,CLP,COP,UYU,BBD,BMD,BND,BSD,"
        "BZD,CUP,DOP,FJD,GYD,JMD,KYD,LRD,NAD,SRD,TTD,XCD";

    return list_has(codes, code);
}

/* Decide the currency by the signs at the amounts, which must agree with what
 * the user says. */
static void settle_by_sign(reader *r, const char *given, const char *by_zone)
{
    int dollar = strcmp(r->symbol, "$") == 0;

    if (dollar && given != NULL && is_dollar(given)) {
        snprintf(r->currency, sizeof r->currency, "%s", given);
        return;
    }
    strcpy(r->currency, !dollar ? r->symbol
                        : is_dollar(by_zone) ? by_zone : "USD");
    if (given == NULL || strcmp(given, r->currency) != 0)
        reader_note(r, "amounts are written with the sign of %s, which was "
                    "taken%s", r->currency, dollar
                    ? "; say --currency CODE if it is another dollar" : "");
}

const char *reader_currency(reader *r)
{
    const char *given = r->options->currency, *by_zone, *place;

    if (r->currency_settled)
        return r->currency;
    r->currency_settled = 1;
    place = r->shop ? zone_name(r->shop)
          : r->written ? zone_name(r->written) : "";
    by_zone = zone_currency(place);
    if (r->symbol[0] != '\0') {
        settle_by_sign(r, given, by_zone);
    } else if (given != NULL) {
        snprintf(r->currency, sizeof r->currency, "%s", given);
    } else if (by_zone[0] != '\0') {
        strcpy(r->currency, by_zone);
        reader_note(r, "no column names the currency; %s was taken, the one "
                    "of %s; say --currency CODE if that is wrong", by_zone,
                    place);
    } else {
        reader_note(r, "nothing names the currency; it stays empty unless "
                    "you give --currency CODE");
    }
    return r->currency;
}

int currency_code(const char *text, char out[8])
{
    memset(out, 0, 8);
    if (text[0] == '\0')
        return 1;
    if (strlen(text) != 3)
        return 0;
    for (int i = 0; i < 3; i++) {
        out[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 32)
                                                  : text[i];
        if (out[i] < 'A' || out[i] > 'Z')
            return 0;
    }
    return 1;
}

int list_has(const char *list, const char *text)
{
    size_t n = strlen(text);

    while (list != NULL && *list) {
        size_t item = strcspn(list, ",");

        if (item == n && memcmp(list, text, n) == 0)
            return 1;
        list += item + (list[item] == ',');
    }
    return 0;
}

int list_has_prefix(const char *list, const char *text)
{
    while (list != NULL && *list) {
        size_t item = strcspn(list, ",");

        if (item > 0 && strncmp(list, text, item) == 0)
            return 1;
        list += item + (list[item] == ',');
    }
    return 0;
}

void reader_message(char out[READER_MESSAGE], const char *path, int64_t line,
                    const char *column, const char *value,
                    const char *complaint)
{
    snprintf(out, READER_MESSAGE, "%.120s:%lld: %.40s: \"%.60s%s\" %s",
             path, (long long)line, column, value,
             strlen(value) > 60 ? "..." : "", complaint);
}

const char *money_complaint(int status, int decimal_comma)
{
    if (status == MONEY_RANGE)
        return "is too large; wanted an amount below 10^18";
    return decimal_comma
        ? "is no amount; wanted a number such as 1.234,50"
        : "is no amount; wanted a number such as 1234.50 (for 1.234,50 say "
          "--decimal-comma)";
}

const char *stamp_complaint(int status)
{
    switch (status) {
    case STAMP_EMPTY:
        return "is empty; wanted " STAMP_WANTED;
    case STAMP_RANGE:
        return "is out of range; wanted a year from 1970 to 2100";
    case STAMP_AMBIGUOUS:
        return "can be read with the day or the month first; say "
               "--date-order dmy or mdy";
    default:
        return "is no date; wanted " STAMP_WANTED;
    }
}
