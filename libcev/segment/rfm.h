/*
 * RFM inside: three measures of a customer, their scores, and the name of the
 * group that the scores put a customer in.
 */
#ifndef CEV__RFM_H
#define CEV__RFM_H

#include "../core/kinds.h"
#include "../core/table.h"
#include "../math/quantile.h"
#include "../math/sum.h"
#include "features.h"

enum { CEV__RFM_R, CEV__RFM_F, CEV__RFM_M, CEV__RFM_MEASURES };
enum { CEV__RFM_SCORES_MIN = 2, CEV__RFM_SCORES_MAX = 10 };
enum { CEV__RFM_GROUPS = 11 };

/*
 * A customer's place: a digit for each score, R, F and M, and a 1 before them
 * where the customer has bought a single time.
 */
enum { CEV__RFM_DIGIT = 4 }; /* bits */
enum { CEV__RFM_PLACES = 2 << CEV__RFM_MEASURES * CEV__RFM_DIGIT };

/* By how many bits the digit of a measure is moved. */
static inline int cev__rfm_shift(int measure)
{
    return (CEV__RFM_M - measure) * CEV__RFM_DIGIT;
}

/* The groups' names and meanings, by number; 0 is the best. */
const char *cev__rfm_name(int group);
const char *cev__rfm_meaning(int group);

/* The fifth, 0 … 4, of a score among 1 … scores. */
int cev__rfm_fifth(int score, int scores);

/* The group of fifths r, f, m. once: whether the customer has bought a single
 * time. */
int cev__rfm_group(const int *fifth, int once);

/* The columns of customers. */
typedef struct cev__rfm_reader {
    cev_ctx *ctx;
    cev__numbers x, t_x, T, revenue;
    double grid;   /* recencies are rounded to multiples of it */
    double oldest; /* the greatest T that it is meant for */
} cev__rfm_reader;

/*
 * Rows are worked on a block at a time, in loops of CEV__ROWS, which compilers do
 * several rows at once; what stands behind the last row counts for nothing.
 */
typedef struct cev__rfm_block {
    double measures[CEV__RFM_MEASURES][CEV__ROWS];
    uint64_t place[CEV__ROWS];
} cev__rfm_block;

/* The columns of a table; CEV_ERR_COLUMN when one is missing or text. */
int32_t cev__rfm_open(cev_ctx *ctx, const cev_table *customers, double grid,
                      cev__rfm_reader *reader);

/* Whether so many rows hold what customers can: CEV_ERR_DOMAIN with a message
 * where a value is none. */
int32_t cev__rfm_check(const cev__rfm_reader *reader, int64_t first,
                       int64_t rows);

/* Sets the grid for recencies up to the greatest T of each `step`th stretch of
 * CEV__ROWS rows. */
void cev__rfm_lay_grid(cev__rfm_reader *reader, int64_t rows, int64_t step);

/*
 * A measure of rows first … first + n - 1, n up to CEV__ROWS, in CEV__ROWS
 * numbers, the better the greater: R is -(T - t_x), F the number of purchases, M
 * the revenue or, where that is unknown, INFINITY, which sorts behind all that
 * are known. 0 where cev__rfm_check must have a look at the rows.
 */
int cev__rfm_measure(const cev__rfm_reader *reader, int measure,
                     int64_t first, int64_t n, double *out);

/* A score's least values: those below cuts[0] score 1, those from cuts[0] on
 * 2, and so on. */
typedef struct cev__rfm_cuts {
    int64_t known; /* customers whose value was known */
    int has_cuts;
    double cuts[CEV__RFM_SCORES_MAX - 1];
} cev__rfm_cuts;

/* The customers of one group in the fitted table. */
typedef struct cev__rfm_totals {
    int64_t customers;
    int64_t known; /* of these, those whose revenue is known */
    cev__sum measures[CEV__RFM_MEASURES];
} cev__rfm_totals;

/* What a fit leaves; plain data. */
typedef struct cev__rfm_model {
    int scores;
    uint8_t groups_at[CEV__RFM_PLACES]; /* of places */
    double grid;
    cev__rfm_cuts cuts[CEV__RFM_MEASURES];
    cev__rfm_totals groups[CEV__RFM_GROUPS];
} cev__rfm_model;

/* Cuts of values that have been counted; INFINITY is unknown. scratch has as
 * many elements as there are values. */
void cev__rfm_cut(const cev__values *values, const cev__value_bins *bins,
                  int scores, uint64_t *scratch, cev__rfm_cuts *out);

/* Cuts that were given, in place of quantiles; nothing where there are none.
 * CEV_ERR_OPTION. */
int32_t cev__rfm_fix_cuts(cev_ctx *ctx, const cev_options *options,
                          int measure, double grid, int scores,
                          cev__rfm_cuts *out);

/* What the three scores count in the total. */
int32_t cev__rfm_weights(cev_ctx *ctx, const cev_options *options,
                         double *weights);

/* Sets the number of classes. */
void cev__rfm_set_scores(cev__rfm_model *model, int scores);

/* Measures and places of rows; a score is the middle one where the value or the
 * cuts are unknown. 0 as cev__rfm_measure. */
int cev__rfm_place(const cev__rfm_model *model, const cev__rfm_reader *reader,
                   int64_t first, int64_t n, cev__rfm_block *block);

/* The sum of a measure over all groups. */
double cev__rfm_total(const cev__rfm_model *model, int measure);

/* The functions of the kind that have files of their own. */
int32_t cev__rfm_fit(cev_ctx *ctx, const cev__given *given, void **out);
int32_t cev__rfm_profile(cev_ctx *ctx, const void *fitted,
                         const cev_options *options, cev_table **out);

/* The number of classes belongs to the fit: CEV_ERR_OPTION when the options
 * of a later call name another. */
int32_t cev__rfm_check_scores(cev_ctx *ctx, const cev__rfm_model *model,
                              const cev_options *options);

#endif
