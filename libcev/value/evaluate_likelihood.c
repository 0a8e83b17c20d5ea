/*
 * How well each customer is explained: the log-likelihood of what he has done,
 * and how it spreads with the parameters. What a purchase model and one of spend
 * say of him adds up: spend is independent of how often he buys.
 */
#include "../core/compiler.h"
#include "evaluations.h"

#include <math.h>
#include <string.h>

#include "explained.h"
#include "spend_turn.h"
#include "turn.h"

typedef struct likelihoods {
    cev_ctx *ctx;
    const cev__outlook *outlook;
    cev__buyers buyers;
    cev__traits traits, spend_traits;
    cev__params *drawn; /* CEV__TURNS, of a customer with covariates */
    cev__explained purchases, spend;
} likelihoods;

static void explain_purchases(const likelihoods *l, const cev__block *block,
                            int64_t i)
{
    const cev__purchases *model = l->outlook->purchases;
    cev__history history = cev__history_at(block, i);
    double around[CEV__PLACES_DRAWN];
    int64_t row = block->first + i;
    int is_bounded = l->outlook->z > 0.0;
    cev__purchases own;
    if (model->regression != NULL) {
        cev__turn_to(model, &l->traits, row, is_bounded, l->drawn, &own);
        model = &own;
    }
    if (!(history.x > 0.0))
        history.t_x = history.litt = 0.0;
    double value = model->kind->log_likelihood(&model->prepared, &history);
    cev__spread spread = {0};
    for (int k = 0; is_bounded && k < model->places.count; k++)
        around[k] = model->kind->log_likelihood(cev__purchases_at(model, k),
                                                &history);
    if (is_bounded)
        spread = cev__places_spread(&model->places, around, value);
    cev__explained_put(&l->purchases, row, value, &spread, model->reach.z);
}

/* Who has no amounts is not explained by a model of spend. */
static void explain_amounts(const likelihoods *l, const cev__block *block,
                          int64_t i)
{
    double x, m_x, around[CEV__PLACES_DRAWN];
    int64_t row = block->first + i;
    int is_bounded = l->outlook->z > 0.0;
    cev__spend room;
    const cev__spend *model =
        cev__spend_turn_to(l->outlook->spend, &l->spend_traits, row,
                           is_bounded, l->drawn, &room);
    cev__spend_history(model, block, i, &x, &m_x);
    if (model->method == CEV__METHOD_NONE || !(x > 0.0 && m_x > 0.0)) {
        for (int side = 0; side < CEV__LIKELY_SIDES; side++)
            if (l->spend.out[side] != NULL)
                l->spend.out[side][row] = NAN;
        return;
    }
    double value = cev__gamma_gamma_ll(&model->prepared.gamma_gamma, x, m_x);
    cev__spread spread = {0};
    for (int k = 0; is_bounded && k < model->places.count; k++)
        around[k] = cev__gamma_gamma_ll(
            &cev__spend_at(model, k)->gamma_gamma, x, m_x);
    if (is_bounded)
        spread = cev__places_spread(&model->places, around, value);
    cev__explained_put(&l->spend, row, value, &spread, model->reach.z);
}

static int32_t explain_all(const likelihoods *l)
{
    cev__block block;
    cev__buyers_begin(&l->buyers, &block);
    for (int64_t first = 0; first < l->buyers.rows; first += block.rows) {
        int32_t status = cev__buyers_next(l->ctx, "evaluating", &l->buyers,
                                          first, &block);
        if (status != CEV_OK)
            return status;
        for (int64_t i = 0; i < block.rows; i++) {
            if (l->outlook->purchases != NULL)
                explain_purchases(l, &block, i);
            if (l->outlook->spend != NULL)
                explain_amounts(l, &block, i);
        }
    }
    return CEV_OK;
}

static int32_t open_likelihoods(likelihoods *l, const cev_table *customers)
{
    const cev__purchases *purchases = l->outlook->purchases;
    const cev__spend *spend = l->outlook->spend;
    int wants = cev__outlook_wants(l->outlook);
    int32_t status = CEV_OK;
    if (purchases != NULL)
        wants |= cev__purchase_fit_wants(purchases->kind);
    status = cev__buyers_open(l->ctx, customers, wants, &l->buyers);
    if (status == CEV_OK && purchases != NULL)
        status = cev__traits_open(l->ctx, purchases->regression, customers,
                                  &l->traits);
    if (status == CEV_OK && spend != NULL)
        status = cev__traits_open(l->ctx, spend->regression, customers,
                                  &l->spend_traits);
    if (status != CEV_OK)
        return status;
    l->drawn =
        cev__alloc(l->ctx, CEV__TURNS, (int64_t)sizeof *l->drawn);
    return l->drawn == NULL ? cev__fail_memory(l->ctx) : CEV_OK;
}

/* The models' columns: that of spend has a name of its own beside another. */
static int32_t add_likelihoods(likelihoods *l, const cev_table *customers,
                               cev_table *table)
{
    int has_purchases = l->outlook->purchases != NULL;
    int32_t status = CEV_OK;
    l->purchases.z = l->spend.z = l->outlook->z;
    if (cev__table_find(customers, "customer") != NULL)
        status = cev__table_add_copy(table, "customer", customers);
    if (status == CEV_OK && has_purchases)
        status = cev__explained_add(table, "log_likelihood", &l->purchases);
    if (status == CEV_OK && l->outlook->spend != NULL)
        status = cev__explained_add(
            table, has_purchases ? "spend_log_likelihood" : "log_likelihood",
            &l->spend);
    return status;
}

int32_t cev__evaluate_likelihood(cev_ctx *ctx, const cev__outlook *outlook,
                                 const cev_options *options,
                                 const cev_table *customers, cev_table **out)
{
    likelihoods l;
    cev_table *table = NULL;
    (void)options;
    memset(&l, 0, sizeof l);
    l.ctx = ctx;
    l.outlook = outlook;
    int32_t status = open_likelihoods(&l, customers);
    if (status == CEV_OK)
        status = cev_table_new(ctx, l.buyers.rows, &table);
    if (status == CEV_OK)
        status = add_likelihoods(&l, customers, table);
    if (status == CEV_OK)
        status = explain_all(&l);
    cev__free(ctx, l.drawn, CEV__TURNS, (int64_t)sizeof *l.drawn);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}
