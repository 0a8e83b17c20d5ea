/* Options: the dictionary of keys, and bags of values. */
#include "options.h"

#include <math.h>
#include <string.h>

#include "calls.h"
#include "cev/kinds.h"
#include "table.h"
#include "text.h"
#include "utf8.h"

typedef struct option_entry {
    const char *key;
    const char *type; /* "int", "double" or "text" */
    const char *text_default;
    const char *choices; /* of text, joined by blanks; NULL: any */
    double number_default;
    double min, max; /* inclusive */
    const char *unit;
    const char *meaning;
} option_entry;

#define CENTURIES (1000.0 * 365.25 * 86400.0)

static const option_entry dictionary[CEV__OPTIONS] = {
    {CEV_OPT_BIN, "int", NULL, NULL, 86400, 1, CENTURIES, "seconds",
     "orders of a customer within one such bin are one purchase"},
    {CEV_OPT_TIME_UNIT, "double", NULL, NULL, 86400, 1e-3, CENTURIES,
     "seconds", "length of one unit of model time (t_x, T, horizon)"},
    {CEV_OPT_HOLDOUT, "double", NULL, NULL, 0, 0, 1e15, "time_unit",
     "length of the time after as_of to compare with"},
    {CEV_OPT_LOOKBACK, "double", NULL, NULL, 0, 0, 0.9, "share of the time",
     "last part of the time up to as_of, for models to be compared on"},
    {CEV_OPT_PERIOD, "text", "month", "day week month quarter year", 0, NAN,
     NAN, "", "calendar period of cohorts and series; weeks begin on Monday"},
    {CEV_OPT_STEP, "double", NULL, NULL, 7, 1e-9, 1e15, "time_unit",
     "step of a grid over time"},
    {CEV_OPT_HORIZON, "double", NULL, NULL, 365, 0, 1e15, "time_unit",
     "how far a prediction looks ahead"},
    {CEV_OPT_INTERVAL, "double", NULL, NULL, 0.9, 0, 0.999999, "probability",
     "coverage of the intervals; 0 leaves them out"},
    {CEV_OPT_UNCERTAINTY, "text", "profile", "profile delta", 0, NAN, NAN, "",
     "whether intervals follow the likelihood or the standard errors alone"},
    {CEV_OPT_MARGIN, "double", NULL, NULL, 1, -1e6, 1e6, "per revenue",
     "profit earned by one unit of revenue; 1 values revenue itself"},
    {CEV_OPT_DISCOUNT, "double", NULL, NULL, 0.1, 0, 1e6, "per year",
     "effective yearly rate at which later money counts less"},
    {CEV_OPT_PURCHASES, "text", CEV_BGNBD,
     CEV_AUTO " " CEV_BGNBD " " CEV_MBGNBD " " CEV_PARETO_NBD " " CEV_GGOM_NBD
     " " CEV_PARETO_GGG " " CEV_BGBB " " CEV_BG_CNBD_K " " CEV_MBG_CNBD_K,
     0, NAN, NAN, "",
     "kind of the purchase model in clv"},
    {CEV_OPT_SPEND, "text", CEV_GAMMA_GAMMA, CEV_GAMMA_GAMMA, 0, NAN, NAN, "",
     "kind of the spend model in clv"},
    {CEV_OPT_PENALTY, "double", NULL, NULL, 0, 0, 1e9, "",
     "pull of a fit towards a usual shop's parameters; 0 leaves it to the data"},
    {CEV_OPT_PURCHASE_COVARIATES, "text", "", NULL, 0, NAN, NAN, "columns",
     "what says how often customers buy: columns, joined by commas"},
    {CEV_OPT_DROPOUT_COVARIATES, "text", "", NULL, 0, NAN, NAN, "columns",
     "what says how soon customers leave: columns, joined by commas"},
    {CEV_OPT_TOL, "double", NULL, NULL, 1e-10, 1e-15, 1e-2, "",
     "gradient of the log-likelihood per customer at which a fit ends"},
    {CEV_OPT_MAX_ITER, "int", NULL, NULL, 500, 1, 1e6, "",
     "iterations after which an optimiser gives its best point"},
    {CEV_OPT_QUANTITIES, "text", "usual",
     "usual p_alive expected_purchases p_any next_purchase expected_spend clv",
     0, NAN, NAN, "",
     "what predict tells, joined by blanks; usual: all but p_any and "
     "next_purchase"},
    {CEV_OPT_SCORES, "int", NULL, NULL, 5, 2, 10, "",
     "classes of each RFM score"},
    {CEV_OPT_STATES, "int", NULL, NULL, 5, 2, 100, "",
     "states of recency of a chain"},
};

int32_t cev_options_new(cev_ctx *ctx, cev_options **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    cev_options *options = cev__alloc_zero(ctx, 1, (int64_t)sizeof *options);
    if (options == NULL)
        return cev__fail_memory(ctx);
    options->ctx = ctx;
    cev__ctx_retain(ctx);
    *out = options;
    return CEV_OK;
}

void cev_options_free(cev_options *options)
{
    if (options == NULL)
        return;
    cev_ctx *ctx = options->ctx;
    cev__free(ctx, options, 1, (int64_t)sizeof *options);
    cev__ctx_release(ctx);
}

/* The message for a key that does not exist names the nearest that does. */
static int32_t fail_unknown_key(cev_ctx *ctx, const char *key)
{
    const char *nearest = NULL;
    int64_t least = 4; /* further away is no guess worth making */
    for (int i = 0; i < CEV__OPTIONS; i++) {
        int64_t distance = cev__text_distance(key, dictionary[i].key);
        if (distance < least) {
            least = distance;
            nearest = dictionary[i].key;
        }
    }
    if (nearest == NULL)
        return cev__fail(ctx, CEV_ERR_OPTION,
                         "%q is no option; see cev_options_list()", key);
    return cev__fail(ctx, CEV_ERR_OPTION,
                     "%q is no option; did you mean %q?", key, nearest);
}

/* The number of a key, with a message and -1 where there is none. */
static int find_key(cev_options *options, const char *key, int32_t *status)
{
    if (options == NULL) {
        *status = CEV_ERR_ARGUMENT;
        return -1;
    }
    if (key == NULL) {
        *status = cev__fail_null(options->ctx, "key");
        return -1;
    }
    for (int i = 0; i < CEV__OPTIONS; i++)
        if (strcmp(dictionary[i].key, key) == 0)
            return i;
    *status = fail_unknown_key(options->ctx, key);
    return -1;
}

static int32_t fail_type(cev_ctx *ctx, const option_entry *entry,
                         const char *given)
{
    return cev__fail(ctx, CEV_ERR_OPTION, "option %s takes %s, not %s",
                     entry->key, entry->type, given);
}

static int32_t check_range(cev_ctx *ctx, const option_entry *entry,
                           double value)
{
    if (value >= entry->min && value <= entry->max)
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_OPTION,
                     "option %s = %g; wanted %g to %g%s%s", entry->key, value,
                     entry->min, entry->max,
                     entry->unit[0] == '\0' ? "" : " ", entry->unit);
}

int32_t cev_options_set_int(cev_options *options, const char *key,
                            int64_t value)
{
    int32_t status = CEV_OK;
    int i = find_key(options, key, &status);
    if (i < 0)
        return status;
    const option_entry *entry = &dictionary[i];
    if (strcmp(entry->type, "text") == 0)
        return fail_type(options->ctx, entry, "an integer");
    status = check_range(options->ctx, entry, (double)value);
    if (status != CEV_OK)
        return status;
    options->values[i].is_set = 1;
    options->values[i].i = value;
    options->values[i].d = (double)value;
    return CEV_OK;
}

int32_t cev_options_set_double(cev_options *options, const char *key,
                               double value)
{
    int32_t status = CEV_OK;
    int i = find_key(options, key, &status);
    if (i < 0)
        return status;
    const option_entry *entry = &dictionary[i];
    if (strcmp(entry->type, "double") != 0)
        return fail_type(options->ctx, entry, "a double");
    status = check_range(options->ctx, entry, value);
    if (status != CEV_OK)
        return status;
    options->values[i].is_set = 1;
    options->values[i].d = value;
    return CEV_OK;
}

/* Whether a value is one of the choices, or for the quantities some, each
 * once, so that it cannot be longer than all. */
static int is_choice(int option, const char *value)
{
    const char *choices = dictionary[option].choices;
    size_t length = 0;
    if (option != CEV__OPT_QUANTITIES)
        return cev__text_lists(choices, value);
    while (*value != '\0') {
        char word[CEV__OPT_TEXT_SIZE];
        length = strcspn(value, " ");
        if (length >= sizeof word)
            return 0;
        memcpy(word, value, length);
        word[length] = '\0';
        value += length;
        if (!cev__text_lists(choices, word)
            || (*value == ' ' && cev__text_lists(value + 1, word)))
            return 0;
        if (*value == ' ' && *++value == '\0')
            return 0;
    }
    return length > 0;
}

int32_t cev_options_set_str(cev_options *options, const char *key,
                            const char *value)
{
    int32_t status = CEV_OK;
    int i = find_key(options, key, &status);
    if (i < 0)
        return status;
    const option_entry *entry = &dictionary[i];
    if (strcmp(entry->type, "text") != 0)
        return fail_type(options->ctx, entry, "text");
    if (value == NULL)
        return cev__fail_null(options->ctx, "value");
    if (entry->choices == NULL) {
        if (strlen(value) >= CEV__OPT_TEXT_SIZE)
            return cev__fail(options->ctx, CEV_ERR_OPTION,
                             "option %s = %q is too long; wanted at most %i "
                             "bytes",
                             key, value, (int32_t)(CEV__OPT_TEXT_SIZE - 1));
        if (!cev__utf8_valid(value))
            return cev__fail(options->ctx, CEV_ERR_UTF8,
                             "option %s is not valid UTF-8", key);
    } else if (!is_choice(i, value))
        return cev__fail(options->ctx, CEV_ERR_OPTION,
                         "option %s = %q; wanted %s: %s", key, value,
                         i == CEV__OPT_QUANTITIES
                             ? "names joined by single blanks, each once, of"
                             : "one of",
                         entry->choices);
    options->values[i].is_set = 1;
    memcpy(options->values[i].text, value, strlen(value) + 1);
    return CEV_OK;
}

int32_t cev__options_check(cev_ctx *ctx, const cev_options *options,
                           const char *takes, const char *who)
{
    if (options == NULL)
        return CEV_OK;
    for (int i = 0; i < CEV__OPTIONS; i++) {
        if (options->values[i].is_set
            && !cev__text_lists(takes, dictionary[i].key))
            return cev__fail(ctx, CEV_ERR_OPTION,
                             "option %s means nothing to %s; it takes: %s",
                             dictionary[i].key, who, takes);
    }
    return CEV_OK;
}

cev_options cev__options_merge(const cev_options *base,
                               const cev_options *over)
{
    cev_options merged = {0};
    if (base != NULL)
        merged = *base;
    for (int i = 0; over != NULL && i < CEV__OPTIONS; i++)
        if (over->values[i].is_set)
            merged.values[i] = over->values[i];
    return merged;
}

const char *cev__option_key(int option)
{
    return dictionary[option].key;
}

const char *cev__option_type(int option)
{
    return dictionary[option].type;
}

int64_t cev__options_int(const cev_options *options, int option)
{
    if (options != NULL && options->values[option].is_set)
        return options->values[option].i;
    return (int64_t)dictionary[option].number_default;
}

double cev__options_double(const cev_options *options, int option)
{
    if (options != NULL && options->values[option].is_set)
        return options->values[option].d;
    return dictionary[option].number_default;
}

const char *cev__options_str(const cev_options *options, int option)
{
    if (options != NULL && options->values[option].is_set)
        return options->values[option].text;
    return dictionary[option].text_default;
}

/* A default as text: numbers as messages write them. */
static const char *default_text(const option_entry *entry, char *buffer)
{
    if (entry->text_default != NULL)
        return entry->text_default;
    cev__format(buffer, CEV__OPT_TEXT_SIZE, "%g", entry->number_default);
    return buffer;
}

/* The text columns of the list; `pick` are the listed options. */
static int32_t list_texts(cev_table *table, const int *pick, int64_t n)
{
    char buffers[CEV__OPTIONS][CEV__OPT_TEXT_SIZE];
    const char *text[5][CEV__OPTIONS];
    static const char *const names[5] = {"option", "type", "default", "unit",
                                         "meaning"};
    for (int64_t i = 0; i < n; i++) {
        const option_entry *entry = &dictionary[pick[i]];
        text[0][i] = entry->key;
        text[1][i] = entry->type;
        text[2][i] = default_text(entry, buffers[i]);
        text[3][i] = entry->choices != NULL ? entry->choices : entry->unit;
        text[4][i] = entry->meaning;
    }
    for (int column = 0; column < 5; column++) {
        int32_t status =
            cev__table_add_text(table, names[column], text[column]);
        if (status != CEV_OK)
            return status;
    }
    return CEV_OK;
}

/* The columns min and max, gaps for text options. */
static int32_t list_ranges(cev_table *table, const int *pick, int64_t n)
{
    double *min, *max;
    int32_t status = cev__table_add_double(table, "min", &min);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "max", &max);
    for (int64_t i = 0; status == CEV_OK && i < n; i++) {
        min[i] = dictionary[pick[i]].min;
        max[i] = dictionary[pick[i]].max;
    }
    return status;
}

int32_t cev_options_list(cev_ctx *ctx, const char *of, cev_table **out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    const char *takes = of == NULL ? NULL : cev__takes(of);
    if (of != NULL && takes == NULL)
        return cev__fail(ctx, CEV_ERR_KIND,
                         "%q is neither a kind nor a call with options", of);
    int pick[CEV__OPTIONS];
    int64_t n = 0;
    for (int i = 0; i < CEV__OPTIONS; i++)
        if (takes == NULL || cev__text_lists(takes, dictionary[i].key))
            pick[n++] = i;
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, n, &table);
    if (status == CEV_OK)
        status = list_texts(table, pick, n);
    if (status == CEV_OK)
        status = list_ranges(table, pick, n);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}
