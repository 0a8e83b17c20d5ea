/* Options: bags of values; see options.h. */
#include "options.h"

#include <string.h>

#include "number.h"
#include "text.h"
#include "utf8.h"

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
    cev__options_clear(options);
    cev__free(ctx, options, 1, (int64_t)sizeof *options);
    cev__ctx_release(ctx);
}

/* ---- Values ------------------------------------------------------------- */

static void free_option_text(cev_ctx *ctx, const char *text)
{
    if (text != NULL)
        cev__free(ctx, (void *)text, (int64_t)strlen(text) + 1, 1);
}

void cev__options_clear(cev_options *options)
{
    for (int32_t i = 0; i < options->count; i++)
        free_option_text(options->ctx, options->values[i].text);
    cev__free(options->ctx, options->values, options->count,
              (int64_t)sizeof *options->values);
    options->values = NULL;
    options->count = 0;
}

/* Room for one more value at `at`, those behind it moved along. */
static int32_t make_room(cev_options *options, int32_t at)
{
    cev__option_value *values =
        cev__resize(options->ctx, options->values, options->count,
                    options->count + 1, (int64_t)sizeof *values);
    if (values == NULL)
        return cev__fail_memory(options->ctx);
    memmove(values + at + 1, values + at,
            (size_t)(options->count - at) * sizeof *values);
    options->values = values;
    options->count++;
    values[at].text = NULL;
    return CEV_OK;
}

/* Sets a value that was checked, in the place of one before it if any; its
 * text is copied. */
static int32_t put_value(cev_options *options, cev__option_value value)
{
    int32_t at = 0, status = CEV_OK;
    if (value.text != NULL) {
        int64_t size = (int64_t)strlen(value.text) + 1;
        char *text = cev__alloc(options->ctx, size, 1);
        if (text == NULL)
            return cev__fail_memory(options->ctx);
        value.text = memcpy(text, value.text, (size_t)size);
    }
    while (at < options->count && options->values[at].option < value.option)
        at++;
    if (at == options->count || options->values[at].option != value.option)
        status = make_room(options, at);
    if (status != CEV_OK) {
        free_option_text(options->ctx, value.text);
        return status;
    }
    free_option_text(options->ctx, options->values[at].text);
    options->values[at] = value;
    return CEV_OK;
}

int32_t cev__options_copy(cev_ctx *ctx, const cev_options *from,
                          cev_options *to)
{
    cev_options copy = {ctx, NULL, NULL, 0};
    for (int32_t i = 0; from != NULL && i < from->count; i++) {
        int32_t status = put_value(&copy, from->values[i]);
        if (status != CEV_OK) {
            cev__options_clear(&copy);
            return status;
        }
    }
    *to = copy;
    return CEV_OK;
}

/* ---- Setters ------------------------------------------------------------ */

/* The message for a key that does not exist names the nearest that does. */
static int32_t fail_unknown_key(cev_ctx *ctx, const char *key)
{
    const char *nearest = NULL;
    int64_t least = 4; /* further away is no guess worth making */
    for (int i = 0; i < CEV__OPTIONS; i++) {
        int64_t distance = cev__text_distance(key, cev__dictionary[i].key);
        if (distance < least) {
            least = distance;
            nearest = cev__dictionary[i].key;
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
        if (strcmp(cev__dictionary[i].key, key) == 0)
            return i;
    *status = fail_unknown_key(options->ctx, key);
    return -1;
}

static int32_t fail_type(cev_ctx *ctx, const cev__option *entry,
                         const char *given)
{
    return cev__fail(ctx, CEV_ERR_OPTION, "option %s takes %s, not %s",
                     entry->key, entry->type, given);
}

static int32_t check_range(cev_ctx *ctx, const cev__option *entry,
                           double value)
{
    if (value >= entry->min && value <= entry->max)
        return CEV_OK;
    const char *unit = cev__option_text(entry, CEV__OPTION_UNIT);
    return cev__fail(ctx, CEV_ERR_OPTION,
                     "option %s = %g; wanted %g to %g%s%s", entry->key, value,
                     entry->min, entry->max, unit[0] == '\0' ? "" : " ", unit);
}

int32_t cev_options_set_int(cev_options *options, const char *key,
                            int64_t value)
{
    int32_t status = CEV_OK;
    int i = find_key(options, key, &status);
    if (i < 0)
        return status;
    const cev__option *entry = &cev__dictionary[i];
    if (strcmp(entry->type, "text") == 0)
        return fail_type(options->ctx, entry, "an integer");
    status = check_range(options->ctx, entry, (double)value);
    if (status != CEV_OK)
        return status;
    return put_value(options,
                     (cev__option_value){i, value, (double)value, NULL});
}

int32_t cev_options_set_double(cev_options *options, const char *key,
                               double value)
{
    int32_t status = CEV_OK;
    int i = find_key(options, key, &status);
    if (i < 0)
        return status;
    const cev__option *entry = &cev__dictionary[i];
    if (strcmp(entry->type, "double") != 0)
        return fail_type(options->ctx, entry, "a double");
    status = check_range(options->ctx, entry, value);
    if (status != CEV_OK)
        return status;
    return put_value(options, (cev__option_value){i, 0, value, NULL});
}

/* Whether words joined by single blanks are choices, each once. */
static int are_choices(const char *choices, const char *words)
{
    char word[64]; /* no choice is longer */
    size_t length = 0;
    while (*words != '\0') {
        length = strcspn(words, " ");
        if (length >= sizeof word)
            return 0;
        memcpy(word, words, length);
        word[length] = '\0';
        words += length;
        if (!cev__text_lists(choices, word)
            || (*words == ' ' && cev__text_lists(words + 1, word)))
            return 0;
        if (*words == ' ' && *++words == '\0')
            return 0;
    }
    return length > 0;
}

static int32_t check_option_text(cev_ctx *ctx, const cev__option *entry,
                                 const char *value)
{
    if (!cev__utf8_valid(value))
        return cev__fail(ctx, CEV_ERR_UTF8, "option %s is not valid UTF-8",
                         entry->key);
    const char *choices = cev__option_text(entry, CEV__OPTION_CHOICES);
    if (choices[0] == '\0'
        || (entry->takes_several ? are_choices(choices, value)
                                 : cev__text_lists(choices, value)))
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_OPTION, "option %s = %q; wanted %s: %s",
                     entry->key, value,
                     entry->takes_several
                         ? "names joined by single blanks, each once, of"
                         : "one of",
                     choices);
}

int32_t cev_options_set_str(cev_options *options, const char *key,
                            const char *value)
{
    int32_t status = CEV_OK;
    int i = find_key(options, key, &status);
    if (i < 0)
        return status;
    const cev__option *entry = &cev__dictionary[i];
    if (strcmp(entry->type, "text") != 0)
        return fail_type(options->ctx, entry, "text");
    if (value == NULL)
        return cev__fail_null(options->ctx, "value");
    status = check_option_text(options->ctx, entry, value);
    if (status != CEV_OK)
        return status;
    return put_value(options, (cev__option_value){i, 0, 0.0, value});
}

/* ---- Questions ---------------------------------------------------------- */

int32_t cev__options_check(cev_ctx *ctx, const cev_options *options,
                           const char *takes, const char *who)
{
    for (int32_t i = 0; options != NULL && i < options->count; i++) {
        const char *key = cev__dictionary[options->values[i].option].key;
        if (!cev__text_lists(takes, key))
            return cev__fail(ctx, CEV_ERR_OPTION,
                             "option %s means nothing to %s; it takes: %s",
                             key, who, takes);
    }
    return CEV_OK;
}

cev_options cev__options_over(const cev_options *over,
                              const cev_options *base)
{
    cev_options layers = {NULL, base, NULL, 0};
    if (over != NULL) {
        layers.values = over->values;
        layers.count = over->count;
    }
    return layers;
}

/* Appends what a layer has that is wanted, or only counts it. */
static void press_layer(const cev_options *layer, const char *takes,
                        int without, cev_options *pressed)
{
    for (int32_t i = 0; i < layer->count; i++) {
        int option = layer->values[i].option;
        if (option == without
            || !cev__text_lists(takes, cev__dictionary[option].key))
            continue;
        if (pressed->values != NULL)
            pressed->values[pressed->count] = layer->values[i];
        pressed->count++;
    }
}

/* Upper layers come first, and so are found first. */
int32_t cev__options_press(cev_ctx *ctx, const cev_options *from,
                           const char *takes, int without, cev_options *out)
{
    cev_options pressed = {ctx, NULL, NULL, 0};
    for (int turn = 0; turn < 2; turn++) {
        if (turn == 1 && pressed.count > 0) {
            pressed.values = cev__alloc(ctx, pressed.count,
                                        (int64_t)sizeof *pressed.values);
            if (pressed.values == NULL)
                return cev__fail_memory(ctx);
        }
        pressed.count = 0;
        for (const cev_options *l = from; l != NULL; l = l->below)
            press_layer(l, takes, without, &pressed);
    }
    *out = pressed;
    return CEV_OK;
}

void cev__options_unpress(cev_options *pressed)
{
    cev__free(pressed->ctx, pressed->values, pressed->count,
              (int64_t)sizeof *pressed->values);
    pressed->values = NULL;
    pressed->count = 0;
}

/* The value of the topmost layer that has one, or NULL. */
static const cev__option_value *value_set(const cev_options *options,
                                          int option)
{
    for (; options != NULL; options = options->below)
        for (int32_t i = 0; i < options->count; i++)
            if (options->values[i].option == option)
                return &options->values[i];
    return NULL;
}

int cev__options_has(const cev_options *options, int option)
{
    return value_set(options, option) != NULL;
}

int64_t cev__options_int(const cev_options *options, int option)
{
    const cev__option_value *value = value_set(options, option);
    return value != NULL ? value->i
                         : (int64_t)cev__dictionary[option].number_default;
}

double cev__options_double(const cev_options *options, int option)
{
    const cev__option_value *value = value_set(options, option);
    return value != NULL ? value->d : cev__dictionary[option].number_default;
}

const char *cev__options_str(const cev_options *options, int option)
{
    const cev__option_value *value = value_set(options, option);
    return value != NULL ? value->text
                         : cev__option_text(&cev__dictionary[option],
                                            CEV__OPTION_PRESET);
}

int32_t cev__option_numbers(cev_ctx *ctx, int option, const char *text,
                            int32_t most, double *out, int32_t *count)
{
    const char *key = cev__dictionary[option].key, *at = text;
    for (*count = 0; *at != '\0';) {
        double sign = 1.0, value;
        while (*at == ' ' || *at == ',')
            at++;
        if (*at == '\0')
            break;
        if (*at == '-') {
            sign = -1.0;
            at++;
        }
        int64_t length = cev__number_read(at, &value);
        if (length == 0)
            return cev__fail(ctx, CEV_ERR_OPTION,
                             "option %s = %q; wanted numbers joined by "
                             "commas, not %q",
                             key, text, at);
        if (*count == most)
            return cev__fail(ctx, CEV_ERR_OPTION,
                             "option %s = %q; wanted at most %i numbers", key,
                             text, most);
        out[(*count)++] = sign * value;
        at += length;
    }
    return CEV_OK;
}
