/**
 * Options: any key with any value, given to any kind; where it takes them it
 * lists them, and options that are set as it lists them give the same kind.
 */
#ifndef TESTS_FUZZ_OPTIONS_H
#define TESTS_FUZZ_OPTIONS_H

#include "core/dictionary.h"
#include "fuzz/input.h"

enum { OPTIONS_KINDS = 80 };

/* All kinds, all keys, and the keys of each kind. */
static cev_table *options_kinds, *options_keys, *options_of_kind[OPTIONS_KINDS];

static void options_open(void)
{
    if (host != NULL)
        return;
    host_open();
    if (cev_kinds(host, &options_kinds) != CEV_OK
        || cev_options_list(host, NULL, &options_keys) != CEV_OK
        || cev_table_row_count(options_kinds) > OPTIONS_KINDS)
        abort();
    for (int64_t i = 0; i < cev_table_row_count(options_kinds); i++)
        if (cev_options_list(host, cev_table_text(options_kinds, "kind", i),
                             &options_of_kind[i]) != CEV_OK)
            abort();
}

/* A key as it is written; its row in a list of options, or NULL. */
typedef struct drawn_key {
    char name[INPUT_TEXT + 1];
    const cev_table *list;
    int64_t row;
} drawn_key;

/* A key of the kind's, seldom another; the first, as this takes long, now and
 * then any text, to which the nearest key is sought. */
static drawn_key next_key(const cev_table *own, int step)
{
    int byte = next_byte();
    drawn_key key = {"", byte < 240 ? own : options_keys, 0};
    int64_t all = cev_table_row_count(key.list);
    if ((byte >= 254 && step == 0) || all == 0) {
        key.list = NULL;
        snprintf(key.name, sizeof key.name, "%s", next_text());
        return key;
    }
    key.row = next_byte() % all;
    snprintf(key.name, sizeof key.name, "%s",
             cev_table_text(key.list, "option", key.row));
    return key;
}

/* A text that may be longer than others, so that limits are met. */
static const char *next_long_text(void)
{
    static char value[2000];
    int times = next_byte();
    const char *text = next_text();
    size_t n = strlen(text), at = 0;
    for (int i = 0; i <= (times > 200 ? times : 0); i++)
        for (size_t k = 0; k < n && at < sizeof value - 1; k++)
            value[at++] = text[k];
    value[at] = '\0';
    return value;
}

/* One of the option's choices, where it has some, or the names of columns. */
static const char *next_choice(const char *key)
{
    static char word[INPUT_TEXT + 1];
    const char *words = "x age town age,town 30,90 0.5,0.9";
    for (int i = 0; i < CEV__OPTIONS; i++) {
        const char *choices =
            cev__option_text(&cev__dictionary[i], CEV__OPTION_CHOICES);
        if (strcmp(cev__dictionary[i].key, key) == 0 && choices[0] != '\0')
            words = choices;
    }
    for (int skip = next_byte() % 16;; skip--) {
        const char *next = strchr(words, ' ');
        if (sscanf(words, "%60s", word) != 1)
            abort();
        if (skip == 0 || next == NULL)
            return word;
        words = next + 1;
    }
}

/* Often within what the option takes. */
static double next_within(const drawn_key *key)
{
    int byte = next_byte();
    if (byte >= 192 || key->list == NULL)
        return next_number();
    double least = cev_table_double(key->list, "min", key->row);
    double most = cev_table_double(key->list, "max", key->row);
    return least + byte / 191.0 * (byte % 2 ? fmin(most - least, 8.0)
                                            : most - least);
}

/* Sets an option as what it is, seldom as what it is not. */
static void set_something(cev_options *options, const cev_table *own, int step)
{
    drawn_key key = next_key(own, step);
    int how = next_byte();
    const char *type = how < 24 || key.list == NULL
                           ? &"idt"[how % 3]
                           : cev_table_text(key.list, "type", key.row);
    int32_t status;
    if (type[0] == 'i') {
        double number = next_within(&key);
        status = cev_options_set_int(
            options, key.name,
            fabs(number) < 9e18 ? (int64_t)number : INT64_MIN);
    } else if (type[0] == 'd') {
        status = cev_options_set_double(options, key.name, next_within(&key));
    } else {
        status = cev_options_set_str(options, key.name,
                                     how % 4 ? next_choice(key.name)
                                             : next_long_text());
    }
    check_status(status);
    if (status == CEV_ERR_MEMORY)
        abort();
}

/* Sets one row of a list of options in force. */
static int32_t set_listed(cev_options *to, const cev_table *list, int64_t row)
{
    const char *key = cev_table_text(list, "option", row);
    const char *value = cev_table_text(list, "value", row);
    double number = cev_table_double(list, "number", row);
    if (isnan(number))
        return value != NULL ? cev_options_set_str(to, key, value) : CEV_OK;
    if (number == floor(number) && fabs(number) < 9e18 && !signbit(number))
        return cev_options_set_int(to, key, (int64_t)number);
    return cev_options_set_double(to, key, number);
}

/* The options in force of either handle, NULL where it was not made. */
static cev_table *options_of(const char *kind, int segmenter,
                             const cev_options *options)
{
    cev_estimator *estimator = NULL;
    cev_segmenter *groups = NULL;
    cev_table *list = NULL;
    int32_t status = segmenter
                         ? cev_segmenter_new(host, kind, options, &groups)
                         : cev_estimator_new(host, kind, options, &estimator);
    check_status(status);
    if (status == CEV_ERR_MEMORY
        || (status == CEV_OK) != (groups != NULL || estimator != NULL))
        abort();
    if (status == CEV_OK
        && (segmenter ? cev_segmenter_options(groups, &list)
                      : cev_estimator_options(estimator, &list)) != CEV_OK)
        abort();
    cev_segmenter_free(groups);
    cev_estimator_free(estimator);
    return list;
}

static int same_lists(const cev_table *a, const cev_table *b)
{
    int64_t rows = cev_table_row_count(a);
    for (int64_t i = 0; i < rows; i++) {
        const char *x = cev_table_text(a, "value", i);
        const char *y = cev_table_text(b, "value", i);
        if ((x == NULL) != (y == NULL) || (x != NULL && strcmp(x, y) != 0))
            return 0;
    }
    return rows == cev_table_row_count(b);
}

/* A kind made by what it says is in force says so again. */
static void make_again(const char *kind, int segmenter, cev_table *list)
{
    cev_options *again = NULL;
    if (cev_options_new(host, &again) != CEV_OK)
        abort();
    for (int64_t i = 0; i < cev_table_row_count(list); i++)
        if (set_listed(again, list, i) != CEV_OK)
            abort();
    cev_table *second = options_of(kind, segmenter, again);
    if (second == NULL || !same_lists(list, second))
        abort();
    cev_table_free(second);
    cev_options_free(again);
}

static void try_input(const uint8_t *data, size_t size)
{
    options_open();
    input_begin(data, size);
    int64_t held = host_held;
    cev_options *options = NULL;
    int row = next_byte() % (int)cev_table_row_count(options_kinds);
    const char *kind = cev_table_text(options_kinds, "kind", row);
    int segmenter = strcmp(cev_table_text(options_kinds, "handle", row),
                           "segmenter") == 0;
    if (cev_options_new(host, &options) != CEV_OK)
        abort();
    for (int steps = 0; input_at < input_end && steps < 12; steps++)
        set_something(options, options_of_kind[row], steps);
    cev_table *list = options_of(kind, segmenter, options);
    if (list != NULL)
        make_again(kind, segmenter, list);
    cev_table_free(list);
    cev_options_free(options);
    if (host_held != held)
        abort();
}

#endif
