/*
 * What survival is learnt from: from when to when each customer was seen, and
 * whether he left at the end of it. Customers may be in groups of their own.
 */
#ifndef CEV__SPELLS_H
#define CEV__SPELLS_H

#include "groups.h"
#include "lesson.h"

/* What every learner of survival wants, and takes. */
#define CEV__SPELLS_WANTS "target time *"
#define CEV__SPELLS_TAKES \
    "target positive time entry strata horizon interval"

/* The most groups. */
enum { CEV__STRATA_MOST = 255 };

typedef struct cev__spells {
    cev__lesson lesson; /* its target: whether the customer left; its order:
                           by group, then time, then what rows hold */
    double *times;      /* of the end, for each row of the table */
    double *entries;    /* the customer was seen after that; -inf: from ever */
    int32_t *groups;    /* of each row */
    cev__customers names; /* of groups, by their bytes; without the option
                             none, and all are in group 0 */
} cev__spells;

/* Reads it all; `learns` as in lesson.h. `names` are the groups that there are
 * (copied; NULL: learn them). */
int32_t cev__spells_open(cev_ctx *ctx, const cev_options *options, int learns,
                         const cev_table *customers,
                         const cev__customers *names, cev__spells *out);
void cev__spells_close(cev_ctx *ctx, cev__spells *spells);

/* Puts the rows in their order again, by what further columns hold too. */
int32_t cev__spells_order(cev_ctx *ctx, const cev__readings *readings,
                          cev__spells *spells);

/* How long each customer has been there already: the column `time`, 0 where
 * there is none. */
int32_t cev__ages_read(cev_ctx *ctx, const cev_options *options,
                       const cev_table *customers, double *ages);

#endif
