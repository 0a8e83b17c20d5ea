/* Histories and their prospects; see prospects.h. */
#include "../core/compiler.h"
#include "prospects.h"

#include <math.h>
#include <string.h>

#include "../core/prefetch.h"
#include "../math/elementary.h"
#include "../math/interval.h"
#include "turn.h"

/* Up to so many customers are worked out one by one: what is kept for many
 * would cost more than it saves. */
#define FEW_ROWS 512

/* Places for histories: where they are quickly worked out, hardly more than a
 * processor's nearer caches hold; else enough for most that recur. */
#define PLACE_BITS_QUICK 15
#define PLACE_BITS_MAX 17
/* And where each has hundreds of draws beside it. */
#define PLACE_BITS_DRAWN 11

/* Customers for each place: a place has 72 bytes, and 288 with intervals. */
#define PLACE_SHARE_BITS 3

static void ask_ahead(cev__prospects *prospects, int what, int view, double delta)
{
    const cev__view asked = {view, delta, prospects->outlook->horizon,
                             0.0};
    prospects->ask[prospects->asks] = what;
    prospects->view[prospects->asks++] = asked;
}

static void ask_all(cev__prospects *prospects)
{
    const cev__outlook *outlook = prospects->outlook;
    int is_worth = cev__outlook_asks(outlook, CEV__CLV)
                   && outlook->delta > 0.0 && !outlook->is_ever;
    if (cev__outlook_asks(outlook, CEV__PURCHASES)
        || (cev__outlook_asks(outlook, CEV__CLV) && !is_worth))
        ask_ahead(prospects, CEV__ASK_PLAIN, CEV__VIEW_PURCHASES,
                  outlook->is_ever ? outlook->delta : 0.0);
    if (is_worth)
        ask_ahead(prospects, CEV__ASK_WORTH, CEV__VIEW_PURCHASES, outlook->delta);
    if (cev__outlook_asks(outlook, CEV__P_ANY))
        ask_ahead(prospects, CEV__ASK_ANY, CEV__VIEW_ANY, 0.0);
    if (cev__outlook_asks(outlook, CEV__NEXT))
        ask_ahead(prospects, CEV__ASK_NEXT, CEV__VIEW_NEXT, 0.0);
}

/* How many cev__ahead a question takes; the chance to be active stands on those
 * of the first, and is asked alone too. */
static int64_t aheads_each(const cev__prospects *prospects)
{
    const cev__outlook *outlook = prospects->outlook;
    return cev__purchases_aheads(outlook->purchases, outlook->z > 0.0);
}

static int32_t open_aheads(cev_ctx *ctx, const cev__prospects *like,
                           cev__prospects *prospects)
{
    const cev__outlook *outlook = prospects->outlook;
    int64_t each = aheads_each(prospects);
    int questions = prospects->asks > 0 ? prospects->asks : 1;
    int64_t count = questions * each;
    prospects->aheads =
        cev__alloc(ctx, count, (int64_t)sizeof *prospects->aheads);
    if (prospects->aheads == NULL)
        return cev__fail_memory(ctx);
    prospects->aheads_count = count;
    if (like != NULL)
        memcpy(prospects->aheads, like->aheads,
               (size_t)count * sizeof *prospects->aheads);
    for (int i = 0; like == NULL && i < questions; i++)
        cev__purchases_start(outlook->purchases, &prospects->view[i],
                             outlook->z > 0.0, &prospects->aheads[i * each]);
    return CEV_OK;
}

/* Whether the draws of what customers are worth are wanted, to go with those
 * of what they spend. */
static int keeps_draws(const cev__prospects *prospects)
{
    const cev__outlook *outlook = prospects->outlook;
    return outlook->z > 0.0 && outlook->purchases->drawn != NULL
           && cev__outlook_asks(outlook, CEV__CLV);
}

/* For the draws of as many histories as are remembered, and of one that is
 * asked about. */
static int32_t open_changes(cev_ctx *ctx, cev__prospects *prospects)
{
    const cev__purchases *model = prospects->outlook->purchases;
    int64_t kept = keeps_draws(prospects) ? prospects->places_count + 1 : 0;
    if (model->drawn == NULL || prospects->outlook->z == 0.0)
        return CEV_OK;
    prospects->changes_count = (kept + 1) * model->places.count;
    prospects->changes = cev__alloc(ctx, prospects->changes_count,
                                    (int64_t)sizeof *prospects->changes);
    return prospects->changes == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

/* For so many customers, and at most so many bits of their number. */
static int bits_for(int64_t customers, int most)
{
    int bits = 1;
    while (bits < most && customers >> (bits + PLACE_SHARE_BITS) > 1)
        bits++;
    return bits;
}

static int32_t open_plain(cev_ctx *ctx, int64_t customers,
                          cev__prospects *prospects)
{
    int bits = bits_for(customers, PLACE_BITS_QUICK);
    int64_t count = (int64_t)1 << bits;
    prospects->plain =
        cev__alloc(ctx, count, (int64_t)sizeof *prospects->plain);
    if (prospects->plain == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < count; i++)
        prospects->plain[i].history.x = -1.0;
    prospects->plain_count = count;
    prospects->place_bits = bits;
    return CEV_OK;
}

static int32_t open_places(cev_ctx *ctx, int64_t customers,
                           cev__prospects *prospects)
{
    int bits = bits_for(customers, keeps_draws(prospects) ? PLACE_BITS_DRAWN
                                                          : PLACE_BITS_MAX);
    int64_t count = (int64_t)1 << bits;
    prospects->places =
        cev__alloc_zero(ctx, count, (int64_t)sizeof *prospects->places);
    if (prospects->places == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < count; i++)
        prospects->places[i].history.x = -1.0;
    prospects->places_count = count;
    prospects->place_bits = bits;
    return CEV_OK;
}

/* With covariates nothing is the same for many. */
static int32_t open_own(cev_ctx *ctx, cev__prospects *prospects)
{
    prospects->own = cev__alloc(ctx, 1, (int64_t)sizeof *prospects->own);
    prospects->model = prospects->own;
    return prospects->own == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

/* Where there are intervals by draws: room for those of one customer. */
static int32_t open_drawn(cev_ctx *ctx, const cev__regression *regression,
                          const cev__places *places, double z,
                          int64_t *count, cev__params **drawn)
{
    if (regression == NULL || places->draws == NULL || z == 0.0)
        return CEV_OK;
    *count = places->count;
    *drawn = cev__alloc(ctx, *count, (int64_t)sizeof **drawn);
    return *drawn == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

static int32_t open_all_drawn(cev_ctx *ctx, cev__prospects *prospects)
{
    const cev__outlook *outlook = prospects->outlook;
    const cev__purchases *purchases = outlook->purchases;
    const cev__spend *spend = outlook->spend;
    int32_t status = CEV_OK;
    if (purchases != NULL)
        status = open_drawn(ctx, purchases->regression, &purchases->places,
                            outlook->z, &prospects->drawn_count,
                            &prospects->drawn);
    if (status == CEV_OK && spend != NULL)
        status = open_drawn(ctx, spend->regression, &spend->places,
                            outlook->z, &prospects->spend_drawn_count,
                            &prospects->spend_drawn);
    return status;
}

void cev__prospects_turn(cev__prospects *prospects, const cev__traits *traits,
                         int64_t row)
{
    const cev__outlook *outlook = prospects->outlook;
    cev__turn_to(outlook->purchases, traits, row, outlook->z > 0.0,
                 prospects->drawn, prospects->own);
    prospects->last.history.x = -1.0;
}

int32_t cev__prospects_open(cev_ctx *ctx, const cev__outlook *outlook,
                            int64_t customers, const cev__prospects *like,
                            cev__prospects *prospects)
{
    memset(prospects, 0, sizeof *prospects);
    prospects->outlook = outlook;
    prospects->last.history.x = -1.0;
    int32_t status = open_all_drawn(ctx, prospects);
    if (status != CEV_OK || outlook->purchases == NULL)
        return status;
    prospects->ratio = outlook->z / outlook->purchases->reach.z;
    prospects->model = outlook->purchases;
    ask_all(prospects);
    int is_many =
        outlook->purchases->regression == NULL && customers > FEW_ROWS;
    if (outlook->purchases->regression != NULL)
        status = open_own(ctx, prospects);
    if (is_many)
        status = open_aheads(ctx, like, prospects);
    if (is_many && status == CEV_OK)
        status = outlook->z > 0.0 ? open_places(ctx, customers, prospects)
                                  : open_plain(ctx, customers, prospects);
    return status == CEV_OK ? open_changes(ctx, prospects) : status;
}

void cev__prospects_close(cev_ctx *ctx, cev__prospects *prospects)
{
    cev__free(ctx, prospects->aheads, prospects->aheads_count,
              (int64_t)sizeof *prospects->aheads);
    cev__free(ctx, prospects->places, prospects->places_count,
              (int64_t)sizeof *prospects->places);
    cev__free(ctx, prospects->plain, prospects->plain_count,
              (int64_t)sizeof *prospects->plain);
    cev__free(ctx, prospects->own, 1, (int64_t)sizeof *prospects->own);
    cev__free(ctx, prospects->drawn, prospects->drawn_count,
              (int64_t)sizeof *prospects->drawn);
    cev__free(ctx, prospects->spend_drawn, prospects->spend_drawn_count,
              (int64_t)sizeof *prospects->spend_drawn);
    cev__free(ctx, prospects->changes, prospects->changes_count,
              (int64_t)sizeof *prospects->changes);
}

void cev__say_forecast(const cev__forecast *forecast, double ratio,
                       double says[CEV__SIDES])
{
    double value = forecast->value, lower, upper;
    says[CEV__ESTIMATE] = value;
    if (!(ratio > 0.0))
        return;
    cev__interval_around(value, &forecast->spread, ratio, &says[CEV__LOWER],
                         &says[CEV__UPPER]);
    if (forecast->active == value)
        return;
    cev__interval_around(forecast->active, &forecast->active_spread, ratio,
                         &lower, &upper);
    if (says[CEV__LOWER] < 0.0)
        says[CEV__LOWER] = fmax(says[CEV__LOWER], lower);
    if (says[CEV__UPPER] > 0.0)
        says[CEV__UPPER] = fmin(says[CEV__UPPER], upper);
}

/* The odds against a chance spread as its logarithm does, over what it lacks
 * of 1. */
static void bound_chance(double chance, const cev__spread *spread,
                         double ratio, double *lower, double *upper)
{
    double lacks = 1.0 - chance, down, up;
    *lower = *upper = chance;
    if (!(chance > 0.0 && lacks > 0.0))
        return;
    double odds = cev__log(lacks / chance);
    cev__spread_ends(spread, ratio, &down, &up);
    /* From a chance to its odds and back may change its last digit. */
    *lower = fmin(chance, cev__share_at(odds - down / lacks));
    *upper = fmax(chance, cev__share_at(odds - up / lacks));
}

static void say_chance(const cev__forecast *forecast, double ratio,
                       double *says)
{
    double lower, upper;
    says[CEV__ESTIMATE] = forecast->value;
    bound_chance(forecast->value, &forecast->spread, ratio,
                 &says[CEV__LOWER], &says[CEV__UPPER]);
    bound_chance(forecast->active, &forecast->active_spread, ratio, &lower,
                 &upper);
    says[CEV__UPPER] = fmin(says[CEV__UPPER], upper);
}

/* The next purchase, if there is one, comes within the horizon. */
static void say_next(const cev__forecast *forecast,
                     const cev__prospects *prospects, double *says)
{
    cev__say_forecast(forecast, prospects->ratio, says);
    says[CEV__UPPER] =
        fmin(says[CEV__UPPER], prospects->outlook->horizon);
}

static void say_standing(const cev__purchases *model,
                         cev__standing *standing, double ratio,
                         double *room, double *says)
{
    double down, up;
    says[CEV__ESTIMATE] = standing->p_alive;
    says[CEV__LOWER] = says[CEV__UPPER] = 1.0;
    if (standing->is_certain)
        return;
    cev__spread spread = cev__purchases_odds_spread(model, standing, room);
    cev__spread_ends(&spread, ratio, &down, &up);
    says[CEV__LOWER] =
        fmin(standing->p_alive, cev__share_at(standing->odds + up));
    says[CEV__UPPER] =
        fmax(standing->p_alive, cev__share_at(standing->odds + down));
}

/* What the answer to a question says. */
static void say_answer(const cev__prospects *prospects, int what,
                       const cev__forecast *forecast, cev__prospect *out)
{
    double ratio = prospects->ratio;
    if (what == CEV__ASK_ANY)
        say_chance(forecast, ratio, out->says[CEV__P_ANY]);
    else if (what == CEV__ASK_NEXT)
        say_next(forecast, prospects, out->says[CEV__NEXT]);
    else
        out->worth = *forecast;
    if (what == CEV__ASK_PLAIN)
        cev__say_forecast(forecast, ratio, out->says[CEV__PURCHASES]);
}

/* Room for the draws of a question's answer: that of a worth is kept. */
static double *room_for(const cev__prospects *prospects, int what,
                        const cev__prospect *of)
{
    int64_t each = prospects->model->places.count;
    int64_t last = prospects->changes_count - each;
    int is_kept = what == CEV__ASK_WORTH
                  || (what == CEV__ASK_PLAIN && keeps_draws(prospects));
    if (prospects->changes == NULL)
        return NULL;
    if (!is_kept)
        return prospects->changes + last;
    return prospects->changes
           + (of == &prospects->last ? last - each
                                     : (of - prospects->places) * each);
}

/* Without intervals. */
static void work_out_plainly(const cev__prospects *prospects,
                             const cev__history *history,
                             cev__plain_prospect *out)
{
    const cev__purchases *model = prospects->model;
    cev__ahead *aheads = prospects->aheads;
    out->history = *history;
    out->alive = cev__purchases_alive(model, aheads, history);
    for (int i = 0; i < prospects->asks; i++)
        out->answers[i] = cev__purchases_expected(
            model, &prospects->view[i], aheads == NULL ? NULL : &aheads[i],
            out->alive, history);
}

/* Of the worth, the value alone is told. */
static void tell_plainly(const cev__prospects *prospects,
                         const cev__plain_prospect *plain, cev__prospect *out)
{
    static const int tells[CEV__ASKS] = {CEV__PURCHASES, -1, CEV__P_ANY,
                                         CEV__NEXT};
    out->says[CEV__P_ALIVE][CEV__ESTIMATE] = plain->alive;
    for (int i = 0; i < prospects->asks; i++) {
        int what = prospects->ask[i];
        if (tells[what] >= 0)
            out->says[tells[what]][CEV__ESTIMATE] = plain->answers[i];
        if (what == CEV__ASK_PLAIN || what == CEV__ASK_WORTH)
            out->worth.value = plain->answers[i];
    }
}

static void work_out(const cev__prospects *prospects,
                     const cev__history *history, cev__prospect *out)
{
    const cev__purchases *model = prospects->model;
    int64_t each = aheads_each(prospects);
    cev__ahead *aheads = prospects->aheads;
    cev__standing standing;
    out->history = *history;
    cev__purchases_standing(model, aheads, history, &standing);
    say_standing(model, &standing, prospects->ratio,
                 room_for(prospects, CEV__ASK_ANY, out),
                 out->says[CEV__P_ALIVE]);
    for (int i = 0; i < prospects->asks; i++) {
        cev__forecast forecast = cev__purchases_forecast(
            model, &prospects->view[i],
            aheads == NULL ? NULL : &aheads[i * each], &standing, history,
            room_for(prospects, prospects->ask[i], out));
        say_answer(prospects, prospects->ask[i], &forecast, out);
    }
}

/* Whether the model says the same of both; without branches, which no
 * processor could guess. */
static inline int is_alike(const cev__history *one, const cev__history *other,
                           int wants_litt)
{
    return (one->x == other->x) & (one->t_x == other->t_x)
           & (one->T == other->T)
           & ((one->litt == other->litt) | !wants_litt);
}

static int wants_litt(const cev__prospects *prospects)
{
    return prospects->outlook->purchases->kind->wants_litt;
}

static int64_t prospect_place(const cev__prospects *prospects,
                                const cev__history *h)
{
    return (int64_t)(cev__history_hash(h) >> (64 - prospects->place_bits));
}

void cev__prospects_expect(const cev__prospects *prospects,
                           const cev__history *history)
{
    if (prospects->places != NULL)
        cev__prefetch(&prospects->places[prospect_place(prospects, history)],
                      (int64_t)sizeof *prospects->places);
}

static const cev__prospect *plain_at(cev__prospects *prospects,
                                     const cev__history *history)
{
    cev__plain_prospect own, *place = &own;
    own.history.x = -1.0;
    if (prospects->plain != NULL)
        place = &prospects->plain[prospect_place(prospects, history)];
    if (!is_alike(&place->history, history, wants_litt(prospects)))
        work_out_plainly(prospects, history, place);
    tell_plainly(prospects, place, &prospects->last);
    return &prospects->last;
}

/* Who of a block is not remembered, and of the others what is; places are
 * asked for before anything depends on them, so that the waits overlap. Gives
 * how many are missed. */
static int64_t recall_block(const cev__prospects *prospects,
                            const cev__block *block,
                            cev__plain_prospect *places[CEV__BLOCK],
                            int64_t missed[CEV__BLOCK], cev__plain_block *out)
{
    int litt = wants_litt(prospects);
    int64_t n = 0;
    for (int64_t i = 0; i < block->rows; i++) {
        cev__history history = cev__history_at(block, i);
        places[i] = &prospects->plain[prospect_place(prospects, &history)];
        cev__prefetch(places[i], (int64_t)sizeof *places[i]);
    }
    for (int64_t i = 0; i < block->rows; i++) {
        cev__history history = cev__history_at(block, i);
        out->alive[i] = places[i]->alive;
        for (int k = 0; k < prospects->asks; k++)
            out->answers[prospects->ask[k]][i] = places[i]->answers[k];
        missed[n] = i;
        n += !is_alike(&places[i]->history, &history, litt);
    }
    return n;
}

/* One question is asked of all before the next: what one customer's answer
 * waits for, another's does not. */
void cev__prospects_of_block(cev__prospects *prospects,
                             const cev__block *block, cev__plain_block *out)
{
    const cev__purchases *model = prospects->model;
    cev__plain_prospect *places[CEV__BLOCK];
    int64_t missed[CEV__BLOCK];
    int64_t n = recall_block(prospects, block, places, missed, out);
    out->worths = NULL;
    for (int64_t m = 0; m < n; m++) {
        int64_t i = missed[m];
        cev__history history = cev__history_at(block, i);
        out->alive[i] =
            cev__purchases_alive(model, prospects->aheads, &history);
        places[i]->history = history;
        places[i]->alive = out->alive[i];
    }
    for (int k = 0; k < prospects->asks; k++) {
        int what = prospects->ask[k];
        if (what == CEV__ASK_PLAIN || what == CEV__ASK_WORTH)
            out->worths = out->answers[what];
        for (int64_t m = 0; m < n; m++) {
            int64_t i = missed[m];
            cev__history history = cev__history_at(block, i);
            places[i]->answers[k] = cev__purchases_expected(
                model, &prospects->view[k], &prospects->aheads[k],
                out->alive[i], &history);
            out->answers[what][i] = places[i]->answers[k];
        }
    }
}

const cev__prospect *cev__prospects_at(cev__prospects *prospects,
                                       const cev__history *history)
{
    cev__prospect *place = &prospects->last;
    if (!(prospects->outlook->z > 0.0))
        return plain_at(prospects, history);
    if (prospects->places != NULL)
        place = &prospects->places[prospect_place(prospects, history)];
    if (!is_alike(&place->history, history, wants_litt(prospects)))
        work_out(prospects, history, place);
    return place;
}
