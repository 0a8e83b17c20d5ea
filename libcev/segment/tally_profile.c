/* The profile of any groups as a table; see tally.h. */
#include "../core/compiler.h"
#include "tally.h"

#include <math.h>
#include <string.h>

#include "features.h"

/* A group is set apart by means that differ from that of all by as many
 * standard deviations; at most so many are told. */
#define APART_LEAST 0.25
enum { APART_TOLD = 3, TALLY_WORDS = 480, TALLY_NAME = 160 };

/* ---- In words ------------------------------------------------------------ */

/* How far the mean of a group is from that of all, in standard deviations. */
static double apart_by(const cev__tally *tally, int64_t group, int64_t column)
{
    double mean = cev__tally_mean(tally, group, column);
    double deviation = tally->deviation[column];
    if (isnan(mean) || !(deviation > 0.0))
        return 0.0;
    return (mean - cev__tally_mean(tally, -1, column)) / deviation;
}

/* The column furthest apart of those not told yet; -1: none is far enough. */
static int64_t furthest_column(const cev__tally *tally, int64_t group,
                               const int64_t *told, int count)
{
    int64_t best = -1;
    double most = APART_LEAST;
    for (int64_t i = 0; i < tally->columns.count; i++) {
        int is_told = 0;
        for (int k = 0; k < count; k++)
            is_told |= told[k] == i;
        double apart = fabs(apart_by(tally, group, i));
        if (!is_told && apart >= most) {
            /* of equally far ones the first, unless it is only as far as
             * the least */
            if (best < 0 || apart > most)
                best = i;
            most = apart;
        }
    }
    return best;
}

int cev__tally_words(const cev__tally *tally, int64_t group, char *words,
                      int64_t size)
{
    int64_t told[APART_TOLD];
    cev__format(words, size, "");
    for (int k = 0; k < APART_TOLD; k++) {
        told[k] = furthest_column(tally, group, told, k);
        if (told[k] < 0)
            break;
        double apart = apart_by(tally, group, told[k]);
        size_t length = strlen(words);
        cev__format(words + length, size - (int64_t)length, "%s%s %s (%s%g)",
                    k == 0 ? "" : ", ", apart > 0 ? "high" : "low",
                    cev__customer_name(&tally->columns, told[k]),
                    apart > 0 ? "+" : "", floor(apart * 10.0 + 0.5) / 10.0);
    }
    if (words[0] != '\0')
        return 1;
    cev__format(words, size, "like the average customer");
    return 0;
}

/* ---- As a table ---------------------------------------------------------- */

/* The rows while columns are filled. */
typedef struct tally_rows {
    const cev__tally *tally;
    cev_table *table;
    int64_t groups[CEV__GROUPS_MAX];
    int64_t count;
} tally_rows;

static int32_t add_tally_texts(cev_ctx *ctx, const tally_rows *rows,
                               const char *const *meanings)
{
    int64_t room = rows->count + 1;
    const char **texts = cev__alloc(ctx, room, (int64_t)sizeof *texts);
    char *words = cev__alloc(ctx, room, TALLY_WORDS);
    int32_t status =
        texts == NULL || words == NULL ? cev__fail_memory(ctx) : CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < rows->count; i++)
        texts[i] = cev__customer_name(&rows->tally->names, rows->groups[i]);
    if (status == CEV_OK)
        status = cev__table_add_text(rows->table, "segment", texts);
    for (int64_t i = 0; status == CEV_OK && i < rows->count; i++) {
        texts[i] = words + i * TALLY_WORDS;
        if (meanings == NULL)
            cev__tally_words(rows->tally, rows->groups[i],
                             words + i * TALLY_WORDS, TALLY_WORDS);
        else
            texts[i] = meanings[rows->groups[i]];
    }
    if (status == CEV_OK)
        status = cev__table_add_text(rows->table, "meaning", texts);
    cev__free(ctx, words, room, TALLY_WORDS);
    cev__free(ctx, texts, room, (int64_t)sizeof *texts);
    return status;
}

/* A number of each group and its share of all, if that is above 0. */
static int32_t add_tally_share(const tally_rows *rows, const char *name,
                         const char *share_name, const double *values)
{
    cev__sum total = {0, 0};
    double *value = NULL, *share = NULL;
    int32_t status = cev__table_add_double(rows->table, name, &value);
    if (status == CEV_OK)
        status = cev__table_add_double(rows->table, share_name, &share);
    for (int64_t i = 0; i < rows->count; i++)
        if (!isnan(values[i]))
            cev__sum_add(&total, values[i]);
    for (int64_t i = 0; status == CEV_OK && i < rows->count; i++) {
        value[i] = values[i];
        share[i] = cev__sum_value(&total) > 0.0
                       ? values[i] / cev__sum_value(&total)
                       : NAN;
    }
    return status;
}

static int32_t add_tally_customers(const tally_rows *rows)
{
    double values[CEV__GROUPS_MAX];
    for (int64_t i = 0; i < rows->count; i++)
        values[i] = cev__sum_value(&rows->tally->customers[rows->groups[i]]);
    return add_tally_share(rows, "customers", "customers_share", values);
}

/* The sum of an amount, where there is such a column, and its share. */
static int32_t add_tally_amount(const tally_rows *rows, const char *name)
{
    const cev__tally *tally = rows->tally;
    cev__key key = cev__key_of_text(name);
    uint32_t column = cev__customer_find(&tally->columns, &key);
    double values[CEV__GROUPS_MAX];
    char share[TALLY_NAME];
    if (column == CEV__NONE)
        return CEV_OK;
    for (int64_t i = 0; i < rows->count; i++) {
        int64_t cell = rows->groups[i] * tally->columns.count + column;
        values[i] = cev__tally_known(tally, rows->groups[i], column) > 0.0
                        ? cev__sum_value(&tally->sums[cell])
                        : NAN;
    }
    cev__format(share, sizeof share, "%s_share", name);
    return add_tally_share(rows, name, share, values);
}

static int32_t add_tally_means(const tally_rows *rows)
{
    int32_t status = CEV_OK;
    for (int64_t c = 0; status == CEV_OK && c < rows->tally->columns.count;
         c++) {
        char name[TALLY_NAME];
        double *means;
        cev__format(name, sizeof name, "mean_%s",
                    cev__customer_name(&rows->tally->columns, c));
        status = cev__table_add_double(rows->table, name, &means);
        for (int64_t i = 0; status == CEV_OK && i < rows->count; i++)
            means[i] = cev__tally_mean(rows->tally, rows->groups[i], c);
    }
    return status;
}

int32_t cev__tally_profile(cev_ctx *ctx, const cev__tally *tally,
                           const char *const *meanings, cev_table **out)
{
    tally_rows rows;
    rows.tally = tally;
    rows.table = NULL;
    rows.count = 0;
    for (int64_t g = 0; g < tally->names.count; g++)
        if (cev__sum_value(&tally->customers[g]) > 0.0)
            rows.groups[rows.count++] = g;
    int32_t status = cev_table_new(ctx, rows.count, &rows.table);
    if (status == CEV_OK)
        status = add_tally_texts(ctx, &rows, meanings);
    if (status == CEV_OK)
        status = add_tally_customers(&rows);
    for (int i = 0; status == CEV_OK && i < CEV__WORTH_AMOUNTS; i++)
        status = add_tally_amount(&rows, cev__worth[i]);
    if (status == CEV_OK)
        status = add_tally_means(&rows);
    if (status != CEV_OK) {
        cev_table_free(rows.table);
        return status;
    }
    *out = rows.table;
    return CEV_OK;
}

/* How many segments anybody is in, and of how many customers. */
static double count_segments(const cev__tally *tally, double *customers)
{
    cev__sum all = {0, 0};
    double segments = 0.0;
    for (int64_t g = 0; g < tally->names.count; g++) {
        cev__sum_merge(&all, &tally->customers[g]);
        segments += cev__sum_value(&tally->customers[g]) > 0.0;
    }
    *customers = cev__sum_value(&all);
    return segments;
}

void cev__tally_tell_one(const cev__tally *tally, cev__lines *lines)
{
    double customers;
    if (count_segments(tally, &customers) > 0.0)
        cev__lines_verdict(lines, "one_segment", NAN,
                           "All customers are in one segment: nothing tells "
                           "groups of them apart.");
}

void cev__tally_summary(const cev__tally *tally, cev__lines *lines)
{
    double customers, segments = count_segments(tally, &customers);
    cev__lines_figure(lines, "customers", customers);
    cev__lines_figure(lines, "segments", segments);
    if (!(customers > 0.0))
        cev__lines_verdict(lines, "no_customers", NAN,
                           "There were no customers to group.");
}

/* Fills a table that has its rows and no columns yet. */
static int32_t fill_placed(const cev__tally *tally,
                           const cev_table *customers, const int32_t *group,
                           cev_table *table)
{
    const char *names[CEV__GROUPS_MAX], *copies[CEV__GROUPS_MAX];
    const char **segment = NULL;
    int32_t status = CEV_OK;
    if (cev__table_find(customers, "customer") != NULL)
        status = cev__table_add_copy(table, "customer", customers);
    for (int64_t i = 0; i < tally->names.count; i++)
        names[i] = cev__customer_name(&tally->names, i);
    if (status == CEV_OK)
        status = cev__table_add_words(table, "segment", names,
                                      tally->names.count, copies, &segment);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++)
        segment[row] = copies[group[row]];
    return status;
}

int32_t cev__tally_assign(cev_ctx *ctx, const cev__tally *tally,
                          cev__place place, const void *model,
                          const cev_table *customers, cev_table **out)
{
    int64_t room = customers->rows + 1;
    cev_table *table = NULL;
    int32_t *group = cev__alloc(ctx, room, (int64_t)sizeof *group);
    if (group == NULL)
        return cev__fail_memory(ctx);
    int32_t status = place(ctx, model, customers, group);
    if (status == CEV_OK)
        status = cev_table_new(ctx, customers->rows, &table);
    if (status == CEV_OK)
        status = fill_placed(tally, customers, group, table);
    cev__free(ctx, group, room, (int64_t)sizeof *group);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}
