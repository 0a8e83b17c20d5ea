/*
 * Answers to a question, summed: of all, of a group, of a period.
 */
#ifndef CEV__REPLIES_H
#define CEV__REPLIES_H

#include "../core/options.h"
#include "../core/table.h"
#include "../math/sum.h"
#include "../portfolio/names.h"

/* What is measured, in the order of the option's choices. */
enum {
    CEV__MEASURE_NPS,
    CEV__MEASURE_CSAT,
    CEV__MEASURE_CES,
    CEV__MEASURE_RATE
};

/* What answers come to: how many, and the sums of what each counts, which is 1,
 * 0 or -1 for nps, 1 or 0 for csat, else itself. Of a rate n is the exposure,
 * and the sum that of the events. */
typedef struct cev__reply_sums {
    cev__sum n, sum, squares;
} cev__reply_sums;

/* A row that counts: its group (-1: none), its time, what it counts. */
typedef struct cev__reply {
    int64_t group;
    double time, value, weight;
} cev__reply;

typedef struct cev__replies {
    int measure;
    double factor;         /* 100 where the measure is told in percent */
    cev__customers groups; /* in the order of their bytes */
    cev__reply *list;
    int64_t count, room;
    double unanswered;     /* customers whose answer is a gap */
} cev__replies;

/* The table's answers by group, time and value; with `has_time` those that
 * have one, which is the beginning of a period where the option period is
 * set. */
int32_t cev__replies_open(cev_ctx *ctx, const cev_table *table,
                          const cev_options *options, int has_time,
                          cev__replies *out);
void cev__replies_close(cev_ctx *ctx, cev__replies *answers);

void cev__replies_add(const cev__replies *of, const cev__reply *answer,
                      cev__reply_sums *sums);

/* One answer's sums less another's that are part of them; and both. */
cev__reply_sums cev__replies_without(const cev__reply_sums *all,
                                      const cev__reply_sums *part);
cev__reply_sums cev__replies_with(const cev__reply_sums *a,
                                   const cev__reply_sums *b);

double cev__replies_count(const cev__reply_sums *sums);

/* The measure; NaN without answers. And its interval: NaN where it is not
 * known. */
double cev__replies_value(const cev__replies *of,
                          const cev__reply_sums *sums);
void cev__replies_interval(const cev__replies *of,
                           const cev__reply_sums *sums, double coverage,
                           double *lower, double *upper);

/* The variance of a single answer, kept off 0 by half an answer of each kind
 * where they are counted; of a rate, of a unit of exposure. */
double cev__replies_variance(const cev__replies *of,
                             const cev__reply_sums *sums);

/* How many standard errors apart two are, if in truth they are the same; NaN
 * where that cannot be seen. */
double cev__replies_distance(const cev__replies *of,
                             const cev__reply_sums *a,
                             const cev__reply_sums *b);

/* The probability to be as far apart or more. */
double cev__replies_p(const cev__replies *of, const cev__reply_sums *a,
                      const cev__reply_sums *b);

#endif
