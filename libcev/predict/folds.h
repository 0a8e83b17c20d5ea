/*
 * Rows of a table dealt to folds, each of which is left out once: as much of
 * the target in each, by a hash of who a row is about, or later rows after
 * earlier ones. Nothing depends on the order of the rows; which customers
 * meet in a fold is up to the seed of the context.
 */
#ifndef CEV__FOLDS_H
#define CEV__FOLDS_H

#include "../core/options.h"
#include "../core/table.h"

/* A row that is left out never. */
enum { CEV__FOLD_NONE = -1 };

typedef struct cev__folds {
    int64_t rows;
    int64_t units;   /* of rows that stay together; 0 where folds follow one
                        another */
    int32_t count;   /* of folds, >= 1; some may be empty */
    int32_t *fold;   /* of each row, from 0 */
    double *times;   /* of each row; NULL: folds do not follow one another */
    double *starts;  /* of each fold: its first time */
    double horizon;  /* so long before that, nothing is learnt */
} cev__folds;

/*
 * Deals the rows as the options CEV__TAKES_FOLDS say; `values` are the targets
 * of the rows, NaN where not known. CEV_ERR_COLUMN, CEV_ERR_DOMAIN (a single group or time; a
 * time that is a gap), CEV_ERR_OPTION with a message; `out` is then nothing to
 * free.
 */
int32_t cev__folds_deal(cev_ctx *ctx, const cev_options *options,
                        const cev_table *customers, const double *values,
                        cev__folds *out);
/* The same, but one fold of all where there is a single group; of no rows
 * none. */
int32_t cev__folds_deal_any(cev_ctx *ctx, const cev_options *options,
                            const cev_table *customers, const double *values,
                            cev__folds *out);
void cev__folds_free(cev_ctx *ctx, cev__folds *folds);

/*
 * Parts of the `count` rows that `order` lists, where customers, or what the
 * option grouped_by names, have several rows: each customer's are in one part,
 * or of who is held out something would be known. `parts` numbers them from 0,
 * none is empty, and there are `*dealt`; 0, and nothing written, where every
 * row is of another customer.
 */
int32_t cev__folds_of_repeated(cev_ctx *ctx, const cev_options *options,
                               const cev_table *customers,
                               const double *values, const int64_t *order,
                               int64_t count, int32_t *parts,
                               int32_t *dealt);

/* Whether a row is learnt from where a fold is left out. */
int cev__folds_teaches(const cev__folds *folds, int64_t row, int32_t fold);

#endif
