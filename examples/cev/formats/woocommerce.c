/*
 * WooCommerce: its own Analytics > Orders download, and the exports of two
 * plugins, Advanced Order Export and WebToffee's Order Export & Import.
 */
#include <math.h>
#include <string.h>

#include "format.h"
#include "text.h"

/* Labels and slugs of the order statuses; anything else is kept money. */
static const status_word woo_statuses[] = {
    {"cancelled", SKIP_CANCELLED},
    {"canceled", SKIP_CANCELLED},
    {"failed", SKIP_NOT_PAID},
    {"on-hold", SKIP_NOT_PAID},
    {"on hold", SKIP_NOT_PAID},
    {"pending", SKIP_NOT_PAID},
    {"pending payment", SKIP_NOT_PAID},
    {"draft", SKIP_NOT_PAID},
    {"checkout-draft", SKIP_NOT_PAID},
    {"trash", SKIP_CANCELLED},
    {NULL, SKIP_NONE}
};

/* The reason of a status, with or without the prefix that the database has. */
static skip_reason woo_reason(const char *status)
{
    if (text_starts(status, "wc-"))
        status += 3;
    return status_reason(woo_statuses, status, SKIP_NONE);
}

/* Analytics > Orders: a refund is a negative row under the same number. */
enum {
    A_DATE, A_ORDER, A_SHOWN, A_STATUS, A_CUSTOMER, A_NET, A_ORIGIN, A_ITEMS,
    A_COLUMNS
};

static const format_column analytics_columns[A_COLUMNS] = {
    [A_DATE] = {"Date", 1, NULL},
    [A_ORDER] = {"Order #", 1, NULL},
    [A_SHOWN] = {"N. Revenue (formatted)|Net Revenue (formatted)", 0, NULL},
    [A_STATUS] = {"Status", 1, NULL},
    [A_CUSTOMER] = {"Customer", 1, NULL},
    [A_NET] = {"Net Sales|N. Revenue|Net Revenue", 1, NULL},
    [A_ORIGIN] = {"Attribution", 0, NULL},
    [A_ITEMS] = {"Items sold|Items Sold", 0, NULL}
};

static void read_analytics(row_view *row, fragment *out)
{
    money shown;

    out->order = row_text(row, A_ORDER);
    out->name = row_text(row, A_CUSTOMER);
    out->channel = row_text(row, A_ORIGIN);
    out->numbers[ORDER_ITEMS] = row_number(row, A_ITEMS);
    row_time(row, A_DATE, -1, out);
    row_money(row, A_NET, &out->paid);
    if (row_text(row, A_SHOWN)[0] != '\0')
        row_money(row, A_SHOWN, &shown); /* only for its currency sign */
    out->role = out->paid.units < 0 ? FRAGMENT_REFUND : FRAGMENT_SALE;
    out->reason = woo_reason(row_text(row, A_STATUS));
}

const format format_woocommerce_analytics = {
    "woocommerce_analytics", "WooCommerce Analytics orders",
    analytics_columns, A_COLUMNS, 1, 0, DATE_ORDER_YMD, 0, read_analytics, NULL
};

/* Advanced Order Export: order fields are repeated on every item row. */
enum {
    V_ORDER, V_STATUS, V_DATE, V_REFUND, V_TOTAL, V_EMAIL, V_PHONE, V_FIRST,
    V_CURRENCY, V_ITEMS, V_DISCOUNT, V_NAME, V_QUANTITY, V_KEPT, V_LINE,
    V_COLUMNS
};

static const format_column advanced_columns[V_COLUMNS] = {
    [V_ORDER] = {"Order Number", 1, NULL},
    [V_STATUS] = {"Order Status", 1, NULL},
    [V_DATE] = {"Order Date", 1, NULL},
    [V_REFUND] = {"Order Refund Amount", 0, "refunds are not taken off"},
    [V_TOTAL] = {"Order Total Amount", 1, NULL},
    [V_EMAIL] = {"Email (Billing)", 1, NULL},
    [V_PHONE] = {"Phone (Billing)", 0, NULL},
    [V_FIRST] = {"First Name (Billing)", 0, NULL},
    [V_CURRENCY] = {"Order Currency", 0, NULL},
    [V_ITEMS] = {"Total items", 0, NULL},
    [V_DISCOUNT] = {"Cart Discount Amount", 0, NULL},
    [V_NAME] = {"Name|Item Name", 0, NULL},
    [V_QUANTITY] = {"Quantity", 0, NULL},
    [V_KEPT] = {"Order Line Total (- Refund)", 0, NULL},
    [V_LINE] = {"Order Line Total", 0, NULL}
};

static void read_advanced(row_view *row, fragment *out)
{
    out->order = row_text(row, V_ORDER);
    out->email = row_text(row, V_EMAIL);
    out->phone = row_text(row, V_PHONE);
    out->currency = row_text(row, V_CURRENCY);
    out->numbers[ORDER_ITEMS] = row_number(row, V_ITEMS);
    out->numbers[ORDER_DISCOUNT] = row_number(row, V_DISCOUNT);
    row_time(row, V_DATE, -1, out);
    row_money(row, V_TOTAL, &out->paid);
    row_money(row, V_REFUND, &out->refunded);
    out->reason = woo_reason(row_text(row, V_STATUS));
}

/* A row is a product: what it cost, less what of it was refunded. */
static int advanced_product(row_view *row, int nth, row_product *out)
{
    double kept = row_number(row, V_KEPT);

    out->name = row_text(row, V_NAME);
    out->items = row_number(row, V_QUANTITY);
    out->worth = isnan(kept) ? row_number(row, V_LINE) : kept;
    return nth == 0;
}

const format format_woocommerce_advanced = {
    "woocommerce_advanced", "WooCommerce Advanced Order Export",
    advanced_columns, V_COLUMNS, 0, 0, DATE_ORDER_YMD, 0, read_advanced,
    advanced_product
};

/* WebToffee: one row for each order; guests have customer_id 0. */
enum {
    T_NUMBER, T_DATE, T_STATUS, T_TOTAL, T_CURRENCY, T_REFUNDS, T_BILLING,
    T_EMAIL, T_PHONE, T_ID, T_DISCOUNT, T_NAME, T_QUANTITY, T_LINE,
    T_COLUMNS
};

static const format_column webtoffee_columns[T_COLUMNS] = {
    [T_NUMBER] = {"order_number", 1, NULL},
    [T_DATE] = {"order_date", 1, NULL},
    [T_STATUS] = {"status", 1, NULL},
    [T_TOTAL] = {"order_total", 1, NULL},
    [T_CURRENCY] = {"order_currency", 0, NULL},
    [T_REFUNDS] = {"refund_items", 0, "refunds are not taken off"},
    [T_BILLING] = {"billing_email", 1, NULL},
    [T_EMAIL] = {"customer_email", 0, NULL},
    [T_PHONE] = {"billing_phone", 0, NULL},
    [T_ID] = {"customer_id", 0, NULL},
    [T_DISCOUNT] = {"discount_total", 0, NULL},
    [T_NAME] = {"Product Item * Name", 0, NULL},
    [T_QUANTITY] = {"Product Item * Quantity", 0, NULL},
    [T_LINE] = {"Product Item * Total", 0, NULL}
};

/* Every `amount:18.00` of a refund_items text, added up. */
static void add_refund_items(row_view *row, const char *text, money *sum)
{
    const char *p = text;
    money amount;

    while ((p = strstr(p, "amount:")) != NULL) {
        size_t n;

        p += 7;
        n = strcspn(p, "|;");
        if (money_parse(p, n, row->r->options->decimal_comma, &amount) !=
                MONEY_OK ||
            !money_add(*sum, amount.units < 0 ? money_negate(amount) : amount,
                       sum))
            row_money(row, T_REFUNDS, &amount); /* tells what is wrong */
    }
}

/* The next of the products that the row has side by side. */
static int webtoffee_product(row_view *row, int nth, row_product *out)
{
    out->name = row_text_of(row, T_NAME, nth + 1);
    out->items = row_number_of(row, T_QUANTITY, nth + 1);
    out->worth = row_number_of(row, T_LINE, nth + 1);
    return out->name[0] != '\0';
}

static void read_webtoffee(row_view *row, fragment *out)
{
    row_product product;
    double items = webtoffee_product(row, 0, &product) ? 0 : (double)NAN;

    for (int nth = 0; webtoffee_product(row, nth, &product); nth++)
        items += product.items;
    out->order = row_text(row, T_NUMBER);
    out->email = row_text(row, T_BILLING);
    if (out->email[0] == '\0')
        out->email = row_text(row, T_EMAIL);
    out->phone = row_text(row, T_PHONE);
    out->customer_id = row_text(row, T_ID);
    if (strcmp(out->customer_id, "0") == 0)
        out->customer_id = "";
    out->currency = row_text(row, T_CURRENCY);
    out->numbers[ORDER_DISCOUNT] = row_number(row, T_DISCOUNT);
    out->numbers[ORDER_ITEMS] = items;
    row_time(row, T_DATE, -1, out);
    row_money(row, T_TOTAL, &out->paid);
    add_refund_items(row, row_text(row, T_REFUNDS), &out->refunded);
    out->reason = woo_reason(row_text(row, T_STATUS));
}

const format format_woocommerce_webtoffee = {
    "woocommerce_webtoffee", "WooCommerce WebToffee orders",
    webtoffee_columns, T_COLUMNS, 0, 0, DATE_ORDER_YMD, 0, read_webtoffee,
    webtoffee_product
};
