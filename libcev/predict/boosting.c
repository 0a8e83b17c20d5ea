/*
 * Boosting: a sum of small trees, each grown to what those before it leave of
 * the target. What it says of a customer is explained exactly, column by
 * column.
 */
#include "../core/compiler.h"
#include "boosting.h"

#include <math.h>

/* Fewer customers leave a line through columns (glm) as good a choice. */
#define FEW_CUSTOMERS 500.0

void cev__boosting_free(cev_ctx *ctx, void *model)
{
    cev__boosting *boosting = model;
    cev__forest_free(ctx, &boosting->forest);
    cev__hazard_free(ctx, &boosting->hazard);
    cev__predictors_free(ctx, &boosting->predictors);
    cev__target_free(ctx, &boosting->target);
    cev__free(ctx, boosting, 1, (int64_t)sizeof *boosting);
}

/* The margin in which predictions are told. */
static double margin_told(const cev__boosting *boosting, double margin)
{
    return boosting->family.link == CEV__LINK_IDENTITY
               ? margin * boosting->unit
               : margin;
}

/* ---- Predicting ---------------------------------------------------------- */

/* Readings are open, `x` has room for a block of rows. */
static int32_t add_up_margins(cev_ctx *ctx, const cev__boosting *boosting,
                              const cev__readings *readings, double *x,
                              double *margins)
{
    int64_t rows = readings->rows, width = readings->of->names.count;
    int32_t status = CEV_OK;
    for (int64_t begin = 0; begin < rows && status == CEV_OK;
         begin += CEV__TREE_BLOCK) {
        int64_t count = cev__forest_rows(readings, begin, x);
        double *to = margins + begin;
        cev__forest_margins(&boosting->forest, x, width, count, to);
        for (int64_t i = 0; i < count; i++)
            to[i] = boosting->base + to[i];
        if (begin > 0 && begin % 8192 == 0)
            status = cev__progress(ctx, "predict",
                                   (double)begin / (double)rows);
    }
    return status;
}

int32_t cev__boosting_margins(cev_ctx *ctx, const cev__boosting *boosting,
                              const cev_table *customers, double *margins)
{
    int64_t room = CEV__TREE_BLOCK * boosting->predictors.names.count + 1;
    cev__readings readings = {0};
    double *x = cev__alloc(ctx, room, (int64_t)sizeof *x);
    int32_t status = x == NULL
                         ? cev__fail_memory(ctx)
                         : cev__readings_open(ctx, &boosting->predictors,
                                              customers, &readings);
    if (status == CEV_OK)
        status = add_up_margins(ctx, boosting, &readings, x, margins);
    cev__readings_close(ctx, &readings);
    cev__free(ctx, x, room, (int64_t)sizeof *x);
    return status;
}

static int32_t predict_boosting(cev_ctx *ctx, const void *model,
                                const cev_options *options,
                                const cev_table *customers, cev_table **out)
{
    const cev__boosting *boosting = model;
    cev__answers answers;
    cev_table *table = NULL;
    if (boosting->family.kind == CEV__COX)
        return cev__boosting_times(ctx, boosting, options, customers, out);
    int32_t status = cev__learner_table(ctx, customers, &table);
    if (status == CEV_OK)
        status = cev__answers_add(table, 0, &answers);
    if (status == CEV_OK)
        status = cev__boosting_margins(ctx, boosting, customers,
                                       answers.prediction);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    for (int64_t row = 0; row < table->rows; row++)
        answers.prediction[row] =
            boosting->family.link == CEV__LINK_IDENTITY
                ? margin_told(boosting, answers.prediction[row])
                : cev__family_mean(&boosting->family,
                                   answers.prediction[row]);
    *out = table;
    return CEV_OK;
}

/* ---- Explaining ---------------------------------------------------------- */

static double explain_boosting_row(const void *model, const double *x,
                                   double *pushes)
{
    const cev__boosting *boosting = model;
    double base = boosting->base
                  + cev__forest_explain(&boosting->forest, x, pushes);
    for (int64_t i = 0; i < boosting->predictors.names.count; i++)
        pushes[i] = margin_told(boosting, pushes[i]);
    return margin_told(boosting, base);
}

static int32_t explain_boosting(cev_ctx *ctx, const void *model,
                                const cev_options *options,
                                const cev_table *customers, cev_table **out)
{
    const cev__boosting *boosting = model;
    (void)options;
    return cev__forest_tell(ctx, &boosting->predictors, customers,
                            explain_boosting_row, model, out);
}

static int32_t evaluate_boosting(cev_ctx *ctx, const void *model,
                                 const cev_options *options,
                                 const cev_table *customers, const char *what,
                                 cev_table **out)
{
    const cev__boosting *boosting = model;
    cev__option_value level = {CEV__OPT_QUANTILE, 0, boosting->family.level,
                               NULL};
    const cev_options with_level = {
        NULL, options, &level, boosting->family.kind == CEV__QUANTILE};
    if (boosting->family.kind == CEV__COX)
        return cev__boosting_judge_times(ctx, boosting, options, customers,
                                         what, out);
    return cev__learner_evaluate(ctx, &boosting->target, predict_boosting,
                                 model, &with_level, customers, what, out);
}

/* ---- Summary ------------------------------------------------------------- */

/* What of the likelihood that all splits gained each column's did. */
static void tell_importance(const cev__boosting *boosting, cev__lines *lines)
{
    const cev__customers *names = &boosting->predictors.names;
    double all = 0.0;
    for (int64_t i = 0; i < boosting->forest.nodes; i++)
        if (boosting->forest.list[i].predictor >= 0)
            all += boosting->forest.list[i].gain;
    for (int64_t k = 0; k < names->count; k++) {
        char name[CEV__LINE_NAME];
        double gain = 0.0;
        for (int64_t i = 0; i < boosting->forest.nodes; i++)
            if (boosting->forest.list[i].predictor == k)
                gain += boosting->forest.list[i].gain;
        cev__format(name, sizeof name, "importance of %s",
                    cev__customer_name(names, k));
        cev__lines_figure(lines, name, all > 0.0 ? gain / all : 0.0);
    }
}

static void tell_boosting_doubts(const cev__boosting *boosting,
                                 cev__lines *lines)
{
    cev__predictors_tell(&boosting->predictors, lines);
    if (boosting->rounds_by == CEV__ROUNDS_ALIKE)
        cev__lines_verdict(lines, "one_class", boosting->customers,
                           "The target is the same for all {n} customers, so "
                           "no tree was grown: everybody is predicted it.");
    else if (boosting->forest.trees == 0)
        cev__lines_verdict(lines, "all_alike", NAN,
                           boosting->rounds_by == CEV__ROUNDS_CHOSEN
                               ? "On customers held out nothing was better "
                                 "than the mean of all: everybody is "
                                 "predicted that."
                               : "The customers are too few to learn "
                                 "from: everybody is predicted the mean of "
                                 "all.");
    else if (boosting->customers < FEW_CUSTOMERS)
        cev__lines_verdict(lines, "few_customers", boosting->customers,
                           "Of {n} customers trees learn little that glm "
                           "does not: compare both.");
    if (boosting->rounds_by == CEV__ROUNDS_CHOSEN)
        cev__lines_verdict(lines, "rounds_chosen",
                           (double)boosting->forest.trees,
                           "{n} trees, as many as predicted customers held "
                           "out best.");
}

static int32_t summarise_boosting(cev_ctx *ctx, const void *model,
                                  const cev_options *options,
                                  cev_table **out)
{
    const cev__boosting *boosting = model;
    cev__lines lines = {.ctx = ctx};
    (void)options;
    cev__target_lines(&boosting->target, boosting->customers,
                      boosting->unknown, &lines);
    cev__lines_add(&lines, "fit", "family",
                   cev__family_names[boosting->family.kind]);
    if (boosting->family.kind == CEV__QUANTILE)
        cev__lines_figure(&lines, "quantile", boosting->family.level);
    if (boosting->family.kind == CEV__COX)
        cev__lines_figure(&lines, "events", boosting->events);
    cev__lines_figure(&lines, "trees", (double)boosting->forest.trees);
    cev__lines_figure(&lines, "deviance", 2.0 * boosting->loss);
    cev__lines_figure(&lines, "deviance_without", 2.0 * boosting->null_loss);
    if (boosting->rounds_by == CEV__ROUNDS_CHOSEN) {
        cev__lines_figure(&lines, "deviance_held_out",
                          2.0 * boosting->held_loss);
        cev__lines_figure(&lines, "deviance_held_out_without",
                          2.0 * boosting->null_held_loss);
    }
    tell_importance(boosting, &lines);
    tell_boosting_doubts(boosting, &lines);
    return cev__lines_table(&lines, out);
}

/* ---- Bytes --------------------------------------------------------------- */

static void save_boosting(const void *model, cev__writer *writer)
{
    const cev__boosting *boosting = model;
    cev__target_save(&boosting->target, writer);
    cev__predictors_save(&boosting->predictors, writer);
    cev__write_i32(writer, boosting->family.kind);
    cev__write_i32(writer, boosting->family.link);
    cev__write_double(writer, boosting->family.power);
    cev__write_double(writer, boosting->family.level);
    cev__write_double(writer, boosting->base);
    cev__write_double(writer, boosting->unit);
    cev__write_double(writer, boosting->customers);
    cev__write_double(writer, boosting->unknown);
    cev__write_double(writer, boosting->loss);
    cev__write_double(writer, boosting->null_loss);
    cev__write_double(writer, boosting->held_loss);
    cev__write_double(writer, boosting->null_held_loss);
    cev__write_i32(writer, boosting->rounds_by);
    cev__forest_save(&boosting->forest, writer);
    cev__write_double(writer, boosting->events);
    if (boosting->family.kind == CEV__COX)
        cev__hazard_save(&boosting->hazard, writer);
}

static int is_whole_boosting(const cev__boosting *boosting)
{
    const cev__family *family = &boosting->family;
    return family->kind >= 0 && family->kind < CEV__LOSSES
           && family->link >= 0 && family->link < CEV__LINKS
           && family->power > 1.0 && family->power < 2.0
           && family->level > 0.0 && family->level < 1.0
           && isfinite(boosting->base) && boosting->unit > 0.0
           && isfinite(boosting->unit) && boosting->customers > 0.0
           && isfinite(boosting->customers) && boosting->unknown >= 0.0
           && isfinite(boosting->unknown) && isfinite(boosting->loss)
           && isfinite(boosting->null_loss) && !isinf(boosting->held_loss)
           && !isinf(boosting->null_held_loss)
           && boosting->rounds_by >= 0 && boosting->rounds_by < CEV__ROUNDS_BY;
}

static int32_t read_boosting(cev_ctx *ctx, cev__blob *blob,
                             cev__boosting *boosting)
{
    int32_t status = cev__target_load(ctx, blob, &boosting->target);
    if (status == CEV_OK)
        status = cev__predictors_load(ctx, blob, &boosting->predictors);
    if (status != CEV_OK)
        return status;
    boosting->family.kind = cev__read_i32(blob);
    boosting->family.link = cev__read_i32(blob);
    boosting->family.power = cev__read_double(blob);
    boosting->family.level = cev__read_double(blob);
    boosting->base = cev__read_double(blob);
    boosting->unit = cev__read_double(blob);
    boosting->customers = cev__read_double(blob);
    boosting->unknown = cev__read_double(blob);
    boosting->loss = cev__read_double(blob);
    boosting->null_loss = cev__read_double(blob);
    boosting->held_loss = cev__read_double(blob);
    boosting->null_held_loss = cev__read_double(blob);
    boosting->rounds_by = cev__read_i32(blob);
    if (blob->failed || !is_whole_boosting(boosting))
        return cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no trees");
    status = cev__forest_load(ctx, blob, &boosting->predictors,
                                      &boosting->forest);
    boosting->events = cev__read_double(blob);
    if (status == CEV_OK && boosting->family.kind == CEV__COX)
        status = cev__hazard_load(ctx, blob, 1, &boosting->hazard);
    if (status == CEV_ERR_FORMAT
        || (status == CEV_OK && !(boosting->events >= 0.0)))
        return cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no trees");
    return status;
}

static int32_t load_boosting(cev_ctx *ctx, cev__blob *blob, void **model)
{
    cev__boosting *boosting =
        cev__alloc_zero(ctx, 1, (int64_t)sizeof *boosting);
    if (boosting == NULL)
        return cev__fail_memory(ctx);
    int32_t status = read_boosting(ctx, blob, boosting);
    if (status != CEV_OK) {
        cev__boosting_free(ctx, boosting);
        return status;
    }
    *model = boosting;
    return CEV_OK;
}

extern const cev__estimator_kind cev__boosting_kind;
const cev__estimator_kind cev__boosting_kind = {
    {CEV_BOOSTING, "anything, as a sum of small trees over features",
     CEV__LEARNER_TAKES
     " family link power quantile rounds depth rate leaf leaf_ridge monotone "
     "grouped_by time horizon",
     CEV__LEARNER_WANTS, "prediction time_ahead relative_hazard", "",
     "Friedman (2001), Annals of Statistics 29(5), 1189-1232; Chen & Guestrin "
     "(2016), KDD; reasons: Lundberg, Erion & Lee (2018)",
     cev__boosting_learn, cev__boosting_free, save_boosting, load_boosting},
    summarise_boosting,
    predict_boosting,
    evaluate_boosting,
    explain_boosting,
};
