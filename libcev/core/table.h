/* Tables inside: building results, reading inputs. */
#ifndef CEV__TABLE_H
#define CEV__TABLE_H

#include "cev/table.h"
#include "ctx.h"

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
int32_t cev__table_add_int64(cev_table *table, const char *name,
                             int64_t **data);
/* A text column from pointers that live until the call returns. */
int32_t cev__table_add_text(cev_table *table, const char *name,
                            const char *const *text);
/* A copy of another table's column, which must exist there; its rows must be
 * as many. */
int32_t cev__table_add_copy(cev_table *table, const char *name,
                            const cev_table *from);
/* Marks a row of an owned column as a gap; the column must exist. */
int32_t cev__table_set_gap(cev_table *table, const char *name, int64_t row);

/* The column or NULL, without a message. */
const cev__column *cev__table_find(const cev_table *table, const char *name);

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

static inline int cev__valid(const uint8_t *validity, int64_t row)
{
    return validity == NULL || (validity[row >> 3] >> (row & 7)) & 1;
}

double cev__number_at(const cev__numbers *numbers, int64_t row);

#endif
