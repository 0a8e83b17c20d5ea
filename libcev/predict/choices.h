/*
 * What choices are learnt from: rows that are alternatives, of which each
 * situation has some and one was chosen.
 */
#ifndef CEV__CHOICES_H
#define CEV__CHOICES_H

#include "spells.h"

/* The most alternatives that have names. */
enum { CEV__ALTERNATIVES_MOST = 255 };

typedef struct cev__choices {
    cev__spells spells;   /* a situation is a group in which who is chosen leaves
                             at the time 1; in its order rows of a situation
                             stand together */
    cev__customers names; /* of alternatives, by their bytes; or none */
    int32_t *alternatives; /* of each row */
    int64_t situations;
    double choices;       /* situations, each as often as its rows count */
    double unknown;       /* left out: nothing was chosen */
} cev__choices;

/* Reads it all. `names` are the alternatives that there are (copied; NULL:
 * learn them), `learns` as in lesson.h. CEV_ERR_DOMAIN where two of a situation
 * were chosen, its rows count differently often, or nothing was chosen in any.
 */
int32_t cev__choices_open(cev_ctx *ctx, const cev_options *options, int learns,
                          const cev_table *customers,
                          const cev__customers *names, cev__choices *out);
void cev__choices_close(cev_ctx *ctx, cev__choices *choices);

/* The situation of each row of a table, counted from 0 in the order of their
 * names; how many there are. */
int32_t cev__situations_find(cev_ctx *ctx, const cev_options *options,
                             const cev_table *customers,
                             const double *weights, int32_t *situations,
                             int64_t *count);

#endif
