/**
 * What stands in the cells of an export: amounts, moments, zones, telephone
 * numbers, names. Each input is one cell, read as each of these.
 */
#ifndef TESTS_FUZZ_CELLS_H
#define TESTS_FUZZ_CELLS_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "money.h"
#include "stamp.h"
#include "text.h"

enum { CELL_BYTES = 200 };

/* An amount: its text is read as the same amount. */
static void try_money(const char *text, size_t length, int decimal_comma)
{
    char shown[MONEY_TEXT];
    money amount, again, sum;
    int status = money_parse(text, length, decimal_comma, &amount);
    if (status < MONEY_OK || status > MONEY_RANGE)
        abort();
    if (status != MONEY_OK)
        return;
    if (amount.scale < 0 || amount.scale > 18)
        abort();
    size_t n = money_text(amount, "USD", shown);
    if (n >= sizeof shown || strlen(shown) != n
        || money_parse(shown, n, 0, &again) != MONEY_OK)
        abort();
    if (!money_add(again, money_negate(amount), &sum) || sum.units != 0
        || !isfinite(money_double(amount)))
        abort();
}

/* A moment: within the years that are read, and its text is read as its. */
static void try_stamp(const char *text, size_t length, date_order dates)
{
    char shown[STAMP_TEXT];
    stamp when, again;
    int status = stamp_parse(text, length, dates, &when);
    if (status < STAMP_OK || status > STAMP_AMBIGUOUS)
        abort();
    if (status != STAMP_OK)
        return;
    if (when.seconds < 0 || when.seconds >= days_from_date(2101, 1, 1) * 86400
        || abs(when.offset) > 86400)
        abort();
    utc_text(when.seconds, shown);
    if (strlen(shown) != 20
        || stamp_parse(shown, 20, DATE_ORDER_YMD, &again) != STAMP_OK
        || again.seconds != when.seconds)
        abort();
}

/* Lower case of lower case is the same. */
static void try_text(const char *text, size_t length)
{
    static char once[TEXT_LOWER_ROOM(CELL_BYTES)];
    static char twice[TEXT_LOWER_ROOM(TEXT_LOWER_ROOM(CELL_BYTES))];
    char phone[CELL_BYTES + 3];
    size_t n = text_lower(text, length, 1, once);
    if (strlen(once) != n || text_lower(once, n, 1, twice) != n
        || memcmp(once, twice, n) != 0)
        abort();
    if (text_is_utf8(text, length) && !text_is_utf8(once, n))
        abort();
    n = text_phone(text, length, phone);
    if (n > 0 && (strlen(phone) != n || n < 7))
        abort();
}

static void try_input(const uint8_t *data, size_t size)
{
    char text[CELL_BYTES + 1];
    size_t length = size < CELL_BYTES ? size : CELL_BYTES;
    memcpy(text, data, length);
    text[length] = '\0';
    length = strlen(text);
    try_money(text, length, 0);
    try_money(text, length, 1);
    try_stamp(text, length, DATE_ORDER_DETECT);
    try_stamp(text, length, DATE_ORDER_DMY);
    try_stamp(text, length, DATE_ORDER_MDY);
    try_text(text, length);
}

#endif
