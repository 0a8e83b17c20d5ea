/* What sets segments apart from the rest; see cev/segments.h. */
#include "../core/compiler.h"
#include "cev/segments.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/normal.h"
#include "../math/p_values.h"
#include "../math/student.h"
#include "../math/sum.h"
#include "../portfolio/parted.h"
#include "features.h"

enum { APART_ROWS = 100000 };

enum {
    APART_CUSTOMERS,
    APART_VALUE,
    APART_REST,
    APART_EFFECT,
    APART_LOWER,
    APART_UPPER,
    APART_P,
    APART_ADJUSTED,
    APART_NUMBERS
};

/* Rows as they are gathered, column by column. */
typedef struct apart_rows {
    cev_ctx *ctx;
    const cev_table *customers;
    const cev__parted *parted;
    double z;
    int64_t count, capacity;
    int32_t *part, *column, *level; /* level -1: numbers */
    double *numbers[APART_NUMBERS];
    cev__customers columns, levels; /* names of all that there are */
} apart_rows;

static void free_apart(apart_rows *r)
{
    int64_t room = r->capacity + 1;
    for (int i = 0; i < APART_NUMBERS; i++)
        cev__free(r->ctx, r->numbers[i], room, 8);
    cev__free(r->ctx, r->level, room, (int64_t)sizeof *r->level);
    cev__free(r->ctx, r->column, room, (int64_t)sizeof *r->column);
    cev__free(r->ctx, r->part, room, (int64_t)sizeof *r->part);
    cev__customers_free(r->ctx, &r->levels);
    cev__customers_free(r->ctx, &r->columns);
}

static int32_t reserve_apart(apart_rows *r, int64_t capacity)
{
    int64_t room = capacity + 1;
    int is_whole;
    r->capacity = capacity;
    r->part = cev__alloc(r->ctx, room, (int64_t)sizeof *r->part);
    r->column = cev__alloc(r->ctx, room, (int64_t)sizeof *r->column);
    r->level = cev__alloc(r->ctx, room, (int64_t)sizeof *r->level);
    is_whole = r->part != NULL && r->column != NULL && r->level != NULL;
    for (int i = 0; i < APART_NUMBERS; i++) {
        r->numbers[i] = cev__alloc(r->ctx, room, 8);
        is_whole = is_whole && r->numbers[i] != NULL;
    }
    return is_whole ? CEV_OK : cev__fail_memory(r->ctx);
}

/* One more row, all gaps; returns its place. */
static int64_t add_apart(apart_rows *r, int32_t part, uint32_t column,
                         int32_t level)
{
    int64_t row = r->count++;
    r->part[row] = part;
    r->column[row] = (int32_t)column;
    r->level[row] = level;
    for (int i = 0; i < APART_NUMBERS; i++)
        r->numbers[i][row] = NAN;
    return row;
}

static void put_effect(apart_rows *r, int64_t row, double effect,
                       double error, double p)
{
    r->numbers[APART_EFFECT][row] = effect;
    r->numbers[APART_P][row] = fmin(p, 1.0);
    if (r->z > 0.0) {
        r->numbers[APART_LOWER][row] = effect - r->z * error;
        r->numbers[APART_UPPER][row] = effect + r->z * error;
    }
}

/* ---- Numbers ------------------------------------------------------------- */

/* Customers, their mean, and squares about it. */
typedef struct apart_moments {
    double n, mean, squares;
} apart_moments;

/* Welch's t (1947) and Hedges' g. */
static void compare_means(apart_rows *r, int64_t row, const apart_moments *in,
                          const apart_moments *rest)
{
    double n = in->n, m = rest->n, freedom = n + m - 2.0;
    r->numbers[APART_CUSTOMERS][row] = n;
    if (n > 0.0)
        r->numbers[APART_VALUE][row] = in->mean;
    if (m > 0.0)
        r->numbers[APART_REST][row] = rest->mean;
    double pooled = sqrt((in->squares + rest->squares) / freedom);
    if (!(n >= 2.0 && m >= 2.0 && pooled > 0.0))
        return;
    double g = (in->mean - rest->mean) / pooled
               * (1.0 - 3.0 / (4.0 * freedom - 1.0));
    double a = in->squares / (n - 1.0) / n, b = rest->squares / (m - 1.0) / m;
    double welch =
        (a + b) * (a + b) / (a * a / (n - 1.0) + b * b / (m - 1.0));
    double t = fabs(in->mean - rest->mean) / sqrt(a + b);
    put_effect(r, row, g, sqrt((n + m) / (n * m) + g * g / (2.0 * (n + m))),
               2.0 * cev__student_tail(t, fmax(welch, 1.0)));
}

/* The moments of a column in every segment, and over all of them. */
static int32_t measure_parts(apart_rows *r, const cev__numbers *numbers,
                             const char *name, apart_moments *parts,
                             cev__sum *sums)
{
    const cev__parted *p = r->parted;
    int64_t count = p->names.count;
    cev__sum *squares = sums + count, *known = sums + 2 * count;
    memset(sums, 0, (size_t)(3 * count) * sizeof *sums);
    for (int64_t pass = 0; pass < 2; pass++) {
        for (int64_t i = 0; i < p->rows; i++) {
            double value = cev__number_at(numbers, i);
            int32_t part = p->part[i];
            if (fabs(value) > 1e100)
                return cev__fail(r->ctx, CEV_ERR_DOMAIN,
                                 "%s[%d] = %g; wanted a number from -1e100 to "
                                 "1e100, or a gap",
                                 name, i, value);
            if (isnan(value) || !(p->weights[i] > 0.0))
                continue;
            double apart = value - parts[part].mean;
            if (pass == 0) {
                cev__sum_add(&known[part], p->weights[i]);
                cev__sum_add(&sums[part], p->weights[i] * value);
            } else {
                cev__sum_add(&squares[part], p->weights[i] * apart * apart);
            }
        }
        for (int64_t part = 0; part < count; part++) {
            parts[part].n = cev__sum_value(&known[part]);
            parts[part].mean = parts[part].n > 0.0
                                   ? cev__sum_value(&sums[part])
                                         / parts[part].n
                                   : 0.0;
            parts[part].squares = cev__sum_value(&squares[part]);
        }
    }
    return CEV_OK;
}

/* All others than one segment, put together from theirs. */
static apart_moments moments_of_rest(const apart_moments *parts, int64_t count,
                                     int64_t but)
{
    apart_moments rest = {0.0, 0.0, 0.0};
    cev__sum n = {0, 0}, sum = {0, 0}, squares = {0, 0};
    for (int64_t i = 0; i < count; i++) {
        if (i == but)
            continue;
        cev__sum_add(&n, parts[i].n);
        cev__sum_add(&sum, parts[i].n * parts[i].mean);
    }
    rest.n = cev__sum_value(&n);
    rest.mean = rest.n > 0.0 ? cev__sum_value(&sum) / rest.n : 0.0;
    for (int64_t i = 0; i < count; i++) {
        double apart = parts[i].mean - rest.mean;
        if (i != but)
            cev__sum_add(&squares,
                         parts[i].squares + parts[i].n * apart * apart);
    }
    rest.squares = cev__sum_value(&squares);
    return rest;
}

static int32_t compare_numbers(apart_rows *r, uint32_t column,
                               const char *name)
{
    int64_t count = r->parted->names.count;
    cev__numbers numbers;
    /* It was picked among those that can be read. */
    cev__table_numbers(r->ctx, r->customers, name, &numbers);
    apart_moments *parts =
        cev__alloc_zero(r->ctx, count + 1, (int64_t)sizeof *parts);
    cev__sum *sums =
        cev__alloc(r->ctx, 3 * count + 1, (int64_t)sizeof *sums);
    int32_t status = parts == NULL || sums == NULL
                         ? cev__fail_memory(r->ctx)
                         : measure_parts(r, &numbers, name, parts, sums);
    for (int64_t i = 0; status == CEV_OK && i < count; i++) {
        apart_moments rest = moments_of_rest(parts, count, i);
        compare_means(r, add_apart(r, (int32_t)i, column, -1), &parts[i],
                      &rest);
    }
    cev__free(r->ctx, sums, 3 * count + 1, (int64_t)sizeof *sums);
    cev__free(r->ctx, parts, count + 1, (int64_t)sizeof *parts);
    return status;
}

/* ---- Texts --------------------------------------------------------------- */

/* The angle whose sine is the root of a share, twice. */
static double angle_of_share(double share)
{
    return 2.0 * cev__atan2(sqrt(share), sqrt(fmax(0.0, 1.0 - share)));
}

/* The z of two shares, pooled, and Cohen's h. */
static void compare_shares(apart_rows *r, int64_t row, double hits, double n,
                           double other_hits, double m)
{
    r->numbers[APART_CUSTOMERS][row] = n;
    if (n > 0.0)
        r->numbers[APART_VALUE][row] = hits / n;
    if (m > 0.0)
        r->numbers[APART_REST][row] = other_hits / m;
    double pooled = (hits + other_hits) / (n + m);
    double error = sqrt(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m));
    if (!(n > 0.0 && m > 0.0 && error > 0.0))
        return;
    double z = fabs(hits / n - other_hits / m) / error;
    put_effect(r, row, angle_of_share(hits / n) - angle_of_share(other_hits / m),
               sqrt(1.0 / n + 1.0 / m), 2.0 * cev__normal_cdf(-z));
}

/* Counts of segments by level, with a last column of all known ones. */
static void count_levels(const apart_rows *r, const cev__column *column,
                         const cev__customers *levels, cev__sum *counts)
{
    const cev__parted *p = r->parted;
    int64_t width = levels->count + 1;
    for (int64_t i = 0; i < p->rows; i++) {
        const char *text = cev__column_text(column, i);
        if (text == NULL)
            continue;
        cev__key key = cev__key_of_text(text);
        int64_t level = cev__customer_find(levels, &key);
        cev__sum_add(&counts[p->part[i] * width + level], p->weights[i]);
        cev__sum_add(&counts[(p->part[i] + 1) * width - 1], p->weights[i]);
    }
}

/* A column of counts over all segments but one. */
static double count_of_rest(const cev__sum *counts, int64_t parts,
                            int64_t width, int64_t at, int64_t but)
{
    cev__sum sum = {0, 0};
    for (int64_t i = 0; i < parts; i++)
        if (i != but)
            cev__sum_merge(&sum, &counts[i * width + at]);
    return cev__sum_value(&sum);
}

static int32_t compare_levels(apart_rows *r, uint32_t column,
                              const cev__customers *levels,
                              const cev__sum *counts)
{
    int64_t parts = r->parted->names.count, width = levels->count + 1;
    for (int64_t i = 0; i < parts; i++) {
        double n = cev__sum_value(&counts[(i + 1) * width - 1]);
        double m = count_of_rest(counts, parts, width, width - 1, i);
        for (int64_t level = 0; level < levels->count; level++) {
            uint32_t found;
            int32_t status = cev__customer_intern(
                r->ctx, &r->levels, cev__customer_name(levels, level), &found);
            if (status != CEV_OK)
                return status;
            compare_shares(
                r, add_apart(r, (int32_t)i, column, (int32_t)found),
                cev__sum_value(&counts[i * width + level]), n,
                count_of_rest(counts, parts, width, level, i), m);
        }
    }
    return CEV_OK;
}

/* The texts of a column, sorted. */
static int32_t levels_of_column(cev_ctx *ctx, const cev__column *column,
                                int64_t rows, cev__customers *levels)
{
    int32_t status = CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < rows; i++) {
        const char *text = cev__column_text(column, i);
        uint32_t found;
        if (text != NULL)
            status = cev__customer_intern(ctx, levels, text, &found);
        if (status == CEV_OK && levels->count > APART_ROWS)
            status = cev__fail(ctx, CEV_ERR_LIMIT,
                               "%s holds more than %i different texts; leave "
                               "it out of the option features",
                               column->name, (int32_t)APART_ROWS);
    }
    return status == CEV_OK ? cev__names_sort(ctx, levels) : status;
}

static int32_t compare_column_texts(apart_rows *r, uint32_t column,
                                    const cev__column *texts,
                                    const cev__customers *levels)
{
    int64_t room = r->parted->names.count * (levels->count + 1) + 1;
    cev__sum *counts =
        cev__alloc_zero(r->ctx, room, (int64_t)sizeof *counts);
    if (counts == NULL)
        return cev__fail_memory(r->ctx);
    count_levels(r, texts, levels, counts);
    int32_t status = compare_levels(r, column, levels, counts);
    cev__free(r->ctx, counts, room, (int64_t)sizeof *counts);
    return status;
}

/* ---- The table ----------------------------------------------------------- */

static int32_t check_apart_rows(apart_rows *r, int64_t rows)
{
    if (rows <= APART_ROWS)
        return CEV_OK;
    return cev__fail(r->ctx, CEV_ERR_LIMIT,
                     "the profile has more than %i rows: name fewer columns "
                     "in the option features",
                     (int32_t)APART_ROWS);
}

/* Compares column by column, or with `rows` only counts the rows. */
static int32_t visit_columns(apart_rows *r, int64_t *rows)
{
    int64_t parts = r->parted->names.count;
    int32_t status = CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < r->columns.count; i++) {
        const char *name = cev__customer_name(&r->columns, i);
        const cev__column *column = cev__table_find(r->customers, name);
        cev__customers levels = {0};
        if (column->type != CEV_TEXT) {
            if (rows != NULL)
                *rows += parts;
            else
                status = compare_numbers(r, (uint32_t)i, name);
        } else {
            status = levels_of_column(r->ctx, column, r->customers->rows,
                                      &levels);
            if (status == CEV_OK && rows != NULL)
                *rows += parts * levels.count;
            else if (status == CEV_OK)
                status = compare_column_texts(r, (uint32_t)i, column, &levels);
            cev__customers_free(r->ctx, &levels);
        }
        if (status == CEV_OK && rows != NULL)
            status = check_apart_rows(r, *rows);
    }
    return status;
}

static int32_t tell_apart(apart_rows *r, cev_table *table)
{
    static const char names[APART_NUMBERS][12] = {
        "customers", "value",     "rest", "effect",
        "effect_lo", "effect_hi", "p",    "p_adjusted"};
    int32_t status = cev__parted_names(r->ctx, &r->parted->names, r->part,
                                       "segment", table);
    if (status == CEV_OK)
        status = cev__parted_names(r->ctx, &r->columns, r->column, "column",
                                   table);
    if (status == CEV_OK)
        status =
            cev__parted_names(r->ctx, &r->levels, r->level, "level", table);
    for (int i = 0; status == CEV_OK && i < APART_NUMBERS; i++) {
        double *to;
        if (i >= APART_LOWER && i <= APART_UPPER && !(r->z > 0.0))
            continue;
        status = cev__table_add_double(table, names[i], &to);
        for (int64_t row = 0; status == CEV_OK && row < r->count; row++)
            to[row] = r->numbers[i][row];
    }
    return status;
}

static int32_t profile_apart(apart_rows *r, const cev_options *options,
                             cev_table **out)
{
    cev_table *table = NULL;
    int64_t rows = 0;
    int32_t status = cev__features_pick(r->ctx, options, r->customers,
                                        cev__is_feature, &r->columns);
    if (status == CEV_OK)
        status = visit_columns(r, &rows);
    if (status == CEV_OK)
        status = reserve_apart(r, rows);
    if (status == CEV_OK)
        status = visit_columns(r, NULL);
    if (status != CEV_OK)
        return status;
    double *order = cev__alloc(r->ctx, rows + 1, 8);
    if (order == NULL)
        return cev__fail_memory(r->ctx);
    cev__p_values_adjust(rows, r->numbers[APART_P],
                         r->numbers[APART_ADJUSTED], order);
    cev__free(r->ctx, order, rows + 1, 8);
    status = cev_table_new(r->ctx, rows, &table);
    if (status == CEV_OK)
        status = tell_apart(r, table);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

int32_t cev_segments_profile(cev_ctx *ctx, const cev_table *customers,
                             const cev_options *options, cev_table **out)
{
    cev__parted parted;
    apart_rows rows;
    int32_t status =
        cev__parted_check(ctx, customers, options,
                          CEV__TAKES_SEGMENTS_PROFILE, "cev_segments_profile",
                          out);
    if (status == CEV_OK)
        status = cev__parted_open(ctx, customers, &parted);
    if (status != CEV_OK)
        return status;
    memset(&rows, 0, sizeof rows);
    rows.ctx = ctx;
    rows.customers = customers;
    rows.parted = &parted;
    rows.z = cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    status = profile_apart(&rows, options, out);
    free_apart(&rows);
    cev__parted_free(ctx, &parted);
    return status;
}
