/*
 * Toast: OrderDetails says when an order was opened and whether it was
 * voided, PaymentDetails who paid what. The two are joined by Order Id.
 */
#include "format.h"
#include "text.h"

enum { O_ID, O_OPENED, O_VOIDED, O_GUESTS, O_SOURCE, O_DISCOUNT, O_COLUMNS };

static const format_column order_columns[O_COLUMNS] = {
    [O_ID] = {"Order Id", 1, NULL},
    [O_OPENED] = {"Opened", 1, NULL},
    [O_VOIDED] = {"Voided", 1, NULL},
    [O_GUESTS] = {"# of Guests", 0, NULL},
    [O_SOURCE] = {"Order Source", 0, NULL},
    [O_DISCOUNT] = {"Discount Amount", 0, NULL}
};

static void read_toast_order(row_view *row, fragment *out)
{
    out->order = row_text(row, O_ID);
    out->channel = row_text(row, O_SOURCE);
    out->numbers[ORDER_DISCOUNT] = row_number(row, O_DISCOUNT);
    out->role = FRAGMENT_HEAD;
    row_time(row, O_OPENED, -1, out);
    if (text_same(row_text(row, O_VOIDED), "true"))
        out->reason = SKIP_VOIDED;
}

const format format_toast_orders = {
    "toast", "Toast order details", order_columns, O_COLUMNS,
    1, 0, DATE_ORDER_MDY, 0, read_toast_order, NULL
};

enum {
    P_ID, P_ORDER, P_DATE, P_AMOUNT, P_REFUND, P_EMAIL, P_PHONE, P_STATUS,
    P_VOIDED, P_COLUMNS
};

static const format_column payment_columns[P_COLUMNS] = {
    [P_ID] = {"Payment Id", 1, NULL},
    [P_ORDER] = {"Order Id", 1, NULL},
    [P_DATE] = {"Order Date", 1, NULL},
    [P_AMOUNT] = {"Amount", 1, NULL},
    [P_REFUND] = {"Refund Amount", 0, "refunds are not taken off"},
    [P_EMAIL] = {"Email", 0, NULL},
    [P_PHONE] = {"Phone", 0, NULL},
    [P_STATUS] = {"Status", 0, NULL},
    [P_VOIDED] = {"Void Date", 0, NULL}
};

static const status_word payment_statuses[] = {
    {"VOIDED", SKIP_VOIDED},
    {"DENIED", SKIP_NOT_PAID},
    {"CANCELLED", SKIP_CANCELLED},
    {"AUTHORIZED", SKIP_NOT_CAPTURED},
    {NULL, SKIP_NONE}
};

/* A payment that did not go through leaves the others of its order alone: it
 * is a further row without money. */
static void read_toast_payment(row_view *row, fragment *out)
{
    out->order = row_text(row, P_ORDER);
    out->email = row_text(row, P_EMAIL);
    out->phone = row_text(row, P_PHONE);
    row_time(row, P_DATE, -1, out);
    if (row_text(row, P_VOIDED)[0] != '\0' ||
        status_reason(payment_statuses, row_text(row, P_STATUS),
                      SKIP_NONE) != SKIP_NONE) {
        out->role = FRAGMENT_REST;
        return;
    }
    row_money(row, P_AMOUNT, &out->paid);
    row_money(row, P_REFUND, &out->refunded);
}

const format format_toast_payments = {
    "toast", "Toast payment details", payment_columns, P_COLUMNS,
    1, 0, DATE_ORDER_MDY, 0, read_toast_payment, NULL
};
