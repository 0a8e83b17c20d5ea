/* Predictions beside the truth; see trial.h. */
#include "../core/compiler.h"
#include "trial.h"

#include <math.h>
#include <string.h>

#include "../math/radix.h"
#include "../math/sum.h"

/* Squares and products stay finite. */
#define TRIAL_MOST 1e150

static const char trial_names[CEV__TRIAL_COLUMNS][12] = {
    "prediction", "actual", "customers", "value", "event", "other"};

void cev__trial_close(cev_ctx *ctx, cev__trial *trial)
{
    int64_t room = trial->rows + 1;
    cev__free(ctx, trial->row, room, (int64_t)sizeof *trial->row);
    for (int c = 0; c < CEV__TRIAL_COLUMNS; c++)
        cev__free(ctx, trial->column[c], room, (int64_t)sizeof(double));
    memset(trial, 0, sizeof *trial);
}

int64_t cev__trial_ties(const cev__trial *trial, int64_t i)
{
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    int64_t end = i + 1;
    while (end < trial->count && predicted[end] <= predicted[i])
        end++;
    return end;
}

int cev__trial_bins(const cev__trial *trial, int bins, int64_t *ends)
{
    const double *weight = trial->column[CEV__TRIAL_WEIGHT];
    cev__sum below = {0};
    int count = 0;
    double last = -1.0;
    for (int64_t i = 0, end; i < trial->count; i = end) {
        cev__sum ties = {0};
        end = cev__trial_ties(trial, i);
        for (int64_t k = i; k < end; k++)
            cev__sum_add(&ties, weight[k]);
        double middle =
            cev__sum_value(&below) + 0.5 * cev__sum_value(&ties);
        double bin = fmin(floor(bins * (middle / trial->customers)),
                          bins - 1.0);
        count += bin > last;
        ends[count - 1] = end;
        last = bin;
        cev__sum_merge(&below, &ties);
    }
    return count;
}

/* Whether a row's number can be used; else a message. */
static int32_t check_number(cev_ctx *ctx, int column, int64_t row,
                            double value)
{
    if (column == CEV__TRIAL_EVENT ? value == 0.0 || value == 1.0
                                   : fabs(value) <= TRIAL_MOST)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_DOMAIN, "%s[%d] = %g; wanted %s",
                     trial_names[column], row, value,
                     column == CEV__TRIAL_EVENT
                         ? "0 or 1"
                         : "a number from -1e150 to 1e150");
}

/* The rows that count. */
static int32_t choose_rows(cev_ctx *ctx,
                           const double *const column[CEV__TRIAL_COLUMNS],
                           cev__trial *trial)
{
    cev__sum unknown = {0};
    for (int64_t row = 0; row < trial->rows; row++) {
        double weight = column[CEV__TRIAL_WEIGHT][row];
        if (!(weight > 0.0))
            continue;
        if (isnan(column[CEV__TRIAL_ACTUAL][row])) {
            cev__sum_add(&unknown, weight);
            continue;
        }
        for (int c = 0; c < CEV__TRIAL_COLUMNS; c++) {
            int32_t status =
                column[c] == NULL || c == CEV__TRIAL_WEIGHT
                    ? CEV_OK
                    : check_number(ctx, c, row, column[c][row]);
            if (status != CEV_OK)
                return status;
        }
        trial->row[trial->count++] = row;
    }
    trial->unknown = cev__sum_value(&unknown);
    if (trial->count == 0)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "the truth is a gap, or customers 0, in all rows; "
                         "wanted a customer of whom it is known");
    return CEV_OK;
}

/* Orders the rows by all columns, prediction first: the sort is stable, so the
 * last key comes first. */
static int32_t order_trial(cev_ctx *ctx,
                           const double *const column[CEV__TRIAL_COLUMNS],
                           cev__trial *trial)
{
    int64_t n = trial->count, room = 2 * n;
    cev__keyed *items = cev__alloc(ctx, room, (int64_t)sizeof *items);
    if (items == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < n; i++)
        items[i].index = trial->row[i];
    for (int c = CEV__TRIAL_COLUMNS; c-- > 0;) {
        if (column[c] == NULL)
            continue;
        for (int64_t i = 0; i < n; i++)
            items[i].key = cev__keyed_double(column[c][items[i].index]);
        cev__keyed_sort(items, items + n, n);
    }
    for (int64_t i = 0; i < n; i++)
        trial->row[i] = items[i].index;
    cev__free(ctx, items, room, (int64_t)sizeof *items);
    return CEV_OK;
}

static int32_t copy_columns(cev_ctx *ctx,
                            const double *const column[CEV__TRIAL_COLUMNS],
                            cev__trial *trial)
{
    for (int c = 0; c < CEV__TRIAL_COLUMNS; c++) {
        if (column[c] == NULL)
            continue;
        trial->column[c] =
            cev__alloc(ctx, trial->rows + 1, (int64_t)sizeof(double));
        if (trial->column[c] == NULL)
            return cev__fail_memory(ctx);
        for (int64_t i = 0; i < trial->count; i++)
            trial->column[c][i] = column[c][trial->row[i]];
    }
    return CEV_OK;
}

static void describe_trial(cev__trial *trial)
{
    const double *predicted = trial->column[CEV__TRIAL_PREDICTED];
    const double *weight = trial->column[CEV__TRIAL_WEIGHT];
    cev__sum customers = {0}, positives = {0};
    for (int64_t i = 0; i < trial->count; i++) {
        cev__sum_add(&customers, weight[i]);
        if (trial->column[CEV__TRIAL_ACTUAL][i] > 0.0)
            cev__sum_add(&positives, weight[i]);
    }
    trial->customers = cev__sum_value(&customers);
    trial->positives = cev__sum_value(&positives);
    trial->is_probability =
        predicted[0] >= 0.0 && predicted[trial->count - 1] <= 1.0;
}

int32_t cev__trial_open(cev_ctx *ctx, int kind, int64_t rows,
                        const double *const column[CEV__TRIAL_COLUMNS],
                        cev__trial *out)
{
    cev__trial trial;
    memset(&trial, 0, sizeof trial);
    trial.kind = kind;
    trial.rows = rows;
    trial.row = cev__alloc(ctx, rows + 1, (int64_t)sizeof *trial.row);
    int32_t status = trial.row == NULL ? cev__fail_memory(ctx)
                                       : choose_rows(ctx, column, &trial);
    if (status == CEV_OK)
        status = order_trial(ctx, column, &trial);
    if (status == CEV_OK)
        status = copy_columns(ctx, column, &trial);
    if (status != CEV_OK) {
        cev__trial_close(ctx, &trial);
        return status;
    }
    describe_trial(&trial);
    *out = trial;
    return CEV_OK;
}
