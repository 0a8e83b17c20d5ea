/* Summaries; see lines.h. */
#include "compiler.h"
#include "lines.h"

#include <math.h>
#include <string.h>

#define COUNT_MOST 9e18

enum { LINES_FIRST = 32 };

/* Twice as many lines, or LINES_FIRST. */
static int grow_lines(cev__lines *lines)
{
    int64_t capacity = lines->capacity == 0 ? LINES_FIRST
                                            : 2 * lines->capacity;
    cev__line *grown =
        cev__resize(lines->ctx, lines->lines, lines->capacity, capacity,
                    (int64_t)sizeof *grown);
    if (grown == NULL)
        return 0;
    lines->lines = grown;
    lines->capacity = capacity;
    return 1;
}

cev__line *cev__lines_add(cev__lines *lines, const char *section,
                          const char *name, const char *text)
{
    cev__line *line = &lines->lost;
    if (lines->count < lines->capacity || grow_lines(lines))
        line = &lines->lines[lines->count++];
    else
        lines->is_short = 1;
    line->section = section;
    cev__format(line->text, CEV__LINE_TEXT, "%s", text == NULL ? "" : text);
    line->value = line->std_error = line->lower = line->upper = NAN;
    if (lines->part == NULL)
        cev__format(line->name, CEV__LINE_NAME, "%s", name);
    else
        cev__format(line->name, CEV__LINE_NAME, "%s%s%s", lines->part,
                    lines->joint == NULL ? "." : lines->joint, name);
    return line;
}

void cev__lines_clear(cev__lines *lines)
{
    cev__free(lines->ctx, lines->lines, lines->capacity,
              (int64_t)sizeof *lines->lines);
    lines->lines = NULL;
    lines->count = lines->capacity = 0;
}

void cev__lines_figure(cev__lines *lines, const char *name, double value)
{
    cev__lines_add(lines, "fit", name, NULL)->value = value;
}

/* Saved bytes may hold any number: those that no count can be are the
 * greatest. */
static int64_t nearest_count(double value)
{
    return (int64_t)fmax(-COUNT_MOST, fmin(value, COUNT_MOST));
}

/* The number that stands for {n}, {%} or {x}; gives what comes after it. */
static const char *write_number(const char *mark, double value, char *to,
                                int64_t size)
{
    if (mark[1] == 'n')
        cev__format(to, size, "%d", nearest_count(floor(value + 0.5)));
    else if (mark[1] == '%')
        cev__format(to, size, "%d %%",
                    nearest_count(floor(100.0 * value + 0.5)));
    else
        cev__format(to, size, "%g", floor(100.0 * value + 0.5) / 100.0);
    return strchr(mark, '}') + 1;
}

void cev__lines_verdict(cev__lines *lines, const char *name, double value,
                        const char *text)
{
    cev__line *line = cev__lines_add(lines, "verdict", name, text);
    const char *mark = strchr(text, '{');
    line->value = value;
    if (mark == NULL)
        return;
    int64_t at = mark - text;
    char number[32];
    const char *rest = write_number(mark, value, number, sizeof number);
    cev__format(line->text + at, CEV__LINE_TEXT - at, "%s%s", number, rest);
}

/* ---- Tables ------------------------------------------------------------- */

/* What a column of the table is made of: the member at `offset` of a line. */
typedef struct line_column {
    char name[12];
    size_t offset;
    int is_number, is_pointer; /* else the line holds the text itself */
} line_column;

#define LINE_NUMBER(member) {#member, offsetof(cev__line, member), 1, 0}

static int32_t add_line_numbers(cev_table *table, const cev__lines *lines,
                                const line_column *column)
{
    double *data;
    int32_t status = cev__table_add_double(table, column->name, &data);
    for (int64_t i = 0; status == CEV_OK && i < lines->count; i++)
        data[i] = *(const double *)(const void *)((const char *)&lines
                                                      ->lines[i]
                                                  + column->offset);
    return status;
}

/* `texts` has room for a pointer a line; an empty text is a gap. */
static int32_t add_line_texts(cev_table *table, const cev__lines *lines,
                              const line_column *column, const char **texts)
{
    for (int64_t i = 0; i < lines->count; i++) {
        const char *at =
            (const char *)&lines->lines[i] + column->offset;
        texts[i] = column->is_pointer
                       ? *(const char *const *)(const void *)at
                       : at;
        if (texts[i][0] == '\0')
            texts[i] = NULL;
    }
    return cev__table_add_text(table, column->name, texts);
}

static int32_t fill_from_lines(cev_table *table, const cev__lines *lines,
                               const line_column *columns, int count)
{
    int64_t room = lines->count + 1;
    const char **texts =
        cev__alloc(lines->ctx, room, (int64_t)sizeof *texts);
    int32_t status = texts == NULL ? cev__fail_memory(lines->ctx) : CEV_OK;
    for (int i = 0; status == CEV_OK && i < count; i++)
        status = columns[i].is_number
                     ? add_line_numbers(table, lines, &columns[i])
                     : add_line_texts(table, lines, &columns[i], texts);
    cev__free(lines->ctx, (void *)texts, room, (int64_t)sizeof *texts);
    return status;
}

/* The table of some columns; the lines are cleared. */
static int32_t make_lines_table(cev__lines *lines, const line_column *columns,
                                int count, cev_table **out)
{
    cev_table *table = NULL;
    int32_t status = lines->is_short
                         ? cev__fail_memory(lines->ctx)
                         : cev_table_new(lines->ctx, lines->count, &table);
    if (status == CEV_OK)
        status = fill_from_lines(table, lines, columns, count);
    cev__lines_clear(lines);
    if (status != CEV_OK) {
        cev_table_free(table);
        return status;
    }
    *out = table;
    return CEV_OK;
}

int32_t cev__lines_table(cev__lines *lines, cev_table **out)
{
    static const line_column columns[] = {
        {"section", offsetof(cev__line, section), 0, 1},
        {"name", offsetof(cev__line, name), 0, 0},
        LINE_NUMBER(value),
        LINE_NUMBER(std_error),
        LINE_NUMBER(lower),
        LINE_NUMBER(upper),
        {"text", offsetof(cev__line, text), 0, 0},
    };
    return make_lines_table(lines, columns, 7, out);
}

int32_t cev__lines_metrics(cev__lines *lines, cev_table **out)
{
    static const line_column columns[] = {
        {"metric", offsetof(cev__line, name), 0, 0},
        LINE_NUMBER(value),
        LINE_NUMBER(lower),
        LINE_NUMBER(upper),
    };
    return make_lines_table(lines, columns, 4, out);
}

int32_t cev__lines_scores(cev__lines *lines, cev_table **out)
{
    static const line_column columns[] = {
        {"metric", offsetof(cev__line, name), 0, 0},
        LINE_NUMBER(value),
        LINE_NUMBER(std_error),
        LINE_NUMBER(lower),
        LINE_NUMBER(upper),
        {"method", offsetof(cev__line, text), 0, 0},
    };
    return make_lines_table(lines, columns, 6, out);
}
