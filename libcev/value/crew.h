/*
 * What customers are expected to do, for a sweep over their rows that may go on
 * in several threads: prospects for each task that runs at once.
 */
#ifndef CEV_CREW_H
#define CEV_CREW_H

#include "prospects.h"

/* Tasks at once when the host has threads. Each of them learns on its own what
 * all could share, so that more would cost more than they bring. */
enum { CEV__CREW = 4 };

typedef struct cev__crew {
    cev__prospects each[CEV__CREW];
    int64_t count;
} cev__crew;

/* For these customers; says to the sweep how many tasks may run at once. What
 * the first of them meet tells all what to remember. CEV_ERR_MEMORY with a
 * message; _close in any case, of what is zero too. The outlook must live as
 * long. */
int32_t cev__crew_open(cev_ctx *ctx, const cev__outlook *outlook,
                       const cev__buyers *buyers, cev__sweep *sweep,
                       cev__crew *crew);
void cev__crew_close(cev_ctx *ctx, cev__crew *crew);

/* Those of a task of the sweep. */
static inline cev__prospects *cev__crew_of(cev__crew *crew, int64_t task)
{
    return &crew->each[task % crew->count];
}

#endif
