/**
 * Small tables of customers' features for learners, written down in place.
 */
#ifndef TESTS_PREDICT_FEATURES_H
#define TESTS_PREDICT_FEATURES_H

#include "core/expect.h"

#include <string.h>

/** A new table of so many rows. */
static inline cev_table *frame_of(cev_ctx *of, int64_t rows)
{
    cev_table *table = NULL;
    ck_assert_int_eq(cev_table_new(of, rows, &table), CEV_OK);
    return table;
}

/** Adds columns; the memory is the caller's. */
static inline void put_numbers(cev_table *table, const char *name,
                               const double *numbers)
{
    ck_assert_int_eq(cev_table_set_column(table, name, CEV_DOUBLE, numbers, 8,
                                          NULL),
                     CEV_OK);
}

static inline void put_texts(cev_table *table, const char *name,
                             const char *const *texts)
{
    ck_assert_int_eq(cev_table_set_column(table, name, CEV_TEXT, texts,
                                          (int64_t)sizeof *texts, NULL),
                     CEV_OK);
}

/** The row of a summary with a name, -1 where there is none. */
static inline int64_t row_named(const cev_table *summary, const char *name)
{
    const char *column =
        cev_table_text(summary, "name", 0) != NULL ? "name" : "metric";
    for (int64_t i = 0; i < cev_table_row_count(summary); i++)
        if (strcmp(cev_table_text(summary, column, i), name) == 0)
            return i;
    return -1;
}

static inline double value_named(const cev_table *summary, const char *name)
{
    int64_t row = row_named(summary, name);
    ck_assert_msg(row >= 0, "there is no %s", name);
    return cev_table_double(summary, "value", row);
}

#endif
