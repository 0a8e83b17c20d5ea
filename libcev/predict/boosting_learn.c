/*
 * Fitting a sum of trees, each to what those before it leave (Friedman 2001),
 * for as long as customers held out gain by it.
 */
#include "../core/compiler.h"
#include "boosting_risk.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"
#include "../math/weighted_quantile.h"
#include "family_lesson.h"
#include "folds.h"

/* Customers are held out in so many parts, each once; of many customers only
 * the first part is. */
#define HELD_PARTS 5
#define BOOST_FEW_ROWS 5000

/* The most rounds that the data may choose, and for how many no gain is
 * waited for. */
#define ROUNDS_MOST 3000
#define PATIENCE 60

/* No family's margin of a mean is further out. */
#define BASE_MOST 30.0

/* Columns of numbers of the rows that count. */
enum { BOOST_NUMBERS = 5 };

typedef struct booster {
    cev_ctx *ctx;
    const cev_options *options;
    const cev_table *customers;
    cev__spells spells;   /* of cox; else only its lesson is there */
    cev__lesson *lesson;
    cev__bins bins;
    cev__tree_plan plan;
    int8_t *monotone;
    double *targets, *weights, *margins; /* in the lesson's order */
    double *times, *at_risk;             /* of cox */
    cev__grower grower;
    cev__boosting *model;
    int64_t rounds;
    int32_t *parts;    /* of each row in that order, from 0: it is held out
                          with those */
    double *held;      /* loss of those held out after each round, summed */
} booster;

/* ---- What is asked for --------------------------------------------------- */

/* One name of the option monotone: +price, -age. */
static int32_t read_direction(booster *b, const char *name)
{
    int direction = name[0] == '-' ? -1 : 1;
    const char *column = name + (name[0] == '-' || name[0] == '+');
    const cev__predictors *predictors = &b->lesson->predictors;
    const cev__key key = cev__key_of_text(column);
    uint32_t found = cev__customer_find(&predictors->names, &key);
    if (found == CEV__NONE)
        return cev__fail(b->ctx, CEV_ERR_OPTION,
                         "option monotone names %q, which is no feature",
                         column);
    if (predictors->list[found].is_text)
        return cev__fail(b->ctx, CEV_ERR_OPTION,
                         "option monotone names %q, which holds texts; "
                         "wanted a column of numbers",
                         column);
    b->monotone[found] = (int8_t)direction;
    return CEV_OK;
}

static int32_t read_directions(booster *b)
{
    cev__customers names = {0};
    int64_t room = b->lesson->predictors.names.count + 1;
    b->monotone = cev__alloc_zero(b->ctx, room, 1);
    if (b->monotone == NULL)
        return cev__fail_memory(b->ctx);
    int32_t status = cev__names_split(
        b->ctx, cev__options_str(b->options, CEV__OPT_MONOTONE), ',', &names);
    for (int64_t i = 0; status == CEV_OK && i < names.count; i++)
        status = read_direction(b, cev__customer_name(&names, i));
    cev__customers_free(b->ctx, &names);
    b->plan.monotone = b->monotone;
    b->plan.depth = (int32_t)cev__options_int(b->options, CEV__OPT_DEPTH);
    b->plan.leaf = (double)cev__options_int(b->options, CEV__OPT_LEAF);
    b->plan.rate = cev__options_double(b->options, CEV__OPT_RATE);
    b->plan.ridge = cev__options_double(b->options, CEV__OPT_LEAF_RIDGE);
    return status;
}

/* ---- The data ------------------------------------------------------------ */

static int32_t lay_booster_out(booster *b)
{
    int64_t n = b->lesson->count, room = BOOST_NUMBERS * n + 1;
    if (n >= INT32_MAX)
        return cev__fail(b->ctx, CEV_ERR_LIMIT,
                         "the table has %d rows; wanted fewer than 2^31", n);
    b->targets = cev__alloc(b->ctx, room, (int64_t)sizeof(double));
    b->parts = cev__alloc(b->ctx, n + 1, (int64_t)sizeof *b->parts);
    if (b->targets == NULL || b->parts == NULL)
        return cev__fail_memory(b->ctx);
    b->weights = b->targets + n;
    b->margins = b->weights + n;
    b->times = b->margins + n;
    b->at_risk = b->times + n;
    double mean; /* that of those who learn is looked for in each part */
    b->model->unit = cev__family_targets(
        b->lesson, b->model->family.kind, b->targets, b->weights, &mean);
    for (int64_t i = 0; b->spells.times != NULL && i < n; i++)
        b->times[i] = b->spells.times[b->lesson->order[i]];
    if (b->model->family.kind == CEV__QUANTILE) {
        b->plan.targets = b->targets;
        b->plan.level = b->model->family.level;
    }
    cev__sum customers = {0};
    for (int64_t i = 0; i < n; i++)
        cev__sum_add(&customers, b->weights[i]);
    return cev__bins_learn(
        b->ctx, b->lesson,
        cev__bins_cuts(cev__sum_value(&customers) / b->plan.leaf), &b->bins);
}

/* ---- Rounds -------------------------------------------------------------- */

/* Deals the rows to parts in turn, so that each has its share of every target,
 * or customers who have several. Whether there is something to learn from
 * without each. */
static int32_t deal_parts(booster *b, int *is_dealt)
{
    cev__option_value folds = {CEV__OPT_FOLDS, HELD_PARTS, 0.0, NULL};
    const cev_options options = {NULL, b->options, &folds, 1};
    int64_t n = b->lesson->count;
    int32_t dealt = 0;
    int32_t status = cev__folds_of_repeated(
        b->ctx, &options, b->customers, b->lesson->values, b->lesson->order,
        n, b->parts, &dealt);
    for (int64_t i = 0; dealt == 0 && i < n; i++)
        b->parts[i] = (int32_t)(i % HELD_PARTS);
    *is_dealt = n >= 2 * HELD_PARTS && (dealt == 0 || dealt == HELD_PARTS);
    return status;
}

/* Whether a row is held out, if a part is (-1: none). */
static int is_held_out(const booster *b, int64_t i, int part)
{
    return part >= 0 && b->parts[i] == part;
}

/* The quantile of those who learn. */
static double quantile_of(const booster *b, int part)
{
    cev__keyed *items = b->grower.left_over;
    int64_t count = 0;
    for (int64_t i = 0; i < b->lesson->count; i++)
        if (!is_held_out(b, i, part))
            items[count++] = (cev__keyed){cev__keyed_double(b->targets[i]), i};
    return cev__weighted_quantile(items, items + count, count, b->weights,
                                  b->plan.level);
}

/* The margin of the mean of those who learn, or their quantile; who leaves
 * first is the same at any. */
static double base_of(const booster *b, int part)
{
    const cev__family *family = &b->model->family;
    if (family->kind == CEV__QUANTILE)
        return quantile_of(b, part);
    if (family->kind == CEV__COX)
        return 0.0;
    cev__sum sum = {0}, customers = {0};
    for (int64_t i = 0; i < b->lesson->count; i++) {
        if (is_held_out(b, i, part))
            continue;
        cev__sum_add(&sum, b->weights[i] * b->targets[i]);
        cev__sum_add(&customers, b->weights[i]);
    }
    double mean = cev__sum_value(&sum) / cev__sum_value(&customers);
    if (family->link == CEV__LINK_IDENTITY)
        return mean;
    /* With half a customer of each kind more it is inside the range. */
    double half = 0.5 / (cev__sum_value(&customers) + 1.0);
    if (family->link == CEV__LINK_LOGIT)
        mean = fmin(fmax(mean, half), 1.0 - half);
    double base = mean > 0.0 ? cev__family_margin(family, mean) : -BASE_MOST;
    return fmin(fmax(base, -BASE_MOST), BASE_MOST);
}

/* Those held out, or those who learn, in their order. */
static int64_t list_rows(const booster *b, int part, int held, int32_t *rows)
{
    int64_t count = 0;
    for (int64_t i = 0; i < b->lesson->count; i++)
        if (is_held_out(b, i, part) == held)
            rows[count++] = (int32_t)i;
    return count;
}

static cev__risk risk_of_all(const booster *b)
{
    return (cev__risk){b->times, b->targets, b->weights, b->margins,
                       b->at_risk};
}

/* Loss of those who learn, or of those held out. */
static double sum_losses(booster *b, int part, int held)
{
    const int32_t *rows = b->grower.spare;
    int64_t count = list_rows(b, part, held, b->grower.spare);
    cev__sum loss = {0};
    if (b->model->family.kind == CEV__COX) {
        const cev__risk risk = risk_of_all(b);
        return cev__risk_loss(&risk, rows, count);
    }
    for (int64_t i = 0; i < count; i++)
        cev__sum_add(&loss, b->weights[rows[i]]
                                * cev__family_at(&b->model->family,
                                                 b->margins[rows[i]],
                                                 b->targets[rows[i]])
                                      .loss);
    return cev__sum_value(&loss);
}

/* Derivatives of the loss of those who learn. */
static void take_slopes(booster *b, int64_t count)
{
    if (b->model->family.kind == CEV__COX) {
        const cev__risk risk = risk_of_all(b);
        cev__risk_slopes(&risk, b->grower.rows, count, b->grower.sums);
        return;
    }
    for (int64_t i = 0; i < count; i++) {
        int32_t row = b->grower.rows[i];
        double *sums = b->grower.sums + CEV__SUMS * row;
        const cev__family_point point = cev__family_slopes(
            &b->model->family, b->margins[row], b->targets[row]);
        sums[CEV__SUM_RESIDUAL] = b->weights[row] * point.residual;
        sums[CEV__SUM_WEIGHT] = b->weights[row] * point.weight;
    }
}

static int32_t grow_round(booster *b, int part, cev__forest *forest)
{
    int64_t count = list_rows(b, part, 0, b->grower.rows);
    take_slopes(b, count);
    int32_t status =
        cev__tree_grow(&b->grower, count, b->margins, forest);
    for (int64_t i = 0; part >= 0 && status == CEV_OK && i < b->lesson->count;
         i++)
        if (is_held_out(b, i, part))
            b->margins[i] += cev__tree_of_bins(forest, &b->bins, i)->value;
    return status;
}

static void set_margins(booster *b, double base)
{
    for (int64_t i = 0; i < b->lesson->count; i++)
        b->margins[i] = base;
}

/* Grows rounds without one part, and adds to `held` what that loses after
 * each; of rounds after it loses no less for long, as after the last. */
static int32_t try_part(booster *b, int part, int64_t rounds)
{
    cev__forest forest = {0};
    double least = INFINITY, loss = 0.0;
    int64_t since = 0;
    int32_t status = CEV_OK;
    set_margins(b, base_of(b, part));
    for (int64_t k = 0; k <= rounds && status == CEV_OK; k++) {
        if (since <= PATIENCE) {
            if (k > 0)
                status = grow_round(b, part, &forest);
            loss = sum_losses(b, part, 1);
            since = loss < least ? 0 : since + 1;
            least = fmin(loss, least);
        }
        b->held[k] += loss;
        if (status == CEV_OK && since <= PATIENCE)
            status = cev__progress(b->ctx, "fit",
                                   0.8 * ((double)part + (double)k / (double)rounds)
                                       / HELD_PARTS);
    }
    cev__forest_free(b->ctx, &forest);
    return status;
}

/* How many rounds lose least on customers held out. */
static int32_t choose_rounds(booster *b)
{
    int64_t n = b->lesson->count;
    int parts = n <= BOOST_FEW_ROWS ? HELD_PARTS : 1;
    cev__sum held_customers = {0};
    int64_t best = 0;
    int32_t status = CEV_OK;
    b->held = cev__alloc_zero(b->ctx, ROUNDS_MOST + 1,
                              (int64_t)sizeof(double));
    if (b->held == NULL)
        return cev__fail_memory(b->ctx);
    for (int part = 0; part < parts && status == CEV_OK; part++) {
        for (int64_t i = 0; i < n; i++)
            if (is_held_out(b, i, part))
                cev__sum_add(&held_customers, b->weights[i]);
        status = try_part(b, part, ROUNDS_MOST);
    }
    for (int64_t k = 0; k <= ROUNDS_MOST; k++)
        if (b->held[k] < b->held[best])
            best = k;
    double customers = cev__sum_value(&held_customers);
    b->model->null_held_loss = b->held[0] / customers;
    b->model->held_loss = b->held[best] / customers;
    b->model->rounds_by = CEV__ROUNDS_CHOSEN;
    b->rounds = best;
    return status;
}

static int32_t grow_all(booster *b)
{
    cev__boosting *model = b->model;
    double customers = b->lesson->customers;
    int32_t status = CEV_OK;
    model->base = base_of(b, -1);
    set_margins(b, model->base);
    model->null_loss = sum_losses(b, -1, 0) / customers;
    for (int64_t k = 0; k < b->rounds && status == CEV_OK; k++) {
        status = grow_round(b, -1, &model->forest);
        if (status == CEV_OK)
            status = cev__progress(
                b->ctx, "fit",
                0.8 + 0.2 * (double)(k + 1) / (double)b->rounds);
    }
    model->loss = sum_losses(b, -1, 0) / customers;
    return status;
}

/* Of times, margins are counted from their mean, and the hazard there is
 * learnt. */
static int32_t learn_hazard(booster *b)
{
    cev__boosting *model = b->model;
    const cev__risk risk = risk_of_all(b);
    cev__sum sum = {0}, events = {0};
    int64_t n = b->lesson->count;
    for (int64_t i = 0; i < n; i++) {
        cev__sum_add(&sum, b->weights[i] * b->margins[i]);
        cev__sum_add(&events, b->weights[i] * b->targets[i]);
    }
    model->base = -cev__sum_value(&sum) / b->lesson->customers;
    model->events = cev__sum_value(&events);
    for (int64_t i = 0; i < n; i++)
        b->margins[i] += model->base;
    int32_t status = cev__risk_hazard(
        b->ctx, &risk, b->grower.rows,
        list_rows(b, -1, 0, b->grower.rows), &model->hazard);
    if (status == CEV_OK)
        cev__hazard_end(&b->spells, &model->hazard);
    return status;
}

/* Whether there is nothing to learn; of times, all may leave, but when? The
 * least target stands first and the greatest last. */
static int are_targets_alike(const booster *b)
{
    return b->model->family.kind != CEV__COX
           && !(b->targets[0] < b->targets[b->lesson->count - 1]);
}

/* Customers are held out only where each part can teach something. */
static int32_t boost(booster *b)
{
    int is_dealt = 0;
    int32_t status = cev__grower_open(b->ctx, &b->bins, &b->plan, b->weights,
                                      &b->grower);
    if (status != CEV_OK)
        return status;
    int is_alike = are_targets_alike(b);
    b->rounds =
        is_alike ? 0 : cev__options_int(b->options, CEV__OPT_ROUNDS);
    b->model->rounds_by = is_alike ? CEV__ROUNDS_ALIKE : CEV__ROUNDS_ASKED;
    b->model->held_loss = b->model->null_held_loss = NAN;
    if (b->rounds == 0 && !is_alike)
        status = deal_parts(b, &is_dealt);
    if (status == CEV_OK && is_dealt)
        status = choose_rounds(b);
    if (status == CEV_OK)
        status = grow_all(b);
    if (status == CEV_OK && b->model->family.kind == CEV__COX)
        status = learn_hazard(b);
    cev__grower_close(&b->grower);
    return status;
}

static void close_booster(booster *b)
{
    cev__bins_free(b->ctx, &b->bins);
    cev__free(b->ctx, b->monotone, b->lesson->predictors.names.count + 1, 1);
    cev__free(b->ctx, b->targets, BOOST_NUMBERS * b->lesson->count + 1,
              (int64_t)sizeof(double));
    cev__free(b->ctx, b->parts, b->lesson->count + 1,
              (int64_t)sizeof *b->parts);
    cev__free(b->ctx, b->held, ROUNDS_MOST + 1, (int64_t)sizeof(double));
}

static int32_t learn_booster(booster *b)
{
    int32_t status = read_directions(b);
    if (status == CEV_OK)
        status = lay_booster_out(b);
    if (status == CEV_OK)
        status = boost(b);
    if (status == CEV_OK) {
        b->model->customers = b->lesson->customers;
        b->model->unknown = b->lesson->unknown;
    }
    return status;
}

/* What is learnt from; of times, spells. */
static int32_t open_booster(booster *b)
{
    cev__family *family = &b->model->family;
    b->lesson = &b->spells.lesson;
    if (cev__family_asked(b->options) != CEV__COX)
        return cev__family_lesson(b->ctx, b->options, b->customers,
                                  CEV__LOSSES, b->lesson, family);
    family->kind = CEV__COX;
    family->link = cev__family_link(CEV__COX);
    family->power = cev__options_double(b->options, CEV__OPT_POWER);
    family->level = cev__options_double(b->options, CEV__OPT_QUANTILE);
    return cev__spells_open(b->ctx, b->options, 1, b->customers, NULL,
                            &b->spells);
}

int32_t cev__boosting_learn(cev_ctx *ctx, const cev__given *given,
                            void **model)
{
    booster b;
    memset(&b, 0, sizeof b);
    b.ctx = ctx;
    b.options = given->options;
    b.customers = given->customers;
    b.model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *b.model);
    if (b.model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = open_booster(&b);
    if (status == CEV_OK) {
        status = learn_booster(&b);
        close_booster(&b);
        if (status == CEV_OK)
            cev__lesson_give(b.lesson, &b.model->target,
                             &b.model->predictors);
        cev__spells_close(ctx, &b.spells);
    }
    if (status != CEV_OK) {
        cev__boosting_free(ctx, b.model);
        return status;
    }
    *model = b.model;
    return CEV_OK;
}
