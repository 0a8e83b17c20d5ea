/* Columns of categories; see levels.h. */
#include "../core/compiler.h"
#include "levels.h"

#include <math.h>
#include <string.h>

#include "../portfolio/names.h"

enum { LEVEL_TEXT = 40, LEVEL_COLUMN = 400 };

/* A group is set apart by shares that differ by as much; so many are told. */
#define LEVEL_APART 0.15
enum { LEVELS_TOLD = 3 };

/* ---- Memory -------------------------------------------------------------- */

void cev__levels_free(cev_ctx *ctx, cev__levels *levels)
{
    int64_t room = levels->columns.count + 1;
    for (int64_t i = 0; levels->texts != NULL && i < room; i++)
        cev__customers_free(ctx, &levels->texts[i]);
    cev__free(ctx, levels->texts, room, (int64_t)sizeof *levels->texts);
    cev__free(ctx, levels->first, room, 8);
    cev__customers_free(ctx, &levels->columns);
    memset(levels, 0, sizeof *levels);
}

/* Takes the names over, on failure too. */
static int32_t reserve_levels(cev_ctx *ctx, cev__customers *columns,
                              cev__levels *out)
{
    int64_t room = columns->count + 1;
    memset(out, 0, sizeof *out);
    out->columns = *columns;
    memset(columns, 0, sizeof *columns);
    out->texts = cev__alloc_zero(ctx, room, (int64_t)sizeof *out->texts);
    out->first = cev__alloc_zero(ctx, room, 8);
    if (out->texts != NULL && out->first != NULL)
        return CEV_OK;
    cev__levels_free(ctx, out);
    return cev__fail_memory(ctx);
}

static void number_levels(cev__levels *levels)
{
    for (int64_t i = 0; i < levels->columns.count; i++)
        levels->first[i + 1] = levels->first[i] + levels->texts[i].count;
}

/* ---- Rows ---------------------------------------------------------------- */

/* The text of a cell, NULL for a gap; `buffer` is for that of a number. */
static const char *level_text(const cev__column *column, int64_t row,
                              char *buffer)
{
    if (column->type == CEV_TEXT)
        return cev__column_text(column, row);
    cev__numbers numbers = {column->data, column->stride, column->type,
                            column->validity};
    double value = cev__number_at(&numbers, row);
    if (isnan(value))
        return NULL;
    cev__format(buffer, LEVEL_TEXT, "%g", value + 0.0);
    return buffer;
}

static int32_t learn_level_texts(cev_ctx *ctx, const cev__column *column,
                            int64_t rows, cev__customers *texts)
{
    for (int64_t row = 0; row < rows; row++) {
        char buffer[LEVEL_TEXT];
        uint32_t found;
        const char *text = level_text(column, row, buffer);
        int32_t status =
            text == NULL ? CEV_OK
                         : cev__customer_intern(ctx, texts, text, &found);
        if (status != CEV_OK)
            return status;
        if (texts->count > CEV__CATEGORIES_MAX)
            return cev__fail(ctx, CEV_ERR_LIMIT,
                             "%s holds more than %i different values; wanted "
                             "categories: name others in the option features",
                             column->name, (int32_t)CEV__CATEGORIES_MAX);
    }
    return cev__names_sort(ctx, texts);
}

int32_t cev__levels_learn(cev_ctx *ctx, const cev_table *customers,
                          cev__customers *columns, cev__levels *out)
{
    cev__levels levels;
    int32_t status = reserve_levels(ctx, columns, &levels);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; status == CEV_OK && i < levels.columns.count; i++) {
        const char *name = cev__customer_name(&levels.columns, i);
        status = learn_level_texts(ctx, cev__table_find(customers, name),
                              customers->rows, &levels.texts[i]);
    }
    number_levels(&levels);
    if (status == CEV_OK)
        *out = levels;
    else
        cev__levels_free(ctx, &levels);
    return status;
}

int32_t cev__levels_open(cev_ctx *ctx, const cev__levels *levels,
                         const cev_table *customers, cev__level_reader *out)
{
    out->ctx = ctx;
    out->levels = levels;
    for (int64_t i = 0; i < levels->columns.count; i++) {
        const char *name = cev__customer_name(&levels->columns, i);
        out->columns[i] = cev__table_find(customers, name);
        if (out->columns[i] == NULL)
            return cev__fail(ctx, CEV_ERR_COLUMN,
                             "the table has no column %q", name);
    }
    return CEV_OK;
}

void cev__levels_read(const cev__level_reader *reader, int64_t first,
                      int64_t n, int64_t width, double *points)
{
    const cev__levels *levels = reader->levels;
    int64_t columns = levels->columns.count;
    for (int64_t i = 0; i < columns; i++)
        for (int64_t row = 0; row < n; row++) {
            char buffer[LEVEL_TEXT];
            double *to = &points[(row + 1) * width - columns + i];
            const char *text =
                level_text(reader->columns[i], first + row, buffer);
            *to = -1.0;
            if (text == NULL)
                continue;
            cev__key key = cev__key_of_text(text);
            uint32_t found = cev__customer_find(&levels->texts[i], &key);
            *to = found == CEV__NONE ? -2.0 : (double)found;
        }
}

/* ---- Saved bytes --------------------------------------------------------- */

void cev__levels_save(const cev__levels *levels, cev__writer *writer)
{
    cev__names_save(&levels->columns, writer);
    for (int64_t i = 0; i < levels->columns.count; i++)
        cev__names_save(&levels->texts[i], writer);
}

int32_t cev__levels_load(cev_ctx *ctx, cev__blob *blob, cev__levels *out)
{
    cev__customers columns = {0};
    cev__levels levels;
    int32_t status = cev__names_load(ctx, blob, CEV__FEATURES_MAX, &columns);
    if (status == CEV_OK)
        status = reserve_levels(ctx, &columns, &levels);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; status == CEV_OK && i < levels.columns.count; i++)
        status =
            cev__names_load(ctx, blob, CEV__CATEGORIES_MAX, &levels.texts[i]);
    number_levels(&levels);
    if (status == CEV_OK)
        *out = levels;
    else
        cev__levels_free(ctx, &levels);
    return status;
}

/* ---- Profiles ------------------------------------------------------------ */

/* The column of one level. */
static int32_t add_level_share(const cev__levels *levels,
                               const cev__tally *tally, const double *shares,
                               int64_t column, int64_t level,
                               cev_table *profile)
{
    char name[LEVEL_COLUMN];
    double *to;
    cev__format(name, sizeof name, "share_%s=%s",
                cev__customer_name(&levels->columns, column),
                cev__customer_name(&levels->texts[column], level));
    int32_t status = cev__table_add_double(profile, name, &to);
    for (int64_t row = 0; status == CEV_OK && row < profile->rows; row++) {
        cev__key key =
            cev__key_of_text(cev_table_text(profile, "segment", row));
        int64_t group = cev__customer_find(&tally->names, &key);
        to[row] = shares[group * cev__levels_total(levels)
                         + levels->first[column] + level];
    }
    return status;
}

int32_t cev__levels_profile(const cev__levels *levels, const cev__tally *tally,
                            const double *shares, cev_table *profile)
{
    int32_t status = CEV_OK;
    for (int64_t i = 0; i < levels->columns.count; i++)
        for (int64_t k = 0; status == CEV_OK && k < levels->texts[i].count;
             k++)
            status = add_level_share(levels, tally, shares, i, k, profile);
    return status;
}

/* The level furthest apart of those not told yet; -1: none is far enough. */
static int64_t furthest_level(const cev__levels *levels, const double *shares,
                              const double *all, const int64_t *told,
                              int count)
{
    int64_t best = -1;
    double most = LEVEL_APART;
    for (int64_t i = 0; i < cev__levels_total(levels); i++) {
        int is_told = 0;
        for (int k = 0; k < count; k++)
            is_told |= told[k] == i;
        if (!is_told && fabs(shares[i] - all[i]) >= most) {
            if (best < 0 || fabs(shares[i] - all[i]) > most)
                best = i;
            most = fabs(shares[i] - all[i]);
        }
    }
    return best;
}

void cev__levels_words(const cev__levels *levels, const double *shares,
                       const double *all, char *words, int64_t size)
{
    int64_t told[LEVELS_TOLD];
    for (int k = 0; k < LEVELS_TOLD; k++) {
        int64_t column = 0, length = (int64_t)strlen(words);
        told[k] = furthest_level(levels, shares, all, told, k);
        if (told[k] < 0)
            break;
        while (told[k] >= levels->first[column + 1])
            column++;
        cev__format(
            words + length, size - length, "%s%s = %s (%d%%, all %d%%)",
            length == 0 ? "" : ", ",
            cev__customer_name(&levels->columns, column),
            cev__customer_name(&levels->texts[column],
                               told[k] - levels->first[column]),
            (int64_t)floor(100.0 * shares[told[k]] + 0.5),
            (int64_t)floor(100.0 * all[told[k]] + 0.5));
    }
}
