/*
 * A fitted estimator that is asked about tables other than they are.
 */
#ifndef CEV__WHAT_IF_H
#define CEV__WHAT_IF_H

#include "../core/fitted.h"

typedef struct cev__what_if {
    cev_ctx *ctx;
    const cev__fitted *fitted;
    const cev__estimator_kind *kind;
    const cev_table *customers;
    cev_options pressed; /* what the kind takes of those given */
    cev_options given;   /* those over the estimator's own */
    cev__option_value told; /* besides: no interval */
    cev_options options; /* all of it */
} cev__what_if;

/* Checks what every such call checks; `takes` are its options and `call` its
 * name. `out` must not move. */
int32_t cev__what_if_open(const cev__fitted *fitted,
                          const cev_table *customers,
                          const cev_options *options, const char *takes,
                          const char *call, const void *result,
                          cev__what_if *out);
void cev__what_if_close(cev__what_if *what_if);

/* The table with another column in place of its namesake: numbers, or texts
 * (NULL: a gap) where `numbers` is NULL. Both must outlive it. */
int32_t cev__what_if_table(const cev__what_if *what_if, const char *name,
                           const double *numbers, const char *const *texts,
                           int64_t stride, cev_table **out);

#endif
