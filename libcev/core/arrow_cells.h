/* Columns of Arrow, read cell by cell. */
#ifndef CEV__ARROW_CELLS_H
#define CEV__ARROW_CELLS_H

#include "cev/arrow.h"
#include "table.h"

/* What cells are made of. */
enum {
    CEV__ARROW_NOTHING,
    CEV__ARROW_BOOL,
    CEV__ARROW_INTEGER,
    CEV__ARROW_FLOAT,
    CEV__ARROW_DECIMAL,
    CEV__ARROW_TEXT,
    CEV__ARROW_VIEW
};

/* A format string, understood. */
typedef struct cev__arrow_format {
    int32_t cells;
    int32_t width; /* bytes of a number, or of an offset into text */
    int32_t is_signed;
    int64_t multiply; /* by this and ... */
    int64_t divide;   /* ... by that an integer becomes seconds */
    double power;     /* of a decimal: 10 to the size of its scale */
    int32_t scale;    /* of a decimal: digits behind the point */
} cev__arrow_format;

/* Some cells of an array. */
typedef struct cev__arrow_cells {
    cev__arrow_format format;
    const struct ArrowArray *array;
    const uint8_t *validity; /* NULL: all hold values */
    int64_t first;           /* where cell 0 is in the buffers */
    int64_t count;
} cev__arrow_cells;

/* The cells of a column, which are numbers of words in a dictionary if it has
 * one. */
typedef struct cev__arrow_column {
    const char *name;
    cev__arrow_cells rows;
    cev__arrow_cells words;
    int has_words;
} cev__arrow_column;

/*
 * Understands a column: `count` cells from `first` on, counted from the
 * beginning of `array`. CEV_ERR_COLUMN where tables cannot hold its type,
 * CEV_ERR_ARGUMENT where the structs contradict themselves, with messages.
 */
int32_t cev__arrow_bind(cev_ctx *ctx, const struct ArrowSchema *schema,
                        const struct ArrowArray *array, int64_t first,
                        int64_t count, cev__arrow_column *out);

/* The type that a table's column of these has; CEV_ERR_COLUMN where tables
 * cannot hold them. */
int32_t cev__arrow_type(cev_ctx *ctx, const struct ArrowSchema *schema,
                        int32_t *out);

/* Whether the cells are laid out as those of a table. */
int cev__arrow_is_plain(const cev__arrow_column *column);

/* Adds to *bytes what the texts need, each with its NUL. */
int32_t cev__arrow_measure(cev_ctx *ctx, const cev__arrow_column *column,
                           int64_t *bytes);

/* Writes all cells into a column that owns its memory, from row `at` on; texts
 * to *bytes, which is moved behind them. */
int32_t cev__arrow_copy(cev_ctx *ctx, const cev__arrow_column *column,
                        const cev__column *to, int64_t at, char **bytes);

#endif
