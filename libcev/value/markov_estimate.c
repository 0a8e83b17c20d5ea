/* A chain from what was seen; see cev/markov.h. */
#include "../core/compiler.h"
#include "cev/markov.h"

#include <math.h>
#include <string.h>

#include "../core/calls.h"
#include "../math/elementary.h"
#include "../math/gamma.h"
#include "../math/interval.h"
#include "../math/sum.h"
#include "chain.h"

/* What each listed move has before it is seen: Jeffreys' prior. */
#define MOVE_PRIOR 0.5

#define MOVE_COUNT_MAX 1e15

/* Moves between n states: where they are listed, and how often seen. */
typedef struct move_tally {
    cev__customers states;
    int64_t n, listed;
    uint8_t *is_listed; /* n × n */
    double *count;      /* n × n */
    double *weight;     /* of each state's listed moves together */
    double *visits;
    cev__sum *money;    /* of the moves into each state; NULL: not wanted */
} move_tally;

/* The columns of the input: pairs, or the states of customers in time. */
typedef struct moves_reader {
    const cev_table *table;
    int is_sequence, has_count;
    const cev__column *customer;
    cev__numbers count, money;
} moves_reader;

static int32_t open_moves(cev_ctx *ctx, const cev_table *table,
                          int wants_money, moves_reader *reader)
{
    int32_t status;
    memset(reader, 0, sizeof *reader);
    reader->table = table;
    reader->is_sequence = cev__table_find(table, "from") == NULL
                          && cev__table_find(table, "state") != NULL;
    if (reader->is_sequence) {
        reader->customer = cev__table_find(table, "customer");
        status = cev__chain_texts(ctx, table, "state");
        if (status == CEV_OK
            && (reader->customer == NULL
                || reader->customer->type == CEV_DOUBLE))
            status = cev__fail(ctx, CEV_ERR_COLUMN,
                               "states of customers want a column "
                               "\"customer\" of text or int64");
    } else {
        reader->has_count = cev__table_find(table, "count") != NULL;
        status = cev__chain_texts(ctx, table, "from");
        if (status == CEV_OK)
            status = cev__chain_texts(ctx, table, "to");
        if (status == CEV_OK && reader->has_count)
            status = cev__table_numbers(ctx, table, "count", &reader->count);
    }
    if (status == CEV_OK && wants_money)
        status = cev__table_numbers(ctx, table, "money", &reader->money);
    return status;
}

/* Whether this row and the one before are of one customer. */
static int is_same_customer(const moves_reader *reader, int64_t row)
{
    const cev_table *table = reader->table;
    if (reader->customer->type == CEV_INT64) {
        int64_t id = cev_table_int64(table, "customer", row);
        return id != INT64_MIN
               && id == cev_table_int64(table, "customer", row - 1);
    }
    const char *here = cev_table_text(table, "customer", row);
    const char *before = cev_table_text(table, "customer", row - 1);
    return here != NULL && before != NULL && strcmp(here, before) == 0;
}

/* The names of a row's move; 0 when it is none. */
static int read_ends(const moves_reader *reader, int64_t row,
                     const char **from, const char **to)
{
    if (!reader->is_sequence) {
        *from = cev_table_text(reader->table, "from", row);
        *to = cev_table_text(reader->table, "to", row);
        return 1;
    }
    *to = cev_table_text(reader->table, "state", row);
    *from = row > 0 && is_same_customer(reader, row)
                ? cev_table_text(reader->table, "state", row - 1)
                : NULL;
    return *from != NULL;
}

/* ---- Counting ------------------------------------------------------------ */

/* Everybody's name: of `from` first, so that states come in the order of the
 * rows. */
static int32_t tally_names(cev_ctx *ctx, const moves_reader *reader, move_tally *t)
{
    static const char *const pair[2] = {"from", "to"};
    static const char *const single[1] = {"state"};
    const char *const *columns = reader->is_sequence ? single : pair;
    for (int c = 0; c < (reader->is_sequence ? 1 : 2); c++) {
        for (int64_t i = 0; i < reader->table->rows; i++) {
            const char *name;
            uint32_t found;
            int32_t status =
                cev__chain_text(ctx, reader->table, columns[c], i, &name);
            if (status == CEV_OK)
                status = cev__customer_intern(ctx, &t->states, name, &found);
            if (status == CEV_OK)
                status = cev__chain_check_states(ctx, &t->states);
            if (status != CEV_OK)
                return status;
        }
    }
    t->n = t->states.count;
    return CEV_OK;
}

static int32_t make_tally(cev_ctx *ctx, int wants_money, move_tally *t)
{
    int64_t n = t->n;
    t->is_listed = cev__alloc_zero(ctx, n * n + 1, 1);
    t->count = cev__alloc_zero(ctx, n * n + 1, (int64_t)sizeof *t->count);
    t->weight = cev__alloc_zero(ctx, n + 1, (int64_t)sizeof *t->weight);
    t->visits = cev__alloc_zero(ctx, n + 1, (int64_t)sizeof *t->visits);
    if (t->is_listed == NULL || t->count == NULL || t->weight == NULL
        || t->visits == NULL)
        return cev__fail_memory(ctx);
    if (!wants_money)
        return CEV_OK;
    t->money = cev__alloc_zero(ctx, n + 1, (int64_t)sizeof *t->money);
    return t->money == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

static void free_tally(cev_ctx *ctx, move_tally *t)
{
    int64_t n = t->n;
    cev__free(ctx, t->money, n + 1, (int64_t)sizeof *t->money);
    cev__free(ctx, t->visits, n + 1, (int64_t)sizeof *t->visits);
    cev__free(ctx, t->weight, n + 1, (int64_t)sizeof *t->weight);
    cev__free(ctx, t->count, n * n + 1, (int64_t)sizeof *t->count);
    cev__free(ctx, t->is_listed, n * n + 1, 1);
    cev__customers_free(ctx, &t->states);
}

static int64_t state_named(const move_tally *t, const char *name)
{
    cev__key key = cev__key_of_text(name);
    return (int64_t)cev__customer_find(&t->states, &key);
}

/* Counts one row in. */
static int32_t tally_row(cev_ctx *ctx, const moves_reader *reader, move_tally *t,
                         int64_t row)
{
    const char *from, *to;
    if (!read_ends(reader, row, &from, &to))
        return CEV_OK;
    double count =
        reader->has_count ? cev__number_at(&reader->count, row) : 1.0;
    double money =
        t->money == NULL ? 0.0 : cev__number_at(&reader->money, row);
    if (!(count >= 0.0 && count <= MOVE_COUNT_MAX))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "count[%d] = %g; wanted a number from 0 to 1e15", row,
                         count);
    if (!(fabs(money) <= CEV_AMOUNT_MAX))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "money[%d] = %g; wanted -1e290 to 1e290", row, money);
    int64_t i = state_named(t, from), j = state_named(t, to);
    t->listed += !t->is_listed[i * t->n + j];
    t->is_listed[i * t->n + j] = 1;
    t->count[i * t->n + j] += count;
    t->visits[j] += count;
    if (t->money != NULL)
        cev__sum_add(&t->money[j], money);
    return CEV_OK;
}

/* The weights of states; who is not known to leave moves to himself. */
static void weigh_states(move_tally *t)
{
    for (int64_t i = 0; i < t->n; i++) {
        int64_t listed = 0;
        for (int64_t j = 0; j < t->n; j++) {
            if (!t->is_listed[i * t->n + j])
                continue;
            t->weight[i] += t->count[i * t->n + j] + MOVE_PRIOR;
            listed++;
        }
        if (listed == 0) {
            t->is_listed[i * t->n + i] = 1;
            t->listed++;
        }
    }
}

static int32_t tally_moves(cev_ctx *ctx, const moves_reader *reader,
                           int wants_money, move_tally *t)
{
    int32_t status = tally_names(ctx, reader, t);
    if (status == CEV_OK)
        status = make_tally(ctx, wants_money, t);
    for (int64_t i = 0; i < reader->table->rows && status == CEV_OK; i++)
        status = tally_row(ctx, reader, t, i);
    if (status == CEV_OK)
        weigh_states(t);
    return status;
}

/* ---- The tables ---------------------------------------------------------- */

typedef struct move_columns {
    double *count, *weight, *probability, *lower, *upper;
} move_columns;

/* A beta distribution's interval, on the scale of the log-odds, where its
 * variance is one of trigammas. */
static void bound_move(double weight, double others, double z, double *lower,
                       double *upper)
{
    if (!(others > 0.0)) {
        *lower = *upper = 1.0;
        return;
    }
    cev__interval_share(cev__log(others / weight),
                        sqrt(cev__trigamma(weight) + cev__trigamma(others)), z,
                        lower, upper);
}

/* Row `row`, the move from i to j. */
static void fill_move(const move_tally *t, int64_t i, int64_t j, double z,
                      int64_t row, const move_columns *to)
{
    double count = t->count[i * t->n + j];
    int is_known = t->weight[i] > 0.0;
    double weight = is_known ? count + MOVE_PRIOR : NAN;
    to->count[row] = count;
    to->weight[row] = weight;
    to->probability[row] = is_known ? weight / t->weight[i] : 1.0;
    if (to->lower == NULL)
        return;
    to->lower[row] = to->upper[row] = 1.0;
    if (is_known)
        bound_move(weight, t->weight[i] - weight, z, &to->lower[row],
                   &to->upper[row]);
}

static int32_t add_move_numbers(cev_table *table, double z, move_columns *to)
{
    static const char names[5][16] = {"count", "weight", "probability",
                                      "probability_lo", "probability_hi"};
    double **const data[5] = {&to->count, &to->weight, &to->probability,
                              &to->lower, &to->upper};
    int32_t status = CEV_OK;
    for (int i = 0; i < (z > 0.0 ? 5 : 3) && status == CEV_OK; i++)
        status = cev__table_add_double(table, names[i], data[i]);
    return status;
}

static int32_t add_ends(cev_ctx *ctx, const move_tally *t, cev_table *table)
{
    int64_t row = 0, size = 2 * t->listed + 1;
    const char **from = cev__alloc(ctx, size, (int64_t)sizeof *from);
    if (from == NULL)
        return cev__fail_memory(ctx);
    const char **to = from + t->listed;
    for (int64_t i = 0; i < t->n * t->n; i++) {
        if (!t->is_listed[i])
            continue;
        from[row] = cev__customer_name(&t->states, i / t->n);
        to[row++] = cev__customer_name(&t->states, i % t->n);
    }
    int32_t status = cev__table_add_text(table, "from", from);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "to", to);
    cev__free(ctx, from, size, (int64_t)sizeof *from);
    return status;
}

static int32_t moves_table(cev_ctx *ctx, const move_tally *t, double z,
                           cev_table **out)
{
    cev_table *table = NULL;
    move_columns columns;
    int64_t row = 0;
    memset(&columns, 0, sizeof columns);
    int32_t status = cev_table_new(ctx, t->listed, &table);
    if (status == CEV_OK)
        status = add_ends(ctx, t, table);
    if (status == CEV_OK)
        status = add_move_numbers(table, z, &columns);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t i = 0; i < t->n * t->n; i++)
        if (t->is_listed[i])
            fill_move(t, i / t->n, i % t->n, z, row++, &columns);
    *out = table;
    return CEV_OK;
}

static int32_t fill_rewards(cev_ctx *ctx, const move_tally *t, double margin,
                            cev_table *table)
{
    const char **names = cev__alloc(ctx, t->n + 1, (int64_t)sizeof *names);
    double *visits, *reward;
    if (names == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < t->n; i++)
        names[i] = cev__customer_name(&t->states, i);
    int32_t status = cev__table_add_text(table, "state", names);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "visits", &visits);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "reward", &reward);
    for (int64_t i = 0; status == CEV_OK && i < t->n; i++) {
        visits[i] = t->visits[i];
        reward[i] = visits[i] > 0.0
                        ? margin * cev__sum_value(&t->money[i]) / visits[i]
                        : 0.0;
    }
    cev__free(ctx, names, t->n + 1, (int64_t)sizeof *names);
    return status;
}

static int32_t rewards_table(cev_ctx *ctx, const move_tally *t, double margin,
                             cev_table **out)
{
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, t->n, &table);
    if (status == CEV_OK)
        status = fill_rewards(ctx, t, margin, table);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

static int32_t estimate_tables(cev_ctx *ctx, const move_tally *t,
                               const cev_options *options,
                               cev_table **transitions, cev_table **rewards)
{
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    double margin = cev__options_double(options, CEV__OPT_MARGIN);
    cev_table *made = NULL;
    int32_t status = moves_table(ctx, t, z, &made);
    if (status == CEV_OK && rewards != NULL)
        status = rewards_table(ctx, t, margin, rewards);
    if (status == CEV_OK)
        *transitions = made;
    else
        cev_table_free(made);
    return status;
}

int32_t cev_markov_estimate(cev_ctx *ctx, const cev_table *moves,
                            const cev_options *options,
                            cev_table **transitions, cev_table **rewards)
{
    moves_reader reader;
    move_tally t;
    int wants_money = rewards != NULL;
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (moves == NULL)
        return cev__fail_null(ctx, "moves");
    if (transitions == NULL)
        return cev__fail_null(ctx, "transitions");
    memset(&t, 0, sizeof t);
    int32_t status = cev__options_check(
        ctx, options, CEV__TAKES_MARKOV_ESTIMATE, "cev_markov_estimate");
    if (status == CEV_OK)
        status = open_moves(ctx, moves, wants_money, &reader);
    if (status == CEV_OK)
        status = tally_moves(ctx, &reader, wants_money, &t);
    if (status == CEV_OK)
        status = estimate_tables(ctx, &t, options, transitions, rewards);
    free_tally(ctx, &t);
    return status;
}
