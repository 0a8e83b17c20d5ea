/* Why a customer is foretold what he is; see report_churn.h. */
#include <math.h>
#include <string.h>

#include "report_churn.h"

enum { REASONS = 3 }; /* that are told of a customer */

/* Reasons that add less than this share of the first are not worth a word. */
#define SLIGHT 0.2

/* Customers, and the features by which they are told. */
typedef struct reasons_of {
    const page_list *list;
    const cev_table *factors;
} reasons_of;

/* What a feature is about: features about the same thing move together, and
 * what one of them adds another may take back. */
static const char *theme_of(const char *feature)
{
    static const char *const begins[][2] = {
        {"silence", "rhythm"},       {"overdue", "rhythm"},
        {"gap_", "rhythm"},          {"purchases_", "orders"},
        {"trend_", "orders"},        {"contact", "contacts"},
        {"since_contact", "contacts"}, {"touches_", "touches"},
        {"since_touch", "touches"},  {"score", "answers"},
        {"since_answer", "answers"}, {"cancellations", "cancelling"},
        {"since_cancellation", "cancelling"}};
    if (strcmp(feature, "T") == 0)
        return "orders";
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (strncmp(feature, begins[i][0], strlen(begins[i][0])) == 0)
            return begins[i][1];
    return feature;
}

static int is_known(const cev_table *t, const char *name, int64_t row)
{
    return cev_table_text(t, name, row) != NULL
           || !isnan(cev_table_double(t, name, row));
}

/* What a feature adds for a customer. */
static double share_of(const reasons_of *of, const char *feature,
                       int64_t row)
{
    char clash[256]; /* where explain has a column of that name itself */
    snprintf(clash, sizeof clash, "%s_feature", feature);
    double share = cev_table_double(of->list->reasons, clash, row);
    return isnan(share) ? cev_table_double(of->list->reasons, feature, row) : share;
}

/* What all features about the same as this one add for a customer; 0 unless
 * this one adds most of those whose value is known. */
static double theme_share(const reasons_of *of, int64_t row, int64_t feature)
{
    const char *name = cev_table_text(of->factors, "feature", feature);
    double own = share_of(of, name, row), sum = 0;
    if (!(own > 0) || !is_known(of->list->seen, name, row))
        return 0;
    for (int64_t f = 0; f < cev_table_row_count(of->factors); f++) {
        const char *other = cev_table_text(of->factors, "feature", f);
        double share = share_of(of, other, row);
        if (strcmp(theme_of(other), theme_of(name)) != 0)
            continue;
        if (is_known(of->list->seen, other, row)
            && (share > own || (share == own && f < feature)))
            return 0;
        sum += share;
    }
    return sum;
}

static void write_reason(const reasons_of *of, const char *feature,
                         int64_t row, json *j)
{
    const char *text = cev_table_text(of->list->seen, feature, row);
    json_array(j, NULL);
    json_text(j, NULL, feature);
    if (text != NULL)
        json_text(j, NULL, text);
    else
        json_digits(j, cev_table_double(of->list->seen, feature, row), 6);
    json_array_end(j);
}

void report_write_reasons(const page_list *list, const cev_table *factors,
                          int64_t row, json *j)
{
    const reasons_of told = {list, factors}, *of = &told;
    double least = INFINITY, first = 0;
    json_array(j, NULL);
    for (int k = 0; k < REASONS; k++) {
        const char *best = NULL;
        double most = 0;
        for (int64_t f = 0; f < cev_table_row_count(of->factors); f++) {
            double share = theme_share(of, row, f);
            if (share > most && share < least) {
                best = cev_table_text(of->factors, "feature", f);
                most = share;
            }
        }
        if (best == NULL || most < SLIGHT * first)
            break;
        write_reason(of, best, row, j);
        least = most;
        first = k == 0 ? most : first;
    }
    json_array_end(j);
}
