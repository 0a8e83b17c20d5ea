/*
 * Stripe: Payments export, the legacy columns or those chosen in the new
 * dashboard. Times are UTC; refunds are amounts in place.
 */
#include "format.h"
#include "text.h"

enum {
    ID, CREATED, AMOUNT, REFUNDED, CURRENCY, STATUS, CAPTURED, MODE, DISPUTE,
    EMAIL, CUSTOMER, N_COLUMNS
};

static const format_column stripe_columns[N_COLUMNS] = {
    [ID] = {"id", 1, NULL},
    [CREATED] = {"Created (UTC)|Created date (UTC)", 1, NULL},
    [AMOUNT] = {"Amount", 1, NULL},
    [REFUNDED] = {"Amount Refunded", 0, "refunds are not taken off"},
    [CURRENCY] = {"Currency", 1, NULL},
    [STATUS] = {"Status", 1, NULL},
    [CAPTURED] = {"Captured", 0,
                  "payments never captured cannot be told from others"},
    [MODE] = {"Mode", 0, "test payments cannot be told from live ones"},
    [DISPUTE] = {"Dispute Status", 0,
                 "payments lost in a dispute cannot be told from others"},
    [EMAIL] = {"Customer Email", 0, NULL},
    [CUSTOMER] = {"Customer ID", 0, NULL}
};

static const status_word stripe_statuses[] = {
    {"Paid", SKIP_NONE},
    {"Refunded", SKIP_NONE},
    {"Partially Refunded", SKIP_NONE},
    {"Succeeded", SKIP_NONE},
    {"Canceled", SKIP_CANCELLED},
    {"Uncaptured", SKIP_NOT_CAPTURED},
    {"Requires Capture", SKIP_NOT_CAPTURED},
    {"Requires_capture", SKIP_NOT_CAPTURED},
    {NULL, SKIP_NONE}
};

/* Mode, status, capture and dispute, in the order in which they are tested. */
static skip_reason stripe_reason(row_view *row)
{
    skip_reason reason = status_reason(stripe_statuses,
                                       row_text(row, STATUS), SKIP_NOT_PAID);

    if (text_same(row_text(row, MODE), "Test"))
        return SKIP_TEST_MODE;
    if (reason != SKIP_NONE)
        return reason;
    if (text_same(row_text(row, CAPTURED), "false"))
        return SKIP_NOT_CAPTURED;
    return text_same(row_text(row, DISPUTE), "lost") ? SKIP_DISPUTE_LOST
                                                     : SKIP_NONE;
}

static void read_stripe(row_view *row, fragment *out)
{
    out->order = row_text(row, ID);
    out->email = row_text(row, EMAIL);
    out->customer_id = row_text(row, CUSTOMER);
    out->currency = row_text(row, CURRENCY);
    out->utc = 1;
    row_time(row, CREATED, -1, out);
    row_money(row, AMOUNT, &out->paid);
    row_money(row, REFUNDED, &out->refunded);
    out->reason = stripe_reason(row);
}

const format format_stripe = {
    "stripe", "Stripe payments", stripe_columns, N_COLUMNS,
    0, 0, DATE_ORDER_YMD, 0, read_stripe, NULL
};
