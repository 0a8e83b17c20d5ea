/*
 * Square: Transactions and Items detail, of 2018 and of today. Net Sales of
 * all rows of a transaction add up; a refund is a negative row.
 */
#include "format.h"
#include "text.h"

enum {
    DATE, CLOCK, ZONE, ID, EVENT, NET, GIFT, CUSTOMER, NAME, STATUS, ITEM_TYPE,
    CHANNEL, SOURCE, ITEM, QUANTITY, DISCOUNTS, N_COLUMNS
};

static const format_column square_columns[N_COLUMNS] = {
    [DATE] = {"Date", 1, NULL},
    [CLOCK] = {"Time", 1, NULL},
    [ZONE] = {"Time Zone", 1, NULL},
    [ID] = {"Transaction ID", 1, NULL},
    [EVENT] = {"Event Type", 1, NULL},
    [NET] = {"Net Sales", 1, NULL},
    [GIFT] = {"Gift Card Sales", 0, NULL},
    [CUSTOMER] = {"Customer ID", 1, NULL},
    [NAME] = {"Customer Name", 0, NULL},
    [STATUS] = {"Transaction Status", 0, NULL},
    [ITEM_TYPE] = {"Itemization Type", 0, NULL},
    [CHANNEL] = {"Channel", 0, NULL},
    [SOURCE] = {"Source", 0, NULL},
    [ITEM] = {"Item", 0, NULL},
    [QUANTITY] = {"Qty", 0, NULL},
    [DISCOUNTS] = {"Discounts", 0, NULL}
};

static const status_word square_statuses[] = {
    {"Failed", SKIP_NOT_PAID},
    {"Pending", SKIP_NOT_PAID},
    {"Canceled", SKIP_CANCELLED},
    {"Cancelled", SKIP_CANCELLED},
    {"Voided", SKIP_VOIDED},
    {NULL, SKIP_NONE}
};

static void read_square(row_view *row, fragment *out)
{
    money gift;

    out->order = row_text(row, ID);
    out->customer_id = row_text(row, CUSTOMER);
    out->name = row_text(row, NAME);
    out->zone = row_text(row, ZONE);
    out->channel = row_text(row, CHANNEL);
    if (out->channel[0] == '\0')
        out->channel = row_text(row, SOURCE);
    out->product = row_text(row, ITEM);
    out->numbers[ORDER_ITEMS] = row_number(row, QUANTITY);
    out->numbers[ORDER_DISCOUNT] = row_number(row, DISCOUNTS);
    row_time(row, DATE, CLOCK, out);
    row_money(row, GIFT, &gift);
    row_money(row, NET, &out->paid);
    out->gift_card = gift.units > 0;
    if (text_starts(row_text(row, ITEM_TYPE), "Gift Card")) {
        out->gift_card = 1;
        out->paid.units = 0;
        out->numbers[ORDER_ITEMS] = out->numbers[ORDER_DISCOUNT] = 0;
    }
    if (text_same(row_text(row, EVENT), "Refund") || out->paid.units < 0)
        out->role = FRAGMENT_REFUND;
    out->reason = status_reason(square_statuses, row_text(row, STATUS),
                                SKIP_NONE);
}

const format format_square = {
    "square", "Square transactions or items", square_columns, N_COLUMNS,
    1, 0, DATE_ORDER_MDY, 0, read_square, NULL
};
