/*
 * The report page: what is asked of the library once, and the parts of the
 * page's data, a file each.
 */
#ifndef CEV_PROGRAM_REPORT_H
#define CEV_PROGRAM_REPORT_H

#include "columns.h"
#include "json.h"
#include "model.h"

/* A customer is at risk who has come back at least once and whose chance of
 * still being a customer lies in [AT_RISK_LOWER, AT_RISK_UPPER): more likely
 * gone than not, yet not to be given up. */
#define AT_RISK_LOWER 0.2
#define AT_RISK_UPPER 0.5

/* Customer equity looks this far ahead. */
#define EQUITY_DAYS 1825.0

typedef struct report {
    const shop *shop;
    shop now;  /* the same with this page's periods, nothing held back */
    shop back; /* the same with the page's holdout */
    const char *title, *note;
    int pseudonymise;
    int64_t listed_most; /* most valuable customers listed; half as many
                            others at risk may join them */

    int money;     /* amounts are known */
    double unit_days;
    const char *holdout_note; /* why nothing is held back */

    cev_estimator *fitted; /* to all that is known */
    cev_estimator *tested; /* fitted up to the cut; NULL without holdout */
    char model[MODEL_NAME], tested_model[MODEL_NAME]; /* the kinds of both */
    cev_segmenter *rfm;

    cev_table *overview;  /* of the ledger: one row */
    cev_table *customers; /* a row a customer */
    cev_table *before;    /* the same as of the cut, with the holdout */
    cev_table *scores;    /* predictions over the horizon */
    cev_table *totals;    /* of all customers, over the horizon */
    cev_table *equity;    /* the same over EQUITY_DAYS; NULL without money */
    cev_table *classes;   /* r, f, m, segment */
    cev_table *profile;   /* a row a segment */

    int64_t n;       /* customers */
    int64_t *ranked; /* rows, the most valuable first */
    int64_t *listed; /* rows shown one by one: the most valuable, then others
                        at risk, those who brought most first */
    int64_t n_listed, n_valuable;
} report;

/* All the library's answers. Returns CLI_OK or the exit code. */
int report_ask(report *r);
void report_forget(report *r);

/* The day up to which the tested model saw the orders [s]. */
int64_t report_cut(const report *r);

/* The parts of the data block. They return CLI_OK or the exit code. */
int report_write_head(const report *r, json *j);      /* what, when, how */
int report_write_figures(const report *r, json *j);   /* the first screen */
int report_write_shop(const report *r, json *j);      /* by period */
int report_write_leaving(const report *r, json *j);   /* map, gaps, rfm */
int report_write_groups(const report *r, json *j);    /* map, whale, moves */
int report_write_worth(const report *r, json *j);     /* clv, spend */
int report_write_surveys(const report *r, json *j);   /* drivers */
int report_write_trust(const report *r, json *j);     /* model against truth */
int report_write_choice(const report *r, json *j);    /* which model, why */
int report_write_models(const report *r, json *j);    /* parameters, words */
int report_write_segments(const report *r, json *j);  /* who is like whom */
int report_write_customers(const report *r, json *j); /* one by one */

/* A moment as a day. */
void report_write_day(json *j, const char *key, int64_t seconds);

/* Days of silence that nine in ten returns did not reach, and half of them;
 * -1 where nobody came back. */
int report_usual_gaps(const report *r, int64_t *median, int64_t *late);

/* The age of the oldest customer [time_unit], and whether anyone came back. */
double report_oldest_age(const report *r, int *returned);

int report_is_at_risk(double x, double p_alive);

/* A value's column of `scores`: "clv", or "expected_purchases" without money */
const char *report_worth(const report *r);

/* Quantile of n numbers, which are sorted on the way; by nearest rank. */
double report_quantile(double *values, int64_t n, double share);

#endif
