/* The dictionary as a table: cev_options_list(). */
#include "dictionary.h"

#include <string.h>

#include "calls.h"
#include "table.h"
#include "text.h"

/* A number as messages write it. */
enum { WRITTEN_SIZE = 32 };

/* A default as text: numbers as messages write them. */
static const char *default_text(const cev__option *entry, char *buffer)
{
    if (strcmp(entry->type, "text") == 0)
        return cev__option_text(entry, CEV__OPTION_PRESET);
    cev__format(buffer, WRITTEN_SIZE, "%g", entry->number_default);
    return buffer;
}

/* The text columns of the list; `pick` are the listed options. */
static int32_t list_texts(cev_table *table, const int *pick, int64_t n)
{
    char buffers[CEV__OPTIONS][WRITTEN_SIZE];
    const char *text[5][CEV__OPTIONS];
    static const char names[5][8] = {"option", "type", "default", "unit",
                                     "meaning"};
    for (int64_t i = 0; i < n; i++) {
        const cev__option *entry = &cev__dictionary[pick[i]];
        text[0][i] = entry->key;
        text[1][i] = entry->type;
        text[2][i] = default_text(entry, buffers[i]);
        const char *choices = cev__option_text(entry, CEV__OPTION_CHOICES);
        text[3][i] = choices[0] != '\0'
                         ? choices
                         : cev__option_text(entry, CEV__OPTION_UNIT);
        text[4][i] = cev__option_text(entry, CEV__OPTION_MEANING);
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
        min[i] = cev__dictionary[pick[i]].min;
        max[i] = cev__dictionary[pick[i]].max;
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
        if (takes == NULL || cev__text_lists(takes, cev__dictionary[i].key))
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
