/*
 * Shopify: Orders > Export. One row for each line item; the first row of an
 * order carries its status and money, further rows leave them blank.
 */
#include "format.h"

enum {
    NAME, EMAIL, STATUS, CREATED, TOTAL, CURRENCY, PAID_AT, CANCELLED, REFUNDED,
    OUTSTANDING, PHONE, BILLING_PHONE, METHOD, SOURCE, ITEM, QUANTITY, PRICE,
    OFF, DISCOUNT, N_COLUMNS
};

static const format_column shopify_columns[N_COLUMNS] = {
    [NAME] = {"Name", 1, NULL},
    [EMAIL] = {"Email", 1, NULL},
    [STATUS] = {"Financial Status", 1, NULL},
    [CREATED] = {"Created at", 1, NULL},
    [TOTAL] = {"Total", 1, NULL},
    [CURRENCY] = {"Currency", 0, NULL},
    [PAID_AT] = {"Paid at", 0, NULL},
    [CANCELLED] = {"Cancelled at", 0,
                   "cancelled orders cannot be told from others"},
    [REFUNDED] = {"Refunded Amount", 0, "refunds are not taken off"},
    [OUTSTANDING] = {"Outstanding Balance", 0, NULL},
    [PHONE] = {"Phone", 0, NULL},
    [BILLING_PHONE] = {"Billing Phone", 0, NULL},
    [METHOD] = {"Payment Method", 0,
                "test orders cannot be told from real ones"},
    [SOURCE] = {"Source", 0, NULL},
    [ITEM] = {"Lineitem name", 1, NULL},
    [QUANTITY] = {"Lineitem quantity", 0, NULL},
    [PRICE] = {"Lineitem price", 0, NULL},
    [OFF] = {"Lineitem discount", 0, NULL},
    [DISCOUNT] = {"Discount Amount", 0, NULL}
};

static const status_word shopify_statuses[] = {
    {"paid", SKIP_NONE},
    {"refunded", SKIP_NONE},
    {"partially_refunded", SKIP_NONE},
    {"partially_paid", SKIP_NONE},
    {"authorized", SKIP_NOT_CAPTURED},
    {NULL, SKIP_NONE}
};

/* Cancelled orders and test orders are recognised beside their status. */
static skip_reason shopify_reason(row_view *row, const char *status)
{
    if (status_reason((const status_word[]){{"bogus", SKIP_TEST_ORDER},
                                            {NULL, SKIP_NONE}},
                      row_text(row, METHOD), SKIP_NONE) != SKIP_NONE)
        return SKIP_TEST_ORDER;
    if (row_text(row, CANCELLED)[0] != '\0')
        return SKIP_CANCELLED;
    return status_reason(shopify_statuses, status, SKIP_NOT_PAID);
}

static void read_shopify(row_view *row, fragment *out)
{
    const char *status = row_text(row, STATUS);

    out->order = row_text(row, NAME);
    out->email = row_text(row, EMAIL);
    out->numbers[ORDER_ITEMS] = row_number(row, QUANTITY);
    if (status[0] == '\0' && row_text(row, TOTAL)[0] == '\0') {
        out->role = FRAGMENT_REST;
        return;
    }
    out->phone = row_text(row, PHONE);
    if (out->phone[0] == '\0')
        out->phone = row_text(row, BILLING_PHONE);
    out->currency = row_text(row, CURRENCY);
    out->channel = row_text(row, SOURCE);
    out->numbers[ORDER_DISCOUNT] = row_number(row, DISCOUNT);
    out->reason = shopify_reason(row, status);
    row_time(row, CREATED, -1, out);
    row_money(row, TOTAL, &out->paid);
    row_money(row, REFUNDED, &out->refunded);
    if (status_reason((const status_word[]){{"partially_paid", SKIP_NOT_PAID},
                                            {NULL, SKIP_NONE}},
                      status, SKIP_NONE) != SKIP_NONE) {
        money open;

        row_money(row, OUTSTANDING, &open);
        money_add(out->paid, money_negate(open), &out->paid);
    }
}

/* A row is a product: what it costs times how many, less its own discount. */
static int shopify_product(row_view *row, int nth, row_product *out)
{
    double price = row_number(row, PRICE), off = row_number(row, OFF);

    out->name = row_text(row, ITEM);
    out->items = row_number(row, QUANTITY);
    out->worth = price * out->items - (off > 0 ? off : 0);
    return nth == 0;
}

const format format_shopify = {
    "shopify", "Shopify orders export", shopify_columns, N_COLUMNS,
    0, 1, DATE_ORDER_YMD, 0, read_shopify, shopify_product
};
