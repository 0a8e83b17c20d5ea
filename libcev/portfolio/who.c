/* Customers of rows; see who.h. */
#include "who.h"

#include <string.h>

int32_t cev__who_open(cev_ctx *ctx, const cev_table *table,
                      const cev__column **out)
{
    const cev__column *who = cev__table_find(table, "customer");
    if (who == NULL || (who->type == CEV_DOUBLE && table->rows > 0))
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         who == NULL
                             ? "there is no column %q"
                             : "column %q holds doubles; wanted text or int64",
                         "customer");
    *out = who;
    return CEV_OK;
}

int32_t cev__who_at(cev_ctx *ctx, const cev__column *who, int64_t row,
                    cev__key *key)
{
    int64_t id;
    const char *text = NULL;
    if (who->type == CEV_TEXT)
        text = cev__column_text(who, row);
    if (!cev__valid(who->validity, row)
        || (who->type == CEV_TEXT && text == NULL))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "customer[%d] is a gap; wanted a customer", row);
    if (who->type == CEV_TEXT) {
        *key = cev__key_of_text(text);
        return CEV_OK;
    }
    memcpy(&id, (const char *)who->data + row * who->stride, sizeof id);
    *key = cev__key_of_id(id);
    return CEV_OK;
}

int32_t cev__who_fail_twice(cev_ctx *ctx, int64_t row)
{
    return cev__fail(ctx, CEV_ERR_DOMAIN,
                     "customer[%d] stands in an earlier row, too; wanted "
                     "each once",
                     row);
}

int32_t cev__who_list(cev_ctx *ctx, const cev__column *who, int64_t rows,
                      cev__customers *list)
{
    for (int64_t row = 0; row < rows; row++) {
        cev__key key;
        int32_t status = cev__who_at(ctx, who, row, &key);
        if (status != CEV_OK)
            return status;
        if (cev__customer_find(list, &key) != CEV__NONE)
            return cev__who_fail_twice(ctx, row);
        status = cev__customers_reserve(ctx, list, &key);
        if (status != CEV_OK)
            return status;
        cev__customer_add(list, &key);
    }
    return CEV_OK;
}
