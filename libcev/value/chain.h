/*
 * Markov chains with rewards: states, the choices in each (one for each
 * action), and the moves of each choice. See cev/markov.h.
 */
#ifndef CEV_CHAIN_H
#define CEV_CHAIN_H

#include "../core/options.h"
#include "../core/table.h"
#include "../portfolio/customers.h"

/* A move of a choice, with its probability. */
typedef struct cev__move {
    int32_t to;
    int32_t row; /* of the table */
    double probability;
} cev__move;

typedef struct cev__chain_choice {
    int32_t state;
    uint32_t action;  /* its number among the actions, CEV__NONE: no name */
    int32_t next;     /* choice of the same state, -1: none */
    int64_t first, count; /* of its moves */
    double reward;    /* NaN until it is known */
    double weight;    /* of all moves together; infinite: known for certain */
} cev__chain_choice;

typedef struct cev__chain {
    /* Names, kept as those of customers are. */
    cev__customers states, actions;
    int has_actions, has_weights;
    int64_t choice_count, choice_capacity, move_count;
    cev__chain_choice *choices;
    cev__move *moves; /* choice by choice */
    int32_t *choice_of; /* the first of each state */
} cev__chain;

/* CEV_ERR_LIMIT with a message when there are more states than may be. */
int32_t cev__chain_check_states(cev_ctx *ctx, const cev__customers *states);

/* A text column; CEV_ERR_COLUMN with a message when it is missing or no
 * text. */
int32_t cev__chain_texts(cev_ctx *ctx, const cev_table *table,
                         const char *name);

/* A name out of it; CEV_ERR_DOMAIN with a message for a gap. */
int32_t cev__chain_text(cev_ctx *ctx, const cev_table *table, const char *name,
                        int64_t row, const char **text);

/* Reads and checks both tables. */
int32_t cev__chain_open(cev_ctx *ctx, const cev_table *transitions,
                        const cev_table *rewards, cev__chain *out);
void cev__chain_free(cev_ctx *ctx, cev__chain *chain);

/* What a choice brings: its reward, and the values of where it leads. */
double cev__chain_return(const cev__chain *chain, int64_t choice, double gamma,
                         const double *values);

/* The mean of values over where a choice leads. */
double cev__chain_mean(const cev__chain *chain, const cev__chain_choice *choice,
                       const double *values);

/*
 * A policy: one choice for each state, and what it is worth for ever. The
 * matrix I - gamma P stays with it, taken apart.
 */
typedef struct cev__policy {
    int64_t states;
    int32_t *choice;
    double *value;
    double *lu;
    int64_t *swaps;
} cev__policy;

/* The best policy. With `always` an action's number only that one is allowed
 * where there is it; CEV__NONE: all are. gamma < 1. */
int32_t cev__policy_best(cev_ctx *ctx, const cev__chain *chain, double gamma,
                         uint32_t always, cev__policy *out);
void cev__policy_free(cev_ctx *ctx, cev__policy *policy);

/* Standard errors of the policy's values. */
int32_t cev__policy_errors(cev_ctx *ctx, const cev__chain *chain, double gamma,
                           const cev__policy *policy, double *sd);

/* Periods until a state that nobody leaves, NaN where that is not sure. */
int32_t cev__policy_periods(cev_ctx *ctx, const cev__chain *chain,
                            const int32_t *choice, double *periods);

/* Values over so many periods, the choice to take now, and, unless sd is
 * NULL, standard errors. */
int32_t cev__horizon_values(cev_ctx *ctx, const cev__chain *chain,
                            double gamma, int64_t periods, double *values,
                            int32_t *choice, double *sd);

/* Calls of the same beginning: options checked, the chain read, and the
 * discount factor of a period. */
int32_t cev__chain_begin(cev_ctx *ctx, const cev_table *transitions,
                         const cev_table *rewards, const cev_options *options,
                         const char *takes, const char *who, const void *out,
                         cev__chain *chain, double *gamma);

#endif
