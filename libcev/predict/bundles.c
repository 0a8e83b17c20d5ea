/* Histograms of predictors in bins; see bundles.h. */
#include "../core/compiler.h"
#include "bundles.h"

#include <string.h>

/* A bundle has at most a cell for so many rows, and no more than that: its
 * cells are looked at once a histogram. */
enum { BUNDLE_ROWS_A_CELL = 64, BUNDLE_CELLS_MOST = 256, BUNDLES_AT_ONCE = 4 };

/* Predictors on their way into bundles. */
typedef struct bundler {
    cev__bundles *bundles;
    int32_t *of;      /* the bundle of each predictor */
    int32_t *seen;    /* how many of its bins rows have */
    int32_t *numbers; /* of each bin of each, from 1; 0: no row has it */
} bundler;

void cev__bundles_free(cev_ctx *ctx, cev__bundles *b)
{
    int64_t predictors = b->bins->predictors + 1;
    cev__free(ctx, b->begins, predictors, (int64_t)sizeof *b->begins);
    cev__free(ctx, b->list, predictors, (int64_t)sizeof *b->list);
    cev__free(ctx, b->members, predictors, (int64_t)sizeof *b->members);
    cev__free(ctx, b->places, b->place_count + 1, (int64_t)sizeof *b->places);
    cev__free(ctx, b->codes, b->count * b->bins->rows + 1,
              (int64_t)sizeof *b->codes);
    cev__free(ctx, b->cells, BUNDLES_AT_ONCE * BUNDLE_CELLS_MOST * CEV__SUMS,
              (int64_t)sizeof *b->cells);
    memset(b, 0, sizeof *b);
}

/* ---- Who goes with whom -------------------------------------------------- */

/* Numbers the bins that rows have. */
static void number_bins(bundler *b)
{
    const cev__bins *bins = b->bundles->bins;
    for (int64_t k = 0; k < bins->predictors; k++) {
        int32_t *numbers = b->numbers + b->bundles->begins[k] / CEV__SUMS;
        const uint16_t *codes = bins->codes + k * bins->rows;
        for (int64_t i = 0; i < bins->rows; i++)
            numbers[codes[i]] = 1;
        for (int32_t bin = 0; bin < bins->list[k].count; bin++)
            if (numbers[bin] > 0)
                numbers[bin] = ++b->seen[k];
    }
}

/* The first bundle that has room for so many bins more. */
static int32_t choose_bundle(const cev__bundles *bundles, int32_t bins)
{
    int64_t most = bundles->bins->rows / BUNDLE_ROWS_A_CELL;
    int64_t at = 0;
    most = most < BUNDLE_CELLS_MOST ? most : BUNDLE_CELLS_MOST;
    while (at < bundles->count
           && (int64_t)bundles->list[at].cells * bins > most)
        at++;
    return (int32_t)at;
}

/* Deals predictors to bundles, those of many bins before those of few; one
 * that is the same in all rows is in none. */
static void deal_predictors(bundler *b)
{
    cev__bundles *bundles = b->bundles;
    for (int32_t bins = CEV__BINS_MAX; bins > 1; bins--)
        for (int64_t k = 0; k < bundles->bins->predictors; k++) {
            if (b->seen[k] != bins)
                continue;
            b->of[k] = choose_bundle(bundles, bins);
            cev__bundle *bundle = &bundles->list[b->of[k]];
            if (b->of[k] == bundles->count) {
                bundle->cells = 1;
                bundles->count++;
            }
            bundle->cells *= bins;
            bundle->count++;
        }
}

/* Lists the members of each bundle, and where their bins are. */
static void list_members(bundler *b)
{
    cev__bundles *bundles = b->bundles;
    int32_t listed = 0;
    for (int64_t at = 0; at < bundles->count; at++) {
        cev__bundle *bundle = &bundles->list[at];
        bundle->first = listed;
        listed += bundle->count;
        bundle->begin = bundles->place_count;
        if (bundle->count > 1)
            bundles->place_count += (int64_t)bundle->cells * bundle->count;
        bundle->count = 0;
    }
    for (int64_t k = 0; k < bundles->bins->predictors; k++) {
        cev__bundle *bundle = &bundles->list[b->of[k]];
        if (b->seen[k] > 1)
            bundles->members[bundle->first + bundle->count++] = (int32_t)k;
    }
    for (int64_t at = 0; at < bundles->count; at++) {
        cev__bundle *bundle = &bundles->list[at];
        if (bundle->count == 1)
            bundle->begin = bundles->begins[bundles->members[bundle->first]];
    }
}

/* ---- Cells --------------------------------------------------------------- */

/* The numbers of a member's bins are a digit of the cell, worth `digit`: that
 * of each row, and where in a histogram the sums of a cell belong. */
static void write_digit(const bundler *b, int64_t at, int32_t m,
                        int32_t digit)
{
    const cev__bundles *bundles = b->bundles;
    const cev__bins *bins = bundles->bins;
    const cev__bundle *bundle = &bundles->list[at];
    int32_t k = bundles->members[bundle->first + m];
    const int32_t *numbers = b->numbers + bundles->begins[k] / CEV__SUMS;
    const uint16_t *codes = bins->codes + k * bins->rows;
    uint16_t *to = bundles->codes + at;
    for (int64_t i = 0; i < bins->rows; i++, to += bundles->count)
        *to = (uint16_t)((m > 0 ? *to : 0)
                         + digit * (numbers[codes[i]] - 1));
    for (int32_t bin = 0; bin < bins->list[k].count; bin++)
        for (int32_t cell = 0; cell < bundle->cells; cell++)
            if (cell / digit % b->seen[k] == numbers[bin] - 1)
                bundles->places[bundle->begin + cell * bundle->count + m] =
                    (int32_t)bundles->begins[k] + CEV__SUMS * bin;
}

static void write_cells(const bundler *b)
{
    const cev__bundles *bundles = b->bundles;
    int64_t rows = bundles->bins->rows;
    for (int64_t at = 0; at < bundles->count; at++) {
        const cev__bundle *bundle = &bundles->list[at];
        const int32_t *members = bundles->members + bundle->first;
        int32_t digit = 1;
        for (int32_t m = 0; bundle->count > 1 && m < bundle->count; m++) {
            write_digit(b, at, m, digit);
            digit *= b->seen[members[m]];
        }
        for (int64_t i = 0; bundle->count == 1 && i < rows; i++)
            bundles->codes[i * bundles->count + at] =
                bundles->bins->codes[members[0] * rows + i];
    }
}

/* ---- Making -------------------------------------------------------------- */

/* What does not depend on who goes with whom. */
static int32_t open_bundles(cev_ctx *ctx, const cev__bins *bins,
                            cev__bundles *b)
{
    int64_t predictors = bins->predictors + 1;
    memset(b, 0, sizeof *b);
    b->bins = bins;
    b->begins = cev__alloc(ctx, predictors, (int64_t)sizeof *b->begins);
    b->list = cev__alloc_zero(ctx, predictors, (int64_t)sizeof *b->list);
    b->members = cev__alloc(ctx, predictors, (int64_t)sizeof *b->members);
    b->cells = cev__alloc(ctx,
                          BUNDLES_AT_ONCE * BUNDLE_CELLS_MOST * CEV__SUMS,
                          (int64_t)sizeof *b->cells);
    if (b->begins == NULL || b->list == NULL || b->members == NULL
        || b->cells == NULL)
        return cev__fail_memory(ctx);
    for (int64_t k = 0; k < bins->predictors; k++) {
        b->begins[k] = b->numbers;
        b->numbers += CEV__SUMS * bins->list[k].count;
    }
    return CEV_OK;
}

static int32_t deal_and_write(cev_ctx *ctx, bundler *b)
{
    cev__bundles *bundles = b->bundles;
    int64_t rows = bundles->bins->rows;
    number_bins(b);
    deal_predictors(b);
    list_members(b);
    /* The rows are in memory: there are never so many. */
    if (bundles->count > 0 && NEVER(rows > INT64_MAX / 4 / bundles->count))
        return cev__fail_memory(ctx);
    bundles->places = cev__alloc(ctx, bundles->place_count + 1,
                                 (int64_t)sizeof *bundles->places);
    bundles->codes = cev__alloc(ctx, bundles->count * rows + 1,
                                (int64_t)sizeof *bundles->codes);
    if (bundles->places == NULL || bundles->codes == NULL)
        return cev__fail_memory(ctx);
    write_cells(b);
    return CEV_OK;
}

int32_t cev__bundles_make(cev_ctx *ctx, const cev__bins *bins,
                          cev__bundles *out)
{
    cev__bundles bundles;
    int32_t status = open_bundles(ctx, bins, &bundles);
    int64_t room = 2 * bins->predictors + bundles.numbers / CEV__SUMS + 1;
    int32_t *scratch = cev__alloc_zero(ctx, room, (int64_t)sizeof *scratch);
    if (status == CEV_OK && scratch == NULL)
        status = cev__fail_memory(ctx);
    if (status == CEV_OK) {
        bundler b = {&bundles, scratch, scratch + bins->predictors,
                     scratch + 2 * bins->predictors};
        status = deal_and_write(ctx, &b);
    }
    cev__free(ctx, scratch, room, (int64_t)sizeof *scratch);
    if (status != CEV_OK) {
        cev__bundles_free(ctx, &bundles);
        return status;
    }
    *out = bundles;
    return CEV_OK;
}

/* ---- Filling ------------------------------------------------------------- */

/* Adds one row's numbers to those at `to`. */
static inline void add_sums(double *to, const double *from)
{
    to[CEV__SUM_RESIDUAL] += from[CEV__SUM_RESIDUAL];
    to[CEV__SUM_WEIGHT] += from[CEV__SUM_WEIGHT];
    to[CEV__SUM_CUSTOMERS] += from[CEV__SUM_CUSTOMERS];
}

/* Adds the rows to the cells of a bundle. */
static void fill_one(const cev__bundles *b, const int32_t *rows,
                     int64_t count, const double *gathered,
                     const uint16_t *codes, double *cells)
{
    for (int64_t i = 0; i < count; i++, gathered += CEV__SUMS)
        add_sums(cells + CEV__SUMS * codes[rows[i] * b->count], gathered);
}

/* To those of four at once: sums into one cell wait for each other, and
 * meanwhile those into others go on. */
static void fill_four(const cev__bundles *b, const int32_t *rows,
                      int64_t count, const double *gathered,
                      const uint16_t *codes, double *const *cells)
{
    double *first = cells[0], *second = cells[1];
    double *third = cells[2], *fourth = cells[3];
    for (int64_t i = 0; i < count; i++, gathered += CEV__SUMS) {
        const uint16_t *code = codes + rows[i] * b->count;
        add_sums(first + CEV__SUMS * code[0], gathered);
        add_sums(second + CEV__SUMS * code[1], gathered);
        add_sums(third + CEV__SUMS * code[2], gathered);
        add_sums(fourth + CEV__SUMS * code[3], gathered);
    }
}

/* Adds cells to the bins of each member. */
static void empty_cells(const cev__bundles *b, const cev__bundle *bundle,
                        const double *cells, double *histogram)
{
    const int32_t *place = b->places + bundle->begin;
    for (int32_t cell = 0; cell < bundle->cells; cell++, cells += CEV__SUMS)
        for (int32_t m = 0; m < bundle->count; m++, place++)
            if (cells[CEV__SUM_CUSTOMERS] > 0.0)
                add_sums(histogram + *place, cells);
}

/* One alone is filled into its bins as they are. */
static double *open_cells(const cev__bundles *b, const cev__bundle *bundle,
                          int at, double *histogram)
{
    double *cells = b->cells + at * BUNDLE_CELLS_MOST * CEV__SUMS;
    if (bundle->count == 1)
        return histogram + bundle->begin;
    memset(cells, 0, (size_t)bundle->cells * CEV__SUMS * sizeof *cells);
    return cells;
}

void cev__bundles_fill(const cev__bundles *b, const int32_t *rows,
                       int64_t count, const double *gathered,
                       double *histogram)
{
    memset(histogram, 0, (size_t)b->numbers * sizeof *histogram);
    for (int64_t first = 0; first < b->count; first += BUNDLES_AT_ONCE) {
        const cev__bundle *bundles = b->list + first;
        const uint16_t *codes = b->codes + first;
        double *cells[BUNDLES_AT_ONCE];
        int more = (int)(b->count - first < BUNDLES_AT_ONCE
                             ? b->count - first
                             : BUNDLES_AT_ONCE);
        for (int j = 0; j < more; j++)
            cells[j] = open_cells(b, &bundles[j], j, histogram);
        if (more == BUNDLES_AT_ONCE)
            fill_four(b, rows, count, gathered, codes, cells);
        for (int j = 0; more < BUNDLES_AT_ONCE && j < more; j++)
            fill_one(b, rows, count, gathered, codes + j, cells[j]);
        for (int j = 0; j < more; j++)
            if (bundles[j].count > 1)
                empty_cells(b, &bundles[j], cells[j], histogram);
    }
}
