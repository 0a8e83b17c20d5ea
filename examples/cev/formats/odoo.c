/*
 * Odoo: the list of point of sale orders. Times are UTC; a refund is an order
 * of its own, named after the first one.
 */
#include <string.h>

#include "format.h"

enum { REF, DATE, CUSTOMER, TOTAL, STATUS, RECEIPT, N_COLUMNS };

static const format_column odoo_columns[N_COLUMNS] = {
    [REF] = {"Order Ref", 1, NULL},
    [DATE] = {"Date|Order Date", 1, NULL},
    [CUSTOMER] = {"Customer", 1, NULL},
    [TOTAL] = {"Total", 1, NULL},
    [STATUS] = {"Status", 1, NULL},
    [RECEIPT] = {"Receipt Number", 0, NULL}
};

static const status_word odoo_statuses[] = {
    {"New", SKIP_NOT_PAID},
    {"Draft", SKIP_NOT_PAID},
    {"Cancelled", SKIP_CANCELLED},
    {"Canceled", SKIP_CANCELLED},
    {NULL, SKIP_NONE}
};

/* The order a reference belongs to: what stands before ` REFUND`. The text is
 * cut, and the whole copied to `own` if it fits. */
static int cut_refund(char *ref, char *own, size_t own_size)
{
    size_t n = strlen(ref);
    char *mark = strstr(ref, " REFUND");

    if (mark == NULL || mark == ref || n >= own_size)
        return 0;
    memcpy(own, ref, n + 1);
    *mark = '\0';
    return 1;
}

static void read_odoo(row_view *row, fragment *out)
{
    csv_field *ref = &row->row->fields[row->position[REF]];

    row_text(row, REF); /* trims it */
    out->order = ref->text + strspn(ref->text, " \t");
    if (cut_refund(ref->text + strspn(ref->text, " \t"), row->scratch,
                   sizeof row->scratch)) {
        out->own_id = row->scratch;
        out->role = FRAGMENT_REFUND;
    }
    out->name = row_text(row, CUSTOMER);
    out->utc = 1;
    row_time(row, DATE, -1, out);
    row_money(row, TOTAL, &out->paid);
    if (out->paid.units < 0)
        out->role = FRAGMENT_REFUND;
    out->reason = status_reason(odoo_statuses, row_text(row, STATUS),
                                SKIP_NONE);
}

const format format_odoo = {
    "odoo", "Odoo point of sale orders", odoo_columns, N_COLUMNS,
    1, 0, DATE_ORDER_YMD, 0, read_odoo, NULL
};
