/* The report's segments: the library's profile, and the value still expected
 * of each. */
#include <math.h>
#include <string.h>

#include "report.h"

/* Expected value of all customers of a segment. */
static double segment_worth(const report *r, const char *name)
{
    column segment = column_find(r->classes, "segment");
    column worth = column_find(r->scores, "clv");
    double sum = 0;
    for (int64_t i = 0; i < r->n; i++)
        if (!isnan(column_double(&worth, i)) &&
            strcmp(column_text(&segment, i), name) == 0)
            sum += column_double(&worth, i);
    return sum;
}

int report_write_segments(const report *r, json *j)
{
    static const char *const names[] = {
        "segment", "meaning",         "customers", "revenue",   "clv",
        "recency", "customers_share", "frequency", "revenue_share"};
    static const char *const numbers[] = {"customers", "revenue"};
    column segment = column_find(r->profile, "segment");
    column meaning = column_find(r->profile, "meaning");
    column first[2], recency = column_find(r->profile, "recency");
    column shares[3];
    if (r->profile == NULL)
        return CLI_OK;
    for (int i = 0; i < 2; i++)
        first[i] = column_find(r->profile, numbers[i]);
    for (int i = 0; i < 3; i++)
        shares[i] = column_find(r->profile, names[6 + i]);
    json_table(j, "segments", names, 9);
    for (int64_t i = 0; i < cev_table_row_count(r->profile); i++) {
        const char *name = column_text(&segment, i);
        json_array(j, NULL);
        json_text(j, NULL, name);
        json_text(j, NULL, column_text(&meaning, i));
        for (int k = 0; k < 2; k++)
            json_digits(j, column_double(&first[k], i), 12);
        json_digits(j, r->money ? segment_worth(r, name) : (double)NAN, 12);
        json_digits(j, column_double(&recency, i) * r->unit_days, 6);
        for (int k = 0; k < 3; k++)
            json_digits(j, column_double(&shares[k], i), 6);
        json_array_end(j);
    }
    json_table_end(j);
    return CLI_OK;
}
