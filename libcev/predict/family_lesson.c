/* A lesson, and the family of its target; see family_lesson.h. */
#include "../core/compiler.h"
#include "family_lesson.h"

#include <math.h>
#include <string.h>

#include "../math/sum.h"

static int is_text_target(const cev_options *options,
                          const cev_table *customers)
{
    const cev__column *column = cev__table_find(
        customers, cev__options_str(options, CEV__OPT_TARGET));
    return column != NULL && column->type == CEV_TEXT;
}

int cev__family_asked(const cev_options *options)
{
    const char *name = cev__options_str(options, CEV__OPT_FAMILY);
    for (int i = 0; i < CEV__LOSSES; i++)
        if (strcmp(cev__family_names[i], name) == 0)
            return i;
    return -1;
}

/* What can be learnt by it. */
static int target_wanted(const cev_options *options,
                         const cev_table *customers)
{
    int kind = cev__family_asked(options);
    if (kind == CEV__BINOMIAL || is_text_target(options, customers))
        return CEV__TARGET_BINARY;
    return kind < 0 ? CEV__TARGET_EITHER : CEV__TARGET_NUMBER;
}

/* What of the options about families has no sense. */
static int32_t check_family(cev_ctx *ctx, const cev_options *options,
                            int known)
{
    int kind = cev__family_asked(options);
    if (kind >= known)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option family = %q; wanted another, as only "
                         "boosting learns that",
                         cev__family_names[kind]);
    if (kind != CEV__QUANTILE && cev__options_has(options, CEV__OPT_QUANTILE))
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option quantile means something to family = "
                         "\"quantile\" alone");
    return CEV_OK;
}

/* The family asked for; by itself that of the target. */
static int32_t choose_family(cev_ctx *ctx, const cev_options *options,
                             cev__lesson *lesson, cev__family *family)
{
    const char *link = cev__options_str(options, CEV__OPT_LINK);
    int kind = cev__family_asked(options);
    if (kind < 0)
        kind = lesson->target.is_binary ? CEV__BINOMIAL : CEV__GAUSSIAN;
    family->kind = kind;
    family->link = cev__family_link(kind);
    family->power = cev__options_double(options, CEV__OPT_POWER);
    family->level = cev__options_double(options, CEV__OPT_QUANTILE);
    lesson->target.is_binary = kind == CEV__BINOMIAL;
    if (strcmp(link, "log") == 0) {
        if (kind == CEV__BINOMIAL || kind == CEV__QUANTILE)
            return cev__fail(ctx, CEV_ERR_OPTION,
                             "option link = \"log\"; wanted \"usual\", the "
                             "%s",
                             kind == CEV__BINOMIAL
                                 ? "logit, for a yes or no"
                                 : "quantile itself");
        family->link = CEV__LINK_LOG;
    }
    return CEV_OK;
}

/* Targets that the family cannot have. The least stands first in the order. */
static int32_t check_targets(cev_ctx *ctx, const cev__lesson *lesson,
                             int kind)
{
    int64_t row = lesson->order[0];
    double least = lesson->values[row];
    int is_positive = kind == CEV__GAMMA;
    if (kind == CEV__GAUSSIAN || kind == CEV__BINOMIAL
        || kind == CEV__QUANTILE || least > 0.0
        || (least == 0.0 && !is_positive))
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "%s[%d] = %g; wanted a number %s 0, for the family %s",
                     cev__target_name(&lesson->target), row, least,
                     is_positive ? "above" : "not below",
                     cev__family_names[kind]);
}

int32_t cev__family_lesson(cev_ctx *ctx, const cev_options *options,
                           const cev_table *customers, int known,
                           cev__lesson *lesson, cev__family *family)
{
    static const int roles[] = {CEV__OPT_TARGET, CEV__OPT_SENSITIVE, -1};
    int32_t status = check_family(ctx, options, known);
    if (status == CEV_OK)
        status = cev__lesson_open(ctx, options, roles,
                                  target_wanted(options, customers), 1,
                                  customers, lesson);
    if (status != CEV_OK)
        return status;
    status = choose_family(ctx, options, lesson, family);
    if (status == CEV_OK)
        status = check_targets(ctx, lesson, family->kind);
    if (status != CEV_OK)
        cev__lesson_close(ctx, lesson);
    return status;
}

double cev__family_targets(const cev__lesson *lesson, int kind,
                           double *targets, double *weights, double *mean)
{
    int64_t n = lesson->count;
    cev__sum sum = {0}, squares = {0};
    for (int64_t i = 0; i < n; i++) {
        targets[i] = lesson->values[lesson->order[i]];
        weights[i] = lesson->weights[lesson->order[i]];
    }
    *mean = 0.0;
    double most = fmax(fabs(targets[0]), fabs(targets[n - 1]));
    if (!(most > 0.0))
        return 1.0;
    for (int64_t i = 0; i < n; i++)
        cev__sum_add(&sum, weights[i] * (targets[i] / most));
    double share = cev__sum_value(&sum) / lesson->customers;
    *mean = share * most;
    if (kind != CEV__GAUSSIAN)
        return 1.0;
    for (int64_t i = 0; i < n; i++) {
        double away = targets[i] / most - share;
        cev__sum_add(&squares, weights[i] * away * away);
    }
    double sd = sqrt(cev__sum_value(&squares) / lesson->customers);
    double unit =
        sd > 1e-12 * fabs(share) && sd * most > 1e-150 ? sd * most : most;
    for (int64_t i = 0; i < n; i++)
        targets[i] /= unit;
    *mean /= unit;
    return unit;
}
