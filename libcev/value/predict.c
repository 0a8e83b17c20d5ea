/* Predictions for a table; see predict.h. */
#include "../core/compiler.h"
#include "predict.h"

#include <math.h>
#include <string.h>

#include "crew.h"
#include "spend_turn.h"

static const char side_names[CEV__SIDES][4] = {"", "_lo", "_hi"};

/* ROWS_SOON: how many rows before its turn a customer is expected. */
enum { COLUMN_NAME_SIZE = 32, ROWS_SOON = 8 };

typedef struct prediction {
    cev__sweep sweep; /* first: see buyers.h */
    const cev__outlook *outlook;
    cev__traits traits, spend_traits; /* of nothing: no covariates */
    double *out[CEV__NEAR][CEV__SIDES]; /* NULL: not wanted */
    int columns; /* of the purchase model's quantities, which follow */
    struct {
        double *out;
        int quantity, side;
    } column[CEV__SPEND * CEV__SIDES];
    cev__crew crew;
} prediction;

static void put_says(const prediction *p, int quantity, int64_t row,
                     const double *says)
{
    for (int side = 0; side < CEV__SIDES; side++)
        if (p->out[quantity][side] != NULL)
            p->out[quantity][side][row] = says[side];
}

/* The two models are fitted to different things, so their errors are taken as
 * independent. */
static cev__forecast value_of(const cev__outlook *outlook,
                              const cev__forecast *ahead,
                              const cev__forecast *spend, double *around)
{
    double value = outlook->margin * spend->value;
    cev__forecast clv = *ahead;
    clv.value *= value;
    clv.active *= value;
    cev__spread_join(&clv.spread, &spend->spread, around);
    if (clv.spread.changes != NULL)
        clv.active = clv.value; /* each draw knows how active they are */
    else
        cev__spread_join(&clv.active_spread, &spend->spread, around);
    return clv;
}

static void put_spend(const prediction *p, const cev__prospects *prospects,
                      const cev__block *block, int64_t i,
                      const cev__prospect *prospect)
{
    const cev__outlook *outlook = p->outlook;
    int64_t row = block->first + i;
    double x, m_x, says[CEV__SIDES], around[CEV__PLACES_DRAWN];
    double ratio = outlook->z / outlook->spend->reach.z;
    cev__spend room;
    const cev__spend *model =
        cev__spend_turn_to(outlook->spend, &p->spend_traits, row,
                           outlook->z > 0.0, prospects->spend_drawn, &room);
    cev__spend_history(model, block, i, &x, &m_x);
    cev__forecast spend = {0};
    if (ratio > 0.0)
        spend = cev__spend_forecast(model, outlook->own_mean, x, m_x, around);
    else
        spend.value = cev__spend_expected(model, outlook->own_mean, x, m_x);
    if (cev__outlook_asks(outlook, CEV__SPEND)) {
        cev__say_forecast(&spend, ratio, says);
        put_says(p, CEV__SPEND, row, says);
    }
    if (cev__outlook_asks(outlook, CEV__CLV)) {
        cev__forecast clv = value_of(outlook, &prospect->worth, &spend, around);
        cev__say_forecast(&clv, ratio, says);
        put_says(p, CEV__CLV, row, says);
    }
}

/* Many customers without intervals. */
static void predict_plainly(const prediction *p, cev__prospects *prospects,
                            const cev__block *block)
{
    static const int asks[CEV__SPEND] = {-1, CEV__ASK_PLAIN, CEV__ASK_ANY,
                                         CEV__ASK_NEXT};
    cev__plain_block told;
    cev__prospects_of_block(prospects, block, &told);
    for (int c = 0; c < p->columns; c++) {
        int quantity = p->column[c].quantity;
        memcpy(p->column[c].out + block->first,
               quantity == CEV__P_ALIVE ? told.alive
                                        : told.answers[asks[quantity]],
               (size_t)block->rows * sizeof(double));
    }
    for (int64_t i = 0; p->outlook->spend != NULL && i < block->rows; i++) {
        if (told.worths != NULL)
            prospects->last.worth.value = told.worths[i];
        put_spend(p, prospects, block, i, &prospects->last);
    }
}

static void predict_block(const prediction *p, cev__prospects *prospects,
                          const cev__block *block)
{
    if (prospects->plain != NULL) {
        predict_plainly(p, prospects, block);
        return;
    }
    const cev__outlook *outlook = p->outlook;
    const cev__prospect *prospect = NULL;
    for (int64_t i = 0; i < block->rows; i++) {
        if (outlook->purchases != NULL) {
            cev__history history = cev__history_at(block, i);
            if (i + ROWS_SOON < block->rows) {
                cev__history soon = cev__history_at(block, i + ROWS_SOON);
                cev__prospects_expect(prospects, &soon);
            }
            if (p->traits.of != NULL)
                cev__prospects_turn(prospects, &p->traits, block->first + i);
            prospect = cev__prospects_at(prospects, &history);
            for (int c = 0; c < p->columns; c++)
                p->column[c].out[block->first + i] =
                    prospect->says[p->column[c].quantity][p->column[c].side];
        }
        if (outlook->spend != NULL)
            put_spend(p, prospects, block, i, prospect);
    }
}

static void predict_task(void *state, int64_t index)
{
    prediction *p = state;
    const cev__buyers *buyers = p->sweep.buyers;
    int64_t first = cev__sweep_first(&p->sweep, index);
    int64_t end = cev__sweep_end(&p->sweep, index);
    cev__block block;
    p->sweep.bad[index] = -1;
    cev__buyers_begin(buyers, &block);
    for (; first < end; first += block.rows) {
        int64_t bad = cev__buyers_read(buyers, first, end, &block);
        if (bad >= 0) {
            p->sweep.bad[index] = bad;
            return;
        }
        predict_block(p, cev__crew_of(&p->crew, index), &block);
    }
}

/* Columns of a table, of quantities; NULL: not wanted. */
typedef double *outputs[CEV__QUANTITIES][CEV__SIDES];

/* Those of the quantities asked for. */
static int32_t add_outputs(const cev__outlook *outlook, cev_table *table,
                           outputs out)
{
    int sides = outlook->z > 0.0 ? CEV__SIDES : CEV__LOWER;
    for (int q = 0; q < CEV__QUANTITIES; q++) {
        int is_asked = cev__outlook_asks(outlook, q);
        for (int side = 0; is_asked && side < sides; side++) {
            char name[COLUMN_NAME_SIZE];
            cev__format(name, sizeof name, "%s%s", cev__quantity_names[q],
                        side_names[side]);
            int32_t status =
                cev__table_add_unwritten(table, name, &out[q][side]);
            if (status != CEV_OK)
                return status;
        }
    }
    return CEV_OK;
}

/* Where the answers of an outlook go: those of one for ever to dert and rlv. */
static void aim_outputs(prediction *p, outputs out)
{
    for (int q = 0; q < CEV__NEAR; q++) {
        int to = !p->outlook->is_ever ? q
                 : q == CEV__CLV      ? CEV__RLV
                                      : CEV__DERT;
        if (!cev__outlook_asks(p->outlook, q))
            continue;
        memcpy(p->out[q], out[to], sizeof p->out[q]);
        for (int side = 0; side < CEV__SIDES && q < CEV__SPEND; side++) {
            if (out[to][side] == NULL)
                continue;
            p->column[p->columns].out = out[to][side];
            p->column[p->columns].quantity = q;
            p->column[p->columns++].side = side;
        }
    }
}

/* All customers under one outlook. */
static int32_t look_out(cev_ctx *ctx, const cev__outlook *outlook,
                        const cev_table *customers,
                        const cev__buyers *buyers, outputs out)
{
    prediction p;
    int32_t status = CEV_OK;
    if (outlook->quantities >> CEV__NEAR << CEV__NEAR == outlook->quantities)
        return CEV_OK;
    memset(&p, 0, sizeof p);
    p.outlook = outlook;
    aim_outputs(&p, out);
    if (outlook->purchases != NULL)
        status = cev__traits_open(ctx, outlook->purchases->regression,
                                  customers, &p.traits);
    if (status == CEV_OK && outlook->spend != NULL)
        status = cev__traits_open(ctx, outlook->spend->regression, customers,
                                  &p.spend_traits);
    if (status == CEV_OK)
        status = cev__crew_open(ctx, outlook, buyers, &p.sweep, &p.crew);
    if (status == CEV_OK)
        status = cev__buyers_sweep(ctx, "predicting", buyers, predict_task,
                                   &p.sweep);
    cev__crew_close(ctx, &p.crew);
    return status;
}

int32_t cev__predict(cev_ctx *ctx, const cev__outlook *outlook,
                     const cev_table *customers, cev_table **out)
{
    cev__outlook ever = cev__outlook_ever(outlook);
    cev__buyers buyers;
    outputs columns;
    cev_table *table = NULL;
    memset(columns, 0, sizeof columns);
    int32_t status = cev__buyers_open(ctx, customers,
                                      cev__outlook_wants(outlook), &buyers);
    if (status == CEV_OK)
        status = cev_table_new(ctx, buyers.rows, &table);
    if (status == CEV_OK && cev__table_find(customers, "customer") != NULL)
        status = cev__table_add_copy(table, "customer", customers);
    if (status == CEV_OK)
        status = add_outputs(outlook, table, columns);
    if (status == CEV_OK)
        status = look_out(ctx, outlook, customers, &buyers, columns);
    if (status == CEV_OK)
        status = look_out(ctx, &ever, customers, &buyers, columns);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}
