/*
 * The report's model of what customers will spend: a learner beside the
 * purchase model, on the days of the one that says who leaves.
 */
#ifndef CEV_PROGRAM_REPORT_AHEAD_H
#define CEV_PROGRAM_REPORT_AHEAD_H

#include "report_beside.h"

typedef struct report_ahead {
    int is_known; /* 0: nothing is said */
    beside_model model; /* against the rule: as in the year before */
} report_ahead;

/* Returns CLI_OK, also where nothing can be said, or the exit code. */
int report_ahead_ask(const report *r, const report_campaign *given,
                     report_churn *churn, report_ahead *out);
void report_ahead_forget(report_ahead *ahead);

void report_ahead_write_picture(const report_ahead *ahead, json *j);
void report_ahead_write(const report *r, const report_ahead *ahead, json *j);

#endif
