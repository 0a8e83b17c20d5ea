/* Columns of Arrow, read cell by cell: what tables cannot borrow. */
#include "arrow_cells.h"

#include <string.h>

#include "arrow_format.h"

#define TWO_TO_64 18446744073709551616.0

/* ---- Where cells are ------------------------------------------------------ */

/* Buffers that an array of the format must have at least. */
static int64_t buffers_of(const cev__arrow_format *format)
{
    if (format->cells == CEV__ARROW_NOTHING)
        return 0;
    return format->cells >= CEV__ARROW_TEXT ? 3 : 2;
}

static int32_t fail_broken(cev_ctx *ctx, const char *name, const char *why)
{
    return cev__fail(ctx, CEV_ERR_ARGUMENT, "column %q is broken: %s", name,
                     why);
}

/* Checks an array as far as its struct tells, so that all `count` cells from
 * `first` on can be read. */
static int32_t check_array(cev_ctx *ctx, const char *name,
                           const cev__arrow_format *format,
                           const struct ArrowArray *array, int64_t first,
                           int64_t count)
{
    if (array == NULL)
        return fail_broken(ctx, name, "it has no array");
    if (array->length < 0 || array->offset < 0
        || array->offset > INT64_MAX / 64 - array->length)
        return fail_broken(ctx, name, "its length or offset is no such");
    if (array->length < count || array->length - count < first)
        return fail_broken(ctx, name, "it is shorter than its frame");
    int64_t wanted = buffers_of(format);
    if (array->n_buffers < wanted || (wanted > 0 && array->buffers == NULL))
        return fail_broken(ctx, name, "buffers are missing");
    if (wanted == 0 || count == 0)
        return CEV_OK;
    if (array->buffers[0] == NULL && array->null_count > 0)
        return fail_broken(ctx, name, "it has nulls and no validity buffer");
    if (array->buffers[1] == NULL)
        return fail_broken(ctx, name, "a buffer is NULL");
    return CEV_OK;
}

static int32_t read_format(cev_ctx *ctx, const char *name,
                           const struct ArrowSchema *schema,
                           cev__arrow_format *out)
{
    const char *text = schema->format == NULL ? "" : schema->format;
    if (cev__arrow_format_read(text, out))
        return CEV_OK;
    return cev__fail(ctx, CEV_ERR_COLUMN,
                     "column %q is of Arrow's type %q; wanted numbers, dates, "
                     "timestamps or text",
                     name, text);
}

static int32_t bind_cells(cev_ctx *ctx, const char *name,
                          const struct ArrowSchema *schema,
                          const struct ArrowArray *array, int64_t first,
                          int64_t count, cev__arrow_cells *out)
{
    int32_t status = read_format(ctx, name, schema, &out->format);
    if (status == CEV_OK)
        status = check_array(ctx, name, &out->format, array, first, count);
    if (status != CEV_OK)
        return status;
    out->array = array;
    out->first = array->offset + first;
    out->count = count;
    out->validity = NULL;
    if (out->format.cells != CEV__ARROW_NOTHING && array->null_count != 0)
        out->validity = array->buffers[0];
    return CEV_OK;
}

int32_t cev__arrow_bind(cev_ctx *ctx, const struct ArrowSchema *schema,
                        const struct ArrowArray *array, int64_t first,
                        int64_t count, cev__arrow_column *out)
{
    out->name = schema->name;
    out->has_words = schema->dictionary != NULL;
    int32_t status = bind_cells(ctx, out->name, schema, array, first, count,
                                &out->rows);
    if (status != CEV_OK || !out->has_words)
        return status;
    if (out->rows.format.cells != CEV__ARROW_INTEGER)
        return fail_broken(ctx, out->name,
                           "it has a dictionary and no whole numbers");
    if (array->dictionary == NULL)
        return fail_broken(ctx, out->name, "its dictionary is missing");
    if (schema->dictionary->dictionary != NULL)
        return fail_broken(ctx, out->name, "its dictionary has another");
    return bind_cells(ctx, out->name, schema->dictionary, array->dictionary,
                      0, array->dictionary->length, &out->words);
}

int32_t cev__arrow_type(cev_ctx *ctx, const struct ArrowSchema *schema,
                        int32_t *out)
{
    cev__arrow_format format;
    const struct ArrowSchema *values =
        schema->dictionary == NULL ? schema : schema->dictionary;
    int32_t status = read_format(ctx, schema->name, values, &format);
    if (status != CEV_OK)
        return status;
    if (format.cells == CEV__ARROW_BOOL || format.cells == CEV__ARROW_INTEGER)
        *out = CEV_INT64;
    else if (format.cells >= CEV__ARROW_TEXT)
        *out = CEV_TEXT;
    else
        *out = CEV_DOUBLE;
    return CEV_OK;
}

int cev__arrow_is_plain(const cev__arrow_column *column)
{
    const cev__arrow_format *format = &column->rows.format;
    if (column->has_words || format->width != 8)
        return 0;
    return format->cells == CEV__ARROW_FLOAT
           || (format->cells == CEV__ARROW_INTEGER && format->is_signed
               && ALWAYS(format->multiply == 1) /* days have 4 bytes */
               && format->divide == 1);
}

static int is_present(const cev__arrow_cells *cells, int64_t cell)
{
    return cells->format.cells != CEV__ARROW_NOTHING
           && cev__valid(cells->validity, cells->first + cell);
}

/* ---- Numbers -------------------------------------------------------------- */

static const char *cell_bytes(const cev__arrow_cells *cells, int64_t cell)
{
    return (const char *)cells->array->buffers[1]
           + (cells->first + cell) * cells->format.width;
}

/* An integer of any width; 0 where it is 2^63 or more. */
static int read_integer(const cev__arrow_cells *cells, int64_t cell,
                        int64_t *out)
{
    const char *at = cell_bytes(cells, cell);
    int is_signed = cells->format.is_signed;
    int8_t one;
    int16_t two;
    int32_t four;
    switch (cells->format.width) {
    case 1:
        memcpy(&one, at, sizeof one);
        *out = is_signed ? one : (uint8_t)one;
        return 1;
    case 2:
        memcpy(&two, at, sizeof two);
        *out = is_signed ? two : (uint16_t)two;
        return 1;
    case 4:
        memcpy(&four, at, sizeof four);
        *out = is_signed ? four : (int64_t)(uint32_t)four;
        return 1;
    default:
        memcpy(out, at, sizeof *out);
        return is_signed || *out >= 0;
    }
}

/* Rounded down, as times before 1970 want it. */
static int64_t to_seconds(const cev__arrow_format *format, int64_t value)
{
    int64_t quotient = value / format->divide;
    if (value % format->divide < 0)
        quotient--;
    return quotient * format->multiply;
}

static int64_t read_bool(const cev__arrow_cells *cells, int64_t cell)
{
    return cev__valid(cells->array->buffers[1], cells->first + cell);
}

/* Two's complement of 32, 64 or 128 bits, whose halves lie in the machine's
 * order. */
static void read_halves(const cev__arrow_cells *cells, int64_t cell,
                        uint64_t *low, int64_t *high)
{
    const uint16_t probe = 256;
    const int64_t high_first = *(const uint8_t *)&probe;
    const char *at = cell_bytes(cells, cell);
    if (cells->format.width == 16) {
        memcpy(low, at + 8 * high_first, sizeof *low);
        memcpy(high, at + 8 - 8 * high_first, sizeof *high);
        return;
    }
    int64_t value;
    read_integer(cells, cell, &value);
    *low = (uint64_t)value;
    *high = value < 0 ? -1 : 0;
}

/* By its size and sign: as they stand, halves of opposite signs would cancel.
 */
static double read_decimal(const cev__arrow_cells *cells, int64_t cell)
{
    uint64_t low;
    int64_t high;
    read_halves(cells, cell, &low, &high);
    uint64_t top = (uint64_t)high;
    if (high < 0) {
        low = 0 - low;
        top = ~top + (low == 0);
    }
    double size = (double)top * TWO_TO_64 + (double)low;
    size = cells->format.scale > 0 ? size / cells->format.power
                                   : size * cells->format.power;
    return high < 0 ? -size : size;
}

static double read_double(const cev__arrow_cells *cells, int64_t cell)
{
    if (cells->format.cells == CEV__ARROW_DECIMAL)
        return read_decimal(cells, cell);
    const char *at = cell_bytes(cells, cell);
    if (cells->format.width == 4) {
        float value;
        memcpy(&value, at, sizeof value);
        return (double)value;
    }
    double value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* ---- Text ----------------------------------------------------------------- */

/* A text by its offsets; 0 where they run backwards. */
static int offset_text(const cev__arrow_cells *cells, int64_t cell,
                       const char **text, int64_t *length)
{
    const char *at = cell_bytes(cells, cell);
    int64_t from = 0;
    int64_t to = 0;
    if (cells->format.width == 4) {
        int32_t ends[2];
        memcpy(ends, at, sizeof ends);
        from = ends[0];
        to = ends[1];
    } else {
        memcpy(&from, at, sizeof from);
        memcpy(&to, at + 8, sizeof to);
    }
    *text = "";
    if (from < 0 || to < from)
        return 0;
    *length = to - from;
    if (to > from && cells->array->buffers[2] == NULL)
        return 0;
    if (to > from)
        *text = (const char *)cells->array->buffers[2] + from;
    return 1;
}

/* A text of up to 12 bytes lies in its view; a longer one in a buffer, whose
 * size the last buffer tells. 0 where it leads out of there. */
static int view_text(const cev__arrow_cells *cells, int64_t cell,
                     const char **text, int64_t *length)
{
    const struct ArrowArray *array = cells->array;
    const char *at = cell_bytes(cells, cell);
    int32_t size;
    int32_t place[2]; /* buffer and offset */
    memcpy(&size, at, sizeof size);
    memcpy(place, at + 8, sizeof place);
    *length = size;
    *text = at + 4;
    if (size <= 12)
        return size >= 0;
    int64_t sizes = array->n_buffers - 1;
    if (place[0] < 0 || place[0] >= sizes - 2 || place[1] < 0
        || array->buffers[sizes] == NULL || array->buffers[2 + place[0]] == NULL)
        return 0;
    int64_t room;
    memcpy(&room,
           (const char *)array->buffers[sizes] + 8 * (int64_t)place[0],
           sizeof room);
    *text = (const char *)array->buffers[2 + place[0]] + place[1];
    return room >= (int64_t)place[1] + size;
}

/* ---- Columns -------------------------------------------------------------- */

/* The cell that a row stands for, behind its dictionary if it has one; *cells
 * is NULL where the row is a gap. */
static int32_t find_cell(cev_ctx *ctx, const cev__arrow_column *column,
                         int64_t row, const cev__arrow_cells **cells,
                         int64_t *cell)
{
    *cells = NULL;
    *cell = row;
    if (!is_present(&column->rows, row))
        return CEV_OK;
    if (column->has_words) {
        if (!read_integer(&column->rows, row, cell) || *cell < 0
            || *cell >= column->words.count)
            return fail_broken(ctx, column->name,
                               "it names words that its dictionary lacks");
        if (!is_present(&column->words, *cell))
            return CEV_OK;
        *cells = &column->words;
        return CEV_OK;
    }
    *cells = &column->rows;
    return CEV_OK;
}

/* The text of a row, NULL for a gap. */
static int32_t find_text(cev_ctx *ctx, const cev__arrow_column *column,
                         int64_t row, const char **text, int64_t *length)
{
    const cev__arrow_cells *cells;
    int64_t cell;
    *text = NULL;
    *length = 0;
    int32_t status = find_cell(ctx, column, row, &cells, &cell);
    if (status != CEV_OK || cells == NULL)
        return status;
    int is_whole = cells->format.cells == CEV__ARROW_VIEW
                       ? view_text(cells, cell, text, length)
                       : offset_text(cells, cell, text, length);
    if (!is_whole)
        return fail_broken(ctx, column->name,
                           "a text begins or ends where there is none");
    return CEV_OK;
}

int32_t cev__arrow_measure(cev_ctx *ctx, const cev__arrow_column *column,
                           int64_t *bytes)
{
    for (int64_t row = 0; row < column->rows.count; row++) {
        const char *text;
        int64_t length;
        int32_t status = find_text(ctx, column, row, &text, &length);
        if (status != CEV_OK)
            return status;
        if (text == NULL)
            continue;
        if (length >= INT64_MAX - *bytes)
            return cev__fail_memory(ctx);
        *bytes += length + 1;
    }
    return CEV_OK;
}

static int32_t copy_text_cells(cev_ctx *ctx, const cev__arrow_column *column,
                               const cev__column *to, int64_t at,
                               char **bytes)
{
    char **pointers = to->own_data;
    for (int64_t row = 0; row < column->rows.count; row++) {
        const char *text;
        int64_t length;
        int32_t status = find_text(ctx, column, row, &text, &length);
        if (NEVER(status != CEV_OK)) /* it was measured before */
            return status;
        pointers[at + row] = NULL;
        if (text == NULL)
            continue;
        if (memchr(text, '\0', (size_t)length) != NULL)
            return cev__fail(ctx, CEV_ERR_DOMAIN,
                             "%s[%d] holds the character NUL, where a text "
                             "ends",
                             column->name, at + row);
        pointers[at + row] = *bytes;
        memcpy(*bytes, text, (size_t)length);
        (*bytes)[length] = '\0';
        *bytes += length + 1;
    }
    return CEV_OK;
}

/* One integer, date or timestamp. */
static int32_t copy_integer(cev_ctx *ctx, const cev__arrow_column *column,
                            const cev__arrow_cells *cells, int64_t cell,
                            int64_t row, int64_t *out)
{
    int64_t value;
    if (!read_integer(cells, cell, &value))
        return cev__fail(ctx, CEV_ERR_DOMAIN,
                         "%s[%d] is beyond %d, the largest int64",
                         column->name, row, INT64_MAX);
    *out = to_seconds(&cells->format, value);
    return CEV_OK;
}

static int32_t copy_number_cells(cev_ctx *ctx, const cev__arrow_column *column,
                                 const cev__column *to, int64_t at)
{
    for (int64_t row = 0; row < column->rows.count; row++) {
        const cev__arrow_cells *cells;
        int64_t cell;
        int32_t status = find_cell(ctx, column, row, &cells, &cell);
        if (status != CEV_OK)
            return status;
        int64_t *whole = (int64_t *)to->own_data + at + row;
        if (cells == NULL) {
            cev__column_write_gap(to, at + row);
        } else if (to->type == CEV_DOUBLE) {
            ((double *)to->own_data)[at + row] = read_double(cells, cell);
        } else if (cells->format.cells == CEV__ARROW_BOOL) {
            *whole = read_bool(cells, cell);
        } else {
            status = copy_integer(ctx, column, cells, cell, at + row, whole);
            if (status != CEV_OK)
                return status;
        }
    }
    return CEV_OK;
}

int32_t cev__arrow_copy(cev_ctx *ctx, const cev__arrow_column *column,
                        const cev__column *to, int64_t at, char **bytes)
{
    if (to->type == CEV_TEXT)
        return copy_text_cells(ctx, column, to, at, bytes);
    return copy_number_cells(ctx, column, to, at);
}
