/* Reading a chain from its tables; see chain.h. */
#include "../core/compiler.h"
#include "chain.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/sum.h"
#include "cev/markov.h"

/* Probabilities from a state may miss 1 by so much. */
#define SUM_MISS 1e-9

/* Rewards lie within ± this, so that no value overflows, nor its square. */
#define REWARD_MAX 1e100

#define CHAIN_YEAR (365.25 * 86400.0)

int32_t cev__chain_check_states(cev_ctx *ctx, const cev__customers *states)
{
    if (states->count <= CEV_MARKOV_STATES_MAX)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_LIMIT,
                     "there are more than %i states; wanted at most as many",
                     CEV_MARKOV_STATES_MAX);
}

int32_t cev__chain_texts(cev_ctx *ctx, const cev_table *table,
                         const char *name)
{
    const cev__column *column = cev__table_find(table, name);
    if (column == NULL)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "the table has no column %q; wanted one of text",
                         name);
    if (column->type != CEV_TEXT)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "column %q is of numbers; wanted text", name);
    return CEV_OK;
}

int32_t cev__chain_text(cev_ctx *ctx, const cev_table *table, const char *name,
                        int64_t row, const char **text)
{
    *text = cev_table_text(table, name, row);
    if (*text == NULL)
        return cev__fail(ctx, CEV_ERR_DOMAIN, "%s[%d] is a gap; wanted a name",
                         name, row);
    return CEV_OK;
}

/* ---- Choices ------------------------------------------------------------- */

/* The action of a row, among those there are. */
static int32_t read_action(cev_ctx *ctx, cev__chain *chain,
                           const cev_table *table, int64_t row,
                           uint32_t *action)
{
    const char *name = chain->has_actions
                           ? cev_table_text(table, "action", row)
                           : NULL;
    *action = CEV__NONE;
    return name == NULL ? CEV_OK
                        : cev__customer_intern(ctx, &chain->actions, name,
                                               action);
}

/* The choice of a state and action; -1: none. */
static int32_t find_choice(const cev__chain *chain, uint32_t state,
                           uint32_t action)
{
    int32_t choice = chain->choice_of[state];
    while (choice >= 0 && chain->choices[choice].action != action)
        choice = chain->choices[choice].next;
    return choice;
}

/* Adds a choice behind those of its state, so that ties go to the first. */
static int32_t add_choice(cev_ctx *ctx, cev__chain *chain, uint32_t state,
                          uint32_t action, int32_t *made)
{
    if (chain->choice_count == chain->choice_capacity) {
        int64_t capacity = 2 * chain->choice_capacity + 16;
        cev__chain_choice *grown =
            cev__resize(ctx, chain->choices, chain->choice_capacity, capacity,
                        (int64_t)sizeof *grown);
        if (grown == NULL)
            return cev__fail_memory(ctx);
        chain->choices = grown;
        chain->choice_capacity = capacity;
    }
    int32_t *link = &chain->choice_of[state];
    while (*link >= 0)
        link = &chain->choices[*link].next;
    *made = *link = (int32_t)chain->choice_count++;
    chain->choices[*made] = (cev__chain_choice){(int32_t)state, action, -1,
                                          0, 0, NAN, 0.0};
    return CEV_OK;
}

/* ---- Transitions --------------------------------------------------------- */

/* What is read of the table of transitions. */
typedef struct chain_reader {
    const cev_table *table;
    cev__numbers probability, weight;
    uint32_t *from, *to;  /* states of each row */
    int32_t *choice;      /* of each row */
    int64_t *filled;      /* moves so far, of each choice */
} chain_reader;

static int32_t open_transitions(cev_ctx *ctx, cev__chain *chain,
                                chain_reader *reader)
{
    const cev_table *table = reader->table;
    int64_t rows = table->rows + 1;
    chain->has_actions = cev__table_find(table, "action") != NULL;
    chain->has_weights = cev__table_find(table, "weight") != NULL;
    int32_t status = cev__chain_texts(ctx, table, "from");
    if (status == CEV_OK)
        status = cev__chain_texts(ctx, table, "to");
    if (status == CEV_OK && chain->has_actions)
        status = cev__chain_texts(ctx, table, "action");
    if (status == CEV_OK)
        status = cev__table_numbers(ctx, table, "probability",
                                    &reader->probability);
    if (status == CEV_OK && chain->has_weights)
        status = cev__table_numbers(ctx, table, "weight", &reader->weight);
    if (status == CEV_OK && rows > INT32_MAX)
        status = cev__fail(ctx, CEV_ERR_LIMIT,
                           "the table has %d rows; wanted fewer than 2^31",
                           table->rows);
    if (status != CEV_OK)
        return status;
    reader->from = cev__alloc(ctx, rows, (int64_t)sizeof(uint32_t));
    reader->to = cev__alloc(ctx, rows, (int64_t)sizeof(uint32_t));
    reader->choice = cev__alloc(ctx, rows, (int64_t)sizeof(int32_t));
    if (reader->from == NULL || reader->to == NULL || reader->choice == NULL)
        return cev__fail_memory(ctx);
    return CEV_OK;
}

static void close_transitions(cev_ctx *ctx, const cev__chain *chain,
                              chain_reader *reader)
{
    int64_t rows = reader->table->rows + 1;
    cev__free(ctx, reader->filled, chain->choice_count + 1,
              (int64_t)sizeof *reader->filled);
    cev__free(ctx, reader->choice, rows, (int64_t)sizeof(int32_t));
    cev__free(ctx, reader->to, rows, (int64_t)sizeof(uint32_t));
    cev__free(ctx, reader->from, rows, (int64_t)sizeof(uint32_t));
}

/* The states are those that somebody leaves, in the order of the rows. */
static int32_t read_states(cev_ctx *ctx, cev__chain *chain,
                           chain_reader *reader)
{
    for (int64_t i = 0; i < reader->table->rows; i++) {
        const char *from, *to;
        int32_t status =
            cev__chain_text(ctx, reader->table, "from", i, &from);
        if (status == CEV_OK)
            status = cev__chain_text(ctx, reader->table, "to", i, &to);
        if (status == CEV_OK)
            status = cev__customer_intern(ctx, &chain->states, from,
                                          &reader->from[i]);
        if (status == CEV_OK)
            status = cev__chain_check_states(ctx, &chain->states);
        if (status != CEV_OK)
            return status;
    }
    for (int64_t i = 0; i < reader->table->rows; i++) {
        const char *to = cev_table_text(reader->table, "to", i);
        cev__key key = cev__key_of_text(to);
        reader->to[i] = cev__customer_find(&chain->states, &key);
        if (reader->to[i] == CEV__NONE)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "the probabilities from %q sum to 0; wanted 1: "
                             "a state that nobody leaves moves to itself",
                             to);
    }
    return CEV_OK;
}

static int32_t check_move(cev_ctx *ctx, const cev__chain *chain,
                          const chain_reader *reader, int64_t row)
{
    double p = cev__number_at(&reader->probability, row);
    if (!(p >= 0.0 && p <= 1.0))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "probability[%d] = %g; wanted 0 to 1", row, p);
    if (!chain->has_weights)
        return CEV_OK;
    double weight = cev__number_at(&reader->weight, row);
    if (isnan(weight) || (weight >= 0.0 && isfinite(weight)))
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "weight[%d] = %g; wanted a number from 0 on, or a gap",
                     row, weight);
}

/* The choice of each row, how many moves each has, and their weight. */
static int32_t read_choices(cev_ctx *ctx, cev__chain *chain,
                            chain_reader *reader)
{
    chain->choice_of = cev__alloc(ctx, chain->states.count + 1,
                                  (int64_t)sizeof *chain->choice_of);
    if (chain->choice_of == NULL)
        return cev__fail_memory(ctx);
    for (int64_t s = 0; s <= chain->states.count; s++)
        chain->choice_of[s] = -1;
    for (int64_t i = 0; i < reader->table->rows; i++) {
        uint32_t action;
        int32_t status = check_move(ctx, chain, reader, i);
        if (status == CEV_OK)
            status = read_action(ctx, chain, reader->table, i, &action);
        if (status != CEV_OK)
            return status;
        int32_t *choice = &reader->choice[i];
        *choice = find_choice(chain, reader->from[i], action);
        if (*choice < 0)
            status = add_choice(ctx, chain, reader->from[i], action, choice);
        if (status != CEV_OK)
            return status;
        double weight = chain->has_weights
                            ? cev__number_at(&reader->weight, i)
                            : NAN;
        chain->choices[*choice].count++;
        chain->choices[*choice].weight +=
            isnan(weight) ? INFINITY : weight;
    }
    return CEV_OK;
}

/* The moves, choice by choice. */
static int32_t place_moves(cev_ctx *ctx, cev__chain *chain,
                           chain_reader *reader)
{
    chain->move_count = reader->table->rows;
    chain->moves = cev__alloc(ctx, chain->move_count + 1,
                              (int64_t)sizeof *chain->moves);
    reader->filled = cev__alloc_zero(ctx, chain->choice_count + 1,
                                     (int64_t)sizeof *reader->filled);
    if (chain->moves == NULL || reader->filled == NULL)
        return cev__fail_memory(ctx);
    int64_t first = 0;
    for (int64_t c = 0; c < chain->choice_count; c++) {
        chain->choices[c].first = first;
        first += chain->choices[c].count;
    }
    for (int64_t i = 0; i < reader->table->rows; i++) {
        int32_t c = reader->choice[i];
        chain->moves[chain->choices[c].first + reader->filled[c]++] =
            (cev__move){(int32_t)reader->to[i], (int32_t)i,
                        cev__number_at(&reader->probability, i)};
    }
    return CEV_OK;
}

/* An action as messages tell it. */
static const char *action_name(const cev__chain *chain, uint32_t action)
{
    return action == CEV__NONE ? "no name"
                               : cev__customer_name(&chain->actions, action);
}

/* Each move once, and the probabilities of a choice sum to 1; they are then
 * made to, to the last bit. */
static int32_t check_choice(cev_ctx *ctx, cev__chain *chain, int64_t c,
                            int32_t *seen)
{
    const cev__chain_choice *choice = &chain->choices[c];
    const char *state = cev__customer_name(&chain->states, choice->state);
    cev__sum total = {0};
    for (int64_t k = choice->first; k < choice->first + choice->count; k++) {
        const cev__move *move = &chain->moves[k];
        if (seen[move->to] == (int32_t)c + 1)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "row %i has the move from %q to %q again",
                             move->row, state,
                             cev__customer_name(&chain->states, move->to));
        seen[move->to] = (int32_t)c + 1;
        cev__sum_add(&total, move->probability);
    }
    double sum = cev__sum_value(&total);
    if (!(fabs(sum - 1.0) <= SUM_MISS)) {
        if (!chain->has_actions)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "the probabilities from %q sum to %g; wanted 1",
                             state, sum);
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "the probabilities from %q by the action %q sum to "
                         "%g; wanted 1",
                         state, action_name(chain, choice->action), sum);
    }
    for (int64_t k = choice->first; k < choice->first + choice->count; k++)
        chain->moves[k].probability /= sum;
    return CEV_OK;
}

static int32_t check_chain(cev_ctx *ctx, cev__chain *chain)
{
    int64_t n = chain->states.count;
    int32_t status = CEV_OK;
    int32_t *seen = cev__alloc_zero(ctx, n + 1, (int64_t)sizeof *seen);
    if (seen == NULL)
        return cev__fail_memory(ctx);
    for (int64_t c = 0; c < chain->choice_count && status == CEV_OK; c++)
        status = check_choice(ctx, chain, c, seen);
    cev__free(ctx, seen, n + 1, (int64_t)sizeof *seen);
    return status;
}

static int32_t read_transitions(cev_ctx *ctx, const cev_table *transitions,
                                cev__chain *chain)
{
    chain_reader reader;
    memset(&reader, 0, sizeof reader);
    reader.table = transitions;
    int32_t status = open_transitions(ctx, chain, &reader);
    if (status == CEV_OK)
        status = read_states(ctx, chain, &reader);
    if (status == CEV_OK)
        status = read_choices(ctx, chain, &reader);
    if (status == CEV_OK)
        status = place_moves(ctx, chain, &reader);
    if (status == CEV_OK)
        status = check_chain(ctx, chain);
    close_transitions(ctx, chain, &reader);
    return status;
}

/* ---- Rewards ------------------------------------------------------------- */

/* Gives a reward to a choice that has none. */
static int32_t put_reward(cev_ctx *ctx, const cev__chain *chain,
                          cev__chain_choice *choice, int64_t row, double reward)
{
    if (isnan(choice->reward)) {
        choice->reward = reward;
        return CEV_OK;
    }
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "row %d of the rewards has the state %q again", row,
                     cev__customer_name(&chain->states, choice->state));
}

/* A row of the rewards; one of a state or action that the chain does not have
 * is no mistake. */
static int32_t read_reward(cev_ctx *ctx, cev__chain *chain,
                           const cev_table *rewards, int is_by_action,
                           double reward, int64_t row)
{
    const char *name;
    int32_t status = cev__chain_text(ctx, rewards, "state", row, &name);
    if (status != CEV_OK)
        return status;
    if (!(fabs(reward) <= REWARD_MAX))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "reward[%d] = %g; wanted -1e100 to 1e100", row,
                         reward);
    cev__key key = cev__key_of_text(name);
    uint32_t state = cev__customer_find(&chain->states, &key);
    if (state == CEV__NONE)
        return CEV_OK;
    uint32_t action = CEV__NONE;
    if (is_by_action)
        status = read_action(ctx, chain, rewards, row, &action);
    for (int32_t c = chain->choice_of[state]; c >= 0 && status == CEV_OK;
         c = chain->choices[c].next)
        if (!is_by_action || chain->choices[c].action == action)
            status = put_reward(ctx, chain, &chain->choices[c], row, reward);
    return status;
}

static int32_t refuse_unrewarded(cev_ctx *ctx, const cev__chain *chain,
                                 const cev__chain_choice *choice)
{
    const char *state = cev__customer_name(&chain->states, choice->state);
    if (!chain->has_actions)
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "there is no reward for the state %q", state);
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "there is no reward for the state %q by the action %q",
                     state, action_name(chain, choice->action));
}

static int32_t read_rewards(cev_ctx *ctx, const cev_table *rewards,
                            cev__chain *chain)
{
    cev__numbers numbers;
    int is_by_action = chain->has_actions
                       && cev__table_find(rewards, "action") != NULL;
    int32_t status = cev__chain_texts(ctx, rewards, "state");
    if (status == CEV_OK && is_by_action)
        status = cev__chain_texts(ctx, rewards, "action");
    if (status == CEV_OK)
        status = cev__table_numbers(ctx, rewards, "reward", &numbers);
    for (int64_t i = 0; i < rewards->rows && status == CEV_OK; i++)
        status = read_reward(ctx, chain, rewards, is_by_action,
                             cev__number_at(&numbers, i), i);
    for (int64_t c = 0; c < chain->choice_count && status == CEV_OK; c++)
        if (isnan(chain->choices[c].reward))
            status = refuse_unrewarded(ctx, chain, &chain->choices[c]);
    return status;
}

/* ---- The whole ----------------------------------------------------------- */

int32_t cev__chain_open(cev_ctx *ctx, const cev_table *transitions,
                        const cev_table *rewards, cev__chain *out)
{
    memset(out, 0, sizeof *out);
    int32_t status = read_transitions(ctx, transitions, out);
    if (status == CEV_OK)
        status = read_rewards(ctx, rewards, out);
    if (status != CEV_OK)
        cev__chain_free(ctx, out);
    return status;
}

void cev__chain_free(cev_ctx *ctx, cev__chain *chain)
{
    cev__free(ctx, chain->moves, chain->move_count + 1,
              (int64_t)sizeof *chain->moves);
    cev__free(ctx, chain->choices, chain->choice_capacity,
              (int64_t)sizeof *chain->choices);
    cev__free(ctx, chain->choice_of, chain->states.count + 1,
              (int64_t)sizeof *chain->choice_of);
    cev__customers_free(ctx, &chain->actions);
    cev__customers_free(ctx, &chain->states);
    memset(chain, 0, sizeof *chain);
}

int32_t cev__chain_begin(cev_ctx *ctx, const cev_table *transitions,
                         const cev_table *rewards, const cev_options *options,
                         const char *takes, const char *who, const void *out,
                         cev__chain *chain, double *gamma)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (transitions == NULL)
        return cev__fail_null(ctx, "transitions");
    if (rewards == NULL)
        return cev__fail_null(ctx, "rewards");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    int32_t status = cev__options_check(ctx, options, takes, who);
    if (status != CEV_OK)
        return status;
    double years =
        cev__options_double(options, CEV__OPT_TIME_UNIT) / CHAIN_YEAR;
    *gamma = cev__exp(
        -years * cev__log1p(cev__options_double(options, CEV__OPT_DISCOUNT)));
    return cev__chain_open(ctx, transitions, rewards, chain);
}
