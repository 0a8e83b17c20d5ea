/*
 * What is learnt: the column that the option `target` names, a number, or yes
 * and no.
 */
#ifndef CEV__TARGET_H
#define CEV__TARGET_H

#include "../core/options.h"
#include "../core/table.h"
#include "../core/weights.h"
#include "../portfolio/names.h"

/* What a learner can learn. */
enum {
    CEV__TARGET_NUMBER, /* texts count as 0 and 1 */
    CEV__TARGET_BINARY,
    CEV__TARGET_EITHER /* binary where no number is anything else */
};

/* Which column, and how: the option that names it, the one that names the text
 * that is 1, and what can be learnt. */
typedef struct cev__target_wish {
    int column, positive, wanted;
} cev__target_wish;

typedef struct cev__target {
    int32_t is_binary;
    cev__customers column;   /* its name */
    cev__customers positive; /* the text that is 1, of a target of texts */
} cev__target;

/*
 * The target of a table, as the options say: numbers, 0 and 1 or one of two
 * texts. The text that is 1 is that of the option, or the later one in the order of
 * bytes. `values` gets a number for each row, NaN for a gap; rows of
 * weight 0 are not looked at and are gaps. CEV_ERR_COLUMN, CEV_ERR_DOMAIN,
 * CEV_ERR_OPTION with a message; `out` is then nothing to free.
 */
int32_t cev__target_learn(cev_ctx *ctx, const cev_options *options,
                          const cev__target_wish *wish,
                          const cev_table *customers,
                          const double *weights, double *values,
                          cev__target *out);
void cev__target_free(cev_ctx *ctx, cev__target *target);

/* The values of what came of customers, in a table of predictions: the column
 * that the option `target` names, by itself `actual`. */
int32_t cev__target_truth(cev_ctx *ctx, const cev_options *options,
                          const cev_table *trial, const double *weights,
                          double *values, int *is_binary);

/* The same values of another table. */
int32_t cev__target_read(cev_ctx *ctx, const cev__target *target,
                         const cev_table *customers, const double *weights,
                         double *values);

const char *cev__target_name(const cev__target *target);
/* The text that is 1, NULL of a target of numbers. */
const char *cev__target_positive(const cev__target *target);

void cev__target_save(const cev__target *target, cev__writer *writer);
int32_t cev__target_load(cev_ctx *ctx, cev__blob *blob, cev__target *out);

#endif
