/*
 * Fits in parts: customers stay where they are, and only sums over them come
 * to where the fit is made.
 *
 * A fit takes what it needs of its customers in steps: totals, then the
 * likelihood at one place after another. In parts it is run anew for each
 * question, over the answers there are, as far as the first step that has
 * none: that is the next question. Where the customers are, the same fit is
 * run to answer: it reads them, takes the step that it is asked for, and stops
 * there. So a fit is written once, and says at each step
 *
 *     take the sums, unless cev__parts_is_asking()
 *     status = cev__parts_pass(ctx, parts, model, step, asked, sums)
 */
#ifndef CEV__PARTS_H
#define CEV__PARTS_H

#include "../math/sum.h"
#include "table.h"

enum {
    CEV__ASKED_MOST = 9, /* numbers of a question */
    CEV__SUMS_MOST = 32, /* and of an answer */
    CEV__PARTS_NAME = 32,
    CEV__PARTS_STOP = 1 /* a status: a fit has come as far as it goes */
};

/* How a number of a whole comes from those of its parts. */
enum {
    CEV__TOTAL,   /* added up; finite */
    CEV__TERM,    /* added up; whatever a likelihood may be */
    CEV__COMMON,  /* the same in all parts, or else a gap */
    CEV__LARGEST
};

enum { CEV__ASKED_NAME = 8 };

typedef struct cev__summed {
    char name[20];
    int how;
} cev__summed;

/* A step; what it asks for is named, and so are its sums, of which the first
 * counts the customers. A constant. */
typedef struct cev__step {
    const char *name;
    int asked_count, sum_count;
    const char (*asked)[CEV__ASKED_NAME];
    const cev__summed *sums;
} cev__step;

/* A question with what has come of it. */
typedef struct cev__answer {
    const char *model; /* a constant of the library */
    const cev__step *step;
    double asked[CEV__ASKED_MOST];
    int64_t parts; /* so many were added */
    cev__sum sums[CEV__SUMS_MOST];
} cev__answer;

/* All zero is a fit in parts that has not begun. */
typedef struct cev__parts {
    const cev_table *question; /* to be answered; NULL where the fit is made */
    cev__answer *answers;      /* whole ones, but for the last when is_open */
    int64_t count, capacity;
    int is_open;
    cev__answer answer; /* to the question */
} cev__parts;

/* Whether a fit is to go without customers. */
int cev__parts_is_asking(const cev__parts *parts);

/* Whether this is the step of the question; fills in what it is asked at.
 * CEV_ERR_DOMAIN with a message where that is missing. */
int32_t cev__parts_read(cev_ctx *ctx, const cev__parts *parts,
                        const char *model, const cev__step *step,
                        int *is_wanted, double *asked);

/* After a step. Where the fit is made its sums are filled in, or, as long as
 * there are none, it is made the question and the fit stops. Where the
 * customers are, the sums are kept and the fit stops when they were asked for.
 * Without parts nothing happens. */
int32_t cev__parts_pass(cev_ctx *ctx, cev__parts *parts, const char *model,
                        const cev__step *step, const double *asked,
                        cev__sum *sums);

/* The model that a question is about, NULL where there is no question. */
const char *cev__parts_model(const cev__parts *parts);

/* CEV_ERR_DOMAIN: the question is none to this kind. */
int32_t cev__parts_refuse(cev_ctx *ctx, const cev__parts *parts);

/* Whether there is a question that nobody has answered yet. CEV_ERR_STATE
 * when only some of the customers have, CEV_ERR_DOMAIN when there are none. */
int32_t cev__parts_check(cev_ctx *ctx, cev__parts *parts, int *is_waiting);

/* As tables, by cev/estimator.h: the open question, an answer, and adding one
 * to what has come of the question. */
int32_t cev__parts_question(cev_ctx *ctx, const cev__parts *parts,
                            cev_table **out);
int32_t cev__parts_answer(cev_ctx *ctx, const cev__parts *parts,
                          cev_table **out);
int32_t cev__parts_add(cev_ctx *ctx, cev__parts *parts, const cev_table *part);

/* The sums out of a part that answers the question of `answer`. */
int32_t cev__answer_read(cev_ctx *ctx, const cev_table *table,
                         cev__answer *answer);

void cev__parts_free(cev_ctx *ctx, cev__parts *parts);

#endif
