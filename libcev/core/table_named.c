/* Columns by name: out of a list, and those of texts; see table.h. */
#include "table.h"

#include <string.h>

static int32_t fail_no_column(cev_ctx *ctx, const char *name, size_t length)
{
    char shown[CEV__MESSAGE_SIZE / 2];
    if (length >= sizeof shown)
        length = sizeof shown - 1;
    memcpy(shown, name, length);
    shown[length] = '\0';
    return cev__fail(ctx, CEV_ERR_COLUMN, "there is no column %q", shown);
}

int32_t cev__table_next_named(cev_ctx *ctx, const cev_table *table,
                              const char **at, const cev__column **out)
{
    const char *name = *at;
    while (*name == ' ' || *name == ',')
        name++;
    size_t length = strcspn(name, ",");
    *at = name + length;
    while (length > 0 && name[length - 1] == ' ')
        length--;
    *out = NULL;
    if (length == 0)
        return CEV_OK;
    for (int64_t i = 0; i < table->count; i++) {
        const cev__column *column = &table->columns[i];
        if (strncmp(column->name, name, length) == 0
            && column->name[length] == '\0') {
            *out = column;
            return CEV_OK;
        }
    }
    return fail_no_column(ctx, name, length);
}

int32_t cev__texts_open(cev_ctx *ctx, const cev_table *table,
                        const char *name, const cev__column **out)
{
    const cev__column *column = cev__table_find(table, name);
    if (column == NULL)
        return cev__fail(ctx, CEV_ERR_COLUMN, "there is no column %q", name);
    if (column->type != CEV_TEXT && table->rows > 0)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         "column %q holds numbers; wanted texts", name);
    *out = column;
    return CEV_OK;
}

const char *cev__column_text(const cev__column *column, int64_t row)
{
    return cev__valid(column->validity, row)
               ? cev__text_at(column->data, column->stride, row)
               : NULL;
}

int32_t cev__table_add_limited(cev_table *table, const char *name,
                               double **data)
{
    static const char ends[][4] = {"", "_lo", "_hi"};
    int32_t status = CEV_OK;
    for (int side = 0; status == CEV_OK && side < 3; side++) {
        char column[64];
        cev__format(column, sizeof column, "%s%s", name, ends[side]);
        status = cev__table_add_double(table, column, &data[side]);
    }
    return status;
}
