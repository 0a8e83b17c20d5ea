/* What the options say of RFM scores: cuts that are given, and weights. */
#include "../core/compiler.h"
#include "rfm.h"

#include <math.h>

static const int rfm_cut_options[CEV__RFM_MEASURES] = {
    CEV__OPT_RECENCY_CUTS, CEV__OPT_FREQUENCY_CUTS, CEV__OPT_MONETARY_CUTS};

/* A recency as rows have it: minus a multiple of the grid. */
static double grid_recency(double recency, double grid)
{
    return -(floor(recency / grid + 0.5) * grid);
}

int32_t cev__rfm_fix_cuts(cev_ctx *ctx, const cev_options *options,
                          int measure, double grid, int scores,
                          cev__rfm_cuts *out)
{
    int option = rfm_cut_options[measure];
    const char *text = cev__options_str(options, option);
    double cuts[CEV__RFM_SCORES_MAX - 1];
    int32_t count;
    if (text[0] == '\0')
        return CEV_OK;
    int32_t status = cev__option_numbers(
        ctx, option, text, CEV__RFM_SCORES_MAX - 1, cuts, &count);
    if (status != CEV_OK)
        return status;
    int is_sound = count == scores - 1;
    for (int i = 0; is_sound && i < count; i++) {
        double cut = measure == CEV__RFM_R ? grid_recency(cuts[i], grid)
                                           : cuts[i];
        int at = i;
        for (; at > 0 && out->cuts[at - 1] > cut; at--)
            out->cuts[at] = out->cuts[at - 1];
        out->cuts[at] = cut;
        is_sound = at == 0 || out->cuts[at - 1] < cut;
    }
    if (!is_sound)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option %s = %q; wanted %i different numbers, one "
                         "less than scores",
                         cev__dictionary[option].key, text, scores - 1);
    out->has_cuts = 1;
    return CEV_OK;
}

int32_t cev__rfm_weights(cev_ctx *ctx, const cev_options *options,
                         double *weights)
{
    const char *text = cev__options_str(options, CEV__OPT_SCORE_WEIGHTS);
    double sum = 0.0;
    int32_t count;
    int32_t status =
        cev__option_numbers(ctx, CEV__OPT_SCORE_WEIGHTS, text,
                            CEV__RFM_MEASURES, weights, &count);
    if (status != CEV_OK)
        return status;
    int is_sound = count == CEV__RFM_MEASURES;
    for (int i = 0; is_sound && i < count; i++) {
        is_sound = weights[i] >= 0.0 && weights[i] <= 1e100;
        sum += weights[i];
    }
    if (!is_sound || !(sum > 0.0))
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option score_weights = %q; wanted three numbers of "
                         "0 or more, of recency, frequency and monetary score",
                         text);
    for (int i = 0; i < count; i++)
        weights[i] /= sum;
    return CEV_OK;
}
