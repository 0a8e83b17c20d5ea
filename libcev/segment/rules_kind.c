/* The segmenter "rules". */
#include "../core/compiler.h"
#include "rules.h"

#include <math.h>
#include <string.h>

#include "../core/kinds.h"
#include "../portfolio/names.h"

extern const cev__segmenter_kind cev__rules_kind;

/* What a meaning tells of conditions. */
enum { RULES_WORDS = 400, MORE_WORDS = sizeof ", or ..." };

/* What a fit leaves: the text, what it says, and who was where. */
typedef struct rules_model {
    char *text;
    int64_t size; /* of it, with its end */
    cev__rules rules;
    cev__tally tally;
} rules_model;

static void rules_free(cev_ctx *ctx, void *fitted)
{
    rules_model *model = fitted;
    cev__tally_free(ctx, &model->tally);
    cev__rules_free(ctx, &model->rules);
    cev__free(ctx, model->text, model->size, 1);
    cev__free(ctx, model, 1, (int64_t)sizeof *model);
}

static int32_t place_by_rules(cev_ctx *ctx, const void *fitted,
                              const cev_table *customers, int32_t *group)
{
    const rules_model *model = fitted;
    return cev__rules_place(ctx, &model->rules, customers, group);
}

/* Columns of numbers that the rules look at. */
static int32_t numbers_of_rules(cev_ctx *ctx, const cev__rules *rules,
                                const cev_table *customers,
                                cev__customers *columns)
{
    int32_t status = CEV_OK;
    for (int64_t i = 0; status == CEV_OK && i < rules->columns.count; i++) {
        const char *name = cev__customer_name(&rules->columns, i);
        const cev__column *column = cev__table_find(customers, name);
        uint32_t found;
        if (column != NULL && column->type != CEV_TEXT)
            status = cev__customer_intern(ctx, columns, name, &found);
    }
    return status;
}

static int32_t tally_rules(cev_ctx *ctx, const cev_table *customers,
                           rules_model *model)
{
    cev__customers names = {0}, columns = {0};
    int32_t status = cev__names_copy(ctx, &model->rules.names, &names);
    if (status == CEV_OK)
        status = numbers_of_rules(ctx, &model->rules, customers, &columns);
    if (status == CEV_OK)
        return cev__tally_count(ctx, customers, place_by_rules, model, &names,
                                &columns, &model->tally);
    cev__customers_free(ctx, &columns);
    cev__customers_free(ctx, &names);
    return status;
}

/* A model that has the text, of size - 1 bytes, and knows what it says. */
static int32_t make_rules(cev_ctx *ctx, const char *text, int64_t size,
                          rules_model **out)
{
    rules_model *model = cev__alloc_zero(ctx, 1, (int64_t)sizeof *model);
    int32_t status = CEV_OK;
    if (model == NULL)
        return cev__fail_memory(ctx);
    model->size = size;
    model->text = cev__alloc(ctx, size, 1);
    if (model->text == NULL)
        status = cev__fail_memory(ctx);
    if (status == CEV_OK) {
        memcpy(model->text, text, (size_t)size);
        status = cev__rules_parse(ctx, model->text, &model->rules);
    }
    if (status == CEV_OK)
        *out = model;
    else
        rules_free(ctx, model);
    return status;
}

static int32_t rules_fit(cev_ctx *ctx, const cev__given *given, void **out)
{
    const char *text = cev__options_str(given->options, CEV__OPT_RULES);
    rules_model *model = NULL;
    int32_t status =
        make_rules(ctx, text, (int64_t)strlen(text) + 1, &model);
    if (status != CEV_OK)
        return status;
    status = tally_rules(ctx, given->customers, model);
    if (status == CEV_OK)
        *out = model;
    else
        rules_free(ctx, model);
    return status;
}

static int32_t rules_assign(cev_ctx *ctx, const void *fitted,
                            const cev_options *options,
                            const cev_table *customers, cev_table **out)
{
    const rules_model *model = fitted;
    (void)options;
    return cev__tally_assign(ctx, &model->tally, place_by_rules, model,
                             customers, out);
}

/* The conditions that lead to a group, as they were written, as far as there is
 * room for them and for a sign that there are more. */
static void tell_rules(const rules_model *model, int32_t group, char *words)
{
    int64_t at = 0;
    cev__format(words, RULES_WORDS, "%s",
                group == model->rules.rest ? "whoever no rule fits" : "");
    for (int64_t i = 0; i < model->rules.count; i++) {
        const cev__rule *rule = &model->rules.rules[i];
        int64_t length = rule->end - rule->begin;
        if (rule->group != group)
            continue;
        while (ALWAYS(length > 0) /* a condition has words */
               && strchr(" \t\n\r", model->text[rule->begin + length - 1])
                      != NULL)
            length--;
        at = (int64_t)strlen(words);
        int is_cut = at + length + 2 * MORE_WORDS >= RULES_WORDS;
        cev__format(words + at, RULES_WORDS - at, "%s%s",
                    at > 0 ? ", or " : "", is_cut ? "..." : "");
        if (is_cut)
            return;
        at = (int64_t)strlen(words);
        memcpy(words + at, model->text + rule->begin, (size_t)length);
        words[at + length] = '\0';
    }
}

static int32_t rules_profile(cev_ctx *ctx, const void *fitted,
                             const cev_options *options, cev_table **out)
{
    const rules_model *model = fitted;
    int64_t groups = model->rules.names.count;
    const char *meanings[CEV__GROUPS_MAX];
    char *words = cev__alloc(ctx, groups, RULES_WORDS);
    (void)options;
    if (words == NULL)
        return cev__fail_memory(ctx);
    for (int32_t g = 0; g < groups; g++) {
        tell_rules(model, g, words + g * RULES_WORDS);
        meanings[g] = words + g * RULES_WORDS;
    }
    int32_t status =
        cev__tally_profile(ctx, &model->tally, meanings, out);
    cev__free(ctx, words, groups, RULES_WORDS);
    return status;
}

/* Rules that nobody comes by are most often mistakes. */
static void rules_summary(const void *fitted, cev__lines *lines)
{
    const rules_model *model = fitted;
    cev__tally_summary(&model->tally, lines);
    cev__lines_figure(lines, "rules", (double)model->rules.count);
    for (int64_t g = 0; g < model->rules.names.count; g++) {
        char text[CEV__LINE_TEXT];
        if (g == model->rules.rest
            || cev__sum_value(&model->tally.customers[g]) > 0.0)
            continue;
        cev__format(text, sizeof text,
                    "Nobody is in %q: its conditions hold for nobody whom no "
                    "earlier rule took.",
                    cev__customer_name(&model->rules.names, g));
        cev__lines_verdict(lines, "empty_segment", NAN, text);
    }
}

static void rules_save(const void *fitted, cev__writer *writer)
{
    const rules_model *model = fitted;
    cev__write_text(writer, model->text);
    cev__tally_save(&model->tally, writer);
}

/* The text out of the bytes, in memory of its own. */
static int32_t load_rules_text(cev_ctx *ctx, cev__blob *blob, char **text,
                               int64_t *size)
{
    cev__blob ahead = *blob;
    int64_t length = cev__read_i64(&ahead);
    if (length < 0 || length > CEV__RULES_BYTES)
        return cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no rules");
    *size = length + 1;
    *text = cev__alloc(ctx, *size, 1);
    if (*text == NULL)
        return cev__fail_memory(ctx);
    cev__read_text(blob, *text, *size);
    if (!blob->failed)
        return CEV_OK;
    cev__free(ctx, *text, *size, 1);
    return cev__fail(ctx, CEV_ERR_FORMAT, "the bytes hold no rules");
}

/* A text that was saved once can be read. */
static int32_t rules_load(cev_ctx *ctx, cev__blob *blob, void **out)
{
    char *text = NULL;
    int64_t size = 0;
    rules_model *model = NULL;
    int32_t status = load_rules_text(ctx, blob, &text, &size);
    if (status != CEV_OK)
        return status;
    status = make_rules(ctx, text, size, &model);
    cev__free(ctx, text, size, 1);
    if (status == CEV_ERR_OPTION || status == CEV_ERR_LIMIT)
        return cev__fail(ctx, CEV_ERR_FORMAT,
                         "the bytes hold rules that cannot be read");
    if (status != CEV_OK)
        return status;
    status = cev__tally_load(ctx, blob, &model->tally);
    if (status == CEV_OK
        && model->tally.names.count != model->rules.names.count)
        status = cev__fail(ctx, CEV_ERR_FORMAT,
                           "the bytes hold other groups than their rules");
    if (status == CEV_OK)
        *out = model;
    else
        rules_free(ctx, model);
    return status;
}

const cev__segmenter_kind cev__rules_kind = {
    {
        CEV_RULES,
        "named conditions over columns, of which the first that holds decides",
        CEV_OPT_RULES,
        CEV__TALLY_WANTS,
        "segment",
        "",
        "the host's own",
        rules_fit,
        rules_free,
        rules_save,
        rules_load,
    },
    rules_assign,
    rules_profile,
    rules_summary,
};
