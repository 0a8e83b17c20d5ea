/*
 * Lightspeed Retail (X-Series, formerly Vend): sales as its API gives them,
 * one row each. A return names the sale it returns.
 */
#include <string.h>

#include "format.h"

enum {
    ID, CUSTOMER, STATUS, RETURN_FOR, PRICE, DATE, DELETED, OUTLET, N_COLUMNS
};

static const format_column lightspeed_columns[N_COLUMNS] = {
    [ID] = {"id", 1, NULL},
    [CUSTOMER] = {"customer_id", 1, NULL},
    [STATUS] = {"status", 1, NULL},
    [RETURN_FOR] = {"return_for", 1, NULL},
    [PRICE] = {"total_price", 1, NULL},
    [DATE] = {"sale_date", 1, NULL},
    [DELETED] = {"deleted_at", 0, NULL},
    [OUTLET] = {"outlet_id", 0, NULL}
};

static const status_word lightspeed_statuses[] = {
    {"CLOSED", SKIP_NONE},
    {"VOIDED", SKIP_CANCELLED},
    {NULL, SKIP_NONE}
};

/* All walk-ins share one customer, whose id ends in nothing but zeros. */
static int is_walk_in(const char *id)
{
    const char *last = strrchr(id, '-');

    return last != NULL && last[1] != '\0' &&
           last[1 + strspn(last + 1, "0")] == '\0';
}

static void read_lightspeed(row_view *row, fragment *out)
{
    const char *returned = row_text(row, RETURN_FOR);

    out->channel = row_text(row, OUTLET);
    out->order = row_text(row, ID);
    if (returned[0] != '\0') {
        out->own_id = out->order;
        out->order = returned;
        out->role = FRAGMENT_REFUND;
    }
    out->customer_id = row_text(row, CUSTOMER);
    if (is_walk_in(out->customer_id))
        out->customer_id = "";
    out->utc = 1;
    row_time(row, DATE, -1, out);
    row_money(row, PRICE, &out->paid);
    if (row_text(row, DELETED)[0] != '\0')
        out->reason = SKIP_CANCELLED;
    else
        out->reason = status_reason(lightspeed_statuses,
                                    row_text(row, STATUS), SKIP_NOT_PAID);
}

const format format_lightspeed = {
    "lightspeed", "Lightspeed X-Series sales", lightspeed_columns, N_COLUMNS,
    1, 0, DATE_ORDER_YMD, 0, read_lightspeed, NULL
};
