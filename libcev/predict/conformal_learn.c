/* Learning a learner and how far it is off; see conformal.h. */
#include "../core/compiler.h"
#include "conformal.h"

#include <math.h>
#include <string.h>

#include "../core/text.h"
#include "../math/radix.h"
#include "../math/sum.h"

/* Fewer rows than that are each left out; of more a part is kept apart. */
enum { JACKKNIFE_BELOW = 100, SPLIT_PARTS = 3, SPLIT_STRETCHES = 2 };

/* No quantile is asked for further out. */
#define SIDE_LEAST 0.001

/* The learner with other options: of a quantile, the usual link. */
typedef struct conform_side {
    cev__option_value values[3];
    cev_options options;
    cev__given given;
    cev__inner inner;
    void **model;
    double *told; /* of each row left out */
} conform_side;

typedef struct conformer {
    cev_ctx *ctx;
    const cev__given *given;
    cev__inner inner;
    conform_side sides[2]; /* lower and upper, if quantiles bound */
    cev__folds folds;
    cev__conformal *model;
    int32_t *groups; /* of each row */
    double *away;    /* of each row, NaN: it is no witness */
    int32_t *seen_by; /* the model that it was left out of */
} conformer;

/* Keeps a side's model, and what it says of those left out. */
static int32_t take_quantile(void *state, int32_t fold, const int64_t *rows,
                         int64_t count, const cev_table *predictions,
                         void **model)
{
    conform_side *side = state;
    const double *told = cev__table_find(predictions, "prediction")->data;
    (void)fold;
    for (int64_t i = 0; i < count; i++)
        side->told[rows[i]] = told[i];
    *side->model = *model;
    *model = NULL;
    return CEV_OK;
}

/* How far off a prediction is: of a yes or no, the chance given to what did
 * not come; of quantiles, how far beyond them. */
static double distance_of(const conformer *c, int64_t row, double told)
{
    double value = c->inner.values[row];
    return c->model->is_quantile
               ? fmax(c->sides[0].told[row] - value,
                      value - c->sides[1].told[row])
               : fabs(value - told);
}

static int32_t take_witnesses(void *state, int32_t fold, const int64_t *rows,
                              int64_t count, const cev_table *predictions,
                              void **model)
{
    conformer *c = state;
    const double *told = cev__table_find(predictions, "prediction")->data;
    (void)fold;
    for (int64_t i = 0; i < count; i++) {
        int64_t row = rows[i];
        if (!(c->inner.weights[row] > 0.0) || isnan(c->inner.values[row]))
            continue;
        c->away[row] = distance_of(c, row, told[i]);
        c->seen_by[row] = c->model->model_count;
    }
    c->model->models[c->model->model_count++] = *model;
    *model = NULL;
    return CEV_OK;
}

int cev__conformal_answers(const cev__conformal *conformal)
{
    return conformal->target.is_binary ? 2 : 1;
}

/* ---- Witnesses ----------------------------------------------------------- */

static int64_t list_of_row(const conformer *c, int64_t row)
{
    const cev__conformal *model = c->model;
    int64_t group = c->groups[row];
    if (model->target.is_binary)
        group = 2 * group + (c->inner.values[row] > 0.0);
    return group * model->model_count + c->seen_by[row];
}

/* The witnesses by list, distance and weight. */
static void order_witnesses(const conformer *c, cev__keyed *items,
                            int64_t count)
{
    for (int key = 0; key < 3; key++) {
        for (int64_t i = 0; i < count; i++) {
            int64_t row = items[i].index;
            items[i].key =
                key == 2 ? (uint64_t)list_of_row(c, row)
                         : cev__keyed_double(key == 0 ? c->inner.weights[row]
                                                      : c->away[row]);
        }
        cev__keyed_sort(items, items + count, count);
    }
}

static void list_witnesses(const conformer *c, const cev__keyed *items,
                           cev__witnesses *w)
{
    int64_t list = 0, lists = (int64_t)w->groups * w->models;
    cev__sum sum = {0};
    for (int64_t i = 0; i < w->count; i++) {
        int64_t row = items[i].index;
        for (; list < list_of_row(c, row); list++) {
            w->ends[list] = i;
            sum = (cev__sum){0};
        }
        cev__sum_add(&sum, c->inner.weights[row]);
        w->away[i] = c->away[row];
        w->so_far[i] = cev__sum_value(&sum);
    }
    for (; list < lists; list++)
        w->ends[list] = w->count;
}

static int32_t gather_witnesses(conformer *c)
{
    cev__witnesses *w = &c->model->witnesses;
    int64_t rows = c->inner.rows, count = 0, room = 2 * rows + 1;
    cev__keyed *items = cev__alloc(c->ctx, room, (int64_t)sizeof *items);
    if (items == NULL)
        return cev__fail_memory(c->ctx);
    for (int64_t row = 0; row < rows; row++)
        if (!isnan(c->away[row]))
            items[count++].index = row;
    w->models = c->model->model_count;
    w->groups = (int32_t)cev__group_count(&c->model->strata)
                * cev__conformal_answers(c->model);
    w->count = count;
    w->ends = cev__alloc(c->ctx, (int64_t)w->groups * w->models + 1,
                         (int64_t)sizeof *w->ends);
    w->away = cev__alloc(c->ctx, 2 * count + 1, (int64_t)sizeof *w->away);
    int32_t status = w->ends == NULL || w->away == NULL
                         ? cev__fail_memory(c->ctx)
                         : CEV_OK;
    if (status == CEV_OK && count == 0)
        status = cev__fail(c->ctx, CEV_ERR_DOMAIN,
                           "nobody whose target is known can be left out; "
                           "wanted more customers or times");
    if (status == CEV_OK) {
        w->so_far = w->away + count;
        order_witnesses(c, items, count);
        list_witnesses(c, items, w);
    }
    cev__free(c->ctx, items, room, (int64_t)sizeof *items);
    return status;
}

/* ---- Fit ----------------------------------------------------------------- */

/* Which group each row is of; those of none do not witness for one. */
static int32_t read_strata(conformer *c)
{
    const cev_table *customers = c->given->customers;
    const char *strata =
        cev__options_str(c->given->options, CEV__OPT_STRATA);
    memset(c->groups, 0, (size_t)c->inner.rows * sizeof *c->groups);
    if (strata[0] == '\0')
        return CEV_OK;
    int32_t status =
        cev__groups_learn(c->ctx, customers, strata, c->inner.weights,
                          CEV__STRATA_MOST, &c->model->strata);
    if (status == CEV_OK && c->model->strata.count == 0)
        status = cev__fail(c->ctx, CEV_ERR_DOMAIN,
                           "column %q is a gap in all rows; wanted groups",
                           strata);
    if (status == CEV_OK)
        status = cev__groups_look(c->ctx, customers, strata,
                                  &c->model->strata, c->groups);
    for (int64_t row = 0; status == CEV_OK && row < c->inner.rows; row++)
        if (c->groups[row] < 0)
            c->inner.weights[row] = 0.0;
    return status;
}

/* Folds for the way in which bounds are found. Of a split the last fold alone
 * is left out. */
static int32_t deal_witnesses(conformer *c)
{
    const cev_options *options = c->given->options;
    const char *way = cev__options_str(options, CEV__OPT_CONFORM_BY);
    int by_time =
        strcmp(cev__options_str(options, CEV__OPT_FOLD_BY), "time") == 0;
    int64_t known = 0;
    c->model->is_quantile = strcmp(way, "quantiles") == 0;
    for (int64_t row = 0; row < c->inner.rows; row++)
        known += !isnan(c->inner.values[row]);
    c->model->is_jackknife = strcmp(way, "jackknife") == 0
                             || (strcmp(way, CEV_AUTO) == 0
                                 && known < JACKKNIFE_BELOW);
    cev__option_value parts = {
        CEV__OPT_FOLDS,
        c->model->is_jackknife ? JACKKNIFE_BELOW
        : by_time              ? SPLIT_STRETCHES
                               : SPLIT_PARTS,
        0.0, NULL};
    cev__option_value lot = {CEV__OPT_FOLD_BY, 0, 0.0, "customer"};
    const cev_options usual = {
        NULL, options, &parts,
        cev__options_int(options, CEV__OPT_FOLDS) > 0 ? 0 : 1};
    /* With as much of the target in each part, who is kept apart lies between
     * those who are learnt from, and is beyond their quantiles too seldom. */
    const cev_options by_lot = {
        NULL, &usual, &lot,
        c->model->is_quantile && !cev__options_has(options, CEV__OPT_FOLD_BY)};
    int32_t status =
        cev__folds_deal(c->ctx, &by_lot, c->given->customers,
                        c->inner.values, &c->folds);
    if (status != CEV_OK)
        return status;
    c->model->folds = c->folds.count;
    for (int64_t row = 0; row < c->inner.rows; row++)
        if (!c->model->is_jackknife
            && c->folds.fold[row] != c->folds.count - 1)
            c->folds.fold[row] = CEV__FOLD_NONE;
    return CEV_OK;
}

/* The learner's quantiles, as far out as bounds of the coverage are. */
static int32_t open_quantile(conformer *c, int s)
{
    conform_side *side = &c->sides[s];
    double interval =
        cev__options_double(c->given->options, CEV__OPT_INTERVAL);
    double tail = 0.5 - 0.5 * (interval > 0.0 ? interval : 0.9);
    side->values[0] = (cev__option_value){CEV__OPT_FAMILY, 0, 0.0, "quantile"};
    side->values[1] = (cev__option_value){CEV__OPT_LINK, 0, 0.0, "usual"};
    side->values[2] = (cev__option_value){
        CEV__OPT_QUANTILE, 0,
        s == 0 ? fmax(tail, SIDE_LEAST) : fmin(1.0 - tail, 1.0 - SIDE_LEAST),
        NULL};
    side->options =
        (cev_options){NULL, c->given->options, side->values, 3};
    side->given = *c->given;
    side->given.options = &side->options;
    side->model = &c->model->sides[s];
    int32_t status = cev__inner_open(c->ctx, c->model->kind, &side->given,
                                     c->given->options, CEV__TARGET_NUMBER,
                                     &side->inner);
    if (status != CEV_OK)
        return status;
    cev__inner_hush(&side->inner);
    side->told = cev__alloc(c->ctx, c->inner.rows + 1,
                            (int64_t)sizeof *side->told);
    return side->told == NULL ? cev__fail_memory(c->ctx) : CEV_OK;
}

/* Learns both sides from the rows that the centre is learnt from too. */
static int32_t learn_quantiles(conformer *c)
{
    if (c->model->target.is_binary)
        return cev__fail(c->ctx, CEV_ERR_OPTION,
                         "option conform_by = \"quantiles\"; a yes or no has "
                         "none, wanted \"split\"");
    if (!cev__text_lists(c->model->kind->kind.takes, "quantile"))
        return cev__fail(c->ctx, CEV_ERR_OPTION,
                         "option conform_by = \"quantiles\"; wanted a learner "
                         "that foretells them, boosting, not %s",
                         c->model->kind->kind.name);
    int32_t status = CEV_OK;
    for (int s = 0; s < 2 && status == CEV_OK; s++) {
        status = open_quantile(c, s);
        if (status == CEV_OK)
            status = cev__inner_leave_out(&c->sides[s].inner, &c->folds,
                                          "conform", take_quantile, &c->sides[s]);
    }
    return status;
}

static void close_quantiles(conformer *c)
{
    for (int s = 0; s < 2; s++) {
        cev__free(c->ctx, c->sides[s].told, c->inner.rows + 1,
                  (int64_t)sizeof *c->sides[s].told);
        if (c->sides[s].inner.ctx != NULL)
            cev__inner_close(&c->sides[s].inner);
    }
}

/* `c` has its room. */
static int32_t learn_conformal(conformer *c)
{
    cev__conformal *model = c->model;
    int32_t status = deal_witnesses(c);
    for (int64_t row = 0; row < c->inner.rows; row++)
        c->away[row] = NAN;
    if (status != CEV_OK)
        return status;
    model->models = cev__alloc_zero(c->ctx, model->folds,
                                    (int64_t)sizeof *model->models);
    status = model->models == NULL ? cev__fail_memory(c->ctx)
                                   : read_strata(c);
    if (status == CEV_OK && model->is_quantile)
        status = learn_quantiles(c);
    if (status == CEV_OK)
        status = cev__inner_leave_out(&c->inner, &c->folds, "conform",
                                      take_witnesses, c);
    cev__folds_free(c->ctx, &c->folds);
    if (status == CEV_OK)
        status = gather_witnesses(c);
    if (status != CEV_OK)
        return status;
    if (model->is_jackknife)
        return cev__inner_fit(&c->inner, NULL, 0, &model->centre);
    model->centre = model->models[0];
    model->models[0] = NULL;
    return CEV_OK;
}

static int32_t open_conformal(conformer *c)
{
    int64_t room = c->inner.rows + 1;
    c->model->target = c->inner.target;
    memset(&c->inner.target, 0, sizeof c->inner.target);
    cev__inner_hush(&c->inner);
    c->model->customers = c->inner.customers;
    c->model->unknown = c->inner.unknown;
    c->groups = cev__alloc(c->ctx, room, (int64_t)sizeof *c->groups);
    c->seen_by = cev__alloc(c->ctx, room, (int64_t)sizeof *c->seen_by);
    c->away = cev__alloc(c->ctx, room, (int64_t)sizeof *c->away);
    int32_t status =
        c->groups == NULL || c->seen_by == NULL || c->away == NULL
            ? cev__fail_memory(c->ctx)
            : learn_conformal(c);
    close_quantiles(c);
    cev__free(c->ctx, c->away, room, (int64_t)sizeof *c->away);
    cev__free(c->ctx, c->seen_by, room, (int64_t)sizeof *c->seen_by);
    cev__free(c->ctx, c->groups, room, (int64_t)sizeof *c->groups);
    return status;
}

int32_t cev__conformal_learn(cev_ctx *ctx, const cev__given *given,
                             void **model)
{
    conformer c = {.ctx = ctx, .given = given};
    c.model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *c.model);
    if (c.model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__inner_choose(ctx, given->options,
                                       CEV__CONFORMAL_OWN, &c.model->kind);
    if (status == CEV_OK)
        status = cev__inner_open(ctx, c.model->kind, given, given->options,
                                 CEV__TARGET_EITHER, &c.inner);
    if (status == CEV_OK) {
        status = open_conformal(&c);
        cev__inner_close(&c.inner);
    }
    if (status != CEV_OK) {
        cev__conformal_free(ctx, c.model);
        return status;
    }
    *model = c.model;
    return CEV_OK;
}
