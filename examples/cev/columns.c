/* Reading and printing the library's tables. */
#include "columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stamp.h"

column column_find(const cev_table *table, const char *name)
{
    column c = {0, NULL, 0};
    const void *data = NULL;
    if (cev_table_column(table, name, &c.type, &data, &c.stride, NULL) !=
        CEV_OK)
        c.type = 0;
    c.data = data;
    return c;
}

double column_double(const column *c, int64_t row)
{
    double value;
    if (c->type == CEV_INT64) {
        int64_t whole = column_int64(c, row);
        return whole == INT64_MIN ? (double)NAN : (double)whole;
    }
    if (c->type != CEV_DOUBLE)
        return (double)NAN;
    memcpy(&value, c->data + row * c->stride, sizeof value);
    return value;
}

int64_t column_int64(const column *c, int64_t row)
{
    int64_t value;
    if (c->type != CEV_INT64)
        return INT64_MIN;
    memcpy(&value, c->data + row * c->stride, sizeof value);
    return value;
}

const char *column_text(const column *c, int64_t row)
{
    const char *value;
    if (c->type != CEV_TEXT)
        return NULL;
    memcpy(&value, c->data + row * c->stride, sizeof value);
    return value;
}

int32_t column_lend(cev_table *to, const char *name, const cev_table *from)
{
    int32_t type = 0;
    const void *data = NULL;
    int64_t stride = 0;
    const uint8_t *validity = NULL;
    int32_t status =
        cev_table_column(from, name, &type, &data, &stride, &validity);
    return status == CEV_OK
               ? cev_table_set_column(to, name, type, data, stride, validity)
               : status;
}

/* A growing line of output: as much as goes out at once. */
typedef struct pen {
    FILE *file;
    size_t length;
    char text[1 << 16];
} pen;

/* No value but a text is longer than this. */
enum { PEN_VALUE = 64 };

static void pen_flush(pen *p)
{
    fwrite(p->text, 1, p->length, p->file);
    p->length = 0;
}

static void pen_char(pen *p, char c)
{
    if (p->length == sizeof p->text)
        pen_flush(p);
    p->text[p->length++] = c;
}

static void pen_text(pen *p, const char *text)
{
    for (; *text != '\0'; text++)
        pen_char(p, *text);
}

/* Where the next PEN_VALUE bytes may be written. */
static char *pen_room(pen *p)
{
    if (p->length + PEN_VALUE > sizeof p->text)
        pen_flush(p);
    return p->text + p->length;
}

static size_t whole_text(int64_t value, char *out)
{
    char digits[24];
    uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    size_t n = 0, length = 0;
    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        out[length++] = '-';
    while (n > 0)
        out[length++] = digits[--n];
    return length;
}

/* A double in digits that read back the same. Whole numbers and amounts with
 * two decimals, nearly all there is, look as they were written; 17 digits
 * bring back all others. */
static size_t double_text(double value, char *out)
{
    if (fabs(value) < 1e15 && value == floor(value))
        return whole_text((int64_t)value, out);
    double hundredths = round(value * 100);
    if (!(fabs(hundredths) < 1e15) || hundredths / 100 != value)
        return (size_t)snprintf(out, PEN_VALUE, "%.17g", value);
    int64_t units = (int64_t)fabs(hundredths);
    size_t length = 0;
    if (value < 0)
        out[length++] = '-';
    length += whole_text(units / 100, out + length);
    out[length++] = '.';
    out[length++] = (char)('0' + units / 10 % 10);
    if (units % 10 != 0)
        out[length++] = (char)('0' + units % 10);
    return length;
}

static void print_text(pen *p, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        pen_text(p, text);
        return;
    }
    pen_char(p, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            pen_char(p, '"');
        pen_char(p, *text);
    }
    pen_char(p, '"');
}

static size_t moment_text(int64_t seconds, char *out)
{
    date_text(seconds, out);
    return strlen(out);
}

static void print_value(pen *p, const column *c, int is_date, int64_t row)
{
    char *room = pen_room(p);
    if (c->type == CEV_TEXT) {
        const char *value = column_text(c, row);
        if (value != NULL)
            print_text(p, value);
    } else if (c->type == CEV_DOUBLE) {
        double value = column_double(c, row);
        if (!isnan(value))
            p->length += double_text(value, room);
    } else if (column_int64(c, row) != INT64_MIN) {
        int64_t value = column_int64(c, row);
        p->length += is_date ? moment_text(value, room)
                             : whole_text(value, room);
    }
}

static int is_moment(const column_dates *dates, const char *name)
{
    for (int i = 0; dates != NULL && i < dates->n; i++)
        if (strcmp(dates->names[i], name) == 0)
            return 1;
    return 0;
}

/* A column to be printed. */
typedef struct printed_column {
    column cells;
    int is_date;
} printed_column;

int columns_print(const cev_table *table, const column_dates *dates,
                  FILE *file)
{
    int64_t rows = cev_table_row_count(table);
    int64_t n = cev_table_column_count(table);
    printed_column *columns = malloc((size_t)(n + 1) * sizeof *columns);
    pen *p = malloc(sizeof *p);

    if (columns == NULL || p == NULL) {
        free(columns);
        free(p);
        return -1;
    }
    p->file = file;
    p->length = 0;
    for (int64_t i = 0; i < n; i++) {
        const char *name = cev_table_name(table, i);
        columns[i].cells = column_find(table, name);
        columns[i].is_date = is_moment(dates, name);
        if (i > 0)
            pen_char(p, ',');
        print_text(p, name);
    }
    pen_char(p, '\n');
    for (int64_t row = 0; row < rows; row++) {
        for (int64_t i = 0; i < n; i++) {
            if (i > 0)
                pen_char(p, ',');
            print_value(p, &columns[i].cells, columns[i].is_date, row);
        }
        pen_char(p, '\n');
    }
    pen_flush(p);
    free(p);
    free(columns);
    return fflush(file) != 0 || ferror(file) ? -1 : 0;
}
