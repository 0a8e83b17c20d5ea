/* The profile of RFM: a row for each group that has customers. */
#include "rfm.h"

#include <math.h>

#define MEANING_SIZE 320

/* The columns of numbers, in their order. */
enum {
    PROFILE_SHARE,
    PROFILE_REVENUE,
    PROFILE_REVENUE_SHARE,
    PROFILE_RECENCY,
    PROFILE_FREQUENCY,
    PROFILE_MONETARY,
    PROFILE_NUMBERS
};

/* The occupied groups, best first; returns how many. */
static int pick_groups(const cev__rfm_model *model, int *groups)
{
    int count = 0;
    for (int i = 0; i < CEV__RFM_GROUPS; i++)
        if (model->groups[i].customers > 0)
            groups[count++] = i;
    return count;
}

/* segment and meaning. Where no amount is known the meanings say what the
 * groups rest on instead. */
static int32_t add_profile_texts(cev_table *table,
                                 const cev__rfm_model *model,
                                 const int *groups, int count)
{
    const char *segment[CEV__RFM_GROUPS];
    const char *meaning[CEV__RFM_GROUPS];
    char text[CEV__RFM_GROUPS][MEANING_SIZE];
    const char *without = model->cuts[CEV__RFM_M].known > 0
                              ? ""
                              : " (Amounts are not known: grouped by how "
                                "lately and how often they bought.)";
    for (int i = 0; i < count; i++) {
        cev__format(text[i], MEANING_SIZE, "%s%s",
                    cev__rfm_meaning(groups[i]), without);
        segment[i] = cev__rfm_name(groups[i]);
        meaning[i] = text[i];
    }
    int32_t status = cev__table_add_text(table, "segment", segment);
    if (status == CEV_OK)
        status = cev__table_add_text(table, "meaning", meaning);
    return status;
}

/* a / b, a gap where there is nothing to divide by. */
static double profile_ratio(double a, double b)
{
    return b > 0 ? a / b : NAN;
}

/* The numbers of one group. A share of revenue means nothing where refunds
 * outweigh all sales. */
static void profile_group(const cev__rfm_model *model, int i,
                          double *numbers)
{
    const cev__rfm_totals *group = &model->groups[i];
    double customers = (double)group->customers;
    double known = (double)group->known;
    double revenue = cev__sum_value(&group->measures[CEV__RFM_M]);
    numbers[PROFILE_SHARE] =
        profile_ratio(customers, (double)model->cuts[CEV__RFM_R].known);
    numbers[PROFILE_REVENUE] = known > 0 ? revenue : NAN;
    numbers[PROFILE_REVENUE_SHARE] =
        profile_ratio(numbers[PROFILE_REVENUE],
                 cev__rfm_total(model, CEV__RFM_M));
    numbers[PROFILE_RECENCY] = /* without the sign of -0 */
        0.0 - cev__sum_value(&group->measures[CEV__RFM_R]) / customers;
    numbers[PROFILE_FREQUENCY] =
        cev__sum_value(&group->measures[CEV__RFM_F]) / customers;
    numbers[PROFILE_MONETARY] = profile_ratio(revenue, known);
}

/* All columns but the texts. */
static int32_t add_profile_numbers(cev_table *table,
                                   const cev__rfm_model *model,
                                   const int *groups, int count)
{
    static const char names[PROFILE_NUMBERS][16] = {
        "customers_share", "revenue",   "revenue_share",
        "recency",         "frequency", "monetary"};
    int64_t *customers;
    double *columns[PROFILE_NUMBERS];
    int32_t status = cev__table_add_int64(table, "customers", &customers);
    for (int i = 0; status == CEV_OK && i < PROFILE_NUMBERS; i++)
        status = cev__table_add_double(table, names[i], &columns[i]);
    for (int row = 0; status == CEV_OK && row < count; row++) {
        double numbers[PROFILE_NUMBERS];
        profile_group(model, groups[row], numbers);
        customers[row] = model->groups[groups[row]].customers;
        for (int i = 0; i < PROFILE_NUMBERS; i++)
            columns[i][row] = numbers[i];
    }
    return status;
}

int32_t cev__rfm_profile(cev_ctx *ctx, const void *fitted,
                         const cev_options *options, cev_table **out)
{
    const cev__rfm_model *model = fitted;
    int groups[CEV__RFM_GROUPS];
    int count = pick_groups(model, groups);
    cev_table *table = NULL;
    int32_t status = cev__rfm_check_scores(ctx, model, options);
    if (status == CEV_OK)
        status = cev_table_new(ctx, count, &table);
    if (status == CEV_OK)
        status = add_profile_texts(table, model, groups, count);
    if (status == CEV_OK)
        status = add_profile_numbers(table, model, groups, count);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}
