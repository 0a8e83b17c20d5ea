/**
 * What the tests of chains have in common: moves and rewards in plain arrays,
 * and a look at one move.
 */
#ifndef TESTS_VALUE_CHAINS_H
#define TESTS_VALUE_CHAINS_H

#include "value/market.h"

#define YEAR (365.25 * 86400.0)

/** A table of moves or rewards in plain arrays. */
typedef struct {
    int64_t n;
    const char *from[64], *to[64], *action[64];
    double p[64], weight[64];
    cev_table *table;
} links;

static inline void link_to(links *l, const char *action, const char *from,
                    const char *to, double p)
{
    l->action[l->n] = action;
    l->from[l->n] = from;
    l->to[l->n] = to;
    l->weight[l->n] = NAN;
    l->p[l->n++] = p;
}

static inline void set(cev_ctx *ctx, cev_table *table, const char *name, int32_t type,
                const void *data)
{
    must(ctx, cev_table_set_column(table, name, type, data,
                                   type == CEV_TEXT ? sizeof(char *) : 8,
                                   NULL));
}

static inline const cev_table *moves_of(cev_ctx *ctx, links *l)
{
    cev_table_free(l->table);
    l->table = NULL;
    must(ctx, cev_table_new(ctx, l->n, &l->table));
    set(ctx, l->table, "from", CEV_TEXT, l->from);
    set(ctx, l->table, "to", CEV_TEXT, l->to);
    set(ctx, l->table, "probability", CEV_DOUBLE, l->p);
    if (l->n > 0 && l->action[0] != NULL)
        set(ctx, l->table, "action", CEV_TEXT, l->action);
    if (l->n > 0 && !isnan(l->weight[0]))
        set(ctx, l->table, "weight", CEV_DOUBLE, l->weight);
    return l->table;
}

static inline const cev_table *rewards_of(cev_ctx *ctx, links *l)
{
    cev_table_free(l->table);
    l->table = NULL;
    must(ctx, cev_table_new(ctx, l->n, &l->table));
    set(ctx, l->table, "state", CEV_TEXT, l->from);
    set(ctx, l->table, "reward", CEV_DOUBLE, l->p);
    if (l->n > 0 && l->action[0] != NULL)
        set(ctx, l->table, "action", CEV_TEXT, l->action);
    return l->table;
}

static inline cev_options *a_year_each(cev_ctx *ctx, double discount, double horizon)
{
    cev_options *options = new_options(ctx);
    must(ctx, cev_options_set_double(options, CEV_OPT_TIME_UNIT, YEAR));
    must(ctx, cev_options_set_double(options, CEV_OPT_DISCOUNT, discount));
    must(ctx, cev_options_set_double(options, CEV_OPT_HORIZON, horizon));
    return options;
}

/** A number of the move from one state to another; NaN: no such move. */
static inline double of_move(const cev_table *table, const char *from, const char *to,
                      const char *what)
{
    for (int64_t i = 0; i < cev_table_row_count(table); i++)
        if (strcmp(cev_table_text(table, "from", i), from) == 0
            && strcmp(cev_table_text(table, "to", i), to) == 0)
            return cev_table_double(table, what, i);
    return NAN;
}

#endif
