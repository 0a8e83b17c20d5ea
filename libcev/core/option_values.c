/* Options in force as a table; see option_values.h. */
#include "option_values.h"

#include <math.h>
#include <string.h>

#include "text.h"

/* The rows as they are collected. */
typedef struct told_options {
    int64_t count;
    const char *key[CEV__OPTIONS], *value[CEV__OPTIONS];
    double number[CEV__OPTIONS];
    char buffer[CEV__OPTIONS][32]; /* of numbers */
} told_options;

/* One more row: numbers also as messages write them. */
static void tell_option(told_options *told, const cev_options *options,
                        int option)
{
    const char *type = cev__dictionary[option].type;
    int64_t row = told->count++;
    told->key[row] = cev__dictionary[option].key;
    told->value[row] = told->buffer[row];
    if (strcmp(type, "text") == 0) {
        told->value[row] = cev__options_str(options, option);
        told->number[row] = NAN;
        return;
    }
    told->number[row] = strcmp(type, "int") == 0
                            ? (double)cev__options_int(options, option)
                            : cev__options_double(options, option);
    cev__format(told->buffer[row], (int64_t)sizeof told->buffer[row], "%g",
                told->number[row]);
}

int32_t cev__option_values(cev_ctx *ctx, const cev_options *options,
                           const char *takes, cev_table **out)
{
    told_options told;
    cev_table *table = NULL;
    double *numbers = NULL;
    told.count = 0;
    for (int i = 0; i < CEV__OPTIONS; i++)
        if (cev__text_lists(takes, cev__dictionary[i].key))
            tell_option(&told, options, i);
    int32_t status = cev_table_new(ctx, told.count, &table);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "option", told.key);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "value", told.value);
    if (status == CEV_OK)
        status = cev__table_add_double(table, "number", &numbers);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    memcpy(numbers, told.number, (size_t)told.count * sizeof *numbers);
    *out = table;
    return CEV_OK;
}
