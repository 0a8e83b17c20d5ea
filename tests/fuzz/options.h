/**
 * Options: any key with any value, given to any kind; where it takes them it
 * lists them, and options that are set as it lists them give the same kind.
 */
#ifndef TESTS_FUZZ_OPTIONS_H
#define TESTS_FUZZ_OPTIONS_H

#include "fuzz/input.h"

static cev_table *options_kinds, *options_keys;

static void options_open(void)
{
    if (host != NULL)
        return;
    host_open();
    if (cev_kinds(host, &options_kinds) != CEV_OK
        || cev_options_list(host, NULL, &options_keys) != CEV_OK)
        abort();
}

/* A key that there is, seldom any text: the key nearest to that is sought. */
static const char *next_key(void)
{
    int64_t all = cev_table_row_count(options_keys);
    int64_t row = next_byte() % (all + 1);
    return row < all ? cev_table_text(options_keys, "option", row)
                     : next_text();
}

/* A text that may be longer than others, so that limits are met. */
static const char *next_value(void)
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

static void set_something(cev_options *options)
{
    char key[INPUT_TEXT + 1];
    snprintf(key, sizeof key, "%s", next_key());
    int32_t status;
    switch (next_byte() % 4) {
    case 0:
        status = cev_options_set_int(options, key, next_byte() - 3);
        break;
    case 1:
        status = cev_options_set_double(options, key, next_number());
        break;
    default:
        status = cev_options_set_str(options, key, next_value());
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
    if (number == floor(number) && fabs(number) < 1e15 && !signbit(number))
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
        set_something(options);
    cev_table *list = options_of(kind, segmenter, options);
    if (list != NULL)
        make_again(kind, segmenter, list);
    cev_table_free(list);
    cev_options_free(options);
    if (host_held != held)
        abort();
}

#endif
