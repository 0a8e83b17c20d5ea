/* What segments and the best customers bring; see cev/segments.h. */
#include "../core/compiler.h"
#include "cev/segments.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../math/radix.h"
#include "../math/student.h"
#include "../math/sum.h"
#include "../portfolio/parted.h"

/* The hundredths of the whale curve. */
enum { WHALE_STEPS = 100 };

enum {
    PROFIT_CUSTOMERS,
    PROFIT_CUSTOMERS_SHARE,
    PROFIT_AMOUNT,
    PROFIT_AMOUNT_SHARE,
    PROFIT_MEAN,
    PROFIT_LOWER,
    PROFIT_UPPER,
    PROFIT_EARNING,
    PROFIT_LOSS,
    PROFIT_COLUMNS
};

/* Finite amounts, or gaps. */
static int32_t read_profits(cev_ctx *ctx, const cev_table *customers,
                            const cev_options *options, double **out)
{
    const char *name = cev__options_str(options, CEV__OPT_COLUMN);
    cev__numbers numbers;
    int32_t status = cev__table_numbers(ctx, customers, name, &numbers);
    if (status != CEV_OK)
        return status;
    double *amounts = cev__alloc(ctx, customers->rows + 1, 8);
    if (amounts == NULL)
        return cev__fail_memory(ctx);
    cev__numbers_read(&numbers, 0, customers->rows, amounts);
    for (int64_t i = 0; i < customers->rows && status == CEV_OK; i++)
        if (fabs(amounts[i]) > 1e100)
            status = cev__fail(ctx, CEV_ERR_DOMAIN,
                               "%s[%d] = %g; wanted a number from -1e100 to "
                               "1e100, or a gap",
                               name, i, amounts[i]);
    if (status == CEV_OK)
        *out = amounts;
    else
        cev__free(ctx, amounts, customers->rows + 1, 8);
    return status;
}

/* ---- By segment ---------------------------------------------------------- */

/* Sums of a segment's known amounts. */
typedef struct profit_sums {
    cev__sum customers, amount, squares, earning, loss;
} profit_sums;

static void sum_profits(const cev__parted *p, const double *amounts,
                        profit_sums *sums)
{
    for (int64_t i = 0; i < p->rows; i++) {
        profit_sums *to = &sums[p->part[i]];
        if (isnan(amounts[i]) || !(p->weights[i] > 0.0))
            continue;
        cev__sum_add(&to->customers, p->weights[i]);
        cev__sum_add(&to->amount, p->weights[i] * amounts[i]);
        if (amounts[i] > 0.0)
            cev__sum_add(&to->earning, p->weights[i]);
        else
            cev__sum_add(&to->loss, p->weights[i] * amounts[i]);
    }
    for (int64_t i = 0; i < p->rows; i++) {
        profit_sums *to = &sums[p->part[i]];
        double mean = cev__sum_value(&to->amount)
                      / cev__sum_value(&to->customers);
        if (!isnan(amounts[i]) && p->weights[i] > 0.0)
            cev__sum_add(&to->squares, p->weights[i] * (amounts[i] - mean)
                                           * (amounts[i] - mean));
    }
}

/* The numbers of one row, but for shares. */
static void profit_row(const profit_sums *sums, double coverage, double *row)
{
    double n = cev__sum_value(&sums->customers);
    for (int i = 0; i < PROFIT_COLUMNS; i++)
        row[i] = NAN;
    row[PROFIT_CUSTOMERS] = n;
    if (!(n > 0.0))
        return;
    row[PROFIT_AMOUNT] = cev__sum_value(&sums->amount);
    row[PROFIT_MEAN] = row[PROFIT_AMOUNT] / n;
    row[PROFIT_EARNING] = cev__sum_value(&sums->earning) / n;
    row[PROFIT_LOSS] = cev__sum_value(&sums->loss) + 0.0;
    if (!(n >= 2.0) || !(coverage > 0.0))
        return;
    double error = sqrt(cev__sum_value(&sums->squares) / (n - 1.0) / n);
    double reach =
        error * cev__student_quantile((1.0 - coverage) / 2.0, n - 1.0);
    row[PROFIT_LOWER] = row[PROFIT_MEAN] - reach;
    row[PROFIT_UPPER] = row[PROFIT_MEAN] + reach;
}

/* The share of each row in the sum of a column, where that is above 0. */
static void share_profits(double (*rows)[PROFIT_COLUMNS], int64_t n, int of,
                          int share)
{
    cev__sum total = {0, 0};
    for (int64_t i = 0; i < n; i++)
        if (!isnan(rows[i][of]))
            cev__sum_add(&total, rows[i][of]);
    for (int64_t i = 0; i < n; i++)
        if (cev__sum_value(&total) > 0.0)
            rows[i][share] = rows[i][of] / cev__sum_value(&total);
}

static int32_t fill_profits(cev_ctx *ctx, const cev__parted *p,
                            double (*rows)[PROFIT_COLUMNS], cev_table *table)
{
    static const char names[PROFIT_COLUMNS][16] = {
        "customers", "customers_share", "amount",  "amount_share", "mean",
        "mean_lo",   "mean_hi",         "earning", "loss"};
    int32_t status = CEV_OK;
    int32_t *part =
        cev__alloc(ctx, table->rows + 1, (int64_t)sizeof *part);
    if (part == NULL)
        return cev__fail_memory(ctx);
    for (int32_t i = 0; i < table->rows; i++)
        part[i] = i;
    status = cev__parted_names(ctx, &p->names, part, "segment", table);
    cev__free(ctx, part, table->rows + 1, (int64_t)sizeof *part);
    for (int c = 0; status == CEV_OK && c < PROFIT_COLUMNS; c++) {
        double *to;
        status = cev__table_add_double(table, names[c], &to);
        for (int64_t i = 0; status == CEV_OK && i < table->rows; i++)
            to[i] = rows[i][c];
    }
    return status;
}

static int32_t profit_table(cev_ctx *ctx, const cev__parted *p,
                            const double *amounts, double coverage,
                            cev_table **out)
{
    int64_t parts = p->names.count, room = parts + 1;
    cev_table *table = NULL;
    profit_sums *sums = cev__alloc_zero(ctx, room, (int64_t)sizeof *sums);
    double(*rows)[PROFIT_COLUMNS] =
        cev__alloc(ctx, room, (int64_t)sizeof *rows);
    int32_t status = sums == NULL || rows == NULL
                         ? cev__fail_memory(ctx)
                         : cev_table_new(ctx, parts, &table);
    if (status == CEV_OK) {
        sum_profits(p, amounts, sums);
        for (int64_t i = 0; i < parts; i++)
            profit_row(&sums[i], coverage, rows[i]);
        share_profits(rows, parts, PROFIT_CUSTOMERS, PROFIT_CUSTOMERS_SHARE);
        share_profits(rows, parts, PROFIT_AMOUNT, PROFIT_AMOUNT_SHARE);
        status = fill_profits(ctx, p, rows, table);
    }
    cev__free(ctx, rows, room, (int64_t)sizeof *rows);
    cev__free(ctx, sums, room, (int64_t)sizeof *sums);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

int32_t cev_segments_profit(cev_ctx *ctx, const cev_table *customers,
                            const cev_options *options, cev_table **out)
{
    cev__parted parted;
    double *amounts;
    int32_t status =
        cev__parted_check(ctx, customers, options, CEV__TAKES_SEGMENTS_PROFIT,
                          "cev_segments_profit", out);
    if (status == CEV_OK)
        status = cev__parted_open(ctx, customers, &parted);
    if (status != CEV_OK)
        return status;
    status = read_profits(ctx, customers, options, &amounts);
    if (status == CEV_OK) {
        status = profit_table(
            ctx, &parted, amounts,
            cev__options_double(options, CEV__OPT_INTERVAL), out);
        cev__free(ctx, amounts, customers->rows + 1, 8);
    }
    cev__parted_free(ctx, &parted);
    return status;
}

/* ---- The whale curve ----------------------------------------------------- */

/* Rows by amount, and how many customers are in each. */
typedef struct whale_rows {
    const double *amounts;
    double *weights;
    cev__keyed *order, *spare;
    int64_t known;
} whale_rows;

/* The curve at each step: within a row it is a straight line. */
static void fill_whale(const whale_rows *w, double *share, double *amount,
                       double *amount_share)
{
    cev__sum customers = {0, 0}, passed = {0, 0}, sum = {0, 0};
    int64_t at = w->known - 1;
    for (int64_t i = 0; i < w->known; i++)
        cev__sum_add(&customers, w->weights[w->order[i].index]);
    for (int step = 0; step <= WHALE_STEPS; step++) {
        double until = step == WHALE_STEPS
                           ? INFINITY
                           : (double)step / WHALE_STEPS
                                 * cev__sum_value(&customers);
        while (at >= 0) {
            int64_t row = w->order[at].index;
            double end = cev__sum_value(&passed) + w->weights[row];
            if (end > until)
                break;
            cev__sum_add(&passed, w->weights[row]);
            cev__sum_add(&sum, w->weights[row] * w->amounts[row]);
            at--;
        }
        share[step] = (double)step / WHALE_STEPS;
        amount[step] = cev__sum_value(&sum);
        if (at >= 0)
            amount[step] += (until - cev__sum_value(&passed))
                            * w->amounts[w->order[at].index];
    }
    for (int step = 0; step <= WHALE_STEPS; step++)
        amount_share[step] = amount[WHALE_STEPS] > 0.0
                                 ? amount[step] / amount[WHALE_STEPS]
                                 : NAN;
}

static int32_t whale_table(cev_ctx *ctx, const whale_rows *w, cev_table **out)
{
    cev_table *table = NULL;
    double *share, *amount, *amount_share;
    int32_t status =
        cev_table_new(ctx, w->known > 0 ? WHALE_STEPS + 1 : 0, &table);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "customers_share", &share);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "amount", &amount);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "amount_share", &amount_share);
    if (status == CEV_OK && w->known > 0)
        fill_whale(w, share, amount, amount_share);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

/* By amount; of equal amounts by how many have them, so that the order in which
 * they came changes no digit. */
static void sort_whale(whale_rows *w)
{
    for (int64_t k = 0; k < w->known; k++)
        w->order[k].key = cev__keyed_double(w->weights[w->order[k].index]);
    cev__keyed_sort(w->order, w->spare, w->known);
    for (int64_t k = 0; k < w->known; k++)
        w->order[k].key = cev__keyed_double(w->amounts[w->order[k].index]);
    cev__keyed_sort(w->order, w->spare, w->known);
}

static int32_t whale_of_amounts(cev_ctx *ctx, const cev_table *customers,
                                const double *amounts, cev_table **out)
{
    whale_rows w;
    int64_t room = customers->rows + 1;
    memset(&w, 0, sizeof w);
    w.amounts = amounts;
    w.weights = cev__alloc(ctx, room, 8);
    w.order = cev__alloc(ctx, room, (int64_t)sizeof *w.order);
    w.spare = cev__alloc(ctx, room, (int64_t)sizeof *w.spare);
    int32_t status = w.weights == NULL || w.order == NULL || w.spare == NULL
                         ? cev__fail_memory(ctx)
                         : cev__weights_read(ctx, customers, w.weights);
    for (int64_t i = 0; status == CEV_OK && i < customers->rows; i++) {
        if (isnan(amounts[i]) || !(w.weights[i] > 0.0))
            continue;
        w.order[w.known++].index = i;
    }
    if (status == CEV_OK) {
        sort_whale(&w);
        status = whale_table(ctx, &w, out);
    }
    cev__free(ctx, w.spare, room, (int64_t)sizeof *w.spare);
    cev__free(ctx, w.order, room, (int64_t)sizeof *w.order);
    cev__free(ctx, w.weights, room, 8);
    return status;
}

int32_t cev_segments_whale(cev_ctx *ctx, const cev_table *customers,
                           const cev_options *options, cev_table **out)
{
    double *amounts;
    int32_t status =
        cev__parted_check(ctx, customers, options, CEV__TAKES_SEGMENTS_WHALE,
                          "cev_segments_whale", out);
    if (status == CEV_OK)
        status = read_profits(ctx, customers, options, &amounts);
    if (status != CEV_OK)
        return status;
    status = whale_of_amounts(ctx, customers, amounts, out);
    cev__free(ctx, amounts, customers->rows + 1, 8);
    return status;
}
