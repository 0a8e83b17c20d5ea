/*
 * Columns of categories: texts, or numbers that stand for answers. Each has its
 * levels, in the order of their bytes; a row is told by their numbers.
 */
#ifndef CEV__LEVELS_H
#define CEV__LEVELS_H

#include "../core/blob.h"
#include "../core/table.h"
#include "../portfolio/customers.h"
#include "features.h"
#include "tally.h"

/* The most levels of a column. */
enum { CEV__CATEGORIES_MAX = 200 };

typedef struct cev__levels {
    cev__customers columns; /* their names */
    cev__customers *texts;  /* of each, its levels */
    int64_t *first;         /* of each, the number of its first level among
                               those of all; and how many there are */
} cev__levels;

/* The levels of these columns in a table; takes the names over, on failure
 * too. CEV_ERR_LIMIT where a column has more than CEV__CATEGORIES_MAX. */
int32_t cev__levels_learn(cev_ctx *ctx, const cev_table *customers,
                          cev__customers *columns, cev__levels *out);
void cev__levels_free(cev_ctx *ctx, cev__levels *levels);

void cev__levels_save(const cev__levels *levels, cev__writer *writer);
int32_t cev__levels_load(cev_ctx *ctx, cev__blob *blob, cev__levels *out);

/* How many levels all columns have together. */
static inline int64_t cev__levels_total(const cev__levels *levels)
{
    return levels->first[levels->columns.count];
}

/* A table open for reading. */
typedef struct cev__level_reader {
    cev_ctx *ctx;
    const cev__levels *levels;
    const cev__column *columns[CEV__FEATURES_MAX];
} cev__level_reader;

/* CEV_ERR_COLUMN where a column is missing. */
int32_t cev__levels_open(cev_ctx *ctx, const cev__levels *levels,
                         const cev_table *customers, cev__level_reader *out);

/* The level of each column in rows first … first + n - 1, counted from 0, -1
 * for gaps and -2 for levels that were not learnt; a row takes `width`
 * numbers, of which these are the last. */
void cev__levels_read(const cev__level_reader *reader, int64_t first,
                      int64_t n, int64_t width, double *points);

/*
 * Adds to a profile, as cev__tally_profile gives it, a column
 * share_<column>=<level> for each level. shares: groups × levels of all
 * columns.
 */
int32_t cev__levels_profile(const cev__levels *levels, const cev__tally *tally,
                            const double *shares, cev_table *profile);

/* What sets a group apart by its levels, in words behind those that are there:
 * the levels whose share differs most from that of all. */
void cev__levels_words(const cev__levels *levels, const double *shares,
                       const double *all, char *words, int64_t size);

#endif
