/*
 * The report's model of who leaves: learnt as of one day, tested on the time
 * that followed it, learnt again, and asked for those who are customers today.
 */
#ifndef CEV_PROGRAM_REPORT_CHURN_H
#define CEV_PROGRAM_REPORT_CHURN_H

#include "cli.h"
#include "report.h"

/* Customers of a day as a learner sees them, with what became of them. */
typedef struct churn_view {
    cev_table *features; /* the library's */
    cev_table *table;    /* the same with `silence` in place of t_x, and what
                            each is worth; lent from the next and the above */
    double *numbers;
    double *silence, *value, *left, *spent;
    double *first, *answer; /* whether who had never bought did, and who was
                               reached by a campaign; else gaps */
    double known, gone; /* customers whose outcome is known, and who left */
} churn_view;

/* The columns of the last two of numbers. */
#define CHURN_FIRST_ORDER "first_order"
#define CHURN_CAMPAIGN_ORDER "campaign_order"

typedef struct report_churn {
    const char *why;  /* why there is nothing to say; NULL: there is */
    char said[256];   /* what `why` may point to */
    double days;      /* the time after a day in which somebody leaves or not */
    int by_cancelling;
    int64_t learnt;   /* the day of the first learning [s] */
    int64_t tested;   /* that of the test, and of the learning for today [s] */
    churn_view early, late, now;
    cev_estimator *tried, *taken; /* learnt early, and late */
    double offer, contact, worth; /* of the campaign; worth is a mean */
    cev_table *foretold, *trial;  /* predictions for `late`, beside what came */
    cev_table *scores, *lift, *calibration, *gate, *factors;
    double *stakes;   /* chances of everybody, then chance × worth */
    cev_table *chances, *listed, *reasons; /* those with most at stake */
} report_churn;

/* What is given on the command line for it. */
typedef struct report_campaign {
    double offer, contact; /* negative: shares of what a customer is worth */
    const char *sensitive; /* NULL: nothing */
} report_campaign;

/* Returns CLI_OK, also where there is nothing to say, or the exit code. */
int report_churn_ask(const report *r, const report_campaign *given,
                     report_churn *out);
void report_churn_forget(report_churn *churn);

/* Whether so many known, and so many of them one way, teach something. */
int report_churn_is_enough(double known, double one_way);

/* A learner, with its target, learnt from customers of a day. */
int32_t report_churn_learn(const report *r, const report_campaign *given,
                           const char *kind, const char *target,
                           const churn_view *v, cev_estimator **out);

/* Into the data block: its pictures, and all else. Return CLI_OK or the exit
 * code. */
int report_churn_write_pictures(const report *r, const report_churn *churn,
                                json *j);
int report_churn_write(const report *r, const report_churn *churn, json *j);

/* A name to show: of those replaced by numbers, the number in the list of
 * customers, if they are on it. */
void report_churn_write_name(const report *r, const char *name, json *j);

#endif
