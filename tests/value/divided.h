/* A market cut into parts, whose customers stay where they are. */
#ifndef TESTS_VALUE_DIVIDED_H
#define TESTS_VALUE_DIVIDED_H

#include "value/every_kind.h"

enum { PARTS_MOST = 7 };

/* A market cut into so many parts of different sizes. */
typedef struct {
    int count;
    wide_market shop;
    cev_table *tables[PARTS_MOST];
} divided;

static const char *const part_columns[] = {"x",   "t_x",  "T",      "m_x",
                                         "litt", "churned", "revenue"};
enum { PART_COLUMNS = 7 };

/* The columns that the wide market has beside. */
static inline const double *column_of(const wide_market *w, int k)
{
    const double *const columns[] = {w->m.x,  w->m.t_x,   w->m.T, w->m.m_x,
                                     w->litt, w->churned, w->m.m_x};
    return columns[k];
}

static inline cev_table *rows_of(cev_ctx *ctx, const wide_market *w, int64_t from,
                          int64_t to)
{
    cev_table *table = NULL;
    must(ctx, cev_table_new(ctx, to - from, &table));
    for (int k = 0; k < PART_COLUMNS; k++)
        must(ctx, cev_table_set_column(table, part_columns[k], CEV_DOUBLE,
                                       column_of(w, k) + from, 8, NULL));
    return table;
}

/* Part k has k times as many as part 1, and part 0 none. */
static inline divided divide(cev_ctx *ctx, const char *kind, int64_t n, int count)
{
    divided d = {count, draw_wide(kind, 7, n), {NULL}};
    int64_t from = 0;
    for (int k = 0; k < count; k++) {
        int64_t to = k == count - 1
                         ? n
                         : from + 2 * k * n / (count * (count - 1));
        d.tables[k] = rows_of(ctx, &d.shop, from, to);
        from = to;
    }
    return d;
}

static inline void free_divided(divided *d)
{
    for (int k = 0; k < d->count; k++)
        cev_table_free(d->tables[k]);
    free_wide(&d->shop);
}

static inline cev_estimator *new_kind(cev_ctx *ctx, const char *kind,
                               const cev_options *options)
{
    cev_estimator *made = NULL;
    must(ctx, cev_estimator_new(ctx, kind, options, &made));
    return made;
}

/* The call failed with this status and, unless NULL, this message. */
static inline void refused(const cev_ctx *ctx, int32_t seen, int32_t wanted,
                    const char *message)
{
    ck_assert_int_eq(seen, wanted);
    if (message != NULL)
        ck_assert_str_eq(cev_ctx_message(ctx), message);
}

/* One answer of each part, from the last to the first or the other way. */
static inline void answer_all(cev_ctx *ctx, cev_estimator *whole, const divided *d,
                       const cev_table *question, int is_backwards)
{
    cev_estimator *here =
        new_kind(ctx, cev_estimator_kind(whole), NULL);
    for (int i = 0; i < d->count; i++) {
        int k = is_backwards ? d->count - 1 - i : i;
        cev_table *part = NULL;
        must(ctx, cev_estimator_partial_answer(here, d->tables[k], question,
                                               &part));
        must(ctx, cev_estimator_partial_add(whole, part));
        cev_table_free(part);
    }
    cev_estimator_free(here);
}

/* All bits of the numbers of two parts. */
static inline void same_part(const cev_table *a, const cev_table *b)
{
    ck_assert_int_eq(cev_table_row_count(a), cev_table_row_count(b));
    for (int64_t i = 0; i < cev_table_row_count(a); i++) {
        double one[2] = {cev_table_double(a, "value", i),
                         cev_table_double(a, "rest", i)};
        double other[2] = {cev_table_double(b, "value", i),
                           cev_table_double(b, "rest", i)};
        ck_assert_str_eq(cev_table_text(a, "name", i),
                         cev_table_text(b, "name", i));
        ck_assert(memcmp(one, other, sizeof one) == 0
                  || (isnan(one[0]) && isnan(other[0])));
    }
}

#endif
