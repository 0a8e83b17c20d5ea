/* What a scorecard says: the card, and the summary. */
#include "../core/compiler.h"
#include "scorecard.h"

#include <math.h>

#include "../math/interval.h"
#include "../math/wilson.h"

enum { CARD_TEXT = 128, CARD_COLUMNS = 6 };

/* A bin in words: up to 12, 12 to 30, over 30, Ulm, (other), (missing). */
static void name_bin(const cev__scorecard *card, int64_t k, int64_t b,
                     char text[CARD_TEXT])
{
    const cev__predictor *of = &card->predictors.list[k];
    const cev__card_feature *feature = &card->list[k];
    if (b == feature->count - 1)
        cev__format(text, CARD_TEXT, "(missing)");
    else if (of->is_text && b < of->levels.count)
        cev__format(text, CARD_TEXT, "%s", cev__customer_name(&of->levels, b));
    else if (of->is_text)
        cev__format(text, CARD_TEXT, "(other)");
    else if (feature->count == 2)
        cev__format(text, CARD_TEXT, "any");
    else if (b == 0)
        cev__format(text, CARD_TEXT, "up to %g", feature->bins[0].up_to);
    else if (b == feature->count - 2)
        cev__format(text, CARD_TEXT, "over %g", feature->bins[b - 1].up_to);
    else
        cev__format(text, CARD_TEXT, "%g to %g", feature->bins[b - 1].up_to,
                    feature->bins[b].up_to);
}

/* Bins that nobody was in are worth what is average: no lines. */
static int is_told(const cev__scorecard *card, int64_t k, int64_t b)
{
    return card->list[k].bins[b].customers > 0.0;
}

/* ---- The card ------------------------------------------------------------ */

static int64_t count_told(const cev__scorecard *card)
{
    int64_t count = 0;
    for (int64_t k = 0; k < card->predictors.names.count; k++)
        for (int64_t b = 0; b < card->list[k].count; b++)
            count += is_told(card, k, b);
    return count;
}

/* The numbers of a row: customers, rate, its limits, evidence, points. */
static void put_card_row(double *const *to, int64_t row, double customers,
                         double events, double z, double evidence,
                         double points)
{
    double share[3] = {NAN, NAN, NAN};
    cev__wilson_share(events, customers, z, share);
    to[0][row] = customers;
    for (int i = 0; i < 3; i++)
        to[1 + i][row] = share[i];
    to[4][row] = evidence;
    to[5][row] = points;
}

/* A row of the card: a bin of a feature. */
typedef struct card_row {
    int64_t feature, bin;
    char text[CARD_TEXT];
} card_row;

/* The rows behind the base, and the texts of all. */
static void name_card_rows(const cev__scorecard *card, card_row *list,
                      const char **texts, int64_t rows)
{
    int64_t row = 1;
    texts[0] = "(base)";
    texts[rows] = "(all)";
    for (int64_t k = 0; k < card->predictors.names.count; k++)
        for (int64_t b = 0; b < card->list[k].count; b++) {
            if (!is_told(card, k, b))
                continue;
            list[row].feature = k;
            list[row].bin = b;
            name_bin(card, k, b, list[row].text);
            texts[row] = cev__predictor_name(&card->predictors, k);
            texts[rows + row] = list[row].text;
            row++;
        }
}

static void number_card_rows(const cev__scorecard *card, const card_row *list,
                        double z, double *const *to, int64_t rows)
{
    put_card_row(to, 0, card->customers, card->events, z, 0.0,
                 cev__card_base(card));
    for (int64_t row = 1; row < rows; row++) {
        int64_t k = list[row].feature, b = list[row].bin;
        const cev__card_bin *bin = &card->list[k].bins[b];
        put_card_row(to, row, bin->customers, bin->events, z, bin->evidence,
                     cev__card_points(card, k, b));
    }
}

int32_t cev__scorecard_table(cev_ctx *ctx, const cev__scorecard *card,
                             double interval, cev_table **out)
{
    static const char columns[CARD_COLUMNS][12] = {
        "customers", "rate", "rate_lo", "rate_hi", "woe", "points"};
    int64_t rows = 1 + count_told(card);
    double *to[CARD_COLUMNS];
    cev_table *table = NULL;
    card_row *list = cev__alloc(ctx, rows, (int64_t)sizeof *list);
    const char **texts = cev__alloc(ctx, 2 * rows, (int64_t)sizeof *texts);
    int32_t status = list == NULL || texts == NULL
                         ? cev__fail_memory(ctx)
                         : cev_table_new(ctx, rows, &table);
    if (status == CEV_OK)
        name_card_rows(card, list, texts, rows);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "feature", texts);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "bin", texts + rows);
    for (int i = 0; status == CEV_OK && i < CARD_COLUMNS; i++)
        status = cev__table_add_double(table, columns[i], &to[i]);
    if (status == CEV_OK)
        number_card_rows(card, list, cev__interval_z(interval), to, rows);
    cev__free(ctx, list, rows, (int64_t)sizeof *list);
    cev__free(ctx, (void *)texts, 2 * rows, (int64_t)sizeof *texts);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

/* ---- The summary --------------------------------------------------------- */

static void tell_points(const cev__scorecard *card, cev__lines *lines)
{
    char text[CARD_TEXT], name[CEV__LINE_NAME];
    cev__lines_add(lines, "parameter", "base", NULL)->value =
        cev__card_base(card);
    for (int64_t k = 0; k < card->predictors.names.count; k++)
        for (int64_t b = 0; b < card->list[k].count; b++) {
            if (!is_told(card, k, b))
                continue;
            name_bin(card, k, b, text);
            cev__format(name, sizeof name, "%s=%s",
                        cev__predictor_name(&card->predictors, k), text);
            cev__lines_add(lines, "parameter", name, NULL)->value =
                cev__card_points(card, k, b);
        }
}

/* Siddiqi's words for it. */
static const char *strength_of(double information)
{
    return information < 0.02  ? "hardly any"
           : information < 0.1 ? "weak"
           : information < 0.3 ? "medium"
                               : "strong";
}

static void tell_information(const cev__scorecard *card, cev__lines *lines)
{
    char name[CEV__LINE_NAME];
    for (int64_t k = 0; k < card->predictors.names.count; k++) {
        double information = card->list[k].information;
        cev__format(name, sizeof name, "information.%s",
                    cev__predictor_name(&card->predictors, k));
        cev__lines_add(lines, "fit", name, strength_of(information))->value =
            information;
    }
}

/* Features without a weight, and the first of them. */
static double count_left_out(const cev__scorecard *card, const char **such_as)
{
    double count = 0.0;
    for (int64_t k = card->predictors.names.count; k-- > 0;)
        if (!(card->list[k].weight > 0.0)) {
            *such_as = cev__predictor_name(&card->predictors, k);
            count += 1.0;
        }
    return count;
}

static void judge_card(const cev__scorecard *card, cev__lines *lines)
{
    const char *such_as = "";
    char text[CEV__LINE_TEXT];
    double left_out = count_left_out(card, &such_as);
    cev__predictors_tell(&card->predictors, lines);
    if (isnan(card->lambda)) {
        cev__lines_verdict(lines, "one_class", card->customers,
                           "The target is the same for all {n} customers, so "
                           "no feature is worth a point.");
        return;
    }
    if (card->parts < card->parts_asked)
        cev__lines_verdict(lines, "few_events",
                           fmin(card->events, card->customers - card->events),
                           "With {n} customers of the rarer kind numbers are "
                           "cut into few parts.");
    if (left_out > 0.0) {
        cev__format(text, sizeof text,
                    "{n} features are worth no points, as they say nothing "
                    "that others do not say better, such as %s.",
                    such_as);
        cev__lines_verdict(lines, "features_left_out", left_out, text);
    }
    if (!card->is_converged)
        cev__lines_verdict(lines, "not_converged", NAN,
                           "The search ended before its goal; the points may "
                           "not be the best ones.");
}

int32_t cev__scorecard_summary(cev_ctx *ctx, const void *model,
                               const cev_options *options, cev_table **out)
{
    const cev__scorecard *card = model;
    cev__lines lines = {.ctx = ctx};
    (void)options;
    tell_points(card, &lines);
    cev__target_lines(&card->target, card->customers, card->unknown, &lines);
    cev__lines_figure(&lines, "factor", card->factor);
    cev__lines_figure(&lines, "offset", card->offset);
    cev__lines_figure(&lines, "parts", card->parts);
    if (!isnan(card->lambda)) {
        cev__lines_figure(&lines, "lambda", card->lambda);
        cev__lines_figure(&lines, "deviance", 2.0 * card->loss);
        cev__lines_figure(&lines, "null_deviance", 2.0 * card->null_loss);
    }
    tell_information(card, &lines);
    judge_card(card, &lines);
    return cev__lines_table(&lines, out);
}
