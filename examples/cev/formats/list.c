/*
 * The list of all platform formats.
 */
#include "format.h"

extern const format format_shopify, format_woocommerce_analytics,
    format_woocommerce_advanced, format_woocommerce_webtoffee, format_square,
    format_stripe, format_magento, format_odoo, format_toast_orders,
    format_toast_payments, format_lightspeed;

const format *const formats[] = {
    &format_shopify,
    &format_woocommerce_analytics,
    &format_woocommerce_advanced,
    &format_woocommerce_webtoffee,
    &format_square,
    &format_stripe,
    &format_magento,
    &format_odoo,
    &format_toast_orders,
    &format_toast_payments,
    &format_lightspeed,
    NULL
};
