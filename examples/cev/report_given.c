/* Learners that were given; see report_given.h. */
#include "report_given.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "saved.h"

/* What a portfolio tells of customers afterwards; of a touch nobody learns. */
static const char *const given_targets[GIVEN_TARGETS + 1] = {
    "left", "bought", "spent", "treatment"};

/* ---- Reading ------------------------------------------------------------- */

/* The text of an option in force, "" where the kind does not take it. Lives as
 * long as the table. */
static const char *option_of(const cev_table *options, const char *name)
{
    for (int64_t i = 0; i < cev_table_row_count(options); i++) {
        const char *value = cev_table_text(options, "value", i);
        if (value != NULL
            && strcmp(cev_table_text(options, "option", i), name) == 0)
            return value;
    }
    return "";
}

/* Puts a learner where its target is; one of effects, by a treatment, is
 * none. */
static int place_learner(const shop *s, given_learner *found,
                         report_given *out)
{
    cev_table *options = NULL;
    if (cev_estimator_options(found->model, &options) != CEV_OK)
        return shop_fail(s);
    const char *target = option_of(options, "target");
    int code = CLI_OK, place = 0;
    while (place < GIVEN_TARGETS && strcmp(given_targets[place], target) != 0)
        place++;
    if (target[0] == '\0' || option_of(options, "treatment")[0] != '\0')
        code = cli_fail(s->command, CLI_UNUSABLE,
                        "--learner %s: the page shows learners of who leaves, "
                        "buys or spends, not %s",
                        found->file, cev_estimator_kind(found->model));
    else if (place == GIVEN_TARGETS)
        code = cli_fail(s->command, CLI_UNUSABLE,
                        "--learner %s: it learns \"%s\"; what becomes of "
                        "customers is known as left, bought and spent",
                        found->file, target);
    else if (out->of[place].file != NULL)
        code = cli_fail(s->command, CLI_UNUSABLE,
                        "--learner %s: it learns \"%s\", as %s does; wanted "
                        "one of them",
                        found->file, target, out->of[place].file);
    cev_table_free(options);
    if (code == CLI_OK) {
        out->of[place] = *found;
        memset(found, 0, sizeof *found);
    }
    return code;
}

static void forget_learner(given_learner *given)
{
    cev_estimator_free(given->model);
    free(given->bytes);
    free(given->file);
}

static int read_learner(const shop *s, const char *file, size_t length,
                        report_given *out)
{
    given_learner found = {NULL, NULL, 0, NULL};
    int code = CLI_OK;
    size_t size = 0;
    found.file = malloc(length + 1);
    if (found.file == NULL)
        return cli_fail(s->command, CLI_FAILED, "out of memory");
    memcpy(found.file, file, length);
    found.file[length] = '\0';
    found.bytes = saved_bytes(found.file, &size);
    found.size = size;
    if (found.bytes == NULL)
        code = cli_fail(s->command, CLI_FAILED, "cannot read %s: %s",
                        found.file, strerror(errno));
    else if (cev_estimator_load(s->ctx, found.bytes, (int64_t)found.size,
                                &found.model) != CEV_OK)
        code = report_given_fail(s, &found);
    else
        code = place_learner(s, &found, out);
    forget_learner(&found);
    return code;
}

int report_given_read(const shop *s, const char *files, report_given *out)
{
    int code = CLI_OK;
    while (code == CLI_OK && files != NULL) {
        size_t length = strcspn(files, ",");
        code = read_learner(s, files, length, out);
        files = files[length] == ',' ? files + length + 1 : NULL;
    }
    return code;
}

void report_given_forget(report_given *given)
{
    for (int i = 0; i < GIVEN_TARGETS; i++)
        forget_learner(&given->of[i]);
}

const given_learner *report_given_for(const report_given *given,
                                      const char *target)
{
    for (int i = 0; i < GIVEN_TARGETS; i++)
        if (strcmp(given_targets[i], target) == 0
            && given->of[i].file != NULL)
            return &given->of[i];
    return NULL;
}

int report_given_fail(const shop *s, const given_learner *given)
{
    return cli_fail(s->command, CLI_UNUSABLE, "--learner %s: %s", given->file,
                    cev_ctx_message(s->ctx));
}

/* ---- Learning again ------------------------------------------------------ */

int32_t report_given_twin(const shop *s, const given_learner *given,
                          const cev_table *customers, cev_estimator **out)
{
    int32_t status = cev_estimator_load(s->ctx, given->bytes,
                                        (int64_t)given->size, out);
    return status == CEV_OK ? cev_estimator_fit(*out, customers) : status;
}

/* Whether a column is among the features: `told` explains a customer by them.
 * A feature named like one of its own columns has "_feature" after it there. */
static int is_learnt(const cev_table *told, const char *name)
{
    static const char *const own[] = {"base", "margin", "reason_1", "reason_2",
                                      "reason_3"};
    char clash[256];
    snprintf(clash, sizeof clash, "%s_feature", name);
    if (column_find(told, clash).type != 0)
        return 1;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(own[i], name) == 0)
            return 0;
    return column_find(told, name).type != 0;
}

/* A table that explains one customer, which has all features for columns; NULL
 * of kinds that do not explain. */
static int32_t tell_features(const given_learner *given,
                             const cev_table *features, cev_table **out)
{
    cev_table *one = NULL;
    int32_t status = cev_table_top(features, "T", 1, &one);
    if (status == CEV_OK)
        status = cev_estimator_explain(given->model, one, NULL, out);
    cev_table_free(one);
    return status == CEV_ERR_KIND ? CEV_OK : status;
}

/* Whether an option in force names a column: one to leave out, or a rule. */
static int is_named(const cev_table *options, const char *name)
{
    size_t length = strlen(name);
    for (int64_t i = 0; i < cev_table_row_count(options); i++) {
        const char *value = cev_table_text(options, "value", i);
        for (const char *at = value; at != NULL && *at != '\0';
             at += strspn(at, ", ")) {
            size_t word = strcspn(at, ", ");
            if (word == length && memcmp(at, name, length) == 0)
                return 1;
            at += word;
        }
    }
    return 0;
}

static int is_outcome(const char *name)
{
    for (int i = 0; i <= GIVEN_TARGETS; i++)
        if (strcmp(given_targets[i], name) == 0)
            return 1;
    return 0;
}

int32_t report_given_lend(const shop *s, const given_learner *given,
                          const cev_table *features, cev_table **out)
{
    cev_table *told = NULL, *options = NULL;
    int32_t status = tell_features(given, features, &told);
    if (status == CEV_OK)
        status = cev_estimator_options(given->model, &options);
    if (status == CEV_OK)
        status = cev_table_new(s->ctx, cev_table_row_count(features), out);
    for (int64_t c = 0;
         status == CEV_OK && c < cev_table_column_count(features); c++) {
        const char *name = cev_table_name(features, c);
        if (!is_outcome(name)
            && (told == NULL || strcmp(name, "customer") == 0
                || is_learnt(told, name) || is_named(options, name)))
            status = column_lend(*out, name, features);
    }
    cev_table_free(options);
    cev_table_free(told);
    return status;
}
