/*
 * A learner beside the report's model of who leaves, on the same days: learnt
 * early, tested on the time that followed, learnt again for today.
 */
#ifndef CEV_PROGRAM_REPORT_BESIDE_H
#define CEV_PROGRAM_REPORT_BESIDE_H

#include "report_churn.h"

typedef struct beside_model {
    cev_estimator *tried, *taken; /* learnt early, and late */
    cev_table *foretold, *trial;  /* of the test, beside what came */
    cev_table *measured; /* compared with a rule, or else scores */
    cev_table *lift, *factors;
} beside_model;

/* Learns and tests; `actual` is what came of the test's customers, `rule` what a
 * rule without a model foretold of them, or NULL. What it holds is to be
 * forgotten after a failure too. */
int32_t beside_ask(const report *r, const report_campaign *given,
                   const report_churn *churn, const char *kind,
                   const char *target, const double *actual,
                   const double *rule, beside_model *out);
void beside_forget(beside_model *model);

/* The tenths of the test's customers, by what was foretold of them. */
void beside_write_tenths(const beside_model *model, const char *key, json *j);

/* What was measured, and the features that are missed most. */
void beside_write(const beside_model *model, json *j);

#endif
