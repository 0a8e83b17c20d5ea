/* What choices are foretold, and how well; see logit.h. */
#include "../core/compiler.h"
#include "logit.h"

#include <math.h>
#include <string.h>

#include "../math/elementary.h"
#include "../math/interval.h"
#include "../math/sum.h"
#include "../math/wilson.h"

/* ---- Predicting ---------------------------------------------------------- */

/* How uncertain the log odds are of a place, which begin and end of its
 * situation are beside it: of its z less the mean of the others'. The odds
 * against it too. */
static double odds_error(const cev__logit *choice,
                         const cev__logit_rows *rows, int64_t begin,
                         int64_t place, double *away, double *odds)
{
    int64_t n = choice->count, end = rows->ends[place];
    cev__sum others = {0};
    for (int64_t m = begin; m < end; m++)
        if (m != place)
            cev__sum_add(&others, rows->share[m]);
    *odds = cev__sum_value(&others);
    if (!(*odds > 0.0))
        return 0.0;
    for (int64_t k = 0; k < n; k++) {
        cev__sum sum = {0};
        for (int64_t m = begin; m < end; m++)
            if (m != place)
                cev__sum_add(&sum, rows->share[m] / *odds
                                       * rows->z[m * n + k]);
        away[k] = rows->z[place * n + k] - cev__sum_value(&sum);
    }
    return sqrt(cev__climbed_form(&choice->optimum, n, away));
}

static int32_t fill_choices(cev_ctx *ctx, const cev__logit *choice,
                            const cev__logit_rows *rows, double z,
                            double *away, double *utility,
                            const cev__answers *answers)
{
    for (int64_t i = 0, begin = 0; i < rows->rows; i++) {
        int64_t row = rows->order[i];
        double odds = 0.0;
        if (i > 0 && rows->ends[i] != rows->ends[i - 1])
            begin = i;
        answers->prediction[row] = rows->share[i];
        utility[row] = rows->utility[i];
        if (answers->lower != NULL) {
            double error =
                odds_error(choice, rows, begin, i, away, &odds);
            answers->lower[row] = answers->upper[row] = rows->share[i];
            if (odds > 0.0 && rows->share[i] > 0.0)
                cev__interval_share(cev__log(odds / rows->share[i]), error, z,
                                    &answers->lower[row],
                                    &answers->upper[row]);
        }
        if (i % 4096 != 0)
            continue;
        int32_t status = cev__progress(ctx, "predict",
                                       (double)i / (double)rows->rows);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

static int32_t tell_shares(cev_ctx *ctx, const cev__logit *choice,
                            const cev_options *options,
                            const cev_table *customers,
                            const cev__logit_rows *rows, double *away,
                            cev_table **out)
{
    double interval = cev__options_double(options, CEV__OPT_INTERVAL);
    cev__answers answers;
    double *utility;
    cev_table *table = NULL;
    int32_t status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = cev__answers_add(table, interval > 0.0, &answers);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "utility", &utility);
    if (status == CEV_OK)
        status = fill_choices(ctx, choice, rows, cev__interval_z(interval),
                              away, utility, &answers);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev__logit_predict(cev_ctx *ctx, const void *model,
                            const cev_options *options,
                            const cev_table *customers, cev_table **out)
{
    const cev__logit *choice = model;
    cev__logit_rows rows;
    int32_t status =
        cev__logit_rows_open(ctx, choice, options, customers, &rows);
    if (status != CEV_OK)
        return status;
    double *away =
        cev__alloc(ctx, choice->count + 1, (int64_t)sizeof *away);
    status = away == NULL ? cev__fail_memory(ctx)
                          : tell_shares(ctx, choice, options, customers,
                                         &rows, away, out);
    cev__free(ctx, away, choice->count + 1, (int64_t)sizeof *away);
    cev__logit_rows_close(ctx, choice, &rows);
    return status;
}

/* ---- Explaining ---------------------------------------------------------- */

/* The utilities of a situation beside their mean: what an alternative has for
 * itself, and what each feature adds. */
static void explain_situation(const cev__logit *choice,
                              const cev__logit_rows *rows, int64_t begin,
                              const cev__explanation *explanation)
{
    int64_t n = choice->count, end = rows->ends[begin];
    for (int64_t k = 0; k < n; k++) {
        const cev__logit_column *of = &choice->columns[k];
        cev__sum sum = {0};
        for (int64_t m = begin; m < end; m++)
            cev__sum_add(&sum, rows->z[m * n + k]);
        double mean = cev__sum_value(&sum) / (double)(end - begin);
        double *to = explanation->base;
        if (of->column >= 0)
            to = explanation->pushes[choice->design.columns[of->column]
                                         .predictor];
        for (int64_t m = begin; m < end; m++)
            to[rows->order[m]] +=
                choice->optimum.at[k] * (rows->z[m * n + k] - mean);
    }
    for (int64_t m = begin; m < end; m++) {
        int64_t row = rows->order[m];
        cev__sum margin = {0};
        cev__sum_add(&margin, explanation->base[row]);
        for (int64_t i = 0; i < explanation->count; i++)
            cev__sum_add(&margin, explanation->pushes[i][row]);
        explanation->margin[row] = cev__sum_value(&margin);
    }
}

int32_t cev__logit_explain(cev_ctx *ctx, const void *model,
                            const cev_options *options,
                            const cev_table *customers, cev_table **out)
{
    const cev__logit *choice = model;
    cev__logit_rows rows;
    cev__explanation explanation;
    int32_t status =
        cev__logit_rows_open(ctx, choice, options, customers, &rows);
    if (status != CEV_OK)
        return status;
    status = cev__explanation_open(ctx, &choice->predictors, customers,
                                   &explanation);
    if (status == CEV_OK) {
        for (int64_t i = 0; i < rows.rows; i = rows.ends[i])
            explain_situation(choice, &rows, i, &explanation);
        status = cev__explanation_finish(ctx, &choice->predictors,
                                         &explanation, out);
    }
    cev__logit_rows_close(ctx, choice, &rows);
    return status;
}

/* ---- Evaluating ---------------------------------------------------------- */

/* What came of choices. */
typedef struct choice_score {
    cev__sum loss, squares, equal, hits;
} choice_score;

/* A situation whose row `chosen` was so, of so many alternatives, between
 * `begin` and `end`; of equal shares at the top each has a part of the hit. */
static void score_situation(const cev__logit_rows *rows, int64_t begin,
                            int64_t chosen, double weight,
                            choice_score *score)
{
    int64_t end = rows->ends[begin];
    double loss = -cev__log(fmax(rows->share[chosen], 1e-300));
    double higher = 0.0, as_high = 0.0;
    for (int64_t m = begin; m < end; m++) {
        higher += rows->share[m] > rows->share[chosen];
        as_high += rows->share[m] >= rows->share[chosen];
    }
    cev__sum_add(&score->loss, weight * loss);
    cev__sum_add(&score->squares, weight * loss * loss);
    cev__sum_add(&score->equal, weight * cev__log((double)(end - begin)));
    cev__sum_add(&score->hits, higher > 0.0 ? 0.0 : weight / as_high);
}

static int32_t tell_choice_scores(cev_ctx *ctx, const cev__choices *choices,
                                  const cev__logit_rows *rows,
                                  const cev_options *options,
                                  cev_table **out)
{
    const cev__lesson *lesson = &choices->spells.lesson;
    double z =
        cev__interval_z(cev__options_double(options, CEV__OPT_INTERVAL));
    cev__lines lines = {.ctx = ctx};
    choice_score score;
    memset(&score, 0, sizeof score);
    for (int64_t i = 0, begin = 0; i < rows->rows; i++) {
        int64_t row = rows->order[i];
        if (i > 0 && rows->ends[i] != rows->ends[i - 1])
            begin = i;
        if (lesson->weights[row] > 0.0 && lesson->values[row] == 1.0)
            score_situation(rows, begin, i, lesson->weights[row], &score);
    }
    double all = choices->choices, loss = cev__sum_value(&score.loss) / all;
    double spread =
        sqrt(fmax(cev__sum_value(&score.squares) / all - loss * loss, 0.0)
             / all);
    cev__lines_figure(&lines, "choices", all);
    cev__line *losses = cev__lines_add(&lines, "fit", "log_loss", NULL);
    losses->value = loss;
    if (z > 0.0) {
        losses->lower = loss - z * spread;
        losses->upper = loss + z * spread;
    }
    cev__lines_figure(&lines, "equal_log_loss",
                      cev__sum_value(&score.equal) / all);
    cev__line *hits = cev__lines_add(&lines, "fit", "hit_rate", NULL);
    hits->value = cev__sum_value(&score.hits) / all;
    if (z > 0.0)
        cev__wilson_interval(cev__sum_value(&score.hits), all, z,
                             &hits->lower, &hits->upper);
    return cev__lines_metrics(&lines, out);
}

/* Situations of a table as a fit saw them: chosen is the text it was. */
static int32_t open_as_fitted(cev_ctx *ctx, const cev__logit *choice,
                              const cev_options *options,
                              const cev_table *customers, cev__choices *out)
{
    cev__option_value positive = {CEV__OPT_POSITIVE, 0, 0.0,
                                  cev__target_positive(&choice->target)};
    const cev_options as_fitted = {NULL, options, &positive,
                                   positive.text != NULL};
    return cev__choices_open(ctx, &as_fitted, 0, customers, &choice->names,
                             out);
}

static int32_t evaluate_scores(cev_ctx *ctx, const cev__logit *choice,
                               const cev_options *options,
                               const cev_table *customers, cev_table **out)
{
    cev__logit_rows rows;
    cev__choices choices;
    int32_t status =
        open_as_fitted(ctx, choice, options, customers, &choices);
    if (status != CEV_OK)
        return status;
    status = cev__logit_rows_open(ctx, choice, options, customers, &rows);
    if (status == CEV_OK) {
        status = tell_choice_scores(ctx, &choices, &rows, options, out);
        cev__logit_rows_close(ctx, choice, &rows);
    }
    cev__choices_close(ctx, &choices);
    return status;
}

/* Of all but scores and elasticities rows are a yes or no each. */
int32_t cev__logit_evaluate(cev_ctx *ctx, const void *model,
                             const cev_options *options,
                             const cev_table *customers, const char *what,
                             cev_table **out)
{
    const cev__logit *choice = model;
    if (strcmp(what, CEV_EVAL_SCORES) == 0)
        return evaluate_scores(ctx, choice, options, customers, out);
    if (strcmp(what, CEV_EVAL_ELASTICITIES) == 0)
        return cev__logit_elasticities(ctx, choice, options, customers, out);
    return cev__learner_evaluate(ctx, &choice->target, cev__logit_predict,
                                 choice, options, customers, what, out);
}
