/* The constants of the headers as a table, for callers without a
 * preprocessor. tests/core/test_constants.c holds it against the headers. */
#include "cev.h"

#include <string.h>

#include "dictionary.h"
#include "kinds.h"
#include "table.h"

/* The lists hold their texts, not pointers, which a library that can lie
 * anywhere pays for with thrice their size. */

#define CONSTANT(name) {#name, name}

typedef struct constant_number {
    char name[24];
    int64_t value;
} constant_number;

static const constant_number constant_numbers[] = {
    CONSTANT(CEV_VERSION_MAJOR),
    CONSTANT(CEV_VERSION_MINOR),
    CONSTANT(CEV_VERSION_PATCH),
    CONSTANT(CEV_OK),
    CONSTANT(CEV_ERR_ARGUMENT),
    CONSTANT(CEV_ERR_DOMAIN),
    CONSTANT(CEV_ERR_OPTION),
    CONSTANT(CEV_ERR_KIND),
    CONSTANT(CEV_ERR_COLUMN),
    CONSTANT(CEV_ERR_UTF8),
    CONSTANT(CEV_ERR_STATE),
    CONSTANT(CEV_ERR_NOT_FOUND),
    CONSTANT(CEV_ERR_MEMORY),
    CONSTANT(CEV_ERR_LIMIT),
    CONSTANT(CEV_ERR_FORMAT),
    CONSTANT(CEV_ERR_VERSION),
    CONSTANT(CEV_ERR_CHECKSUM),
    CONSTANT(CEV_ERR_CANCELLED),
    CONSTANT(CEV_ERR_SELFTEST),
    CONSTANT(CEV_DOUBLE),
    CONSTANT(CEV_INT64),
    CONSTANT(CEV_TEXT),
    CONSTANT(CEV_LATEST),
    CONSTANT(CEV_ALWAYS),
    CONSTANT(CEV_TIME_MIN),
    CONSTANT(CEV_TIME_MAX),
    CONSTANT(CEV_MARKOV_STATES_MAX),
};

/* A text as it is, and a number that is no integer as the header writes it. */
#define SPELT(name, value) {name, #value}
#define CONSTANT_REAL(name) SPELT(#name, name)

typedef struct constant_text {
    char name[24];
    char text[24];
} constant_text;

static const constant_text constant_texts[] = {
    CONSTANT(CEV_VERSION_STRING),
    CONSTANT_REAL(CEV_AMOUNT_MAX),
};

/* All other texts are their constants' names in small letters, after CEV_ and
 * what their kind of text begins with. Options and kinds are known. */
static const char plain_words[][16] = {
    CEV_ORDERS,  CEV_CUSTOMERS,  CEV_CONTACTS,      CEV_TOUCHES,
    CEV_SURVEYS, CEV_ATTRIBUTES, CEV_CANCELLATIONS, CEV_AUTO,
};

static const char evaluation_words[][16] = {
    CEV_EVAL_HOLDOUT,     CEV_EVAL_FREQUENCY,    CEV_EVAL_TRACKING,
    CEV_EVAL_CONDITIONAL, CEV_EVAL_DECILES,      CEV_EVAL_RETENTION,
    CEV_EVAL_TOTALS,      CEV_EVAL_CURVE,        CEV_EVAL_COMPARISON,
    CEV_EVAL_PIT,         CEV_EVAL_COVERAGE,     CEV_EVAL_AHEAD,
    CEV_EVAL_SURVIVAL,    CEV_EVAL_PROPORTIONAL, CEV_EVAL_ELASTICITIES,
    CEV_EVAL_SCORES,      CEV_EVAL_CALIBRATION,  CEV_EVAL_LIFT,
    CEV_EVAL_ROC,         CEV_EVAL_CONFUSION,    CEV_EVAL_PROFIT,
    CEV_EVAL_UPLIFT,      CEV_EVAL_QINI,         CEV_EVAL_CARD,
    CEV_EVAL_LIKELIHOOD,
};

#define COUNT_OF(list) ((int)(sizeof (list) / sizeof (list)[0]))

typedef struct told_constant {
    char name[48];
    const char *text; /* NULL for integers */
    int64_t value;
} told_constant;

/* What is told so far; only counted while there is no room. */
typedef struct constant_rows {
    told_constant *told;
    int64_t count;
} constant_rows;

static void tell_constant(constant_rows *rows, const char *name,
                          const char *text, int64_t value)
{
    if (rows->told != NULL) {
        told_constant *told = &rows->told[rows->count];
        cev__format(told->name, sizeof told->name, "%s", name);
        told->text = text;
        told->value = value;
    }
    rows->count++;
}

static void tell_word(constant_rows *rows, const char *begin, const char *word)
{
    char name[48];
    cev__format(name, sizeof name, "CEV_%s%s", begin, word);
    for (char *at = name; *at != '\0'; at++)
        if (*at >= 'a' && ALWAYS(*at <= 'z'))
            *at = (char)(*at - 'a' + 'A');
    tell_constant(rows, name, word, 0);
}

static void tell_constants(constant_rows *rows)
{
    for (int i = 0; i < COUNT_OF(constant_numbers); i++)
        tell_constant(rows, constant_numbers[i].name, NULL,
                      constant_numbers[i].value);
    for (int i = 0; i < COUNT_OF(constant_texts); i++)
        tell_constant(rows, constant_texts[i].name, constant_texts[i].text, 0);
    for (int i = 0; i < COUNT_OF(plain_words); i++)
        tell_word(rows, "", plain_words[i]);
    for (int i = 0; i < CEV__OPTIONS; i++)
        tell_word(rows, "OPT_", cev__dictionary[i].key);
    for (int i = 0; cev__kind_name(i) != NULL; i++)
        tell_word(rows, "", cev__kind_name(i));
    for (int i = 0; i < COUNT_OF(evaluation_words); i++)
        tell_word(rows, "EVAL_", evaluation_words[i]);
}

static int32_t fill_constants(cev_table *table, const constant_rows *rows,
                              const char **texts)
{
    for (int64_t i = 0; i < rows->count; i++)
        texts[i] = rows->told[i].name;
    int64_t *values = NULL;
    int32_t status = cev__table_add_text(table, "name", texts);
    if (status == CEV_OK)
        status = cev__table_add_int64(table, "value", &values);
    for (int64_t i = 0; i < rows->count; i++)
        texts[i] = rows->told[i].text;
    if (status == CEV_OK)
        status = cev__table_add_text(table, "text", texts);
    for (int64_t i = 0; status == CEV_OK && i < rows->count; i++) {
        values[i] = rows->told[i].value;
        if (texts[i] != NULL)
            status = cev__table_set_gap(table, "value", i);
    }
    return status;
}

static int32_t list_constants(cev_ctx *ctx, constant_rows *rows,
                              cev_table **out)
{
    const char **texts = cev__alloc(ctx, rows->count, sizeof *texts);
    cev_table *table = NULL;
    if (texts == NULL)
        return cev__fail_memory(ctx);
    rows->count = 0;
    tell_constants(rows);
    int32_t status = cev_table_new(ctx, rows->count, &table);
    if (status == CEV_OK)
        status = fill_constants(table, rows, texts);
    cev__free(ctx, texts, rows->count, sizeof *texts);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev_constants(cev_ctx *ctx, cev_table **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    constant_rows rows = {NULL, 0};
    tell_constants(&rows);
    int64_t count = rows.count;
    rows.told = cev__alloc(ctx, count, sizeof *rows.told);
    if (rows.told == NULL)
        return cev__fail_memory(ctx);
    int32_t status = list_constants(ctx, &rows, out);
    cev__free(ctx, rows.told, count, sizeof *rows.told);
    return status;
}
