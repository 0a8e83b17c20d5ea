/*
 * What a purchase model says of customers under one outlook. Many have one
 * history, x, t_x and T in whole days, so each is remembered when it is worked
 * out, until another takes its place. What was asked before changes no bit of
 * an answer.
 */
#ifndef CEV_PROSPECTS_H
#define CEV_PROSPECTS_H

#include "outlook.h"
#include "traits.h"

enum { CEV__ESTIMATE, CEV__LOWER, CEV__UPPER, CEV__SIDES };

typedef struct cev__prospect {
    cev__history history; /* x < 0: none yet */
    /* Of the quantities up to CEV__NEXT; unasked ones are anything. */
    double says[CEV__SPEND][CEV__SIDES];
    cev__forecast worth; /* purchases as clv counts them; without intervals
                            the value alone is told */
} cev__prospect;

/* The questions that the quantities of an outlook take: purchases as such, as
 * clv counts them where that is another question, any and the next. */
enum { CEV__ASK_PLAIN, CEV__ASK_WORTH, CEV__ASK_ANY, CEV__ASK_NEXT, CEV__ASKS };

/* What is remembered of a history without intervals: the less, the more of
 * them a processor's nearest caches hold. */
typedef struct cev__plain_prospect {
    cev__history history; /* x < 0: none yet */
    double alive, answers[CEV__ASKS];
} cev__plain_prospect;

/* What is told of a block's customers without intervals: answers to the
 * questions that are asked, and which of them are the worths. */
typedef struct cev__plain_block {
    double alive[CEV__BLOCK], answers[CEV__ASKS][CEV__BLOCK];
    const double *worths;
} cev__plain_block;

/* What looking at customers keeps; one for each thread. */
typedef struct cev__prospects {
    const cev__outlook *outlook;
    double ratio; /* of the intervals' z to that of the model's reach */
    const cev__purchases *model; /* of the outlook, or own */
    cev__purchases *own; /* with covariates: as it is for one customer */
    cev__params *drawn, *spend_drawn; /* and at draws; NULL: there are none */
    int64_t drawn_count, spend_drawn_count;
    int asks, ask[CEV__ASKS]; /* how many, and which */
    cev__view view[CEV__ASKS];
    /* NULL for few customers, of whom the last alone is remembered; and one
     * sort of places alone, with intervals or without. */
    cev__ahead *aheads;
    cev__prospect *places;
    cev__plain_prospect *plain;
    int64_t aheads_count, places_count, plain_count;
    int place_bits;
    cev__prospect last;
    /* Of draws: the changes that the worths of the places, and of the last,
     * point to, and then room for one more. */
    double *changes;
    int64_t changes_count;
} cev__prospects;

/* For so many customers. CEV_ERR_MEMORY with a message; _close in any case,
 * of what is zero too. With `like`, of the same outlook and as many, it knows
 * from the start what that one has found out so far, but for histories. */
int32_t cev__prospects_open(cev_ctx *ctx, const cev__outlook *outlook,
                            int64_t customers, const cev__prospects *like,
                            cev__prospects *prospects);
void cev__prospects_close(cev_ctx *ctx, cev__prospects *prospects);

/* From here on the questions are about the customer in this row. Wanted before
 * each where the model has covariates, and only there. */
void cev__prospects_turn(cev__prospects *prospects, const cev__traits *traits,
                         int64_t row);

/* A history that will be asked about soon: brings near where its answer may
 * lie, for which many questions would wait otherwise. */
void cev__prospects_expect(const cev__prospects *prospects,
                           const cev__history *history);

/* Good until the next question. */
const cev__prospect *cev__prospects_at(cev__prospects *prospects,
                                       const cev__history *history);

/* The same of all customers in a block, without intervals; wants `plain`. */
void cev__prospects_of_block(cev__prospects *prospects,
                             const cev__block *block, cev__plain_block *out);

/* A forecast and, for a ratio > 0, its bounds: no more than that of a customer
 * who is active for sure. */
void cev__say_forecast(const cev__forecast *forecast, double ratio,
                       double says[CEV__SIDES]);

#endif
