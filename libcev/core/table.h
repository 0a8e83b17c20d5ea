/* Tables inside: building results, reading inputs. */
#ifndef CEV__TABLE_H
#define CEV__TABLE_H

#include "cev/table.h"
#include "ctx.h"

#include <string.h>

typedef struct cev__column {
    char *name;
    int32_t type;
    const void *data;
    int64_t stride;
    const uint8_t *validity;
    /* What the table owns, NULL where it borrows. */
    void *own_data;
    uint8_t *own_validity;
    char *own_bytes; /* of text */
    int64_t own_bytes_size;
} cev__column;

struct cev_table {
    cev_ctx *ctx;
    int64_t rows;
    cev__column *columns;
    int64_t count;
    int64_t capacity;
    const cev_table *periods; /* of its rows, the host's; or NULL */
    /* What columns borrow from, where the table answers for it; or NULL. */
    void *lender;
    void (*free_lender)(cev_ctx *ctx, void *lender);
};

/*
 * Building a result: each adds an owned column, all zero, and hands out its
 * memory for writing. Messages are set. A caller that fails half-way frees
 * the table.
 */
int32_t cev__table_add_double(cev_table *table, const char *name,
                              double **data);
/* The same, not zero: the caller writes every row before anyone reads. */
int32_t cev__table_add_unwritten(cev_table *table, const char *name,
                                 double **data);
/* Three: a figure and, of its name with _lo and _hi, its limits. */
int32_t cev__table_add_limited(cev_table *table, const char *name,
                               double **data);
int32_t cev__table_add_int64(cev_table *table, const char *name,
                             int64_t **data);
int32_t cev__table_add_unwritten_int64(cev_table *table, const char *name,
                                       int64_t **data);
/* A text column from pointers that live until the call returns. */
int32_t cev__table_add_text(cev_table *table, const char *name,
                            const char *const *text);
/* A text column of a few words: copies of them, one of which the caller writes
 * to every row before anyone reads. */
int32_t cev__table_add_words(cev_table *table, const char *name,
                             const char *const *words, int64_t count,
                             const char **copies, const char ***data);
/* A copy of another table's column, which must exist there; its rows must be
 * as many. */
int32_t cev__table_add_copy(cev_table *table, const char *name,
                            const cev_table *from);
/* Marks a row of an owned column as a gap; the column must exist. */
int32_t cev__table_set_gap(cev_table *table, const char *name, int64_t row);

/*
 * Building a column apart from its table, whose rows it has: `type` set, the
 * rest zero. Messages are set.
 */
int32_t cev__column_check_name(cev_ctx *ctx, const char *name);
/* Memory for its elements, not zero. */
int32_t cev__column_own(const cev_table *table, cev__column *column);
/* Validity bits, all rows valid. */
int32_t cev__column_own_validity(const cev_table *table, cev__column *column);
/* Makes a row a gap: writes what a gap holds, and clears its bit if there are
 * any. */
void cev__column_write_gap(const cev__column *column, int64_t row);
/* Puts it in its place, in that of its namesake if any. Takes over what it
 * owns, on failure too. */
int32_t cev__column_place(cev_table *table, const char *name,
                          cev__column *column);
/* Releases what it owns. */
void cev__column_clear(const cev_table *table, cev__column *column);

/* Lends a column of another table, of as many rows, under a name. */
int32_t cev__table_lend(cev_table *table, const char *name,
                        const cev__column *column);
/*
 * Another table with the same columns, borrowed: but for the one called
 * `without`, if any. What columns borrow from must outlive it. It is of `ctx`,
 * whosoever's the other is.
 */
int32_t cev__table_borrow(cev_ctx *ctx, const cev_table *from,
                          const char *without, cev_table **out);
/* One of some of the rows, owned, in the order in which they are named. */
int32_t cev__table_rows(cev_ctx *ctx, const cev_table *from,
                        const int64_t *rows, int64_t count, cev_table **out);

/* The column or NULL, without a message. */
const cev__column *cev__table_find(const cev_table *table, const char *name);

/* The column named next in a list joined by commas, from `at` on, which moves
 * behind it; blanks round names do not count. NULL: there is none left.
 * CEV_ERR_COLUMN where the table has no such column. */
int32_t cev__table_next_named(cev_ctx *ctx, const cev_table *table,
                              const char **at, const cev__column **out);

/*
 * Reading an input: a numeric column as doubles. An int64 column is converted
 * as it is read; a gap reads as NaN.
 */
typedef struct cev__numbers {
    const char *data;
    int64_t stride;
    int32_t type;
    const uint8_t *validity;
} cev__numbers;

/* CEV_ERR_COLUMN with a message when the column is missing or is text. */
int32_t cev__table_numbers(cev_ctx *ctx, const cev_table *table,
                           const char *name, cev__numbers *out);

/* A text column; CEV_ERR_COLUMN where it is missing or holds numbers. Hosts do
 * not know what they have nothing of: without rows any type will do. */
int32_t cev__texts_open(cev_ctx *ctx, const cev_table *table,
                        const char *name, const cev__column **out);

/* One of its texts, NULL for a gap. */
const char *cev__column_text(const cev__column *column, int64_t row);

/* The bytes of validity bits, as tables allocate them. */
static inline int64_t cev__validity_size(int64_t rows)
{
    return rows / 8 + 1;
}

static inline int cev__valid(const uint8_t *validity, int64_t row)
{
    return validity == NULL || (validity[row >> 3] >> (row & 7)) & 1;
}

static inline const char *cev__text_at(const char *data, int64_t stride,
                                       int64_t row)
{
    const char *text;
    memcpy(&text, data + row * stride, sizeof text);
    return text;
}

/* Rows first … first + n - 1 of a column of int64, where they are, or else put
 * into `room`. */
const int64_t *cev__column_int64(const cev__column *column, int64_t first,
                                 int64_t n, int64_t *room);

double cev__number_at(const cev__numbers *numbers, int64_t row);

/* Those of rows first … first + n - 1, at once. */
void cev__numbers_read(const cev__numbers *numbers, int64_t first, int64_t n,
                       double *out);
/* The same where they are, if they are doubles beside each other. */
const double *cev__numbers_at(const cev__numbers *numbers, int64_t first,
                              int64_t n, double *room);

/* The same without a copy where doubles stand in a row: `room` has space for n
 * and holds them otherwise. */
const double *cev__numbers_see(const cev__numbers *numbers, int64_t first,
                               int64_t n, double *room);

#endif
