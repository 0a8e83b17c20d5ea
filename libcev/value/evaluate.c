/* Which evaluations there are; see evaluate.h. */
#include "evaluate.h"

#include <string.h>

#include "cev/estimator.h"
#include "evaluations.h"

typedef struct evaluation {
    char name[12];
    int of_spend; /* 1: of a spend model alone as well */
    cev__evaluator *run;
} evaluation;

static const evaluation evaluations[] = {
    {CEV_EVAL_HOLDOUT, 1, cev__evaluate_holdout},
    {CEV_EVAL_FREQUENCY, 0, cev__evaluate_frequency},
    {CEV_EVAL_TRACKING, 0, cev__evaluate_tracking},
    {CEV_EVAL_CONDITIONAL, 0, cev__evaluate_conditional},
    {CEV_EVAL_DECILES, 1, cev__evaluate_deciles},
    {CEV_EVAL_TOTALS, 0, cev__evaluate_totals},
    {CEV_EVAL_PIT, 0, cev__evaluate_pit},
    {CEV_EVAL_COVERAGE, 0, cev__evaluate_coverage},
    {CEV_EVAL_AHEAD, 0, cev__evaluate_ahead},
    {CEV_EVAL_LIKELIHOOD, 1, cev__evaluate_likelihood},
};

int32_t cev__evaluate(cev_ctx *ctx, const cev__outlook *outlook,
                      const cev_options *options, const cev_table *customers,
                      const char *what, cev_table **out)
{
    int is_spend = outlook->purchases == NULL;
    for (size_t i = 0; i < sizeof evaluations / sizeof evaluations[0]; i++)
        if (strcmp(evaluations[i].name, what) == 0
            && (!is_spend || evaluations[i].of_spend))
            return evaluations[i].run(ctx, outlook, options, customers, out);
    return cev__fail(ctx, CEV_ERR_KIND,
                     "%q is no evaluation of this estimator; wanted one of: %s",
                     what,
                     is_spend ? "holdout deciles likelihood"
                     : outlook->spend == NULL
                         ? "holdout frequency tracking conditional deciles "
                           "totals pit coverage ahead likelihood"
                         : "holdout frequency tracking conditional deciles "
                           "totals pit coverage ahead likelihood comparison");
}
