/* The details of orders; see details.h. */
#include "details.h"

#include <math.h>
#include <string.h>

#include "../core/utf8.h"
#include "portfolio.h"

const char cev__detail_names[CEV__DETAILS][12] = {
    "channel", "product", "items", "discount", "cost"};

static int is_text_detail(int d)
{
    return d < CEV__TEXT_DETAILS;
}

cev__detail cev__detail_none(void)
{
    return (cev__detail){{NULL, NULL}, {NAN, NAN, NAN, NAN, NAN}};
}

int32_t cev__detail_check(cev_ctx *ctx, const cev__detail *detail,
                          double amount, int64_t row)
{
    for (int d = 0; d < CEV__TEXT_DETAILS; d++)
        if (detail->texts[d] != NULL && !cev__utf8_valid(detail->texts[d]))
            return cev__fail(ctx, CEV_ERR_UTF8, "%s[%d] is not valid UTF-8",
                             cev__detail_names[d], row);
    for (int d = CEV__TEXT_DETAILS; d < CEV__DETAILS; d++) {
        double number = detail->numbers[d];
        if (fabs(number) > CEV_AMOUNT_MAX || (number < 0.0 && !(amount < 0.0)))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted 0 to %g, or a gap where it "
                             "is unknown",
                             cev__detail_names[d], row, number,
                             CEV_AMOUNT_MAX);
    }
    return CEV_OK;
}

static void blank_detail(cev__details *details, int d, int64_t at)
{
    if (is_text_detail(d))
        details->texts[d][at] = CEV__NONE;
    else
        details->numbers[d][at] = NAN;
}

/* Room for `capacity` orders in one column. */
static int32_t grow_detail(cev_ctx *ctx, cev__details *details, int d,
                           int64_t capacity)
{
    int is_text = is_text_detail(d);
    int64_t size = is_text ? (int64_t)sizeof(uint32_t) : 8;
    void *old = is_text ? (void *)details->texts[d] : details->numbers[d];
    void *grown = cev__resize(ctx, old, details->capacity[d], capacity, size);
    if (grown == NULL)
        return cev__fail_memory(ctx);
    if (is_text)
        details->texts[d] = grown;
    else
        details->numbers[d] = grown;
    for (; details->capacity[d] < capacity; details->capacity[d]++)
        blank_detail(details, d, details->capacity[d]);
    return CEV_OK;
}

int32_t cev__details_reserve(cev_ctx *ctx, cev__details *details,
                             int64_t capacity)
{
    int32_t status = CEV_OK;
    for (int d = 0; status == CEV_OK && d < CEV__DETAILS; d++)
        if (details->capacity[d] > 0 && details->capacity[d] < capacity)
            status = grow_detail(ctx, details, d, capacity);
    return status;
}

static int has_detail(const cev__details *details, int d, int64_t order)
{
    if (details->capacity[d] == 0)
        return 0;
    return is_text_detail(d) ? details->texts[d][order] != CEV__NONE
                             : !isnan(details->numbers[d][order]);
}

int32_t cev__details_open(cev_portfolio *portfolio, int detail)
{
    cev__details *details = &portfolio->details;
    return details->capacity[detail] > 0
               ? CEV_OK
               : grow_detail(portfolio->ctx, details, detail,
                             portfolio->capacity);
}

static int32_t put_text_detail(cev_portfolio *portfolio, int d, int64_t order,
                               const char *text)
{
    cev__details *details = &portfolio->details;
    uint32_t found;
    int32_t status = cev__details_open(portfolio, d);
    if (status == CEV_OK)
        status = cev__customer_intern(portfolio->ctx, &details->names[d], text,
                                      &found);
    if (status != CEV_OK)
        return status;
    details->texts[d][order] = found;
    details->names[d].list[found].orders++;
    details->known[d]++;
    return CEV_OK;
}

/* Of a refund, below zero: what was given back. */
static int32_t put_number_detail(cev_portfolio *portfolio, int d,
                                 int64_t order, double number)
{
    int32_t status = cev__details_open(portfolio, d);
    if (status != CEV_OK)
        return status;
    int is_refund = portfolio->entries[order].amount < 0.0;
    double size = fabs(number);
    portfolio->details.numbers[d][order] =
        is_refund && size > 0.0 ? -size : size; /* never -0 */
    portfolio->details.known[d]++;
    return CEV_OK;
}

int32_t cev__details_put(cev_portfolio *portfolio, const cev__detail *detail)
{
    int64_t order = portfolio->count - 1;
    int32_t status = CEV_OK;
    for (int d = 0; status == CEV_OK && d < CEV__TEXT_DETAILS; d++)
        if (detail->texts[d] != NULL)
            status = put_text_detail(portfolio, d, order, detail->texts[d]);
    for (int d = CEV__TEXT_DETAILS; status == CEV_OK && d < CEV__DETAILS; d++)
        if (!isnan(detail->numbers[d]))
            status = put_number_detail(portfolio, d, order,
                                       detail->numbers[d]);
    return status;
}

cev__detail cev__details_of(const cev_portfolio *portfolio, int64_t order)
{
    const cev__details *details = &portfolio->details;
    cev__detail detail = cev__detail_none();
    for (int d = 0; d < CEV__DETAILS; d++) {
        if (!has_detail(details, d, order))
            continue;
        if (is_text_detail(d))
            detail.texts[d] = cev__customer_name(&details->names[d],
                                                 details->texts[d][order]);
        else
            detail.numbers[d] = details->numbers[d][order];
    }
    return detail;
}

int cev__details_any(const cev__details *details)
{
    for (int d = 0; d < CEV__DETAILS; d++)
        if (details->known[d] > 0)
            return 1;
    return 0;
}

void cev__details_drop(cev__details *details, int64_t order)
{
    for (int d = 0; d < CEV__DETAILS; d++) {
        if (!has_detail(details, d, order))
            continue;
        if (is_text_detail(d))
            details->names[d].list[details->texts[d][order]].orders--;
        details->known[d]--;
        blank_detail(details, d, order);
    }
}

void cev__details_return(cev__details *details, int detail, int64_t texts)
{
    cev__customers *names = &details->names[detail];
    while (names->count > texts)
        cev__customer_remove(names, (uint32_t)(names->count - 1));
}

void cev__details_move(cev__details *details, int64_t from, int64_t to)
{
    for (int d = 0; from != to && d < CEV__DETAILS; d++) {
        if (details->capacity[d] == 0)
            continue;
        if (is_text_detail(d))
            details->texts[d][to] = details->texts[d][from];
        else
            details->numbers[d][to] = details->numbers[d][from];
        blank_detail(details, d, from);
    }
}

void cev__details_tidy(cev__details *details, int64_t orders)
{
    for (int d = 0; d < CEV__TEXT_DETAILS; d++) {
        cev__customers *names = &details->names[d];
        for (int64_t i = names->count - 1; i >= 0; i--) {
            if (names->list[i].orders > 0)
                continue;
            cev__customer_remove(names, (uint32_t)i);
            for (int64_t k = 0; i < names->count && k < orders; k++)
                if (details->texts[d][k] != CEV__NONE
                    && details->texts[d][k] > i)
                    details->texts[d][k]--;
        }
    }
}

int cev__details_compare(const cev_portfolio *portfolio, int64_t a, int64_t b)
{
    cev__detail first = cev__details_of(portfolio, a);
    cev__detail second = cev__details_of(portfolio, b);
    for (int d = 0; d < CEV__TEXT_DETAILS; d++) {
        const char *x = first.texts[d], *y = second.texts[d];
        int way = x == NULL || y == NULL ? (x == NULL) - (y == NULL)
                                         : strcmp(x, y);
        if (way != 0)
            return way;
    }
    for (int d = CEV__TEXT_DETAILS; d < CEV__DETAILS; d++) {
        double x = first.numbers[d], y = second.numbers[d];
        int way = isnan(x) || isnan(y) ? (isnan(x) != 0) - (isnan(y) != 0)
                                       : (x > y) - (x < y);
        if (way != 0)
            return way;
    }
    return 0;
}

void cev__details_free(cev_ctx *ctx, cev__details *details)
{
    for (int d = 0; d < CEV__DETAILS; d++) {
        if (is_text_detail(d)) {
            cev__customers_free(ctx, &details->names[d]);
            cev__free(ctx, details->texts[d], details->capacity[d],
                      (int64_t)sizeof(uint32_t));
        } else {
            cev__free(ctx, details->numbers[d], details->capacity[d], 8);
        }
    }
}
