/* The segmenter "kmeans". */
#include "prototypes.h"

extern const cev__segmenter_kind cev__kmeans_kind;

static int32_t kmeans_fit(cev_ctx *ctx, const cev__given *given, void **out)
{
    cev__customers none = {0};
    cev__prototypes *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__features_learn(ctx, given->options,
                                         given->customers, &model->features);
    if (status == CEV_OK)
        status = cev__levels_learn(ctx, given->customers, &none,
                                   &model->levels);
    if (status == CEV_OK)
        return cev__prototypes_fit(ctx, given, model, out);
    cev__prototypes_free(ctx, model);
    return status;
}

static int32_t kmeans_profile(cev_ctx *ctx, const void *fitted,
                              const cev_options *options, cev_table **out)
{
    const cev__prototypes *model = fitted;
    (void)options;
    return cev__tally_profile(ctx, &model->tally, NULL, out);
}

const cev__segmenter_kind cev__kmeans_kind = {
    {
        CEV_KMEANS,
        "groups of customers who are alike in columns of numbers",
        CEV_OPT_FEATURES " " CEV_OPT_SCALING " " CEV_OPT_SEGMENTS
        " " CEV_OPT_SEGMENTS_MOST " " CEV_OPT_CHOICE " " CEV_OPT_STARTS
        " " CEV_OPT_MAX_ITER,
        CEV__TALLY_WANTS,
        "segment",
        "",
        "Arthur & Vassilvitskii (2007), SODA; Hamerly (2010), SDM; Hartigan & "
        "Wong (1979), Applied Statistics 28(1)",
        kmeans_fit,
        cev__prototypes_free,
        cev__prototypes_save,
        cev__prototypes_load,
    },
    cev__prototypes_assign,
    kmeans_profile,
    cev__prototypes_summary,
};
