/* Reading traits; see traits.h. */
#include "../core/compiler.h"
#include "traits.h"

#include <math.h>
#include <string.h>

int32_t cev__trait_refuse_gap(cev_ctx *ctx, const cev__column *column,
                              int64_t row)
{
    return cev__fail(ctx, CEV_ERR_DOMAIN, "%s[%d] is a gap; wanted a text",
                     column->name, row);
}

static int is_same_column(const cev__trait *trait, const cev__trait *other)
{
    return strcmp(trait->column, other->column) == 0;
}

/* The trait of a text's level, among those of its column from `first` on; -1
 * when it is none of them. */
static int level_of(const cev__regression *regression, int first,
                    const char *text)
{
    for (int i = first;
         i < regression->trait_count
         && is_same_column(&regression->traits[i], &regression->traits[first]);
         i++)
        if (strcmp(regression->traits[i].level, text) == 0)
            return i;
    return -1;
}

static int32_t check_numbers(cev_ctx *ctx, const cev__numbers *numbers,
                             const char *name, int64_t rows)
{
    for (int64_t row = 0; row < rows; row++) {
        double value = cev__number_at(numbers, row);
        if (isnan(value))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] is a gap; wanted a number", name, row);
        if (!(fabs(value) <= 1e18))
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %g; wanted a number from -1e18 to 1e18",
                             name, row, value);
    }
    return CEV_OK;
}

/* The levels are those from trait `first` on. */
static int32_t check_texts(cev_ctx *ctx, const cev__regression *regression,
                           int first, const cev__column *column, int64_t rows)
{
    for (int64_t row = 0; row < rows; row++) {
        const char *text = cev__column_text(column, row);
        if (text == NULL)
            return cev__trait_refuse_gap(ctx, column, row);
        if (level_of(regression, first, text) < 0)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] = %q; wanted a text that was there when "
                             "the model was fitted, like %q",
                             column->name, row, text,
                             regression->traits[first].level);
    }
    return CEV_OK;
}

static int32_t find_texts(cev_ctx *ctx, const cev_table *customers,
                          const char *name, const cev__column **out)
{
    const cev__column *column = cev__table_find(customers, name);
    if (column == NULL || column->type != CEV_TEXT)
        return cev__fail(ctx, CEV_ERR_COLUMN,
                         column == NULL ? "there is no column %q"
                                        : "column %q is not text; wanted the "
                                          "texts that it held in the fit",
                         name);
    *out = column;
    return CEV_OK;
}

int32_t cev__traits_open(cev_ctx *ctx, const cev__regression *regression,
                         const cev_table *customers, cev__traits *out)
{
    cev__traits traits;
    int32_t status = CEV_OK;
    out->of = NULL;
    if (regression == NULL)
        return CEV_OK;
    memset(&traits, 0, sizeof traits);
    traits.of = regression;
    for (int i = 0; i < regression->trait_count && status == CEV_OK; i++) {
        const cev__trait *trait = &regression->traits[i];
        if (trait->what == CEV__TRAIT_LEVEL) {
            traits.texts[i] = traits.texts[i - 1];
        } else if (trait->what == CEV__TRAIT_REFERENCE) {
            status = find_texts(ctx, customers, trait->column,
                                &traits.texts[i]);
            if (status == CEV_OK)
                status = check_texts(ctx, regression, i, traits.texts[i],
                                     customers->rows);
        } else {
            status = cev__table_numbers(ctx, customers, trait->column,
                                        &traits.numbers[i]);
            if (status == CEV_OK)
                status = check_numbers(ctx, &traits.numbers[i], trait->column,
                                       customers->rows);
        }
    }
    if (status == CEV_OK)
        *out = traits;
    return status;
}

void cev__traits_at(const cev__traits *traits, int64_t row, double *z)
{
    for (int i = 0; i < traits->of->trait_count; i++) {
        const cev__trait *trait = &traits->of->traits[i];
        z[i] = 0.0;
        if (trait->what == CEV__TRAIT_NUMBER)
            z[i] = cev__number_at(&traits->numbers[i], row) - trait->centre;
        else if (trait->what == CEV__TRAIT_LEVEL)
            z[i] = strcmp(cev__column_text(traits->texts[i], row),
                          trait->level)
                   == 0;
    }
}
