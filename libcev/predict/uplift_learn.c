/*
 * Learning what a treatment does: a model for each group (t), one for both
 * (s), models of the effects that each group's model sees in the other (x), or
 * a forest from what models of everybody leave of targets and of treatments.
 * How good the ranking is, is found out on customers left out in turn.
 */
#include "../core/compiler.h"
#include "lesson.h"
#include "uplift.h"

#include <math.h>
#include <string.h>

#include "../core/text.h"
#include "../math/sum.h"

enum { UPLIFT_FOLDS = 5, UPLIFT_WHOLE = -1 };

/* Chances beyond this, from either end, are hardly known to be so small; and
 * from this on customers have next to nobody to be compared with. */
#define TREATED_LEAST 0.01
#define TREATED_CERTAIN 0.05

typedef struct uplift_learner {
    cev_ctx *ctx;
    const cev__given *given;
    cev__lesson lesson;
    cev__uplift *uplift;
    cev_options pressed;      /* what is given to the models */
    cev__option_value own[2]; /* and what they are told besides */
    cev_options options;      /* both */
    char *features;      /* of s, with the treatment; or NULL */
    int64_t features_size;
    cev_table *view;  /* the columns they see */
    double *numbers;  /* what the next four point into */
    double *treated;  /* of each row: 1, 0, or NaN */
    double *counts;   /* customers that count at the moment */
    double *observed; /* effects, for the second models of x */
    double *effects;  /* predicted for who was left out */
    double *fold;     /* of each row that counts */
    double *left[2];  /* of targets and treatments, for a forest */
} uplift_learner;

enum { UPLIFT_COLUMNS = 7 };

static const cev__estimator_kind *models_kind(const uplift_learner *l)
{
    return l->uplift->models.kind;
}

static const char *treatment_of(const uplift_learner *l)
{
    return cev__target_name(&l->uplift->treatment);
}

/* ---- What is given ------------------------------------------------------- */

/* Who was treated; where that is not known, a row counts no more. */
static int32_t read_treatment(uplift_learner *l)
{
    static const cev__target_wish wish = {
        CEV__OPT_TREATMENT, CEV__OPT_TREATED, CEV__TARGET_BINARY};
    cev__lesson *lesson = &l->lesson;
    cev__sum customers[2] = {{0}}, unassigned = {0};
    int32_t status = cev__target_learn(
        l->ctx, l->given->options, &wish, l->given->customers,
        lesson->weights, l->treated, &l->uplift->treatment);
    if (status != CEV_OK)
        return status;
    for (int64_t i = 0; i < lesson->count; i++) {
        int64_t row = lesson->order[i];
        double weight = lesson->weights[row];
        if (isnan(l->treated[row])) {
            cev__sum_add(&unassigned, weight);
            lesson->weights[row] = 0.0;
        } else {
            cev__sum_add(&customers[l->treated[row] > 0.0], weight);
        }
    }
    l->uplift->unassigned = cev__sum_value(&unassigned);
    for (int group = 0; group < 2; group++) {
        l->uplift->customers[group] = cev__sum_value(&customers[group]);
        if (!(l->uplift->customers[group] > 0.0))
            return cev__fail(l->ctx, CEV_ERR_DOMAIN,
                             "by column %q nobody was %s; wanted customers "
                             "who were and who were not",
                             treatment_of(l),
                             group == 0 ? "left untreated" : "treated");
    }
    l->uplift->models.share =
        l->uplift->customers[1]
        / (l->uplift->customers[0] + l->uplift->customers[1]);
    return CEV_OK;
}

/* The features that are named, and the treatment, which s learns from. */
static int32_t name_features(uplift_learner *l)
{
    const char *named =
        cev__options_str(l->given->options, CEV__OPT_FEATURES);
    if (l->uplift->models.meta != CEV__UPLIFT_S || named[0] == '\0')
        return CEV_OK;
    l->features_size =
        (int64_t)(strlen(named) + strlen(treatment_of(l)) + 2);
    l->features = cev__alloc(l->ctx, l->features_size, 1);
    if (l->features == NULL)
        return cev__fail_memory(l->ctx);
    cev__format(l->features, l->features_size, "%s,%s", named,
                treatment_of(l));
    return CEV_OK;
}

/* The options of the models: those given, but the target is numbers by then
 * and its family settled, and the same for both groups. */
static int32_t lay_options(uplift_learner *l)
{
    const cev_options *given = l->given->options;
    const char *family = cev__options_str(given, CEV__OPT_FAMILY);
    const char *takes = models_kind(l)->kind.takes;
    int tells_family = cev__text_lists(takes, "family");
    int32_t status = cev__options_press(l->ctx, given, takes,
                                        CEV__OPT_POSITIVE, &l->pressed);
    if (status != CEV_OK)
        return status;
    if (strcmp(family, "auto") == 0)
        family = l->lesson.target.is_binary ? "binomial" : "gaussian";
    if (tells_family)
        l->own[l->options.count++] =
            (cev__option_value){CEV__OPT_FAMILY, 0, 0.0, family};
    if (l->features != NULL)
        l->own[l->options.count++] =
            (cev__option_value){CEV__OPT_FEATURES, 0, 0.0, l->features};
    l->options.below = &l->pressed;
    l->options.values = l->own;
    return CEV_OK;
}

/* The table that models learn from: how many a row stands for, and for x the
 * target, change from one to the next. */
static int32_t lay_view(uplift_learner *l)
{
    int32_t status = cev__table_borrow(l->ctx, l->given->customers,
                                       treatment_of(l), &l->view);
    if (status == CEV_OK)
        status = cev_table_set_column(l->view, "customers", CEV_DOUBLE,
                                      l->counts, (int64_t)sizeof(double),
                                      NULL);
    return status;
}

/* How effects are learnt, and of what learners; those of a forest are trees by
 * themselves. */
static int32_t choose_meta(uplift_learner *l)
{
    static const char metas[CEV__UPLIFT_METAS][8] = {"t", "s", "x",
                                                     "forest"};
    const cev_options *given = l->given->options;
    const char *meta = cev__options_str(given, CEV__OPT_META);
    cev__option_value trees = {CEV__OPT_LEARNER, 0, 0.0, CEV_BOOSTING};
    const cev_options by_trees = {NULL, given, &trees, 1};
    while (strcmp(metas[l->uplift->models.meta], meta) != 0)
        l->uplift->models.meta++;
    int is_free = l->uplift->models.meta == CEV__UPLIFT_FOREST
                  && !cev__options_has(given, CEV__OPT_LEARNER);
    return cev__inner_choose(l->ctx, is_free ? &by_trees : given,
                             CEV__UPLIFT_OWN, &l->uplift->models.kind);
}

static int32_t open_uplift(uplift_learner *l)
{
    static const int roles[] = {CEV__OPT_TARGET, CEV__OPT_TREATMENT,
                                CEV__OPT_SENSITIVE, -1};
    int64_t rows = l->given->customers->rows;
    int32_t status = choose_meta(l);
    if (status == CEV_OK)
        status = cev__lesson_open(l->ctx, l->given->options, roles,
                                  CEV__TARGET_EITHER, 1, l->given->customers,
                                  &l->lesson);
    if (status != CEV_OK)
        return status;
    l->numbers = cev__alloc_zero(l->ctx, UPLIFT_COLUMNS * rows,
                                 (int64_t)sizeof *l->numbers);
    if (l->numbers == NULL)
        return cev__fail_memory(l->ctx);
    l->treated = l->numbers;
    l->counts = l->treated + rows;
    l->observed = l->counts + rows;
    l->effects = l->observed + rows;
    l->fold = l->effects + rows;
    l->left[0] = l->fold + rows;
    l->left[1] = l->left[0] + rows;
    status = read_treatment(l);
    if (status == CEV_OK)
        status = name_features(l);
    if (status == CEV_OK)
        status = lay_options(l);
    return status == CEV_OK ? lay_view(l) : status;
}

static void close_uplift(uplift_learner *l)
{
    cev_table_free(l->view);
    cev__free(l->ctx, l->features, l->features_size, 1);
    if (l->pressed.ctx != NULL)
        cev__options_unpress(&l->pressed);
    cev__free(l->ctx, l->numbers, UPLIFT_COLUMNS * l->lesson.rows,
              (int64_t)sizeof *l->numbers);
    cev__lesson_close(l->ctx, &l->lesson);
}

/* ---- Models -------------------------------------------------------------- */

/* Whether a row teaches a model of a group, or of both (-1). */
static int teaches(const uplift_learner *l, int64_t row, int group,
                   int left_out)
{
    return l->lesson.weights[row] > 0.0
           && (group < 0 || (l->treated[row] > 0.0) == group)
           && (left_out == UPLIFT_WHOLE || (int)l->fold[row] != left_out);
}

/* One model of a group, or of both (-1), of targets that are given. */
static int32_t learn_group(uplift_learner *l, int group, int left_out,
                           const cev_options *options, const double *targets,
                           void **model)
{
    const cev__given given = {.options = options, .customers = l->view,
                              .prior = l->given->prior};
    for (int64_t row = 0; row < l->lesson.rows; row++)
        l->counts[row] =
            teaches(l, row, group, left_out) ? l->lesson.weights[row] : 0.0;
    int32_t status = cev_table_set_column(
        l->view, cev__target_name(&l->lesson.target), CEV_DOUBLE, targets,
        (int64_t)sizeof *targets, NULL);
    if (status == CEV_OK && l->uplift->models.meta == CEV__UPLIFT_S)
        status = cev_table_set_column(l->view, treatment_of(l), CEV_DOUBLE,
                                      l->treated, (int64_t)sizeof(double),
                                      NULL);
    return status == CEV_OK ? models_kind(l)->kind.fit(l->ctx, &given, model)
                            : status;
}

/* What the other group's model sees in a group: its targets beside those that
 * it would have had. */
static int32_t observe_effects(uplift_learner *l, int group,
                               const cev__uplift_models *models)
{
    const cev__option_value plain = {CEV__OPT_INTERVAL, 0, 0.0, NULL};
    const cev_options without = {NULL, &l->options,
                                 (cev__option_value *)&plain, 1};
    cev_table *table = NULL;
    int32_t status = models_kind(l)->predict(l->ctx, models->list[1 - group],
                                             &without, l->view, &table);
    if (status != CEV_OK)
        return status;
    const double *mean = cev__table_find(table, "prediction")->data;
    for (int64_t row = 0; row < l->lesson.rows; row++) {
        double effect = l->lesson.values[row] - mean[row];
        l->observed[row] = group == 1 ? effect : -effect;
    }
    cev_table_free(table);
    return CEV_OK;
}

/* The second models of x: numbers, whatever the target is. */
static int32_t learn_effects(uplift_learner *l, int left_out,
                             cev__uplift_models *models)
{
    cev__option_value plain[2] = {{CEV__OPT_FAMILY, 0, 0.0, "gaussian"},
                                  {CEV__OPT_LINK, 0, 0.0, "usual"}};
    const cev_options numbers = {NULL, &l->options, plain, 2};
    int32_t status = CEV_OK;
    if (strcmp(models_kind(l)->kind.name, CEV_HURDLE) == 0)
        return cev__fail(l->ctx, CEV_ERR_OPTION,
                         "option meta = x learns effects, which may be below "
                         "0; wanted a learner of such numbers, not hurdle");
    for (int group = 0; group < 2 && status == CEV_OK; group++) {
        status = observe_effects(l, group, models);
        if (status == CEV_OK)
            status = learn_group(
                l, group, left_out, &numbers, l->observed,
                &models->list[CEV__UPLIFT_EFFECT_UNTREATED + group]);
    }
    return status;
}

/* How likely the customers that count are treated, whatever came of them. */
static int32_t learn_chances(uplift_learner *l, void **model)
{
    cev__option_value plain[3] = {
        {CEV__OPT_FAMILY, 0, 0.0, "binomial"},
        {CEV__OPT_LINK, 0, 0.0, "usual"},
        {CEV__OPT_TARGET, 0, 0.0, treatment_of(l)}};
    const cev_options chances = {NULL, &l->options, plain, 3};
    cev__given given = {.options = &chances, .prior = l->given->prior};
    cev_table *view = NULL;
    int32_t status = cev__table_borrow(
        l->ctx, l->view, cev__target_name(&l->lesson.target), &view);
    if (status == CEV_OK)
        status = cev_table_set_column(view, treatment_of(l), CEV_DOUBLE,
                                      l->treated, (int64_t)sizeof(double),
                                      NULL);
    given.customers = view;
    if (status == CEV_OK)
        status = models_kind(l)->kind.fit(l->ctx, &given, model);
    cev_table_free(view);
    return status;
}

/* The models beside a forest, of everybody. */
static int32_t learn_everybody(uplift_learner *l, int left_out,
                               cev__uplift_models *models)
{
    int32_t status =
        learn_group(l, -1, left_out, &l->options, l->lesson.values,
                    &models->list[CEV__UPLIFT_EXPECTED]);
    return status == CEV_OK
               ? learn_chances(l, &models->list[CEV__UPLIFT_CHANCE])
               : status;
}

static int32_t learn_models(uplift_learner *l, int left_out,
                            cev__uplift_models *models)
{
    int is_one = models->meta == CEV__UPLIFT_S;
    int32_t status = CEV_OK;
    if (models->meta == CEV__UPLIFT_FOREST)
        return learn_everybody(l, left_out, models);
    for (int group = 0; group < (is_one ? 1 : 2) && status == CEV_OK; group++)
        status = learn_group(l, is_one ? -1 : group, left_out, &l->options,
                             l->lesson.values, &models->list[group]);
    return status == CEV_OK && models->meta == CEV__UPLIFT_X
               ? learn_effects(l, left_out, models)
               : status;
}

/* ---- Who was left out ---------------------------------------------------- */

/* Deals the rows of each group, in the order of their targets, to folds; so
 * many as both groups have rows for. */
static int deal_folds(uplift_learner *l)
{
    int64_t rows[2] = {0, 0}, dealt[2] = {0, 0}, folds = UPLIFT_FOLDS;
    for (int64_t row = 0; row < l->lesson.rows; row++)
        if (l->lesson.weights[row] > 0.0)
            rows[l->treated[row] > 0.0]++;
    for (int group = 0; group < 2; group++)
        folds = rows[group] < folds ? rows[group] : folds;
    for (int64_t i = 0; i < l->lesson.count; i++) {
        int64_t row = l->lesson.order[i];
        if (l->lesson.weights[row] > 0.0)
            l->fold[row] =
                (double)(dealt[l->treated[row] > 0.0]++ % folds);
    }
    return folds < 2 ? 0 : (int)folds;
}

/* What models say of the rows of a fold, or of all, goes into their place. */
static void take_effects(uplift_learner *l, int fold, const cev_table *table)
{
    const double *effects = cev__table_find(table, "prediction")->data;
    for (int64_t row = 0; row < l->lesson.rows; row++)
        if ((int)l->fold[row] == fold)
            l->effects[row] = effects[row];
}

double cev__uplift_chance(double chance)
{
    return fmin(fmax(chance, TREATED_LEAST), 1.0 - TREATED_LEAST);
}

/* And what they leave of targets or of treatments. */
static void take_left(uplift_learner *l, int fold, int which,
                      const cev_table *table)
{
    const double *told = cev__table_find(table, "prediction")->data;
    for (int64_t row = 0; row < l->lesson.rows; row++) {
        if (fold != UPLIFT_WHOLE && (int)l->fold[row] != fold)
            continue;
        l->left[which][row] =
            which == CEV__UPLIFT_EXPECTED
                ? l->lesson.values[row] - told[row]
                : l->treated[row] - cev__uplift_chance(told[row]);
    }
}

static int32_t leave_over(uplift_learner *l, int fold,
                          const cev__uplift_models *models,
                          const cev_options *options)
{
    int32_t status = CEV_OK;
    for (int i = 0; i < 2 && status == CEV_OK; i++) {
        cev_table *table = NULL;
        status = models->kind->predict(l->ctx, models->list[i], options,
                                       l->view, &table);
        if (status == CEV_OK)
            take_left(l, fold, i, table);
        cev_table_free(table);
    }
    return status;
}

static int32_t predict_left_out(uplift_learner *l, int fold)
{
    cev__option_value plain = {CEV__OPT_INTERVAL, 0, 0.0, NULL};
    const cev_options without = {NULL, &l->options, &plain, 1};
    cev__uplift_models models = {.meta = l->uplift->models.meta,
                                 .kind = models_kind(l),
                                 .share = l->uplift->models.share};
    cev_table *table = NULL;
    int32_t status = learn_models(l, fold, &models);
    if (status == CEV_OK && models.meta == CEV__UPLIFT_FOREST)
        status = leave_over(l, fold, &models, &without);
    else if (status == CEV_OK)
        status = cev__uplift_effects(l->ctx, &models, treatment_of(l),
                                     &without, l->view, &table);
    if (status == CEV_OK && table != NULL)
        take_effects(l, fold, table);
    cev_table_free(table);
    cev__uplift_models_free(l->ctx, &models);
    return status;
}

/* Of each row, what trees say that have not seen it. Where there are no folds
 * the models beside the forest have. */
static int32_t grow_over(uplift_learner *l)
{
    cev__option_value plain = {CEV__OPT_INTERVAL, 0, 0.0, NULL};
    const cev_options without = {NULL, &l->options, &plain, 1};
    const double *const left[2] = {l->left[0], l->left[1]};
    cev__sum certain = {0};
    int32_t status = CEV_OK;
    if (l->uplift->folds == 0)
        status = leave_over(l, UPLIFT_WHOLE, &l->uplift->models, &without);
    for (int64_t row = 0; row < l->lesson.rows; row++) {
        double chance = l->treated[row] - l->left[CEV__UPLIFT_CHANCE][row];
        if (l->lesson.weights[row] > 0.0
            && fmin(chance, 1.0 - chance) < TREATED_CERTAIN)
            cev__sum_add(&certain, l->lesson.weights[row]);
    }
    l->uplift->certain = cev__sum_value(&certain);
    return status == CEV_OK
               ? cev__uplift_forest_learn(
                     l->ctx, &l->lesson, l->treated, left,
                     cev__options_int(l->given->options, CEV__OPT_TREES),
                     &l->uplift->models.forest, l->effects)
               : status;
}

static int32_t judge_left_out(uplift_learner *l)
{
    int is_forest = l->uplift->models.meta == CEV__UPLIFT_FOREST;
    cev__trial trial;
    int32_t status = CEV_OK;
    l->uplift->folds = deal_folds(l);
    for (int fold = 0; fold < l->uplift->folds && status == CEV_OK; fold++)
        status = predict_left_out(l, fold);
    if (status == CEV_OK && is_forest)
        status = grow_over(l);
    if (status != CEV_OK || l->uplift->folds == 0)
        return status;
    status = cev__uplift_trial(l->ctx, treatment_of(l), l->lesson.rows,
                               l->effects, l->lesson.values,
                               l->lesson.weights, l->treated, &trial);
    if (status != CEV_OK)
        return status;
    status = cev__uplift_measure(
        l->ctx, &trial,
        cev__options_int(l->given->options, CEV__OPT_DRAWS),
        &l->uplift->figures);
    cev__trial_close(l->ctx, &trial);
    if (status == CEV_OK && is_forest)
        cev__uplift_adjust(&l->lesson, l->treated, l->left[1], l->left[0],
                           l->effects, &l->uplift->figures);
    return status;
}

int32_t cev__uplift_learn(cev_ctx *ctx, const cev__given *given, void **model)
{
    uplift_learner l;
    memset(&l, 0, sizeof l);
    l.ctx = ctx;
    l.given = given;
    l.uplift = cev__alloc_zero(ctx, 1, (int64_t)sizeof *l.uplift);
    if (l.uplift == NULL)
        return cev__fail_memory(ctx);
    int32_t status = open_uplift(&l);
    if (status == CEV_OK)
        status = learn_models(&l, UPLIFT_WHOLE, &l.uplift->models);
    if (status == CEV_OK)
        status = judge_left_out(&l);
    if (status == CEV_OK) {
        l.uplift->unknown = l.lesson.unknown;
        cev__lesson_give(&l.lesson, &l.uplift->target,
                         l.uplift->models.meta == CEV__UPLIFT_FOREST
                             ? &l.uplift->models.forest.predictors
                             : NULL);
    }
    close_uplift(&l);
    if (status != CEV_OK) {
        cev__uplift_free(ctx, l.uplift);
        return status;
    }
    *model = l.uplift;
    return CEV_OK;
}
