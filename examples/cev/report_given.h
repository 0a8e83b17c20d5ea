/*
 * Learners that were learnt elsewhere, and saved: the report shows them in
 * place of those that it learns itself. One for each of what a portfolio
 * tells of customers afterwards: who left, who bought, what they spent.
 */
#ifndef CEV_PROGRAM_REPORT_GIVEN_H
#define CEV_PROGRAM_REPORT_GIVEN_H

#include "shop.h"

enum { GIVEN_TARGETS = 3 };

typedef struct given_learner {
    char *file;  /* NULL: none was given */
    char *bytes; /* saved */
    size_t size;
    cev_estimator *model;
} given_learner;

typedef struct report_given {
    given_learner of[GIVEN_TARGETS];
} report_given;

/**
 * Reads saved learners.
 * @param files  their names, joined by commas; NULL: none
 * @return CLI_OK, or the exit code after a message; release with
 *         report_given_forget() in any case
 */
int report_given_read(const shop *s, const char *files, report_given *out);
void report_given_forget(report_given *given);

/* The one that learns a target, NULL where none was given. */
const given_learner *report_given_for(const report_given *given,
                                      const char *target);

/**
 * Another of its kind with its options, learnt from other customers.
 * @return the library's status
 */
int32_t report_given_twin(const shop *s, const given_learner *given,
                          const cev_table *customers, cev_estimator **out);

/**
 * The columns of `features` that it learns from, beside the names of the
 * customers: of kinds that do not tell, all but the outcomes.
 * @return the library's status
 */
int32_t report_given_lend(const shop *s, const given_learner *given,
                          const cev_table *features, cev_table **out);

/* The library's last message, about this file. Returns the exit code. */
int report_given_fail(const shop *s, const given_learner *given);

#endif
