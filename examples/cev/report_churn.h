/*
 * The report's model of who leaves: learnt as of one day, tested on the time
 * that followed it, learnt again, and asked for those who are customers today.
 */
#ifndef CEV_PROGRAM_REPORT_CHURN_H
#define CEV_PROGRAM_REPORT_CHURN_H

#include "cli.h"
#include "report.h"
#include "report_given.h"

/* Customers of a day as a learner sees them, with what became of them. */
typedef struct churn_view {
    cev_table *features; /* the library's */
    cev_table *table;    /* the same with `silence` in place of t_x, and what
                            each is worth; lent from the next and the above */
    double *numbers;
    double *silence, *value, *left, *spent, *bought;
    double *first, *answer; /* whether who had never bought did, and who was
                               reached by a campaign; else gaps */
    double known, gone; /* customers whose outcome is known, and who left */
} churn_view;

/* The columns of the last two of numbers. */
#define CHURN_FIRST_ORDER "first_order"
#define CHURN_CAMPAIGN_ORDER "campaign_order"

/* A learner of the page and what it sees of each day. */
typedef struct page_learner {
    const given_learner *given;   /* NULL: the page's own */
    cev_estimator *tried, *taken; /* learnt early, and late or elsewhere */
    cev_table *early, *late, *now;
    const char *rank; /* a column of `now` that it does not learn from */
    int lends;        /* these tables are its own */
} page_learner;
void report_learner_forget(page_learner *learner);

/* Customers of today, those with the highest stakes first. */
typedef struct page_list {
    cev_table *rows;    /* as the page knows them, with the column `stake` */
    cev_table *seen;    /* as the learner does */
    cev_table *reasons; /* NULL of learners that give none */
} page_list;
void report_list_forget(page_list *list);

typedef struct report_churn {
    const char *why;  /* why there is nothing to say; NULL: there is */
    char said[256];   /* what `why` may point to */
    double days;      /* the time after a day in which somebody leaves or not */
    int by_cancelling;
    int64_t learnt;   /* the day of the first learning [s] */
    int64_t tested;   /* that of the test, and of the learning for today [s] */
    churn_view early, late, now;
    page_learner learner;
    double offer, contact, worth; /* of the campaign; worth is a mean */
    cev_table *foretold, *trial;  /* predictions for `late`, beside what came */
    cev_table *scores, *lift, *calibration, *gate, *factors;
    double *stakes;   /* chance × worth, of everybody */
    page_list list;   /* those with most at stake */
    cev_table *chances; /* and how likely they leave */
} report_churn;

/* What is given on the command line for it. */
typedef struct report_campaign {
    double offer, contact; /* negative: shares of what a customer is worth */
    const char *sensitive; /* NULL: nothing */
    const char *within;    /* a length of time; NULL: as nine in ten returns */
    double days;           /* that; 0: not given */
    report_given learners; /* that were learnt elsewhere */
} report_campaign;

/* Returns CLI_OK, also where there is nothing to say, or the exit code. */
int report_churn_ask(const report *r, const report_campaign *given,
                     report_churn *out);
void report_churn_forget(report_churn *churn);

/* Whether so many known, and so many of them one way, teach something. */
int report_churn_is_enough(double known, double one_way);

/* A learner of a target: the one that was given for it, else one of `kind`,
 * NULL where nothing else will do. */
int32_t report_churn_learn(const report *r, const report_campaign *given,
                           const report_churn *churn, const char *kind,
                           const char *target, page_learner *out);

/**
 * The customers of today with the highest stakes, and why they are foretold
 * what they are.
 * @param stakes  one for each customer, NaN: not to be listed; must outlive
 *                the churn
 * @return the library's status
 */
int32_t report_learner_list(report_churn *churn, page_learner *learner,
                            const double *stakes, int64_t most,
                            page_list *out);

/* Into the data block: its pictures, and all else. Return CLI_OK or the exit
 * code. */
int report_churn_write_pictures(const report *r, const report_churn *churn,
                                json *j);
int report_churn_write(const report *r, const report_churn *churn, json *j);

/* What most raises the prediction of a row, by the share of each of the
 * features in `factors`: pairs of a feature and the customer's value of it. */
void report_write_reasons(const page_list *list, const cev_table *factors,
                          int64_t row, json *j);

/* A name to show: of those replaced by numbers, the number in the list of
 * customers, if they are on it. */
void report_churn_write_name(const report *r, const char *name, json *j);

#endif
