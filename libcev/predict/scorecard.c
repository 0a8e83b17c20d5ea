/* The learner scorecard: scores, points and bytes; see scorecard.h. */
#include "../core/compiler.h"
#include "scorecard.h"

#include <math.h>
#include <string.h>

#include "../math/interval.h"
#include "../math/sum.h"
#include "bins.h"

int32_t cev__scorecard_make(cev_ctx *ctx, int64_t count, cev__scorecard *card)
{
    card->list =
        cev__alloc_zero(ctx, count + 1, (int64_t)sizeof *card->list);
    return card->list == NULL ? cev__fail_memory(ctx) : CEV_OK;
}

int32_t cev__card_feature_make(cev_ctx *ctx, int64_t count,
                               cev__card_feature *feature)
{
    feature->bins =
        cev__alloc_zero(ctx, count, (int64_t)sizeof *feature->bins);
    if (feature->bins == NULL)
        return cev__fail_memory(ctx);
    feature->count = count;
    return CEV_OK;
}

/* Where there are features they are as many as predictors. */
void cev__scorecard_free(cev_ctx *ctx, void *model)
{
    cev__scorecard *card = model;
    int64_t count = card->predictors.names.count;
    for (int64_t k = 0; card->list != NULL && k < count; k++)
        cev__free(ctx, card->list[k].bins, card->list[k].count,
                  (int64_t)sizeof *card->list[k].bins);
    cev__free(ctx, card->list, count + 1, (int64_t)sizeof *card->list);
    cev__predictors_free(ctx, &card->predictors);
    cev__target_free(ctx, &card->target);
    cev__free(ctx, card, 1, (int64_t)sizeof *card);
}

/* ---- Points -------------------------------------------------------------- */

double cev__card_points(const cev__scorecard *card, int64_t feature,
                        int64_t bin)
{
    const cev__card_feature *of = &card->list[feature];
    return card->factor * of->weight * of->bins[bin].evidence + 0.0;
}

double cev__card_base(const cev__scorecard *card)
{
    return card->offset + card->factor * card->base;
}

/* The bin of a feature in a row. */
static int64_t bin_of(const cev__scorecard *card,
                      const cev__readings *readings, int64_t feature,
                      int64_t row)
{
    const cev__card_feature *of = &card->list[feature];
    int64_t low = 0, high = of->count - 2;
    if (card->predictors.list[feature].is_text) {
        int32_t level = cev__reading_level(readings, feature, row);
        return level == CEV__LEVEL_MISSING ? of->count - 1 : level;
    }
    double value = cev__reading_number(readings, feature, row);
    if (isnan(value))
        return of->count - 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (value <= of->bins[middle].up_to)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static double log_odds_of(const cev__scorecard *card,
                          const cev__readings *readings, int64_t row)
{
    cev__sum sum = {0};
    cev__sum_add(&sum, card->base);
    for (int64_t k = 0; k < card->predictors.names.count; k++) {
        const cev__card_feature *of = &card->list[k];
        cev__sum_add(&sum,
                     of->weight
                         * of->bins[bin_of(card, readings, k, row)].evidence);
    }
    return cev__sum_value(&sum);
}

static int32_t predict_scorecard(cev_ctx *ctx, const void *model,
                                 const cev_options *options,
                                 const cev_table *customers, cev_table **out)
{
    const cev__scorecard *card = model;
    cev__readings readings = {0};
    cev__answers answers;
    cev_table *table = NULL;
    double *scores;
    (void)options;
    int32_t status =
        cev__readings_open(ctx, &card->predictors, customers, &readings);
    if (status == CEV_OK)
        status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = cev__answers_add(table, 0, &answers);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "score", &scores);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++) {
        double odds = log_odds_of(card, &readings, row);
        answers.prediction[row] = cev__share_at(-odds);
        scores[row] = card->offset + card->factor * odds;
        if (row % 65536 == 65535)
            status = cev__progress(ctx, "predicting",
                                   (double)row / (double)customers->rows);
    }
    cev__readings_close(ctx, &readings);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

static int32_t explain_scorecard(cev_ctx *ctx, const void *model,
                                 const cev_options *options,
                                 const cev_table *customers, cev_table **out)
{
    const cev__scorecard *card = model;
    cev__readings readings = {0};
    cev__explanation explanation = {0};
    (void)options;
    int32_t status =
        cev__readings_open(ctx, &card->predictors, customers, &readings);
    if (status == CEV_OK)
        status = cev__explanation_open(ctx, &card->predictors, customers,
                                       &explanation);
    for (int64_t row = 0; status == CEV_OK && row < customers->rows; row++) {
        cev__sum score = {0};
        explanation.base[row] = cev__card_base(card);
        cev__sum_add(&score, explanation.base[row]);
        for (int64_t k = 0; k < explanation.count; k++) {
            explanation.pushes[k][row] = cev__card_points(
                card, k, bin_of(card, &readings, k, row));
            cev__sum_add(&score, explanation.pushes[k][row]);
        }
        explanation.margin[row] = cev__sum_value(&score);
    }
    if (status == CEV_OK)
        status = cev__explanation_finish(ctx, &card->predictors,
                                         &explanation, out);
    cev__readings_close(ctx, &readings);
    return status;
}

static int32_t evaluate_scorecard(cev_ctx *ctx, const void *model,
                                  const cev_options *options,
                                  const cev_table *customers,
                                  const char *what, cev_table **out)
{
    const cev__scorecard *card = model;
    if (strcmp(what, CEV_EVAL_CARD) == 0)
        return cev__scorecard_table(
            ctx, card, cev__options_double(options, CEV__OPT_INTERVAL), out);
    return cev__learner_evaluate(ctx, &card->target, predict_scorecard, model,
                                 options, customers, what, out);
}

/* ---- Bytes --------------------------------------------------------------- */

enum { CARD_NUMBERS = 9, CARD_BIN_NUMBERS = 4 };

static void list_card(cev__scorecard *card, double **numbers)
{
    double *const all[CARD_NUMBERS] = {
        &card->factor,  &card->offset, &card->base,
        &card->customers, &card->unknown, &card->events,
        &card->loss,    &card->null_loss, &card->lambda};
    memcpy(numbers, all, sizeof all);
}

static void save_scorecard(const void *model, cev__writer *writer)
{
    cev__scorecard card = *(const cev__scorecard *)model;
    double *numbers[CARD_NUMBERS];
    list_card(&card, numbers);
    cev__target_save(&card.target, writer);
    cev__predictors_save(&card.predictors, writer);
    for (int i = 0; i < CARD_NUMBERS; i++)
        cev__write_double(writer, *numbers[i]);
    cev__write_i32(writer, card.parts);
    cev__write_i32(writer, card.parts_asked);
    cev__write_i32(writer, card.is_converged);
    for (int64_t k = 0; k < card.predictors.names.count; k++) {
        const cev__card_feature *feature = &card.list[k];
        cev__write_i64(writer, feature->count);
        cev__write_double(writer, feature->information);
        cev__write_double(writer, feature->weight);
        for (int64_t b = 0; b < feature->count; b++) {
            cev__write_double(writer, feature->bins[b].up_to);
            cev__write_double(writer, feature->bins[b].customers);
            cev__write_double(writer, feature->bins[b].events);
            cev__write_double(writer, feature->bins[b].evidence);
        }
    }
}

static int32_t refuse_card(cev_ctx *ctx)
{
    return cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no scorecard");
}

static int32_t load_card_feature(cev_ctx *ctx, cev__blob *blob,
                                 const cev__predictor *of,
                                 cev__card_feature *feature)
{
    int64_t count = cev__read_i64(blob);
    double head[2];
    cev__read_doubles(blob, head, 2);
    if (blob->failed || count < 2 || count > CEV__BINS_MAX
        || (of->is_text && count != of->levels.count + 2)
        || !(head[1] >= 0.0))
        return refuse_card(ctx);
    feature->information = head[0];
    feature->weight = head[1];
    int32_t status = cev__card_feature_make(ctx, count, feature);
    for (int64_t b = 0; status == CEV_OK && b < count; b++) {
        double numbers[CARD_BIN_NUMBERS];
        cev__read_doubles(blob, numbers, CARD_BIN_NUMBERS);
        feature->bins[b] = (cev__card_bin){numbers[0], numbers[1], numbers[2],
                                           numbers[3]};
        if (!(numbers[1] >= 0.0 && numbers[2] >= 0.0))
            status = refuse_card(ctx);
    }
    return status == CEV_OK && blob->failed ? refuse_card(ctx) : status;
}

static int32_t read_scorecard(cev_ctx *ctx, cev__blob *blob,
                              cev__scorecard *card)
{
    double *numbers[CARD_NUMBERS];
    list_card(card, numbers);
    int32_t status = cev__target_load(ctx, blob, &card->target);
    if (status == CEV_OK)
        status = cev__predictors_load(ctx, blob, &card->predictors);
    if (status == CEV_OK)
        status = cev__scorecard_make(ctx, card->predictors.names.count, card);
    if (status != CEV_OK)
        return status;
    for (int i = 0; i < CARD_NUMBERS; i++)
        *numbers[i] = cev__read_double(blob);
    card->parts = cev__read_i32(blob);
    card->parts_asked = cev__read_i32(blob);
    card->is_converged = cev__read_i32(blob);
    for (int i = 0; i < CARD_NUMBERS; i++)
        if (!isfinite(*numbers[i]) && numbers[i] != &card->lambda)
            return refuse_card(ctx);
    if (blob->failed || isinf(card->lambda) || !(card->customers > 0.0)
        || card->unknown < 0.0 || card->parts < 1
        || card->parts > CEV__CUTS_MAX + 1
        || (card->is_converged & ~1) != 0)
        return refuse_card(ctx);
    for (int64_t k = 0; status == CEV_OK && k < card->predictors.names.count;
         k++)
        status = load_card_feature(ctx, blob, &card->predictors.list[k],
                                   &card->list[k]);
    return status;
}

static int32_t load_scorecard(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__scorecard *card = cev__alloc_zero(ctx, 1, (int64_t)sizeof *card);
    if (card == NULL)
        return cev__fail_memory(ctx);
    int32_t status = read_scorecard(ctx, blob, card);
    if (status != CEV_OK) {
        cev__scorecard_free(ctx, card);
        return status;
    }
    *model = card;
    return CEV_OK;
}

extern const cev__estimator_kind cev__scorecard_kind;
const cev__estimator_kind cev__scorecard_kind = {
    {CEV_SCORECARD, "a yes or no by points that add up to a score",
     CEV__LEARNER_TAKES " lambda points_to_double base_score base_odds",
     CEV__LEARNER_WANTS, "prediction score", "",
     "Siddiqi (2006), Credit Risk Scorecards; Ayer et al. (1955), Annals of "
     "Mathematical Statistics 26(4), 641-647",
     cev__scorecard_learn, cev__scorecard_free, save_scorecard,
     load_scorecard},
    cev__scorecard_summary,
    predict_scorecard,
    evaluate_scorecard,
    explain_scorecard,
};
