/* A learner inside another; see inner.h. */
#include "../core/compiler.h"
#include "inner.h"

#include <math.h>
#include <string.h>

#include "../core/text.h"
#include "../math/sum.h"
#include "family_lesson.h"

int cev__kind_is_survival(const cev__estimator_kind *kind,
                          const cev_options *options)
{
    const char *takes = kind->kind.takes;
    if (cev__text_lists(takes, "family")
        && cev__family_asked(options) == CEV__COX)
        return 1;
    return cev__text_lists(takes, "target")
           && cev__text_lists(takes, "entry");
}

int32_t cev__inner_choose(cev_ctx *ctx, const cev_options *options,
                          const char *own, const cev__estimator_kind **out)
{
    const char *name = cev__options_str(options, CEV__OPT_LEARNER);
    const cev__estimator_kind *kind = cev__estimator_find(name);
    const cev_options *given = options;
    for (; options != NULL; options = options->below)
        for (int32_t i = 0; i < options->count; i++) {
            const char *key = cev__dictionary[options->values[i].option].key;
            if (!cev__text_lists(own, key)
                && !cev__text_lists(kind->kind.takes, key))
                return cev__fail(ctx, CEV_ERR_OPTION,
                                 "option %s means nothing to %s; it takes: "
                                 "%s",
                                 key, name, kind->kind.takes);
        }
    if (cev__family_asked(given) == CEV__COX)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "option family = \"cox\"; wanted another, as what is "
                         "held foretells no times");
    *out = kind;
    return CEV_OK;
}

void cev__inner_close(cev__inner *inner)
{
    cev_ctx *ctx = inner->ctx;
    int64_t room = inner->rows + 1;
    cev_table_free(inner->asked);
    cev_table_free(inner->view);
    if (inner->pressed.ctx != NULL)
        cev__options_unpress(&inner->pressed);
    cev__target_free(ctx, &inner->target);
    cev__free(ctx, inner->weights, room, (int64_t)sizeof *inner->weights);
    cev__free(ctx, inner->values, room, (int64_t)sizeof *inner->values);
    memset(inner, 0, sizeof *inner);
}

/* The options of the learner: those given, but the target is numbers by now,
 * and what they look like in some rows must not change its family. */
static int32_t lay_inner_options(cev__inner *inner, const cev_options *given)
{
    const char *takes = inner->kind->kind.takes;
    int32_t status = cev__options_press(inner->ctx, given, takes,
                                        CEV__OPT_POSITIVE, &inner->pressed);
    if (status != CEV_OK)
        return status;
    const char *family = cev__options_str(given, CEV__OPT_FAMILY);
    if (strcmp(family, "auto") == 0)
        family = inner->target.is_binary ? "binomial" : "gaussian";
    inner->told[0].option = CEV__OPT_INTERVAL;
    inner->told[1] = (cev__option_value){CEV__OPT_FAMILY, 0, 0.0, family};
    inner->options.below = &inner->pressed;
    inner->options.values = inner->told + 1;
    inner->options.count = cev__text_lists(takes, "family");
    return CEV_OK;
}

void cev__inner_hush(cev__inner *inner)
{
    inner->options.values = inner->told;
    inner->options.count = 1 + cev__text_lists(inner->kind->kind.takes,
                                               "family");
}

static void count_inner(cev__inner *inner)
{
    cev__sum known = {0}, unknown = {0};
    for (int64_t row = 0; row < inner->rows; row++)
        cev__sum_add(isnan(inner->values[row]) ? &unknown : &known,
                     inner->weights[row]);
    inner->customers = cev__sum_value(&known);
    inner->unknown = cev__sum_value(&unknown);
}

static int32_t open_inner(cev__inner *inner, const cev__given *given,
                          const cev_options *naming, int wanted)
{
    int is_survival = cev__kind_is_survival(inner->kind, given->options);
    const cev__target_wish wish = {CEV__OPT_TARGET, CEV__OPT_POSITIVE,
                                   wanted};
    int32_t status =
        cev__weights_read(inner->ctx, given->customers, inner->weights);
    if (status == CEV_OK)
        status = cev__target_learn(inner->ctx, naming, &wish,
                                   given->customers, inner->weights,
                                   inner->values, &inner->target);
    if (status == CEV_OK)
        status = lay_inner_options(inner, given->options);
    if (status == CEV_OK)
        status = cev__table_borrow(inner->ctx, given->customers, NULL,
                                   &inner->view);
    if (status == CEV_OK)
        status = cev_table_set_column(
            inner->view, cev__target_name(&inner->target), CEV_DOUBLE,
            inner->values, (int64_t)sizeof *inner->values, NULL);
    if (status != CEV_OK)
        return status;
    count_inner(inner);
    return cev__table_borrow(
        inner->ctx, inner->view,
        is_survival ? cev__options_str(given->options, CEV__OPT_TIME) : NULL,
        &inner->asked);
}

int32_t cev__inner_open(cev_ctx *ctx, const cev__estimator_kind *kind,
                        const cev__given *given, const cev_options *naming,
                        int wanted, cev__inner *out)
{
    int64_t rows = given->customers->rows;
    memset(out, 0, sizeof *out);
    out->ctx = ctx;
    out->kind = kind;
    out->prior = given->prior;
    out->rows = rows;
    out->values = cev__alloc(ctx, rows + 1, (int64_t)sizeof *out->values);
    out->weights = cev__alloc(ctx, rows + 1, (int64_t)sizeof *out->weights);
    int32_t status = out->values == NULL || out->weights == NULL
                         ? cev__fail_memory(ctx)
                         : open_inner(out, given, naming, wanted);
    if (status != CEV_OK)
        cev__inner_close(out);
    return status;
}

int32_t cev__inner_fit(const cev__inner *inner, const int64_t *rows,
                       int64_t count, void **model)
{
    cev_table *some = NULL;
    int32_t status = rows == NULL ? CEV_OK
                                  : cev__table_rows(inner->ctx, inner->view, rows,
                                                    count, &some);
    if (status != CEV_OK)
        return status;
    const cev__given given = {.options = &inner->options,
                              .customers = rows == NULL ? inner->view : some,
                              .prior = inner->prior};
    status = inner->kind->kind.fit(inner->ctx, &given, model);
    cev_table_free(some);
    return status;
}

/* The rows that are learnt from where a fold is left out, and behind them
 * those of the fold. */
static int64_t split_rows(const cev__folds *folds, int32_t fold, int64_t *rows,
                         int64_t *left_out)
{
    int64_t count = 0, last = folds->rows;
    for (int64_t row = 0; row < folds->rows; row++)
        if (cev__folds_teaches(folds, row, fold))
            rows[count++] = row;
    for (int64_t row = folds->rows; row-- > 0;)
        if (folds->fold[row] == fold)
            rows[--last] = row;
    *left_out = folds->rows - last;
    return count;
}

/* `rows` has room for all. */
static int32_t leave_out_fold(
    const cev__inner *inner, const cev__folds *folds, int32_t fold,
    int64_t *rows,
    int32_t (*take)(void *state, int32_t fold, const int64_t *rows,
                    int64_t count, const cev_table *predictions,
                    void **model),
    void *state)
{
    int64_t left_out = 0;
    int64_t count = split_rows(folds, fold, rows, &left_out);
    const int64_t *out = rows + folds->rows - left_out;
    void *model = NULL;
    cev_table *table = NULL, *predictions = NULL;
    if (count == 0 || left_out == 0)
        return CEV_OK;
    int32_t status = cev__inner_fit(inner, rows, count, &model);
    if (status == CEV_OK)
        status = cev__table_rows(inner->ctx, inner->asked, out, left_out,
                                 &table);
    if (status == CEV_OK)
        status = inner->kind->predict(inner->ctx, model, &inner->options,
                                      table, &predictions);
    if (status == CEV_OK)
        status = take(state, fold, out, left_out, predictions, &model);
    cev_table_free(predictions);
    cev_table_free(table);
    if (model != NULL)
        inner->kind->kind.free(inner->ctx, model);
    return status;
}

int32_t cev__inner_leave_out(
    const cev__inner *inner, const cev__folds *folds, const char *stage,
    int32_t (*take)(void *state, int32_t fold, const int64_t *rows,
                    int64_t count, const cev_table *predictions,
                    void **model),
    void *state)
{
    int64_t room = folds->rows + 1;
    int64_t *rows = cev__alloc(inner->ctx, room, (int64_t)sizeof *rows);
    int32_t status = rows == NULL ? cev__fail_memory(inner->ctx) : CEV_OK;
    for (int32_t fold = 0; fold < folds->count && status == CEV_OK; fold++) {
        status = cev__progress(inner->ctx, stage,
                               (double)fold / (double)folds->count);
        if (status == CEV_OK)
            status = leave_out_fold(inner, folds, fold, rows, take, state);
    }
    cev__free(inner->ctx, rows, room, (int64_t)sizeof *rows);
    return status;
}

/* ---- A learner that is held ---------------------------------------------- */

enum { INNER_NAME = 64 };

void cev__inner_save(const cev__estimator_kind *kind, const void *model,
                     cev__writer *writer)
{
    cev__write_text(writer, kind->kind.name);
    kind->kind.save(model, writer);
}

int32_t cev__inner_load(cev_ctx *ctx, cev__blob *blob,
                        const cev__estimator_kind **kind, void **model)
{
    char name[INNER_NAME];
    cev__read_text(blob, name, sizeof name);
    const char *choices =
        cev__option_text(&cev__dictionary[CEV__OPT_LEARNER],
                         CEV__OPTION_CHOICES);
    if (blob->failed || !cev__text_lists(choices, name))
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold no learner inside another");
    *kind = cev__estimator_find(name);
    return (*kind)->kind.load(ctx, blob, model);
}

int32_t cev__inner_load_like(cev_ctx *ctx, cev__blob *blob,
                             const cev__estimator_kind *kind, void **model)
{
    const cev__estimator_kind *seen = NULL;
    void *loaded = NULL;
    int32_t status = cev__inner_load(ctx, blob, &seen, &loaded);
    if (status != CEV_OK)
        return status;
    if (seen != kind) {
        seen->kind.free(ctx, loaded);
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold learners of two kinds");
    }
    *model = loaded;
    return CEV_OK;
}

int32_t cev__inner_tell(cev_ctx *ctx, const cev__estimator_kind *kind,
                        const void *model, const cev_options *options,
                        const char *part, cev__lines *lines)
{
    static const char sections[][12] = {"parameter", "fit", "verdict"};
    cev_table *table = NULL;
    int32_t status = kind->summary(ctx, model, options, &table);
    if (status != CEV_OK)
        return status;
    lines->part = part;
    for (int64_t row = 0; row < table->rows; row++) {
        const char *section = cev_table_text(table, "section", row);
        int s = 0;
        while (s < 2 && strcmp(sections[s], section) != 0)
            s++;
        cev__line *line =
            cev__lines_add(lines, sections[s],
                           cev_table_text(table, "name", row),
                           cev_table_text(table, "text", row));
        line->value = cev_table_double(table, "value", row);
        line->std_error = cev_table_double(table, "std_error", row);
        line->lower = cev_table_double(table, "lower", row);
        line->upper = cev_table_double(table, "upper", row);
    }
    lines->part = NULL;
    cev_table_free(table);
    return CEV_OK;
}
