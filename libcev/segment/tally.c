/* What profiles tell of any groups; see tally.h. */
#include "../core/compiler.h"
#include "tally.h"

#include <math.h>
#include <string.h>

#include "../portfolio/names.h"
#include "features.h"

const char cev__worth[CEV__WORTH][8] = {"revenue", "margin", "clv",
                                        "churn", "p_alive"};

enum { TALLY_COLUMNS = CEV__FEATURES_MAX + CEV__WORTH };

/* ---- Memory -------------------------------------------------------------- */

static int64_t tally_cells(const cev__tally *tally)
{
    return tally->names.count * tally->columns.count + 1;
}

/* Nothing counted yet; takes the names over, on failure too. */
static int32_t reserve_tally(cev_ctx *ctx, cev__customers *names,
                             cev__customers *columns, cev__tally *out)
{
    memset(out, 0, sizeof *out);
    out->names = *names;
    out->columns = *columns;
    memset(names, 0, sizeof *names);
    memset(columns, 0, sizeof *columns);
    int64_t cells = tally_cells(out), size = (int64_t)sizeof(cev__sum);
    out->customers = cev__alloc_zero(ctx, out->names.count + 1, size);
    out->unknown = cev__alloc_zero(ctx, cells, size);
    out->sums = cev__alloc_zero(ctx, cells, size);
    out->deviation = cev__alloc_zero(ctx, out->columns.count + 1, 8);
    if (out->customers != NULL && out->unknown != NULL && out->sums != NULL
        && out->deviation != NULL)
        return CEV_OK;
    cev__tally_free(ctx, out);
    return cev__fail_memory(ctx);
}

void cev__tally_free(cev_ctx *ctx, cev__tally *tally)
{
    int64_t cells = tally_cells(tally), size = (int64_t)sizeof(cev__sum);
    cev__free(ctx, tally->deviation, tally->columns.count + 1, 8);
    cev__free(ctx, tally->sums, cells, size);
    cev__free(ctx, tally->unknown, cells, size);
    cev__free(ctx, tally->customers, tally->names.count + 1, size);
    cev__customers_free(ctx, &tally->columns);
    cev__customers_free(ctx, &tally->names);
    memset(tally, 0, sizeof *tally);
}

/* ---- Counting ------------------------------------------------------------ */

/* A table as it is counted. */
typedef struct counted_table {
    cev__tally *tally;
    const int32_t *group; /* of each row */
    int64_t rows;
    cev__crowd crowd;
    cev__numbers columns[TALLY_COLUMNS];
    double means[TALLY_COLUMNS];
    cev__sum squares[TALLY_COLUMNS]; /* about the means */
} counted_table;

/* The values of a column in n rows into the sums of their groups. */
static void count_values(counted_table *c, int64_t column, int64_t first,
                         int64_t n, const double *weights)
{
    double values[CEV__ROWS];
    int64_t columns = c->tally->columns.count;
    cev__numbers_read(&c->columns[column], first, n, values);
    for (int64_t i = 0; i < n; i++) {
        int64_t cell = c->group[first + i] * columns + column;
        if (isnan(values[i]))
            cev__sum_add(&c->tally->unknown[cell], weights[i]);
        else if (weights[i] > 0.0)
            cev__sum_add(&c->tally->sums[cell], weights[i] * values[i]);
    }
}

/* The same into the squares. */
static void square_values(counted_table *c, int64_t column, int64_t first,
                          int64_t n, const double *weights)
{
    double values[CEV__ROWS], mean = c->means[column];
    cev__numbers_read(&c->columns[column], first, n, values);
    for (int64_t i = 0; i < n; i++) {
        double apart = values[i] - mean;
        values[i] = isnan(apart) || !(weights[i] > 0.0)
                        ? 0.0
                        : weights[i] * apart * apart;
    }
    cev__sum_add_all(&c->squares[column], values, n);
}

/* One pass over all rows. */
static int32_t pass_rows(counted_table *c, int are_squares)
{
    int32_t status = CEV_OK;
    for (int64_t first = 0; status == CEV_OK && first < c->rows;
         first += CEV__ROWS) {
        double weights[CEV__ROWS];
        int64_t n = cev__rows_from(first, c->rows);
        status = cev__crowd_read(&c->crowd, first, n, weights);
        for (int64_t i = 0; status == CEV_OK && !are_squares && i < n; i++)
            cev__sum_add(&c->tally->customers[c->group[first + i]],
                         weights[i]);
        for (int64_t k = 0; status == CEV_OK && k < c->tally->columns.count;
             k++)
            (are_squares ? square_values : count_values)(c, k, first, n,
                                                         weights);
    }
    return status;
}

/* Sums as one number each: how much of one is kept apart depends on the order
 * of its terms, the number does not. */
static void settle_sums(cev__sum *sums, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        sums[i].total = cev__sum_value(&sums[i]);
        sums[i].lost = 0.0;
    }
}

/* Both passes, and what they give. */
static int32_t count_in_two_passes(cev_ctx *ctx, counted_table *c)
{
    cev__tally *tally = c->tally;
    int32_t status = pass_rows(c, 0);
    settle_sums(tally->customers, tally->names.count);
    settle_sums(tally->unknown, tally_cells(tally) - 1);
    settle_sums(tally->sums, tally_cells(tally) - 1);
    for (int64_t i = 0; status == CEV_OK && i < tally->columns.count; i++) {
        c->means[i] = cev__tally_mean(tally, -1, i);
        if (cev__tally_known(tally, -1, i) > 0.0 && !isfinite(c->means[i]))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "the sum of %s is beyond the range of a double",
                             cev__customer_name(&tally->columns, i));
    }
    if (status == CEV_OK)
        status = pass_rows(c, 1);
    for (int64_t i = 0; i < tally->columns.count; i++) {
        double variance =
            cev__sum_value(&c->squares[i]) / cev__tally_known(tally, -1, i);
        tally->deviation[i] = variance > 0.0 ? sqrt(variance) : 0.0;
    }
    return status;
}

/* Counts a table whose row i is of group group[i]. */
static int32_t count_table(cev_ctx *ctx, cev__tally *tally,
                           const cev_table *customers, const int32_t *group)
{
    counted_table *c = cev__alloc_zero(ctx, 1, (int64_t)sizeof *c);
    if (c == NULL)
        return cev__fail_memory(ctx);
    c->tally = tally;
    c->group = group;
    c->rows = customers->rows;
    int32_t status = cev__crowd_open(ctx, customers, &c->crowd);
    for (int64_t i = 0; status == CEV_OK && i < tally->columns.count; i++)
        status = cev__table_numbers(
            ctx, customers, cev__customer_name(&tally->columns, i),
            &c->columns[i]);
    if (status == CEV_OK)
        status = count_in_two_passes(ctx, c);
    cev__free(ctx, c, 1, (int64_t)sizeof *c);
    return status;
}

static int32_t place_and_count(cev_ctx *ctx, const cev_table *customers,
                               cev__place place, const void *model,
                               cev__tally *tally)
{
    int64_t room = customers->rows + 1;
    int32_t *group = cev__alloc(ctx, room, (int64_t)sizeof *group);
    if (group == NULL)
        return cev__fail_memory(ctx);
    int32_t status = place(ctx, model, customers, group);
    if (status == CEV_OK)
        status = count_table(ctx, tally, customers, group);
    cev__free(ctx, group, room, (int64_t)sizeof *group);
    return status;
}

int32_t cev__tally_count(cev_ctx *ctx, const cev_table *customers,
                         cev__place place, const void *model,
                         cev__customers *names, cev__customers *columns,
                         cev__tally *out)
{
    cev__tally tally;
    uint32_t found;
    int32_t status = CEV_OK;
    for (int i = 0; status == CEV_OK && i < CEV__WORTH; i++) {
        const cev__column *worth = cev__table_find(customers, cev__worth[i]);
        if (worth != NULL && worth->type != CEV_TEXT)
            status = cev__customer_intern(ctx, columns, cev__worth[i], &found);
    }
    if (status != CEV_OK) {
        cev__customers_free(ctx, columns);
        cev__customers_free(ctx, names);
        return status;
    }
    status = reserve_tally(ctx, names, columns, &tally);
    if (status != CEV_OK)
        return status;
    status = place_and_count(ctx, customers, place, model, &tally);
    if (status == CEV_OK)
        *out = tally;
    else
        cev__tally_free(ctx, &tally);
    return status;
}

int32_t cev__tally_numbered(cev_ctx *ctx, const cev_table *customers,
                            cev__place place, const void *model,
                            int64_t groups, const cev__customers *columns,
                            cev__tally *out)
{
    cev__customers names = {0}, copies = {0};
    int32_t status = cev__names_number(ctx, groups, &names);
    if (status == CEV_OK)
        status = cev__names_copy(ctx, columns, &copies);
    if (status == CEV_OK)
        return cev__tally_count(ctx, customers, place, model, &names, &copies,
                                out);
    cev__customers_free(ctx, &copies);
    cev__customers_free(ctx, &names);
    return status;
}

/* The sum of a column's cells in a group, or in all. */
static double sum_of_cells(const cev__tally *tally, const cev__sum *cells,
                           int64_t step, int64_t group)
{
    cev__sum sum = {0, 0};
    for (int64_t g = 0; g < tally->names.count; g++)
        if (group < 0 || g == group)
            cev__sum_merge(&sum, &cells[g * step]);
    return cev__sum_value(&sum);
}

double cev__tally_known(const cev__tally *tally, int64_t group, int64_t column)
{
    return sum_of_cells(tally, tally->customers, 1, group)
           - sum_of_cells(tally, tally->unknown + column,
                          tally->columns.count, group);
}

double cev__tally_mean(const cev__tally *tally, int64_t group, int64_t column)
{
    double known = cev__tally_known(tally, group, column);
    double sum = sum_of_cells(tally, tally->sums + column,
                              tally->columns.count, group);
    return known > 0.0 ? sum / known : NAN;
}

/* ---- Saved bytes --------------------------------------------------------- */

static void save_sums(cev__writer *writer, const cev__sum *sums, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        cev__write_double(writer, sums[i].total);
    }
}

/* Numbers, and if they count customers 0 or more. */
static void load_sums(cev__blob *blob, cev__sum *sums, int64_t count,
                      int are_customers)
{
    for (int64_t i = 0; i < count && !blob->failed; i++) {
        sums[i].total = cev__read_double(blob);
        blob->failed |= !isfinite(sums[i].total)
                        || (are_customers && sums[i].total < 0.0);
    }
}

void cev__tally_save(const cev__tally *tally, cev__writer *writer)
{
    int64_t cells = tally_cells(tally) - 1;
    cev__names_save(&tally->names, writer);
    cev__names_save(&tally->columns, writer);
    save_sums(writer, tally->customers, tally->names.count);
    save_sums(writer, tally->unknown, cells);
    save_sums(writer, tally->sums, cells);
    for (int64_t i = 0; i < tally->columns.count; i++)
        cev__write_double(writer, tally->deviation[i]);
}

int32_t cev__tally_load(cev_ctx *ctx, cev__blob *blob, cev__tally *out)
{
    cev__customers names = {0}, columns = {0};
    cev__tally tally;
    int32_t status = cev__names_load(ctx, blob, CEV__GROUPS_MAX, &names);
    if (status == CEV_OK)
        status = cev__names_load(ctx, blob, TALLY_COLUMNS, &columns);
    if (status != CEV_OK) {
        cev__customers_free(ctx, &names);
        return status;
    }
    status = reserve_tally(ctx, &names, &columns, &tally);
    if (status != CEV_OK)
        return status;
    int64_t cells = tally_cells(&tally) - 1;
    load_sums(blob, tally.customers, tally.names.count, 1);
    load_sums(blob, tally.unknown, cells, 1);
    load_sums(blob, tally.sums, cells, 0);
    for (int64_t i = 0; i < tally.columns.count; i++) {
        tally.deviation[i] = cev__read_double(blob);
        blob->failed |= !(tally.deviation[i] >= 0.0);
    }
    if (blob->failed) {
        cev__tally_free(ctx, &tally);
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no profile of groups");
    }
    *out = tally;
    return CEV_OK;
}
