/* Features of what orders tell, refunds apart: by which channels somebody buys,
 * and how many products. */
#include <math.h>

#include "portrait.h"

/* Channels have a column each. */
enum { CHANNELS_MOST = 1000 };

typedef struct detail_features {
    cev__portrait *portrait;
    double **shares;   /* of each channel; NULL of one not seen by then */
    uint32_t *met;     /* of each text: 1 + the last row that had it */
    int64_t texts;     /* how many there are, of either detail */
    const char **last; /* channel of each row */
    double *products;
} detail_features;

/* The text of an order by index; CEV__NONE where it has none. */
static uint32_t entry_text(const cev__portrait *portrait,
                           const cev__entry *entry, int detail)
{
    const cev__histories *histories = &portrait->histories;
    const cev__details *details = &portrait->portfolio->details;
    if (details->known[detail] == 0 || entry->amount < 0.0)
        return CEV__NONE;
    return details->texts[detail][histories->orders[entry
                                                    - histories->entries]];
}

/* Marks in `met` the texts of a detail that there are by then; how many. */
static int64_t mark_texts(const detail_features *work, int detail)
{
    int64_t seen = 0;
    for (int64_t i = 0; i < work->portrait->count; i++) {
        cev__walk walk = cev__portrait_walk(work->portrait, i, 0);
        for (; walk.at < walk.end; walk.at++) {
            uint32_t text = entry_text(work->portrait, walk.at, detail);
            if (text == CEV__NONE || work->met[text] > 0)
                continue;
            work->met[text] = 1;
            seen++;
        }
    }
    return seen;
}

/* A column for each channel that is marked, in the order of their bytes. */
static int32_t add_shares(detail_features *work)
{
    cev__portrait *portrait = work->portrait;
    cev_ctx *ctx = portrait->portfolio->ctx;
    const cev__customers *names =
        &portrait->portfolio->details.names[CEV__CHANNEL];
    uint32_t *order = cev__customers_rank(ctx, names);
    int32_t status = order == NULL ? cev__fail_memory(ctx) : CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < names->count; i++) {
        if (work->met[order[i]] == 0)
            continue;
        cev__key key = cev__customer_key(names, order[i]);
        char *name = cev__alloc(ctx, key.length + 16, 1);
        if (name == NULL) {
            status = cev__fail_memory(ctx);
            break;
        }
        cev__format(name, key.length + 16, "channel=%s", key.text);
        status = cev__table_add_double(portrait->table, name,
                                       &work->shares[order[i]]);
        work->met[order[i]] = 0;
        cev__free(ctx, name, key.length + 16, 1);
    }
    cev__free(ctx, order, names->count + 1, (int64_t)sizeof *order);
    return status;
}

/* The shares of channels of one row, and the last of them. */
static void channel_row(const detail_features *work, int64_t i)
{
    const cev__customers *names =
        &work->portrait->portfolio->details.names[CEV__CHANNEL];
    cev__walk walk = cev__portrait_walk(work->portrait, i, 0);
    double orders = 0.0;
    for (; walk.at < walk.end; walk.at++) {
        uint32_t channel =
            entry_text(work->portrait, walk.at, CEV__CHANNEL);
        if (channel == CEV__NONE)
            continue;
        work->shares[channel][i] += 1.0;
        work->last[i] = cev__customer_name(names, channel);
        orders += 1.0;
    }
    for (int64_t c = 0; c < names->count; c++)
        if (work->shares[c] != NULL)
            work->shares[c][i] =
                orders > 0.0 ? work->shares[c][i] / orders : NAN;
}

static int32_t add_channels(detail_features *work)
{
    cev__portrait *portrait = work->portrait;
    cev_ctx *ctx = portrait->portfolio->ctx;
    int64_t rows = portrait->count, seen = mark_texts(work, CEV__CHANNEL);
    if (seen == 0)
        return CEV_OK;
    if (seen > CHANNELS_MOST)
        return cev__fail(ctx, CEV_ERR_LIMIT, "%d channels; wanted at most %d",
                         seen, (int64_t)CHANNELS_MOST);
    work->last =
        cev__alloc_zero(ctx, rows + 1, (int64_t)sizeof *work->last);
    int32_t status =
        work->last == NULL ? cev__fail_memory(ctx) : add_shares(work);
    for (int64_t i = 0; status == CEV_OK && i < rows; i++) {
        status = cev__portrait_progress(portrait, i);
        if (status == CEV_OK)
            channel_row(work, i);
    }
    if (status == CEV_OK)
        status = cev__table_add_text(portrait->table, "channel", work->last);
    cev__free(ctx, work->last, rows + 1, (int64_t)sizeof *work->last);
    return status;
}

/* How many different products there are in each row. */
static int32_t count_products(detail_features *work)
{
    cev__portrait *portrait = work->portrait;
    if (mark_texts(work, CEV__PRODUCT) == 0)
        return CEV_OK;
    for (int64_t text = 0; text < work->texts; text++)
        work->met[text] = 0;
    int32_t status =
        cev__portrait_add(portrait, "products", -1, &work->products);
    for (int64_t i = 0; status == CEV_OK && i < portrait->count; i++) {
        cev__walk walk = cev__portrait_walk(portrait, i, 0);
        for (; walk.at < walk.end; walk.at++) {
            uint32_t text = entry_text(portrait, walk.at, CEV__PRODUCT);
            if (text == CEV__NONE || work->met[text] == (uint32_t)i + 1)
                continue;
            work->met[text] = (uint32_t)i + 1;
            work->products[i] += 1.0;
        }
    }
    return status;
}

int32_t cev__portrait_details(cev__portrait *portrait)
{
    const cev__customers *names = portrait->portfolio->details.names;
    cev_ctx *ctx = portrait->portfolio->ctx;
    int64_t channels = names[CEV__CHANNEL].count;
    detail_features work = {0};
    work.portrait = portrait;
    work.texts = channels + names[CEV__PRODUCT].count;
    if (work.texts == 0)
        return CEV_OK;
    work.shares = cev__alloc_zero(ctx, channels + 1,
                                  (int64_t)sizeof *work.shares);
    work.met =
        cev__alloc_zero(ctx, work.texts + 1, (int64_t)sizeof *work.met);
    int32_t status = work.shares == NULL || work.met == NULL
                         ? cev__fail_memory(ctx)
                         : add_channels(&work);
    if (status == CEV_OK)
        status = count_products(&work);
    cev__free(ctx, work.met, work.texts + 1, (int64_t)sizeof *work.met);
    cev__free(ctx, work.shares, channels + 1, (int64_t)sizeof *work.shares);
    return status;
}
