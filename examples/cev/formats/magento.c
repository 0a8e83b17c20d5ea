/*
 * Magento / Adobe Commerce: the order grid's export. Amounts in the store's
 * base currency, dates with a 24-hour clock and AM/PM behind it.
 */
#include "format.h"

enum {
    ID, DATE, TOTAL, STATUS, EMAIL, NAME, REFUNDED, STORE, N_COLUMNS
};

static const format_column magento_columns[N_COLUMNS] = {
    [ID] = {"ID", 1, NULL},
    [DATE] = {"Purchase Date", 1, NULL},
    [TOTAL] = {"Grand Total (Base)", 1, NULL},
    [STATUS] = {"Status", 1, NULL},
    [EMAIL] = {"Customer Email", 0,
               "customers are known by name only"},
    [NAME] = {"Bill-to Name", 0, NULL},
    [REFUNDED] = {"Total Refunded", 0, "refunds are not taken off"},
    [STORE] = {"Purchase Point", 0, NULL}
};

static const status_word magento_statuses[] = {
    {"Canceled", SKIP_CANCELLED},
    {"Cancelled", SKIP_CANCELLED},
    {"Pending", SKIP_NOT_PAID},
    {"Pending Payment", SKIP_NOT_PAID},
    {"Pending PayPal", SKIP_NOT_PAID},
    {"Payment Review", SKIP_NOT_PAID},
    {"Suspected Fraud", SKIP_NOT_PAID},
    {"On Hold", SKIP_NOT_PAID},
    {NULL, SKIP_NONE}
};

static void read_magento(row_view *row, fragment *out)
{
    out->order = row_text(row, ID);
    out->email = row_text(row, EMAIL);
    out->name = row_text(row, NAME);
    out->channel = row_text(row, STORE);
    row_time(row, DATE, -1, out);
    row_money(row, TOTAL, &out->paid);
    row_money(row, REFUNDED, &out->refunded);
    out->reason = status_reason(magento_statuses, row_text(row, STATUS),
                                SKIP_NONE);
}

const format format_magento = {
    "magento", "Magento sales order grid", magento_columns, N_COLUMNS,
    0, 0, DATE_ORDER_MDY, 0, read_magento, NULL
};
