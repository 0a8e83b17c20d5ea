/* What learners share at their end; see learner.h. */
#include "learner.h"

int32_t cev__learner_table(cev_ctx *ctx, const cev_table *customers,
                           cev_table **out)
{
    cev_table *table = NULL;
    int32_t status = cev_table_new(ctx, customers->rows, &table);
    if (status == CEV_OK && cev__table_find(customers, "customer") != NULL)
        status = cev__table_add_copy(table, "customer", customers);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev__answers_add(cev_table *table, int has_interval,
                         cev__answers *out)
{
    cev__answers answers = {0};
    int32_t status =
        cev__table_add_double(table, "prediction", &answers.prediction);
    if (status == CEV_OK && has_interval)
        status = cev__table_add_double(table, "prediction_lo",
                                       &answers.lower);
    if (status == CEV_OK && has_interval)
        status = cev__table_add_double(table, "prediction_hi",
                                       &answers.upper);
    if (status == CEV_OK)
        *out = answers;
    return status;
}

void cev__target_lines(const cev__target *target, double customers,
                       double unknown, cev__lines *lines)
{
    cev__lines_add(lines, "fit", "target", cev__target_name(target));
    if (cev__target_positive(target) != NULL)
        cev__lines_add(lines, "fit", "positive",
                       cev__target_positive(target));
    cev__lines_figure(lines, "customers", customers);
    if (unknown > 0.0)
        cev__lines_verdict(lines, "unknown_targets", unknown,
                           "Of {n} customers the target is not known: they "
                           "were left out.");
}
