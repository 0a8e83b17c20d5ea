/*
 * The report's models of who will buy: everybody, by a learner that was given;
 * leads, who are known but never bought; and customers whom a campaign
 * reaches; on the days of the model of who leaves.
 */
#ifndef CEV_PROGRAM_REPORT_BUYERS_H
#define CEV_PROGRAM_REPORT_BUYERS_H

#include "report_beside.h"

/* Whose buying is foretold. */
enum { BUYERS_GIVEN, BUYERS_LEADS, BUYERS_REACHED, BUYERS };

typedef struct buyers_model {
    int is_known; /* 0: nothing is said */
    double learnt, tested, bought; /* customers, and those of the test */
    beside_model model;
} buyers_model;

typedef struct report_buyers {
    buyers_model of[BUYERS];
} report_buyers;

/* Returns CLI_OK, also where nothing can be said, or the exit code. */
int report_buyers_ask(const report *r, const report_campaign *given,
                      report_churn *churn, report_buyers *out);
void report_buyers_forget(report_buyers *buyers);

void report_buyers_write(const report *r, const report_buyers *buyers,
                         json *j);

#endif
