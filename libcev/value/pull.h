/*
 * What a fit was asked to believe besides the data, whatever they are:
 *
 *   penalty  the usual shop's parameters, as the weak prior of estimate.h has
 *            them, with `penalty` times its precision
 *   prior    what was found about single parameters elsewhere (prior.h)
 *
 * Both are normal beliefs about the log-parameters, so both can be had at
 * once, and neither knows how many customers there are: the more of them, the
 * less it pulls.
 */
#ifndef CEV_PULL_H
#define CEV_PULL_H

#include "../core/kinds.h"
#include "estimate.h"

/* What was asked for, as a fitted model keeps it. */
typedef struct cev__asked {
    double penalty;
    int32_t known; /* parameters of the prior from elsewhere */
} cev__asked;

typedef struct cev__pull {
    int n, count; /* of log-parameters, and of beliefs */
    cev__belief beliefs[2 * CEV__SMALL];
    cev__asked asked;
} cev__pull;

/* For a model of this name with n parameters of these names and log units
 * (of one unit of the fit in that of the customers), whose weak prior is
 * `usual`: n beliefs. */
void cev__pull_make(const cev__given *given, const char *kind, int n,
                    const char *const *names, const double *log_units,
                    const cev__belief *usual, cev__pull *out);

void cev__asked_save(const cev__asked *asked, cev__writer *writer);
/* 0 when what was read cannot be one. */
int cev__asked_load(cev__blob *blob, cev__asked *out);

#endif
