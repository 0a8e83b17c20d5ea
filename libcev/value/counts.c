/* How likely numbers of purchases are; see counts.h. */
#include "../core/compiler.h"
#include "counts.h"

#include "../math/bits.h"
#include "turn.h"

#include <math.h>
#include <string.h>

/* Purchases are counted up to here, one by one. */
#define COUNT_LAST 10000.0

/* Places for questions that recur, of 80 bytes each. */
enum { QUESTION_BITS = 8, QUESTIONS = 1 << QUESTION_BITS, KEYS = 6 };

/* A customer, a time, how many purchases there were; and the answer. */
typedef struct question {
    double key[KEYS]; /* x, t_x, T, litt, the time, seen; -1: none yet */
    const cev__params *params; /* of the customer, while it is worked out */
    double low, high, held;
} question;

typedef struct counting_state {
    cev__sweep sweep; /* first: see buyers.h */
    const cev__counting *counting;
    cev__traits traits; /* of nothing: no covariates */
    cev__counts *out;
} counting_state;

/* The chance of exactly so many. */
static double chance_of_count(const counting_state *c, const question *q,
                              double count)
{
    const cev__purchase_kind *kind = c->counting->model->kind;
    const cev__history history = {q->key[0], q->key[1], q->key[2], q->key[3]};
    if (c->counting->what == CEV__COUNTS_SO_FAR)
        return kind->pmf(q->params, count, q->key[4]);
    return kind->pmf_ahead(q->params, &history, count, q->key[4]);
}

/* Up to the number that there was. */
static void climb_to_seen(const counting_state *c, question *q)
{
    double seen = q->key[5], below = 0.0;
    if (!(seen <= COUNT_LAST))
        return;
    for (double count = 0.0; count < seen; count += 1.0)
        below += chance_of_count(c, q, count);
    q->low = fmin(below, 1.0);
    q->high = fmin(below + chance_of_count(c, q, seen), 1.0);
}

/* Up to the end of the range: fewer than its lower end are less likely than
 * the half of the rest, as are more than its upper end, or just as likely. */
static void climb_range(const counting_state *c, question *q)
{
    double tail = 0.5 * (1.0 - c->counting->level);
    double sum = 0.0, below = 0.0, low = -1.0;
    for (double count = 0.0; count <= COUNT_LAST; count += 1.0) {
        double before = sum;
        sum += chance_of_count(c, q, count);
        if (low < 0.0 && sum >= tail) {
            low = count;
            below = before;
        }
        if (sum >= 1.0 - tail) {
            q->low = low;
            q->high = count;
            q->held = fmin(sum - below, 1.0);
            return;
        }
    }
}

/* Whole days differ in a few high bits, which the products carry up. */
static question *place_of_question(question *places,
                                   const double key[KEYS])
{
    uint64_t mixed = 0;
    for (int i = 0; i < KEYS; i++) {
        uint64_t bits = cev__bits_of(key[i]);
        mixed = (mixed ^ mixed >> 29) * UINT64_C(0xC2B2AE3D27D4EB4F);
        mixed += (bits ^ bits >> 32) * UINT64_C(0x9E3779B97F4A7C15);
    }
    mixed = (mixed ^ mixed >> 32) * UINT64_C(0xC2B2AE3D27D4EB4F);
    return &places[mixed >> (64 - QUESTION_BITS)];
}

/* The answer for row i of a block: what is not asked is 0 in the key. With
 * covariates no answer is another's. */
static const question *ask_of_row(const counting_state *c,
                                  const cev__block *block, int64_t i,
                                  question *places)
{
    const cev__purchases *model = c->counting->model;
    int what = c->counting->what;
    cev__params room;
    cev__history h = cev__history_at(block, i);
    double key[KEYS] = {h.x, h.x > 0.0 ? h.t_x : 0.0, h.T, h.litt,
                        block->col[CEV__COL_T_HOLDOUT][i],
                        block->col[CEV__COL_X_HOLDOUT][i]};
    if (what == CEV__COUNTS_SO_FAR) {
        key[0] = key[1] = key[2] = key[3] = 0.0;
        key[4] = h.T;
        key[5] = h.x;
    }
    if (!model->kind->wants_litt || h.x == 0.0)
        key[3] = 0.0;
    if (what == CEV__COUNTS_RANGE)
        key[5] = 0.0;
    question *place = place_of_question(places, key);
    if (c->traits.of == NULL && memcmp(place->key, key, sizeof key) == 0)
        return place;
    memcpy(place->key, key, sizeof key);
    place->low = place->high = place->held = NAN;
    place->params =
        cev__turn_params(model, &c->traits, block->first + i, &room);
    if (what == CEV__COUNTS_RANGE)
        climb_range(c, place);
    else
        climb_to_seen(c, place);
    return place;
}

static void count_rows(const counting_state *c, const cev__block *block,
                       int64_t first, question *places)
{
    int is_ahead = c->counting->what != CEV__COUNTS_SO_FAR;
    for (int64_t i = 0; i < block->rows; i++) {
        const question *answer = ask_of_row(c, block, i, places);
        c->out->x[first + i] = block->col[CEV__COL_X][i];
        c->out->weight[first + i] = block->col[CEV__COL_CUSTOMERS][i];
        c->out->seen[first + i] =
            block->col[is_ahead ? CEV__COL_X_HOLDOUT : CEV__COL_X][i];
        c->out->low[first + i] = answer->low;
        c->out->high[first + i] = answer->high;
        c->out->held[first + i] = answer->held;
    }
}

static void counting_task(void *state, int64_t index)
{
    counting_state *c = state;
    const cev__buyers *buyers = c->sweep.buyers;
    int64_t first = cev__sweep_first(&c->sweep, index);
    int64_t end = cev__sweep_end(&c->sweep, index);
    question places[QUESTIONS];
    cev__block block;
    c->sweep.bad[index] = -1;
    memset(places, 0, sizeof places);
    for (int i = 0; i < QUESTIONS; i++)
        places[i].key[0] = -1.0;
    cev__buyers_begin(buyers, &block);
    for (; first < end; first += block.rows) {
        int64_t bad = cev__buyers_read(buyers, first, end, &block);
        if (bad >= 0) {
            c->sweep.bad[index] = bad;
            return;
        }
        count_rows(c, &block, first, places);
    }
}

static int32_t make_counts(cev_ctx *ctx, int64_t rows, cev__counts *out)
{
    double **columns[6] = {&out->x,    &out->seen, &out->low,
                           &out->high, &out->held, &out->weight};
    if (out->capacity > 0)
        return CEV_OK;
    out->rows = rows;
    out->capacity = rows + 1;
    for (int i = 0; i < 6; i++) {
        *columns[i] =
            cev__alloc(ctx, out->capacity, (int64_t)sizeof(double));
        if (*columns[i] == NULL)
            return cev__fail_memory(ctx);
    }
    return CEV_OK;
}

int32_t cev__counts_fill(cev_ctx *ctx, const cev__counting *counting,
                         const cev_table *customers, cev__counts *out)
{
    const cev__purchases *model = counting->model;
    int wants =
        cev__purchase_wants(model->kind) | CEV__WANTS_CUSTOMERS_MAYBE;
    counting_state c;
    cev__buyers buyers;
    memset(&c, 0, sizeof c);
    c.counting = counting;
    c.out = out;
    if (model->kind->pace == CEV__SLOW)
        c.sweep.task_rows = CEV__SLOW_ROWS;
    if (counting->what != CEV__COUNTS_SO_FAR)
        wants |= CEV__WANTS_HOLDOUT;
    int32_t status = cev__buyers_open(ctx, customers, wants, &buyers);
    if (status == CEV_OK)
        status =
            cev__traits_open(ctx, model->regression, customers, &c.traits);
    if (status == CEV_OK)
        status = make_counts(ctx, buyers.rows, out);
    return status == CEV_OK
               ? cev__buyers_sweep(ctx, "evaluating", &buyers, counting_task,
                                   &c.sweep)
               : status;
}

void cev__counts_free(cev_ctx *ctx, cev__counts *counts)
{
    double *columns[6] = {counts->x,    counts->seen, counts->low,
                          counts->high, counts->held, counts->weight};
    for (int i = 0; i < 6; i++)
        cev__free(ctx, columns[i], counts->capacity, (int64_t)sizeof(double));
    memset(counts, 0, sizeof *counts);
}
