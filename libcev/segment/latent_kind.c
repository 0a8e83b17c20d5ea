/* The segmenter "latent_class". */
#include "../core/compiler.h"
#include "latent.h"

#include <math.h>
#include <string.h>

#include "../core/kinds.h"
#include "../math/elementary.h"
#include "../portfolio/names.h"

extern const cev__segmenter_kind cev__latent_class_kind;

/* Points of the sample on which numbers of classes are compared. */
enum { LATENT_SAMPLE = 10000, LATENT_WORDS = 480, LATENT_COLUMN = 60 };

/* What a fit leaves. */
typedef struct latent_model {
    cev__levels levels;
    cev__latent latent;
    cev__tally tally;
    double customers, bic, certainty;
    int64_t free, rank; /* numbers that were estimated, and can be told */
} latent_model;

static void latent_free(cev_ctx *ctx, void *fitted)
{
    latent_model *model = fitted;
    cev__tally_free(ctx, &model->tally);
    cev__latent_free(ctx, &model->latent);
    cev__levels_free(ctx, &model->levels);
    cev__free(ctx, model, 1, (int64_t)sizeof *model);
}

/* The likeliest of some classes; of equally likely ones the first. */
static int32_t likeliest_class(const double *probabilities, int64_t classes)
{
    int32_t best = 0;
    for (int32_t k = 1; k < classes; k++)
        if (probabilities[k] > probabilities[best])
            best = k;
    return best;
}

/* The class of each row, its probability, and those of all classes, where they
 * are asked for. */
static int32_t place_by_answers(cev_ctx *ctx, const latent_model *model,
                                const cev_table *customers, int32_t *group,
                                double *probability, double **each)
{
    int64_t columns = model->levels.columns.count, rows = customers->rows;
    cev__level_reader reader;
    double *points = cev__alloc(ctx, CEV__ROWS, 8 * columns);
    if (points == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__levels_open(ctx, &model->levels, customers, &reader);
    for (int64_t first = 0; status == CEV_OK && first < rows;
         first += CEV__ROWS) {
        int64_t n = cev__rows_from(first, rows);
        cev__levels_read(&reader, first, n, columns, points);
        for (int64_t i = 0; i < n; i++) {
            double chances[CEV__GROUPS_MAX];
            cev__latent_at(&model->latent, points + i * columns, chances);
            int32_t best = likeliest_class(chances, model->latent.classes);
            if (group != NULL)
                group[first + i] = best;
            if (probability != NULL)
                probability[first + i] = chances[best];
            for (int64_t k = 0; each != NULL && k < model->latent.classes; k++)
                each[k][first + i] = chances[k];
        }
    }
    cev__free(ctx, points, CEV__ROWS, 8 * columns);
    return status;
}

static int32_t group_by_answers(cev_ctx *ctx, const void *fitted,
                                const cev_table *customers, int32_t *group)
{
    return place_by_answers(ctx, fitted, customers, group, NULL, NULL);
}

/* ---- Fitting ------------------------------------------------------------- */

/* Schwarz's criterion (1978), the less the better. */
static double bic_of_classes(const cev__latent *latent, double customers)
{
    return cev__latent_freedom(latent) * cev__log(fmax(customers, 1.0))
           - 2.0 * latent->log_likelihood;
}

static int32_t try_classes(cev_ctx *ctx, const cev_options *options,
                           const cev__levels *levels,
                           const cev__points *points, int64_t classes,
                           cev__latent *out)
{
    int32_t status = cev__latent_new(ctx, levels, classes, out);
    if (status != CEV_OK)
        return status;
    status = cev__latent_fit(ctx, points,
                             cev__options_int(options, CEV__OPT_STARTS),
                             cev__options_int(options, CEV__OPT_MAX_ITER),
                             out);
    if (status != CEV_OK)
        cev__latent_free(ctx, out);
    return status;
}

/* As many classes as wanted, or those of the least BIC on a sample. */
static int32_t settle_classes(cev_ctx *ctx, const cev_options *options,
                              const cev__levels *levels,
                              const cev__points *points, int64_t *classes)
{
    int64_t most = cev__options_int(options, CEV__OPT_SEGMENTS_MOST);
    double least = INFINITY;
    cev__points sample;
    *classes = cev__options_int(options, CEV__OPT_SEGMENTS);
    if (*classes > points->count)
        *classes = points->count;
    if (*classes > 0)
        return CEV_OK;
    int32_t status = cev__points_sample(ctx, points, LATENT_SAMPLE, &sample);
    if (status != CEV_OK)
        return status;
    most = most < sample.count ? most : sample.count;
    for (int64_t k = 1; status == CEV_OK && k <= most; k++) {
        cev__latent tried;
        status = try_classes(ctx, options, levels, &sample, k, &tried);
        if (status != CEV_OK)
            break;
        double bic = bic_of_classes(&tried, sample.total);
        cev__latent_free(ctx, &tried);
        if (isinf(least) || bic < least - 1e-9 * fabs(least)) {
            least = bic;
            *classes = k;
        }
    }
    cev__points_free(ctx, &sample);
    return status;
}

/* Of a shop of nobody there is one class, which has no answers. */
static int32_t fit_no_answers(cev_ctx *ctx, latent_model *model)
{
    int32_t status =
        cev__latent_new(ctx, &model->levels, 1, &model->latent);
    if (status != CEV_OK)
        return status;
    model->latent.shares[0] = 1.0;
    cev__latent_level(&model->latent);
    model->latent.log_likelihood = model->bic = model->certainty = NAN;
    return CEV_OK;
}

static int32_t fit_answers(cev_ctx *ctx, const cev_options *options,
                           const cev__points *points, latent_model *model)
{
    int64_t classes;
    if (points->count == 0)
        return fit_no_answers(ctx, model);
    int32_t status =
        settle_classes(ctx, options, &model->levels, points, &classes);
    if (status == CEV_OK)
        status = try_classes(ctx, options, &model->levels, points, classes,
                             &model->latent);
    if (status == CEV_OK)
        status = cev__latent_rank(ctx, &model->latent, points, &model->free,
                                  &model->rank);
    if (status != CEV_OK)
        return status;
    double sure = 0.0;
    for (int64_t i = 0; i < points->count; i++) {
        double chances[CEV__GROUPS_MAX];
        cev__latent_at(&model->latent, cev__point(points, i), chances);
        sure += points->weights[i] * chances[likeliest_class(chances, classes)];
    }
    model->customers = points->total;
    model->certainty = sure / points->total;
    model->bic = bic_of_classes(&model->latent, points->total);
    return CEV_OK;
}

static int32_t read_answers(const void *reader, int64_t first, int64_t n,
                            double *points)
{
    const cev__level_reader *answers = reader;
    cev__levels_read(answers, first, n, answers->levels->columns.count,
                     points);
    return CEV_OK;
}

static int32_t learn_answers(cev_ctx *ctx, const cev__given *given,
                             latent_model *model)
{
    cev__customers names = {0};
    cev__level_reader reader;
    cev__points points;
    int32_t status = cev__features_pick(ctx, given->options, given->customers,
                                        cev__is_feature, &names);
    if (status == CEV_OK && names.count == 0)
        status = cev__fail(ctx, CEV_ERR_COLUMN,
                           "the table has no column of answers to go by");
    if (status != CEV_OK) {
        cev__customers_free(ctx, &names);
        return status;
    }
    status = cev__levels_learn(ctx, given->customers, &names, &model->levels);
    if (status == CEV_OK)
        status = cev__levels_open(ctx, &model->levels, given->customers,
                                  &reader);
    if (status == CEV_OK)
        status = cev__points_collect(ctx, given->customers,
                                     model->levels.columns.count,
                                     read_answers, &reader, &points);
    if (status != CEV_OK)
        return status;
    status = fit_answers(ctx, given->options, &points, model);
    cev__points_free(ctx, &points);
    return status;
}

static int32_t latent_fit(cev_ctx *ctx, const cev__given *given, void **out)
{
    cev__customers none = {0};
    latent_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = learn_answers(ctx, given, model);
    if (status == CEV_OK)
        status = cev__tally_numbered(ctx, given->customers, group_by_answers,
                                     model, model->latent.classes, &none,
                                     &model->tally);
    if (status == CEV_OK)
        *out = model;
    else
        latent_free(ctx, model);
    return status;
}

/* ---- Answers ------------------------------------------------------------- */

static int32_t latent_assign(cev_ctx *ctx, const void *fitted,
                             const cev_options *options,
                             const cev_table *customers, cev_table **out)
{
    const latent_model *model = fitted;
    cev_table *table = NULL;
    double *probability, *each[CEV__GROUPS_MAX];
    (void)options;
    int32_t status = cev__tally_assign(ctx, &model->tally, group_by_answers,
                                       model, customers, &table);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "probability", &probability);
    for (int64_t k = 0; status == CEV_OK && k < model->latent.classes; k++) {
        char name[LATENT_COLUMN];
        cev__format(name, sizeof name, "probability_%s",
                    cev__customer_name(&model->tally.names, k));
        status = cev__table_add_double(table, name, &each[k]);
    }
    if (status == CEV_OK)
        status = place_by_answers(ctx, model, customers, NULL, probability,
                                  each);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

/* The chances of all customers: those of the classes by their shares. */
static void chances_of_all(const cev__latent *latent, double *all)
{
    for (int64_t at = 0; at < latent->levels; at++) {
        all[at] = 0.0;
        for (int64_t k = 0; k < latent->classes; k++)
            all[at] += latent->shares[k]
                       * latent->chances[k * latent->levels + at];
    }
}

/* What sets each class apart, in words that stand in `words`. */
static void tell_classes(const latent_model *model, const double *all,
                         char (*words)[LATENT_WORDS], const char **meanings)
{
    for (int64_t k = 0; k < model->latent.classes; k++) {
        words[k][0] = '\0';
        cev__levels_words(&model->levels,
                          model->latent.chances + k * model->latent.levels,
                          all, words[k], LATENT_WORDS);
        if (words[k][0] == '\0')
            cev__format(words[k], LATENT_WORDS, "like the average customer");
        meanings[k] = words[k];
    }
}

static int32_t latent_profile(cev_ctx *ctx, const void *fitted,
                              const cev_options *options, cev_table **out)
{
    const latent_model *model = fitted;
    int64_t classes = model->latent.classes, levels = model->latent.levels;
    const char *meanings[CEV__GROUPS_MAX];
    cev_table *table = NULL;
    (void)options;
    double *all = cev__alloc(ctx, levels, 8);
    char(*words)[LATENT_WORDS] =
        cev__alloc(ctx, classes, (int64_t)sizeof *words);
    int32_t status =
        all == NULL || words == NULL ? cev__fail_memory(ctx) : CEV_OK;
    if (status == CEV_OK) {
        chances_of_all(&model->latent, all);
        tell_classes(model, all, words, meanings);
        status = cev__tally_profile(ctx, &model->tally, meanings, &table);
    }
    if (status == CEV_OK)
        status = cev__levels_profile(&model->levels, &model->tally,
                                     model->latent.chances, table);
    cev__free(ctx, words, classes, (int64_t)sizeof *words);
    cev__free(ctx, all, levels, 8);
    if (status == CEV_OK)
        *out = table;
    else
        cev_table_free(table);
    return status;
}

static void latent_summary(const void *fitted, cev__lines *lines)
{
    const latent_model *model = fitted;
    double freedom = cev__latent_freedom(&model->latent);
    cev__tally_summary(&model->tally, lines);
    cev__lines_figure(lines, "log_likelihood", model->latent.log_likelihood);
    cev__lines_figure(lines, "bic", model->bic);
    cev__lines_figure(lines, "freedom", freedom);
    cev__lines_figure(lines, "certainty", model->certainty);
    if (model->rank < model->free)
        cev__lines_verdict(lines, "not_identified",
                           (double)(model->free - model->rank),
                           "{n} of the estimated numbers cannot be told from "
                           "the others: other shares and answers of the "
                           "segments are as likely. Ask for fewer segments, or "
                           "give more columns.");
    if (model->latent.classes < 2)
        cev__tally_tell_one(&model->tally, lines);
    if (model->certainty < 0.8)
        cev__lines_verdict(lines, "uncertain_segments", model->certainty,
                           "Customers belong to their segment with a mean "
                           "probability of {%}: the segments overlap.");
    if (model->customers > 0.0 && model->customers < 5.0 * freedom)
        cev__lines_verdict(lines, "few_customers", model->customers,
                           "{n} customers are few for as many numbers to be "
                           "estimated: ask for fewer segments.");
}

/* ---- Saved bytes --------------------------------------------------------- */

static void latent_save(const void *fitted, cev__writer *writer)
{
    const latent_model *model = fitted;
    const cev__latent *latent = &model->latent;
    cev__levels_save(&model->levels, writer);
    cev__tally_save(&model->tally, writer);
    cev__write_doubles(writer, latent->shares, latent->classes);
    cev__write_doubles(writer, latent->chances,
                       latent->classes * latent->levels);
    cev__write_double(writer, latent->log_likelihood);
    cev__write_double(writer, model->customers);
    cev__write_double(writer, model->bic);
    cev__write_double(writer, model->certainty);
    cev__write_i64(writer, model->free);
    cev__write_i64(writer, model->rank);
}

static int32_t load_latent(cev_ctx *ctx, cev__blob *blob, latent_model *model)
{
    cev__latent *latent = &model->latent;
    int64_t classes = model->tally.names.count;
    int is_sound = classes >= 1 && model->levels.columns.count >= 1;
    int32_t status =
        is_sound ? cev__latent_new(ctx, &model->levels, classes, latent)
                 : CEV_OK;
    if (status != CEV_OK)
        return status;
    cev__read_doubles(blob, latent->shares, latent->classes);
    cev__read_doubles(blob, latent->chances,
                      latent->classes * latent->levels);
    latent->log_likelihood = cev__read_double(blob);
    model->customers = cev__read_double(blob);
    model->bic = cev__read_double(blob);
    model->certainty = cev__read_double(blob);
    model->free = cev__read_i64(blob);
    model->rank = cev__read_i64(blob);
    for (int64_t k = 0; k < latent->classes; k++)
        is_sound &= latent->shares[k] >= 0.0 && latent->shares[k] <= 1.0 + 1e-9;
    for (int64_t i = 0; i < latent->classes * latent->levels; i++)
        is_sound &=
            latent->chances[i] >= 0.0 && latent->chances[i] <= 1.0 + 1e-9;
    is_sound &= model->rank >= 0 && model->rank <= model->free
                && model->customers >= 0.0;
    if (!is_sound || blob->failed)
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no latent classes that a fit can "
                         "have left");
    cev__latent_level(latent);
    return CEV_OK;
}

static int32_t latent_load(cev_ctx *ctx, cev__blob *blob, void **out)
{
    latent_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    if (model == NULL)
        return cev__fail_memory(ctx);
    int32_t status = cev__levels_load(ctx, blob, &model->levels);
    if (status == CEV_OK)
        status = cev__tally_load(ctx, blob, &model->tally);
    if (status == CEV_OK)
        status = load_latent(ctx, blob, model);
    if (status == CEV_OK)
        *out = model;
    else
        latent_free(ctx, model);
    return status;
}

const cev__segmenter_kind cev__latent_class_kind = {
    {
        CEV_LATENT_CLASS,
        "classes of customers who answer alike, with the probability of each",
        CEV_OPT_FEATURES " " CEV_OPT_SEGMENTS " " CEV_OPT_SEGMENTS_MOST
        " " CEV_OPT_STARTS " " CEV_OPT_MAX_ITER,
        CEV__TALLY_WANTS,
        "segment probability probability_<segment>",
        "",
        "Goodman (1974), Biometrika 61(2); McHugh (1956), Psychometrika "
        "21(4); Linzer & Lewis (2011), J. Statistical Software 42(10)",
        latent_fit,
        latent_free,
        latent_save,
        latent_load,
    },
    latent_assign,
    latent_profile,
    latent_summary,
};
