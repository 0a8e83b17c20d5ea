/* The segmenter "kprototypes": kmeans with categories (Huang 1998). */
#include "../core/compiler.h"
#include "prototypes.h"

extern const cev__segmenter_kind cev__kprototypes_kind;

enum { PROTOTYPE_WORDS = 800 };

/* Columns of numbers and of texts, each by its own. */
static int32_t part_columns(cev_ctx *ctx, const cev__given *given,
                            cev__customers *numbers, cev__customers *texts)
{
    cev__customers all = {0};
    uint32_t found;
    int32_t status = cev__features_pick(ctx, given->options, given->customers,
                                        cev__is_feature, &all);
    if (status == CEV_OK && all.count == 0)
        status = cev__fail(ctx, CEV_ERR_COLUMN,
                           "the table has no column to go by");
    for (int64_t i = 0; status == CEV_OK && i < all.count; i++) {
        const char *name = cev__customer_name(&all, i);
        const cev__column *column = cev__table_find(given->customers, name);
        status = cev__customer_intern(
            ctx, column->type == CEV_TEXT ? texts : numbers, name, &found);
    }
    cev__customers_free(ctx, &all);
    return status;
}

static int32_t kprototypes_fit(cev_ctx *ctx, const cev__given *given,
                               void **out)
{
    cev__customers numbers = {0}, texts = {0};
    cev__prototypes *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = part_columns(ctx, given, &numbers, &texts);
    if (status == CEV_OK)
        status = cev__features_learn_named(ctx, given->options,
                                           given->customers, &numbers,
                                           &model->features);
    if (status == CEV_OK)
        status = cev__levels_learn(ctx, given->customers, &texts,
                                   &model->levels);
    cev__customers_free(ctx, &texts);
    cev__customers_free(ctx, &numbers);
    if (status == CEV_OK)
        return cev__prototypes_fit(ctx, given, model, out);
    cev__prototypes_free(ctx, model);
    return status;
}

/* The shares of levels among all customers. */
static void share_all(const cev__prototypes *model, double *all)
{
    int64_t total = cev__levels_total(&model->levels);
    double customers = 0.0;
    for (int64_t j = 0; j < model->centres.count; j++)
        customers += model->centres.weights[j];
    for (int64_t i = 0; i < total; i++) {
        all[i] = 0.0;
        for (int64_t j = 0; customers > 0.0 && j < model->centres.count; j++)
            all[i] += model->centres.weights[j] / customers
                      * model->shares[j * total + i];
    }
}

/* What sets each group apart, numbers first. */
static void tell_prototypes(const cev__prototypes *model, const double *all,
                            char (*words)[PROTOTYPE_WORDS],
                            const char **meanings)
{
    int64_t total = cev__levels_total(&model->levels);
    for (int64_t j = 0; j < model->centres.count; j++) {
        if (!cev__tally_words(&model->tally, j, words[j], PROTOTYPE_WORDS))
            words[j][0] = '\0';
        cev__levels_words(&model->levels, model->shares + j * total, all,
                          words[j], PROTOTYPE_WORDS);
        if (words[j][0] == '\0')
            cev__tally_words(&model->tally, j, words[j], PROTOTYPE_WORDS);
        meanings[j] = words[j];
    }
}

static int32_t kprototypes_profile(cev_ctx *ctx, const void *fitted,
                                   const cev_options *options, cev_table **out)
{
    const cev__prototypes *model = fitted;
    int64_t groups = model->centres.count;
    int64_t room = cev__levels_total(&model->levels) + 1;
    const char *meanings[CEV__GROUPS_MAX];
    cev_table *table = NULL;
    (void)options;
    double *all = cev__alloc(ctx, room, 8);
    char(*words)[PROTOTYPE_WORDS] =
        cev__alloc(ctx, groups, (int64_t)sizeof *words);
    int32_t status =
        all == NULL || words == NULL ? cev__fail_memory(ctx) : CEV_OK;
    if (status == CEV_OK) {
        share_all(model, all);
        tell_prototypes(model, all, words, meanings);
        status = cev__tally_profile(ctx, &model->tally, meanings, &table);
    }
    if (status == CEV_OK)
        status = cev__levels_profile(&model->levels, &model->tally,
                                     model->shares, table);
    cev__free(ctx, words, groups, (int64_t)sizeof *words);
    cev__free(ctx, all, room, 8);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

const cev__segmenter_kind cev__kprototypes_kind = {
    {
        CEV_KPROTOTYPES,
        "groups of customers who are alike in numbers and categories",
        CEV_OPT_FEATURES " " CEV_OPT_SCALING " " CEV_OPT_GAMMA
        " " CEV_OPT_SEGMENTS " " CEV_OPT_SEGMENTS_MOST " " CEV_OPT_STARTS
        " " CEV_OPT_MAX_ITER,
        CEV__TALLY_WANTS,
        "segment",
        "",
        "Huang (1998), Data Mining and Knowledge Discovery 2(3)",
        kprototypes_fit,
        cev__prototypes_free,
        cev__prototypes_save,
        cev__prototypes_load,
    },
    cev__prototypes_assign,
    kprototypes_profile,
    cev__prototypes_summary,
};
