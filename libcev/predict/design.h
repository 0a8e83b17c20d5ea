/*
 * Predictors as the columns of a linear model: numbers as they are or, where
 * they are skew and that is wanted, by their logarithms, with a column that says
 * where they are missing; texts as a column for each level
 * but the first. All are counted from their means, so that who is average in
 * everything has zeros, and a level not seen before is as good as average.
 */
#ifndef CEV__DESIGN_H
#define CEV__DESIGN_H

#include "../core/lines.h"
#include "lesson.h"

/* The most columns there are. */
enum { CEV__DESIGN_MAX = 2000, CEV__DESIGN_NAME = 256 };

/* What a column holds: the number, 1 where it is missing, 1 for one level of a
 * text, levels counted as by cev__reading_level, or of a number v the logarithm
 * of 1 + |v| / typical, with the sign of v. */
enum {
    CEV__COLUMN_NUMBER,
    CEV__COLUMN_GAP,
    CEV__COLUMN_LEVEL,
    CEV__COLUMN_LOG
};

/* In what a column is counted: standard deviations, or those only of numbers
 * with more than two values, the difference of the two of others; and, added to
 * either, skew numbers by their logarithms. */
enum { CEV__SCALE_ALL, CEV__SCALE_NUMBERS, CEV__SCALE_LOGS };

/* What becomes of columns that follow from those before them. */
enum { CEV__COLLINEAR_LEFT_OUT, CEV__COLLINEAR_KEPT };

typedef struct cev__design_column {
    int32_t predictor, what, level;
    double mean, scale;
    double variance; /* in that scale */
    double typical;  /* of a logarithm: a number of a lesser size */
} cev__design_column;

typedef struct cev__design {
    int64_t count, room;
    cev__design_column *columns;
    int64_t constant;  /* columns left out, as all customers are alike */
    int64_t collinear; /* columns that follow from others, kept or not */
    /* One of each, for the verdicts; -1: none. */
    int32_t constant_predictor;
    cev__design_column collinear_column;
} cev__design;

/*
 * Learns columns from the rows order[0] … order[count - 1], which count as
 * often as `weights` says. CEV_ERR_LIMIT, CEV_ERR_MEMORY, CEV_ERR_CANCELLED
 * with a message; `out` is then nothing to free.
 */
int32_t cev__design_learn(cev_ctx *ctx, const cev__readings *readings,
                          const double *weights, const int64_t *order,
                          int64_t count, int scaling, int collinear,
                          cev__design *out);
void cev__design_free(cev_ctx *ctx, cev__design *design);

/* Says of columns that is_own is 0 that they follow from others, and what
 * becomes of them. */
void cev__design_judge(const int32_t *is_own, int collinear,
                       cev__design *design);

/* What a column of logarithms holds for a number. */
double cev__design_log(const cev__design_column *column, double number);

/* A row in all columns, counted from the means and in their scales. */
void cev__design_row(const cev__design *design, const cev__readings *readings,
                     int64_t row, double *z);

/* The rows of an order, one after the other, `count` × columns, to be freed
 * with cev__design_release. */
int32_t cev__design_matrix(cev_ctx *ctx, const cev__design *design,
                           const cev__readings *readings,
                           const int64_t *order, int64_t count, double **out);
void cev__design_release(cev_ctx *ctx, const cev__design *design,
                         int64_t count, double *matrix);

/* The name of a column: age, age=(missing), town=Ulm, town=(other). */
void cev__design_name(const cev__predictors *predictors,
                      const cev__design_column *column,
                      char name[CEV__DESIGN_NAME]);

/* What the summary says of the columns and of what is missing. */
void cev__design_verdicts(const cev__design *design,
                          const cev__predictors *predictors,
                          double customers, cev__lines *lines);

void cev__design_save(const cev__design *design, cev__writer *writer);
/* CEV_ERR_FORMAT where the bytes hold none of these predictors. */
int32_t cev__design_load(cev_ctx *ctx, cev__blob *blob,
                         const cev__predictors *predictors, cev__design *out);

#endif
