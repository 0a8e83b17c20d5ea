/* Customers in segments; see parted.h. */
#include "../core/compiler.h"
#include "parted.h"

#include <string.h>

#include "../core/options.h"

/* The names there are, sorted, so that their order is not that of the rows. */
static int32_t collect_parts(cev_ctx *ctx, const cev__column *column,
                             cev__parted *p)
{
    uint32_t found;
    for (int64_t row = 0; row < p->rows; row++) {
        const char *text = cev__column_text(column, row);
        if (text == NULL)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "segment[%d] is a gap; wanted a text", row);
        int32_t status = cev__customer_intern(ctx, &p->names, text, &found);
        if (status != CEV_OK)
            return status;
        if (p->names.count > CEV__PARTS_MAX)
            return cev__fail(ctx, CEV_ERR_LIMIT,
                             "there are more than %i segments; wanted at most "
                             "as many",
                             (int32_t)CEV__PARTS_MAX);
    }
    return cev__names_sort(ctx, &p->names);
}

static int32_t read_parts(cev_ctx *ctx, const cev_table *customers,
                          cev__parted *p)
{
    const cev__column *column = NULL;
    int32_t status = cev__texts_open(ctx, customers, "segment", &column);
    if (status == CEV_OK)
        status = collect_parts(ctx, column, p);
    if (status == CEV_OK)
        status = cev__weights_read(ctx, customers, p->weights);
    for (int64_t row = 0; status == CEV_OK && row < p->rows; row++) {
        uint32_t found;
        status = cev__customer_intern(
            ctx, &p->names, cev__column_text(column, row), &found);
        p->part[row] = (int32_t)found;
    }
    return status;
}

int32_t cev__parted_open(cev_ctx *ctx, const cev_table *customers,
                         cev__parted *out)
{
    cev__parted p;
    memset(&p, 0, sizeof p);
    p.rows = customers->rows;
    p.part = cev__alloc(ctx, p.rows + 1, (int64_t)sizeof *p.part);
    p.weights = cev__alloc(ctx, p.rows + 1, 8);
    int32_t status = p.part == NULL || p.weights == NULL
                         ? cev__fail_memory(ctx)
                         : read_parts(ctx, customers, &p);
    if (status == CEV_OK)
        *out = p;
    else
        cev__parted_free(ctx, &p);
    return status;
}

void cev__parted_free(cev_ctx *ctx, cev__parted *parted)
{
    cev__free(ctx, parted->weights, parted->rows + 1, 8);
    cev__free(ctx, parted->part, parted->rows + 1,
              (int64_t)sizeof *parted->part);
    cev__customers_free(ctx, &parted->names);
    memset(parted, 0, sizeof *parted);
}

int32_t cev__parted_check(cev_ctx *ctx, const void *customers,
                          const cev_options *options, const char *takes,
                          const char *who, const void *out)
{
    if (ctx == NULL)
        return CEV_ERR_ARGUMENT;
    if (customers == NULL)
        return cev__fail_null(ctx, "customers");
    if (out == NULL)
        return cev__fail_null(ctx, "out");
    return cev__options_check(ctx, options, takes, who);
}

int32_t cev__parted_names(cev_ctx *ctx, const cev__customers *names,
                          const int32_t *part, const char *column,
                          cev_table *table)
{
    int64_t room = table->rows + 1;
    const char **texts = cev__alloc(ctx, room, (int64_t)sizeof *texts);
    if (texts == NULL)
        return cev__fail_memory(ctx);
    for (int64_t i = 0; i < table->rows; i++)
        texts[i] =
            part[i] < 0 ? NULL : cev__customer_name(names, part[i]);
    int32_t status = cev__table_add_text(table, column, texts);
    cev__free(ctx, texts, room, (int64_t)sizeof *texts);
    return status;
}
