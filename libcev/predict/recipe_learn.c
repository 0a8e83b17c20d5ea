/* Taking a learner, and trying it on customers left out; see recipe.h. */
#include "../core/compiler.h"
#include "recipe_learn.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/sum.h"
#include "lesson.h"

/* Customers of the rarer kind that a rival wants besides. */
#define RIVAL_EVENTS 50.0

/* Rows below which nobody is left out; folds where customers are few, many, and
 * so many that a few fits tell enough. */
#define FOLDS_MOST_FROM 10000.0
enum {
    TRIED_FROM = 5,
    RECIPE_FOLDS = 10,
    RECIPE_FOLDS_MANY = 5,
    RECIPE_FOLDS_MOST = 3
};

/* What is foretold of a customer left out counts as no more. */
#define FORETOLD_MOST 1e150

/* A probability is no surer, a mean no smaller (by the mean of all). */
#define SUREST 1e-15
#define LEAST_SHARE 1e-12

enum { RECIPE_NUMBERS = CEV__CONTESTANTS + 2 };

static const char *learner_name(const cev__recipe_learner *l, int which)
{
    return which == CEV__USUAL ? l->plan->usual : l->plan->rival;
}

/* ---- Who takes part ------------------------------------------------------ */

/* Who sent more back than he kept brought nothing, to a model of amounts. */
static void floor_amounts(cev__recipe_learner *l, int which)
{
    cev__inner *inner = &l->inner[which];
    cev__sum below = {0};
    for (int64_t row = 0; row < inner->rows; row++)
        if (inner->values[row] < 0.0) {
            inner->values[row] = 0.0;
            cev__sum_add(&below, inner->weights[row]);
        }
    double customers = cev__sum_value(&below);
    if (which == CEV__USUAL && customers > 0.0)
        cev__lines_verdict(&l->lines, "below_nothing", customers,
                           "{n} customers brought less than nothing, which "
                           "counts as nothing.");
}

static int32_t open_contestant(cev__recipe_learner *l, int which)
{
    const cev__given *given = l->given;
    if (which == CEV__RIVAL && l->plan->rival_family != NULL) {
        l->family.option = CEV__OPT_FAMILY;
        l->family.text = l->plan->rival_family;
        l->with_family.below = l->given->options;
        l->with_family.values = &l->family;
        l->with_family.count = 1;
        l->rival_given = *l->given;
        l->rival_given.options = &l->with_family;
        given = &l->rival_given;
    }
    int32_t status = cev__inner_open(
        l->ctx, cev__estimator_find(learner_name(l, which)), given,
        l->given->options, l->plan->wanted, &l->inner[which]);
    if (status == CEV_OK && l->plan->wanted == CEV__TARGET_NUMBER)
        floor_amounts(l, which);
    return status;
}

/* Puts rows in an order that does not depend on that of the table: so far as
 * they are told apart by what is known by now. */
static int32_t order_recipe_rows(cev__recipe_learner *l, int count)
{
    const cev__inner *inner = &l->inner[CEV__USUAL];
    const cev__readings none = {.rows = inner->rows};
    const double *const more[] = {inner->values, l->predicted[CEV__USUAL],
                                  l->predicted[CEV__RIVAL]};
    return cev__readings_order(l->ctx, &none, inner->weights, more, count,
                               l->order, &l->count);
}

/* Customers whose target is known, and its mean. Gives how many rows hold them
 * in `known`, and the customers of the rarer kind or with an amount. */
static int32_t count_known(cev__recipe_learner *l, int64_t *known,
                           double *rarer)
{
    const cev__inner *inner = &l->inner[CEV__USUAL];
    cev__sum customers = {0}, sum = {0}, above = {0};
    int32_t status = order_recipe_rows(l, 1);
    *known = 0;
    for (int64_t i = 0; status == CEV_OK && i < l->count; i++) {
        double weight = inner->weights[l->order[i]];
        double value = inner->values[l->order[i]];
        if (isnan(value))
            continue;
        ++*known;
        cev__sum_add(&customers, weight);
        cev__sum_add(&sum, weight * value);
        if (value > 0.0)
            cev__sum_add(&above, weight);
    }
    l->customers = cev__sum_value(&customers);
    l->mean = cev__sum_value(&sum) / l->customers;
    *rarer = cev__sum_value(&above);
    if (l->plan->wanted == CEV__TARGET_BINARY)
        *rarer = fmin(*rarer, l->customers - *rarer);
    return status;
}

/* ---- Customers left out -------------------------------------------------- */

static int32_t keep_predictions(void *state, int32_t fold,
                                const int64_t *rows, int64_t count,
                                const cev_table *predictions, void **model)
{
    double *to = state;
    cev__numbers numbers;
    (void)fold;
    (void)model;
    int32_t status = cev__table_numbers(predictions->ctx, predictions,
                                        "prediction", &numbers);
    for (int64_t i = 0; status == CEV_OK && i < count; i++) {
        double foretold = cev__number_at(&numbers, i);
        to[rows[i]] = foretold > FORETOLD_MOST ? FORETOLD_MOST : foretold;
    }
    return status;
}

static int32_t leave_out(cev__recipe_learner *l, int which)
{
    for (int64_t row = 0; row < l->inner[CEV__USUAL].rows; row++)
        l->predicted[which][row] = NAN;
    return cev__inner_leave_out(&l->inner[which], &l->folds, "left out",
                                keep_predictions, l->predicted[which]);
}

/* Folds have their share of each kind, also where customers are few: with each
 * left out by himself the rest would lean the other way. */
static int32_t deal_recipe(cev__recipe_learner *l)
{
    cev__option_value usual = {CEV__OPT_FOLDS, RECIPE_FOLDS, 0.0, NULL};
    const cev_options by_default = {NULL, NULL, &usual, 1};
    const cev_options options =
        cev__options_over(l->given->options, &by_default);
    if (l->customers >= CEV__RIVAL_FROM)
        usual.i = l->customers < FOLDS_MOST_FROM ? RECIPE_FOLDS_MANY
                                                 : RECIPE_FOLDS_MOST;
    return cev__folds_deal(l->ctx, &options, l->given->customers,
                           l->inner[CEV__USUAL].values, &l->folds);
}

/* How wrong a prediction was: by the likelihood of a yes or no, of amounts the
 * deviance of Tweedie's distribution with the power 1.5, which is least for the
 * mean and whose scale no few great ones rule. */
static double loss_of(const cev__recipe_learner *l, double foretold,
                      double actual)
{
    if (l->plan->wanted == CEV__TARGET_BINARY) {
        double p = actual > 0.0 ? foretold : 1.0 - foretold;
        return -cev__log(fmax(p, SUREST));
    }
    double mean = fmax(foretold, LEAST_SHARE * l->mean);
    double away = sqrt(actual) - sqrt(mean);
    return mean > 0.0 ? 4.0 * away * away / sqrt(mean) : 0.0;
}

/* Rows in which all contestants have a prediction and the truth is known. */
static int is_tried(const cev__recipe_learner *l, int64_t row)
{
    return l->inner[CEV__USUAL].weights[row] > 0.0
           && !isnan(l->inner[CEV__USUAL].values[row])
           && !isnan(l->predicted[CEV__USUAL][row])
           && !(l->has_rival && isnan(l->predicted[CEV__RIVAL][row]));
}

static double mean_loss(const cev__recipe_learner *l, int which)
{
    cev__sum sum = {0}, all = {0};
    for (int64_t i = 0; i < l->count; i++) {
        int64_t row = l->order[i];
        double weight = l->inner[CEV__USUAL].weights[row];
        if (!is_tried(l, row))
            continue;
        double foretold =
            which < CEV__CONTESTANTS ? l->predicted[which][row] : l->mean;
        cev__sum_add(&sum,
                     weight * loss_of(l, foretold,
                                      l->inner[CEV__USUAL].values[row]));
        cev__sum_add(&all, weight);
    }
    return cev__sum_value(&sum) / cev__sum_value(&all);
}

/* Whether the rival is better by more than a standard error of that. */
static int is_rival_better(const cev__recipe_learner *l, double gain)
{
    cev__sum squares = {0}, all = {0};
    for (int64_t i = 0; i < l->count; i++) {
        int64_t row = l->order[i];
        double weight = l->inner[CEV__USUAL].weights[row];
        double actual = l->inner[CEV__USUAL].values[row];
        if (!is_tried(l, row))
            continue;
        double away = loss_of(l, l->predicted[CEV__USUAL][row], actual)
                      - loss_of(l, l->predicted[CEV__RIVAL][row], actual)
                      - gain;
        cev__sum_add(&squares, weight * away * away);
        cev__sum_add(&all, weight);
    }
    return gain > sqrt(cev__sum_value(&squares)) / cev__sum_value(&all);
}

static int32_t try_contestants(cev__recipe_learner *l)
{
    char text[CEV__LINE_TEXT];
    double loss[CEV__CONTESTANTS] = {0.0, 0.0};
    int32_t status = CEV_OK;
    for (int c = 0; c <= l->has_rival && status == CEV_OK; c++)
        status = leave_out(l, c);
    if (status == CEV_OK)
        status = order_recipe_rows(l, 2 + l->has_rival);
    if (status != CEV_OK)
        return status;
    for (int c = 0; c <= l->has_rival; c++) {
        loss[c] = mean_loss(l, c);
        cev__format(text, sizeof text, "loss.%s", learner_name(l, c));
        cev__lines_add(&l->lines, "left_out", text, NULL)->value = loss[c];
    }
    cev__lines_add(&l->lines, "left_out", "loss.constant", NULL)->value =
        mean_loss(l, CEV__CONTESTANTS);
    if (l->has_rival)
        l->taken = is_rival_better(l, loss[CEV__USUAL] - loss[CEV__RIVAL]);
    return CEV_OK;
}

/* What is not tried is not known. */
static void hide_untried(cev__recipe_learner *l)
{
    for (int64_t row = 0; row < l->inner[CEV__USUAL].rows; row++) {
        l->actual[row] =
            is_tried(l, row) ? l->inner[CEV__USUAL].values[row] : NAN;
        for (int c = 0; isnan(l->actual[row]) && c <= l->has_rival; c++)
            l->predicted[c][row] = 0.0;
    }
}

/* What each customer is worth, for the gate, where the table says so. */
static int32_t read_worth(cev__recipe_learner *l)
{
    cev__numbers numbers;
    const cev__column *column =
        cev__table_find(l->given->customers, "value");
    if (column == NULL || column->type == CEV_TEXT
        || l->plan->wanted != CEV__TARGET_BINARY)
        return CEV_OK;
    int32_t status = cev__table_numbers(l->ctx, l->given->customers, "value",
                                        &numbers);
    if (status == CEV_OK)
        cev__numbers_read(&numbers, 0, l->inner[CEV__USUAL].rows, l->values);
    l->has_values = status == CEV_OK;
    return status;
}

static int32_t try_recipe(cev__recipe_learner *l)
{
    int32_t status = deal_recipe(l);
    if (status == CEV_OK)
        status = try_contestants(l);
    if (status == CEV_OK)
        status = read_worth(l);
    if (status != CEV_OK)
        return status;
    hide_untried(l);
    return cev__recipe_judge(l);
}

/* ---- All ----------------------------------------------------------------- */

static int32_t open_recipe(cev__recipe_learner *l)
{
    int64_t rows = l->given->customers->rows;
    l->numbers = cev__alloc(l->ctx, RECIPE_NUMBERS * rows + 1,
                            (int64_t)sizeof *l->numbers);
    l->order = cev__alloc(l->ctx, rows + 1, (int64_t)sizeof *l->order);
    if (l->numbers == NULL || l->order == NULL)
        return cev__fail_memory(l->ctx);
    for (int c = 0; c < CEV__CONTESTANTS; c++)
        l->predicted[c] = l->numbers + c * rows;
    l->actual = l->numbers + CEV__CONTESTANTS * rows;
    l->values = l->actual + rows;
    return open_contestant(l, CEV__USUAL);
}

static int32_t keep_lines(cev__recipe_learner *l)
{
    cev__recipe *recipe = l->recipe;
    if (l->lines.is_short)
        return cev__fail_memory(l->ctx);
    recipe->lines = cev__alloc(l->ctx, l->lines.count + 1,
                               (int64_t)sizeof *recipe->lines);
    if (recipe->lines == NULL)
        return cev__fail_memory(l->ctx);
    recipe->count = l->lines.count;
    memcpy(recipe->lines, l->lines.lines,
           (size_t)recipe->count * sizeof *recipe->lines);
    return CEV_OK;
}

static int32_t run_recipe(cev__recipe_learner *l)
{
    double rarer;
    int64_t known;
    int32_t status = count_known(l, &known, &rarer);
    l->has_rival = l->plan->rival != NULL && l->customers >= CEV__RIVAL_FROM
                   && rarer >= RIVAL_EVENTS;
    if (status == CEV_OK && l->has_rival)
        status = open_contestant(l, CEV__RIVAL);
    for (int c = 0; c <= l->has_rival && status == CEV_OK; c++)
        cev__inner_hush(&l->inner[c]);
    if (status == CEV_OK && known >= TRIED_FROM && rarer >= 2.0)
        status = try_recipe(l);
    else if (status == CEV_OK)
        cev__lines_verdict(&l->lines, "too_few_to_try", l->customers,
                           "{n} customers are too few, or too much alike, to "
                           "leave some out and see how well they are "
                           "predicted.");
    if (status != CEV_OK)
        return status;
    l->recipe->kind = l->inner[l->taken].kind;
    l->recipe->target = l->inner[CEV__USUAL].target;
    memset(&l->inner[CEV__USUAL].target, 0, sizeof l->inner[CEV__USUAL].target);
    cev__lines_add(&l->lines, "fit", "learner", l->recipe->kind->kind.name);
    if (cev__target_positive(&l->recipe->target) != NULL)
        cev__lines_add(&l->lines, "fit", "positive",
                       cev__target_positive(&l->recipe->target));
    status = cev__inner_fit(&l->inner[l->taken], NULL, 0, &l->recipe->model);
    return status == CEV_OK ? keep_lines(l) : status;
}

static void close_recipe(cev__recipe_learner *l)
{
    cev__lines_clear(&l->lines);
    if (l->folds.fold != NULL)
        cev__folds_free(l->ctx, &l->folds);
    for (int c = 0; c < CEV__CONTESTANTS; c++)
        if (l->inner[c].ctx != NULL)
            cev__inner_close(&l->inner[c]);
    cev__free(l->ctx, l->order, l->given->customers->rows + 1,
              (int64_t)sizeof *l->order);
    cev__free(l->ctx, l->numbers,
              RECIPE_NUMBERS * l->given->customers->rows + 1,
              (int64_t)sizeof *l->numbers);
}

int32_t cev__recipe_learn(cev_ctx *ctx, const cev__recipe_plan *plan,
                          const cev__given *given, void **model)
{
    cev__recipe_learner l;
    memset(&l, 0, sizeof l);
    l.ctx = l.lines.ctx = ctx;
    l.given = given;
    l.plan = plan;
    l.recipe = cev__alloc_zero(ctx, 1, (int64_t)sizeof *l.recipe);
    if (l.recipe == NULL)
        return cev__fail_memory(ctx);
    int32_t status = open_recipe(&l);
    if (status == CEV_OK)
        status = run_recipe(&l);
    close_recipe(&l);
    if (status != CEV_OK) {
        cev__recipe_free(ctx, l.recipe);
        return status;
    }
    *model = l.recipe;
    return CEV_OK;
}
