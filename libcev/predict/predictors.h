/*
 * What learners learn from: columns of a table of customers, numbers or texts.
 * Learnt at a fit are the levels of texts, and what is missing; a table to
 * come is then read by them. Gaps are allowed everywhere.
 */
#ifndef CEV__PREDICTORS_H
#define CEV__PREDICTORS_H

#include "../core/lines.h"
#include "../core/options.h"
#include "../core/table.h"
#include "../portfolio/names.h"

/* The most predictors, and the most levels a text has to itself. */
enum { CEV__PREDICTORS_MAX = 10000, CEV__LEVELS_MAX = 255 };

/* What a text may be but one of the levels, 0, 1, …: a gap; or one that was
 * rare or not there at the fit, which is the number of levels. */
enum { CEV__LEVEL_MISSING = -1 };

/* What `is_text` is where nearly all texts are numbers. */
enum { CEV__TEXTS_OF_NUMBERS = 2 };

typedef struct cev__predictor {
    int32_t is_text;
    cev__customers levels; /* of a text, in the order of their bytes */
    double missing;        /* customers with a gap */
    double rare_levels;    /* texts without a level of their own */
    double rare;           /* and the customers who have them */
} cev__predictor;

typedef struct cev__predictors {
    cev__customers names; /* of the columns, in the table's order */
    cev__predictor *list;
} cev__predictors;

/*
 * The columns that the option `features` names; without it all that have no
 * other role: `roles` are the options (numbers, the last -1) that name columns
 * with one, and `customer` and `customers` have theirs; nor, where the target
 * is an outcome of cev_portfolio_features(), any other of them. `weights` says for how
 * many customers each row counts; rows of 0 teach nothing. CEV_ERR_COLUMN,
 * CEV_ERR_DOMAIN, CEV_ERR_LIMIT, CEV_ERR_MEMORY with a message; `out` is then
 * nothing to free.
 */
int32_t cev__predictors_learn(cev_ctx *ctx, const cev_options *options,
                              const int *roles, const cev_table *customers,
                              const double *weights, cev__predictors *out);
void cev__predictors_free(cev_ctx *ctx, cev__predictors *predictors);

void cev__predictors_save(const cev__predictors *predictors,
                          cev__writer *writer);
/* CEV_ERR_FORMAT where the bytes hold none that can have been learnt. */
int32_t cev__predictors_load(cev_ctx *ctx, cev__blob *blob,
                             cev__predictors *out);

const char *cev__predictor_name(const cev__predictors *predictors,
                                int64_t predictor);

/* What is to be said of them to whoever made the table. */
void cev__predictors_tell(const cev__predictors *predictors,
                          cev__lines *lines);

/* A column open for reading, as numbers or as texts. */
typedef struct cev__reading {
    cev__numbers numbers;
    const cev__column *texts;
} cev__reading;

/* The columns of a table, open for reading; the predictors must outlive it. */
typedef struct cev__readings {
    const cev__predictors *of;
    int64_t rows;
    cev__reading *list;
} cev__readings;

/* CEV_ERR_COLUMN where one is missing or of the other type, CEV_ERR_DOMAIN
 * where a number is beyond 1e150. */
int32_t cev__readings_open(cev_ctx *ctx, const cev__predictors *predictors,
                           const cev_table *customers, cev__readings *out);
void cev__readings_close(cev_ctx *ctx, cev__readings *readings);

/* A number, NaN for a gap; never -0. And a level. */
double cev__reading_number(const cev__readings *readings, int64_t predictor,
                           int64_t row);
int32_t cev__reading_level(const cev__readings *readings, int64_t predictor,
                           int64_t row);

#endif
