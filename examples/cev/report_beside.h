/*
 * A learner beside the report's model of who leaves, on the same days: learnt
 * early, tested on the time that followed, learnt again for today.
 */
#ifndef CEV_PROGRAM_REPORT_BESIDE_H
#define CEV_PROGRAM_REPORT_BESIDE_H

#include "report_churn.h"

typedef struct beside_model {
    page_learner learner;
    cev_table *foretold, *trial;  /* of the test, beside what came */
    cev_table *measured; /* compared with a rule, or else scores */
    cev_table *lift, *factors;
    double total;    /* of what is foretold of today's customers */
    double *stakes;  /* that, of those who may be listed, else gaps */
    page_list list;
} beside_model;

/* Who may be listed: whoever has not cancelled, those of them who never
 * bought, or those who did. */
enum { BESIDE_ALL, BESIDE_LEADS, BESIDE_BUYERS };

/* Learns and tests; `actual` is what came of the test's customers, `rule` what a
 * rule without a model foretold of them, or NULL. What it holds is to be
 * forgotten after a failure too. */
int32_t beside_ask(const report *r, const report_campaign *given,
                   const report_churn *churn, const char *kind,
                   const char *target, const double *actual,
                   const double *rule, beside_model *out);
void beside_forget(beside_model *model);

/* After a failure: CLI_OK where the page does without, or the exit code, with a
 * message. */
int beside_end(const report *r, int32_t status, const beside_model *model);

/* What is foretold of customers today, and who comes first. */
int32_t beside_list(report_churn *churn, int who, beside_model *model);

/* The tenths of the test's customers, by what was foretold of them. */
void beside_write_tenths(const beside_model *model, const char *key, json *j);

/* The customers of the list, with the column `name` for what is foretold. */
void beside_write_list(const report *r, const beside_model *model,
                       const char *name, json *j);

/* What was measured, and the features that are missed most. */
void beside_write(const beside_model *model, json *j);

#endif
