/** Models with draws: what they say, and whether it holds together. */
#ifndef TESTS_VALUE_DRAWN_H
#define TESTS_VALUE_DRAWN_H

#include "value/market.h"

static inline cev_options *ask_draws(cev_ctx *ctx, const char *way,
                                     int64_t draws)
{
    cev_options *options;
    must(ctx, cev_options_new(ctx, &options));
    must(ctx, cev_options_set_str(options, CEV_OPT_UNCERTAINTY, way));
    must(ctx, cev_options_set_int(options, CEV_OPT_DRAWS, draws));
    return options;
}

static inline cev_table *predicted_by(cev_ctx *ctx, const cev_estimator *fit,
                                      const cev_table *table)
{
    cev_table *out = NULL;
    must(ctx, cev_estimator_predict(fit, table, NULL, &out));
    return out;
}

/* Fails the case unless both tables have the same numbers, bit by bit, and
 * gives how many. */
static inline int64_t same_numbers(const cev_table *a, const cev_table *b)
{
    int64_t count = 0;
    ck_assert_int_eq(cev_table_column_count(a), cev_table_column_count(b));
    for (int64_t c = 0; c < cev_table_column_count(a); c++) {
        const char *name = cev_table_name(a, c);
        int32_t type;
        ck_assert_int_eq(
            cev_table_column(a, name, &type, NULL, NULL, NULL), CEV_OK);
        if (type != CEV_DOUBLE)
            continue;
        for (int64_t i = 0; i < cev_table_row_count(a); i++, count++) {
            double one = cev_table_double(a, name, i);
            double two = cev_table_double(b, name, i);
            ck_assert_msg(one == two || (isnan(one) && isnan(two)),
                          "%s[%lld]: %.17g and %.17g", name, (long long)i,
                          one, two);
        }
    }
    return count;
}

/* Each estimate lies within its interval, and the interval is no point. */
static inline void check_bounds(const cev_table *table)
{
    for (int64_t c = 0; c + 2 < cev_table_column_count(table); c++) {
        const char *name = cev_table_name(table, c);
        const char *lower = cev_table_name(table, c + 1);
        const char *upper = cev_table_name(table, c + 2);
        if (strstr(lower, "_lo") == NULL)
            continue;
        double wide = 0.0;
        for (int64_t i = 0; i < cev_table_row_count(table); i++) {
            double value = cev_table_double(table, name, i);
            double low = cev_table_double(table, lower, i);
            double high = cev_table_double(table, upper, i);
            ck_assert_msg(low <= value && value <= high,
                          "%s[%lld] = %g in %g to %g", name, (long long)i,
                          value, low, high);
            wide = fmax(wide, high - low);
        }
        ck_assert_msg(wide > 0.0, "%s has no intervals", name);
    }
}

/* Saved and loaded elsewhere, a model says the same. */
static inline void check_saved(cev_ctx *ctx, const cev_estimator *fit,
                               const cev_table *table,
                               const cev_table *summary,
                               const cev_table *predicted)
{
    cev_ctx *elsewhere = new_ctx();
    cev_estimator *back = NULL;
    int64_t size = 0;
    must(ctx, cev_estimator_save(fit, NULL, 0, &size));
    unsigned char *bytes = malloc((size_t)size);
    ck_assert_ptr_nonnull(bytes);
    must(ctx, cev_estimator_save(fit, bytes, size, &size));
    must(elsewhere, cev_estimator_load(elsewhere, bytes, size, &back));
    cev_table *again = predicted_by(elsewhere, back, table);
    cev_table *retold = NULL;
    must(elsewhere, cev_estimator_summary(back, NULL, &retold));
    ck_assert_int_gt(same_numbers(predicted, again), 80);
    same_numbers(summary, retold);
    cev_table_free(retold);
    cev_table_free(again);
    cev_estimator_free(back);
    free(bytes);
    cev_ctx_free(elsewhere);
}

static inline double told(const cev_table *summary, const char *section,
                          const char *name, const char *column)
{
    for (int64_t i = 0; i < cev_table_row_count(summary); i++)
        if (strcmp(cev_table_text(summary, "section", i), section) == 0
            && strcmp(cev_table_text(summary, "name", i), name) == 0)
            return cev_table_double(summary, column, i);
    ck_abort_msg("%s tells nothing of %s", section, name);
    return NAN;
}

#endif
