/* What states are worth, as tables; see cev/markov.h. */
#include "../core/compiler.h"
#include "cev/markov.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../math/interval.h"
#include "chain.h"

/* What a column of text is made from. */
static int32_t add_state_names(cev_ctx *ctx, const cev__chain *chain,
                               cev_table *table)
{
    int64_t n = chain->states.count;
    const char **names = cev__alloc(ctx, n + 1, (int64_t)sizeof *names);
    if (names == NULL)
        return cev__fail_memory(ctx);
    for (int64_t s = 0; s < n; s++)
        names[s] = cev__customer_name(&chain->states, s);
    int32_t status = cev__table_add_text(table, "state", names);
    cev__free(ctx, names, n + 1, (int64_t)sizeof *names);
    return status;
}

/* The actions of so many choices; one without a name is a gap. */
static int32_t add_action_names(cev_ctx *ctx, const cev__chain *chain,
                                const int32_t *choice, int64_t count,
                                const char *column, cev_table *table)
{
    if (!chain->has_actions)
        return CEV_OK;
    const char **names = cev__alloc(ctx, count + 1, (int64_t)sizeof *names);
    if (names == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < count; i++) {
        uint32_t action = chain->choices[choice[i]].action;
        names[i] = action == CEV__NONE
                       ? NULL
                       : cev__customer_name(&chain->actions, action);
    }
    int32_t status = cev__table_add_text(table, column, names);
    cev__free(ctx, names, count + 1, (int64_t)sizeof *names);
    return status;
}

/* ---- Values -------------------------------------------------------------- */

typedef struct markov_values {
    const cev__chain *chain;
    double gamma, z;
    int64_t periods;
    cev_table *table;
    double *sd;      /* of the values in hand; NULL without intervals */
    int32_t *choice; /* likewise */
} markov_values;

/* Limits around a column that is filled. */
static int32_t add_limits(const markov_values *v, const double *value,
                          const char *lower_name, const char *upper_name)
{
    double *lower, *upper;
    if (v->sd == NULL)
        return CEV_OK;
    int32_t status = cev__table_add_double(v->table, lower_name, &lower);
    if (status == CEV_OK)
        status = cev__table_add_double(v->table, upper_name, &upper);
    for (int64_t s = 0; status == CEV_OK && s < v->table->rows; s++) {
        lower[s] = value[s] - v->z * v->sd[s];
        upper[s] = value[s] + v->z * v->sd[s];
    }
    return status;
}

static int32_t add_over_horizon(cev_ctx *ctx, const markov_values *v)
{
    double *value;
    int32_t status = cev__table_add_double(v->table, "value", &value);
    if (status == CEV_OK)
        status = cev__horizon_values(ctx, v->chain, v->gamma, v->periods,
                                     value, v->choice, v->sd);
    if (status == CEV_OK)
        status = add_limits(v, value, "value_lo", "value_hi");
    if (status == CEV_OK)
        status = add_action_names(ctx, v->chain, v->choice,
                                  v->chain->states.count, "action", v->table);
    return status;
}

static int32_t add_policy(cev_ctx *ctx, const markov_values *v,
                          const cev__policy *policy)
{
    int64_t n = policy->states;
    double *value;
    int32_t status = cev__table_add_double(v->table, "value_ever", &value);
    if (status == CEV_OK && v->sd != NULL)
        status = cev__policy_errors(ctx, v->chain, v->gamma, policy, v->sd);
    if (status != CEV_OK)
        return status;
    memcpy(value, policy->value, (size_t)n * sizeof *value);
    memcpy(v->choice, policy->choice, (size_t)n * sizeof *v->choice);
    status = add_limits(v, value, "value_ever_lo", "value_ever_hi");
    if (status == CEV_OK)
        status = add_action_names(ctx, v->chain, policy->choice, n,
                                  "action_ever", v->table);
    return status;
}

static int32_t add_for_ever(cev_ctx *ctx, const markov_values *v)
{
    cev__policy policy;
    int32_t status =
        cev__policy_best(ctx, v->chain, v->gamma, CEV__NONE, &policy);
    if (status != CEV_OK)
        return status;
    status = add_policy(ctx, v, &policy);
    cev__policy_free(ctx, &policy);
    return status;
}

/* Under the choices in hand: those for ever, or the only ones. */
static int32_t add_periods(cev_ctx *ctx, const markov_values *v)
{
    double *periods;
    int32_t status =
        cev__table_add_double(v->table, "expected_periods", &periods);
    return status == CEV_OK
               ? cev__policy_periods(ctx, v->chain, v->choice, periods)
               : status;
}

static int32_t fill_values(cev_ctx *ctx, const markov_values *v)
{
    int32_t status = add_state_names(ctx, v->chain, v->table);
    if (status == CEV_OK)
        status = add_over_horizon(ctx, v);
    if (status == CEV_OK && v->gamma < 1.0)
        status = add_for_ever(ctx, v);
    if (status == CEV_OK
        && (v->gamma < 1.0
            || v->chain->choice_count == v->chain->states.count))
        status = add_periods(ctx, v);
    return status;
}

static int32_t make_values(cev_ctx *ctx, const cev__chain *chain, double gamma,
                           const cev_options *options, cev_table **out)
{
    markov_values v;
    int64_t n = chain->states.count;
    memset(&v, 0, sizeof v);
    v.chain = chain;
    v.gamma = gamma;
    v.periods = (int64_t)cev__options_double(options, CEV__OPT_HORIZON);
    v.z = cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    v.choice = cev__alloc(ctx, n + 1, (int64_t)sizeof *v.choice);
    int32_t status = v.choice == NULL ? cev__fail_memory(ctx) : CEV_OK;
    if (status == CEV_OK && chain->has_weights && v.z > 0.0) {
        v.sd = cev__alloc(ctx, n + 1, (int64_t)sizeof *v.sd);
        status = v.sd == NULL ? cev__fail_memory(ctx) : CEV_OK;
    }
    if (status == CEV_OK)
        status = cev_table_new(ctx, n, &v.table);
    if (status == CEV_OK)
        status = fill_values(ctx, &v);
    cev__free(ctx, v.sd, n + 1, (int64_t)sizeof *v.sd);
    cev__free(ctx, v.choice, n + 1, (int64_t)sizeof *v.choice);
    if (status == CEV_OK)
        *out = v.table;
    else
        cev_table_free(v.table);
    return status;
}

int32_t cev_markov_value(cev_ctx *ctx, const cev_table *transitions,
                         const cev_table *rewards, const cev_options *options,
                         cev_table **out)
{
    cev__chain chain;
    double gamma;
    int32_t status = cev__chain_begin(ctx, transitions, rewards, options,
                                      CEV__TAKES_MARKOV_VALUE,
                                      "cev_markov_value", out, &chain, &gamma);
    if (status != CEV_OK)
        return status;
    status = make_values(ctx, &chain, gamma, options, out);
    cev__chain_free(ctx, &chain);
    return status;
}

/* ---- Actions ------------------------------------------------------------- */

/* A row for each choice, state by state. */
typedef struct markov_actions {
    const cev__chain *chain;
    double gamma;
    cev_table *table;
    int32_t *choice; /* of each row */
} markov_actions;

static int32_t lay_actions(cev_ctx *ctx, markov_actions *a)
{
    const cev__chain *chain = a->chain;
    int64_t rows = chain->choice_count, row = 0;
    a->choice = cev__alloc(ctx, rows + 1, (int64_t)sizeof *a->choice);
    const char **names = cev__alloc(ctx, rows + 1, (int64_t)sizeof *names);
    int32_t status = a->choice == NULL || names == NULL
                         ? cev__fail_memory(ctx)
                         : cev_table_new(ctx, rows, &a->table);
    for (int64_t s = 0; status == CEV_OK && s < chain->states.count; s++) {
        for (int32_t c = chain->choice_of[s]; c >= 0;
             c = chain->choices[c].next) {
            a->choice[row] = c;
            names[row++] = cev__customer_name(&chain->states, s);
        }
    }
    if (status == CEV_OK)
        status = cev__table_add_text(a->table, "state", names);
    if (status == CEV_OK)
        status = add_action_names(ctx, chain, a->choice, rows, "action",
                                  a->table);
    cev__free(ctx, names, rows + 1, (int64_t)sizeof *names);
    return status;
}

/* Each action once, the best from then on. */
static int32_t add_once(cev_ctx *ctx, const markov_actions *a)
{
    cev__policy best;
    int64_t *is_best;
    double *value, *gain;
    int32_t status =
        cev__policy_best(ctx, a->chain, a->gamma, CEV__NONE, &best);
    if (status != CEV_OK)
        return status;
    status = cev__table_add_int64(a->table, "is_best", &is_best);
    if (status == CEV_OK)
        status = cev__table_add_double(a->table, "value", &value);
    if (status == CEV_OK)
        status = cev__table_add_double(a->table, "gain", &gain);
    for (int64_t i = 0; status == CEV_OK && i < a->table->rows; i++) {
        int32_t s = a->chain->choices[a->choice[i]].state;
        is_best[i] = best.choice[s] == a->choice[i];
        value[i] = is_best[i] ? best.value[s]
                              : cev__chain_return(a->chain, a->choice[i],
                                                  a->gamma, best.value);
        /* An action as good as the best may seem better by rounding. */
        gain[i] = fmin(0.0, value[i] - best.value[s]);
    }
    cev__policy_free(ctx, &best);
    return status;
}

/* One action, or the one without a name, wherever it can be taken. */
static int32_t fill_always(cev_ctx *ctx, const markov_actions *a,
                           uint32_t action, double *value)
{
    cev__policy policy;
    int32_t status =
        cev__policy_best(ctx, a->chain, a->gamma, action, &policy);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < a->table->rows; i++)
        if (a->chain->choices[a->choice[i]].action == action)
            value[i] = policy.value[a->chain->choices[a->choice[i]].state];
    cev__policy_free(ctx, &policy);
    return CEV_OK;
}

static int32_t add_always(cev_ctx *ctx, const markov_actions *a)
{
    double *value;
    int32_t status =
        cev__table_add_double(a->table, "value_always", &value);
    if (status == CEV_OK)
        status = fill_always(ctx, a, CEV__NONE, value);
    for (int64_t k = 0; k < a->chain->actions.count && status == CEV_OK; k++)
        status = fill_always(ctx, a, (uint32_t)k, value);
    return status;
}

static int32_t make_actions(cev_ctx *ctx, const cev__chain *chain,
                            double gamma, cev_table **out)
{
    markov_actions a = {chain, gamma, NULL, NULL};
    int32_t status = lay_actions(ctx, &a);
    if (status == CEV_OK)
        status = add_once(ctx, &a);
    if (status == CEV_OK)
        status = add_always(ctx, &a);
    cev__free(ctx, a.choice, chain->choice_count + 1,
              (int64_t)sizeof *a.choice);
    if (status == CEV_OK)
        *out = a.table;
    else
        cev_table_free(a.table);
    return status;
}

int32_t cev_markov_actions(cev_ctx *ctx, const cev_table *transitions,
                           const cev_table *rewards,
                           const cev_options *options, cev_table **out)
{
    cev__chain chain;
    double gamma;
    int32_t status =
        cev__chain_begin(ctx, transitions, rewards, options,
                         CEV__TAKES_MARKOV_ACTIONS, "cev_markov_actions", out,
                         &chain, &gamma);
    if (status != CEV_OK)
        return status;
    if (gamma < 1.0)
        status = make_actions(ctx, &chain, gamma, out);
    else
        status = cev__fail(ctx, CEV_ERR_OPTION,
                           "option discount = 0; wanted more than 0: values "
                           "for ever may be infinite without");
    cev__chain_free(ctx, &chain);
    return status;
}
