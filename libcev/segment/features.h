/*
 * Columns of a table as coordinates: which columns, and how the value of each
 * becomes a number, so that no column counts for more than another only because
 * of its unit.
 */
#ifndef CEV__FEATURES_H
#define CEV__FEATURES_H

#include "../core/blob.h"
#include "../core/options.h"
#include "../core/table.h"
#include "../core/weights.h"
#include "../portfolio/customers.h"

/* The most columns there are. */
enum { CEV__FEATURES_MAX = 200 };

/* What was learnt from the fitted customers. */
typedef struct cev__features {
    cev__customers names; /* of the columns, in their order */
    double *centre;       /* mean of what is known; a gap counts as that */
    double *scale;        /* a value becomes (value - centre) × scale; 0 where
                             all are equal */
} cev__features;

/* How values are scaled; the choices of the option `scaling`. */
enum { CEV__SCALING_STANDARD, CEV__SCALING_RANGE, CEV__SCALING_NONE };

/* The columns that the option `features` names, or all that are wanted. At most
 * CEV__FEATURES_MAX; CEV_ERR_COLUMN, CEV_ERR_LIMIT. */
int32_t cev__features_pick(cev_ctx *ctx, const cev_options *options,
                           const cev_table *customers,
                           int (*is_wanted)(const cev__column *column),
                           cev__customers *names);

/* Whether a column tells what customers are like, not who or how many they are,
 * and not where they were put. */
int cev__is_feature(const cev__column *column);

/*
 * The columns that the option `features` names, or all of numbers but
 * `customer` and `customers`; their means and scales over the customers, each
 * as often as the column `customers` says. CEV_ERR_COLUMN, CEV_ERR_DOMAIN,
 * CEV_ERR_LIMIT, CEV_ERR_MEMORY with a message; `out` is then nothing to free.
 */
int32_t cev__features_learn(cev_ctx *ctx, const cev_options *options,
                            const cev_table *customers, cev__features *out);
/* The same of these columns of numbers; takes the names over, on failure
 * too. */
int32_t cev__features_learn_named(cev_ctx *ctx, const cev_options *options,
                                  const cev_table *customers,
                                  cev__customers *names, cev__features *out);
/* Leaves out the columns in which all customers are equal, but for the first
 * where they all are. */
int32_t cev__features_drop_flat(cev_ctx *ctx, cev__features *features);

void cev__features_free(cev_ctx *ctx, cev__features *features);

void cev__features_save(const cev__features *features, cev__writer *writer);
/* CEV_ERR_FORMAT where the bytes hold none that can have been learnt. */
int32_t cev__features_load(cev_ctx *ctx, cev__blob *blob, cev__features *out);

/* The columns of a table, open for reading. */
typedef struct cev__coordinates {
    cev_ctx *ctx;
    const cev__features *features;
    cev__numbers columns[CEV__FEATURES_MAX];
} cev__coordinates;

/* CEV_ERR_COLUMN where one is missing or is text. */
int32_t cev__coordinates_open(cev_ctx *ctx, const cev__features *features,
                              const cev_table *customers,
                              cev__coordinates *out);

/* Rows that are read at once. */
enum { CEV__ROWS = 256 };

/* The points of rows first … first + n - 1, n up to CEV__ROWS; a row takes
 * `width` numbers, of which these are the first. CEV_ERR_DOMAIN where a value
 * is out of range. */
int32_t cev__coordinates_read(const cev__coordinates *coordinates,
                              int64_t first, int64_t n, int64_t width,
                              double *points);

/* How many rows are read next, of those from `first` to `rows`. */
static inline int64_t cev__rows_from(int64_t first, int64_t rows)
{
    return rows - first < CEV__ROWS ? rows - first : CEV__ROWS;
}

#endif
